"""Every claim of the article is met: a notebook teaches it and something asks for it."""

import re
from pathlib import Path

import nbformat
import pytest
import yaml

from nervelab import evidence, quiz

from .reading import prose_of, weighed

ROOT = Path(__file__).parents[2]
NOTEBOOKS = {path.stem: path for path in sorted((ROOT / "course").glob("[0-9][0-9]_*.ipynb"))}
ITEMS = [*evidence.claims(), *evidence.omissions()]


PLANNED = yaml.safe_load((Path(__file__).parent / "planned_items.yml").read_text(encoding="utf-8"))


def section(item):
    """The notebook whose assignment an item such as s04_root_hit belongs to."""
    return next(name for name in NOTEBOOKS if name.startswith(item[1:3]))


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
        items = graded(section(item.checked))
        assert item.checked in (PLANNED[item.checked[1:3]] if items is None else items)
    else:
        assert quiz.question(item.checked).id == item.checked


@pytest.mark.parametrize("path", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_a_notebook_weighs_nothing_that_does_not_exist(path):
    known = {item.id for item in ITEMS}
    assert set(weighed(path)) <= known
    named = re.findall(r"\b[Cc]laims? ([A-Z][0-9]+(?:-[0-9]+)?)\b", prose_of(path))
    assert set(named) <= known


def test_planned_items_are_counted():
    """Lower the number as assignments are written; when all are, none waits."""
    waiting = [item for item in ITEMS if item.checked[0] == "s" and graded(section(item.checked)) is None]
    assert len(waiting) == 61


@pytest.mark.parametrize("number", PLANNED)
def test_what_is_planned_is_not_there_yet(number):
    assert graded(section(f"s{number}_")) is None
    assert 6 <= len(PLANNED[number]) <= 11
    assert all(item.startswith(f"s{number}_") for item in PLANNED[number])
