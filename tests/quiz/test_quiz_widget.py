"""The question widget, seen from the kernel."""

import re
from pathlib import Path

import pytest

from nervelab import evidence, progress, quiz
from nervelab.quiz.widget import QuestionWidget


@pytest.fixture
def widget():
    return quiz.ask("02-predict")


@pytest.mark.parametrize("question", quiz.questions(), ids=lambda question: question.id)
def test_each_choice_yields_its_feedback(question):
    widget = quiz.ask(question.id)
    assert widget.feedback == ""
    for choice, option in enumerate(question.options):
        widget.choice = choice
        verdict = "Right." if option.correct else "Not quite."
        assert widget.feedback == f"({'abcdefgh'[choice]}) {verdict} {option.feedback}"


def test_nothing_is_chosen_at_first(widget):
    assert (widget.choice, widget.first, widget.answered) == (-1, -1, False)


def test_the_first_choice_is_kept_when_the_mind_changes(widget):
    widget.choice = 2
    widget.choice = 1
    assert (widget.choice, widget.first, widget.answered) == (1, 2, True)


def test_an_answer_is_kept_and_shown_again():
    quiz.ask("02-predict").choice = 2
    again = quiz.ask("02-predict")
    assert (again.first, again.choice, again.answered) == (2, 2, True)
    assert again.feedback.startswith("(c) Not quite.")
    again.choice = 1
    last = quiz.ask("02-predict")
    assert (last.first, last.choice) == (2, 1)
    text = last._repr_mimebundle_()[0]["text/plain"]
    assert text.endswith("Your answer so far: (b).")
    assert quiz.ask("02-where-born").answered is False


def test_an_answer_that_the_question_no_longer_has_is_not_shown():
    progress.keep_answer("02-predict", 1, 7)
    widget = quiz.ask("02-predict")
    assert (widget.first, widget.choice, widget.answered) == (-1, -1, False)


def test_asking_keeps_that_the_notebook_was_begun():
    assert "02_compression: not begun" in quiz.so_far()
    for question in quiz.questions("02_compression"):
        widget = quiz.ask(question.id)
    assert progress.load().notebooks == ("02_compression",)
    assert "02_compression: 0 of 7 questions answered" in quiz.so_far()
    widget.choice = 0
    assert "02_compression: 1 of 7 questions answered" in quiz.so_far()
    for question in quiz.questions("02_compression"):
        quiz.ask(question.id).choice = 0
    assert "02_compression: finished" in quiz.so_far()
    quiz.ask("inventory-m01")
    assert progress.load().notebooks == ("02_compression",)
    assert "inventory" not in quiz.so_far()


def test_a_choice_can_be_taken_back(widget):
    widget.choice = 2
    widget.choice = -1
    assert (widget.answered, widget.feedback, widget.first) == (False, "", 2)


@pytest.mark.parametrize("choice", [-2, 4])
def test_a_choice_that_is_no_option_is_refused(widget, choice):
    with pytest.raises(ValueError, match="allowed") as caught:
        widget.choice = choice
    assert str(caught.value) == f"The choice is {choice}; allowed is -1 (none) or 0 to 3."
    assert (widget.choice, widget.answered) == (-1, False)


def test_the_browser_can_answer_without_asking_the_kernel(widget):
    """What it sends in one message: the first choice is its own, and stays."""
    widget.set_state({"first": 3, "answered": True, "choice": 3})
    widget.set_state({"choice": 0})
    assert (widget.choice, widget.first, widget.answered) == (0, 3, True)


def test_the_browser_gets_everything_it_shows(widget):
    content = widget.get_state()["content"]
    question = quiz.question("02-predict")
    assert (content["kind"], content["stem"]) == ("predict", question.stem)
    assert [option["letter"] for option in content["options"]] == ["a", "b", "c", "d"]
    assert [option["text"] for option in content["options"]] == [option.text for option in question.options]
    assert [option["feedback"] for option in content["options"]] == [
        option.feedback for option in question.options
    ]
    assert [option["verdict"] for option in content["options"]] == [
        "Not quite.",
        "Right.",
        "Not quite.",
        "Not quite.",
    ]
    assert content["options"][0]["belief"] == evidence.misconception("M03").belief
    assert content["options"][1]["belief"] == ""
    source = evidence.reference("lundborg1982")
    assert content["sources"] == [{"label": source.label, "url": source.url, "cite": source.cite}]


def test_every_choice_of_one_question_leaves_another_alone(widget):
    other = quiz.ask("02-predict")
    widget.choice = 1
    assert other.choice == -1


def test_without_widgets_the_question_can_be_read(widget):
    data, _ = widget._repr_mimebundle_()
    assert data["text/plain"] == str(quiz.question("02-predict"))
    assert data["text/markdown"].startswith("A cuff holds 80 mmHg")
    assert "- (d) Nothing, in only an hour." in data["text/markdown"]
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.model_id


def test_script_and_style_are_shipped_and_sent():
    folder = Path(quiz.__file__).parent
    state = quiz.ask("02-predict").get_state()
    assert state["_esm"] == (folder / "quiz.js").read_text(encoding="utf-8")
    assert state["_css"] == (folder / "quiz.css").read_text(encoding="utf-8")


def test_every_colour_comes_from_the_theme():
    """A colour of our own may only stand as the fallback of a JupyterLab variable."""
    style = (Path(quiz.__file__).parent / "quiz.css").read_text(encoding="utf-8")
    for line in style.splitlines():
        if re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl", line):
            assert re.search(r"var\(--jp-[a-z0-9-]+, #[0-9a-f]{3,8}\)", line), line


def test_ask_makes_a_question_widget():
    assert isinstance(quiz.ask("02-nerve-block"), QuestionWidget)
