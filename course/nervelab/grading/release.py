"""What nbgrader makes of solutions/, and whether it gives an answer away."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log, is_solution
from traitlets.config import Config, PyFileConfigLoader

from nervelab.grading.markers import ALMOST_MARKER, split
from nervelab.grading.notebooks import canonical, grade_id, read

JUNK = ".ipynb_checkpoints", "__pycache__", "*.pyc"  # nbgrader does not release these either


def generate(root: Path, assignment: str, course: Path) -> Path:
    """Let nbgrader generate an assignment of the checkout `root` in the empty folder `course`.

    It runs as `nbgrader generate_assignment --no-db` does, on a copy: the checkout and its gradebook stay as
    they are. Returns the folder of the result. Raises ValueError with the reason if it cannot. A wrong marker
    is one: nbgrader might release what it should hold back.
    """
    shutil.copy(root / "nbgrader_config.py", course)
    source = course / "solutions" / assignment
    shutil.copytree(root / "solutions" / assignment, source, ignore=shutil.ignore_patterns(*JUNK))
    for path in source.glob("*.ipynb"):
        notebook = read(path)
        if any(split(cell.source).faults for cell in notebook.cells):
            raise ValueError("cannot be generated: a marker is wrong")
        path.write_text(canonical(notebook), encoding="utf-8")
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    config.merge(Config(SaveCells={"enabled": False}, GenerateAssignment={"no_database": True}))
    directory = CourseDirectory(config=config, assignment_id=assignment)
    outcome = capture_log(GenerateAssignment(coursedir=directory, config=config))
    if not outcome["success"]:
        reasons = re.findall(r"^\s+(?:\w+\.)*\w+(?:Error|Exception): (.+)$", outcome["log"], re.MULTILINE)
        raise ValueError(f"cannot be generated: {reasons[-1] if reasons else 'no notebook found'}")
    result = course / "assignments" / assignment
    for path in result.glob("*.ipynb"):
        path.write_text(canonical(read(path)), encoding="utf-8")
    return result


def leaks(solution: NotebookNode, release: NotebookNode) -> Iterator[str]:
    """Where a released notebook shows what the instructor's notebook keeps back, a phrase each."""
    for position, cell in enumerate(release.cells, start=1):
        released = _lines(cell.source.split("\n"))
        yield from (
            f"cell {position} shows the marker {line!r}" for line in released if ALMOST_MARKER.search(line)
        )
        for original in solution.cells:
            shown, regions = _parts(original)
            if grade_id(cell) and grade_id(cell) == grade_id(original):
                kept_back = {line for region in regions for line in region}.difference(shown)
                seen = next((line for line in released if line in kept_back), None)
            else:  # one line may well stand in two cells; several in a row do not by chance
                seen = next((r[0] for r in regions if len(r) > 1 and _contains(released, r)), None)
            if seen:
                yield f"cell {position} shows what solutions/ keeps back in {grade_id(original)!r}: {seen!r}"


def carries_solution(path: Path, solutions: list[NotebookNode]) -> bool:
    """Whether a file that nbgrader would release as it is, gives away an answer in `solutions` beside it."""
    text = _lines(path.read_bytes().decode("utf-8", errors="replace").split("\n"))
    cells = [_parts(cell) for notebook in solutions for cell in notebook.cells]
    shown = {line for lines, _ in cells for line in lines}
    # A line as short as `return x` may stand anywhere.
    kept_back = {line for _, regions in cells for r in regions for line in r if len(line) > 12} - shown
    return any(line in kept_back or ALMOST_MARKER.search(line) for line in text)


def _parts(cell: NotebookNode) -> tuple[list[str], list[list[str]]]:
    """A cell's shown lines and its regions; a solution cell without a region is one."""
    parts = split(cell.source)
    if is_solution(cell) and not parts.regions:
        return [], [_lines(parts.shown)]
    return _lines(parts.shown), [_lines(region) for region in parts.regions]


def _lines(lines: list[str] | tuple[str, ...]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def _contains(lines: list[str], region: list[str]) -> bool:
    return any(lines[start : start + len(region)] == region for start in range(len(lines)))
