"""What trials and cohorts found, and the few summaries that can be worked out from what they printed.

Nothing here recommends a treatment.
"""

from dataclasses import asdict, dataclass
from math import inf, sqrt
from typing import TYPE_CHECKING

from ..physiology._checks import within
from ._published import Row, one_of, row, rows
from .estimates import Z95, Estimate, around

if TYPE_CHECKING:
    import pandas

EXPONENTIAL = (
    "Only the median is published; the exponential curve through it is an assumption. "
    "It makes the ratio of the rates that of the medians, and lets everybody recover in the end."
)


@dataclass(frozen=True)
class Recovery:
    """Recovery of one arm from its median time (`median`, weeks), as an exponential curve."""

    arm: str
    median: float
    illustrative: bool = True
    reason: str = EXPONENTIAL

    def __post_init__(self):
        within("median time to recovery", self.median, 0.1, 520, "weeks")

    def at(self, weeks: float) -> float:
        """Share (0 to 1) recovered after `weeks` (0 to 520): 1 − 2^(−weeks/median)."""
        within("time", weeks, 0, 520, "weeks")
        return 1 - 2 ** (-weeks / self.median)


@dataclass(frozen=True)
class EarlySurgery:
    """Early surgery against prolonged conservative care of sciatica.

    Peul et al. 2007 (doi:10.1056/NEJMoa064039).  `hazard_ratio` is the published one.  `exponential_ratio`
    is what the two medians would give if both curves were exponential: it lies outside the published
    interval, so the assumption shows its price.
    """

    surgery: Recovery
    conservative: Recovery
    hazard_ratio: Estimate

    @property
    def exponential_ratio(self) -> float:
        """Ratio of the rates of recovery under the exponential assumption."""
        return self.conservative.median / self.surgery.median


def early_surgery() -> EarlySurgery:
    """The published medians and hazard ratio (D19)."""
    surgery, conservative = (
        Recovery(arm, row("D19", measure="median time to recovery", arm=arm)["value"])
        for arm in ("surgery", "conservative")
    )
    return EarlySurgery(
        surgery, conservative, _estimate(row("D19", measure="rate of recovery, surgery v conservative"))
    )


def sped_up(usual: Recovery, start: float, ratio: float, weeks: float) -> float:
    """Share (0 to 1) recovered after `weeks` when recovery is `usual` and, from week `start` on, faster.

    `ratio` (0.1 to 10) multiplies the rate for those who have not recovered by then.  It adds a second
    assumption to that of the curve: that a ratio measured from the first week on holds from any other.
    """
    within("time", weeks, 0, 520, "weeks")
    within("start", start, 0, 520, "weeks")
    within("ratio of the rates", ratio, 0.1, 10)
    return usual.at(min(weeks, start) + ratio * max(weeks - start, 0))


@dataclass(frozen=True)
class Counts:
    """People with an event among all people of a group.  Raises ValueError for what cannot be counted."""

    events: int
    people: int

    def __post_init__(self):
        within("number of people", self.people, 1, 10**9)
        within("number of events", self.events, 0, self.people)
        for name, value in (("people", self.people), ("events", self.events)):
            if value != int(value):
                raise ValueError(f"The number of {name} is {value:g}; allowed is a whole number.")

    @property
    def share(self) -> float:
        """Share of people with the event, 0 to 1."""
        return self.events / self.people


@dataclass(frozen=True)
class Contrast:
    """The same event counted in two groups; every result is `group` against `other`, with a 95 % interval."""

    group: Counts
    other: Counts

    @property
    def odds_ratio(self) -> Estimate:
        """Odds ratio with Woolf's interval: the logarithm has variance 1/a + 1/b + 1/c + 1/d.

        Raises ValueError when nobody or everybody in a group had the event.
        """
        a, c = self.group.events, self.other.events
        b, d = self.group.people - a, self.other.people - c
        if min(a, b, c, d) == 0:
            raise ValueError(
                f"The four counts are {a}, {b}, {c} and {d}; Woolf's interval takes 1 or more in each."
            )
        return around(a * d / (b * c), sqrt(1 / a + 1 / b + 1 / c + 1 / d))

    @property
    def risk_difference(self) -> Estimate:
        """Difference of the shares (−1 to 1) with Wald's interval, which is rough in small groups."""
        p, q = self.group.share, self.other.share
        error = Z95 * sqrt(p * (1 - p) / self.group.people + q * (1 - q) / self.other.people)
        return Estimate(p - q, p - q - error, p - q + error)

    @property
    def number_needed(self) -> Estimate:
        """People in `group` for one event more than in `other`; negative for one event fewer.

        One over the risk difference.  Where the interval of the difference holds zero, that of the number
        runs through infinity and has no two limits: it is left out.
        """
        difference = self.risk_difference
        if difference.value == 0:
            return Estimate(inf)
        if difference.low <= 0 <= difference.high:
            return Estimate(1 / difference.value)
        return Estimate(1 / difference.value, 1 / difference.high, 1 / difference.low)


def cramps_in_stenosis(study: str) -> Contrast:
    """People with night cramps, with and without stenosis (D24).

    `study` is "Matsumoto" (operated stenosis against a community, Matsumoto et al. 2009) or "Handa" (one
    community, by typical symptoms, Handa et al. 2022).  Neither was randomised: an odds ratio here is no
    effect.
    """
    one_of("study", study, ("Matsumoto", "Handa"))
    counted = [r for r in rows("D24") if r["study"] == study and r["unit"] == "count"]
    values: dict[str, dict[str, int]] = {}
    for r in counted:
        values.setdefault(r["group"], {})[r["quantity"]] = int(r["value"])
    return Contrast(*(Counts(v["with cramps"], v["people"]) for v in values.values()))


def cramps_after_decompression() -> dict[str, float]:
    """Share (%) of operated people whose cramps were improved, unchanged or worse.

    Matsumoto et al. 2009, D24: one series without a comparison group; the shares do not add up to 100.
    """
    return {
        r["quantity"].removeprefix("cramps "): r["value"]
        for r in rows("D24")
        if r["group"] == "after decompression"
    }


def bed_rest() -> Contrast:
    """Improved at two weeks, bed rest against waiting (D18, Vroomen et al. 1999).

    The counts are rebuilt from rounded percentages, so that the odds ratio differs a little from the
    published.
    """
    arms = (row("D18", cohort=f"bed-rest trial, {arm}") for arm in ("bed rest", "control"))
    return Contrast(*(Counts(round(r["success"] * r["n"] / 100), int(r["n"])) for r in arms))


# Which way is good, by outcome as the tables name it.  Bailey et al. print their difference as nonsurgical
# minus surgery; every other one is treatment minus comparison.
BETTER = {
    "SF-36 bodily pain change": "higher",
    "bodily pain change": "higher",
    "physical function change": "higher",
    "ODI change": "lower",
    "ODI": "lower",
    "leg pain": "lower",
    "leg pain 6 months": "higher",
    "pain difference": "lower",
    "global improvement": "higher",
    "adverse events": "lower",
    "leg pain difference, under 2 wk (1 study, n 158), rounded": "lower",
    "leg pain difference, 2 wk-3 mo, rounded": "lower",
    "leg pain difference, 6 wk": "lower",
    "leg pain difference, 8 wk": "lower",
    "RMDQ difference, 6 wk": "lower",
    "pain, short term": "lower",
    "pain, medium term": "lower",
    "pain, long term": "lower",
    "improved at 2 wk": "higher",
    "pain relief at 5 d": "higher",
    "severity difference": "lower",
    "cramps per week, difference": "lower",
    "percent change, difference": "lower",
}
_SCALES = {f"points 0-{top}": top for top in (5, 10, 24, 100)}  # unit → points of the whole scale
_RATIOS = ("risk ratio", "odds ratio")
# First and last week after the start of treatment, by the words of the tables; a month is 52/12 weeks.
_WEEKS = {
    "Meta-analysis, up to 6 wk": (0, 6),
    "Meta-analysis, 6 wk-3 mo": (6, 13),
    "Meta-analysis, 3-12 mo": (13, 52),
    "Meta-analysis, 12 mo": (52, 52),
    "SPORT observational 3 months": (13, 13),
    "SPORT 4 y as treated": (208, 208),
    "SPORT 8 y as treated": (416, 416),
    "leg pain 6 months": (26, 26),
    "Stenosis SPORT 2 y intention to treat": (104, 104),
    "Stenosis surgery v PT 2 y intention to treat": (104, 104),
    "Stenosis Cochrane 24 mo": (104, 104),
    "leg pain difference, under 2 wk (1 study, n 158), rounded": (0, 2),
    "leg pain difference, 2 wk-3 mo, rounded": (2, 13),
    "leg pain difference, 6 wk": (6, 6),
    "leg pain difference, 8 wk": (8, 8),
    "RMDQ difference, 6 wk": (6, 6),
    "improved at 2 wk": (2, 2),
    "pain relief at 5 d": (5 / 7, 5 / 7),
}


@dataclass(frozen=True)
class Effect:
    """One published effect.

    `estimate` is as printed, in `unit`; `better` says which way is good.  `points` is the same on a scale
    of 0 to 100 with good upwards, None for a unit that is no scale of points.  Scales that measure
    different things do not become one by sharing their length: compare pain with pain.
    """

    treatment: str
    condition: str
    outcome: str
    estimate: Estimate
    unit: str
    better: str
    source: str
    table: str

    @property
    def points(self) -> Estimate | None:
        """The effect in points of 0 to 100, positive when good for the treatment."""
        if self.unit not in _SCALES:
            return None
        factor = 100 / _SCALES[self.unit] * (1 if self.better == "higher" else -1)
        value = self.estimate.value * factor
        if not self.estimate.known:
            return Estimate(value)
        return Estimate(value, *sorted((self.estimate.low * factor, self.estimate.high * factor)))

    @property
    def favours(self) -> str:
        """Where the whole interval lies: "treatment", "comparison", "neither" or "no interval"."""
        if not self.estimate.known:
            return "no interval"
        nothing = 1 if self.unit in _RATIOS else 0
        if self.estimate.low <= nothing <= self.estimate.high:
            return "neither"
        above = self.estimate.low > nothing
        return "treatment" if above == (self.better == "higher") else "comparison"

    @property
    def weeks(self) -> tuple[float, float] | None:
        """First and last week after the start of treatment that the effect is about; None where not said."""
        return _WEEKS.get(self.condition) or _WEEKS.get(self.outcome)

    @property
    def by_lot(self) -> bool:
        """False where those who had the treatment were compared with those who had not, whatever the lot."""
        return not any(words in self.condition for words in ("as treated", "observational"))

    def against(self, smallest: float) -> str:
        """Where the whole interval lies beside the `smallest` difference that counts (points, 0 to 100).

        "beyond" it, "short" of it, "open" when it holds it, or "no interval".  Raises ValueError for an
        effect without points.
        """
        within("smallest difference", smallest, 0, 100, "points")
        if self.points is None:
            raise ValueError(f"{self.outcome!r} of {self.treatment!r} is in {self.unit}, not in points.")
        if not self.points.known:
            return "no interval"
        if self.points.low >= smallest:
            return "beyond"
        return "short" if self.points.high < smallest else "open"


def effects() -> tuple[Effect, ...]:
    """Every difference and ratio of D20 (operations) and D21 (the rest) that has a number."""
    operations = (
        Effect(
            "surgery",
            r["study"],
            r["measure"],
            _estimate(r),
            r["unit"],
            BETTER[r["measure"]],
            r["source"],
            "D20",
        )
        for r in rows("D20")
        if r["arm"] == "difference" and r["value"] is not None
    )
    others = (
        Effect(
            r["treatment"],
            r["condition"],
            r["outcome"],
            _estimate(r),
            r["unit"],
            BETTER[r["outcome"]],
            r["source"],
            "D21",
        )
        for r in rows("D21")
        if r["outcome"] in BETTER
    )
    return (*operations, *others)


def pain_effects(source: str | None = None) -> tuple[Effect, ...]:
    """The effects on pain that are in points; those of one reference key, such as "liu2023", if given."""
    found = [e for e in effects() if e.points and "pain" in e.outcome]
    if source is not None:
        one_of("source", source, dict.fromkeys(e.source for e in found))
    return tuple(e for e in found if source in (None, e.source))


def effects_table() -> "pandas.DataFrame":
    """`effects` for a notebook: one row each, as printed and in points of 0 to 100 with good upwards."""
    import pandas

    records = []
    for effect in effects():
        record = asdict(effect) | asdict(effect.estimate)
        del record["estimate"]
        points = asdict(effect.points) if effect.points else {}
        record |= {f"points_{name}": points.get(name) for name in ("value", "low", "high")}
        records.append(record | {"favours": effect.favours})
    frame = pandas.DataFrame.from_records(records)
    numbers = ["value", "low", "high", "points_value", "points_low", "points_high"]
    frame[numbers] = frame[numbers].astype(float)
    return frame


@dataclass(frozen=True)
class Course:
    """A point of the natural history: share (%) of `people` who did well after `weeks`.

    `definition` says what counted as doing well.  `percent` has no single value where the study gives only
    a range.
    """

    cohort: str
    people: int
    weeks: float
    percent: float | None
    low: float | None
    high: float | None
    definition: str
    source: str


def natural_history() -> tuple[Course, ...]:
    """The cohorts of D18, earliest first: the definition of success decides the number."""
    points = (
        Course(
            r["cohort"],
            int(r["n"]),
            r["time_weeks"],
            r["success"],
            r["low"],
            r["high"],
            r["definition"],
            r["source"],
        )
        for r in rows("D18")
    )
    return tuple(sorted(points, key=lambda point: point.weeks))


def resorption(kind: str) -> float:
    """Share (%) of herniations of a kind, "bulge" to "sequestration", that shrank without surgery.

    Chiu et al. 2015 (doi:10.1177/0269215514540919), D22.  Raises ValueError for another kind.
    """
    published = {
        r["type"]: r["percent"]
        for r in rows("D22")
        if r["source"] == "chiu2015" and r["outcome"] == "regression"
    }
    one_of("kind of herniation", kind, published)
    return published[kind]


def chance_findings(age: int) -> dict[str, float]:
    """Share (%) of people WITHOUT symptoms who show each finding on a scan at `age` (20, 30, … 80 years).

    Brinjikji et al. 2015 (doi:10.3174/ajnr.A4173), model estimates.  ValueError for an age that was not
    published.
    """
    ages = sorted({int(r["age"]) for r in rows("D13")})
    if age not in ages:
        raise ValueError(f"The age is {age!r} years; published are {', '.join(map(str, ages))} years.")
    return {r["finding"]: r["percent"] for r in rows("D13") if r["age"] == age}


def _estimate(published: Row) -> Estimate:
    return Estimate(published["value"], published["low"], published["high"])
