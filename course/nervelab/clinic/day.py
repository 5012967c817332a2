"""A day of postures: what each does to the pressure in a lumbar disc and in a narrow spinal canal.

Disc: the pressures that Wilke et al. 1999 measured in one volunteer (L4/5), and the earlier series of
Nachemson 1975, published relative to standing (D11).  Canal: `causes.Cause`, ILLUSTRATIVE.  Where the tables
have no number a curve has a gap, not a guess.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, nan

from ..physiology import Pinch
from ..physiology._checks import within
from ..physiology.pinch import LONGEST
from ._published import row
from .causes import Cause, Posture

DAY = 24.0  # h
NIGHT = 7.0  # h: how long the volunteer of Wilke et al. was recorded asleep


class Activity(StrEnum):
    """What a day is made of, in the order in which the waking hours go through it; lying is the night."""

    STANDING = "standing"
    UPRIGHT = "sitting upright"
    SLOUCHED = "sitting slouched"
    BENT = "standing bent forward"
    LIFTING = "lifting 20 kg, knees bent"
    LYING = "lying"


_WILKE = {
    Activity.STANDING: "standing relaxed",
    Activity.UPRIGHT: "sitting unsupported",
    Activity.SLOUCHED: "slouched sitting",
    Activity.BENT: "standing flexed forward",
    Activity.LIFTING: "lifting 20 kg knees bent",
}
_EARLIER = {
    Activity.UPRIGHT: "unsupported sitting compared with standing (earlier series)",
    Activity.LYING: "reclining compared with standing (earlier series)",
}
_POSTURE = {
    Activity.STANDING: Posture.STANDING,
    Activity.UPRIGHT: Posture.SITTING,
    Activity.SLOUCHED: Posture.SITTING,
    Activity.BENT: Posture.FLEXED,
    Activity.LYING: Posture.LYING,
}


def disc_pressure(activity: Activity | str) -> float:
    """Pressure in the disc L4/5 (MPa) of the volunteer of Wilke et al. 1999; lying: as the night begins."""
    activity = Activity(activity)
    name = "overnight start" if activity is Activity.LYING else _WILKE[activity]
    return row("D11", activity=name, unit="MPa")["value"]


def earlier_disc_pressure(activity: Activity | str) -> float:
    """The same (MPa) by the earlier series, which is relative to standing; NaN where D11 has no row of it.

    Standing is set to what Wilke et al. measured, so that the two series can share an axis.
    """
    activity = Activity(activity)
    standing = disc_pressure(Activity.STANDING)
    if activity is Activity.STANDING:
        return standing
    if activity not in _EARLIER:
        return nan
    return standing * (1 + row("D11", activity=_EARLIER[activity])["value"] / 100)


def canal_pressure(activity: Activity | str, canal: float) -> float:
    """Pressure (mmHg) in a canal of `canal` mm (5 to 25); NaN for lifting.  ILLUSTRATIVE, see `causes`."""
    activity = Activity(activity)
    if activity not in _POSTURE:
        return nan
    return Cause(canal=canal, posture=_POSTURE[activity]).contact.pressure


@dataclass(frozen=True)
class Stretch:
    """An unbroken time in one posture, from `start` to `end` in hours after getting up."""

    activity: Activity
    start: float
    end: float

    @property
    def hours(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Piece:
    """A part of a curve: from `first` at `start` in a straight line to `last` at `end`."""

    start: float
    end: float
    first: float
    last: float

    @property
    def known(self) -> bool:
        return self.first == self.first  # NaN differs from itself

    @property
    def hours(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Curve:
    """A pressure through the day, piece by piece; NaN where the tables have no number."""

    pieces: tuple[Piece, ...]

    @property
    def hours(self) -> float:
        """How many hours of the day have a value."""
        return sum(piece.hours for piece in self.pieces if piece.known)

    @property
    def mean(self) -> float:
        """Time average over the hours that have a value; NaN where none has."""
        area = sum((p.first + p.last) / 2 * p.hours for p in self.pieces if p.known)
        return area / self.hours if self.hours else nan

    def at(self, hour: float) -> float:
        """The value `hour` hours after getting up (0 to 24); at a change, that of what begins."""
        within("time after getting up", hour, 0, DAY, "h")
        piece = next(p for p in reversed(self.pieces) if hour >= p.start)
        return piece.first + (piece.last - piece.first) * (hour - piece.start) / piece.hours

    def where(self, other: "Curve") -> "Curve":
        """This curve in the hours in which `other`, of the same day, has a value."""
        both = zip(self.pieces, other.pieces, strict=True)
        return Curve(tuple(p if q.known else Piece(p.start, p.end, nan, nan) for p, q in both))


@dataclass(frozen=True, kw_only=True)
class Day:
    """Hours in each posture; what is left of 24 is spent lying, at the end.

    The waking hours go round through the postures again and again, so that no posture is held longer than
    `longest` minutes (5 to 960) at a time.  Raises ValueError for a value outside its range, or for more
    than 24 hours.
    """

    standing: float = 0.0
    upright: float = 0.0
    slouched: float = 0.0
    bent: float = 0.0
    lifting: float = 0.0
    longest: float = 60.0

    def __post_init__(self):
        for activity, hours in self._awake.items():
            within(f"time {activity}", hours, 0, DAY, "h")
        within("longest stretch", self.longest, 5, 960, "min")
        if self.lying < 0:
            raise ValueError(f"The hours add up to {DAY - self.lying:g}; a day has {DAY:g}.")

    @property
    def lying(self) -> float:
        """Hours that are left."""
        return DAY - sum(self._awake.values())

    @property
    def hours(self) -> dict[Activity, float]:
        """Hours of each activity."""
        return self._awake | {Activity.LYING: self.lying}

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The day in order, from getting up to getting up."""
        rounds = max(1, ceil(max(self._awake.values()) * 60 / self.longest))
        turn = [(activity, hours / rounds) for activity, hours in self._awake.items() if hours]
        if len(turn) == 1:  # nothing to change to
            turn, rounds = [(turn[0][0], turn[0][1] * rounds)], 1
        stretches, now = [], 0.0
        for activity, hours in turn * rounds:
            stretches.append(Stretch(activity, now, now + hours))
            now += hours
        return (*stretches, Stretch(Activity.LYING, now, DAY)) if self.lying else tuple(stretches)

    def longest_stretch(self, activity: Activity | str) -> float:
        """The longest unbroken time (h) in this posture."""
        return max((s.hours for s in self.stretches if s.activity == activity), default=0.0)

    @property
    def disc(self) -> Curve:
        """Pressure in the disc L4/5 (MPa) after Wilke et al. 1999.

        Through the first seven hours of the night it rises in a straight line between the two values
        measured; after that it is taken to stay.
        """
        return self._curve(disc_pressure, row("D11", activity="overnight end (7 h)", unit="MPa")["value"])

    @property
    def earlier_disc(self) -> Curve:
        """The same after the earlier series, with standing set equal."""
        return self._curve(earlier_disc_pressure)

    def canal(self, canal: float) -> Curve:
        """Pressure (mmHg) in a canal of `canal` mm.  ILLUSTRATIVE, see `causes`."""
        return self._curve(lambda activity: canal_pressure(activity, canal))

    def pinch(self, canal: float) -> Pinch:
        """The pinch of a rested axon at the end of the longest stretch of standing (240 min at most)."""
        minutes = min(60 * self.longest_stretch(Activity.STANDING), LONGEST)
        return Cause(canal=canal, posture=Posture.STANDING).pinch(minutes)

    @property
    def _awake(self) -> dict[Activity, float]:
        hours = (self.standing, self.upright, self.slouched, self.bent, self.lifting)
        return dict(zip(Activity, hours, strict=False))

    def _curve(self, pressure, risen: float | None = None) -> Curve:
        values = {activity: pressure(activity) for activity in Activity}
        pieces = []
        for stretch in self.stretches:
            value = values[stretch.activity]
            if stretch.activity is not Activity.LYING:
                pieces.append(Piece(stretch.start, stretch.end, value, value))
                continue
            # The night in two parts, in every curve, so that curves can be compared piece by piece.
            dawn = min(stretch.start + NIGHT, DAY)
            late = value if risen is None else risen
            share = (dawn - stretch.start) / NIGHT
            pieces.append(Piece(stretch.start, dawn, value, value + (late - value) * share))
            if dawn < DAY:
                pieces.append(Piece(dawn, DAY, late, late))
        return Curve(tuple(pieces))
