"""From a folder of YAML and CSV files to checked records."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from math import isfinite
from pathlib import Path

from .documents import TEXT, fault, list_of, one_of, pattern, read, record, unique
from .records import (
    MARKS,
    Claim,
    Evidence,
    Misconception,
    Omission,
    Patient,
    Reference,
    Table,
    Verdict,
    Vignette,
)

_REFS = list_of(TEXT | {"description": "a key in references.yml"})

_NOTEBOOK = pattern("[0-9]{2}_[a-z_]+", "the name of a notebook such as 02_compression")
_ITEM = pattern(
    "[0-9]{2}-[a-z0-9-]+|inventory-m[0-9]{2}|s[0-9]{2}_[a-z0-9_]+",
    "the id of a question such as 02-predict, or of an assignment's item such as s02_velocity",
)
CLAIMS = record(
    {
        "sections": list_of(
            record(
                {
                    "id": pattern("[A-Z][0-9]?", "a capital and at most one digit, such as A or C1"),
                    "title": TEXT,
                    "claims": list_of(
                        record(
                            {
                                "id": pattern("[A-Z][0-9]+(-[0-9]+)?", "an id such as A1 or C1-3"),
                                "text": TEXT,
                                "verdict": one_of(Verdict),
                                "reason": TEXT,
                                "refs": _REFS,
                            },
                            {"teach": TEXT, "taught": _NOTEBOOK, "checked": _ITEM},
                        )
                    ),
                }
            )
        ),
        "omissions": list_of(
            record(
                {"id": pattern("O[0-9]+", "an id such as O1"), "topic": TEXT, "refs": _REFS},
                {"reason": TEXT, "teach": TEXT, "taught": _NOTEBOOK, "checked": _ITEM},
            )
        ),
    }
)
REFERENCES = {
    "type": "object",
    "additionalProperties": record(
        {
            "label": TEXT,
            "cite": TEXT,
            "checked": one_of(["abs", "mem"]),
            "confidence": one_of(["certain", "likely", "unverified"]),
        },
        {
            "doi": pattern(r"10\.[0-9]{4,9}/\S+", "a DOI such as 10.1001/jama.2010.1833"),
            "pmid": pattern("[1-9][0-9]{0,7}", "a PubMed number such as '8291959'"),
            "note": TEXT,
        },
    ),
    "description": "one record per key",
}
MISCONCEPTIONS = record(
    {
        "misconceptions": list_of(
            record(
                {
                    "id": pattern("M[0-9]{2}", "an id such as M03"),
                    "belief": TEXT,
                    "correction": TEXT,
                    "probe": TEXT,
                }
            )
        )
    }
)
VIGNETTES = record(
    {
        "fictional": one_of([True]),
        "vignettes": list_of(
            record(
                {
                    "id": pattern("V[0-9]+", "an id such as V1"),
                    "case": TEXT,
                    "findings": TEXT,
                    "answer": TEXT,
                    "reasoning": TEXT,
                }
            )
        ),
    }
)
_SHARE = {"type": "number", "minimum": 0, "maximum": 1, "description": "a share from 0 to 1"}
PATIENTS = record(
    {
        "fictional": one_of([True]),
        "patients": list_of(
            record(
                {
                    "id": pattern("P[0-9]+", "an id such as P1"),
                    "who": TEXT,
                    "told": list_of(TEXT),
                    "found": list_of(TEXT),
                    "sheet": record(
                        {
                            "legs": one_of(["one", "both"]),
                            "weak": list_of(TEXT, at_least=0),
                            "power": one_of(range(6)),
                            "skin": TEXT,
                            "saddle": one_of(["normal", "reduced", "absent"]),
                            "ankle": one_of(["0", "1+", "2+", "3+", "4+"]),
                            "toes": one_of(["down", "up"]),
                            "muscle": TEXT,
                        }
                    ),
                    "question": TEXT,
                    "target": TEXT,
                    "before": _SHARE,
                    "findings": list_of(TEXT),
                }
            )
        ),
    }
)
TABLES = record(
    {
        "tables": list_of(
            record(
                {
                    "id": pattern("D[0-9]{2}", "an id such as D01"),
                    "title": TEXT,
                    "group": TEXT,
                    "columns": {
                        "type": "object",
                        "properties": {"source": one_of(["text"]), "chk": one_of(["text"])},
                        "required": ["source", "chk"],
                        "additionalProperties": one_of(["number", "text"]),
                        "description": "number or text for every column, source and chk as text",
                    },
                },
                {"notes": list_of(TEXT), "uses": list_of(TEXT), "cautions": list_of(TEXT), "refs": _REFS},
            )
        )
    }
)


def load(folder: Path) -> Evidence:
    """Read and check every file of evidence in `folder`.

    Raises
    ------
    ValueError
        One sentence with the file, the id or line, the value and what is allowed, at the first fault.
    """
    folder = Path(folder)
    references = {
        key: Reference(key=key, **entry) for key, entry in read(folder / "references.yml", REFERENCES).items()
    }
    unique("references.yml", "label", (reference.label for reference in references.values()))

    document = read(folder / "claims.yml", CLAIMS)
    claims = [
        Claim(section=section["id"], **_frozen(entry | {"verdict": Verdict(entry["verdict"])}))
        for section in document["sections"]
        for entry in section["claims"]
    ]
    omissions = [Omission(**_frozen(entry)) for entry in document["omissions"]]
    unique("claims.yml", "id", (entry["id"] for entry in document["sections"]))
    unique("claims.yml", "id", (item.id for item in [*claims, *omissions]))
    for item in [*claims, *omissions]:
        _known("claims.yml", item.id, "refs", item.refs, references)

    return Evidence(
        sections={section["id"]: section["title"] for section in document["sections"]},
        claims={claim.id: claim for claim in claims},
        omissions={omission.id: omission for omission in omissions},
        references=references,
        tables=_tables(folder, references),
        misconceptions=_records(folder, "misconceptions", MISCONCEPTIONS, Misconception),
        vignettes=_records(folder, "vignettes", VIGNETTES, Vignette),
        patients=_records(folder, "patients", PATIENTS, Patient),
    )


def _frozen(entry: dict) -> dict:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


def _records(folder: Path, name: str, schema: dict, kind: type) -> dict:
    entries = read(folder / f"{name}.yml", schema)[name]
    unique(f"{name}.yml", "id", (entry["id"] for entry in entries))
    return {entry["id"]: kind(**_frozen(entry)) for entry in entries}


def _known(file: str, place: object, field: str, keys: Iterable[str], references: dict) -> None:
    for key in keys:
        if key not in references:
            raise fault(file, place, field, key, "a key in references.yml")


def _tables(folder: Path, references: dict) -> dict[str, Table]:
    entries = read(folder / "tables.yml", TABLES)["tables"]
    unique("tables.yml", "id", (entry["id"] for entry in entries))
    tables = {entry["id"]: _table(folder, entry, references) for entry in entries}
    for path in sorted((folder / "data").glob("*.csv")):
        if path.stem not in tables:
            raise fault(f"data/{path.name}", "the file", "its name", path.stem, "an id in tables.yml")
    return tables


def _table(folder: Path, entry: dict, references: dict) -> Table:
    file = f"data/{entry['id']}.csv"
    if not (folder / file).is_file():
        raise fault(
            "tables.yml", entry["id"], "id", entry["id"], f"the name of a file, and {file} is not there"
        )
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        header, *lines = list(csv.reader(stream)) or [[]]
    kinds = entry.pop("columns")
    if header != list(kinds):
        raise fault(file, "line 1", "the header", ",".join(header), ",".join(kinds))
    rows = [_row(file, f"line {n}", cells, kinds, references) for n, cells in enumerate(lines, start=2)]
    refs = entry.pop("refs", [])
    _known("tables.yml", entry["id"], "refs", refs, references)
    sources = [key for row in rows for key in _keys(row["source"])] + refs
    return Table(
        columns=tuple(kinds),
        numeric=tuple(name for name, kind in kinds.items() if kind == "number"),
        rows=tuple(tuple(row.values()) for row in rows),
        sources=tuple(dict.fromkeys(sources)),
        **_frozen(entry),
    )


def _row(file: str, place: str, cells: list[str], kinds: dict, references: dict) -> dict:
    if len(cells) != len(kinds):
        raise fault(file, place, "the number of cells", len(cells), f"{len(kinds)}, as in the header")
    row = {
        name: _number(file, place, name, cell) if kind == "number" else cell
        for (name, kind), cell in zip(kinds.items(), cells, strict=True)
    }
    if row["chk"] not in MARKS:
        raise fault(file, place, "chk", row["chk"], " or ".join(MARKS))
    _known(file, place, "source", _keys(row["source"]), references)
    if not row["source"] and row["chk"] != "calc":
        raise fault(file, place, "source", "", "a key in references.yml; only a calc row may go without")
    low, high = row.get("low"), row.get("high")
    if low is not None and high is not None and low > high:
        raise fault(file, place, "low", low, f"at most high, which is {high}")
    return row


def _number(file: str, place: str, column: str, cell: str) -> float | None:
    if not cell:
        return None
    try:
        number = int(cell) if cell.lstrip("-").isdigit() else float(cell)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise fault(file, place, column, cell, "a number, or nothing where none was reported")
    return number


def _keys(source: str) -> list[str]:
    return [key.strip() for key in source.split(",")] if source else []
