"""The question bank: every rule broken once in a copy, and every shipped question what it should be."""

import shutil
from pathlib import Path

import pytest

from nervelab import evidence, quiz

SHIPPED = Path(quiz.__file__).parent / "questions"
FILE = "02_compression.yml"

BROKEN = {
    "no right option": (
        "correct: true",
        "correct: false",
        f"{FILE}, 02-predict: the number of right options is 0; allowed is 1.",
    ),
    "two right options": (
        "correct: false",
        "correct: true",
        f"{FILE}, 02-predict: the number of right options is 2; allowed is 1.",
    ),
    "an unknown misconception": (
        "misconception: M03",
        "misconception: M21",
        f"{FILE}, 02-predict, options 1: misconception is 'M21'; allowed is an id from M01 to M20.",
    ),
    "a misconception behind the right option": (
        "correct: true\n",
        "correct: true\n        misconception: M05\n",
        f"{FILE}, 02-predict, options 2: misconception is 'M05'; allowed is none for the right option.",
    ),
    "an unknown reference": (
        "refs: [lundborg1982]",
        "refs: [lundborg1928]",
        f"{FILE}, 02-predict: refs is 'lundborg1928'; allowed is a key in references.yml.",
    ),
    "an unknown kind": (
        "kind: predict",
        "kind: guess",
        f"{FILE}, 02-predict: kind is 'guess'; allowed is predict or check or inventory.",
    ),
    "right or wrong in other words": (
        "correct: true",
        "correct: maybe",
        f"{FILE}, 02-predict, options 2: correct is 'maybe'; allowed is True or False.",
    ),
    "a malformed id": (
        "id: 02-predict",
        "id: predict",
        f"{FILE}, predict: id is 'predict'; allowed is an id such as 02-predict.",
    ),
    "an id of another notebook": (
        "id: 02-predict",
        "id: 03-predict",
        f"{FILE}, 03-predict: id is '03-predict'; allowed is an id that begins with 02-, like its file.",
    ),
    "two questions with one id": (
        "id: 02-nerve-block",
        "id: 02-predict",
        "questions/*.yml, 02-predict: id is '02-predict'; allowed is a value used once, not 2 times.",
    ),
    "two options with one text": (
        "text: The grip weakens.",
        "text: The hand cramps.",
        f"{FILE}, 02-predict: the text of an option is 'The hand cramps.'; "
        "allowed is a value used once, not 2 times.",
    ),
}


BROKEN_INVENTORY = {
    "no concept": (
        "    concept: What a disc presses on\n",
        "",
        "inventory.yml, inventory-m01: concept is None; allowed is the idea in a few words.",
    ),
    "two misconceptions": (
        "correct: false\n        feedback",
        "correct: false\n        misconception: M02\n        feedback",
        "inventory.yml, inventory-m01: the number of misconceptions looked for is 2; allowed is 1.",
    ),
    "an id that is not of the inventory": (
        "id: inventory-m01",
        "id: 02-m01",
        "inventory.yml, 02-m01: id is '02-m01'; allowed is an id that begins with inventory-, like its file.",
    ),
}


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "questions"))


def test_the_unbroken_copy_loads(folder):
    assert quiz.load(folder)["02-predict"] == quiz.question("02-predict")


@pytest.mark.parametrize(("old", "new", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_copy_is_refused_in_one_sentence(folder, old, new, sentence):
    text = (folder / FILE).read_text(encoding="utf-8")
    assert old in text, "the test breaks nothing"
    (folder / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=r"\.$") as caught:
        quiz.load(folder)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(("old", "new", "sentence"), BROKEN_INVENTORY.values(), ids=BROKEN_INVENTORY)
def test_a_broken_inventory_is_refused_in_one_sentence(folder, old, new, sentence):
    text = (folder / "inventory.yml").read_text(encoding="utf-8")
    assert old in text, "the test breaks nothing"
    (folder / "inventory.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=r"\.$") as caught:
        quiz.load(folder)
    assert str(caught.value) == sentence


def one(options):
    """A file with one question, each option given as its YAML fields."""
    lines = "".join(f"      - {{text: t{n}, feedback: f, {option}}}\n" for n, option in enumerate(options))
    return f"questions:\n  - id: 02-x\n    kind: check\n    stem: s\n    options:\n{lines}"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["correct: true"],
            "02_x.yml, 02-x: options is [{'text': 't0', 'feedback': 'f', 'correct': True}]; "
            "allowed is a list of at least 2, each a record with text, correct, feedback.",
        ),
        (
            ["correct: true", *["correct: false"] * 8],
            "02_x.yml, 02-x: the number of options is 9; allowed is at most 8.",
        ),
    ],
)
def test_too_few_or_too_many_options_are_refused(tmp_path, options, sentence):
    (tmp_path / "02_x.yml").write_text(one(options), encoding="utf-8")
    with pytest.raises(ValueError, match="02-x") as caught:
        quiz.load(tmp_path)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("feedback: f, ", "", "02_x.yml, 02-x, options 1: feedback is missing; allowed is a text."),
        ("feedback: f", "feedback: ' '", "02_x.yml, 02-x, options 1: feedback is ' '; allowed is a text."),
        ("    stem: s\n", "", "02_x.yml, 02-x: stem is missing; allowed is a text."),
    ],
)
def test_what_is_missing_is_named(tmp_path, old, new, sentence):
    text = one(["correct: true", "correct: false"])
    (tmp_path / "02_x.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match="02-x") as caught:
        quiz.load(tmp_path)
    assert str(caught.value) == sentence


def test_an_option_of_eight_has_a_letter(tmp_path):
    (tmp_path / "02_x.yml").write_text(one(["correct: true", *["correct: false"] * 7]), encoding="utf-8")
    assert quiz.load(tmp_path)["02-x"].answer("h") == "(h) Not quite. f"


@pytest.mark.parametrize("question", quiz.questions(), ids=lambda question: question.id)
def test_a_shipped_question_is_whole(question):
    assert sum(option.correct for option in question.options) == 1
    assert all(option.feedback.strip() for option in question.options)
    assert question.misconceptions, "a question looks for at least one misconception"
    for id in question.misconceptions:
        evidence.misconception(id)
    for key in question.refs:
        evidence.reference(key)
    assert (SHIPPED / f"{question.notebook}.yml").is_file()
    assert question.id.startswith(question.notebook.partition("_")[0] + "-")


def test_questions_by_notebook():
    found = quiz.questions("02_compression")
    assert found[0].id == "02-predict"
    assert all(question.notebook == "02_compression" for question in found)
    assert set(found) <= set(quiz.questions())


def test_the_misconceptions_of_a_question_are_those_of_its_options():
    assert quiz.question("02-predict").misconceptions == ("M03",)
    assert quiz.question("02-nerve-block").misconceptions == ("M10",)
    assert quiz.question("02-pressure-removed").misconceptions == ("M14",)


def test_plain_text_shows_stem_and_options_and_gives_nothing_away():
    question = quiz.question("02-predict")
    text = str(question)
    assert text.startswith(
        "A cuff holds 80 mmHg on the nerve at your wrist for an hour. What goes first?\n\n"
    )
    for letter, option in zip("abcd", question.options, strict=True):
        assert f"\n({letter}) {option.text}\n" in text
        assert option.feedback[:30] not in text
    assert "Right." not in text
    for option in question.options:
        assert option.text in question._repr_markdown_()


def test_an_answer_by_letter_gets_its_feedback():
    question = quiz.question("02-predict")
    assert question.answer("a").startswith("(a) Not quite. You expect pressure to make a nerve fire;")
    assert question.answer("b").startswith("(b) Right. At 60 and at 90 mmHg volunteers")


@pytest.mark.parametrize("letter", ["e", "A", "", "ab", 0])
def test_a_letter_that_is_no_option_is_refused(letter):
    with pytest.raises(ValueError, match="takes a, b, c, d") as caught:
        quiz.question("02-predict").answer(letter)
    assert str(caught.value) == f"The answer is {letter!r}; question 02-predict takes a, b, c, d."


def test_an_unknown_question_or_notebook_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match=r"^There is no question '02-x'; allowed is 01-predict, .*\.$"):
        quiz.question("02-x")
    with pytest.raises(
        ValueError, match=r"^There are no questions for '2'; allowed is .*02_compression.*\.$"
    ):
        quiz.questions("2")


def test_the_numbers_in_the_feedback_are_those_of_the_tables():
    """The three shipped questions quote these rows; if a table changes, they must too."""
    minetto = (
        evidence.table("D26").query("study == 'Minetto 2011'").set_index(["condition", "quantity"])["value"]
    )
    assert minetto["intact nerve", "cramp duration"] == pytest.approx(56, abs=0.5)
    assert minetto["nerve blocked", "cramp duration"] == 2.6
    assert (minetto["intact nerve", "threshold"], minetto["nerve blocked", "threshold"]) == (13, 18)
    after = evidence.table("D24").query("group == 'after decompression'").set_index("quantity")["value"]
    assert [round(after[f"cramps {word}"] + 1e-9) for word in ("improved", "unchanged", "worse")] == [
        18,
        46,
        26,
    ]
    wrist = evidence.table("D02").query("source == 'lundborg1982'").set_index("pressure")["outcome"]
    assert wrist[30].startswith("mild paraesthesia")
    assert wrist[60] == wrist[90] == "complete sensory block, motor block 10-30 min later"
