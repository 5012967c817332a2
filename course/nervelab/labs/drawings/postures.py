"""A person from the side, in the postures of the day planner: a body, its spine, and what carries it.

A posture is a set of angles; everything else follows by adding limb to limb. Lengths are shares of a body
height of about 1.75; x points to where the person looks, y up. All outlines run the same way round, so that
overlapping limbs fill as one body.
"""

from dataclasses import dataclass, replace

import numpy as np

SHANK, THIGH, TRUNK, NECK, UPPER_ARM, FOREARM, FOOT = 0.43, 0.42, 0.53, 0.11, 0.28, 0.34, 0.2
ANKLE_HEIGHT = 0.07
L4_L5 = 0.14  # share of the way from the hip to the neck
_SPINE = np.linspace(0, 1, 40)


@dataclass(frozen=True)
class Pose:
    """Angles in degrees from straight up, positive forwards; `spine` from the sacrum to the neck."""

    spine: tuple[float, float, float, float]
    thigh: float = 180  # from the hip to the knee
    shank: float = 180
    head: float = 8
    upper_arm: float = 188
    forearm: float = 172
    foot: float = 90
    hip: tuple[float, float] = (0.0, 0.0)  # y is worked out when the feet carry the body
    lying: bool = False
    seat: float | None = None  # half the width of the seat behind and in front of the hip
    back: bool = False
    weight: bool = False


@dataclass(frozen=True)
class Drawing:
    """Shapes, arrays (n, 2)."""

    body: list[np.ndarray]  # limb by limb
    spine: np.ndarray
    disc: np.ndarray  # one point: L4/5
    support: list[np.ndarray]  # floor, seat, bed, box


POSES = {
    "lying": Pose(
        spine=(-86, -92, -90, -88),
        thigh=90,
        shank=90,
        head=-84,
        upper_arm=86,
        forearm=92,
        foot=10,
        lying=True,
    ),
    "slouched": Pose(
        spine=(-46, -22, 10, 50),
        thigh=88,
        shank=176,
        head=22,
        upper_arm=162,
        forearm=112,
        seat=0.17,
        back=True,
    ),
    "upright": Pose(spine=(8, 2, -6, 12), thigh=92, shank=180, upper_arm=172, forearm=96, seat=0.2),
    "standing": Pose(spine=(26, 0, -18, 20), thigh=179, shank=181, upper_arm=194, forearm=176),
    "bent": Pose(spine=(38, 62, 78, 92), thigh=186, shank=182, head=104, upper_arm=176, forearm=180),
    "lifting": Pose(
        spine=(34, 36, 38, 46),
        thigh=108,
        shank=212,
        head=30,
        upper_arm=168,
        forearm=158,
        weight=True,
    ),
}


def person(posture: str) -> Drawing:
    """The drawing of one of `POSES`, standing, sitting or lying on y = 0 with the middle near x = 0."""
    pose = POSES[posture]
    pose = replace(pose, hip=(0.0, 0.13 if pose.lying else _hip_height(pose)))
    hip = np.array(pose.hip)
    spine = _spine(hip, pose.spine)
    disc = spine[round(L4_L5 * (len(spine) - 1))]
    neck = spine[-1]
    skull = neck + NECK * _along(pose.head) + 0.1 * _along(pose.head)
    shoulder = spine[-5]
    elbow = shoulder + UPPER_ARM * _along(pose.upper_arm)
    hand = elbow + FOREARM * _along(pose.forearm)
    knee = hip + THIGH * _along(pose.thigh)
    ankle = knee + SHANK * _along(pose.shank)
    toe = ankle + FOOT * _along(pose.foot) - (0 if pose.lying else np.array([0, 0.035]))
    pieces = [
        _limb(hip, knee, 0.1, 0.065),
        _limb(knee, ankle, 0.065, 0.04),
        _limb(ankle, toe, 0.042, 0.03),
        _trunk(spine),
        _limb(neck, skull, 0.055, 0.05),
        _ellipse(skull, 0.1, 0.125, pose.head),
        _limb(skull + 0.07 * _along(pose.head + 98), skull + 0.115 * _along(pose.head + 104), 0.035, 0.014),
        _limb(shoulder, elbow, 0.055, 0.042),
        _limb(elbow, hand, 0.042, 0.03),
    ]
    shift = np.array([-_middle(pieces), 0])
    return Drawing(
        body=[piece + shift for piece in pieces],
        spine=spine + shift,
        disc=disc + shift,
        support=[piece + shift for piece in _support(pose, hip, knee, hand)],
    )


def _along(angle: float) -> np.ndarray:
    return np.array([np.sin(np.radians(angle)), np.cos(np.radians(angle))])


def _hip_height(pose: Pose) -> float:
    """The height at which the foot stands on the floor."""
    return ANKLE_HEIGHT - THIGH * _along(pose.thigh)[1] - SHANK * _along(pose.shank)[1]


def _spine(hip: np.ndarray, angles: tuple[float, ...]) -> np.ndarray:
    """From the hip to the neck, its direction turning smoothly through the four angles."""
    turn = np.interp(_SPINE, [0, 0.3, 0.6, 1], angles)
    steps = TRUNK / len(_SPINE) * np.c_[np.sin(np.radians(turn)), np.cos(np.radians(turn))]
    return hip + np.cumsum(steps, axis=0)


def _trunk(spine: np.ndarray) -> np.ndarray:
    """The trunk around its spine: thin behind it, deep in front, deepest at the chest."""
    along = np.gradient(spine, axis=0)
    front = np.c_[along[:, 1], -along[:, 0]] / np.linalg.norm(along, axis=1)[:, None]
    belly = np.interp(_SPINE, [0, 0.25, 0.6, 0.85, 1], [0.1, 0.11, 0.14, 0.115, 0.055])[:, None]
    back = np.interp(_SPINE, [0, 0.25, 0.7, 1], [0.1, 0.065, 0.075, 0.05])[:, None]
    return _clockwise(np.r_[spine - back * front, (spine + belly * front)[::-1]])


def _limb(a: np.ndarray, b: np.ndarray, ra: float, rb: float) -> np.ndarray:
    """A rounded limb from `a` to `b` with radius `ra` at one end and `rb` at the other."""
    heading = np.arctan2(*(b - a)[::-1])
    first = heading + np.linspace(0.5, 1.5, 12) * np.pi
    last = heading + np.linspace(-0.5, 0.5, 12) * np.pi
    arc = lambda centre, radius, turn: centre + radius * np.c_[np.cos(turn), np.sin(turn)]  # noqa: E731
    return _clockwise(np.r_[arc(a, ra, first), arc(b, rb, last)])


def _ellipse(centre: np.ndarray, across: float, along: float, angle: float) -> np.ndarray:
    turn = np.linspace(0, 2 * np.pi, 32)
    up, right = _along(angle), _along(angle + 90)
    return _clockwise(centre + along * np.cos(turn)[:, None] * up + across * np.sin(turn)[:, None] * right)


def _box(left: float, right: float, low: float, high: float) -> np.ndarray:
    return _clockwise(np.array([[left, low], [left, high], [right, high], [right, low]]))


def _support(pose: Pose, hip: np.ndarray, knee: np.ndarray, hand: np.ndarray) -> list[np.ndarray]:
    """The floor, and what the body rests on or holds."""
    if pose.lying:
        return [
            _box(-0.9, 0.98, -0.09, 0.02),
            _box(-0.86, -0.8, -0.25, -0.09),
            _box(0.88, 0.94, -0.25, -0.09),
        ]
    pieces = [_box(hip[0] - 0.6, hip[0] + 0.75, -0.03, 0.0)]
    if pose.seat is not None:
        top, left, right = hip[1] - 0.1, hip[0] - pose.seat, hip[0] + 0.26
        pieces += [
            _box(left, right, top - 0.05, top),
            _box(left + 0.03, left + 0.07, 0, top - 0.05),
            _box(right - 0.07, right - 0.03, 0, top - 0.05),
        ]
        if pose.back:
            lean = np.array([[0, 0], [-0.1, 0.55], [-0.05, 0.55], [0.05, 0]])
            pieces.append(_clockwise(lean + np.array([left, top - 0.05])))
    if pose.weight:
        pieces.append(_box(hand[0] - 0.06, hand[0] + 0.24, hand[1] - 0.2, hand[1] + 0.02))
    return pieces


def _clockwise(outline: np.ndarray) -> np.ndarray:
    """Closed, and run clockwise: outlines that run against each other would cut holes where they overlap."""
    closed = np.r_[outline, outline[:1]]
    x, y = closed.T
    area = np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])
    return closed if area < 0 else closed[::-1]


def _middle(pieces: list[np.ndarray]) -> float:
    x = np.concatenate(pieces)[:, 0]
    return (x.min() + x.max()) / 2
