"""The arrows of the house: who may import whom.  Read from the code, so a new arrow fails here first."""

import ast
from pathlib import Path

import pytest

import nervelab

PACKAGE = Path(nervelab.__file__).parent
ROOMS = {
    "physiology": set(),
    "evidence": set(),
    "clinic": {"physiology", "evidence"},
    "progress": set(),
    "quiz": {"evidence", "progress"},
    "labs": {"physiology", "clinic", "evidence"},
    "grading": set(),
}
NOT_IN_PHYSIOLOGY = {
    "plotly",
    "ipywidgets",
    "anywidget",
    "traitlets",
    "pandas",
    "pathlib",
    "io",
    "os",
    "IPython",
}


def imports(path):
    """Absolute dotted names of everything a module imports, wherever in the file."""
    inside = [nervelab.__name__, *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(inside[: len(inside) - node.level + 1]) + "." if node.level else ""
            yield from (f"{base}{node.module or ''}.{alias.name}".replace("..", ".") for alias in node.names)


@pytest.mark.parametrize("room", [r for r in ROOMS if (PACKAGE / r).is_dir()])
def test_a_room_opens_only_its_own_doors(room):
    modules = list((PACKAGE / room).rglob("*.py"))
    assert modules
    for path in modules:
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == nervelab.__name__ and len(parts) > 1 and parts[1] in ROOMS:
                assert parts[1] == room or parts[1] in ROOMS[room], f"{path.name} imports {name}"
            if room == "physiology":
                assert parts[0] not in NOT_IN_PHYSIOLOGY, f"{path.name} imports {name}"
                assert "open(" not in path.read_text(encoding="utf-8")
            if parts[0] == "nbgrader":
                assert room == "grading", f"{path.name} imports {name}"
