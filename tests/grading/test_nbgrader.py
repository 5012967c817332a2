"""The real nbgrader on a small course: every grade worked out by hand beforehand."""

import re
from html import unescape

import pytest
import specimen
from nbgrader_course import CHECKOUT, answers, blank, reference

from nervelab.grading.markers import split
from nervelab.grading.notebooks import read
from nervelab.grading.release import generate

pytestmark = pytest.mark.slow

# Right where the visible tests look, wrong elsewhere; and a widget, whose state must not be kept.
HALF = {
    "s02_velocity": "def velocity(distance, delay):\n    return 50",
    "s02_slowing": "def slowing(before, during):\n    return (before - during) / 50",
    "s02_kilopascal": "def kilopascal(mmhg):\n    return 0.1333 * mmhg",
    "s02_first": 'import ipywidgets\nfirst_to_go = "strength"\nipywidgets.IntSlider()',
    "s02_nodes": "nodes = 5",
    "s02_reason": "The hand cramps first.",
}

# Right, and noisy on every road to stderr: a warning, a log record, Python's own stderr, C's.
NOISY = """
    import logging, os, sys, time, warnings
    def velocity(distance, delay):
        warnings.warn("a warning")
        logging.warning("a log record")
        print("to stderr", file=sys.stderr)
        print("to the first stderr", file=sys.__stderr__, flush=True)
        os.write(2, b"from C\\n")
        time.sleep(0.3)  # the kernel reads what C writes in a thread of its own
        return distance / delay
"""


@pytest.fixture(scope="module")
def course(course_factory, tmp_path_factory):
    folder = specimen.write(tmp_path_factory.mktemp("checkout") / "solutions")
    course = course_factory(
        folder,
        {
            "reference": reference(folder),
            "blank": blank,
            "half": answers(**HALF),
            "noisy": reference(folder, s02_velocity=NOISY),
        },
    )
    course.nbgrader("generate_feedback", course.assignment)
    return course


def points(velocity, slowing, kilopascal, first, nodes):
    """The automatic scores, by test cell."""
    return {
        "s02_velocity_test": velocity,
        "s02_slowing_test": slowing,
        "s02_kilopascal_test": kilopascal,
        "s02_first_test": first,
        "s02_nodes_test": nodes,
    }


def test_reference_earns_every_automatic_point_and_waits_for_a_grader(course):
    assert course.scores("reference") == points(4, 6, 2, 2, 2) | {"s02_reason": None}
    assert course.needs_manual_grade("reference") == {"s02_reason"}


def test_blank_earns_nothing_and_nobody_has_to_look(course):
    assert course.scores("blank") == points(0, 0, 0, 0, 0) | {"s02_reason": 0}
    assert course.needs_manual_grade("blank") == set()


def test_half_right_earns_what_it_should(course):
    assert course.scores("half") == points(0, 3, 2, 0, 0) | {"s02_reason": None}


def test_noise_on_stderr_costs_nothing(course):
    assert course.scores("noisy") == points(4, 6, 2, 2, 2) | {"s02_reason": None}
    test = next(cell for cell in course.graded("noisy").cells if cell.id == "s02_velocity_test")
    seen = "".join(output.text for output in test.outputs)
    for noise in ("UserWarning: a warning", "a log record", "to stderr"):
        assert noise in seen  # it was written, and a student can read it


def test_validate_does_not_hold_noise_against_a_student(course):
    printed = course.nbgrader(
        "validate", f"gradebook/submitted/noisy/{course.assignment}/{course.assignment}.ipynb"
    )
    assert "Your notebook passes all the tests" in printed


def test_export_holds_the_grade_given_by_hand(course):
    course.enter("reference", "s02_reason", 4)
    assert course.export() == {"reference": (20, 20), "blank": (0, 20), "half": (5, 20), "noisy": (16, 20)}


def test_feedback_shows_hints_and_no_hidden_test(course):
    page = read_as_text(course.feedback("half"))
    assert (
        "AssertionError: It is right for 100 mm in 2 ms, but not for other values." in page
    )  # a hidden test's
    assert "AssertionError: A node stands at both ends" in page
    shown, hidden = set(), set()
    for cell in read(course.root / "solutions" / course.assignment / f"{course.assignment}.ipynb").cells:
        if cell.id.endswith("_test"):
            parts = split(cell.source)
            shown.update(parts.shown)
            hidden.update(line for region in parts.regions for line in region)
    assert len(hidden) == 6
    assert all(line.strip() in page for line in shown)
    assert {line for line in hidden if line.strip() in page} == {"    points -= 3"}  # which is shown as well
    assert "HIDDEN" not in page


def test_graded_notebooks_hold_no_widget_state(course):
    graded = course.graded("half")
    widget = next(cell for cell in graded.cells if cell.id == "s02_first").outputs[0]
    assert "application/vnd.jupyter.widget-view+json" in widget.data
    assert "widgets" not in graded.metadata


def test_everything_private_lies_in_gradebook(course):
    assert {path.name for path in course.root.iterdir()} - {"__pycache__"} == {
        "nbgrader_config.py",
        "solutions",
        "assignments",
        "gradebook",
    }
    assert (course.root / "gradebook").stat().st_mode & 0o077 == 0
    assert "gradebook/" in (CHECKOUT / ".gitignore").read_text().splitlines()


def test_the_stock_command_writes_what_check_expects(course, tmp_path):
    made = generate(course.root, course.assignment, tmp_path)
    released = course.root / "assignments" / course.assignment
    assert {path.name for path in made.iterdir()} == {f"{course.assignment}.ipynb", "pressures.csv"}
    for path in made.iterdir():
        assert path.read_bytes() == (released / path.name).read_bytes()


def read_as_text(page: str) -> str:
    """What a reader of an HTML page sees."""
    return unescape(re.sub(r"<[^>]*>", "", page))
