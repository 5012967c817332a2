"""Causes of cramp side by side: the same nerve, the same tap, the same push, and what an examiner finds.

Two causes are computed, because the course has a model of how they act: a pinch, and the salts of the blood
around the axon.  The others are told from the evidence.  Dehydration is among those: no mechanism was found
that could be computed (Miller et al. 2010, Lau et al. 2019, evidence D26).
"""

from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from statistics import NormalDist

import numpy as np

from ..physiology import Axon, Pinch, muscle, nerve
from ..physiology._checks import within
from ..physiology.fibres import MOTOR, TOUCH
from ..physiology.firing import PROBE
from ..physiology.ions import CALCIUM_OUTSIDE, MAGNESIUM_OUTSIDE, POTASSIUM_OUTSIDE, Bath
from ..physiology.reflex import ALPHA, IA, tendon_jerk
from ._published import one_of, row
from .exam import examine

# The protocol: five seconds relaxed, while something taps on the nerve once a second; five seconds of push.
HALF = 5000.0  # ms
TAPS = (1000.0, 2000.0, 3000.0, 4000.0)  # ms
PUSH = 0.4  # of the drive that the cord can give

POTASSIUM_RANGE = (3.5, 5.0)  # mmol/L, usual in blood (D08, note); likewise the next
CALCIUM_RANGE = (1.12, 1.30)  # the ionised part
TOTAL_CALCIUM = 2.4  # mmol/L, the middle of 2.2 to 2.6 (D08, note)
# Symptoms usually begin below 1.9 mmol/L of adjusted total calcium (Turner et al. 2016).  That the ionised
# part falls in proportion is an assumption.
SYMPTOMS_BELOW = 1.9 * CALCIUM_OUTSIDE / TOTAL_CALCIUM
# Low potassium makes the muscle itself weak, and in the end paralyses it (D09, in mmol/L).  The pool of motor
# units has no membrane, so its push would be wrong there.
MUSCLE_WEAK_BELOW, PARALYSIS_BELOW = 3.0, 2.5
_ON_EDGE = 0.1  # of the healthy current: an axon that needs less may fire without any; a round value


@dataclass(frozen=True)
class Column:
    """One computed cause.

    `needs` is the current that 120 axons answer, as shares of what a healthy one needs; 0 fires by itself.
    `answering` (120,) says which of them answer a tap.  `rest` is the muscle under taps; `push` the muscle
    asked for 40 % of the drive, or None where this model would mislead.  `findings` maps "sensation",
    "power", "reflexes" and "tests" to what is found.
    """

    needs: np.ndarray = field(repr=False)
    answering: np.ndarray = field(repr=False)
    rest: muscle.Contraction = field(repr=False)
    push: muscle.Contraction | None = field(repr=False)
    findings: dict[str, str]

    @property
    def middle(self) -> float:
        """What the middle one of the axons needs, as a share of a healthy one."""
        return float(np.median(self.needs))

    @property
    def share_answering(self) -> float:
        """Share of the axons that answer a tap, 0 to 1."""
        return float(self.answering.mean())

    @cached_property
    def at_rest(self) -> muscle.Label:
        """What the relaxed muscle does besides answering taps."""
        return muscle.label(self.rest)

    @cached_property
    def pushing(self) -> muscle.Label | None:
        """What the muscle makes of the push."""
        return self.push and muscle.label(self.push)


@lru_cache(maxsize=64)
def pinched(severity: float, irritability: float, tap: float) -> Column:
    """A pinch of the S1 root or nerve (`severity`, `irritability` 0 to 1), tapped with `tap` in the pinch.

    `tap` is the strength as a share of what a healthy axon answers (0 to 3).
    """
    within("strength of the tap", tap, 0, 3)
    motor, touch = _responses(severity, irritability)
    answering = _answering(motor.thresholds, tap)
    calm, tapped = (nerve.ectopic(motor, sent, duration=HALF) for sent in ((), TAPS))
    unasked = [after if yes else before for yes, before, after in zip(answering, calm, tapped, strict=True)]
    ankle = tendon_jerk(
        "S1",
        replace(IA, conducting=touch.share_conducting),
        replace(ALPHA, conducting=motor.share_conducting),
    )
    sheet = examine(
        "S1",
        motor=motor.share_conducting,
        sensory=touch.share_conducting,
        reflex=ankle.amplitude,
        irritability=irritability,
    )
    tingling = "; tingling" if touch.share_firing > 0 else ""
    return Column(
        motor.thresholds,
        answering,
        muscle.contract(0.0, answering, unasked, sent=TAPS, duration=HALF),
        _pinched_push(severity, irritability),
        {
            "sensation": f"{sheet.sensation.grade}{tingling}",
            "power": f"{sheet.power.grade}/5, foot down",
            "reflexes": f"ankle jerk {sheet.reflex.grade}",
            "tests": "nothing in the blood",
        },
    )


@lru_cache(maxsize=64)
def salts(
    potassium: float = POTASSIUM_OUTSIDE,
    calcium: float = CALCIUM_OUTSIDE,
    magnesium: float = MAGNESIUM_OUTSIDE,
    *,
    tap: float,
) -> Column:
    """Salts of the blood around every axon (mmol/L; calcium: ionised), tapped with `tap` (0 to 3).

    One axon is computed and stands for all 120.  The push is left out below 3.0 mmol/L of potassium.
    Raises ValueError for a bath in which the axon is about to fire by itself: nothing here follows it there.
    """
    within("strength of the tap", tap, 0, 3)
    bath = Bath(potassium, calcium, magnesium)
    needs = needed(bath)
    if needs < _ON_EDGE:
        raise ValueError(
            f"With potassium {potassium:g} and ionised calcium {calcium:g} mmol/L the axon is about "
            "to fire by itself; this comparison stops before."
        )
    everyone = np.full(muscle.UNITS, needs)
    answering = _answering(everyone, tap)
    return Column(
        everyone,
        answering,
        _tapped(bool(answering.all())),
        _pushed() if potassium >= MUSCLE_WEAK_BELOW else None,
        {
            "sensation": _felt(calcium),
            "power": _strength(potassium),
            "reflexes": _jerks(potassium, calcium),
            "tests": f"K {potassium:.1f} (3.5–5.0), free Ca {calcium:.2f} (1.12–1.30)",
        },
    )


# One slider changes one of these, so each is kept by itself.
@lru_cache(maxsize=64)
def _responses(severity: float, irritability: float) -> tuple[nerve.Response, nerve.Response]:
    """Motor and touch fibres in the pinch."""
    pinch = Pinch(severity=severity, irritability=irritability)
    return tuple(nerve.respond(nerve.population(kind), pinch) for kind in (MOTOR, TOUCH))


@lru_cache(maxsize=64)
def _pinched_push(severity: float, irritability: float) -> muscle.Contraction:
    motor, _ = _responses(severity, irritability)
    trains = nerve.ectopic(motor, duration=HALF, seed=1)
    return muscle.contract(PUSH, motor.conducting, trains, duration=HALF, seed=1)


@cache
def _tapped(answers: bool) -> muscle.Contraction:
    """A healthy muscle of which all axons answer the taps, or none."""
    return muscle.contract(0.0, sent=TAPS if answers else (), duration=HALF)


@cache
def _pushed() -> muscle.Contraction:
    """A healthy muscle that pushes."""
    return muscle.contract(PUSH, duration=HALF, seed=1)


@lru_cache(maxsize=256)
def needed(bath: Bath) -> float:
    """The current that an axon in this `bath` answers, as a share of what it needs in the usual one."""
    return Axon(bath=bath).threshold(width=PROBE) / _usual_current()


@cache
def _usual_current() -> float:
    return Axon().threshold(width=PROBE)


def _answering(needs: np.ndarray, tap: float) -> np.ndarray:
    return (needs <= tap) & (tap > 0)


def _felt(calcium: float) -> str:
    low = calcium < SYMPTOMS_BELOW
    return "tingling: mouth and fingers" if low else "normal"


def _strength(potassium: float) -> str:
    if potassium < PARALYSIS_BELOW:
        return "weak, up to paralysed"
    if potassium < MUSCLE_WEAK_BELOW:
        return "weak, tired"
    return "normal" if potassium >= POTASSIUM_RANGE[0] else "normal, as a rule"


def _jerks(potassium: float, calcium: float) -> str:
    if calcium < SYMPTOMS_BELOW:
        return "twitch on tap or cuff"
    return "can be reduced (case V6)" if potassium < MUSCLE_WEAK_BELOW else "normal"


@dataclass(frozen=True)
class Told:
    """One cause from the evidence: not computed.

    `story` says how it shows itself, `findings` has the keys of a Column, `act` says how fast to act,
    `sources` are reference keys.
    """

    name: str
    story: str
    findings: dict[str, str]
    act: str
    sources: tuple[str, ...]


DEHYDRATION = "dehydration"


@cache
def told() -> tuple[Told, ...]:
    """Dehydration and the causes that the article's table leaves out."""
    wet, dry = (row("D26", condition=c) for c in _LOSS)
    osmolality = " for ".join(r["condition"].split()[-1] for r in (dry, wet))
    nothing = "nothing typical"
    return (
        Told(
            DEHYDRATION,
            "Measured in people: the rate of stimulation that starts a cramp.",
            _sheet("normal", "normal", "normal", f"osmolality {osmolality} after 3 % lost"),
            "a deficit needs another explanation",
            ("miller2010hypo", "lau2019", "miller2022"),
        ),
        Told(
            "narrowed artery",
            "The calf cramps after a certain distance. Just standing still eases it (likelihood ratio 20).",
            _sheet("no loss (case V3)", "normal at rest", "normal", "pulses, ankle pressure"),
            "feel the pulses",
            ("nadeau2013",),
        ),
        Told(
            "suddenly blocked artery",
            "All at once the leg hurts, is pale and cold.",
            _sheet("numb", "weak", "do not help here", "no pulse: feel for it"),
            "EMERGENCY: ambulance",
            ("creager2012", "stoklasa2023"),
        ),
        Told(
            "clot in a vein",
            "One calf is swollen, warm and goes on hurting after the 'cramp'.",
            _sheet(nothing, nothing, nothing, "calf over 3 cm thicker; then a score"),
            "SAME DAY; no massage, no stretching",
            ("wells1997", "wells2006"),
        ),
        Told(
            "muscle breakdown",
            "After exertion or heat: severe pain, swelling, dark urine.",
            _sheet(nothing, "weak", nothing, "CK, median of 41: 16 888 U/L"),
            "EMERGENCY: blood and urine",
            ("arnautovic2019", "scalco2016"),
        ),
        Told(
            "motor neuron disease",
            "Twitches, and a weakness that grows without pain. Twitches alone are common: "
            "of 121 people followed none fell ill.",
            _sheet(
                "normal",
                "weak, wasted, getting worse",
                "mixed: brisk in a wasted leg",
                "twitches in more than one limb",
            ),
            "URGENT neurology",
            ("decarvalho2017", "blexrud1993"),
        ),
        Told(
            "pressed spinal cord",
            "Stiff legs that jump. The one pinch in which spasms are typical is of the cord.",
            _sheet(
                "can be lost below it", "can be weak", "brisk, clonus, toe up", "a low-back scan misses it"
            ),
            "URGENT",
            ("kandel",),
        ),
        Told(
            "a drug or an illness",
            "Diuretics, statins, beta-agonists; pregnancy, dialysis, cirrhosis, thyroid disease.",
            _sheet("depends", "depends", "depend", "list of drugs, blood"),
            "ask before explaining",
            ("miller_layzer2005", "katzberg2010"),
        ),
    )


def _sheet(sensation, power, reflexes, tests):
    return {"sensation": sensation, "power": power, "reflexes": reflexes, "tests": tests}


def cause(name: str) -> Told:
    """One of `told`, by name."""
    known = {each.name: each for each in told()}
    one_of("cause", name, known)
    return known[name]


@dataclass(frozen=True)
class Measured:
    """A cramp threshold in people (Hz): the stimulation of their nerve that started a cramp."""

    label: str
    hertz: float
    spread: float
    share: float  # of the same people before


_LOSS = ("hydrated, osmolality 282.5", "3% dehydrated, osmolality 295.1")


@cache
def dehydration() -> tuple[Measured, ...]:
    """Cramp threshold before and after a loss of water (D26); one number where the source found no change."""
    before, after = (row("D26", condition=c) for c in _LOSS)
    lau = row("D26", condition="baseline and after 2% loss")
    return (
        Measured("before", before["value"], before["spread"], 1.0),
        Measured("3 % lost", after["value"], after["spread"], after["value"] / before["value"]),
        Measured("2 % lost or not", lau["value"], lau["spread"], 1.0),
    )


def interval(difference: float, p: float, share: float = 0.95) -> tuple[float, float]:
    """The interval round a published `difference` whose p value (two-sided) is all that was printed.

    Taken from the normal curve, which for ten people is about a tenth too narrow.
    Raises ValueError for a p or a share outside 0.001 to 0.999.
    """
    within("p value", p, 0.001, 0.999)
    within("share", share, 0.001, 0.999)
    normal = NormalDist()
    half = abs(difference) * normal.inv_cdf((1 + share) / 2) / normal.inv_cdf(1 - p / 2)
    return difference - half, difference + half


def welch(mean: float, sd: float, n: int, other: float, other_sd: float, other_n: int) -> float:
    """Welch's t of two groups from mean, SD and number of people.  ValueError unless SD > 0 and n > 1."""
    if min(sd, other_sd) <= 0 or min(n, other_n) < 2:
        raise ValueError("Welch's t needs an SD above 0 and at least 2 people in either group.")
    return (mean - other) / (sd**2 / n + other_sd**2 / other_n) ** 0.5
