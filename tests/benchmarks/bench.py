"""This solver's speed beside NEURON's and SciPy's, in one run: `make bench`.

Everybody solves the same Cable from the same State and is asked when the last impulse reached the muscle end.
The truth is CVODE at a tolerance of 1e-11 with exact rates, which knows nothing of a fixed step.  The solvers
take turns; a figure is the median of the turns.  Setting NEURON up, filling in its state and reading its
result is not counted; this solver's own preparation is.  What runs on one core is timed in seconds of that
core, so that others at work on the machine count less; two threads are timed by the clock.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
from golden.comparison import CASES as GOLDEN_CASES
from golden.comparison import DEFAULT, HALVED, Case
from golden.oracle import Oracle, impulses, tables
from neuron import h
from scipy.integrate import solve_ivp
from scipy.sparse import coo_array

from nervelab.physiology import Axon, Pinch, Zone, cable, kinetics, lanes, muscle, nerve
from nervelab.physiology.axon import MUSCLE_END, PULSE, PULSE_WIDTH, build, equilibrium

DIAMETER = 11.5  # µm
CASES = (
    Case("one impulse, then rest", Zone(), 10, at=0),
    *(case for case in GOLDEN_CASES if case.name == "after-discharge"),
)
COARSE = 0.01  # ms
# The steps (ms) of one result; two are extrapolated.  By the last way `make verify` judges times.
WAYS = ((DEFAULT,), (COARSE, DEFAULT), (DEFAULT, HALVED))
TURNS, TURN = 9, 0.05  # a turn repeats a solver for at least so many seconds
FIXED_FLOOR, FIXED_AIM = 6, 10
CVODE_FLOOR, CVODE_AIM = 5, 8
TOLERANCES = 10.0 ** -np.arange(0, 9.1, 0.5)  # absolute, mV and gates alike
EXACT = 1e-11

FIBRES = (1, 10, 100, 1000)
JUDGED, BATCH_DURATION = 100, 10.0  # fibres, ms
BATCH_FLOOR, BATCH_AIM = 10, 25  # times NEURON's axon·ms per second, on one core
THREADS_FLOOR, THREADS_AIM = 1.7, 1.9
UPDATE_BOUND = 60  # ms

MACHINE = h.ParallelContext()  # its psolve is the loop over steps in C++
MACHINE.set_maxstep(10)
CVODE = h.CVode()
CVODE.condition_order(2)  # thresholds are interpolated


@dataclass(frozen=True)
class Solver:
    """`prepare()` is not timed; `run()` is."""

    name: str
    run: Callable[[], object]
    prepare: Callable[[], object] = lambda: None

    def turn(self) -> float:
        """Seconds of one run, the mean of as many as fit."""
        spent, runs = 0.0, 0
        while spent < TURN:
            self.prepare()
            begin = time.thread_time()
            self.run()
            spent += time.thread_time() - begin
            runs += 1
        return spent / runs


class Bench:
    """One case, and everybody who solves it."""

    def __init__(self, case: Case):
        self.case = case
        self.axon, self.state = case.build(DIAMETER)
        self.oracle = Oracle(self.axon)
        self.detector = h.NetCon(self.oracle.potential(MUSCLE_END), None, sec=self.oracle.section)
        self.detector.threshold = cable.THRESHOLD
        self.detected = h.Vector()
        self.detector.record(self.detected)
        self.exact = self._cvode_arrival(EXACT, tabulated=False)

    @staticmethod
    def _arrival(where: np.ndarray, when: np.ndarray) -> float:
        return float(when[where == MUSCLE_END][-1])

    def engine(self, steps: tuple[float, ...]) -> tuple[Solver, float]:
        """This solver with one step (ms), or with two that are extrapolated, and its error (µs)."""

        def run():
            return [
                cable.integrate(
                    self.axon, self.state, dt, round(self.case.duration / dt), [self.case.pulse(dt)], PULSE
                )
                for dt in steps
            ]

        arrivals = [self._arrival(where, when) for _, where, when, _ in run()]
        arrival = arrivals[0] if len(steps) == 1 else (4 * arrivals[1] - arrivals[0]) / 3
        return Solver("this solver, " + " and ".join(f"{dt:g}" for dt in steps) + " ms", run), self._error(
            arrival
        )

    def fixed(self, tabulated: bool) -> tuple[Solver, float]:
        """NEURON with the same scheme and step."""

        def prepare():
            CVODE.active(False)
            tables(tabulated)
            self.oracle.start(self.state, DEFAULT, self._pulse)

        prepare()
        first, last = self.case.pulse(DEFAULT)
        voltages = self.oracle.run(self.state, DEFAULT, round(self.case.duration / DEFAULT), (first, last))
        how = "tabulated" if tabulated else "exact"
        solver = Solver(f"NEURON, {DEFAULT:g} ms, {how} rates", self._solve, prepare)
        return solver, self._error(self._arrival(*impulses(voltages, DEFAULT)))

    def cvode(self, tolerance: float) -> tuple[Solver, float]:
        """NEURON with a variable step, rates tabulated."""

        def prepare():
            self._prepare_cvode(tolerance, tabulated=True)

        error = self._error(self._cvode_arrival(tolerance, tabulated=True))
        return Solver(f"NEURON CVODE, {tolerance:.1g}", self._solve, prepare), error

    def _prepare_cvode(self, tolerance: float, tabulated: bool) -> None:
        CVODE.active(True)
        CVODE.atol(tolerance)
        CVODE.rtol(0)
        tables(tabulated)
        self.oracle.start(self.state, 0, self._pulse)
        CVODE.re_init()

    def _cvode_arrival(self, tolerance: float, tabulated: bool) -> float:
        self._prepare_cvode(tolerance, tabulated)
        self._solve()
        return self.detected[-1] if len(self.detected) else np.inf

    @property
    def _pulse(self) -> tuple[float, float]:
        return self.case.at, self.case.at + PULSE_WIDTH

    def loosest(self, error: float) -> float:
        """The loosest tolerance that keeps within `error` (µs), as all tighter ones do: so it is no luck.

        Where none does, the tightest: CVODE is then judged for less than was asked.
        """
        found = TOLERANCES[-1]
        for tolerance in reversed(TOLERANCES):
            if self.cvode(tolerance)[1] > error:
                break
            found = tolerance
        return found

    def bdf(self) -> tuple[float, float]:
        """Seconds and error (µs) of SciPy's BDF: one run, it is slow."""
        begin = time.thread_time()
        arrival = _bdf(self.axon, self.state, self.case)
        return time.thread_time() - begin, self._error(arrival)

    def _solve(self):
        MACHINE.psolve(self.case.duration)

    def _error(self, arrival: float) -> float:
        return 1000 * abs(arrival - self.exact)


def _bdf(axon: cable.Cable, state: cable.State, case: Case) -> float:
    """Time (ms) of the last impulse at the muscle end, from SciPy's BDF with a banded Jacobian.

    Unknowns in the order of space; a node's gates, pump and gathered potassium right after its potential.
    """
    nodes, parts = axon.node_c.size, axon.parts
    slower = len(kinetics.GATES) + 2
    is_node = np.arange(nodes + parts * (nodes - 1)) % (parts + 1) == 0
    v_at = np.arange(is_node.size) + slower * (np.cumsum(is_node) - is_node)
    node_at, inner_at = v_at[is_node], v_at[~is_node].reshape(nodes - 1, parts).T
    *gate_at, pump_at, gathered_at = slower_at = node_at + 1 + np.arange(slower)[:, None]
    gate_at = np.array(gate_at)
    link = np.where(is_node[:-1] | is_node[1:], axon.axial_node, axon.axial_inner)
    capacitance = np.empty(is_node.size)
    capacitance[is_node], capacitance[~is_node] = axon.node_c, np.repeat(axon.inner_c, parts)

    def slope(_t, y, stimulus):
        flow = link * np.diff(y[v_at])
        current = np.r_[flow, 0] - np.r_[0, flow]
        v = y[node_at]
        opening, closing = kinetics.rates(v + axon.gate_shift)
        m, h, p, s, n, z = y[gate_at]
        naf, nap, ks, kf, kz, leak = axon.node_g
        sodium = naf * m**3 * h * (v - cable.SODIUM_REVERSAL)
        shift = cable.potassium_shift(y[gathered_at], axon.potassium)
        current[is_node] -= sodium + nap * p**3 * (v - cable.SODIUM_REVERSAL) + y[pump_at]
        current[is_node] -= (ks * s + kf * n**4 + kz * z) * (v - axon.node_ek - shift)
        current[is_node] -= leak * (v - axon.node_el - shift)
        current[~is_node] -= (axon.inner_g * (y[inner_at] - axon.inner_e)).T.ravel()
        current[0] += stimulus
        out = np.empty_like(y)
        out[v_at] = current / capacitance
        out[gate_at] = opening * (1 - y[gate_at]) - closing * y[gate_at]
        out[pump_at] = (-axon.pump_share * sodium - y[pump_at]) / cable.PUMP_TAU
        adds = axon.gathering * kz * z * np.maximum(v - axon.node_ek, 0)
        out[gathered_at] = (adds - y[gathered_at]) / cable.GATHERING_TAU
        return out

    def crossing(_t, y, _stimulus):
        return y[node_at[MUSCLE_END]] - cable.THRESHOLD

    crossing.direction = 1
    y = np.empty(is_node.size + slower * nodes)
    y[node_at], y[inner_at], y[gate_at] = state.node_v, state.inner_v, state.gates
    y[pump_at], y[gathered_at] = state.pump, state.gathered
    pairs = [(v_at[:-1], v_at[1:]), (v_at[1:], v_at[:-1]), (np.arange(y.size),) * 2]
    for row in slower_at:
        pairs += [(row, node_at), (node_at, row)]
    pairs += [(pump_at, gate_at[0]), (pump_at, gate_at[1]), (gathered_at, gate_at[5])]
    rows, columns = (np.concatenate(side) for side in zip(*pairs, strict=True))
    pattern = coo_array((np.ones(rows.size), (rows, columns)), shape=(y.size, y.size)).tocsr()
    found = []
    on, off = case.at, case.at + PULSE_WIDTH
    for begin, end, stimulus in ((0, on, 0.0), (on, off, PULSE), (off, case.duration, 0.0)):
        if begin == end:
            continue
        result = solve_ivp(
            slope, (begin, end), y, "BDF", events=crossing, args=(stimulus,), jac_sparsity=pattern,
            rtol=1e-4, atol=1e-4,
        )  # fmt: skip
        y = result.y[:, -1]
        found.extend(result.t_events[0])
    return found[-1]


def first_result() -> None:
    """Print how long a new process takes to its first result, the compiled solver cached, and its imports."""
    call = [sys.executable, "-c", "from nervelab import Axon; Axon().stimulate()"]
    subprocess.run(call, check=True)  # fills the cache
    spent = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run(call, check=True)
        spent.append(time.perf_counter() - begin)
    print(f"First result in a new process (160 ms of one axon, cache warm): {median(spent):.2f} s; imports:")
    profile = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import nervelab"],
        check=True,
        capture_output=True,
        text=True,
    )
    rows = (line.removeprefix("import time:").split("|") for line in profile.stderr.splitlines()[1:])
    total = {name.strip(): int(cumulative) / 1000 for _, cumulative, name in rows}  # ms
    print(f"  numpy     {total['numpy']:5.0f} ms")
    print(f"  numba     {total['numba']:5.0f} ms")
    print(f"  nervelab  {total['nervelab'] - total['numpy'] - total['numba']:5.0f} ms, the rest of it")


def one_axon(case: Case) -> tuple[bool, float]:
    """Print the ratios of one case; return whether the floors hold, and NEURON's ms for an axon's ms.

    CVODE gets, for every way of this solver, the loosest tolerance that is as exact.  Judged is the last way.
    """
    bench = Bench(case)
    ways = [bench.engine(steps) for steps in WAYS]
    rivals = [bench.cvode(bench.loosest(error)) for _, error in ways]
    fixed = [bench.fixed(tabulated) for tabulated in (False, True)]
    everybody = [*ways, *rivals, *fixed]
    turns = [[solver.turn() for solver, _ in everybody] for _ in range(TURNS)]
    seconds = [median(column) for column in zip(*turns, strict=True)]
    mine, cvode, neuron = seconds[: len(ways)], seconds[len(ways) : 2 * len(ways)], seconds[2 * len(ways) :]
    slow, slow_error = bench.bdf()

    def line(name, seconds, error, ratio):
        print(f"  {name:<42}{1000 * seconds:>9.2f}{error:>12.3g}{ratio:>9.1f}")

    print(f"{case.name}: {case.duration:g} ms of {DIAMETER:g} µm, {len(bench.oracle.segments)} compartments")
    print(f"  {'':<42}{'ms':>9}{'error, µs':>12}{'ratio':>9}")
    for (solver, error), (rival, its), ours, theirs in zip(ways, rivals, mine, cvode, strict=True):
        line(solver.name, ours, error, 1)
        line(f"  {rival.name}", theirs, its, theirs / ours)
    for (solver, error), theirs in zip(fixed, neuron, strict=True):
        line(solver.name, theirs, error, theirs / mine[0])
    line("SciPy BDF, 1e-4 (one run)", slow, slow_error, slow / mine[0])
    held = [
        verdict("NEURON, fixed step, the faster of the two", min(neuron) / mine[0], FIXED_FLOOR, FIXED_AIM),
        verdict(
            "NEURON CVODE, as exact as the extrapolated result", cvode[-1] / mine[-1], CVODE_FLOOR, CVODE_AIM
        ),
    ]
    print(flush=True)
    return all(held), 1000 * min(neuron) / case.duration


def batch(fibres: int, threads: int, clock: Callable[[], float]) -> float:
    """Axon·ms per second, the best of three: fibres of different diameters, one impulse in each."""
    zone = Zone(0.5, 0.25)
    diameters = np.linspace(8, 15, min(fibres, JUDGED))
    built = [(build(d, zone), equilibrium(d, zone)) for d in diameters]
    axons, states = zip(*(built[k % len(built)] for k in range(fibres)), strict=True)
    steps, pulses = round(BATCH_DURATION / DEFAULT), [(0, round(PULSE_WIDTH / DEFAULT))]
    spent = []
    for _ in range(3):
        begin = clock()
        lanes.integrate(axons, states, DEFAULT, steps, pulses=pulses, amplitude=PULSE, threads=threads)
        spent.append(clock() - begin)
    return fibres * BATCH_DURATION / min(spent)


def many_axons(neuron: float) -> bool:
    """Print what a batch of fibres costs beside NEURON's ms for an axon's ms; True if the floors hold."""
    print("Many fibres at once: axon·ms per second")
    print(f"  {'fibres':<10}{'of one core':>14}{'one thread':>14}{'two threads':>14}")
    batch(1, 1, time.process_time)  # compiles
    rates = {}
    for fibres in FIBRES:
        rates[fibres] = (
            batch(fibres, 1, time.process_time),
            batch(fibres, 1, time.perf_counter),
            batch(fibres, 2, time.perf_counter),
        )
        print(f"  {fibres:<10}" + "".join(f"{rate:>14.0f}" for rate in rates[fibres]))
    core, one, two = rates[JUDGED]
    held = [
        verdict(f"{JUDGED} fibres, NEURON with fixed step", core * neuron / 1000, BATCH_FLOOR, BATCH_AIM),
        verdict(f"{JUDGED} fibres, two threads for one", two / one, THREADS_FLOOR, THREADS_AIM),
    ]
    print(flush=True)
    return all(held)


def slider_update() -> bool:
    """Print what a moved slider of the compression lab asks of the model, by part; True within its bound.

    The lab runs one axon for 200 ms, 60 of them before its stimulus; drawing is the browser's.
    """
    axon, pool = Axon(), nerve.population()
    spent: dict[str, list[float]] = {}
    for minutes in range(20, 20 + 2 * TURNS):  # a new state each time: nothing is remembered
        begin = time.perf_counter()

        def part(name: str) -> None:
            nonlocal begin
            now = time.perf_counter()
            spent.setdefault(name, []).append(1000 * (now - begin))
            begin = time.perf_counter()

        pinch = Pinch(pressure=60, minutes=minutes, irritability=0.3)
        zone = pinch.zone
        part("slow state")
        equilibrium(axon.diameter, zone)
        part("rest")
        axon.stimulate(pinch, at=60, duration=200)
        part("200 ms of one axon")
        response = nerve.respond(pool, pinch)
        part("120 fibres, looked up")
        contraction = nerve.contract(response, sent=[2000])
        part("10 s of the muscle")
        muscle.label(contraction)
        part("its label")
    total = sum(median(times) for times in spent.values())
    print(f"A slider update of the compression lab: {total:.0f} ms (bound {UPDATE_BOUND})")
    for name, times in spent.items():
        print(f"  {name:<24}{median(times):6.1f} ms")
    print()
    return total <= UPDATE_BOUND


def verdict(name: str, ratio: float, floor: float, aim: float) -> bool:
    """Print how a ratio stands to its floor and its aim; True if it holds the floor."""
    words = "aim reached" if ratio >= aim else "floor held" if ratio >= floor else "BELOW THE FLOOR"
    print(f"  {name}: {ratio:.1f} (floor {floor}, aim {aim}): {words}")
    return ratio >= floor


def main() -> int:
    """Print everything; return 1 if a ratio falls below its floor."""
    print(f"Load of the machine, 1 min: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    held, neuron = zip(*(one_axon(case) for case in CASES), strict=True)
    batch_held = many_axons(neuron[0])
    update_held = slider_update()
    first_result()
    return 0 if all(held) and batch_held and update_held else 1


if __name__ == "__main__":
    sys.exit(main())
