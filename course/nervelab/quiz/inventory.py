"""The concept inventory: the same questions before and after the course, and what has changed between.

Before the course nothing is said about an answer, not even a score: a mark would teach this test instead of
the course, and the second sitting would measure the memory of the first. The feedback comes after the second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from nervelab.progress import Test

from .bank import LETTERS, Question

PRE, POST = "pre", "post"
UNSURE = -1  # "I do not know yet": an honest answer, and better to learn from than a guess
UNSURE_LETTER, UNSURE_TEXT = "?", "I do not know yet."

CLOSED = {
    PRE: "Thank you, your answers are kept. You get no marks now: they would teach you this test instead of "
    "the course. The same questions wait for you in section 11, and there you will see what has changed.",
    POST: "Your answers are kept. Should no result appear here, run this cell again.",
}

STATES = {
    "right": "✓ right",
    "belief": "✗ common belief",
    "other": "✗ other answer",
    "unsure": "? not known",
    None: "– no answer",
}
CHANGES = {(False, True): "gained", (True, True): "kept", (True, False): "lost", (False, False): "still open"}
SIGNS = {"gained": "↑", "kept": "=", "lost": "↓", "still open": "○", "": ""}


def form(name: str, questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions in the order of one sitting, "pre" or "post": mixed, and the same for everyone."""
    mixed = list(questions)
    Random(f"inventory {name}").shuffle(mixed)
    return tuple(mixed)


def fitting(test: Test, questions: Sequence[Question]) -> Test:
    """A sitting without answers that no question of today has, such as those from an older course."""
    known = {question.id: range(UNSURE, len(question.options)) for question in questions}
    answers = {id: choice for id, choice in test.answers.items() if choice in known.get(id, ())}
    return Test(answers, test.finished and len(answers) == len(known))


@dataclass(frozen=True)
class Change:
    """One concept: how its question was answered before and after; None stands for not at all."""

    question: Question
    before: str | None
    after: str | None

    @property
    def word(self) -> str:
        """gained, kept, lost or still open; empty without both answers."""
        if None in (self.before, self.after):
            return ""
        return CHANGES[self.before == "right", self.after == "right"]

    @property
    def shown(self) -> str:
        return f"{SIGNS[self.word]} {self.word}".strip()


@dataclass(frozen=True)
class Gain:
    """What changed from the sitting before the course to the one after it, concept by concept."""

    changes: tuple[Change, ...]

    def count(self, word: str) -> int:
        return sum(change.word == word for change in self.changes)

    @property
    def right(self) -> tuple[int | None, int]:
        """How many were right before (None: nothing was answered) and after."""
        before = [change.before for change in self.changes]
        after = sum(change.after == "right" for change in self.changes)
        return (before.count("right") if any(before) else None), after

    @property
    def normalised(self) -> float | None:
        """Gained − lost as a share of what there was to gain; None if there was nothing."""
        to_gain = self.count("gained") + self.count("still open")
        return (self.count("gained") - self.count("lost")) / to_gain if to_gain else None

    @property
    def summary(self) -> tuple[str, ...]:
        """The result in a few sentences."""
        (before, after), asked = self.right, len(self.changes)
        if before is None:
            return (
                f"You have {after} of {asked} right.",
                "You did not answer the questions before the course, so there is nothing to compare with.",
            )
        answered = sum(change.before is not None for change in self.changes)
        gained, lost = self.count("gained"), self.count("lost")
        to_gain = gained + self.count("still open")
        held, holds = (
            sum(getattr(change, side) == "belief" for change in self.changes) for side in ("before", "after")
        )
        said = [f"Before the course you had {before} of {answered} right, now {after} of {asked}."]
        if to_gain:
            said.append(f"Of the {to_gain} that you did not have, you gained {gained}; you lost {lost}.")
        else:
            said.append(f"There was nothing left to gain; you lost {lost}.")
        if to_gain and gained >= lost:
            said.append(
                f"Normalised gain: ({gained} − {lost}) / {to_gain} = {self.normalised:.2f}, "
                "the share of what there was to gain."
            )
        said.append(f"Answers that follow a common belief: {held} before, {holds} now.")
        return tuple(said)

    def __str__(self) -> str:
        rows = [("Concept", "Before", "After", "Change")]
        rows += [
            (change.question.concept, STATES[change.before], STATES[change.after], change.shown)
            for change in self.changes
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join([*self.summary, "", *lines])


def gain(questions: Sequence[Question], tests: Mapping[str, Test]) -> Gain:
    """Compare the two sittings; `tests` maps "pre" and "post" to what was answered."""
    return Gain(
        tuple(
            Change(question, *(_state(question, tests.get(name, Test())) for name in (PRE, POST)))
            for question in questions
        )
    )


def _state(question: Question, test: Test) -> str | None:
    choice = test.answers.get(question.id)
    if choice is None:
        return None
    if choice == UNSURE:
        return "unsure"
    option = question.options[choice]
    return "right" if option.correct else "belief" if option.misconception else "other"


def letter_of(choice: int) -> str:
    """The letter of an option; "?" for "I do not know yet"."""
    return UNSURE_LETTER if choice == UNSURE else LETTERS[choice]


def position(answer: str, question: Question) -> int:
    """The position of the option with this letter."""
    letters = LETTERS[: len(question.options)]
    if answer == UNSURE_LETTER:
        return UNSURE
    if answer not in tuple(letters):
        allowed = ", ".join([*letters, UNSURE_LETTER])
        raise ValueError(f"The answer is {answer!r}; this question takes {allowed}.")
    return letters.index(answer)
