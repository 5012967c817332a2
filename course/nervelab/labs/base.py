r"""The mould for every lab: a lab states its controls, calls its model and draws; the rest is here.

A minimal lab, complete::

    import numpy as np
    import plotly.graph_objects as go

    from nervelab.labs import theme
    from nervelab.labs.base import Action, Choice, Control, Lab

    TIME = np.linspace(0, 100, 401, dtype="f4")  # ms


    class DecayLab(Lab):
        name = "Decay of the membrane potential"
        controls = (
            Control("tau", "Time constant", "ms", low=5, high=50, step=5, default=20),
            Choice("sign", "Direction", (("up", 1), ("down", -1)), default=1),
        )
        actions = (Action("slowest", "Slowest", "Set the longest time constant"),)
        leaves_out = ("Every active channel.",)
        illustrative = ""  # or one sentence: what on screen is not calibrated

        def model(self, tau, sign):  # pure; raise ValueError with one sentence for what cannot be
            return sign * 10 * np.exp(-TIME / tau)

        def figure(self):  # called once: axes with fixed ranges, empty traces in their final look
            figure = go.Figure(go.Scatter(x=TIME, line=theme.HEALTHY.line, name="potential"))
            figure.update_xaxes(title="Time (ms)", range=[0, 100])
            figure.update_yaxes(title="Potential (mV)", range=[-11, 11])
            return figure

        def draw(self, figure, result):  # inside one batch_update: assign data, nothing else
            figure.data[0].y = result.astype("f4")

        def sentence(self, result):  # what is seen now, with numbers and units
            return f"After 100 ms, {result[-1]:.1f} mV are left."

        def table(self, result):  # a sequence of dicts, heading -> number or text
            return [{"Time (ms)": t, "Potential (mV)": v} for t, v in zip(TIME[::100], result[::100])]

        def code(self, values):  # the lines that give the same numbers without the widget
            return (
                "import numpy as np\n"
                f"{values['sign']} * 10 * np.exp(-np.linspace(0, 100) / {values['tau']})"
            )

        def slowest(self):  # an action: a method named like it, with no arguments
            self.set(tau=50)

In a notebook, ``DecayLab()`` as the last line of a cell shows it. For code and tests:

``lab.values``      dict, name of the control -> its value now
``lab.set(tau=10)`` moves one or several controls, in ONE model call; ValueError outside the range
``lab.reset()``     every control back to its default, in one model call
``lab.update()``    runs the model again (for a lab that keeps state of its own besides the controls)
``lab.result``      what ``model`` returned for the picture on the screen; None before the first success
``lab.error``       the exception of the last update, or None; tests assert that it is None
``lab.plot``        the FigureWidget
``lab.panel``       the words under it: ``.sentence``, ``.columns``, ``.rows``, ``.code``, ``.error``

`nervelab.labs.traces` finds a trace by its name and puts shapes and words into it.

Rules that keep a lab fast and legible: float32 arrays (plotly sends int64 as text), axis ranges fixed in
``figure``, colours, dashes and markers from `nervelab.labs.theme`, a label next to each curve rather than
colour alone. ``figure`` may return any ``go.Figure``, also one from ``make_subplots``: template, height
(430 px unless it sets its own), width and mode bar are given here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import ipywidgets
import plotly.graph_objects as go

from nervelab.labs import theme
from nervelab.labs.panel import Panel

MOST_RADIOS, MOST_LETTERS = 3, 16  # in one choice: what a column of 200 px, the narrowest, holds
UNEXPECTED = "This update failed ({}). The picture shows the last state that worked."


@dataclass(frozen=True)
class Control:
    """A number with a unit, set by a slider that cannot leave [low, high].

    It moves in whole numbers when low, step and default are ``int``. ``unit`` is read aloud after the value
    ("60 mmHg"): "" for a pure number, and what the ends mean belongs in the label.
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    default: float

    def __post_init__(self) -> None:
        if not self.low < self.high or self.step <= 0:
            raise ValueError(
                f"{self.name}: a range from {self.low} to {self.high} by {self.step} has no values."
            )
        self.checked(self.default)

    @property
    def title(self) -> str:
        """The label on the screen, with the unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def decimals(self) -> int:
        """Digits after the point that the step can reach: 0 for 5, 2 for 0.25."""
        return max(0, -Decimal(str(self.step)).as_tuple().exponent)

    @property
    def whole(self) -> bool:
        return all(isinstance(number, int) for number in (self.low, self.step, self.default))

    def checked(self, value: float) -> float:
        """`value`, or a ValueError that gives the value, the unit and the range."""
        if not self.low <= value <= self.high:
            unit = f" {self.unit}" if self.unit else ""
            raise ValueError(
                f"{self.label} must be {self.low:g} to {self.high:g}{unit}, not {value:g}{unit}."
            )
        return value

    def read(self, value: float) -> float:
        """The value without the binary dust of adding steps: 0.3, not 0.30000000000000004."""
        return value if self.whole else round(value, self.decimals)

    def widget(self) -> ipywidgets.Widget:
        slider = ipywidgets.IntSlider if self.whole else ipywidgets.FloatSlider
        return slider(
            value=self.default,
            min=self.low,
            max=self.high,
            step=self.step,
            description=self.title,
            tooltip="",
            readout_format="d" if self.whole else f".{self.decimals}f",
            style={"description_width": "initial"},
        )


@dataclass(frozen=True)
class Choice:
    """One of a few named options: radio buttons where up to three fit side by side, a drop-down elsewhere.

    ``options`` are (label, value) pairs; ``default`` is one of the values.
    """

    name: str
    label: str
    options: tuple[tuple[str, Any], ...]
    default: Any

    def __post_init__(self) -> None:
        self.checked(self.default)

    @property
    def title(self) -> str:
        return self.label

    def checked(self, value: Any) -> Any:
        """`value`, or a ValueError that lists the options."""
        if all(value != known for _, known in self.options):
            known = ", ".join(repr(known) for _, known in self.options)
            raise ValueError(f"{self.label} must be one of {known}, not {value!r}.")
        return value

    def read(self, value: Any) -> Any:
        return value

    def widget(self) -> ipywidgets.Widget:
        common = dict(
            options=self.options,
            value=self.default,
            description=self.title,
            tooltip="",
            style={"description_width": "initial"},
        )
        letters = sum(len(label) for label, _ in self.options)
        if len(self.options) > MOST_RADIOS or letters > MOST_LETTERS:
            return ipywidgets.Dropdown(**common)
        return ipywidgets.RadioButtons(orientation="horizontal", **common)


@dataclass(frozen=True)
class Action:
    """A button that calls the lab's method `name`; `help` says in a few words what it does."""

    name: str
    label: str
    help: str = ""


class Lab(ipywidgets.VBox):
    """A live figure with its controls above it and its meaning in words below it.

    A subclass fills in the attributes and the six methods below; the module's docstring shows one.
    """

    name: ClassVar[str]
    """Accessible name of the figure: what a screen reader says it shows."""
    controls: ClassVar[tuple[Control | Choice, ...]]
    actions: ClassVar[tuple[Action, ...]] = ()
    leaves_out: ClassVar[tuple[str, ...]]
    """Sentences for "What this model leaves out"."""
    illustrative: ClassVar[str] = ""
    """One sentence on what is not calibrated; on the screen whenever it is not empty."""

    def model(self, **values: Any) -> Any:
        """What the controls' values lead to. Pure. ValueError, in one sentence, for what cannot be."""
        raise NotImplementedError

    def figure(self) -> go.Figure:
        """The empty figure: fixed axis ranges, every trace in its final look. Called once."""
        raise NotImplementedError

    def draw(self, figure: go.Figure, result: Any) -> None:
        """Put `result` into the figure, in one batch: assign data and texts only, add nothing."""
        raise NotImplementedError

    def sentence(self, result: Any) -> str:
        """What is seen now, with numbers and units: the figure in words."""
        raise NotImplementedError

    def table(self, result: Any) -> Sequence[Mapping[str, Any]]:
        """The same as numbers: one mapping a row, heading (with unit) -> number or text."""
        raise NotImplementedError

    def code(self, values: Mapping[str, Any]) -> str:
        """The lines of Python that reproduce the numbers of this state."""
        raise NotImplementedError

    def __init__(self) -> None:
        self.result: Any = None
        self.error: Exception | None = None
        self.plot = self.figure()
        self.panel = Panel(
            name=self.name,
            units={control.title: getattr(control, "unit", "") for control in self.controls},
            leaves_out=list(self.leaves_out),
            illustrative=self.illustrative,
        )
        self._inputs = {control.name: control.widget() for control in self.controls}
        self._moving = False
        for widget in self._inputs.values():
            widget.observe(self._moved, names="value")

        # The first picture is drawn before the figure becomes a widget: plotly 7.1 forgets the other
        # arrays of a trace that changes between the widget's birth and its first display.
        self.update()
        self.plot = theme.widget(self.plot)

        row = ipywidgets.Box([*self._inputs.values(), self._buttons()])
        row.add_class("nervelab-controls")
        # On every resize plotly asks the page for the figure's height: the frame has to know it.
        frame = ipywidgets.Box([self.plot], layout={"height": f"{self.plot.layout.height}px"})
        frame.add_class("nervelab-figure")
        super().__init__([row, frame, self.panel])
        self.add_class("nervelab-lab")

    @property
    def values(self) -> dict[str, Any]:
        """Name of each control -> its value now."""
        return {control.name: control.read(self._inputs[control.name].value) for control in self.controls}

    def set(self, **values: Any) -> None:
        """Move the named controls, in one model call; ValueError for an unknown name or value."""
        known = {control.name: control for control in self.controls}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"This lab has no control {name!r}; it has {', '.join(known)}.")
            known[name].checked(value)
        self._moving = True
        try:
            for name, value in values.items():
                self._inputs[name].value = value
        finally:
            self._moving = False
        self.update()

    def reset(self) -> None:
        """Every control back to its default, in one model call."""
        self.set(**{control.name: control.default for control in self.controls})

    def update(self) -> None:
        """Run the model on the present values and show the result; if that fails, say so in one line."""
        try:
            result = self.model(**self.values)
        except Exception as error:
            self._fail(error)
            return
        try:
            self._show(result)
        except Exception as error:
            # Not the learner's doing, whatever its type: plotly and NumPy raise ValueErrors of many lines.
            self._fail(error, expected=())
            return
        self.result, self.error, self.panel.error = result, None, ""

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Where widgets are not available: the figure as it stands, its meaning, and how to go on."""
        data = super()._repr_mimebundle_(**kwargs)
        words = [
            f"{self.name}.",
            self.panel.sentence or self.panel.error,
            self.illustrative,
            "The controls need JupyterLab with widgets. The same numbers in Python:",
        ]
        told = "\n\n".join(word for word in words if word)
        data["text/plain"] = f"{told}\n\n{self.panel.code}"
        data["text/markdown"] = f"{told}\n\n```python\n{self.panel.code}\n```"
        data["application/vnd.plotly.v1+json"] = json.loads(self.plot.to_json())
        return data

    def _show(self, result: Any) -> None:
        # Words first: if they fail, the picture has not been touched.
        words = dict(
            sentence=self.sentence(result), rows=list(self.table(result)), code=self.code(self.values)
        )
        try:
            with self.plot.batch_update():
                self.draw(self.plot, result)
        except Exception:
            if self.result is not None:
                with self.plot.batch_update():
                    self.draw(self.plot, self.result)
            raise
        self.panel.show(**words)

    def _fail(self, error: Exception, expected: tuple[type[Exception], ...] = (ValueError,)) -> None:
        self.error = error
        said = isinstance(error, expected) and str(error)
        self.panel.error = " ".join((said or UNEXPECTED.format(type(error).__name__)).split())

    def _moved(self, _change: object) -> None:
        if not self._moving:
            self.update()

    def _buttons(self) -> ipywidgets.Box:
        row = [self._button(action) for action in (*self.actions, RESET)]
        box = ipywidgets.Box(row)
        box.add_class("nervelab-actions")
        return box

    def _button(self, action: Action) -> ipywidgets.Button:
        method = getattr(self, action.name)

        def clicked(_button: object) -> None:
            try:
                method()
            except Exception as error:
                self._fail(error)

        button = ipywidgets.Button(description=action.label, tooltip=action.help)
        button.on_click(clicked)
        return button


RESET = Action("reset", "Reset", "Every control back to its default")
