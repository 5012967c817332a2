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


@pytest.mark.parametrize("kind", fibres.CLASSES, ids=lambda k: k.name)
def test_thick_fibres_are_fast(kind):
    population = nerve.population(kind, 500)
    assert (np.diff(population.velocities) >= 0).all()
    ends = replace(population, diameters=np.array(kind.diameters))
    assert ends.velocities == pytest.approx(kind.velocities)


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


def test_intervals_of_cramp_vary_exactly_as_published():
    """D28, in 100 000 intervals: the mean is the unit, and the coefficient of variation that of the table."""
    published = evidence.table("D28").query("item == 'ISI coefficient of variation'").value.iloc[0] / 100
    drawn = nerve.cramp_intervals(np.random.default_rng(0), 100_000)
    assert drawn.mean() == pytest.approx(1, rel=0.01)
    assert drawn.std() == pytest.approx(published, rel=0.01)


def test_fibres_do_not_fire_in_step():
    trains = nerve.ectopic(nerve.respond(nerve.population(), IRRITABLE))
    first = [t[0] for t in trains if t.size]
    assert np.std(first) > 5


def alike(count=400, *, spontaneous=0.0, burst=1, burst_rate=0.0, threshold=1.0, irritability=0.0):
    """A nerve of fibres that all respond in one way."""
    numbers = (50.0, spontaneous, burst, burst_rate, threshold, irritability)
    return nerve.Response(nerve.population(count=count), *(np.full(count, number) for number in numbers))


def test_a_fibre_that_fires_by_itself_keeps_its_rate_from_a_random_moment_on():
    trains = nerve.ectopic(alike(spontaneous=10.0), duration=20_000)
    assert np.mean([t.size for t in trains]) == pytest.approx(200, rel=0.02)
    first = np.array([t[0] for t in trains])
    assert first.mean() < 75  # ms: as if one looked in at any time, not 100 after the last impulse
    assert np.ptp(first) > 100


def test_bursts_keep_their_rate_and_are_never_the_same_twice():
    sent = np.arange(500.0, 10_000, 500)
    trains = nerve.ectopic(alike(burst=10, burst_rate=100.0), sent, duration=10_000)
    assert {t.size for t in trains} == {9 * sent.size}
    since = np.array(trains).reshape(len(trains), sent.size, 9) - sent[:, None]
    assert np.diff(since, prepend=0).mean() == pytest.approx(10, rel=0.02)
    assert np.ptp(since[:, :, 0], axis=1).min() > 1


def test_a_jolt_sets_off_a_burst_as_an_impulse_that_is_sent_does():
    """JOLTS a second, each of them answered once and with three impulses more."""
    trains = nerve.ectopic(alike(burst=4, burst_rate=100.0, threshold=0.1, irritability=1.0))
    assert np.mean([t.size for t in trains]) == pytest.approx(4 * 10 * nerve.JOLTS, rel=0.1)


def test_who_is_excitable_enough_feels_jolts_unless_it_fires_anyway():
    thresholds = np.array([0.0, 0.1, nerve.JOLT / 2 - 0.01, nerve.JOLT / 2 + 0.01])
    response = replace(alike(4, irritability=0.5), thresholds=thresholds)
    assert response.feels_jolts.tolist() == [False, True, True, False]
    assert not alike(4, threshold=0.1).feels_jolts.any()


def test_in_the_same_inflammation_some_fibres_are_more_irritable_than_others():
    pair = nerve.Fibres(fibres.MOTOR, np.array([11.5, 11.5]), np.array([0.0, 2.0]))
    response = nerve.respond(pair, Pinch(severity=0.65, irritability=0.5))
    assert response.irritability.tolist() == [0, 1]
    assert response.spontaneous[0] == 0 < response.spontaneous[1]


def test_touch_fibres_bring_their_own_irritability():
    """They have more persistent sodium at rest (Burke 2017, D07); it comes on top of the nerve's."""
    brought = fibres.TOUCH.irritability
    for nerves, expected in ((0.0, brought), (0.5, 1 - 0.5 * (1 - brought))):
        for pinch in (
            Pinch(severity=0.3, irritability=nerves),
            Pinch(pressure=0, minutes=0, irritability=nerves),
        ):
            touch = nerve.respond(nerve.population(fibres.TOUCH), pinch)
            assert touch.irritability == pytest.approx(np.minimum(expected * touch.fibres.proneness, 1))
            motor = nerve.respond(nerve.population(), pinch)
            assert motor.irritability == pytest.approx(np.minimum(nerves * motor.fibres.proneness, 1))


def test_thin_fibres_slow_down_before_they_are_lost():
    population = nerve.population(fibres.SHARP_PAIN, 5)
    mild, severe, lost = (
        nerve.respond(population, Pinch(severity=s)).velocities / population.velocities for s in (0.3, 0.8, 1)
    )
    assert (mild < 1).all()
    assert (severe < mild).all()
    assert (severe > 0.5).all()
    assert not lost.any()


def test_the_myelin_of_thin_fibres_outlasts_the_highest_pressure():
    """So the block of thin fibres looks at their energy only."""
    worst = Pinch(pressure=400, minutes=240).zone
    assert worst.felt_by(fibres.SHARP_PAIN.diameters[1]).demyelination < 0.95


def test_one_seed_draws_the_nerve_its_impulses_and_the_orders():
    pinch = Pinch(severity=0.58, irritability=0.7)
    whole = nerve.contraction(pinch, 0.5, seed=3)
    parts = nerve.contract(nerve.respond(nerve.population(seed=3), pinch), 0.5, seed=3)
    assert whole.force.tobytes() == parts.force.tobytes()
    for drive, rate in ((0.5, 0.0), (0.0, 10.0)):  # what is ordered, and what is not
        one, other = (
            nerve.contract(alike(muscle.UNITS, spontaneous=rate), drive, seed=seed) for seed in (3, 4)
        )
        assert one.force.tobytes() != other.force.tobytes()


def test_the_bursts_reach_the_muscle():
    response = alike(muscle.UNITS, burst=4, burst_rate=10.0)
    contraction = nerve.contract(response, sent=[2000.0])
    assert {times.size for times in contraction.impulses} == {4}
    assert {times.size for times in contraction.ectopic} == {3}


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
