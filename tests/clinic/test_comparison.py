"""Causes of cramp side by side: what is computed, and what is told from the evidence."""

import numpy as np
import pytest

from nervelab import evidence
from nervelab.clinic import comparison
from nervelab.physiology import Pinch, muscle, nerve
from nervelab.physiology.ions import Bath


def test_nothing_pinched_and_usual_salts_are_one_healthy_muscle():
    pinch, salts = comparison.pinched(0, 0, 0.75), comparison.salts(tap=0.75)
    for column in (pinch, salts):
        assert column.middle == pytest.approx(1, abs=0.02)
        assert column.share_answering == 0
        assert column.at_rest is muscle.Label.QUIET
        assert column.pushing is muscle.Label.VOLUNTARY
    assert pinch.push.force.mean() == pytest.approx(salts.push.force.mean(), rel=1e-6)
    assert pinch.findings["power"].startswith("5/5")
    assert pinch.findings["reflexes"] == "ankle jerk 2+"


def test_the_salts_have_opposite_signs():
    """Low potassium takes the membrane away from threshold (D09), low calcium brings the gates nearer."""
    assert comparison.needed(Bath(potassium=2.5)) > 1.2
    assert comparison.needed(Bath(potassium=2.0)) > comparison.needed(Bath(potassium=3.0)) > 1.05
    assert comparison.needed(Bath(calcium=0.6)) < 0.8
    assert comparison.needed(Bath(calcium=0.6, magnesium=0.3)) < comparison.needed(Bath(calcium=0.6))
    assert comparison.needed(Bath(calcium=1.6)) > 1


def test_a_tap_is_answered_from_the_threshold_on():
    needs = comparison.needed(Bath(calcium=0.6))
    quiet, twitching = (comparison.salts(calcium=0.6, tap=needs + step) for step in (-0.01, 0.01))
    assert quiet.share_answering == 0
    assert quiet.rest.force.max() == 0
    assert twitching.share_answering == 1
    peaks = twitching.rest.force > 0.8 * twitching.rest.force.max()
    assert np.count_nonzero(np.diff(peaks.astype(int)) == 1) == len(comparison.TAPS)
    assert twitching.at_rest is muscle.Label.QUIET  # what was tapped for is not involuntary


def test_the_push_is_left_out_where_the_muscle_fibre_fails():
    assert comparison.salts(3.0, tap=0).push is not None
    weak = comparison.salts(2.9, tap=0)
    assert weak.push is None
    assert weak.pushing is None
    assert weak.findings["power"].startswith("weak")


def test_symptoms_of_calcium_begin_where_published():
    """1.9 mmol/L of the total (Turner 2016): half of that ionised, if it falls in proportion."""
    assert pytest.approx(0.95) == comparison.SYMPTOMS_BELOW
    assert "1.9 mmol/L" in " ".join(evidence.table("D09").attrs["notes"])
    assert "tingling" in comparison.salts(calcium=0.94, tap=0).findings["sensation"]
    assert comparison.salts(calcium=0.95, tap=0).findings["sensation"] == "normal"


def test_potassium_words_follow_the_table():
    meanings = evidence.table("D09").query("quantity == 'clinic'").set_index("K_out").meaning
    assert "below this, severe: weakness to paralysis" in meanings[comparison.PARALYSIS_BELOW]
    assert meanings[comparison.MUSCLE_WEAK_BELOW] == "moderate below this: weakness, fatigue"
    assert "usually no symptoms" in meanings[comparison.POTASSIUM_RANGE[0]]
    said = {k: comparison.salts(k, tap=0).findings["power"] for k in (2.4, 2.5, 2.9, 3.0, 3.4, 3.5)}
    assert said == {
        2.4: "weak, up to paralysed",
        2.5: "weak, tired",
        2.9: "weak, tired",
        3.0: "normal, as a rule",
        3.4: "normal, as a rule",
        3.5: "normal",
    }


def test_pressure_alone_takes_away_and_irritability_adds():
    lost = comparison.pinched(1, 0, 0.75)
    assert lost.pushing is muscle.Label.WEAKNESS
    assert lost.findings["power"].startswith("0/5")
    assert lost.findings["sensation"] == "absent"
    assert lost.findings["reflexes"] == "ankle jerk 0"
    for severity in np.arange(0, 1.01, 0.1):
        calm = comparison.pinched(float(severity), 0, 0)
        assert calm.at_rest is muscle.Label.QUIET
        assert "tingling" not in calm.findings["sensation"]
    irritable = comparison.pinched(0.65, 0.6, 0)
    assert irritable.at_rest is muscle.Label.CRAMP_LIKE
    assert irritable.findings["sensation"].endswith("tingling")


def test_untouched_the_pinched_muscle_does_what_its_nerve_does():
    """A tap of no strength sends nothing and sets off no burst."""
    response = nerve.respond(nerve.population(), Pinch(severity=0.6, irritability=0.8))
    assert (response.bursts > 1).any()
    assert (response.spontaneous > 0).any()
    trains = nerve.ectopic(response, duration=comparison.HALF)
    alone = muscle.contract(ectopic=trains, duration=comparison.HALF)
    untouched = comparison.pinched(0.6, 0.8, 0)
    assert untouched.share_answering == 0
    np.testing.assert_allclose(untouched.rest.force, alone.force)
    assert comparison.pinched(0.6, 0.8, 1).rest.force.mean() > 1.1 * alone.force.mean()


def test_only_those_who_answer_the_tap_twitch():
    column = comparison.pinched(0.6, 0.6, 0.2)
    assert 0 < column.share_answering < 1
    tapped = np.array([np.isin(comparison.TAPS, train).any() for train in column.rest.impulses])
    assert not tapped[~column.answering].any()
    assert tapped[column.answering].mean() > 0.9  # some had just fired by themselves


def test_a_bath_in_which_the_axon_fires_is_refused():
    with pytest.raises(ValueError, match="fire by itself"):
        comparison.salts(8.0, tap=0.75)
    with pytest.raises(ValueError, match="strength of the tap"):
        comparison.pinched(0.5, 0.5, 4)


def test_what_is_told_stands_on_references():
    names = [each.name for each in comparison.told()]
    assert len(set(names)) == len(names) == 8
    for each in comparison.told():
        assert set(each.findings) == {"sensation", "power", "reflexes", "tests"}
        assert all(each.findings.values())
        assert each.sources
        for key in each.sources:
            evidence.reference(key)
    with pytest.raises(ValueError, match="cause"):
        comparison.cause("dry muscle")


@pytest.mark.parametrize(
    ("omission", "name", "urgency"),
    [
        ("O2", "motor neuron disease", "URGENT"),
        ("O3", "pressed spinal cord", "URGENT"),
        ("O11", "clot in a vein", "SAME DAY"),
        ("O13", "muscle breakdown", "EMERGENCY"),
        ("O14", "suddenly blocked artery", "EMERGENCY"),
    ],
)
def test_red_flags_say_how_fast_to_act(omission, name, urgency):
    told = comparison.cause(name)
    assert told.act.startswith(urgency)
    assert set(told.sources) <= set(evidence.omission(omission).refs)


def test_dehydration_is_the_published_null_result():
    before, after, other = comparison.dehydration()
    assert (before.hertz, after.hertz, other.hertz) == (23.7, 21.3, 24.6)
    assert after.share == pytest.approx(21.3 / 23.7)
    assert "295.1 for 282.5" in comparison.cause("dehydration").findings["tests"]


def test_interval_from_a_p_value():
    """By hand: z of p = 0.05 is 1.96, so the 95 % interval of such a difference just touches zero."""
    low, high = comparison.interval(-2.0, 0.05)
    assert (low, high) == (pytest.approx(-4.0), pytest.approx(0.0, abs=1e-9))
    low, high = comparison.interval(21.3 - 23.7, 0.12)  # z of 0.12 is 1.555: half width 2.4 × 1.96 / 1.555
    assert (low, high) == (pytest.approx(-5.43, abs=0.01), pytest.approx(0.63, abs=0.01))
    with pytest.raises(ValueError, match="p value"):
        comparison.interval(1, 0)


def test_welch_reproduces_the_table():
    table = evidence.table("D27").query("study == 'ultramarathon 2004'")
    for ion in ("Na", "Mg"):
        pair = table[(table.quantity == ion)].set_index("group")[["value", "sd", "n"]]
        published = table[table.quantity == f"Welch t, {ion}"].value.item()
        t = comparison.welch(*pair.loc["crampers"], *pair.loc["controls"])
        assert t == pytest.approx(published, abs=0.005)
    with pytest.raises(ValueError, match="SD above 0"):
        comparison.welch(1, 0, 10, 1, 1, 10)
