"""Where feedback sends a learner: the heading or the experiment that it names is there."""

import re
from pathlib import Path

import pytest

from nervelab import quiz

from .reading import prose_of

NOTEBOOKS = {
    int(path.stem[:2]): path for path in (Path(__file__).parents[2] / "course").glob("[0-9][0-9]_*.ipynb")
}
POINTERS = [
    (question.id, int(number), kind, place)
    for question in quiz.questions()
    for option in question.options
    for number, kind, place in re.findall(
        r"[Ss]ection (\d+),\s+(\*|experiment )([^*.;,]+)", " ".join(option.feedback.split())
    )
]


@pytest.mark.parametrize(("id", "number", "kind", "place"), POINTERS)
def test_a_pointer_leads_somewhere(id, number, kind, place):
    prose = prose_of(NOTEBOOKS[number])
    if kind == "*":
        headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
        assert place in headings, f"{id} points to {place!r}; section {number} has {headings}"
    else:
        assert re.search(rf"^\*\*{place.split()[0]}\. ", prose, re.MULTILINE)


def test_there_are_pointers():
    assert len({id for id, *_ in POINTERS}) > 8
