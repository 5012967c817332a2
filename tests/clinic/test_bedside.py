"""The fictional cases at the bedside: their sheets, their flags, and what may stand on a track."""

import pytest

from nervelab import evidence
from nervelab.clinic import exam
from nervelab.clinic.bedside import CASES, assess, case, ceiling, flags

IDS = [vignette.id for vignette in evidence.vignettes()]


def test_every_invented_case_is_here_once_and_in_order():
    assert list(CASES) == IDS


@pytest.mark.parametrize("id", IDS)
def test_a_case_has_a_flag_or_a_question_to_ask_and_a_track_or_a_reason(id):
    found = case(id)
    assert bool(found.flag) != bool(found.ask)
    assert bool(found.target) != bool(found.closed)
    assert "{" not in found.closed
    for name in found.sheet:
        assert exam.ratio(name, found.target).finding == name


@pytest.mark.parametrize("id", ["V3", "V5", "V6", "V7", "V8", "V9"])
def test_the_emergencies_carry_a_flag(id):
    assert case(id).flag


@pytest.mark.parametrize(
    ("id", "word"),
    [
        ("V1", "between the legs"),
        ("V2", "cancer"),
        ("V3", "suddenly"),
        ("V4", "Dark urine"),
        ("V7", "neurology"),
        ("V8", "cord"),
        ("V9", "emergency"),
        ("V10", "swollen"),
    ],
)
def test_every_omitted_red_flag_is_met_in_a_case(id, word):
    """O1, O12, O14, O13, O2, O3, O1 and O11."""
    assert word.lower() in (case(id).flag + case(id).ask).lower()


def test_the_sheet_of_a_case_holds_what_the_vignette_says():
    said = evidence.vignette("V1").findings
    assert "SLR positive" in said
    assert "crossed SLR negative" in said
    assert {"straight-leg raise positive", "crossed SLR negative"} <= set(case("V1").sheet)
    assert "71-year-old" in evidence.vignette("V2").case
    assert "age over 70" in case("V2").sheet


def test_cauda_equina_has_no_track_and_says_how_many_are_confirmed():
    """19 % of suspected adults are confirmed (Hoeritzauer 2020, D17)."""
    with pytest.raises(ValueError, match=r"V9 has no track: .* 19 % are confirmed"):
        assess(case("V9"), 0.5, [exam.ratio("MRI positive")])


def test_a_ratio_answers_only_the_question_it_was_measured_for():
    with pytest.raises(ValueError, match="'age over 70' was measured for 'stenosis' and V1 asks about"):
        assess(case("V1"), 0.5, [exam.ratio("age over 70")])


def test_the_rules_of_the_chain_hold_here_too():
    pair = [exam.ratio("no pain when seated"), exam.ratio("better bending forward")]
    with pytest.raises(ValueError, match="group 'posture'"):
        assess(case("V2"), 0.5, pair)
    assert assess(case("V2"), 0.5, pair[:1]).after.value == pytest.approx(7.4 / 8.4)


def test_there_is_no_case_eleven():
    with pytest.raises(ValueError, match="case is 'V11'; allowed is V1"):
        case("V11")


def test_a_finding_of_most_of_the_well_can_say_little():
    """1/0.6: a bulge at 50 (Brinjikji 2015, D13).  1: a twitch in the foot (all of 50, D29)."""
    assert ceiling(0.6) == pytest.approx(1.667, abs=5e-4)
    assert ceiling(1) == 1
    for share in (0, 1.2):
        with pytest.raises(ValueError, match="share of the well with the finding"):
            ceiling(share)


def test_no_published_ratio_breaks_its_ceiling():
    """A ratio made of a sensitivity and a specificity cannot exceed 1 / (1 − specificity)."""
    shares = evidence.table("D14").query("quantity == 'specificity'").set_index(["test", "target"]).value
    for (test, target), specificity in shares.items():
        for r in exam.ratios():
            if r.finding == f"{test} positive" and r.target == target:
                assert r.ratio.value <= ceiling(1 - specificity)


def test_flags_are_the_published_probabilities():
    table = evidence.table("D33")
    published = table[table["item"].str.startswith("probability")]
    found = flags()
    assert [flag.percent.value for flag in found] == [19, *published["value"]]
    assert [flag.percent.low for flag in found if flag.percent.known] == list(published["low"].dropna())
    assert (found[0].emergency, found[0].item) == ("cauda equina", "suspected")
    assert found[1].item == "low clinical score"
