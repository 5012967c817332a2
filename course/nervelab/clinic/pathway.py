"""The way from brain to muscle and back: where on it the pinch is, and what that takes away or adds.

Two things can go wrong with a fibre, and they are separate here. *Silent* fibres carry nothing: loss of
function. *Firing* fibres send impulses that nobody ordered: gain of function. What is found follows from the
fibres that run at that place: commands down, touch up, and the loop of the ankle jerk through the cord.
"""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import ceil

import numpy as np

from ..physiology._checks import within
from ..physiology.muscle import UNITS, Contraction, contract
from ..physiology.nerve import cramp_intervals
from ..physiology.reflex import ALPHA, tendon_jerk
from . import lesions
from ._published import one_of, row
from .exam import examine
from .roots import roots

EFFORT = 0.6  # of the maximal command: what the muscle is told in `told`
DURATION = 4000.0  # ms of muscle that are looked at
TAP, STRETCH = 500.0, 6.0  # ms: the tendon is tapped; Hz of clonus, a textbook value

# ILLUSTRATIVE, all of them. Published is the order: sensory axons fire more readily than motor ones (Burke et
# al. 2017), a twitch is rare impulses and a cramp fast ones (D28), and a cord that loses fibres first makes
# reflexes brisk and then lets them repeat (clonus, D31). The shares are chosen for this course.
MOTOR_FOLLOWS = 0.3  # share of firing fibres from which motor axons join in
RAREST = 0.05  # Hz: a motor axon that has just begun to fire by itself
FASTEST_FROM = 0.7  # share of firing motor axons from which they fire as fast as in a cramp
BRISK_FROM, CLONUS_FROM = 0.1, 0.5  # share of silent fibres in the cord
JERK, BRISK_JERK = 0.5, 0.7  # share of the calf's motor units that answer a tap
REASON = (
    "The shares of fibres at which a grade, a twitch, a cramp or a brisk reflex begins are chosen for this "
    "course; no study gives them. Their order is published."
)


@dataclass(frozen=True)
class Place:
    """A place on the way. `carries` says which traffic runs there: "command", "touch", "loop" (ankle jerk).

    `muscle` is the one to look at: "calf", told to push the foot down, or "shin", told to lift it.
    """

    name: str
    carries: tuple[str, ...]
    muscle: str
    sources: tuple[str, ...]


PLACES = (
    Place("spinal cord", ("command", "touch"), "calf", ("kandel",)),
    Place("cauda equina", ("command", "touch", "loop"), "calf", ("harrison", "standring")),
    Place("S1 root", ("command", "touch", "loop"), "calf", ("harrison",)),
    Place("sciatic nerve", ("command", "touch", "loop"), "calf", ("standring", "preston")),
    Place("common fibular nerve", ("command", "touch"), "shin", ("preston",)),
    Place("sural nerve", ("touch",), "calf", ("preston",)),
    Place("calf muscle", ("command", "loop"), "calf", ("preston", "layzer1994")),
)
SURAL_SKIN = "lower outer calf, outer edge of foot"
SADDLE = "saddle, perineum"


@dataclass(frozen=True)
class Found:
    """What is found when the share `silent` of the fibres at `place` is lost and `firing` fires unasked.

    `arrives` is the share of commands, of touch and of the loop that gets through (1 where none of it runs at
    `place`). `power` holds the MRC grade of each movement that the place serves, `skin` (where, grade) pairs,
    `knee` and `ankle` the grade of the jerks, `toes` "down" or "up" when the sole is stroked (up: extensor
    plantar). `tingles` is true where touch fibres fire; `motor_firing` is the share of motor axons that do.
    """

    place: Place
    silent: float
    firing: float
    arrives: dict[str, float]
    power: dict[str, str]
    skin: tuple[tuple[str, str], ...]
    knee: str
    ankle: str
    toes: str
    stiff: bool
    saddle: bool
    illustrative: bool = True
    reason: str = REASON

    @property
    def tingles(self) -> bool:
        return self.firing > 0 and "touch" in self.place.carries

    @property
    def motor_firing(self) -> float:
        if "command" not in self.place.carries:
            return 0.0
        return max(0.0, (self.firing - MOTOR_FOLLOWS) / (1 - MOTOR_FOLLOWS))


def place(name: str) -> Place:
    """The place with this name; ValueError for another."""
    known = {each.name: each for each in PLACES}
    one_of("place of the pinch", name, known)
    return known[name]


def pinch(where: str, *, silent: float = 0.0, firing: float = 0.0) -> Found:
    """A pinch at one of `PLACES`; `silent` and `firing` are shares (0 to 1) of the fibres there.

    The spinal cord is pressed in the middle of the back, long enough for reflexes to have risen: right after
    a sudden injury they are lost instead. Firing is modelled outside the cord only; ValueError otherwise.
    """
    at = place(where)
    within("share of silent fibres", silent, 0, 1)
    within("share of firing fibres", firing, 0, 1)
    if where == "spinal cord" and firing:
        raise ValueError(
            "Fibres that fire by themselves are modelled outside the spinal cord only: set gain to 0 there."
        )
    through = round(1 - silent, 9)  # 0.2, not 0.19999999999999996, which would earn a lower grade
    arrives = {traffic: through if traffic in at.carries else 1.0 for traffic in ("command", "touch", "loop")}
    make = {"spinal cord": _cord, "sural nerve": _sural, "calf muscle": _muscle}.get(where, _lesion)
    normal = dict(knee="2+", ankle="2+", toes="down", stiff=False, saddle=False)
    return Found(at, silent, firing, arrives, **(normal | make(where, through)))


def _lesion(where, through):
    if where == "cauda equina":
        sheet = lesions.disc("L4/5", "central", conducting=through)
    elif where == "S1 root":
        sheet = lesions.disc("L5/S1", "paracentral", conducting=through)
    else:
        sheet = lesions.nerve(where, conducting=through)
    skin = tuple(sheet.skin.values())
    if sheet.saddle:
        skin += ((SADDLE, _feeling(through)),)
    return dict(
        power=sheet.power,
        skin=skin,
        knee=str(sheet.knee.grade),
        ankle=str(sheet.ankle.grade),
        saddle=sheet.saddle,
    )


def _cord(_where, through):
    """Both legs below the pinch: orders get weak, and the loops lose the brake that came down with them."""
    lost = round(1 - through, 9)
    grade = "4+" if lost >= CLONUS_FROM else "3+" if lost >= BRISK_FROM else "2+"
    movements = [movement for root in roots() if root.name != lesions.CAUDA for movement in root.myotome]
    movements += [movement for nerve in lesions.nerves() for movement in nerve.movements]
    return dict(
        power=dict.fromkeys(movements, _power(through)),
        skin=(("both legs and the trunk below the pinch", _feeling(through)),),
        knee=grade,
        ankle=grade,
        toes="up" if lost >= BRISK_FROM else "down",
        stiff=lost >= BRISK_FROM,
    )


def _sural(_where, through):
    return dict(power={}, skin=((SURAL_SKIN, _feeling(through)),))


def _muscle(_where, through):
    jerk = tendon_jerk("S1", efferent=replace(ALPHA, conducting=through))
    return dict(power={"plantarflexion": _power(through)}, skin=(), ankle=str(jerk.grade))


def _power(through):
    return examine("L5", motor=through, sensory=1).power.grade


def _feeling(through):
    return examine("L5", motor=1, sensory=through).sensation.grade


# --- what the muscle does -------------------------------------------------------------------------------


def resting(found: Found) -> Contraction:
    """The muscle of the place, told nothing, for 4 s."""
    return _contraction(0.0, 1.0, found.motor_firing)


def told(found: Found) -> Contraction:
    """The same muscle, told to pull at 60 % of the maximal command."""
    return _contraction(EFFORT, found.arrives["command"], found.motor_firing)


def tapped(found: Found) -> Contraction:
    """The calf when its tendon is tapped at 0.5 s; what fires unasked is left out, so that the jerk is seen.

    With clonus the answer repeats six times a second.
    """
    return _jerk(found.ankle, found.arrives["loop"])


@lru_cache(maxsize=256)
def _contraction(drive, arriving, firing):
    return contract(drive, _conducting(arriving), unasked(firing), duration=DURATION)


@lru_cache(maxsize=64)
def _jerk(grade, loop):
    latency = tendon_jerk("S1").latency
    size = BRISK_JERK if grade in ("3+", "4+") else JERK * _amplitude(loop)
    every = 1000 / STRETCH
    times = TAP + latency + np.arange(0, DURATION - TAP - latency, every)
    # The units that answer are among the smaller ones, which are recruited first.
    pool = [unit for unit in _order() if unit < UNITS * max(size, JERK)]
    answering = set(pool[: round(UNITS * size)])
    beats = times if grade == "4+" else times[:1]
    return contract(
        ectopic=[beats if unit in answering else np.empty(0) for unit in range(UNITS)], duration=DURATION
    )


def _amplitude(loop):
    """Both limbs of the loop run through the same place, so what gets through counts twice."""
    return loop**2


def unasked(share: float, seed: int = 1) -> list[np.ndarray]:
    """Times (ms) per unit of impulses that nobody ordered, when this `share` (0 to 1) of motor axons fires.

    As the share grows the axons also fire faster, from one impulse in twenty seconds to the mean rate
    of a human cramp; intervals vary as they did there (D28).
    """
    within("share of firing motor axons", share, 0, 1)
    cramp = row("D28", item="discharge rate (48 units, 11 people)", condition="cramp")["value"]
    rate = RAREST * (cramp / RAREST) ** min(share / FASTEST_FROM, 1)
    firing = set(_order()[: ceil(UNITS * share)])
    rng = np.random.default_rng(seed)
    trains = []
    for unit in range(UNITS):
        count = ceil(DURATION / 1000 * cramp * 3)
        intervals = cramp_intervals(rng, count)
        intervals[0] *= rng.random()
        times = np.cumsum(intervals) * 1000 / rate
        trains.append(times[times < DURATION] if unit in firing else np.empty(0))
    return trains


@cache
def _order() -> tuple[int, ...]:
    """The units in one fixed random order: more silent or firing fibres always include the fewer."""
    return tuple(int(unit) for unit in np.random.default_rng(5).permutation(UNITS))


def _conducting(arriving):
    mask = np.zeros(UNITS, dtype=bool)
    mask[list(_order()[: round(UNITS * arriving)])] = True
    return mask
