"""What is felt, and what an examiner finds, while pressure sits on a root and after it is gone.

Each class of fibres carries something of its own, so what fails and what fires decides the symptom: touch
lost is numbness, touch firing by itself is tingling, movement lost is weakness, movement firing is a twitch
or a cramp.  Pain is not in here: the model's pain fibres can fall silent, and silence does not hurt.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..physiology import geometry
from ..physiology._checks import within
from ..physiology.axon import ACROSS, Axon
from ..physiology.fibres import CLASSES, MOTOR, TOUCH, FibreClass
from ..physiology.muscle import Label, label
from ..physiology.nerve import JOLTS, Response, contraction, population, respond
from ..physiology.pinch import Pinch
from ..physiology.reflex import ALPHA, IA, JERKS, SLOWEST, Limb, Reflex, h_reflex, tendon_jerk
from ._published import one_of
from .exam import SENSATION, Examination, examine

ROOTS = tuple(JERKS)  # L4, L5 and S1: the roots whose jerk, or want of one, is known
FIBRES = 20  # of each class: enough for steps of 5 %
# ILLUSTRATIVE: impulses per second and touch fibre, unasked, from which tingling is faint, and strong.  The
# order is published: minimal under a cuff, severe after it (Han et al. 2008, evidence D07).
TINGLING = ((10.0, "strong"), (0.5, "faint"), (0.0, "none"))
STRETCH = (ACROSS[1] - ACROSS[0]) * geometry.fibre(Axon().diameter).node_spacing / 1000
"""mm over which an impulse is slowed: the stretch on which the model measures velocity across a pinch."""


@dataclass(frozen=True)
class Nerve:
    """The fibres by class, in the order of `fibres.CLASSES`, at one moment.

    `conducting` is the share (0 to 1) that still conducts; `unasked` the impulses per second that a fibre
    fires though none was sent, the mean of the class.
    """

    conducting: tuple[float, ...]
    unasked: tuple[float, ...]


@dataclass(frozen=True)
class Moment:
    """One moment: the `pinch`, the fibres, and what follows from them for the `root`.

    `tingling` is "none", "faint" or "strong"; `muscle` says what a muscle of 120 such motor axons does by
    itself; `jerk` is the tendon jerk of the root, `found` the examiner's sheet.
    """

    root: str
    pinch: Pinch
    nerve: Nerve
    tingling: str
    muscle: Label
    jerk: Reflex
    found: Examination

    def conducting(self, kind: FibreClass) -> float:
        """Share (0 to 1) of a class of fibres that still conducts."""
        return self.nerve.conducting[CLASSES.index(kind)]

    def unasked(self, kind: FibreClass) -> float:
        """Impulses per second that a fibre of a class fires though none was sent, on average."""
        return self.nerve.unasked[CLASSES.index(kind)]


def fibres_at(
    pressure: float, minutes: float, since_release: float = 0.0, irritability: float = 0.0
) -> Nerve:
    """Every class of fibres after `minutes` at `pressure` (mmHg), `since_release` minutes after its end."""
    return _nerve(_pinch(pressure, minutes, since_release, irritability))


def moment(
    root: str, pressure: float, minutes: float, since_release: float = 0.0, irritability: float = 0.0
) -> Moment:
    """What is felt and found when the pressure sits on `root` ("L4", "L5" or "S1").

    The jerk is timed and sized by the fibres of its loop: motor axons down; up, the afferents of the muscle
    spindle, taken to fail as touch fibres do (an assumption: both are thick and sensory).  Raises ValueError
    for another root or a value outside its range.
    """
    one_of("root", root, ROOTS)
    pinch = _pinch(pressure, minutes, since_release, irritability)
    nerve = _nerve(pinch)
    motor, touch = (nerve.conducting[CLASSES.index(kind)] for kind in (MOTOR, TOUCH))
    jerk = tendon_jerk(root, *_loop(pinch))
    found = examine(
        root,
        motor=motor,
        sensory=touch,
        reflex=jerk.amplitude if jerk.arc else None,
        irritability=irritability,
    )
    rate = nerve.unasked[CLASSES.index(TOUCH)]
    tingling = next(word for least, word in TINGLING if rate >= least)
    return Moment(root, pinch, nerve, tingling, _muscle(pinch), jerk, found)


def h_reflex_at(
    pressure: float, minutes: float, since_release: float = 0.0, irritability: float = 0.0
) -> Reflex:
    """The H reflex of S1 under the same pressure, with the loop of `moment`."""
    return h_reflex(*_loop(_pinch(pressure, minutes, since_release, irritability)))


def feeling(share: float) -> str:
    """What is left of a feeling whose fibres conduct to this `share` (0 to 1): normal, reduced or absent."""
    within("share of fibres", share, 0, 1)
    return next(word for least, word in SENSATION if share >= least)


@lru_cache(maxsize=4096)
def _pinch(pressure, minutes, since_release, irritability) -> Pinch:
    return Pinch(pressure=pressure, minutes=minutes, since_release=since_release, irritability=irritability)


@lru_cache(maxsize=4096)
def _nerve(pinch: Pinch) -> Nerve:
    responses = [_responses(pinch)[kind] for kind in CLASSES]
    return Nerve(tuple(r.share_conducting for r in responses), tuple(_unasked(r) for r in responses))


@lru_cache(maxsize=256)
def _responses(pinch: Pinch) -> dict[FibreClass, Response]:
    return {kind: respond(_fibres(kind), pinch) for kind in CLASSES}


@lru_cache(maxsize=len(CLASSES))
def _fibres(kind: FibreClass):
    return population(kind, FIBRES)


@lru_cache(maxsize=256)
def _muscle(pinch: Pinch) -> Label:
    return label(contraction(pinch))


def _unasked(response: Response) -> float:
    """Impulses per second and fibre that nobody ordered: fired without end, or in answer to a jolt."""
    bursts = np.where(response.feels_jolts, JOLTS * np.maximum(response.bursts, 1), 0)
    return float(np.where(response.spontaneous > 0, response.spontaneous, bursts).mean())


def _loop(pinch: Pinch) -> tuple[Limb, Limb]:
    """The way up and the way down of a reflex whose root is in the pinch."""
    return _limb(IA, _responses(pinch)[TOUCH]), _limb(ALPHA, _responses(pinch)[MOTOR])


def _limb(healthy: Limb, response: Response) -> Limb:
    """One side of the loop: slowed in the pinch as its conducting fibres are on average."""
    through = response.conducting
    if not through.any():
        return Limb(healthy.velocity, conducting=0.0)
    share = float(np.mean(response.velocities[through] / response.fibres.velocities[through]))
    slowed = max(min(share, 1.0) * healthy.velocity, SLOWEST)
    return Limb(healthy.velocity, response.share_conducting, STRETCH, slowed)
