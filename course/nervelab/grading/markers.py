"""nbgrader's markers: what stands between them is the instructor's, the rest is the student's to see."""

import re
from dataclasses import dataclass

MARKER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")
# What only looks like a marker does not stop nbgrader: after a misspelt BEGIN it releases hidden tests.
ALMOST_MARKER = re.compile(
    r"(BEGIN|END) (SOLUTION|HIDDEN|MARK SCHEME)"
    r"|^\W*(BEGIN|END) +[A-Z]{3}"
    r"|^\W*(?i:(begin|end) +(solution|hidden|mark scheme))"
)


@dataclass(frozen=True)
class Parts:
    """A cell's lines: those shown to a student, and those between markers by region.

    `faults` says what is wrong with the markers, a phrase each.
    """

    shown: tuple[str, ...]
    regions: tuple[tuple[str, ...], ...]
    faults: tuple[str, ...]


def split(source: str) -> Parts:
    """Split a cell's source at its markers, which belong to neither side."""
    shown: list[str] = []
    regions: list[list[str]] = []
    faults: list[str] = []
    inside = ""
    for line in source.split("\n"):
        marker = MARKER.search(line)
        if marker is None:
            if ALMOST_MARKER.search(line):
                faults.append(f"{line.strip()!r} is no marker of nbgrader's")
            (regions[-1] if inside else shown).append(line)
            continue
        edge, kind = marker.groups()
        if edge == "BEGIN":
            if inside:
                faults.append(f"BEGIN {kind} stands inside {inside}")
            regions.append([])
            inside = kind
        else:
            if inside != kind:
                faults.append(f"END {kind} has no BEGIN")
            inside = ""
    if inside:
        faults.append(f"BEGIN {inside} has no END")
    return Parts(tuple(shown), tuple(map(tuple, regions)), tuple(faults))
