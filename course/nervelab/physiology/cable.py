"""The solver: one myelinated axon as a cable of active nodes and passive internodes.

Staggered Crank–Nicolson (second order): gates live at half steps and take an exact exponential step from
tables; potentials take an implicit half step, extrapolated to the full one.

An internode is a linear chain and the same from either end, so it falls into independent modes, each even or
odd about the middle.  A mode follows the sum (even) or the difference (odd) of the two nodes' potentials by
itself: two multiplications a step, where elimination would go down and up the chain.

Arrays hold nodes along their last axis, from the cord to the muscle; internode k lies between the nodes
k and k + 1 and has `parts` equal compartments, stored as (parts, internodes) so that the compiler
can work on neighbouring internodes at once.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from . import kinetics
from .ions import THERMAL_VOLTAGE

SODIUM_REVERSAL = 50.0  # mV
THRESHOLD = -20.0  # mV: an impulse is an upward crossing of this potential

# What activity leaves behind.  Time constants and limit are phenomenological.
PUMP_TAU = 2000.0  # ms, over which the pump answers the sodium that came in
GATHERING_TAU = 300.0  # ms, over which potassium leaves the space around a node
MOST_GATHERED = 1.5  # mmol/L, what the potassium of impulses can add there


@dataclass(frozen=True)
class Cable:
    """Electrical description of one axon.  nS, pF, mV; n nodes (an odd number), n − 1 internodes.

    `node_g` (6, n): sodium fast and persistent, potassium slow, fast and spike-activated, leak.
    `node_c`, `node_ek`, `node_el` (n,).  `gate_shift` (mV) is what the gates feel beyond the potential.
    `pump_share` (n,): pump current that a steady fast sodium current calls up, as a share of it.
    `gathering` (n,): mmol/L of potassium that a steady 1 pA of spike-activated current would add outside,
    were there no limit; `potassium` (n,): mmol/L at rest.
    `inner_c`, `inner_g`, `inner_e` (n − 1,), each for ONE compartment.
    `axial_node`, `axial_inner`: conductance node to compartment, compartment to compartment.
    """

    node_g: np.ndarray
    node_c: np.ndarray
    node_ek: np.ndarray
    node_el: np.ndarray
    gate_shift: float
    pump_share: np.ndarray
    gathering: np.ndarray
    potassium: np.ndarray
    inner_c: np.ndarray
    inner_g: np.ndarray
    inner_e: np.ndarray
    axial_node: float
    axial_inner: float
    parts: int


@dataclass(frozen=True)
class State:
    """Potentials (mV) of nodes (n,) and compartments (parts, n − 1); half a step earlier, the slower things:
    gates (6, n), activity-driven pump current (n,) in pA, potassium gathered outside (n,) in mmol/L before
    its limit is applied.
    """

    node_v: np.ndarray
    inner_v: np.ndarray
    gates: np.ndarray
    pump: np.ndarray
    gathered: np.ndarray


@dataclass(frozen=True)
class Modes:
    """The internodes of one axon as independent modes, even and odd by turns.

    A mode is counted by the current (pA) that it sends into the node on the cord side; an odd one sends the
    opposite into the other node.  Half a step takes a mode to keep · mode + follow · (the nodes' sum, or
    difference); `keep` and `follow` (nS) are (parts, n − 1).  `own` and `cross` (n − 1,), in nS, are what an
    end node feels of its own and of the far end's potential.  `shape` (parts, parts), in mV/pA, makes
    potentials of modes; they are relative to `quiet` (parts, n − 1), the steady potentials (mV) with both
    nodes held at 0 mV.
    """

    keep: np.ndarray
    follow: np.ndarray
    own: np.ndarray
    cross: np.ndarray
    shape: np.ndarray
    quiet: np.ndarray


def modes_of(cable: Cable, dt: float) -> Modes:
    """The modes for steps of `dt` (ms); with an infinite one, the steady state."""
    links = np.full(cable.parts + 1, cable.axial_inner)
    links[[0, -1]] = cable.axial_node
    chain = np.diag(links[:-1] + links[1:]) - np.diag(links[1:-1], 1) - np.diag(links[1:-1], -1)
    # In ascending order the modes of a chain that is the same from either end are even and odd by turns.
    coupling, vectors = np.linalg.eigh(chain)
    reach = cable.axial_node * vectors[0]  # no mode of a chain is 0 at its end
    leak = cable.inner_g + coupling[:, None]
    load = 2 * cable.inner_c / dt
    follow = reach[:, None] ** 2 / (load + leak)
    return Modes(
        keep=load / (load + leak),
        follow=follow,
        own=cable.axial_node - follow.sum(axis=0),
        cross=follow[::2].sum(axis=0) - follow[1::2].sum(axis=0),
        shape=vectors / reach,
        quiet=vectors @ (vectors.sum(axis=0)[:, None] * cable.inner_g * cable.inner_e / leak),
    )


def channel_currents(
    cable: Cable, node_v: np.ndarray, gates: np.ndarray, gathered: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outward currents (pA) of every node through its sodium, potassium and leak channels.

    `node_v` (…, n) and `gates` (6, …, n) need not be in a steady state; `gathered` (mmol/L) as in `State`.
    The time loop below has the same equations in the linear form that it solves.
    """
    m, h, p, s, n, z = gates
    naf, nap, ks, kf, kz, leak = cable.node_g
    shift = potassium_shift(gathered, cable.potassium)
    return (
        (naf * m**3 * h + nap * p**3) * (node_v - SODIUM_REVERSAL),
        (ks * s + kf * n**4 + kz * z) * (node_v - cable.node_ek - shift),
        leak * (node_v - cable.node_el - shift),
    )


def potassium_shift(gathered: np.ndarray, potassium: np.ndarray) -> np.ndarray:
    """Change (mV) of potassium's reversal potential when `gathered` is added to `potassium` (mmol/L)."""
    return THERMAL_VOLTAGE * np.log(1 + gathered / (1 + gathered / MOST_GATHERED) / potassium)


def steady_current(cable: Cable, node_v: np.ndarray) -> np.ndarray:
    """Outward current (pA), pump included, of every node held at `node_v` (…, n) until nothing changes."""
    gates = kinetics.steady_state(node_v + cable.gate_shift)
    pump, gathered = aftermath(cable, node_v, gates)
    return sum(channel_currents(cable, node_v, gates, gathered)) + pump


def aftermath(cable: Cable, node_v: np.ndarray, gates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pump current (pA) and gathered potassium (mmol/L) that this activity leads to if it lasts.

    Shapes as for `channel_currents`.
    """
    m, h, *_, z = gates
    pump = cable.pump_share * cable.node_g[0] * m**3 * h * (SODIUM_REVERSAL - node_v)
    return pump, cable.gathering * cable.node_g[4] * z * np.maximum(node_v - cable.node_ek, 0)


def rest(cable: Cable, start: State | None = None) -> State:
    """The resting state: no current charges any membrane.  Newton's method, from `start` when given.

    The result is an equilibrium, not necessarily a stable one: an axon that fires by itself has left it.
    Raises ArithmeticError if 200 steps of at most 4 mV do not reach it.
    """
    c = modes_of(cable, np.inf)
    pull = np.zeros(cable.node_c.size)  # pA into each node from its internodes with all nodes at 0 mV
    pull[:-1] += cable.axial_node * c.quiet[0]
    pull[1:] += cable.axial_node * c.quiet[-1]
    network = np.diag(np.r_[c.own, 0] + np.r_[0, c.own]) - np.diag(c.cross, 1) - np.diag(c.cross, -1)

    v = start.node_v.copy() if start else np.full(cable.node_c.size, -84.0)
    for _ in range(200):
        current, above, below = steady_current(cable, v + np.array([[0], [1e-4], [-1e-4]]))
        slope = (above - below) / 2e-4
        step = np.linalg.solve(network + np.diag(slope), pull - current - network @ v)
        v = v + step * min(1.0, 4.0 / max(np.abs(step).max(), 1e-300))
        if np.abs(step).max() < 1e-6:  # mV: the next step would be smaller than rounding
            felt = np.stack([v[:-1] + v[1:], v[:-1] - v[1:]])
            inner = c.quiet + c.shape @ (c.follow * felt[np.arange(cable.parts) % 2])
            gates = kinetics.steady_state(v + cable.gate_shift)
            return State(v, inner, gates, *aftermath(cable, v, gates))
    raise ArithmeticError("The resting potential was not found.")


def integrate(cable, state, dt, steps, pulses=(), amplitude=0.0, node=0, record_every=0):
    """Advance `state` by `steps` of `dt` (ms).

    `pulses` is a sequence of (first step, last step + 1) during which `amplitude` (pA) enters `node`.
    Returns (state, impulse nodes (k,), impulse times in ms from the start (k,), record), where record
    (steps // record_every + 1, n) holds node potentials in mV, or has no row when record_every is 0.
    """
    c = modes_of(cable, dt)
    on = np.zeros(steps, dtype=np.float64)
    for first, last in pulses:
        on[first:last] = amplitude
    node_v, mode = state.node_v.copy(), np.linalg.solve(c.shape, state.inner_v - c.quiet)
    pump, gathered = state.pump.copy(), state.gathered.copy()
    gates = state.gates.copy()
    rows = steps // record_every + 1 if record_every else 0
    record = np.empty((rows, node_v.size))
    # A node cannot cross the threshold twice within its refractory period; 0.5 ms is a safe bound.
    where = np.empty(int(node_v.size * (2 * steps * dt + 2)), dtype=np.int64)
    when = np.empty(where.size)
    found = _advance(
        node_v, mode, gates, pump, gathered,
        cable.node_g, cable.node_c, cable.node_ek, cable.node_el, cable.gate_shift,
        cable.pump_share, cable.gathering, cable.potassium,
        c.keep, c.follow, c.own, c.cross, cable.axial_node * c.quiet[0],
        # As arguments: numba would keep the old values in its cache when only kinetics.py changes.
        kinetics.gate_table(dt), kinetics.TABLE_LOW, kinetics.TABLE_STEP, dt, on, node,
        max(record_every, 1), record, where, when,
    )  # fmt: skip
    inner_v = c.quiet + c.shape @ mode
    return State(node_v, inner_v, gates, pump, gathered), where[:found], when[:found], record


# error_model: NumPy's division needs no branch to an exception, which would keep it from being vectorised.
@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "nsz", "arcp"})
def _advance(
    node_v, mode, gates, pump, gathered,
    node_g, node_c, node_ek, node_el, gate_shift, pump_share, gathering, potassium_outside,
    keep, follow, own, cross, quiet,
    table, table_low, table_step, dt, on, stimulated, record_every, record, where, when,
):  # fmt: skip
    """The time loop.  Changes the first five arguments in place; returns the number of impulses found."""
    nodes = node_v.size
    parts, inner = mode.shape
    # Row 0 for the even modes, row 1 for the odd: what they send into the nodes, what they feel of them.
    sent, felt = np.zeros((2, inner)), np.empty((2, inner))
    for j in range(parts):
        for k in range(inner):
            sent[j % 2, k] += keep[j, k] * mode[j, k]
    diagonal = np.empty(nodes)
    right = np.empty(nodes)
    was_open = np.empty((2, nodes))  # fast sodium and spike-activated potassium, at the last half step
    ek, el = node_ek.copy(), node_el.copy()
    gatherers = np.flatnonzero(gathering)
    load = 2 * node_c / dt
    middle = nodes // 2
    last_row = table.shape[0] - 2
    place, share = np.empty(nodes, dtype=np.int64), np.empty(nodes)
    found = 0
    pump_keeps = np.exp(-dt / PUMP_TAU)
    gathered_keeps = np.exp(-dt / GATHERING_TAU)
    for k in range(nodes if record.shape[0] else 0):
        record[0, k] = node_v[k]
    for step in range(on.size):
        # Nodes: gates to the middle of this step, then the linear membrane equation.  All look for their row
        # of the table at once, then each reads its own.
        for k in range(nodes):
            exact = (node_v[k] + gate_shift - table_low) / table_step
            row = min(max(int(exact), 0), last_row)
            place[k] = row
            share[k] = exact - row
            was_open[0, k] = gates[0, k] * gates[0, k] * gates[0, k] * gates[1, k]
            was_open[1, k] = gates[5, k]
        for k in range(nodes):
            row, f = place[k], share[k]
            for g in range(6):
                target = table[row, g] + f * (table[row + 1, g] - table[row, g])
                decay = table[row, 6 + g] + f * (table[row + 1, 6 + g] - table[row, 6 + g])
                gates[g, k] = target + (gates[g, k] - target) * decay
        # The potential lies half-way between the gates before and after: their mean keeps the second order.
        for k in gatherers:  # the few nodes that need a logarithm
            activated = node_g[4, k] * (was_open[1, k] + gates[5, k]) / 2
            adds = gathering[k] * activated * max(node_v[k] - node_ek[k], 0.0)  # none that flows in
            gathered[k] = adds + (gathered[k] - adds) * gathered_keeps
            more = gathered[k] / (1 + gathered[k] / MOST_GATHERED)
            shift = THERMAL_VOLTAGE * np.log(1 + more / potassium_outside[k])
            ek[k], el[k] = node_ek[k] + shift, node_el[k] + shift
        for k in range(nodes):
            m, h, p, s, n, z = gates[0, k], gates[1, k], gates[2, k], gates[3, k], gates[4, k], gates[5, k]
            v = node_v[k]
            is_open = m * m * m * h
            calls = pump_share[k] * node_g[0, k] * (was_open[0, k] + is_open) / 2 * (SODIUM_REVERSAL - v)
            pump[k] = calls + (pump[k] - calls) * pump_keeps
            sodium = node_g[0, k] * is_open + node_g[1, k] * p * p * p
            potassium = node_g[2, k] * s + node_g[3, k] * n * n * n * n + node_g[4, k] * z
            leak = node_g[5, k]
            diagonal[k] = load[k] + sodium + potassium + leak
            right[k] = load[k] * v + sodium * SODIUM_REVERSAL + potassium * ek[k] + leak * el[k] - pump[k]
        right[stimulated] += on[step]
        for k in range(inner):
            diagonal[k] += own[k]
            right[k] += quiet[k] + sent[0, k] + sent[1, k]
        for k in range(inner):
            diagonal[k + 1] += own[k]
            right[k + 1] += quiet[k] + sent[0, k] - sent[1, k]

        # Tridiagonal solve over the nodes, from both ends to the middle: two chains of divisions at once.
        diagonal[0] = 1 / diagonal[0]
        diagonal[nodes - 1] = 1 / diagonal[nodes - 1]
        for k in range(1, middle):
            w = cross[k - 1] * diagonal[k - 1]
            right[k] += w * right[k - 1]
            diagonal[k] = 1 / (diagonal[k] - w * cross[k - 1])
            far = nodes - 1 - k
            w = cross[far] * diagonal[far + 1]
            right[far] += w * right[far + 1]
            diagonal[far] = 1 / (diagonal[far] - w * cross[far])
        w, u = cross[middle - 1] * diagonal[middle - 1], cross[middle] * diagonal[middle + 1]
        near_v = right[middle] + w * right[middle - 1] + u * right[middle + 1]
        near_v /= diagonal[middle] - w * cross[middle - 1] - u * cross[middle]
        far_v = near_v
        right[middle] = near_v
        for k in range(middle - 1, -1, -1):
            near_v = (right[k] + cross[k] * near_v) * diagonal[k]
            right[k] = near_v
            far = nodes - 1 - k
            far_v = (right[far] + cross[far - 1] * far_v) * diagonal[far]
            right[far] = far_v

        # From the half step to the full one, and what the modes will send in the next.
        for k in range(inner):
            felt[0, k] = right[k] + right[k + 1]
            felt[1, k] = right[k] - right[k + 1]
            sent[0, k] = 0.0
            sent[1, k] = 0.0
        for j in range(parts):
            for k in range(inner):
                now = 2 * (keep[j, k] * mode[j, k] + follow[j, k] * felt[j % 2, k]) - mode[j, k]
                mode[j, k] = now
                sent[j % 2, k] += keep[j, k] * now
        for k in range(nodes):
            before = node_v[k]
            after = 2 * right[k] - before
            node_v[k] = after
            if before < THRESHOLD <= after and found < where.size:
                where[found] = k
                when[found] = (step + (THRESHOLD - before) / (after - before)) * dt
                found += 1
        if record.shape[0] and (step + 1) % record_every == 0:
            row = (step + 1) // record_every
            for k in range(nodes):
                record[row, k] = node_v[k]
    return found
