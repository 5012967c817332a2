"""The progress file: what goes in comes out, and a broken one costs nothing."""

import json
import os
import subprocess
from pathlib import Path

import pytest

import nervelab
from nervelab import progress
from nervelab.progress import Answer, Progress, Test, record

ROOT = Path(nervelab.__file__).parents[2]
WHOLE = Progress(
    ("02_compression",), {"02-predict": Answer(2, 1)}, {"pre": Test({"inventory-m01": -1}, finished=False)}
)


def keep_all():
    progress.keep_begun("02_compression")
    progress.keep_answer("02-predict", 2, 1)
    progress.keep_test("pre", Test({"inventory-m01": -1}))


def test_what_was_kept_is_read_again(progress_file):
    assert progress.load() == Progress()
    assert not progress_file.exists(), "reading writes nothing"
    keep_all()
    assert progress.load() == WHOLE
    assert json.loads(progress_file.read_text()) == {
        "version": 1,
        "notebooks": ["02_compression"],
        "answers": {"02-predict": {"first": 2, "choice": 1}},
        "tests": {"pre": {"answers": {"inventory-m01": -1}, "finished": False}},
    }


def test_a_later_answer_takes_the_place_of_an_earlier_one_only():
    keep_all()
    progress.keep_answer("02-predict", 2, 3)
    progress.keep_answer("02-where-born", 0, 0)
    progress.keep_begun("02_compression")
    assert progress.load().answers == {"02-predict": Answer(2, 3), "02-where-born": Answer(0, 0)}
    assert progress.load().notebooks == ("02_compression",)


def test_nothing_new_writes_nothing(progress_file):
    keep_all()
    os.utime(progress_file, (0, 0))
    keep_all()
    assert progress_file.stat().st_mtime == 0


def test_a_file_without_a_part_is_read():
    """As one from a course that did not know that part yet."""
    assert record.parse('{"version": 1, "notebooks": ["02_compression"]}') == Progress(("02_compression",))


BROKEN = {
    "not JSON": ('{"version": 1, "answers": {"02-pre', "it is not JSON"),
    "not text": (b"\xff\xfe\x00PK", "it is not JSON"),
    "empty": ("", "it is not JSON"),
    "deep": ("[" * 100_000, "it is not JSON"),
    "no version": ('{"answers": {}}', "it does not say which version it is"),
    "a list": ("[1, 2]", "it does not say which version it is"),
    "version 0": ('{"version": 0}', "it does not say which version it is"),
    "version true": ('{"version": true}', "it does not say which version it is"),
    "a newer version": ('{"version": 2, "stars": 5}', "a newer version of the course wrote it"),
    "another part": ('{"version": 1, "stars": 5}', "its parts are not those of a progress file"),
    "answers of another kind": (
        '{"version": 1, "answers": [1]}',
        "its parts are not those of a progress file",
    ),
    "an answer without first": (
        '{"version": 1, "answers": {"02-predict": {"choice": 1}}}',
        "its parts are not those of a progress file",
    ),
    "an answer in words": (
        '{"version": 1, "answers": {"02-predict": {"first": 1, "choice": "b"}}}',
        "its parts are not those of a progress file",
    ),
    "an answer that is a truth": (
        '{"version": 1, "answers": {"02-predict": {"first": true, "choice": 1}}}',
        "its parts are not those of a progress file",
    ),
    "a position below none": (
        '{"version": 1, "tests": {"pre": {"answers": {"x": -2}, "finished": true}}}',
        "its parts are not those of a progress file",
    ),
    "finished in words": (
        '{"version": 1, "tests": {"pre": {"answers": {}, "finished": "yes"}}}',
        "its parts are not those of a progress file",
    ),
    "a notebook that is a number": (
        '{"version": 1, "notebooks": [2]}',
        "its parts are not those of a progress file",
    ),
}


@pytest.mark.parametrize(("content", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_set_aside_whole_with_one_sentence(progress_file, capsys, content, reason):
    content = content if isinstance(content, bytes) else content.encode()
    progress_file.write_bytes(content)
    assert progress.load() == Progress()
    assert capsys.readouterr().out == (
        f"progress.json could not be used: {reason}. "
        "It is kept as progress.set-aside-1.json, and a new file begins.\n"
    )
    assert progress_file.with_name("progress.set-aside-1.json").read_bytes() == content
    keep_all()
    assert progress.load() == WHOLE


def test_a_second_broken_file_does_not_overwrite_the_first(progress_file):
    for number in (1, 2):
        progress_file.write_text(f"broken {number}")
        progress.load()
    kept = [progress_file.with_name(f"progress.set-aside-{n}.json").read_text() for n in (1, 2)]
    assert kept == ["broken 1", "broken 2"]


def test_a_crash_while_writing_leaves_the_old_file_whole(progress_file, monkeypatch):
    keep_all()
    before = progress_file.read_bytes()

    def crash(_descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(KeyboardInterrupt):
        progress.keep_answer("02-predict", 0, 0)
    assert progress_file.read_bytes() == before
    assert [path.name for path in progress_file.parent.iterdir()] == ["progress.json"]


def test_whoever_is_reading_meanwhile_reads_the_old_file_whole(progress_file):
    keep_all()
    with progress_file.open() as reading:
        progress.keep_answer("02-predict", 0, 0)
        assert record.parse(reading.read()) == WHOLE
    assert progress.load() != WHOLE


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NERVELAB_PROGRESS", str(tmp_path / "nowhere" / "progress.json"))
    progress.keep_answer("02-predict", 0, 0)
    said = capsys.readouterr().out
    assert said.startswith("Your answers cannot be kept: ")
    assert said.endswith("progress.json (No such file or directory).\n")


def test_reset_removes_the_file(progress_file):
    keep_all()
    assert progress.reset() is True
    assert not progress_file.exists()
    assert progress.reset() is False


# --- where ----------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A working copy, and no environment variable."""
    monkeypatch.delenv("NERVELAB_PROGRESS")
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "00_start_here.ipynb").touch()
    (tmp_path / "assignments" / "02_compression").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("folder", [".", "course", "assignments/02_compression"])
def test_every_notebook_of_a_working_copy_finds_the_same_file(copy, monkeypatch, folder):
    monkeypatch.chdir(copy / folder)
    assert progress.where() == copy / "course" / "progress.json"


def test_without_the_course_it_lies_beside_the_notebook(tmp_path, monkeypatch):
    monkeypatch.delenv("NERVELAB_PROGRESS")
    monkeypatch.chdir(tmp_path)
    assert progress.where() == tmp_path / "progress.json"


def test_git_sees_nothing_of_it():
    """So that running a notebook leaves the checkout clean."""
    names = [
        "course/progress.json",
        "course/progress.set-aside-1.json",
        "course/.progress.json.0f.tmp",
        "replaced/1/course/02_compression.ipynb",
    ]
    done = subprocess.run(
        ["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode == 128:
        pytest.skip("not in a git checkout")
    assert done.stdout.split() == names


def test_the_tests_have_a_file_of_their_own(progress_file):
    assert progress.where() == progress_file
    assert not progress_file.is_relative_to(ROOT)
