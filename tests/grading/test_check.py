"""`nervelab check` on a small checkout: nothing when it is clean, a finding for everything broken in it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import specimen
from nbformat import v4
from nbgrader_course import CHECKOUT

from nervelab.__main__ import main
from nervelab.grading.check import check, find_root
from nervelab.grading.notebooks import canonical, parse

SOLUTIONS = f"solutions/{specimen.NAME}"
SOLUTION = f"{SOLUTIONS}/{specimen.NAME}.ipynb"
RELEASE = f"assignments/{specimen.NAME}/{specimen.NAME}.ipynb"
LESSON = "course/00_lesson.ipynb"
STALE = (RELEASE, "differs from what nbgrader generates")


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    root = tmp_path_factory.mktemp("checkout")
    shutil.copy(CHECKOUT / "nbgrader_config.py", root)
    (root / "pyproject.toml").write_text("")
    (root / "course").mkdir()
    cells = [
        specimen.markdown("# A lesson\nTwo spaces  \nbreak a line.", "a-lesson"),
        specimen.code("1 + 1", "one-and-one", tags=["keep"], jupyter={"source_hidden": True}),
    ]
    (root / LESSON).write_text(canonical(v4.new_notebook(cells=cells)))
    specimen.write(root / "solutions")
    assert [str(finding) for finding in check(root, fix=True)] == []
    return root


@pytest.fixture
def checkout(clean, tmp_path, monkeypatch):
    """A copy of the clean checkout; the command runs inside it."""
    root = tmp_path / "checkout"
    shutil.copytree(clean, root)
    monkeypatch.chdir(root / "course")
    return root


def edit(name, change):
    """Break a notebook by changing its JSON."""

    def breaker(root):
        notebook = v4.reads((root / name).read_text())
        change(notebook)
        (root / name).write_text(v4.writes(notebook) + "\n")

    return breaker


def cell(notebook, id):
    return next(cell for cell in notebook["cells"] if cell["id"] == id)


def change(name, id, *, points=None, cell_id=None, grade_id=None, replace=None, **parts):
    """Break one cell of a notebook."""

    def changer(notebook):
        broken = cell(notebook, id)
        broken.update(parts)
        if points is not None:
            broken["metadata"]["nbgrader"]["points"] = points
        if replace is not None:
            old, new = replace
            assert old in broken["source"]
            broken["source"] = broken["source"].replace(old, new)
        if grade_id is not None:
            broken["metadata"]["nbgrader"]["grade_id"] = broken["id"] = grade_id
        if cell_id is not None:
            broken["id"] = cell_id

    return edit(name, changer)


def write(name, text):
    def writer(root):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)

    return writer


def remove(name):
    return lambda root: (root / name).unlink()


def drop_item(notebook):
    """Take the item of 2 points out, and put its points on another."""
    notebook["cells"] = [cell for cell in notebook["cells"] if "s02_nodes" not in cell["id"]]
    cell(notebook, "s02_kilopascal_test")["metadata"]["nbgrader"]["points"] = 4


def add_items(notebook):
    """Five more items of no points: eleven."""
    for number in range(5):
        name = f"s02_more_{'abcde'[number]}"
        notebook["cells"] += specimen.item(name, "x = 1", "assert x == 1", 0)


def keyless(notebook):
    notebook["cells"][0].pop("id")
    notebook["nbformat_minor"] = 4


STREAM = v4.new_output("stream", text="2\n")
WIDGETS = {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2, "version_minor": 0}}
HIDDEN = 'far = draw("s02_velocity").uniform(200, 400)'
UNMADE = (SOLUTIONS, "cannot be generated: a marker is wrong")
LEAK = (RELEASE, "cell 4 shows what solutions/ keeps back in 's02_velocity_test'")

# What is broken: how, what `check` must find and what `--fix` must leave, each as (path, part of message).
CASES = {
    "outputs": (
        change(LESSON, "one-and-one", outputs=[STREAM]),
        [(LESSON, "1 of its cells carries outputs")],
        [],
    ),
    "an execution count": (
        change(SOLUTION, "s02_first", execution_count=3),
        [(SOLUTION, "1 of its cells carries an execution count")],
        [],
    ),
    "widget state": (
        edit(LESSON, lambda notebook: notebook["metadata"].update(widgets=WIDGETS)),
        [(LESSON, "carries widget state")],
        [],
    ),
    "other metadata": (
        edit(LESSON, lambda notebook: notebook["metadata"].update(toc={"base_numbering": 1})),
        [(LESSON, "is not in canonical form")],
        [],
    ),
    "other metadata of a cell": (
        change(LESSON, "one-and-one", metadata={"collapsed": True, "tags": ["keep"], "trusted": True}),
        [(LESSON, "is not in canonical form")],
        [],
    ),
    "another indent": (
        lambda root: (root / LESSON).write_text(
            json.dumps(json.loads((root / LESSON).read_text()), indent=2)
        ),
        [(LESSON, "is not in canonical form")],
        [],
    ),
    "trailing spaces": (
        change(SOLUTION, "s02_nodes", replace=("nodes = 6", "nodes = 6   ")),
        [(SOLUTION, "is not in canonical form")],
        [],
    ),
    "a random id of nbformat": (
        change(LESSON, "a-lesson", cell_id="1f0c9a7e"),
        [(LESSON, "cell 1 has the id '1f0c9a7e', not the stable id 'a-lesson'")],
        [],
    ),
    "a random id of JupyterLab": (
        change(LESSON, "one-and-one", cell_id="3b9e1c56-8a4d-4f5e-9a27-0c1d2e3f4a5b"),
        [(LESSON, "not the stable id '1-1'")],
        [],
    ),
    "an id that is not the grade_id": (
        change(SOLUTION, "s02_nodes", cell_id="count-nodes"),
        [(SOLUTION, "has the id 'count-nodes', not the stable id 's02_nodes'")],
        [],
    ),
    "the same id twice": (
        change(LESSON, "one-and-one", cell_id="a-lesson"),
        [(LESSON, "cell 2 has the id 'a-lesson', not the stable id '1-1'")],
        [],
    ),
    "no id": (edit(LESSON, keyless), [(LESSON, "cell 1 has the id None, not the stable id 'a-lesson'")], []),
    "no notebook": (write(LESSON, "{"), *[[(LESSON, "is not a notebook of nbformat 4")]] * 2),
    "an old notebook": (
        write(LESSON, '{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "cells": []}'),
        *[[(LESSON, "is a notebook of nbformat 3, not 4")]] * 2,
    ),
    "a changed solution": (
        change(SOLUTION, "s02_velocity", replace=("Conduction velocity", "Velocity")),
        [STALE],
        [],
    ),
    "a changed hidden test": (change(SOLUTION, "s02_velocity_test", replace=("400", "500")), [], []),
    "a missing release": (remove(RELEASE), [(RELEASE, "is missing")], []),
    "a missing data file": (
        remove(f"assignments/{specimen.NAME}/pressures.csv"),
        [(f"assignments/{specimen.NAME}/pressures.csv", "is missing")],
        [],
    ),
    "an old data file": (
        write(f"assignments/{specimen.NAME}/pressures.csv", "mmHg\n"),
        [(f"assignments/{specimen.NAME}/pressures.csv", "differs from what nbgrader generates")],
        [],
    ),
    "a file left over": (
        write(f"assignments/{specimen.NAME}/old.csv", "mmHg\n"),
        *[[(f"assignments/{specimen.NAME}/old.csv", "is left over: nbgrader does not generate it")]] * 2,
    ),
    "an assignment left over": (
        write("assignments/03_gone/data.csv", "mmHg\n"),
        *[[("assignments/03_gone/data.csv", "is left over: solutions/ has no such assignment")]] * 2,
    ),
    "a release that was run": (
        change(RELEASE, "s02_setup", outputs=[STREAM]),
        [(RELEASE, "1 of its cells carries outputs")],
        [],
    ),
    "a solution in the release": (
        change(RELEASE, "s02_velocity", replace=("raise NotImplementedError()", "return distance / delay")),
        [
            STALE,
            (RELEASE, "cell 3 shows what solutions/ keeps back in 's02_velocity': 'return distance / delay'"),
        ],
        [],
    ),
    "a written solution in the release": (
        change(RELEASE, "s02_reason", source=specimen.REASON),
        [STALE, (RELEASE, "cell 13 shows what solutions/ keeps back in 's02_reason'")],
        [],
    ),
    "a hidden test in the release": (
        change(RELEASE, "s02_velocity_test", replace=("assert velocity", f"{HIDDEN}\nassert velocity")),
        [STALE, LEAK],
        [],
    ),
    "a hidden test in another cell of the release": (
        change(
            RELEASE,
            "s02_setup",
            source=specimen.VELOCITY_TEST.split("TESTS\n")[1].splitlines(keepends=True)[:2],
        ),
        [STALE, (RELEASE, "cell 2 shows what solutions/ keeps back in 's02_velocity_test'")],
        [],
    ),
    "a marker in the release": (
        change(RELEASE, "s02_nodes", source="### BEGIN SOLUTION\nnodes = 0"),
        [STALE, (RELEASE, "cell 11 shows the marker '### BEGIN SOLUTION'")],
        [],
    ),
    "a marker misspelt": (
        change(SOLUTION, "s02_velocity_test", replace=("BEGIN HIDDEN TESTS", "begin hidden tests")),
        *[
            [
                (SOLUTION, "cell 4: '### begin hidden tests' is no marker"),
                (SOLUTION, "cell 4: END HIDDEN TESTS has no BEGIN"),
                UNMADE,
            ]
        ]
        * 2,
    ),
    "a marker forgotten": (
        change(SOLUTION, "s02_velocity_test", replace=("### BEGIN HIDDEN TESTS\n", "")),
        *[[(SOLUTION, "cell 4: END HIDDEN TESTS has no BEGIN"), UNMADE]] * 2,
    ),
    "a region without its end": (
        change(SOLUTION, "s02_velocity", replace=("\n    ### END SOLUTION", "")),
        *[[(SOLUTION, "cell 3: BEGIN SOLUTION has no END"), UNMADE]] * 2,
    ),
    "a region in a region": (
        change(SOLUTION, "s02_nodes", replace=("nodes = 6", "### BEGIN SOLUTION\nnodes = 6")),
        *[[(SOLUTION, "cell 11: BEGIN SOLUTION stands inside SOLUTION"), UNMADE]] * 2,
    ),
    "a solution outside a solution cell": (
        change(SOLUTION, "a-specimen", source="### BEGIN SOLUTION\nx\n### END SOLUTION"),
        *[[(SOLUTIONS, "cannot be generated: Solution region detected in a non-solution cell")]] * 2,
    ),
    "the same grade_id twice": (
        change(SOLUTION, "s02_nodes", grade_id="s02_first"),
        [
            (SOLUTION, "cell 11 has the id 's02_first', not the stable id 's02-first'"),
            (SOLUTIONS, "cannot be generated: Notebook failed to validate"),
        ],
        [(SOLUTIONS, "cannot be generated: Notebook failed to validate")],
    ),
    "a solution in a helper file": (
        write(f"{SOLUTIONS}/helper.py", "def speed(distance, delay):\n    return distance / delay\n"),
        [
            (f"{SOLUTIONS}/helper.py", "carries a solution"),
            (f"assignments/{specimen.NAME}/helper.py", "is missing"),
        ],
        [(f"{SOLUTIONS}/helper.py", "carries a solution")],
    ),
    "a marker in a helper file": (
        write(f"{SOLUTIONS}/helper.py", "x = 1  # BEGIN SOLUTION\n"),
        [
            (f"{SOLUTIONS}/helper.py", "carries a solution"),
            (f"assignments/{specimen.NAME}/helper.py", "is missing"),
        ],
        [(f"{SOLUTIONS}/helper.py", "carries a solution")],
    ),
    "points": (
        change(SOLUTION, "s02_slowing_test", points=5),
        [(SOLUTIONS, "its points sum to 19, not 20"), STALE],
        [(SOLUTIONS, "its points sum to 19, not 20")],
    ),
    "too few items": (
        edit(SOLUTION, drop_item),
        [(SOLUTIONS, "it has 5 graded items, not 6 to 10"), STALE],
        [(SOLUTIONS, "it has 5 graded items, not 6 to 10")],
    ),
    "too many items": (
        edit(SOLUTION, add_items),
        [(SOLUTIONS, "it has 11 graded items, not 6 to 10"), STALE],
        [(SOLUTIONS, "it has 11 graded items, not 6 to 10")],
    ),
    "the name of a test": (
        change(SOLUTION, "s02_nodes_test", grade_id="s02_nodes_check"),
        [(SOLUTION, "cell 12: its grade_id is 's02_nodes_check', not of the form s02_name_test"), STALE],
        [(SOLUTION, "cell 12: its grade_id is 's02_nodes_check', not of the form s02_name_test")],
    ),
    "the name of an answer": (
        change(SOLUTION, "s02_nodes", grade_id="cell-4f1a2b3c"),
        [(SOLUTION, "cell 11: its grade_id is 'cell-4f1a2b3c', not of the form s02_name"), STALE],
        [(SOLUTION, "cell 11: its grade_id is 'cell-4f1a2b3c', not of the form s02_name")],
    ),
    "the number of another assignment": (
        change(SOLUTION, "s02_reason", grade_id="s03_reason"),
        [(SOLUTION, "cell 13: its grade_id is 's03_reason', not of the form s02_name"), STALE],
        [(SOLUTION, "cell 13: its grade_id is 's03_reason', not of the form s02_name")],
    ),
}


def run(capsys, *arguments):
    """The exit status and the findings of the command, as (path, message)."""
    status = main(["check", *arguments])
    lines = capsys.readouterr().out.splitlines()
    return status, [] if lines == ["Nothing to mend."] else [tuple(line.split(": ", 1)) for line in lines]


def fits(findings, expected):
    """Whether each finding is expected, and each expected one found, once."""
    rest = list(findings)
    for path, part in expected:
        match = next((f for f in rest if f[0] == path and part in f[1]), None)
        if match is None:
            return False
        rest.remove(match)
    return not rest


def test_a_clean_checkout_is_silent_and_stays_as_it_is(checkout, capsys):
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    assert run(capsys) == (0, [])
    assert run(capsys, "--fix") == (0, [])
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before
    assert not (checkout / "gradebook").exists()


@pytest.mark.parametrize("case", CASES)
def test_what_is_broken_is_found_and_what_can_be_is_mended(case, checkout, capsys):
    breaker, found, left = CASES[case]
    breaker(checkout)
    status, findings = run(capsys)
    assert fits(findings, found), findings
    assert status == (1 if found else 0)
    status, findings = run(capsys, "--fix")
    assert fits(findings, left), findings
    assert status == (1 if left else 0)
    assert run(capsys) == (status, findings)  # what --fix leaves, check finds again


def test_an_assignment_has_a_number(checkout, capsys):
    (checkout / SOLUTIONS).rename(checkout / "solutions/specimen")
    _, findings = run(capsys)
    assert ("solutions/specimen", "is not named like 02_compression") in findings


def test_fix_mends_the_file_and_keeps_what_is_fine(checkout, capsys):
    text = (checkout / LESSON).read_text()
    CASES["a random id of nbformat"][0](checkout)
    CASES["another indent"][0](checkout)
    run(capsys, "--fix")
    assert (checkout / LESSON).read_text() == text


def test_fix_deletes_nothing(checkout, capsys):
    left_over = f"assignments/{specimen.NAME}/my_notes.ipynb"
    shutil.copy(checkout / LESSON, checkout / left_over)
    assert run(capsys, "--fix") == (1, [(left_over, "is left over: nbgrader does not generate it")])
    assert (checkout / left_over).is_file()


def test_ids_come_from_the_words_and_do_not_collide():
    notebook = parse(
        json.dumps(
            {
                "nbformat": 4,
                "nbformat_minor": 5,
                "metadata": {},
                "cells": [
                    {"id": id, "cell_type": kind, "metadata": {}, "source": source}
                    for id, kind, source in (
                        ("aaaaaaa1", "markdown", "Some text\n\n## Aα fibres, and why they fail\nmore"),
                        ("aaaaaaa2", "code", "# not a heading but words\nx = 1"),
                        ("aaaaaaa3", "code", ""),
                        ("aaaaaaa4", "markdown", "## Aα fibres, and why they fail"),
                        ("aaaaaaa5", "markdown", "20241231"),  # reads like a random id
                        ("stays-as-it-is", "markdown", "anything"),
                    )
                ],
            }
        )
    )
    text = canonical(notebook)
    assert re.findall(r'"id": "(.*)"', text) == [
        "a-fibres-and-why-they",
        "not-a-heading-but-words",
        "code",
        "a-fibres-and-why-they-2",
        "markdown-20241231",
        "stays-as-it-is",
    ]
    assert canonical(parse(text)) == text


def test_canonical_form_keeps_what_the_course_needs():
    kept = {
        "tags": ["hide"],
        "nervelab": {"lab": "compression"},
        "jupyter": {"source_hidden": True},
        "deletable": False,
        "editable": False,
    }
    dropped = {
        "collapsed": False,
        "slideshow": {"slide_type": ""},
        "execution": {"iopub.status.busy": "2026"},
    }
    notebook = v4.new_notebook(cells=[specimen.markdown("a  \nb ", "words", **kept, **dropped)])
    notebook.cells[0].attachments = {"a.png": {"image/png": "aGVsbG8="}}
    (cell,) = parse(canonical(notebook)).cells
    assert cell.metadata == kept
    assert cell.source == "a  \nb"
    assert cell.attachments == {"a.png": {"image/png": "aGVsbG8="}}


def test_a_source_under_a_checksum_stays_to_the_letter():
    notebook = v4.new_notebook(cells=[specimen.code("x", "x", nbgrader={"checksum": "0", "grade_id": "x"})])
    notebook.cells[0].source = "x \n"
    assert parse(canonical(notebook)).cells[0].source == "x \n"


def test_misuse_is_one_line_and_status_2(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert (
        said.err
        == f"nervelab: {tmp_path} lies in no checkout of the course: no pyproject.toml here or above.\n"
    )
    (tmp_path / "pyproject.toml").write_text("")
    with pytest.raises(ValueError, match=r"has no nbgrader_config\.py"):
        find_root(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(["mend"])
    assert stop.value.code == 2


def test_the_command_says_what_it_finds_and_nothing_else(checkout):
    CASES["the same grade_id twice"][0](checkout)
    run = subprocess.run([sys.executable, "-m", "nervelab", "check"], capture_output=True, text=True)
    assert (run.returncode, run.stderr, len(run.stdout.splitlines())) == (1, "", 2)


def test_this_checkout_is_found_from_below():
    assert find_root(Path(__file__).parent) == CHECKOUT


def test_the_course_itself_is_in_order():
    assert list(check(CHECKOUT)) == []
