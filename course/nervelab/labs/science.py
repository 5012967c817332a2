"""The membrane lab: what the salts of the blood, a pinch and its history make of one node and of its axon.

Left, where the membrane can rest: the steady current of one node by itself, and its resting potential for
every severity of the pinch.  Right, what the whole axon then does: potentials over time, and one impulse in
place and time.  Below the lab: still figures for the notebook.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab import evidence
from nervelab.labs import theme
from nervelab.labs.base import Action, Choice, Control, Lab
from nervelab.labs.traces import add_words, trace, write
from nervelab.physiology import Axon, Bath, Pinch, Run, State, Zone, goldman, membrane
from nervelab.physiology.axon import CENTRE, MUSCLE_END, NODES, PINCHED, equilibrium

DIAMETER = 11.5  # µm
USUAL = Bath()
SPACING = Axon(DIAMETER).shape.node_spacing / 1000  # mm between two nodes
POSITIONS = np.arange(NODES) * SPACING
AT, DURATION, SETTLE = 50.0, 150.0, 300.0  # ms
SPAN = (-AT, DURATION - AT)  # ms around the impulse
CLOSE = 1.6  # ms, of the close-up
VOLTS = np.arange(-105, -34.5, 0.5)  # mV, of the steady current
CURRENT = (-250, 250)  # pA
RESTS = (-97, -12)  # mV
SEVERITIES = tuple(range(0, 101, 5))  # %

WAYS = {False: "slowly", True: "at once"}
# What the axon does, in the strips under the resting potential: words, mark, symbol.
DOES = {
    State.NORMAL: ("conducts", theme.HEALTHY, "circle"),
    State.SLOWED: ("conducts, slowed", theme.HEALTHY, "circle-open"),
    State.AFTER_DISCHARGE: ("answers one with several", theme.FORCE, "diamond"),
    State.ECTOPIC: ("fires by itself", theme.ECTOPIC, "x"),
    State.BLOCK: ("is blocked", theme.CONTROL, "square"),
}
KEY = "● ○ conducts   ◆ several for one   ✖ fires by itself   ■ blocked"


@dataclass(frozen=True)
class View:
    """What one axon did with one impulse at 0 ms.

    Potentials (mV) over `times` (ms) in the `centre` of the pinch and at the `muscle` end; `rest` (mV) is the
    centre's, reached slowly.  Close up, one impulse: the first that nobody sent, or else the sent one; pairs
    of `when` (ms since it began) and `where` (mm from the cord).
    """

    state: State
    times: np.ndarray
    centre: np.ndarray
    muscle: np.ndarray
    nobodys: bool
    when: np.ndarray
    where: np.ndarray
    unsent: int
    arrived: int
    rest: float


@lru_cache(maxsize=512)
def view(severity: int, irritability: int, at_once: bool, bath: Bath = USUAL) -> View:
    """One impulse into the axon; severity and irritability in %.  Kept, so that going back costs nothing."""
    axon = Axon(DIAMETER, bath)
    pinch = Pinch(severity=severity / 100, irritability=irritability / 100)
    run = axon.stimulate(pinch, at=AT, duration=DURATION, dt=0.01, settle=SETTLE if at_once else 0)
    nobodys = run.state in (State.ECTOPIC, State.AFTER_DISCHARGE)
    when, where = close_up(run) if nobodys else _between(run, AT, AT + CLOSE)
    return View(
        state=run.state,
        times=(run.times - AT)[::2].astype("f4"),
        centre=run.voltages[::2, CENTRE].astype("f4"),
        muscle=run.voltages[::2, MUSCLE_END].astype("f4"),
        nobodys=nobodys,
        when=when.astype("f4"),
        where=where.astype("f4"),
        unsent=run.spontaneous.size,
        arrived=run.evoked.size,
        rest=float(equilibrium(DIAMETER, pinch.zone, bath).node_v[CENTRE]),
    )


def close_up(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """When (ms since it began) and where (mm) the first impulse that nobody sent passed each node."""
    arrived = run.impulses[MUSCLE_END]
    sent_one_came_first = run.state is not State.ECTOPIC and not np.isnan(run.velocity)
    first = arrived[int(sent_one_came_first)]
    return _between(run, first - CLOSE, first + CLOSE / 2)


def _between(run: Run, start: float, end: float) -> tuple[np.ndarray, np.ndarray]:
    """Impulses from `start` to `end` (ms): time since the first of them, place."""
    times = np.concatenate(run.impulses)
    places = np.repeat(POSITIONS, [node.size for node in run.impulses])
    near = (times >= start) & (times <= end)
    return (times[near] - times[near].min(), places[near]) if near.any() else (times[near], places[near])


@lru_cache(maxsize=512)
def threshold(severity: int, irritability: int, bath: Bath = USUAL) -> float:
    """Threshold (pA) in a pinch that came slowly."""
    pinch = Pinch(severity=severity / 100, irritability=irritability / 100)
    return Axon(DIAMETER, bath).threshold(pinch)


@lru_cache(maxsize=64)
def rests_alone(irritability: int, bath: Bath = USUAL) -> tuple[tuple[int, membrane.Rest], ...]:
    """(severity in %, rest) of the node by itself, for every severity of the slider."""
    zones = {s: Pinch(severity=s / 100, irritability=irritability / 100).zone for s in SEVERITIES}
    return tuple((s, rest) for s, zone in zones.items() for rest in membrane.rests(zone, bath))


@dataclass(frozen=True)
class Result:
    """Everything on the screen: the setting, the node alone, the axon, and the axon at every severity."""

    severity: int
    irritability: int
    at_once: bool
    bath: Bath
    zone: Zone
    reversal: float
    current: np.ndarray
    rests: tuple[membrane.Rest, ...]
    alone: tuple[tuple[int, membrane.Rest], ...]
    axon: View
    threshold: float
    visited: dict[bool, dict[int, View]]


class ScienceLab(Lab):
    """Salts, harm, irritability and history of one membrane, and what its axon does."""

    name = "One node of a motor axon: where its membrane can rest, and what the axon then does"
    controls = (
        Control("potassium", "Potassium in the blood", "mmol/L", low=2.0, high=8.0, step=0.5, default=4.0),
        Control("calcium", "Ionised calcium", "mmol/L", low=0.6, high=2.4, step=0.2, default=1.2),
        Control("severity", "Severity of the pinch", "%", low=0, high=100, step=5, default=0),
        Control("irritability", "Irritability", "%", low=0, high=100, step=25, default=0),
        Choice("at_once", "The pinch came", tuple((way, at) for at, way in WAYS.items()), default=False),
    )
    actions = (Action("fill", "Fill in", "Run the axon at every severity, both ways; takes seconds"),)
    illustrative = (
        "Illustrative: how severity and irritability change pump, potassium and channels. They are tuned by "
        "hand to the order of published events, not fitted to one experiment."
    )
    leaves_out = (
        "What is inside the axon stays as it is. In a real one sodium creeps in when the pump stops.",
        "The pump does not overshoot. After a short cuff real axons are harder to excite for minutes, "
        "because a hard-working pump hyperpolarises them; this axon only comes back to normal.",
        "The internodes are passive. Their potassium channels, which injury uncovers, are missing.",
        "Potassium and calcium act on nerve alone. Muscle and heart feel them too, often first.",
        "Channels close and open smoothly here. In a small node they flicker, and firing is less even.",
    )

    def __init__(self):
        self._visited = set()  # (severity, irritability, at once, bath) that the learner has seen
        super().__init__()

    def update(self):
        super().update()
        if self.error is None:
            now = self.result
            self._visited.add((now.severity, now.irritability, now.at_once, now.bath))

    def fill(self):
        """Visit every severity of the slider, both ways, with everything else as it is."""
        now = self.result
        self._visited.update((s, now.irritability, way, now.bath) for s in SEVERITIES for way in WAYS)
        self.update()

    def reset(self):
        self._visited.clear()
        super().reset()

    def model(self, potassium, calcium, severity, irritability, at_once):
        bath = Bath(potassium=potassium, calcium=calcium)
        zone = Pinch(severity=severity / 100, irritability=irritability / 100).zone
        return Result(
            severity=severity,
            irritability=irritability,
            at_once=at_once,
            bath=bath,
            zone=zone,
            reversal=membrane.potassium_reversal(zone, bath),
            current=membrane.steady_current(VOLTS, zone, bath),
            rests=membrane.rests(zone, bath),
            alone=rests_alone(irritability, bath),
            axon=view(severity, irritability, at_once, bath),
            threshold=float("nan") if at_once else threshold(severity, irritability, bath),
            visited={
                way: {
                    s: view(s, irritability, way, bath)
                    for s in SEVERITIES
                    if (s, way) == (severity, at_once) or (s, irritability, way, bath) in self._visited
                }
                for way in WAYS
            },
        )

    def figure(self):
        figure = make_subplots(
            rows=3,
            cols=2,
            row_heights=[0.48, 0.37, 0.15],
            vertical_spacing=0.13,
            horizontal_spacing=0.1,
            specs=[[{}, {}], [{}, {"rowspan": 2}], [{}, None]],
            subplot_titles=(
                "The node alone: steady current (pA, + is outward)",
                "The axon: potential (mV)",
                "Where the node rests (mV)",
                "The axon: one impulse close up",
            ),
        )
        figure.update_annotations(x=0, xanchor="left")
        for title, axis in zip(figure.layout.annotations, ("x", "x2", "x3", "x4"), strict=True):
            title.update(xref=f"{axis} domain")
        _steady(figure)
        _potentials(figure)
        _rests(figure)
        _close_up(figure)
        _strips(figure)
        for axis, domain in (("yaxis3", (0.2, 0.5)), ("yaxis5", (0, 0.13)), ("yaxis4", (0.07, 0.5))):
            figure.layout[axis].domain = domain
        for title in figure.layout.annotations[2:4]:
            title.y = 0.5
        figure.update_layout(height=440, margin=dict(l=64, r=12, t=26, b=46))
        return figure

    def draw(self, figure, result):
        trace(figure, "now").y = result.current.astype("f4")
        for name, stable in (("stable rest, alone", True), ("unstable rest, alone", False)):
            here = [rest.potential for rest in result.rests if rest.stable is stable]
            trace(figure, f"{name}, now").update(x=here, y=[0.0] * len(here))
            line = [(s, rest.potential) for s, rest in result.alone if rest.stable is stable]
            x, y = zip(*line, strict=True) if line else ((), ())
            trace(figure, name).update(x=x, y=y)
        trace(figure, "potassium's potential").x = [result.reversal] * 3

        axon = result.axon
        trace(figure, "in the pinch").update(x=axon.times, y=axon.centre)
        trace(figure, "at the muscle end").update(x=axon.times, y=axon.muscle)
        trace(figure, "impulse").update(x=axon.when, y=axon.where)
        write(figure, "whose", ["sent by nobody" if axon.nobodys else "sent by the cord"])

        trace(figure, "here").update(x=[result.severity], y=[axon.rest])
        rests = {s: seen.rest for way in WAYS for s, seen in result.visited[way].items()}
        line = np.array([rests.get(s, np.nan) for s in SEVERITIES], "f4")
        trace(figure, "rest in the axon").update(x=SEVERITIES, y=line)
        for way, name in WAYS.items():
            does = [DOES[seen.state] for seen in result.visited[way].values()]
            row = trace(figure, name)
            row.update(x=list(result.visited[way]), y=[name] * len(does))
            colors = [mark.color for _, mark, _ in does]
            row.marker.update(symbol=[symbol for *_, symbol in does], color=colors, line_color=colors)

    def sentence(self, result):
        axon, bath = result.axon, result.bath
        salts = f"Potassium {_place(bath, result.zone)}: E_K {_mv(result.reversal)}."
        alone = [rest for rest in result.rests if rest.stable]
        alone = f"alone, at {_mv(alone[0].potential)}" if alone else "alone, it would have no stable rest"
        rest = f"In the axon the node rests at {_mv(axon.rest)}; {alone}."
        if result.at_once:
            rest = f"The pinch came at once; slowly, the node would come to {_mv(axon.rest)}."
        return f"{salts} {rest} {_account(axon)}{_threshold(result.threshold)}"

    def table(self, result):
        axon, bath, zone = result.axon, result.bath, result.zone
        rows = [
            ("Potassium outside, in the pinch", bath.potassium + zone.potassium, "mmol/L"),
            ("Potassium's potential there (Nernst, 116 mmol/L inside)", result.reversal, "mV"),
            ("Goldman's potential for the blood's potassium", goldman(bath.potassium), "mV"),
            ("Rest in the axon, in the pinch", axon.rest, "mV"),
            *((f"The node alone, {_kind(rest)}", rest.potential, "mV") for rest in result.rests),
            ("Sodium–potassium pump", 100 * zone.pump, "% of normal"),
            ("Persistent sodium", zone.persistent_sodium, "× normal"),
            ("What the gates feel beyond the potential", bath.gate_shift, "mV"),
            ("The pinch came", WAYS[result.at_once], ""),
            ("The axon", DOES[axon.state][0], ""),
            ("Impulses that arrived unsent", axon.unsent, f"in {AT:g} ms before"),
            ("Impulses that arrived afterwards", axon.arrived, f"in {DURATION - AT:g} ms after"),
            ("Threshold in the pinch", result.threshold / 1000, "nA"),
        ]
        return [{"Quantity": q, "Value": v, "Unit": u} for q, v, u in rows]

    def code(self, values):
        pinch = f"severity={values['severity'] / 100:g}, irritability={values['irritability'] / 100:g}"
        settle = f", settle={SETTLE:g}" if values["at_once"] else ""
        return (
            "from nervelab import Axon, Pinch\n"
            "from nervelab.physiology import Bath, membrane\n\n"
            f"axon = Axon(bath=Bath(potassium={values['potassium']:g}, calcium={values['calcium']:g}))\n"
            f"pinch = Pinch({pinch})\n"
            f"run = axon.stimulate(pinch, at={AT:g}, duration={DURATION:g}, dt=0.01{settle})\n"
            "rests = membrane.rests(pinch.zone, axon.bath)\n"
            "run.state, run.spontaneous, run.evoked, rests, axon.threshold(pinch)"
        )


def _mv(potential: float) -> str:
    return f"{potential:.0f} mV".replace("-", "−")


def _place(bath: Bath, zone: Zone) -> str:
    outside = f"{bath.potassium:.1f} mmol/L"
    in_pinch = bath.potassium + zone.potassium
    return (
        outside
        if in_pinch - bath.potassium < 0.05
        else f"{outside} in the blood, {in_pinch:.1f} in the pinch"
    )


def _kind(rest: membrane.Rest) -> str:
    return "stable rest" if rest.stable else "rest that it leaves"


def _account(axon: View) -> str:
    """The impulses in words."""
    if axon.state is State.ECTOPIC:
        return (
            f"The axon fires by itself: {axon.unsent} reached the muscle unsent, {axon.arrived} afterwards."
        )
    if axon.state is State.BLOCK:
        swing = np.ptp(axon.muscle[axon.times > DURATION - AT - 50])
        if swing > 5:
            return (
                f"One impulse in, none out: block. The muscle end swings by {swing:.0f} mV, without impulses."
            )
        return "One impulse in, none out: block, and silence."
    if axon.state is State.AFTER_DISCHARGE:
        return f"One impulse in, {axon.arrived} out within {DURATION - AT:g} ms."
    return "One impulse in, one out."


def _threshold(current: float) -> str:
    """The threshold against that of the healthy axon, in words; nothing where it was not measured."""
    if np.isnan(current):
        return ""
    if current == 0:
        return " Threshold 0: no current is needed."
    if np.isinf(current):
        return " No current up to 40 nA gets an answer."
    change = round(100 * (current / threshold(0, 0) - 1))
    than = f"{abs(change)} % {'above' if change > 0 else 'below'} healthy" if change else "that of health"
    return f" Threshold {current / 1000:.2f} nA: {than}."


def _steady(figure):
    """Steady current against potential: now, in health, the rests, and potassium's potential."""
    add = dict(row=1, col=1)
    healthy = membrane.steady_current(VOLTS).astype("f4")
    lines = (("healthy", theme.CONTROL, healthy), ("now", theme.AFFECTED, healthy))
    for name, mark, y in lines:
        figure.add_trace(
            go.Scatter(
                name=name,
                x=VOLTS.astype("f4"),
                y=y,
                mode="lines",
                line=mark.line,
                hovertemplate="%{x:.0f} mV: %{y:.0f} pA<extra>" + name + "</extra>",
            ),
            **add,
        )
    figure.add_hline(y=0, line=theme.THRESHOLD.line, **add)
    figure.add_trace(
        go.Scatter(
            name="potassium's potential",
            x=[0, 0, 0],
            y=[CURRENT[0], -205, CURRENT[1]],
            mode="lines+text",
            text=[" ", "E<sub>K</sub>", " "],
            textposition="middle right",
            line=theme.THRESHOLD.line,
            hoverinfo="skip",
        ),
        **add,
    )
    _rest_marks(figure, ", now", 11, **add)
    figure.update_xaxes(range=[VOLTS[0], VOLTS[-1]], dtick=20, ticksuffix=" mV", **add)
    figure.update_yaxes(range=CURRENT, dtick=100, **add)


def _rest_marks(figure, suffix, size, **add):
    for name, symbol in (("stable rest, alone", "circle"), ("unstable rest, alone", "circle-open")):
        figure.add_trace(
            go.Scatter(
                name=name + suffix,
                x=[],
                y=[],
                mode="markers",
                marker=dict(theme.AFFECTED.marker, symbol=symbol, size=size, line=_edge(theme.AFFECTED)),
                hovertemplate="%{x:.0f}, %{y:.0f}<extra>" + name + "</extra>",
            ),
            **add,
        )


def _edge(mark):
    return dict(width=1.5, color=mark.color)


def _potentials(figure):
    """Potential over time, in the pinch and at the muscle end."""
    add = dict(row=1, col=2)
    for name, mark in (("at the muscle end", theme.AFTER), ("in the pinch", theme.PINCH)):
        figure.add_trace(
            go.Scatter(
                name=name,
                x=[],
                y=[],
                mode="lines",
                line=dict(mark.line, width=1.5),
                hovertemplate="%{x:.1f} ms: %{y:.0f} mV<extra>" + name + "</extra>",
            ),
            **add,
        )
    for y, name, side in ((52, "– – in the pinch", "top"), (-104, "··· at the muscle end", "bottom")):
        figure.add_annotation(x=SPAN[0] + 1, y=y, text=name, xanchor="left", yanchor=side, **add)
    figure.update_xaxes(range=SPAN, ticksuffix=" ms", **add)
    figure.update_yaxes(range=[-105, 55], tick0=0, dtick=40, **add)


def _rests(figure):
    """Resting potential against severity: the node alone, and in the axon."""
    add = dict(row=2, col=1)
    _rest_marks(figure, "", 6, **add)
    figure.add_trace(
        go.Scatter(
            name="rest in the axon",
            x=[],
            y=[],
            mode="lines+markers",
            line=theme.HEALTHY.line,
            marker=dict(theme.HEALTHY.marker, size=5),
            hovertemplate="severity %{x} %: %{y:.0f} mV<extra>in the axon</extra>",
        ),
        **add,
    )
    figure.add_trace(
        go.Scatter(
            name="here",
            x=[0],
            y=[0],
            mode="markers",
            marker=dict(
                color=theme.HEALTHY.color, symbol="diamond-tall", size=15, line=dict(width=2, color="white")
            ),
            hovertemplate="severity %{x} %: %{y:.0f} mV<extra>now</extra>",
        ),
        **add,
    )
    figure.add_annotation(
        x=0,
        y=RESTS[1],
        text="— in the axon   ● alone   ○ alone, unstable",
        xanchor="left",
        yanchor="top",
        **add,
    )
    figure.update_xaxes(range=[-3, 103], dtick=20, ticksuffix=" %", showticklabels=False, **add)
    figure.update_yaxes(range=RESTS, tickvals=[-90, -60, -30], **add)


def _strips(figure):
    """What the axon does at every severity, one row for each way in which the pinch came."""
    add = dict(row=3, col=1)
    for name in WAYS.values():
        figure.add_trace(
            go.Scatter(
                name=name,
                x=[],
                y=[],
                mode="markers",
                marker=dict(size=10, symbol=[], color=[], line=dict(width=2)),
                hovertemplate="severity %{x} %<extra></extra>",
            ),
            **add,
        )
    figure.update_xaxes(range=[-3, 103], dtick=20, ticksuffix=" %", **add)
    figure.add_annotation(
        text=f"Severity.   {KEY}",
        xref="x5 domain",
        x=-0.1,
        xanchor="left",
        yref="paper",
        y=-0.058,
        yanchor="top",
    )
    figure.update_yaxes(
        type="category", categoryarray=["at once", "slowly"], categoryorder="array", range=[-0.6, 1.6], **add
    )


def _close_up(figure):
    """One impulse: when it passed which node.  The pinch is the grey band."""
    add = dict(row=2, col=2)
    figure.add_trace(
        go.Scatter(
            name="impulse",
            x=[],
            y=[],
            mode="markers",
            marker=dict(theme.BEFORE.marker, size=5),
            hovertemplate="%{x:.2f} ms, %{y:.0f} mm<extra></extra>",
        ),
        **add,
    )
    add_words(figure, "whose", [CLOSE], [3], textposition="bottom left", textfont=dict(size=13), **add)
    edges = POSITIONS[[PINCHED.start, PINCHED.stop - 1]]
    figure.add_hrect(y0=edges[0], y1=edges[1], fillcolor=theme.GREY, opacity=0.25, line_width=0, **add)
    figure.add_annotation(x=CLOSE, y=POSITIONS[CENTRE], text="pinch", xanchor="right", **add)
    figure.update_xaxes(range=[-0.1, CLOSE], dtick=0.5, title="Time since it began (ms)", **add)
    figure.update_yaxes(
        range=[POSITIONS[-1] + 1, -1], tickvals=[0, POSITIONS[-1]], ticktext=["cord", "muscle"], **add
    )


# --- still figures -------------------------------------------------------------------------------------

# mmHg on the nerve: no blood flows, and nothing is crushed yet, as under a cuff on the limb.
NO_FLOW = 80.0
AFTER_RELEASE = (0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7, 10, 15)  # min


def action_potential() -> go.Figure:
    """One impulse at one node of the healthy axon: potential and its phases, sodium and potassium current."""
    seen = membrane.impulse()
    time = seen.times - seen.times[np.argmax(seen.potential > -80)]
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.6, 0.4], vertical_spacing=0.06)
    curves = (
        ("potential", seen.potential, theme.HEALTHY, 1),
        ("sodium", seen.sodium / 1000, theme.AFFECTED, 2),
        ("potassium", seen.potassium / 1000, theme.AFTER, 2),
    )
    near = time < 2
    for name, y, mark, row in curves:
        # The record begins when the impulse is sent; before that the node is at rest.
        x, y = (np.r_[before, now[near]].astype("f4") for before, now in ((-1, time), (y[0], y)))
        line = go.Scatter(name=name, x=x, y=y, mode="lines", line=mark.line, hoverinfo="skip")
        figure.add_trace(line, row=row, col=1)
    labels = (
        (-0.97, -76, "<b>1</b> rest: near potassium's potential", 1),
        (0.01, -55, "<b>2</b> threshold: sodium gates open; that opens more ", -1),
        (0.2, 36, "<b>3</b> peak: sodium gates shut themselves", 1),
        (0.36, -20, "<b>4</b> fall: leak and potassium carry charge out", 1),
        (0.75, -74, "<b>5</b> and for much longer: the pump puts back what has moved", 1),
    )
    for x, y, text, side in labels:
        anchor = "left" if side > 0 else "right"
        figure.add_annotation(x=x, y=y, text=text, xanchor=anchor, row=1, col=1)
    figure.add_annotation(x=0.16, y=-5, text="sodium, inward", xanchor="left", row=2, col=1)
    figure.add_annotation(x=0.42, y=1.5, text="potassium, outward", xanchor="left", row=2, col=1)
    figure.update_xaxes(range=[-1, 2])
    figure.update_xaxes(title="Time (ms)", row=2, col=1)
    figure.update_yaxes(title="Potential (mV)", range=[-95, 50], row=1, col=1)
    figure.update_yaxes(title="Current (nA)", range=[-9, 3], row=2, col=1)
    figure.update_layout(height=420, margin=dict(l=60, r=10, t=10, b=50))
    return theme.still(figure)


def potassium() -> go.Figure:
    """D09: two potentials at each serum potassium and what is seen in the clinic; beside it, this axon."""
    table = evidence.table("D09")
    kinds = (
        ("E_K", "E<sub>K</sub> (Nernst)", theme.PUBLISHED),
        ("V_GHK (K, Na)", "Goldman", theme.CONTROL),
    )
    clinic = table[table.quantity == "clinic"]
    labels = {
        k: _folded(f"<b>{k:g}</b> {meaning}") for k, meaning in zip(clinic.K_out, clinic.meaning, strict=True)
    }
    figure = go.Figure()
    for quantity, name, mark in kinds:
        rows = table[table.quantity == quantity]
        symbol = "circle-open" if quantity == "E_K" else "square-open"
        figure.add_trace(
            go.Scatter(
                name=name,
                x=rows.value,
                y=[labels[k] for k in rows.K_out],
                mode="markers",
                marker=dict(mark.marker, symbol=symbol, size=10, line=dict(width=2)),
                hovertemplate="%{x:.1f} mV<extra>" + name + "</extra>",
            )
        )
    axons = [view(0, 0, False, Bath(potassium=k)) for k in clinic.K_out]
    figure.add_trace(
        go.Scatter(
            name="this axon at rest",
            x=[axon.rest for axon in axons],
            y=list(labels.values()),
            mode="markers",
            marker=dict(theme.HEALTHY.marker, size=10),
            hovertemplate="%{x:.1f} mV<extra>this axon</extra>",
        )
    )
    for k, axon in zip(clinic.K_out, axons, strict=True):
        change = 100 * (threshold(0, 0, Bath(potassium=k)) / threshold(0, 0) - 1)
        text = "fires by itself" if axon.unsent else f"{change:+.0f} %".replace("-", "−").replace("+0", "0")
        figure.add_annotation(x=-57, y=labels[k], text=text, xanchor="left")
    figure.add_annotation(x=-57, y=1.0, yref="paper", yanchor="bottom", text="its threshold", xanchor="left")
    figure.update_xaxes(title="Potential (mV)", range=[-117, -46], tickvals=list(range(-110, -59, 10)))
    figure.update_yaxes(autorange="reversed", title="Potassium in the blood (mmol/L)")
    figure.update_layout(height=460, margin=dict(l=10, r=10, t=40, b=50), showlegend=True)
    return theme.still(figure)


def ischaemia(cuff: float = 45) -> go.Figure:
    """Threshold of a motor axon while a cuff of so many minutes (1 to 60) stops its blood, and after it.

    The curve is this model's; D07's times at which volunteers' potentials disappeared are drawn beside it.
    """
    if not 1 <= cuff <= 60:
        raise ValueError(f"The cuff stays for 1 to 60 minutes, not {cuff:g}.")
    during = [*np.arange(0, cuff, 2.5), cuff]
    moments = [(t, 0.0) for t in during] + [(cuff, since) for since in AFTER_RELEASE]
    seen = [under_a_cuff(minutes, since) for minutes, since in moments]
    figure = go.Figure(
        go.Scatter(
            name="threshold",
            x=[minutes + since for minutes, since in moments],
            y=[share for share, _ in seen],
            mode="lines+markers",
            line=dict(theme.CONTROL.line, width=1, dash="solid"),
            marker=dict(
                size=10,
                color=[DOES[state][1].color for _, state in seen],
                symbol=[DOES[state][2] for _, state in seen],
                line=dict(width=2, color=[DOES[state][1].color for _, state in seen]),
            ),
            hovertemplate="%{x:g} min: %{y:.0f} % of healthy<extra></extra>",
        )
    )
    table = evidence.table("D07")
    lost = table[(table.phase == "prolonged ischaemia") & table.value.notna()]
    for y, row in zip((275, 240), lost.itertuples(), strict=True):
        figure.add_trace(
            go.Scatter(
                name=row.axon,
                x=[row.value],
                y=[y],
                mode="markers",
                marker=dict(theme.PUBLISHED.marker, line=dict(width=2)),
                error_x=dict(array=[row.sd], color=theme.PUBLISHED.color, thickness=3, width=6),
                hoverinfo="skip",
            )
        )
        text = f"volunteers: {row.axon} potential gone after {row.value:g} ± {row.sd:g} min"
        figure.add_annotation(x=row.value + row.sd + 1, y=y, text=text, xanchor="left")
    figure.add_vline(x=cuff, line=theme.STIMULUS.line)
    figure.add_annotation(x=cuff, y=190, text=" release", xanchor="left")
    figure.add_hline(y=100, line=theme.THRESHOLD.line)
    figure.add_annotation(x=0, y=296, text="Illustrative curve: this model", xanchor="left", yanchor="top")
    figure.update_xaxes(title=f"Minutes since the cuff was closed.   {KEY}", range=[-1.5, 94], dtick=10)
    figure.update_yaxes(title="Threshold (% of healthy)", range=[-12, 300])
    figure.update_layout(height=380, margin=dict(l=60, r=10, t=10, b=50))
    return theme.still(figure)


@lru_cache(maxsize=256)
def under_a_cuff(minutes: float, since_release: float) -> tuple[float, State]:
    """Threshold (% of healthy) of the axon without blood for `minutes`, and what it does with an impulse."""
    axon = Axon(DIAMETER)
    pinch = Pinch(pressure=NO_FLOW, minutes=minutes, since_release=since_release)
    run = axon.stimulate(pinch, at=AT, duration=DURATION, dt=0.01)
    return 100 * axon.threshold(pinch) / threshold(0, 0), run.state


def _folded(text: str, width: int = 44) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}"
    return "<br>".join(line.strip() for line in lines)
