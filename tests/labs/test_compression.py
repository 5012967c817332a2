"""Every control of the compression lab, moved to its ends; what is asserted is what the learner would see."""

import re
from dataclasses import replace

import numpy as np
import pytest

from nervelab import Axon, Pinch, evidence
from nervelab.labs import published
from nervelab.labs.compression import (
    ASKED,
    AT,
    BORN,
    CENTRE,
    EMG_SPAN,
    LOOK,
    PLACES,
    POSITIONS,
    SENT,
    SHOWN_EVERY,
    SPAN,
    CompressionLab,
    state_map,
)
from nervelab.physiology import State, muscle
from nervelab.physiology.axon import CORD_END, GRID, MUSCLE_END, PINCHED

from .looking import cells, copied, trace, words

BEFORE, PINCH, AFTER = PLACES.values()
RELEASED = dict(pressure=90, minutes=60)


@pytest.fixture(scope="module")
def shared():
    return CompressionLab()


def array(lab, name, axis="y"):
    return np.asarray(getattr(trace(lab, name), axis))


def peak(picture):
    """When (ms) each node of a map is at its highest."""
    times = np.arange(LOOK[0], LOOK[1] + GRID / 2, GRID)
    assert picture.shape == (times.size, POSITIONS.size)
    return times[picture.argmax(axis=0)]


def test_it_opens_on_a_slowed_axon(lab):
    assert lab.values == {"pressure": 60, "minutes": 30, "irritability": 0, "since_release": 0}
    assert words(lab).startswith("60 mmHg for 30 min: slowed. One impulse in, one out, at ")
    assert words(lab).endswith("No impulse of its own. Muscle: one twitch, as asked.")
    assert len(trace(lab, "arrived").x) == 1
    assert len(trace(lab, "unsent").x) == 0
    assert list(trace(lab, "sent").x) == [0]


@pytest.mark.parametrize("control", CompressionLab.controls, ids=lambda c: c.name)
def test_every_control_at_its_ends(lab, control):
    others = RELEASED if control.name == "since_release" else {}
    seen = []
    for value in (control.low, control.high):
        lab.set(**others, **{control.name: value})
        assert lab.error is None
        assert lab.panel.error == ""
        picture = array(lab, SENT, "z")
        assert np.isfinite(picture).all()
        assert picture.min() > -100
        assert picture[:, 1:].max() < 50  # sodium's potential; only the stimulated node is pushed beyond it
        for node, place in PLACES.items():
            assert array(lab, place).tobytes() == picture[:, node].tobytes()
            assert len(trace(lab, place).y) == len(trace(lab, place).x)
        assert array(lab, BEFORE).max() > 0  # the impulse always reaches the pinch
        assert words(lab)[-1] == "."
        seen.append((picture.tobytes(), words(lab)))
    low, high = seen
    assert low[0] != high[0]
    assert low[1] != high[1]


def test_no_pressure_is_a_normal_nerve(lab):
    lab.set(pressure=0)
    assert words(lab).startswith("No pressure: normal. One impulse in, one out, at ")
    across, before = map(
        int, re.search(r"(\d+) m/s across the pinch \((\d+) before it\)", words(lab)).groups()
    )
    assert across == before
    assert 45 < before < 65  # m/s: human motor axons conduct at 40 to 60 (table D04, note)
    assert trace(lab, "pinched myelin").line.width == pytest.approx(12)
    assert np.unique(np.abs(array(lab, "nerve"))).size == 1


def test_irritability_alone_does_nothing(lab):
    lab.set(pressure=0, irritability=100)
    assert lab.result.run.state is State.NORMAL
    assert words(lab).endswith("Muscle: one twitch, as asked.")


def test_pressure_narrows_the_nerve_and_thins_its_myelin(lab):
    lab.set(pressure=200, minutes=120)
    outline = np.abs(array(lab, "nerve"))
    assert outline.min() < 0.6 * outline.max()
    lost = lab.result.run.pinch.zone.demyelination
    assert lost > 0.5
    assert trace(lab, "pinched myelin").line.width == pytest.approx(12 - 10 * lost)
    assert list(trace(lab, "pressure").text) == ["▼ 200 mmHg ▼"]


def test_below_80_mmhg_no_myelin_is_lost(lab):
    lab.set(pressure=80, minutes=120)
    assert trace(lab, "pinched myelin").line.width == pytest.approx(12)
    assert float(cells(lab)["Myelin lost in the pinch"]) == 0


def test_time_under_pressure_slows_and_then_blocks(lab):
    velocities = []
    for minutes in (0, 30, 40, 50):
        lab.set(minutes=minutes)
        velocities.append(lab.result.run.velocity)
        assert f"at {velocities[-1]:.0f} m/s across the pinch" in words(lab)
        assert lab.result.run.spontaneous.size == 0
    assert velocities == sorted(velocities, reverse=True)
    assert velocities[-1] < velocities[0] / 2
    lab.set(minutes=60)
    assert words(lab).startswith("60 mmHg for 60 min: block. One impulse in, none out, and no impulse starts")
    assert len(trace(lab, "arrived").x) == 0
    assert array(lab, AFTER).max() < -40
    # Depolarised, not excited: the centre rests high above the healthy part and does not fire.
    rest = array(lab, SENT, "z")[0]
    assert rest[CENTRE] > rest[CORD_END] + 20
    assert array(lab, PINCH).max() < -20


def test_the_muscle_fades_with_its_axons_the_strong_units_first(lab):
    forces, shares = [], []
    for minutes in (30, 50, 90):
        lab.set(minutes=minutes)
        force = array(lab, "force")
        asked = int(ASKED / SHOWN_EVERY)
        assert force[:asked].max() == 0
        forces.append(force.max())
        shares.append(lab.result.response.share_conducting)
    assert shares[0] == 1
    assert 0.3 < shares[1] < 0.9
    assert shares[2] == 0
    assert forces[1] < shares[1] * forces[0] / 2
    assert forces[2] == 0
    assert words(lab).endswith("Muscle: no answer, no fibre conducts.")
    lab.set(minutes=50)
    assert words(lab).endswith(f"Muscle: a weaker twitch, {100 * shares[1]:.0f} % of its fibres conduct.")


def test_two_hours_have_a_cliff_between_55_and_60(lab):
    lab.set(minutes=120, pressure=55)
    assert lab.result.run.state is State.NORMAL
    lab.set(pressure=60)
    assert lab.result.run.state is State.BLOCK


def test_the_left_map_follows_the_impulse_from_cord_to_muscle(lab):
    when = peak(array(lab, SENT, "z"))
    assert (np.diff(when[CORD_END : MUSCLE_END + 1]) >= 0).all()
    # 54 m/s are 54 mm/ms: between two healthy places the map runs at the velocity in the sentence.
    first, last = CORD_END, 14
    speed = (POSITIONS[last] - POSITIONS[first]) / (when[last] - when[first])
    assert speed == pytest.approx(lab.result.run.velocity_before, rel=0.15)  # samples lie 0.05 ms apart


def test_no_impulse_of_its_own_leaves_the_right_map_empty_and_says_so(lab):
    assert trace(lab, BORN).opacity == 0  # the words would not be legible on a dark map
    assert list(trace(lab, "none born").text) == ["no impulse was born in the pinch"]
    assert trace(lab, SENT).showscale  # one key for both, beside the map that is always there
    assert not trace(lab, BORN).showscale


@pytest.mark.parametrize("irritability", [30, 60])
def test_the_right_map_shows_an_impulse_born_in_the_pinch_that_runs_both_ways(lab, irritability):
    lab.set(irritability=irritability)
    assert list(trace(lab, "none born").text) == [" "]
    assert trace(lab, BORN).opacity == 1
    picture = array(lab, BORN, "z")
    when = peak(picture)
    source = when[:-1].argmin()
    assert PINCHED.start - 3 <= source < PINCHED.stop + 3
    assert (np.diff(when[CORD_END : PINCHED.start - 2]) <= 0).all()  # back to the cord
    assert (np.diff(when[PINCHED.stop + 2 : MUSCLE_END + 1]) >= 0).all()  # on to the muscle
    # Born at the edges: the centre does not fire, the nodes beside the pinch do.
    assert picture[:, CENTRE].max() < -20 < 0 < picture[:, [PINCHED.start - 2, PINCHED.stop + 1]].max()


def test_an_irritable_nerve_answers_with_several(lab):
    lab.set(irritability=30)
    assert "after-discharge" in words(lab)
    arrived = array(lab, "arrived", "x")
    assert arrived.size > 1
    assert f"One impulse in, {arrived.size} out within 140 ms. The first ran at " in words(lab)
    assert (arrived > 0).all()
    assert (arrived < SPAN[1]).all()
    assert (np.diff(arrived) > 1000 / 80).all()  # far from the hundreds of Hz that an axon could fire at
    assert len(trace(lab, "unsent").x) == 0


def test_a_very_irritable_nerve_fires_by_itself(lab):
    lab.set(irritability=60)
    assert "ectopic firing" in words(lab)
    unsent, arrived = array(lab, "unsent", "x"), array(lab, "arrived", "x")
    assert unsent.size > 1
    assert unsent.min() >= -AT == SPAN[0]
    assert unsent.max() < 0
    assert f"{unsent.size} impulses reached the muscle before any was sent (60 ms)" in words(lab)
    assert f", {arrived.size} after (140 ms)." in words(lab)


def test_the_most_irritable_axon_is_silent_while_others_cramp(lab):
    lab.set(irritability=100)
    assert lab.result.run.state is State.BLOCK
    assert lab.result.label is muscle.Label.CRAMP_LIKE
    assert 0 < lab.result.response.share_firing < lab.result.response.share_conducting < 1


def test_the_pictures_of_the_muscle_are_its_trace(lab):
    lab.set(irritability=30)
    contraction = lab.result.contraction
    emg, force = array(lab, "EMG"), array(lab, "force")
    assert len(emg) == len(trace(lab, "EMG").x) == len(force) == len(trace(lab, "force").x) == 1000
    # Thinned for the screen, but no spike is lost, neither up nor down.
    assert emg.max() == pytest.approx(contraction.emg.max())
    assert emg.min() == pytest.approx(contraction.emg.min())
    assert np.abs(emg).max() > EMG_SPAN  # the volley of all 120 leaves the picture, whose range is fixed
    at = trace(lab, "EMG").x[np.abs(emg).argmax()]
    assert at == pytest.approx(ASKED / 1000, abs=0.03)
    assert list(force) == pytest.approx(list(contraction.force[::SHOWN_EVERY]), abs=1e-4)
    assert 0 <= force.min() <= force.max() <= 100


def test_the_sentence_ends_with_what_the_muscle_does(lab):
    found = {}
    for irritability in (0, 10, 30):
        lab.set(irritability=irritability)
        firing = sum(times.size > 0 for times in lab.result.contraction.ectopic)
        found[lab.result.label] = words(lab).split("Muscle: ")[1], firing
    assert found[muscle.Label.QUIET] == ("one twitch, as asked.", 0)
    said, firing = found[muscle.Label.FASCICULATION]
    assert said == f"fasciculation, {firing} of 120 fibres let their units twitch now and then."
    said, firing = found[muscle.Label.CRAMP_LIKE]
    strongest = array(lab, "force").max()
    assert re.fullmatch(rf"cramp-like, {firing} of 120 fibres fire unasked; fused, up to (\d+) %.*", said)
    assert int(re.search(r"(\d+) % of maximal", said)[1]) == pytest.approx(strongest, abs=1)


def test_too_brief_for_a_cramp_is_said_so(lab):
    lab.set(irritability=30, minutes=45)
    assert lab.result.label is muscle.Label.OTHER
    assert "fire unasked, too briefly for a cramp; up to " in words(lab)


def test_letting_go_step_by_step(lab):
    lab.set(**RELEASED)
    states, labels = [lab.result.run.state], [lab.result.label]
    assert words(lab).endswith("Muscle: no answer, no fibre conducts.")
    for _ in range(15):
        lab.release()
        assert lab.error is None
        states.append(lab.result.run.state)
        labels.append(lab.result.label)
    assert states[0] is State.BLOCK
    assert {State.ECTOPIC, State.AFTER_DISCHARGE} & set(states[1:4])
    assert set(states[5:]) == {State.NORMAL}
    assert muscle.Label.CRAMP_LIKE in labels[1:4]
    assert muscle.Label.FASCICULATION in labels[5:12]
    assert list(trace(lab, "pressure").text) == ["pressure released"]
    assert np.unique(np.abs(array(lab, "nerve"))).size == 1
    assert "90 mmHg for 60 min, released 15 min ago: normal" in words(lab)
    for _ in range(20):
        lab.release()
    assert lab.values["since_release"] == 30
    assert lab.error is None
    assert lab.result.label is muscle.Label.QUIET


def test_a_lost_impulse_is_not_given_a_velocity(lab):
    """The sent one dies at the edge of the pinch; 20 ms later that edge sends one of its own, both ways."""
    nodes, edge = np.arange(POSITIONS.size), PINCHED.start
    sent, born = AT + 0.02 * nodes, AT + 20 + 0.02 * np.abs(nodes - edge)
    impulses = tuple(np.array([sent[k], born[k]] if k < edge else [born[k]]) for k in nodes)
    lab.set(irritability=30)
    shown = replace(lab.result, run=replace(lab.result.run, impulses=impulses))
    assert "The impulse itself was lost. 1 impulse born in the pinch came out" in lab.sentence(shown)
    assert "m/s" not in lab.sentence(shown)
    lab.draw(lab.plot, shown)
    volts = shown.run.voltages[round((AT + 20 + LOOK[0]) / GRID) :]
    picture = array(lab, BORN, "z")
    assert picture.tobytes() == volts[: len(picture)].astype("f4").tobytes()


def test_the_table_says_what_the_picture_says(lab):
    lab.set(irritability=30)
    rows, result = cells(lab), lab.result
    assert rows["State"] == "after-discharge"
    assert rows["Muscle"] == "cramp-like"
    assert int(rows["Impulses that arrived afterwards"]) == len(trace(lab, "arrived").x)
    assert int(rows["Impulses that arrived unsent"]) == len(trace(lab, "unsent").x) == 0
    assert float(rows["Greatest force"]) == pytest.approx(array(lab, "force").max(), abs=1)
    assert float(rows["Velocity across the pinch"]) == pytest.approx(result.run.velocity, abs=0.01)
    assert float(rows["Motor fibres that fire by themselves"]) == pytest.approx(
        100 * result.response.share_firing, abs=0.1
    )
    # The pump works as far as there is energy, and outside there are 4 mmol/L of potassium and what it left.
    missing = float(rows["Energy missing in the pinch"])
    assert float(rows["Sodium–potassium pump"]) == pytest.approx(100 - missing, abs=0.1)
    assert float(rows["Potassium outside the pinched nodes"]) > 4


@pytest.mark.parametrize("state", [{}, {"irritability": 35}, RELEASED | {"since_release": 3}])
def test_the_copied_python_gives_the_same_numbers(lab, state):
    lab.set(**state)
    (*numbers, label), names = copied(lab)
    run = lab.result.run
    *_, last = lab.panel.code.split("\n")
    assert last == "run.state, run.velocity, run.spontaneous, run.evoked, muscle.label(contraction)"
    assert numbers[0] is run.state
    np.testing.assert_array_equal(numbers[1], run.velocity)
    assert numbers[2].tobytes() == run.spontaneous.tobytes()
    assert numbers[3].tobytes() == run.evoked.tobytes()
    assert label is lab.result.label
    assert names["contraction"].force.tobytes() == lab.result.contraction.force.tobytes()


def test_going_back_gives_the_same_picture(lab):
    first = array(lab, SENT, "z").tobytes(), array(lab, "EMG").tobytes(), words(lab)
    lab.set(irritability=60)
    lab.reset()
    assert (array(lab, SENT, "z").tobytes(), array(lab, "EMG").tobytes(), words(lab)) == first


def test_what_is_illustrative_and_what_is_calibrated_is_said_on_the_screen(lab):
    assert "Illustrative: irritability" in lab.panel.illustrative
    assert "Calibrated" in lab.panel.illustrative
    assert any("muscle" in line for line in lab.panel.leaves_out)
    assert any("spinal cord" in line for line in lab.panel.leaves_out)


def test_state_map_agrees_with_the_axon():
    grid = state_map().data[0]
    severities, irritabilities = list(grid.x), list(grid.y)
    for severity, irritability in ((0, 0), (0.5, 0), (0, 1), (0.7, 0.5), (1, 0)):
        text = grid.text[irritabilities.index(irritability)][severities.index(severity)]
        run = Axon().stimulate(Pinch(severity=severity, irritability=irritability), dt=0.01)
        expected = {State.BLOCK: "block", State.AFTER_DISCHARGE: f"1 in, {run.evoked.size} out"}
        assert text == expected.get(run.state, f"{run.velocity:.0f} m/s")


def test_state_map_shows_what_the_section_says_of_it():
    grid = state_map().data[0]
    rows = dict(zip(grid.y, grid.text, strict=True))
    firing = "out|fires"
    assert not any(re.search(firing, text) for text in rows[0])  # a calm axon never fires
    assert not any(re.search(firing, row[0]) for row in rows.values())  # nor does an unharmed one
    up = [rows[r][list(grid.x).index(0.7)] for r in grid.y]
    assert up[0].endswith("m/s")
    assert any(re.search(firing, text) for text in up[1:-1])
    assert up[-1] == "block"
    assert {row[-1] for row in rows.values()} == {"block"}


def test_one_axon_has_two_stable_states():
    """What the section's cell prints: history decides, and one impulse throws the switch."""
    pinch = Pinch(severity=0.62, irritability=0.75)
    slow, step = (Axon().stimulate(pinch, settle=s, at=1000, duration=2000) for s in (0, 1000))
    assert slow.spontaneous.size == 0
    assert slow.evoked.size > 10
    assert step.spontaneous.size > 10


def test_published_figures_draw_every_row():
    table = evidence.table("D01").query("unit == 'mmHg'")
    drawn = published.flow_thresholds().data[0]
    assert len(drawn.x) == len(table) == 14
    assert list(drawn.x) == pytest.approx(list((table.low + table.high) / 2))

    curve, steps = published.flow_curve().data
    assert list(steps.x) == [25, 45, 70]
    assert max(abs(np.interp(steps.x, curve.x, curve.y) - steps.y)) < 8  # the lab's curve goes through them
    assert curve.y[0] == 100
    # At 200 % zoom the rightmost label has room for some 30 letters.
    assert max(len(line) for label in steps.text for line in label.split("<br>")) < 30

    figure = published.function_under_pressure()
    assert sorted(figure.data[0].x) == [30, 50, 50, 50, 60, 90, 100, 200, 200, 400]
    assert sorted(shape.x0 for shape in figure.layout.shapes) == [53, 116.7]

    days = published.transport_times().data[0]
    assert list(days.x) == pytest.approx([(2.5 + 4.2) / 2, (33 + 83) / 2])
