"""A right leg from the iliac crest to the toes, seen from the front and from the back, as arrays of points.

Every function gives points (n × 2) in centimetres: y upwards from the tip of the toes, x to the viewer's
right from the midline of the body. The foot points down: the front shows its dorsum, the back its sole.

Inside the leg a place is named by (f, y): f runs from 0 at the inner edge to 1 at the outer edge, so that a
shape drawn with f between 0 and 1 cannot leave the leg. Patches of skin follow the wording of the course's
table of roots (D10), and those of neighbours overlap on purpose.
"""

import numpy as np

VIEWS = ("front", "back")
HEIGHT = 112.0
WIDTH = 19.2

_OUTER = (
    *((14.0, 112), (15.4, 107), (17.4, 101), (18.9, 94.5), (19.2, 88), (18.8, 80), (17.9, 71), (16.2, 61.5)),
    *((15.0, 56.5), (14.7, 53), (14.8, 49.5), (15.7, 43), (15.3, 36.5), (13.6, 29), (12.0, 22), (11.7, 18.5)),
    *((12.4, 15.8), (12.2, 13), (13.2, 9), (14.3, 5.4), (14.1, 2.8), (13.6, 2.0)),
)
_INNER = (
    *((0.0, 112), (0.0, 88), (0.6, 85.5), (1.2, 80), (2.4, 71), (4.4, 62), (5.2, 57), (5.0, 53.5)),
    *((5.5, 49.5), (4.6, 43), (4.9, 36.5), (6.6, 29), (7.9, 21.5), (7.8, 18), (7.0, 16.2), (7.4, 13)),
    *((7.0, 9), (6.2, 5), (6.3, 1.8), (6.5, 1.0)),
)
_TOES = (  # from the outer side to the great toe: centre, half width, lowest point
    *((13.35, 0.7, 2.0), (12.0, 0.75, 1.1), (10.5, 0.8, 0.6), (8.95, 0.85, 0.3), (7.3, 1.0, 0.0)),
)


def smooth(points, closed=False, steps=8) -> np.ndarray:
    """A Catmull–Rom curve through `points`."""
    p = np.asarray(points, float)
    p = np.vstack([p[-1], p, p[0], p[1]]) if closed else np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    a, b, c, d = p[:-3], p[1:-2], p[2:-1], p[3:]
    t = (np.arange(steps) / steps)[:, None, None]
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - 3 * c + d - a) * t**3)
    curve = curve.transpose(1, 0, 2).reshape(-1, 2)
    return np.vstack([curve, curve[:1] if closed else p[-2:-1]])


_OUTER_EDGE, _INNER_EDGE = smooth(_OUTER), np.maximum(smooth(_INNER), 0)  # no further than the midline


def place(points, view: str) -> np.ndarray:
    """Points (f, y) inside the leg as (x, y) of a view; ValueError for another view."""
    f, y = np.asarray(points, float).T
    inner = np.interp(-y, -_INNER_EDGE[:, 1], _INNER_EDGE[:, 0])
    outer = np.interp(-y, -_OUTER_EDGE[:, 1], _OUTER_EDGE[:, 0])
    return _seen(np.column_stack([inner + np.clip(f, 0, 1) * (outer - inner), y]), view)


def outline(view: str) -> np.ndarray:
    """The closed silhouette of the leg, toes included."""
    toes = [
        (centre + half * np.cos(angle), low + half + half * np.sin(angle))
        for centre, half, low in _TOES
        for angle in np.linspace(0, -np.pi, 9)
    ]
    return _seen(np.vstack([_OUTER_EDGE, toes, _INNER_EDGE[::-1], _OUTER_EDGE[:1]]), view)


def details(view: str) -> list[np.ndarray]:
    """The lines inside the silhouette by which one knows the front from the back."""
    toes = [((x, 3.6), (x, 1.6)) for x in (8.2, 9.75, 11.3, 12.7)]
    if view == "front":
        lines = (
            ((0.08, 88.5), (0.35, 92), (0.7, 98), (0.93, 103)),  # groin
            *(
                ((0.33, 57.5), (0.35, 54.6), (0.5, 52.6), (0.65, 54.6), (0.67, 57.5)),  # kneecap
                ((0.36, 57.8), (0.5, 59.6), (0.64, 57.8)),
            ),
            ((0.46, 48), (0.4, 40), (0.38, 30), (0.36, 21)),  # shin
            ((0.02, 15.2), (0.2, 15.6), (0.25, 17.4)),  # inner ankle
            ((0.98, 14.6), (0.8, 14.8), (0.75, 16.6)),  # outer ankle
        )
    else:
        lines = (
            ((0.03, 85.6), (0.2, 83.4), (0.5, 83), (0.78, 85.2)),  # fold of the buttock
            ((0.3, 55), (0.5, 54.2), (0.7, 55)),  # hollow of the knee
            ((0.42, 30), (0.4, 24), (0.36, 19), (0.3, 16)),  # Achilles tendon
            ((0.56, 30), (0.58, 24), (0.64, 19), (0.72, 16)),
            ((0.12, 14), (0.2, 11), (0.5, 9.8), (0.8, 11), (0.88, 14)),  # heel
        )
    inside = [place(smooth(line), view) for line in lines]
    return inside + [_seen(np.array(line), view) for line in toes]


def dermatome(root: str, view: str) -> list[np.ndarray]:
    """Closed patches of the skin of `root` ("L2" to "S2-S4"); [] where none is in view."""
    return _patches(_DERMATOMES, "root", root, view)


def nerve_skin(nerve: str, view: str) -> list[np.ndarray]:
    """Closed patches of the skin of a nerve: "sciatic nerve" or "common fibular nerve"."""
    return _patches(_NERVE_SKIN, "nerve", nerve, view)


def muscles(movement: str, view: str) -> list[np.ndarray]:
    """The main muscles of a movement, named as in the table of roots; [] where none is in view."""
    return _patches(_MUSCLES, "movement", movement, view)


def movements() -> tuple[str, ...]:
    """The movements that have muscles here."""
    return tuple(_MUSCLES)


def label(root: str, view: str) -> tuple[np.ndarray, str] | None:
    """Where the name of a dermatome stands, just outside the leg, and on which side of it ("left", "right").

    None where another view shows it better.
    """
    if (root, _view(view)) not in _LABELS:
        return None
    edge, y = _LABELS[root, view]
    point = place([(edge, y)], view)[0]
    side = "left" if (edge == 1) == (view == "front") else "right"
    return point + np.array([-0.6 if side == "left" else 0.6, 0]), side


def nerve(view: str) -> list[np.ndarray]:
    """The sciatic nerve and its two branches; from the front only the end of the fibular one."""
    if view == "front":
        return [place(smooth(((0.98, 49.5), (0.86, 46), (0.74, 38), (0.62, 26), (0.5, 12))), view)]
    return [
        place(smooth(((0.3, 97), (0.42, 93), (0.5, 86), (0.5, 74), (0.5, 61))), view),
        place(smooth(((0.5, 61), (0.52, 52), (0.5, 40), (0.42, 26), (0.3, 15))), view),
        place(smooth(((0.5, 61), (0.68, 56), (0.88, 51.5), (0.97, 48.5))), view),
    ]


#: Places on the leg that a lab marks: (view, point in (f, y)).
SPOTS = {
    "sciatic nerve": ("back", (0.45, 91.5)),
    "common fibular nerve": ("back", (0.92, 50.5)),
    "knee": ("front", (0.5, 51.5)),
    "ankle": ("back", (0.5, 19.5)),
}


def spot(name: str) -> tuple[str, np.ndarray]:
    """View and point of one of `SPOTS`: where a nerve is pressed or a tendon is tapped."""
    view, at = SPOTS[name]
    return view, place([at], view)[0]


def _patches(known, kind, name, view) -> list[np.ndarray]:
    if name not in known:
        raise ValueError(f"The {kind} is {name!r}; drawn are {', '.join(known)}.")
    return [place(smooth(patch, closed=True), view) for patch in known[name].get(_view(view), ())]


def _view(view: str) -> str:
    if view not in VIEWS:
        raise ValueError(f"The view is {view!r}; allowed is {' or '.join(VIEWS)}.")
    return view


def _seen(points, view) -> np.ndarray:
    """The outer side of a right leg lies on the left from the front, on the right from the back."""
    return points * np.array([-1 if _view(view) == "front" else 1, 1])


def _belly(upper, lower, width) -> tuple:
    """A spindle between two points (f, y), `width` of f at its middle."""
    (f1, y1), (f2, y2) = upper, lower
    along = np.array([0, 0.12, 0.35, 0.6, 0.85, 1])
    half = width / 2 * np.array([0.1, 0.55, 1, 0.9, 0.4, 0.1])
    f, y = f1 + (f2 - f1) * along, y1 + (y2 - y1) * along
    return (*zip(f - half, y, strict=True), *zip((f + half)[::-1], y[::-1], strict=True))


_FOOT = ((0.0, 13), (0.3, 16), (0.72, 15), (0.8, 9), (0.78, 3.4), (0.4, 2), (0.05, 2), (0.0, 6))
_DERMATOMES = {
    "L2": {"front": [((0.05, 86), (0.3, 89), (0.97, 93), (1, 84), (0.98, 76), (0.5, 73), (0.05, 76))]},
    "L3": {
        "front": [((0.02, 77), (0.5, 74), (0.95, 74), (0.97, 63), (0.86, 54), (0.5, 50), (0.08, 51), (0, 64))]
    },
    "L4": {
        "front": [((0.05, 53), (0.42, 51), (0.5, 42), (0.46, 30), (0.42, 19), (0.1, 14.5), (0, 22), (0, 40))],
        "back": [((0, 51), (0.2, 49), (0.26, 40), (0.22, 28), (0.2, 18), (0, 15.5), (0, 28), (0, 42))],
    },
    "L5": {
        "front": [
            (
                (0.6, 51),
                (0.95, 52),
                (1, 40),
                (1, 26),
                (0.84, 18),
                *_FOOT[3:],
                *_FOOT[:2],
                (0.42, 22),
                (0.44, 36),
            )
        ],
        "back": [((0.8, 51), (1, 51), (1, 40), (1, 26), (0.95, 19), (0.8, 20), (0.72, 30), (0.72, 42))],
    },
    "S1": {
        "front": [((0.86, 16), (1, 15), (1, 9), (1, 3.6), (0.8, 3), (0.74, 6), (0.78, 11))],
        "back": [((0.1, 15), (0.5, 17), (1, 17), (1, 8), (1, 2.6), (0.5, 1.8), (0.05, 2), (0.02, 8))],
    },
    "S2-S4": {
        "front": [((0, 91), (0.12, 90), (0.16, 86.5), (0.1, 83), (0, 83.5), (0, 87))],
        "back": [((0, 99), (0.16, 98), (0.36, 92), (0.34, 86), (0.16, 81), (0, 82), (0, 90))],
    },
}
_LABELS = {  # the edge of the leg, and the height
    ("L2", "front"): (1, 82),
    ("L3", "front"): (1, 66),
    ("L4", "front"): (0, 34),
    ("L5", "front"): (1, 34),
    ("S1", "front"): (1, 8),
    ("S1", "back"): (1, 8),
    ("S2-S4", "back"): (0, 91),
}
_NERVE_SKIN = {
    "sciatic nerve": {
        "front": [
            # the inner edge of calf and foot belongs to the saphenous nerve
            (
                *((0.62, 49), (0.96, 50), (1, 40), (1, 26), (1, 15), (1, 5), (0.9, 2.5), (0.4, 2), (0.16, 2)),
                *((0.2, 9), (0.36, 16), (0.46, 24), (0.5, 38)),
            )
        ],
        "back": [
            (
                (0.3, 48),
                (0.7, 50),
                (1, 48),
                (1, 30),
                (1, 12),
                (1, 3),
                (0.5, 2),
                (0.1, 2.4),
                (0.2, 12),
                (0.3, 22),
            )
        ],
    },
    "common fibular nerve": {
        "front": [
            ((0.66, 40), (0.98, 42), (1, 28), (0.9, 17), *_FOOT[3:], *_FOOT[:2], (0.42, 20), (0.5, 30))
        ],
        "back": [((0.86, 40), (1, 41), (1, 28), (0.97, 20), (0.88, 22), (0.82, 32))],
    },
}
_SHIN = _belly((0.6, 49), (0.42, 18), 0.24)
_MUSCLES = {
    "hip flexion": {"front": [_belly((0.22, 108), (0.4, 84), 0.26)]},
    "adduction": {"front": [_belly((0.06, 87), (0.3, 62), 0.3)]},
    "hip abduction": {
        "front": [((0.9, 104), (0.98, 100), (0.99, 94), (0.93, 90), (0.86, 97))],
        "back": [((0.42, 104), (0.7, 106.5), (0.95, 102), (0.97, 95), (0.9, 91), (0.66, 97))],
    },
    "hip extension": {
        "back": [
            ((0.1, 99), (0.4, 103), (0.66, 97), (0.9, 91), (0.92, 83), (0.6, 84), (0.26, 85), (0.08, 90))
        ]
    },
    "knee extension": {
        "front": [
            _belly((0.62, 92), (0.52, 58), 0.34),
            _belly((0.84, 86), (0.68, 57), 0.26),
            _belly((0.42, 78), (0.3, 55), 0.26),
        ]
    },
    "knee flexion": {
        "back": [_belly((0.4, 84), (0.9, 52), 0.34), _belly((0.34, 84), (0.14, 51), 0.34)],
    },
    "part of dorsiflexion": {"front": [_SHIN]},
    "great toe and ankle dorsiflexion": {
        "front": [_SHIN, _belly((0.72, 40), (0.16, 4), 0.16)],
    },
    "eversion": {
        "front": [_belly((0.92, 50), (0.95, 17), 0.18)],
        "back": [_belly((0.93, 50), (0.93, 15), 0.16)],
    },
    "inversion": {"back": [_belly((0.5, 46), (0.08, 15), 0.2)]},
    "plantarflexion": {
        "back": [
            _belly((0.28, 54), (0.42, 28), 0.44),
            _belly((0.7, 54), (0.56, 28), 0.44),
            _belly((0.5, 34), (0.5, 15), 0.3),
        ]
    },
    "toe flexion": {"back": [_belly((0.5, 12), (0.4, 2.6), 0.62)]},
}
