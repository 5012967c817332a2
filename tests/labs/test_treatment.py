"""Every control of the trial explorer, moved to its ends; what is asserted is what the learner would see."""

import numpy as np
import pytest

from nervelab import evidence
from nervelab.labs import treatment as figures
from nervelab.labs.treatment import EFFECTS, NAMED, TREATMENTS, TreatmentLab

from .looking import copied, ends, rows, trace, words


@pytest.fixture(scope="module")
def shared():
    return TreatmentLab()


def drawn(values):
    return np.asarray(values, float)


def test_it_opens_on_week_eight_with_an_operation_at_the_start(lab):
    """1 − 2^(−8/4) = 75 %; 1 − 2^(−8/12.1) = 36.8 %; at 1.97 times that rate 59.5 %."""
    assert lab.values == {"week": 8, "source": "liu2023", "start": 0, "smallest": 10}
    assert "75 of 100 recovered after early surgery, 37 with" in words(lab)
    assert "hazard ratio 59 of 100 (55 to 64)" in words(lab)
    assert "pain 11.7 of 100 points lower (4.7 to 18.6) in weeks 6 to 13" in words(lab)
    assert list(trace(lab, "read off").y) == pytest.approx([75, 36.76], abs=0.01)


@pytest.mark.parametrize("control", TreatmentLab.controls, ids=lambda c: c.name)
def test_every_control_at_its_ends(lab, control):
    for value in (*ends(control), control.default):
        lab.set(**{control.name: value})
        assert lab.error is None
        assert lab.panel.error == ""
        assert words(lab)[-1] == "."
        for name in NAMED[1:3]:
            curve = drawn(trace(lab, name).y)
            assert curve[0] == 0
            assert (np.diff(curve) > 0).all()
            assert curve[-1] < 100
        assert len(trace(lab, "verdict").text) == 15
        assert len(trace(lab, "difference").x) == 3 * len(lab.result.phases)


def test_the_week_moves_the_line_and_what_is_read_off(lab):
    for week in (0, 78):
        lab.set(week=week)
        assert set(drawn(trace(lab, "week read off, above").x)) == {week}
        assert set(drawn(trace(lab, "week read off, below").x)) == {week}
        assert set(drawn(trace(lab, "read off").x)) == {week}
    assert words(lab).startswith("Week 78: in the model 100 of 100 recovered after early surgery, 99 with")


def test_at_the_published_medians_half_have_recovered(lab):
    for name, median in ((NAMED[1], 4.0), (NAMED[2], 12.1)):
        curve = trace(lab, name)
        assert np.interp(median, drawn(curve.x), drawn(curve.y)) == pytest.approx(50, abs=0.05)


def test_a_late_operation_leaves_the_curve_only_when_it_begins(lab):
    lab.set(start=12, week=12)
    placed, usual = trace(lab, NAMED[0]), drawn(trace(lab, NAMED[2]).y)
    curve, weeks = drawn(placed.y), drawn(placed.x)
    assert np.isnan(curve[weeks < 12]).all()
    assert curve[weeks == 12] == pytest.approx(usual[weeks == 12])
    assert (curve[weeks > 12] > usual[weeks > 12]).all()
    low, high = (drawn(trace(lab, f"{side} limit").y)[weeks > 12] for side in ("lower", "upper"))
    assert (low < curve[weeks > 12]).all()
    assert (curve[weeks > 12] < high).all()
    assert "hazard ratio" not in words(lab)  # nothing has happened yet
    assert drawn(trace(lab, "begins").x) == [12]
    lab.set(start=0)
    assert drawn(placed.y)[weeks == 4] == pytest.approx(36.33, abs=0.01)  # 1 − 2^(−1.97 × 4/12.1)


def test_only_the_trial_of_the_curves_may_speed_them_up(lab):
    for source in TREATMENTS:
        lab.set(source=source, week=40)
        assert np.isnan(drawn(trace(lab, NAMED[0]).y)).all() == (source != "liu2023")
        assert ("hazard ratio" in words(lab)) == (source == "liu2023")


@pytest.mark.parametrize("source", TREATMENTS)
def test_a_placed_treatment_is_drawn_in_the_weeks_of_its_table(lab, source):
    lab.set(source=source, start=5)
    phases = [e for e in EFFECTS.values() if e.source == source]
    assert phases
    x, y = (
        drawn(values).reshape(-1, 3) for values in (trace(lab, "difference").x, trace(lab, "difference").y)
    )
    for effect, bar, level in zip(phases, x, y, strict=True):
        first, last = effect.weeks
        assert bar[:2].mean() == pytest.approx(5 + (first + last) / 2)
        assert np.diff(bar[:2]) == pytest.approx(max(last - first, 1))
        assert level[0] == pytest.approx(effect.points.value)
        assert np.isnan(bar[2])
    boxes = drawn(trace(lab, "its interval").y)
    known = [limit for e in phases if e.points.known for limit in (e.points.low, e.points.high)]
    assert len(boxes) == 3 * len(known)  # five corners and a gap for each interval
    assert set(np.round(boxes[~np.isnan(boxes)], 3)) == set(np.round(known, 3))
    assert list(trace(lab, "placed").y) == [name for name, e in EFFECTS.items() if e.source == source]


def test_whose_curves_they_are_not_is_said(lab):
    lab.set(source="friedly2014")
    assert "Its patients had stenosis: not those of the curves." in words(lab)
    lab.set(source="oliveira2020")
    assert "Its patients" not in words(lab)
    assert "no interval published" in words(lab)


def test_a_week_without_a_measurement_says_where_there_is_one(lab):
    lab.set(source="mathieson2017", week=4, start=10)
    assert "no published difference in pain for this week, but for week 18." in words(lab)
    lab.set(week=18)
    assert "pain 5 of 100 points higher (from 12 higher to 2 lower) in week 18." in words(lab)


@pytest.mark.parametrize(
    ("smallest", "yes", "no", "open_"),
    [(0, 10, 0, 3), (5, 5, 2, 6), (10, 4, 3, 6), (15, 0, 7, 6), (30, 0, 12, 1)],
)
def test_the_ruler_decides_what_counts(lab, smallest, yes, no, open_):
    """Counted by hand in D20 and D21: where each interval lies beside the ruler."""
    lab.set(smallest=smallest)
    verdicts = list(trace(lab, "verdict").text)
    assert [verdicts.count(word) for word in ("yes", "no", "open", "?")] == [yes, no, open_, 2]
    assert set(drawn(trace(lab, "smallest").x)) == {smallest}
    assert set(drawn(trace(lab, "smallest, below").y)) == {smallest}
    assert f"effects on pain {yes} lie wholly beyond {smallest} points" in words(lab)
    assert (" 1 is open," if open_ == 1 else f" {open_} are open,") in words(lab)


def test_each_row_has_its_own_verdict(lab):
    """At 10 points: 2.3 (0.2–4.5), 24 (14–34), 12.1 (0.5–23.6), −5 (−12–2), and 15 without an interval."""
    verdict = trace(lab, "verdict")
    rows = dict(zip(verdict.y, verdict.text, strict=True))
    assert (rows["operation, 52 wk"], rows["late op., 26 wk"]) == ("no", "yes")
    assert (rows["operation, 0–6 wk"], rows["pregabalin, 8 wk"]) == ("open", "no")
    assert rows["steroid, 0–2 wk"] == "?"


def test_where_two_measurements_meet_the_later_one_is_read(lab):
    lab.set(week=52)
    assert "pain 2.3 of 100 points lower (0.2 to 4.5) in week 52." in words(lab)


def test_the_forest_holds_every_published_difference_in_pain(lab):
    names = [n for kind in ("by lot", "as treated", "without an interval") for n in trace(lab, kind).y]
    assert sorted(names) == sorted(EFFECTS)
    chosen = trace(lab, "as treated")
    table = evidence.table("D20").query("arm == 'difference' and measure.str.contains('bodily pain')")
    sport = table[table.study.str.startswith("SPORT")]
    assert sorted(drawn(chosen.x)) == pytest.approx(sorted(sport.value))
    assert sorted(drawn(chosen.x) - drawn(chosen.error_x.arrayminus)) == pytest.approx(sorted(sport.low))
    assert sorted(drawn(chosen.x) + drawn(chosen.error_x.array)) == pytest.approx(sorted(sport.high))
    values = dict(zip(trace(lab, "by lot").y, drawn(trace(lab, "by lot").x), strict=True))
    # D21, worked by hand: 3.7 v 3.1 of 10 is 5 of 100 worse; 1.06 of 5 is 21.2 of 100 better.
    assert values["pregabalin, 8 wk"] == pytest.approx(-5)
    assert values["heat, back pain, 5 d"] == pytest.approx(21.2)


def test_the_table_says_what_the_picture_says(lab):
    table = rows(lab)
    assert table["Recovered by week 8, early surgery"][0] == "75"
    assert table["operation, 52 wk (liu2023)"] == ["2.3", "0.2", "4.5", "points; short"]
    assert table["as treated, 8 y (lurie2014)"][3] == "points; open, not by lot"
    assert table["steroid, 0–2 wk (oliveira2020)"][1:] == ["–", "–", "points; no interval"]
    assert len(table) == 3 + 15


@pytest.mark.parametrize("state", [{}, {"week": 30, "start": 7, "smallest": 3, "source": "friedly2014"}])
def test_the_copied_python_gives_the_same_numbers(lab, state):
    lab.set(**state)
    value, names = copied(lab)
    result = lab.result
    assert names["recovered"] == (result.early, result.care)
    if result.operated is not None:
        assert names["operated"] == [result.operated.value, result.operated.low, result.operated.high]
    assert names["placed"] == [(e.weeks, e.points) for _, e in result.phases]
    verdicts = {(condition, outcome): v for condition, outcome, v in value}
    assert verdicts == {(e.condition, e.outcome): result.verdicts[n] for n, e in EFFECTS.items()}


def test_the_assumption_and_the_missing_advice_are_on_the_screen(lab):
    assert "assumptions" in lab.panel.illustrative
    assert "not advice" in lab.panel.illustrative
    assert any("untreated" in line for line in lab.panel.leaves_out)


def test_published_figures_draw_every_row():
    shares = figures.after_decompression().data[0]
    assert list(shares.x) == pytest.approx([18.2, 45.5, 26.1, 10.2])
    kinds = figures.resorption().data[0]
    assert (list(kinds.x), list(kinds.y)[-1]) == ([13, 41, 70, 96], "sequestration")
    rest = figures.bed_rest().data[0]
    # 64/92 and 59/91; Wald's error 1.96 × sqrt(0.00230 + 0.00250) = 13.6 of 100.
    assert list(rest.x) == pytest.approx([69.57, 64.84, 4.73], abs=0.01)
    assert rest.error_x.array[2] == pytest.approx(13.6, abs=0.05)
    course = figures.natural_history().data[0]
    table = evidence.table("D18")
    assert sorted(course.x) == sorted(table.success.fillna((table.low + table.high) / 2))
    (ranged,) = (half for half in course.error_x.array if half)
    assert ranged == 4.5
    assert len(figures.crossed_over()) == 8
    assert "SPORT RCT: 49 % of the nonsurgical arm had surgery by 8 y" in figures.crossed_over()
