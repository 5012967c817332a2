"""The reflex arc against measured H reflexes and sums done by hand."""

import re
from math import isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervelab import evidence
from nervelab.physiology import reflex
from nervelab.physiology.reflex import ALPHA, IA, Grade, Limb, h_reflex, tendon_jerk


def norm(study, measure):
    table = evidence.table("D05")
    found = table[(table.study == study) & (table.measure == measure)]
    assert len(found) == 1
    return found.iloc[0]


def test_a_healthy_soleus_h_reflex_comes_when_it_was_measured():
    measured = norm("soleus H reflex", "latency")
    healthy = h_reflex()
    assert abs(healthy.latency - measured.value) < measured.sd
    assert healthy.latency < norm("soleus H reflex", "latency, 97th percentile").high
    assert (healthy.amplitude, healthy.grade) == (1, Grade.NORMAL)


def test_the_default_motor_velocity_is_a_measured_one():
    measured = norm("tibial motor, men 20s (Korea)", "velocity")
    assert round(measured.value) == ALPHA.velocity
    assert measured.low < ALPHA.velocity < measured.high


def test_the_latency_is_the_sum_of_its_parts():
    # up 700 mm / 50 m/s = 14 ms, synapse 1 ms, down 800 mm / 40 m/s = 20 ms, junction 1 ms
    assert h_reflex(Limb(50.0), Limb(40.0)).latency == pytest.approx(36)
    # ankle: spindle 3, 800 / 50 = 16, 1, 800 / 40 = 20, 1;  knee: 3, 450 / 50 = 9, 1, 450 / 40 = 11.25, 1
    assert tendon_jerk("S1", Limb(50.0), Limb(40.0)).latency == pytest.approx(41)
    assert tendon_jerk("L4", Limb(50.0), Limb(40.0)).latency == pytest.approx(25.25)


def test_a_slowed_root_hardly_delays_the_reflex():
    """So a lost or late reflex speaks of lost fibres, or of a volley that no longer arrives together."""
    # 15 mm at 20 m/s take 0.750 ms, at 57 m/s 0.263 ms: 0.487 ms more on the way up.
    # At 51 m/s 0.294 ms: 0.456 ms more on the way down.  Both together 0.943 ms.
    slow = {"slowed": 15.0, "slowed_velocity": 20.0}
    up = h_reflex(Limb(57.0, **slow), ALPHA)
    both = h_reflex(Limb(57.0, **slow), Limb(51.0, **slow))
    limit = norm("soleus H reflex", "side difference, 97th percentile").high
    assert up.latency - h_reflex().latency == pytest.approx(0.487, abs=0.001)
    assert both.latency - h_reflex().latency == pytest.approx(0.943, abs=0.001)
    assert both.latency - h_reflex().latency < limit
    assert both.grade == Grade.NORMAL


@pytest.mark.parametrize("root", ["L4", "S1"])
@pytest.mark.parametrize(("up", "down"), [(0, 1), (1, 0), (0, 0)])
def test_a_side_that_is_lost_loses_the_reflex(root, up, down):
    lost = tendon_jerk(root, Limb(57.0, conducting=up), Limb(51.0, conducting=down))
    assert lost.amplitude == 0
    assert isnan(lost.latency)
    assert lost.grade == Grade.ABSENT


def test_l5_has_no_dependable_reflex_healthy_or_not():
    for afferent in (IA, Limb(57.0, conducting=0.0)):
        found = tendon_jerk("L5", afferent)
        assert found.arc is None
        assert isnan(found.latency)
        assert isnan(found.amplitude)
        assert found.grade == "no dependable reflex"


def test_the_roots_have_the_jerks_of_the_clinic():
    clinic = evidence.table("D10").set_index("root").reflex
    for root, arc in reflex.JERKS.items():
        if arc:
            assert arc.name == f"{clinic[root]} jerk"
            assert arc.root == root
        else:
            assert clinic[root].startswith("none")


def test_a_reflex_is_reduced_below_the_measured_limit_of_the_side_ratio():
    limit = norm("H amplitude, smaller / larger side", "ratio, lower limit").low
    assert limit == reflex.REDUCED_BELOW
    assert tendon_jerk("S1", Limb(57.0, conducting=limit + 0.01)).grade == Grade.NORMAL
    assert tendon_jerk("S1", Limb(57.0, conducting=limit - 0.01)).grade == Grade.REDUCED
    assert tendon_jerk("S1", Limb(57.0, conducting=0.6), Limb(51.0, conducting=0.6)).grade == Grade.REDUCED


def test_the_grades_are_on_the_clinical_scale_and_never_brisk():
    scale = evidence.table("D31").query("scale == 'tendon reflex'").set_index("meaning").grade
    assert scale[["absent", "reduced", "normal"]].tolist() == [Grade.ABSENT, Grade.REDUCED, Grade.NORMAL]
    assert not {scale["brisk"], scale["clonus"]} & set(Grade)


share = st.floats(0, 1)


@settings(derandomize=True, deadline=None)
@given(share, share, share, st.floats(0, 400), st.floats(1, 57))
def test_damage_never_hastens_or_enlarges_a_reflex(up, down, less, slowed, velocity):
    before = h_reflex(Limb(57.0, up), Limb(51.0, down))
    after = h_reflex(Limb(57.0, up * less, slowed, velocity), Limb(51.0, down))
    assert after.amplitude <= before.amplitude
    if after.amplitude:
        assert after.latency >= before.latency


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: Limb(0.5), "The conduction velocity is 0.5 m/s; this model takes 1 to 120 m/s."),
        (lambda: Limb(57.0, 1.5), "The share of conducting fibres is 1.5; this model takes 0 to 1."),
        (
            lambda: Limb(57.0, slowed=500.0, slowed_velocity=20.0),
            "The length of the slowed zone is 500 mm; this model takes 0 to 400 mm.",
        ),
        (
            lambda: Limb(57.0, slowed=15.0, slowed_velocity=60.0),
            "The velocity in the slowed zone is 60 m/s; this model takes 1 to 57 m/s.",
        ),
        (lambda: Limb(57.0, slowed=15.0), "The slowed zone is 15 mm long; say its velocity, in m/s."),
        (
            lambda: tendon_jerk("S2"),
            "The root is 'S2'; this model knows the tendon jerks of L4, L5, S1.",
        ),
    ],
)
def test_a_wrong_value_gets_one_sentence(wrong, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        wrong()
