"""A small assignment with every kind of item, for the tests of grading.

Its test cells keep to what the course promises of a test: they call an answer with plain data, and compare.
"""

from pathlib import Path
from textwrap import dedent

from nbformat import NotebookNode, v4

from nervelab.grading.notebooks import canonical

NAME = "02_specimen"

SETUP = "from nervelab.grading import draw"

VELOCITY = '''
    def velocity(distance, delay):
        """Conduction velocity (m/s) over a distance (mm) in a delay (ms)."""
        ### BEGIN SOLUTION
        return distance / delay
        ### END SOLUTION
'''
VELOCITY_TEST = """
    assert velocity(100, 2) == 50, "100 mm in 2 ms are 50 m/s: did you divide the distance by the delay?"
    ### BEGIN HIDDEN TESTS
    far = draw("s02_velocity").uniform(200, 400)
    assert abs(velocity(far, 4) - far / 4) < 1e-9, "It is right for 100 mm in 2 ms, but not for other values."
    ### END HIDDEN TESTS
"""

SLOWING = '''
    def slowing(before, during):
        """The share of its velocity that a nerve loses; both velocities in m/s."""
        ### BEGIN SOLUTION
        return (before - during) / before
        ### END SOLUTION
'''
# Points are taken away, not added up: so a student who runs the visible half alone sees no points missing.
SLOWING_TEST = """
    points = 6
    if abs(slowing(50, 25) - 0.5) > 1e-9:
        points -= 3
    ### BEGIN HIDDEN TESTS
    fast = draw("s02_slowing").uniform(60, 80)
    if abs(slowing(fast, fast / 4) - 0.75) > 1e-9:
        points -= 3
    ### END HIDDEN TESTS
    points
"""

KILOPASCAL = '''
    def kilopascal(mmhg):
        """A pressure in kPa."""
        ### BEGIN SOLUTION
        return 0.133322 * mmhg
        ### END SOLUTION
'''
KILOPASCAL_TEST = """
    assert abs(kilopascal(60) - 8) < 0.01, "60 mmHg are about 8 kPa: is your factor upside down?"
"""

FIRST = """
    ### BEGIN SOLUTION
    first_to_go = "touch"
    ### END SOLUTION
"""
FIRST_TEST = """
    assert first_to_go in ("touch", "strength", "pain"), "Choose one of the three words."
    ### BEGIN HIDDEN TESTS
    assert first_to_go == "touch", "Think of the volunteers with the cuff."
    ### END HIDDEN TESTS
"""

NODES = """
    ### BEGIN SOLUTION
    nodes = 6
    ### END SOLUTION
"""
NODES_TEST = """
    assert nodes == 6, "A node stands at both ends: five internodes lie between six."
"""

REASON = "Large fibres fail first, because their myelin gives way; that is the rubric's first point."


def marks(grade_id: str, points: int | None = None, *, grade=False, solution=False, locked=False) -> dict:
    """The metadata by which nbgrader knows a cell."""
    nbgrader = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return {"nbgrader": nbgrader if points is None else nbgrader | {"points": points}}


def code(source: str, id: str, **metadata) -> NotebookNode:
    return v4.new_code_cell(dedent(source).strip(), id=id, metadata=metadata)


def markdown(source: str, id: str, **metadata) -> NotebookNode:
    return v4.new_markdown_cell(source, id=id, metadata=metadata)


def item(name: str, answer: str, test: str, points: int) -> list[NotebookNode]:
    """A solution cell and its test cell."""
    tested = f"{name}_test"
    return [
        code(answer, name, **marks(name, solution=True)),
        code(test, tested, **marks(tested, points, grade=True, locked=True)),
    ]


def notebook() -> NotebookNode:
    """The instructor's notebook: six items, 20 points; one item has partial credit, one is graded by hand."""
    cells = [
        markdown("# A specimen", "a-specimen"),
        code(SETUP, "s02_setup", **marks("s02_setup", locked=True)),
        *item("s02_velocity", VELOCITY, VELOCITY_TEST, 4),
        *item("s02_slowing", SLOWING, SLOWING_TEST, 6),
        *item("s02_kilopascal", KILOPASCAL, KILOPASCAL_TEST, 2),
        *item("s02_first", FIRST, FIRST_TEST, 2),
        *item("s02_nodes", NODES, NODES_TEST, 2),
        markdown(REASON, "s02_reason", **marks("s02_reason", 4, grade=True, solution=True)),
    ]
    return v4.new_notebook(cells=cells)


def write(solutions: Path) -> Path:
    """Write the assignment into the folder `solutions`; return its own folder there."""
    folder = solutions / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(canonical(notebook()), encoding="utf-8")
    (folder / "pressures.csv").write_text("mmHg,minutes\n60,20\n90,10\n", encoding="utf-8")
    return folder
