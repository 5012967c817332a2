"""The progress file: answers and nothing about the person, in JSON, always whole on the disk."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

VERSION = 1  # the first; whoever raises it makes `parse` read the older ones too
VARIABLE = "NERVELAB_PROGRESS"
NAME = "progress.json"
START = Path("course", "00_start_here.ipynb")


@dataclass(frozen=True)
class Answer:
    """The positions, from 0, of the option chosen first and of the option chosen last."""

    first: int
    choice: int


@dataclass(frozen=True)
class Test:
    """One sitting of the inventory: question id -> position of the option, -1 for "I do not know yet"."""

    __test__ = False  # not one of pytest's

    answers: Mapping[str, int] = field(default_factory=dict)
    finished: bool = False


@dataclass(frozen=True)
class Progress:
    """`notebooks` that were begun, `answers` by question id, `tests` by name: "pre" and "post"."""

    notebooks: tuple[str, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    tests: Mapping[str, Test] = field(default_factory=dict)

    def __str__(self) -> str:
        """The text of the file."""
        return json.dumps({"version": VERSION} | asdict(self), indent=1) + "\n"


# --- where it lies --------------------------------------------------------------------------------------


def root() -> Path | None:
    """The learner's working copy: the nearest folder, from the working folder up, with the course in it."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / START).is_file()), None)


def where() -> Path:
    """The progress file: beside the notebooks; in the working folder if they cannot be found."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    home = root()
    return (home / START.parent if home else Path.cwd()) / NAME


# --- reading --------------------------------------------------------------------------------------------


def parse(text: str | bytes) -> Progress:
    """The progress written in `text`; ValueError, with the reason, if it is anything else."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise ValueError("it is not JSON") from None
    version = document.get("version") if isinstance(document, dict) else None
    if type(version) is not int or version < 1:
        raise ValueError("it does not say which version it is")
    if version > VERSION:
        raise ValueError("a newer version of the course wrote it")
    try:
        return _progress(**{key: value for key, value in document.items() if key != "version"})
    except (TypeError, ValueError, AttributeError):
        raise ValueError("its parts are not those of a progress file") from None


def _progress(notebooks: list = (), answers: dict = {}, tests: dict = {}) -> Progress:  # noqa: B006  (read only)
    """From the parts of a document; whatever does not fit raises TypeError, ValueError or AttributeError."""
    return Progress(
        tuple(_is(str, name) for name in notebooks),
        {id: _answer(**answer) for id, answer in answers.items()},
        {name: _test(**test) for name, test in tests.items()},
    )


def _answer(first: int, choice: int) -> Answer:
    return Answer(_position(first), _position(choice))


def _test(answers: dict, finished: bool) -> Test:
    return Test({id: _position(choice) for id, choice in answers.items()}, _is(bool, finished))


def _position(value: object) -> int:
    if _is(int, value) < -1:
        raise ValueError(value)
    return value


def _is(kind: type, value: object):
    if type(value) is not kind:  # True is no number here
        raise TypeError(value)
    return value


def load() -> Progress:
    """What is in the file. One that cannot be read is set aside under another name, with one sentence."""
    path = where()
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Progress()
    try:
        return parse(content)
    except ValueError as error:
        aside = _free(path)
        path.rename(aside)
        print(f"{path.name} could not be used: {error}. It is kept as {aside.name}, and a new file begins.")
        return Progress()


def _free(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.set-aside-{number}{path.suffix}")).exists():
        number += 1
    return aside


# --- writing --------------------------------------------------------------------------------------------


def replace_file(path: Path, content: bytes) -> None:
    """Write `path` so that whoever reads it, even after a power cut, finds the old content or the new."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def keep_answer(id: str, first: int, choice: int) -> None:
    """Keep the answer to a question."""
    _keep(lambda now: replace(now, answers={**now.answers, id: Answer(first, choice)}))


def keep_begun(notebook: str) -> None:
    """Keep that a notebook, such as "02_compression", was begun."""
    _keep(lambda now: replace(now, notebooks=tuple(dict.fromkeys((*now.notebooks, notebook)))))


def keep_test(name: str, test: Test) -> None:
    """Keep a sitting of the inventory, "pre" or "post"."""
    _keep(lambda now: replace(now, tests={**now.tests, name: test}))


def reset() -> bool:
    """Remove the progress file; False if there was none."""
    try:
        where().unlink()
    except FileNotFoundError:
        return False
    return True


def _keep(change: Callable[[Progress], Progress]) -> None:
    # The file is read anew each time: several notebooks, each with its own kernel, write to it.
    try:
        before = load()
        after = change(before)
        if after != before:
            replace_file(where(), str(after).encode())
    except OSError as error:
        # Not being able to remember is no reason to stop a learner from answering.
        print(f"Your answers cannot be kept: {where()} ({error.strerror or error}).")
