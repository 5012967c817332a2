"""The trial explorer: recovery with and without early surgery; what each treatment changed, and how long.

Left, one line of weeks: above it the share of people recovered, below it the difference in pain that a placed
treatment made while it was measured.  Right, every published difference in pain against the smallest one that
the learner lets count.  Every number comes from `nervelab.clinic.treatment`; nothing is recommended.
"""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab import evidence
from nervelab.clinic import treatment
from nervelab.clinic.estimates import Estimate
from nervelab.clinic.treatment import Effect
from nervelab.labs import theme
from nervelab.labs.base import Choice, Control, Lab
from nervelab.labs.traces import add_words, trace, write

END = 78  # weeks shown: half a year beyond the last window of a treatment that begins at once
NAMED = ("placed operation, 95 % interval", "early surgery", "conservative care", "cohorts, published")
WEEKS = np.arange(0, END + 0.25, 0.5, dtype="f4")
POINTS = (-15, 40)  # of 100, less pain upwards
FOREST = (-15, 50)  # of 100, less pain to the right, with room for the verdict
SHARES = (-3, 104)  # of 100 people
TRIAL = treatment.early_surgery()

EARLY = theme.HEALTHY
CARE = theme.CONTROL
PLACED = theme.AFFECTED
CHOSEN = theme.Mark(theme.AMBER, "dot", "triangle-up")  # compared as treated, not by lot

# What can be placed on the line of weeks: its name, and why the curves above may not be its patients'.
TREATMENTS = {
    "liu2023": ("operation, herniated disc", ""),
    "bailey2020": ("operation, sciatica 4–12 months", "sciatica for 4 to 12 months"),
    "oliveira2020": ("epidural steroid", ""),
    "friedly2014": ("epidural steroid, stenosis", "stenosis"),
    "mathieson2017": ("pregabalin", ""),
    "french2006": ("heat wrap, back pain", "acute back pain"),
}
# The population of the curves is that of one trial of surgery: only its ratio may speed them up.
OPERATION = "liu2023"

# A short name for each effect on pain, by the table's own words, in the order of the figure.
NAMES = {
    ("liu2023", "Meta-analysis, up to 6 wk"): "operation, 0–6 wk",
    ("liu2023", "Meta-analysis, 6 wk-3 mo"): "operation, 6–13 wk",
    ("liu2023", "Meta-analysis, 3-12 mo"): "operation, 13–52 wk",
    ("liu2023", "Meta-analysis, 12 mo"): "operation, 52 wk",
    ("bailey2020", "leg pain 6 months"): "late op., 26 wk",
    ("weinstein2006obs", "SPORT observational 3 months"): "as treated, 13 wk",
    ("weinstein2008dh", "SPORT 4 y as treated"): "as treated, 4 y",
    ("lurie2014", "SPORT 8 y as treated"): "as treated, 8 y",
    ("weinstein2008ss", "Stenosis SPORT 2 y intention to treat"): "op., stenosis, 2 y",
    ("oliveira2020", "leg pain difference, under 2 wk (1 study, n 158), rounded"): "steroid, 0–2 wk",
    ("oliveira2020", "leg pain difference, 2 wk-3 mo, rounded"): "steroid, 2–13 wk",
    ("friedly2014", "leg pain difference, 6 wk"): "steroid, stenosis",
    ("rasmussenbarr2016", "pain difference"): "NSAID",
    ("mathieson2017", "leg pain difference, 8 wk"): "pregabalin, 8 wk",
    ("french2006", "pain relief at 5 d"): "heat, back pain, 5 d",
}
VERDICTS = {"beyond": "yes", "open": "open", "short": "no", "no interval": "?"}


def effects_by_name() -> dict[str, Effect]:
    """Every published difference in pain under its short name, in the order of the figure."""
    known = {}
    for effect in treatment.pain_effects():
        keys = ((effect.source, words) for words in (effect.condition, effect.outcome))
        (name,) = (NAMES[key] for key in keys if key in NAMES)
        known[name] = effect
    return {name: known[name] for name in NAMES.values()}


EFFECTS = effects_by_name()


@dataclass(frozen=True)
class View:
    """What the sliders lead to: shares of 100 people, differences in points of 100."""

    week: int
    start: int
    smallest: int
    source: str
    early: float
    care: float
    operated: Estimate | None
    phases: tuple[tuple[str, Effect], ...]
    verdicts: dict[str, str]

    @property
    def now(self) -> Effect | None:
        """The effect measured in the week that is read off; the later one where two meet."""
        age = self.week - self.start
        held = [e for _, e in self.phases if e.weeks[0] - 0.5 <= age <= e.weeks[1] + 0.5]
        return held[-1] if held else None

    def count(self, verdict: str) -> int:
        return list(self.verdicts.values()).count(verdict)


class TreatmentLab(Lab):
    """Recovery curves, a line of weeks to place a treatment on, and the published effects on pain."""

    name = "Recovery over weeks, the treatment placed on them, and published effects on pain with intervals"
    controls = (
        Control("week", "Read off after", "weeks", low=0, high=END, step=1, default=8),
        Choice(
            "source",
            "Place a treatment",
            tuple((name, key) for key, (name, _) in TREATMENTS.items()),
            default=OPERATION,
        ),
        Control("start", "It begins after", "weeks", low=0, high=26, step=1, default=0),
        Control("smallest", "Smallest that counts", "points", low=0, high=30, step=1, default=10),
    )
    illustrative = (
        "Illustrative: published are only the medians (4.0 and 12.1 weeks) and the hazard ratio. Exponential "
        "curves, and a treatment moved to another week, are assumptions. A record of trials, not advice."
    )
    leaves_out = (
        "Week 0 is the day the lot was drawn. In the surgery arm 89 % were operated, on average 2.2 weeks "
        "later; in the other arm 39 % were operated within the year, on average after 18.7 weeks. So the "
        "grey curve is no untreated course.",
        "An exponential curve lets everybody recover in the end. Published at one year: 95 % in both arms.",
        "An average hides its people: 5 points may be 5 for each, or 50 for one in ten.",
        "What counts as the smallest difference is yours to set: no table of this course has a measured one.",
        "Leg pain, back pain and bodily pain share a scale of 100 here, and are not the same thing. Power, "
        "feeling, cramps, side effects and what a person prefers are not drawn at all.",
        "Physiotherapy, nerve blocks and cold have no difference in points in the tables; NSAIDs have one, "
        "but without a week, so they cannot be placed.",
    )

    def model(self, week, source, start, smallest):
        operated = None
        if source == OPERATION:
            ratio = TRIAL.hazard_ratio
            shares = (
                100 * treatment.sped_up(TRIAL.conservative, start, r, week)
                for r in (ratio.value, ratio.low, ratio.high)
            )
            operated = Estimate(*shares)
        return View(
            week=week,
            start=start,
            smallest=smallest,
            source=source,
            early=100 * TRIAL.surgery.at(week),
            care=100 * TRIAL.conservative.at(week),
            operated=operated,
            phases=tuple((n, e) for n, e in EFFECTS.items() if e.source == source),
            verdicts={name: effect.against(smallest) for name, effect in EFFECTS.items()},
        )

    def figure(self):
        figure = make_subplots(
            rows=2,
            cols=2,
            column_widths=[0.6, 0.4],
            row_heights=[0.6, 0.4],
            vertical_spacing=0.05,
            horizontal_spacing=0.22,
            specs=[[{}, {"rowspan": 2}], [{}, None]],
        )
        _recovery(figure)
        _difference(figure)
        _forest(figure)
        for each in figure.data:
            each.showlegend = each.name in NAMED
        corner = dict(orientation="v", x=0.468, xanchor="right", y=0.43, yanchor="bottom")
        figure.update_layout(
            height=440,
            margin=dict(l=50, r=8, t=20, b=36),
            showlegend=True,
            legend=corner,
            legend_font_size=12,
        )
        return figure

    def draw(self, figure, result):
        week = np.full(2, result.week, "f4")
        trace(figure, "week read off, above").x = week
        trace(figure, "week read off, below").x = week
        trace(figure, "read off").update(x=np.full(2, result.week, "f4"), y=[result.early, result.care])

        low, middle, high = _placed_operation(result)
        trace(figure, "lower limit").y = low
        trace(figure, "upper limit").y = high
        trace(figure, NAMED[0]).y = middle

        x, y = _lines(result)
        trace(figure, "difference").update(x=x, y=y)
        x, y = _boxes(result)
        trace(figure, "its interval").update(x=x, y=y)
        trace(figure, "smallest, below").y = np.full(2, result.smallest, "f4")
        trace(figure, "begins").update(x=np.array([result.start], "f4"), text=["▲ begins"])

        trace(figure, "smallest").x = np.full(2, result.smallest, "f4")
        write(figure, "verdict", [VERDICTS[v] for v in result.verdicts.values()])
        names = [name for name, _ in result.phases]
        trace(figure, "placed").update(
            x=np.array([EFFECTS[name].points.value for name in names], "f4"), y=names
        )

    def sentence(self, result):
        return f"{_read_off(result)} {_placed(result)} {_counted(result)}"

    def table(self, result):
        rows = [
            (f"Recovered by week {result.week}, early surgery", result.early, None, None, "of 100"),
            (
                f"Recovered by week {result.week}, prolonged conservative care",
                result.care,
                None,
                None,
                "of 100",
            ),
        ]
        if result.operated is not None:
            share = result.operated
            label = f"Recovered by week {result.week}, operation placed in week {result.start}"
            rows.append((label, share.value, share.low, share.high, "of 100"))
        for name, effect in EFFECTS.items():
            verdict = f"points; {result.verdicts[name]}" + ("" if effect.by_lot else ", not by lot")
            rows.append((f"{name} ({effect.source})", *_numbers(effect.points), verdict))
        columns = ("Quantity", "Value", "Low", "High", "Unit; against the smallest difference")
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def code(self, values):
        week, start, smallest = (values[name] for name in ("week", "start", "smallest"))
        return (
            "from nervelab.clinic import treatment\n"
            "trial = treatment.early_surgery()\n"
            f"recovered = 100 * trial.surgery.at({week}), 100 * trial.conservative.at({week})\n"
            "ratio = trial.hazard_ratio\n"
            f"operated = [100 * treatment.sped_up(trial.conservative, {start}, r, {week})"
            " for r in (ratio.value, ratio.low, ratio.high)]\n"
            f'placed = [(e.weeks, e.points) for e in treatment.pain_effects("{values["source"]}")]\n'
            f"[(e.condition, e.outcome, e.against({smallest})) for e in treatment.pain_effects()]"
        )


def _read_off(view: View) -> str:
    return (
        f"Week {view.week}: in the model {view.early:.0f} of 100 recovered after early surgery, "
        f"{view.care:.0f} with prolonged conservative care."
    )


def _placed(view: View) -> str:
    """The placed treatment: what it makes of the curve, what it changed in pain, whose it is not."""
    name, others = TREATMENTS[view.source]
    said = [f"{name[0].upper()}{name[1:]}, placed in week {view.start}:"]
    if view.operated is not None and view.week > view.start:
        share = view.operated
        said.append(f"by its hazard ratio {share.value:.0f} of 100 ({share.low:.0f} to {share.high:.0f});")
    if view.now is None:
        weeks = " and ".join(_weeks(view, effect) for _, effect in view.phases)
        said.append(f"no published difference in pain for this week, but for {weeks}.")
    else:
        said.append(f"{_in_words(view.now.points)} in {_weeks(view, view.now)}{_meanwhile(view)}.")
    if others:
        said.append(f"Its patients had {others}: not those of the curves.")
    return " ".join(said)


def _weeks(view: View, effect: Effect) -> str:
    first, last = (view.start + w for w in effect.weeks)
    return f"week {last:.0f}" if last - first < 1 else f"weeks {first:.0f} to {last:.0f}"


def _meanwhile(view: View) -> str:
    """What the conservative curve did in the weeks of the effect: nothing to say of a single week."""
    first, last = view.now.weeks
    if last - first < 1:
        return ""
    before, after = (100 * TRIAL.conservative.at(view.start + w) for w in (first, last))
    return f", while the conservative curve went from {before:.0f} to {after:.0f}"


def _in_words(points: Estimate) -> str:
    """A difference in pain, which is positive when pain is lower."""
    said = f"pain {_n(abs(points.value))} of 100 points {_side(points.value)}"
    if not points.known:
        return f"{said} (no interval published)"
    if points.low >= 0:
        return f"{said} ({_n(points.low)} to {_n(points.high)})"
    return f"{said} (from {_n(-points.low)} higher to {_n(abs(points.high))} {_side(points.high)})"


def _side(points: float) -> str:
    return "lower" if points >= 0 else "higher"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _counted(view: View) -> str:
    beyond, undecided = view.count("beyond"), view.count("open")
    return (
        f"Of {len(view.verdicts)} effects on pain {beyond} {'lies' if beyond == 1 else 'lie'} wholly beyond "
        f"{view.smallest} points, {view.count('short')} wholly short of it, "
        f"{undecided} {'is' if undecided == 1 else 'are'} open, {view.count('no interval')} have no interval."
    )


def _numbers(estimate: Estimate) -> tuple:
    return estimate.value, estimate.low, estimate.high


def _placed_operation(view: View) -> np.ndarray:
    """Lower limit, value and upper limit (three rows, of 100) from the week it begins; before it, nothing."""
    if view.operated is None:
        return np.full((3, WEEKS.size), np.nan, "f4")
    ratio = TRIAL.hazard_ratio
    shares = [
        [100 * treatment.sped_up(TRIAL.conservative, view.start, r, float(w)) for w in WEEKS]
        for r in (ratio.low, ratio.value, ratio.high)
    ]
    return np.where(view.start <= WEEKS, shares, np.nan).astype("f4")


def _spans(view: View):
    """First week, last week and effect of each measurement; a single week is drawn one week wide."""
    for _, effect in view.phases:
        first, last = (view.start + w for w in effect.weeks)
        if last - first < 1:
            first, last = last - 0.5, last + 0.5
        yield first, last, effect.points


def _lines(view: View) -> tuple[np.ndarray, np.ndarray]:
    x = [w for first, last, _ in _spans(view) for w in (first, last, np.nan)]
    y = [v for *_, points in _spans(view) for v in (points.value, points.value, np.nan)]
    return np.array(x, "f4"), np.array(y, "f4")


def _boxes(view: View) -> tuple[np.ndarray, np.ndarray]:
    x, y = [], []
    for first, last, points in _spans(view):
        if points.known:
            x += [first, last, last, first, first, np.nan]
            y += [points.low, points.low, points.high, points.high, points.low, np.nan]
    return np.array(x, "f4"), np.array(y, "f4")


def _recovery(figure):
    """Curves through the published medians, and what cohorts counted."""
    add = dict(row=1, col=1)
    shade = dict(mode="lines", line=dict(width=0), hoverinfo="skip", x=WEEKS)
    figure.add_trace(go.Scatter(name="lower limit", **shade), **add)
    figure.add_trace(
        go.Scatter(name="upper limit", fill="tonexty", fillcolor="rgba(213,94,0,0.2)", **shade), **add
    )
    figure.add_trace(
        go.Scatter(
            name=NAMED[0],
            x=WEEKS,
            mode="lines",
            line=PLACED.line,
            hovertemplate="week %{x:.0f}: %{y:.0f} of 100<extra>placed operation</extra>",
        ),
        **add,
    )
    for name, curve, mark in (
        (NAMED[1], TRIAL.surgery, EARLY),
        (NAMED[2], TRIAL.conservative, CARE),
    ):
        figure.add_trace(
            go.Scatter(
                name=name,
                x=WEEKS,
                y=np.array([100 * curve.at(float(w)) for w in WEEKS], "f4"),
                mode="lines",
                line=mark.line,
                hovertemplate=f"week %{{x:.0f}}: %{{y:.0f}} of 100<extra>{name}</extra>",
            ),
            **add,
        )
    cohorts = [
        point
        for point in treatment.natural_history()
        if point.weeks <= END and point.percent is not None and "stenosis" not in point.cohort
    ]
    figure.add_trace(
        go.Scatter(
            name=NAMED[3],
            x=np.array([point.weeks for point in cohorts], "f4"),
            y=np.array([point.percent for point in cohorts], "f4"),
            text=[f"{point.cohort}: {point.definition}" for point in cohorts],
            mode="markers",
            marker=theme.PUBLISHED.marker,
            hovertemplate="%{y:.0f} %: %{text}<extra></extra>",
        ),
        **add,
    )
    for point, word in _defined(cohorts):
        figure.add_annotation(
            x=point.weeks,
            y=point.percent,
            text=f"{point.percent:.0f} {word}",
            xanchor="left",
            yanchor="top",
            xshift=5,
            **add,
        )
    _week(figure, "week read off, above", SHARES, add)
    figure.add_trace(
        go.Scatter(
            name="read off",
            mode="markers",
            marker=dict(size=10, symbol=[EARLY.symbol, CARE.symbol], color=[EARLY.color, CARE.color]),
            hoverinfo="skip",
            cliponaxis=False,
        ),
        **add,
    )
    figure.update_xaxes(range=[0, END], dtick=13, showticklabels=False, **add)
    figure.update_yaxes(title="Recovered (of 100)", range=SHARES, dtick=25, **add)


def _defined(cohorts):
    """The three cohorts at one year, each with the word that tells its definition from the others'."""
    words = {
        "perceived recovery ever": "ever",
        "complete or near-complete": "at visit",
        "RMDQ down 30% or more": "disability",
    }
    return ((point, words[point.definition]) for point in cohorts if point.definition in words)


def _difference(figure):
    """What the placed treatment changed, in the weeks in which it was measured."""
    add = dict(row=2, col=1)
    figure.add_trace(
        go.Scatter(
            name="its interval",
            mode="lines",
            line=dict(width=0),
            fill="toself",
            fillcolor="rgba(213,94,0,0.2)",
            hoverinfo="skip",
        ),
        **add,
    )
    figure.add_trace(
        go.Scatter(
            name="difference",
            mode="lines+markers",
            line=dict(PLACED.line, dash="solid", width=3),
            marker=dict(PLACED.marker, size=6),
            hovertemplate="week %{x:.0f}: %{y:.1f} points<extra></extra>",
        ),
        **add,
    )
    for name, y in (("nothing", 0), ("smallest, below", 0)):
        mark = theme.OUTLINE if name == "nothing" else theme.THRESHOLD
        figure.add_trace(
            go.Scatter(
                name=name,
                x=[0, END],
                y=[y, y],
                mode="lines",
                line=dict(mark.line, width=1.5),
                hoverinfo="skip",
            ),
            **add,
        )
    large = dict(textposition="middle right", textfont=dict(size=13))
    add_words(figure, "begins", [0], [POINTS[0] + 4], **large, **add)
    _week(figure, "week read off, below", POINTS, add)
    figure.update_xaxes(title="Weeks", range=[0, END], dtick=13, **add)
    figure.update_yaxes(title="Less pain (points)", range=POINTS, tickvals=[0, 10, 20, 30], **add)


def _week(figure, name, ends, add):
    figure.add_trace(
        go.Scatter(name=name, y=ends, mode="lines", line=dict(theme.OUTLINE.line, width=1), hoverinfo="skip"),
        **add,
    )


def _forest(figure):
    """Every published difference in pain, positive when the treated had less of it."""
    add = dict(row=1, col=2)
    kinds = {
        "by lot": (EARLY, [n for n, e in EFFECTS.items() if e.points.known and e.by_lot]),
        "as treated": (CHOSEN, [n for n, e in EFFECTS.items() if e.points.known and not e.by_lot]),
        "without an interval": (theme.PUBLISHED, [n for n, e in EFFECTS.items() if not e.points.known]),
    }
    for name, (mark, names) in kinds.items():
        values = [_numbers(EFFECTS[n].points) for n in names]
        known = EFFECTS[names[0]].points.known
        figure.add_trace(
            go.Scatter(
                name=name,
                x=np.array([value for value, *_ in values], "f4"),
                y=names,
                mode="markers",
                marker=dict(mark.marker, size=8),
                error_x=dict(
                    array=[high - value for value, _, high in values] if known else None,
                    arrayminus=[value - low for value, low, _ in values] if known else None,
                    color=mark.color,
                    thickness=2,
                    width=4,
                ),
                hovertemplate="%{y}: %{x:.1f} points<extra></extra>",
            ),
            **add,
        )
    figure.add_trace(
        go.Scatter(
            name="placed",
            mode="markers",
            marker=dict(symbol="diamond-open", size=15, color=PLACED.color, line=dict(width=2)),
            hoverinfo="skip",
        ),
        **add,
    )
    large = dict(textposition="middle left", textfont=dict(size=13))
    add_words(figure, "verdict", [FOREST[1] - 1] * len(EFFECTS), list(EFFECTS), **large, **add)
    for name, mark in (("no difference", theme.OUTLINE), ("smallest", theme.THRESHOLD)):
        figure.add_trace(
            go.Scatter(
                name=name,
                x=[0, 0],
                y=[next(iter(EFFECTS)), list(EFFECTS)[-1]],
                mode="lines",
                line=dict(mark.line, width=1.5),
                hoverinfo="skip",
            ),
            **add,
        )
    figure.add_annotation(
        xref="x2 domain", yref="y2 domain", x=1, y=1, yanchor="bottom", xanchor="right", text="counts?"
    )
    figure.update_xaxes(title="Less pain (points of 100)", range=FOREST, tickvals=[-10, 0, 10, 20, 30], **add)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=list(EFFECTS),
        range=[len(EFFECTS) - 0.4, -0.6],
        showgrid=False,
        tickfont=dict(size=12),
        **add,
    )


# --- still figures of published tables -----------------------------------------------------------------


def after_decompression() -> go.Figure:
    """D24: what became of the cramps of operated people (%); the three shares leave one in ten out."""
    shares = treatment.cramps_after_decompression()
    left = 100 - sum(shares.values())
    return _bars([*shares, "not accounted for"], [*shares.values(), left], "Operated people (%)")


def resorption() -> go.Figure:
    """D22: herniations that shrank without surgery (%), by kind."""
    kinds = ("bulge", "protrusion", "extrusion", "sequestration")
    return _bars(kinds, [treatment.resorption(kind) for kind in kinds], "Shrank without surgery (%)")


def bed_rest() -> go.Figure:
    """D18: improved at two weeks (%), and the difference of the arms with its 95 % interval."""
    contrast = treatment.bed_rest()
    difference = contrast.risk_difference
    labels = ["bed rest", "waiting", "difference"]
    values = [100 * x for x in (contrast.group.share, contrast.other.share, difference.value)]
    figure = _bars(labels, values, "Improved after two weeks (%)")
    low, high = (100 * limit for limit in (difference.low, difference.high))
    figure.data[0].error_x = dict(
        array=[0, 0, high - values[2]],
        arrayminus=[0, 0, values[2] - low],
        color=theme.OUTLINE.color,
        thickness=3,
        width=0,  # a cap would mark the two rows without an interval
    )
    figure.data[0].text = [f"{values[0]:.0f}", f"{values[1]:.0f}", ""]
    figure.add_annotation(
        x=high,
        y="difference",
        text=f"{values[2]:.0f} ({low:.0f} to {high:.0f})".replace("-", "−"),
        xanchor="left",
        xshift=8,
    )
    figure.update_xaxes(range=[-15, 108], tickvals=[0, 25, 50, 75, 100])
    return figure


def natural_history() -> go.Figure:
    """D18: how many did well, by what "well" meant and when it was asked."""
    points = treatment.natural_history()
    low = np.array([p.percent if p.percent is not None else p.low for p in points], float)
    high = np.array([p.percent if p.percent is not None else p.high for p in points], float)
    figure = go.Figure(
        go.Scatter(
            x=(low + high) / 2,
            y=[f"{p.definition}, week {p.weeks:g}<br><i>{p.cohort}, n {p.people}</i>" for p in points],
            mode="markers",
            marker=theme.PUBLISHED.marker,
            error_x=dict(
                array=(high - low) / 2,
                color=theme.PUBLISHED.color,
                thickness=3,
                width=0,  # a cap would mark the single values
            ),
            hovertemplate="%{x:.0f} %<extra></extra>",
        )
    )
    figure.update_xaxes(title="Did well (%)", range=[0, 100])
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=90 + 38 * len(points), margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)


def crossed_over() -> list[str]:
    """D20: how many of each arm had the operation, one line each."""
    table = evidence.table("D20")
    rows = table[table.measure.str.startswith("had surgery")]
    return [f"{r.study}: {r.value:g} % of the {r.arm} arm {r.measure}" for r in rows.itertuples()]


def _bars(labels, values, title) -> go.Figure:
    """One horizontal bar for each label, the number beside it."""
    figure = go.Figure(
        go.Bar(
            x=list(values),
            y=list(labels),
            orientation="h",
            marker=dict(color=theme.BLUE),
            text=[f"{v:.0f}" for v in values],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(title=title, range=[0, 108], tickvals=[0, 25, 50, 75, 100])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_layout(height=80 + 34 * len(labels), margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)
