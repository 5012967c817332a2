"""A temporary course on which the real nbgrader runs, as an instructor runs it: from the command line."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.utils import is_solution

from nervelab.grading.notebooks import canonical, grade_id, read

CHECKOUT = Path(__file__).parents[2]

Edit = Callable[[dict[str, NotebookNode]], None]
"""What a student does to the released notebook: changes its cells, given by their grade_id, in place."""


def answers(**sources: str) -> Edit:
    """A student who writes these answers (item = source) and leaves the rest blank."""

    def edit(cells: dict[str, NotebookNode]) -> None:
        for item, source in sources.items():
            cells[item].source = dedent(source).strip()

    return edit


def reference(folder: Path, **instead: str) -> Edit:
    """A student who hands in the answers of the instructor's `folder`, but others `instead` (item = source).

    A submission costs two seconds or more: let each carry a wrong answer to every item.
    """
    cells = read(folder / f"{folder.name}.ipynb").cells
    return answers(**{grade_id(cell): cell.source for cell in cells if is_solution(cell)} | instead)


blank = answers()


@dataclass(frozen=True)
class Course:
    """A course in the folder `root` with one assignment, released, submitted and graded."""

    root: Path
    assignment: str

    def nbgrader(self, *arguments: str) -> str:
        """Run an nbgrader command in the course; return what it prints. If it fails, the test fails."""
        own = {
            name: str(self.root.parent / "jupyter")  # nobody's own settings count here
            for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
        }
        path = os.pathsep.join(
            [str(Path(sys.executable).parent), os.environ["PATH"]]
        )  # nbgrader calls alembic
        run = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.root,
            env={k: v for k, v in os.environ.items() if k != "NERVELAB_SEED"} | own | {"PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert run.returncode == 0, run.stdout
        return run.stdout

    def gradebook(self) -> Gradebook:
        """The gradebook, open; to be used in a `with`."""
        return Gradebook(f"sqlite:///{self.root / 'gradebook' / 'gradebook.db'}", "nervelab")

    def scores(self, student: str) -> dict[str, float | None]:
        """The automatic score of every item; None where a grader has to look."""
        with self.gradebook() as gradebook:
            notebook = gradebook.find_submission_notebook(self.assignment, self.assignment, student)
            return {grade.name: grade.auto_score for grade in notebook.grades}

    def needs_manual_grade(self, student: str) -> set[str]:
        """The items that wait for a grader."""
        with self.gradebook() as gradebook:
            notebook = gradebook.find_submission_notebook(self.assignment, self.assignment, student)
            return {grade.name for grade in notebook.grades if grade.needs_manual_grade}

    def enter(self, student: str, item: str, points: float) -> None:
        """Grade an item by hand, as formgrader does."""
        with self.gradebook() as gradebook:
            grade = gradebook.find_grade(item, self.assignment, self.assignment, student)
            grade.manual_score = points
            grade.needs_manual_grade = False
            gradebook.db.commit()

    def export(self) -> dict[str, tuple[float, float]]:
        """Every student's score and the highest possible one, from the exported CSV."""
        self.nbgrader("export")
        with (self.root / "gradebook" / "grades.csv").open(newline="") as file:
            return {
                row["student_id"]: (float(row["score"]), float(row["max_score"]))
                for row in csv.DictReader(file)
            }

    def graded(self, student: str) -> NotebookNode:
        """A student's notebook as nbgrader ran it."""
        return read(
            self.root / "gradebook" / "autograded" / student / self.assignment / f"{self.assignment}.ipynb"
        )

    def feedback(self, student: str) -> str:
        """A student's feedback (HTML), once `generate_feedback` has run."""
        folder = self.root / "gradebook" / "feedback" / student / self.assignment
        return (folder / f"{self.assignment}.html").read_text(encoding="utf-8")


def graded_course(root: Path, folder: Path, submissions: Mapping[str, Edit]) -> Course:
    """A course in `root`: the instructor's `folder` released, submitted by each student and autograded."""
    root.mkdir(parents=True, exist_ok=True)
    course = Course(root, folder.name)
    shutil.copy(CHECKOUT / "nbgrader_config.py", root)
    if folder.parent != root / "solutions":
        shutil.copytree(folder, root / "solutions" / folder.name)
    course.nbgrader("generate_assignment", course.assignment)
    release = root / "assignments" / course.assignment
    for student, edit in submissions.items():
        submitted = root / "gradebook" / "submitted" / student / course.assignment
        shutil.copytree(release, submitted)
        path = submitted / f"{course.assignment}.ipynb"
        notebook = read(path)
        edit({grade_id(cell): cell for cell in notebook.cells if grade_id(cell)})
        path.write_text(canonical(notebook), encoding="utf-8")
    course.nbgrader("autograde", course.assignment)
    return course
