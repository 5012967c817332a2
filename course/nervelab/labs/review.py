"""The claim sorter: the learner's verdict on the article's claims, beside the evidence's.

One figure: the claim to sort on top; below it a row per claim on the scale from "well supported" to "wrong",
an open mark for the learner and a filled one for the evidence; beside it why the last one got its verdict.
"""

import re
from dataclasses import dataclass
from random import Random
from textwrap import shorten, wrap

import numpy as np
import plotly.graph_objects as go

from nervelab import evidence
from nervelab.evidence import Claim, Verdict
from nervelab.labs import theme
from nervelab.labs.base import Action, Control, Lab
from nervelab.labs.traces import add_words, trace, write

SCALE = tuple(Verdict)  # from "well supported" to "wrong"
OF_EACH = 3  # claims of each verdict in one draw
CARD, ASIDE = 84, 42  # characters of a line that fit a figure of 600 px
MIDDLE = 1.2  # steps off on average, if one says the middle word to every claim


@dataclass(frozen=True)
class Sorted:
    """A draw of claims, and the learner's verdicts on the first of them."""

    claims: tuple[Claim, ...]
    yours: tuple[Verdict, ...]

    @property
    def done(self) -> tuple[tuple[Claim, Verdict], ...]:
        """The claims that are sorted, each with the learner's verdict."""
        return tuple(zip(self.claims, self.yours, strict=False))

    @property
    def next(self) -> Claim | None:
        return self.claims[len(self.yours)] if len(self.yours) < len(self.claims) else None

    @property
    def off(self) -> np.ndarray:
        """Steps from the evidence to the learner: positive where the learner trusts the article less."""
        return np.array([steps(yours, claim.verdict) for claim, yours in self.done], dtype=int)


def draw(seed: int) -> tuple[Claim, ...]:
    """Fifteen claims from the whole article, three of each verdict, in mixed order; one seed, one draw."""
    random = Random(f"claims {seed}")
    drawn = [
        claim for verdict in SCALE for claim in random.sample(evidence.claims(verdict=verdict), k=OF_EACH)
    ]
    random.shuffle(drawn)
    return tuple(drawn)


def steps(yours: Verdict | str, theirs: Verdict) -> int:
    """Steps on the scale from the evidence's verdict to yours: positive if you trust the article less."""
    return SCALE.index(Verdict(yours)) - SCALE.index(theirs)


def reason(claim: Claim) -> str:
    """Why the claim was judged as it was; where that only names other claims, their reasons."""
    if not re.fullmatch(r"(As|See) [^.;]*\.", claim.reason):
        return claim.reason
    others = re.findall(r"[A-Z]\d*(?:-\d)?\d*", claim.reason.partition(" ")[2])
    return " ".join(f"As {id}: {evidence.claim(id).reason}" for id in others)


class ReviewLab(Lab):
    """Sort fifteen claims of the article; see at once what the evidence says."""

    name = "Claims of the article, sorted from well supported to wrong by you and by the evidence"
    controls = (Control("seed", "Draw number", "", low=1, high=50, step=1, default=1),)
    actions = (
        Action("well_supported", "Well supported", "Measured, and found as the article says"),
        Action("nuanced", "With nuance", "Supported with nuance: true, but not of everyone or not so simply"),
        Action("oversimplified", "Oversimplified", "A true core that misleads as it stands"),
        Action("contested", "Contested", "Studies disagree, or nobody has measured it"),
        Action("wrong", "Wrong", "Measured, and found otherwise"),
        Action("take_back", "Undo", "Take back your last verdict"),
    )
    illustrative = (
        "The scale is this course's: five words in an order. A step is not the same length everywhere."
    )
    leaves_out = (
        "Each draw takes three claims of each verdict. The article itself has 31, 44, 17, 21 and 8 of 121.",
        "“Contested” does not lie between “oversimplified” and “wrong” like a number: it means that the "
        "evidence is missing or divided.",
        "The verdicts are this course's judgements, on the references it names. No clinician reviewed them.",
        "A claim that is slightly wrong can do more harm than a wholly wrong one. Harm is not on the scale.",
    )

    def __init__(self):
        self._yours = {}  # draw number -> verdicts
        super().__init__()

    @property
    def yours(self) -> tuple[Verdict, ...]:
        """Your verdicts in the present draw."""
        return self._yours.get(self.values["seed"], ())

    def model(self, seed):
        return Sorted(draw(seed), self._yours.get(seed, ()))

    def sort(self, verdict: Verdict | str) -> None:
        """Your verdict on the next claim; ValueError when all are sorted."""
        if len(self.yours) == len(SCALE) * OF_EACH:
            raise ValueError("All fifteen are sorted. Move Draw number for fifteen others.")
        self._yours[self.values["seed"]] = (*self.yours, Verdict(verdict))
        self.update()

    def well_supported(self):
        self.sort(Verdict.WELL_SUPPORTED)

    def nuanced(self):
        self.sort(Verdict.NUANCED)

    def oversimplified(self):
        self.sort(Verdict.OVERSIMPLIFIED)

    def contested(self):
        self.sort(Verdict.CONTESTED)

    def wrong(self):
        self.sort(Verdict.WRONG)

    def take_back(self):
        """Take back the last verdict."""
        self._yours[self.values["seed"]] = self.yours[:-1]
        self.update()

    def reset(self):
        self._yours.clear()
        super().reset()

    def figure(self):
        figure = go.Figure()
        _card(figure)
        _scale(figure)
        figure.update_layout(height=HEIGHT, margin=dict(l=8, r=8, t=4, b=8))
        return figure

    def draw(self, figure, result):
        write(figure, "claim", [_card_text(result)])
        write(figure, "why", [_why(result)])
        rows = np.arange(len(result.done), dtype="f4")
        theirs = np.array([SCALE.index(claim.verdict) for claim, _ in result.done], "f4")
        yours = theirs + result.off.astype("f4")
        trace(figure, "evidence").update(x=theirs, y=rows)
        trace(figure, "you").update(x=yours, y=rows)
        trace(figure, "between").update(
            x=np.column_stack([theirs, yours, np.full(rows.size, np.nan, "f4")]).ravel(),
            y=np.repeat(rows, 3),
        )
        trace(figure, "ids").update(
            x=np.full(rows.size, -0.4, "f4"), y=rows, text=[claim.id for claim, _ in result.done]
        )
        trace(figure, "now").y = np.array([rows.size] if result.next else [], "f4")
        trace(figure, "now").x = np.array([-0.4] if result.next else [], "f4")

    def sentence(self, result):
        asked = ""
        if result.next:
            asked = f"Claim {len(result.done) + 1} of {len(result.claims)}: “{result.next.text}”"
        if not result.done:
            return asked
        claim, yours = result.done[-1]
        distance = abs(int(result.off[-1]))
        judged = "as the evidence does" if not distance else f"the evidence “{claim.verdict}”"
        last = f"{claim.id}: you say “{yours}”, {judged}, {_counted(distance)} off. {reason(claim)}"
        return " ".join([last, _account(result), asked]).strip()

    def table(self, result):
        rows = [
            {
                "Claim": f"{claim.id}. {claim.text}",
                "You": str(yours),
                "Evidence": str(claim.verdict),
                "Steps": int(off),
                "Why": reason(claim),
            }
            for (claim, yours), off in zip(result.done, result.off, strict=True)
        ]
        if result.next:
            rows.append(
                {
                    "Claim": f"{result.next.id}. {result.next.text}",
                    "You": "?",
                    "Evidence": "",
                    "Steps": None,
                    "Why": "",
                }
            )
        return rows

    def code(self, values):
        yours = ", ".join(f'"{verdict}"' for verdict in self.yours)
        return (
            "from nervelab.labs.review import draw, steps\n"
            f"claims = draw({values['seed']})\n"
            f"yours = [{yours}]\n"
            "off = [steps(word, claim.verdict) for word, claim in zip(yours, claims)]\n"
            "sum(abs(step) for step in off) / max(len(off), 1)"
        )


HEIGHT = 450
ROWS = len(SCALE) * OF_EACH


def _account(result: Sorted) -> str:
    """How far off so far, and in which direction."""
    off = result.off
    said = (
        f"So far {np.abs(off).mean():.1f} steps off on average: {int((off == 0).sum())} met, "
        f"{int((off < 0).sum())} trusted more than the evidence does, {int((off > 0).sum())} less."
    )
    if result.next:
        return said
    return f"{said} “Oversimplified” said to everything would be {MIDDLE} steps off."


def _counted(n: int) -> str:
    return f"{n} step" + ("" if n == 1 else "s")


def _lines(text: str, width: int) -> str:
    return "<br>".join(wrap(text, width))


def _card_text(result: Sorted) -> str:
    if result.next is None:
        off = np.abs(result.off).mean()
        return f"<b>All {ROWS} sorted: {off:.1f} steps off on average.</b><br>{_summed(result)}"
    head = f"<b>Claim {len(result.done) + 1} of {ROWS}: what does the evidence say?</b>"
    return f"{head}<br>{_lines(result.next.text, CARD)}"


def _summed(result: Sorted) -> str:
    more, less = int((result.off < 0).sum()), int((result.off > 0).sum())
    return f"You trusted the article more than the evidence does {more} times, less {less} times."


def _why(result: Sorted) -> str:
    if not result.done:
        return "Choose a word above.<br>Here you will read why<br>the evidence says what it says."
    claim, yours = result.done[-1]
    return f"<b>{claim.id}: {claim.verdict}</b><br>You: {yours}<br>{_lines(reason(claim), ASIDE)}"


def _card(figure):
    for name, axes, size in (
        ("claim", dict(xaxis="x", yaxis="y"), 15),
        ("why", dict(xaxis="x3", yaxis="y3"), 12),
    ):
        look = dict(textposition="bottom right", textfont=dict(size=size))
        add_words(figure, name, [0], [1], **look, **axes)
    hidden = dict(range=[0, 1], visible=False)
    figure.update_layout(
        xaxis=dict(hidden, domain=[0, 1], anchor="y"),
        yaxis=dict(hidden, domain=[0.84, 1], anchor="x"),
        xaxis3=dict(hidden, domain=[0.56, 1], anchor="y3"),
        yaxis3=dict(hidden, domain=[0, 0.8], anchor="x3"),
    )


def _scale(figure):
    axes = dict(xaxis="x2", yaxis="y2")
    between = dict(color=theme.GREY, width=2)
    figure.add_trace(go.Scatter(name="between", mode="lines", line=between, hoverinfo="skip", **axes))
    for name, mark, symbol, size in (
        ("evidence", theme.HEALTHY, "circle", 9),
        ("you", theme.AFFECTED, "diamond-open", 13),
    ):
        marker = dict(color=mark.color, symbol=symbol, size=size, line=dict(width=2, color=mark.color))
        figure.add_trace(go.Scatter(name=name, mode="markers", marker=marker, hoverinfo="skip", **axes))
    small = dict(textposition="middle left", textfont=dict(size=11))
    add_words(figure, "ids", [], [], **small, **axes)
    add_words(figure, "now", [], [], ["?"], **small, **axes)
    figure.update_layout(
        xaxis2=dict(
            domain=[0.02, 0.52],
            anchor="y2",
            side="top",
            range=[-1.0, 4.4],
            tickvals=list(range(5)),
            ticktext=[
                "well<br>supported",
                "with<br>nuance",
                "over-<br>simplified",
                "con-<br>tested",
                "wrong",
            ],
            tickfont=dict(size=11),
            tickangle=0,
        ),
        yaxis2=dict(domain=[0.05, 0.74], anchor="x2", range=[ROWS - 0.5, -0.7], visible=False),
    )
    for x, text in ((0.02, "◇ you"), (0.14, "● the evidence")):
        figure.add_annotation(
            x=x, y=0, xref="paper", yref="paper", text=text, xanchor="left", yanchor="bottom"
        )


# --- published numbers, and the verdicts over the whole article ------------------------------------------


def verdicts() -> go.Figure:
    """How many of the article's claims got each verdict, section by section."""
    sections = evidence.sections()
    titles = [shorten(f"{id} · {title}", 38, placeholder=" …") for id, title in sections.items()]
    figure = go.Figure()
    for column, verdict in enumerate(SCALE):
        counts = np.array([len(evidence.claims(id, verdict)) for id in sections])
        rows = np.flatnonzero(counts)
        mark = theme.AFFECTED if verdict is Verdict.WRONG else theme.HEALTHY
        size = 12 + 5 * counts[rows]
        figure.add_trace(
            go.Scatter(
                name=str(verdict),
                x=[column] * rows.size,
                y=[titles[row] for row in rows],
                mode="markers+text",
                text=[f"<b>{n}</b>" for n in counts[rows]],
                textfont=dict(size=13, color="white"),
                marker=dict(color=mark.color, symbol=mark.symbol, size=size, opacity=1),
                hoverinfo="skip",
            )
        )
        total = f"{'<br>'.join(wrap(str(verdict), 14))}<br><b>{counts.sum()}</b>"
        figure.add_annotation(x=column, y=1, yref="paper", yanchor="bottom", text=total)
    figure.update_xaxes(range=[-0.5, 4.5], showticklabels=False)
    figure.update_yaxes(categoryorder="array", categoryarray=titles, range=[len(titles) - 0.4, -0.6])
    figure.update_layout(height=640, margin=dict(l=10, r=10, t=60, b=10))
    return theme.still(figure)


def of_those_operated() -> go.Figure:
    """D24: the people operated for a narrow canal, and how many of them would have had cramps in any case."""
    people = {
        group: {what: part[part.quantity == what].value.iloc[0] for what in ("people", "with cramps")}
        for group, part in evidence.table("D24")
        .query("study == 'Matsumoto' and unit == 'count'")
        .groupby("group")
    }
    operated, community = (
        next(n for group, n in people.items() if group.startswith(name)) for name in ("operated", "community")
    )
    all_, cramps = round(operated["people"]), round(operated["with cramps"])
    anyway = round(all_ * community["with cramps"] / community["people"])
    figure = go.Figure()
    start = 0
    for name, n, mark, symbol in (
        ("cramps, as many as in the community", anyway, theme.HEALTHY, "circle"),
        ("cramps, beyond that", cramps - anyway, theme.AFFECTED, "diamond"),
        ("no cramps", all_ - cramps, theme.CONTROL, "circle-open"),
    ):
        k = np.arange(start, start + n)
        start += n
        marker = dict(color=mark.color, symbol=symbol, size=12, line=dict(color=mark.color, width=1.5))
        figure.add_trace(
            go.Scatter(name=name, x=k // 6, y=k % 6, mode="markers", marker=marker, hoverinfo="skip")
        )
        middle = float((k // 6).mean())
        text = f"<b>{n}</b> {'<br>'.join(wrap(name, 20))}"
        figure.add_annotation(x=middle, y=5.7, text=text, yanchor="bottom")
    figure.update_xaxes(range=[-0.8, 19.8], visible=False)
    figure.update_yaxes(range=[-0.7, 8.2], visible=False)
    figure.update_layout(height=230, margin=dict(l=10, r=10, t=5, b=5))
    return theme.still(figure)
