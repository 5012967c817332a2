"""A question as a widget. The browser does the asking; the kernel only knows what was chosen."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

from nervelab import evidence

from .bank import LETTERS, Question

HERE = Path(__file__).parent


class QuestionWidget(anywidget.AnyWidget):
    """One question with its options as radio buttons.

    `choice` is the index of the option last checked, `first` of the option checked first; -1 means none yet.
    `answered` says whether any was. `feedback` is the text on the chosen option, empty before an answer.
    """

    _esm = HERE / "quiz.js"
    _css = HERE / "quiz.css"

    content = traitlets.Dict().tag(sync=True)
    choice = traitlets.Int(-1).tag(sync=True)
    first = traitlets.Int(-1, read_only=True).tag(sync=True)
    answered = traitlets.Bool(False, read_only=True).tag(sync=True)

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(content=_content(question))

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

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """Where widgets are not available, the question can still be read."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        texts = {"text/plain": str(self.question), "text/markdown": self.question._repr_markdown_()}
        return data | texts, metadata


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
            for letter, option in zip(LETTERS, question.options, strict=False)
        ],
        "sources": [{"label": source.label, "url": source.url, "cite": source.cite} for source in sources],
    }
