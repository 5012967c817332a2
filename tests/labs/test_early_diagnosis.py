"""Every control of the bedside lab, moved to its ends; what is asserted is what the learner would see."""

import numpy as np
import pytest

from nervelab import evidence
from nervelab.clinic import exam
from nervelab.labs import early_diagnosis
from nervelab.labs.early_diagnosis import BedsideLab

from .looking import ends, press, rows, trace, trace_in

FLAGGED = ("V3", "V5", "V6", "V7", "V8", "V9")


@pytest.fixture(scope="module")
def shared():
    return BedsideLab()


def place(probability):
    return np.log(probability / (1 - probability))


def put(lab, *names, **values):
    lab.set(**values)
    for name in names:
        lab.set(finding=name)
        lab.add()


def test_it_opens_on_a_case_without_findings(lab):
    assert lab.values == {
        "case": "V1",
        "before": 50,
        "finding": "straight-leg raise positive",
        "age": 50,
    }
    assert list(trace(lab, "probability").text) == ["50 %"]
    assert list(trace(lab, "probability").x) == [0]  # even odds
    assert "no red flag" in lab.panel.sentence
    assert "50 % before any finding" in lab.panel.sentence
    assert trace(lab, "findings").text[-1] == "<i>next? straight-leg raise positive</i>"


@pytest.mark.parametrize("control", BedsideLab.controls, ids=lambda c: c.name)
def test_every_control_at_its_ends(lab, control):
    for value in ends(control):
        lab.set(**{control.name: value})
        assert lab.error is None
        assert lab.panel.sentence.endswith(".")
        assert len(trace(lab, "bulge").x) + len(trace(lab, "no bulge").x) == 100
        assert bool(len(trace(lab, "red flag").x)) != bool(len(trace(lab, "no flag").x))
        rows = trace(lab, "probability")
        assert len(rows.x) == len(rows.y) == len(rows.text) == len(rows.marker.symbol)


@pytest.mark.parametrize("case", [v.id for v in evidence.vignettes()])
def test_the_flag_comes_before_the_probability(lab, case):
    lab.set(case=case)
    shown = len(trace(lab, "red flag").x) > 0
    assert shown == (case in FLAGGED)
    words = lab.panel.sentence
    assert words.startswith(f"{case}: RED FLAG." if shown else f"{case}: no red flag")
    assert ("RED FLAG" in trace(lab, "advice").text[0]) == shown
    assert case in trace(lab, "sheet").text[0]
    assert "fictional" in trace(lab, "sheet").text[0]


def test_a_positive_straight_leg_raise_hardly_moves_and_a_negative_one_does(lab):
    """Odds 1 × 0.92/0.72 = 1.278: 56 %.  Odds 0.08/0.28 = 0.286: 22 %."""
    press(lab, "Add")
    assert list(trace(lab, "probability").text) == ["50 %", "56 %"]
    assert trace(lab, "probability").x[1] == pytest.approx(np.log(0.92 / 0.72), abs=1e-5)
    assert "50 % before any finding, 56 % after 1 (95 % interval 52 % to 60 %)" in lab.panel.sentence
    press(lab, "Undo")
    put(lab, "straight-leg raise negative")
    assert list(trace(lab, "probability").text) == ["50 %", "22 %"]
    assert "<i>what if</i>" in trace(lab, "findings").text[1]


def test_a_wide_interval_stays_wide_and_a_missing_one_missing(lab):
    put(lab, "wide-based gait", case="V2")
    low, high = trace(lab, "interval").x[3:5]
    assert (low, high) == pytest.approx((place(1.9 / 2.9), place(95 / 96)), abs=1e-5)
    put(lab, "calf + relieved standing still", case="V3")
    assert list(trace(lab, "probability").marker.symbol) == ["circle", "circle-open"]
    assert len(trace(lab, "interval").x) == 3  # the row before, and nothing for the finding
    assert trace(lab, "probability").x[1] == pytest.approx(np.log(20), abs=1e-5)
    assert "no interval was published" in lab.panel.sentence


def test_the_steps_lead_from_row_to_row(lab):
    put(lab, "better bending forward", "age over 70", case="V2", before=20)
    x = [place(0.2), place(0.2), place(1.6 / 2.6), place(1.6 / 2.6), place(3.2 / 4.2)]
    assert list(trace(lab, "steps").x) == pytest.approx(x, abs=1e-5)
    assert list(trace(lab, "steps").y) == [0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("case", "chain", "refused", "said"),
    [
        ("V1", ["straight-leg raise positive"], "crossed SLR positive", "group 'root stretch'"),
        ("V1", ["sensory loss positive"], "weakness positive", "group 'neurological deficit'"),
        ("V2", ["no pain when seated"], "better bending forward", "group 'posture'"),
        ("V1", [], "age over 70", "'age over 70' was measured for 'stenosis'"),
        ("V3", [], "not triggered by standing alone", "was measured for 'neurogenic'"),
        ("V7", [], "MRI positive", "V7 has no track"),
        ("V9", [], "MRI positive", "nobody waits for a probability here"),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(lab, case, chain, refused, said):
    put(lab, *chain, case=case)
    lab.set(finding=refused)
    before = lab.panel.sentence
    press(lab, "Add")
    assert said in lab.panel.error
    assert "\n" not in lab.panel.error
    assert lab.chain == tuple(chain)
    assert lab.panel.sentence == before
    lab.set(age=60)
    assert lab.panel.error == ""


def test_each_case_keeps_its_own_track_until_reset(lab):
    put(lab, "straight-leg raise positive")
    put(lab, "age over 70", case="V2")
    lab.set(case="V1")
    assert lab.chain == ("straight-leg raise positive",)
    press(lab, "Reset")
    assert lab.chain == ()
    assert list(trace(lab, "probability").text) == ["50 %"]
    press(lab, "Undo")  # nothing to take back is no error
    assert lab.error is None


def test_the_longest_chain_never_says_certain(lab):
    put(
        lab,
        "no pain when seated",
        "age over 70",
        "wide-based gait",
        "bilateral buttock or leg pain",
        case="V2",
        before=99,
    )
    assert trace(lab, "probability").text[-1] == "> 99.9 %"
    assert max(trace(lab, "probability").x) == pytest.approx(np.log(999), abs=1e-4)
    assert len(trace(lab, "findings").text) == 5  # no sixth row: the chain is full
    assert "100 %" not in lab.panel.sentence


@pytest.mark.parametrize(("age", "bulges"), [(20, 30), (50, 60), (80, 84)])
def test_the_squares_are_the_published_share(lab, age, bulges):
    lab.set(age=age)
    assert len(trace(lab, "bulge").x) == bulges
    assert f"aged {age}" in trace(lab, "count").text[0]
    assert f"{100 / bulges:.2g}-fold at most" in trace(lab, "at best").text[0]


def test_the_table_says_what_the_picture_says(lab):
    put(lab, "straight-leg raise positive", "weakness positive")
    table = rows(lab)
    assert table["Case (fictional)"][0] == evidence.vignette("V1").case
    assert table["straight-leg raise positive: LR 1.28 (1.09–1.5)"] == ["56.1 %", "52 % to 60 %"]
    assert table["weakness positive: LR 1.05 (no interval)"][1] == "no interval"
    assert table["disk bulge, people aged 50 without pain"][0] == "60 %"
    lab.set(case="V9")
    assert lab.panel.rows[4][1].startswith("none: nobody waits")


@pytest.mark.parametrize(
    ("values", "chain"),
    [
        ({}, []),
        ({"before": 20}, ["straight-leg raise negative", "MRI positive"]),
        ({"case": "V2", "age": 70}, ["better bending forward", "age over 70"]),
    ],
)
def test_the_copied_python_gives_the_same_numbers(lab, values, chain):
    put(lab, *chain, **values)
    names = {}
    exec(lab.panel.code, names)
    assert names["after"] == lab.result.track.after
    assert names["bulges"] == lab.result.bulges


def test_the_copied_python_of_a_closed_case_says_why(lab, capsys):
    lab.set(case="V8")
    exec(lab.panel.code, {})
    assert capsys.readouterr().out.strip() == lab.result.case.closed


def test_what_is_a_choice_is_said_on_the_screen(lab):
    assert "your choice" in lab.panel.illustrative
    assert any("58 to 98 %" in line for line in lab.panel.leaves_out)


def test_published_figures_draw_every_row():
    drawn = early_diagnosis.likelihood_ratios().data[0]
    offered = [r for r in exam.ratios() if r.target in early_diagnosis.TARGETS]
    assert sorted(drawn.x) == pytest.approx(sorted(r.ratio.value for r in offered))
    assert list(drawn.marker.symbol).count("circle-open") == sum(not r.ratio.known for r in offered)

    flags = early_diagnosis.red_flags().data[0]
    cancer = list(flags.y).index("spinal malignancy: with a history of cancer")
    assert flags.x[cancer] == 33
    assert (flags.error_x.arrayminus[cancer], flags.error_x.array[cancer]) == (33 - 22, 46 - 33)
    assert len(flags.x) == 10

    scans = early_diagnosis.scans_of_the_well()
    table = evidence.table("D13")
    assert sum(len(t.y) for t in scans.data) == len(table) == 56
    bulge = trace_in(scans, "disk bulge")
    assert list(bulge.y) == [30, 40, 50, 60, 69, 77, 84]
    heights = sorted(a.y for a in scans.layout.annotations)
    assert min(np.diff(heights)) > 5  # no label hides another

    assert [bar.y[0] for bar in early_diagnosis.waiting().data] == [4, 12.1, 95, 95, 16, 39]
