"""A motor nerve between the spinal cord and a muscle, with a place where something can press on it.

Points (n × 2) in arbitrary lengths: x from the cord to the muscle, y upwards.  The fibres are drawn as
strands, the thickest in the middle.
"""

import numpy as np

STRANDS = 24
CORD_EDGE, PINCH, MUSCLE_EDGE = 11.0, 43.0, 80.0
HALF = 9.0  # of the nerve
ACROSS, UPWARDS = (-1.0, 101.0), (-21.0, 25.0)
TOP = 22.0  # where the pressure is written
COUNT = (64.0, -16.5)
LABELS = (("spinal cord", 6.3, -18.0), ("nerve", 26.0, 13.5), ("muscle", 88.0, -18.0))

_REACH = 8.0  # half the length that the pressure narrows


def squeeze(share: float) -> float:
    """How far the nerve is narrowed (0 to 0.6) at a share (0 to 1) of the highest pressure."""
    return 0.6 * share**0.6


def width(x: np.ndarray, squeezed: float) -> np.ndarray:
    """Half the width of the nerve at `x`."""
    return HALF * (1 - squeezed * np.exp(-(((x - PINCH) / _REACH) ** 4)))


def sheath(squeezed: float) -> np.ndarray:
    """The outline of the nerve."""
    x = np.linspace(CORD_EDGE, MUSCLE_EDGE, 120)
    half = width(x, squeezed)
    return np.column_stack([np.r_[x, x[::-1]], np.r_[half, -half[::-1]]])


def heights() -> np.ndarray:
    """Where the strands run, as a share of half the width: from the edges to the middle, above and below."""
    k = np.arange(STRANDS)
    return (1 - (k + 1) / (STRANDS + 1)) * 0.9 * np.where(k % 2, -1, 1)


def strands(
    squeezed: float, begins: float = CORD_EDGE, ends: float = MUSCLE_EDGE, which: np.ndarray | None = None
) -> list[np.ndarray]:
    """The strands between two places; `which` of them, as truth values in the order of `heights`."""
    x = np.linspace(begins, ends, 40)
    shares = heights() if which is None else heights()[which]
    return [np.column_stack([x, s * width(x, squeezed)]) for s in shares]


def places(x: float, squeezed: float, which: np.ndarray) -> np.ndarray:
    """One point on each strand at `x`."""
    y = heights()[which] * width(np.array(x), squeezed)
    return np.column_stack([np.full(y.size, x), y])


def jaws(squeezed: float) -> tuple[np.ndarray, np.ndarray]:
    """Two blunt wedges that touch the nerve from above and from below."""
    edge = float(width(np.array(PINCH), squeezed)) + 0.3
    wide, tip, tall = 6.0, 3.0, 8.0
    x = PINCH + np.array([-tip, tip, wide, -wide, -tip])
    y = np.array([edge, edge, edge + tall, edge + tall, edge])
    return np.column_stack([x, y]), np.column_stack([x, -y])


def _cord() -> np.ndarray:
    """A stretch of the cord, seen from the side: an upright column, cut off above and below."""
    x = np.linspace(1.5, CORD_EDGE, 20)
    cut = 15 + 0.8 * np.sin(3 * np.pi * (x - 1.5) / (CORD_EDGE - 1.5))
    return np.column_stack([np.r_[x, x[::-1], x[:1]], np.r_[cut, cut[::-1] - 30, cut[:1]]])


def _muscle() -> np.ndarray:
    """A muscle belly with a tendon at each end, upright behind the end of the nerve."""
    y = np.linspace(-15, 19, 80)
    belly = 7.5 * np.sin(np.pi * np.clip((y + 13) / 30, 0, 1)) ** 1.4 + 1.0
    return np.column_stack([MUSCLE_EDGE + 8 + np.r_[belly, -belly[::-1]], np.r_[y, y[::-1]]])


def _bundles() -> list[np.ndarray]:
    """Bundles of muscle fibres, drawn as lines from tendon to tendon."""
    half = len(MUSCLE) // 2
    right, y = MUSCLE[5 : half - 5, 0] - (MUSCLE_EDGE + 8), MUSCLE[5 : half - 5, 1]
    return [np.column_stack([MUSCLE_EDGE + 8 + s * right, y]) for s in _SHARES]


_SHARES = (-0.66, -0.33, 0.0, 0.33, 0.66)
CORD, MUSCLE = _cord(), _muscle()
BUNDLES = _bundles()
