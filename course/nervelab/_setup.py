"""What a learner is told, in one line, when the packages of the course are not there."""

from importlib import metadata

# The lower bounds of pyproject.toml; a test compares the two.
NEEDED = {
    "anywidget": (0, 9, 18),
    "ipywidgets": (8, 1, 5),
    "jsonschema": (4, 21),
    "numba": (0, 61),
    "numpy": (2, 1),
    "pandas": (2, 2),
    "plotly": (7, 0),
    "PyYAML": (6, 0),
}
REMEDY = "Run `make lab` in the folder of the course, or choose the kernel of its .venv."


class NotSetUp(ImportError):
    """A package is missing or too old.  A notebook shows the sentence and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def check(needed: dict[str, tuple[int, ...]] = NEEDED) -> None:
    """Raise NotSetUp, in one sentence with what to do, unless every package is there and new enough."""
    for name, least in needed.items():
        bound = ".".join(map(str, least))
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            raise NotSetUp(
                f"The course needs {name} {bound} or newer; it is not installed. {REMEDY}"
            ) from None
        if _numbers(found, len(least)) < least:
            raise NotSetUp(f"The course needs {name} {bound} or newer; installed is {found}. {REMEDY}")


def _numbers(version: str, count: int) -> tuple[int, ...]:
    """The first numbers of a version: 7.1.0rc1 counts as 7.1.0."""
    return tuple(int("".join(c for c in part if c.isdigit()) or 0) for part in version.split(".")[:count])
