"""This solver's speed beside NEURON's and SciPy's, in one run: `make bench`.

Everybody solves the same Cable from the same State for 10 ms and is asked when the last impulse reached the
muscle end.  The solvers take turns; a figure is the median of nine turns.  Setting NEURON up, filling in its
state and reading its result is not counted; this solver's own preparation is.  Ratios hold on a busy machine,
milliseconds do not.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
from golden.comparison import FINE, FINEST, Case
from golden.oracle import Oracle, impulses, tables
from neuron import h
from scipy.integrate import solve_ivp
from scipy.sparse import coo_array

from nervelab.physiology import Zone, cable, kinetics
from nervelab.physiology.axon import MUSCLE_END, PULSE, PULSE_WIDTH

DIAMETER, DURATION = 11.5, 10.0  # µm, ms
CASES = (
    Case("one impulse, then rest", Zone(0, 0), DURATION, at=0),
    Case("after-discharge", Zone(0.7, 0.5), DURATION, at=0),
)
TURNS, TURN = 9, 0.05  # a turn repeats a solver for at least so many seconds
FIXED_FLOOR, FIXED_AIM = 6, 10
CVODE_FLOOR, CVODE_AIM = 5, 8
TOLERANCES = (1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001)  # absolute, mV and gates alike

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
            begin = time.perf_counter()
            self.run()
            spent += time.perf_counter() - begin
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
        coarse, fine = (self._arrival(*self._fixed_steps(dt)) for dt in (2 * FINEST, FINEST))
        self.exact = (4 * fine - coarse) / 3

    @staticmethod
    def _arrival(where: np.ndarray, when: np.ndarray) -> float:
        return float(when[where == MUSCLE_END][-1])

    def _fixed_steps(self, dt: float) -> tuple[np.ndarray, np.ndarray]:
        CVODE.active(False)
        voltages = self.oracle.run(self.state, dt, round(DURATION / dt), self.case.pulse(dt))
        return impulses(voltages, dt)

    def engine(self) -> tuple[Solver, float]:
        """This solver, and its error (µs)."""

        def run():
            steps, pulse = round(DURATION / FINE), self.case.pulse(FINE)
            return cable.integrate(self.axon, self.state, FINE, steps, [pulse], PULSE)

        _, where, when, _ = run()
        return Solver("this solver, 0.005 ms", run), self._error(self._arrival(where, when))

    def fixed(self, tabulated: bool) -> tuple[Solver, float]:
        """NEURON with the same scheme and step."""

        def prepare():
            CVODE.active(False)
            tables(tabulated)
            self.oracle.start(self.state, FINE, (0, PULSE_WIDTH))

        tables(tabulated)
        error = self._error(self._arrival(*self._fixed_steps(FINE)))
        how = "tabulated" if tabulated else "exact"
        return Solver(f"NEURON, 0.005 ms, {how} rates", self._solve, prepare), error

    def cvode(self, tolerance: float, why: str = "") -> tuple[Solver, float]:
        """NEURON with a variable step, rates tabulated."""

        def prepare():
            CVODE.active(True)
            CVODE.atol(tolerance)
            CVODE.rtol(0)
            tables(True)
            self.oracle.start(self.state, 0, (0, PULSE_WIDTH))
            CVODE.re_init()

        prepare()
        self._solve()
        arrival = self.detected[-1] if len(self.detected) else np.inf
        return Solver(f"NEURON CVODE, {tolerance:g}{why}", self._solve, prepare), self._error(arrival)

    def loosest(self, error: float) -> float:
        """The loosest tolerance that keeps within `error` (µs), as all tighter ones do: so it is no luck."""
        found = None
        for tolerance in reversed(TOLERANCES):
            if self.cvode(tolerance)[1] > error:
                break
            found = tolerance
        if found is None:
            raise ArithmeticError(f"CVODE does not keep within {error:.1f} µs even at {TOLERANCES[-1]:g}.")
        return found

    def bdf(self) -> tuple[float, float]:
        """Seconds and error (µs) of SciPy's BDF: one run, it is slow."""
        begin = time.perf_counter()
        arrival = _bdf(self.axon, self.state)
        return time.perf_counter() - begin, self._error(arrival)

    def _solve(self):
        MACHINE.psolve(DURATION)

    def _error(self, arrival: float) -> float:
        return 1000 * abs(arrival - self.exact)


def _bdf(axon: cable.Cable, state: cable.State) -> float:
    """Time (ms) of the last impulse at the muscle end, from SciPy's BDF with a banded Jacobian.

    Unknowns in the order of space, the gates of a node right after its potential.
    """
    nodes, parts = axon.node_c.size, axon.parts
    gates = len(kinetics.GATES)
    is_node = np.arange(nodes + parts * (nodes - 1)) % (parts + 1) == 0
    v_at = np.arange(is_node.size) + gates * (np.cumsum(is_node) - is_node)
    node_at, inner_at = v_at[is_node], v_at[~is_node].reshape(nodes - 1, parts).T
    gate_at = node_at + 1 + np.arange(gates)[:, None]
    link = np.where(is_node[:-1] | is_node[1:], axon.axial_node, axon.axial_inner)
    capacitance = np.empty(is_node.size)
    capacitance[is_node], capacitance[~is_node] = axon.node_c, np.repeat(axon.inner_c, parts)

    def slope(_t, y, stimulus):
        flow = link * np.diff(y[v_at])
        current = np.r_[flow, 0] - np.r_[0, flow]
        opening, closing = kinetics.rates(y[node_at])
        m, h, p, s, n = y[gate_at]
        naf, nap, ks, kf, leak = axon.node_g
        current[is_node] -= (naf * m**3 * h + nap * p**3) * (y[node_at] - cable.SODIUM_REVERSAL)
        current[is_node] -= (ks * s + kf * n**4) * (y[node_at] - axon.node_ek)
        current[is_node] -= leak * (y[node_at] - axon.node_el)
        current[~is_node] -= (axon.inner_g * (y[inner_at] - axon.inner_e)).T.ravel()
        current[0] += stimulus
        out = np.empty_like(y)
        out[v_at] = current / capacitance
        out[gate_at] = opening * (1 - y[gate_at]) - closing * y[gate_at]
        return out

    def crossing(_t, y, _stimulus):
        return y[node_at[MUSCLE_END]] - cable.THRESHOLD

    crossing.direction = 1
    y = np.empty(is_node.size + gates * nodes)
    y[node_at], y[inner_at], y[gate_at] = state.node_v, state.inner_v, state.gates
    pairs = [(v_at[:-1], v_at[1:]), (v_at[1:], v_at[:-1]), (np.arange(y.size),) * 2]
    for row in gate_at:
        pairs += [(row, node_at), (node_at, row)]
    rows, columns = (np.concatenate(side) for side in zip(*pairs, strict=True))
    pattern = coo_array((np.ones(rows.size), (rows, columns)), shape=(y.size, y.size)).tocsr()
    found = []
    for begin, end, stimulus in ((0, PULSE_WIDTH, PULSE), (PULSE_WIDTH, DURATION, 0.0)):
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


def tolerance_for(case: Case) -> float:
    """The loosest tolerance with which CVODE is as exact as this solver."""
    bench = Bench(case)
    return bench.loosest(bench.engine()[1])


def one_axon(case: Case, own: float, shared: float) -> bool:
    """Print the ratios of one case; True if the floors hold.

    CVODE is judged at its `own` tolerance, the cheapest that is exact enough for this case.  Whoever does not
    know beforehand what the axon will do needs the `shared` one: shown where it differs, not judged.
    """
    bench = Bench(case)
    engine = bench.engine()
    others = [
        bench.fixed(tabulated=False),
        bench.fixed(tabulated=True),
        bench.cvode(own, ": exact enough here"),
    ]
    if own > shared:
        others.append(bench.cvode(shared, ": exact enough in both cases"))
    turns = [[solver.turn() for solver, _ in (engine, *others)] for _ in range(TURNS)]
    mine, *theirs = (median(column) for column in zip(*turns, strict=True))
    slow, error = bench.bdf()

    def line(name, seconds, error):
        print(f"  {name:<50}{1000 * seconds:>8.1f}{seconds / mine:>8.1f}{error:>11.2f}")

    print(f"{case.name}: {DURATION:g} ms of {DIAMETER:g} µm, {len(bench.oracle.segments)} compartments")
    print(f"  {'':<50}{'ms':>8}{'ratio':>8}{'error, µs':>11}")
    line(engine[0].name, mine, engine[1])
    for (solver, error_), seconds in zip(others, theirs, strict=True):
        line(solver.name, seconds, error_)
    line("SciPy BDF, 1e-4 (one run)", slow, error)
    fixed, cvode = min(theirs[:2]) / mine, theirs[2] / mine
    held = [
        verdict("NEURON, fixed step, the faster of the two", fixed, FIXED_FLOOR, FIXED_AIM),
        verdict("NEURON CVODE, at equal error", cvode, CVODE_FLOOR, CVODE_AIM),
    ]
    print(flush=True)
    return all(held)


def verdict(name: str, ratio: float, floor: float, aim: float) -> bool:
    """Print how a ratio stands to its floor and its aim; True if it holds the floor."""
    words = "aim reached" if ratio >= aim else "floor held" if ratio >= floor else "BELOW THE FLOOR"
    print(f"  {name}: {ratio:.1f} (floor {floor}, aim {aim}): {words}")
    return ratio >= floor


def main() -> int:
    """Print everything; return 1 if a ratio falls below its floor."""
    tolerances = [tolerance_for(case) for case in CASES]
    held = [one_axon(case, own, min(tolerances)) for case, own in zip(CASES, tolerances, strict=True)]
    first_result()
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
