"""Questions whose every answer gets feedback.

>>> from nervelab import quiz
>>> quiz.ask("02-predict")                      # radio buttons; an earlier answer is shown again
>>> print(quiz.question("02-predict"))          # the same as text
>>> quiz.pretest(), quiz.posttest()             # the concept inventory, before and after the course
>>> print(quiz.gain())                          # what changed between the two
>>> print(quiz.so_far())                        # which notebooks were begun and finished
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from nervelab import progress

from . import inventory
from .bank import Option, Question, load
from .inventory import Gain

if TYPE_CHECKING:
    from .widget import InventoryWidget, QuestionWidget

__all__ = [
    "Gain",
    "Option",
    "Question",
    "ask",
    "gain",
    "load",
    "posttest",
    "pretest",
    "question",
    "questions",
    "so_far",
]


@cache
def _shipped() -> dict[str, Question]:
    return load(Path(__file__).parent / "questions")


def questions(notebook: str | None = None) -> tuple[Question, ...]:
    """All questions, or those of one notebook, such as "02_compression", or those of the "inventory"."""
    found = tuple(item for item in _shipped().values() if notebook in (None, item.notebook))
    if not found:
        known = ", ".join(dict.fromkeys(item.notebook for item in _shipped().values()))
        raise ValueError(f"There are no questions for {notebook!r}; allowed is {known}.")
    return found


def question(id: str) -> Question:
    """The question with this id, such as "02-predict"."""
    if id not in _shipped():
        raise ValueError(f"There is no question {id!r}; allowed is {', '.join(_shipped())}.")
    return _shipped()[id]


def ask(id: str) -> QuestionWidget:
    """The question with this id as radio buttons, a Check button and feedback.

    The answer is kept in the progress file, and shown again when the notebook is run again.
    """
    from .widget import QuestionWidget  # here, so that reading a question needs no widget library

    asked = question(id)
    if asked.kind != "inventory":  # which belongs to no notebook
        progress.keep_begun(asked.notebook)
    return QuestionWidget(asked, progress.load().answers.get(id), partial(progress.keep_answer, id))


def pretest() -> InventoryWidget:
    """The concept inventory before the course: twenty questions, one at a time, without feedback."""
    return _test(inventory.PRE)


def posttest() -> InventoryWidget:
    """The concept inventory after the course: in another order, with gains and feedback at the end."""
    return _test(inventory.POST)


def _test(name: str) -> InventoryWidget:
    from .widget import InventoryWidget

    return InventoryWidget(
        name,
        questions("inventory"),
        lambda: progress.load().tests,
        partial(progress.keep_test, name),
    )


def gain() -> Gain:
    """What changed between the two sittings of the inventory; ValueError before the second is finished."""
    asked = questions("inventory")
    tests = {name: inventory.fitting(test, asked) for name, test in progress.load().tests.items()}
    if not (inventory.POST in tests and tests[inventory.POST].finished):
        raise ValueError("The gain is shown after the test in section 11: finish it first.")
    return inventory.gain(asked, tests)


def so_far() -> str:
    """Which notebooks were begun, how many of their questions are answered, and which are finished."""
    kept = progress.load()
    lines = []
    for notebook in dict.fromkeys(item.notebook for item in _shipped().values() if item.kind != "inventory"):
        asked = questions(notebook)
        answered = sum(item.id in kept.answers for item in asked)
        state = (
            "not begun"
            if notebook not in kept.notebooks
            else f"{answered} of {len(asked)} questions answered"
        )
        lines.append(f"{notebook}: {'finished' if answered == len(asked) else state}")
    return "\n".join(lines)
