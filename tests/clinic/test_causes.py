"""Causes: the anchors are met, and between them pressure moves the way it must."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervelab import Pinch, evidence
from nervelab.clinic import causes
from nervelab.clinic.causes import Cause, Posture, canal_grade, flow_fall, two_levels

RANGES = {
    "bulge": (0, 15),
    "canal": (5, 25),
    "spur": (0, 10),
    "swelling": (0, 6),
    "disc_height": (1, 12),
}
GEOMETRY = st.fixed_dictionaries(
    {name: st.floats(*limits) for name, limits in RANGES.items()} | {"posture": st.sampled_from(Posture)}
)
many = settings(derandomize=True, max_examples=200, deadline=None)


def pressure(**geometry):
    return Cause(**geometry).contact.pressure


# The anchors


def test_the_mean_bulge_presses_with_the_pressure_measured_at_discectomy():
    assert pressure(bulge=causes.MEAN_BULGE) == pytest.approx(53)


def test_the_stenotic_canal_presses_as_measured_standing_extended():
    assert pressure(canal=10, posture="standing extended") == pytest.approx(116.7)


def test_the_range_of_bulges_spans_the_range_measured():
    assert pressure(bulge=causes.FREE_ROOM) == 0
    assert pressure(bulge=RANGES["bulge"][1]) > 256


def test_stenosis_eases_on_lying_sitting_and_bending():
    extended, standing, *easy = (
        pressure(canal=10, posture=posture)
        for posture in ("standing extended", "standing", "standing flexed", "sitting", "lying")
    )
    assert extended > standing > max(easy)
    assert max(easy) < extended / 3


def test_the_anchors_are_the_published_rows():
    disc, stenosis = causes.anchors()
    assert (disc.pressure, disc.low, disc.high, disc.n, disc.source) == (53, 7, 256, 34, "takahashi1999")
    assert (stenosis.pressure, stenosis.sd, stenosis.n, stenosis.source) == (116.7, 38.4, 10, "takahashi1995")
    assert stenosis.low is None
    assert not disc.illustrative
    assert not stenosis.illustrative


def test_extension_narrows_the_canal_as_its_area():
    assert causes.narrowing("standing extended") == pytest.approx(224 / 268)
    assert Cause(canal=13.4, posture="standing extended").canal_now == pytest.approx(11.2)


def test_a_healthy_back_presses_on_nothing_in_any_posture():
    for posture in Posture:
        contact = Cause(posture=posture).contact
        assert (contact.pressure, contact.site) == (0, "none")


def test_a_foramen_at_its_critical_height_is_where_contact_begins():
    """15 mm (D12): 19 mm with a disc of 8 mm, so 4 mm of bone, or 4 mm of disc lost."""
    assert Cause().foramen == 19
    for critical in ({"spur": 4.0}, {"disc_height": 4.0}):
        assert Cause(**critical).foramen == 15
        assert pressure(**critical) == 0
    assert Cause(spur=4.5).contact.site == "foramen"
    assert pressure(spur=4.5) > 0


def test_a_narrow_canal_leaves_no_room_for_a_small_bulge():
    assert pressure(bulge=2) == 0
    assert pressure(canal=12, posture="lying") == 0
    assert pressure(bulge=2, canal=12, posture="lying") > 10


def test_swelling_takes_room_in_the_foramen_too():
    assert pressure(spur=4) == pressure(swelling=1) == 0
    assert Cause(spur=4, swelling=1).contact.site == "foramen"


def test_every_pressure_from_geometry_says_that_it_is_illustrative():
    for cause in (Cause(), *causes.typical().values()):
        assert cause.contact.illustrative
        assert "No study has measured" in cause.contact.reason


def test_each_typical_cause_presses():
    sites = {name: cause.contact.site for name, cause in causes.typical().items()}
    assert sites == {
        "herniated disc": "canal",
        "stenosis": "canal",
        "bone spur": "foramen",
        "trauma": "canal",
    }


# What must hold everywhere


@many
@given(GEOMETRY)
def test_pressure_stays_in_range(geometry):
    assert 0 <= pressure(**geometry) <= 400


@pytest.mark.parametrize("name", ["bulge", "spur", "swelling"])
@many
@given(geometry=GEOMETRY, share=st.floats(0, 1))
def test_pressure_never_falls_with_more_of_it(name, geometry, share):
    less = geometry | {name: geometry[name] * share}
    assert pressure(**less) <= pressure(**geometry) + 1e-9


@pytest.mark.parametrize("name", ["canal", "disc_height"])
@many
@given(geometry=GEOMETRY, share=st.floats(0, 1))
def test_pressure_never_falls_with_less_room(name, geometry, share):
    low, _ = RANGES[name]
    less = geometry | {name: low + (geometry[name] - low) * share}
    assert pressure(**less) >= pressure(**geometry) - 1e-9


@many
@given(GEOMETRY)
def test_extension_never_gives_less_than_flexion(geometry):
    pressures = [
        pressure(**geometry | {"posture": p}) for p in (Posture.FLEXED, Posture.STANDING, Posture.EXTENDED)
    ]
    assert pressures == sorted(pressures)


@pytest.mark.parametrize(
    ("name", "value"), [("bulge", 6), ("canal", 8), ("spur", 6), ("swelling", 5), ("disc_height", 2)]
)
def test_every_slider_does_something(name, value):
    assert pressure(**{name: value}) > 0


# Grades, two levels, the nerve


def test_canal_grades_change_below_the_published_limits():
    assert [canal_grade(mm) for mm in (9.9, 10, 11.9, 12)] == [
        "absolute stenosis",
        "relative stenosis",
        "relative stenosis",
        "no stenosis",
    ]


def test_a_critical_foramen_or_a_critical_disc_is_enough():
    assert causes.critical_foramen(height=15, disc_height=8)
    assert causes.critical_foramen(height=19, disc_height=4)
    assert not causes.critical_foramen(height=15.1, disc_height=4.1)


def test_flow_between_two_levels_at_the_measured_point():
    assert flow_fall(10, 10) == 64
    assert flow_fall(200, 10) == 64
    assert flow_fall(5, 100) == pytest.approx(32)
    assert flow_fall(0, 400) == 0


def test_two_causes_carry_both_pressures_and_what_stands_behind_the_effect():
    disc, narrow = causes.typical()["herniated disc"], causes.typical()["stenosis"]
    both = two_levels(narrow, disc)
    assert both.upper.pressure == pytest.approx(116.7)
    assert both.lower.pressure == pytest.approx(53)
    assert both.flow_fall == 64
    assert "no less above" in both.note
    assert both.illustrative
    single = two_levels(narrow, Cause())
    assert single.flow_fall == 0
    assert "Only one level" in single.note
    faint = two_levels(disc, Cause(bulge=3))
    assert 0 < faint.lower.pressure < 10
    assert 0 < faint.flow_fall < 64
    assert "less than 10 mmHg" in faint.note


def test_the_numbers_of_two_levels_are_the_published_row():
    row = evidence.table("D01").query("source == 'takahashi1993'").iloc[0]
    assert flow_fall(row["low"], row["low"]) == row["effect_value"]


def test_a_cause_becomes_a_pinch():
    pinch = Cause(canal=10, posture="standing extended").pinch(20, irritability=0.25)
    assert isinstance(pinch, Pinch)
    assert pinch.pressure == pytest.approx(116.7)
    assert (pinch.minutes, pinch.irritability) == (20, 0.25)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Cause(bulge=16), "disc bulge is 16 mm; this model takes 0 to 15 mm"),
        (lambda: Cause(canal=4), "canal diameter is 4 mm; this model takes 5 to 25 mm"),
        (lambda: Cause(spur=-1), "bone spur is -1 mm; this model takes 0 to 10 mm"),
        (lambda: Cause(swelling=7), "swelling is 7 mm; this model takes 0 to 6 mm"),
        (lambda: Cause(disc_height=0), "posterior disc height is 0 mm; this model takes 1 to 12 mm"),
        (lambda: Cause(posture="hanging"), "posture is 'hanging'; allowed is lying, sitting"),
        (lambda: canal_grade(50), "canal diameter is 50 mm; this model takes 5 to 25 mm"),
        (lambda: flow_fall(-1, 10), "upper level is -1 mmHg; this model takes 0 to 400 mmHg"),
        (lambda: flow_fall(10, 401), "lower level is 401 mmHg; this model takes 0 to 400 mmHg"),
    ],
)
def test_impossible_geometry_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_each_site_has_its_own_contact_and_the_stronger_one_counts():
    both = Cause(bulge=4, spur=8)
    canal, foramen = both.contacts
    assert (canal.site, foramen.site) == ("canal", "foramen")
    assert canal == Cause(bulge=4).contact
    assert foramen == Cause(spur=8).contact == both.contact
    assert foramen.pressure > canal.pressure


def test_a_root_in_its_foramen_is_not_between_two_levels():
    """Takahashi et al. 1993 pressed on the cauda equina, inside the canal."""
    pair = two_levels(causes.typical()["bone spur"], causes.typical()["herniated disc"])
    assert min(pair.upper.pressure, pair.lower.pressure) > 10
    assert pair.flow_fall == 0
    assert "outside the canal" in pair.note
