"""Many axons at once against the same axons one by one."""

from dataclasses import astuple, replace

import numpy as np
import pytest

from nervelab.physiology import Bath, Zone, cable, lanes
from nervelab.physiology.axon import build

DT = 0.01
HEALTHY, SLOWED, REPEATING, BLOCKED = Zone(), Zone(0.5, 0.3), Zone(0.6, 0.3, 0.75), Zone(1, 0.5)
LOW_CALCIUM, POTASSIUM = Bath(calcium=0.7), Bath(potassium=5.5)
AXONS = [
    (11.5, HEALTHY, Bath()),
    (11.5, SLOWED, Bath()),
    (11.5, REPEATING, Bath()),
    (11.5, BLOCKED, Bath()),
    (5.7, HEALTHY, POTASSIUM),
    (16.0, REPEATING, Bath()),
    (8.7, SLOWED, LOW_CALCIUM),
    (14.0, BLOCKED, POTASSIUM),
    (7.3, REPEATING, LOW_CALCIUM),
    (10.0, HEALTHY, LOW_CALCIUM),
    (12.8, REPEATING, POTASSIUM),
]
PULSES = {"pulses": [(100, 110), (1900, 1910)], "amplitude": 2500.0}


@pytest.fixture(scope="module")
def bunch():
    """Cables and the states they start from: the rest of the same axon without a pinch."""
    cables = [build(*axon) for axon in AXONS]
    return cables, [cable.rest(build(d, HEALTHY, bath)) for d, _, bath in AXONS]


@pytest.fixture(scope="module")
def together(bunch):
    return lanes.integrate(*bunch, DT, 4000, **PULSES)


def of_lane(result, i):
    """Impulses of one lane: nodes and times."""
    _, lane, node, when = result
    return node[lane == i], when[lane == i]


def assert_same_state(state, expected):
    for ours, theirs in zip(astuple(state), astuple(expected), strict=True):
        assert ours.shape == theirs.shape
        assert np.abs(ours - theirs).max() < 1e-6


def assert_same_bytes(result, expected):
    for state, other in zip(result[0], expected[0], strict=True):
        for ours, theirs in zip(astuple(state), astuple(other), strict=True):
            assert ours.tobytes() == theirs.tobytes()
    for ours, theirs in zip(result[1:], expected[1:], strict=True):
        assert ours.tobytes() == theirs.tobytes()


def test_every_lane_does_what_the_axon_does_alone(bunch, together):
    assert len(AXONS) % lanes.WIDTH  # so the last tile is not full
    arrived = []
    for i, (one, start) in enumerate(zip(*bunch, strict=True)):
        state, where, when, _ = cable.integrate(one, start, DT, 4000, PULSES["pulses"], PULSES["amplitude"])
        nodes, times = of_lane(together, i)
        assert nodes.tolist() == where.tolist()
        assert np.abs(times - when).max() < 1e-6
        assert_same_state(together[0][i], state)
        arrived.append(np.count_nonzero(where == 36))
    assert arrived[0] == 2  # two impulses went in: both arrive,
    assert min(arrived) < 2  # one is lost in a block,
    assert max(arrived) > 2  # or an after-discharge adds some
    assert max(state.gathered.max() for state in together[0]) > 0.5


@pytest.mark.parametrize("parts", [2, 5])
def test_any_number_of_compartments(parts):
    one = replace(build(11.5, SLOWED), parts=parts)
    start = cable.rest(one)
    state, where, when, _ = cable.integrate(one, start, DT, 500, [(0, 10)], 2500.0)
    (ours,), lane, node, times = lanes.integrate([one], [start], DT, 500, pulses=[(0, 10)], amplitude=2500.0)
    assert where.size
    assert node.tolist() == where.tolist()
    assert not lane.any()
    assert np.abs(times - when).max() < 1e-6
    assert_same_state(ours, state)


def test_the_order_of_lanes_does_not_matter(bunch, together):
    cables, states = bunch
    shuffled = np.random.default_rng(1).permutation(len(AXONS))
    again = lanes.integrate([cables[i] for i in shuffled], [states[i] for i in shuffled], DT, 4000, **PULSES)
    for place, i in enumerate(shuffled):
        nodes, times = of_lane(again, place)
        expected, when = of_lane(together, i)
        assert nodes.tolist() == expected.tolist()
        assert np.abs(times - when).max() < 1e-9
        assert_same_state(again[0][place], together[0][i])


def test_impulses_come_lane_after_lane_and_in_order_of_time(together):
    _, lane, _, when = together
    assert set(lane) == set(range(len(AXONS)))
    assert (np.diff(lane) >= 0).all()
    assert (np.diff(np.floor(when / DT))[np.diff(lane) == 0] >= 0).all()


def test_threads_change_no_byte(bunch, together):
    assert_same_bytes(lanes.integrate(*bunch, DT, 4000, **PULSES, threads=2), together)


def test_a_run_can_be_taken_in_two_halves(bunch, together):
    cables, states = bunch
    half, *_ = lanes.integrate(cables, states, DT, 2000, **PULSES)
    whole, *_ = lanes.integrate(cables, half, DT, 2000)
    for ours, theirs in zip(whole, together[0], strict=True):
        assert_same_state(ours, theirs)


def test_the_states_given_are_left_as_they_were(bunch):
    cables, states = bunch
    before = [[array.copy() for array in astuple(state)] for state in states]
    lanes.integrate(cables, states, DT, 50, pulses=[(0, 10)], amplitude=2500.0)
    for state, copies in zip(states, before, strict=True):
        assert all((a == b).all() for a, b in zip(astuple(state), copies, strict=True))


def test_every_lane_has_its_own_amplitude_and_all_one_node():
    one = build(11.5, HEALTHY)
    amplitude = np.where(np.arange(10) % 3 == 0, 2500.0, 100.0)
    _, lane, node, when = lanes.integrate(
        [one] * 10, [cable.rest(one)] * 10, DT, 200, pulses=[(10, 20)], amplitude=amplitude, node=20
    )
    assert sorted(set(lane)) == [0, 3, 6, 9]
    assert node[lane == 3][np.argmin(when[lane == 3])] == 20
    assert when.min() > 0.1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cables": []}, "no axon"),
        ({"parts": 5}, "41 nodes and 5 compartments, 41 nodes and 6 compartments"),
        ({"states": 2}, "3 axons and 2 states"),
        ({"node": 41}, "stimulated node is 41; this model takes 0 to 40"),
        ({"threads": 0}, "number of threads is 0"),
        ({"amplitude": [1.0, 2.0]}, r"shape \(2,\); it must be one number or 3"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
def test_what_does_not_fit_is_said_in_one_sentence(change, sentence):
    one = build(11.5, HEALTHY)
    change = dict(change)
    cables = change.pop("cables", [one, one, replace(one, parts=change.pop("parts", 6))])
    states = [cable.rest(one)] * change.pop("states", len(cables))
    with pytest.raises(ValueError, match=sentence) as error:
        lanes.integrate(cables, states, DT, 20, **change)
    assert "\n" not in str(error.value)
