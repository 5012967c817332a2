"""The table of what a pinched axon fires, against the axon itself."""

import numpy as np
import pytest

from nervelab import Axon, Pinch
from nervelab.physiology import State, Zone, firing
from nervelab.physiology.axon import MUSCLE_END

AXON = Axon()

# The map of the course at 11.5 µm: irritability by severity; the bands are wider than one step of the grid.
CONDUCTS, ANSWERS, FIRES, BLOCKED = "conducts", "answers with a burst", "fires by itself", "blocked"
MAP = {
    0: {0: CONDUCTS, 0.3: CONDUCTS, 0.6: CONDUCTS, 0.75: CONDUCTS, 0.95: BLOCKED, 1: BLOCKED},
    0.3: {0: CONDUCTS, 0.3: CONDUCTS, 0.6: CONDUCTS, 0.95: BLOCKED, 1: BLOCKED},
    0.5: {0: CONDUCTS, 0.5: CONDUCTS, 0.7: ANSWERS, 0.95: BLOCKED, 1: BLOCKED},
    0.7: {0: CONDUCTS, 0.45: CONDUCTS, 0.6: ANSWERS, 0.7: FIRES, 0.9: BLOCKED, 1: BLOCKED},
    1: {0: CONDUCTS, 0.2: CONDUCTS, 0.5: ANSWERS, 0.6: FIRES, 0.8: BLOCKED, 1: BLOCKED},
}


def kind(pattern):
    if pattern.spontaneous:
        return FIRES
    if pattern.burst > 1:
        return ANSWERS
    return CONDUCTS if pattern.conducts else BLOCKED


@pytest.mark.parametrize(
    ("severity", "irritability", "expected"),
    [(s, r, expected) for r, row in MAP.items() for s, expected in row.items()],
)
def test_the_map(severity, irritability, expected):
    zone = Pinch(severity=severity, irritability=irritability).zone
    assert kind(firing.pattern(11.5, zone)) == expected


def test_the_table_is_whole():
    text = "\n".join(firing.table_text().splitlines())
    assert text.count("\n") == np.prod([axis.size for axis in firing.AXES])
    table = firing.table()
    assert np.isfinite(table).all()
    assert (table >= 0).all()


def test_every_healthy_point_conducts_and_none_fires():
    for diameter in firing.DIAMETERS:
        healthy = firing.pattern(diameter, Zone())
        assert healthy == firing.Pattern(1.0, 0.0, 1, 0.0, pytest.approx(1, abs=0.02))


def test_rates_are_those_of_cramp():
    """D28: units in cramp fire at 6 to 25 Hz, with a blocked nerve at 25.7 ± 11.6; some here reach more."""
    spontaneous = firing.table()[..., 1]
    rates = spontaneous[spontaneous > 0]
    assert rates.size > 50
    assert 6 < np.median(rates) < 60
    assert (rates < 150).all()


def test_at_full_deficit_nothing_passes():
    assert (firing.table()[:, -1, :, :, 0] == 0).all()


def held_out(count):
    """Zones between the points of the grid, drawn once."""
    rng = np.random.default_rng(28)
    for _ in range(count):
        diameter = rng.uniform(8.5, 13.5)
        zone = Zone(rng.uniform(0.2, 1), rng.uniform(0, 0.6), rng.uniform(0, 1))
        yield diameter, zone


@pytest.mark.slow
def test_between_its_points_the_table_tells_what_the_axon_does():
    """Eighty axons that did not make the table.

    A state has sharp borders, so a nearest point on the wrong side of one is off: allowed for one axon in
    five, and then only by one state along conducts – answers – fires – blocked, except past a narrow band.
    """
    places = list(held_out(80))
    direct = firing.simulate(places, threads=2)
    looked_up = [firing.pattern(diameter, zone) for diameter, zone in places]
    same = [kind(a) == kind(b) for a, b in zip(direct, looked_up, strict=True)]
    assert {kind(p) for p in direct} == {CONDUCTS, ANSWERS, FIRES, BLOCKED}
    assert np.mean(same) >= 0.8

    both_fire = [
        (a.spontaneous, b.spontaneous)
        for a, b in zip(direct, looked_up, strict=True)
        if a.spontaneous and b.spontaneous
    ]
    ratios = np.array([b / a for a, b in both_fire])
    assert np.exp(np.abs(np.log(ratios)).mean()) < 1.5
    velocities = np.array(
        [
            (a.velocity, b.velocity)
            for a, b in zip(direct, looked_up, strict=True)
            if a.conducts and b.conducts
        ]
    )
    assert np.abs(velocities[:, 0] - velocities[:, 1]).mean() < 0.1


HEALTHY, SLOWED, ANSWERING, FIRING, LOST = (
    Pinch(severity=s, irritability=r) for s, r in ((0, 0), (0.7, 0), (0.6, 0.75), (0.7, 0.75), (1, 0))
)
PINCHES = (HEALTHY, SLOWED, ANSWERING, FIRING, LOST)
THICK = Pinch(severity=0.5)


@pytest.fixture(scope="module")
def simulated():
    """One tile of lanes: the pinches, an axon whose pinched stretch is bare, a thin one and a thick one."""
    others = [(11.5, Zone(1, 1, 0)), (6.0, Zone()), (16.0, THICK.zone)]
    return firing.simulate([*((11.5, pinch.zone) for pinch in PINCHES), *others])


def test_simulated_axons_do_what_the_single_axon_does(simulated):
    healthy, slowed, answers, fires, *_ = simulated
    assert [kind(p) for p in simulated[:5]] == [CONDUCTS, CONDUCTS, ANSWERS, FIRES, BLOCKED]

    velocities = [AXON.stimulate(p, at=800, duration=810, dt=0.01).velocity for p in (HEALTHY, SLOWED)]
    assert healthy.velocity == pytest.approx(1)
    assert slowed.velocity == pytest.approx(velocities[1] / velocities[0], rel=0.01)

    evoked = AXON.stimulate(ANSWERING, at=800, duration=2800, dt=0.01).evoked
    assert answers.burst == evoked.size > 5
    assert answers.burst_rate == pytest.approx(1000 / np.diff(evoked).mean(), rel=0.01)

    run = AXON.stimulate(FIRING, at=800, duration=801, dt=0.01)
    assert run.state is State.ECTOPIC
    assert fires.spontaneous == pytest.approx((run.impulses[MUSCLE_END] >= 400).sum() / 0.4, abs=5)
    assert fires.conducts


def test_simulated_thresholds_are_shares_of_the_healthy_one(simulated):
    """Each is found within 1 or 2 %, and so is what it is divided by."""
    needed = [AXON.threshold(pinch, width=firing.PROBE) for pinch in PINCHES[:3]]
    found = [pattern.threshold for pattern in simulated[:3]]
    assert found == pytest.approx([current / needed[0] for current in needed], rel=0.04)
    fires, lost, bare = simulated[3:6]
    assert fires.threshold == 0
    assert lost.threshold > 2
    assert bare.threshold == 20  # nothing stronger is tried


def test_every_diameter_is_compared_with_its_own_healthy_axon(simulated):
    thin, thick = simulated[6:]
    assert thin.velocity == pytest.approx(1)
    assert thin.threshold == pytest.approx(1, abs=0.02)
    axon = Axon(16)
    velocities = [axon.stimulate(p, at=800, duration=810, dt=0.01).velocity for p in (HEALTHY, THICK)]
    assert thick.velocity == pytest.approx(velocities[1] / velocities[0], rel=0.01)


def test_the_table_is_written_as_it_is_read(monkeypatch):
    """Written from what is looked up in it, the table comes out as it was: no point has moved."""

    def look_up(axons, *, threads):
        return [firing.pattern(diameter, zone) for diameter, zone in axons]

    monkeypatch.setattr(firing, "simulate", look_up)
    assert list(firing.rows()) == firing.table_text().splitlines()


def test_a_diameter_outside_the_range_is_refused():
    with pytest.raises(ValueError, match=r"fibre diameter is 3 µm; this model takes 5\.7 to 16 µm"):
        firing.pattern(3, Zone())
