"""Fixtures of the grading tests."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from nbgrader_course import Course, Edit, graded_course


@pytest.fixture(scope="module")
def course_factory(tmp_path_factory) -> Callable[[Path, Mapping[str, Edit]], Course]:
    """`course_factory(folder, edits)`: a graded course from an instructor's folder and each student's edits.

    It runs nbgrader for some seconds; keep its result in a fixture of the module.
    """
    return lambda folder, submissions: graded_course(
        tmp_path_factory.mktemp(folder.name) / "course", folder, submissions
    )
