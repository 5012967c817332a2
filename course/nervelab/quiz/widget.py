"""Questions as widgets. The browser does the asking; the kernel only knows what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill

import anywidget
import traitlets

from nervelab import evidence
from nervelab.progress import Answer, Test

from .bank import LETTERS, Option, Question
from .inventory import (
    CLOSED,
    POST,
    PRE,
    STATES,
    UNSURE,
    UNSURE_TEXT,
    Change,
    Gain,
    fitting,
    form,
    gain,
    letter_of,
    position,
)

HERE = Path(__file__).parent


class QuestionWidget(anywidget.AnyWidget):
    """One question with its options as radio buttons.

    `choice` is the index of the option last checked, `first` of the option checked first; -1 means none yet.
    `answered` says whether any was. `feedback` is the text on the chosen option, empty before an answer.
    `earlier` is an answer given before, which is shown again; `keep(first, choice)` gets each new one.
    """

    _esm = HERE / "quiz.js"
    _css = HERE / "quiz.css"

    content = traitlets.Dict().tag(sync=True)
    choice = traitlets.Int(-1).tag(sync=True)
    first = traitlets.Int(-1, read_only=True).tag(sync=True)
    answered = traitlets.Bool(False, read_only=True).tag(sync=True)

    def __init__(
        self,
        question: Question,
        earlier: Answer | None = None,
        keep: Callable[[int, int], None] | None = None,
    ) -> None:
        self.question = question
        self._keep = None
        super().__init__(content=_content(question))
        places = range(len(question.options))
        if earlier and earlier.choice in places and earlier.first in places:
            self.set_trait("first", earlier.first)
            self.choice = earlier.choice
        self._keep = keep

    @property
    def feedback(self) -> str:
        return self.question.answer(LETTERS[self.choice]) if self.answered else ""

    @traitlets.validate("choice")
    def _is_an_option(self, proposal: traitlets.Bunch) -> int:
        last = len(self.question.options) - 1
        if not -1 <= proposal.value <= last:
            raise ValueError(f"The choice is {proposal.value}; allowed is -1 (none) or 0 to {last}.")
        return proposal.value

    @traitlets.observe("choice")
    def _commit(self, change: traitlets.Bunch) -> None:
        self.set_trait("answered", change.new >= 0)
        if self.first < 0:
            self.set_trait("first", change.new)
        if self._keep and self.answered:
            self._keep(self.first, self.choice)

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """Where widgets are not available, the question can still be read."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        again = f"\n\nYour answer so far: ({LETTERS[self.choice]})." if self.answered else ""
        texts = {
            "text/plain": f"{self.question}{again}",
            "text/markdown": f"{self.question._repr_markdown_()}{again}",
        }
        return data | texts, metadata


class InventoryWidget(anywidget.AnyWidget):
    """One sitting of the concept inventory, "pre" or "post", one question at a time.

    `choices` maps question ids to the positions of the chosen options; -1 is "I do not know yet". Once
    `finished`, a sitting is closed; after the second one `report` holds gains and feedback. In code:
    `answer(3, "b")`, `finish()`, and `print` for the questions or the result as text. `earlier` returns what
    was kept of both sittings; `keep` gets this one whenever it changes.
    """

    _esm = HERE / "quiz.js"
    _css = HERE / "quiz.css"

    content = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    finished = traitlets.Bool(False).tag(sync=True)
    report = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        name: str,
        questions: Sequence[Question],
        earlier: Callable[[], Mapping[str, Test]],
        keep: Callable[[Test], None],
    ) -> None:
        self._questions = tuple(questions)
        self._name, self._earlier, self._keep = name, earlier, keep
        self.items = form(name, questions)
        test = self._tests().get(name, Test())
        super().__init__(
            content={"items": [_item(question) for question in self.items], "closed": CLOSED[name]},
            choices=dict(test.answers),
            finished=test.finished,
            report=self._report(test),
        )
        self.observe(self._changed, ("choices", "finished"))

    def answer(self, number: int, letter: str) -> None:
        """Answer question `number`, from 1, with a letter; "?" means that you do not know yet."""
        if not 1 <= number <= len(self.items):
            raise ValueError(f"The number is {number}; allowed is 1 to {len(self.items)}.")
        if self.finished:
            raise ValueError("This test is finished; its answers stay.")
        question = self.items[number - 1]
        self.choices = {**self.choices, question.id: position(letter, question)}

    def finish(self) -> None:
        """Close this sitting; ValueError while a question is unanswered."""
        open_ = [str(n) for n, item in enumerate(self.items, start=1) if item.id not in self.choices]
        if open_:
            raise ValueError(f"Not answered yet: {', '.join(open_)}.")
        self.finished = True

    def __str__(self) -> str:
        if self.finished:
            return (
                CLOSED[PRE]
                if self._name == PRE
                else str(gain(self._questions, self._tests() | {POST: self._test()}))
            )
        blocks = []
        for number, question in enumerate(self.items, start=1):
            options = [f"({letter}) {option.text}" for letter, option in _lettered(question)]
            blocks.append("\n".join([fill(f"{number}. {question.stem}", 100), *options]))
            if question.id in self.choices:
                blocks[-1] += f"\nYour answer so far: ({letter_of(self.choices[question.id])})"
        hint = (
            f"To answer in code: test = quiz.{self._name}test(), then test.answer(1, 'b') and so on, "
            "with '?' for \"I do not know yet\"; at the end test.finish() and print(test)."
        )
        return "\n\n".join([*blocks, hint])

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """Where widgets are not available, the questions can still be read."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        text = str(self)
        return data | {"text/plain": text, "text/markdown": f"```text\n{text}\n```"}, metadata

    @traitlets.validate("choices")
    def _are_options(self, proposal: traitlets.Bunch) -> dict:
        if fitting(Test(proposal.value), self._questions).answers != proposal.value:
            raise ValueError("The answers are not those of this test.")
        return proposal.value

    def _test(self) -> Test:
        return Test(dict(self.choices), self.finished)

    def _tests(self) -> dict[str, Test]:
        return {name: fitting(test, self._questions) for name, test in self._earlier().items()}

    def _changed(self, _change: object) -> None:
        self._keep(self._test())
        self.report = self._report(self._test())

    def _report(self, test: Test) -> dict:
        if self._name == PRE or not test.finished:
            return {}
        tests = self._tests() | {POST: test}
        return _report(gain(self._questions, tests), tests)


def _lettered(question: Question) -> Iterator[tuple[str, Option]]:
    yield from zip(LETTERS, question.options, strict=False)


def _content(question: Question) -> dict:
    """What the browser needs to ask and to answer without the kernel."""
    beliefs = {belief.id: belief.belief for belief in evidence.misconceptions()}
    sources = [evidence.reference(key) for key in question.refs]
    return {
        "kind": question.kind,
        "stem": question.stem,
        "options": [
            {
                "letter": letter,
                "text": option.text,
                "verdict": option.verdict,
                "feedback": option.feedback,
                "belief": beliefs.get(option.misconception, ""),
            }
            for letter, option in _lettered(question)
        ],
        "sources": [{"label": source.label, "url": source.url, "cite": source.cite} for source in sources],
    }


def _item(question: Question) -> dict:
    """A question of a test, without a word on what is right."""
    options = [
        {"letter": letter, "text": option.text, "value": n}
        for n, (letter, option) in enumerate(_lettered(question))
    ]
    options.append({"letter": letter_of(UNSURE), "text": UNSURE_TEXT, "value": UNSURE})
    return {"id": question.id, "stem": question.stem, "options": options}


def _report(gain: Gain, tests: Mapping[str, Test]) -> dict:
    """Everything the browser shows after the second sitting."""
    before, after = gain.right
    asked = len(gain.changes)
    bars = [["After", after]] if before is None else [["Before", before], ["After", after]]
    return {
        "summary": list(gain.summary),
        "bars": [{"name": name, "right": right, "asked": asked} for name, right in bars],
        "rows": [
            {
                "concept": change.question.concept,
                "before": STATES[change.before],
                "after": STATES[change.after],
                "change": change.shown,
                **_told(change, tests),
            }
            for change in gain.changes
        ],
    }


def _told(change: Change, tests: Mapping[str, Test]) -> dict:
    """One question with both answers, and the feedback to the last one and to the right one."""
    question, content = change.question, _content(change.question)
    chosen = {name: tests[name].answers.get(question.id) for name in tests}
    options = [content["options"][question.right]]
    if (last := chosen[POST]) not in (UNSURE, question.right):
        options.insert(0, content["options"][last])
    yours = [
        f"{when}: ({letter_of(choice)}) {UNSURE_TEXT if choice == UNSURE else question.options[choice].text}"
        for when, choice in (("Before", chosen.get(PRE)), ("After", last))
        if choice is not None
    ]
    return {"stem": question.stem, "yours": yours, "options": options, "sources": content["sources"]}
