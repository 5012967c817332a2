"""The gates of a node of Ranvier: opening and closing rates, and tables of them for the solver.

m, h (fast sodium) and p (persistent sodium): McIntyre, Richardson & Grill 2002
(doi:10.1152/jn.00353.2001), after Schwarz, Reid & Bostock 1995 (Pflügers Arch 430:283–292).
s (slow potassium): after Bostock et al. 1991; its functional form here is an assumption.
n (fast potassium): the nodal fast channel of the same human-axon data.
z (spike-activated potassium): opened by an impulse, closing over 16 ms; phenomenological, tuned so that a
repetitively firing axon keeps to the rates of a cramp (evidence D28).
"""

from functools import lru_cache

import numpy as np

# Temperature factors: Q10 per gate, over the step from the temperature of the recordings to 37 °C.
_Q_SODIUM_OPEN = 2.2**1.7
_Q_SODIUM_SHUT = 2.9**1.7
_Q_POTASSIUM = 3.0**0.1

GATES = ("m", "h", "p", "s", "n", "z")
# mV.  A step of 0.01 keeps the error over a whole action potential below 1e-4 mV.
TABLE_LOW, TABLE_HIGH, TABLE_STEP = -160.0, 120.0, 0.01


def _linear(rate, x, scale):
    """rate·x / (1 − exp(−x/scale)), with its limit rate·scale at x = 0."""
    x = np.asarray(x, dtype=float) / scale
    near = np.abs(x) < 1e-6
    safe = np.where(near, 1.0, x)
    return rate * scale * np.where(near, 1 + x / 2, safe / -np.expm1(-safe))


def rates(v):
    """Opening and closing rates (1/ms) of every gate at potential `v` (mV).

    Returns two arrays of shape (6, *v.shape), gates in the order of `GATES`.
    """
    v = np.asarray(v, dtype=float)
    opening = (
        _Q_SODIUM_OPEN * _linear(1.86, v + 21.4, 10.3),
        _Q_SODIUM_SHUT * _linear(0.062, -(v + 114), 11),
        _Q_SODIUM_OPEN * _linear(0.01, v + 27, 10.2),
        0.00556 * np.exp((v + 60) / 22),
        _Q_POTASSIUM * _linear(0.0462, v + 83.2, 1.1),
        1 / (1 + np.exp(-(v + 20) / 3)),
    )
    closing = (
        _Q_SODIUM_OPEN * _linear(0.086, -(v + 25.7), 9.16),
        _Q_SODIUM_SHUT * 2.3 / (1 + np.exp(-(v + 31.8) / 13.4)),
        _Q_SODIUM_OPEN * _linear(0.00025, -(v + 34), 10),
        0.00556 * np.exp(-(v + 60) / 22),
        _Q_POTASSIUM * _linear(0.0824, -(v + 66), 10.5),
        np.full(v.shape, 1 / 16),
    )
    return np.stack(opening), np.stack(closing)


def steady_state(v):
    """Steady-state openness of every gate at potential `v` (mV): shape (6, *v.shape), between 0 and 1."""
    opening, closing = rates(v)
    return opening / (opening + closing)


@lru_cache(maxsize=8)
def gate_table(dt: float) -> np.ndarray:
    """Rows of (m∞, h∞, p∞, s∞, n∞, z∞, then the six decay factors exp(−dt/τ)) on the voltage grid.

    pip's llvmlite carries no vectorised exp, so the solver reads this table instead of calling it.
    """
    v = np.arange(TABLE_LOW, TABLE_HIGH + TABLE_STEP / 2, TABLE_STEP)
    opening, closing = rates(v)
    total = opening + closing
    return np.ascontiguousarray(np.concatenate([opening / total, np.exp(-dt * total)]).T)
