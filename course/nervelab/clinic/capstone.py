"""The capstone: which invented patient a learner gets, and a model whose sheet can be laid beside theirs.

The learner's id decides on the patient, by its SHA-256 hash: neighbours in a list may well get different
ones, and a regrade gets the same.  The model asks of a place which fibres still conduct, which fire unasked,
and what an examiner finds then.  Health education, not advice.
"""

import os
from dataclasses import replace
from hashlib import sha256

from .. import evidence
from ..evidence import Patient
from ..physiology import Pinch, muscle, nerve
from ..physiology.fibres import MOTOR, TOUCH
from ..physiology.ions import CALCIUM_OUTSIDE, POTASSIUM_OUTSIDE
from ..physiology.reflex import ALPHA, IA, tendon_jerk
from . import comparison, lesions, pathway
from ._published import one_of
from .exam import examine
from .roots import Site, root

VARIABLE = "NERVELAB_STUDENT"  # of the environment: the id by which a grader knows the learner

TAP = 0.75  # of what a healthy axon answers: with less calcium than usual it is enough
PLACES = (
    "L5 root",
    "S1 root",
    "lumbar canal",
    "cauda equina",
    "spinal cord",
    "sciatic nerve",
    "common fibular nerve",
    "sural nerve",
    "blood",
)


def patient(id: object) -> Patient:
    """The patient of the learner with this id; case and blanks around it do not count.

    Whatever is no id (blank, or not a text) gets the first patient.
    """
    everyone = evidence.patients()
    plain = _plain(id)
    number = int.from_bytes(sha256(plain.encode()).digest()) if plain else 0
    return everyone[number % len(everyone)]


def somebody_else(id: object) -> bool:
    """Whether the grader, who may set `VARIABLE`, knows this learner by another id."""
    true = _plain(os.environ.get(VARIABLE))
    return bool(true) and _plain(id) != true


def _plain(id: object) -> str:
    return id.strip().casefold() if isinstance(id, str) else ""


def run(
    place: str,
    *,
    severity: float = 0.0,
    irritability: float = 0.0,
    calcium: float = CALCIUM_OUTSIDE,
    potassium: float = POTASSIUM_OUTSIDE,
) -> dict[str, str | int | list[str]]:
    """What an examiner finds in the model, with the keys and words of `Patient.sheet`.

    At one of `PLACES` a pinch has this `severity` and `irritability` (0 to 1).  The place "blood" has no
    pinch: there `calcium` (ionised) and `potassium` (mmol/L) count, and only there.  In the cord the severity
    is the share of fibres that are silent, and irritability must be 0.  ILLUSTRATIVE, as `exam.examine`,
    `pathway` and `comparison` say.  Raises ValueError for another place or for a value that the place does
    not take.
    """
    one_of("place", place, PLACES)
    if place == "blood":
        if severity or irritability:
            raise ValueError(
                "Blood is everywhere: a pinch has no place in it. Leave severity and irritability out."
            )
        return _blood(calcium, potassium)
    if (calcium, potassium) != (CALCIUM_OUTSIDE, POTASSIUM_OUTSIDE):
        raise ValueError(f"The salts are those of the blood; at the place {place!r} they stay as usual.")
    make = _cord if place == "spinal cord" else _pinched
    return make(place, Pinch(severity=severity, irritability=irritability))


def _pinched(place: str, pinch: Pinch) -> dict:
    movements, ankle = _served()[place]
    motor, touch = (nerve.respond(nerve.population(kind), pinch) for kind in (MOTOR, TOUCH))
    found = examine("L5", motor=motor.share_conducting if movements else 1.0, sensory=touch.share_conducting)
    jerk = tendon_jerk(
        "S1",
        replace(IA, conducting=touch.share_conducting if ankle else 1.0),
        replace(ALPHA, conducting=motor.share_conducting if ankle else 1.0),
    )
    act = muscle.label(nerve.contract(motor, duration=comparison.HALF)) if movements else muscle.Label.QUIET
    skin = found.sensation.grade
    return _sheet(
        legs="both" if place in ("lumbar canal", "cauda equina") else "one",
        weak=[] if found.power.normal else list(movements),
        power=int(found.power.grade),
        skin=skin,
        saddle=skin if place == "cauda equina" else "normal",
        ankle=str(jerk.grade),
        muscle=str(act),
    )


def _served() -> dict[str, tuple[tuple[str, ...], bool]]:
    """Place: the movements whose motor axons run there, and whether the ankle jerk does."""
    sciatic, fibular = lesions.nerves()
    l5, s1 = root("L5").myotome, root("S1").myotome
    return {
        "L5 root": (l5, False),
        "S1 root": (s1, True),
        "lumbar canal": (l5 + s1, True),
        "cauda equina": (l5 + s1, True),
        "sciatic nerve": (sciatic.movements, True),
        str(Site.NERVE): (fibular.movements, False),
        "sural nerve": ((), False),
    }


def _cord(place: str, pinch: Pinch) -> dict:
    if pinch.irritability:
        raise ValueError("Fibres that fire by themselves are modelled outside the spinal cord only.")
    found = pathway.pinch(place, silent=pinch.severity)
    power = int(next(iter(found.power.values())))
    return _sheet(
        legs="both",
        weak=["every movement"] if power < 5 else [],
        power=power,
        skin=found.skin[0][1],
        ankle=found.ankle,
        toes=found.toes,
        muscle="stiff" if found.stiff else "quiet",
    )


def _blood(calcium: float, potassium: float) -> dict:
    found = comparison.salts(potassium, calcium, tap=TAP)
    weak = found.findings["power"].startswith("weak")
    return _sheet(
        legs="both",
        weak=["every movement"] if weak else [],
        power=4 if weak else 5,
        skin=found.findings["sensation"],
        muscle="answers a tap" if found.share_answering else "quiet",
    )


def _sheet(*, legs, weak, power, skin, muscle, saddle="normal", ankle="2+", toes="down") -> dict:
    return {
        "legs": legs,
        "weak": weak,
        "power": power,
        "skin": skin,
        "saddle": saddle,
        "ankle": ankle,
        "toes": toes,
        "muscle": muscle,
    }
