"""Assignment 2 through the real nbgrader.

Points: velocity 2, slowing 2, threshold 2 + 2, irritability 2, table 3, transport 2, choice 1; by hand 4.
The scores below were added up from this list, item by item.
"""

import pytest
from nbgrader_course import CHECKOUT, blank, reference

from nervelab import Axon, Pinch

FOLDER = CHECKOUT / "solutions" / "02_compression"
POINTS = {
    "s02_velocity_test": 2,
    "s02_slowing_test": 2,
    "s02_threshold_test": 2,
    "s02_threshold_other_test": 2,
    "s02_irritable_test": 2,
    "s02_table_test": 3,
    "s02_transport_test": 2,
    "s02_choice_test": 1,
}

# Wrong by a factor of 1000 and by a factor of 100: 16 - 2 - 2.
UNIT_SLIPS = {
    "s02_velocity": "def velocity(distance, first, second):\n    return distance / 1000 / (second - first)",
    "s02_slowing": """
        healthy = axon.stimulate().velocity
        slowing = 1 - axon.stimulate(Pinch(pressure=60, minutes=40)).velocity / healthy
    """,
}
# The lowest pressure that blocks the axon after two hours, found one by one and not by halving.
CLIFF = next(
    pressure
    for pressure in range(40, 201)
    if Axon().stimulate(Pinch(pressure=pressure, minutes=120)).state == "block"
)
# What the visible checks ask for, and nothing more; and a row in % read as mmHg: 16 - 2 - 2 - 3.
HARD_CODED = {
    "s02_velocity": "def velocity(distance, first, second):\n    return 30.0",
    "s02_threshold": f"def lowest_block(minutes):\n    return {CLIFF}",
    "s02_table": 'lowest = evidence.table("D01").groupby("preparation").low.min().to_dict()',
}
# Pressure makes nerves fire; fires by itself, not only many for one; longest before shortest: 16 - 1 - 2 - 2.
MISCONCEPTIONS = {
    "s02_choice": 'choice = "a"',
    "s02_irritable": "irritability_needed = 0.4",
    "s02_transport": """
        def travel_days(distance, slowest, fastest):
            return distance / slowest, distance / fastest
    """,
}


@pytest.fixture(scope="module")
def course(course_factory):
    course = course_factory(
        FOLDER,
        {
            "reference": reference(FOLDER),
            "blank": blank,
            "unit_slips": reference(FOLDER, **UNIT_SLIPS),
            "hard_coded": reference(FOLDER, **HARD_CODED),
            "misconceptions": reference(FOLDER, **MISCONCEPTIONS),
        },
    )
    course.nbgrader("generate_feedback", course.assignment)
    return course


pytestmark = pytest.mark.slow


def lost(*items):
    return {test: 0 if test in items else points for test, points in POINTS.items()} | {"s02_explain": None}


def test_reference(course):
    assert course.scores("reference") == lost()
    assert course.needs_manual_grade("reference") == {"s02_explain"}


def test_blank(course):
    assert course.scores("blank") == dict.fromkeys([*POINTS, "s02_explain"], 0)


@pytest.mark.parametrize(
    ("student", "items"),
    [
        ("unit_slips", ["s02_velocity_test", "s02_slowing_test"]),
        ("hard_coded", ["s02_velocity_test", "s02_threshold_other_test", "s02_table_test"]),
        ("misconceptions", ["s02_choice_test", "s02_irritable_test", "s02_transport_test"]),
    ],
)
def test_half_right(course, student, items):
    assert course.scores(student) == lost(*items)


def test_export_after_grading_by_hand(course):
    course.enter("reference", "s02_explain", 4)
    course.enter("unit_slips", "s02_explain", 3)
    exported = course.export()
    assert exported == {
        "reference": (20, 20),
        "blank": (0, 20),
        "unit_slips": (12 + 3, 20),
        "hard_coded": (9, 20),
        "misconceptions": (11, 20),
    }


def test_a_failed_check_names_the_likely_mistake_and_not_the_answer(course):
    outputs = {
        cell.id: "\n".join(str(output.get("evalue", "")) for output in cell.get("outputs", []))
        for cell in course.graded("unit_slips").cells
    }
    assert "converted one unit only" in outputs["s02_velocity_test"]
    assert "asks for percent" in outputs["s02_slowing_test"]
    assert "HIDDEN TESTS" not in course.feedback("unit_slips")
