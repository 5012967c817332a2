"""The compression lab: press on one motor axon and see what still gets through.

One figure, read from left to right as the impulse runs, from the cord to the muscle: the drawn nerve, its
potential in space and time, the potential at three places, and the impulses that went in and came out.
"""

from functools import lru_cache

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab.labs import theme
from nervelab.labs.base import Action, Control, Lab
from nervelab.physiology import Axon, Pinch, Run, State
from nervelab.physiology.axon import CORD_END, GRID, MUSCLE_END, NODES, PINCHED

AXON = Axon()
SPACING = AXON.shape.node_spacing / 1000  # mm between two nodes
POSITIONS = np.arange(NODES, dtype="f4") * SPACING
CENTRE = (PINCHED.start + PINCHED.stop - 1) // 2
PLACES = {CORD_END + 6: "before the pinch", CENTRE: "in the pinch", MUSCLE_END - 6: "after the pinch"}

AT = 60.0  # ms: the impulse is sent; what arrives earlier was sent by nobody
LOOK = (-0.5, 8.0)  # ms around the impulse, for potentials
SPAN = (-60.0, 100.0)  # ms around the impulse, for the count
POTENTIALS = (-100, 55)  # mV

_DONE = {
    State.NORMAL: "normal",
    State.SLOWED: "slowed",
    State.AFTER_DISCHARGE: "after-discharge",
    State.ECTOPIC: "ectopic firing",
    State.BLOCK: "block",
}


@lru_cache(maxsize=64)
def run(pressure: float, minutes: float, since_release: float, irritability: float) -> Run:
    """One impulse into the pinched axon; the last states are kept, so going back costs nothing."""
    pinch = Pinch(pressure=pressure, minutes=minutes, since_release=since_release, irritability=irritability)
    return AXON.stimulate(pinch, at=AT)


class CompressionLab(Lab):
    """Pressure, time, irritability and release on a simulated motor axon of 11.5 µm."""

    name = "A motor axon under pressure, from the cord on the left to the muscle on the right"
    controls = (
        Control("pressure", "Pressure", "mmHg", low=0, high=200, step=5, default=60),
        Control("minutes", "Held for", "min", low=0, high=120, step=1, default=20),
        Control("irritability", "Irritability", "%", low=0, high=100, step=5, default=0),
        Control("since_release", "Since release", "min", low=0, high=30, step=1, default=0),
    )
    actions = (Action("release", "Release", "Take the pressure off; each press lets one minute pass"),)
    illustrative = (
        "Illustrative: how pressure and minutes turn into slowing, block and irritability follows the shape "
        "of published experiments; the time constants are provisional."
    )
    leaves_out = (
        "One axon of 11.5 µm stands for a nerve that holds thousands of all sizes.",
        "The internodes are passive, so there is no depolarising after-potential.",
        "After-discharges run at 200 to 400 impulses per second; motor units in a human cramp fire at about "
        "15 (Minetto 2009). The pattern is right, the rate is not.",
        "There is no muscle yet, no spinal cord behind the axon, no feeling and no pain.",
        "Slow recovery of myelin, axonal transport and the loss of axons over days are not simulated.",
    )

    def model(self, pressure, minutes, irritability, since_release):
        return run(pressure, minutes, since_release, irritability / 100)

    def release(self):
        """Take the pressure off, or let one more minute pass."""
        self.set(since_release=min(self.values["since_release"] + 1, 30))

    def figure(self):
        figure = make_subplots(
            rows=4,
            cols=3,
            row_heights=[0.14, 0.3, 0.38, 0.18],
            vertical_spacing=0.08,
            horizontal_spacing=0.045,
            specs=[
                [{"colspan": 3}, None, None],
                [{"colspan": 3}, None, None],
                [{}] * 3,
                [{"colspan": 3}, None, None],
            ],
        )
        _nerve(figure)
        _map(figure)
        for column, (node, place) in enumerate(PLACES.items(), start=1):
            _potential(figure, column, node, place)
        _impulses(figure)
        figure.update_layout(height=theme.HEIGHT, margin=dict(l=64, r=12, t=4, b=24))
        return figure

    def draw(self, figure, result):
        zone, pinch = result.pinch.zone, result.pinch
        squeeze = 0.0 if pinch.since_release else min(pinch.pressure / 200, 1) ** 0.5
        _trace(figure, "nerve").y = _outline(squeeze)
        _trace(figure, "pinched myelin").line.width = 2 + 10 * (1 - zone.demyelination)
        arrows = _trace(figure, "pressure")
        arrows.text = ["pressure released" if pinch.since_release else f"▼ {pinch.pressure:g} mmHg ▼"]

        near = (result.times >= AT + LOOK[0]) & (result.times <= AT + LOOK[1])
        volts = result.voltages[near].astype("f4")
        _trace(figure, "potential along the axon").z = volts
        for node, place in PLACES.items():
            _trace(figure, place).y = volts[:, node]
        sent_by_nobody, answered = result.spontaneous - AT, result.evoked - AT
        _trace(figure, "unsent").update(x=sent_by_nobody.astype("f4"), y=np.zeros(sent_by_nobody.size, "f4"))
        _trace(figure, "arrived").update(x=answered.astype("f4"), y=np.zeros(answered.size, "f4"))

    def sentence(self, result):
        return f"{self._pressed(result.pinch)}: {_DONE[result.state]}. {_account(result)}"

    @staticmethod
    def _pressed(pinch):
        if pinch.pressure == 0 or pinch.minutes == 0:
            return "No pressure"
        held = f"{pinch.pressure:g} mmHg for {pinch.minutes:g} min"
        return f"{held}, released {pinch.since_release:g} min ago" if pinch.since_release else held

    def table(self, result):
        zone = result.pinch.zone
        rows = [
            ("State", _DONE[result.state], ""),
            ("Velocity before the pinch", result.velocity_before, "m/s"),
            ("Velocity across the pinch", result.velocity, "m/s"),
            ("Impulses sent", 1, ""),
            ("Impulses that arrived unsent", int(result.spontaneous.size), "in 60 ms before"),
            ("Impulses that arrived afterwards", int(result.evoked.size), "in 100 ms after"),
            ("Severity", zone.severity, "0 to 1"),
            ("Irritability, with what the release adds", zone.irritability, "0 to 1"),
            ("Myelin lost in the pinch", 100 * zone.demyelination, "%"),
            ("Potassium outside the pinched nodes", zone.potassium, "mmol/L"),
            ("Sodium–potassium pump", 100 * zone.pump, "% of normal"),
        ]
        return [{"Quantity": q, "Value": v, "Unit": u} for q, v, u in rows]

    def code(self, values):
        values = dict(values, irritability=values["irritability"] / 100)
        pinch = ", ".join(f"{name}={value:g}" for name, value in values.items())
        return (
            "from nervelab import Axon, Pinch\n"
            f"run = Axon(diameter={AXON.diameter:g}).stimulate(Pinch({pinch}))\n"
            "run.state, run.velocity, run.spontaneous, run.evoked"
        )


def _account(result: Run) -> str:
    """The impulses in words."""
    unsent, arrived = result.spontaneous.size, result.evoked.size
    if result.state is State.ECTOPIC:
        return f"{_counted(unsent)} reached the muscle before any was sent (60 ms), {arrived} after (100 ms)."
    if result.state is State.BLOCK:
        return "One impulse in, none out: the muscle gets no signal, and no impulse starts by itself."
    if np.isnan(result.velocity):
        return f"The impulse itself was lost. {_counted(arrived)} born in the pinch came out within 100 ms."
    across = f"{result.velocity:.0f} m/s across the pinch ({result.velocity_before:.0f} before it)"
    if result.state is State.AFTER_DISCHARGE:
        return f"One impulse in, {arrived} out within 100 ms. The first ran at {across}."
    return f"One impulse in, one out, at {across}. No impulse of its own."


def _counted(n: int) -> str:
    return f"{n} impulse" + ("" if n == 1 else "s")


def _times() -> np.ndarray:
    """The recorded samples around the impulse, ms after it was sent."""
    return np.arange(LOOK[0], LOOK[1] + GRID / 2, GRID, dtype="f4")


def _trace(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def _nerve(figure):
    """The nerve in outline, its myelin, its nodes, and the pressure on it."""
    myelin, pinched = [], []
    for k in range(NODES - 1):
        side = pinched if PINCHED.start <= k < PINCHED.stop - 1 else myelin
        side += [POSITIONS[k] + 0.2 * SPACING, POSITIONS[k + 1] - 0.2 * SPACING, np.nan]
    add = dict(row=1, col=1)
    figure.add_trace(
        go.Scatter(
            name="nerve",
            x=_outline_x(),
            y=_outline(0),
            fill="toself",
            mode="lines",
            hoverinfo="skip",
            line=dict(color=theme.OUTLINE.color, width=1),
            fillcolor="rgba(128,128,128,0.15)",
        ),
        **add,
    )
    for name, x, mark in (("myelin", myelin, theme.BEFORE), ("pinched myelin", pinched, theme.PINCH)):
        figure.add_trace(
            go.Scatter(
                name=name,
                x=np.array(x, "f4"),
                y=np.where(np.isnan(x), np.nan, 0).astype("f4"),
                mode="lines",
                hoverinfo="skip",
                line=dict(color=mark.color, width=12),
            ),
            **add,
        )
    figure.add_trace(
        go.Scatter(
            name="pressure",
            x=[POSITIONS[CENTRE]],
            y=[1.5],
            mode="text",
            text=[""],
            hoverinfo="skip",
            textfont=dict(size=13),
        ),
        **add,
    )
    for x, text, anchor in ((0, "cord", "left"), (POSITIONS[-1], "muscle", "right")):
        figure.add_annotation(x=x, y=1.5, text=text, xanchor=anchor, **add)
    figure.update_xaxes(range=[-0.5, POSITIONS[-1] + 0.5], visible=False, **add)
    figure.update_yaxes(range=[-1.2, 2], visible=False, **add)


def _outline_x():
    x = np.linspace(-0.5, POSITIONS[-1] + 0.5, 120, dtype="f4")
    return np.r_[x, x[::-1]]


def _outline(squeeze: float) -> np.ndarray:
    """Upper and lower edge of the nerve, narrowed at the pinch by `squeeze` (0 to 1)."""
    x = _outline_x()[:120]
    half = 1 - 0.55 * squeeze * np.exp(-(((x - POSITIONS[CENTRE]) / 3.2) ** 4))
    return np.r_[half, -half[::-1]].astype("f4")


def _map(figure):
    """Potential along the axon (across) as time passes (downwards)."""
    times = _times()
    figure.add_trace(
        go.Heatmap(
            name="potential along the axon",
            x=POSITIONS,
            y=times,
            zmin=-90,
            zmax=40,
            colorscale=theme.SCALE,
            zsmooth="fast",
            colorbar=dict(len=0.3, y=0.69, thickness=12, tick0=-80, dtick=60, ticksuffix=" mV"),
            hovertemplate="%{x:.0f} mm, %{y:.1f} ms: %{z:.0f} mV<extra></extra>",
        ),
        row=2,
        col=1,
    )
    figure.update_xaxes(range=[-0.5, POSITIONS[-1] + 0.5], ticksuffix=" mm", row=2, col=1)
    moments = [0, 2, 4, 6]  # the last one would touch the labels of the other axis
    figure.update_yaxes(
        range=LOOK[::-1], tickvals=moments, ticktext=[f"{t} ms" for t in moments], row=2, col=1
    )


def _potential(figure, column, node, place):
    """Potential at one node over time."""
    mark = dict(zip(PLACES, (theme.BEFORE, theme.PINCH, theme.AFTER), strict=True))[node]
    times = _times()
    figure.add_trace(
        go.Scattergl(
            name=place,
            x=times,
            mode="lines",
            line=mark.line,
            hovertemplate="%{x:.1f} ms: %{y:.0f} mV<extra></extra>",
        ),
        row=3,
        col=column,
    )
    figure.add_annotation(
        text=place, x=LOOK[1], y=POTENTIALS[1], xanchor="right", yanchor="bottom", row=3, col=column
    )
    figure.update_xaxes(range=LOOK, ticksuffix=" ms", row=3, col=column)
    figure.update_yaxes(
        range=POTENTIALS,
        tick0=0,
        dtick=40,
        showticklabels=column == 1,
        ticksuffix=" mV",
        row=3,
        col=column,
    )


def _impulses(figure):
    """What went in and what came out."""
    tick, cross = "line-ns-open", "x-thin-open"
    rows = (
        ("sent", theme.STIMULUS, tick, [0.0], [1.0]),
        ("arrived", theme.AFTER, tick, [], []),
        ("unsent", theme.ECTOPIC, cross, [], []),
    )
    for name, mark, symbol, x, y in rows:
        figure.add_trace(
            go.Scatter(
                name=name,
                x=x,
                y=y,
                mode="markers",
                hovertemplate="%{x:.1f} ms<extra></extra>",
                marker=dict(mark.marker, symbol=symbol, size=12, line=dict(width=2, color=mark.color)),
            ),
            row=4,
            col=1,
        )
    figure.update_xaxes(range=SPAN, ticksuffix=" ms", row=4, col=1)
    figure.update_yaxes(range=[-0.6, 1.6], tickvals=[1, 0], ticktext=["in", "out"], row=4, col=1)


def state_map() -> go.Figure:
    """What one impulse turns into at each severity (across) and irritability (up): computed when called."""
    severities, irritabilities = np.linspace(0, 1, 11), np.linspace(0, 1, 5)
    runs = [
        [AXON.stimulate(Pinch(severity=s, irritability=r), dt=0.01) for s in severities]
        for r in irritabilities
    ]
    order = list(_CELLS)
    figure = go.Figure(
        go.Heatmap(
            x=np.round(severities, 2),
            y=irritabilities,
            z=[[order.index(run.state) for run in row] for row in runs],
            text=[
                [_CELLS[run.state][0].format(run.velocity, run.evoked.size) for run in row] for row in runs
            ],
            texttemplate="%{text}",
            textfont=dict(size=12, color="#212121"),
            colorscale=[(k / (len(order) - 1), _CELLS[state][1]) for k, state in enumerate(order)],
            zmin=0,
            zmax=len(order) - 1,
            showscale=False,
            xgap=2,
            ygap=2,
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(title="Severity: what pressure and time have done", dtick=0.1, showgrid=False)
    figure.update_yaxes(title="Irritability", tickvals=irritabilities, showgrid=False)
    figure.update_layout(height=320, margin=dict(l=60, r=10, t=10, b=50))
    return theme.still(figure)


_CELLS = {  # what a cell says, and its tint; the words carry the meaning
    State.NORMAL: ("{0:.0f} m/s", "#ffffff"),
    State.SLOWED: ("{0:.0f} m/s", "#dbe9f6"),
    State.AFTER_DISCHARGE: ("1 in, {1} out", "#fce3c0"),
    State.ECTOPIC: ("fires by itself", "#f6b9a0"),
    State.BLOCK: ("block", "#d0d0d0"),
}
