"""The condensed, table-driven solver against the plainest solver of the same scheme."""

import numpy as np
import pytest

from nervelab.physiology import Bath, Zone, cable, kinetics
from nervelab.physiology.axon import NODES, PARTS, PINCHED, build, equilibrium


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
    gates, pump, gathered = (x.copy() for x in (state.gates, state.pump, state.gathered))
    trace = [v[node_at]]
    for step in range(steps):
        opening, closing = kinetics.rates(v[node_at] + c.gate_shift)
        target = opening / (opening + closing)
        before = gates
        gates = target + (gates - target) * np.exp(-dt * (opening + closing))
        m, h, p, s, n, z = gates
        sodium_open, spike_open = ((g[0] ** 3 * g[1] for g in (before, gates)), (before[5], gates[5]))
        naf, nap, ks, kf, kz, leak = c.node_g
        calls = c.pump_share * naf * sum(sodium_open) / 2 * (cable.SODIUM_REVERSAL - v[node_at])
        pump = calls + (pump - calls) * np.exp(-dt / cable.PUMP_TAU)
        adds = c.gathering * kz * sum(spike_open) / 2 * np.maximum(v[node_at] - c.node_ek, 0)
        gathered = adds + (gathered - adds) * np.exp(-dt / cable.GATHERING_TAU)
        shift = cable.potassium_shift(gathered, c.potassium)
        sodium, potassium = naf * m**3 * h + nap * p**3, ks * s + kf * n**4 + kz * z
        g, e = fixed.copy(), source.copy()
        g[node_at] = sodium + potassium + leak
        e[node_at] = sodium * cable.SODIUM_REVERSAL + potassium * (c.node_ek + shift)
        e[node_at] += leak * (c.node_el + shift) - pump
        if pulse[0] <= step < pulse[1]:
            e[0] += amplitude
        load = 2 * capacitance / dt
        half = np.linalg.solve(network + np.diag(load + g), load * v + e)
        v = 2 * half - v
        trace.append(v[node_at])
    return np.array(trace)


@pytest.mark.parametrize(
    ("zone", "bath"),
    [
        (Zone(), Bath()),
        (Zone(0.5, 0.25, 0), Bath()),
        (Zone(0.7, 0.35, 0.2), Bath()),
        (Zone(), Bath(potassium=5.5, calcium=0.8)),
    ],
    ids=str,
)
def test_condensing_and_tables_change_nothing_that_matters(zone, bath):
    c = build(11.5, zone, bath)
    state = cable.rest(c)
    dt, steps, pulse = 0.01, 300, (10, 20)
    *_, record = cable.integrate(c, state, dt, steps, [pulse], 2500.0, record_every=1)
    expected = plain_solver(c, state, dt, steps, pulse, 2500.0)
    assert expected.max() > 30  # an impulse did run
    assert np.abs(record - expected).max() < 1e-3  # mV


@pytest.mark.parametrize("zone", [Zone(), Zone(0.6, 0.3, 0.2), Zone(1.0, 0.5, 0)], ids=str)
def test_rest_is_an_equilibrium(zone):
    c = build(11.5, zone)
    state = cable.rest(c)
    later, where, *_ = cable.integrate(c, state, 0.01, 500)
    assert where.size == 0
    assert np.abs(later.node_v - state.node_v).max() < 1e-3
    assert np.abs(later.inner_v - state.inner_v).max() < 1e-3
    assert later.pump == pytest.approx(state.pump, rel=1e-3)
    assert later.gathered == pytest.approx(state.gathered, rel=1e-3)


def test_an_impulse_calls_up_the_pump_for_a_third_of_the_sodium_that_came_in():
    """Three sodium ions out for two potassium ions in: one charge in three is not balanced."""
    c = build(11.5, Zone())
    start = cable.rest(c)
    end, where, _, record = cable.integrate(c, start, 0.005, 1200, [(0, 20)], 2500.0, record_every=1)
    assert (where == 20).sum() == 1
    called = (end.pump - start.pump)[20] * cable.PUMP_TAU  # fC that the pump will move
    # What came in charged the node and, at least, half of the membrane on either side of it.
    rise = record[:, 20].max() - record[0, 20]
    least = rise * (c.node_c[20] + c.inner_c[20] * c.parts)
    assert least < 3 * called < 10 * least


def test_potassium_gathers_only_where_clearing_it_takes_energy_and_only_up_to_its_limit():
    train = [(k, k + 10) for k in range(0, 20000, 1000)]  # every 10 ms
    pinched = build(11.5, Zone(0.3, 0, 0))
    end, where, *_ = cable.integrate(pinched, cable.rest(pinched), 0.01, 20000, train, 2500.0)
    assert (where == 20).sum() == 20
    assert (end.gathered[PINCHED] > 0.5).all()
    assert not end.gathered[: PINCHED.start].any()
    shift = cable.potassium_shift(np.array([1e9]), np.array([4.0]))[0]
    assert shift == pytest.approx(26.73 * np.log((4 + 1.5) / 4), abs=0.01)


def test_impulse_times_are_interpolated_crossings():
    c = build(11.5, Zone())
    _, where, when, record = cable.integrate(c, cable.rest(c), 0.01, 300, [(0, 10)], 2500.0, record_every=1)
    v = record[:, 36]
    k = np.flatnonzero((v[:-1] < -20) & (v[1:] >= -20))
    assert k.size == 1
    crossing = (k[0] + (-20 - v[k[0]]) / (v[k[0] + 1] - v[k[0]])) * 0.01
    assert when[where == 36] == pytest.approx([crossing])


def test_the_potential_never_leaves_the_gate_table():
    zone = Zone(1.0, 0.5, 1.0)
    c = build(16.0, zone)
    *_, record = cable.integrate(c, equilibrium(16.0, zone), 0.01, 500, [(0, 10)], 2500.0, record_every=1)
    assert record.min() > kinetics.TABLE_LOW
    assert record.max() < kinetics.TABLE_HIGH
