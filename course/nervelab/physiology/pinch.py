"""What compression does to a stretch of nerve: two axes, because compression mostly silences.

*Severity* is what pressure and time have done: energy runs out and myelin is lost (slowing, then block).
*Irritability* is what injury, inflammation or a recent release have done (impulses that nobody sent).
"""

from dataclasses import dataclass
from functools import cached_property

from ._checks import within
from .slow import HIGHEST_PRESSURE, LONGEST, compression
from .zone import Zone

_MYELIN_SHARE = 0.5  # a pinch of severity 1 takes all energy; the same pinch has damaged half of the myelin


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
        """The membrane in the pinch of a motor axon, now."""
        if self.severity is not None:
            return Zone(self.severity, _MYELIN_SHARE * self.severity, self.irritability)
        return compression(self.pressure, self.minutes, self.since_release, self.irritability)
