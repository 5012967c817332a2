"""What the evidence is made of: frozen records, and the words they may use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas


class Verdict(StrEnum):
    """How a claim of the article stands against the published evidence."""

    WELL_SUPPORTED = "well supported"
    NUANCED = "supported with nuance"
    OVERSIMPLIFIED = "oversimplified"
    CONTESTED = "contested"
    WRONG = "wrong"


# How the value of a table row was checked. A value from memory has no mark: it is not printed at all.
MARKS = {
    "abs": "read in an abstract, record, header, published summary or transcription of the source",
    "calc": "computed from the cited values",
    "text": "standard textbook value or definition",
}


@dataclass(frozen=True)
class Reference:
    """A source. `label` is its author and year, unique; `note` says what of it is not confirmed."""

    key: str
    label: str
    cite: str
    checked: str
    confidence: str
    doi: str | None = None
    pmid: str | None = None
    note: str = ""

    @property
    def url(self) -> str | None:
        """The stable address: by DOI, else PubMed, else None."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return None

    @property
    def identifier(self) -> str:
        """The identifier behind `url`, as a reader cites it; empty when there is none."""
        if self.doi:
            return f"doi:{self.doi}"
        return f"PMID {self.pmid}" if self.pmid else ""

    def __str__(self) -> str:
        return f"{self.label}. {self.cite}." + (f" {self.identifier}" if self.identifier else "")


@dataclass(frozen=True)
class Claim:
    """One claim of the article, paraphrased, with its verdict. `refs` are reference keys.

    `taught` names the notebook that meets it, `checked` the question or assignment item that asks for it.
    """

    id: str
    section: str
    text: str
    verdict: Verdict
    reason: str
    refs: tuple[str, ...]
    teach: str = ""
    taught: str = ""
    checked: str = ""


@dataclass(frozen=True)
class Omission:
    """Something a safe course must say and the article does not. `refs` are reference keys."""

    id: str
    topic: str
    refs: tuple[str, ...]
    reason: str = ""
    teach: str = ""
    taught: str = ""
    checked: str = ""


@dataclass(frozen=True)
class Misconception:
    """A common wrong belief, what is the case instead, and a probe that tells them apart."""

    id: str
    belief: str
    correction: str
    probe: str


@dataclass(frozen=True)
class Vignette:
    """A case. Every one is invented."""

    id: str
    case: str
    findings: str
    answer: str
    reasoning: str

    def __str__(self) -> str:
        return f"{self.id} (fictional). {self.case}: {self.findings}."


@dataclass(frozen=True)
class Patient:
    """A patient of the capstone. Every one is invented.

    `told` and `found` are lines of text, numbered through in `lines`. `sheet` has the findings as plain data,
    in the words of the model: `weak` lists the movements that have the MRC grade `power`. `question` asks for
    a probability of `target`, `before` (0 to 1) any finding; `findings` names those with a published ratio.
    """

    id: str
    who: str
    told: tuple[str, ...]
    found: tuple[str, ...]
    sheet: dict[str, str | int | list[str]]
    question: str
    target: str
    before: float
    findings: tuple[str, ...]

    @property
    def lines(self) -> dict[int, str]:
        """Every line of the story and of the examination, by its number."""
        return dict(enumerate((*self.told, *self.found), start=1))

    def __str__(self) -> str:
        lines = [
            fill(text, 100, initial_indent=f"{n:4}. ", subsequent_indent=" " * 6)
            for n, text in self.lines.items()
        ]
        told, found = lines[: len(self.told)], lines[len(self.told) :]
        return "\n".join([f"{self.who} (fictional)", "", "Told:", *told, "", "Found:", *found])


@dataclass(frozen=True)
class Table:
    """A table of published numbers.

    `rows` hold a number, or None where nothing was reported, in the columns named in `numeric`, and text
    elsewhere. `sources` are the reference keys of all rows and notes.
    """

    id: str
    title: str
    group: str
    columns: tuple[str, ...]
    numeric: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    def frame(self) -> pandas.DataFrame:
        """A fresh DataFrame; its `attrs` carry id, title, notes, cautions and sources."""
        import pandas  # here, so that a notebook that shows no table does not wait for it

        frame = pandas.DataFrame.from_records(self.rows, columns=self.columns)
        for column in self.numeric:
            frame[column] = pandas.to_numeric(frame[column])
        frame.attrs = {
            "id": self.id,
            "title": self.title,
            "notes": list(self.notes),
            "cautions": list(self.cautions),
            "sources": list(self.sources),
        }
        return frame


@dataclass(frozen=True)
class Evidence:
    """Everything in one folder of evidence, each kind by its id."""

    sections: dict[str, str]
    claims: dict[str, Claim]
    omissions: dict[str, Omission]
    references: dict[str, Reference]
    tables: dict[str, Table]
    misconceptions: dict[str, Misconception]
    vignettes: dict[str, Vignette]
    patients: dict[str, Patient]
