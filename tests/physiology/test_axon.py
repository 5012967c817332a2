"""The axon against figures that two independent implementations of the same equations gave.

They solved the equations with the same step (dt 0.005 ms): bands are wide enough for rounding and sampling,
narrow enough to fail when a parameter or an equation changes.
"""

import math

import numpy as np
import pytest

from nervelab import Axon, Pinch
from nervelab.physiology import State
from nervelab.physiology.axon import MUSCLE_END

AXON = Axon()


@pytest.mark.parametrize(("diameter", "velocity"), [(8.7, 43.5), (11.5, 56.9), (14.0, 68.2)])
def test_conduction_velocity(diameter, velocity):
    assert Axon(diameter).stimulate().velocity == pytest.approx(velocity, abs=0.3)


def test_velocity_is_the_same_on_either_side_of_no_pinch():
    run = AXON.stimulate()
    assert run.velocity == pytest.approx(run.velocity_before, rel=0.005)


def test_action_potential():
    run = AXON.stimulate(at=1, duration=6)
    v = run.voltages[:, 20]
    assert v[0] - 1 == pytest.approx(-83.98, abs=0.02)  # this node got the 1 mV nudge
    assert v.max() == pytest.approx(40.8, abs=0.6)  # sampled every 0.05 ms, the peak can be missed
    middle = (v.max() - 83.98) / 2
    rising = np.flatnonzero((v[:-1] < middle) & (v[1:] >= middle))[0]
    falling = np.flatnonzero((v[:-1] >= middle) & (v[1:] < middle))[0]

    def crossing(k):
        return run.times[k] + 0.05 * (middle - v[k]) / (v[k + 1] - v[k])

    assert crossing(falling) - crossing(rising) == pytest.approx(0.310, abs=0.015)


def test_halving_the_step_quarters_the_error():
    arrivals = [AXON.stimulate(at=1, duration=5, dt=dt).evoked[0] for dt in (0.01, 0.005, 0.0025)]
    order = math.log2((arrivals[0] - arrivals[1]) / (arrivals[1] - arrivals[2]))
    assert order == pytest.approx(2, abs=0.2)


# Rows: irritability; columns: severity.  A number is the velocity across the pinch (m/s), one in and one out.
A, E, X = State.AFTER_DISCHARGE, State.ECTOPIC, State.BLOCK
SEVERITIES = (0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
TWO_AXES = {
    0: (55, 46, 34, 31, 26, 19, 10, X),
    0.25: (56, 46, 34, 31, A, A, 8, X),
    0.5: (56, 46, 34, A, A, A, X, X),
    1: (56, A, A, E, E, A, A, X),
}
CELLS = [
    pytest.param(severity, irritability, expected, id=f"s{severity}-r{irritability}")
    for irritability, row in TWO_AXES.items()
    for severity, expected in zip(SEVERITIES, row, strict=True)
]


@pytest.mark.parametrize(("severity", "irritability", "expected"), CELLS)
def test_two_axes(severity, irritability, expected):
    """The conventional protocol: from the healthy rest, step to the pinch, settle 0.3 s, then one impulse."""
    pinch = Pinch(severity=severity, irritability=irritability)
    run = AXON.stimulate(pinch, settle=300, dt=0.01)
    if isinstance(expected, State):
        assert run.state is expected
    else:
        assert run.state is (State.NORMAL if severity == 0 else State.SLOWED)
        assert run.velocity == pytest.approx(expected, abs=1)


def test_a_bistable_axon_keeps_silent_or_fires_depending_on_how_the_pinch_came():
    pinch = Pinch(severity=0.6, irritability=1)
    assert AXON.stimulate(pinch).spontaneous.size == 0
    assert AXON.stimulate(pinch, settle=1000, dt=0.01).spontaneous.size > 5


def test_healthy_axon_stays_at_rest_until_it_is_stimulated():
    run = AXON.stimulate(at=300, duration=310)
    before = run.voltages[(run.times > 20) & (run.times < 299)]
    assert np.abs(before - before[0]).max() < 0.01
    assert run.spontaneous.size == 0


def test_the_generator_of_an_after_discharge_lies_at_the_edge_of_the_pinch():
    """The depolarised centre is silent itself; the later impulses start beside it and run both ways."""
    run = AXON.stimulate(Pinch(severity=0.7, irritability=0.5))
    second = [times[1] if times.size > 1 else np.inf for times in run.impulses]
    assert int(np.argmin(second)) not in (19, 20, 21)
    assert second[MUSCLE_END] < np.inf
    assert second[4] < np.inf  # towards the cord, too


def test_results_cannot_be_spoilt():
    run = AXON.stimulate(duration=62)
    for array in (run.times, run.voltages, *run.impulses):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_the_same_call_gives_the_same_bytes():
    pinch = Pinch(severity=0.5, irritability=1)
    assert AXON.stimulate(pinch).voltages.tobytes() == AXON.stimulate(pinch).voltages.tobytes()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Axon(5.0), "fibre diameter is 5 µm; this model takes 5.7 to 16 µm"),
        (lambda: Axon(float("nan")), "fibre diameter is nan µm"),
        (lambda: Axon("11.5"), "fibre diameter is '11.5' µm"),
        (lambda: AXON.stimulate(dt=0.02), "time step is 0.02 ms; this model takes 0.000625 to 0.01 ms"),
        (lambda: AXON.stimulate(dt=0.007), "time step is 0.007 ms; it must divide 0.05 ms"),
        (lambda: AXON.stimulate(at=-1), "time of the stimulus is -1 ms; this model takes 0 to 159 ms"),
        (lambda: AXON.stimulate(duration=1e9), "duration of the run is 1e.09 ms"),
        (lambda: AXON.stimulate(settle=-5), "settling time is -5 ms"),
    ],
)
def test_bad_input_gets_one_sentence(call, words):
    with pytest.raises(ValueError, match=words) as caught:
        call()
    assert "\n" not in str(caught.value)
