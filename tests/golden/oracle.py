"""A NEURON model of any Cable: Hines & Carnevale 1997, doi:10.1162/neco.1997.9.6.1179.

One section with a segment for every node and every internodal compartment, so that NEURON solves the same
grid.  A segment's diameter sets its axial half-resistance; capacitance and leak are then given per area.
Everything is read from the Cable: geometry, conductances and pinch are typed nowhere a second time.
"""

import sys
from pathlib import Path

import neuron
import numpy as np
from neuron import h

from nervelab.physiology import cable, geometry, ions, kinetics
from nervelab.physiology.axon import PULSE

from .comparison import DEFAULT, FINEST, SAMPLE, SHOWN, WINDOW, Case, Reference

neuron.load_mechanisms(str(Path(sys.prefix) / "mechanism"))  # compiled there by make
h.secondorder = 2  # staggered Crank–Nicolson

CONDUCTANCES = ("gnaf", "gnap", "gks", "gkf", "gkz", "gl")  # of the mechanism, in the order of Cable.node_g


def tables(on: bool) -> None:
    """Let the mechanism take its rates from tables (fast) or compute them (exact, as the oracle does)."""
    h.usetable_nervelab_node = int(on)


class Oracle:
    """NEURON's copy of one axon.  Potentials are in mV, times in ms."""

    def __init__(self, axon: cable.Cable):
        if any(True for _ in h.allsec()):
            raise RuntimeError("NEURON advances every axon that exists: let go of the last Oracle first.")
        tables(False)
        nodes, parts = axon.node_c.size, axon.parts
        size = nodes + parts * (nodes - 1)
        at_node = np.arange(size) % (parts + 1) == 0
        self._at_node = np.flatnonzero(at_node)
        self._between = np.flatnonzero(~at_node)
        part_half = 1 / axon.axial_inner / 2  # GΩ
        half = np.where(at_node, 1 / axon.axial_node - part_half, part_half)

        self.section = h.Section(name="axon")
        self.section.nseg = size
        self.section.L = size  # µm: segments of 1 µm
        self.section.Ra = 100  # Ω·cm
        self.section.insert("pas")
        self.segments = list(self.section)
        # Ra·(1 µm / 2)/(π·d²/4), with 1 Ω·cm/µm = 1e-5 GΩ
        diameters = np.sqrt(self.section.Ra * 1e-5 * 2 / (np.pi * half))
        for segment, diameter in zip(self.segments, diameters, strict=True):
            segment.diam = diameter
        areas = np.array([segment.area() for segment in self.segments])
        capacitance = self._spread(axon.node_c, axon.inner_c) / areas / geometry.PF_PER_UM2
        leak = self._spread(np.zeros(nodes), axon.inner_g) / areas / geometry.NS_PER_UM2
        reversal = self._spread(np.zeros(nodes), axon.inner_e)
        for segment, c, g, e in zip(self.segments, capacitance, leak, reversal, strict=True):
            segment.cm, segment.pas.g, segment.pas.e = c, g, e

        for name, value in (
            ("e_na", cable.SODIUM_REVERSAL),
            ("pump_tau", cable.PUMP_TAU),
            ("gathering_tau", cable.GATHERING_TAU),
            ("most_gathered", cable.MOST_GATHERED),
            ("thermal_voltage", ions.THERMAL_VOLTAGE),
        ):
            setattr(h, f"{name}_nervelab_node", value)
        self.nodes = [h.nervelab_node(self.segments[k]) for k in self._at_node]
        for k, node in enumerate(self.nodes):
            for name, nanosiemens in zip(CONDUCTANCES, axon.node_g[:, k], strict=True):
                setattr(node, name, nanosiemens / 1000)
            node.e_k, node.e_l = axon.node_ek[k], axon.node_el[k]
            node.gate_shift, node.pump_share = axon.gate_shift, axon.pump_share[k]
            node.gathering, node.potassium = 1000 * axon.gathering[k], axon.potassium[k]
        self.axon = axon
        self.stimulus = h.IClamp(self.segments[0])

    def _spread(self, nodes: np.ndarray, between: np.ndarray) -> np.ndarray:
        """One value per segment, from (n,) at the nodes and (n − 1,) or (parts, n − 1) between them."""
        values = np.empty(self._at_node.size + self._between.size)
        values[self._at_node] = nodes
        per_internode = self._between.size // (self._at_node.size - 1)
        values[self._between] = np.broadcast_to(between, (per_internode, between.shape[-1])).T.ravel()
        return values

    def potential(self, node: int):
        """NEURON's reference to the potential of a node, for recording."""
        return self.segments[self._at_node[node]]._ref_v

    def start(self, state: cable.State, dt: float, pulse: tuple[float, float] = (0, 0)) -> None:
        """Take over `state`; `pulse` is the stimulus's begin and end (ms).  `dt` is 0 for CVODE.

        This solver moves the gates, the pump and the gathered potassium first and then the potentials, NEURON
        the other way round: so NEURON gets them half a step later.
        """
        axon, v = self.axon, state.node_v
        opening, closing = kinetics.rates(v + axon.gate_shift)
        target = opening / (opening + closing)
        gates = _approach(state.gates, target, dt * (opening + closing))
        sodium = (
            axon.node_g[0]
            * (gates[0] ** 3 * gates[1] + state.gates[0] ** 3 * state.gates[1])
            / 2
            * (cable.SODIUM_REVERSAL - v)
        )
        outward = axon.node_g[4] * (gates[5] + state.gates[5]) / 2 * np.maximum(v - axon.node_ek, 0)
        pump = _approach(state.pump, axon.pump_share * sodium, dt / cable.PUMP_TAU)
        gathered = _approach(state.gathered, axon.gathering * outward, dt / cable.GATHERING_TAU)

        self.stimulus.delay, self.stimulus.dur = pulse[0], pulse[1] - pulse[0]
        self.stimulus.amp = PULSE / 1000  # nA
        if dt:
            h.dt = dt
        h.finitialize()
        for segment, v in zip(self.segments, self._spread(state.node_v, state.inner_v), strict=True):
            segment.v = v
        for end in (0, 1):
            self.section(end).v = state.node_v[-end]
        states = np.vstack([gates, pump / 1000, gathered])
        for node, values in zip(self.nodes, states.T, strict=True):
            for name, value in zip((*kinetics.GATES, "pump", "gathered"), values, strict=True):
                setattr(node, name, value)
        h.frecord_init()

    def run(self, state: cable.State, dt: float, steps: int, pulse: tuple[int, int]) -> np.ndarray:
        """Potentials (steps + 1, nodes) in mV; `pulse` is its first step and the first step after it."""
        records = [h.Vector().record(self.potential(k)) for k in range(len(self.nodes))]
        self.start(state, dt, (pulse[0] * dt, pulse[1] * dt))
        for _ in range(steps):
            h.fadvance()
        return np.array(records).T


def _approach(value: np.ndarray, target: np.ndarray, time_constants: np.ndarray | float) -> np.ndarray:
    """`value` after so many time constants on its way to `target`."""
    return target + (value - target) * np.exp(-time_constants)


def impulses(voltages: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and interpolated times (ms) of all upward crossings of the threshold, in order of time."""
    before, after = voltages[:-1], voltages[1:]
    step, node = np.nonzero((before < cable.THRESHOLD) & (after >= cable.THRESHOLD))
    low, high = before[step, node], after[step, node]
    when = (step + (cable.THRESHOLD - low) / (high - low)) * dt
    return node, when


def margins(voltages: np.ndarray) -> np.ndarray:
    """How close (mV) to the threshold a peak of each node came, above or below; infinity without a peak."""
    middle = voltages[1:-1]
    step, node = np.nonzero((voltages[:-2] < middle) & (middle >= voltages[2:]))
    closest = np.full(voltages.shape[1], np.inf)
    np.minimum.at(closest, node, np.abs(middle[step, node] - cable.THRESHOLD))
    return closest


def reference(case: Case, diameter: float) -> Reference:
    """Ask NEURON for one case."""
    axon, state = case.build(diameter)
    oracle = Oracle(axon)
    same = oracle.run(state, DEFAULT, round(WINDOW / DEFAULT), case.pulse(DEFAULT))
    finest = oracle.run(state, FINEST, round(case.duration / FINEST), case.pulse(FINEST))
    return Reference(same[:: round(SAMPLE / DEFAULT), SHOWN], *impulses(finest, FINEST), margins(finest))
