"""The article's claims, weighed; the published numbers behind them; what learners often get wrong.

>>> from nervelab import evidence
>>> evidence.claim("B9").verdict
<Verdict.WRONG: 'wrong'>
>>> evidence.weigh("B2", "H7")          # shown as a table in a notebook
>>> evidence.table("D01")               # a pandas.DataFrame, yours to change

The files beside this module are read and checked once, at the first question.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .loading import load
from .records import Claim, Evidence, Misconception, Omission, Patient, Reference, Table, Verdict, Vignette
from .render import Bibliography, Weighed

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Bibliography",
    "Claim",
    "Evidence",
    "Misconception",
    "Omission",
    "Patient",
    "Reference",
    "Table",
    "Verdict",
    "Vignette",
    "Weighed",
    "bibliography",
    "claim",
    "claims",
    "load",
    "misconception",
    "misconceptions",
    "omission",
    "omissions",
    "patients",
    "reference",
    "references",
    "sections",
    "table",
    "tables",
    "vignette",
    "vignettes",
    "weigh",
]

T = TypeVar("T")


@cache
def _shipped() -> Evidence:
    return load(Path(__file__).parent)


def _find(kind: str, id: str, among: Mapping[str, T]) -> T:
    if id in among:
        return among[id]
    near = get_close_matches(str(id), among, n=1) or get_close_matches(str(id).upper(), among, n=1)
    first, *_, last = among
    hint = f"; did you mean {near[0]!r}?" if near else "."
    raise ValueError(f"There is no {kind} {id!r} among the {len(among)} from {first!r} to {last!r}{hint}")


def sections() -> dict[str, str]:
    """The sections of the article in its order: id, such as "A" or "C1", and title."""
    return dict(_shipped().sections)


def claims(section: str | None = None, verdict: Verdict | str | None = None) -> tuple[Claim, ...]:
    """The article's claims in its order.

    `section` keeps one section, such as "B" or "C1"; the letter "C" alone keeps C1 to C4. `verdict` keeps one
    verdict, such as "wrong".
    """
    known = _shipped().sections
    if section is not None:
        _find("section", section, dict.fromkeys(name for id in known for name in (id[0], id)))
    if verdict is not None:
        _find("verdict", verdict, {word.value: word for word in Verdict})
    return tuple(
        claim
        for claim in _shipped().claims.values()
        if section in (None, claim.section, claim.section[0]) and verdict in (None, claim.verdict)
    )


def claim(id: str) -> Claim:
    """The claim with this id, such as "A1" or "C1-3"."""
    return _find("claim", id, _shipped().claims)


def omissions() -> tuple[Omission, ...]:
    """What the article leaves out and a safe course must add."""
    return tuple(_shipped().omissions.values())


def omission(id: str) -> Omission:
    """The omission with this id, such as "O1"."""
    return _find("omission", id, _shipped().omissions)


def references() -> tuple[Reference, ...]:
    """Every source of the course."""
    return tuple(_shipped().references.values())


def reference(key: str) -> Reference:
    """The source with this key, such as "lundborg1982"."""
    return _find("reference", key, _shipped().references)


def tables() -> tuple[Table, ...]:
    """Every table of published numbers, with its notes, as records; `table` gives the numbers."""
    return tuple(_shipped().tables.values())


def table(id: str) -> pandas.DataFrame:
    """The table with this id, such as "D01": a fresh DataFrame, one row per value.

    `source` holds reference keys, separated by commas; `chk` how the value was checked (`abs`: read in an
    abstract or record, `calc`: computed, `text`: textbook). An empty number is NaN, an empty text "".
    `attrs` hold id, title, notes, cautions and sources.
    """
    return _find("table", id, _shipped().tables).frame()


def misconceptions() -> tuple[Misconception, ...]:
    """The twenty beliefs that the quizzes look for."""
    return tuple(_shipped().misconceptions.values())


def misconception(id: str) -> Misconception:
    """The misconception with this id, such as "M03"."""
    return _find("misconception", id, _shipped().misconceptions)


def vignettes() -> tuple[Vignette, ...]:
    """The cases, all of them invented."""
    return tuple(_shipped().vignettes.values())


def vignette(id: str) -> Vignette:
    """The invented case with this id, such as "V1"."""
    return _find("vignette", id, _shipped().vignettes)


def patients() -> tuple[Patient, ...]:
    """The patients of the capstone, all of them invented."""
    return tuple(_shipped().patients.values())


def weigh(*ids: str) -> Weighed:
    """Claims (or omissions) with verdict, reason and references, as a notebook shows them."""
    shipped = _shipped()
    known = shipped.claims | shipped.omissions
    return Weighed(tuple(_find("claim", id, known) for id in ids), shipped.references)


def bibliography(*keys: str) -> Bibliography:
    """References in full, each once, sorted by label.

    A key names a reference, or a claim or an omission, which stands for all its references. For a table pass
    its `attrs["sources"]` (claims and tables share the ids D10 and D11).
    """
    shipped = _shipped()
    known = {key: (key,) for key in shipped.references}
    known |= {item.id: item.refs for item in (shipped.claims | shipped.omissions).values()}
    found = {name for key in keys for name in _find("reference or claim", key, known)}
    entries = (shipped.references[name] for name in found)
    return Bibliography(tuple(sorted(entries, key=lambda entry: entry.label.casefold())))
