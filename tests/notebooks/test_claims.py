"""Every claim of the article is met: a notebook teaches it and something asks for it."""

import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from nervelab import evidence, quiz

from .reading import prose_of, weighed

ROOT = Path(__file__).parents[2]
NOTEBOOKS = {path.stem: path for path in sorted((ROOT / "course").glob("[0-9][0-9]_*.ipynb"))}
ITEMS = [*evidence.claims(), *evidence.omissions()]


def graded(stem):
    """Ids of the items of a section's assignment; None while it has none."""
    path = ROOT / "solutions" / stem / f"{stem}.ipynb"
    if not path.exists():
        return None
    cells = nbformat.read(path, 4).cells
    return {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_claim_is_taught_and_checked(item):
    assert item.taught in NOTEBOOKS, f"{item.id} names no notebook that teaches it"
    assert item.id in weighed(NOTEBOOKS[item.taught])
    if item.checked.startswith("s"):
        stem = next(name for name in NOTEBOOKS if name.startswith(item.checked[1:3]))
        items = graded(stem)
        assert items is None or item.checked in items, f"{item.checked} is no item of {stem}"
    else:
        assert quiz.question(item.checked).id == item.checked


@pytest.mark.parametrize("path", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_a_notebook_weighs_nothing_that_does_not_exist(path):
    known = {item.id for item in ITEMS}
    assert set(weighed(path)) <= known
    named = re.findall(r"\b[Cc]laims? ([A-Z][0-9]+(?:-[0-9]+)?)\b", prose_of(path))
    assert set(named) <= known


def test_planned_items_are_counted():
    """An item of an assignment that is not written yet counts as planned; when all are, none is left."""
    planned = Counter(
        item.checked[:3]
        for item in ITEMS
        if item.checked.startswith("s")
        and graded(next(name for name in NOTEBOOKS if name.startswith(item.checked[1:3]))) is None
    )
    written = {path.name[:2] for path in (ROOT / "solutions").iterdir() if path.is_dir()}
    assert not {f"s{number}" for number in written} & set(planned)
    assert sum(planned.values()) == PLANNED


PLANNED = 0  # claims that wait for an assignment; lower it as assignments are written
