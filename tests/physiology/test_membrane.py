"""The node by itself against the axon it is cut from, and against what a current–voltage curve must be."""

import numpy as np
import pytest

from nervelab import Axon, Pinch
from nervelab.physiology import Bath, Zone, cable, kinetics, membrane, nernst
from nervelab.physiology.axon import CENTRE, PULSE, PULSE_WIDTH, build, equilibrium


def zone(severity, irritability=0.0):
    return Pinch(severity=severity, irritability=irritability).zone


def states(z, bath=Bath()):  # noqa: B008
    return [rest.stable for rest in membrane.rests(z, bath)]


def settled(node, potential):
    """Potential, gates, pump and gathered potassium of the node held at `potential` (mV) for long."""
    v = np.array([potential])
    gates = kinetics.steady_state(v + node.gate_shift)
    pump, gathered = cable.aftermath(node, v, gates)
    return np.concatenate([v, gates[:, 0], pump, gathered])


def left_alone(z, start, duration=40.0):
    """Potentials (mV) of the node by itself, in small explicit steps, when nothing holds it any more."""
    node, dt = membrane._alone(build(11.5, z)), 0.005
    state, seen = settled(node, start), []
    for _ in range(round(duration / dt)):
        state = state + dt * membrane._change(node, state[:, None])[:, 0]
        seen.append(state[0])
    return np.array(seen)


def test_the_current_is_that_of_the_node_in_the_axon():
    """At the axon's own potential the node alone carries what the solver gives the node in the axon."""
    z = zone(0.6, 0.75)
    v = equilibrium(11.5, z).node_v
    inside = cable.steady_current(build(11.5, z), v)[CENTRE]
    assert membrane.steady_current(v[CENTRE], z)[0] == pytest.approx(inside, rel=1e-12)


@pytest.mark.parametrize("z", [Zone(), zone(0.5), zone(0.6, 0.75), zone(0.3, 1), zone(1, 1)], ids=str)
def test_at_a_rest_no_current_flows(z):
    found = membrane.rests(z)
    assert found
    for rest in found:
        below, above = membrane.steady_current([rest.potential - 0.2, rest.potential + 0.2], z)
        assert below * above < 0
        assert abs(membrane.steady_current(rest.potential, z)[0]) < 0.02 * max(abs(below), abs(above))


def test_a_healthy_node_rests_close_to_its_axon():
    (rest,) = membrane.rests()
    assert rest.stable
    assert rest.potential == pytest.approx(equilibrium(11.5, Zone()).node_v[CENTRE], abs=1.5)
    assert rest.potential > membrane.potassium_reversal()


def test_potassium_s_potential_is_nernst_s_with_what_the_pinch_leaves_outside():
    assert membrane.potassium_reversal() == pytest.approx(nernst(4, 116))
    assert membrane.potassium_reversal(zone(0.5), Bath(2.5)) == pytest.approx(nernst(2.5 + 12 / 8, 116))


def test_rest_is_held_then_lost_then_held_again():
    """rest → burst → block along severity, also where the whole axon, held by its neighbours, stays quiet."""
    assert [states(zone(s)) for s in (0.3, 0.65, 0.9)] == [[True], [False], [True]]


@pytest.mark.parametrize("bath", [Bath(), Bath(calcium=0.6), Bath(potassium=6)], ids=str)
def test_at_a_rest_nothing_changes(bath):
    """Within the 0.1 mV to which a rest is found."""
    node = membrane._alone(build(11.5, zone(0.4), bath))
    (rest,) = membrane.rests(zone(0.4), bath)
    rate = membrane._change(node, settled(node, rest.potential)[:, None])[:, 0]
    apart = membrane._change(node, settled(node, rest.potential + 1)[:, None])[:, 0]
    assert abs(rate[0]) < 0.1 * abs(apart[0])
    np.testing.assert_allclose(rate[1:], 0, atol=1e-9)


@pytest.mark.parametrize(("severity", "stable"), [(0.4, True), (0.65, False), (0.9, True)])
def test_stable_means_that_a_small_push_dies_away(severity, stable):
    """The linearisation against the node itself, pushed by half a millivolt and left alone."""
    (rest,) = membrane.rests(zone(severity))
    assert rest.stable is stable
    volts = left_alone(zone(severity), rest.potential + 0.5)
    swing = np.ptp(volts[-len(volts) // 2 :])
    assert swing < 0.5 if stable else swing > 5


def test_a_fold():
    """At irritability 1 the rest and an unstable one approach, meet and vanish."""
    three, one = (membrane.rests(zone(s, 1)) for s in (0.3, 0.35))
    assert [rest.stable for rest in three] == [True, False, False]
    assert len(one) == 1
    assert one[0].potential > three[1].potential


def test_calcium_moves_the_gates_and_hardly_the_rest():
    (usual,), (low,) = membrane.rests(), membrane.rests(bath=Bath(calcium=0.6))
    assert low.potential == pytest.approx(usual.potential, abs=1)
    (poor,) = membrane.rests(bath=Bath(potassium=2.5))
    assert poor.potential < usual.potential - 5


def test_gates_worked_out_again_are_those_of_the_solver():
    seen = membrane.impulse()
    built = build(11.5, Zone())
    end, *_ = cable.integrate(
        built, equilibrium(11.5, Zone()), 0.0025, 2400, [(0, round(PULSE_WIDTH / 0.0025))], PULSE
    )
    m, h, p, *_ = end.gates[:, CENTRE]
    naf, nap, *_ = built.node_g[:, CENTRE]
    v = end.node_v[CENTRE]
    assert seen.potential[-1] == pytest.approx(v)
    assert seen.sodium[-1] == pytest.approx((naf * m**3 * h + nap * p**3) * (v - 50), rel=0.01)


def test_an_impulse_is_sodium_in_and_then_potassium_out():
    seen = membrane.impulse()
    assert seen.sodium.max() <= 0
    assert seen.times[seen.sodium.argmin()] < seen.times[seen.potassium.argmax()]
    height = seen.potential.max() - seen.potential[0]
    capacitance = build(11.5, Zone()).node_c[CENTRE]  # pF; times mV is fC
    assert -membrane.ions(seen.times, seen.sodium) > height * capacitance * 6241


def test_ions_by_hand():
    """1 nA for 1 ms is 1 pC, or 6.24 million elementary charges (1 / 1.602e-19 C)."""
    assert membrane.ions(np.array([0.0, 1.0]), np.array([1000.0, 1000.0])) == pytest.approx(
        1e-12 / 1.602e-19, rel=1e-3
    )


def test_the_impulse_is_that_of_the_axon():
    run = Axon().stimulate(at=1, duration=6)
    assert membrane.impulse().potential.max() == pytest.approx(run.voltages[:, CENTRE].max(), abs=0.6)
