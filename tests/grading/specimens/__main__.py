"""`make specimens`: the table of items × wrong answers caught × right answers kept; fails on any miss."""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from . import KINDS, SOLUTIONS, items, specimens, verdict


def tally(path: Path) -> tuple[list[tuple], list[str]]:
    """Rows (item, points, wrong caught, wrong, right kept, right) of an assignment, and what went wrong."""
    rows, misses = [], []
    held = specimens(path.stem)
    for item in items(path):
        counts = []
        for kind in KINDS:
            answers = held.get(item.name, {}).get(kind, {})
            found = {name: verdict(item, kind, name, source) for name, source in answers.items()}
            misses += [f"{item.name}, {name}: {why}" for name, why in found.items() if why]
            counts += [sum(not why for why in found.values()), len(found)]
        if counts[1] < 3 or counts[3] < 2:
            misses.append(f"{item.name}: has {counts[1]} wrong and {counts[3]} right answers, not 3 and 2")
        rows.append((item.name, item.points, *counts))
    return rows, misses


def lines(rows: list[tuple]) -> Iterator[str]:
    yield f"{'item':28} {'points':>6} {'wrong caught':>14} {'right kept':>12}"
    for name, points, caught, wrong, kept, right in rows:
        yield f"{name:28} {points:6g} {f'{caught} of {wrong}':>14} {f'{kept} of {right}':>12}"
    points, caught, wrong, kept, right = (sum(row[i] for row in rows) for i in range(1, 6))
    total = f"{len(rows)} items"
    yield f"{total:28} {points:6g} {f'{caught} of {wrong}':>14} {f'{kept} of {right}':>12}"


def main() -> int:
    chosen = [path for path in SOLUTIONS if not sys.argv[1:] or path.stem[:2] in sys.argv[1:]]
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(tally, chosen))
    print(*lines([row for rows, _ in results for row in rows]), sep="\n")
    misses = [miss for _, found in results for miss in found]
    print(*misses, sep="\n", file=sys.stderr)
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
