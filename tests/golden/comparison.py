"""What is compared with NEURON, and by which bounds.  Imports no NEURON: the suite uses it too.

A case is run from an exact equilibrium, so that two implementations start from the same numbers.
"""

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from nervelab.physiology import Bath, Zone, cable
from nervelab.physiology.axon import CORD_END, MUSCLE_END, NODES, PULSE, PULSE_WIDTH, build, equilibrium
from nervelab.physiology.ions import USUAL

FILE = Path(__file__).parent / "golden.npz"
DIAMETERS = (8.7, 11.5, 14.0)  # µm
# ms.  DEFAULT is the course's step, and HALVED the one it is extrapolated with; FINEST is NEURON's.
DEFAULT, HALVED, FINEST = 0.005, 0.0025, 0.000625
SAMPLE, WINDOW = 0.01, 5.0  # ms: potentials are kept this often, this long
SHOWN = (4, 18, 20, 36)  # before the pinch, at its edge, in its centre, behind it

SAME_STEP = 1e-3  # mV, largest difference of the potential at the same step, over WINDOW
SINGLE = 0.5  # µs, an impulse that is the only one at its node
LAST = 50.0  # µs, the last of several at a node
MARGIN = 5.0  # mV: a peak this close to the threshold is neither an impulse nor none


_MEANT_FOR = 11.5  # µm, the diameter that a zone is meant for


@dataclass(frozen=True)
class Case:
    """A zone as the fibre itself has it, and the impulse (ms) sent into a run of `duration` (ms).

    The run starts at the rest of the pinched axon; a `sudden` pinch steps from the rest of the healthy one.
    """

    name: str
    zone: Zone
    duration: float
    at: float = 0.2
    sudden: bool = False
    bath: Bath = USUAL

    def build(self, diameter: float) -> tuple[cable.Cable, cable.State]:
        """The axon of `diameter` (µm) and the state that the run starts from."""
        zone = _felt_alike(self.zone, diameter)
        start = equilibrium(diameter, Zone() if self.sudden else zone, self.bath)
        return build(diameter, zone, self.bath), start

    def pulse(self, dt: float) -> tuple[int, int]:
        """First step of the stimulus, and the first step after it."""
        first = round(self.at / dt)
        return first, first + round(PULSE_WIDTH / dt)


def _felt_alike(zone: Zone, diameter: float) -> Zone:
    """The zone that a fibre of `diameter` (µm) has as `zone`: the inverse of Zone.felt_by."""
    later = _MEANT_FOR / diameter
    return replace(zone, deficit=1 - (1 - zone.deficit) ** later, damage=1 - (1 - zone.damage) ** later)


# Inside the bands of the two-axis table in tests/physiology/test_axon.py; no impulse is under way at the end,
# so that counts do not hang on the last microsecond.
CASES = (
    Case("normal", Zone(), 5),
    Case("slowed", Zone(0.6, 0.3), 5, bath=Bath(calcium=1.0)),  # the gates are shifted
    Case("after-discharge", Zone(0.62, 0.31, 0.75), 80),
    Case("ectopic", Zone(0.65, 0.325, 0.75), 60, at=30, sudden=True),
    Case("block", Zone(1, 0.5), 10),
)


@dataclass(frozen=True)
class Reference:
    """What NEURON gave: `voltages` (samples, SHOWN) in mV at the step DEFAULT; at the step FINEST impulses
    (node, ms), and for each node how close a peak came to the threshold, `margins` (n,) in mV.
    """

    voltages: np.ndarray
    where: np.ndarray
    when: np.ndarray
    margins: np.ndarray


@dataclass(frozen=True)
class Comparison:
    """This engine against a Reference."""

    case: Case
    diameter: float
    reference: Reference
    voltages: np.ndarray
    default: tuple[np.ndarray, np.ndarray]
    halved: tuple[np.ndarray, np.ndarray]

    @property
    def difference(self) -> float:
        """Largest difference of the potential at the same step, mV."""
        return float(np.abs(self.voltages - self.reference.voltages).max())

    @property
    def judged(self) -> np.ndarray:
        """The nodes that are judged: all but those where a peak all but touched the threshold.

        There an impulse dies out or a neighbour's shines through; it is a matter of microvolts whether it
        counts, and its time, a crossing almost level with the threshold, means little.
        """
        return np.flatnonzero(self.reference.margins >= MARGIN)

    @property
    def counts(self) -> np.ndarray:
        """Impulses at every node: rows this engine at DEFAULT, at HALVED, NEURON."""
        runs = (self.default[0], self.halved[0], self.reference.where)
        return np.array([np.bincount(where, minlength=NODES) for where in runs])

    @property
    def counts_agree(self) -> bool:
        """Whether every judged node fired as often, at both steps, as in NEURON."""
        counts = self.counts[:, self.judged]
        return bool((counts == counts[-1]).all())

    def error(self, node: int) -> float:
        """Error (µs) of the time of the last impulse at `node`; NaN without one, or if the counts differ.

        Halving the step quarters an error, so (4·halved − default)/3 is free of the largest part of it.
        """
        exact, default, halved = (
            when[where == node]
            for where, when in ((self.reference.where, self.reference.when), self.default, self.halved)
        )
        if not exact.size == default.size == halved.size > 0:
            return float("nan")
        return float(1000 * abs((4 * halved[-1] - default[-1]) / 3 - exact[-1]))

    @property
    def single(self) -> float:
        """Largest error (µs) of an impulse that is the only one at a judged node; NaN if there is none."""
        return self._largest(self.counts[-1] == 1)

    @property
    def last(self) -> float:
        """Largest error (µs) of the last of several impulses at a judged node; NaN if there is none."""
        return self._largest(self.counts[-1] > 1)

    def _largest(self, among: np.ndarray) -> float:
        errors = [self.error(node) for node in self.judged if among[node]]
        return max((e for e in errors if not np.isnan(e)), default=float("nan"))

    @property
    def misses(self) -> list[str]:
        """A sentence for every bound that does not hold."""
        found = []
        if not self.difference < SAME_STEP:
            found.append(f"potentials differ by {self.difference:.1e} mV at the same step")
        if not np.isin((CORD_END, MUSCLE_END), self.judged).all():
            found.append("a node where the course counts impulses is not judged")
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
    runs, records = [], []
    for dt in (DEFAULT, HALVED):
        steps, per_sample = round(case.duration / dt), round(SAMPLE / dt)
        _, where, when, record = cable.integrate(
            axon, state, dt, steps, [case.pulse(dt)], PULSE, record_every=per_sample
        )
        runs.append((where, when))
        records.append(record[: len(reference.voltages), SHOWN])
    return Comparison(case, diameter, reference, records[0], *runs)


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
            ("margins", reference.margins),
        )
    }
    np.savez_compressed(FILE, **arrays)


def load(case: Case, diameter: float) -> Reference:
    """Read one reference from the golden file."""
    with np.load(FILE) as arrays:
        return Reference(*(arrays[f"{_key(case, diameter)} {field.name}"] for field in fields(Reference)))
