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
    return cable.steady_current(_alone(build(diameter, zone, bath)), potential)


def rests(zone: Zone = HEALTHY, bath: Bath = USUAL, diameter: float = _DIAMETER) -> tuple[Rest, ...]:
    """Every potential at which the node alone could rest, the most negative first.

    A rest without stability is one that the node leaves: if there is no stable one, it fires by itself.
    """
    node = _alone(build(diameter, zone, bath))
    current = cable.steady_current(node, _GRID)
    at = np.flatnonzero(np.sign(current[:-1]) != np.sign(current[1:]))
    found = _GRID[at] + (_GRID[1] - _GRID[0]) * current[at] / (current[at] - current[at + 1])
    return tuple(Rest(float(v), _returns(node, v)) for v in found)


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
    sodium, potassium, _ = cable.channel_currents(_alone(built), v, gates)
    return Impulse(np.arange(steps + 1) * dt, v, sodium, potassium)


def ions(times: np.ndarray, current: np.ndarray) -> float:
    """How many ions of one charge a `current` (pA) at `times` (ms) carries; inward counts as negative."""
    return float(np.trapezoid(current, times) * _CHARGES_PER_FC)


def _alone(built: Cable) -> Cable:
    """The node in the middle of the pinch, without its neighbours; it takes any number of potentials."""
    names = ("node_c", "node_ek", "node_el", "pump_share", "gathering", "potassium")
    nodes = {name: getattr(built, name)[[CENTRE]] for name in names}
    return replace(built, node_g=built.node_g[:, [CENTRE]], **nodes)


def _returns(node: Cable, rest: float) -> bool:
    """Whether every small disturbance of this rest dies away: no eigenvalue with a positive real part."""
    v = np.array([rest])
    gates = kinetics.steady_state(v + node.gate_shift)
    pump, gathered = cable.aftermath(node, v, gates)
    state = np.concatenate([v, gates[:, 0], pump, gathered])
    size = np.where(np.arange(state.size) == 0, 1e-4, 1e-6)  # mV; the rest is of order one or less
    pushes = np.diag(size)
    up, down = (_change(node, state[:, None] + sign * pushes) for sign in (1, -1))
    return bool(np.linalg.eigvals((up - down) / (2 * size)).real.max() < 0)


def _change(node: Cable, state: np.ndarray) -> np.ndarray:
    """Rate of change per ms of potential, gates, pump current and gathered potassium; one state a column."""
    v, gates, pump, gathered = state[0], state[1:7], state[7], state[8]
    current = sum(cable.channel_currents(node, v, gates, gathered)) + pump
    pump_aim, gathered_aim = cable.aftermath(node, v, gates)
    opening, closing = kinetics.rates(v + node.gate_shift)
    return np.vstack(
        [
            -current / node.node_c,
            opening * (1 - gates) - closing * gates,
            (pump_aim - pump) / cable.PUMP_TAU,
            (gathered_aim - gathered) / cable.GATHERING_TAU,
        ]
    )
