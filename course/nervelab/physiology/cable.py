"""The solver: one myelinated axon as a cable of active nodes and passive internodes.

Staggered Crank–Nicolson (second order): gates live at half steps and take an exact exponential step from
tables; potentials take an implicit half step, extrapolated to the full one.  An internode is linear, so
it is eliminated before the time loop ("static condensation"): divisions happen only at the nodes.

Arrays hold nodes along their last axis, from the cord to the muscle; internode k lies between the nodes
k and k + 1 and has `parts` equal compartments, stored as (parts, internodes) so that the compiler
can work on neighbouring internodes at once.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from . import kinetics

SODIUM_REVERSAL = 50.0  # mV
THRESHOLD = -20.0  # mV: an impulse is an upward crossing of this potential


@dataclass(frozen=True)
class Cable:
    """Electrical description of one axon.  nS, pF, mV; n nodes (an odd number), n − 1 internodes.

    `node_g` (5, n): fast sodium, persistent sodium, slow potassium, fast potassium, leak.
    `node_c`, `node_ek`, `node_el` (n,); `inner_c`, `inner_g`, `inner_e` (n − 1,), each for ONE compartment.
    `axial_node`, `axial_inner`: conductance node to compartment, compartment to compartment.
    """

    node_g: np.ndarray
    node_c: np.ndarray
    node_ek: np.ndarray
    node_el: np.ndarray
    inner_c: np.ndarray
    inner_g: np.ndarray
    inner_e: np.ndarray
    axial_node: float
    axial_inner: float
    parts: int


@dataclass(frozen=True)
class State:
    """Potentials (mV) of nodes (n,) and compartments (parts, n − 1), and gates (5, n) half a step earlier."""

    node_v: np.ndarray
    inner_v: np.ndarray
    gates: np.ndarray


@dataclass(frozen=True)
class _Condensed:
    """Internodes reduced to their ends, for one diagonal load (nS) per compartment.

    Thomas factors `down`, `up`, `inverse` (parts, n − 1) solve a compartment's right-hand side; `reach`
    (parts, n − 1) is the answer to 1 mV at the cord-side node (mirrored for the muscle side); `own` and
    `cross` are what an end node feels of its own and of the far end's potential (nS).
    """

    down: np.ndarray
    up: np.ndarray
    inverse: np.ndarray
    reach: np.ndarray
    own: np.ndarray
    cross: np.ndarray


def _condense(cable: Cable, load: np.ndarray) -> _Condensed:
    parts, g = cable.parts, cable.axial_inner
    diagonal = np.empty((parts, load.size))
    for j in range(parts):
        left = cable.axial_node if j == 0 else g
        right = cable.axial_node if j == parts - 1 else g
        diagonal[j] = load + left + right
    inverse = np.empty_like(diagonal)
    inverse[0] = 1 / diagonal[0]
    for j in range(1, parts):
        inverse[j] = 1 / (diagonal[j] - g * g * inverse[j - 1])
    down, up = g * inverse, g * inverse  # the off-diagonal is the same both ways
    reach = np.zeros_like(diagonal)
    reach[0] = cable.axial_node
    for j in range(1, parts):
        reach[j] = down[j - 1] * reach[j - 1]
    reach[-1] *= inverse[-1]
    for j in range(parts - 2, -1, -1):
        reach[j] = reach[j] * inverse[j] + up[j] * reach[j + 1]
    own = cable.axial_node * (1 - reach[0])
    cross = cable.axial_node * reach[-1]
    return _Condensed(down, up, inverse, reach, own, cross)


def _solve_inner(c: _Condensed, right: np.ndarray) -> np.ndarray:
    """Potentials of the compartments with both end nodes held at 0 mV, for the right-hand side (pA)."""
    y = right.copy()
    for j in range(1, len(y)):
        y[j] += c.down[j - 1] * y[j - 1]
    y[-1] *= c.inverse[-1]
    for j in range(len(y) - 2, -1, -1):
        y[j] = y[j] * c.inverse[j] + c.up[j] * y[j + 1]
    return y


def ionic_current(cable: Cable, node_v: np.ndarray) -> np.ndarray:
    """Outward steady-state current (pA) of every node at the potentials `node_v` (n,)."""
    m, h, p, s, n = kinetics.steady_state(node_v)
    naf, nap, ks, kf, leak = cable.node_g
    return (
        (naf * m**3 * h + nap * p**3) * (node_v - SODIUM_REVERSAL)
        + (ks * s + kf * n**4) * (node_v - cable.node_ek)
        + leak * (node_v - cable.node_el)
    )


def rest(cable: Cable, start: State | None = None) -> State:
    """The resting state: no current charges any membrane.  Newton's method, from `start` when given.

    The result is an equilibrium, not necessarily a stable one: an axon that fires by itself has left it.
    Raises ArithmeticError if 200 steps of at most 4 mV do not reach it.
    """
    c = _condense(cable, cable.inner_g)
    quiet = _solve_inner(c, np.broadcast_to(cable.inner_g * cable.inner_e, c.reach.shape))
    pull = np.zeros(cable.node_c.size)  # pA into each node from its internodes with all nodes at 0 mV
    pull[:-1] += cable.axial_node * quiet[0]
    pull[1:] += cable.axial_node * quiet[-1]
    network = np.diag(np.r_[c.own, 0] + np.r_[0, c.own]) - np.diag(c.cross, 1) - np.diag(c.cross, -1)

    v = start.node_v.copy() if start else np.full(cable.node_c.size, -84.0)
    for _ in range(200):
        current = ionic_current(cable, v)
        slope = (ionic_current(cable, v + 1e-4) - ionic_current(cable, v - 1e-4)) / 2e-4
        step = np.linalg.solve(network + np.diag(slope), pull - current - network @ v)
        v = v + step * min(1.0, 4.0 / max(np.abs(step).max(), 1e-300))
        if np.abs(step).max() < 1e-9:
            inner = quiet + c.reach * v[:-1] + c.reach[::-1] * v[1:]
            return State(v, inner, kinetics.steady_state(v))
    raise ArithmeticError("The resting potential was not found.")


def integrate(cable, state, dt, steps, pulses=(), amplitude=0.0, record_every=0):
    """Advance `state` by `steps` of `dt` (ms).

    `pulses` is a sequence of (first step, last step + 1) during which `amplitude` (pA) enters node 0.
    Returns (state, impulse nodes (k,), impulse times in ms from the start (k,), record), where record
    (steps // record_every + 1, n) holds node potentials in mV, or has no row when record_every is 0.
    """
    c = _condense(cable, 2 * cable.inner_c / dt + cable.inner_g)
    on = np.zeros(steps, dtype=np.float64)
    for first, last in pulses:
        on[first:last] = amplitude
    node_v, inner_v = state.node_v.copy(), state.inner_v.copy()
    gates = state.gates.T.copy()  # (n, 5): the gates of a node side by side, as in a row of the table
    rows = steps // record_every + 1 if record_every else 0
    record = np.empty((rows, node_v.size))
    # A node cannot cross the threshold twice within its refractory period; 0.5 ms is a safe bound.
    where = np.empty(int(node_v.size * (2 * steps * dt + 2)), dtype=np.int64)
    when = np.empty(where.size)
    found = _advance(
        node_v, inner_v, gates, cable.node_g, cable.node_c, cable.node_ek, cable.node_el,
        2 * cable.inner_c / dt, cable.inner_g * cable.inner_e, cable.axial_node,
        c.down, c.up, c.inverse, c.reach, c.own, c.cross,
        # As arguments: numba would keep the old values in its cache when only kinetics.py changes.
        kinetics.gate_table(dt), kinetics.TABLE_LOW, kinetics.TABLE_STEP, dt, on,
        max(record_every, 1), record, where, when,
    )  # fmt: skip
    return State(node_v, inner_v, gates.T.copy()), where[:found], when[:found], record


@njit(cache=True, nogil=True, fastmath={"contract", "nsz", "arcp"})
def _advance(
    node_v, inner_v, gates, node_g, node_c, node_ek, node_el,
    inner_load, inner_source, axial_node,
    down, up, inverse, reach, own, cross,
    table, table_low, table_step, dt, on, record_every, record, where, when,
):  # fmt: skip
    """The time loop.  Changes node_v, inner_v and gates in place; returns the number of impulses found."""
    nodes = node_v.size
    parts, inner = inner_v.shape
    y = np.empty((parts, inner))
    diagonal = np.empty(nodes)
    right = np.empty(nodes)
    load = 2 * node_c / dt
    middle = nodes // 2
    last_row = table.shape[0] - 2
    found = 0
    for k in range(nodes if record.shape[0] else 0):
        record[0, k] = node_v[k]
    for step in range(on.size):
        # Internodes: their own right-hand side, solved with both end nodes at 0 mV.
        for k in range(inner):
            y[0, k] = inner_load[k] * inner_v[0, k] + inner_source[k]
        for j in range(1, parts):
            for k in range(inner):
                y[j, k] = inner_load[k] * inner_v[j, k] + inner_source[k] + down[j - 1, k] * y[j - 1, k]
        for k in range(inner):
            y[parts - 1, k] *= inverse[parts - 1, k]
        for j in range(parts - 2, -1, -1):
            for k in range(inner):
                y[j, k] = y[j, k] * inverse[j, k] + up[j, k] * y[j + 1, k]

        # Nodes: gates to the middle of this step, then the linear membrane equation.
        for k in range(nodes):
            v = node_v[k]
            place = (v - table_low) / table_step
            row = min(max(int(place), 0), last_row)
            f = place - row
            for g in range(5):
                target = table[row, g] + f * (table[row + 1, g] - table[row, g])
                decay = table[row, 5 + g] + f * (table[row + 1, 5 + g] - table[row, 5 + g])
                gates[k, g] = target + (gates[k, g] - target) * decay
        for k in range(nodes):
            m, h, p, s, n = gates[k]
            sodium = node_g[0, k] * m * m * m * h + node_g[1, k] * p * p * p
            potassium = node_g[2, k] * s + node_g[3, k] * n * n * n * n
            leak = node_g[4, k]
            diagonal[k] = load[k] + sodium + potassium + leak
            right[k] = (
                load[k] * node_v[k] + sodium * SODIUM_REVERSAL + potassium * node_ek[k] + leak * node_el[k]
            )
        right[0] += on[step]
        for k in range(inner):
            diagonal[k] += own[k]
            right[k] += axial_node * y[0, k]
        for k in range(inner):
            diagonal[k + 1] += own[k]
            right[k + 1] += axial_node * y[parts - 1, k]

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

        # From the half step to the full one.
        for j in range(parts):
            for k in range(inner):
                half = y[j, k] + reach[j, k] * right[k] + reach[parts - 1 - j, k] * right[k + 1]
                inner_v[j, k] = 2 * half - inner_v[j, k]
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
