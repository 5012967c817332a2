"""Where feedback sends a learner: the heading or the experiment that it names is there."""

import re

import pytest

from nervelab import quiz

from .reading import NOTEBOOKS, prose_of

BY_NUMBER = {int(path.stem[:2]): path for path in NOTEBOOKS}
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
    prose = prose_of(BY_NUMBER[number])
    if kind == "*":
        headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
        assert place in headings, f"{id} points to {place!r}; section {number} has {headings}"
    else:
        assert re.search(rf"^\*\*{place.split()[0]}\. ", prose, re.MULTILINE)


def test_there_are_pointers():
    assert len({id for id, *_ in POINTERS}) > 8
