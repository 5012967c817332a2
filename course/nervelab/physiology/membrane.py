"""One node of Ranvier by itself: what its membrane would do without the axon on either side.

The node is the one in the middle of the pinch, with the channels, pump and potassium that `axon.build` gives
it.  Alone, it may fire where it rests in the axon: there its neighbours hold it.
"""

from dataclasses import dataclass, replace

import numpy as np

from . import cable, kinetics
from .axon import CENTRE, PULSE, PULSE_WIDTH, build, equilibrium
from .cable import Cable
from .ions import USUAL, Bath
from .zone import Zone

HEALTHY = Zone()
_DIAMETER = 11.5  # µm
_GRID = np.arange(-130, 20, 0.1)  # mV: every rest lies on it
_CHARGES_PER_FC = 6241.509  # elementary charges in one femtocoulomb, 1 pA for 1 ms


@dataclass(frozen=True)
class Rest:
    """A potential (mV) at which no current flows; `stable` if the node returns to it after a small push."""

    potential: float
    stable: bool


def potassium_reversal(zone: Zone = HEALTHY, bath: Bath = USUAL, diameter: float = _DIAMETER) -> float:
    """Equilibrium potential (mV) of potassium across the membrane in the middle of the pinch."""
    return float(build(diameter, zone, bath).node_ek[CENTRE])


def steady_current(
    potential: np.ndarray, zone: Zone = HEALTHY, bath: Bath = USUAL, diameter: float = _DIAMETER
) -> np.ndarray:
    """Outward current (pA) of the node when it is held at each `potential` (mV) until nothing changes.

    Gates, pump and gathered potassium have reached their steady state.  Negative is inward: left alone, the
    node would depolarise.
    """
    potential = np.atleast_1d(np.asarray(potential, dtype=float))
    return cable.ionic_current(_alone(build(diameter, zone, bath), potential.size), potential)


def rests(zone: Zone = HEALTHY, bath: Bath = USUAL, diameter: float = _DIAMETER) -> tuple[Rest, ...]:
    """Every potential at which the node alone could rest, the most negative first.

    A rest without stability is one that the node leaves: if there is no stable one, it fires by itself.
    """
    built = build(diameter, zone, bath)
    current = cable.ionic_current(_alone(built, _GRID.size), _GRID)
    at = np.flatnonzero(np.sign(current[:-1]) != np.sign(current[1:]))
    found = _GRID[at] + (_GRID[1] - _GRID[0]) * current[at] / (current[at] - current[at + 1])
    return tuple(Rest(float(v), _returns(built, v)) for v in found)


@dataclass(frozen=True)
class Impulse:
    """One impulse as it passes the node, inside the whole axon.

    `times` in ms since it was sent, `potential` in mV; currents through all sodium and all potassium channels
    in pA, outward positive.
    """

    times: np.ndarray
    potential: np.ndarray
    sodium: np.ndarray
    potassium: np.ndarray


def impulse(zone: Zone = HEALTHY, bath: Bath = USUAL, diameter: float = _DIAMETER) -> Impulse:
    """Send one impulse into the resting axon and record 6 ms at the node, every 0.0025 ms.

    The gates are worked out again from the recorded potential.  Potassium that gathers outside is left out:
    in a single impulse it is small.
    """
    dt, steps = 0.0025, 2400
    built = build(diameter, zone, bath)
    pulse = [(0, round(PULSE_WIDTH / dt))]
    start = equilibrium(diameter, zone, bath)
    *_, record = cable.integrate(built, start, dt, steps, pulse, PULSE, record_every=1)
    v = record[:, CENTRE]
    felt = v + built.gate_shift
    opening, closing = kinetics.rates((felt[1:] + felt[:-1]) / 2)
    total = opening + closing
    target, keeps = opening / total, np.exp(-dt * total)
    gates = np.empty((len(kinetics.GATES), v.size))
    gates[:, 0] = kinetics.steady_state(felt[0])
    for k in range(steps):
        gates[:, k + 1] = target[:, k] + (gates[:, k] - target[:, k]) * keeps[:, k]
    m, h, p, s, n, z = gates
    naf, nap, ks, kf, kz, _ = built.node_g[:, CENTRE]
    return Impulse(
        times=np.arange(steps + 1) * dt,
        potential=v,
        sodium=(naf * m**3 * h + nap * p**3) * (v - cable.SODIUM_REVERSAL),
        potassium=(ks * s + kf * n**4 + kz * z) * (v - built.node_ek[CENTRE]),
    )


def ions(times: np.ndarray, current: np.ndarray) -> float:
    """How many ions of one charge a `current` (pA) at `times` (ms) carries; inward counts as negative."""
    return float(np.trapezoid(current, times) * _CHARGES_PER_FC)


def _alone(built: Cable, copies: int) -> Cable:
    """The node in the middle of the pinch, `copies` times, so that one call covers many potentials."""
    columns = [CENTRE] * copies
    names = ("node_c", "node_ek", "node_el", "pump_share", "gathering", "potassium")
    nodes = {name: getattr(built, name)[columns] for name in names}
    return replace(built, node_g=built.node_g[:, columns], **nodes)


def _returns(built: Cable, rest: float) -> bool:
    """Whether every small disturbance of this rest dies away: no eigenvalue with a positive real part."""
    v = np.array([rest])
    gates = kinetics.steady_state(v + built.gate_shift)
    pump, gathered = cable._left_behind(_alone(built, 1), v, gates)
    state = np.concatenate([v, gates[:, 0], pump, gathered])
    size = np.where(
        np.arange(state.size) == 0, 1e-4, 1e-6
    )  # mV; gates, pA and mmol/L are of order one or less
    pushes = np.diag(size)
    up, down = (_change(built, state[:, None] + sign * pushes) for sign in (1, -1))
    return bool(np.linalg.eigvals((up - down) / (2 * size)).real.max() < 0)


def _change(built: Cable, state: np.ndarray) -> np.ndarray:
    """Rate of change per ms of potential, gates, pump current and gathered potassium; one state a column."""
    v, gates, pump, gathered = state[0], state[1:7], state[7], state[8]
    m, h, p, s, n, z = gates
    naf, nap, ks, kf, kz, leak = built.node_g[:, CENTRE]
    ek, el = built.node_ek[CENTRE], built.node_el[CENTRE]
    shift = cable.potassium_shift(gathered, built.potassium[CENTRE])
    fast = naf * m**3 * h
    calls = built.pump_share[CENTRE] * fast * (cable.SODIUM_REVERSAL - v)
    adds = built.gathering[CENTRE] * kz * z * np.maximum(v - ek, 0)
    current = (
        (fast + nap * p**3) * (v - cable.SODIUM_REVERSAL)
        + (ks * s + kf * n**4 + kz * z) * (v - ek - shift)
        + leak * (v - el - shift)
        + pump
    )
    opening, closing = kinetics.rates(v + built.gate_shift)
    return np.vstack(
        [
            -current / built.node_c[CENTRE],
            opening * (1 - gates) - closing * gates,
            (calls - pump) / cable.PUMP_TAU,
            (adds - gathered) / cable.GATHERING_TAU,
        ]
    )
