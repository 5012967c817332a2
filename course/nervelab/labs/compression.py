"""The compression lab: press on a motor nerve and see what still gets through.

One figure, read from left to right as the impulse runs, from the cord to the muscle: the drawn nerve, the
potential of one of its axons in space and time and at three places, the impulses that went in and came out,
and what a muscle with 120 such axons does.  The axon lives for tenths of a second, the muscle for seconds.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab.labs import theme
from nervelab.labs.base import Action, Control, Lab
from nervelab.labs.traces import add_words, envelope, trace, write
from nervelab.physiology import Axon, Pinch, Run, State, muscle, nerve
from nervelab.physiology.axon import CORD_END, GRID, MUSCLE_END, NODES, PINCHED
from nervelab.physiology.ions import POTASSIUM_OUTSIDE

AXON = Axon()
SPACING = AXON.shape.node_spacing / 1000  # mm between two nodes
POSITIONS = np.arange(NODES, dtype="f4") * SPACING
CENTRE = (PINCHED.start + PINCHED.stop - 1) // 2
PLACES = {CORD_END + 6: "before the pinch", CENTRE: "in the pinch", MUSCLE_END - 6: "after the pinch"}

AT = 60.0  # ms: the impulse is sent; what arrives earlier was sent by nobody
LOOK = (-0.5, 4.0)  # ms around an impulse, for potentials
SPAN = (-60.0, 140.0)  # ms around the impulse, for the count
ASKED = 2000.0  # ms into the muscle's ten seconds, when every axon is sent one impulse
SHOWN_EVERY = 10  # ms between the points of the muscle's traces
BIRTH = 2.5  # ms: from its birth in the pinch to the muscle end an impulse does not take longer
SENT, BORN = "the impulse that was sent", "the first one born in the pinch"
EMG_SPAN = 8.0  # times the root mean square of a maximal contraction; a volley of all fibres reaches 20
POTENTIALS = (-100, 55)  # mV

_DONE = {
    State.NORMAL: "normal",
    State.SLOWED: "slowed",
    State.AFTER_DISCHARGE: "after-discharge",
    State.ECTOPIC: "ectopic firing",
    State.BLOCK: "block",
}


@dataclass(frozen=True)
class Shown:
    """One axon, the 120 axons of a muscle, and that muscle."""

    run: Run
    response: nerve.Response
    contraction: muscle.Contraction

    @cached_property
    def label(self) -> muscle.Label:
        return muscle.label(self.contraction)


@lru_cache(maxsize=64)
def press(pressure: float, minutes: float, since_release: float, irritability: float) -> Shown:
    """One impulse into pinched axons; the last states are kept, so going back costs nothing."""
    pinch = Pinch(pressure=pressure, minutes=minutes, since_release=since_release, irritability=irritability)
    run = AXON.stimulate(pinch, at=AT, duration=AT + SPAN[1])
    response = nerve.respond(nerve.population(), pinch)
    return Shown(run, response, nerve.contract(response, sent=[ASKED]))


class CompressionLab(Lab):
    """Pressure, time, irritability and release on a simulated motor nerve and its muscle."""

    name = "A motor nerve under pressure, from the cord on the left to the muscle on the right"
    controls = (
        Control("pressure", "Pressure", "mmHg", low=0, high=200, step=5, default=60),
        Control("minutes", "Held for", "min", low=0, high=120, step=1, default=30),
        Control("irritability", "Irritability", "%", low=0, high=100, step=5, default=0),
        Control("since_release", "Since release", "min", low=0, high=30, step=1, default=0),
    )
    actions = (Action("release", "Release", "Take the pressure off; each press lets one minute pass"),)
    illustrative = (
        "Illustrative: irritability, its rise after release and the size of the muscle's signal. Calibrated "
        "on published figures: the pressures that stop the blood, and the minutes until a nerve without it "
        "fails."
    )
    leaves_out = (
        "The upper rows show one axon of 11.5 µm. The muscle has 120, from 8.5 to 13.5 µm, looked up in a "
        "table that was made from such axons.",
        "The internodes are passive, so there is no depolarising after-potential.",
        "There is no spinal cord behind the axons: in people the loop through the cord keeps a cramp going.",
        "No feeling and no pain. Thick fibres are made to fail first by a rule, not by their membrane.",
        "Slow recovery of myelin, axonal transport and the loss of axons over days are not simulated.",
    )

    def model(self, pressure, minutes, irritability, since_release):
        return press(pressure, minutes, since_release, irritability / 100)

    def release(self):
        """Take the pressure off, or let one more minute pass."""
        self.set(since_release=min(self.values["since_release"] + 1, 30))

    def figure(self):
        figure = make_subplots(
            rows=4,
            cols=6,
            row_heights=[0.14, 0.3, 0.38, 0.18],
            vertical_spacing=0.095,
            horizontal_spacing=0.045,
            specs=[
                [{"colspan": 6}, *[None] * 5],
                [{"colspan": 3}, None, None] * 2,
                [{"colspan": 2}, None] * 3,
                [{"colspan": 2}, None] * 3,
            ],
        )
        _nerve(figure)
        for column, name in ((1, SENT), (4, BORN)):
            _map(figure, column, name)
        for column, (node, place) in zip((1, 3, 5), PLACES.items(), strict=True):
            _potential(figure, column, node, place)
        _impulses(figure)
        _muscle(figure)
        figure.update_layout(height=theme.HEIGHT, margin=dict(l=64, r=12, t=4, b=24))
        return figure

    def draw(self, figure, result):
        run, contraction = result.run, result.contraction
        zone, pinch = run.pinch.zone, run.pinch
        squeeze = 0.0 if pinch.since_release else min(pinch.pressure / 200, 1) ** 0.5
        trace(figure, "nerve").y = _outline(squeeze)
        trace(figure, "pinched myelin").line.width = 2 + 10 * (1 - zone.demyelination)
        pressure = "pressure released" if pinch.since_release else f"▼ {pinch.pressure:g} mmHg ▼"
        write(figure, "pressure", [pressure])

        volts = _around(run, AT)
        trace(figure, SENT).z = volts
        born = _born(run)
        own = np.full_like(volts, -90) if born is None else _around(run, born)
        # No map rather than a dark one: the words in its place are written in the colour of all text.
        trace(figure, BORN).update(z=own, opacity=float(born is not None))
        write(figure, "none born", ["no impulse was born in the pinch" if born is None else ""])
        for node, place in PLACES.items():
            trace(figure, place).y = volts[:, node]
        sent_by_nobody, answered = run.spontaneous - AT, run.evoked - AT
        trace(figure, "unsent").update(x=sent_by_nobody.astype("f4"), y=np.zeros(sent_by_nobody.size, "f4"))
        trace(figure, "arrived").update(x=answered.astype("f4"), y=np.zeros(answered.size, "f4"))
        trace(figure, "EMG").y = envelope(contraction.emg, 2 * SHOWN_EVERY).astype("f4")
        trace(figure, "force").y = contraction.force[::SHOWN_EVERY].astype("f4")

    def sentence(self, result):
        run = result.run
        return f"{self._pressed(run.pinch)}: {_DONE[run.state]}. {_account(run)} {_answer(result)}"

    @staticmethod
    def _pressed(pinch):
        if pinch.pressure == 0 or pinch.minutes == 0:
            return "No pressure"
        held = f"{pinch.pressure:g} mmHg for {pinch.minutes:g} min"
        return f"{held}, released {pinch.since_release:g} min ago" if pinch.since_release else held

    def table(self, result):
        run, force = result.run, result.contraction.force
        zone = run.pinch.zone
        rows = [
            ("State", _DONE[run.state], ""),
            ("Velocity before the pinch", run.velocity_before, "m/s"),
            ("Velocity across the pinch", run.velocity, "m/s"),
            ("Impulses sent", 1, ""),
            ("Impulses that arrived unsent", int(run.spontaneous.size), "in 60 ms before"),
            ("Impulses that arrived afterwards", int(run.evoked.size), "in 140 ms after"),
            ("Motor fibres that conduct", 100 * result.response.share_conducting, "% of 120"),
            ("Motor fibres that fire by themselves", 100 * result.response.share_firing, "% of 120"),
            ("Muscle", str(result.label), "over 10 s"),
            ("Greatest force", float(force.max()), "% of maximal"),
            ("Energy missing in the pinch", 100 * zone.deficit, "%"),
            ("Irritability, with what the release adds", zone.irritability, "0 to 1"),
            ("Myelin lost in the pinch", 100 * zone.demyelination, "%"),
            ("Potassium outside the pinched nodes", POTASSIUM_OUTSIDE + zone.potassium, "mmol/L"),
            ("Sodium–potassium pump", 100 * zone.pump, "% of normal"),
        ]
        return [{"Quantity": q, "Value": v, "Unit": u} for q, v, u in rows]

    def code(self, values):
        values = dict(values, irritability=values["irritability"] / 100)
        pinch = ", ".join(f"{name}={value:g}" for name, value in values.items())
        return (
            "from nervelab import Axon, Pinch\n"
            "from nervelab.physiology import muscle, nerve\n"
            f"pinch = Pinch({pinch})\n"
            f"run = Axon(diameter={AXON.diameter:g}).stimulate(pinch, at={AT:g}, duration={AT + SPAN[1]:g})\n"
            f"contraction = nerve.contraction(pinch, sent=[{ASKED:g}])\n"
            "run.state, run.velocity, run.spontaneous, run.evoked, muscle.label(contraction)"
        )


def _account(result: Run) -> str:
    """The impulses in words."""
    unsent, arrived = result.spontaneous.size, result.evoked.size
    if result.state is State.ECTOPIC:
        return f"{_counted(unsent)} reached the muscle before any was sent (60 ms), {arrived} after (140 ms)."
    if result.state is State.BLOCK:
        return "One impulse in, none out, and no impulse starts by itself."
    if np.isnan(result.velocity):
        return f"The impulse itself was lost. {_counted(arrived)} born in the pinch came out within 140 ms."
    across = f"{result.velocity:.0f} m/s across the pinch ({result.velocity_before:.0f} before it)"
    if result.state is State.AFTER_DISCHARGE:
        return f"One impulse in, {arrived} out within 140 ms. The first ran at {across}."
    return f"One impulse in, one out, at {across}. No impulse of its own."


def _answer(result: Shown) -> str:
    """The muscle in words."""
    conduct, label = result.response.share_conducting, result.label
    firing = sum(times.size > 0 for times in result.contraction.ectopic)
    strongest = f"{result.contraction.force.max():.0f} % of maximal force"
    if label is muscle.Label.CRAMP_LIKE:
        return f"Muscle: cramp-like, {firing} of 120 fibres fire unasked; fused, up to {strongest}."
    if label is muscle.Label.FASCICULATION:
        return f"Muscle: fasciculation, {firing} of 120 fibres let their units twitch now and then."
    if label is muscle.Label.OTHER:
        return f"Muscle: {firing} of 120 fibres fire unasked, too briefly for a cramp; up to {strongest}."
    if conduct == 0:
        return "Muscle: no answer, no fibre conducts."
    if conduct < 1:
        return f"Muscle: a weaker twitch, {100 * conduct:.0f} % of its fibres conduct."
    return "Muscle: one twitch, as asked."


def _counted(n: int) -> str:
    return f"{n} impulse" + ("" if n == 1 else "s")


def _times() -> np.ndarray:
    """The recorded samples around the impulse, ms after it was sent."""
    return np.arange(LOOK[0], LOOK[1] + GRID / 2, GRID, dtype="f4")


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
    add_words(figure, "pressure", [POSITIONS[CENTRE]], [1.5], textfont=dict(size=13), **add)
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


def _map(figure, column, name):
    """Potential along the axon (across) as time passes (downwards), around one impulse."""
    place = dict(row=2, col=column)
    figure.add_trace(
        go.Heatmap(
            name=name,
            x=POSITIONS,
            y=_times(),
            zmin=-90,
            zmax=40,
            colorscale=theme.SCALE,
            zsmooth="fast",
            showscale=column == 1,
            colorbar=dict(len=0.3, y=0.69, thickness=12, tick0=-80, dtick=60, ticksuffix=" mV"),
            hovertemplate="%{x:.0f} mm, %{y:.1f} ms: %{z:.0f} mV<extra></extra>",
        ),
        **place,
    )
    if name == BORN:
        add_words(figure, "none born", [POSITIONS[CENTRE]], [1.5], textfont=dict(size=13), **place)
    figure.add_annotation(text=name, x=POSITIONS[-1], y=LOOK[0], xanchor="right", yanchor="bottom", **place)
    figure.update_xaxes(range=[-0.5, POSITIONS[-1] + 0.5], ticksuffix=" mm", nticks=5, **place)
    moments = [0, 1, 2, 3]  # the last one would touch the labels of the other axis
    figure.update_yaxes(
        range=LOOK[::-1],
        tickvals=moments,
        ticktext=[f"{t} ms" for t in moments],
        showticklabels=column == 1,
        **place,
    )


def _around(run: Run, moment: float) -> np.ndarray:
    """Potentials (samples, nodes) in mV around a moment (ms)."""
    first = round((moment + LOOK[0]) / GRID)
    return run.voltages[first : first + _times().size].astype("f4")


def _born(run: Run) -> float | None:
    """When (ms) the first impulse began that reached the muscle unsent; None if there was none in sight."""
    unsent = run.spontaneous if run.spontaneous.size else run.evoked[0 if np.isnan(run.velocity) else 1 :]
    if not unsent.size:
        return None
    crossings = np.concatenate(run.impulses)
    begun = crossings[(crossings > unsent[0] - BIRTH) & (crossings <= unsent[0])].min()
    return float(np.clip(begun, -LOOK[0], run.times[-1] - LOOK[1]))


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
    figure.update_xaxes(range=LOOK, ticksuffix=" ms", dtick=2, tickangle=0, row=3, col=column)
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
    moments = dict(tickvals=[-50, 0, 50, 100], ticktext=["−50", "0", "50", "100 ms"], tickangle=0)
    figure.update_xaxes(range=SPAN, **moments, row=4, col=1)
    figure.update_yaxes(range=[-0.6, 1.6], tickvals=[1, 0], ticktext=["in", "out"], row=4, col=1)


def _muscle(figure):
    """Ten seconds of the muscle: its electrical signal and its force."""
    seconds = np.arange(0, 10, SHOWN_EVERY / 1000, dtype="f4")
    rows = (
        ("EMG", theme.EMG, [-EMG_SPAN, EMG_SPAN], "", []),
        ("force", theme.FORCE, [0, 100], " %", [0, 50, 100]),
    )
    whole = [0, 2, 4, 6, 8]  # seconds.  Ticks that are given get no suffix from plotly
    for column, (name, mark, span, suffix, marks) in zip((3, 5), rows, strict=True):
        figure.add_trace(
            go.Scattergl(
                name=name,
                x=seconds,
                mode="lines",
                line=dict(mark.line, width=1),
                hovertemplate="%{x:.2f} s: %{y:.1f}" + suffix + "<extra></extra>",
            ),
            row=4,
            col=column,
        )
        figure.add_annotation(
            text=name, x=10, y=span[1], xanchor="right", yanchor="bottom", row=4, col=column
        )
        place = dict(row=4, col=column)
        figure.update_xaxes(range=[0, 10], tickvals=whole, ticktext=[f"{t} s" for t in whole], **place)
        figure.update_yaxes(
            range=span, tickvals=marks, ticktext=[f"{m}{suffix}" for m in marks], side="right", **place
        )


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
