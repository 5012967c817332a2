"""nbgrader's settings for this course; read by every `nbgrader` command started in this folder."""

from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades

from nervelab.grading.feedback import HideTests

c = get_config()  # noqa: F821  (traitlets puts it here)

root = Path(__file__).resolve().parent
private = root / "gradebook"
private.mkdir(mode=0o700, exist_ok=True)  # SQLite creates the gradebook, but not the folder around it

c.CourseDirectory.course_id = "nervelab"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "solutions"  # the instructor's notebooks, the only source of an exercise
c.CourseDirectory.release_directory = "assignments"  # generated and committed, never edited by hand

# Whatever names a student or shows an answer stays in gradebook/, which git ignores.
c.CourseDirectory.db_url = f"sqlite:///{(private / 'gradebook.db').as_posix()}"
c.CourseDirectory.submitted_directory = "gradebook/submitted"
c.CourseDirectory.autograded_directory = "gradebook/autograded"
c.CourseDirectory.feedback_directory = "gradebook/feedback"
c.CourseDirectory.solution_directory = "gradebook/solution"
c.CourseDirectory.source_with_tests_directory = "gradebook/source_with_tests"
c.ZipCollectApp.downloaded_directory = "gradebook/downloaded"
c.ExportPlugin.to = str(private / "grades.csv")

# A cell may have to compile the model first, and a class is graded on a busy machine.
c.Execute.timeout = 120  # s for one cell
c.Execute.startup_timeout = 120  # s for the kernel
c.Execute.iopub_timeout = 30  # s for the last output of a cell

# One plotly FigureWidget would put some 5 MB of JavaScript into every graded notebook.
c.Execute.store_widget_state = False

# nbgrader gives 0 points to a test cell that writes to stderr, be it a warning. So the grading kernel has no
# stderr: a warning appears as ordinary output, and what C writes goes to the terminal. An error comes as a
# message of its own and still counts.
c.Execute.extra_arguments = ["--IPKernelApp.exec_lines=import sys; sys.stderr = sys.stdout"]

c.GenerateFeedback.preprocessors = [GetGrades, HideTests, CSSHTMLHeaderPreprocessor]
