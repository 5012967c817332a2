"""A person lying on the back, seen from the side, with all that a signal passes between brain and foot.

Points (n × 2) in centimetres: x from the crown of the head to the soles, y upwards from the couch. The front
of the body is up, so that the cord lies under the vertebral bodies. The cord ends at the first lumbar disc;
the roots run on as the cauda equina. Cord and nerves are drawn thicker than they are.
"""

from itertools import pairwise

import numpy as np

from nervelab.labs.drawings.leg import smooth

LENGTH, HEIGHT = 181.0, 29.0

# The silhouette: face, front, toes; then sole, heel, back, head.
_FRONT = (
    *((3.2, 16.5), (5.6, 20.4), (8.2, 22.8), (11.0, 23.9), (12.3, 23.8), (13.2, 23.2), (14.6, 24.2)),
    *((16.2, 25.9), (17.0, 25.8), (17.4, 24.2), (18.4, 24.4), (19.1, 24.0), (19.9, 24.3), (20.7, 23.5)),
    *((21.8, 24.0), (23.2, 23.6), (23.9, 21.8), (24.0, 19.6), (25.2, 17.4), (28.0, 16.6), (33.0, 17.8)),
    *((41.0, 21.6),),
    *((48.0, 23.6), (55.0, 22.8), (63.0, 20.4), (72.0, 19.6), (80.0, 20.0), (87.0, 18.8), (94.0, 18.6)),
    *(
        (104.0, 19.2),
        (114.0, 18.0),
        (121.0, 16.6),
        (125.0, 16.9),
        (128.0, 15.6),
        (132.0, 13.9),
        (140.0, 13.6),
    ),
    *(
        (150.0, 12.0),
        (158.0, 10.4),
        (163.0, 10.2),
        (166.5, 12.4),
        (169.6, 17.0),
        (172.6, 22.4),
        (174.8, 26.0),
    ),
    *((176.6, 27.4), (178.4, 26.8), (178.4, 25.0)),
)
_BACK = (
    *((176.6, 20.0), (175.0, 13.0), (175.4, 7.0), (175.8, 3.0), (174.0, 0.7), (171.0, 0.5), (168.6, 2.4)),
    *((164.0, 4.4), (158.0, 3.6), (150.0, 1.4), (142.0, 0.4), (134.0, 1.6), (127.0, 3.8), (122.0, 4.0)),
    *((114.0, 2.4), (106.0, 1.2), (100.0, 1.3), (95.0, 0.4), (89.0, 0.2), (84.0, 0.8), (78.0, 3.0)),
    *((73.0, 3.7), (67.0, 3.0), (58.0, 1.0), (48.0, 0.2), (40.0, 0.6), (34.0, 2.6), (29.0, 5.2), (24.0, 6.2)),
    *((19.6, 5.4), (16.0, 4.0), (11.0, 3.2), (6.0, 4.6), (2.8, 8.2), (1.8, 12.4)),
)

# The middle of the spinal canal, from the skull to the end of the sacrum.
_CANAL = smooth(
    (
        *((17.0, 10.4), (22.0, 10.6), (28.0, 9.6), (34.0, 7.2), (42.0, 5.2), (50.0, 5.0), (58.0, 6.0)),
        *((66.0, 7.4), (72.0, 7.8), (77.0, 6.6), (82.0, 4.9), (87.0, 4.4)),
    )
)
#: x of the upper end of each group of vertebrae, how many there are, and where the last one ends.
_GROUPS = (("C", 18.0, 7, 31.0), ("T", 31.0, 12, 57.5), ("L", 57.5, 5, 75.0), ("S", 75.0, 4, 84.5))
CORD_END = 61.2  # x, between L1 and L2
GANGLION = (81.0, 6.2)  # of S1: the cell bodies of its touch fibres
MOTOR_NEURON = (59.2, 6.2)  # of the calf: its cell body, in the last stretch of the cord
BRAIN_LEG_AREA = (8.6, 18.0)
CALF, SHIN, SKIN = (141.0, 4.2), (141.0, 11.4), (174.2, 8.0)  # where the lab's signals end and begin

_SCIATIC = (*((80.5, 6.0), (85.0, 6.6), (89.0, 5.4), (94.0, 4.6), (104.0, 5.2), (114.0, 6.4), (121.0, 6.8)),)
_TIBIAL = ((121.0, 6.8), (128.0, 6.6), (136.0, 5.6), (150.0, 5.4), (160.0, 5.4), (168.0, 4.6), (172.6, 7.0))
_FIBULAR = (
    (121.0, 6.8),
    (126.0, 8.2),
    (130.0, 9.6),
    (136.0, 10.6),
    (150.0, 9.2),
    (160.0, 8.6),
    (168.0, 12.6),
)
_SURAL = (
    (126.0, 6.6),
    (134.0, 3.2),
    (146.0, 2.2),
    (158.0, 4.7),
    (164.0, 5.2),
    (168.5, 3.8),
    (171.6, 3.2),
    (174.0, 8.4),
)


def body() -> np.ndarray:
    """The closed silhouette."""
    return smooth(_FRONT + _BACK, closed=True, steps=6)


def details() -> list[np.ndarray]:
    """Eye, ear, mouth, kneecap, ankle and toes: by these one knows which side is which."""
    lines = (
        ((13.2, 21.0), (14.2, 20.4), (15.2, 20.8)),  # eye
        ((20.0, 23.4), (20.2, 22.0)),  # mouth
        ((13.6, 13.6), (15.6, 14.2), (17.4, 12.8), (17.0, 11.2), (15.2, 10.8), (14.4, 12.0)),  # ear
        ((120.6, 15.4), (122.4, 13.8), (126.4, 13.9), (127.8, 15.2)),  # kneecap
        ((165.6, 7.4), (167.6, 8.2), (169.0, 6.8), (167.4, 5.4), (165.8, 6.0)),  # outer ankle
        ((175.0, 24.2), (176.6, 24.6)),  # toes
        ((174.0, 22.8), (175.6, 23.0)),
    )
    return [smooth(line) for line in lines]


def couch() -> list[np.ndarray]:
    """What the person lies on: a mattress and a pillow."""
    mattress = np.array([(-2, 0), (180, 0), (180, -2.4), (-2, -2.4), (-2, 0)], float)
    pillow = smooth(((0.5, 0.2), (2, 3.6), (9, 3.2), (17, 3.8), (23, 5.6), (26, 3.0), (26.4, 0.2)))
    return [mattress, np.vstack([pillow, pillow[:1]])]


def brain() -> list[np.ndarray]:
    """Cerebrum, cerebellum and brain stem, from the side."""
    cerebrum = (
        *((4.0, 14.6), (6.0, 18.6), (9.4, 20.8), (12.0, 20.6), (13.0, 18.2), (12.4, 15.6), (13.4, 13.4)),
        *((12.6, 10.6), (10.6, 8.0), (8.4, 5.8), (5.8, 6.4), (3.8, 9.4), (3.4, 12.2)),
    )
    cerebellum = ((11.0, 7.8), (13.0, 9.2), (14.8, 8.4), (14.6, 6.4), (12.4, 5.4), (10.2, 6.0))
    stem = ((11.6, 11.6), (14.2, 11.6), (17.4, 11.2), (17.4, 9.8), (14.6, 9.6), (12.6, 9.8))
    return [smooth(shape, closed=True) for shape in (cerebrum, cerebellum, stem)]


def furrows() -> list[np.ndarray]:
    """The folds of the brain."""
    lines = (
        ((4.6, 13.2), (6.6, 13.8), (8.0, 12.6), (10.0, 13.4), (11.6, 12.6)),
        ((6.4, 18.0), (7.4, 16.4), (9.0, 16.6)),
        ((10.6, 19.6), (10.2, 17.6), (11.4, 16.2)),
        ((5.0, 9.0), (6.8, 9.8), (8.0, 8.4)),
    )
    return [smooth(line) for line in lines]


def vertebrae() -> list[np.ndarray]:
    """The bodies of the vertebrae, in front of (above) the canal; the sacrum is its last four."""
    return [_vertebra(x0, x1, group) for group, start, n, end in _GROUPS for x0, x1 in _parts(start, n, end)]


def cord() -> np.ndarray:
    """The spinal cord, closed: thick where the arms and the legs are served, pointed at its end."""
    x = np.linspace(17, CORD_END, 60)
    half = 0.62 + 0.2 * np.exp(-(((x - 28) / 4) ** 2)) + 0.26 * np.exp(-(((x - 57) / 3) ** 2))
    half = half * np.clip((CORD_END - x) / 3.2, 0, 1) ** 0.7
    y = canal(x)
    return np.vstack(
        [np.column_stack([x, y + half]), np.column_stack([x, y - half])[::-1], [(17, y[0] + half[0])]]
    )


def cauda() -> list[np.ndarray]:
    """The roots below the end of the cord, like the hairs of a horse's tail; each leaves at its own level."""
    leaves = {"L2": 64.6, "L3": 68.0, "L4": 71.6, "L5": 75.2, "S1": 78.4, "S2": 81.0, "S3": 83.4}
    shapes = []
    for k, x1 in enumerate(leaves.values()):
        x = np.linspace(58.6, x1, 16)
        shapes.append(np.column_stack([x, canal(x) + (k - 3) * 0.2 * np.clip((x - 57) / 4, 0, 1)]))
    return shapes


def plexus() -> list[np.ndarray]:
    """From the exits of L4 to S3 to the beginning of the sciatic nerve, in the pelvis."""
    starts = ((71.6, 7.8), (75.2, 7.2), (78.4, 6.2), (81.0, 5.2), (83.4, 4.8))
    return [smooth((start, ((start[0] + 87) / 2, start[1] + 1.6), (88.0, 5.8))) for start in starts]


def nerve(name: str) -> np.ndarray:
    """A nerve of the leg: "sciatic", "tibial", "common fibular" or "sural"."""
    known = {"sciatic": _SCIATIC, "tibial": _TIBIAL, "common fibular": _FIBULAR, "sural": _SURAL}
    if name not in known:
        raise ValueError(f"The nerve is {name!r}; drawn are {', '.join(known)}.")
    return smooth(known[name])


def muscle(name: str) -> np.ndarray:
    """One of `MUSCLES`, closed, with its tendon."""
    if name not in MUSCLES:
        raise ValueError(f"The muscle is {name!r}; drawn are {', '.join(MUSCLES)}.")
    return smooth(MUSCLES[name], closed=True)


MUSCLES = {
    "buttock": ((80.0, 6.6), (84.0, 9.6), (91.0, 8.8), (97.0, 4.4), (96.0, 1.6), (90.0, 1.0), (84.0, 2.2)),
    "hip flexor": ((74.0, 10.6), (80.0, 13.8), (88.0, 15.6), (94.0, 13.2), (88.0, 11.4), (80.0, 10.0)),
    "thigh, front": (
        *((90.0, 16.6), (100.0, 18.2), (112.0, 17.4), (120.0, 15.8), (124.0, 16.0), (121.0, 14.4)),
        *((112.0, 12.2), (100.0, 11.4), (92.0, 13.4)),
    ),
    "thigh, back": (
        *((95.0, 6.6), (104.0, 8.4), (114.0, 8.6), (124.0, 7.6), (127.0, 5.4), (122.0, 4.8), (114.0, 3.4)),
        *((104.0, 2.2), (97.0, 2.6)),
    ),
    "shin": (
        *((129.0, 12.8), (134.0, 13.2), (142.0, 12.8), (150.0, 11.2), (158.0, 9.7), (164.0, 9.8)),
        *((169.4, 14.2), (163.6, 9.1), (157.0, 8.9), (150.0, 9.2), (140.0, 9.8), (132.0, 10.6)),
    ),
    "calf": (
        *((125.0, 5.0), (130.0, 6.6), (138.0, 7.6), (146.0, 6.8), (154.0, 4.8), (164.0, 5.2), (172.0, 2.4)),
        *((164.0, 4.8), (156.0, 3.6), (150.0, 1.9), (142.0, 0.9), (134.0, 2.0), (128.0, 4.0)),
    ),
    "sole": (
        *(
            (173.4, 4.0),
            (172.4, 9.0),
            (173.6, 15.0),
            (175.4, 20.4),
            (176.2, 20.0),
            (174.6, 13.0),
            (175.0, 7.0),
        ),
    ),
}

#: Stretches of the silhouette that feel, as (x from, x to, side); "front" is up.
_SKIN = {
    "lateral and plantar foot": ((171.0, 178.4, "back"),),
    "lateral calf, dorsum of foot": ((128.0, 177.0, "front"),),
    "outer and back of the calf, the foot except its inner edge": (
        (130.0, 177.0, "front"),
        (128.0, 178.4, "back"),
    ),
    "lower outer calf, dorsum of foot": ((140.0, 177.0, "front"),),
    "lower outer calf, outer edge of foot": ((150.0, 176.0, "back"),),
    "saddle, perineum": ((84.0, 96.0, "back"),),
    "both legs and the trunk below the pinch": ((48.0, 177.6, "front"), (47.0, 178.4, "back")),
}


def skin(where: str) -> list[np.ndarray]:
    """The stretches of the silhouette that stand for the skin `where`, in the words of the findings."""
    if where not in _SKIN:
        raise ValueError(f"The skin is {where!r}; drawn are {'; '.join(_SKIN)}.")
    lines = {"front": smooth(_FRONT, steps=6), "back": smooth(_BACK, steps=6)}
    return [
        line[(line[:, 0] >= a) & (line[:, 0] <= b)] for a, b, side in _SKIN[where] for line in [lines[side]]
    ]


#: Where each place of the pinch is, and the half width (cm) of what is pressed there.
PLACES = {
    "spinal cord": ((45.0, 5.0), 1.3),
    "cauda equina": ((73.4, 7.6), 1.5),
    "S1 root": ((79.2, 5.9), 1.0),
    "sciatic nerve": ((92.0, 4.8), 1.0),
    "common fibular nerve": ((129.4, 9.4), 0.9),
    "sural nerve": ((152.0, 2.9), 0.9),
    "calf muscle": ((143.0, 4.2), 3.2),
}


def canal(x) -> np.ndarray:
    """Height of the middle of the spinal canal at `x`."""
    return np.interp(x, _CANAL[:, 0], _CANAL[:, 1])


def _parts(start, n, end):
    return pairwise(np.linspace(start, end, n + 1))


def _vertebra(x0, x1, group) -> np.ndarray:
    """One body: a rounded block that follows the canal, waisted like a real one."""
    deep = {"C": 1.7, "T": 2.5, "L": 3.3, "S": 2.2}[group]
    gap = 0.06 if group == "S" else 0.14
    x0, x1 = x0 + gap * (x1 - x0), x1 - gap * (x1 - x0)
    middle = (x0 + x1) / 2
    low = [(x, canal(x) + 1.25) for x in (x0, middle, x1)]
    high = [(x, canal(x) + 1.25 + deep - (0.25 if x == middle else 0)) for x in (x1, middle, x0)]
    shape = np.array(low + high)
    return np.vstack([shape, shape[:1]])


#: The drawn muscle of each movement of the findings; inversion and adduction come from muscles not in view.
MOVED_BY = {
    "hip flexion": "hip flexor",
    "knee extension": "thigh, front",
    "knee flexion": "thigh, back",
    "hip abduction": "buttock",
    "hip extension": "buttock",
    "dorsiflexion": "shin",
    "part of dorsiflexion": "shin",
    "great toe and ankle dorsiflexion": "shin",
    "eversion": "shin",
    "plantarflexion": "calf",
    "toe flexion": "sole",
}
