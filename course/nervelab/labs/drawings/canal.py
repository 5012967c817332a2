"""The lumbar spine at one level, cut twice: across, through the disc, and lengthwise, through the foramen.

Points (n × 2) in millimetres; every shape follows a `clinic.causes.Cause`. The cut across is seen from
below, as on a scan: front on top, the midline at x = 0, y = 0 at the back of the disc. The cut along is seen
from the side, front to the left: y = 0 is the floor of the foramen, the upper edge of the lower pedicle.

Disc bulge, spur and swelling are drawn on the right of the cut across; the left keeps the room that canal and
disc leave it. A root is drawn touched exactly where the model begins to press on it, and flat beyond that.
"""

from functools import lru_cache

import numpy as np

from nervelab.clinic.causes import FREE_ROOM, Cause
from nervelab.labs.drawings.leg import smooth

ACROSS = (-31.0, 31.0), (-36.0, 16.0)  # frames: x and y
ALONG = (-19.0, 33.0), (-12.0, 33.0)

ROOT = 3.5  # mm across, in the canal
GANGLION = 7.0  # mm high, in the foramen
THINNEST = 1.3  # mm: how flat a root is drawn at most
TIGHT = 12.0, 14.0  # mm of canal: nothing free, FREE_ROOM free
RECESS = 9.5  # mm from the midline, where the traversing root runs
EDGE = 12.5  # mm from the midline, where the wall of the canal ends at the joint
HALF_SAC = 7.6
HALF_BULGE = 7.0
TIP = 6.0  # mm: height of the tip of the lower joint process over the floor of the foramen
FORAMEN_X = 6.0  # mm behind the vertebral bodies: the exiting root


@lru_cache(maxsize=64)
def across(cause: Cause) -> dict[str, list[np.ndarray]]:
    """The shapes of the cut through the disc, by name."""
    return {
        "bone": [*_mirrored(_joint_process(cause)), _arch(cause)],
        "disc": [_disc()],
        "lamellae": [_lamella(share) for share in (0.93, 0.86, 0.79)],
        "nucleus": [_nucleus()],
        "flavum": [_flavum(cause)],
        "sac": [_sac(cause)],
        "cauda equina": _cauda_equina(cause),
        "bulge": [_bulge(cause)] if cause.bulge else [],
        "spur": [_spur_across(cause)] if cause.spur else [],
        "traversing root": [traversing(cause)],
        "exiting root": [exiting(cause)],
        "other traversing root": [traversing(other_side(cause)) * [-1, 1]],
        "other exiting root": [exiting(other_side(cause)) * [-1, 1]],
        "ruler": [np.array([(0, 0), (0, -cause.canal_now)])],
    }


@lru_cache(maxsize=64)
def along(cause: Cause) -> dict[str, list[np.ndarray]]:
    """The shapes of the cut through the foramen, by name."""
    roof = _roof(cause)
    return {
        "bone": [_upper_bone(roof, cause.disc_height), _lower_bone()],
        "disc": [_disc_along(cause)],
        "lamellae": _lamellae_along(cause),
        "spur": [_spur_along(cause)] if cause.spur else [],
        "exiting root": [ganglion(cause)],
        "ruler": [np.array([(2.6, cause.spur), (2.6, roof)])],
    }


def other_side(cause: Cause) -> Cause:
    """The same level on the side where nothing bulges, grows or swells."""
    return Cause(canal=cause.canal, disc_height=cause.disc_height, posture=cause.posture)


def landmarks(cause: Cause) -> dict[str, tuple[float, float]]:
    """Where the line of a label ends, on the left of the cut across."""
    joint = -_bone_at_recess(cause) - 6.9
    flavum = (_wall(4.0, cause) + _bone(4.0, cause)) / 2
    free = other_side(cause)
    return {
        "disc": (-21.0, 9.0),
        "exiting root": _middle(exiting(free)),
        "traversing root": _middle(traversing(free)),
        "dural sac": (-4.5, -(_sac_front(-4.5, cause) + _sac_back(-4.5, cause)) / 2),
        "facet joint": (-17.0, joint),
        "flavum": (-4.0, -flavum),
        "lamina": (-7.5, -_bone(0.0, cause) - 3.5),
    }


# --- the cut across -----------------------------------------------------------------------------------


def traversing(cause: Cause) -> np.ndarray:
    """The root on its way to the next level, in the corner of the canal."""
    behind = float(_wall(RECESS, cause))
    size = ROOT + cause.swelling
    front = max(_depth(RECESS, cause), _free(cause) - cause.swelling, 0.0)
    front = min(front, behind - THINNEST)
    height = min(size, behind - front)
    width = min(size * size / height, 1.7 * size)
    return _ellipse(RECESS, -front - height / 2, width / 2, height / 2)


def exiting(cause: Cause) -> np.ndarray:
    """The root that leaves here, beside the disc, in front of the joint."""
    x = 22.0
    back = _process_tip(cause) + 0.7 * cause.spur + max(_gap(cause), 0.0)
    back = min(back, _margin(x) - 0.6 - THINNEST)
    size = 5.2 + 0.5 * cause.swelling
    height = min(size, _margin(x) - 0.6 - back)
    return _ellipse(x, back + height / 2, min(0.72 * size * size / height, 0.95 * size), height / 2)


def _free(cause):
    """Room (mm) between root and disc."""
    return float(np.clip(cause.canal_now - TIGHT[0], 0, FREE_ROOM))


def _recess(canal):
    """Depth (mm) of the corner of a canal: the root and its free room; below 12 mm less than the root."""
    if canal < TIGHT[0]:
        return max(ROOT - 0.55 * (TIGHT[0] - canal), THINNEST + 0.3)
    return ROOT + min(canal - TIGHT[0], FREE_ROOM) + 0.8 * max(canal - TIGHT[1], 0)


def _vault(x, middle, corner, roundness):
    """A vault: `middle` deep in the midline, `corner` at the recess, a little less at its edge."""
    x = np.abs(np.asarray(x, float))
    inner = corner + (middle - corner) * (1 - np.minimum(x / RECESS, 1) ** roundness)
    return np.where(x <= RECESS, inner, corner - 0.25 * (x - RECESS))


def _wall(x, cause):
    """Depth (mm behind the disc) of the back wall of the canal, `x` mm from the midline."""
    canal = cause.canal_now
    # A wide canal is round behind; a narrow one is an angle.
    return _vault(x, canal, _recess(canal), 1 + 0.9 * np.clip((canal - 8) / 8, 0, 1))


def _bone_at_recess(cause):
    return _recess(cause.canal) + 2.2


def _bone(x, cause):
    """Depth of the bone behind the ligament: set by the canal as imaged lying, whatever the posture."""
    # Half of the narrowing is bone, half a thicker ligament.
    middle = 0.55 * cause.canal + 0.45 * 18 + 3.0
    return _vault(x, middle, _bone_at_recess(cause), 1.25)


def _margin(x):
    """y of the back and side margin of the disc, `x` mm from the midline."""
    return float(np.interp(abs(x), [0, 7, 14, 18, 21, 24, 26, 27], [0.3, 0, 0.3, 1.6, 3.8, 7.6, 12, 16]))


def _disc():
    x = np.array([27, 26.2, 24.2, 21, 18, 14, 7, 0])
    y = [_margin(value) for value in x]
    right = np.column_stack([x, y])
    edge = smooth(np.vstack([right, (right * [-1, 1])[-2::-1]]))
    return np.vstack([edge, edge[:1]])


def _lamella(share):
    """A layer of the annulus, `share` of the way from the centre of the disc to its margin."""
    edge = _disc()[:-1]
    centre = np.array([0, 17.0])
    inner = centre + (edge - centre) * [share, share]
    return inner[inner[:, 1] <= ACROSS[1][1]]


def _nucleus():
    t = np.linspace(np.pi, 2 * np.pi, 41)
    arc = np.column_stack([14.5 * np.cos(t), 16 + 8.5 * np.sin(t)])
    return np.vstack([arc, arc[:1]])


def _depth(x, cause):
    """How far (mm) the disc bulges into the canal at `x`: highest at the root, never through the wall."""
    x = np.asarray(x, float)
    half = np.where(x < RECESS, _towards_the_middle(cause), HALF_BULGE)
    hump = cause.bulge * (1 - np.minimum(np.abs(x - RECESS) / half, 1) ** 2.2)
    return np.minimum(hump, _wall(np.minimum(x, EDGE), cause) - THINNEST)


def _towards_the_middle(cause):
    """How far (mm) the bulge reaches towards the midline: a large one finds no more room beside it."""
    return HALF_BULGE + 0.7 * max(cause.bulge - 5, 0.0)


def _bulge(cause):
    x = np.linspace(RECESS - _towards_the_middle(cause), RECESS + HALF_BULGE, 61)
    base = np.array([_margin(value) for value in x])
    # Beside the canal the margin of the disc turns forwards and the hump with it.
    back = np.column_stack([x, base - _depth(x, cause)])
    front = np.column_stack([x, base + 1.5 * np.sin(np.pi * (x - x[0]) / (x[-1] - x[0]))])[::-1]
    return np.vstack([back, front, back[:1]])


def _sac_front(x, cause):
    return np.maximum(1.0, _depth(x, cause) + 0.5)


def _sac_back(x, cause):
    fat = 0.5 + 2.4 * np.clip((cause.canal_now - 9) / 8, 0, 1)
    return np.maximum(_wall(x, cause) - fat, _sac_front(x, cause) + 0.5)


@lru_cache(maxsize=64)
def _sac_edge(cause):
    """How far (mm) the sac reaches to the right: a swollen or flattened root takes its side."""
    return float(np.clip(traversing(cause)[:, 0].min() - 0.2, 2.5, HALF_SAC))


def _sac_at(x, cause):
    """Middle and half thickness of the dural sac at `x`."""
    x = np.asarray(x, float)
    share = np.minimum(np.abs(x) / np.where(x > 0, _sac_edge(cause), HALF_SAC), 1)
    front, back = _sac_front(x, cause), _sac_back(x, cause)
    half = (back - front) / 2 * np.sqrt(1 - share**3)
    return -(front + back) / 2, half


def _sac(cause):
    x = np.sin(np.linspace(-np.pi / 2, np.pi / 2, 61))
    x = x * np.where(x > 0, _sac_edge(cause), HALF_SAC)
    middle, half = _sac_at(x, cause)
    lower = np.column_stack([x, middle - half])
    return np.vstack([lower, np.column_stack([x, middle + half])[::-1], lower[:1]])


def _cauda_equina(cause):
    """The roots within the sac, in two crescents towards its back, as they lie."""
    circles = []
    for count, ring in ((9, 0.80), (6, 0.42)):
        for t in np.linspace(-0.08 * np.pi, 1.08 * np.pi, count):
            x = 0.86 * ring * (_sac_edge(cause) if np.cos(t) > 0 else HALF_SAC) * np.cos(t)
            middle, half = _sac_at(x, cause)
            y = middle - 0.8 * ring * half * np.sin(t)
            size = float(np.clip(0.28 * half, 0.2, 0.62))
            circles.append(_ellipse(x, y, max(size, 0.4), size, points=13))
    return circles


def _flavum(cause):
    x = np.linspace(-EDGE, EDGE, 81)
    wall = _wall(x, cause)
    thickness = (_bone(x, cause) - wall) * np.sqrt(np.clip((EDGE - np.abs(x)) / 3, 0, 1))  # thin at the joint
    front, back = np.column_stack([x, -wall]), np.column_stack([x, -wall - thickness])[::-1]
    return np.vstack([front, back, front[:1]])


def _process_tip(cause):
    """y of the front of the lower vertebra's joint process, the back wall of the foramen."""
    return 1.6 - _bone_at_recess(cause)


def _joint_process(cause):
    """The upper joint process of the lower vertebra: a crescent, hollow towards the back and the midline."""
    points = [
        *((10.2, -0.4), (13, 0.9), (17, 1.6), (20.5, 1.2), (23.4, -1.6), (24.3, -6.4), (23.2, -9.8)),
        *((21.6, -9.2), (19.6, -6.8), (16.6, -4.6), (13, -3.1), (10.4, -2.1)),
    ]
    return smooth(np.array(points) - [0, _bone_at_recess(cause)], closed=True)


def _arch(cause):
    """The upper vertebra behind the canal: laminae, spinous process, joint processes in the hollows."""
    x = np.linspace(0, 8.2, 13)
    front = np.column_stack([x, -_bone(x, cause)])
    middle, side = -_bone(0.0, cause), -_bone_at_recess(cause)
    process = smooth(
        [
            *((8.8, side - 2.6), (12.8, side - 4.4), (16.2, side - 6.0), (18.9, side - 8.2)),
            *((20.7, side - 11), (20.3, side - 14), (16.8, side - 15.2), (12.2, side - 14.2)),
            *((6.6, middle - 6.6), (3.4, middle - 8.6), (2.6, middle - 14), (2.6, middle - 22)),
        ]
    )
    right = np.vstack([front, process])
    return np.vstack([right, (right * [-1, 1])[::-1], right[:1]])


def _spur_across(cause):
    tip, height = _process_tip(cause), 0.7 * cause.spur
    points = [
        *((15.0, -0.6), (17.5, 0.25 * height), (20.2, 0.72 * height), (22.0, height)),
        *((23.2, 0.62 * height), (24.0, 0.1 * height - 1.5), (23.6, -4.0), (19, -2.4)),
    ]
    return smooth(np.array(points) + np.array([0, tip]), closed=True)


# --- the cut along ------------------------------------------------------------------------------------


def ganglion(cause: Cause) -> np.ndarray:
    """The exiting root in the upper part of the foramen; it gives way upwards, then it is flattened."""
    floor, ceiling = _spur_top(cause), _roof(cause) - 0.6
    size = GANGLION + cause.swelling
    bottom = max(_roof(cause) - 9 - cause.swelling, floor)
    height = min(size, max(ceiling - bottom, THINNEST))
    return _ellipse(FORAMEN_X, bottom + height / 2, min(0.45 * size * size / height, 0.62 * size), height / 2)


def _gap(cause):
    """Room (mm) between the exiting root and the bone below it; below 0 they overlap."""
    return _roof(cause) - 9 - cause.swelling - TIP - cause.spur


def _roof(cause):
    """The height of the foramen without the spur: the lower edge of the upper pedicle."""
    return cause.foramen + cause.spur


def _spur_top(cause):
    return min(TIP + cause.spur, _roof(cause) - 0.6 - THINNEST)


def _spur_along(cause):
    top = _spur_top(cause)
    points = [
        *((10.4, 3.6), (8.8, TIP + 0.3), (7.6, 0.6 * top + 0.4 * TIP), (6.4, top), (5.0, top - 0.3)),
        *((4.6, 0.55 * top + 0.2 * TIP), (6.2, 0.35 * TIP), (8.2, 0.2)),
    ]
    return np.minimum(smooth(points, closed=True), [np.inf, top])  # the curve swings above its points


def _upper_bone(roof, disc_height):
    """Body, pedicle and lower joint process of the upper vertebra, cropped by the frame."""
    left, top = ALONG[0][0], ALONG[1][1]
    plate = 2 + disc_height
    edge = smooth(
        [
            *((left, plate + 0.6), (-12, plate + 1.0), (-3, plate + 0.2), (-0.2, plate + 0.9)),
            *((-0.8, plate + 3.5), (-0.6, roof - 2.2), (1.2, roof - 0.3), (5, roof), (9.6, roof - 0.5)),
            *(
                (11.8, roof - 3.5),
                (12.3, roof - 8),
                (13.0, roof - 13),
                (14.2, roof - 18),
                (15.8, roof - 22.5),
            ),
            *(
                (18.6, roof - 24.5),
                (21.0, roof - 22.5),
                (21.6, roof - 15),
                (20.8, roof - 4),
                (22.4, roof + 4),
            ),
            *((20.6, roof + 10), (16.4, roof + 13), (13.6, top)),
        ]
    )
    edge = edge[(edge[:, 1] <= top) & (edge[:, 0] >= left)]
    return np.vstack([edge, (left, top), edge[:1]])


def _lower_bone():
    """Body, pedicle and upper joint process of the lower vertebra, cropped by the frame."""
    left, bottom = ALONG[0][0], ALONG[1][0]
    edge = smooth(
        [
            *((left, 1.4), (-12, 1.0), (-3, 1.8), (-0.2, 1.1), (0.2, 0.2), (2, -0.5), (5.4, -0.3)),
            *((7.4, 1.0), (8.0, 3.6), (8.6, TIP), (9.8, TIP + 0.9), (11.0, TIP - 0.4), (11.8, 2.5)),
            *((12.7, -1.5), (14.0, -5.5), (16.2, -8.5), (18.6, -10.5), (19.5, bottom)),
        ]
    )
    edge = edge[(edge[:, 1] >= bottom) & (edge[:, 0] >= left)]
    return np.vstack([edge, (left, bottom), edge[:1]])


def _disc_along(cause):
    left, lower, upper = ALONG[0][0], 1.6, 2 + cause.disc_height + 0.3
    back = 0.4 + 0.35 * max(8 - cause.disc_height, 0)  # a disc that has lost height bulges a little
    edge = smooth(
        [(left, lower), (-8, lower), (-1, lower), (back, (lower + upper) / 2), (-1, upper), (-8, upper)]
    )
    return np.vstack([edge, (left, upper), edge[:1]])


def _lamellae_along(cause):
    lower, upper = 1.9, 2 + cause.disc_height
    y = np.linspace(lower, upper, 15)
    bow = np.sin(np.pi * (y - lower) / (upper - lower))
    return [np.column_stack([x + 1.1 * bow, y]) for x in (-2.2, -4.2, -6.2)]


# --- helpers ------------------------------------------------------------------------------------------


def _middle(shape):
    """The centre of a shape on the right, mirrored to the left."""
    x, y = shape.mean(axis=0)
    return -float(x), float(y)


def _mirrored(shape):
    return [shape, shape * [-1, 1]]


def _ellipse(x, y, a, b, points=33) -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, points)
    return np.column_stack([x + a * np.cos(t), y + b * np.sin(t)])
