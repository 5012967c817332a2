"""What holds for every legal input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervelab import Axon, Pinch
from nervelab.physiology import Run, State

diameters = st.floats(5.7, 16)
unit = st.floats(0, 1)
fixed = settings(derandomize=True, deadline=None, max_examples=40)


@fixed
@given(diameter=diameters, severity=unit, irritability=unit)
def test_every_legal_pinch_gives_finite_potentials_and_a_state(diameter, severity, irritability):
    pinch = Pinch(severity=severity, irritability=irritability)
    run = Axon(diameter).stimulate(pinch, at=10, duration=30, dt=0.01)
    assert np.isfinite(run.voltages).all()
    assert run.state in State


@pytest.mark.parametrize("arrived", [61.8, 61.0, 60.95])
def test_an_impulse_born_in_the_pinch_has_no_velocity_across_it(arrived):
    """The impulse sent was lost; the near side fired again about when something appeared on the far side."""
    sent, again = 60.5, 61.0
    impulses = [np.array([sent, again])] * 20 + [np.array([arrived])] * 21
    run = Run(11.5, None, 0.005, 60.0, np.empty(0), np.empty((0, 41)), tuple(impulses))
    assert np.isnan(run.velocity)
    assert run.state is State.AFTER_DISCHARGE


@fixed
@given(diameter=diameters, pair=st.tuples(unit, unit).map(sorted))
def test_a_healthy_nerve_never_conducts_faster_under_a_worse_pinch(diameter, pair):
    axon = Axon(diameter)
    mild, severe = (axon.stimulate(Pinch(severity=s), at=5, duration=30, dt=0.01) for s in pair)
    if mild.state is State.BLOCK:
        assert severe.state is State.BLOCK
    elif severe.state is not State.BLOCK:
        assert severe.velocity <= mild.velocity * (1 + 1e-9)


@fixed
@given(diameter=diameters)
def test_an_unstimulated_healthy_axon_stays_at_rest(diameter):
    run = Axon(diameter).stimulate(at=99, duration=100, dt=0.01)
    before = run.voltages[(run.times > 20) & (run.times < 98)]
    assert np.abs(before - before[0]).max() < 0.01
