"""What is compared with NEURON, and by which bounds.  Imports no NEURON: the suite uses it too.

A case is run from an exact equilibrium, so that two implementations start from the same numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nervelab.physiology import Zone, cable
from nervelab.physiology.axon import CORD_END, MUSCLE_END, NODES, PULSE, PULSE_WIDTH, build

FILE = Path(__file__).parent / "golden.npz"
DIAMETERS = (8.7, 11.5, 14.0)  # µm
COARSE, FINE, FINEST = 0.01, 0.005, 0.000625  # ms; FINEST is NEURON's for the times of impulses
SAMPLE, WINDOW = 0.01, 5.0  # ms: potentials are kept this often, this long
SHOWN = (4, 18, 20, 36)  # before the pinch, at its edge, in its centre, behind it

COUNTED = (CORD_END, MUSCLE_END)  # the nodes whose impulses the course counts and times

EVOKED = 1e-3  # mV, largest difference of the potential at the same step, over WINDOW
# An impulse that grows by itself out of an instability magnifies what the gate tables leave: some 1e-3 mV on
# an upstroke, which is about 10 ns.  With tables in NEURON too it is below 1e-4 mV.
SPONTANEOUS = 1e-2
SINGLE = 0.5  # µs, an impulse that is the only one at its node
LAST = 50.0  # µs, the last of several at a node


@dataclass(frozen=True)
class Case:
    """A zone, and the impulse (ms) sent into a run of `duration` (ms).

    The run starts at the rest of the pinched axon; a `sudden` pinch steps from the rest of the healthy one.
    """

    name: str
    zone: Zone
    duration: float
    at: float = 0.2
    sudden: bool = False

    @property
    def same_step(self) -> float:
        """Bound (mV) on the difference of the potential at the same step."""
        return SPONTANEOUS if self.sudden else EVOKED

    def build(self, diameter: float) -> tuple[cable.Cable, cable.State]:
        """The axon of `diameter` (µm) and the state that the run starts from."""
        pinched = build(diameter, self.zone)
        return pinched, cable.rest(build(diameter, Zone()) if self.sudden else pinched)

    def pulse(self, dt: float) -> tuple[int, int]:
        """First step of the stimulus, and the first step after it."""
        first = round(self.at / dt)
        return first, first + round(PULSE_WIDTH / dt)


# Inside the bands of the two-axis table in tests/physiology/test_axon.py; no impulse is under way at the end,
# so that counts do not hang on the last microsecond.
CASES = (
    Case("normal", Zone(0, 0), 5),
    Case("slowed", Zone(0.5, 0), 5),
    Case("after-discharge", Zone(0.7, 0.5), 50),
    Case("ectopic", Zone(0.7, 1), 29.5, at=29.5, sudden=True),  # nobody sends an impulse
    Case("block", Zone(1, 0), 10),
)


@dataclass(frozen=True)
class Reference:
    """What NEURON gave: `voltages` (samples, SHOWN) in mV at the step FINE; impulses (node, ms) at FINEST."""

    voltages: np.ndarray
    where: np.ndarray
    when: np.ndarray


@dataclass(frozen=True)
class Comparison:
    """This engine against a Reference."""

    case: Case
    diameter: float
    reference: Reference
    voltages: np.ndarray
    coarse: tuple[np.ndarray, np.ndarray]
    fine: tuple[np.ndarray, np.ndarray]

    @property
    def difference(self) -> float:
        """Largest difference of the potential at the same step, mV."""
        return float(np.abs(self.voltages - self.reference.voltages).max())

    @property
    def counts(self) -> np.ndarray:
        """Impulses at the COUNTED nodes: rows this engine at COARSE, at FINE, NEURON."""
        runs = (self.coarse[0], self.fine[0], self.reference.where)
        return np.array([np.bincount(where, minlength=NODES)[list(COUNTED)] for where in runs])

    @property
    def counts_agree(self) -> bool:
        """Whether a counted node fired as often, at both steps, as in NEURON.

        Nodes at the edge of an irritable pinch also have peaks that just reach the threshold or just miss it.
        """
        return bool((self.counts == self.counts[-1]).all())

    def error(self, node: int) -> float:
        """Error (µs) of the time of the last impulse at `node`; NaN without one, or if the counts differ.

        Halving the step quarters an error, so (4·fine − coarse)/3 is free of the largest part of it.
        """
        exact, coarse, fine = (
            when[where == node]
            for where, when in ((self.reference.where, self.reference.when), self.coarse, self.fine)
        )
        if not exact.size == coarse.size == fine.size > 0:
            return float("nan")
        return float(1000 * abs((4 * fine[-1] - coarse[-1]) / 3 - exact[-1]))

    @property
    def single(self) -> float:
        """Largest error (µs) of an impulse that is the only one at a counted node; NaN if there is none."""
        return self._largest(COUNTED, self._fired_once)

    @property
    def last(self) -> float:
        """Largest error (µs) of the last of several impulses at a counted node; NaN if there is none."""
        return self._largest(COUNTED, ~self._fired_once)

    @property
    def anywhere(self) -> float:
        """Largest error (µs) of the last impulse at any node: reported, not bounded."""
        return self._largest(range(NODES), np.ones(NODES, dtype=bool))

    @property
    def _fired_once(self) -> np.ndarray:
        return np.bincount(self.reference.where, minlength=NODES) == 1

    def _largest(self, nodes: Iterable[int], among: np.ndarray) -> float:
        errors = [self.error(node) for node in nodes if among[node]]
        return max((e for e in errors if not np.isnan(e)), default=float("nan"))

    @property
    def misses(self) -> list[str]:
        """A sentence for every bound that does not hold."""
        found = []
        if not self.difference < self.case.same_step:
            found.append(f"potentials differ by {self.difference:.1e} mV at the same step")
        if not self.counts_agree:
            found.append("more or fewer impulses than in NEURON")
        if self.single >= SINGLE:
            found.append(f"a single impulse is {self.single:.2f} µs off")
        if self.last >= LAST:
            found.append(f"the last impulse is {self.last:.1f} µs off")
        return found


def compare(case: Case, diameter: float, reference: Reference) -> Comparison:
    """Run this engine on the case and lay it beside what NEURON gave."""
    axon, state = case.build(diameter)
    runs = []
    for dt in (COARSE, FINE):
        steps, per_sample = round(case.duration / dt), round(SAMPLE / dt)
        _, where, when, record = cable.integrate(
            axon, state, dt, steps, [case.pulse(dt)], PULSE, record_every=per_sample
        )
        runs.append((where, when))
    return Comparison(case, diameter, reference, record[: len(reference.voltages), SHOWN], *runs)


def _key(case: Case, diameter: float) -> str:
    return f"{case.name} {diameter:g}"


def save(references: dict[tuple[Case, float], Reference]) -> None:
    """Write the golden file."""
    arrays = {
        f"{_key(*place)} {name}": array
        for place, reference in references.items()
        for name, array in (
            ("voltages", reference.voltages.astype(np.float32)),
            ("where", reference.where.astype(np.uint8)),
            ("when", reference.when),
        )
    }
    np.savez_compressed(FILE, **arrays)


def load(case: Case, diameter: float) -> Reference:
    """Read one reference from the golden file."""
    with np.load(FILE) as arrays:
        return Reference(*(arrays[f"{_key(case, diameter)} {n}"] for n in ("voltages", "where", "when")))
