"""Every claim of the article is met: a notebook teaches it and something asks for it."""

import re

import nbformat
import pytest

from nervelab import evidence, quiz

from .reading import COURSE, NOTEBOOKS, prose_of, weighed

BY_NAME = {path.stem: path for path in NOTEBOOKS}
ITEMS = [*evidence.claims(), *evidence.omissions()]


def graded(number):
    """Ids of the items of a section's assignment."""
    [path] = (COURSE.parent / "solutions").glob(f"{number}_*/*.ipynb")
    return {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nbformat.read(path, 4).cells}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_claim_is_taught_and_checked(item):
    assert item.taught in BY_NAME, f"{item.id} names no notebook that teaches it"
    assert item.id in weighed(BY_NAME[item.taught])
    if item.checked.startswith("s"):
        assert item.checked in graded(item.checked[1:3])
    else:
        assert quiz.question(item.checked).id == item.checked


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_weighs_nothing_that_does_not_exist(path):
    known = {item.id for item in ITEMS}
    assert set(weighed(path)) <= known
    named = re.findall(r"\b[Cc]laims? ([A-Z][0-9]+(?:-[0-9]+)?)\b", prose_of(path))
    assert set(named) <= known
