"""The bedside: what an examiner finds, and how far a finding moves a probability.

A likelihood ratio (LR) multiplies the odds: LR = P(finding | target) / P(finding | no target).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import combinations
from math import exp, hypot, log
from typing import TYPE_CHECKING

from ..physiology._checks import within
from ._published import row, rows
from .estimates import Estimate, around
from .roots import Root, root

if TYPE_CHECKING:
    import pandas

# ILLUSTRATIVE: smallest share of surviving fibres for each grade.  The order of the grades is that of D31; no
# study gives the shares.  Power of 4 spans the widest band because 84 % of the weak patients of a trial were
# graded 4 (D19, overdevest2014).
POWER = ((0.8, "5"), (0.3, "4"), (0.2, "3"), (0.1, "2"), (0.02, "1"), (0.0, "0"))
SENSATION = ((0.8, "normal"), (0.1, "reduced"), (0.0, "absent"))
# ILLUSTRATIVE: irritability (0 to 1) from which stretching the root hurts.  Pressure does not decide it:
# measured contact pressure was not related to the angle of the straight-leg raise (D02, takahashi1999).
STRETCH_HURTS = 0.25
GRADING = "The shares of fibres at which a grade changes are chosen for this course; no study gives them."

# Findings that ask the same question of the body.  A patient with one is likely to have the next, so that the
# second repeats much of what the first has said.
GROUPS = {
    "posture": (
        "no pain when seated",
        "better bending forward",
        "neurogenic claudication present",
        "neurogenic claudication absent",
        "not triggered by standing alone",
        "cart sign + above knee + standing + relieved sitting",
    ),
    "balance": ("wide-based gait", "abnormal Romberg"),
    "age": ("age over 70", "age under 60"),
    "root stretch": ("straight-leg raise", "crossed SLR"),
    "neurological deficit": ("sensory loss", "sensory testing", "weakness", "reflex loss"),
}
# Two reviews word one target in two ways: a herniation found at operation.
_SAME_TARGET = {"disc herniation, surgical": "herniation, surgical"}


@dataclass(frozen=True)
class Finding:
    """One line of the examiner's sheet: the `test`, `where` it looks, the `grade` and what that means."""

    test: str
    where: str
    grade: str
    meaning: str
    normal: bool


@dataclass(frozen=True)
class Examination:
    """What an examiner finds in a lesion of one root; `reflex` or `stretch` is None where it has none."""

    root: Root
    power: Finding
    sensation: Finding
    reflex: Finding | None
    stretch: Finding | None
    illustrative: bool = True
    reason: str = GRADING

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The lines of the sheet, without the tests that this root lacks."""
        return tuple(f for f in (self.power, self.sensation, self.reflex, self.stretch) if f)


def examine(
    name: str, *, motor: float, sensory: float, reflex: float | None = None, irritability: float = 0.0
) -> Examination:
    """What an examiner finds when the root `name` ("L2" to "S2-S4") has lost part of its fibres.

    `motor` and `sensory` are the shares (0 to 1) of fibres that still conduct.  `reflex` is the size
    (0 to 1) of the root's reflex relative to the healthy one; it must be left out for a root without a reflex
    (L2, L5) and given for every other.  `irritability` (0 to 1) decides the stretch test.

    Grades: MRC power and tendon reflex (D31, Preston and Shapiro 2020).  A reflex counts as reduced below
    the lower limit of the smaller over the larger H reflex (D05, Jankus et al. 1994), used for every reflex.
    Raises ValueError for a value outside its range.
    """
    tested = root(name)
    within("share of motor fibres", motor, 0, 1)
    within("share of sensory fibres", sensory, 0, 1)
    within("irritability", irritability, 0, 1)
    if tested.reflex is None and reflex is not None:
        raise ValueError(
            f"The reflex of {name} is {reflex!r}; allowed is None, as no reflex tests this root."
        )
    if tested.reflex is not None:
        within(f"size of the {tested.reflex} reflex", reflex, 0, 1)

    hurts = irritability >= STRETCH_HURTS
    return Examination(
        root=tested,
        power=_scored("MRC power", ", ".join(tested.myotome), _grade(POWER, motor), normal="5"),
        sensation=_worded("sensation", tested.dermatome, _grade(SENSATION, sensory), normal="normal"),
        reflex=tested.reflex and _scored("tendon reflex", tested.reflex, _reflex_grade(reflex), normal="2+"),
        stretch=tested.stretch_test
        and _worded(
            "stretch test", tested.stretch_test, "positive" if hurts else "negative", normal="negative"
        ),
    )


def _grade(bands: tuple[tuple[float, str], ...], share: float) -> str:
    # A share of 1 - 0.9 is a hair below 0.1 in binary, and counts as 0.1.
    return next(grade for least, grade in bands if round(share, 9) >= least)


def _reflex_grade(size: float) -> str:
    lower_limit = row("D05", study="H amplitude, smaller / larger side", measure="ratio, lower limit")["low"]
    return "0" if size == 0 else "1+" if size < lower_limit else "2+"


def _scored(scale: str, where: str, grade: str, normal: str) -> Finding:
    return Finding(scale, where, grade, row("D31", scale=scale, grade=grade)["meaning"], grade == normal)


def _worded(test: str, where: str, grade: str, normal: str) -> Finding:
    return Finding(test, where, grade, grade, grade == normal)


@dataclass(frozen=True)
class LikelihoodRatio:
    """How much a finding multiplies the odds of a target.

    `group` names the findings that repeat one another; `table` and `source` say where `ratio` comes from.
    Raises ValueError for a ratio outside 0.001 to 1000.
    """

    finding: str
    target: str
    ratio: Estimate
    group: str
    table: str = ""
    source: str = ""

    def __post_init__(self):
        for value in (self.ratio.value, self.ratio.low, self.ratio.high):
            if value is not None:
                within(f"likelihood ratio of {self.finding!r}", value, 0.001, 1000)


def from_accuracy(sensitivity: Estimate, specificity: Estimate) -> tuple[Estimate, Estimate]:
    """LR+ = sensitivity / (1 − specificity) and LR− = (1 − sensitivity) / specificity, with 95 % intervals.

    Simel et al. 1991 (doi:10.1016/0895-4356(91)90128-V) work out the interval on the log scale from the
    four counts.  Where only intervals of the two shares are published, the standard error of the logarithm
    of each share is read off its interval, and the squares are added: people with and without the target
    are different people. That leaves out how the two shares hang together across the studies of a pooled
    review.  Where either interval is missing, so is that of the ratio.  Raises ValueError for a share
    outside 0.001 to 0.999.
    """
    for name, share in (("sensitivity", sensitivity), ("specificity", specificity)):
        for value in (share.value, share.low, share.high):
            if value is not None:
                within(name, value, 0.001, 0.999)
    return (
        _quotient(sensitivity, _complement(specificity)),
        _quotient(_complement(sensitivity), specificity),
    )


def _complement(share: Estimate) -> Estimate:
    if not share.known:
        return Estimate(1 - share.value)
    return Estimate(1 - share.value, 1 - share.high, 1 - share.low)


def _quotient(top: Estimate, bottom: Estimate) -> Estimate:
    known = top.known and bottom.known
    return around(top.value / bottom.value, hypot(top.log_error, bottom.log_error) if known else None)


@cache
def ratios(target: str | None = None) -> tuple[LikelihoodRatio, ...]:
    """The published ratios (D14 and D15), all or those for one target, such as "stenosis".

    Those of D15 are as published.  Those of D14 are computed from sensitivity and specificity, one for the
    test "positive" and one for "negative".
    """
    found = (*_from_d14(), *_from_d15())
    if target is None:
        return found
    _known("target", target, {r.target for r in found})
    return tuple(r for r in found if r.target == target)


def ratio(finding: str, target: str | None = None) -> LikelihoodRatio:
    """The published ratio of one finding, such as "better bending forward" or "straight-leg raise positive".

    `target` is needed when the finding has ratios for several.  Raises ValueError for an unknown finding or
    target.
    """
    _known("finding", finding, {r.finding for r in ratios(target)})
    found = [r for r in ratios(target) if r.finding == finding]
    if len(found) > 1:
        raise ValueError(
            f"{finding!r} has a ratio for {' and for '.join(r.target for r in found)}; name the target."
        )
    return found[0]


@dataclass(frozen=True)
class Update:
    """A chain of findings: the probability `before`, and each finding with the one after it."""

    before: float
    steps: tuple[tuple[LikelihoodRatio, Estimate], ...]

    @property
    def after(self) -> Estimate:
        """The probability after all findings, with its 95 % interval where every ratio has one."""
        return self.steps[-1][1] if self.steps else Estimate(self.before, self.before, self.before)

    def table(self) -> "pandas.DataFrame":
        """One row per finding, for a notebook."""
        import pandas

        columns = ["finding", "LR", "LR_low", "LR_high", "probability", "low", "high", "source"]
        records = [
            (f.finding, f.ratio.value, f.ratio.low, f.ratio.high, p.value, p.low, p.high, f.source)
            for f, p in self.steps
        ]
        return pandas.DataFrame.from_records(records, columns=columns)


def update(probability: float, findings: Iterable[LikelihoodRatio]) -> Update:
    """Bayes, one finding after another: odds after = odds before × LR.

    Two rules hold, and breaking one raises a ValueError.  All ratios must be for the same target, since a
    ratio measured against operation says nothing about one measured against a scan.  And of each group of
    `GROUPS` only one finding counts.  Multiplying assumes that, among people with the target and among
    those without, one finding says nothing about the next.  Pain that stops on sitting and pain that eases
    on bending are one posture told twice: 7.4 × 6.4 would count it twice.  Other findings are taken as
    independent, which no study here has tested.

    The interval adds the distances of the log limits in quadrature, on each side by itself, so that one
    finding alone keeps its published interval.  `probability` (0.001 to 0.999) is taken as exact.  Without
    a published interval for one ratio there is none for the probability from there on.
    """
    within("probability before the findings", probability, 0.001, 0.999)
    findings = tuple(findings)
    _refuse_chain(findings)
    middle = log(probability / (1 - probability))
    below = above = 0.0
    known, steps = True, []
    for finding in findings:
        middle += log(finding.ratio.value)
        known = known and finding.ratio.known
        if known:
            below = hypot(below, log(finding.ratio.value / finding.ratio.low))
            above = hypot(above, log(finding.ratio.high / finding.ratio.value))
        limits = (_probability(middle - below), _probability(middle + above)) if known else ()
        steps.append((finding, Estimate(_probability(middle), *limits)))
    return Update(probability, tuple(steps))


def _probability(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def _refuse_chain(findings: tuple[LikelihoodRatio, ...]) -> None:
    for one, other in combinations(findings, 2):
        if one.target != other.target:
            raise ValueError(
                f"{one.finding!r} is a ratio for {one.target} and {other.finding!r} for {other.target}; "
                "a chain takes ratios for one target only."
            )
        if one.group == other.group:
            raise ValueError(
                f"{one.finding!r} and {other.finding!r} both belong to the group {one.group!r}; "
                "a chain takes one finding per group, because the second repeats what the first has said."
            )


def _group(test: str) -> str:
    return next((name for name, tests in GROUPS.items() if test in tests), test)


def _from_d14() -> list[LikelihoodRatio]:
    pairs: dict[tuple[str, str], dict] = {}
    for r in rows("D14"):
        pairs.setdefault((r["test"], r["target"]), {})[r["quantity"]] = r
    found = []
    for (test, target), pair in pairs.items():
        shares = (
            Estimate(pair[name]["value"], pair[name]["low"], pair[name]["high"])
            for name in ("sensitivity", "specificity")
        )
        for result, value in zip(("positive", "negative"), from_accuracy(*shares), strict=True):
            found.append(
                LikelihoodRatio(
                    finding=f"{test} {result}",
                    target=_SAME_TARGET.get(target, target),
                    ratio=value,
                    group=_group(test),
                    table="D14",
                    source=pair["sensitivity"]["source"],
                )
            )
    return found


def _from_d15() -> list[LikelihoodRatio]:
    return [
        LikelihoodRatio(
            finding=r["finding"],
            target=r["for"],
            ratio=Estimate(r["LR"], r["low"], r["high"]),
            group=_group(r["finding"]),
            table="D15",
            source=r["source"],
        )
        for r in rows("D15")
    ]


def _known(kind: str, name: str, among: set[str]) -> None:
    if name not in among:
        near = get_close_matches(str(name), sorted(among), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"allowed is {', '.join(sorted(among))}."
        raise ValueError(f"There is no {kind} {name!r} among the published ratios; {hint}")
