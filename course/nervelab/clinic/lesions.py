"""One lesion and what an examiner finds in the leg: a disc on a root, or pressure on a nerve beyond it."""

from dataclasses import dataclass, replace

from ..physiology._checks import within
from ..physiology.reflex import ALPHA, IA, Reflex, tendon_jerk
from ._published import one_of
from .exam import examine
from .roots import Hit, Site, root_hit, weak_movements

CAUDA = "S2-S4"  # saddle, bladder and bowel: an emergency, which no scale of power or tendon reflexes grades


@dataclass(frozen=True)
class Nerve:
    """A nerve of the leg: the roots it collects, the movements and the skin it serves.

    `spares` are movements of the same roots that leave them by another way; `ankle` says whether the ankle
    jerk runs through it.
    """

    name: str
    roots: tuple[str, ...]
    movements: tuple[str, ...]
    spares: tuple[str, ...]
    skin: str
    ankle: bool
    sources: tuple[str, ...]


def nerves() -> tuple[Nerve, ...]:
    """The sciatic nerve and the branch of it that is pressed on most, at the neck of the fibula."""
    fibular = weak_movements(Site.NERVE)
    return (
        Nerve(
            name="sciatic nerve",
            roots=("L4", "L5", "S1", "S2", "S3"),
            movements=("knee flexion", *fibular, "inversion", "plantarflexion", "toe flexion"),
            # The gluteal nerves leave the plexus before the sciatic nerve has formed.
            spares=("hip abduction", "hip extension"),
            skin="outer and back of the calf, the foot except its inner edge",
            ankle=True,
            sources=("standring", "preston"),
        ),
        Nerve(
            name=str(Site.NERVE),
            roots=("L4", "L5", "S1", "S2"),
            movements=fibular,
            spares=tuple(m for m in weak_movements(Site.ROOT) if m not in fibular),
            skin="lower outer calf, dorsum of foot",
            ankle=False,
            sources=("preston",),
        ),
    )


@dataclass(frozen=True)
class Sheet:
    """What an examiner finds in a leg.

    `power` holds the MRC grade of every movement that the lesion reaches, `skin` the territory and its grade
    by root or nerve, `stretch` the stretch tests of the roots; `saddle` is true where S2 to S4 are at risk.
    `hit` is None for a lesion of a nerve, `nerve` is None for one of a root.
    """

    hit: Hit | None
    nerve: Nerve | None
    power: dict[str, str]
    skin: dict[str, tuple[str, str]]
    knee: Reflex
    ankle: Reflex
    stretch: dict[str, str]
    saddle: bool


def disc(level: str, position: str, *, conducting: float, irritability: float = 0.0) -> Sheet:
    """A disc at `level`, "L2/3" to "L5/S1", on the roots that it meets at `position` (`roots.root_hit`).

    `conducting` (0 to 1) is the share of each root's fibres, motor and sensory, that still conduct;
    `irritability` (0 to 1) decides the stretch tests. The knee jerk is that of L4, which leads it: what L3
    adds is left out. Raises ValueError for what is not there.
    """
    hit = root_hit(level, position)
    within("share of conducting fibres", conducting, 0, 1)
    knee, ankle = (_jerk(name, conducting if name in hit.roots else 1.0) for name in ("L4", "S1"))
    sizes = {"L3": 1.0, "L4": knee.amplitude, "S1": ankle.amplitude}
    found = [
        examine(name, motor=conducting, sensory=conducting, reflex=sizes.get(name), irritability=irritability)
        for name in hit.roots
        if name != CAUDA
    ]
    return Sheet(
        hit=hit,
        nerve=None,
        power={movement: each.power.grade for each in found for movement in each.root.myotome},
        skin={each.root.name: (each.sensation.where, each.sensation.grade) for each in found},
        knee=knee,
        ankle=ankle,
        stretch={each.stretch.where: each.stretch.grade for each in found if each.stretch},
        saddle=CAUDA in hit.roots,
    )


def nerve(name: str, *, conducting: float) -> Sheet:
    """Pressure on one of `nerves`, of whose fibres the share `conducting` (0 to 1) still conducts.

    Power and sensation are graded as for a root. A stretch test asks a root, so none is listed.
    """
    known = {each.name: each for each in nerves()}
    one_of("nerve", name, known)
    pressed = known[name]
    graded = examine("L5", motor=conducting, sensory=conducting)
    return Sheet(
        hit=None,
        nerve=pressed,
        power=dict.fromkeys(pressed.movements, graded.power.grade),
        skin={name: (pressed.skin, graded.sensation.grade)},
        knee=_jerk("L4", 1.0),
        ankle=_jerk("S1", conducting if pressed.ankle else 1.0),
        stretch={},
        saddle=False,
    )


def _jerk(name: str, conducting: float) -> Reflex:
    return tendon_jerk(name, replace(IA, conducting=conducting), replace(ALPHA, conducting=conducting))
