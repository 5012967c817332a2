"""A day of postures: hours add up, averages follow from the published rows, gaps stay gaps."""

from itertools import pairwise
from math import isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervelab.clinic.causes import Cause
from nervelab.clinic.day import (
    Activity,
    Day,
    canal_pressure,
    disc_pressure,
    earlier_disc_pressure,
)

HOURS = st.fixed_dictionaries(
    {name: st.floats(0, 4.5) for name in ("standing", "upright", "slouched", "bent", "lifting")}
    | {"longest": st.floats(15, 240)}
)
many = settings(derandomize=True, max_examples=150, deadline=None)


def test_the_disc_as_published():
    """D11, Wilke 1999, MPa."""
    found = {activity: disc_pressure(activity) for activity in Activity}
    assert list(found.values()) == [0.50, 0.46, 0.30, 1.10, 1.70, 0.10]


def test_the_earlier_series_relative_to_standing():
    """Nachemson 1975: sitting +40 %, reclining −70 %; nothing else."""
    assert earlier_disc_pressure("standing") == 0.50
    assert earlier_disc_pressure("sitting upright") == pytest.approx(0.70)
    assert earlier_disc_pressure("lying") == pytest.approx(0.15)
    for activity in (Activity.SLOUCHED, Activity.BENT, Activity.LIFTING):
        assert isnan(earlier_disc_pressure(activity))


def test_the_canal_is_that_of_the_causes():
    assert canal_pressure("standing", 10) == Cause(canal=10, posture="standing").contact.pressure
    assert canal_pressure("standing", 10) > canal_pressure("sitting upright", 10) > 0
    assert canal_pressure("standing bent forward", 10) == canal_pressure("sitting slouched", 10)
    assert isnan(canal_pressure("lifting 20 kg, knees bent", 10))


@many
@given(HOURS)
def test_the_stretches_tile_the_day(hours):
    day = Day(**hours)
    stretches = day.stretches
    assert stretches[0].start == 0
    assert stretches[-1].end == 24
    for one, next_one in pairwise(stretches):
        assert one.end == pytest.approx(next_one.start)
        assert one.activity != next_one.activity
    for activity, expected in day.hours.items():
        spent = sum(s.hours for s in stretches if s.activity == activity)
        assert spent == pytest.approx(expected, abs=1e-6)
    awake = [s.hours for s in stretches if s.activity != "lying"]
    if len({s.activity for s in stretches}) > 2:
        assert max(awake) * 60 <= hours["longest"] + 1e-6


@many
@given(HOURS, st.floats(15, 240))
def test_changing_more_often_changes_no_average(hours, other):
    one, two = Day(**hours), Day(**hours | {"longest": other})
    assert one.disc.mean == pytest.approx(two.disc.mean)
    assert one.canal(10).mean == pytest.approx(two.canal(10).mean)


def test_averages_by_hand():
    """12 h standing and 4 h upright; a night of 8 h: 7 h from 0.10 to 0.24 MPa, then 1 h at 0.24."""
    day = Day(standing=12, upright=4)
    night = 7 * 0.17 + 1 * 0.24
    assert day.disc.mean == pytest.approx((12 * 0.50 + 4 * 0.46 + night) / 24)
    assert day.earlier_disc.mean == pytest.approx((12 * 0.50 + 4 * 0.70 + 8 * 0.15) / 24)
    assert day.disc.hours == day.earlier_disc.hours == pytest.approx(24)


def test_sources_are_compared_over_the_hours_that_both_have():
    day = Day(standing=8, upright=4, slouched=2, bent=1, lifting=1)
    assert day.earlier_disc.hours == pytest.approx(20)
    alike = day.disc.where(day.earlier_disc)
    assert alike.hours == pytest.approx(20)
    night = 7 * 0.17 + 1 * 0.24
    assert alike.mean == pytest.approx((8 * 0.50 + 4 * 0.46 + night) / 20)
    assert day.canal(10).hours == pytest.approx(23)  # not while lifting


def test_the_night_rises_and_then_stays():
    disc = Day(standing=14).disc
    assert [disc.at(hour) for hour in (14, 17.5, 21, 23, 24)] == pytest.approx([0.10, 0.17, 0.24, 0.24, 0.24])
    nap = Day(standing=20.5).disc  # half a night: half the rise
    assert nap.at(24) == pytest.approx(0.17)


def test_at_a_change_the_new_posture_counts():
    day = Day(standing=1, upright=1)
    assert day.disc.at(0) == 0.50
    assert day.disc.at(1) == 0.46
    assert day.disc.at(2) == 0.10


def test_one_posture_cannot_be_changed_and_the_axon_is_pressed_four_hours_at_most():
    day = Day(standing=9, longest=15)
    assert day.longest_stretch("standing") == 9
    pinch = day.pinch(10)
    assert pinch.minutes == 240
    assert pinch.pressure == canal_pressure("standing", 10)
    assert Day().pinch(10).minutes == 0


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        (dict(standing=20, upright=5), "The hours add up to 25; a day has 24."),
        (dict(bent=-1), "The time standing bent forward is -1 h"),
        (dict(longest=2), "The longest stretch is 2 min"),
    ],
)
def test_what_is_no_day(hours, message):
    with pytest.raises(ValueError, match=message):
        Day(**hours)
    with pytest.raises(ValueError, match="time after getting up"):
        Day().disc.at(25)
