"""The day planner: hours in each posture, and the pressure in a disc and in a narrow canal through the day.

The figure reads from left to right: the person at the chosen time, then the day (posture, disc, canal) with
that time marked. Below the lab: still figures of what has been measured about habits.
"""

from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab import evidence
from nervelab.clinic import causes, treatment
from nervelab.clinic.day import (
    Activity,
    Curve,
    Day,
    Stretch,
    canal_pressure,
    disc_pressure,
    earlier_disc_pressure,
)
from nervelab.evidence import Verdict
from nervelab.labs import theme
from nervelab.labs.base import Action, Control, Lab
from nervelab.labs.drawings.postures import person
from nervelab.labs.traces import add_shapes, add_words, put, trace, write
from nervelab.physiology import Axon, Pinch, Run

AXON = Axon()
UP = 7.0  # o'clock: the day begins when the person gets up
NARROW = 10.0  # mm: the canal at which the model meets what was measured in patients
LANES = {  # from the bottom: roughly by the load on the disc
    Activity.LYING: ("lying", "lying"),
    Activity.SLOUCHED: ("sitting slouched", "slouched"),
    Activity.UPRIGHT: ("sitting upright", "upright"),
    Activity.STANDING: ("standing", "standing"),
    Activity.BENT: ("bent forward", "bent"),
    Activity.LIFTING: ("lifting 20 kg", "lifting"),
}
DESK = dict(standing=2.0, upright=8.0)
SHOP = dict(standing=8.0, upright=2.0)
DISC_TOP, CANAL_TOP = 2.4, 135.0
SEEN = 0.08  # h: a shorter stretch is drawn this long in its lane, or no pixel would show it


@dataclass(frozen=True)
class Picture:
    """A day, the width of the canal (mm), the time looked at, and the axon after the longest standing."""

    day: Day
    canal: float
    hour: float
    disc: Curve
    earlier: Curve
    epidural: Curve
    run: Run

    @property
    def now(self) -> Stretch:
        return next(s for s in reversed(self.day.stretches) if self.hour >= s.start)


@lru_cache(maxsize=64)
def _run(pinch: Pinch) -> Run:
    return AXON.stimulate(pinch)


class LifestyleLab(Lab):
    """A day of postures for a fictional person with a narrow canal."""

    name = "A fictional person through a day: posture, pressure in the disc L4/5, pressure in the canal"
    controls = (
        Control("standing", "Standing", "h", low=0.0, high=9.0, step=0.5, default=2.0),
        Control("upright", "Sitting upright", "h", low=0.0, high=8.0, step=0.5, default=8.0),
        Control("slouched", "Sitting slouched", "h", low=0.0, high=4.0, step=0.5, default=4.0),
        Control("bent", "Standing bent forward", "h", low=0.0, high=2.0, step=0.25, default=1.0),
        Control("lifting", "Lifting 20 kg, knees bent", "min", low=0, high=30, step=5, default=10),
        Control("longest", "Longest stretch", "min", low=15, high=240, step=15, default=60),
        Control("canal", "Canal, front to back", "mm", low=10.0, high=14.0, step=0.5, default=NARROW),
        Control("hour", "Look at: after getting up", "h", low=0.0, high=24.0, step=0.25, default=3.0),
    )
    actions = (
        Action("desk_day", "Desk", "Sit upright for 8 hours, stand for 2"),
        Action("shop_day", "Shop", "Stand for 8 hours, sit upright for 2"),
    )
    illustrative = (
        "Illustrative: the pressure in the canal and the axon. Measured: the disc pressures, in one "
        "volunteer (Wilke) and in an earlier series (Nachemson), drawn with the same value for standing."
    )
    leaves_out = (
        "The disc pressures come from one volunteer, 45 years old and 70 kg; the canal is another, invented "
        "person's.",
        "An average over hours is arithmetic. Nobody has shown that a disc or nerve suffers by it.",
        "Walking, arching back, coughing and rising from a chair: the tables have no disc pressure for them.",
        "Where the canal presses is not where the sensor lay: the pressure on one root may be another.",
        "Every stretch of standing finds a rested axon. Real ones remember the last.",
        "Pain, stiffness, muscles, fitness and sleep are not simulated.",
    )

    def model(self, standing, upright, slouched, bent, lifting, longest, canal, hour):
        day = Day(
            standing=standing,
            upright=upright,
            slouched=slouched,
            bent=bent,
            lifting=lifting / 60,
            longest=longest,
        )
        return Picture(day, canal, hour, day.disc, day.earlier_disc, day.canal(canal), _run(day.pinch(canal)))

    def desk_day(self):
        """The same day, most of it sitting upright."""
        self.set(**DESK)

    def shop_day(self):
        """The same day, most of it standing."""
        self.set(**SHOP)

    def figure(self):
        figure = make_subplots(
            rows=3,
            cols=2,
            column_widths=[0.3, 0.7],
            row_heights=[0.4, 0.34, 0.26],
            horizontal_spacing=0.14,
            vertical_spacing=0.06,
            shared_xaxes=True,
            specs=[[{"rowspan": 3}, {}], [None, {}], [None, {}]],
        )
        _stage(figure)
        _lanes(figure)
        _pressures(figure)
        figure.update_layout(height=theme.HEIGHT - 20, margin=dict(l=8, r=44, t=8, b=24))
        return figure

    def draw(self, figure, result):
        activity = result.now.activity
        _pose(figure, activity)
        write(
            figure,
            "what it means",
            [
                f"{_clock(result.hour)} {LANES[activity][0]}"
                f"<br>disc {_value(result.disc.at(result.hour), '.2f', 'MPa')}"
                f"<br>canal {_value(result.epidural.at(result.hour), '.0f', 'mmHg')}"
            ],
        )

        lanes = list(LANES)
        x, y = [], []
        for stretch in result.day.stretches:
            x += [UP + stretch.start, UP + max(stretch.end, stretch.start + SEEN), np.nan]
            y += [lanes.index(stretch.activity)] * 2 + [np.nan]
        trace(figure, "posture").update(x=np.array(x, "f4"), y=np.array(y, "f4"))
        write(figure, "hours", [_duration(result.day.hours[lane]) for lane in lanes])

        for name, curve in (
            ("Wilke", result.disc),
            ("Nachemson", result.earlier),
            ("canal", result.epidural),
        ):
            trace(figure, name).update(**_line(curve))
        alike, other = _fair(result)
        write(
            figure,
            "disc averages",
            [f"{alike.hours:.1f} h in both: <b>{alike.mean:.2f}</b> and <b>{other.mean:.2f}</b> MPa"],
        )
        write(figure, "canal average", [f"average <b>{result.epidural.mean:.0f}</b> mmHg"])
        for name in ("time 1", "time 2", "time 3"):
            trace(figure, name).x = np.array([UP + result.hour] * 2, "f4")

    def sentence(self, result):
        hour, activity = result.hour, result.now.activity
        alike, other = _fair(result)
        earlier = result.earlier.at(hour)
        by_the_other = f" (Nachemson {earlier:.2f})" if earlier == earlier else ""
        return (
            f"{_clock(hour)}, {activity}: {result.disc.at(hour):.2f} MPa in the disc{by_the_other}, "
            f"{_value(result.epidural.at(hour), '.0f', 'mmHg')} in the canal of {result.canal:g} mm. "
            f"Averages: disc {result.disc.mean:.3f} MPa over 24 h; over the {alike.hours:.1f} h that both "
            f"sources have, {alike.mean:.3f} (Wilke) and {other.mean:.3f} (Nachemson); canal "
            f"{result.epidural.mean:.0f} mmHg. {_standing(result)}"
        )

    def table(self, result):
        rows = [
            _row(
                activity.value,
                result.day.hours[activity],
                disc_pressure(activity),
                earlier_disc_pressure(activity),
                canal_pressure(activity, result.canal),
            )
            for activity in reversed(LANES)
        ]
        alike, other = _fair(result)
        return [
            *rows,
            _row("average of the day", 24.0, result.disc.mean, np.nan, result.epidural.mean),
            _row("average of the hours that both sources have", alike.hours, alike.mean, other.mean, np.nan),
        ]

    def code(self, values):
        hours = ", ".join(f"{name}={values[name]:g}" for name in ("standing", "upright", "slouched", "bent"))
        return (
            "from nervelab import Axon\n"
            "from nervelab.clinic.day import Day\n"
            f"day = Day({hours}, lifting={values['lifting']} / 60, longest={values['longest']})\n"
            f"run = Axon().stimulate(day.pinch(canal={values['canal']:g}))\n"
            "disc = day.disc.where(day.earlier_disc)\n"
            f"day.disc.mean, disc.mean, day.earlier_disc.mean, day.canal({values['canal']:g}).mean, run.state"
        )


def _fair(result: Picture) -> tuple[Curve, Curve]:
    """Both sources over the hours that both have."""
    return result.disc.where(result.earlier), result.earlier.where(result.disc)


def _standing(result: Picture) -> str:
    minutes = 60 * result.day.longest_stretch(Activity.STANDING)
    if not minutes:
        return "Nobody stands."
    velocity = result.run.velocity
    end = "passes nothing on" if np.isnan(velocity) else f"conducts at {velocity:.0f} m/s"
    return f"After the longest standing, {minutes:.0f} min, the axon of section 2 {end}."


def _row(posture, hours, disc, earlier, canal):
    return {
        "Posture": posture,
        "Hours": hours,
        "Disc, Wilke (MPa)": disc,
        "Disc, Nachemson (MPa)": earlier,
        "Canal (mmHg)": canal,
    }


def _clock(hour: float) -> str:
    minutes = round(60 * (UP + hour)) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _duration(hours: float) -> str:
    return f"{60 * hours:.0f} min" if 0 < hours < 1 else f"{hours:.3g} h"


def _value(value: float, digits: str, unit: str) -> str:
    return f"{value:{digits}} {unit}" if value == value else "not measured"


def _line(curve: Curve) -> dict[str, np.ndarray]:
    """The curve as x and y: steps where it jumps, gaps where it has no value."""
    pieces = curve.pieces
    return dict(
        x=np.array([[UP + p.start, UP + p.end] for p in pieces], "f4").ravel(),
        y=np.array([[p.first, p.last] for p in pieces], "f4").ravel(),
    )


CANAL_MARK = replace(theme.AFFECTED, dash="solid")  # alone in its row; dashes would tear the steps apart


# --- the figure, empty -----------------------------------------------------------------------------------


def _stage(figure):
    """The place where the person is drawn."""
    _body(figure)
    large = dict(textposition="bottom center", textfont=dict(size=14))
    add_words(figure, "what it means", [0], [-0.3], **large, row=1, col=1)
    figure.update_xaxes(range=[-0.98, 0.98], visible=False, row=1, col=1)
    figure.update_yaxes(range=[-1.0, 1.85], visible=False, scaleanchor="x", constrain="domain", row=1, col=1)


def _body(figure, name="a person"):
    """One person: what carries it, the body, the spine and the disc L4/5."""
    shapes = partial(add_shapes, figure, row=1, col=1)
    shapes(f"{name}: support", fill="toself", fillcolor="rgba(128,128,128,0.45)", line=dict(width=0))
    shapes(f"{name}: body", fill="toself", fillcolor="#8FA9B8", line=dict(width=0))
    shapes(f"{name}: spine", line=dict(color="#1B1B1B", width=3, shape="spline"))
    edge = dict(color="white", width=1)
    disc = dict(color=theme.AFFECTED.color, symbol="diamond", size=11, line=edge)
    shapes(f"{name}: disc", mode="markers", marker=disc)


def _pose(figure, activity: Activity, name: str = "a person", dx: float = 0.0):
    """Put the person of `name` into the posture of `activity`, `dx` to the right."""
    drawn = person(LANES[activity][1])
    for part, shapes in (
        ("support", drawn.support),
        ("body", drawn.body),
        ("spine", [drawn.spine]),
        ("disc", [drawn.disc[None]]),
    ):
        put(figure, f"{name}: {part}", [shape + np.array([dx, 0]) for shape in shapes])


def _lanes(figure):
    """One lane a posture, its name on the left, its hours on the right."""
    add = dict(row=1, col=2)
    figure.add_trace(
        go.Scatter(
            name="posture",
            x=[],
            y=[],
            mode="lines",
            hoverinfo="skip",
            line=dict(color=theme.OUTLINE.color, width=11),
        ),
        **add,
    )
    x, y = [UP + 24.2] * len(LANES), list(range(len(LANES)))
    add_words(figure, "hours", x, y, textposition="middle right", **add)
    _time(figure, 1, -0.6, len(LANES) - 0.4)
    names = [short for short, _ in LANES.values()]
    figure.update_yaxes(
        range=[-0.6, len(LANES) - 0.4], tickvals=list(range(len(LANES))), ticktext=names, **add
    )


def _pressures(figure):
    """Disc and canal through the day."""
    lines = (
        ("Wilke", theme.HEALTHY, 2, "%{y:.2f} MPa<extra>Wilke 1999</extra>"),
        ("Nachemson", theme.CONTROL, 2, "%{y:.2f} MPa<extra>Nachemson 1975</extra>"),
        ("canal", CANAL_MARK, 3, "%{y:.0f} mmHg<extra></extra>"),
    )
    for name, mark, row, hover in lines:
        figure.add_trace(
            go.Scatter(name=name, x=[], y=[], mode="lines", line=mark.line, hovertemplate=hover),
            row=row,
            col=2,
        )
    words = (
        ("disc key", 2, DISC_TOP * 0.99, "<b>──</b> Wilke 1999   <b>─ ·</b> Nachemson 1975", UP + 0.2),
        ("disc averages", 2, DISC_TOP * 0.88, "", UP + 23.8),
        ("canal average", 3, CANAL_TOP * 0.64, "", UP + 23.8),
    )
    for name, row, y, text, x in words:
        side = "right" if x < UP + 12 else "left"
        add_words(figure, name, [x], [y], [text], textposition=f"bottom {side}", row=row, col=2)
    _, stenosis = causes.anchors()
    figure.add_hline(y=stenosis.pressure, line=theme.THRESHOLD.line, row=3, col=2)
    figure.add_annotation(
        text=f"{stenosis.pressure:g}: measured in {stenosis.n} patients, standing arched back",
        x=UP + 0.2,
        y=stenosis.pressure,
        xanchor="left",
        yanchor="top",
        row=3,
        col=2,
    )
    _time(figure, 2, 0, DISC_TOP)
    _time(figure, 3, 0, CANAL_TOP)
    hours = np.arange(8, 32, 4)
    for row in (1, 2, 3):
        figure.update_xaxes(
            range=[UP, UP + 24],
            tickvals=hours,
            ticktext=[f"{hour % 24:02d}:00" for hour in hours],
            showticklabels=row == 3,
            row=row,
            col=2,
        )
    figure.update_yaxes(range=[0, DISC_TOP], dtick=1, title="disc (MPa)", row=2, col=2)
    figure.update_yaxes(range=[0, CANAL_TOP], dtick=50, title="canal<br>(mmHg)", row=3, col=2)


def _time(figure, row, low, high):
    """The line that marks the time looked at."""
    figure.add_trace(
        go.Scatter(
            name=f"time {row}",
            x=[UP, UP],
            y=[low, high],
            mode="lines",
            hoverinfo="skip",
            line=dict(color=theme.STIMULUS.color, width=2),
        ),
        row=row,
        col=2,
    )


# --- still figures ---------------------------------------------------------------------------------------


def two_orders() -> go.Figure:
    """Every posture with the pressure in the disc (measured) and in a canal of 10 mm (illustrative)."""
    order = sorted(LANES, key=disc_pressure)
    figure = make_subplots(rows=3, cols=1, row_heights=[0.46, 0.28, 0.26], vertical_spacing=0.03)
    gap = 2.05
    places = [gap * k for k in range(len(order))]
    for place, activity in zip(places, order, strict=True):
        _body(figure, activity.value)
        _pose(figure, activity, activity.value, place)
    rows = (
        (2, "disc", [disc_pressure(a) for a in order], "{:.2f}", theme.HEALTHY, ""),
        (3, "canal", [canal_pressure(a, NARROW) for a in order], "{:.0f}", theme.AFFECTED, "/"),
    )
    for row, name, values, digits, mark, pattern in rows:
        figure.add_trace(
            go.Bar(
                name=name,
                x=places,
                y=values,
                width=1.0,
                text=[digits.format(v) for v in values],
                textposition="outside",
                cliponaxis=False,
                marker=dict(color=mark.color, pattern_shape=pattern),
                hoverinfo="skip",
            ),
            row=row,
            col=1,
        )
        for place, value in zip(places, values, strict=True):
            if value != value:
                figure.add_annotation(text="not measured", x=place, y=0, yanchor="bottom", row=row, col=1)
    for row in (1, 2, 3):
        # The person's proportions decide how wide the first row is; the bars below stay under their person.
        figure.update_xaxes(
            range=[-1.05, places[-1] + 1.05], matches="x" if row > 1 else None, row=row, col=1, showgrid=False
        )
    figure.update_xaxes(visible=False, row=1, col=1)
    figure.update_xaxes(showticklabels=False, row=2, col=1)
    figure.update_xaxes(tickvals=places, ticktext=[LANES[a][0] for a in order], row=3, col=1)
    figure.update_yaxes(range=[-0.3, 1.95], visible=False, scaleanchor="x", row=1, col=1)
    figure.update_yaxes(title="disc<br>(MPa)", range=[0, 2.1], dtick=1, row=2, col=1)
    figure.update_yaxes(title="canal<br>(mmHg)", range=[0, 95], dtick=50, row=3, col=1)
    figure.update_layout(height=460, margin=dict(l=64, r=10, t=8, b=30))
    return theme.still(figure)


def disc_pressures() -> go.Figure:
    """D11: disc pressure (MPa) in every activity measured; the earlier series beside the two it has."""
    table = evidence.table("D11")
    measured = table[table.unit == "MPa"].sort_values("value", kind="stable")
    earlier = {
        "sitting unsupported": earlier_disc_pressure(Activity.UPRIGHT),
        "overnight start": earlier_disc_pressure(Activity.LYING),
    }
    figure = go.Figure(
        [
            go.Scatter(
                name="Wilke 1999, one volunteer",
                x=measured.value,
                y=measured.activity,
                mode="markers+text",
                text=[f"{value:.2f}" for value in measured.value],
                # to the left where the other source stands close on the right
                textposition=[
                    "middle left" if activity in earlier else "middle right" for activity in measured.activity
                ],
                marker=theme.HEALTHY.marker,
                hoverinfo="skip",
            ),
            go.Scatter(
                name="Nachemson 1975, with the same value for standing",
                x=list(earlier.values()),
                y=list(earlier),
                mode="markers+text",
                text=[f"{value:.2f}" for value in earlier.values()],
                textposition="middle right",
                marker=dict(theme.AFFECTED.marker, symbol="diamond-open", line_width=2),
                hoverinfo="skip",
            ),
        ]
    )
    figure.update_xaxes(title="Pressure in the disc L4/5 (MPa)", range=[-0.12, 2.6])
    figure.update_yaxes(categoryorder="array", categoryarray=list(measured.activity))
    figure.update_layout(height=430, showlegend=True, margin=dict(l=10, r=10, t=30, b=50))
    return theme.still(figure)


def cramp_after_drinking() -> go.Figure:
    """D26: how fast a nerve must be stimulated to start a cramp, dry, and after drinking."""
    table = evidence.table("D26")
    rows = table[table.study.isin(["Miller 2010", "Lau 2019"]) & (table.quantity == "threshold")].iloc[::-1]
    marks = [theme.AFFECTED if "after water" in c else theme.HEALTHY for c in rows.condition]
    figure = go.Figure(
        go.Scatter(
            x=rows.value,
            y=[f"{study}: {condition}" for study, condition in zip(rows.study, rows.condition, strict=True)],
            mode="markers+text",
            text=[f"{value:.1f}" for value in rows.value],
            textposition="top center",
            error_x=dict(array=rows.spread.fillna(0), color=theme.PUBLISHED.color, thickness=2, width=5),
            marker=dict(color=[m.color for m in marks], symbol=[m.symbol for m in marks], size=10),
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(
        title="← cramps more easily     threshold (Hz)     cramps less easily →", range=[16, 34]
    )
    figure.update_layout(height=400, margin=dict(l=10, r=10, t=20, b=50))
    return theme.still(figure)


def habits() -> go.Figure:
    """The eight claims on habits: how each verdict stands, the best number behind it, and whose it is."""
    claims = evidence.claims(section="J")[::-1]
    scale = [
        Verdict.WRONG,
        Verdict.OVERSIMPLIFIED,
        Verdict.CONTESTED,
        Verdict.NUANCED,
        Verdict.WELL_SUPPORTED,
    ]
    behind = _behind()
    names = [claim.id for claim in claims]
    figure = go.Figure(
        [
            go.Scatter(
                name="verdict",
                x=[scale.index(claim.verdict) for claim in claims],
                y=names,
                mode="markers",
                marker=dict(theme.HEALTHY.marker, size=13),
                hoverinfo="skip",
            ),
            go.Scatter(
                name="number",
                x=[len(scale) - 0.4] * len(claims),
                y=names,
                mode="text",
                text=[behind.get(name, "no number: not tried for nerve-related cramp") for name in names],
                textposition="middle right",
                hoverinfo="skip",
            ),
        ]
    )
    figure.update_xaxes(
        range=[-0.5, 9.4],
        tickangle=0,
        tickvals=list(range(len(scale))),
        ticktext=[v.replace(" ", "<br>").replace("over", "over-<br>") for v in scale],
    )
    figure.update_yaxes(
        ticktext=[_folded(f"{c.id} {c.text}") for c in claims], tickvals=[c.id for c in claims]
    )
    figure.update_layout(height=90 + 58 * len(claims), margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)


def _behind() -> dict[str, str]:
    """The number that comes closest to each claim, with the people it was measured in."""
    effects = {(e.treatment, e.outcome): e for e in treatment.effects()}
    physio = "physiotherapy v control"
    best = {
        "J1": (physio, "pain, short term"),
        "J2": ("calf + hamstring stretching 6 wk", "severity difference"),
        "J3": ("magnesium v placebo", "cramps per week, difference"),
        "J7": ("bed rest v waiting", "improved at 2 wk"),
        "J8": (physio, "pain, long term"),
    }
    said = {}
    for claim, key in best.items():
        effect = effects[key]
        number = str(effect.estimate).replace("-", "−")
        said[claim] = f"{effect.treatment}:<br>{number} {effect.unit},<br>{effect.condition}"
    sitting, standing = disc_pressure(Activity.UPRIGHT), disc_pressure(Activity.STANDING)
    said["J6"] = f"sitting {sitting:.2f}, standing {standing:.2f} MPa<br>in the disc of one volunteer"
    return said


def _folded(text: str, width: int = 34) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}"
    return "<br>".join(line.strip() for line in lines)
