"""Every control of the membrane lab, moved to its ends; what is asserted is what the learner would see."""

import numpy as np
import pytest

from nervelab import Axon, Pinch, evidence
from nervelab.labs import science
from nervelab.labs.science import SEVERITIES, ScienceLab
from nervelab.physiology import Bath, State, nernst
from nervelab.physiology.axon import CENTRE, PINCHED

from .looking import cells, ends, trace, trace_in, words


@pytest.fixture(scope="module")
def shared():
    return ScienceLab()


@pytest.fixture(scope="module")
def filled(shared):
    """The picture with irritability 75 % and every severity visited."""
    shared.reset()
    shared.set(irritability=75, severity=60)
    shared.fill()
    assert shared.error is None
    return shared.plot.to_dict()["data"], shared.panel.sentence


def marks(data, name):
    (row,) = (t for t in data if t["name"] == name)
    return dict(zip(row["x"], row["marker"]["symbol"], strict=True))


def test_it_opens_on_a_healthy_axon(lab):
    assert "One impulse in, one out." in words(lab)
    assert "that of health" in words(lab)
    assert list(trace(lab, "slowly").x) == [0]
    assert list(trace(lab, "at once").x) == []
    assert len(trace(lab, "stable rest, alone, now").x) == 1
    assert trace(lab, "whose").text[0] == "sent by the cord"
    np.testing.assert_allclose(trace(lab, "now").y, trace(lab, "healthy").y, rtol=1e-5)


@pytest.mark.parametrize("control", ScienceLab.controls, ids=lambda c: c.name)
def test_every_control_at_its_ends(lab, control):
    lab.set(severity=50)
    for value in (*ends(control), control.default):
        lab.set(**{control.name: value})
        assert lab.error is None
        assert lab.panel.error == ""
        for name in ("in the pinch", "at the muscle end"):
            y = np.asarray(trace(lab, name).y)
            assert y.shape == np.asarray(trace(lab, name).x).shape
            assert np.isfinite(y).all()
            assert -115 < y.min() < y.max() < 50
        here = trace(lab, "here")
        assert list(here.x) == [lab.values["severity"]]
        assert here.y[0] == lab.result.axon.rest
        crossings = [*trace(lab, "stable rest, alone, now").x, *trace(lab, "unstable rest, alone, now").x]
        assert crossings
        now = np.asarray(trace(lab, "now").y)
        for rest in crossings:  # a rest is where the drawn line crosses zero
            near = np.abs(science.VOLTS - rest) <= 0.5
            assert now[near].min() <= 0 <= now[near].max()
        assert words(lab)[-1] == "."


def test_low_potassium_hyperpolarises_and_raises_the_threshold(lab):
    """M08, with Nernst by hand: 26.73 mV · ln(2.5/4) = −12.6 mV."""
    before, rest = trace(lab, "potassium's potential").x[0], lab.result.axon.rest
    lab.set(potassium=2.5)
    assert trace(lab, "potassium's potential").x[0] - before == pytest.approx(-12.56, abs=0.02)
    assert lab.result.axon.rest < rest - 5
    assert "% above healthy" in words(lab)
    ratio = Axon(bath=Bath(potassium=2.5)).threshold() / Axon().threshold()
    assert f"{100 * (ratio - 1):.0f} % above healthy" in words(lab)
    assert 1.2 < ratio < 1.5


def test_low_calcium_excites_without_moving_the_rest(lab):
    rest = lab.result.axon.rest
    lab.set(calcium=0.6)
    assert lab.result.axon.rest == pytest.approx(rest, abs=0.5)
    assert "% below healthy" in words(lab)


def test_an_upset_balance_alone_never_fires(lab):
    """H3: at irritability 0 the rest climbs, a node alone loses its own, and nothing is fired."""
    lab.fill()
    seen = lab.result.visited[False]
    assert list(seen) == list(SEVERITIES)
    rest = list(trace(lab, "rest in the axon").y)
    assert rest == sorted(rest)
    assert rest[-1] > rest[0] + 30
    assert not any(view.nobodys for view in seen.values())
    assert seen[100].state is State.BLOCK
    assert len(trace(lab, "unstable rest, alone").x) > 2


def test_rest_burst_block(filled):
    data, _ = filled
    row = list(marks(data, "slowly").values())
    assert row[0] == "circle"
    assert row[-1] == "square"
    fired = [k for k, symbol in enumerate(row) if symbol in ("x", "diamond")]
    assert fired
    assert fired == list(range(fired[0], fired[-1] + 1))
    assert row[fired[-1] + 1 :] == ["square"] * (len(row) - fired[-1] - 1)


def test_two_histories_of_one_axon(filled, lab):
    """Bostock 1991: the same axon, silent or firing."""
    data, _ = filled
    assert marks(data, "slowly")[60] == "diamond"
    assert marks(data, "at once")[60] == "x"
    lab.set(severity=60, irritability=75)
    assert lab.result.axon.unsent == 0
    assert trace(lab, "at the muscle end").y[:400].max() < -60
    lab.set(at_once=True)
    assert lab.result.axon.unsent > 0
    assert trace(lab, "at the muscle end").y[:400].max() > 0
    assert "fires by itself" in words(lab)
    assert "Threshold" not in words(lab)
    assert cells(lab)["Threshold in the pinch"] == "–"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (dict(severity=100), "block, and silence."),
        (dict(severity=60, irritability=100, potassium=8.0, calcium=0.6), "The muscle end swings by"),
    ],
)
def test_a_block_is_called_silent_only_where_nothing_moves(lab, values, said):
    lab.set(**values)
    assert lab.result.axon.state is State.BLOCK
    assert said in lab.panel.sentence


def test_an_impulse_nobody_sent_begins_at_the_edge_and_runs_both_ways(lab):
    sent = np.array([trace(lab, "impulse").x, trace(lab, "impulse").y])
    assert sent[1][sent[0].argmin()] < 3  # at the cord
    lab.set(severity=60, irritability=75)
    assert trace(lab, "whose").text[0] == "sent by nobody"
    when, where = (np.asarray(side) for side in (trace(lab, "impulse").x, trace(lab, "impulse").y))
    edges = science.POSITIONS[[PINCHED.start, PINCHED.stop - 1]]
    assert np.abs(edges - where[when.argmin()]).min() <= science.SPACING + 1e-3
    assert abs(science.POSITIONS[CENTRE] - where[when.argmin()]) > science.SPACING
    for way in (where < edges[0], where > edges[1]):  # later, the farther from the pinch
        order = np.argsort(np.abs(where[way] - science.POSITIONS[CENTRE]))
        assert (np.diff(when[way][order]) > 0).all()
        assert way.sum() > 10


def test_visited_settings_leave_a_mark_and_reset_clears_them(lab):
    for severity in (10, 25):
        lab.set(severity=severity)
    assert list(trace(lab, "slowly").x) == [0, 10, 25]
    lab.set(potassium=5)  # another bath, another page
    assert list(trace(lab, "slowly").x) == [25]
    lab.reset()
    assert list(trace(lab, "slowly").x) == [0]


def test_the_table_says_what_the_picture_says(lab):
    lab.set(severity=30, irritability=100)
    table = lab.panel.rows
    alone = [float(row[1].replace("−", "-")) for row in table if row[0].startswith("The node alone")]
    drawn = [*trace(lab, "stable rest, alone, now").x, *trace(lab, "unstable rest, alone, now").x]
    assert alone == pytest.approx(drawn, abs=0.01)
    assert len(alone) == 3
    assert float(cells(lab)["Sodium–potassium pump"]) == 70


@pytest.mark.parametrize(
    "state", [{}, {"potassium": 6.5, "calcium": 0.8}, {"severity": 60, "irritability": 75}]
)
@pytest.mark.parametrize("at_once", [False, True])
def test_the_copied_python_gives_the_same_numbers(lab, state, at_once):
    lab.set(**state, at_once=at_once)
    code = lab.panel.code
    names = {}
    exec(code, names)
    run, result = names["run"], lab.result
    assert code.split("\n")[-1].startswith("run.state, run.spontaneous, run.evoked")
    assert (run.state, run.spontaneous.size, run.evoked.size) == (
        result.axon.state,
        result.axon.unsent,
        result.axon.arrived,
    )
    assert names["rests"] == result.rests
    if not at_once:
        assert names["axon"].threshold(names["pinch"]) == result.threshold


def test_what_is_not_calibrated_is_said_on_the_screen(lab):
    assert "Illustrative" in lab.panel.illustrative
    assert any("overshoot" in line for line in lab.panel.leaves_out)


def test_the_figure_of_potassium_draws_every_row():
    table = evidence.table("D09")
    figure = science.potassium()
    drawn = {t.name: t for t in figure.data}
    for quantity, name in (("E_K", "E<sub>K</sub> (Nernst)"), ("V_GHK (K, Na)", "Goldman")):
        assert list(drawn[name].x) == list(table[table.quantity == quantity].value)
    said = " ".join(drawn["Goldman"].y).replace("<br>", " ")
    for meaning in table[table.quantity == "clinic"].meaning:
        assert meaning in said
    notes = {a.y: a.text for a in figure.layout.annotations}
    level = dict(zip(sorted(table.K_out.unique()), drawn["Goldman"].y, strict=True))
    assert notes[level[2.5]].startswith("+")
    assert notes[level[4.0]] == "0 %"
    assert notes[level[6.0]].startswith("−")
    for row in table[table.quantity == "E_K"].itertuples():
        assert row.value == pytest.approx(nernst(row.K_out, 140), abs=0.06)


def test_the_figure_of_the_cuff():
    """D07: easier to excite in the first minutes, gone after 46 ± 6, noisy after release."""
    figure = science.ischaemia(60)
    curve = trace_in(figure, "threshold")
    minutes, share = np.asarray(curve.x), np.asarray(curve.y)
    symbols = dict(zip(curve.x, curve.marker.symbol, strict=True))
    lowest = minutes[minutes <= 60][share[minutes <= 60].argmin()]
    assert 10 < lowest < 46 - 6
    assert share[minutes == 60] > 150
    blocked = min(t for t, symbol in symbols.items() if symbol == "square")
    assert abs(blocked - 46) <= 6
    assert "x" not in [symbol for t, symbol in symbols.items() if t <= 60]
    assert "x" in [symbol for t, symbol in symbols.items() if 60 < t < 65]
    assert "x" not in trace_in(science.ischaemia(10), "threshold").marker.symbol

    bars = {t.name: (t.x[0], t.error_x.array[0]) for t in figure.data if t.name != "threshold"}
    assert bars == {"sensory": (30, 5), "motor": (46, 6)}
    assert any("Illustrative" in a.text for a in figure.layout.annotations)
    with pytest.raises(ValueError, match="1 to 60 minutes"):
        science.ischaemia(0)


def test_the_figure_of_the_impulse():
    potential, sodium, potassium = science.action_potential().data
    assert max(potential.y) > 20
    assert max(sodium.y) < 0.1 < max(potassium.y)
    assert sum("<b>" in a.text for a in science.action_potential().layout.annotations) == 5


@pytest.mark.slow
def test_firing_at_two_states_lasts():
    """What the notebook says of severity 60 % and irritability 75 %: silent, or firing, for seconds."""
    pinch = Pinch(severity=0.6, irritability=0.75)
    slow = Axon().stimulate(pinch, at=1500, duration=3000, dt=0.01)
    assert slow.spontaneous.size == 0
    assert slow.evoked[-1] > 2800
    assert Axon().stimulate(pinch, settle=3000, at=500, duration=501, dt=0.01).spontaneous.size > 5
