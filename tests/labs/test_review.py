"""The claim sorter: every control and button, asserted on what the learner would see."""

import numpy as np
import pytest

from nervelab import evidence
from nervelab.evidence import Verdict
from nervelab.labs import review
from nervelab.labs.review import OF_EACH, ROWS, SCALE, ReviewLab, draw, reason, steps

from .looking import copied, press, trace


@pytest.fixture(scope="module")
def shared():
    return ReviewLab()


def test_the_scale_runs_from_trust_to_distrust():
    assert [str(word) for word in SCALE] == [
        "well supported",
        "supported with nuance",
        "oversimplified",
        "contested",
        "wrong",
    ]
    assert steps("wrong", Verdict.WELL_SUPPORTED) == 4  # trusts the article less: positive
    assert steps("well supported", Verdict.OVERSIMPLIFIED) == -2
    assert steps("contested", Verdict.CONTESTED) == 0


def test_a_draw_is_fair_repeatable_and_from_the_whole_article():
    sections = set()
    for seed in range(1, 51):
        claims = draw(seed)
        verdicts = [claim.verdict for claim in claims]
        assert {word: verdicts.count(word) for word in SCALE} == dict.fromkeys(SCALE, OF_EACH)
        assert len({claim.id for claim in claims}) == ROWS == 15
        assert claims == draw(seed)
        sections |= {claim.section for claim in claims}
    assert sections == set(evidence.sections())
    assert draw(1) != draw(2)


def test_what_the_notebook_says_of_two_draws():
    wrong = [{claim.id for claim in draw(seed) if claim.verdict is Verdict.WRONG} for seed in (1, 19)]
    assert wrong == [{"C1-4", "M4", "N2"}, {"I6", "I7", "I10"}]


def test_it_opens_with_the_first_claim_and_no_verdict(lab):
    first = draw(1)[0]
    assert lab.panel.sentence == f"Claim 1 of 15: “{first.text}”"
    assert str(first.verdict) not in lab.panel.sentence
    assert len(trace(lab, "you").x) == len(trace(lab, "evidence").x) == 0
    assert list(trace(lab, "now").y) == [0]
    assert lab.panel.rows[0][1:3] == ["?", ""]  # the table does not tell either


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("Well supported", Verdict.WELL_SUPPORTED),
        ("With nuance", Verdict.NUANCED),
        ("Oversimplified", Verdict.OVERSIMPLIFIED),
        ("Contested", Verdict.CONTESTED),
        ("Wrong", Verdict.WRONG),
    ],
)
def test_each_button_sorts_the_claim_as_it_says(lab, label, word):
    press(lab, label)
    assert lab.error is None
    assert lab.yours == (word,)
    claim = draw(1)[0]
    assert list(trace(lab, "you").x) == [SCALE.index(word)]
    assert list(trace(lab, "evidence").x) == [SCALE.index(claim.verdict)]
    assert list(trace(lab, "ids").text) == [claim.id]
    assert f"you say “{word}”" in lab.panel.sentence
    assert claim.reason in lab.panel.sentence
    assert str(claim.verdict) in trace(lab, "why").text[0]
    assert draw(1)[1].text in lab.panel.sentence


def test_rows_and_lines_join_you_and_the_evidence(lab):
    said = [SCALE[k % 5] for k in range(ROWS)]
    for word in said:
        lab.sort(word)
    theirs = [SCALE.index(claim.verdict) for claim in draw(1)]
    yours = [SCALE.index(word) for word in said]
    assert list(trace(lab, "evidence").x) == theirs
    assert list(trace(lab, "you").x) == yours
    assert list(trace(lab, "you").y) == list(range(ROWS))
    lines = np.asarray(trace(lab, "between").x, float).reshape(ROWS, 3)
    assert lines[:, 0].tolist() == theirs
    assert lines[:, 1].tolist() == yours
    assert np.isnan(lines[:, 2]).all()
    assert len(trace(lab, "now").y) == 0

    met = sum(a == b for a, b in zip(theirs, yours, strict=True))
    more = sum(b < a for a, b in zip(theirs, yours, strict=True))
    mean = sum(abs(a - b) for a, b in zip(theirs, yours, strict=True)) / ROWS
    counted = f"{mean:.1f} steps off on average: {met} met, {more} trusted more"
    assert counted in lab.panel.sentence
    assert f"{mean:.1f} steps off" in trace(lab, "claim").text[0]
    assert len(lab.panel.rows) == ROWS


@pytest.mark.parametrize("seed", [1, 2, 50])
def test_always_the_middle_word_is_as_far_off_as_is_said(lab, seed):
    lab.set(seed=seed)
    for _ in range(ROWS):
        press(lab, "Oversimplified")
    # Three claims each at 2, 1, 0, 1 and 2 steps.
    assert np.abs(lab.result.off).mean() == pytest.approx(6 / 5) == review.MIDDLE
    assert "“Oversimplified” said to everything would be 1.2 steps off." in lab.panel.sentence


def test_a_sixteenth_verdict_is_refused_in_a_sentence(lab):
    for _ in range(ROWS):
        lab.sort("wrong")
    before = lab.panel.sentence
    press(lab, "Wrong")
    assert lab.panel.error == "All fifteen are sorted. Move Draw number for fifteen others."
    assert (lab.panel.sentence, len(lab.yours)) == (before, ROWS)


def test_undo_another_draw_and_back(lab):
    lab.sort("wrong")
    lab.sort("contested")
    press(lab, "Undo")
    assert lab.yours == (Verdict.WRONG,)
    lab.set(seed=50)
    assert lab.yours == ()
    assert draw(50)[0].text in lab.panel.sentence
    lab.set(seed=1)
    assert lab.yours == (Verdict.WRONG,)
    assert len(trace(lab, "you").x) == 1
    press(lab, "Undo")
    press(lab, "Undo")  # one too many does no harm
    assert lab.yours == ()
    assert lab.error is None
    lab.sort("wrong")
    press(lab, "Reset")
    assert lab.yours == ()
    assert lab.values == {"seed": 1}


def test_a_reason_that_points_elsewhere_is_followed():
    assert evidence.claim("L1").reason == "As A1."
    assert evidence.claim("A1").reason in reason(evidence.claim("L1"))
    for id in ("E7", "I10"):
        assert evidence.claim(id).reason in reason(evidence.claim("N3"))
    assert all(len(reason(claim)) > 6 for claim in evidence.claims())
    assert reason(evidence.claim("M1")) == evidence.claim("M1").reason


@pytest.mark.parametrize("said", [(), ("wrong", "contested", "well supported")])
def test_the_copied_python_gives_the_same_number(lab, said):
    lab.set(seed=7)
    for word in said:
        lab.sort(word)
    value, names = copied(lab)
    assert names["off"] == lab.result.off.tolist()
    assert value == pytest.approx(np.abs(lab.result.off).mean() if said else 0)


def test_what_is_a_judgement_is_said_on_the_screen(lab):
    assert "this course's" in lab.panel.illustrative
    assert any("31, 44, 17, 21 and 8 of 121" in line for line in lab.panel.leaves_out)
    assert [len(evidence.claims(verdict=word)) for word in SCALE] == [31, 44, 17, 21, 8]


def test_the_figure_of_verdicts_counts_every_claim():
    figure = review.verdicts()
    drawn = {t.name: sum(int(text[3:-4]) for text in t.text) for t in figure.data}
    assert drawn == {str(word): len(evidence.claims(verdict=word)) for word in SCALE}
    wrong = figure.data[-1]
    at = dict(zip(wrong.y, wrong.text, strict=True))
    assert at["I · Comparison table"] == "<b>4</b>"
    assert len(at) == 5


def test_the_operated_are_split_as_the_table_has_them():
    figure = review.of_those_operated()
    # 120 operated, 85 with cramps; 137 of 370 in the community would make 44 of 120.
    assert [len(t.x) for t in figure.data] == [44, 85 - 44, 120 - 85]
    places = {(x, y) for t in figure.data for x, y in zip(t.x, t.y, strict=True)}
    assert len(places) == 120
