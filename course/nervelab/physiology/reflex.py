"""Tendon jerk and H reflex: one synapse, there and back, timed and sized from the two nerves of the arc.

An impulse runs up an Ia afferent from the muscle spindle to the cord, crosses one synapse and runs down an
α motor axon.  The H reflex leaves out the spindle: the nerve is stimulated behind the knee.
"""

from dataclasses import dataclass
from enum import StrEnum

from ._checks import within

SYNAPSE = 1.0  # ms, from the afferent impulse in the cord to that of the motor neuron; textbook value
JUNCTION = 1.0  # ms, neuromuscular transmission and the start of the muscle's potential; textbook value
SPINDLE = 3.0  # ms, from the tap to the spindle's impulse.  An assumption
REDUCED_BELOW = 0.4  # smaller over larger side: lower limit for the H reflex (Jankus et al. 1994, D05)
SLOWEST, FASTEST = 1.0, 120.0  # m/s
LONGEST_ZONE = 400.0  # mm: it fits into every way of an arc


class Grade(StrEnum):
    """The tendon-reflex scale as far as a pinched nerve can move it.

    3+ and 4+ are missing on purpose: compression of a root or nerve does not make a reflex brisk.
    """

    ABSENT = "0"
    REDUCED = "1+"
    NORMAL = "2+"
    NONE_DEPENDABLE = "no dependable reflex"


@dataclass(frozen=True)
class Arc:
    """A reflex arc: its name, root, and the way (mm) `up` to the cord and `down` to the muscle.

    `receptor` is the delay (ms) before the afferent fires.  The lengths are those of a person of middle
    height, assumed; only the soleus H reflex has been compared with measurements (see `h_reflex`).
    """

    name: str
    root: str
    up: float
    down: float
    receptor: float


KNEE_JERK = Arc("knee jerk", "L4", up=450, down=450, receptor=SPINDLE)
ANKLE_JERK = Arc("ankle jerk", "S1", up=800, down=800, receptor=SPINDLE)
SOLEUS_H = Arc("soleus H reflex", "S1", up=700, down=800, receptor=0)
JERKS = {"L4": KNEE_JERK, "L5": None, "S1": ANKLE_JERK}


@dataclass(frozen=True)
class Limb:
    """One side of an arc: the fibres that run up to the cord, or those that run down.

    `velocity` (m/s, 1 to 120) of the healthy stretch; `conducting`, the share of the fibres that still
    conduct (0 to 1).  Over `slowed` (mm, up to 400) impulses run at `slowed_velocity` (m/s, 1 to `velocity`).
    Raises ValueError for a value outside its range.
    """

    velocity: float
    conducting: float = 1.0
    slowed: float = 0.0
    slowed_velocity: float | None = None

    def __post_init__(self):
        within("conduction velocity", self.velocity, SLOWEST, FASTEST, "m/s")
        within("share of conducting fibres", self.conducting, 0, 1)
        within("length of the slowed zone", self.slowed, 0, LONGEST_ZONE, "mm")
        if self.slowed_velocity is not None:
            within("velocity in the slowed zone", self.slowed_velocity, SLOWEST, self.velocity, "m/s")
        elif self.slowed:
            raise ValueError(f"The slowed zone is {self.slowed:g} mm long; say its velocity, in m/s.")

    def time(self, length: float) -> float:
        """Conduction time (ms) over `length` (mm), slowed zone included."""
        extra = self.slowed / self.slowed_velocity - self.slowed / self.velocity if self.slowed else 0.0
        return length / self.velocity + extra


#: Healthy Ia afferents and α motor axons of the leg (m/s).  Motor: tibial nerve of young men, 50.7, range
#: 42.2 to 59.3 (Kim et al. 2022, D05).  Afferent: assumed somewhat faster, as the course's default axon.
IA = Limb(velocity=57.0)
ALPHA = Limb(velocity=51.0)


@dataclass(frozen=True)
class Reflex:
    """What came back.

    `latency` (ms) from tap or stimulus to the muscle's potential, NaN where nothing comes back.
    `amplitude` is relative to the healthy side, 0 to 1.  Where a root has no dependable reflex `arc` is
    None, both numbers are NaN and the grade says so: then neither a normal nor a lost reflex speaks for or
    against that root.
    """

    arc: Arc | None
    latency: float
    amplitude: float

    @property
    def grade(self) -> Grade:
        """The grade on the tendon-reflex scale; 1+ below 0.4 of the healthy amplitude."""
        if self.arc is None:
            return Grade.NONE_DEPENDABLE
        if self.amplitude == 0:
            return Grade.ABSENT
        return Grade.REDUCED if self.amplitude < REDUCED_BELOW else Grade.NORMAL


def tendon_jerk(root: str, afferent: Limb = IA, efferent: Limb = ALPHA) -> Reflex:
    """Tap the tendon that tests `root`: the knee jerk for L4, the ankle jerk for S1, none for L5.

    Raises ValueError for another root.
    """
    if root not in JERKS:
        raise ValueError(f"The root is {root!r}; this model knows the tendon jerks of {', '.join(JERKS)}.")
    arc = JERKS[root]
    return _run(arc, afferent, efferent) if arc else Reflex(None, float("nan"), float("nan"))


def h_reflex(afferent: Limb = IA, efferent: Limb = ALPHA) -> Reflex:
    """Stimulate the Ia afferents behind the knee and record from soleus: the H reflex of S1.

    The healthy arc takes 30.0 ms; 251 people took 30.3 ± 2.4 ms (Buschbacher 1999, D05).
    """
    return _run(SOLEUS_H, afferent, efferent)


def _run(arc: Arc, afferent: Limb, efferent: Limb) -> Reflex:
    """Delays add up.  Amplitude is the product of the shares that conduct: an assumption.

    A real volley that is spread in time, or too small to bring motor neurons to threshold, is lost earlier.
    """
    amplitude = afferent.conducting * efferent.conducting
    latency = arc.receptor + afferent.time(arc.up) + SYNAPSE + efferent.time(arc.down) + JUNCTION
    return Reflex(arc, latency if amplitude else float("nan"), amplitude)
