"""A nerve is many fibres: who still conducts under a pinch, who fires, and what the muscle makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from . import muscle
from ._arrays import frozen
from ._checks import within
from .fibres import MOTOR, FibreClass
from .firing import Pattern, pattern
from .geometry import THINNEST
from .pinch import Pinch
from .slow import compression
from .zone import Zone

_SPREAD = 5.0  # standard deviations of diameter between the ends of a class's range: an assumption
_UNEVEN = 0.4  # standard deviation of how irritable fibres are in the same inflammation: an assumption
_THIN_BLOCK = 0.9  # energy deficit at which a thin fibre stops conducting, as the thicker ones do
# Inflamed fibres answer movement (ectopic mechanosensitivity).  Both numbers are illustrative.
JOLTS = 0.3  # Hz, how often something moves at a fibre
JOLT = 0.6  # how strong that is in a fully irritable nerve, as a share of the healthy threshold


@dataclass(frozen=True)
class Fibres:
    """Fibres of one class, from thin to thick.

    `diameters` (n,) in µm; `proneness` (n,), how much of the nerve's irritability each takes on.
    """

    kind: FibreClass
    diameters: np.ndarray = field(repr=False)
    proneness: np.ndarray = field(repr=False)

    @property
    def velocities(self) -> np.ndarray:
        """Healthy conduction velocities (n,) in m/s: over the range of the class as its diameters are."""
        return np.interp(self.diameters, self.kind.diameters, self.kind.velocities)


@dataclass(frozen=True)
class Response:
    """What a pinch makes of every fibre: arrays (n,), in the order of `fibres`.

    `velocities` (m/s) across the pinch, 0 where an impulse is lost; `spontaneous` (Hz), firing without end;
    `bursts`, the impulses that arrive when one is sent, and `burst_rates` (Hz); `thresholds`, the current in
    the pinch that is answered, as a share of what a healthy fibre needs.
    """

    fibres: Fibres
    velocities: np.ndarray = field(repr=False)
    spontaneous: np.ndarray = field(repr=False)
    bursts: np.ndarray = field(repr=False)
    burst_rates: np.ndarray = field(repr=False)
    thresholds: np.ndarray = field(repr=False)
    irritability: np.ndarray = field(repr=False)

    @property
    def conducting(self) -> np.ndarray:
        """Whether an impulse that is sent arrives, (n,) truth values."""
        return self.velocities > 0

    @property
    def share_conducting(self) -> float:
        """Share of the fibres that still conduct, 0 to 1."""
        return float(self.conducting.mean())

    @property
    def feels_jolts(self) -> np.ndarray:
        """Whether a jolt is answered as an impulse that is sent would be, (n,) truth values.

        Where the threshold is 0 the fibre fires by itself: a jolt adds nothing.
        """
        return (self.thresholds > 0) & (self.thresholds < JOLT * self.irritability)

    @property
    def share_firing(self) -> float:
        """Share of the fibres that fire by themselves, 0 to 1."""
        return float((self.spontaneous > 0).mean())


def population(kind: FibreClass = MOTOR, count: int = muscle.UNITS, seed: int = 0) -> Fibres:
    """`count` (1 to 10 000) fibres of a class: diameters normal about the middle of its range, cut off.

    Sorted from thin to thick; of motor fibres, the thin ones belong to the small units (Henneman et al. 1965,
    evidence D30).  One seed always gives one and the same nerve.
    """
    within("number of fibres", count, 1, 10_000)
    rng = np.random.default_rng(seed)
    low, high = kind.diameters
    diameters = np.sort(rng.normal((low + high) / 2, (high - low) / _SPREAD, count).clip(low, high))
    return Fibres(kind, frozen(diameters), frozen(rng.normal(1, _UNEVEN, count).clip(0, 2)))


def respond(fibres: Fibres, pinch: Pinch) -> Response:
    """What the `pinch` makes of every fibre.

    Myelinated fibres of 5.7 µm and more: looked up in `firing`, which was made from the axon.  Thinner ones
    conduct, ever more slowly, until their energy is gone; they are not made to fire.
    """
    zone = _zone(pinch, fibres.kind)
    irritability = np.minimum(zone.irritability * fibres.proneness, 1.0)
    patterns = [
        _pattern(diameter, replace(zone, irritability=float(r)))
        for diameter, r in zip(fibres.diameters, irritability, strict=True)
    ]
    columns = {
        name: np.array([getattr(p, name) for p in patterns], dtype=float)
        for name in ("velocity", "spontaneous", "burst", "burst_rate", "threshold")
    }
    return Response(
        fibres,
        frozen(columns["velocity"] * fibres.velocities),
        *(frozen(columns[name]) for name in ("spontaneous", "burst", "burst_rate", "threshold")),
        frozen(irritability),
    )


def cramp_intervals(rng: np.random.Generator, size: int | tuple[int, ...]) -> np.ndarray:
    """Intervals between the impulses of a unit in cramp, as shares of their mean.

    Their coefficient of variation is 0.446 (Minetto et al. 2009, evidence D28).  That they follow a gamma
    distribution is an assumption.
    """
    shape = 1 / 0.446**2
    return rng.gamma(shape, 1 / shape, size)


def ectopic(
    response: Response, sent: Sequence[float] = (), *, duration: float = 10_000.0, seed: int = 0
) -> tuple[np.ndarray, ...]:
    """Per fibre, the times (ms) of impulses that nobody ordered, in `duration` (ms).

    Whoever fires by itself begins at a random moment.  Whoever answers with bursts does so each time one is
    `sent` (ms).  Inflamed fibres feel jolts, of a movement or of the pulse: who is excitable enough answers
    as if an impulse had been sent.  Intervals vary as in cramp.
    """
    rng = np.random.default_rng(seed)
    count = response.conducting.size
    # Drawn for every fibre alike, so that what one does leaves the others as they were.
    phases = rng.random(count)
    jolts = rng.uniform(0, duration, (3 + round(3 * JOLTS * duration / 1000), count))
    felt = np.minimum(rng.poisson(JOLTS * duration / 1000, count) * response.feels_jolts, len(jolts))
    longest = max(
        response.spontaneous.max() * duration / 1000, response.bursts.max() * (1 + felt.max() + len(sent))
    )
    intervals = cramp_intervals(rng, (round(1.5 * longest) + 20, count))

    trains = []
    for k, rate in enumerate(response.spontaneous):
        moved = np.sort(jolts[: felt[k], k])
        parts = [moved]
        if rate:
            parts.append((np.cumsum(intervals[:, k]) - phases[k]) * (1000 / rate))
        elif response.bursts[k] > 1:
            length = int(response.bursts[k]) - 1
            for number, start in enumerate((*sent, *moved)):
                burst = intervals[number * length : (number + 1) * length, k]
                parts.append(start + np.cumsum(burst) * (1000 / response.burst_rates[k]))
        times = np.sort(np.concatenate(parts))
        trains.append(frozen(times[(times >= 0) & (times < duration)]))
    return tuple(trains)


def contraction(
    pinch: Pinch,
    drive: float = 0.0,
    sent: Sequence[float] = (),
    *,
    duration: float = 10_000.0,
    seed: int = 0,
) -> muscle.Contraction:
    """What a muscle does whose 120 motor axons run through the `pinch`.

    `drive` is what the cord orders (0 to 1); at the times `sent` (ms) it sends one impulse down every axon.
    """
    return contract(respond(population(seed=seed), pinch), drive, sent, duration=duration, seed=seed)


def contract(
    response: Response,
    drive: float = 0.0,
    sent: Sequence[float] = (),
    *,
    duration: float = 10_000.0,
    seed: int = 0,
) -> muscle.Contraction:
    """What a muscle does whose 120 motor axons respond like this; the rest as for `contraction`."""
    trains = ectopic(response, sent, duration=duration, seed=seed)
    return muscle.contract(drive, response.conducting, trains, sent=sent, duration=duration, seed=seed)


def _zone(pinch: Pinch, kind: FibreClass) -> Zone:
    """The zone of this class of fibres: each class has its own slow time."""
    if pinch.severity is None:
        return compression(pinch.pressure, pinch.minutes, pinch.since_release, pinch.irritability, kind)
    calm = (1 - pinch.zone.irritability) * (1 - kind.irritability)
    return replace(pinch.zone, irritability=1 - calm)


def _pattern(diameter: float, zone: Zone) -> Pattern:
    if diameter >= THINNEST:
        return pattern(diameter, zone)
    # How soon thin fibres run out of energy is told by their class, not by their diameter.  What myelin they
    # have is never lost to more than 0.95, however high the pressure.
    lost = zone.deficit >= _THIN_BLOCK
    return Pattern(0.0 if lost else 1 - 0.5 * zone.deficit, 0.0, int(not lost), 0.0, 1.0)
