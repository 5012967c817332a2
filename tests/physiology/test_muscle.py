"""The muscle against the published pool, closed forms, and the labels that must emerge from impulses."""

import re
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervelab import evidence
from nervelab.physiology import muscle
from nervelab.physiology.muscle import Label, contract, expected_force, label, ordered_rates

UNIT_51_MS = 61  # 90 ms / 3^(62/120) = 51.0 ms
ALL = range(muscle.UNITS)


def trains(units, rate, start=0.0, stop=10000.0, variation=0.0):
    """One train of ectopic impulses for each of the `units`, at `rate` (Hz), each at its own phase."""
    rng = np.random.default_rng(7)
    made = [np.empty(0)] * muscle.UNITS
    for unit in units:
        count = int((stop - start) * rate / 1000 * 1.5) + 20
        intervals = 1000 / rate * np.maximum(1 + variation * rng.standard_normal(count), 0.1)
        times = start + rng.random() * 1000 / rate + np.cumsum(intervals) - intervals[0]
        made[unit] = times[times < stop]
    return made


def only(unit, times):
    return [np.array(times if each == unit else [], dtype=float) for each in ALL]


def row(table, column, value):
    found = evidence.table(table)
    found = found[found[column] == value]
    assert len(found) == 1
    return found["value"].item()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("N", muscle.UNITS),
        ("RR", muscle.THRESHOLD_RANGE),
        ("MFR", muscle.LOWEST_RATE),
        ("PFR1", muscle.FIRST_PEAK_RATE),
        ("PFRD", muscle.PEAK_RATE_DROP),
        ("gain", muscle.RATE_GAIN),
        ("CV_ISI", muscle.INTERVAL_VARIATION),
        ("RP", muscle.TWITCH_RANGE),
        ("TL", muscle.LONGEST_CONTRACTION),
        ("RT", muscle.CONTRACTION_RANGE),
    ],
)
def test_the_defaults_are_the_published_ones(name, value):
    assert value == row("D30", "parameter", name)


@pytest.mark.parametrize("unit", [60, 120])
@pytest.mark.parametrize(
    ("name", "values", "rounding"),
    [
        ("RTE", muscle.THRESHOLDS, 0.005),
        ("P", muscle.TWITCHES, 0.05),
        ("T", muscle.CONTRACTION_TIMES, 0.05),
        ("PFR", muscle.PEAK_RATES, 0.05),
    ],
)
def test_units_60_and_120_have_the_check_values(name, values, rounding, unit):
    assert values[unit - 1] == pytest.approx(row("D30", "parameter", f"{name}, unit {unit}"), abs=rounding)


def test_the_thresholds_of_a_cramp_are_the_measured_ones():
    measured = evidence.table("D28").set_index(["item", "condition"])["value"]
    assert measured["minimum rate", "cramp"] == muscle.CRAMP_FROM
    assert measured["unit active time", "nerve blocked"] * 1000 == muscle.CRAMP_LASTS


def test_one_impulse_gives_one_twitch_of_the_closed_form():
    run = contract(ectopic=only(UNIT_51_MS, [200.3]))
    peak, rise = muscle.TWITCHES[UNIT_51_MS], muscle.CONTRACTION_TIMES[UNIT_51_MS]
    since = np.maximum(run.times - 200.3, 0) / rise
    # The scale to % of MVC is the only unknown, and it is that of any other unit.
    other = contract(ectopic=only(119, [200.3]))
    assert run.force.max() / other.force.max() == pytest.approx(peak / muscle.TWITCHES[119], rel=1e-3)
    np.testing.assert_allclose(run.force / run.force.max(), since * np.exp(1 - since), atol=1e-3)


def steady(rate):
    """Force of the 51 ms unit in the last second of a regular train, over the peak of one twitch."""
    unit = only(UNIT_51_MS, np.arange(0, 10000, 1000 / rate))
    return contract(ectopic=unit).force[9000:] / contract(ectopic=only(UNIT_51_MS, [0.0])).force.max()


@pytest.mark.parametrize(("rate", "published"), [(2, 1.0), (5, 0.8), (10, 0.38), (20, 0.10), (50, 0.03)])
def test_twitches_fuse_as_they_come_faster(rate, published):
    force = steady(rate)
    ripple = 1 - force.min() / force.max()
    assert ripple == pytest.approx(published, abs=0.015)

    # The sum of equally spaced twitches, k intervals old, is a geometric series in q.
    interval, rise = 1000 / rate, 51.0
    q = np.exp(-interval / rise)
    valley = np.e * interval / rise * q / (1 - q) ** 2
    top = np.exp(interval / rise * q / (1 - q)) / (1 - q)
    assert ripple == pytest.approx(1 - valley / top, abs=0.003)


def test_a_fast_tetanus_saturates_at_nine_twitches():
    # e · speed · gain(speed), with gain = (1 − exp(−2·speed³)) / speed over its value 0.3004 at 0.4
    assert steady(100).mean() == pytest.approx(np.e / 0.3004, rel=0.005)
    assert steady(5).max() == pytest.approx(1.06, abs=0.05)  # slow twitches are not scaled


def test_an_impulse_within_5_ms_of_an_answered_one_is_not_answered():
    run = contract(ectopic=only(3, [106, 100, 103, 110, 111.5]))
    assert run.impulses[3].tolist() == [100, 106, 111.5]


def test_small_units_are_recruited_first():
    smaller = 0
    for drive in np.linspace(0, 1, 21):
        active = np.array([times.size > 0 for times in contract(drive, duration=2000).impulses])
        assert active[: active.sum()].all()
        assert active.sum() >= smaller
        smaller = active.sum()
    assert smaller == muscle.UNITS


def test_a_unit_starts_at_8_hz_and_ends_at_its_peak_rate():
    at_threshold = muscle.THRESHOLDS[40] / muscle.FULL_EXCITATION
    assert ordered_rates(at_threshold * 1.0001)[40] == pytest.approx(8, abs=0.01)
    assert ordered_rates(at_threshold * 0.9999)[40] == 0
    np.testing.assert_allclose(ordered_rates(1), muscle.PEAK_RATES)
    assert ordered_rates(0.999)[-1] < muscle.PEAK_RATES[-1]


def test_ordered_intervals_have_the_rate_and_the_variation_of_the_pool():
    run = contract(1, duration=60000)
    intervals = [np.diff(times) for times in run.impulses]
    np.testing.assert_allclose([1000 / each.mean() for each in intervals], muscle.PEAK_RATES, rtol=0.03)
    assert np.mean([each.std() / each.mean() for each in intervals]) == pytest.approx(0.2, abs=0.005)
    first = np.array([times[0] for times in run.impulses])
    assert first.min() < 5  # no common start, which would make the EMG falsely synchronous
    assert first.max() > 20


@pytest.mark.parametrize("seed", [1, 2])
def test_full_drive_is_100_percent_of_mvc_and_rms_1(seed):
    run = contract(1, seed=seed)
    assert run.force[1000:].mean() == pytest.approx(100, rel=0.01)
    assert np.sqrt(np.mean(run.emg[1000:] ** 2)) == pytest.approx(1, rel=0.05)


def test_more_drive_gives_more_force():
    forces = [expected_force(drive) for drive in (0, 0.1, 0.3, 0.5, 0.7, 1)]
    assert forces[0] == 0
    assert (np.diff(forces) > 1).all()


mask = st.lists(st.booleans(), min_size=muscle.UNITS, max_size=muscle.UNITS).map(np.array)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(first=mask, second=mask, drive=st.floats(0, 1), seed=st.integers(0, 99))
def test_more_blocked_fibres_never_give_more_voluntary_force(first, second, drive, seed):
    some = contract(drive, first, duration=2000, seed=seed).force
    fewer = contract(drive, first & second, duration=2000, seed=seed).force
    assert (fewer <= some).all()


def test_a_blocked_unit_gets_no_orders_and_the_others_keep_theirs():
    blocked = np.arange(muscle.UNITS) % 3 == 0
    healthy, pinched = contract(0.8), contract(0.8, ~blocked)
    for unit in ALL:
        expected = [] if blocked[unit] else healthy.impulses[unit].tolist()
        assert pinched.impulses[unit].tolist() == expected


def test_an_ectopic_impulse_reaches_the_muscle_from_below_a_block():
    run = contract(1, np.zeros(muscle.UNITS, dtype=bool), only(100, [500]))
    assert run.impulses[100].tolist() == run.ectopic[100].tolist() == [500]
    assert run.force.max() == run.involuntary.max() > 0


def test_ordered_and_ectopic_impulses_are_told_apart():
    run = contract(0.6, ectopic=only(119, [500, 4000]))  # unit 119 is not recruited at 0.6
    assert [times.size for times in run.ectopic] == [0] * 119 + [2]
    ordered = contract(0.6)
    np.testing.assert_allclose(run.force - run.involuntary, ordered.force, atol=1e-9)
    assert run.involuntary.max() == pytest.approx(contract(ectopic=only(119, [500])).force.max())


def test_the_emg_of_one_impulse_is_biphasic_and_lies_at_the_impulse():
    emg = contract(ectopic=only(80, [300])).emg
    assert emg.max() > 0
    assert emg.max() == pytest.approx(-emg.min())
    assert abs(emg[300]) < 1e-12
    assert np.argmax(emg) < 300 < np.argmin(emg)
    assert not emg[:290].any()
    assert not emg[311:].any()


def test_the_emg_knows_times_between_its_samples():
    before, between, after = (contract(ectopic=only(80, [time])).emg for time in (300, 300.25, 301))
    np.testing.assert_allclose(between, 0.75 * before + 0.25 * after, atol=1e-12)


def test_large_units_have_large_potentials():
    sizes = [contract(ectopic=only(unit, [300]), duration=2000).emg.max() for unit in ALL]
    # Depth scatters them fivefold; size ranges over a hundredfold.
    assert np.corrcoef(np.log(sizes), np.log(muscle.TWITCHES))[0, 1] > 0.9


def test_one_seed_one_trace():
    once, again, other = (contract(0.7, ectopic=trains([5], 3), seed=s) for s in (4, 4, 5))
    for name in ("times", "force", "involuntary", "emg"):
        assert getattr(once, name).tobytes() == getattr(again, name).tobytes()
    assert [t.tobytes() for t in once.impulses] == [t.tobytes() for t in again.impulses]
    assert once.force.tobytes() != other.force.tobytes()


def test_results_are_finite_and_read_only():
    run = contract(1, ectopic=trains(ALL, 30, stop=2500.4, variation=0.4), duration=2500.4)
    assert run.times.shape == run.force.shape == run.involuntary.shape == run.emg.shape == (2501,)
    for part in fields(run):
        value = getattr(run, part.name)
        for array in value if isinstance(value, tuple) else [value]:
            assert np.isfinite(array).all()
            if isinstance(array, np.ndarray):
                assert not array.flags.writeable
    assert not muscle.THRESHOLDS.flags.writeable


def test_nothing_is_quiet():
    assert label(contract()) == Label.QUIET


def test_a_drive_below_the_first_threshold_is_quiet():
    assert label(contract(0.02)) == Label.QUIET


@pytest.mark.parametrize("unit", [0, 60, 119])
def test_one_unit_at_half_a_hertz_fasciculates(unit):
    run = contract(ectopic=trains([unit], 0.5))
    assert label(run) == Label.FASCICULATION
    assert run.force[1000:].min() < 0.01 * run.force.max()  # relaxed between twitches


def test_doublets_of_many_units_are_still_fasciculation():
    rare = trains(range(0, muscle.UNITS, 4), 0.2)
    doublets = [np.sort(np.r_[times, times[times < 9900] + 10]) for times in rare]
    assert label(contract(ectopic=doublets)) == Label.FASCICULATION


@pytest.mark.parametrize("units", [ALL, range(0, 120, 2), range(60), range(80, 120)])
def test_many_units_at_22_hz_cramp(units):
    run = contract(ectopic=trains(units, 22, 2000, 8000, variation=0.2))
    assert label(run) == Label.CRAMP_LIKE
    assert run.force[1990] == 0
    assert run.force[9990] < 1e-3 < 5 < run.force[5000]


@pytest.mark.parametrize("units", [ALL, range(0, 120, 2)])
def test_units_that_fire_as_measured_in_cramp_cramp(units):
    measured = evidence.table("D28").query("condition == 'cramp'").set_index("item")["value"]
    rate = measured["discharge rate (48 units, 11 people)"]
    variation = measured["ISI coefficient of variation"] / 100
    assert label(contract(ectopic=trains(units, rate, variation=variation))) == Label.CRAMP_LIKE


def test_a_cramp_needs_no_conducting_axon_and_shows_through_drive_and_stray_twitches():
    cramp = trains(range(40, 100), 22, variation=0.2)
    strays = trains(ALL, 0.5)
    strays[80:100] = cramp[80:100]
    assert label(contract(0, np.zeros(muscle.UNITS, dtype=bool), cramp)) == Label.CRAMP_LIKE
    assert label(contract(0.3, ectopic=cramp)) == Label.CRAMP_LIKE
    assert label(contract(ectopic=strays)) == Label.CRAMP_LIKE


@pytest.mark.parametrize(
    "ectopic",
    [
        pytest.param(only(60, 3000 + 33 * np.arange(9)), id="a burst of 9, 0.9 Hz on average"),
        pytest.param(trains(ALL, 22, 3000, 3600), id="fast and fused, for 0.6 s"),
        pytest.param(trains([5], 22), id="fast and fused, by one small unit"),
        pytest.param([np.arange(0, 10000, 125.0)] * 120, id="fast and strong, in step and so not fused"),
        pytest.param(trains(ALL, 3), id="fused by numbers, each unit slow"),
        pytest.param(trains([60], 1.5), id="single twitches, too often"),
    ],
)
def test_what_is_neither_fasciculation_nor_cramp_is_called_neither(ectopic):
    assert label(contract(ectopic=ectopic)) == Label.OTHER


@pytest.mark.parametrize("drive", [0.05, 0.2, 0.5, 1])
@pytest.mark.parametrize("seed", range(4))
def test_a_healthy_muscle_does_what_it_is_asked(drive, seed):
    assert label(contract(drive, seed=seed)) == Label.VOLUNTARY


def test_a_few_stray_twitches_do_not_rename_a_voluntary_contraction():
    assert label(contract(0.5, ectopic=trains([20, 90], 0.5))) == Label.VOLUNTARY
    assert label(contract(0.5, ectopic=trains([119], 14))) == Label.VOLUNTARY  # its own force is not fused


units = np.arange(muscle.UNITS)


@pytest.mark.parametrize(
    "conducting",
    [
        pytest.param(units < 60, id="large half blocked"),
        pytest.param(units >= 60, id="small half blocked"),
        pytest.param(units % 2 == 0, id="every other blocked"),
        pytest.param(units < 0, id="all blocked"),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_half_of_the_fibres_blocked_at_full_drive_is_weakness(conducting, seed):
    run = contract(1, conducting, seed=seed)
    assert label(run) == Label.WEAKNESS
    assert run.force[1000:].mean() < 90


def test_ectopic_force_does_not_hide_weakness():
    bursts = [
        trains(range(60, 120), 22, start, start + 800) for start in (2000, 5000)
    ]  # too short for a cramp
    run = contract(0.3, units >= 60, [np.concatenate(pair) for pair in zip(*bursts, strict=True)])
    assert run.force[1000:].mean() > expected_force(0.3)
    assert label(run) == Label.WEAKNESS


def test_the_loss_of_the_smallest_units_passes_unnoticed():
    assert label(contract(1, units >= 5)) == Label.VOLUNTARY


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"drive": 1.2}, "The drive is 1.2; this model takes 0 to 1."),
        ({"drive": float("nan")}, "The drive is nan; this model takes 0 to 1."),
        ({"duration": 50.0}, "The duration is 50 ms; this model takes 2000 to 60000 ms."),
        ({"seed": -1}, "The seed is -1; this model takes 0 to 4.29497e+09."),
        ({"seed": 1.5}, "The seed is 1.5; it must be a whole number."),
        (
            {"conducting": [True] * 3},
            "The conducting units are bool of shape (3,); this model takes 120 truth values, one per unit.",
        ),
        (
            {"conducting": np.ones(120)},
            "The conducting units are float64 of shape (120,); "
            "this model takes 120 truth values, one per unit.",
        ),
        ({"ectopic": [[1.0]]}, "There are 1 ectopic trains; this model takes 120, one per unit."),
        (
            {"ectopic": only(4, [10, 10000])},
            "The time of an ectopic impulse is 10000 ms; this model takes 0 to below 10000 ms.",
        ),
        (
            {"ectopic": only(4, [-1])},
            "The time of an ectopic impulse is -1 ms; this model takes 0 to below 10000 ms.",
        ),
        (
            {"ectopic": only(4, [float("nan")])},
            "The time of an ectopic impulse is nan ms; this model takes 0 to below 10000 ms.",
        ),
        (
            {"ectopic": [np.ones((2, 2))] * 120},
            "An ectopic train has 2 dimensions; this model takes a list of times, ms.",
        ),
    ],
)
def test_a_wrong_value_gets_one_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        contract(**arguments)
