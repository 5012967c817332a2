"""Rows of the evidence as plain mappings: pandas ends here."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from .. import evidence

Row = Mapping[str, str | float | None]


@cache
def rows(table: str) -> tuple[Row, ...]:
    """Every row of a table of the evidence, such as "D10"; what was not reported is None."""
    records = evidence.table(table).to_dict("records")
    return tuple(
        MappingProxyType({name: None if value != value else value for name, value in record.items()})
        for record in records
    )


def row(table: str, **match: str | float) -> Row:
    """The one row of a table whose columns hold these values; ValueError when there are none or several."""
    found = [r for r in rows(table) if all(r[name] == value for name, value in match.items())]
    if len(found) != 1:
        raise ValueError(f"{table} has {len(found)} rows with {match}; allowed is exactly 1.")
    return found[0]


def one_of(name: str, value: object, allowed: Iterable[object]) -> None:
    """Raise a ValueError that names the value and what is allowed."""
    allowed = [str(item) for item in allowed]
    if value not in allowed:
        raise ValueError(f"The {name} is {value!r}; allowed is {', '.join(allowed[:-1])} or {allowed[-1]}.")
