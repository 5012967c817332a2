"""The start: the taste first, every section with its minutes, the one link to the solutions."""

import re

import nbformat
import pytest

from .reading import COURSE, SECTIONS

CELLS = nbformat.read(COURSE / "00_start_here.ipynb", 4).cells


def source(id):
    return next(cell.source for cell in CELLS if cell.id == id)


def test_the_slider_comes_before_any_prose_but_the_title():
    assert "TasteLab()" in CELLS[1].source
    assert len(CELLS[0].source.split()) < 60


@pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)
def test_a_section_is_listed_with_its_title_and_minutes(path):
    first, _, second = nbformat.read(path, 4).cells[0].source.partition("\n")
    title = re.fullmatch(r"# \d+ · (.+)", first)[1]
    minutes = re.search(r"(\d+) minutes", second)[1]
    assert f"| {int(path.stem[:2])} | [{title}]({path.name}) | {minutes} |" in source("sections").split("\n")


def test_the_questions_and_the_work_have_their_cells():
    assert source("pretest-questions").endswith("quiz.pretest()")
    assert source("my-work-buttons").endswith("progress.my_work()")


def test_only_the_start_links_the_solutions_and_it_warns():
    linking = [
        path.stem
        for path in sorted(COURSE.glob("*.ipynb"))
        for cell in nbformat.read(path, 4).cells
        if cell.cell_type == "markdown" and "](../solutions" in cell.source
    ]
    assert linking == ["00_start_here"]
    assert "you will never find out whether you could have done it" in source("help")


def test_it_says_that_no_clinician_has_reviewed_it():
    assert "**no clinician has reviewed it**" in source("red-flags")
    assert "Every person in it is invented" in source("red-flags")
