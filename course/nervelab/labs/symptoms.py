"""The fibre lab: which fibres of a pressed root fail and which fire, and what that feels and looks like.

One figure, read from left to right: the fibres over time (under pressure, then after it), the skin and the
muscles of the root, and the examiner's sheet with the tap on the tendon.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab import evidence
from nervelab.clinic import symptoms
from nervelab.clinic.estimates import share
from nervelab.labs import theme
from nervelab.labs.base import Choice, Control, Lab
from nervelab.labs.drawings import leg
from nervelab.labs.traces import add_shapes, add_words, put, trace, write
from nervelab.physiology import fibres
from nervelab.physiology.muscle import Label
from nervelab.physiology.reflex import h_reflex

# Widest first, so that curves which run together are all seen.
MARKS = {
    fibres.DULL_PAIN: theme.Mark(theme.PURPLE, "dashdot", "triangle-up", width=5),
    fibres.SHARP_PAIN: theme.Mark(theme.GREEN, "dot", "square", width=3.5),
    fibres.MOTOR: theme.Mark(theme.AMBER, "dash", "diamond", width=2.5),
    fibres.TOUCH: theme.Mark(theme.BLUE, "solid", "circle", width=2),
}
NAMES = {
    fibres.TOUCH: "touch (Aβ)",
    fibres.MOTOR: "movement (Aα)",
    fibres.SHARP_PAIN: "sharp pain, cold (Aδ)",
    fibres.DULL_PAIN: "burning pain, warmth (C)",
}
FIRING = (fibres.TOUCH, fibres.MOTOR)  # the classes that the model can make fire

LONGEST, LAST = 90, 10  # min under pressure, as long as volunteers bore it (D02), and after it
UNDER = np.arange(0, LONGEST + 1, 6.0)
AFTER = np.r_[0:3:0.5, 3:11:1]
HIGHEST_RATE = 50.0  # impulses per second and fibre
SHOWN = 50.0  # ms after the tap
WAVE = 3.0  # ms, half of the drawn wave
VIEWS = {
    "L4": "front",
    "L5": "front",
    "S1": "back",
}  # the view that shows most of the root's skin and muscles
APART = 27.0  # cm from leg to leg

_MUSCLE = {  # what the sheet says of a muscle that nobody asked
    Label.QUIET: "quiet",
    Label.FASCICULATION: "twitches of single units",
    Label.CRAMP_LIKE: "cramp-like",
    Label.OTHER: "units fire unasked",
}


@dataclass(frozen=True)
class Shown:
    """The chosen moment, the same root healthy, and every class over time: (classes, times)."""

    now: symptoms.Moment
    healthy: symptoms.Moment
    under: tuple[np.ndarray, np.ndarray]
    after: tuple[np.ndarray, np.ndarray]


@lru_cache(maxsize=256)
def _course(pressure, minutes, since, irritability):
    """Shares that conduct and impulses unasked, (classes, times) each; one of the two times is many."""
    points = [
        symptoms.fibres_at(pressure, m, s, irritability)
        for m, s in np.broadcast(np.array(minutes), np.array(since))
    ]
    return (
        np.array([p.conducting for p in points], "f4").T,
        np.array([p.unasked for p in points], "f4").T,
    )


class SymptomsLab(Lab):
    """Pressure on a root, held and released: touch, movement and pain, fibre class by fibre class."""

    name = "The fibres of a pressed root over time, its skin and muscles, and what an examiner finds"
    controls = (
        Control("pressure", "Pressure", "mmHg", low=0, high=200, step=5, default=90),
        Control("minutes", "Held for", "min", low=0, high=LONGEST, step=1, default=35),
        Control("since_release", "Since release", "min", low=0, high=LAST, step=0.5, default=0),
        Control("irritability", "Irritability", "%", low=0, high=100, step=5, default=0),
        Choice("root", "Root", tuple((root, root) for root in symptoms.ROOTS), default="S1"),
    )
    illustrative = (
        "Illustrative: Aδ and C (only their order is known; they can fall silent but not fire, so no pain "
        "arises here), the firing rates, and where a word or a grade begins. Calibrated: the minutes until "
        "touch and movement fail."
    )
    leaves_out = (
        "Pain. A fibre for pain that falls silent does not hurt, and this model cannot make one fire. Why a "
        "pinched root hurts is not explained here.",
        "The minutes come from the arm of volunteers, under a cuff or a pressed median nerve. A root lies in "
        "fluid, without the tough coat of a nerve, and its artery differs.",
        "The afferents of the tendon jerk are taken to fail as touch fibres do.",
        "20 fibres stand for each class, so the curves have steps of 5 %.",
        "Neighbouring roots share skin and muscles, so that real numbness and weakness are milder.",
        "The brain fills in, ignores and gets used to things. Here a lost fibre is felt at once.",
    )

    def model(self, pressure, minutes, since_release, irritability, root):
        r = irritability / 100
        return Shown(
            symptoms.moment(root, pressure, minutes, since_release, r),
            symptoms.moment(root, 0, 0),
            _course(pressure, tuple(UNDER), 0.0, r),
            _course(pressure, minutes, tuple(AFTER), r),
        )

    def figure(self):
        figure = make_subplots(
            rows=2,
            cols=4,
            column_widths=[0.29, 0.2, 0.22, 0.29],
            row_heights=[0.6, 0.4],
            horizontal_spacing=0.035,
            vertical_spacing=0.16,
            specs=[[{}, {}, {"rowspan": 2}, {}], [{}, {}, None, {}]],
        )
        _times(figure)
        _legs(figure)
        _sheet(figure)
        _tap(figure)
        figure.update_layout(
            height=theme.HEIGHT + 16,
            margin=dict(l=44, r=8, t=60, b=40),  # at the top two lines of a legend and a heading
            showlegend=True,
            legend=dict(x=0, y=1, yref="container", yanchor="top", font=dict(size=12), itemwidth=40),
        )
        return figure

    def draw(self, figure, result):
        now, pinch = result.now, result.now.pinch
        for k, kind in enumerate(fibres.CLASSES):
            for times, (conducting, unasked) in (("under", result.under), ("after", result.after)):
                trace(figure, f"{NAMES[kind]}, {times}").y = 100 * conducting[k]
                if kind in FIRING:
                    trace(figure, f"{NAMES[kind]} unasked, {times}").y = unasked[k]
        released = pinch.since_release > 0
        for times, at in (("under", pinch.minutes), ("after", pinch.since_release)):
            here = released == (times == "after")
            for row in ("conducts", "unasked"):
                trace(figure, f"now, {row}, {times}").x = [at, at] if here else []
        trace(figure, "pressure on").x = np.array([0, 0, pinch.minutes, pinch.minutes], "f4")

        view = VIEWS[now.root]
        skin = _left(leg.dermatome(now.root, view), view)
        bellies = _right([s for m in now.found.root.myotome for s in leg.muscles(m, view)], view)
        outline, lines = [leg.outline(view)], leg.details(view)
        weak = not now.found.power.normal
        fires = now.muscle is not Label.QUIET
        for name, shapes, there in (
            ("legs", _left(outline, view) + _right(outline, view), True),
            ("lines", _left(lines, view) + _right(lines, view), True),
            ("skin", skin, True),
            ("muscles", bellies, True),
            ("numb skin", skin, not now.found.sensation.normal),
            ("tingling skin", skin, now.tingling != "none"),
            ("weak muscles", bellies, weak),
            ("firing muscles", bellies, fires),
        ):
            put(figure, name, shapes if there else [])
        side = "the front" if view == "front" else "behind"
        write(
            figure,
            "leg titles",
            [
                f"<b>{now.root}</b> from {side}",
                "<b>Skin</b>",
                "<b>Muscles</b>",
            ],
        )
        write(figure, "leg words", [_felt_at(now), _done_by(now)])

        write(figure, "sheet", _lines(now))
        write(figure, "tap title", [_jerk_title(now)])
        for name, moment in (("healthy side", result.healthy), ("this side", now)):
            trace(figure, name).y = _wave(moment.jerk)
        asked = now.jerk.arc is not None
        write(figure, "tap", ["tap"] if asked else [""])
        write(figure, "which is which", ["dashed:<br>healthy side"] if asked else [""])

    def sentence(self, result):
        now = result.now
        touch = f"touch {_grade(now)} ({_percent(now, fibres.TOUCH)} of its fibres conduct)"
        if now.tingling != "none":
            touch += f", {now.tingling} tingling ({now.unasked(fibres.TOUCH):.0f}/s a fibre)"
        power = f"power {now.found.power.grade}/5 ({_percent(now, fibres.MOTOR)})"
        thin = [
            f"{word} {symptoms.feeling(now.conducting(kind))}"
            for word, kind in (("sharp pain", fibres.SHARP_PAIN), ("burning pain", fibres.DULL_PAIN))
        ]
        muscle = f"Muscle: {_MUSCLE[now.muscle]}."
        return f"{_when(now.pinch)}: {touch}; {power}; {', '.join(thin)}. {muscle} {_jerk_words(result)}"

    def table(self, result):
        now = result.now
        rows = [
            (f"{NAMES[kind]}: fibres that conduct", 100 * now.conducting(kind), "%") for kind in MARKS
        ] + [
            (f"{NAMES[kind]}: impulses unasked", now.unasked(kind), "per second and fibre") for kind in FIRING
        ]
        rows += [(f"{f.test}: {f.where}", f.grade, f.meaning) for f in now.found.findings]
        rows += [
            ("Tingling", now.tingling, ""),
            ("Muscle by itself", _MUSCLE[now.muscle], "over 10 s"),
            ("Tendon jerk, size", now.jerk.amplitude, "healthy 1"),
            ("Tendon jerk, latency", now.jerk.latency, "ms"),
            ("Tendon jerk, latency of the healthy side", result.healthy.jerk.latency, "ms"),
        ]
        return [{"Quantity": what, "Value": value, "Unit or meaning": unit} for what, value, unit in rows]

    def code(self, values):
        arguments = f'"{values["root"]}", {values["pressure"]}, {values["minutes"]}'
        if values["since_release"]:
            arguments += f", {values['since_release']:g}"
        if values["irritability"]:
            arguments += f", irritability={values['irritability'] / 100:g}"
        return (
            "from nervelab.clinic import symptoms\n"
            f"now = symptoms.moment({arguments})\n"
            "now.nerve, now.tingling, now.muscle, now.jerk.amplitude, now.jerk.latency, now.found.power.grade"
        )


# --- words --------------------------------------------------------------------------------------------


def _when(pinch):
    if pinch.pressure == 0 or pinch.minutes == 0:
        return "No pressure"
    held = f"{pinch.pressure:g} mmHg for {pinch.minutes:g} min"
    return f"{held}, released {pinch.since_release:g} min ago" if pinch.since_release else held


def _percent(now, kind):
    return f"{100 * now.conducting(kind):.0f} %"


def _grade(now):
    return now.found.sensation.grade


def _jerk_words(result):
    now = result.now.jerk
    if now.arc is None:
        return "No dependable jerk asks L5."
    if not now.amplitude:
        return f"{now.arc.name.capitalize()} 0 (nothing comes back)."
    late = now.latency - result.healthy.jerk.latency
    size = f"{100 * now.amplitude:.0f} % of its size"
    return f"{now.arc.name.capitalize()} {now.grade}: {size}, {late:.1f} ms late."


def _jerk_title(now):
    if now.jerk.arc is None:
        return "<b>No tendon asks L5</b>"
    mark = "" if now.found.reflex.normal else " ◆"
    return f"<b>{now.jerk.arc.name.capitalize()} {now.jerk.grade} · {now.found.reflex.meaning}{mark}</b>"


def _lines(now):
    power, stretch = now.found.power, now.found.stretch
    tingling = now.tingling != "none"
    raise_hurts = not stretch.normal
    return [
        "<b>Felt</b>",
        _line("touch", _grade(now), _grade(now) != "normal"),
        _line("tingling", now.tingling, tingling),
        _line("sharp pain, cold", *_thin(now, fibres.SHARP_PAIN)),
        _line("burning pain, warmth", *_thin(now, fibres.DULL_PAIN)),
        "<b>Found</b>",
        _line("power", f"{power.grade}/5", not power.normal),
        f"   {power.meaning}",
        _line("muscle", _MUSCLE[now.muscle], now.muscle is not Label.QUIET),
        _line(_STRETCH[stretch.where], stretch.grade, raise_hurts),
    ]


_STRETCH = {"SLR": "straight-leg raise", "femoral stretch": "femoral stretch"}


def _thin(now, kind):
    word = symptoms.feeling(now.conducting(kind))
    return word, word != "normal"


def _line(what, found, is_marked):
    return f"<b>{what}: {found} ◆</b>" if is_marked else f"{what}: {found}"


def _felt_at(now):
    words = {"normal": [], "reduced": ["duller"], "absent": ["numb"]}[_grade(now)]
    return ",<br>".join(words + (["tingling"] if now.tingling != "none" else [])) or "normal"


def _done_by(now):
    words = [] if now.found.power.normal else ["weak"]
    short = {Label.FASCICULATION: "twitching", Label.CRAMP_LIKE: "cramping", Label.OTHER: "twitching"}
    return ",<br>".join(words + ([short[now.muscle]] if now.muscle in short else [])) or "normal"


# --- drawing ------------------------------------------------------------------------------------------


def _left(shapes, view):
    """The leg on the left stands over 0, whichever view it is."""
    middle = leg.WIDTH / 2 * (-1 if view == "front" else 1)
    return [shape - np.array([middle, 0]) for shape in shapes]


def _right(shapes, view):
    return [shape + np.array([APART, 0]) for shape in _left(shapes, view)]


def _wave(jerk):
    """The muscle's potential as it is drawn: two phases, as large as the reflex and as late."""
    t = np.arange(0, SHOWN + 0.1, 0.25, dtype="f4")
    if not jerk.amplitude > 0:
        return np.full(t.size, np.nan if jerk.arc is None else 0, "f4")
    phase = (t - jerk.latency - WAVE) / (WAVE / 2)
    return (jerk.amplitude * phase * -np.exp(0.5 - phase**2 / 2)).astype("f4")


def _times(figure):
    """Conduction and firing, under pressure and after it."""
    solid = dict(mode="lines", hoverinfo="skip", showlegend=False)
    figure.add_trace(
        go.Scatter(
            name="pressure on",
            x=[0, 0, 0, 0],
            y=[-6, 106, 106, -6],
            fill="toself",
            fillcolor="rgba(128,128,128,0.16)",
            line=dict(width=0),
            **solid,
        ),
        row=1,
        col=1,
    )
    for column, (times, x) in enumerate((("under", UNDER), ("after", AFTER)), start=1):
        for kind, mark in MARKS.items():
            figure.add_trace(
                go.Scatter(
                    name=f"{NAMES[kind]}, {times}",
                    x=x,
                    mode="lines",
                    line=mark.line,
                    showlegend=False,
                    hovertemplate="%{x:g} min: %{y:.0f} %<extra>" + NAMES[kind] + "</extra>",
                ),
                row=1,
                col=column,
            )
        for kind in FIRING:
            figure.add_trace(
                go.Scatter(
                    name=f"{NAMES[kind]} unasked, {times}",
                    x=x,
                    mode="lines",
                    line=MARKS[kind].line,
                    showlegend=False,
                    hovertemplate="%{x:g} min: %{y:.0f} per second<extra>" + NAMES[kind] + "</extra>",
                ),
                row=2,
                col=column,
            )
        for row, (what, y) in enumerate((("conducts", [-6, 106]), ("unasked", [-3, HIGHEST_RATE])), start=1):
            figure.add_trace(
                go.Scatter(
                    name=f"now, {what}, {times}",
                    x=[],
                    y=y,
                    line=dict(color=theme.PINCH.color, width=3),
                    **solid,
                ),
                row=row,
                col=column,
            )
            figure.update_xaxes(range=[-2, LONGEST] if column == 1 else [-0.4, LAST], row=row, col=column)
            figure.update_yaxes(range=y, showticklabels=column == 1, row=row, col=column)
        title = "minutes under pressure" if column == 1 else "min after release"
        figure.update_xaxes(title=title, dtick=15 if column == 1 else 5, row=2, col=column)
        figure.update_xaxes(showticklabels=False, dtick=15 if column == 1 else 5, row=1, col=column)
    figure.update_yaxes(dtick=50, row=1)
    figure.update_yaxes(dtick=20, row=2)
    for row, text in (
        (1, "<b>Fibres that conduct</b> (%)"),
        (2, "<b>Impulses unasked</b> (per second and fibre)"),
    ):
        at = dict(x=-2, y=106 if row == 1 else HIGHEST_RATE, xanchor="left", yanchor="bottom")
        figure.add_annotation(text=text, row=row, col=1, **at)
    for kind, mark in reversed(MARKS.items()):  # the legend, apart from the curves
        figure.add_trace(
            go.Scatter(name=NAMES[kind], x=[None], y=[None], mode="lines", line=mark.line), row=1, col=1
        )


def _legs(figure):
    grey = dict(color=theme.OUTLINE.color, width=1)
    silent = dict(shape="/", fgcolor=theme.OUTLINE.color, size=6, solidity=0.4)
    fires = dict(shape="x", fgcolor=theme.ECTOPIC.color, size=7, solidity=0.35)
    grid = [
        ("legs", dict(fill="toself", fillcolor="rgba(128,128,128,0.12)", line=grey)),
        ("lines", dict(line=grey)),
        ("skin", dict(line=dict(grey, dash="dot"))),
        ("muscles", dict(line=dict(grey, width=0.6))),
    ]
    for what, name in (("numb", "skin"), ("tingling", "skin"), ("weak", "muscles"), ("firing", "muscles")):
        lost = what in ("numb", "weak")
        color = theme.OUTLINE.color if lost else theme.ECTOPIC.color
        look = dict(
            fill="toself",
            fillcolor="rgba(128,128,128,0.25)" if lost else "rgba(0,0,0,0)",
            fillpattern=silent if lost else fires,
            line=dict(color=color, width=1.5),
        )
        grid.append((f"{what} {name}", look))
    for name, look in grid:
        add_shapes(figure, name, **look, row=1, col=3)
    above = leg.HEIGHT + 2
    x, y = [APART / 2, 0, APART], [above + 8, above, above]
    add_words(figure, "leg titles", x, y, textposition="top center", row=1, col=3)
    apart = [-4, APART + 4]  # or they touch in a narrow window
    add_words(figure, "leg words", apart, [-2, -2], textposition="bottom center", row=1, col=3)
    figure.update_xaxes(range=[-18, APART + 18], visible=False, constrain="domain", row=1, col=3)
    figure.update_yaxes(
        range=[-15, leg.HEIGHT + 18],
        visible=False,
        constrain="domain",
        scaleanchor="x3",
        scaleratio=1,
        row=1,
        col=3,
    )


def _sheet(figure):
    count = 10
    y = [-k - (k > 4) * 0.5 for k in range(count)]
    add_words(figure, "sheet", [0] * count, y, textposition="middle right", row=1, col=4)
    figure.update_xaxes(range=[0, 1], visible=False, row=1, col=4)
    figure.update_yaxes(range=[y[-1] - 0.6, 0.8], visible=False, row=1, col=4)


def _tap(figure):
    """What comes back from a tap on the tendon, beside the healthy side."""
    t = np.arange(0, SHOWN + 0.1, 0.25, dtype="f4")
    for name, mark in (("healthy side", theme.CONTROL), ("this side", theme.EMG)):
        figure.add_trace(
            go.Scatter(
                name=name,
                x=t,
                mode="lines",
                showlegend=False,
                line=dict(mark.line, width=1.5 if mark is theme.CONTROL else 2.5),
                hovertemplate="%{x:.0f} ms<extra>" + name + "</extra>",
            ),
            row=2,
            col=4,
        )
    figure.add_trace(
        go.Scatter(
            name="tap",
            x=[0],
            y=[0],
            mode="markers+text",
            text=["tap"],
            textposition="top right",
            hoverinfo="skip",
            showlegend=False,
            marker=dict(theme.STIMULUS.marker, symbol="triangle-down", size=11),
        ),
        row=2,
        col=4,
    )
    add_words(figure, "tap title", [0], [1.3], textposition="middle right", row=2, col=4)
    add_words(figure, "which is which", [0], [-0.75], textposition="middle right", row=2, col=4)
    figure.update_xaxes(range=[-2, SHOWN], title="ms after the tap", dtick=10, row=2, col=4)
    figure.update_yaxes(range=[-1.15, 1.5], showticklabels=False, showgrid=False, row=2, col=4)


def reflex_limits() -> go.Figure:
    """D05: two published limits of an H reflex, and the model's S1 root under 90 mmHg: which is crossed?"""
    table = evidence.table("D05").set_index("measure")
    latest = table.loc["side difference, 97th percentile"]
    smallest = table.loc["ratio, lower limit"]
    minutes = np.arange(0, 61, 2.0)
    reflexes = [symptoms.h_reflex_at(90, m) for m in minutes]
    late = [reflex.latency - h_reflex().latency for reflex in reflexes]
    panels = (
        ("Later than the healthy side (ms)", late, latest["high"], [0, 2.5]),
        ("Size, healthy side 1", [reflex.amplitude for reflex in reflexes], smallest["low"], [0, 1.05]),
    )
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.1)
    for column, (title, y, limit, span) in enumerate(panels, start=1):
        figure.add_trace(
            go.Scatter(x=minutes, y=y, mode="lines", line=theme.AFFECTED.line), row=1, col=column
        )
        figure.add_hline(y=limit, line=dict(theme.PUBLISHED.line, dash="dot"), row=1, col=column)
        figure.add_annotation(
            text=f"published limit {limit:g}",
            x=60,
            y=limit,
            xanchor="right",
            yanchor="bottom",
            row=1,
            col=column,
        )
        figure.update_xaxes(title="Minutes at 90 mmHg", range=[0, 60], dtick=15, row=1, col=column)
        figure.update_yaxes(title=title, range=span, row=1, col=column)
    gone = minutes[np.isnan(late)][0]
    figure.add_annotation(text="nothing<br>comes back", x=gone + 5, y=0.4, row=1, col=1)
    figure.update_layout(height=280, margin=dict(l=56, r=12, t=12, b=48), showlegend=False)
    return theme.still(figure)


def needles() -> go.Figure:
    """D06: of a hundred people, in how many the needle found what; with the interval that n allows."""
    table = evidence.table("D06")
    rows = table[(table.unit == "%") & table.value.notna()]
    shares = [share(row.value / 100 * row.n, row.n) for row in rows.itertuples()]
    values = 100 * np.array([s.value for s in shares])
    low, high = (100 * np.array([getattr(s, end) for s in shares]) for end in ("low", "high"))
    figure = go.Figure(
        go.Scatter(
            x=values,
            y=[f"{item}<br><i>{n:.0f} people</i>" for item, n in zip(rows["item"], rows.n, strict=True)],
            mode="markers+text",
            text=[f"{value:.1f}" for value in values],
            textposition="top center",
            marker=theme.PUBLISHED.marker,
            error_x=dict(
                array=high - values,
                arrayminus=values - low,
                color=theme.PUBLISHED.color,
                thickness=3,
                width=6,
            ),
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(title="Of 100 people, with 95 % interval", range=[0, 100])
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=90 + 44 * len(rows), margin=dict(l=10, r=10, t=16, b=50))
    return theme.still(figure)
