"""Every wrong answer loses its item, every right one keeps it: on the fast path, all of them."""

import pytest
from specimens import CHECKOUT, KINDS, SOLUTIONS, items, specimens, verdict

from nervelab.grading.notebooks import grade_id, read

ITEMS = {item.name: item for path in SOLUTIONS for item in items(path)}
HELD = {name: by_kind for path in SOLUTIONS for name, by_kind in specimens(path.stem).items()}
CASES = [
    pytest.param(item, kind, name, answer, id=f"{item.name}-{kind}-{name}")
    for item in ITEMS.values()
    for kind in KINDS
    for name, answer in HELD.get(item.name, {}).get(kind, {}).items()
]


@pytest.mark.slow
@pytest.mark.parametrize(("item", "kind", "name", "answer"), CASES)
def test_specimen(item, kind, name, answer):
    assert verdict(item, kind, name, answer) == ""


@pytest.mark.slow
@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_the_worked_answer_earns_all_and_the_released_cell_nothing(item):
    assert verdict(item, "right", "worked answer", item.answer.source) == ""
    released = read(CHECKOUT / "assignments" / item.assignment / f"{item.assignment}.ipynb")
    blank = next(cell.source for cell in released.cells if grade_id(cell) == item.name)
    assert item.grade(blank)[0] == 0


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_there_are_enough_of_them(item):
    held = HELD[item.name]
    assert set(held) == set(KINDS)
    assert len(held["wrong"]) >= 3
    assert len(held["right"]) >= 2
    answers = [source.strip() for kind in KINDS for source in held[kind].values()]
    assert len({*answers, item.answer.source.strip()}) == len(answers) + 1


def test_every_specimen_answers_an_item():
    assert set(HELD) == set(ITEMS)
