"""What compression does to a stretch of nerve: two axes, because compression mostly silences.

*Severity* is what pressure and time have done (slowing, then block).  *Irritability* is what injury,
inflammation or a recent release have done (impulses that nobody sent).
"""

from dataclasses import dataclass
from functools import cached_property
from math import exp

from ._checks import within

HIGHEST_PRESSURE = 400.0  # mmHg: the highest in the experiments that the course cites (Rydevik 1980)
LONGEST = 240.0  # min

_MOTOR_FAILING = 14.0  # min, energy of a motor axon without blood flow
_RECOVERING = 5.0  # min, after the flow returns
_RELEASE_FADING = 10.0  # min
_HEALING = 21.0 * 24 * 60  # min, myelin


@dataclass(frozen=True)
class Zone:
    """The membrane in the pinch.  `severity` and `irritability` in [0, 1]; the rest follows from them.

    The two maps are hand-tuned so that rising severity slows and then blocks conduction, as measured under
    graded pressure (Rydevik & Nordborg 1980, doi:10.1136/jnnp.43.12.1070); they are not fitted to one
    experiment.
    """

    severity: float = 0.0
    irritability: float = 0.0

    @property
    def demyelination(self) -> float:
        """Share of the myelin that is lost, 0 to 0.985."""
        s = self.severity
        return 0.8 * (s / 0.5) ** 0.7 if s <= 0.5 else 0.8 + 0.185 * (s - 0.5) / 0.5

    @property
    def potassium(self) -> float:
        """Potassium outside the axon, mmol/L: it gathers where the pump fails."""
        return 4 + 4 * self.severity**2

    @property
    def pump(self) -> float:
        """Activity of the sodium–potassium pump: 1 healthy, 0 failed."""
        return 1 - self.severity

    @property
    def persistent_sodium(self) -> float:
        """Factor on the persistent sodium conductance."""
        return 1 + 3 * self.irritability

    @property
    def slow_potassium(self) -> float:
        """Factor on the slow potassium conductance."""
        return 1 - 0.3 * self.irritability


@dataclass(frozen=True, kw_only=True)
class Pinch:
    """A pinch of the nerve, told either by its effect or by its cause.

    `Pinch(severity=0.6, irritability=0.25)` sets both axes of the zone directly, each in [0, 1].
    `Pinch(pressure=60, minutes=20)` lets `compression` work them out (mmHg, min); `since_release` (min)
    says how long ago the pressure ended, 0 while it lasts.  `irritability` is how irritable the nerve was
    before.  Raises ValueError for a value outside its range, or when both ways are mixed.
    """

    severity: float | None = None
    pressure: float | None = None
    minutes: float | None = None
    since_release: float = 0.0
    irritability: float = 0.0

    def __post_init__(self):
        within("irritability", self.irritability, 0, 1)
        if self.severity is not None:
            if (self.pressure, self.minutes, self.since_release) != (None, None, 0):
                raise ValueError("Give a pinch either its severity or its pressure and minutes, not both.")
            within("severity", self.severity, 0, 1)
        elif self.pressure is None or self.minutes is None:
            raise ValueError("A pinch needs either a severity (0 to 1) or both pressure (mmHg) and minutes.")
        else:
            within("pressure", self.pressure, 0, HIGHEST_PRESSURE, "mmHg")
            within("duration of pressure", self.minutes, 0, LONGEST, "min")
            within("time since release", self.since_release, 0, LONGEST, "min")

    @cached_property
    def zone(self) -> Zone:
        """The membrane in the pinch, now."""
        if self.severity is not None:
            return Zone(self.severity, self.irritability)
        return compression(self.pressure, self.minutes, self.since_release, self.irritability)


def compression(
    pressure: float, minutes: float, since_release: float = 0.0, irritability: float = 0.0
) -> Zone:
    """The zone of a motor axon after `minutes` (min) at `pressure` (mmHg).  PROVISIONAL and illustrative.

    Blood flow falls along a Hill curve through the thresholds of Rydevik, Lundborg & Bagge 1981
    (doi:10.1016/s0363-5023(81)80003-2: slowed from 20–30 mmHg, stopped at 60–80).  Without flow the axon
    runs out of energy over minutes (motor block after tens of minutes: Lundborg et al. 1982,
    doi:10.1016/s0363-5023(82)80175-5); above 80 mmHg its myelin is damaged as well (Rydevik & Nordborg
    1980).  On release the energy returns within minutes and the axon is irritable meanwhile (Bostock et
    al. 1991).  The shape follows those papers; the time constants are not fitted to them.
    """
    flow = 1 / (1 + (pressure / 43) ** 6)
    supply = (1 + 0.2**6) * flow**6 / (flow**6 + 0.2**6)  # of energy: 1 with full flow, half gone at 20 %
    deficit = (1 - supply) * (1 - exp(-minutes / _MOTOR_FAILING))
    crush = max(pressure - 80, 0) / 600 / 25  # per min
    turnover = crush + 1 / _HEALING
    damage = crush / turnover * (1 - exp(-turnover * minutes))
    released = _after_release(deficit, since_release)
    deficit *= exp(-since_release / _RECOVERING)
    damage *= exp(-since_release / _HEALING)
    return Zone(1 - (1 - deficit) * (1 - damage), 1 - (1 - released) * (1 - irritability))


def _after_release(deficit: float, minutes: float) -> float:
    """Irritability (0 to 1) that the return of energy leaves behind: d r/dt = 4·|de/dt|·(1 − r) − r/10."""
    steps = 200
    dt = minutes / steps
    r = 0.0
    for k in range(steps):
        returning = 4 * deficit * exp(-(k + 0.5) * dt / _RECOVERING) / _RECOVERING
        rate = returning + 1 / _RELEASE_FADING
        r = returning / rate + (r - returning / rate) * exp(-rate * dt)
    return r
