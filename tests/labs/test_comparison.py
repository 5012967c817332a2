"""Every control of the comparison lab, moved to its ends; what is asserted is what the learner would see."""

import numpy as np
import pytest

from nervelab import evidence
from nervelab.clinic import comparison
from nervelab.labs import comparison as figures
from nervelab.labs.comparison import CASES, EMG_TOP, FORCE_TOP, ROWS, ComparisonLab

from .looking import copied, rows, trace, words


@pytest.fixture(scope="module")
def shared():
    return ComparisonLab()


def text(lab, name):
    return " ".join(trace(lab, name).text).replace("<br>", " ")


def test_it_opens_on_the_articles_own_table(lab):
    assert lab.values["potassium"] == 2.5
    assert lab.values["third"] == "dehydration"
    assert text(lab, "pinch: at rest") == "relaxed: cramp-like"
    assert "tingling" in text(lab, "pinch: sensation")
    assert trace(lab, "salts: needs").x[0] > 120
    assert "measured, not computed" in words(lab)


@pytest.mark.parametrize("control", ComparisonLab.controls[:5], ids=lambda c: c.name)
def test_every_control_at_its_ends(lab, control):
    lab.set(potassium=4.0)
    seen = set()
    for value in (control.low, control.default, control.high):
        lab.set(**{control.name: value})
        assert lab.error is None
        for name in ("pinch", "salts"):
            emg, force = (np.asarray(trace(lab, f"{name}: {what}").y) for what in ("EMG", "force"))
            assert emg.size == force.size == len(trace(lab, f"{name}: EMG").x) == 1000
            assert np.nanmax(np.abs(emg)) <= EMG_TOP
            assert np.nanmin(force) >= 0
            assert np.nanmax(force) < FORCE_TOP
            low, high = trace(lab, f"{name}: range").x
            assert 0 <= low <= trace(lab, f"{name}: needs").x[0] <= high < 221
        seen.add(words(lab))
        assert words(lab)[-1] == "."
    assert len(seen) > 1


def test_the_tap_is_drawn_where_it_counts(lab):
    lab.set(potassium=4.0, calcium=0.6, tap=50)
    assert list(trace(lab, "salts: tap").x) == [50, 50]
    assert trace(lab, "salts: needs").x[0] > 50
    first_half = np.asarray(trace(lab, "salts: force").y)[:500]
    assert first_half.max() == 0
    lab.set(tap=80)
    assert trace(lab, "salts: needs").x[0] < 80
    first_half = np.asarray(trace(lab, "salts: force").y)[:500]
    assert first_half.max() > 5
    assert "Salts: needs 67 %" in words(lab).replace("66 %", "67 %").replace("68 %", "67 %")
    assert "every axon answers the tap; relaxed: quiet" in words(lab).split("Salts")[1]


def test_low_potassium_calms_and_its_push_is_not_drawn(lab):
    push = np.asarray(trace(lab, "salts: force").y)[500:]
    assert np.isnan(push).all()
    assert text(lab, "salts: pushing") == "push: not modelled"
    assert "weak" in text(lab, "salts: power")
    lab.set(potassium=4.0)
    push = np.asarray(trace(lab, "salts: force").y)[500:]
    assert push[100:].min() > 20
    assert trace(lab, "salts: needs").x[0] == pytest.approx(100, abs=2)


def test_all_four_symptoms_at_once_are_a_narrow_place(lab):
    """Experiment 3: a cramp, tingling, reduced feeling and weakness; never without irritability."""

    def signs():
        sensation, power = text(lab, "pinch: sensation"), text(lab, "pinch: power")
        return (
            "cramp-like" in text(lab, "pinch: at rest"),
            "tingling" in sensation,
            "normal" not in sensation,
            "5/5" not in power,
        )

    found = []
    for severity in (75, 80, 85):
        for irritability in (50, 60, 65, 70, 75, 80):
            lab.set(severity=severity, irritability=irritability)
            found.append(signs())
    assert 1 <= sum(map(all, found)) <= len(found) / 3
    for severity in range(0, 101, 10):
        lab.set(severity=severity, irritability=0)
        assert not signs()[0]


def test_dehydration_shows_what_was_measured_and_nothing_else(lab):
    measured = trace(lab, "third: measured")
    assert list(measured.x) == [23.7, 21.3, 24.6]
    assert list(measured.error_x.array) == [1.5, 1.4, 2.1]
    assert trace(lab, "third: needs").x[0] == pytest.approx(100 * 21.3 / 23.7)
    lab.set(third="clot in a vein")
    assert len(trace(lab, "third: measured").x) == 0
    assert trace(lab, "third: needs").text == ("not computed",)
    assert trace(lab, "third: needs").marker.opacity == 0
    assert len(trace(lab, "third: healthy").x) == 0


@pytest.mark.parametrize("told", comparison.told(), ids=lambda t: t.name)
def test_every_cause_is_told_in_figure_and_sentence(lab, told):
    lab.set(third=told.name)
    assert lab.error is None
    assert text(lab, "third: title").lower() == f"<b>{told.name}</b>"
    for row in ROWS:
        assert told.findings[row] in text(lab, f"third: {row}")
    if told.name != "dehydration":
        assert told.act in words(lab)
        assert told.act in text(lab, "third: story")


@pytest.mark.parametrize("case", CASES)
def test_a_case_keeps_its_answer_until_asked(lab, case):
    lab.set(third=case)
    told = evidence.vignette(case)
    assert told.case in words(lab)
    assert told.findings in words(lab)
    assert told.answer not in words(lab)
    assert text(lab, "third: sensation").endswith("</b> ?")
    lab.answer()
    assert told.answer in words(lab)
    assert told.answer in text(lab, "third: sensation")
    lab.reset()
    lab.set(third=case)
    assert told.answer not in words(lab)


def test_there_is_no_answer_without_a_case(lab):
    with pytest.raises(ValueError, match="choose one under 'Third column'"):
        lab.answer()


def test_words_fit_a_column_of_a_small_figure(lab):
    """26 characters a line, two lines a cell (48 px high), ten lines for a case, six for a story."""
    for third in (*(t.name for t in comparison.told()), *CASES):
        lab.set(third=third, potassium=2.4, calcium=0.5)
        if third in CASES:
            lab.answer()
        for each in lab.plot.data:
            what = each.name.split(": ")[-1]
            if what not in (*ROWS, "story"):
                continue
            lines = (each.text or [""])[0].replace("<b>", "").replace("</b>", "").split("<br>")
            assert max(map(len, lines)) <= 26
            is_case = third in CASES and each.name.startswith("third")
            assert len(lines) <= (6 if what == "story" else 10 if is_case else 2), lines


def test_the_table_says_what_the_picture_says(lab):
    lab.set(potassium=4.0, calcium=0.6)
    table = rows(lab)
    needed = table["Current needed, middle axon (% of healthy)"]
    assert float(needed[0]) == pytest.approx(trace(lab, "pinch: needs").x[0], rel=0.01)
    assert float(needed[1]) == pytest.approx(trace(lab, "salts: needs").x[0], rel=0.01)
    assert needed[2] == "not computed"
    assert table["Sensation"][1] in text(lab, "salts: sensation")


@pytest.mark.parametrize(
    "state", [{}, {"severity": 80, "irritability": 30, "potassium": 4.0, "calcium": 0.6}]
)
def test_the_copied_python_gives_the_same_numbers(lab, state):
    lab.set(**state)
    found, _ = copied(lab)
    for (middle, answering, rest, push, findings), column in zip(
        found, lab.result.columns.values(), strict=True
    ):
        assert middle == pytest.approx(column.middle)
        assert answering == column.share_answering
        assert (rest, push, findings) == (column.at_rest, column.pushing, column.findings)


def test_what_is_illustrative_is_said_on_the_screen(lab):
    assert "never computed" in lab.panel.illustrative
    assert any("fire by themselves" in line for line in lab.panel.leaves_out)


def test_published_figures_draw_every_row():
    figure = figures.potassium()
    table = evidence.table("D09")
    for drawn, quantity in zip(figure.data, ("E_K", "V_GHK (K, Na)"), strict=True):
        assert list(drawn.x) == list(table[table.quantity == quantity].value)
    assert len(figure.data[0].y) == 8

    runners = {(t.name, t.x[0], t.error_x.array[0]) for t in figures.runners().data}
    table = evidence.table("D27").query("study == 'ultramarathon 2004' and sd > 0")
    assert runners == {(f"{r.quantity}: {r.group}", r.value, r.sd) for r in table.itertuples()}
    assert len(runners) == 4


def test_needed_current_has_two_opposite_slopes():
    potassium, calcium = figures.needed_current().data
    assert (np.diff(potassium.y) < 0).all()
    assert (np.diff(calcium.y) > 0).all()
    assert potassium.y[list(potassium.x).index(4.0)] == pytest.approx(100, abs=2)
