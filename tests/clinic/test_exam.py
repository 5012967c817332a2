"""The bedside: grades, likelihood ratios and chains, against hand-worked values and the published rows."""

from dataclasses import replace
from math import log, nextafter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervelab import evidence
from nervelab.clinic import Estimate, exam
from nervelab.clinic.exam import examine, from_accuracy, ratio, ratios, update
from nervelab.physiology import reflex

# What an examiner finds


def grades(examination):
    return [finding.grade for finding in examination.findings]


def test_a_healthy_root_is_normal_in_every_test():
    examination = examine("S1", motor=1, sensory=1, reflex=1)
    assert grades(examination) == ["5", "normal", "2+", "negative"]
    assert all(finding.normal for finding in examination.findings)


def test_a_dead_root_has_nothing_left():
    examination = examine("L4", motor=0, sensory=0, reflex=0, irritability=1)
    assert grades(examination) == ["0", "absent", "0", "positive"]
    assert not any(finding.normal for finding in examination.findings)


def test_a_grade_carries_its_published_meaning_and_place():
    examination = examine("S1", motor=0.5, sensory=0.5, reflex=0.2)
    assert (examination.power.grade, examination.power.meaning) == ("4", "against resistance, weak")
    assert (examination.reflex.grade, examination.reflex.meaning) == ("1+", "reduced")
    assert examination.reflex.where == "ankle"
    assert examination.stretch.where == "SLR"
    assert examination.sensation.where == "lateral and plantar foot"
    assert examination.illustrative
    assert "chosen" in examination.reason


def test_l5_has_no_reflex_and_the_sacral_roots_no_stretch_test():
    assert examine("L5", motor=0.5, sensory=0.5).reflex is None
    assert len(examine("L5", motor=0.5, sensory=0.5).findings) == 3
    assert examine("S2-S4", motor=1, sensory=1, reflex=1, irritability=1).stretch is None


@pytest.mark.parametrize("bands", [exam.POWER, exam.SENSATION])
def test_bands_run_down_from_normal_to_nothing(bands):
    least = [share for share, _ in bands]
    assert least == sorted(least, reverse=True)
    assert least[-1] == 0


def test_every_grade_of_a_root_lesion_is_on_the_published_scale():
    scales = evidence.table("D31").groupby("scale")["grade"].apply(list)
    assert [grade for _, grade in exam.POWER] == scales["MRC power"][::-1]
    found = {examine("S1", motor=1, sensory=1, reflex=size).reflex.grade for size in (0, 0.2, 1)}
    assert found == set(scales["tendon reflex"]) - {"3+", "4+"}  # brisk and clonus are no sign of a root


def test_a_reflex_is_reduced_below_the_published_lower_limit():
    """The smaller side of the H reflex is at least 0.4 of the larger (Jankus 1994, D05)."""
    sizes = {0: "0", 0.01: "1+", 0.39: "1+", 0.4: "2+"}
    for size, grade in sizes.items():
        assert examine("S1", motor=1, sensory=1, reflex=size).reflex.grade == grade


def test_a_share_that_binary_makes_a_hair_smaller_keeps_its_grade():
    assert 1 - 0.9 < 0.1
    found = examine("S1", motor=1 - 0.9, sensory=1 - 0.9, reflex=1.0)
    assert (found.power.grade, found.sensation.grade, found.reflex.grade) == ("2", "reduced", "2+")


def test_the_examiner_and_the_model_call_the_same_jerk_reduced():
    """The examiner reads the limit in table D05, the model cannot read files and has it as a constant."""
    limit = reflex.REDUCED_BELOW
    for size in (0, nextafter(limit, 0), limit, 1):
        jerk = reflex.tendon_jerk("S1", replace(reflex.IA, conducting=size))
        assert jerk.grade == examine("S1", motor=1, sensory=1, reflex=size).reflex.grade


@settings(derandomize=True, max_examples=100)
@given(st.tuples(*[st.floats(0, 1)] * 2).map(sorted))
def test_fewer_fibres_never_mean_more_power(pair):
    worse, better = (examine("L5", motor=share, sensory=1).power.grade for share in pair)
    assert int(worse) <= int(better)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"motor": 1.2}, "share of motor fibres is 1.2; this model takes 0 to 1"),
        ({"sensory": -0.1}, "share of sensory fibres is -0.1; this model takes 0 to 1"),
        ({"irritability": 2}, "irritability is 2; this model takes 0 to 1"),
        ({"reflex": None}, "size of the ankle reflex is None; this model takes 0 to 1"),
        ({"name": "L5"}, "reflex of L5 is 1; allowed is None, as no reflex tests this root"),
        ({"name": "L9"}, "root is 'L9'; allowed is L2"),
    ],
)
def test_what_no_examiner_can_find_is_refused(change, message):
    case = {"name": "S1", "motor": 1, "sensory": 1, "reflex": 1} | change
    with pytest.raises(ValueError, match=message):
        examine(**case)


# Likelihood ratios


def test_ratios_from_accuracy_are_the_published_calculated_ones():
    frame = evidence.table("D14")
    published = frame[(frame["chk"] == "calc") & frame["quantity"].isin(["LR+", "LR-"])]["value"]
    found = [r.ratio.value for r in ratios() if r.table == "D14"]
    assert len(found) == 24
    assert found == pytest.approx(list(published), abs=0.0051)


def test_ratios_of_d15_are_as_published():
    frame = evidence.table("D15")
    found = [r for r in ratios() if r.table == "D15"]
    assert [r.finding for r in found] == list(frame["finding"])
    assert [r.target for r in found] == list(frame["for"])
    assert [r.ratio.value for r in found] == list(frame["LR"])
    assert [r.ratio.low for r in found if r.ratio.known] == list(frame["low"].dropna())
    assert [r.ratio.high for r in found if r.ratio.known] == list(frame["high"].dropna())


def test_the_interval_of_a_computed_ratio_by_hand():
    """SLR (D14): sensitivity 0.92 (0.87–0.95), specificity 0.28 (0.18–0.40).

    Errors of the logs: ln(0.95/0.87)/3.92 = 0.02244; of 1 − specificity, ln(0.82/0.60)/3.92 = 0.07969;
    together 0.08279.  LR+ = 0.92/0.72 = 1.2778, times or over exp(1.96 × 0.08279) = 1.1762.
    """
    found = ratio("straight-leg raise positive").ratio
    assert (found.value, found.low, found.high) == pytest.approx((1.2778, 1.0864, 1.5029), abs=2e-4)


def test_the_interval_of_a_negative_ratio_by_hand():
    """1 − 0.92 = 0.08 (0.05–0.13): ln(2.6)/3.92 = 0.24376.  0.28 (0.18–0.40): ln(2.2222)/3.92 = 0.20370.

    Together 0.31767; exp(1.96 × 0.31767) = 1.8637; 0.08/0.28 = 0.28571.
    """
    found = ratio("straight-leg raise negative").ratio
    assert (found.value, found.low, found.high) == pytest.approx((0.2857, 0.1533, 0.5325), abs=2e-4)


def test_a_missing_interval_stays_missing():
    bare, full = Estimate(0.8), Estimate(0.8, 0.7, 0.9)
    for pair in ((bare, bare), (bare, full), (full, bare)):
        assert not any(found.known for found in from_accuracy(*pair))
    assert all(found.known for found in from_accuracy(full, full))
    assert not ratio("weakness positive", "herniation, imaging").ratio.known
    assert not ratio("calf + relieved standing still").ratio.known


def test_a_finding_with_several_targets_must_name_one():
    with pytest.raises(ValueError, match="'weakness positive' has a ratio for herniation, surgical and for"):
        ratio("weakness positive")
    assert ratio("weakness positive", "herniation, imaging").ratio.value == pytest.approx(0.40 / 0.38)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ratio("better bending forwards"), "did you mean 'better bending forward'?"),
        (lambda: ratio("age over 70", "gout"), "no target 'gout' among the published ratios; allowed is"),
        (lambda: from_accuracy(Estimate(1.0), Estimate(0.5)), "sensitivity is 1; this model takes 0.001"),
        (lambda: from_accuracy(Estimate(0.5), Estimate(0.0)), "specificity is 0; this model takes 0.001"),
        (
            lambda: exam.LikelihoodRatio("x", "y", Estimate(0), "x"),
            "ratio of 'x' is 0; this model takes 0.001",
        ),
        (lambda: Estimate(1, 2, 3), "estimate is 1; its interval allows 2 to 3"),
        (lambda: Estimate(1, low=0), "interval is 0 to None; allowed is both limits or neither"),
    ],
)
def test_a_ratio_that_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# Chains


def test_one_finding_by_hand():
    """Odds 1 × 6.4 = 6.4; 6.4/7.4 = 0.865.  Limits 4.1/5.1 = 0.804 and 9.9/10.9 = 0.908."""
    after = update(0.5, [ratio("better bending forward")]).after
    assert (after.value, after.low, after.high) == pytest.approx((0.8649, 0.8039, 0.9083), abs=5e-5)


def test_two_findings_by_hand():
    """Odds 0.25 × 6.4 × 2.0 = 3.2; 3.2/4.2 = 0.762.

    Downwards ln(6.4/4.1) = 0.4453 and ln(2/1.6) = 0.2231, together 0.4981: odds 3.2/1.6456 = 1.9446.
    Upwards ln(9.9/6.4) = 0.4362 and ln(2.5/2) = 0.2231, together 0.4900: odds 3.2 × 1.6323 = 5.2234.
    """
    chain = update(0.2, [ratio("better bending forward"), ratio("age over 70")])
    assert chain.before == 0.2
    assert chain.steps[0][1].value == pytest.approx(1.6 / 2.6)
    after = chain.after
    assert (after.value, after.low, after.high) == pytest.approx((0.7619, 0.6604, 0.8393), abs=2e-4)


def test_no_finding_leaves_the_probability():
    assert update(0.3, []).after.value == 0.3


def test_a_probability_has_no_interval_from_the_first_ratio_without_one():
    slr, weak = ratio("straight-leg raise positive"), ratio("weakness positive", "herniation, surgical")
    known = [step.known for _, step in update(0.5, [slr, weak, ratio("MRI positive")]).steps]
    assert known == [True, False, False]


@settings(derandomize=True, max_examples=60)
@given(
    st.floats(0.001, 0.999),
    st.permutations(
        ["better bending forward", "age over 70", "wide-based gait", "bilateral buttock or leg pain"]
    ),
)
def test_order_does_not_matter_and_uncertainty_never_shrinks(probability, names):
    def width(p):
        return log(p.high / (1 - p.high)) - log(p.low / (1 - p.low))

    chain = update(probability, map(ratio, names))
    again = update(probability, map(ratio, sorted(names)))
    assert chain.after.value == pytest.approx(again.after.value)
    widths = [width(step) for _, step in chain.steps]
    assert widths == sorted(widths)


@pytest.mark.parametrize(
    ("one", "other", "group"),
    [
        ("no pain when seated", "better bending forward", "posture"),
        ("better bending forward", "neurogenic claudication present", "posture"),
        ("no pain when seated", "neurogenic claudication absent", "posture"),
        ("wide-based gait", "abnormal Romberg", "balance"),
        ("age over 70", "age under 60", "age"),
        ("straight-leg raise positive", "crossed SLR positive", "root stretch"),
        ("MRI positive", "MRI negative", "MRI"),
        ("age over 70", "age over 70", "age"),
    ],
)
def test_only_one_finding_of_a_group(one, other, group):
    with pytest.raises(ValueError, match=f"{one}' and '{other}' both belong to the group '{group}'"):
        update(0.5, [ratio(one), ratio(other)])


@pytest.mark.parametrize("target", ["herniation, surgical", "herniation, imaging"])
def test_neurological_deficits_are_one_group(target):
    weak = ratio("weakness positive", target)
    for other in ("sensory loss positive", "reflex loss positive"):
        with pytest.raises(ValueError, match="group 'neurological deficit'"):
            update(0.5, [weak, ratio(other, target)])


def test_a_clash_is_found_wherever_it_stands():
    chain = ["no pain when seated", "age over 70", "wide-based gait", "better bending forward"]
    with pytest.raises(ValueError, match="'posture'"):
        update(0.5, map(ratio, chain))


def test_only_ratios_for_one_target():
    with pytest.raises(ValueError, match=r"is a ratio for stenosis and .* for vascular; a chain takes"):
        update(0.5, [ratio("age over 70"), ratio("calf + relieved standing still")])
    surgical, imaging = ratio("MRI positive"), ratio("weakness positive", "herniation, imaging")
    with pytest.raises(ValueError, match="for one target only"):
        update(0.5, [surgical, imaging])


def test_two_wordings_of_a_herniation_found_at_operation_are_one_target():
    slr, weak = ratio("straight-leg raise positive"), ratio("weakness positive", "herniation, surgical")
    odds = (0.92 / 0.72) * (0.22 / 0.21)
    assert update(0.5, [slr, weak]).after.value == pytest.approx(odds / (1 + odds))


@pytest.mark.parametrize("probability", [0, 1, 65])
def test_a_probability_outside_its_range_is_refused(probability):
    with pytest.raises(ValueError, match=f"is {probability}; this model takes 0.001 to 0.999"):
        update(probability, [])


def test_every_group_names_published_findings():
    published = {r.finding for r in ratios()} | {r.finding.rpartition(" ")[0] for r in ratios()}
    for tests in exam.GROUPS.values():
        assert set(tests) <= published


def test_the_chain_as_a_table():
    frame = update(0.5, [ratio("better bending forward"), ratio("age over 70")]).table()
    assert list(frame["LR"]) == [6.4, 2.0]
    assert frame["probability"].iloc[0] == pytest.approx(6.4 / 7.4)
    assert list(frame["source"]) == ["suri2010", "suri2010"]
