"""Specimens: wrong and right answers to every item that is graded automatically, and how each is graded.

`<assignment>.yml` holds them: item, then `wrong` or `right`, then a name and the source of the answer.
A wrong answer is named after its slip, or after the belief it betrays ("M03 …"): then the failed check
names that belief.  They run on the fast path, the assignment's own cells in this process; nbgrader decides
on the points.  Where a locked cell goes by what an earlier answer left, `starts` lists the names that may be
there, a dict each: then every specimen is graded from every start.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path

import yaml
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_locked, is_solution

from nervelab.grading.notebooks import grade_id, read

CHECKOUT = Path(__file__).parents[3]
SOLUTIONS = sorted((CHECKOUT / "solutions").glob("*/*.ipynb"))
KINDS = "wrong", "right"


@dataclass(frozen=True)
class Item:
    """An item that is graded automatically: the locked cells before it, its answer cell and its test cell."""

    assignment: str
    setup: tuple[str, ...]
    answer: NotebookNode
    test: NotebookNode

    @property
    def name(self) -> str:
        return grade_id(self.answer)

    @property
    def points(self) -> float:
        return self.test.metadata.nbgrader.points

    def grade(self, answer: str, start: Mapping[str, object] | None = None) -> tuple[float, str]:
        """The points of this source as an answer, and what the failed check says (empty if none fails).

        `start` holds what earlier answers left, by name.
        """
        names = {"__name__": "__main__", **(start or {})}
        with redirect_stdout(StringIO()):
            for source in (*self.setup, answer):
                with suppress(Exception):  # as in the kernel: the next cell runs all the same
                    exec(compile(source, self.name, "exec"), names)
            failed = _failure(self.test.source, names)
        outputs = [] if failed is None else [NotebookNode(output_type="error")]
        return determine_grade(NotebookNode(self.test | {"outputs": outputs}))[0], failed or ""


def _failure(test: str, names: dict) -> str | None:
    """What the first check that fails says; None if all hold."""
    try:
        exec(compile(test, "test", "exec"), names)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def items(path: Path) -> Iterator[Item]:
    """The automatically graded items of an instructor's notebook, in its order."""
    setup, answer = [], None
    for cell in read(path).cells:
        if is_grade(cell) and not is_solution(cell):
            yield Item(path.stem, tuple(setup), answer, cell)
        elif is_solution(cell):
            answer = cell
        elif is_locked(cell):
            setup.append(cell.source)


@cache
def _held(assignment: str) -> dict:
    path = Path(__file__).parent / f"{assignment}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}


def specimens(assignment: str) -> dict[str, dict[str, dict[str, str]]]:
    """The specimens of an assignment: item → "wrong" or "right" → name → source."""
    return {name: by_kind for name, by_kind in _held(assignment).items() if name != "starts"}


def starts(assignment: str) -> list[dict[str, object]]:
    """What earlier answers may leave before the locked cells run; most assignments have one start, empty."""
    return _held(assignment).get("starts", [{}])


def verdict(item: Item, kind: str, name: str, answer: str) -> str:
    """Why this specimen is not graded as it should be, from any start; empty if it is."""
    for start in starts(item.assignment):
        why = _verdict(item, kind, name, answer, start)
        if why:
            return f"{why} (start: {start})" if start else why
    return ""


def _verdict(item: Item, kind: str, name: str, answer: str, start: Mapping[str, object]) -> str:
    points, said = item.grade(answer, start)
    if kind == "right":
        return "" if points == item.points else f"a right answer lost points: {said}"
    if points:
        return f"a wrong answer earned {points:g} of {item.points} points"
    belief = re.match(r"M\d\d\b", name)
    if belief and f"[{belief[0]}]" not in said:
        return f"the failed check does not name {belief[0]}: {said}"
    if not said.startswith("AssertionError: "):
        return f"no check speaks to this answer, it just breaks: {said}"
    return ""
