"""The taste: one slider, a pressure held for an hour on a drawn motor nerve, and what reaches the muscle.

The compression lab with everything taken away but its first question.  Left to right as impulses run: the
cord, strands of fibres through the pinch, the muscle; beside it the twitch that the muscle makes of them.
"""

from functools import partial

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab.labs import theme
from nervelab.labs.base import Control, Lab
from nervelab.labs.compression import ASKED, AXON, Shown, press
from nervelab.labs.drawings import nerve_to_muscle as drawing
from nervelab.labs.traces import add_shapes, add_words, put, trace, write
from nervelab.physiology import State

MINUTES = 60
FIBRES = 5  # in one drawn strand
HEIGHT = 280
LOOK = 500  # ms of the twitch
HIGHEST = 16  # % of maximal force; a twitch of all fibres reaches 13


class TasteLab(Lab):
    """Press on a healthy motor nerve for an hour."""

    name = "A motor nerve under pressure for an hour, from the spinal cord on the left to the muscle's twitch"
    controls = (
        Control("pressure", "Pressure, held for an hour", "mmHg", low=0, high=120, step=1, default=0),
    )
    illustrative = "Calibrated on published experiments; the exact pressure belongs to this model."
    leaves_out = (
        "A healthy nerve only. Section 2 adds time, irritability and release.",
        "Motor fibres only: no feeling, no pain.",
        "One strand stands for five fibres of 120; the thickest lie in the middle.",
    )

    def model(self, pressure):
        return press(pressure, MINUTES, 0, 0)

    def figure(self):
        figure = make_subplots(1, 2, column_widths=[0.7, 0.3], horizontal_spacing=0.09)
        _nerve(figure)
        _twitch(figure)
        figure.update_layout(height=HEIGHT, margin=dict(l=4, r=12, t=26, b=40))
        return figure

    def draw(self, figure, result):
        pressure = result.run.pinch.pressure
        squeeze = drawing.squeeze(pressure / self.controls[0].high)
        put(figure, "nerve", [drawing.sheath(squeeze)])
        through = _strands(result)
        put(figure, "on the way", drawing.strands(squeeze, ends=drawing.PINCH))
        put(figure, "arrive", drawing.strands(squeeze, begins=drawing.PINCH, which=through))
        put(figure, "silent", drawing.strands(squeeze, begins=drawing.PINCH, which=~through))
        x, y = drawing.places(drawing.PINCH, squeeze, which=~through).astype("f4").T
        trace(figure, "lost").update(x=x, y=y)
        for name, jaw in zip(("jaw above", "jaw below"), drawing.jaws(squeeze), strict=True):
            put(figure, name, [jaw])
        write(figure, "pressure", [f"<b>{pressure:g} mmHg</b>"])
        write(figure, "count", [f"{_arriving(result)} of {_fibres(result)} fibres<br>get through"])
        force = _force(result).astype("f4")
        trace(figure, "now").y = force
        trace(figure, "muscle").fillcolor = f"rgba(0,158,115,{0.12 + 0.5 * force.max() / HIGHEST:.2f})"

    def sentence(self, result):
        run, force = result.run, _force(result).max()
        answer = f"The muscle twitches with {force:.0f} % of its full force" if force >= 0.5 else _NO_TWITCH
        unsent = sum(times.size for times in result.contraction.ectopic) + run.spontaneous.size
        own = "Not one impulse that nobody sent." if unsent == 0 else f"{unsent} impulses nobody sent."
        return (
            f"{run.pinch.pressure:g} mmHg for an hour: {_arriving(result)} of {_fibres(result)} motor fibres "
            f"pass their impulse on{_speed(result)}. {answer}. {own}"
        )

    def table(self, result):
        force = _force(result).max()
        unsent = sum(times.size for times in result.contraction.ectopic) + result.run.spontaneous.size
        rows = [
            ("Pressure, held for an hour", result.run.pinch.pressure, "mmHg"),
            ("Impulses sent", _fibres(result), "one per fibre"),
            ("Impulses that arrive", _arriving(result), "one per fibre"),
            ("Velocity across the pinch, a middle fibre", result.run.velocity, "m/s"),
            ("Force of the twitch", float(force), "% of maximal"),
            ("Impulses that nobody sent", unsent, ""),
        ]
        return [{"Quantity": q, "Value": v, "Unit": u} for q, v, u in rows]

    def code(self, values):
        return (
            "from nervelab import Axon, Pinch\n"
            "from nervelab.physiology import nerve\n"
            f"pinch = Pinch(pressure={values['pressure']}, minutes={MINUTES})\n"
            f"run = Axon(diameter={AXON.diameter:g}).stimulate(pinch)\n"
            "arriving = nerve.respond(nerve.population(), pinch).conducting.sum()\n"
            f"force = nerve.contraction(pinch, sent=[{ASKED:g}]).force.max()\n"
            "run.state, run.velocity, arriving, force"
        )


_NO_TWITCH = "The muscle gives no twitch worth the name"


def _fibres(result: Shown) -> int:
    return result.response.conducting.size


def _arriving(result: Shown) -> int:
    return int(result.response.conducting.sum())


def _force(result: Shown) -> np.ndarray:
    start = int(ASKED)
    return result.contraction.force[start : start + LOOK]


def _speed(result: Shown) -> str:
    """Said of the middle fibre where its impulse arrives late."""
    if result.run.state is not State.SLOWED:
        return ""
    return f", a middle one at {result.run.velocity:.0f} m/s instead of {result.run.velocity_before:.0f}"


def _strands(result: Shown) -> np.ndarray:
    """Whether most fibres of each strand conduct, from the edge of the nerve to its middle."""
    return result.response.conducting.reshape(-1, FIBRES).mean(axis=1) >= 0.5


def _nerve(figure):
    add = dict(row=1, col=1)
    grey = theme.OUTLINE.color
    fine, thick = dict(color=grey, width=1), dict(color=grey, width=1.5)
    shapes = partial(add_shapes, figure, **add)
    shapes("cord", [drawing.CORD], fill="toself", fillcolor="rgba(128,128,128,0.25)", line=thick)
    shapes("nerve", fill="toself", fillcolor="rgba(128,128,128,0.12)", line=fine)
    shapes("muscle", [drawing.MUSCLE], fill="toself", fillcolor="rgba(0,158,115,0.5)", line=thick)
    shapes("bundles", drawing.BUNDLES, line=fine)
    shapes("on the way", line=dict(theme.BEFORE.line, width=2))
    shapes("silent", line=dict(fine, dash="dot"))
    shapes("arrive", line=dict(color=theme.AFTER.color, width=2))
    pinch = theme.PINCH.color
    cross = dict(theme.ECTOPIC.marker, symbol="x-thin-open", size=7, line=dict(color=pinch, width=2))
    shapes("lost", mode="markers", marker=cross)
    for name in ("jaw above", "jaw below"):
        shapes(name, fill="toself", fillcolor=pinch, line=dict(color=pinch, width=1))
    for name, (x, y) in (("pressure", (drawing.PINCH, drawing.TOP)), ("count", drawing.COUNT)):
        add_words(figure, name, [x], [y], textfont=dict(size=14), **add)
    for text, x, y in drawing.LABELS:
        figure.add_annotation(text=text, x=x, y=y, **add)
    figure.update_xaxes(range=drawing.ACROSS, visible=False, **add)
    figure.update_yaxes(range=drawing.UPWARDS, visible=False, **add)


def _twitch(figure):
    add = dict(row=1, col=2)
    times = np.arange(LOOK, dtype="f4")
    healthy = _force(press(0, MINUTES, 0, 0)).astype("f4")
    for name, mark, y in (("no pressure", theme.CONTROL, healthy), ("now", theme.FORCE, healthy)):
        line = dict(mark.line, width=3 if name == "now" else 2)
        figure.add_trace(
            go.Scatter(name=name, x=times, y=y, mode="lines", line=line, hoverinfo="skip"), **add
        )
    words = "force of the twitch<br>(dashes: no pressure)"
    figure.add_annotation(text=words, x=LOOK, y=HIGHEST, xanchor="right", yanchor="top", align="right", **add)
    figure.update_xaxes(range=[0, LOOK], tickvals=[0, 200, 400], ticktext=["0 ms", "200 ms", "400 ms"], **add)
    figure.update_yaxes(range=[0, HIGHEST], dtick=4, ticksuffix=" %", **add)
