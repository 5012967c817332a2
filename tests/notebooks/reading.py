"""The notebooks of the course, and what they say and ask for, read without running them."""

import ast
from pathlib import Path

import nbformat

from nervelab import evidence

COURSE = Path(__file__).parents[2] / "course"
NOTEBOOKS = sorted(COURSE.glob("[0-9][0-9]_*.ipynb"))
SECTIONS = [path for path in NOTEBOOKS if path.stem != "00_start_here"]


def code_of(path):
    """The sources of the code cells."""
    return [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def prose_of(path):
    """All the Markdown, one text."""
    return "\n".join(c.source for c in nbformat.read(path, 4).cells if c.cell_type == "markdown")


def weighed(path):
    """Ids of the claims and omissions that a notebook puts on the scales, in its order."""
    calls = [
        node
        for source in code_of(path)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "weigh"
    ]
    found = []
    for call in calls:
        arguments = ast.fix_missing_locations(ast.Expression(ast.Tuple(call.args, ast.Load())))
        found += eval(compile(arguments, str(path), "eval"), {"evidence": evidence})
    return found
