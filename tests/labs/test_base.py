"""The mould without a browser: what every lab inherits."""

import base64
import textwrap

import ipywidgets
import numpy as np
import plotly.graph_objects as go
import pytest

from nervelab.labs import base, theme
from nervelab.labs.base import Action, Choice, Control, Lab
from nervelab.labs.panel import as_text

X = np.linspace(0, 1, 11, dtype="f4")


class Line(Lab):
    """y = sign × slope × x, with every way to go wrong on request."""

    name = "A straight line"
    controls = (
        Control("slope", "Slope", "mV/ms", low=0, high=10, step=1, default=2),
        Control("offset", "Offset", "mV", low=-1.0, high=1.0, step=0.1, default=0.0),
        Choice("sign", "Direction", (("up", 1), ("down", -1)), default=1),
    )
    actions = (Action("flip", "Flip", "Turn the line over"), Action("refuse", "Refuse"))
    leaves_out = ("Every bend.",)

    def __init__(self):
        self.calls = 0
        self.breaks = None
        super().__init__()

    def model(self, slope, offset, sign):
        self.calls += 1
        if slope == 10:
            raise ValueError("A slope of 10 mV/ms is too steep: choose 0 to 9 mV/ms.")
        if self.breaks == "model":
            raise KeyError("nowhere")
        return (sign * slope * X + offset).astype("f4")

    def figure(self):
        figure = go.Figure([go.Scatter(x=X, line=theme.HEALTHY.line), go.Scatter(x=X)])
        return figure.update_yaxes(range=[-12, 12])

    def draw(self, figure, result):
        figure.data[0].y = result
        if self.breaks == "draw":
            raise ValueError("Invalid value\n\n  of many lines, as plotly writes them")
        figure.data[1].y = -result

    def sentence(self, result):
        if self.breaks == "sentence":
            raise ZeroDivisionError
        return f"The line ends at {result[-1]:.1f} mV."

    def table(self, result):
        return [{"x (ms)": float(x), "y (mV)": float(y)} for x, y in zip(X[::5], result[::5], strict=True)]

    def code(self, values):
        return f"{values['sign']} * {values['slope']} * x + {values['offset']}"

    def flip(self):
        self.set(sign=-1)

    def refuse(self):
        raise ValueError("Not\ntoday.")


@pytest.fixture
def lab():
    return Line()


def buttons(lab):
    found = [
        widget
        for row in lab.children
        for box in getattr(row, "children", ())
        for widget in getattr(box, "children", ())
    ]
    return {button.description: button for button in found if isinstance(button, ipywidgets.Button)}


def test_the_example_in_the_documentation_runs_as_written():
    example = textwrap.dedent(base.__doc__.split("::\n", 1)[1].split("In a notebook")[0])
    names = {}
    exec(example, names)
    lab = names["DecayLab"]()
    assert lab.error is None
    assert lab.plot.data[0].y[-1] == pytest.approx(10 * np.exp(-100 / 20))
    buttons(lab)["Slowest"].click()
    assert lab.values == {"tau": 50, "sign": 1}
    assert lab.panel.sentence == "After 100 ms, 1.4 mV are left."
    assert eval(lab.panel.code.splitlines()[-1], names)[-1] == pytest.approx(lab.result[-1], rel=1e-5)


def test_the_first_picture_shows_the_defaults(lab):
    assert lab.error is None
    assert lab.calls == 1
    assert lab.values == {"slope": 2, "offset": 0.0, "sign": 1}
    assert lab.plot.data[0].y[-1] == 2
    assert lab.plot.data[0].y.dtype == np.float32
    assert lab.panel.sentence == "The line ends at 2.0 mV."
    assert lab.panel.columns == ["x (ms)", "y (mV)"]
    assert lab.panel.rows == [["0", "0"], ["0.5", "1"], ["1", "2"]]
    assert lab.panel.code == "1 * 2 * x + 0.0"
    assert lab.panel.leaves_out == ["Every bend."]


@pytest.mark.parametrize(
    ("name", "value", "end"),
    [("slope", 0, 0), ("slope", 9, 9), ("offset", -1.0, 1), ("offset", 1.0, 3), ("sign", -1, -2)],
)
def test_moving_one_control_redraws_once(lab, name, value, end):
    lab._inputs[name].value = value
    assert lab.error is None
    assert lab.calls == 2
    assert lab.values[name] == value
    assert lab.plot.data[0].y[-1] == pytest.approx(end)
    assert lab.panel.sentence == f"The line ends at {end:.1f} mV."


def test_values_carry_no_binary_dust(lab):
    lab._inputs["offset"].value = 0.1 + 0.2
    assert lab.values["offset"] == 0.3
    assert lab.panel.code == "1 * 2 * x + 0.3"


def test_a_slider_cannot_leave_its_range(lab):
    lab._inputs["slope"].value = -50
    assert lab.values["slope"] == 0
    assert lab.error is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"slope": 11}, "Slope must be 0 to 10 mV/ms, not 11 mV/ms."),
        ({"slope": float("nan")}, "Slope must be 0 to 10 mV/ms, not nan mV/ms."),
        ({"sign": 2}, "Direction must be one of 1, -1, not 2."),
        ({"tilt": 2}, "This lab has no control 'tilt'; it has slope, offset, sign."),
    ],
)
def test_set_refuses_in_one_sentence_and_moves_nothing(lab, values, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        lab.set(offset=1.0, **values)
    assert lab.values == {"slope": 2, "offset": 0.0, "sign": 1}
    assert lab.calls == 1


def test_set_and_reset_are_one_model_call_each(lab):
    lab.set(slope=5, offset=0.5, sign=-1)
    assert lab.calls == 2
    assert lab.plot.data[0].y[-1] == pytest.approx(-4.5)
    buttons(lab)["Reset"].click()
    assert lab.calls == 3
    assert lab.values == {"slope": 2, "offset": 0.0, "sign": 1}
    assert lab.plot.data[0].y[-1] == 2


def test_a_value_the_model_refuses_is_one_line_and_the_last_picture_stays(lab):
    lab.set(slope=3)
    lab.set(slope=10)
    assert isinstance(lab.error, ValueError)
    assert lab.panel.error == "A slope of 10 mV/ms is too steep: choose 0 to 9 mV/ms."
    assert lab.plot.data[0].y[-1] == 3
    assert lab.panel.sentence == "The line ends at 3.0 mV."
    assert lab.result[-1] == 3
    lab.set(slope=4)
    assert lab.error is None
    assert lab.panel.error == ""
    assert lab.plot.data[0].y[-1] == 4


@pytest.mark.parametrize(
    ("where", "kind"), [("model", KeyError), ("sentence", ZeroDivisionError), ("draw", ValueError)]
)
def test_any_other_failure_is_one_line_and_the_last_picture_stays(lab, where, kind, capfd):
    lab.breaks = where
    lab.set(slope=7)
    assert type(lab.error) is kind
    assert lab.panel.error == (
        f"This update failed ({kind.__name__}). The picture shows the last state that worked."
    )
    assert lab.panel.sentence == "The line ends at 2.0 mV."
    assert capfd.readouterr() == ("", "")
    assert [trace.y[-1] for trace in lab.plot.data] == [2, -2]


def test_a_half_drawn_picture_is_drawn_again_as_it_was(lab):
    def tears(figure, result):
        figure.data[0].y = result
        if result[-1] == 7:
            raise RuntimeError("torn")
        figure.data[1].y = -result

    lab.draw = tears
    lab.set(slope=7)
    assert isinstance(lab.error, RuntimeError)
    assert [trace.y[-1] for trace in lab.plot.data] == [2, -2]


def test_where_there_are_no_widgets_a_figure_and_its_meaning_are_left(lab):
    lab.set(slope=3)
    shown = lab._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    for kind in ("text/plain", "text/markdown"):
        assert lab.panel.sentence in shown[kind]
        assert lab.panel.code in shown[kind]
        assert lab.name in shown[kind]
    packed = shown["application/vnd.plotly.v1+json"]["data"][0]["y"]
    drawn = np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"])
    assert drawn == pytest.approx(np.asarray(lab.plot.data[0].y))
    assert drawn[-1] != 0


def test_an_action_moves_the_lab_and_its_failure_is_one_line(lab):
    buttons(lab)["Flip"].click()
    assert lab.plot.data[0].y[-1] == -2
    buttons(lab)["Refuse"].click()
    assert isinstance(lab.error, ValueError)
    assert lab.panel.error == "Not today."
    assert lab.plot.data[0].y[-1] == -2


def test_one_update_is_one_message_to_the_figure(lab):
    sent = []
    lab.plot.observe(lambda change: sent.append(change.new), names="_py2js_update")
    lab.set(slope=6)
    assert len([message for message in sent if message]) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((5, 5, 1, 5), "range from 5 to 5 by 1 has no values"),
        ((0, 5, 0, 5), "range from 0 to 5 by 0 has no values"),
        ((0, 5, 1, 6), "Pressure must be 0 to 5 mmHg, not 6 mmHg"),
    ],
)
def test_a_control_that_makes_no_sense_is_refused(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        Control("pressure", "Pressure", "mmHg", *arguments)


def test_a_choice_needs_its_default_among_its_options():
    with pytest.raises(ValueError, match="Fibre must be one of 'A', 'C', not 'B'"):
        Choice("fibre", "Fibre", (("Aα", "A"), ("C", "C")), default="B")


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (("a", "b", "c"), ipywidgets.RadioButtons),
        (("a", "b", "c", "d"), ipywidgets.Dropdown),
        (("aaaaa", "bbbbb", "cccccc"), ipywidgets.RadioButtons),
        (("aaaaa", "bbbbb", "ccccccc"), ipywidgets.Dropdown),
        (("a single long label",), ipywidgets.Dropdown),
    ],
)
def test_few_short_options_are_radio_buttons_and_others_a_drop_down(labels, kind):
    assert isinstance(Choice("x", "X", tuple((label, 0) for label in labels), 0).widget(), kind)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (np.int64(-12000), "−12000"),
        (np.float32(0.1), "0.1"),
        (-70.12345, "−70.12"),
        (None, "–"),
        (float("nan"), "–"),
        ("L5-S1", "L5-S1"),
        (True, "True"),
    ],
)
def test_table_cells_are_short_and_plain(value, text):
    assert as_text(value) == text
