"""The lumbar and sacral roots: what each one serves, and which one a disc presses on.

Source of the table: Harrison's Principles of Internal Medicine, "Back and Neck Pain"; S2–S4 from Standring,
Gray's Anatomy (evidence table D10).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ._published import one_of, rows

POSITIONS = ("paracentral", "far lateral", "central")
FIBULAR_SPARES = ("inversion", "hip abduction")  # movements of L5 that do not run in the common fibular nerve


@dataclass(frozen=True)
class Root:
    """One root (S2 to S4 stand together).

    `dermatome` is its skin, `myotome` the movements it serves.  `reflex` is the one that tests it, None
    where none does; `reflex_shared` when it only adds to a reflex that another root leads.  `stretch_test`
    is None where none is in use.  `paracentral` and `far_lateral` are the disc levels that press on it,
    None where there is none.
    """

    name: str
    dermatome: str
    myotome: tuple[str, ...]
    reflex: str | None
    reflex_shared: bool
    stretch_test: str | None
    paracentral: str | None
    far_lateral: str | None
    source: str


@dataclass(frozen=True)
class Hit:
    """The roots that a disc presses on: `level` such as "L4/5", `position`, root names, and the rule."""

    level: str
    position: str
    roots: tuple[str, ...]
    rule: str


class Site(StrEnum):
    """Where a foot drop comes from, as far as two movements can tell."""

    ROOT = "L5 root"
    NERVE = "common fibular nerve"
    UNDECIDED = "not the common fibular nerve alone"


@cache
def roots() -> tuple[Root, ...]:
    """Every root of the table, from L2 to S2-S4."""
    return tuple(_read(r) for r in rows("D10"))


def root(name: str) -> Root:
    """The root with this name, such as "L5" or "S2-S4"; ValueError for another."""
    known = {r.name: r for r in roots()}
    one_of("root", name, known)
    return known[name]


def levels() -> tuple[str, ...]:
    """The disc levels, from L1/2 to L5/S1."""
    return tuple(r.paracentral for r in roots() if r.paracentral)


def root_hit(level: str, position: str) -> Hit:
    """The root or roots that a disc at `level` ("L1/2" to "L5/S1") presses on.

    A paracentral disc meets the traversing root, which bears the number of the lower vertebra and leaves
    one level further down.  A far-lateral disc meets the exiting root, that of the upper vertebra.  A
    central disc can meet every root that still runs in the sac: the traversing one and all below it, S2 to
    S4 among them (cauda equina). Raises ValueError for another level or position, and for far lateral at
    L1/2: L1 is not in the table.
    """
    one_of("disc level", level, levels())
    one_of("position of the disc", position, POSITIONS)
    upper, lower = level.split("/")
    lower = lower if lower.startswith("S") else f"L{lower}"
    names = [r.name for r in roots()]
    if position == "paracentral":
        return Hit(level, position, (lower,), "traversing root: the number of the lower vertebra")
    if position == "far lateral":
        if upper not in names:
            raise ValueError(
                f"A far-lateral disc at {level} meets {upper}, which is not among the roots of the table; "
                f"allowed is {levels()[1]} to {levels()[-1]}."
            )
        return Hit(level, position, (upper,), "exiting root: the number of the upper vertebra")
    return Hit(
        level,
        position,
        tuple(names[names.index(lower) :]),
        "cauda equina: the traversing root and all below it, which run in the middle of the canal",
    )


def weak_movements(site: Site | str) -> tuple[str, ...]:
    """The movements of L5 that a complete lesion at `site` ("L5 root", "common fibular nerve") weakens."""
    one_of("site of the lesion", site, (Site.ROOT, Site.NERVE))
    spared = () if site == Site.ROOT else FIBULAR_SPARES
    return tuple(movement for movement in root("L5").myotome if movement not in spared)


def foot_drop(*, inversion_weak: bool, hip_abduction_weak: bool) -> Site:
    """Root or nerve?  Both movements weak: the L5 root.  Neither: the common fibular nerve.

    Inversion and hip abduction come from L5 but not through the common fibular nerve (D10).  One of the two
    weak says only that the lesion is not in that nerve alone.
    """
    if inversion_weak and hip_abduction_weak:
        return Site.ROOT
    return Site.UNDECIDED if inversion_weak or hip_abduction_weak else Site.NERVE


def _read(r) -> Root:
    reflex = r["reflex"]
    return Root(
        name=r["root"],
        dermatome=r["sensory"],
        myotome=tuple(r["motor"].split(", ")),
        reflex=None if reflex.startswith("none") else reflex.strip("()"),
        reflex_shared=reflex.startswith("("),
        stretch_test=_given(r["stretch_test"]),
        paracentral=_given(r["disc_paracentral"]) if "/" in r["disc_paracentral"] else None,
        far_lateral=_given(r["disc_farlateral"]),
        source=r["source"],
    )


def _given(cell: str) -> str | None:
    return None if cell == "-" else cell
