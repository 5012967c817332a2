"""The bridge between two clocks: a table of what a pinched axon fires.

An axon is computed in steps of microseconds for tenths of a second; a twitch or a cramp takes seconds and a
hundred axons.  So the axon was run beforehand, on a grid of diameters and zones, and `pattern` looks up the
nearest point.  `nervelab firing` makes the table anew; the suite compares it with direct simulation between
its points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import product

import numpy as np

from . import cable, geometry, lanes
from ._arrays import frozen
from .axon import (
    ACROSS,
    ARRIVAL,
    CENTRE,
    COARSEST,
    MUSCLE_END,
    PULSE,
    PULSE_WIDTH,
    build,
    equilibrium,
    nudged,
)
from .zone import Zone

# The grid.  Deficit and damage as the fibre itself feels them (Zone.felt_by), so that fibres differ little.
DIAMETERS = np.array([6.0, 9.5, 13.0])  # µm
DEFICITS = np.array([0, 0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 1])
DAMAGES = np.array([0, 0.3, 0.6, 0.9])
IRRITABILITIES = np.array([0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
AXES = (DIAMETERS, DEFICITS, DAMAGES, IRRITABILITIES)

SETTLING = 800.0  # ms before anything is sent; what is fired in its second half is fired for good
ANSWERING = 2000.0  # ms after one impulse was sent: a burst is not followed further
PROBE = 1.0  # ms, width of the current that finds the threshold
_STRONGEST = 20.0  # times the healthy threshold: nothing stronger is tried


@dataclass(frozen=True)
class Pattern:
    """What one axon fires into its muscle.

    `velocity`: of an impulse across the pinch, as a share of the healthy one, 0 if it is lost.
    `spontaneous` (Hz): fired without end by itself.  `burst`: impulses that arrive when one is sent, and
    `burst_rate` (Hz) theirs.  `threshold`: the current into the middle of the pinch that is answered, as a
    share of what a healthy axon needs; at most 20.
    """

    velocity: float
    spontaneous: float
    burst: int
    burst_rate: float
    threshold: float

    @property
    def conducts(self) -> bool:
        """Whether an impulse that is sent arrives."""
        return self.velocity > 0


def pattern(diameter: float, zone: Zone) -> Pattern:
    """What an axon of `diameter` (µm, 5.7 to 16) with this `zone` fires: the nearest point of the table."""
    geometry.fibre(diameter)
    felt = zone.felt_by(diameter)
    place = (diameter, felt.deficit, felt.damage, felt.irritability)
    index = tuple(int(np.abs(axis - x).argmin()) for axis, x in zip(AXES, place, strict=True))
    velocity, spontaneous, burst, burst_rate, threshold = table()[index]
    return Pattern(float(velocity), float(spontaneous), int(burst), float(burst_rate), float(threshold))


def table_text() -> str:
    """The table as it is shipped, with a line of headings."""
    return resources.files(__package__).joinpath("firing.csv").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def table() -> np.ndarray:
    """The five numbers of a Pattern at every point of AXES: shape (3, 15, 4, 10, 5)."""
    values = np.loadtxt(table_text().splitlines(), delimiter=",", skiprows=1)
    return frozen(values[:, len(AXES) :].reshape(*(axis.size for axis in AXES), -1))


def rows(threads: int = 2) -> Iterator[str]:
    """The lines of the table, computed: some minutes."""
    yield "diameter,deficit,damage,irritability,velocity,spontaneous,burst,burst_rate,threshold"
    for diameter in DIAMETERS:
        places = list(product(DEFICITS, DAMAGES, IRRITABILITIES))
        found = simulate([(diameter, Zone(*place).meant_for(diameter)) for place in places], threads=threads)
        for place, p in zip(places, found, strict=True):
            yield (
                f"{diameter:g},{place[0]:g},{place[1]:g},{place[2]:g},"
                f"{p.velocity:.2f},{p.spontaneous:.0f},{p.burst},{p.burst_rate:.0f},{p.threshold:.2f}"
            )


def simulate(axons: Sequence[tuple[float, Zone]], *, threads: int = 1) -> list[Pattern]:
    """Run every axon (diameter in µm, zone) and see what it fires; the table is made of this."""
    cables = [build(diameter, zone) for diameter, zone in axons]
    states = [nudged(equilibrium(diameter, zone)) for diameter, zone in axons]
    thresholds = _thresholds(cables, states, threads) / [_healthy_threshold(d) for d, _ in axons]

    states, lane, node, when = _run(cables, states, SETTLING, threads)
    late = (node == MUSCLE_END) & (when >= SETTLING / 2)
    spontaneous = np.bincount(lane[late], minlength=len(axons)) / (SETTLING / 2000)

    found = [Pattern(1.0, float(rate), 0, 0.0, 0.0) for rate in spontaneous]
    silent = np.flatnonzero(spontaneous == 0)
    pulse = [(0, round(PULSE_WIDTH / COARSEST))]
    cables, states = [cables[k] for k in silent], [states[k] for k in silent]
    _, lane, node, when = _run(cables, states, ANSWERING, threads, pulses=pulse, amplitude=PULSE)
    for i, k in enumerate(silent):
        velocity, burst, rate = _answer(node[lane == i], when[lane == i], axons[k][0])
        found[k] = Pattern(velocity, 0.0, burst, rate, min(float(thresholds[k]), _STRONGEST))
    return found


def _thresholds(cables, states, threads):
    """The current (pA, within 2 %) into the middle of each axon's pinch that its muscle end answers."""
    low, high = np.full(len(cables), 1.0), np.full(len(cables), 1e5)
    pulse = [(0, round(PROBE / COARSEST))]
    while (high > 1.02 * low).any():
        middle = np.sqrt(low * high)
        _, lane, node, _ = _run(
            cables, states, PROBE + ARRIVAL, threads, pulses=pulse, amplitude=middle, node=CENTRE
        )
        answered = np.zeros(len(cables), dtype=bool)
        answered[lane[node == MUSCLE_END]] = True
        low, high = np.where(answered, low, middle), np.where(answered, middle, high)
    return np.sqrt(low * high)


@lru_cache(maxsize=64)
def _healthy_threshold(diameter):
    axon = build(diameter, Zone())
    return float(_thresholds([axon], [cable.rest(axon)], 1)[0])


def _run(cables, states, duration, threads, **stimulus):
    return lanes.integrate(cables, states, COARSEST, round(duration / COARSEST), threads=threads, **stimulus)


def _answer(node, when, diameter):
    """Velocity (share of the healthy one), count and rate (Hz) of what arrives after one impulse."""
    near, far, arrived = (when[node == k] for k in (*ACROSS, MUSCLE_END))
    if not arrived.size:
        return 0.0, 0, 0.0
    rate = 1000 * (arrived.size - 1) / (arrived[-1] - arrived[0]) if arrived.size > 1 else 0.0
    share = min(_healthy_time(diameter) / (far[0] - near[0]), 1.0) if near.size and far[0] > near[0] else 1.0
    return share, arrived.size, rate


@lru_cache(maxsize=64)
def _healthy_time(diameter):
    """ms that an impulse takes across the stretch when nothing presses on it."""
    axon = build(diameter, Zone())
    pulse = [(0, round(PULSE_WIDTH / COARSEST))]
    _, where, when, _ = cable.integrate(axon, cable.rest(axon), COARSEST, 1000, pulse, PULSE)
    near, far = (when[where == k][0] for k in ACROSS)
    return far - near
