"""The lower spine from behind, its arches removed: vertebrae, discs, dural sac, roots and sciatic nerve.

Points (n × 2) in millimetres: x to the viewer's right, which is the patient's right, from the midline; y
upwards from the middle of the first sacral vertebra. The heights are schematic; the order of things is the
anatomy: a root leaves the sac at the disc above its vertebra, runs past that disc and leaves the canal under
the pedicle of its vertebra.
"""

import numpy as np

from nervelab.labs.drawings.leg import smooth

PITCH = 38.0  # one vertebra and one disc
VERTEBRAE = {"L2": 4 * PITCH, "L3": 3 * PITCH, "L4": 2 * PITCH, "L5": PITCH}
DISCS = {"L2/3": 3.5 * PITCH, "L3/4": 2.5 * PITCH, "L4/5": 1.5 * PITCH, "L5/S1": 0.5 * PITCH}
TOP, BOTTOM = 172.0, -96.0
ROOTS = ("L2", "L3", "L4", "L5", "S1", "S2", "S3")
#: Where the name of a root stands on the right side, and the end of the line that leads from there to it.
NAMES = {
    "L2": ((46, 120), None),
    "L3": ((46, 82), None),
    "L4": ((48, 44), None),
    "L5": ((58, 2), (45.4, -4)),
    "S1": ((58, -16), (31, -29)),
    "S2": ((58, -32), (37, -48.5)),
    "S3": ((58, -50), (40, -58)),
}
SACRAL = {"S1": -14.0, "S2": -32.0, "S3": -48.0}  # heights of the foramina


def vertebra(name: str) -> np.ndarray:
    """The body of a lumbar vertebra, closed."""
    y, half = VERTEBRAE[name], 23.5 + (VERTEBRAE["L2"] - VERTEBRAE[name]) / 30
    right = np.array([(0.9, 13), (1, 11), (0.9, 4), (0.88, -4), (1, -11), (0.9, -13)])
    shape = np.vstack([right, right[::-1] * [-1, 1]]) * [half, 1] + [0, y]
    return smooth(np.vstack([(0, y + 12.4), shape[:6], (0, y - 12.4), shape[6:]]), closed=True)


def pedicles(name: str) -> list[np.ndarray]:
    """The two cut pedicles of a lumbar vertebra, under which its roots leave."""
    return [_ellipse(side * 18.5, VERTEBRAE[name] + 4, 4.6, 6.4) for side in (-1, 1)]


def disc(name: str) -> np.ndarray:
    """An intervertebral disc, closed."""
    y, half = DISCS[name], 24 + (VERTEBRAE["L2"] - DISCS[name]) / 30
    t = np.linspace(0, 2 * np.pi, 49)
    return np.column_stack(  # a superellipse: flat above and below, round at the sides
        [
            half * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** 0.35,
            y + 5 * np.sign(np.sin(t)) * np.abs(np.sin(t)) ** 0.6,
        ]
    )


def sacrum() -> np.ndarray:
    """The sacrum with its wings, closed."""
    right = [
        (25, 13),
        (34, 16),
        (46, 12),
        (52, 2),
        (49, -16),
        (40, -36),
        (31, -52),
        (22, -66),
        (12, -80),
        (5, -86),
    ]
    return smooth(np.vstack([(0, 12), right, np.array(right[::-1]) * [-1, 1]]), closed=True)


def foramina() -> list[np.ndarray]:
    """The holes of the sacrum."""
    return [_ellipse(side * _foramen_x(y), y, 3.6, 3) for y in SACRAL.values() for side in (-1, 1)]


def hip_bones() -> list[np.ndarray]:
    """The wings of the hip bones, closed, cut off by the picture; the nerve leaves below their notch."""
    edge = smooth(
        [
            (88, 66),
            (76, 65),
            (64, 54),
            (56, 32),
            (54, 8),
            (53, -14),
            (52, -28),
            (56, -38),
            (66, -43),
            (88, -47),
        ]
    )
    wing = np.vstack([edge, edge[:1]])
    return [wing * [side, 1] for side in (-1, 1)]


def sac() -> np.ndarray:
    """The dural sac, closed, from the upper edge of the picture to its end at S2."""
    y = np.linspace(TOP, -30, 60)
    half = _half(y)
    return np.vstack([np.column_stack([half, y]), np.column_stack([-half, y])[::-1], [half[0], y[0]]])


def root(name: str, side: int = 1) -> np.ndarray:
    """The way of a root from the top of the picture, inside the sac, to its end; `side` 1 right, -1 left."""
    if name in VERTEBRAE:
        y = VERTEBRAE[name]
        out = [(11.6, y + 14), (12.2, y + 6), (15, y - 5), (22, y - 11), (31, y - 18)]
        out += _ONWARD.get(name, [(43, y - 29)])
        leaves = y + 22
    else:
        y = SACRAL[name]
        x = _foramen_x(y)
        leaves = y + (32 if name == "S1" else 26)
        out = [(_half(leaves) + 1.5, leaves - 8), (0.75 * x, y + 7), (x, y), *_ONWARD[name]]
    way = np.array([*_inside(name, leaves), *out], float)
    return smooth(way[way[:, 1] <= TOP + 0.1]) * [side, 1]


def sciatic(side: int = 1) -> np.ndarray:
    """The sciatic nerve, from where the roots have met."""
    return smooth([(52, -53), (56, -62), (59, -75), (60, BOTTOM)]) * [side, 1]


def herniation(level: str, position: str) -> np.ndarray:
    """The bulge of disc material: "paracentral", "far lateral" or "central"; closed."""
    x, width, height = {"paracentral": (10.5, 7.5, 6.5), "far lateral": (30, 7, 6.5), "central": (0, 11, 7)}[
        position
    ]
    return _ellipse(x, DISCS[level], width, height)


_ONWARD = {  # where a root goes once it has left the canal
    "L4": [(42, 40), (48, 16), (50, -16), (51, -40), (52, -53)],
    "L5": [(40, 10), (46, -8), (49, -30), (52, -53)],
    "S1": [(34, -33), (46, -47), (52, -53)],
    "S2": [(32, -46), (45, -52), (52, -54)],
    "S3": [(30, -57), (44, -57), (53, -56)],
}


def _inside(name, leaves) -> list[tuple[float, float]]:
    """Inside the sac the root that leaves next lies outermost."""
    rank = 1 - ROOTS.index(name) / len(ROOTS)
    heights = np.linspace(TOP, leaves, 6) if leaves < TOP - 8 else np.array([max(leaves, TOP - 0.1)])
    share = rank + (0.97 - rank) * np.clip((TOP - heights) / max(TOP - leaves, 1), 0, 1) ** 2.5
    return list(zip(_half(heights) * np.clip(share, 0, 0.97), heights, strict=True))


def _half(y):
    """Half the width of the sac."""
    y = np.asarray(y, float)
    return np.interp(y, [-30, -26, -16, 20, 100, TOP], [0.2, 2.6, 4.6, 8.6, 10.6, 11.6])


def _foramen_x(y):
    return 19 + (y + 14) / 9


def _ellipse(x, y, a, b) -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 33)
    return np.column_stack([x + a * np.cos(t), y + b * np.sin(t)])
