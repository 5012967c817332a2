"""A hook for nbgrader: what a student may read about a hidden test."""

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution
from traitlets import Bool

from nervelab.grading.markers import split


class HideTests(Preprocessor):
    """Keep hidden tests out of the feedback, which stock nbgrader prints in full.

    Two places show them: the source of the test cell, and the traceback of a failed test, which quotes it. Of
    the traceback the last line stays, because there the test says what is wrong with the answer.
    Only nbgrader's own test cells are touched: a student may write a marker anywhere else and breaks nothing.
    """

    enabled = Bool(True, help="Whether to hide the tests").tag(config=True)

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        parts = split(cell.source)
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell) and parts.regions:
            cell.source = "\n".join(parts.shown)
            for output in cell.outputs:
                if output.output_type == "error":
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources
