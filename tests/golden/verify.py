"""This engine against NEURON, live: `make verify`."""

import sys
from math import isnan

import numpy as np

from nervelab.physiology.axon import MUSCLE_END, NODES

from .comparison import (
    CASES,
    DEFAULT,
    DIAMETERS,
    FINEST,
    HALVED,
    LAST,
    MARGIN,
    SAME_STEP,
    SINGLE,
    WINDOW,
    Reference,
    compare,
    load,
)
from .oracle import reference


def stale(live: Reference, golden: Reference) -> bool:
    """Whether the golden file tells another story than NEURON does now."""
    return not (
        live.voltages.shape == golden.voltages.shape
        and np.array_equal(live.where, golden.where)
        and np.allclose(live.when, golden.when, rtol=0, atol=1e-5)  # ms
        and np.allclose(live.margins, golden.margins, rtol=0, atol=1e-3)  # mV
        and np.allclose(live.voltages, golden.voltages, rtol=0, atol=1e-4)  # mV
    )


def main() -> int:
    """Print a line per case; return 1 if a bound is missed."""
    print(
        f"Bounds: |ΔV| at the same step, {DEFAULT:g} ms, {SAME_STEP:g} mV over {WINDOW:g} ms; at every node "
        f"equal counts,\nand times, extrapolated from {DEFAULT:g} and {HALVED:g} ms, within {SINGLE:g} µs (a "
        f"single impulse) or {LAST:g} µs\n(the last of several) of NEURON at {FINEST:g} ms.  Not judged: "
        f"nodes where a peak came within {MARGIN:g} mV of the threshold.\n"
    )
    print(
        f"{'state':<16}{'µm':>5}{'max |ΔV|, mV':>14}{'impulses':>10}"
        f"{'single, µs':>12}{'last, µs':>10}{'not judged':>12}"
    )
    missed = 0
    for case in CASES:
        for diameter in DIAMETERS:
            live = reference(case, diameter)
            result = compare(case, diameter, live)
            misses = result.misses
            if stale(live, load(case, diameter)):
                misses.append("golden.npz is not what NEURON gives now: run make golden")
            missed += bool(misses)
            single, last = ("–" if isnan(e) else f"{e:.2f}" for e in (result.single, result.last))
            counts = "/".join(map(str, result.counts[[0, 2], MUSCLE_END]))
            print(
                f"{case.name:<16}{diameter:>5g}{result.difference:>14.1e}{counts:>10}"
                f"{single:>12}{last:>10}{NODES - result.judged.size:>12}  {'; '.join(misses) or 'pass'}",
                flush=True,
            )
    print(f"\n{missed} of {len(CASES) * len(DIAMETERS)} miss a bound." if missed else "\nAll hold.")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
