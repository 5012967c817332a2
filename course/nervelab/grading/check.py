"""`nervelab check`: are the notebooks, solutions/ and assignments/ fit to be committed and graded?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from nbformat import NotebookNode
from nbgrader.utils import find_all_files, is_grade, is_solution, is_task

from nervelab.grading.markers import split
from nervelab.grading.notebooks import canonical, departures, grade_id, parse, read
from nervelab.grading.release import JUNK, carries_solution, generate, leaks

POINTS = 20
ITEMS = range(6, 11)


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the path within the checkout, and a phrase on what is wrong with it."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def find_root(start: Path) -> Path:
    """The checkout that contains `start`. Raises ValueError outside one."""
    for folder in (start, *start.parents):
        if (folder / "pyproject.toml").is_file():
            if (folder / "nbgrader_config.py").is_file():
                return folder
            raise ValueError(f"{folder} is no checkout of the course: it has no nbgrader_config.py.")
    raise ValueError(f"{start} lies in no checkout of the course: no pyproject.toml here or above.")


def check(root: Path, *, fix: bool = False) -> list[Finding]:
    """What is to mend in the checkout `root`.

    With `fix`, first rewrite what follows from the rest: the form of every notebook, and assignments/ from
    solutions/. Nothing is deleted.
    """
    own = [*sorted(root.glob("course/*.ipynb")), *_notebooks(root / "solutions")]
    if fix:
        for path in own:
            _settle(path)
    findings = [Finding(*pair) for pair in _solutions(root)]
    findings += [Finding(*pair) for pair in _assignments(root, fix)]
    for path in [*own, *_notebooks(root / "assignments")]:
        try:
            messages = list(departures(path.read_text(encoding="utf-8")))
        except ValueError as error:
            messages = [str(error)]
        findings += [Finding(_name(root, path), message) for message in messages]
    return sorted(findings, key=lambda finding: finding.path)


def _settle(path: Path) -> None:
    """Rewrite a notebook in canonical form, if it is a notebook at all."""
    try:
        text = path.read_text(encoding="utf-8")
        clean = canonical(parse(text))
    except ValueError:
        return  # reported by the check that follows
    if clean != text:
        path.write_text(clean, encoding="utf-8")


def _solutions(root: Path) -> Iterator[tuple[str, str]]:
    """What is wrong with solutions/: names, markers, items, points and the files beside the notebooks."""
    for folder in _folders(root / "solutions"):
        name = _name(root, folder)
        numbered = re.fullmatch(r"(\d\d)_[a-z0-9_]+", folder.name)
        number = numbered[1] if numbered else "NN"
        if not numbered:
            yield name, "is not named like 02_compression"
        notebooks = []
        for path in sorted(folder.glob("*.ipynb")):
            try:
                notebook = read(path)
            except ValueError:
                continue  # the check of canonical form reports it
            notebooks.append(notebook)
            for position, cell in enumerate(notebook.cells, start=1):
                for message in _cell_faults(cell, number):
                    yield _name(root, path), f"cell {position}: {message}"
        graded = [
            cell for notebook in notebooks for cell in notebook.cells if is_grade(cell) or is_task(cell)
        ]
        points = sum(cell.metadata.nbgrader.get("points", 0) for cell in graded)
        if points != POINTS:
            yield name, f"its points sum to {points:g}, not {POINTS}"
        if len(graded) not in ITEMS:
            yield name, f"it has {len(graded)} graded items, not {ITEMS.start} to {ITEMS.stop - 1}"
        for path in _files(folder):
            if path.suffix != ".ipynb" and carries_solution(path, notebooks):
                yield _name(root, path), "carries a solution, and nbgrader would copy it into the release"


def _cell_faults(cell: NotebookNode, number: str) -> Iterator[str]:
    """What is wrong with the markers and the name of one cell of solutions/`number`_…"""
    yield from split(cell.source).faults
    item = grade_id(cell)
    if not (is_grade(cell) or is_solution(cell) or is_task(cell)):
        return
    test = is_grade(cell) and not is_solution(cell)
    named = re.fullmatch(rf"s{number}_[a-z][a-z0-9_]*", item) is not None
    if not named or item.endswith("_test") != test:
        wanted = f"s{number}_name_test" if test else f"s{number}_name"
        yield f"its grade_id is {item!r}, not of the form {wanted}"


def _assignments(root: Path, fix: bool) -> Iterator[tuple[str, str]]:
    """Where assignments/ is not what nbgrader generates from solutions/ now, or shows what it should not."""
    folders = _folders(root / "solutions")
    for folder in folders:
        target = root / "assignments" / folder.name
        with TemporaryDirectory() as course:
            try:
                fresh = generate(root, folder.name, Path(course))
            except ValueError as error:
                yield _name(root, folder), str(error)
            else:
                if fix:
                    _copy(fresh, target)
                yield from _differences(root, fresh, target)
        for path in _notebooks(target):
            try:
                pair = read(folder / path.name), read(path)
            except (OSError, ValueError):
                continue  # left over, or no notebook: both are reported elsewhere
            for message in leaks(*pair):
                yield _name(root, path), message
    for path in _files(root / "assignments"):
        if path.relative_to(root / "assignments").parts[0] not in {folder.name for folder in folders}:
            yield _name(root, path), "is left over: solutions/ has no such assignment"


def _differences(root: Path, fresh: Path, target: Path) -> Iterator[tuple[str, str]]:
    """How the committed assignment `target` differs from the `fresh` one, form aside."""
    made = {path.relative_to(fresh): path for path in _files(fresh)}
    committed = {path.relative_to(target): path for path in _files(target)}
    for relative in sorted(made.keys() | committed.keys()):
        name = _name(root, target / relative)
        if relative not in committed:
            yield name, "is missing: nbgrader generates it from solutions/"
        elif relative not in made:
            yield name, "is left over: nbgrader does not generate it"
        elif _content(made[relative]) != _content(committed[relative]):
            yield name, "differs from what nbgrader generates from solutions/"


def _content(path: Path) -> bytes:
    """What counts when two released files are compared: of a notebook, its canonical form."""
    if path.suffix == ".ipynb":
        try:
            return canonical(read(path)).encode()
        except ValueError:
            pass  # no notebook: compare it as it is
    return path.read_bytes()


def _copy(folder: Path, target: Path) -> None:
    """Copy the files of a folder over those of another, where they differ."""
    for path in _files(folder):
        copy = target / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.is_file() or copy.read_bytes() != path.read_bytes():
            copy.write_bytes(path.read_bytes())


def _folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.glob("*") if path.is_dir() and path.name[0] not in "._")


def _files(folder: Path) -> list[Path]:
    return sorted(map(Path, find_all_files(str(folder), list(JUNK))))


def _notebooks(folder: Path) -> list[Path]:
    return [path for path in _files(folder) if path.suffix == ".ipynb"]


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
