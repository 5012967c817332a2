"""The concept inventory: twenty questions, asked twice; what is kept, what is said, and when."""

from collections import Counter
from math import log

import pytest

from nervelab import evidence, progress, quiz
from nervelab.progress import Test
from nervelab.quiz import inventory
from nervelab.quiz.inventory import UNSURE, Change, Gain

ITEMS = quiz.questions("inventory")
IDS = [item.id for item in ITEMS]


def position(item, kind):
    """The position of the right option, of the one that betrays the belief, or of another."""
    if kind == "unsure":
        return UNSURE
    found = [("right" if o.correct else "belief" if o.misconception else "other") for o in item.options]
    return found.index(kind)


def sitting(*kinds):
    """A finished sitting: the first items answered as told, the rest not known."""
    kinds = [*kinds, *["unsure"] * (20 - len(kinds))]
    return Test({item.id: position(item, kind) for item, kind in zip(ITEMS, kinds, strict=True)}, True)


# --- the questions --------------------------------------------------------------------------------------


def test_one_question_for_each_misconception_in_the_order_of_the_course():
    assert [item.misconceptions for item in ITEMS] == [(belief.id,) for belief in evidence.misconceptions()]
    assert [f"inventory-{belief.id.lower()}" for belief in evidence.misconceptions()] == IDS


@pytest.mark.parametrize("item", ITEMS, ids=IDS)
def test_a_question_of_the_inventory(item):
    assert item.kind == "inventory"
    assert 3 <= len(item.options) <= 4
    assert sum(option.misconception is not None for option in item.options) == 1
    assert item.refs
    assert all(len(option.feedback.split()) >= 10 for option in item.options)
    assert len(item.stem.split()) <= 75, "short"


def test_no_letter_is_the_better_bet():
    assert Counter(item.right for item in ITEMS) == {0: 5, 1: 5, 2: 5, 3: 5}


def test_the_longest_option_is_not_the_better_bet():
    """A test-wise guesser takes the longest: no better than one in three here."""
    longest = [max(item.options, key=lambda option: len(option.text)) for item in ITEMS]
    assert sum(option.correct for option in longest) <= 7


def test_the_inventory_says_something_new():
    """No stem or feedback is that of a section's own question: a test must not be a memory of the lesson."""
    others = [question for question in quiz.questions() if question.kind != "inventory"]
    assert not {item.stem for item in ITEMS} & {question.stem for question in others}


def test_the_numbers_are_those_of_the_tables():
    def value(table, query, column="value"):
        (found,) = evidence.table(table).query(query)[column]
        return found

    texts = {item.id[-3:]: [option.feedback for option in item.options] for item in ITEMS}

    def said(id, *words):
        assert any(all(word in text for word in words) for text in texts[id]), (id, words)

    cramps = {
        word: value("D24", f"quantity == 'cramps {word}'") for word in ("improved", "unchanged", "worse")
    }
    assert {word: round(share + 1e-9) for word, share in cramps.items()} == {
        "improved": 18,
        "unchanged": 46,
        "worse": 26,
    }
    said("m14", "18 of 100", "46", "26")
    assert value("D13", "finding == 'disk bulge' and age == 50", "percent") == 60
    said("m11", "60 %")
    assert value("D23", "quantity == 'herniation visible' and MRI_at_1_year.str.contains('good')") == 35
    assert value("D23", "quantity == 'herniation visible' and MRI_at_1_year.str.contains('bad')") == 33
    said("m11", "35 %", "33 %")
    shrank = evidence.table("D22").query("outcome == 'regression'").set_index("type")["percent"]
    assert [shrank[kind] for kind in ("bulge", "protrusion", "sequestration")] == [13, 41, 96]
    said("m12", "96 %", "13 %")
    said("m12", "41 %")
    assert value("D27", "study == 'Ironman 2011' and group == 'all'") == 210
    assert value("D27", "study == 'Ironman 2011' and group == 'crampers'") == 43
    sodium = evidence.table("D27").query("study == 'ultramarathon 2004' and quantity == 'Na'")["value"]
    assert list(sodium) == [139.8, 142.3]
    said("m09", "139.8", "142.3")
    reached = evidence.table("D19").query("measure == 'median time to recovery'").set_index("arm")["value"]
    assert (reached["surgery"], reached["conservative"]) == (4.0, 12.1)
    said("m15", "4.0 weeks", "12.1 weeks", "39 %")
    rest = evidence.table("D18").query("source == 'vroomen1999' and time_weeks == 2")["success"]
    assert list(rest) == [65, 70]
    said("m17", "70 against 65", "0.6 to 2.3")
    assert value("D16", "item == 'lumbar radicular pain non-dermatomal'") == 64.1  # so 36 of 100 fit
    said("m20", "36; in 64 of 100")
    sitting_down = evidence.table("D11").query("unit == 'MPa'").set_index("activity")["value"]
    assert (sitting_down["sitting unsupported"], sitting_down["standing relaxed"]) == (0.46, 0.50)
    said("m16", "0.46 MPa against 0.50")
    assert value("D29", "item.str.startswith('benign fasciculations')", "n") == 121
    said("m18", "121 people", "2 to 32 years")


def test_the_chance_after_a_positive_straight_leg_raise():
    """Bayes by counting: 50 with a herniation, 50 without."""
    test = evidence.table("D14").query("test == 'straight-leg raise'").set_index("quantity")["value"]
    with_it, without = 50 * test["sensitivity"], 50 * (1 - test["specificity"])
    assert round(100 * with_it / (with_it + without)) == 56
    assert test["LR+"] == 1.28
    said = " ".join(quiz.question("inventory-m19").options[1].feedback.split())
    assert "92 % of people with a herniation test positive, but so do 72 % of those without" in said
    assert "Odds of 1 become 1.28." in said


def test_the_potassium_potential_of_the_question_by_nernst():
    normal = evidence.table("D09").query("quantity == 'E_K' and K_out == 4")["value"].item()
    assert normal == -95
    assert normal + 26.7 * log(2.3 / 4.0) == pytest.approx(-110, abs=0.5)
    assert "−95 to about −110 mV" in " ".join(quiz.question("inventory-m08").options[0].feedback.split())


# --- two orders -----------------------------------------------------------------------------------------


def test_both_sittings_ask_everything_in_different_fixed_orders():
    pre, post = quiz.pretest().items, quiz.posttest().items
    assert set(pre) == set(post) == set(ITEMS)
    assert pre == quiz.pretest().items
    same = sum(a == b for a, b in zip(pre, post, strict=True))
    assert same <= 3
    assert pre != ITEMS != post


# --- a sitting ------------------------------------------------------------------------------------------


def test_a_sitting_says_nothing_about_what_is_right():
    state = str(quiz.pretest().get_state()["content"])
    for item in ITEMS:
        for option in item.options:
            assert option.text in state.replace("\\'", "'")
            assert option.feedback[:40] not in state
    assert "correct" not in state
    assert "misconception" not in state
    assert quiz.pretest().get_state()["report"] == {}


def test_answers_are_kept_one_by_one_and_a_sitting_goes_on_where_it_was():
    test = quiz.pretest()
    test.answer(3, "b")
    test.answer(1, "?")
    again = quiz.pretest()
    assert again.choices == {test.items[2].id: 1, test.items[0].id: UNSURE}
    assert quiz.posttest().choices == {}
    assert "Your answer so far: (?)" in str(again)
    with pytest.raises(ValueError, match=r"^Not answered yet: 2, 4, 5, "):
        again.finish()


def test_a_finished_pretest_stays_closed_and_without_marks():
    test = quiz.pretest()
    for number in range(1, 21):
        test.answer(number, "a")
    test.finish()
    again = quiz.pretest()
    assert again.finished
    assert again.report == {}
    assert str(again) == inventory.CLOSED["pre"]
    with pytest.raises(ValueError, match=r"^This test is finished; its answers stay\.$"):
        again.answer(1, "b")
    with pytest.raises(
        ValueError, match=r"^The gain is shown after the test in section 11: finish it first\.$"
    ):
        quiz.gain()


def test_the_posttest_sees_a_pretest_that_was_taken_later_than_it_was_shown():
    post = quiz.posttest()
    progress.keep_test("pre", sitting("right"))
    progress.keep_test("post", sitting("belief", "right"))
    post.choices = dict(sitting("belief", "right").answers)
    post.finish()
    assert post.report["bars"] == [
        {"name": "Before", "right": 1, "asked": 20},
        {"name": "After", "right": 1, "asked": 20},
    ]
    assert [row["change"] for row in post.report["rows"][:3]] == ["↓ lost", "↑ gained", "○ still open"]


def test_the_report_tells_both_answers_and_why():
    progress.keep_test("pre", sitting("unsure"))
    progress.keep_test("post", sitting("belief", "right"))
    rows = quiz.posttest().report["rows"]
    first, second, third = rows[:3]
    assert first["yours"] == [
        "Before: (?) I do not know yet.",
        "After: (b) The sciatic nerve, where it begins.",
    ]
    assert [option["letter"] for option in first["options"]] == ["b", "c"]  # yours, then the right one
    assert first["options"][0]["belief"] == evidence.misconception("M01").belief
    assert [option["letter"] for option in second["options"]] == ["a"]
    assert [option["letter"] for option in third["options"]] == ["a"]
    assert third["sources"][0]["label"]


@pytest.mark.parametrize(
    ("number", "letter", "sentence"),
    [
        (0, "a", "The number is 0; allowed is 1 to 20."),
        (21, "a", "The number is 21; allowed is 1 to 20."),
        (1, "e", "The answer is 'e'; this question takes a, b, c, d, ?."),
        (1, "", "The answer is ''; this question takes a, b, c, d, ?."),
    ],
)
def test_an_answer_that_is_none_is_refused(number, letter, sentence):
    with pytest.raises(ValueError, match=r"allowed|takes") as caught:
        quiz.pretest().answer(number, letter)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("choices", [{"inventory-m01": 4}, {"inventory-m01": -2}, {"other": 0}])
def test_the_browser_cannot_send_what_is_no_answer(choices):
    with pytest.raises(ValueError, match="not those of this test"):
        quiz.pretest().choices = choices


def test_answers_from_an_older_course_do_no_harm():
    progress.keep_test("pre", Test({"inventory-m01": 9, "gone": 0, "inventory-m02": 0}, True))
    test = quiz.pretest()
    assert (test.choices, test.finished) == ({"inventory-m02": 0}, False)


def test_the_whole_test_as_text():
    text = str(quiz.pretest())
    for number, item in enumerate(quiz.pretest().items, start=1):
        assert f"{number}. {item.stem[:20]}" in text
        for letter, option in zip("abcd", item.options, strict=False):
            assert f"({letter}) {option.text}" in text
            assert option.feedback[:40] not in text
    assert "test = quiz.pretest()" in text
    data, _ = quiz.pretest()._repr_mimebundle_()
    assert data["text/plain"] == text
    assert "application/vnd.jupyter.widget-view+json" in data


# --- gain -----------------------------------------------------------------------------------------------


def test_the_gain_by_hand():
    """Before 3 right, after 6: gained 4, lost 1, of 17 to gain. (4 − 1) / 17 = 0.176."""
    progress.keep_test("pre", sitting("right", "right", "right", "belief", "belief", "other"))
    progress.keep_test("post", sitting("right", "right", "belief", "right", "right", "right", "right"))
    gain = quiz.gain()
    assert gain.right == (3, 6)
    assert {word: gain.count(word) for word in ("kept", "gained", "lost", "still open")} == {
        "kept": 2,
        "gained": 4,
        "lost": 1,
        "still open": 13,
    }
    assert gain.normalised == pytest.approx(3 / 17)
    assert gain.summary == (
        "Before the course you had 3 of 20 right, now 6 of 20.",
        "Of the 17 that you did not have, you gained 4; you lost 1.",
        "Normalised gain: (4 − 1) / 17 = 0.18, the share of what there was to gain.",
        "Answers that follow a common belief: 2 before, 1 now.",
    )
    lines = str(gain).split("\n")
    assert lines[6].split() == ["What", "a", "disc", "presses", "on", "✓", "right", "✓", "right", "=", "kept"]
    assert lines[8].split()[-6:] == ["right", "✗", "common", "belief", "↓", "lost"]


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("right", "right", "kept"),
        ("right", "unsure", "lost"),
        ("right", "belief", "lost"),
        ("unsure", "right", "gained"),
        ("other", "right", "gained"),
        ("belief", "other", "still open"),
        (None, "right", ""),
    ],
)
def test_the_word_for_a_change(before, after, word):
    assert Change(ITEMS[0], before, after).word == word


def test_nothing_to_gain():
    gain = Gain(tuple(Change(item, "right", "right") for item in ITEMS))
    assert gain.normalised is None
    assert gain.summary[1] == "There was nothing left to gain; you lost 0."


def test_a_loss_is_not_called_a_gain():
    gain = Gain((Change(ITEMS[0], "right", "belief"), Change(ITEMS[1], "other", "other")))
    assert gain.normalised == -1
    assert "Normalised" not in " ".join(gain.summary)


def test_without_a_pretest_there_is_nothing_to_compare_with():
    progress.keep_test("post", sitting("right"))
    assert quiz.gain().summary == (
        "You have 1 of 20 right.",
        "You did not answer the questions before the course, so there is nothing to compare with.",
    )
    assert quiz.posttest().report["bars"] == [{"name": "After", "right": 1, "asked": 20}]


def test_a_pretest_broken_off_counts_only_what_was_answered():
    progress.keep_test("pre", Test({"inventory-m01": ITEMS[0].right, "inventory-m02": UNSURE}))
    progress.keep_test("post", sitting("right", "right", "right"))
    gain = quiz.gain()
    assert gain.summary[0] == "Before the course you had 1 of 2 right, now 3 of 20."
    assert gain.normalised == 1
