"""The traces of a figure: found by name whatever happened to the figure, drawn from shapes and words."""

import copy
import importlib
import pkgutil
from contextlib import suppress

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from nervelab import labs
from nervelab.labs.base import Lab
from nervelab.labs.traces import add_shapes, add_words, envelope, put, trace, write

SQUARE = np.array([(0, 0), (1, 0), (1, 1), (0, 0)], float)
LINE = np.array([(2, 5), (3, 6)], float)
RIGHT, UP = np.eye(2)


def kinds():
    """Every lab of the course."""
    for module in pkgutil.iter_modules(labs.__path__, labs.__name__ + "."):
        found = vars(importlib.import_module(module.name)).values()
        classes = [each for each in found if isinstance(each, type) and each.__module__ == module.name]
        yield from (each for each in classes if issubclass(each, Lab) and each is not Lab)


@pytest.fixture(params=[go.Figure, go.FigureWidget])
def figure(request):
    return request.param([go.Scatter(name=name) for name in ("a", "b", "c")])


def sent(figure) -> list:
    """What will have been sent to the browser."""
    messages = []
    figure.observe(lambda change: messages.append(change.new), names="_py2js_update")
    return messages


# Finding


def test_a_trace_is_found_by_its_name(figure):
    assert [trace(figure, name) for name in "abcba"] == [figure.data[k] for k in (0, 1, 2, 1, 0)]
    assert all(trace(figure, each.name) is each for each in figure.data)


def test_a_name_that_no_trace_has_is_an_error(figure):
    with pytest.raises(KeyError, match="'d'"):
        trace(figure, "d")


def test_of_two_with_one_name_it_is_the_first(figure):
    figure.add_scatter(name="a")
    assert trace(figure, "a") is figure.data[0]


def test_one_added_after_the_first_look_is_found(figure):
    trace(figure, "a")
    figure.add_scatter(name="d")
    assert trace(figure, "d") is figure.data[3]


def test_one_renamed_after_the_first_look_is_found_by_its_new_name_alone(figure):
    trace(figure, "a").name = "z"
    with pytest.raises(KeyError):
        trace(figure, "a")
    assert trace(figure, "z") is figure.data[0]


def test_one_taken_out_after_the_first_look_is_not_found(figure):
    trace(figure, "b")
    figure.data = (figure.data[0], figure.data[2])
    with pytest.raises(KeyError):
        trace(figure, "b")
    figure.add_scatter(name="b")
    assert trace(figure, "b") is figure.data[2]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, go.Figure, go.FigureWidget])
def test_a_copy_has_its_own(copied):
    figure = go.Figure(go.Scatter(name="a"))
    trace(figure, "a")
    other = copied(figure)
    assert trace(other, "a") is other.data[0]
    trace(other, "a").y = [1]
    assert other.data[0].y == (1,)


def test_names_are_asked_for_once(figure, monkeypatch):
    asked = []
    monkeypatch.setattr(
        go.Scatter, "name", property(lambda self: asked.append(0) or self["name"]), raising=True
    )
    trace(figure, "c")
    first = len(asked)
    trace(figure, "a")
    assert len(asked) - first < len(figure.data) <= first


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_no_two_traces_of_a_lab_have_one_name(kind):
    names = [each.name for each in kind().plot.data]
    assert None not in names
    assert len(names) == len(set(names)) > 0


# Drawing


def test_shapes_are_one_line_with_a_gap_after_each(figure):
    put(figure, "b", [SQUARE, LINE])
    x, y = trace(figure, "b").x, trace(figure, "b").y
    assert np.array_equal(x, [0, 1, 1, 0, np.nan, 2, 3, np.nan], equal_nan=True)
    assert np.array_equal(y, [0, 0, 1, 0, np.nan, 5, 6, np.nan], equal_nan=True)
    assert x.dtype == y.dtype == np.float32
    put(figure, "b", [])
    assert len(trace(figure, "b").x) == len(trace(figure, "b").y) == 0


@pytest.mark.parametrize(
    ("shapes", "count"),
    [
        ([SQUARE, LINE], 0),
        ([SQUARE, LINE + RIGHT], 1),
        ([SQUARE, LINE + UP], 1),
        ([LINE], 1),
        ([], 1),
    ],
)
def test_only_what_is_new_is_sent(shapes, count):
    figure = go.FigureWidget(go.Scatter(name="a"))
    put(figure, "a", [SQUARE, LINE])
    messages = sent(figure)
    put(figure, "a", shapes)
    assert len([message for message in messages if message]) == count


def test_a_torn_draw_is_put_right_by_the_next():
    figure = go.FigureWidget(go.Scatter(name="a"))
    put(figure, "a", [SQUARE])
    with suppress(RuntimeError), figure.batch_update():
        put(figure, "a", [LINE])
        raise RuntimeError("torn")
    with figure.batch_update():
        put(figure, "a", [SQUARE])
    assert np.array_equal(trace(figure, "a").x[:-1], SQUARE[:, 0])


def test_drawings_and_words_go_where_they_are_told_and_look_as_they_are_told():
    figure = make_subplots(1, 2)
    add_shapes(figure, "shape", [LINE], fill="toself", row=1, col=2)
    add_shapes(figure, "later", mode="markers")
    add_words(figure, "words", [1, 2], [3, 4], ["here", "there"], textfont=dict(size=20), row=1, col=2)
    add_words(figure, "empty", [1, 2], [3, 4])
    shape, later, words, empty = figure.data
    assert (shape.xaxis, words.xaxis, shape.fill) == ("x2", "x2", "toself")
    assert [each.mode for each in figure.data] == ["lines", "markers", "text", "text"]
    assert np.array_equal(shape.y[:-1], [5, 6])
    assert len(later.x) == 0
    assert (words.text, words.textfont.size) == (("here", "there"), 20)
    assert (empty.text, empty.textfont.size) == ((" ", " "), 12)
    assert all(each.hoverinfo == "skip" and each.showlegend is False for each in figure.data)
    assert words.cliponaxis is False


def test_words_that_are_gone_leave_a_blank(figure):
    """plotly.js never draws again what was empty once."""
    write(figure, "b", ["here", ""])
    assert trace(figure, "b").text == ("here", " ")


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_no_word_of_a_lab_is_empty(kind):
    written = [word for each in kind().plot.data for word in np.atleast_1d(each.text or [])]
    assert "" not in written


# Thinning


@pytest.mark.parametrize("spike", [-9.0, 9.0])
@pytest.mark.parametrize("at", range(20))
def test_no_spike_is_lost(spike, at):
    samples = np.sin(np.arange(20.0))
    samples[at] = spike
    points = envelope(samples, 5)
    assert points.size == 2 * 20 / 5
    assert points[2 * (at // 5) + (spike < 0)] == spike


def test_the_highest_comes_before_the_lowest_of_each_stretch():
    assert envelope(np.array([1, 3, 2, -1, 0, -2, 7]), 3).tolist() == [3, 1, 0, -2]
