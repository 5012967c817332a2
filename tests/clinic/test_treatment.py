"""Treatment: counts worked by hand, and every effect against the rows it came from."""

import re
from math import inf

import pandas as pd
import pytest

from nervelab import evidence
from nervelab.clinic import treatment
from nervelab.clinic.treatment import Contrast, Counts, Recovery, cramps_in_stenosis


def close(estimate, value, low, high, within):
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((value, low, high), abs=within)


# Recovery


def test_half_have_recovered_at_the_median_and_three_quarters_at_twice():
    curve = Recovery("surgery", 4.0)
    assert [curve.at(weeks) for weeks in (0, 4, 8)] == [0, 0.5, 0.75]
    assert curve.illustrative
    assert "assumption" in curve.reason


def test_early_surgery_carries_the_published_numbers():
    trial = treatment.early_surgery()
    assert (trial.surgery.median, trial.conservative.median) == (4.0, 12.1)
    close(trial.hazard_ratio, 1.97, 1.72, 2.22, 0)


def test_the_exponential_assumption_misses_the_published_hazard_ratio():
    """12.1/4.0 = 3.025, above the upper limit of 2.22."""
    trial = treatment.early_surgery()
    assert trial.exponential_ratio == pytest.approx(3.025)
    assert trial.exponential_ratio > trial.hazard_ratio.high


def test_a_faster_rate_runs_through_the_same_curve_sooner():
    """At median 8, twice the rate from week 8 on: week 12 is week 16 of the usual curve, 1 − 1/4."""
    usual = Recovery("conservative", 8.0)
    assert treatment.sped_up(usual, 8, 2, 12) == 0.75
    assert treatment.sped_up(usual, 8, 2, 4) == usual.at(4)  # not before it begins
    assert treatment.sped_up(usual, 0, 1, 20) == usual.at(20)
    with pytest.raises(ValueError, match="ratio of the rates is 0; this model takes"):
        treatment.sped_up(usual, 0, 0, 4)


# Counts


def test_matsumoto_by_hand():
    """85 of 120 against 137 of 370: (85 × 233)/(35 × 137) = 4.130.

    Variance of the log 1/85 + 1/35 + 1/137 + 1/233 = 0.05193, error 0.2279; exp(1.96 × 0.2279) = 1.563.
    Shares 0.7083 and 0.3703: difference 0.3381, error sqrt(0.001722 + 0.000630) = 0.0485; one in 2.96.
    """
    contrast = cramps_in_stenosis("Matsumoto")
    assert contrast == Contrast(Counts(85, 120), Counts(137, 370))
    close(contrast.odds_ratio, 4.13, 2.64, 6.46, 0.0051)
    close(contrast.risk_difference, 0.3381, 0.2430, 0.4331, 2e-4)
    close(contrast.number_needed, 2.958, 1 / 0.4331, 1 / 0.2430, 0.005)


@pytest.mark.parametrize("study", ["Matsumoto", "Handa"])
def test_odds_ratios_are_the_published_calculated_ones(study):
    row = evidence.table("D24").query("study == @study and chk == 'calc'").iloc[0]
    close(cramps_in_stenosis(study).odds_ratio, row["value"], row["low"], row["high"], 0.0051)


def test_a_number_needed_has_no_limits_when_no_difference_is_within_reach():
    number = cramps_in_stenosis("Handa").number_needed
    assert number.value == pytest.approx(1 / (31 / 94 - 83 / 234))
    assert not number.known
    assert Contrast(Counts(5, 10), Counts(10, 20)).number_needed.value == inf


def test_a_number_needed_is_negative_for_fewer_events():
    """2/100 against 20/100: −0.18, error sqrt(0.000196 + 0.0016) = 0.04238, limits −0.2631 and −0.0969."""
    close(Contrast(Counts(2, 100), Counts(20, 100)).number_needed, -5.556, -10.316, -3.801, 0.005)


def test_cramps_after_decompression_leave_a_tenth_unaccounted_for():
    shares = treatment.cramps_after_decompression()
    assert shares == {"improved": 18.2, "unchanged": 45.5, "worse": 26.1}
    assert sum(shares.values()) == pytest.approx(89.8)


def test_bed_rest_agrees_with_the_published_odds_ratio():
    """70 % of 92 is 64, 65 % of 91 is 59; (64 × 32)/(28 × 59) = 1.24, published 1.2 (0.6–2.3)."""
    contrast = treatment.bed_rest()
    assert contrast == Contrast(Counts(64, 92), Counts(59, 91))
    row = evidence.table("D21").query("treatment == 'bed rest v waiting'").iloc[0]
    close(contrast.odds_ratio, row["value"], row["low"], row["high"], 0.075)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Counts(11, 10), "number of events is 11; this model takes 0 to 10"),
        (lambda: Counts(1, 0), "number of people is 0; this model takes 1 to"),
        (lambda: Counts(0.5, 10), "number of events is 0.5; allowed is a whole number"),
        (
            lambda: Contrast(Counts(0, 10), Counts(5, 10)).odds_ratio,
            "four counts are 0, 10, 5 and 5; Woolf's interval takes 1 or more",
        ),
        (lambda: Recovery("x", 0), "median time to recovery is 0 weeks; this model takes 0.1 to 520 weeks"),
        (lambda: Recovery("x", 4).at(-1), "time is -1 weeks; this model takes 0 to 520 weeks"),
        (lambda: cramps_in_stenosis("Smith"), "study is 'Smith'; allowed is Matsumoto or Handa"),
        (lambda: treatment.resorption("hernia"), "is 'hernia'; allowed is bulge, protrusion"),
        (lambda: treatment.chance_findings(45), "age is 45 years; published are 20, 30, 40, 50, 60, 70, 80"),
    ],
)
def test_what_cannot_be_counted_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# Effects


def effect(treatment_or_study, outcome):
    (found,) = (
        e
        for e in treatment.effects()
        if treatment_or_study in (e.treatment, e.condition) and e.outcome == outcome
    )
    return found


def test_no_effect_of_the_tables_is_lost():
    operations, others = evidence.table("D20"), evidence.table("D21")
    differences = operations.query("arm == 'difference'")["value"].dropna()
    left_out = others[~others["outcome"].isin(treatment.BETTER)]
    # The two arms of one trial, whose difference is in, and the rows without a number.
    assert set(left_out["outcome"][left_out["value"].notna()]) == {"leg pain, 8 wk"}
    kept = others["value"].notna() & others["outcome"].isin(treatment.BETTER)
    expected = [*differences, *others["value"][kept]]
    assert [e.estimate.value for e in treatment.effects()] == expected
    assert len(expected) == 14 + 16


def test_the_good_direction_agrees_with_the_arms():
    """Where both arms are printed, the effect is positive when the treated arm did better."""
    lower_is_better = {"ODI change", "leg pain 6 months"}
    arms = evidence.table("D20").query("arm in ('surgery', 'nonsurgical') and unit.str.startswith('points')")
    pairs = arms.pivot_table(index=["study", "measure"], columns="arm", values="value").dropna()
    assert len(pairs) == 8
    for (study, measure), pair in pairs.iterrows():
        gain = pair["surgery"] - pair["nonsurgical"]
        gain = -gain if measure in lower_is_better else gain
        assert gain * effect(study, measure).points.value > 0, (study, measure)


def test_pregabalin_did_no_better_than_placebo():
    """3.7 against 3.1 of 10 points of leg pain: 5 points of 100 worse, interval −12 to 2."""
    found = effect("pregabalin v placebo", "leg pain difference, 8 wk")
    close(found.points, -5, -12, 2, 1e-9)
    assert found.favours == "neither"


def test_points_by_hand():
    close(effect("Bailey, sciatica 4-12 months, n 128", "leg pain 6 months").points, 24, 14, 34, 1e-9)
    close(effect("heat wrap", "pain relief at 5 d").points, 21.2, 13.6, 29.0, 1e-9)
    rmdq = effect("epidural steroid + lidocaine v lidocaine", "RMDQ difference, 6 wk").points
    close(rmdq, 4.1667, -0.4167, 8.75, 1e-4)
    odi = effect("SPORT 8 y as treated", "ODI change").points
    close(odi, 11.2, 9.1, 13.6, 1e-9)
    assert not effect("SPORT 4 y as treated", "physical function change").points.known


def test_ratios_and_standardised_differences_have_no_points():
    assert effect("NSAID v placebo", "global improvement").points is None
    assert effect("physiotherapy v control", "pain, short term").points is None


@pytest.mark.parametrize(
    ("who", "outcome", "side"),
    [
        ("NSAID v placebo", "global improvement", "treatment"),
        ("NSAID v placebo", "adverse events", "comparison"),
        ("NSAID v placebo", "pain difference", "neither"),
        ("bed rest v waiting", "improved at 2 wk", "neither"),
        ("magnesium v placebo", "cramps per week, difference", "neither"),
        ("Meta-analysis, 12 mo", "leg pain", "treatment"),
        ("Stenosis surgery v PT 2 y intention to treat", "physical function change", "neither"),
        ("SPORT 4 y as treated", "physical function change", "no interval"),
    ],
)
def test_whom_an_interval_favours(who, outcome, side):
    assert effect(who, outcome).favours == side


def test_the_weeks_of_an_effect_are_those_its_words_say():
    """Read the times out of the table's words by another road, for every effect that has weeks."""
    weeks = {"d": 1 / 7, "wk": 1, "mo": 52 / 12, "months": 52 / 12, "y": 52}
    timed = [e for e in treatment.effects() if e.weeks]
    for e in timed:
        # Bailey's patients had been ill for 4 to 12 months: that time is the people's, not the effect's.
        words = e.outcome if e.source == "bailey2020" else f"{e.condition} {e.outcome}"
        times = [float(n) * weeks[unit] for n, unit in re.findall(r"(\d+) (d|wk|months|mo|y)\b", words)]
        if not times:
            times = [float(n) * weeks["mo"] for n in re.findall(r"-(\d+) mo", words)]
        assert e.weeks[1] == pytest.approx(max(times)), words
    spans = {e.condition: e.weeks for e in timed if e.source == "liu2023"}
    assert list(spans.values()) == [(0, 6), (6, 13), (13, 52), (52, 52)]
    assert {e.source for e in treatment.effects() if not e.weeks} == {
        *("rasmussenbarr2016", "dove2023", "hawke2021", "garrison2020")
    }


def test_what_was_not_compared_by_lot():
    assert {e.source for e in treatment.effects() if not e.by_lot} == {
        *("weinstein2006obs", "weinstein2008dh", "lurie2014")
    }


def test_an_interval_against_the_smallest_difference():
    """Bailey: 24 points, 14 to 34."""
    bailey = effect("Bailey, sciatica 4-12 months, n 128", "leg pain 6 months")
    assert [bailey.against(points) for points in (0, 14, 15, 34, 35)] == [
        *("beyond", "beyond", "open", "open", "short")
    ]
    steroid = effect("epidural steroid v placebo", "leg pain difference, 2 wk-3 mo, rounded")
    assert steroid.against(10) == "no interval"
    assert effect("pregabalin v placebo", "leg pain difference, 8 wk").against(0) == "open"
    with pytest.raises(ValueError, match="in risk ratio, not in points"):
        effect("NSAID v placebo", "global improvement").against(10)


def test_effects_on_pain_are_on_pain_and_in_points():
    found = treatment.pain_effects()
    assert len(found) == 9 + 6  # D20 and D21, counted by hand
    assert all("pain" in e.outcome and e.points for e in found)
    assert len(treatment.pain_effects("liu2023")) == 4
    with pytest.raises(ValueError, match="source is 'dove2023'; allowed is weinstein2006obs"):
        treatment.pain_effects("dove2023")


def test_the_table_of_effects():
    frame = treatment.effects_table()
    assert len(frame) == len(treatment.effects())
    bailey = frame.query("source == 'bailey2020'").iloc[0]
    assert (bailey["value"], bailey["points_value"], bailey["favours"]) == (2.4, 24, "treatment")
    assert frame.loc[frame["unit"] == "SMD", "points_value"].isna().all()
    assert all(pd.api.types.is_float_dtype(frame[name]) for name in ("low", "high", "points_low"))
    for key in frame["source"]:
        evidence.reference(key)


# Natural history and chance findings


def test_the_course_of_nine_cohorts_in_order():
    course = treatment.natural_history()
    assert [point.weeks for point in course] == [2, 2, 12, 52, 52, 52, 52, 104, 156]
    assert [point.percent for point in course if point.people == 609] == [55]
    (ranged,) = (point for point in course if point.percent is None)
    assert (ranged.low, ranged.high) == (49, 58)


def test_the_worst_looking_herniations_shrink_most():
    kinds = ("bulge", "protrusion", "extrusion", "sequestration")
    assert [treatment.resorption(kind) for kind in kinds] == [13, 41, 70, 96]


def test_chance_findings_at_fifty():
    findings = treatment.chance_findings(50)
    assert (findings["disk bulge"], findings["disk degeneration"]) == (60, 80)
    assert len(findings) == 8
