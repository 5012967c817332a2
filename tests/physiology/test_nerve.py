"""A nerve of many fibres: who conducts, who fires, and what the muscle makes of it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervelab import Pinch, evidence
from nervelab.physiology import fibres, muscle, nerve

fixed = settings(derandomize=True, deadline=None, max_examples=30)
IRRITABLE = Pinch(severity=0.65, irritability=0.8)


@pytest.mark.parametrize("kind", fibres.CLASSES, ids=lambda k: k.name)
def test_a_class_lies_within_the_published_range(kind):
    """D04, textbook of mammalian fibres; the human leg is slower (D05), so Aα is compared with that."""
    rows = evidence.table("D04").query(
        f"fibre == '{ {'Aα': 'A-alpha', 'Aβ': 'A-beta', 'Aδ': 'A-delta', 'C': 'C'}[kind.name] }'"
    )
    velocity = rows[rows.quantity == "velocity"].iloc[0]
    population = nerve.population(kind, 500)
    assert population.velocities.max() <= velocity.high
    if kind is fibres.MOTOR:
        human = (
            evidence.table("D05")
            .query("measure == 'velocity' and study.str.startswith('tibial motor, men')")
            .iloc[0]
        )
        middle = np.median(population.velocities)
        assert human.low < middle < human.high
    else:
        assert population.velocities.min() >= velocity.low
        diameter = rows[rows.quantity == "diameter"].iloc[0]
        assert population.diameters.min() >= diameter.low - 1.01
        assert population.diameters.max() <= diameter.high


def test_one_seed_one_nerve():
    one, again, other = (nerve.population(seed=s) for s in (1, 1, 2))
    assert one.diameters.tobytes() == again.diameters.tobytes()
    assert one.diameters.tobytes() != other.diameters.tobytes()
    trains = [nerve.ectopic(nerve.respond(one, IRRITABLE), seed=3) for _ in range(2)]
    assert [t.tobytes() for t in trains[0]] == [t.tobytes() for t in trains[1]]


def test_a_healthy_nerve_conducts_in_every_fibre_and_fires_in_none():
    for kind in fibres.CLASSES:
        response = nerve.respond(nerve.population(kind), Pinch(severity=0))
        assert response.share_conducting == 1
        assert response.share_firing == 0
        assert response.velocities == pytest.approx(response.fibres.velocities)


def test_pressure_takes_thick_fibres_first_and_in_the_end_all():
    pool = nerve.population()
    shares = []
    for severity in np.linspace(0.7, 1, 13):
        conducting = nerve.respond(pool, Pinch(severity=severity)).conducting
        shares.append(conducting.mean())
        if 0 < conducting.mean() < 1:
            assert pool.diameters[conducting].mean() < pool.diameters[~conducting].mean()
    assert shares == sorted(shares, reverse=True)
    assert 0 in shares
    assert shares[0] == 1


def test_touch_is_lost_before_movement_and_burning_pain_last():
    """Under a cuff (Lundborg 1982, D02; D07)."""
    lost = {}
    for kind in fibres.CLASSES:
        pool = nerve.population(kind)
        for minutes in range(0, 241, 5):
            if nerve.respond(pool, Pinch(pressure=120, minutes=minutes)).share_conducting < 0.5:
                break
        lost[kind.name] = minutes
    assert lost["Aβ"] + 10 <= lost["Aα"] <= lost["Aβ"] + 30
    assert lost["Aα"] < lost["Aδ"] < lost["C"]


def test_after_release_touch_fibres_fire_more_than_motor_fibres():
    """Paraesthesiae are severe, twitching is less common (D07)."""
    after = [Pinch(pressure=90, minutes=60, since_release=t) for t in range(1, 7)]
    touch, motor = (
        max(nerve.respond(nerve.population(kind), pinch).share_firing for pinch in after)
        for kind in (fibres.TOUCH, fibres.MOTOR)
    )
    assert motor > 0
    assert touch > 0.1


def test_pressure_alone_makes_no_motor_fibre_fire_before_release():
    for pressure in (30, 55, 60, 65, 80, 120, 200):
        for minutes in (5, 15, 25, 35, 45, 60, 90, 120):
            pinch = Pinch(pressure=pressure, minutes=minutes)
            assert nerve.respond(nerve.population(), pinch).share_firing == 0
            assert not any(t.size for t in nerve.ectopic(nerve.respond(nerve.population(), pinch), [1000]))


def test_intervals_vary_as_in_cramp():
    """D28: coefficient of variation 44.6 ± 9.7 %."""
    row = evidence.table("D28").query("item == 'ISI coefficient of variation'").iloc[0]
    response = nerve.respond(nerve.population(), IRRITABLE)
    trains = nerve.ectopic(response, duration=30_000)
    firing = np.flatnonzero(response.spontaneous)
    assert firing.size > 20
    variation = [100 * np.std(np.diff(trains[k])) / np.mean(np.diff(trains[k])) for k in firing]
    assert np.mean(variation) == pytest.approx(row.value, abs=row.sd)
    rates = [1000 / np.diff(trains[k]).mean() for k in firing]
    assert rates == pytest.approx(response.spontaneous[firing], rel=0.25)


def test_fibres_do_not_fire_in_step():
    trains = nerve.ectopic(nerve.respond(nerve.population(), IRRITABLE))
    first = [t[0] for t in trains if t.size]
    assert np.std(first) > 5


def test_a_burst_follows_each_impulse_that_is_sent():
    response = nerve.respond(nerve.population(), Pinch(severity=0.58, irritability=0.7))
    answering = np.flatnonzero((response.bursts > 1) & (response.spontaneous == 0))
    assert answering.size > 10
    sent = nerve.ectopic(
        replace(response, thresholds=np.ones(120)), (3000.0, 7000.0), seed=5
    )  # no jolt is felt
    for k in answering:
        assert sent[k].min() >= 3000
        assert 0 < (sent[k] < 7000).sum() <= response.bursts[k] - 1
        assert 0 < (sent[k] >= 7000).sum() <= response.bursts[k] - 1


def test_a_cramp_a_twitch_and_a_weakness_come_out_of_the_pinch():
    assert muscle.label(nerve.contraction(Pinch(severity=0), sent=[2000])) is muscle.Label.QUIET
    assert muscle.label(nerve.contraction(IRRITABLE)) is muscle.Label.CRAMP_LIKE
    weak = nerve.contraction(Pinch(severity=0.86), drive=0.5)
    assert muscle.label(weak) is muscle.Label.WEAKNESS
    assert (
        muscle.label(nerve.contraction(Pinch(severity=0.4, irritability=0.75))) is muscle.Label.FASCICULATION
    )


def test_the_impulse_sent_is_answered_by_every_fibre_that_conducts():
    contraction = nerve.contraction(Pinch(severity=0), sent=[2000])
    assert all(times.tolist() == [2000] for times in contraction.impulses)
    assert not any(times.size for times in contraction.ectopic)
    assert contraction.force[:2000].max() == 0
    assert contraction.force.max() > 1
    blocked = nerve.contraction(Pinch(severity=1), sent=[2000])
    assert blocked.force.max() == 0


@fixed
@given(severities=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted))
def test_a_worse_pinch_never_gives_more_voluntary_force(severities):
    mild, severe = (
        muscle_force(nerve.contraction(Pinch(severity=s), drive=1, duration=2000)) for s in severities
    )
    assert severe <= mild + 1e-9


def muscle_force(contraction):
    return (contraction.force - contraction.involuntary)[1000:].mean()


def test_bad_input_gets_one_sentence():
    with pytest.raises(ValueError, match="number of fibres is 0; this model takes 1 to 10000"):
        nerve.population(count=0)
