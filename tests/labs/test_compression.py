"""Every control of the compression lab, moved to its ends; what is asserted is what the learner would see."""

import numpy as np
import pytest

from nervelab import Axon, Pinch, evidence
from nervelab.labs import published
from nervelab.labs.compression import AT, CompressionLab, state_map
from nervelab.physiology import State


@pytest.fixture(scope="module")
def shared():
    return CompressionLab()


@pytest.fixture
def lab(shared):
    shared.reset()
    assert shared.error is None
    return shared


def trace(lab, name):
    (found,) = (t for t in lab.plot.data if t.name == name)
    return found


def words(lab):
    return lab.panel.sentence


def test_it_opens_on_a_slowed_axon(lab):
    assert lab.values == {"pressure": 60, "minutes": 20, "irritability": 0, "since_release": 0}
    assert "slowed" in words(lab)
    assert "One impulse in, one out" in words(lab)
    assert len(trace(lab, "arrived").x) == 1
    assert len(trace(lab, "unsent").x) == 0


@pytest.mark.parametrize("control", CompressionLab.controls, ids=lambda c: c.name)
def test_every_control_at_its_ends(lab, control):
    for value in (control.low, control.default, control.high):
        lab.set(**{control.name: value})
        assert lab.error is None
        assert lab.panel.error == ""
        picture = np.asarray(trace(lab, "potential along the axon").z)
        assert picture.shape == (171, 41)
        assert np.isfinite(picture).all()
        assert picture.min() > -100
        assert picture[:, 1:].max() < 50  # sodium's potential; only the stimulated node is pushed beyond it
        for place in ("before the pinch", "in the pinch", "after the pinch"):
            assert len(trace(lab, place).y) == len(trace(lab, place).x)
        assert np.asarray(trace(lab, "before the pinch").y).max() > 0  # the impulse always reaches the pinch
        assert words(lab)[-1] == "."


def test_no_pressure_is_a_normal_nerve(lab):
    lab.set(pressure=0)
    assert words(lab).startswith("No pressure: normal.")
    assert "57 m/s across the pinch (57 before it)" in words(lab)
    assert trace(lab, "pinched myelin").line.width == pytest.approx(12)
    outline = np.asarray(trace(lab, "nerve").y)
    assert np.unique(np.abs(outline)).size == 1


def test_pressure_narrows_the_nerve_and_thins_its_myelin(lab):
    lab.set(pressure=200, minutes=120)
    outline = np.abs(np.asarray(trace(lab, "nerve").y))
    assert outline.min() < 0.6 * outline.max()
    assert trace(lab, "pinched myelin").line.width < 3
    assert list(trace(lab, "pressure").text) == ["▼ 200 mmHg ▼"]


def test_block_leaves_nothing_after_the_pinch(lab):
    lab.set(minutes=60)
    assert "block" in words(lab)
    assert "none out" in words(lab)
    assert len(trace(lab, "arrived").x) == 0
    assert np.asarray(trace(lab, "after the pinch").y).max() < -40


def test_an_irritable_nerve_answers_with_many_and_then_fires_by_itself(lab):
    lab.set(irritability=50)
    assert "after-discharge" in words(lab)
    assert len(trace(lab, "arrived").x) > 5
    assert len(trace(lab, "unsent").x) == 0
    lab.set(irritability=100)
    assert "ectopic firing" in words(lab)
    unsent = np.asarray(trace(lab, "unsent").x)
    assert unsent.size > 5
    assert unsent.min() >= -AT
    assert unsent.max() < 0


def test_letting_go_step_by_step(lab):
    lab.set(pressure=90, minutes=60)
    states = [lab.result.state]
    for _ in range(10):
        lab.release()
        assert lab.error is None
        states.append(lab.result.state)
    assert states[0] is State.BLOCK
    assert State.AFTER_DISCHARGE in states[1:4]
    assert states[-1] is State.NORMAL
    assert list(trace(lab, "pressure").text) == ["pressure released"]
    assert "released 10 min ago" in words(lab)
    for _ in range(25):
        lab.release()
    assert lab.values["since_release"] == 30
    assert lab.error is None


def test_a_lost_impulse_is_not_given_a_velocity(lab):
    lab.set(pressure=200, minutes=120, irritability=100, since_release=2)
    assert "The impulse itself was lost" in words(lab)
    assert "m/s" not in words(lab)


def test_the_table_says_what_the_picture_says(lab):
    lab.set(irritability=50)
    rows = {row[0]: row[1] for row in lab.panel.rows}
    assert rows["State"] == "after-discharge"
    assert int(rows["Impulses that arrived afterwards"]) == len(trace(lab, "arrived").x)
    assert float(rows["Severity"]) == pytest.approx(lab.result.pinch.zone.severity, abs=5e-4)


@pytest.mark.parametrize(
    "state", [{}, {"irritability": 35}, {"pressure": 90, "minutes": 60, "since_release": 3}]
)
def test_the_copied_python_gives_the_same_numbers(lab, state):
    lab.set(**state)
    *lines, last = lab.panel.code.split("\n")
    names = {}
    exec("\n".join(lines), names)
    assert last == "run.state, run.velocity, run.spontaneous, run.evoked"
    assert names["run"].state is lab.result.state
    assert names["run"].impulses[36].tobytes() == lab.result.impulses[36].tobytes()


def test_what_is_provisional_is_said_on_the_screen(lab):
    assert "provisional" in lab.panel.illustrative
    assert any("muscle" in line for line in lab.panel.leaves_out)


def test_state_map_agrees_with_the_axon():
    cells = state_map().data[0]
    severities, irritabilities = list(cells.x), list(cells.y)
    for severity, irritability in ((0, 0), (0.5, 0), (0.7, 0.5), (1, 0)):
        text = cells.text[irritabilities.index(irritability)][severities.index(severity)]
        run = Axon().stimulate(Pinch(severity=severity, irritability=irritability), dt=0.01)
        expected = {State.BLOCK: "block", State.AFTER_DISCHARGE: f"1 in, {run.evoked.size} out"}
        assert text == expected.get(run.state, f"{run.velocity:.0f} m/s")


def test_published_figures_draw_every_row():
    table = evidence.table("D01").query("unit == 'mmHg'")
    drawn = published.flow_thresholds().data[0]
    assert len(drawn.x) == len(table) == 14
    assert list(drawn.x) == pytest.approx(list((table.low + table.high) / 2))

    figure = published.function_under_pressure()
    assert sorted(figure.data[0].x) == [30, 50, 50, 50, 60, 90, 100, 200, 200, 400]
    assert sorted(shape.x0 for shape in figure.layout.shapes) == [53, 116.7]

    days = published.transport_times().data[0]
    assert list(days.x) == pytest.approx([(2.5 + 4.2) / 2, (33 + 83) / 2])
