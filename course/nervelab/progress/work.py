"""A learner's work as one zip, and back. What comes back is not trusted, and overwrites nothing for good."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .record import NAME, START, load, parse, replace_file, root, where

ANSWERS = (START.parent / NAME).as_posix()
COURSE, ASSIGNMENTS = START.parent.name, "assignments"
LIMIT = 8_000_000  # bytes of the zip; Jupyter's server takes messages of up to 10 MiB from the browser
UNPACKED = 100_000_000  # bytes of all files together
FILES = 500


class _Refusal(ValueError):
    """One sentence to a learner whose zip was not taken."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Nothing was restored: {reason}. Choose a zip that Download my work has made.")


@dataclass(frozen=True)
class Packed:
    """A zip in `data`, the names in it, and notebooks `left_out` because they could not be restored."""

    data: bytes
    names: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = f"{_count(self.names)}, {max(len(self.data) / 1e6, 0.1):.1f} MB."
        if self.left_out:
            text += f" Left out, because of their name or content: {', '.join(self.left_out)}."
        return text


@dataclass(frozen=True)
class Restored:
    """The names `written`, how many were the `same`, and the folder that holds what was there before."""

    written: tuple[str, ...]
    same: int
    kept_in: str = ""

    def __str__(self) -> str:
        if not self.written:
            return "Everything in this zip was here already."
        text = f"Restored: {_count(self.written)}."
        if self.kept_in:
            text += f" What was there before is in the folder {self.kept_in}."
        return text


def _count(names: tuple[str, ...]) -> str:
    notebooks = sum(name != ANSWERS for name in names)
    parts = [f"{notebooks} notebook{'s' if notebooks != 1 else ''}"] if notebooks else []
    return " and ".join(parts + ["your answers"] * (ANSWERS in names)) or "nothing"


def _root() -> Path:
    home = root()
    if home is None:
        raise ValueError("The course is not here: run this in one of its notebooks.")
    return home


# --- out ------------------------------------------------------------------------------------------------


def pack() -> Packed:
    """The learner's notebooks and progress file, as they were last saved, in one zip.

    What ipywidgets saves of its state is left out: megabytes that running a notebook brings back.

    Raises ValueError, in one sentence, where there is no course or the zip would be too big to restore.
    """
    home, contents, left_out = _root(), {}, []
    for path in _notebooks(home):
        name = path.relative_to(home).as_posix()
        try:
            if not _is_allowed(name):
                raise ValueError(name)
            contents[name] = _without_widgets(path.read_bytes())
        except ValueError:
            left_out.append(name)
    load()  # sets a damaged file aside: one that cannot be restored must not spoil the zip
    if where().is_file():
        contents[ANSWERS] = where().read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    if buffer.tell() > LIMIT or len(contents) > FILES or sum(map(len, contents.values())) > UNPACKED:
        largest = max(contents, key=lambda name: len(contents[name]))
        raise ValueError(
            f"Your work is too big for one zip ({buffer.tell() / 1e6:.0f} MB). Open {largest}, "
            "choose Edit, Clear Outputs of All Cells, save, and try again."
        )
    return Packed(buffer.getvalue(), tuple(contents), tuple(left_out))


def _notebooks(home: Path) -> list[Path]:
    found = [*(home / COURSE).glob("*.ipynb"), *(home / ASSIGNMENTS).rglob("*.ipynb")]
    return sorted(
        path
        for path in found
        if path.is_file()
        and not path.is_symlink()
        and path.resolve().is_relative_to(home.resolve())
        and not any(part.startswith(".") for part in path.relative_to(home).parts)
    )


def _without_widgets(content: bytes) -> bytes:
    """A notebook without saved widget state; ValueError if it is no notebook."""
    notebook = _notebook(content)
    if notebook["metadata"].pop("widgets", None) is None:
        return content
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _notebook(content: bytes) -> dict:
    try:
        notebook = json.loads(content)
        whole = notebook["nbformat"] == 4 and all(isinstance(cell, dict) for cell in notebook["cells"])
    except (ValueError, KeyError, TypeError, RecursionError):
        whole = False
    if not whole or not isinstance(notebook.get("metadata"), dict):
        raise ValueError("no notebook of nbformat 4")
    return notebook


# --- and back -------------------------------------------------------------------------------------------


def restore(source: bytes | str | Path) -> Restored:
    """Put the files of a zip made by `pack`, given as bytes or as a path, back where they were.

    Everything is checked before anything is written. What is overwritten is copied to a new folder in
    ``replaced/`` first.

    Raises ValueError, in one sentence, for a zip that `pack` has not made and for a file that cannot be
    written.
    """
    home = _root()
    contents = _read(source if isinstance(source, bytes) else _bytes(Path(source)))
    targets = {name: where() if name == ANSWERS else _target(home, name) for name in contents}
    kept_in, written = _free_folder(home / "replaced"), []
    try:
        for name, target in targets.items():
            if target.is_file() and target.read_bytes() == contents[name]:
                continue
            if target.exists():
                copy = kept_in / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(target, copy)
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, contents[name])
            written.append(name)
    except OSError as error:
        done = f"; {len(written)} of {len(targets)} files were restored before" if written else ""
        raise ValueError(f"{name} cannot be written ({error.strerror or error}){done}.") from error
    kept = kept_in.relative_to(home).as_posix() if kept_in.exists() else ""
    return Restored(tuple(written), len(targets) - len(written), kept)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LIMIT:
            raise _Refusal(f"it is larger than {LIMIT / 1e6:.0f} MB")
        return path.read_bytes()
    except OSError as error:
        raise _Refusal(f"{path} cannot be read ({error.strerror})") from error


def _read(data: bytes) -> dict[str, bytes]:
    """Name -> content of a zip, every one of them allowed and whole."""
    if len(data) > LIMIT:
        raise _Refusal(f"it is larger than {LIMIT / 1e6:.0f} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive)
            contents = {name: archive.read(info) for name, info in members.items()}
    except _Refusal:
        raise
    except Exception as error:  # zipfile and zlib have a dozen ways to say that a file is broken
        raise _Refusal("it is no zip, or a damaged one") from error
    for name, content in contents.items():
        try:
            (parse if name == ANSWERS else _notebook)(content)
        except ValueError as error:
            raise _Refusal(f"{name} in it is damaged ({error})") from error
    return contents


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    # A Mac unpacks a download by itself; packed again, it has one more folder around it, and company.
    infos = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX/") and not _is_clutter(info.filename)
    ]
    if not infos:
        raise _Refusal("it is empty")
    if len(infos) > FILES or sum(info.file_size for info in infos) > UNPACKED:
        raise _Refusal("it holds too much")
    outer = {info.filename.partition("/")[0] for info in infos}
    around = f"{outer.pop()}/" if len(outer) == 1 and outer.isdisjoint({COURSE, ASSIGNMENTS}) else ""
    members = {}
    for info in infos:
        name = info.filename.removeprefix(around)
        if stat.S_ISLNK(info.external_attr >> 16) or not _is_allowed(name):
            raise _Refusal(f"it holds {_short(info.filename)}")
        if name.casefold() in {other.casefold() for other in members}:
            raise _Refusal(f"it holds {_short(name)} twice")
        members[name] = info
    return members


def _is_clutter(name: str) -> bool:
    return PurePosixPath(name).name == ".DS_Store"


def _is_allowed(name: str) -> bool:
    """The answers, a notebook right in course/, or a notebook anywhere below assignments/."""
    if name == ANSWERS:
        return True
    parts = name.split("/")
    plain = all(
        part.isprintable()
        and part == part.strip()
        and not part.startswith(".")
        and not set(part) & set('\\:*?"<>|')
        for part in parts
    )
    deep = len(parts) == 2 if parts[0] == COURSE else parts[0] == ASSIGNMENTS and 2 <= len(parts) <= 8
    return plain and all(parts) and deep and name.endswith(".ipynb") and len(name) <= 200


def _short(name: str) -> str:
    shown = repr(name)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


def _target(home: Path, name: str) -> Path:
    """Where a file goes, after every link on the way: inside the course, or nowhere."""
    target = home.joinpath(*name.split("/"))
    inside = Path(os.path.realpath(target)) == Path(os.path.realpath(home)).joinpath(*name.split("/"))
    if not inside or target.is_dir():
        raise _Refusal(f"{name} is something else here")
    return target


def _free_folder(folder: Path) -> Path:
    number = 1
    while (folder / str(number)).exists():
        number += 1
    return folder / str(number)
