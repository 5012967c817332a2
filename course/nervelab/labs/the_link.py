"""The signal path: where between brain and muscle is the pinch, and does it take away or add?

One figure, read from left to right as a command runs: a person from brain to foot; under it, on the same
scale, the three kinds of traffic; under that, what the muscle does at rest, on command and on a tap.
"""

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab import evidence
from nervelab.clinic import pathway
from nervelab.clinic.estimates import share
from nervelab.labs import theme
from nervelab.labs.base import Choice, Control, Lab
from nervelab.labs.drawings import signal_path as body
from nervelab.labs.traces import add_shapes, add_words, envelope, put, trace, write
from nervelab.physiology.muscle import Contraction, Label, contract, label

PLACES = tuple(place.name for place in pathway.PLACES)
WIDE = (-3, 184)  # cm: the drawing and the traffic under it share this axis
TALL = (-8, 33)
PALE = "rgba(128,128,128,0.12)"
FLESH = "rgba(213,94,0,0.10)"
TOLD = {"calf": "push the foot down", "shin": "lift the foot"}

# The lanes: name, height, and where the traffic starts and ends (cm from the crown).
COMMAND, TOUCH, LOOP = 2.0, 1.0, 0.0
HALF = 0.16  # half the width of a full lane
EMG_AT, EMG_UNIT = 175.0, 11.0  # where the EMG is drawn above the force (%), and how large its unit
BIN = 5  # ms: one low and one high point of the EMG are drawn for each


@dataclass(frozen=True)
class Seen:
    """What is found, and what the muscle does at rest, on command and on a tap, with the names for it."""

    found: pathway.Found
    rest: Contraction
    told: Contraction
    tapped: Contraction
    at_rest: Label
    on_command: Label


@lru_cache(maxsize=64)
def seen(where: str, silent: float, firing: float) -> Seen:
    """The state for the controls' values, both shares in percent; the last ones are kept."""
    found = pathway.pinch(where, silent=silent / 100, firing=firing / 100)
    rest, told = pathway.resting(found), pathway.told(found)
    return Seen(found, rest, told, pathway.tapped(found), label(rest), label(told))


class LinkLab(Lab):
    """A pinch somewhere between brain and muscle: what falls silent, and what fires unasked."""

    name = "A person from brain to foot, the traffic along the way, and what one muscle does"
    controls = (
        Choice("where", "The pinch is at", tuple((_, _) for _ in PLACES), default="S1 root"),
        Control("silent", "Loss: silent fibres", "%", low=0, high=100, step=5, default=50),
        Control("firing", "Gain: firing fibres", "%", low=0, high=100, step=5, default=0),
    )
    illustrative = (
        "Illustrative: how many fibres make a grade, a twitch, a cramp or a brisk reflex. The order is "
        "published, the percentages are not. Cord and nerves are drawn too thick."
    )
    leaves_out = (
        "The two sliders are set by you. What makes a real pinch silence fibres or make them fire is the "
        "subject of section 2.",
        "Only one way for each kind of traffic. Real commands, touch and reflexes take several.",
        "A real cramp is kept going by the loop through the cord; here motor axons go on by themselves.",
        "Right after a sudden injury of the cord reflexes are lost. The lab shows what comes weeks later.",
        "Pain is not in the model, nor is what travels inside axons: supplies from the cell body.",
        "Gain is modelled outside the cord only, and a pinch of the cord affects both legs equally here.",
    )

    def model(self, where, silent, firing):
        return seen(where, silent, firing)

    def figure(self):
        figure = make_subplots(
            rows=3,
            cols=3,
            row_heights=[0.48, 0.2, 0.32],
            vertical_spacing=0.02,
            horizontal_spacing=0.03,
            specs=[[{"colspan": 3}, None, None], [{"colspan": 3}, None, None], [{}] * 3],
        )
        _person(figure)
        _traffic(figure)
        for column in (1, 2, 3):
            _muscle(figure, column)
        figure.update_layout(height=470, margin=dict(l=48, r=4, t=2, b=24))
        return figure

    def draw(self, figure, result):
        seen, result = result, result.found
        (x, y), half = body.PLACES[result.place.name]
        put(figure, "pinch", _wedges(x, y, half))
        put(figure, "to the traffic", [np.array([(x, TALL[0]), (x, y - half - 3)])])

        served = {body.MOVED_BY[m] for m in result.power if m in body.MOVED_BY}
        weak = {body.MOVED_BY[m] for m, grade in result.power.items() if grade != "5" and m in body.MOVED_BY}
        put(figure, "weak muscles", [body.muscle(name) for name in sorted(weak)])
        fires = sorted(served) if result.motor_firing else []
        put(figure, "firing muscles", [body.muscle(name) for name in fires])
        numb = [line for where, grade in result.skin if grade != "normal" for line in body.skin(where)]
        put(figure, "numb skin", numb)
        tingling = [line[::2] for where, _ in result.skin for line in body.skin(where)]
        put(figure, "tingling skin", tingling if result.tingles else [])
        write(
            figure,
            "found",
            [
                f"knee jerk {_marked(result.knee)}",
                f"ankle jerk {_marked(result.ankle)}",
                f"toes {'<b>up ◆</b>' if result.toes == 'up' else 'down'}",
            ],
        )

        _lanes(figure, result, x)
        muscle = result.place.muscle
        panels = (
            (seen.rest, f"{muscle} at rest:<br>{seen.at_rest}"),
            (seen.told, f"told to {TOLD[muscle]}:<br>{seen.on_command}"),
            (seen.tapped, f"calf tendon tapped:<br>jerk {result.ankle}"),
        )
        for column, (done, title) in enumerate(panels, start=1):
            trace(figure, f"force {column}").y = done.force[::10].astype("f4")
            trace(figure, f"EMG {column}").y = (EMG_AT + EMG_UNIT * envelope(done.emg, BIN)).astype("f4")
            write(figure, f"title {column}", [title])

    def sentence(self, result):
        found = result.found
        silent, firing = (f"{100 * part:.0f} %" for part in (found.silent, found.firing))
        pinch = f"Pinch of the {found.place.name}, {silent} silent, {firing} firing."
        return f"{pinch} {_lost(found)} {_reflexes(found)} {_gained(found, result.at_rest)}"

    def table(self, result):
        found, muscle = result.found, result.found.place.muscle
        rows = [
            ("Commands that arrive", f"{100 * found.arrives['command']:.0f} %"),
            ("Touch that arrives", f"{100 * found.arrives['touch']:.0f} %"),
            ("Loop of the ankle jerk, one way", f"{100 * found.arrives['loop']:.0f} %"),
            *((f"Power: {movement}", f"MRC {grade}") for movement, grade in found.power.items()),
            *((f"Skin: {where}", grade) for where, grade in found.skin),
            ("Tingling", "yes" if found.tingles else "no"),
            ("Knee jerk", found.knee),
            ("Ankle jerk", found.ankle),
            ("Toes when the sole is stroked", found.toes),
            ("Stiff against a quick stretch", "yes" if found.stiff else "no"),
            (f"The {muscle} at rest", str(result.at_rest)),
            (f"The {muscle} at rest, highest force (% of its maximum)", float(result.rest.force.max())),
            (f"The {muscle}, told to {TOLD[muscle]}", str(result.on_command)),
            (f"The {muscle}, mean force then (% of its maximum)", float(result.told.force[1000:].mean())),
        ]
        if found.saddle:
            rows.append(("S2–S4: saddle, bladder, bowel", "at risk: emergency"))
        return [{"Examined": what, "Found": answer} for what, answer in rows]

    def code(self, values):
        shares = f"silent={values['silent'] / 100:g}, firing={values['firing'] / 100:g}"
        return (
            "from nervelab.clinic import pathway\n"
            "from nervelab.physiology.muscle import label\n"
            f'found = pathway.pinch("{values["where"]}", {shares})\n'
            "rest, told = pathway.resting(found), pathway.told(found)\n"
            "found.power, found.skin, found.ankle, found.toes, str(label(rest)), str(label(told))"
        )


# --- words --------------------------------------------------------------------------------------------


def _lost(found):
    weak = {}
    for movement, grade in found.power.items():
        if grade != "5":
            weak.setdefault(grade, []).append(movement)
    if found.place.name == "spinal cord":
        power = "; ".join(f"every movement of both legs {grade}/5" for grade in weak)
    else:
        power = "; ".join(f"{_listed(movements)} {grade}/5" for grade, movements in weak.items())
    felt = [where for where, grade in found.skin if grade != "normal"]
    feeling = f"{found.skin[0][1]} over {'; '.join(felt)}" if felt else "normal"
    saddle = " Saddle, bladder and bowel at risk: an emergency." if found.saddle and found.silent else ""
    return f"Power: {power or 'full'}. Feeling: {feeling}.{saddle}"


def _reflexes(found):
    clonus = " with clonus" if found.ankle == "4+" else ""
    stiff = ", legs stiff" if found.stiff else ""
    return f"Knee jerk {found.knee}, ankle jerk {found.ankle}{clonus}, toes {found.toes}{stiff}."


def _gained(found, at_rest):
    muscle = found.place.muscle
    felt = "tingling" if found.tingles else "no tingling"
    return f"Unasked: {felt}; the {muscle} at rest: {at_rest}."


def _marked(grade):
    return grade if grade == "2+" else f"<b>{grade} ◆</b>"


def _listed(words):
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


# --- drawing ------------------------------------------------------------------------------------------


def _wedges(x, y, half):
    """Two wedges that meet at the pinch, from in front and from behind."""
    wedge = np.array([(0, 0), (1.5, 3.4), (-1.5, 3.4), (0, 0)])
    front, back = np.array([x, y + half / 2]), np.array([x, y - half / 2])
    return [front + wedge, back + wedge * [1, -1]]


LABELS = {  # structure: where its name stands, and the line that leads to it; at 600 px they just fit
    "brain": ((7, 30.4), ((7, 28.8), (7.6, 20.4))),
    "cord": ((42, 30.4), ((42, 28.8), (42, 6))),
    "cauda equina": ((63, 30.4), ((65, 28.8), (69, 8.2))),
    "S1 root": ((86, 30.4), ((85, 28.8), (79.6, 6.8))),
    "sciatic": ((106, 30.4), ((105, 28.8), (101, 5.6))),
    "common fibular": ((137, 30.4), ((134, 28.8), (130, 10.2))),
    "motor neuron": ((62, -5.6), ((61, -4), (59.4, 5.4))),
    "sural": ((139, -5.6), ((141, -4), (147, 2))),
}


def _person(figure):
    shapes = partial(add_shapes, figure, row=1, col=1)
    words = partial(add_words, figure, row=1, col=1)
    grey = dict(color=theme.OUTLINE.color, width=1)
    fine = dict(grey, width=0.7)
    solid = dict(fill="toself")
    shapes("couch", body.couch(), fillcolor="rgba(128,128,128,0.28)", line=dict(width=0), **solid)
    shapes("body", [body.body()], fillcolor=PALE, line=grey, **solid)
    muscles = [body.muscle(name) for name in body.MUSCLES]
    shapes("muscles", muscles, fillcolor=FLESH, line=fine, **solid)
    weak = dict(shape="/", fgcolor=theme.OUTLINE.color, size=6, solidity=0.4)
    fires = dict(shape="x", fgcolor=theme.ECTOPIC.color, size=7, solidity=0.35)
    for name, color, pattern in (
        ("weak muscles", theme.OUTLINE.color, weak),
        ("firing muscles", theme.ECTOPIC.color, fires),
    ):
        look = dict(fillcolor="rgba(128,128,128,0.2)", fillpattern=pattern, line=dict(color=color, width=1.5))
        shapes(name, **look, **solid)
    bone = dict(fillcolor="rgba(166,122,0,0.30)", line=fine)
    shapes("vertebrae", body.vertebrae(), **bone, **solid)
    shapes("details", [*body.details()], line=grey)
    nerve = dict(color=theme.HEALTHY.color)
    shapes("brain", body.brain(), fillcolor="rgba(0,114,178,0.18)", line=dict(nerve, width=1), **solid)
    shapes("furrows", body.furrows(), line=dict(nerve, width=0.8))
    shapes("cord", [body.cord()], fillcolor=theme.HEALTHY.color, line=dict(width=0), **solid)
    shapes("roots", [*body.cauda(), *body.plexus()], line=dict(nerve, width=1))
    for name, width in (("sciatic", 3.5), ("tibial", 2), ("common fibular", 1.8), ("sural", 1.2)):
        shapes(name, [body.nerve(name)], line=dict(nerve, width=width))
    shapes("numb skin", line=dict(color=theme.OUTLINE.color, width=7, dash="3px,3px"))
    shapes(
        "tingling skin",
        mode="markers",
        marker=dict(symbol="x-thin-open", size=7, color=theme.ECTOPIC.color, line=dict(width=1.5)),
    )
    pinch = dict(color=theme.PINCH.color, width=1)
    shapes("pinch", fillcolor=theme.PINCH.color, line=pinch, **solid)
    shapes("to the traffic", line=dict(pinch, dash="dot", width=1.5))
    shapes("leaders", [np.array(line, float) for _, line in LABELS.values()], line=fine)
    neuron = dict(symbol="circle", size=8, color=theme.AMBER, line=dict(color="white", width=1))
    shapes("neuron", [np.array([body.MOTOR_NEURON])], mode="markers", marker=neuron)
    x, y = zip(*(at for at, _ in LABELS.values()), strict=True)
    words("names", x, y, list(LABELS))
    words(
        "found",
        [109, 184, 184],
        [-5.6, -5.6, 30.4],
        textposition=["middle center", "middle left", "middle left"],
    )
    legend = "▨ lost · × unasked"
    words("legend", [-2], [-5.6], [legend], textposition="middle right")
    figure.update_xaxes(range=WIDE, visible=False, row=1, col=1)
    figure.update_yaxes(range=TALL, visible=False, scaleanchor="x", scaleratio=1, row=1, col=1)
    figure.update_yaxes(constrain="domain", constraintoward="bottom", row=1, col=1)


ROADS = {  # lane: its stretches (cm from the crown), in the direction of travel
    "command": (COMMAND, ((body.BRAIN_LEG_AREA[0], body.CALF[0]),)),
    "touch": (TOUCH, ((body.SKIN[0], body.BRAIN_LEG_AREA[0]),)),
    "loop": (LOOP, ((body.CALF[0], body.MOTOR_NEURON[0]), (body.MOTOR_NEURON[0], body.CALF[0]))),
}
SAYS = {
    "command": "command ▸ from the brain to the {}: {:.0f} % arrive",
    "touch": "touch ◂ from the skin to the brain: {:.0f} % arrive",
    "loop": "loop of the ankle jerk ◂▸ calf, cord, calf: {}",
}


def _traffic(figure):
    shapes = partial(add_shapes, figure, row=2, col=1)
    words = partial(add_words, figure, row=2, col=1)
    grey = dict(color=theme.OUTLINE.color, width=1, dash="dot")
    roads = [
        np.array([(a, y + up), (b, y + up)])
        for y, ways in ROADS.values()
        for (a, b), up in zip(ways, _beside(ways), strict=True)
    ]
    shapes("roads", roads, line=grey)
    blue = dict(fill="toself", fillcolor=theme.HEALTHY.color, line=dict(width=0))
    for name in ROADS:
        shapes(name, **blue)
    shapes(
        "unasked",
        mode="markers",
        marker=dict(symbol="x-thin-open", size=9, color=theme.ECTOPIC.color, line=dict(width=2)),
    )
    shapes("pinched traffic", mode="markers", marker=dict(theme.PINCH.marker, size=12))
    words("lane names", [9] * 3, [y + 0.45 for y, _ in ROADS.values()], textposition="middle right")
    # The same centimetres as the drawing, also where that has room to spare on both sides.
    figure.update_xaxes(range=WIDE, visible=False, matches="x", row=2, col=1)
    figure.update_yaxes(range=[-0.4, 2.8], visible=False, row=2, col=1)


def _beside(ways):
    return (0.0,) if len(ways) == 1 else (HALF, -HALF)


def _lanes(figure, result, x):
    for traffic, (y, ways) in ROADS.items():
        through = 1.0
        bands = []
        for (a, b), up in zip(ways, _beside(ways), strict=True):
            if not (min(a, b) < x <= max(a, b)) or traffic not in result.place.carries:
                bands.append(_band(a, b, y + up, through, through, b, len(ways)))
                continue
            bands.append(_band(a, b, y + up, through, through * (1 - result.silent), x, len(ways)))
            through *= 1 - result.silent
        put(figure, traffic, bands)
    crosses = []
    for traffic, fires in (("command", result.motor_firing), ("touch", result.firing * result.tingles)):
        y, ((a, b),) = ROADS[traffic]
        if fires:
            apart = 7 + 16 * (1 - fires)
            at = np.concatenate([np.arange(x + 2, max(a, b), apart), np.arange(x - 2, min(a, b), -apart)])
            crosses.append(np.column_stack([at, np.full(at.size, y)]))
    put(figure, "unasked", crosses)
    put(figure, "pinched traffic", [np.array([(x, ROADS[name][0])]) for name in result.place.carries])
    arrives = {traffic: 100 * share for traffic, share in result.arrives.items()}
    loop = "runs without its brake" if result.stiff else f"jerk {result.ankle}"
    write(
        figure,
        "lane names",
        [
            SAYS["command"].format(result.place.muscle, arrives["command"]),
            SAYS["touch"].format(arrives["touch"]),
            SAYS["loop"].format(loop),
        ],
    )


def _band(a, b, y, before, after, x, lanes):
    """Traffic from `a` to `b`, as wide as the share that travels; it changes at `x`."""
    half = HALF / lanes
    tops = np.array([(a, half * before), (x, half * before), (x, half * after), (b, half * after)])
    return np.array([0, y]) + np.vstack([tops, tops[::-1] * [1, -1], tops[:1]])


def _muscle(figure, column):
    seconds = np.arange(0, pathway.DURATION, 10) / 1000
    ticks = np.repeat(np.arange(0, pathway.DURATION, BIN) / 1000, 2)
    for name, mark, x in (("force", theme.FORCE, seconds), ("EMG", theme.EMG, ticks)):
        figure.add_trace(
            go.Scatter(
                name=f"{name} {column}",
                x=x.astype("f4"),
                y=np.zeros(x.size, "f4"),
                mode="lines",
                line=dict(mark.line, width=2 if name == "force" else 1),
                hoverinfo="skip",
            ),
            row=3,
            col=column,
        )
    add_words(figure, f"title {column}", [0.03], [300], textposition="bottom right", row=3, col=column)
    figure.update_xaxes(
        range=[0, 4], tickvals=[0, 1, 2, 3], ticktext=["0 s", "1 s", "2 s", "3 s"], row=3, col=column
    )
    figure.update_yaxes(
        range=[-8, 300],
        tickvals=[0, 50, 100, EMG_AT],
        ticktext=["0 %", "force", "100 %", "EMG"] if column == 1 else [""] * 4,
        row=3,
        col=column,
    )


# --- the words "a spasm" ------------------------------------------------------------------------------

SPASMS = {  # letter: its everyday or clinical name, and what drives it
    "A": ("cramp", "many motor axons, kept going by the loop through the cord"),
    "B": ("tightness", "no impulses at all"),
    "C": ("guarding", "orders that pain sets off"),
    "D": ("fasciculation", "single motor axons, each by itself"),
    "E": ("spasticity, here clonus", "the stretch reflex, without its brake from above"),
    "F": ("a push on purpose", "orders from the brain"),
}


def spasms(*, named: bool) -> go.Figure:
    """Six traces of EMG that somebody might call a spasm, simulated; `named` says what they are."""
    figure = go.Figure()
    ticks = np.repeat(np.arange(0, pathway.DURATION, BIN) / 1000, 2)
    for row, (letter, done) in enumerate(_spasms().items()):
        emg = envelope(done.emg, BIN)
        highest = np.abs(emg).max() or 1.0
        line = dict(theme.EMG.line)
        figure.add_scatter(name=letter, x=ticks, y=0.3 * emg / highest - row, mode="lines", line=line)
        name, driver = SPASMS[letter]
        text = f"<b>{letter}</b>"
        if named:
            text += f" <b>{name}</b>, driven by: {driver}. The model's label: <i>{label(done)}</i>"
        figure.add_annotation(x=0, y=0.43 - row, text=text, xanchor="left")
    figure.update_xaxes(title="Time (s)", range=[0, 4])
    figure.update_yaxes(range=[-5.5, 0.65], visible=False)
    figure.update_traces(hoverinfo="skip")
    figure.update_layout(height=460, margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)


def _spasms():
    late = [times[times > 1000] for times in pathway.unasked(1.0)]
    some = dict(duration=pathway.DURATION)
    return {
        "A": contract(ectopic=late, **some),
        "B": contract(**some),
        "C": contract(0.15, seed=3, **some),
        "D": contract(ectopic=pathway.unasked(0.1), **some),
        "E": pathway.tapped(pathway.pinch("spinal cord", silent=0.6)),
        "F": contract(0.15, seed=8, **some),
    }


# --- published numbers --------------------------------------------------------------------------------


def stenosis_cramps() -> go.Figure:
    """D24: of 100 people, how many had cramps, with and without stenosis, in two studies."""
    table = evidence.table("D24")
    counts = table[(table.unit == "count") & table.study.isin(["Matsumoto", "Handa"])]
    rows = {}
    for (study, group), part in counts.groupby(["study", "group"], sort=False):
        n, cramps = (part[part.quantity == what].value.item() for what in ("people", "with cramps"))
        rows[f"{study}: {group}<br><i>{cramps:.0f} of {n:.0f}</i>"] = share(cramps, n)
    figure = go.Figure()
    for mark, ill in ((theme.AFFECTED, True), (theme.CONTROL, False)):
        mine = {name: value for name, value in rows.items() if ("stenosis" in name) == ill}
        figure.add_scatter(
            name="stenosis" if ill else "comparison",
            x=[100 * value.value for value in mine.values()],
            y=list(mine),
            mode="markers+text",
            text=[f"{100 * value.value:.1f} %" for value in mine.values()],
            textposition="top center",
            marker=mark.marker,
            error_x=dict(
                array=[100 * (value.high - value.value) for value in mine.values()],
                arrayminus=[100 * (value.value - value.low) for value in mine.values()],
                color=mark.color,
            ),
            hoverinfo="skip",
        )
    figure.update_xaxes(title="With leg cramps (%), bars: 95 % interval", range=[0, 100])
    figure.update_yaxes(categoryorder="array", categoryarray=list(rows)[::-1], range=[-0.6, 3.6])
    figure.update_layout(height=300, margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)


def night_cramps() -> go.Figure:
    """D25: how often US adults and adolescents had leg cramps at night in the past month."""
    table = evidence.table("D25")
    pooled = table[table.cycle == "pooled"]
    figure = go.Figure(
        go.Bar(
            x=pooled.value,
            y=pooled.answer,
            orientation="h",
            text=[f"{value:.1f} %" for value in pooled.value],
            textposition="outside",
            marker=dict(color=theme.PUBLISHED.color),
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(title="Of 100 people (times in the past month)", range=[0, 80])
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=260, margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)
