"""The cause lab: millimetres in a drawn spine, the pressure on a root, and what one axon makes of it.

One figure. Above, person A large and B small, each cut across and along. Below, the pressure on A and B
beside what was measured in people, and the impulse behind the pinch.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import plotly.graph_objects as go

from nervelab import evidence
from nervelab.clinic import causes
from nervelab.clinic.causes import Cause, Posture
from nervelab.labs import theme
from nervelab.labs.base import Action, Choice, Control, Lab
from nervelab.labs.drawings import canal
from nervelab.labs.traces import add_shapes, add_words, put, trace, write
from nervelab.physiology import Axon, State, perfusion
from nervelab.physiology.axon import MUSCLE_END
from nervelab.physiology.pinch import HIGHEST_PRESSURE

AXON = Axon()
SENT, DURATION = 1.0, 10.0  # ms
LOOK = (-0.2, 3.0)  # ms after the impulse was sent
BEHIND = MUSCLE_END - 6  # the node whose potential is drawn

HEIGHT = 436
HEALTHY = "healthy"
ABOVE, STENOSIS_ABOVE = "as A, above", "stenosis above"
SECOND = {  # the label of B -> its value; the names are those of `causes.typical`
    "healthy back": HEALTHY,
    "herniated disc": "herniated disc",
    "stenosis": "stenosis",
    "bone spur": "bone spur",
    "injury (swelling)": "trauma",
    "same person, one level up: as A": ABOVE,
    "same person, one level up: stenosis": STENOSIS_ABOVE,
}
A, B = theme.AFFECTED, theme.AFTER
BONE, DISC = "rgba(128,128,128,0.30)", "rgba(166,122,0,0.30)"
LIGAMENT = "rgba(204,121,167,0.45)"

_DONE = {
    State.NORMAL: "normal",
    State.SLOWED: "slowed",
    State.AFTER_DISCHARGE: "after-discharge",
    State.ECTOPIC: "ectopic firing",
    State.BLOCK: "block",
}


@dataclass(frozen=True)
class Side:
    """One person, or one level: the cause, and what an axon does after some minutes of its pressure."""

    cause: Cause
    run: object

    @property
    def pressure(self) -> float:
        return self.cause.contact.pressure

    @property
    def flow(self) -> float:
        """Blood flow in the nerve, % of normal."""
        return 100 * perfusion(self.pressure)

    @property
    def done(self) -> str:
        state = {State.BLOCK: "blocked"}.get(self.run.state, _DONE[self.run.state])
        return state if np.isnan(self.run.velocity) else f"{state}, {self.run.velocity:.0f} m/s"


@dataclass(frozen=True)
class Compared:
    a: Side
    b: Side
    second: str
    minutes: float

    @property
    def one_spine(self) -> bool:
        return self.second in (ABOVE, STENOSIS_ABOVE)

    @property
    def levels(self) -> causes.TwoLevels:
        return causes.two_levels(self.b.cause, self.a.cause)


@lru_cache(maxsize=256)
def run(cause: Cause, minutes: float):
    """One impulse into the axon under this cause; short, because no pressure alone makes it fire."""
    return AXON.stimulate(cause.pinch(minutes), at=SENT, duration=DURATION)


class CausesLab(Lab):
    """Disc, canal, spur, swelling and posture: from millimetres to a pressure, and on to a nerve."""

    name = (
        "A lumbar spine cut across the disc and along the foramen, twice; below it the pressure on a root, "
        "the blood flow and an impulse"
    )
    controls = (
        Control("bulge", "Disc bulge", "mm", low=0, high=12, step=0.5, default=6.0),
        Control("canal", "Canal, front to back", "mm", low=6, high=20, step=1, default=18),
        Control("spur", "Bone spur", "mm", low=0, high=10, step=1, default=0),
        Control("swelling", "Swelling", "mm", low=0, high=6, step=1, default=0),
        Control("disc_height", "Disc height at the back", "mm", low=1, high=12, step=1, default=8),
        Choice(
            "posture", "Posture of A and B", tuple((p.value, p.value) for p in Posture), default="standing"
        ),
        Control("minutes", "Held for", "min", low=0, high=120, step=5, default=30),
        Choice("second", "B, beside A", tuple(SECOND.items()), default="stenosis"),
    )
    actions = (
        Action("disc", "A: disc", "A gets the herniated disc of the course"),
        Action("stenosis", "A: stenosis", "A gets a narrow canal"),
        Action("spur", "A: spur", "A gets a bone spur and a low disc"),
        Action("injury", "A: injury", "A gets swelling after an injury"),
    )
    illustrative = (
        "Illustrative: how millimetres become mmHg. Nobody has measured both in the same people. "
        "Measured: the two anchors (grey bars)."
    )
    leaves_out = (
        "Between the measured anchors the pressure is a curve chosen for this course, and so are the free "
        "room and the stiffness; the shapes are drawn after them.",
        "One axon stands for a root. A root has less tissue around its fibres than a nerve, and other "
        "vessels.",
        "The blood flow and the minutes to block are those of a nerve (rabbit, human median).",
        "Chemistry: disc material harms a root without any pressure, and here nothing happens at 0 mmHg.",
        "Posture changes the width of the canal only. In people it also loads the disc and pulls on roots.",
        "How fast the pressure comes, how long a stretch it covers, and what years of it do.",
        "Fractures, dislocations and slipped vertebrae, which change the shape of the canal itself.",
    )

    def model(self, second, minutes, **geometry):
        a = Cause(**geometry)
        b = _second(second, a)
        return Compared(Side(a, run(a, minutes)), Side(b, run(b, minutes)), second, minutes)

    def disc(self):
        """A becomes the course's herniated disc."""
        self._typical("herniated disc")

    def stenosis(self):
        """A becomes the course's narrow canal."""
        self._typical("stenosis")

    def spur(self):
        """A becomes the course's bone spur."""
        self._typical("bone spur")

    def injury(self):
        """A becomes the course's injury."""
        self._typical("trauma")

    def _typical(self, name):
        cause = causes.typical()[name]
        self.set(**{length: getattr(cause, length) for length in _LENGTHS})

    def figure(self):
        figure = go.Figure()
        _cut(figure, "A", 1, "across", x=(0, 0.52), y=(0.41, 0.955), frame=((-65, 31), canal.ACROSS[1]))
        _cut(figure, "A", 2, "along", x=(0.53, 0.77), y=(0.41, 0.955), frame=canal.ALONG)
        _cut(figure, "B", 3, "across", x=(0.80, 1), y=(0.70, 0.955), frame=canal.ACROSS)
        _cut(figure, "B", 4, "along", x=(0.80, 1), y=(0.41, 0.66), frame=canal.ALONG)
        _labels(figure)
        _pressures(figure)
        _impulse(figure)
        figure.update_layout(height=HEIGHT, margin=dict(l=4, r=8, t=4, b=4))
        return figure

    def draw(self, figure, result):
        for side, name in ((result.a, "A"), (result.b, "B")):
            _put_cuts(figure, name, side.cause)
        _put_labels(figure, result)
        write(
            figure,
            "title A across",
            [f"<b>A</b>, {_LEVEL[0]} from below: canal {result.a.cause.canal_now:.1f} mm"],
        )
        write(figure, "title A along", [f"root L4, foramen {result.a.cause.foramen:.0f} mm"])
        level = _LEVEL[1] if result.one_spine else _LEVEL[0]
        write(figure, "title B across", [f"<b>B</b>, {level}: {result.b.cause.canal_now:.1f} mm"])
        write(figure, "title B along", [f"foramen {result.b.cause.foramen:.0f} mm"])

        for side, name in ((result.a, "A"), (result.b, "B")):
            trace(figure, name).update(x=[_place(side.pressure)], y=[side.flow])
        fall = result.levels.flow_fall if result.one_spine else 0
        between = [_place(min(result.a.pressure, result.b.pressure))] if fall else []
        trace(figure, "between").update(x=between, y=[100 - fall for _ in between])
        write(
            figure,
            "readings",
            [
                _marked("◆ A", result.a),
                _marked("■ B", result.b),
                f"<b>✕ between: {100 - fall:.0f} %</b>" if fall else "",
            ],
        )

        for side, name in ((result.a, "impulse A"), (result.b, "impulse B")):
            times = side.run.times - SENT
            near = (times >= LOOK[0]) & (times <= LOOK[1])
            trace(figure, name).update(
                x=times[near].astype("f4"), y=side.run.voltages[near, BEHIND].astype("f4")
            )
        write(
            figure,
            "arrived",
            [
                f"<b>A ╌</b> {_speed(result.a)}",
                f"<b>B ···</b> {_speed(result.b)}",
                "grey: 0 mmHg",
            ],
        )

    def sentence(self, result):
        first = f"{result.a.cause.posture.capitalize()}, {result.minutes:g} min. "
        words = first + f"A: {_account(result.a, _ROOTS[0])} "
        roots = _ROOTS[1] if result.one_spine else _ROOTS[0]
        words += f"B{', one level up' if result.one_spine else ''}: {_account(result.b, roots)}"
        if result.one_spine:
            fall = result.levels.flow_fall
            words += (
                f" Between the two levels, flow falls by {fall:.0f} %." if fall else " " + _not_caught(result)
            )
        return words

    def table(self, result):
        rows = [("Posture", result.a.cause.posture.value, result.b.cause.posture.value, "")]
        rows += [
            (label, getattr(result.a.cause, name), getattr(result.b.cause, name), "mm")
            for name, label in _LENGTHS.items()
        ]
        rows += [
            ("Canal in this posture", result.a.cause.canal_now, result.b.cause.canal_now, "mm"),
            ("Canal as imaged lying", *(causes.canal_grade(s.cause.canal) for s in (result.a, result.b)), ""),
            ("Height of the foramen", result.a.cause.foramen, result.b.cause.foramen, "mm"),
            ("Pressed in the", result.a.cause.contact.site, result.b.cause.contact.site, ""),
            ("Pressure on the root", result.a.pressure, result.b.pressure, "mmHg"),
            ("Blood flow in the nerve", result.a.flow, result.b.flow, "%"),
            (f"Axon after {result.minutes:g} min", *(_DONE[s.run.state] for s in (result.a, result.b)), ""),
            ("Velocity across the pinch", result.a.run.velocity, result.b.run.velocity, "m/s"),
        ]
        if result.one_spine:
            rows.append(("Fall of the flow between A and B", result.levels.flow_fall, "", "%"))
        return [{"Quantity": q, "A": a, "B": b, "Unit": unit} for q, a, b, unit in rows]

    def code(self, values):
        a = Cause(**{name: values[name] for name in (*_LENGTHS, "posture")})
        b = _second(values["second"], a)
        return (
            "from nervelab import Axon\n"
            "from nervelab.clinic.causes import Cause, two_levels\n"
            f"a = {_written(a)}\n"
            f"b = {_written(b)}\n"
            f"axon = Axon(diameter={AXON.diameter:g})\n"
            f"pinches = [cause.pinch({values['minutes']:g}) for cause in (a, b)]\n"
            f"runs = [axon.stimulate(pinch, at={SENT:g}, duration={DURATION:g}) for pinch in pinches]\n"
            "levels = two_levels(b, a)  # as if b were one level above a, in the same person\n"
            "a.contact, b.contact, [(run.state, run.velocity) for run in runs], levels.flow_fall"
        )


_LEVEL = ("L4/5", "L3/4")
_ROOTS = ({"canal": "L5", "foramen": "L4"}, {"canal": "L4", "foramen": "L3"})
_LENGTHS = {
    "bulge": "Disc bulge",
    "canal": "Canal, as imaged lying",
    "spur": "Bone spur",
    "swelling": "Swelling",
    "disc_height": "Disc height at the back",
}


def _second(second: str, a: Cause) -> Cause:
    """B, in the posture of A."""
    if second == ABOVE:
        return a
    name = "stenosis" if second == STENOSIS_ABOVE else second
    cause = Cause() if name == HEALTHY else causes.typical()[name]
    return Cause(**{length: getattr(cause, length) for length in _LENGTHS}, posture=a.posture)


def _written(cause: Cause) -> str:
    """The call that makes this cause; what is at its default is left out."""
    usual, posture = Cause(), f'posture="{cause.posture.value}"'
    lengths = [f"{n}={getattr(cause, n):g}" for n in _LENGTHS if getattr(cause, n) != getattr(usual, n)]
    return f"Cause({', '.join([*lengths, posture])})"


# --- words --------------------------------------------------------------------------------------------


def _account(side: Side, roots) -> str:
    contact = side.cause.contact
    if contact.site == "none":
        return f"no contact, blood flow {_share(side.flow)}, the axon {side.done}."
    where = {"canal": "traversing root {} in the canal", "foramen": "exiting root {} in the foramen"}
    return (
        f"{_mmhg(contact.pressure)} on the {where[contact.site].format(roots[contact.site])}, "
        f"blood flow {_share(side.flow)}, the axon {side.done}."
    )


def _not_caught(result):
    sites = (result.a.cause.contact.site, result.b.cause.contact.site)
    if "foramen" in sites:
        return "A foramen is not the canal: nothing is caught between the two."
    return "One level at most presses: nothing is caught between the two."


def _mmhg(pressure: float) -> str:
    return f"{pressure:.0f} mmHg" if pressure >= 0.95 else f"{pressure:.1f} mmHg"


def _share(percent: float) -> str:
    return f"{percent:.0f} %" if percent >= 0.5 else "under 1 %"


def _speed(side):
    return _DONE[side.run.state] if np.isnan(side.run.velocity) else f"{side.run.velocity:.0f} m/s"


def _marked(name, side):
    pressure = _mmhg(side.pressure) if side.pressure else "no contact"
    return f"<b>{name}: {pressure}</b>, {_share(side.flow).replace('under ', '&lt;')}"


# --- drawing ------------------------------------------------------------------------------------------


_GREY = dict(color=theme.OUTLINE.color, width=1)
_NERVE = dict(color=theme.HEALTHY.color, width=1.2)
_LOOKS = {  # in the order in which they lie on each other
    "bone": dict(fill="toself", fillcolor=BONE, line=_GREY),
    "disc": dict(fill="toself", fillcolor=DISC, line=_GREY),
    "nucleus": dict(fill="toself", fillcolor="rgba(166,122,0,0.25)", line=dict(width=0)),
    "lamellae": dict(line=dict(color="rgba(128,128,128,0.55)", width=0.8)),
    "ruler": dict(line=dict(color=theme.OUTLINE.color, width=1.2, dash="dot")),
    "flavum": dict(fill="toself", fillcolor=LIGAMENT, line=dict(color=theme.PURPLE, width=1)),
    "sac": dict(fill="toself", fillcolor="rgba(0,114,178,0.12)", line=_NERVE),
    "cauda equina": dict(fill="toself", fillcolor="rgba(0,114,178,0.65)", line=dict(width=0)),
    "bulge": dict(fill="toself", fillcolor="rgba(166,122,0,0.85)", line=dict(color=theme.AMBER, width=1.5)),
    "spur": dict(fill="toself", fillcolor="rgba(110,110,110,0.9)", line=dict(_GREY, width=1.5)),
    "free root": dict(fill="toself", fillcolor="rgba(0,114,178,0.65)", line=_NERVE),
    "pressed": dict(
        fill="toself",
        fillpattern=dict(shape="/", fgcolor=A.color, bgcolor="white", size=5, solidity=0.5),
        line=dict(color=A.color, width=2.5, dash="4px,2px"),
    ),
}
_IN = {
    "across": (
        "bone",
        "disc",
        "nucleus",
        "lamellae",
        "flavum",
        "sac",
        "cauda equina",
        "ruler",
        "bulge",
        "spur",
    ),
    "along": ("bone", "disc", "lamellae", "ruler", "spur"),
}


def _cut(figure, person, number, cut, x, y, frame):
    """An empty drawing: one trace for each kind of thing, on axes of its own without ticks."""
    axes = dict(xaxis=_axis("x", number), yaxis=_axis("y", number))
    for kind in (*_IN[cut], "free root", "pressed"):
        add_shapes(figure, f"{kind} {person} {cut}", **_LOOKS[kind], **axes)
    (left, right), (_, top) = frame
    add_words(figure, f"title {person} {cut}", [(left + right) / 2], [top], **axes, textposition="top center")
    figure.update_layout(
        {
            f"xaxis{number}": dict(domain=x, range=[left, right], visible=False, constrain="domain"),
            f"yaxis{number}": dict(
                domain=y,
                range=list(frame[1]),
                visible=False,
                constrain="domain",
                scaleanchor=_axis("x", number),
                anchor=_axis("x", number),
            ),
        }
    )


def _axis(letter, number):
    return letter if number == 1 else f"{letter}{number}"


def _put_cuts(figure, person, cause):
    """Both cuts of one person; the roots that something presses on are told apart on both sides."""
    pressed = {
        side + name
        for side, here in (("", cause), ("other ", canal.other_side(cause)))
        for name, contact in zip(("traversing root", "exiting root"), here.contacts, strict=True)
        if contact.site != "none"
    }
    for cut, shapes in (("across", canal.across(cause)), ("along", canal.along(cause))):
        for kind in _IN[cut]:
            put(figure, f"{kind} {person} {cut}", shapes[kind])
        roots = {name: shape for name, shape in shapes.items() if name.endswith("root")}
        for state, names in (("pressed", pressed & set(roots)), ("free root", set(roots) - pressed)):
            found = [shape for name in sorted(names) for shape in roots[name]]
            put(figure, f"{state} {person} {cut}", found)


_NAMES = {  # what the labels on the left say, and at which height
    "disc": ("disc", 12.5),
    "exiting root": ("exiting root L4", 5),
    "traversing root": ("traversing root L5", -2.5),
    "dural sac": ("sac, cauda equina", -10),
    "facet joint": ("facet joint", -17.5),
    "flavum": ("ligamentum flavum", -25),
    "lamina": ("lamina", -32),
}


def _labels(figure):
    add_shapes(figure, "leaders", line=dict(_GREY, width=0.8))
    names, heights = zip(*_NAMES.values(), strict=True)
    add_words(figure, "names", [-31] * len(names), list(heights), list(names), textposition="middle left")
    add_words(figure, "parts", [], [])
    add_words(figure, "parts along", [], [], xaxis="x2", yaxis="y2")


def _put_labels(figure, result):
    ends = canal.landmarks(result.a.cause)
    leaders = [np.array([(-30.5, height), ends[key]]) for key, (_, height) in _NAMES.items()]
    put(figure, "leaders", leaders)
    cause = result.a.cause
    parts = [(9.5, 6.5, "bulge")] if cause.bulge else []
    trace(figure, "parts").update(**_texts(parts))
    roof = cause.foramen + cause.spur
    along = [(-11, 2 + cause.disc_height / 2, "disc"), (-12, roof + 5, "L4"), (-12, -7, "L5")]
    along += [(5, roof + 5, "pedicle"), (5, -6, "pedicle"), (27.5, roof - 16, "facet<br>joint")]
    trace(figure, "parts along").update(**_texts(along))


def _texts(parts):
    x, y, text = zip(*parts, strict=True) if parts else ((), (), ())
    return dict(x=list(x), y=list(y), text=list(text))


def _place(pressure):
    """Where a pressure stands on the axis: its square root, so that low pressures have room."""
    return float(np.sqrt(pressure))


def _pressures(figure):
    """Blood flow against pressure, with what was measured in people above it."""
    axes = dict(xaxis="x5", yaxis="y5")
    pressures = np.linspace(0, np.sqrt(HIGHEST_PRESSURE), 121) ** 2
    figure.add_trace(
        go.Scatter(
            name="flow",
            x=np.sqrt(pressures).astype("f4"),
            y=np.array([100 * perfusion(p) for p in pressures], "f4"),
            mode="lines",
            line=theme.HEALTHY.line,
            hoverinfo="skip",
            **axes,
        )
    )
    for anchor, height in zip(causes.anchors(), (118, 158), strict=True):
        mean, spread = anchor.pressure, anchor.sd or 0
        low, high = (mean - spread, mean + spread) if spread else (anchor.low, anchor.high)
        figure.add_trace(
            go.Scatter(
                name=anchor.name,
                x=[_place(p) for p in (low, mean, high)],
                y=[height] * 3,
                mode="lines+markers",
                line=dict(color=theme.PUBLISHED.color, width=3),
                marker=dict(
                    color=theme.PUBLISHED.color, symbol=["line-ns-open", "circle", "line-ns-open"], size=9
                ),
                hoverinfo="skip",
                **axes,
            )
        )
    names = ["root at discectomy", "stenosis, extended"]
    add_words(figure, "anchors", [9.2, 12.8], [137, 158], names, textposition="middle right", **axes)
    for name, mark, at in (
        ("A", A, "middle left"),
        ("B", B, "bottom center"),
        ("between", theme.ECTOPIC, "top center"),
    ):
        text = [name] if name != "between" else []
        figure.add_trace(
            go.Scatter(
                name=name,
                x=[],
                y=[],
                mode="markers+text",
                text=text,
                textposition=at,
                marker=dict(mark.marker, size=12),
                hoverinfo="skip",
                cliponaxis=False,
                **axes,
            )
        )
    add_words(figure, "readings", [11.4] * 3, [82, 56, 30], textposition="middle right", **axes)
    ticks = (0, 10, 30, 60, 100, 200, 400)
    figure.update_layout(
        xaxis5=dict(
            domain=(0.085, 0.64),
            anchor="y5",
            range=[-0.4, 20.6],
            tickvals=[_place(p) for p in ticks],
            ticktext=[f"{p:g}" for p in ticks],
            title="Pressure on the root (mmHg)",
        ),
        yaxis5=dict(
            domain=(0.10, 0.38),
            anchor="x5",
            range=[-40, 172],
            tickvals=[0, 50, 100, 137],
            ticktext=["flow 0 %", "50 %", "100 %", "measured"],
        ),
    )


def _impulse(figure):
    """The potential at a node behind the pinch."""
    axes = dict(xaxis="x6", yaxis="y6")
    free = run(Cause(), 0)
    times = free.times - SENT
    near = (times >= LOOK[0]) & (times <= LOOK[1])
    for name, mark, x, y in (
        ("impulse without pressure", theme.CONTROL, times[near], free.voltages[near, BEHIND]),
        ("impulse A", A, [], []),
        ("impulse B", B, [], []),
    ):
        figure.add_trace(
            go.Scatter(
                name=name,
                x=np.asarray(x, "f4"),
                y=np.asarray(y, "f4"),
                mode="lines",
                line=mark.line,
                hoverinfo="skip",
                **axes,
            )
        )
    add_words(figure, "arrived", [1.15] * 3, [42, 14, -14], textposition="middle right", **axes)
    figure.update_layout(
        xaxis6=dict(
            domain=(0.73, 1), anchor="y6", range=LOOK, tickvals=[0, 1, 2, 3], title="ms, behind the pinch"
        ),
        yaxis6=dict(
            domain=(0.10, 0.38),
            anchor="x6",
            range=(-100, 55),
            tickvals=[-80, -40, 0, 40],
            title=dict(text="mV", standoff=2),
        ),
    )


# --- published ----------------------------------------------------------------------------------------


def pressures_in_the_back() -> go.Figure:
    """D11 and D02: the pressure inside one man's disc, and those on the roots of patients, on one axis."""
    inside = evidence.table("D11").query("unit == 'mmHg'").sort_values("value")
    patients = evidence.table("D02")
    beside = patients[patients.duration_min.isna()].sort_values("pressure")
    low = beside.low.fillna(beside.pressure - beside.sd)
    high = beside.high.fillna(beside.pressure + beside.sd)
    figure = go.Figure()
    for name, x, y, mark, spread in (
        (
            "on roots, in patients",
            beside.pressure,
            beside.preparation,
            theme.AFFECTED,
            dict(array=high - beside.pressure, arrayminus=beside.pressure - low, color=theme.AFFECTED.color),
        ),
        ("inside the disc, one man", inside.value, "disc: " + inside.activity, theme.HEALTHY, None),
    ):
        figure.add_trace(
            go.Scatter(
                name=name,
                x=list(x),
                y=list(y),
                mode="markers+text",
                text=[f"{value:,.0f}".replace(",", "\u202f") for value in x],
                textposition="top center" if spread else "middle right",
                marker=dict(mark.marker, size=11),
                error_x=spread,
                hovertemplate="%{x:g} mmHg<extra></extra>",
            )
        )
    figure.update_xaxes(
        title="Pressure (mmHg)", type="log", range=[0.7, 4.8], tickvals=[10, 100, 1000, 10000], tickformat="d"
    )
    figure.update_yaxes(autorange="reversed", dtick=1)
    figure.update_layout(height=460, margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)


def age_of_the_causes() -> go.Figure:
    """D13 and D12: how common each finding is in the young and in the old, by how much age adds."""
    shares = evidence.table("D13").pivot(index="finding", columns="age", values="percent")
    rows = [(f"{name} · no symptoms", s[20], s[80], "20", "80") for name, s in shares.iterrows()]
    canals = evidence.table("D12").query("unit == '%' and measure.str.startswith('acquired AP')")
    for measure, pair in canals.groupby("measure"):
        young, old = (pair[pair.group == group].value.item() for group in ("under 40 y", "60-69 y"))
        limit = measure.removeprefix("acquired AP below ")
        rows.append((f"canal below {limit} · population", young, old, "<40", "60–69"))
    rows.sort(key=lambda row: row[2] - row[1])
    figure = go.Figure()
    for name, young, old, *_ in rows:
        figure.add_trace(
            go.Scatter(
                x=[young, old],
                y=[name] * 2,
                mode="lines",
                line=dict(theme.CONTROL.line, width=3),
                hoverinfo="skip",
            )
        )
    for name, column, mark, at in (
        ("young", 1, theme.HEALTHY, "middle left"),
        ("old", 2, theme.AFFECTED, "middle right"),
    ):
        figure.add_trace(
            go.Scatter(
                name=name,
                x=[row[column] for row in rows],
                y=[row[0] for row in rows],
                mode="markers+text",
                text=[f"{row[column]:g} % <i>at {row[column + 2]}</i>" for row in rows],
                textposition=at,
                marker=dict(mark.marker, size=11),
                hoverinfo="skip",
            )
        )
    figure.update_xaxes(title="Of 100 people", range=[-22, 122], tickvals=[0, 20, 40, 60, 80, 100])
    figure.update_layout(height=420, margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)
