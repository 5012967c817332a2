"""One motor axon with a pinch on it: an impulse goes in at the cord; what arrives at the muscle?"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np

from . import cable, geometry
from ._arrays import frozen
from ._checks import within
from .ions import POTASSIUM_OUTSIDE, USUAL, Bath, goldman, nernst
from .pinch import Pinch
from .zone import Zone

NODES = 41
PARTS = 6  # compartments of an internode
PINCHED = slice(18, 23)  # nodes in the pinch; the four internodes between them are in it too
CENTRE = 20  # the node in the middle of it
IRRITABLE = slice(16, 25)  # inflammation reaches two nodes beyond the pinch, on either side
CORD_END, MUSCLE_END = 4, 36  # nodes at which impulses are counted, clear of the sealed ends
ACROSS = (14, 26)  # the pinch with four healthy internodes on either side
BEFORE = (4, 14)  # a healthy stretch of the same axon

POTASSIUM_INSIDE = 116.0  # mmol/L
NODE_CAPACITANCE = 2.0  # µF/cm²
# Sodium fast and persistent, potassium slow, fast and spike-activated, leak, S/cm².  The first after McIntyre
# et al. 2002; slow and spike-activated potassium are tuned so that a healthy axon under pressure falls silent
# without firing, and an irritable one fires at the rates of motor units in a cramp.
NODE_CONDUCTANCES = np.array([3.0, 0.008, 0.3, 0.08, 0.4, 0.02])
PUMP_SHARE = 1 / 3  # the pump moves three sodium ions out for two potassium ions in

PULSE = 2500.0  # pA, about four times what a healthy 11.5 µm axon needs
PULSE_WIDTH = 0.1  # ms
_SAME_BIRTH = 0.1  # ms: an impulse born at either edge of the pinch is so soon at the other side
ARRIVAL = 8.0  # ms: time enough for an impulse from the pinch to the muscle end
GRID = 0.05  # ms: recorded samples, pulse edges and the end of a run lie on it
FINEST, COARSEST = 0.000625, 0.01  # ms; backward Euler at 0.005 and this scheme at 0.02 lose impulses
SLOWED_BELOW = 0.9  # of the velocity before the pinch: a convention of this course


class State(StrEnum):
    """What an axon does with one impulse.

    normal: one in, one out.  slowed: one out, at less than 90 % of its velocity before the pinch.
    after-discharge: one in, several out, or one out that is not the one sent.  ectopic: impulses arrive
    before any was sent.  block: none out.
    """

    NORMAL = "normal"
    SLOWED = "slowed"
    AFTER_DISCHARGE = "after-discharge"
    ECTOPIC = "ectopic"
    BLOCK = "block"


@dataclass(frozen=True)
class Run:
    """What one axon did.

    `times` (samples,) in ms and `voltages` (samples, nodes) in mV, every 0.05 ms; `impulses` holds, per
    node, the times (ms) at which it crossed −20 mV upwards; the `stimulus` (ms) entered at the cord end.
    """

    diameter: float
    pinch: Pinch | None
    dt: float
    stimulus: float
    times: np.ndarray = field(repr=False)
    voltages: np.ndarray = field(repr=False)
    impulses: tuple[np.ndarray, ...] = field(repr=False)

    @property
    def spontaneous(self) -> np.ndarray:
        """Times (ms) of impulses that reached the muscle end before any was sent."""
        times = self.impulses[MUSCLE_END]
        return times[times < self.stimulus]

    @property
    def evoked(self) -> np.ndarray:
        """Times (ms) of impulses that reached the muscle end after one was sent."""
        times = self.impulses[MUSCLE_END]
        return times[times >= self.stimulus]

    @property
    def velocity(self) -> float:
        """Conduction velocity (m/s) across the pinch; NaN where the impulse was lost or others ran first."""
        return self._velocity(*ACROSS)

    @property
    def velocity_before(self) -> float:
        """Conduction velocity (m/s) on the healthy stretch before the pinch; NaN as for `velocity`."""
        return self._velocity(*BEFORE)

    def _velocity(self, first: int, last: int) -> float:
        left, arrived = (t[t >= self.stimulus] for t in (self.impulses[first], self.impulses[last]))
        if self.spontaneous.size or not left.size or not arrived.size:
            return float("nan")
        if left.size > 1 and left[1] < arrived[0] + _SAME_BIRTH:
            return float("nan")  # the near side fired again: what arrived was born in the pinch
        distance = (last - first) * geometry.fibre(self.diameter).node_spacing / 1000  # mm
        return float(distance / (arrived[0] - left[0]))

    @property
    def state(self) -> State:
        """What the axon did with the impulse, computed from the impulses that arrived."""
        if self.spontaneous.size:
            return State.ECTOPIC
        if self.evoked.size == 0:
            return State.BLOCK
        if self.evoked.size > 1 or np.isnan(self.velocity):
            return State.AFTER_DISCHARGE
        return State.SLOWED if self.velocity < SLOWED_BELOW * self.velocity_before else State.NORMAL


@dataclass(frozen=True)
class Axon:
    """A myelinated motor axon of the given outer `diameter` (µm, 5.7 to 16) at 37 °C in a `bath`.

    41 nodes of Ranvier with fast and persistent sodium, slow, fast and spike-activated potassium, leak and a
    pump that answers sodium; passive internodes.  McIntyre, Richardson & Grill 2002
    (doi:10.1152/jn.00353.2001); slow potassium after Bostock et al. 1991.  Raises ValueError for a diameter
    outside the range.
    """

    diameter: float = 11.5
    bath: Bath = USUAL

    def __post_init__(self):
        geometry.fibre(self.diameter)

    @property
    def shape(self) -> geometry.Fibre:
        """Dimensions of the fibre (µm) and its count of myelin wraps."""
        return geometry.fibre(self.diameter)

    def stimulate(
        self,
        pinch: Pinch | None = None,
        *,
        at: float = 60.0,
        duration: float = 160.0,
        settle: float = 0.0,
        dt: float = 0.005,
    ) -> Run:
        """Send one impulse (2500 pA for 0.1 ms at node 0) `at` that time (ms) into a run of `duration` (ms).

        The run starts at the equilibrium of the pinched axon, as if the pinch had come on slowly, nudged by
        1 mV so that an unstable one is left.  With `settle` (ms) it starts from the healthy axon's rest
        instead, steps to the pinch and waits that long unrecorded: an axon with two stable states can
        then be found firing where the slow approach finds it silent.
        Raises ValueError when `at`, `duration`, `settle` or the time step `dt` (ms) is out of range.
        """
        within("time step", dt, FINEST, COARSEST, "ms")
        if abs(GRID / dt - round(GRID / dt)) > 1e-6:
            raise ValueError(f"The time step is {dt:g} ms; it must divide {GRID:g} ms into whole steps.")
        within("duration of the run", duration, 1, 5000, "ms")
        within("time of the stimulus", at, 0, duration - 1, "ms")
        within("settling time", settle, 0, 5000, "ms")

        per_sample = round(GRID / dt)
        zone = pinch.zone if pinch else Zone()
        pinched = build(self.diameter, zone, self.bath)
        if settle:
            state = cable.rest(build(self.diameter, Zone(), self.bath))
            state, *_ = cable.integrate(pinched, state, dt, round(settle / GRID) * per_sample)
        else:
            state = nudged(equilibrium(self.diameter, zone, self.bath))
        first = round(at / GRID) * per_sample
        state, where, when, voltages = cable.integrate(
            pinched,
            state,
            dt,
            round(duration / GRID) * per_sample,
            pulses=[(first, first + round(PULSE_WIDTH / dt))],
            amplitude=PULSE,
            record_every=per_sample,
        )
        return Run(
            diameter=self.diameter,
            pinch=pinch,
            dt=dt,
            stimulus=first * dt,
            times=frozen(np.arange(len(voltages)) * GRID),
            voltages=frozen(voltages),
            impulses=tuple(frozen(when[where == node]) for node in range(NODES)),
        )

    def threshold(self, pinch: Pinch | None = None, *, width: float = 0.1) -> float:
        """The weakest current (pA, within 1 %) into the middle of the pinch that the muscle end answers.

        It flows for `width` (ms, 0.05 to 5) into node 20, also without a pinch: the stretch where a nerve is
        pressed is the one that is tested.  0 where impulses arrive without any current, infinity where 40 nA
        do not suffice.  Raises ValueError when `width` is out of range.
        """
        within("width of the stimulus", width, 0.05, 5, "ms")
        zone = pinch.zone if pinch else Zone()
        pinched = build(self.diameter, zone, self.bath)
        state = equilibrium(self.diameter, zone, self.bath)
        on = [(0, round(width / COARSEST))]

        def arrives(current):
            steps = round((width + ARRIVAL) / COARSEST)
            _, where, *_ = cable.integrate(pinched, state, COARSEST, steps, on, current, node=CENTRE)
            return MUSCLE_END in where

        if arrives(0.0):
            return 0.0
        low, high = 1.0, 40000.0
        if not arrives(high):
            return float("inf")
        while high > 1.01 * low:
            middle = (low * high) ** 0.5
            low, high = (low, middle) if arrives(middle) else (middle, high)
        return (low * high) ** 0.5


def build(diameter: float, zone: Zone, bath: Bath = USUAL) -> cable.Cable:
    """The cable of an axon of `diameter` (µm) in a `bath`, with `zone` on its pinched stretch."""
    shape = geometry.fibre(diameter)
    zone = zone.felt_by(diameter)
    leak_shift = goldman(bath.potassium) - goldman(POTASSIUM_OUTSIDE)
    pinched = np.zeros(NODES)
    pinched[PINCHED] = 1
    within_pinch = pinched[:-1] * pinched[1:]

    potassium = bath.potassium + pinched * zone.potassium
    local = potassium - bath.potassium + POTASSIUM_OUTSIDE  # as it would be in the usual bath
    pump = np.where(pinched, zone.pump, 1.0)
    node_g = np.repeat(NODE_CONDUCTANCES[:, None], NODES, axis=1) * shape.node_area * geometry.NS_PER_UM2
    node_g[1, IRRITABLE] *= zone.persistent_sodium
    node_g[2, IRRITABLE] *= zone.slow_potassium
    inner_c, inner_g = geometry.internode_membrane(shape, PARTS, zone.demyelination * within_pinch)
    axial_node, axial_inner = geometry.axial_conductances(shape, PARTS)
    return cable.Cable(
        node_g=node_g,
        node_c=np.full(NODES, NODE_CAPACITANCE * shape.node_area * geometry.PF_PER_UM2),
        node_ek=_potassium_reversal(potassium),
        # The leak reverses 12 mV above potassium's potential; a working pump takes off half of that.  It lets
        # other ions pass too, so a change of the bath moves it as Goldman has it.
        node_el=_potassium_reversal(local) + leak_shift + 12 - 6 * pump,
        gate_shift=bath.gate_shift,
        pump_share=PUMP_SHARE * pump,
        gathering=pinched * zone.gathering / shape.node_area,
        potassium=potassium,
        inner_c=inner_c,
        inner_g=inner_g,
        inner_e=_potassium_reversal(_between(local)) + leak_shift + 5 + 12 - 6 * _between(pump),
        axial_node=axial_node,
        axial_inner=axial_inner,
        parts=PARTS,
    )


_potassium_reversal = np.vectorize(lambda outside: nernst(outside, POTASSIUM_INSIDE), otypes=[float])


def _between(nodes: np.ndarray) -> np.ndarray:
    """Values half-way between neighbouring nodes."""
    return (nodes[:-1] + nodes[1:]) / 2


@lru_cache(maxsize=256)
def equilibrium(diameter: float, zone: Zone, bath: Bath = USUAL) -> cable.State:
    """The rest that a slowly growing pinch leads to, followed step by step from the healthy axon's.

    Where this rest ceases to exist on the way, the last one found: the axon leaves it as soon as it runs.
    """
    if zone == Zone():
        return cable.rest(build(diameter, zone, bath))
    state = equilibrium(diameter, Zone(), bath)
    share, step = 0.0, 0.2
    while share < 1 and step > 0.01:
        next_share = min(share + step, 1.0)
        on_the_way = Zone(*(next_share * harm for harm in (zone.deficit, zone.damage, zone.irritability)))
        try:
            state = cable.rest(build(diameter, on_the_way, bath), state)
            share = next_share
        except ArithmeticError:
            step /= 2
    return state


def nudged(state: cable.State) -> cable.State:
    node_v = state.node_v.copy()
    node_v[CENTRE] += 1.0
    return replace(state, node_v=node_v)
