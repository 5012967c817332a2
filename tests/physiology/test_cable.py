"""The condensed, table-driven solver against the plainest solver of the same scheme."""

import numpy as np
import pytest

from nervelab.physiology import Zone, cable, kinetics
from nervelab.physiology.axon import NODES, PARTS, build


def plain_solver(c, state, dt, steps, pulse, amplitude):
    """The same staggered Crank–Nicolson scheme, with one dense matrix and exact rates in place of tables."""
    size = NODES + PARTS * (NODES - 1)
    node_at = np.arange(NODES) * (PARTS + 1)
    inner_at = np.setdiff1d(np.arange(size), node_at)
    capacitance, fixed, source = np.zeros(size), np.zeros(size), np.zeros(size)
    capacitance[node_at] = c.node_c
    capacitance[inner_at] = np.repeat(c.inner_c, PARTS)
    fixed[inner_at] = np.repeat(c.inner_g, PARTS)
    source[inner_at] = np.repeat(c.inner_g * c.inner_e, PARTS)
    link = np.where(np.isin(np.arange(size - 1), node_at) | np.isin(np.arange(1, size), node_at),
                    c.axial_node, c.axial_inner)  # fmt: skip
    network = np.diag(np.r_[link, 0] + np.r_[0, link]) - np.diag(link, 1) - np.diag(link, -1)

    v = np.empty(size)
    v[node_at] = state.node_v
    v[inner_at] = state.inner_v.T.ravel()
    gates = state.gates.copy()
    trace = [v[node_at]]
    for step in range(steps):
        opening, closing = kinetics.rates(v[node_at])
        target = opening / (opening + closing)
        gates = target + (gates - target) * np.exp(-dt * (opening + closing))
        m, h, p, s, n = gates
        naf, nap, ks, kf, leak = c.node_g
        sodium, potassium = naf * m**3 * h + nap * p**3, ks * s + kf * n**4
        g, e = fixed.copy(), source.copy()
        g[node_at] = sodium + potassium + leak
        e[node_at] = sodium * cable.SODIUM_REVERSAL + potassium * c.node_ek + leak * c.node_el
        if pulse[0] <= step < pulse[1]:
            e[0] += amplitude
        load = 2 * capacitance / dt
        half = np.linalg.solve(network + np.diag(load + g), load * v + e)
        v = 2 * half - v
        trace.append(v[node_at])
    return np.array(trace)


@pytest.mark.parametrize("zone", [Zone(), Zone(0.5, 0), Zone(0.8, 0)], ids=str)
def test_condensing_and_tables_change_nothing_that_matters(zone):
    c = build(11.5, zone)
    state = cable.rest(c)
    dt, steps, pulse = 0.01, 300, (10, 20)
    *_, record = cable.integrate(c, state, dt, steps, [pulse], 2500.0, record_every=1)
    expected = plain_solver(c, state, dt, steps, pulse, 2500.0)
    assert expected.max() > 30  # an impulse did run
    assert np.abs(record - expected).max() < 1e-3  # mV


@pytest.mark.parametrize("zone", [Zone(), Zone(0.6, 0.2), Zone(1.0, 0)], ids=str)
def test_rest_is_an_equilibrium(zone):
    c = build(11.5, zone)
    state = cable.rest(c)
    later, where, *_ = cable.integrate(c, state, 0.01, 500)
    assert where.size == 0
    assert np.abs(later.node_v - state.node_v).max() < 1e-3
    assert np.abs(later.inner_v - state.inner_v).max() < 1e-3


def test_impulse_times_are_interpolated_crossings():
    c = build(11.5, Zone())
    _, where, when, record = cable.integrate(c, cable.rest(c), 0.01, 300, [(0, 10)], 2500.0, record_every=1)
    v = record[:, 36]
    k = np.flatnonzero((v[:-1] < -20) & (v[1:] >= -20))
    assert k.size == 1
    crossing = (k[0] + (-20 - v[k[0]]) / (v[k[0] + 1] - v[k[0]])) * 0.01
    assert when[where == 36] == pytest.approx([crossing])


def test_the_potential_never_leaves_the_gate_table():
    c = build(16.0, Zone(1.0, 1.0))
    *_, record = cable.integrate(c, cable.rest(c), 0.01, 500, [(0, 10)], 2500.0, record_every=1)
    assert record.min() > kinetics.TABLE_LOW
    assert record.max() < kinetics.TABLE_HIGH
