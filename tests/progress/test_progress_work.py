"""The zip: what is packed comes back, and nothing else comes in."""

import io
import json
import os
import stat
import zipfile

import pytest

from nervelab import progress
from nervelab.progress import work

COMPRESSION, ASSIGNMENT = "course/02_compression.ipynb", "assignments/02_compression/02_compression.ipynb"
NAMES = ("course/00_start_here.ipynb", COMPRESSION, ASSIGNMENT)


def notebook(text="", **metadata):
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [text]}
    return (
        json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}) + "\n"
    ).encode()


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A working copy with three notebooks and an answer, beside a file that is nobody's business."""
    home = tmp_path / "copy"
    for name in NAMES:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(notebook(name))
    (tmp_path / "secret.ipynb").write_bytes(notebook("secret"))
    monkeypatch.setenv("NERVELAB_PROGRESS", str(home / "course" / "progress.json"))
    monkeypatch.chdir(home / "course")
    progress.keep_answer("02-predict", 2, 1)
    return home


def zipped(contents):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


# --- out ------------------------------------------------------------------------------------------------


def test_the_zip_holds_notebooks_and_answers(copy):
    packed = progress.pack()
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert set(archive.namelist()) == {*NAMES, "course/progress.json"} == set(packed.names)
        assert archive.read(COMPRESSION) == notebook(COMPRESSION)
    assert str(packed) == "3 notebooks and your answers, 0.1 MB."


def test_it_holds_nothing_else(copy, tmp_path):
    (copy / "course" / "nervelab").mkdir()
    (copy / "course" / "nervelab" / "x.ipynb").write_bytes(notebook())
    (copy / "course" / ".ipynb_checkpoints").mkdir()
    (copy / "course" / ".ipynb_checkpoints" / "x.ipynb").write_bytes(notebook())
    (copy / "assignments" / ".ipynb_checkpoints").mkdir()
    (copy / "assignments" / ".ipynb_checkpoints" / "x.ipynb").write_bytes(notebook())
    (copy / "course" / "secret.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (copy / "course" / "data.csv").write_text("1,2")
    assert set(progress.pack().names) == {*NAMES, "course/progress.json"}


def test_what_could_not_be_restored_is_left_out_and_named(copy):
    (copy / "course" / "half.ipynb").write_bytes(notebook()[:20])
    (copy / "course" / "what?.ipynb").write_bytes(notebook())
    (copy / "course" / "progress.json").write_text("broken")
    packed = progress.pack()
    assert packed.left_out == ("course/half.ipynb", "course/what?.ipynb")
    assert str(packed).endswith(
        "Left out, because of their name or content: course/half.ipynb, course/what?.ipynb."
    )
    assert progress.restore(packed.data).same == 3


def test_saved_widget_state_is_left_out(copy):
    heavy = notebook("mine", widgets={"state": "x" * 5_000_000}, kernelspec={"name": "python3"})
    (copy / COMPRESSION).write_bytes(heavy)
    packed = progress.pack()
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        back = json.loads(archive.read(COMPRESSION))
    assert back["metadata"] == {"kernelspec": {"name": "python3"}}
    assert back["cells"][0]["source"] == ["mine"]


def test_work_too_big_to_come_back_is_not_packed(copy, monkeypatch):
    monkeypatch.setattr(work, "LIMIT", 3000)
    (copy / COMPRESSION).write_bytes(notebook(os.urandom(3000).hex()))
    with pytest.raises(ValueError, match=r"^Your work is too big for one zip \(0 MB\)\. Open course/02_com"):
        progress.pack()


# --- and back -------------------------------------------------------------------------------------------


def test_everything_comes_back_and_what_was_there_is_kept(copy):
    data = progress.pack().data
    before = files(copy)
    (copy / COMPRESSION).write_bytes(notebook("newer"))
    (copy / ASSIGNMENT).unlink()
    progress.keep_answer("02-predict", 2, 3)
    newer = progress.where().read_bytes()

    restored = progress.restore(data)
    assert set(restored.written) == {COMPRESSION, ASSIGNMENT, "course/progress.json"}
    assert (restored.same, restored.kept_in) == (1, "replaced/1")
    assert str(restored) == (
        "Restored: 2 notebooks and your answers. What was there before is in the folder replaced/1."
    )
    after = files(copy)
    assert {name: after[name] for name in before} == before
    assert after["replaced/1/" + COMPRESSION] == notebook("newer")
    assert after["replaced/1/course/progress.json"] == newer
    assert progress.load().answers["02-predict"].choice == 1


def test_into_a_fresh_copy(copy):
    """As on Binder the next day."""
    data, before = progress.pack().data, files(copy)
    for name in (COMPRESSION, ASSIGNMENT, "course/progress.json"):
        (copy / name).unlink()
    (copy / "assignments" / "02_compression").rmdir()
    assert progress.restore(data).kept_in == ""
    assert files(copy) == before


def test_a_second_restore_keeps_its_own_copy(copy):
    data = progress.pack().data
    for number in (1, 2):
        (copy / COMPRESSION).write_bytes(notebook(f"newer {number}"))
        assert progress.restore(data).kept_in == f"replaced/{number}"
    assert (copy / "replaced/1" / COMPRESSION).read_bytes() == notebook("newer 1")


def test_the_same_again_changes_nothing(copy):
    before = files(copy)
    assert str(progress.restore(progress.pack().data)) == "Everything in this zip was here already."
    assert files(copy) == before


def test_from_a_file(copy, tmp_path):
    (tmp_path / "my_work.zip").write_bytes(progress.pack().data)
    assert progress.restore(tmp_path / "my_work.zip").same == 4
    assert progress.restore(str(tmp_path / "my_work.zip")).same == 4


def test_a_zip_that_a_mac_unpacked_and_packed_again(copy):
    """One more folder around it, folder entries, and files beside."""
    contents = {"my-work/": b"", "__MACOSX/my-work/._x": b"1", "my-work/.DS_Store": b"1"}
    contents |= {f"my-work/{name}": notebook("mine") for name in NAMES}
    assert progress.restore(zipped(contents)).written == NAMES


def encrypted(name):
    data = bytearray(zipped({name: notebook()}))
    data[6] |= 1  # the flag, in the local header and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def with_link(name):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return zipped({info: "../../secret.ipynb"})


def twice(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, notebook("1"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(name, notebook("2"))
    return buffer.getvalue()


def cut(data):
    """Some of the content overwritten, the directory left whole."""
    return data[:60] + bytes(40) + data[100:]


ONE = notebook()
HOSTILE = {
    "no zip": (lambda: b"%PDF-1.4", "it is no zip, or a damaged one"),
    "nothing": (lambda: b"", "it is no zip, or a damaged one"),
    "damaged": (lambda: cut(zipped({COMPRESSION: notebook("x" * 500)})), "it is no zip, or a damaged one"),
    "encrypted": (lambda: encrypted(COMPRESSION), "it is no zip, or a damaged one"),
    "empty": (lambda: zipped({}), "it is empty"),
    "a holiday": (lambda: zipped({"beach.jpg": b"1"}), "it holds 'beach.jpg'"),
    "a program": (
        lambda: zipped({"course/nervelab/__init__.py": b"1"}),
        "it holds 'course/nervelab/__init__.py'",
    ),
    "in the package": (
        lambda: zipped({"course/nervelab/x.ipynb": ONE}),
        "it holds 'course/nervelab/x.ipynb'",
    ),
    "a settings file": (lambda: zipped({"course/.hidden.ipynb": ONE}), "it holds 'course/.hidden.ipynb'"),
    "up": (lambda: zipped({"course/../../evil.ipynb": ONE}), "it holds 'course/../../evil.ipynb'"),
    "up, inside": (
        lambda: zipped({"assignments/../course/x.ipynb": ONE}),
        "it holds 'assignments/../course/x.ipynb'",
    ),
    "up, behind a folder": (lambda: zipped({"my/../../evil.ipynb": ONE}), "it holds 'my/../../evil.ipynb'"),
    "absolute": (lambda: zipped({"/etc/evil.ipynb": ONE}), "it holds '/etc/evil.ipynb'"),
    "a drive": (lambda: zipped({"assignments/C:evil.ipynb": ONE}), "it holds 'assignments/C:evil.ipynb'"),
    "backslashes": (
        lambda: zipped({"assignments/..\\..\\evil.ipynb": ONE}),
        "it holds 'assignments/..\\\\..\\\\evil.ipynb'",
    ),
    "an empty part": (lambda: zipped({"assignments//evil.ipynb": ONE}), "it holds 'assignments//evil.ipynb'"),
    "a link": (lambda: with_link(COMPRESSION), f"it holds '{COMPRESSION}'"),
    "a name twice": (lambda: twice(COMPRESSION), f"it holds '{COMPRESSION}' twice"),
    "two names, one file on a Mac": (
        lambda: zipped({"course/a.ipynb": ONE, "course/A.ipynb": ONE}),
        "it holds 'course/A.ipynb' twice",
    ),
    "no notebook": (
        lambda: zipped({COMPRESSION: b"{}"}),
        f"{COMPRESSION} in it is damaged (no notebook of nbformat 4)",
    ),
    "an old notebook": (
        lambda: zipped({COMPRESSION: b'{"nbformat": 3, "cells": [], "metadata": {}}'}),
        f"{COMPRESSION} in it is damaged (no notebook of nbformat 4)",
    ),
    "damaged answers": (
        lambda: zipped({COMPRESSION: ONE, "course/progress.json": b"{}"}),
        "course/progress.json in it is damaged (it does not say which version it is)",
    ),
    "too many": (lambda: zipped({f"course/{n}.ipynb": ONE for n in range(501)}), "it holds too much"),
    "a bomb": (lambda: zipped({COMPRESSION: b" " * 100_000_001}), "it holds too much"),
    "too large": (lambda: b"x" * 8_000_001, "it is larger than 8 MB"),
}


@pytest.mark.parametrize(("make", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_anything_else_is_refused_in_one_sentence_and_nothing_is_written(copy, tmp_path, make, reason):
    data, before = make(), files(tmp_path)
    with pytest.raises(ValueError, match=r"^Nothing was restored") as caught:
        progress.restore(data)
    assert (
        str(caught.value) == f"Nothing was restored: {reason}. Choose a zip that Download my work has made."
    )
    assert files(tmp_path) == before


def test_one_bad_file_stops_all_of_them(copy):
    before = files(copy)
    with pytest.raises(ValueError, match=r"it holds '\.\./evil\.ipynb'"):
        progress.restore(zipped({COMPRESSION: notebook("newer"), "../evil.ipynb": notebook()}))
    assert files(copy) == before


@pytest.mark.parametrize("name", [COMPRESSION, ASSIGNMENT])
def test_a_link_on_the_way_leads_nowhere(copy, tmp_path, name):
    """The learner's own copy may hold a link that leads out of it."""
    if name == ASSIGNMENT:
        (copy / ASSIGNMENT).unlink()
        (copy / "assignments" / "02_compression").rmdir()
        (tmp_path / "outside").mkdir()
        (copy / "assignments" / "02_compression").symlink_to(tmp_path / "outside")
    else:
        (copy / COMPRESSION).unlink()
        (copy / COMPRESSION).symlink_to(tmp_path / "secret.ipynb")
    with pytest.raises(ValueError, match=f"Nothing was restored: {name} is something else here"):
        progress.restore(zipped({name: notebook("evil")}))
    assert (tmp_path / "secret.ipynb").read_bytes() == notebook("secret")
    assert "outside/02_compression.ipynb" not in files(tmp_path)


def test_a_bomb_that_hides_its_size_is_stopped_by_its_own_word(copy):
    """The directory says 100 bytes and 50 MB follow: zipfile stops at 100 and finds the checksum wrong."""
    data = bytearray(zipped({COMPRESSION: b" " * 50_000_000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(ValueError, match="it is no zip, or a damaged one"):
        progress.restore(bytes(data))


def test_a_file_that_is_not_there(copy):
    with pytest.raises(ValueError, match=r"^Nothing was restored: missing\.zip cannot be read"):
        progress.restore("missing.zip")


def test_a_folder_that_cannot_be_written_is_said(copy, monkeypatch):
    data = progress.pack().data
    (copy / COMPRESSION).write_bytes(notebook("newer"))

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(work, "replace_file", full)
    with pytest.raises(ValueError, match=r"^course/02_compression\.ipynb cannot be written \(No space left"):
        progress.restore(data)
    assert (copy / COMPRESSION).read_bytes() == notebook("newer")


def test_away_from_the_course_nothing_is_packed_or_restored(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for call in (progress.pack, lambda: progress.restore(b"")):
        with pytest.raises(ValueError, match=r"^The course is not here: run this in one of its notebooks\.$"):
            call()
