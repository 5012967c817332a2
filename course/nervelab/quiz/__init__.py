"""Questions whose every answer gets feedback.

>>> from nervelab import quiz
>>> quiz.ask("02-predict")                      # radio buttons in a notebook
>>> print(quiz.question("02-predict"))          # the same as text
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .bank import Option, Question, load

if TYPE_CHECKING:
    from .widget import QuestionWidget

__all__ = ["Option", "Question", "ask", "load", "question", "questions"]


@cache
def _shipped() -> dict[str, Question]:
    return load(Path(__file__).parent / "questions")


def questions(notebook: str | None = None) -> tuple[Question, ...]:
    """All questions, or those of one notebook, such as "02_compression"."""
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
    """The question with this id as radio buttons, a Check button and feedback."""
    from .widget import QuestionWidget  # here, so that reading a question needs no widget library

    return QuestionWidget(question(id))
