"""What the impulses of 120 motor axons make of a muscle: force, surface EMG and a name for what it does.

Force and orders follow the motor-unit pool of Fuglevand, Winter & Patla 1993
(doi:10.1152/jn.1993.70.6.2470), with the values in the published code of Potvin & Fuglevand 2017
(doi:10.1371/journal.pcbi.1005581).  Units are numbered from the smallest, 0, to the largest, 119 (the papers
count from 1): small units are recruited first and are weak and slow; large ones come last, strong and fast.

Left out: fatigue, potentiation after a rest, reflexes back from the muscle, and changes of its length.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from math import ceil, exp, sqrt

import numpy as np
from numba import njit

from ._arrays import frozen
from ._checks import within

UNITS = 120
THRESHOLD_RANGE = 30.0  # threshold of the last unit recruited over that of the first
LOWEST_RATE = 8.0  # Hz, of a unit just recruited
FIRST_PEAK_RATE = 35.0  # Hz, of the first unit
PEAK_RATE_DROP = 10.0  # Hz, from the first unit to the last
RATE_GAIN = 1.0  # Hz per unit of excitation
INTERVAL_VARIATION = 0.2  # coefficient of variation of the intervals between ordered impulses
TWITCH_RANGE = 100.0  # force of the largest unit's twitch over that of the smallest
LONGEST_CONTRACTION = 90.0  # ms to the peak of the slowest twitch
CONTRACTION_RANGE = 3.0  # slowest over fastest

REFRACTORY = 5.0  # ms: sooner after an answered impulse the fibres do not answer.  A round value, assumed
SAMPLING = 1.0  # ms
SETTLED = 1000.0  # ms: force has reached its plateau, from which means are taken
SHORTEST, LONGEST = 2000.0, 60000.0  # ms

# Thresholds of the labels.  D28 is a table of the course's evidence.
FASCICULATION_BELOW = 1.0  # Hz per unit (D28, note)
ISOLATED = 0.5  # of a unit's impulses follow a pause, so that doublets pass.  A convention of this course
CRAMP_FROM = 6.0  # Hz per unit: the slowest rate in cramp (Minetto et al. 2009, D28)
CRAMP_LASTS = 1100.0  # ms: how long units stay active in the shortest cramps, those of a blocked nerve
#                       (Minetto et al. 2011, doi:10.1113/jphysiol.2011.212332, D28)
CRAMP_FORCE = 1.0  # % of MVC: less would hardly be felt.  A convention of this course
FUSED_FROM = 0.75  # fusion index.  A convention of this course
WEAK_BELOW = 0.9  # of the force that the drive calls for in a healthy muscle.  A convention of this course

_PAUSE = 1000 / CRAMP_FROM  # ms

_share = np.arange(1, UNITS + 1) / UNITS
#: Excitation at which each unit is recruited, (120,), 1.03 to 30 in units of excitation.
THRESHOLDS = frozen(THRESHOLD_RANGE**_share)
#: Force of each unit's twitch, (120,), 1.04 to 100 in units of force.
TWITCHES = frozen(TWITCH_RANGE**_share)
#: Time from the start of each unit's twitch to its peak, (120,), ms.
CONTRACTION_TIMES = frozen(LONGEST_CONTRACTION * CONTRACTION_RANGE**-_share)
#: Highest rate at which the cord drives each unit, (120,), Hz.
PEAK_RATES = frozen(FIRST_PEAK_RATE - PEAK_RATE_DROP * THRESHOLDS / THRESHOLD_RANGE)
#: Excitation that brings the last unit to its peak rate: full drive.
FULL_EXCITATION = THRESHOLDS[-1] + (PEAK_RATES[-1] - LOWEST_RATE) / RATE_GAIN

# Surface EMG, illustrative: a potential grows with its unit's size and fades with its depth (mm).
_DEPTHS = np.random.default_rng(1993).uniform(3, 15, UNITS)
_POTENTIALS = TWITCHES / _DEPTHS
_WIDTH = 1.5  # ms: the two phases peak 3 ms apart
_PHASE = np.arange(-6, 7) * SAMPLING / _WIDTH
_WAVEFORM = -_PHASE * np.exp(0.5 - _PHASE**2 / 2)


class Label(StrEnum):
    """What a muscle does, as told from its trace.

    quiet: nothing.  fasciculation: now and then one unit twitches, unasked.  cramp-like: unasked, units fire
    fast for more than a second and their twitches fuse.  other involuntary activity: unasked, and neither,
    such as a burst.  voluntary contraction: the force that was asked for.  weakness: less than that.
    """

    QUIET = "quiet"
    FASCICULATION = "fasciculation"
    CRAMP_LIKE = "cramp-like"
    OTHER = "other involuntary activity"
    VOLUNTARY = "voluntary contraction"
    WEAKNESS = "weakness"


@dataclass(frozen=True)
class Contraction:
    """What one muscle did under a `drive` (share of the maximum that the cord can order, 0 to 1).

    `times`, `force`, `involuntary` and `emg` have shape (samples,), one per ms.  Times are in ms, forces in %
    of the healthy maximal voluntary contraction (MVC); `involuntary` is the part of `force` that nobody
    ordered.  The root mean square of `emg` is 1 in the healthy MVC.  `impulses` holds, per unit, the times
    (ms) of the impulses that the unit answered, `ectopic` those among them that nobody ordered.
    """

    drive: float
    times: np.ndarray = field(repr=False)
    force: np.ndarray = field(repr=False)
    involuntary: np.ndarray = field(repr=False)
    emg: np.ndarray = field(repr=False)
    impulses: tuple[np.ndarray, ...] = field(repr=False)
    ectopic: tuple[np.ndarray, ...] = field(repr=False)


def ordered_rates(drive: float) -> np.ndarray:
    """Rates (120,) in Hz that a `drive` (0 to 1) orders from the units; 0 for a unit not recruited.

    A unit starts at 8 Hz at its threshold and gains 1 Hz per unit of excitation up to its peak rate.
    Raises ValueError for a drive outside the range.
    """
    within("drive", drive, 0, 1)
    above = drive * FULL_EXCITATION - THRESHOLDS
    return np.where(above >= 0, np.minimum(LOWEST_RATE + RATE_GAIN * above, PEAK_RATES), 0.0)


def contract(
    drive: float = 0.0,
    conducting: Sequence[bool] | np.ndarray | None = None,
    ectopic: Sequence[np.ndarray] = (),
    *,
    sent: Sequence[float] = (),
    duration: float = 10000.0,
    seed: int = 0,
) -> Contraction:
    """Let the muscle answer a steady `drive` (0 to 1) and `ectopic` impulses for `duration` (ms).

    At the times `sent` (ms) the cord sends one impulse down every axon at once, besides the drive.

    `conducting` (120,) says whose axon carries what the cord sends; all, if not given.  A blocked unit
    gets none of them.  `ectopic` holds, per unit, the times (ms) at which impulses that nobody ordered reach
    the muscle, whether from above or below a block.  One `seed` always gives one and the same trace, and a
    unit's orders do not depend on which other units are blocked.

    A twitch is P·(t/T)·exp(1 − t/T).  When impulses come fast it is scaled by the pool's sigmoid of force on
    rate: without it a tetanus would grow with the rate for ever, and % of MVC would mean little.
    Raises ValueError for a value outside its range.
    """
    rates = ordered_rates(drive)
    conducting = _mask(conducting)
    within("duration", duration, SHORTEST, LONGEST, "ms")
    ectopic = _trains(ectopic, duration)
    sent = _times("ordered", sent, duration)
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise ValueError(f"The seed is {seed!r}; it must be a whole number.")
    within("seed", seed, 0, 2**32 - 1)

    ordered = [
        np.sort(np.r_[train, sent]) if conducts else train
        for train, conducts in zip(_orders(rates * conducting, duration, int(seed)), conducting, strict=True)
    ]
    force, involuntary, emg, impulses, unasked = _pool(ordered, ectopic, duration)
    mvc, emg_at_mvc = _maximum()
    return Contraction(
        drive=drive,
        times=frozen(np.arange(force.size) * SAMPLING),
        force=frozen(force * (100 / mvc)),
        involuntary=frozen(involuntary * (100 / mvc)),
        emg=frozen(emg / emg_at_mvc),
        impulses=impulses,
        ectopic=unasked,
    )


@lru_cache(maxsize=128)
def expected_force(drive: float) -> float:
    """Mean force (% of MVC) of the healthy muscle at this `drive` (0 to 1)."""
    return _plateau(contract(drive).force)


def label(contraction: Contraction) -> Label:
    """Name what the muscle did, from its impulses and its force.

    Involuntary activity is *cramp-like* when, for 1.1 s or more, its force stays fused and above 1 % of MVC
    while the unit behind the average impulse fires at 6 Hz or more.  Fused means that in any 1/6 s, the
    longest interval of a cramp, the lowest force is at least 0.75 of the highest: the fusion index, valley
    over peak, of Celichowski & Grottel 1995.  It is *fasciculation* when every unit stays below 1 Hz and at
    least half of its impulses follow a pause of more than 1/6 s.  Where force was ordered, a mean below 0.9
    of the healthy one is *weakness*; a cramp is named first, lesser involuntary activity is not named.
    An electromyographer would call 150 Hz and more neuromyotonia; to the muscle it is all the same.

    A regular train in a unit that peaks after 51 ms has a ripple, (peak − valley) / peak, of 1.00, 0.80,
    0.37, 0.11 and 0.02 at 2, 5, 10, 20 and 50 Hz; the fusion index is 1 less that.
    """
    if _cramps(contraction):
        return Label.CRAMP_LIKE
    expected = expected_force(contraction.drive)
    if expected:
        voluntary = _plateau(contraction.force - contraction.involuntary)
        return Label.WEAKNESS if voluntary < WEAK_BELOW * expected else Label.VOLUNTARY
    active = [times for times in contraction.ectopic if times.size]
    if not active:
        return Label.QUIET
    seconds = contraction.times.size * SAMPLING / 1000
    rare = all(times.size < FASCICULATION_BELOW * seconds for times in active)
    isolated = all(np.mean(np.diff(times, prepend=-np.inf) > _PAUSE) >= ISOLATED for times in active)
    return Label.FASCICULATION if rare and isolated else Label.OTHER


def _cramps(contraction: Contraction) -> bool:
    force = contraction.involuntary
    window = round(_PAUSE / SAMPLING)
    seen = np.lib.stride_tricks.sliding_window_view(force, window)
    lowest = seen.min(axis=1)
    fused = (lowest >= FUSED_FROM * seen.max(axis=1)) & (lowest >= CRAMP_FORCE)
    edges = np.flatnonzero(np.diff(fused, prepend=False, append=False))
    for first, last in zip(edges[::2], edges[1::2] + window - 1, strict=True):
        begin, end = first * SAMPLING, last * SAMPLING
        if end - begin < CRAMP_LASTS:
            continue
        counts = np.array([np.count_nonzero((t >= begin) & (t < end)) for t in contraction.ectopic])
        # A few stray twitches of other units must not hide the rate of those that hold the force.
        rate = (counts**2).sum() / max(counts.sum(), 1) / (end - begin) * 1000
        if rate >= CRAMP_FROM:
            return True
    return False


def _plateau(force: np.ndarray) -> float:
    return float(force[round(SETTLED / SAMPLING) :].mean())


@lru_cache(maxsize=1)
def _maximum() -> tuple[float, float]:
    """Force and root mean square of the EMG of the healthy maximal contraction, in the pool's own units."""
    ordered = list(_orders(ordered_rates(1.0), 10000.0, seed=0))
    force, _, emg, *_ = _pool(ordered, ((),) * UNITS, 10000.0)
    return _plateau(force), sqrt(_plateau(emg**2))


def _pool(ordered, ectopic, duration):
    """Force, its involuntary part, EMG (samples,), answered impulses and the ectopic ones among them."""
    samples = ceil(duration / SAMPLING)
    twitches = []
    comb = np.zeros(samples + 1)
    impulses, unasked = [], []
    for unit, orders in enumerate(ordered):
        times = np.concatenate((orders, ectopic[unit])) if len(ectopic[unit]) else orders
        order = np.argsort(times, kind="stable")
        order = order[_answered(times[order])]
        stray = order >= orders.size
        times = times[order]
        heights = TWITCHES[unit] * _fusion_gain(CONTRACTION_TIMES[unit] / np.diff(times, prepend=-np.inf))
        twitches.append((times, stray * UNITS + unit, heights))
        _add_spikes(comb, times, _POTENTIALS[unit])
        impulses.append(frozen(times))
        unasked.append(frozen(times[stray]))
    times, lanes, heights = (np.concatenate(part) for part in zip(*twitches, strict=True))
    by_time = np.argsort(times, kind="stable")
    force = _force(times[by_time], lanes[by_time], heights[by_time], np.tile(CONTRACTION_TIMES, 2), samples)
    emg = np.convolve(comb[:-1], _WAVEFORM, mode="same")
    return force.sum(axis=0), force[1], emg, tuple(impulses), tuple(unasked)


def _orders(rates, duration, seed):
    """Per unit, the times (ms) of ordered impulses: normal intervals, the first at a random phase."""
    if not rates.any():
        yield from [np.empty(0)] * UNITS
        return
    count = int(duration / 1000 * FIRST_PEAK_RATE)
    count += int(6 * INTERVAL_VARIATION * sqrt(count)) + 2
    rng = np.random.default_rng(seed)
    # Drawn for every unit at every drive, so that a unit's train depends on its own rate alone.
    phases = rng.random((UNITS, 1))
    deviations = np.clip(rng.standard_normal((UNITS, count)), -3.9, 3.9)
    intervals = 1 + INTERVAL_VARIATION * deviations
    intervals[:, :1] *= phases
    beats = np.cumsum(intervals, axis=1)
    nothing = np.empty(0)
    for unit, rate in enumerate(rates):
        times = beats[unit] * (1000 / rate) if rate else nothing
        yield times[: np.searchsorted(times, duration)]


def _fusion_gain(speed: np.ndarray) -> np.ndarray:
    """Factor on a twitch by `speed`, contraction time over interval: 1 up to 0.4, then sigmoid / speed."""
    speed = np.maximum(speed, 0.4)
    return (1 - np.exp(-2 * speed**3)) / speed * (0.4 / (1 - exp(-2 * 0.4**3)))


@njit(cache=True, nogil=True)
def _answered(times):
    """Which impulses a unit answers: those that do not come within 5 ms of the last one that it answered."""
    answered = np.zeros(times.size, dtype=np.bool_)
    last = -np.inf
    for k in range(times.size):
        if times[k] - last >= REFRACTORY:
            answered[k] = True
            last = times[k]
    return answered


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def _force(times, lanes, heights, contraction_times, samples):
    """Force (2, samples), ordered and not ordered, of twitches in order of their `times`.

    A lane is a unit's ordered or its other twitches; exact at every sample, without a convolution.
    """
    step = SAMPLING / contraction_times
    decay = np.exp(-step)
    source, level = np.zeros(step.size), np.zeros(step.size)
    half = step.size // 2
    force = np.zeros((2, samples))
    k = 0
    for sample in range(samples):
        for i in range(step.size):
            level[i] = decay[i] * (level[i] + step[i] * source[i])
            source[i] *= decay[i]
        while k < times.size and times[k] <= sample * SAMPLING:
            i = lanes[k]
            since = (sample * SAMPLING - times[k]) / contraction_times[i]
            started = heights[k] * np.exp(1 - since)
            source[i] += started
            level[i] += started * since
            k += 1
        ordered = other = 0.0
        for i in range(half):
            ordered += level[i]
            other += level[half + i]
        force[0, sample], force[1, sample] = ordered, other
    return force


@njit(cache=True, nogil=True)
def _add_spikes(comb, times, size):
    """Add a spike of `size` at each of the `times`, shared between the two nearest samples."""
    for time in times:
        sample = int(time / SAMPLING)
        late = time / SAMPLING - sample
        comb[sample] += size * (1 - late)
        comb[sample + 1] += size * late


def _mask(conducting) -> np.ndarray:
    if conducting is None:
        return np.ones(UNITS, dtype=bool)
    mask = np.asarray(conducting)
    if mask.shape != (UNITS,) or mask.dtype != bool:
        raise ValueError(
            f"The conducting units are {mask.dtype} of shape {mask.shape}; "
            f"this model takes {UNITS} truth values, one per unit."
        )
    return mask


def _trains(ectopic, duration) -> list[np.ndarray]:
    if len(ectopic) not in (0, UNITS):
        raise ValueError(f"There are {len(ectopic)} ectopic trains; this model takes {UNITS}, one per unit.")
    return [_times("ectopic", times, duration) for times in ectopic] or [np.empty(0)] * UNITS


def _times(kind, times, duration) -> np.ndarray:
    times = np.asarray(times, dtype=float)
    if times.ndim != 1:
        raise ValueError(
            f"An {kind} train has {times.ndim} dimensions; this model takes a list of times, ms."
        )
    outside = ~((times >= 0) & (times < duration))
    if outside.any():
        raise ValueError(
            f"The time of an {kind} impulse is {times[outside][0]:g} ms; "
            f"this model takes 0 to below {duration:g} ms."
        )
    return times
