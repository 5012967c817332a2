"""The bedside lab: a fictional case, its red flag first, then one probability moved by published ratios.

One figure, read from the top: the sheet of the case and its flag; below it the track, a probability with one
step per finding; beside it a hundred people without pain who were scanned all the same.
"""

from dataclasses import dataclass
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab import evidence
from nervelab.clinic import Estimate, bedside, exam, treatment
from nervelab.clinic.exam import LikelihoodRatio, Update
from nervelab.labs import theme
from nervelab.labs.base import Action, Choice, Control, Lab
from nervelab.labs.traces import add_words, trace, write

TARGETS = {
    "herniation, surgical": "herniation",
    "stenosis": "stenosis",
    "vascular": "arteries",
    "neurogenic": "neurogenic",
}
RATIOS = {ratio.finding: ratio for target in TARGETS for ratio in exam.ratios(target)}
BULGE = "disk bulge"

STEPS = 4  # the longest chain: stenosis has four groups of findings
EDGE = np.log(999)  # log odds of 99.9 %: the ends of the track
PERCENTS = (0.1, 1, 5, 20, 50, 80, 95, 99, 99.9)
CARD = 92  # characters of a line that fit a figure of 600 px
PENNANT = ([0.3, 0.3, 2.8, 0.5, 0.5, 0.3], [0.02, 0.47, 0.36, 0.25, 0.02, 0.02])


@dataclass(frozen=True)
class Bedside:
    """A case as it stands: the `track` (None where the case has none), and the scans of the well."""

    case: bedside.Case
    before: float
    track: Update | None
    following: LikelihoodRatio
    age: int
    bulges: float

    @property
    def ceiling(self) -> float:
        return bedside.ceiling(self.bulges / 100)


class BedsideLab(Lab):
    """Choose a fictional case, add findings one by one, watch one probability move."""

    name = (
        "A fictional case with its red flag, the track of its probability, and scans of people without pain"
    )
    controls = (
        Choice(
            "case",
            "Fictional case",
            tuple((f"{v.id} · {v.case.split(',')[0]}", v.id) for v in evidence.vignettes()),
            default="V1",
        ),
        Control("before", "Probability before", "%", low=1, high=99, step=1, default=50),
        Choice(
            "finding",
            "Next finding",
            tuple((f"{name} ({TARGETS[ratio.target]})", name) for name, ratio in RATIOS.items()),
            default="straight-leg raise positive",
        ),
        Control("age", "Age of the pain-free", "years", low=20, high=80, step=10, default=50),
    )
    actions = (
        Action("add", "Add", "Add the next finding to the track"),
        Action("take_back", "Undo", "Take the last finding off the track"),
    )
    illustrative = (
        "The probability before is your choice, not a published number. "
        "The ratios are published, or computed from published shares."
    )
    leaves_out = (
        "The cases are invented. The lab is not for anybody's own symptoms.",
        "A ratio was measured on other people: that of the straight-leg raise on surgical patients, of whom "
        "58 to 98 % had a herniation. In general practice it can differ.",
        "Findings of different groups are multiplied as if they were independent; no study here tested that.",
        "The probability before is taken as exact, so the band shows only the uncertainty of the ratios.",
        "A probability is not a decision: what a missed case costs is not on the track.",
    )

    def __init__(self):
        self._chains = {}  # case -> names of the findings on its track
        super().__init__()

    @property
    def chain(self) -> tuple[str, ...]:
        """The findings on the track of the present case."""
        return self._chains.get(self.values["case"], ())

    def model(self, case, before, finding, age):
        return self._at(case, before, finding, age, self._chains.get(case, ()))

    @staticmethod
    def _at(case, before, finding, age, chain):
        chosen = bedside.case(case)
        track = None
        if chosen.target or chain:
            track = bedside.assess(chosen, before / 100, [RATIOS[name] for name in chain])
        return Bedside(
            chosen, before / 100, track, RATIOS[finding], age, treatment.chance_findings(age)[BULGE]
        )

    def add(self):
        """Add the next finding; ValueError, and an unchanged track, where the chain may not have it."""
        chain = (*self.chain, self.values["finding"])
        self._at(**self.values, chain=chain)
        self._chains[self.values["case"]] = chain
        self.update()

    def take_back(self):
        """Take off the last finding."""
        self._chains[self.values["case"]] = self.chain[:-1]
        self.update()

    def reset(self):
        self._chains.clear()
        super().reset()

    def figure(self):
        figure = make_subplots(
            rows=2,
            cols=2,
            row_heights=[0.28, 0.72],
            column_widths=[0.7, 0.3],
            vertical_spacing=0.03,
            horizontal_spacing=0.03,
            specs=[[{"colspan": 2}, None], [{}, {}]],
        )
        _card(figure)
        _track(figure)
        _scans(figure)
        figure.update_layout(height=theme.HEIGHT, margin=dict(l=22, r=8, t=6, b=40))
        return figure

    def draw(self, figure, result):
        case = result.case
        write(figure, "sheet", [_sheet(case)])
        write(figure, "advice", [_flag(case)])
        for name, shown in (("red flag", case.flag), ("no flag", not case.flag)):
            x, y = PENNANT if shown else ([], [])
            trace(figure, name).update(x=x, y=y)

        points = _points(result)
        x, rows = np.array([_place(p) for p, _, _ in points], "f4"), np.arange(len(points), dtype="f4")
        known = np.array([bool(limits) for _, limits, _ in points], bool)
        trace(figure, "probability").update(x=x, y=rows, text=[_percent(p) for p, _, _ in points])
        trace(figure, "probability").marker.symbol = np.where(known, "circle", "circle-open").tolist()
        trace(figure, "steps").update(x=np.repeat(x, 2)[:-1], y=np.repeat(rows, 2)[1:])
        band = [
            (_place(low), _place(high), np.nan) for _, limits, _ in points if limits for low, high in [limits]
        ]
        at = [k for k, (_, limits, _) in enumerate(points) if limits]
        trace(figure, "interval").update(x=np.array(band, "f4").ravel(), y=np.repeat(np.array(at, "f4"), 3))
        labels = [label for _, _, label in points]
        if points and len(points) <= STEPS:
            labels.append(f"<i>next? {result.following.finding}</i>")
        # Clear of the step that comes down from the row above: to its right where there is room for text.
        above = [-EDGE, *x][: len(labels)]
        left = [place + 0.2 if -EDGE < place < 0.5 else -EDGE for place in above]
        trace(figure, "findings").update(
            x=np.array(left, "f4"), y=np.arange(len(labels), dtype="f4") - 0.36, text=labels
        )
        write(figure, "closed", ["" if points else _lines(f"No track: {case.closed}.", 46)])
        write(figure, "question", [f"<b>{case.question}</b>"])

        bulge, none = _squares(round(result.bulges))
        trace(figure, "bulge").update(x=bulge[0], y=bulge[1])
        trace(figure, "no bulge").update(x=none[0], y=none[1])
        write(
            figure,
            "count",
            [f"<b>100 people aged {result.age},<br>no pain: {result.bulges:g} have a bulge</b>"],
        )
        write(
            figure,
            "at best",
            [f"At {result.age}, a bulge can raise<br>the odds {result.ceiling:.2g}-fold at most"],
        )

    def sentence(self, result):
        case = result.case
        first = f"{case.id}: RED FLAG. {case.flag}" if case.flag else f"{case.id}: no red flag on the sheet."
        return f"{first} {_account(result)}"

    def table(self, result):
        vignette = evidence.vignette(result.case.id)
        rows = [
            ("Case (fictional)", vignette.case, ""),
            ("On the sheet", vignette.findings, ""),
            ("Red flag" if result.case.flag else "To ask first", result.case.flag or result.case.ask, ""),
            ("Question", result.case.question, ""),
        ]
        if result.track is None:
            rows.append(("Track", f"none: {result.case.closed}", ""))
        else:
            rows.append(("Probability before", f"{100 * result.before:g} %", "your choice"))
            rows += [
                (
                    f"{ratio.finding}: LR {_ratio(ratio)}",
                    f"{100 * p.value:.1f} %",
                    _interval(p) or "no interval",
                )
                for ratio, p in result.track.steps
            ]
        rows += [
            (f"{finding}, people aged {result.age} without pain", f"{percent:g} %", "")
            for finding, percent in treatment.chance_findings(result.age).items()
        ]
        return [{"What": what, "Value": value, "95 % interval": interval} for what, value, interval in rows]

    def code(self, values):
        case = bedside.case(values["case"])
        scans = f'bulges = treatment.chance_findings({values["age"]})["{BULGE}"]'
        if case.target is None:
            closed = f'print(bedside.case("{case.id}").closed)'
            return f"from nervelab.clinic import bedside, treatment\n{closed}\n{scans}"
        lines = "".join(f'    exam.ratio("{name}", "{RATIOS[name].target}"),\n' for name in self.chain)
        findings = f"[\n{lines}]" if lines else "[]"
        return (
            "from nervelab.clinic import exam, treatment\n"
            f"findings = {findings}\n"
            f"after = exam.update({values['before'] / 100:g}, findings).after\n"
            f"{scans}"
        )


def _account(result: Bedside) -> str:
    """The track in words."""
    if result.track is None:
        return f"No track: {result.case.closed}."
    before = f"{_percent(result.before)} before any finding"
    if not result.track.steps:
        return f"{result.case.question} {before}; the next one to add: {result.following.finding}."
    (ratio, after), count = result.track.steps[-1], len(result.track.steps)
    interval = f"95 % interval {_interval(after)}" if after.known else "no interval was published"
    return (
        f"{result.case.question} {before}, {_percent(after.value)} after {count} ({interval}). "
        f"Last: {ratio.finding}, LR {_ratio(ratio)}."
    )


def _points(result: Bedside) -> list[tuple[float, tuple[float, ...], str]]:
    """Every row of the track: probability, limits (none where unknown), label."""
    if result.track is None:
        return []
    points = [(result.before, (result.before, result.before), "before any finding")]
    for ratio, p in result.track.steps:
        what_if = "" if ratio.finding in result.case.sheet else " · <i>what if</i>"
        label = f"{ratio.finding} · LR {_ratio(ratio)}{what_if}"
        points.append((p.value, (p.low, p.high) if p.known else (), label))
    return points


def _place(probability: float) -> float:
    """Where a probability stands on the track: its log odds, so that one ratio is one length everywhere."""
    return float(np.clip(np.log(probability / (1 - probability)), -EDGE, EDGE))


def _percent(probability: float) -> str:
    """Never 0 or 100 %: no chain of findings gets there."""
    percent = 100 * probability
    if not 0.1 <= percent <= 99.9:
        return "< 0.1 %" if percent < 50 else "> 99.9 %"
    return f"{percent:.0f} %" if 5 < percent < 95 else f"{percent:.1f} %"


def _interval(estimate: Estimate) -> str:
    return f"{_percent(estimate.low)} to {_percent(estimate.high)}" if estimate.known else ""


def _ratio(ratio: LikelihoodRatio) -> str:
    """The ratio with its limits: 3.26 (1.79–5.95)."""
    value = ratio.ratio
    limits = f"{value.low:.3g}–{value.high:.3g}" if value.known else "no interval"
    return f"{value.value:.3g} ({limits})"


def _lines(text: str, width: int) -> str:
    return "<br>".join(wrap(text, width))


def _sheet(case: bedside.Case) -> str:
    vignette = evidence.vignette(case.id)
    return f"<b>{case.id} · fictional</b> · {vignette.case}<br>{_lines(vignette.findings, CARD)}"


def _flag(case: bedside.Case) -> str:
    text = f"RED FLAG. {case.flag}" if case.flag else f"No red flag on the sheet. Ask: {case.ask}"
    first, *rest = wrap(text, CARD - 6)
    head = first.replace("RED FLAG.", "<b>RED FLAG.</b>").replace(
        "No red flag on the sheet.", "<b>No red flag on the sheet.</b>"
    )
    return "<br>".join((head, *rest))


def _squares(count: int):
    """Places of the first `count` of a hundred squares, row by row from below, and of the others."""
    k = np.arange(100)
    x, y = (k % 10).astype("f4"), (k // 10).astype("f4")
    return (x[:count], y[:count]), (x[count:], y[count:])


def _card(figure):
    """The sheet of the case, and the flag: filled when there is one, an outline when there is none."""
    add = dict(row=1, col=1)
    for name, fill in (("red flag", theme.VERMILLION), ("no flag", "rgba(0,0,0,0)")):
        figure.add_trace(
            go.Scatter(
                name=name,
                x=[],
                y=[],
                mode="lines",
                fill="toself",
                fillcolor=fill,
                line=dict(color=theme.VERMILLION if name == "red flag" else theme.GREY, width=2),
                hoverinfo="skip",
            ),
            **add,
        )
    add_words(figure, "sheet", [0], [1], textposition="bottom right", **add)
    add_words(figure, "advice", [3.2], [0.47], textposition="bottom right", **add)
    figure.update_xaxes(range=[0, 100], visible=False, **add)
    figure.update_yaxes(range=[0, 1], visible=False, **add)


def _track(figure):
    """The probability, on a scale of log odds; one row per finding, downwards."""
    add = dict(row=2, col=1)
    mark = theme.HEALTHY
    for name, line in (
        ("interval", dict(color="rgba(0,114,178,0.35)", width=14)),
        ("steps", mark.line),
    ):
        figure.add_trace(go.Scatter(name=name, x=[], y=[], mode="lines", line=line, hoverinfo="skip"), **add)
    figure.add_trace(
        go.Scatter(
            name="probability",
            x=[],
            y=[],
            mode="markers+text",
            text=[],
            textposition="middle right",
            textfont=dict(size=14),
            marker=dict(mark.marker, size=11),
            hoverinfo="skip",
            cliponaxis=False,
        ),
        **add,
    )
    add_words(figure, "findings", [0], [0], textposition="middle right", **add)
    large, larger = dict(size=13), dict(size=14)
    add_words(figure, "question", [-EDGE], [-1], textposition="middle right", textfont=large, **add)
    add_words(figure, "closed", [0], [2], textposition="middle center", textfont=larger, **add)
    figure.update_xaxes(
        range=[-EDGE - 0.1, EDGE + 2.2],
        tickvals=[_place(p / 100) for p in PERCENTS],
        ticktext=[f"{p:g}" for p in PERCENTS],
        tickangle=0,
        title="Probability (%), spaced by its log odds",
        **add,
    )
    figure.update_yaxes(range=[STEPS + 0.6, -1.4], visible=False, **add)


def _scans(figure):
    """A hundred people without pain, and how many have a bulge."""
    add = dict(row=2, col=2)
    for name, mark, symbol in (
        ("bulge", theme.AFFECTED, "square"),
        ("no bulge", theme.CONTROL, "square-open"),
    ):
        figure.add_trace(
            go.Scatter(
                name=name,
                x=[],
                y=[],
                mode="markers",
                marker=dict(color=mark.color, symbol=symbol, size=10),
                hoverinfo="skip",
            ),
            **add,
        )
    add_words(figure, "count", [4.5], [11.3], textposition="middle center", **add)
    add_words(figure, "at best", [4.5], [-1.9], textposition="middle center", **add)
    figure.update_xaxes(range=[-1.5, 10.5], visible=False, **add)
    figure.update_yaxes(range=[-3, 12.5], visible=False, **add)


def likelihood_ratios() -> go.Figure:
    """D14 and D15: every ratio the lab offers, strongest against to strongest for, with its interval."""
    found = sorted(RATIOS.values(), key=lambda ratio: (list(TARGETS).index(ratio.target), ratio.ratio.value))
    labels = [f"{TARGETS[ratio.target]} · {ratio.finding}" for ratio in found]
    figure = _forest(labels, [ratio.ratio for ratio in found])
    figure.add_vline(x=1, line=theme.THRESHOLD.line)
    ticks = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
    figure.update_xaxes(
        title="Likelihood ratio (1 = says nothing)", type="log", tickvals=ticks, ticktext=ticks
    )
    return figure


def red_flags() -> go.Figure:
    """D33 and D17: the probability of an emergency in those who have the flag, with its interval."""
    found = bedside.flags()
    figure = _forest([f"{flag.emergency}: {flag.item}" for flag in found], [f.percent for f in found])
    figure.update_xaxes(title="People with the emergency (% of those with the flag)", range=[0, 102])
    return figure


def _forest(labels, estimates) -> go.Figure:
    """One row per estimate: filled with its interval, open where none was published."""
    known = [estimate.known for estimate in estimates]
    figure = go.Figure(
        go.Scatter(
            x=[e.value for e in estimates],
            y=labels,
            mode="markers",
            marker=dict(
                theme.HEALTHY.marker,
                symbol=["circle" if k else "circle-open" for k in known],
                line=dict(width=2, color=theme.HEALTHY.color),
            ),
            error_x=dict(
                array=[e.high - e.value if e.known else 0 for e in estimates],
                arrayminus=[e.value - e.low if e.known else 0 for e in estimates],
                color=theme.HEALTHY.color,
                thickness=2,
                width=4,
            ),
            hovertemplate="%{x:.3g}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", dtick=1)
    figure.update_layout(height=80 + 24 * len(labels), margin=dict(l=10, r=16, t=10, b=50))
    return theme.still(figure)


def scans_of_the_well() -> go.Figure:
    """D13: what a scan shows in people without pain, by age; the bulge stands out."""
    figure = go.Figure()
    for finding, rows in evidence.table("D13").groupby("finding", sort=False):
        mark = theme.AFFECTED if finding == BULGE else theme.CONTROL
        figure.add_trace(
            go.Scatter(
                name=finding,
                x=list(rows.age),
                y=list(rows.percent),
                mode="lines+markers",
                line=mark.line,
                marker=mark.marker,
                hovertemplate="%{x} years: %{y:g} %<extra>" + finding + "</extra>",
            )
        )
    at = dict(
        zip((t.name for t in figure.data), _apart([t.y[-1] for t in figure.data], gap=5.5), strict=True)
    )
    for name, y in at.items():
        text = f"<b>{name}</b>" if name == BULGE else name
        figure.add_annotation(x=81, y=y, text=text, xanchor="left")
    figure.update_xaxes(title="Age (years)", range=[18, 98], tickvals=list(range(20, 90, 10)))
    figure.update_yaxes(title="Of 100 people without pain", range=[0, 105], dtick=20)
    figure.update_layout(height=380, margin=dict(l=60, r=10, t=10, b=50))
    return theme.still(figure)


def _apart(heights, gap):
    """The heights, pushed apart downwards until labels there are `gap` from one another."""
    order = np.argsort(heights)[::-1]
    placed, last = np.array(heights, float), np.inf
    for k in order:
        placed[k] = last = min(placed[k], last - gap)
    return placed


def waiting() -> go.Figure:
    """D19: early surgery against waiting, and what weakness becomes, in three panels."""
    table = evidence.table("D19")

    def values(measure):
        return table[table.measure.str.startswith(measure)]

    panels = (
        ("Half have recovered after", "weeks", values("median time to recovery"), 16),
        ("Recovered at one year", "%", values("perceived recovery at 1 year"), 110),
        ("Still weak, years after surgery", "%", values("persistent deficit"), 110),
    )
    figure = make_subplots(1, 3, subplot_titles=[title for title, *_ in panels], horizontal_spacing=0.12)
    for column, (_, unit, rows, top) in enumerate(panels, start=1):
        names = ["early surgery", "waiting"] if column < 3 else ["mild at first", "severe at first"]
        for name, value, mark in zip(names, rows.value, (theme.HEALTHY, theme.AFFECTED), strict=True):
            figure.add_trace(
                go.Bar(
                    name=name,
                    x=[name],
                    y=[value],
                    text=[f"{value:g} {unit}"],
                    textposition="outside",
                    textfont_size=13,
                    constraintext="none",
                    marker=dict(color=mark.color, pattern_shape="" if mark is theme.HEALTHY else "/"),
                    hoverinfo="skip",
                ),
                row=1,
                col=column,
            )
        figure.update_yaxes(range=[0, top], showticklabels=False, showgrid=False, row=1, col=column)
    figure.update_xaxes(showgrid=False)
    figure.update_annotations(font_size=13)
    figure.update_layout(height=300, margin=dict(l=10, r=10, t=40, b=30), bargap=0.4)
    return theme.still(figure)
