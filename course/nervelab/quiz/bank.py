"""The question bank: from YAML files to checked questions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

from nervelab import evidence
from nervelab.evidence.documents import TEXT, fault, list_of, one_of, pattern, read, record, unique

LETTERS = "abcdefgh"

QUESTIONS = record(
    {
        "questions": list_of(
            record(
                {
                    "id": pattern("(?:[0-9]{2}|inventory)-[a-z0-9-]+", "an id such as 02-predict"),
                    "kind": one_of(["predict", "check", "inventory"]),
                    "stem": TEXT,
                    "options": list_of(
                        record(
                            {"text": TEXT, "correct": one_of([True, False]), "feedback": TEXT},
                            {"misconception": TEXT | {"description": "an id such as M03"}},
                        ),
                        at_least=2,
                    ),
                },
                {
                    "concept": TEXT | {"description": "the idea in a few words"},
                    "refs": list_of(TEXT | {"description": "a reference key"}),
                },
            )
        )
    }
)


@dataclass(frozen=True)
class Option:
    """One answer; `misconception` is the id of the belief that choosing it betrays."""

    text: str
    correct: bool
    feedback: str
    misconception: str | None = None

    @property
    def verdict(self) -> str:
        return "Right." if self.correct else "Not quite."


@dataclass(frozen=True)
class Question:
    """A question with one right answer and feedback for every answer.

    A `predict` question is asked before anything is shown, and keeps the first answer in sight; a `check`
    question looks back. An `inventory` question is asked before and after the course, looks for one
    misconception and names the `concept` it is about. `refs` are the reference keys behind the feedback.

    Stem, options and feedback may use *emphasis*, **strong** and `code`; an empty line begins a paragraph.
    """

    id: str
    notebook: str
    kind: str
    stem: str
    options: tuple[Option, ...]
    refs: tuple[str, ...] = ()
    concept: str = ""

    @property
    def right(self) -> int:
        """The position of the right option."""
        return next(position for position, option in enumerate(self.options) if option.correct)

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """The ids of the misconceptions that the options look for."""
        return tuple(dict.fromkeys(option.misconception for option in self.options if option.misconception))

    def answer(self, letter: str) -> str:
        """The feedback to an option, by its letter: what the buttons show, where there are none."""
        letters = LETTERS[: len(self.options)]
        if letter not in tuple(letters):
            raise ValueError(f"The answer is {letter!r}; question {self.id} takes {', '.join(letters)}.")
        option = self.options[letters.index(letter)]
        return f"({letter}) {option.verdict} {option.feedback}"

    def __str__(self) -> str:
        paragraphs = [fill(" ".join(part.split()), 100) for part in self.stem.split("\n\n")]
        options = [
            fill(f"({letter}) {option.text}", 100, subsequent_indent="    ")
            for letter, option in zip(LETTERS, self.options, strict=False)
        ]
        hint = f'Feedback: print(quiz.question("{self.id}").answer("a"))'
        return "\n\n".join([*paragraphs, "\n".join(options), hint])

    def _repr_markdown_(self) -> str:
        options = "\n".join(
            f"- ({letter}) {option.text}" for letter, option in zip(LETTERS, self.options, strict=False)
        )
        return f'{self.stem}\n\n{options}\n\nFeedback: `print(quiz.question("{self.id}").answer("a"))`'


def load(folder: Path) -> dict[str, Question]:
    """Read and check every question file in `folder`; questions by id, in the order of files.

    Raises
    ------
    ValueError
        One sentence with the file, the id, the value and what is allowed, at the first fault.
    """
    questions = []
    for path in sorted(Path(folder).glob("*.yml")):
        for entry in read(path, QUESTIONS)["questions"]:
            _check(path, entry)
            options = tuple(Option(**option) for option in entry.pop("options"))
            refs = tuple(entry.pop("refs", ()))
            questions.append(Question(notebook=path.stem, options=options, refs=refs, **entry))
    unique("questions/*.yml", "id", (question.id for question in questions))
    return {question.id: question for question in questions}


def _check(path: Path, entry: dict) -> None:
    """What a schema cannot say."""
    file, id, options = path.name, entry["id"], entry["options"]
    prefix = path.stem.partition("_")[0]
    if not id.startswith(f"{prefix}-"):
        raise fault(file, id, "id", id, f"an id that begins with {prefix}-, like its file")
    right = sum(option["correct"] for option in options)
    if right != 1:
        raise fault(file, id, "the number of right options", right, "1")
    if len(options) > len(LETTERS):
        raise fault(file, id, "the number of options", len(options), f"at most {len(LETTERS)}")
    unique(file, "the text of an option", (option["text"] for option in options), place=id)
    beliefs = [belief.id for belief in evidence.misconceptions()]
    for number, option in enumerate(options, start=1):
        belief = option.get("misconception", beliefs[0])
        if belief not in beliefs:
            allowed = f"an id from {beliefs[0]} to {beliefs[-1]}"
            raise fault(file, f"{id}, options {number}", "misconception", belief, allowed)
        if option["correct"] and "misconception" in option:
            raise fault(file, f"{id}, options {number}", "misconception", belief, "none for the right option")
    if entry["kind"] == "inventory":
        looked_for = {option["misconception"] for option in options if "misconception" in option}
        if len(looked_for) != 1:
            raise fault(file, id, "the number of misconceptions looked for", len(looked_for), "1")
        if "concept" not in entry:
            raise fault(file, id, "concept", None, "the idea in a few words")
    known = {reference.key for reference in evidence.references()}
    for key in entry.get("refs", []):
        if key not in known:
            raise fault(file, id, "refs", key, "a key in references.yml")
