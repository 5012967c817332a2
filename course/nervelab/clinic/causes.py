"""Disc, narrow canal, bone spur, swelling: from millimetres and posture to pressure on a root.

Nobody has measured geometry and contact pressure together in people.  The pressures are anchored on two
human studies (D02) and the limits of room on D12.  The curve between them is ILLUSTRATIVE, and every result
says so.  Contact begins where the free room ends and grows with the square of the overlap:

    pressure = (Σ stiffness × overlap)²        mmHg; √mmHg per mm; mm
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import sqrt

from ..physiology import Pinch
from ..physiology._checks import within
from ..physiology.pinch import HIGHEST_PRESSURE
from ._published import one_of, row

# ILLUSTRATIVE, all in mm.
HEALTHY_CANAL = 18.0  # wide enough that no posture of this model uses up its room
HEALTHY_DISC = 8.0  # posterior height, twice the critical one
FREE_ROOM = 2.0  # between a root and the wall of a healthy canal, filled with fat and fluid
CANAL = (5.0, 25.0)  # the range of the model
DISC_HEIGHT = (1.0, 12.0)  # likewise
MEAN_BULGE = 6.0  # taken as the bulge behind the mean contact pressure measured at discectomy
REASON = (
    "No study has measured geometry and contact pressure together: only the anchors are measured. "
    "The curve between them, the free room and the stiffness are chosen for this course."
)


class Posture(StrEnum):
    """Postures of the lumbar spine, from the widest canal to the narrowest."""

    LYING = "lying"
    SITTING = "sitting"
    FLEXED = "standing flexed"
    STANDING = "standing"
    EXTENDED = "standing extended"


@dataclass(frozen=True)
class Anchor:
    """A pressure (mmHg) measured in people: mean, range or SD where published, people, reference key."""

    name: str
    pressure: float
    low: float | None
    high: float | None
    sd: float | None
    n: int
    source: str
    illustrative: bool = False


@dataclass(frozen=True)
class Contact:
    """Pressure (mmHg) on the root that is pressed most, and the `site`: "canal", "foramen" or "none"."""

    pressure: float
    site: str
    illustrative: bool = True
    reason: str = REASON


@dataclass(frozen=True, kw_only=True)
class Cause:
    """What takes room from the roots at one level.  Lengths in mm; the defaults leave the root free.

    `bulge` (0 to 15) of the disc; `canal` (5 to 25), the front-to-back diameter as imaged lying; `spur`
    (0 to 10) of bone in the foramen; `swelling` (0 to 6) of root and tissue after an injury; `disc_height`
    (1 to 12) at the back; `posture`.  What narrows one site adds up.  Raises ValueError for a value outside
    its range.
    """

    bulge: float = 0.0
    canal: float = HEALTHY_CANAL
    spur: float = 0.0
    swelling: float = 0.0
    disc_height: float = HEALTHY_DISC
    posture: Posture | str = Posture.STANDING

    def __post_init__(self):
        within("disc bulge", self.bulge, 0, 15, "mm")
        within("canal diameter", self.canal, *CANAL, "mm")
        within("bone spur", self.spur, 0, 10, "mm")
        within("swelling", self.swelling, 0, 6, "mm")
        within("posterior disc height", self.disc_height, *DISC_HEIGHT, "mm")
        one_of("posture", self.posture, Posture)
        object.__setattr__(self, "posture", Posture(self.posture))

    @property
    def canal_now(self) -> float:
        """Canal diameter (mm) in this posture."""
        return self.canal * narrowing(self.posture)

    @property
    def foramen(self) -> float:
        """Height of the foramen (mm).

        Set so that its critical height belongs to the critical height of the disc (Hasegawa et al. 1995,
        doi:10.2106/00004623-199501000-00005: 15 and 4 mm); every mm of disc lost or bone gained takes one
        from it.
        """
        limit = _limits()
        return limit.foramen + self.disc_height - limit.disc - self.spur

    @property
    def contacts(self) -> tuple[Contact, Contact]:
        """Pressure on the traversing root, in the canal, and on the exiting root, in the foramen.

        In the canal overlap begins when bulge and swelling have used the free room, of which nothing is left
        at 12 mm (relative stenosis, Kalichman et al. 2009, doi:10.1016/j.spinee.2009.03.005), and below that
        diameter the canal itself presses.  In the foramen overlap begins at the critical height.
        """
        limit = _limits()
        room = self.canal_now - limit.relative
        free = min(max(room, 0.0), FREE_ROOM)
        disc, wall = _stiffness()
        canal = disc * max(self.bulge + self.swelling - free, 0.0) + wall * max(-room, 0.0)
        foramen = disc * max(limit.foramen + self.swelling - self.foramen, 0.0)
        return tuple(
            Contact(min(force**2, HIGHEST_PRESSURE), site if force else "none")
            for force, site in ((canal, "canal"), (foramen, "foramen"))
        )

    @property
    def contact(self) -> Contact:
        """Pressure on the root that is pressed most; the traversing one where both are pressed alike."""
        canal, foramen = self.contacts
        return canal if canal.pressure >= foramen.pressure else foramen

    def pinch(self, minutes: float, irritability: float = 0.0) -> Pinch:
        """The pinch of an axon after `minutes` (min) at this contact pressure; ranges as in `Pinch`."""
        return Pinch(pressure=self.contact.pressure, minutes=minutes, irritability=irritability)


def typical() -> dict[str, Cause]:
    """One example of each cause, for a first look; the sizes are invented."""
    return {
        "herniated disc": Cause(bulge=MEAN_BULGE),
        "stenosis": Cause(canal=_limits().absolute, posture=Posture.EXTENDED),
        "bone spur": Cause(spur=5.0, disc_height=5.0),
        "trauma": Cause(swelling=5.0),
    }


def anchors() -> tuple[Anchor, Anchor]:
    """The measured pressures: a root at discectomy, and the epidural space in stenosis, standing extended.

    Takahashi, Shima & Porter 1999 (doi:10.1097/00007632-199910010-00007) and Takahashi et al. 1995.
    """
    disc = row("D02", preparation="human lumbar root at discectomy")
    stenosis = row("D02", preparation="human stenotic epidural space L4/5, standing extended")
    return tuple(
        Anchor(r["preparation"], r["pressure"], r["low"], r["high"], r["sd"], int(r["n"]), r["source"])
        for r in (disc, stenosis)
    )


def narrowing(posture: Posture | str) -> float:
    """Canal diameter in a posture relative to the widest, 0 to 1.

    Extended against flexed: the ratio of the canal areas at L4/5 (Schmid et al. 1999, 224 and 268 mm²), as
    if the width of the canal stayed the same.  ILLUSTRATIVE: lying and sitting as flexed, standing
    half-way.
    """
    one_of("posture", posture, Posture)
    least = _extended()
    return {Posture.EXTENDED: least, Posture.STANDING: (1 + least) / 2}.get(Posture(posture), 1.0)


def canal_grade(diameter: float) -> str:
    """The canal by its front-to-back diameter (mm, 5 to 25).

    "absolute stenosis" below 10 mm, "relative stenosis" below 12 mm, else "no stenosis" (Kalichman et al.
    2009).
    """
    within("canal diameter", diameter, *CANAL, "mm")
    limit = _limits()
    if diameter < limit.absolute:
        return "absolute stenosis"
    return "relative stenosis" if diameter < limit.relative else "no stenosis"


def critical_foramen(*, height: float, disc_height: float) -> bool:
    """Whether a foramen is critical: height (mm) at most 15, or posterior disc height (mm) at most 4.

    Hasegawa et al. 1995.  Critical is not certain: with such a disc 8 of 10 foramina held a compressed root
    (D12).
    """
    within("foraminal height", height, 1, 40, "mm")
    within("posterior disc height", disc_height, *DISC_HEIGHT, "mm")
    limit = _limits()
    return height <= limit.foramen or disc_height <= limit.disc


@dataclass(frozen=True)
class TwoLevels:
    """Two compressions of the cauda equina, one above the other.

    `flow_fall` (%) is by how much the blood flow between them falls; `note` says what stands behind it.
    """

    upper: Contact
    lower: Contact
    flow_fall: float
    note: str
    illustrative: bool = True
    reason: str = REASON


def two_levels(upper: Cause, lower: Cause) -> TwoLevels:
    """Both causes together: the pressure at each level, and the blood flow between them."""
    pressures = upper.contact.pressure, lower.contact.pressure
    point = row("D01", preparation="pig cauda equina, two levels")
    least, fall = point["low"], point["effect_value"]
    if "foramen" in (upper.contact.site, lower.contact.site):
        note = "One root is pressed in its foramen, outside the canal: nothing is caught between two levels."
        return TwoLevels(upper.contact, lower.contact, 0.0, note)
    if min(pressures) == 0:
        note = "Only one level presses at most: nothing is caught between two."
    elif min(pressures) < least:
        note = f"Both levels press, one with less than {least:g} mmHg: a straight line from 0 to {fall:g} %."
    else:
        note = (
            f"Both levels press with {least:g} mmHg or more: in pigs flow between them fell by {fall:g} % at "
            f"{least:g} mmHg, and is taken to fall by no less above."
        )
    return TwoLevels(upper.contact, lower.contact, flow_fall(*pressures), note)


def flow_fall(upper: float, lower: float) -> float:
    """Fall (%) of the blood flow between two compressions of `upper` and `lower` mmHg (0 to 400).

    One point is measured: 64 % at 10 mmHg on both levels (pig, Takahashi et al. 1993,
    doi:10.1002/jor.1100110112). ILLUSTRATIVE: the weaker level decides, in a straight line up to that
    point, and the value stays there above it, where it means "at least".
    """
    within("pressure on the upper level", upper, 0, HIGHEST_PRESSURE, "mmHg")
    within("pressure on the lower level", lower, 0, HIGHEST_PRESSURE, "mmHg")
    point = row("D01", preparation="pig cauda equina, two levels")
    return point["effect_value"] * min(upper / point["low"], lower / point["low"], 1.0)


@cache
def _extended() -> float:
    """Canal area extended relative to flexed (D12)."""
    flexed, extended = (
        row("D12", measure=f"canal area L4/5, upright {bent}")["value"] for bent in ("flexed", "extended")
    )
    return extended / flexed


@dataclass(frozen=True)
class _Limits:
    relative: float
    absolute: float
    foramen: float
    disc: float


@cache
def _limits() -> _Limits:
    """Room that is critical, mm (D12)."""
    return _Limits(
        relative=row("D12", measure="canal AP, relative stenosis")["value"],
        absolute=row("D12", measure="canal AP, absolute stenosis", source="kalichman2009")["value"],
        foramen=row("D12", measure="foraminal height critical")["value"],
        disc=row("D12", measure="posterior disc height critical")["value"],
    )


@cache
def _stiffness() -> tuple[float, float]:
    """√mmHg per mm, of a root against the disc and in a narrow canal, so that each curve meets its anchor.

    ILLUSTRATIVE: the mean root contact belongs to MEAN_BULGE, and the stenotic canals to the limit of
    absolute stenosis.  Bone in the foramen is taken to be as hard as the disc.
    """
    disc, stenosis = anchors()
    limit = _limits()
    overlap = limit.relative - limit.absolute * narrowing(Posture.EXTENDED)
    return sqrt(disc.pressure) / (MEAN_BULGE - FREE_ROOM), sqrt(stenosis.pressure) / overlap
