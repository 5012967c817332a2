"""The solver for many axons at once: the same scheme as `cable.integrate`, one axon to a lane.

Arrays hold the lanes of a tile side by side: entry node · WIDTH + lane of the last axis.  A loop over that
axis runs over nodes and lanes alike, and the compiler works on several of them with one instruction.  Even
the tridiagonal solve is such a loop: an entry needs the one WIDTH before it, and that one is done by then.

A tile costs the same however few of its lanes are wanted: up to three axons are faster one by one.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from . import kinetics
from ._checks import within
from .cable import GATHERING_TAU, MOST_GATHERED, PUMP_TAU, SODIUM_REVERSAL, THRESHOLD, Cable, State, modes_of
from .ions import THERMAL_VOLTAGE

WIDTH = 8  # lanes of a tile; 4 and 16 were no faster


def integrate(
    cables: Sequence[Cable],
    states: Sequence[State],
    dt: float,
    steps: int,
    *,
    pulses: Sequence[tuple[int, int]] = (),
    amplitude: float | np.ndarray = 0.0,
    node: int = 0,
    threads: int = 1,
) -> tuple[list[State], np.ndarray, np.ndarray, np.ndarray]:
    """Advance every axon of `cables` from its state by `steps` of `dt` (ms).

    `pulses` is a sequence of (first step, last step + 1) during which `amplitude` (pA; one for all, or one
    per lane) enters `node`.
    Returns (states, lane (k,), node (k,), time in ms from the start (k,)) for k impulses: lane after lane,
    step after step.  `threads` changes nothing but the time it takes.
    Raises ValueError when axons differ in their number of nodes or compartments, or an array does not fit.
    """
    lanes = len(cables)
    shapes = {(cable.node_c.size, cable.parts) for cable in cables}
    if len(shapes) != 1:
        found = ", ".join(f"{n} nodes and {parts} compartments" for n, parts in sorted(shapes)) or "no axon"
        raise ValueError(f"Lanes need axons of one shape; these have: {found}.")
    if len(states) != lanes:
        raise ValueError(f"There are {lanes} axons and {len(states)} states; each axon needs one state.")
    ((nodes, _),) = shapes
    within("stimulated node", node, 0, nodes - 1)
    within("number of threads", threads, 1, 256)
    if np.shape(amplitude) not in ((), (lanes,)):
        raise ValueError(
            f"The amplitude has shape {np.shape(amplitude)}; it must be one number or {lanes}, one per lane."
        )
    on = np.zeros(steps, dtype=bool)
    for first, last in pulses:
        on[first:last] = True
    amplitude = np.broadcast_to(np.asarray(amplitude, dtype=float), lanes)

    def run(first: int):
        # The last tile is filled up with copies of the last lane; their impulses are dropped.
        of = np.minimum(np.arange(first, first + WIDTH), lanes - 1)
        after, where, when = _integrate_tile(
            [cables[i] for i in of], [states[i] for i in of], dt, on, amplitude[of], node
        )  # fmt: skip
        lane = first + where % WIDTH
        real = lane < lanes
        return after[: lanes - first], lane[real], where[real] // WIDTH, when[real]

    with ThreadPoolExecutor(threads) as pool:
        after, *impulses = zip(*pool.map(run, range(0, lanes, WIDTH)), strict=True)
    lane, where, when = (np.concatenate(tiles) for tiles in impulses)
    order = np.argsort(lane, kind="stable")
    return [state for tile in after for state in tile], lane[order], where[order], when[order]


def _beside(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """One array (…, n) per lane → (…, n · WIDTH), the lanes of a node side by side."""
    lanes = np.stack(arrays, axis=-1)
    return np.ascontiguousarray(lanes.reshape(*lanes.shape[:-2], -1))


def _integrate_tile(cables, states, dt, on, amplitude, node):
    """WIDTH lanes: returns (states, impulses as node · WIDTH + lane (k,), their times in ms (k,))."""
    modes = [modes_of(cable, dt) for cable in cables]

    def of_cables(name):
        return _beside([getattr(cable, name) for cable in cables])

    def of_modes(name):
        return _beside([getattr(mode, name) for mode in modes])

    def of_states(name):
        return _beside([getattr(state, name) for state in states])

    node_v, gates, pump, gathered = (of_states(name) for name in ("node_v", "gates", "pump", "gathered"))
    mode = _beside(
        [np.linalg.solve(m.shape, s.inner_v - m.quiet) for m, s in zip(modes, states, strict=True)]
    )
    node_g, load, gathering = of_cables("node_g"), 2 * of_cables("node_c") / dt, of_cables("gathering")
    quiet = _beside([c.axial_node * m.quiet[0] for c, m in zip(cables, modes, strict=True)])
    # What a node carries whatever its gates do, nS and pA.
    fixed_g, fixed_i = load + node_g[5], node_g[5] * of_cables("node_el")
    for end in (slice(None, -WIDTH), slice(WIDTH, None)):
        fixed_g[end] += of_modes("own")
        fixed_i[end] += quiet

    # As in cable.py: 0.5 ms is a safe bound for the time between two crossings.
    where = np.empty(int(node_v.size * (2 * on.size * dt + 2)), dtype=np.int64)
    when = np.empty(where.size)
    found = _advance(
        node_v, mode, gates, pump, gathered,
        node_g, load, fixed_g, fixed_i, of_cables("node_ek"),
        np.tile([cable.gate_shift for cable in cables], cables[0].node_c.size),
        of_cables("pump_share"), np.flatnonzero(gathering > 0), gathering, of_cables("potassium"),
        of_modes("keep"), of_modes("follow"), of_modes("cross"),
        # As arguments: numba would keep the old values in its cache when only another module changes.
        kinetics.gate_table(dt), kinetics.TABLE_LOW, kinetics.TABLE_STEP,
        SODIUM_REVERSAL, THRESHOLD, PUMP_TAU, GATHERING_TAU, MOST_GATHERED, THERMAL_VOLTAGE,
        dt, on, amplitude, node, where, when,
    )  # fmt: skip
    after = []
    for i, m in enumerate(modes):
        v, inner, *slow = (array[..., i::WIDTH].copy() for array in (node_v, mode, gates, pump, gathered))
        after.append(State(v, m.quiet + m.shape @ inner, *slow))
    return after, where[:found], when[:found]


# error_model: NumPy's division needs no branch to an exception, which would keep it from being vectorised.
@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "nsz", "arcp"})
def _advance(
    node_v, mode, gates, pump, gathered,
    node_g, load, fixed_g, fixed_i, node_ek, gate_shift,
    pump_share, gatherers, gathering, potassium_outside,
    keep, follow, cross,
    table, table_low, table_step,
    sodium_reversal, threshold, pump_tau, gathering_tau, most_gathered, thermal_voltage,
    dt, on, amplitude, stimulated, where, when,
):  # fmt: skip
    """The time loop.  Changes the first five arguments in place; returns the number of impulses found."""
    size = node_v.size
    parts, inner = mode.shape
    last_row, width = table.shape[0] - 2, table.shape[1]
    table = table.ravel()
    place, share = np.empty(size, dtype=np.uint32), np.empty(size)
    diagonal, right, after = np.empty(size), np.empty(size), np.empty(size)
    # Row 0 for the even modes, row 1 for the odd: what they send into the nodes, what they feel of them.
    sent, felt = np.zeros((2, inner)), np.empty((2, inner))
    for j in range(parts):
        for k in range(inner):
            sent[j % 2, k] += keep[j, k] * mode[j, k]
    was_open = np.empty((2, size))  # fast sodium and spike-activated potassium, at the last half step
    pump_keeps = np.exp(-dt / pump_tau)
    gathered_keeps = np.exp(-dt / gathering_tau)
    found = 0
    for step in range(on.size):
        # Gates to the middle of this step.  All look for their row of the table at once, each reads its own.
        for k in range(size):
            exact = (node_v[k] + gate_shift[k] - table_low) / table_step
            row = min(max(int(exact), 0), last_row)
            place[k] = row * width
            share[k] = exact - row
            was_open[0, k] = gates[0, k] * gates[0, k] * gates[0, k] * gates[1, k]
            was_open[1, k] = gates[5, k]
        for k in range(size):
            at, f = np.int64(place[k]), share[k]
            for g in range(6):
                target = table[at + g] + f * (table[at + 12 + g] - table[at + g])
                decay = table[at + 6 + g] + f * (table[at + 18 + g] - table[at + 6 + g])
                gates[g, k] = target + (gates[g, k] - target) * decay

        # The linear membrane equation of every node.  The potential lies half-way between the gates before
        # and after: where it meets them in a product, their mean keeps the second order.
        for k in range(size):
            m, h, p, s, n, z = gates[0, k], gates[1, k], gates[2, k], gates[3, k], gates[4, k], gates[5, k]
            v = node_v[k]
            is_open = m * m * m * h
            calls = pump_share[k] * node_g[0, k] * (was_open[0, k] + is_open) / 2 * (sodium_reversal - v)
            pumped = calls + (pump[k] - calls) * pump_keeps
            pump[k] = pumped
            sodium = node_g[0, k] * is_open + node_g[1, k] * p * p * p
            potassium = node_g[2, k] * s + node_g[3, k] * n * n * n * n + node_g[4, k] * z
            diagonal[k] = fixed_g[k] + sodium + potassium
            right[k] = load[k] * v + sodium * sodium_reversal + potassium * node_ek[k] + fixed_i[k] - pumped
        for k in gatherers:  # the few nodes that need a logarithm
            s, n, z = gates[3, k], gates[4, k], gates[5, k]
            potassium = node_g[2, k] * s + node_g[3, k] * n * n * n * n + node_g[4, k] * z
            activated = node_g[4, k] * (was_open[1, k] + z) / 2
            adds = gathering[k] * activated * max(node_v[k] - node_ek[k], 0.0)
            gathered[k] = adds + (gathered[k] - adds) * gathered_keeps
            more = gathered[k] / (1 + gathered[k] / most_gathered)
            shift = thermal_voltage * np.log(1 + more / potassium_outside[k])
            right[k] += (potassium + node_g[5, k]) * shift  # potassium's reversal and the leak's
        for k in range(inner):
            right[k] += sent[0, k] + sent[1, k]
        for k in range(inner):
            right[k + WIDTH] += sent[0, k] - sent[1, k]
        if on[step]:
            for i in range(WIDTH):
                right[stimulated * WIDTH + i] += amplitude[i]

        # Tridiagonal solve over the nodes.
        for k in range(WIDTH):
            diagonal[k] = 1 / diagonal[k]
        for k in range(WIDTH, size):
            w = cross[k - WIDTH] * diagonal[k - WIDTH]
            right[k] += w * right[k - WIDTH]
            diagonal[k] = 1 / (diagonal[k] - w * cross[k - WIDTH])
        for k in range(inner, size):
            right[k] *= diagonal[k]
        for k in range(inner - 1, -1, -1):
            right[k] = (right[k] + cross[k] * right[k + WIDTH]) * diagonal[k]

        # From the half step to the full one, and what the modes will send in the next.
        for k in range(inner):
            felt[0, k] = right[k] + right[k + WIDTH]
            felt[1, k] = right[k] - right[k + WIDTH]
            sent[0, k] = 0.0
            sent[1, k] = 0.0
        for j in range(parts):
            for k in range(inner):
                now = 2 * (keep[j, k] * mode[j, k] + follow[j, k] * felt[j % 2, k]) - mode[j, k]
                mode[j, k] = now
                sent[j % 2, k] += keep[j, k] * now
        crossed = 0
        for k in range(size):
            after[k] = 2 * right[k] - node_v[k]
            crossed += (node_v[k] < threshold) & (after[k] >= threshold)
        if crossed:
            for k in range(size):
                before = node_v[k]
                if before < threshold <= after[k] and found < where.size:
                    where[found] = k
                    when[found] = (step + (threshold - before) / (after[k] - before)) * dt
                    found += 1
        for k in range(size):
            node_v[k] = after[k]
    return found
