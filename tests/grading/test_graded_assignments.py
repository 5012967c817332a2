"""A share of the specimens through the real nbgrader: it must say what the fast path says."""

import pytest
from nbgrader.utils import is_grade, is_solution
from nbgrader_course import blank, reference
from specimens import SOLUTIONS, items, specimens

from nervelab.grading.notebooks import grade_id, read

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=SOLUTIONS, ids=lambda path: path.stem)
def case(request, course_factory):
    """An assignment graded for five students, its items and the answers that some of them got wrong."""
    path = request.param
    every = list(items(path))
    held = specimens(path.stem)
    # Every second item wrong, then the others: a wrong answer must not cost its neighbours anything.
    wrong = {
        student: {item.name: list(held[item.name]["wrong"].values())[which] for item in every[which::2]}
        for which, student in enumerate(("odd_wrong", "even_wrong"))
    }
    right = {item.name: next(iter(held[item.name]["right"].values())) for item in every}
    course = course_factory(
        path.parent,
        {
            "reference": reference(path.parent),
            "right": reference(path.parent, **right),
            "blank": blank,
            **{student: reference(path.parent, **answers) for student, answers in wrong.items()},
        },
    )
    by_hand = {grade_id(cell) for cell in read(path).cells if is_grade(cell) and is_solution(cell)}
    return course, every, by_hand, wrong


@pytest.mark.parametrize("student", ["reference", "right"])
def test_right_answers_earn_every_automatic_point(case, student):
    course, every, by_hand, _ = case
    full = {f"{item.name}_test": item.points for item in every}
    assert course.scores(student) == full | dict.fromkeys(by_hand)
    assert course.needs_manual_grade(student) == by_hand


def test_the_blank_release_earns_nothing(case):
    course, every, by_hand, _ = case
    assert course.scores("blank") == dict.fromkeys([*(f"{item.name}_test" for item in every), *by_hand], 0)


@pytest.mark.parametrize("student", ["odd_wrong", "even_wrong"])
def test_a_wrong_answer_costs_its_own_points_and_no_others(case, student):
    course, every, by_hand, wrong = case
    expected = {f"{item.name}_test": 0 if item.name in wrong[student] else item.points for item in every}
    assert course.scores(student) == expected | dict.fromkeys(by_hand)


@pytest.mark.parametrize("student", ["odd_wrong", "even_wrong"])
def test_the_graded_notebook_says_what_the_fast_path_says(case, student):
    course, every, _, wrong = case
    said = {
        cell.id: f"{output.ename}: {output.evalue}"
        for cell in course.graded(student).cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }
    for item in every:
        if item.name in wrong[student]:
            assert said[f"{item.name}_test"] == item.grade(wrong[student][item.name])[1]
