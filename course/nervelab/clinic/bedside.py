"""Fictional cases at the bedside: the flag first, then the one question whose probability can be followed.

The cases are those of the evidence (`evidence.vignette`), all invented.  What is added here: which published
findings stand on the sheet of a case, which question the published ratios can answer, and why most cases
have no such question.  Health education, not advice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..physiology._checks import within
from ._published import one_of, row, rows
from .estimates import Estimate
from .exam import LikelihoodRatio, Update, update


@dataclass(frozen=True)
class Case:
    """What the lab needs of one vignette.

    `flag` is the red flag on its sheet, "" without one; `ask` what an examiner asks when there is none.
    `target` is the target of the ratios that apply to `question`, None where no ratio is published or where
    none should be waited for: then `closed` says why.  `sheet` names the published findings that the
    case shows.
    """

    id: str
    question: str
    flag: str = ""
    ask: str = ""
    target: str | None = None
    sheet: tuple[str, ...] = ()
    closed: str = ""


CASES: Mapping[str, Case] = MappingProxyType(
    {
        case.id: case
        for case in (
            Case(
                "V1",
                "Would an operation find a herniated disc?",
                ask="Numb between the legs? Bladder, bowel, the other leg? Is the weakness growing?",
                target="herniation, surgical",
                sheet=(
                    "straight-leg raise positive",
                    "crossed SLR negative",
                    "weakness positive",
                    "reflex loss negative",
                ),
            ),
            Case(
                "V2",
                "Is it spinal stenosis?",
                ask="Numb between the legs? Bladder, bowel? Cancer before, fever, a fall, steroids?",
                target="stenosis",
                sheet=(
                    "no pain when seated",
                    "better bending forward",
                    "neurogenic claudication present",
                    "age over 70",
                ),
            ),
            Case(
                "V3",
                "Is it the arteries?",
                flag="No pulse in the feet: blood before nerves. A leg that turns painful, pale and cold "
                "suddenly is an emergency of hours.",
                target="vascular",
                sheet=("calf + relieved standing still",),
            ),
            Case(
                "V4",
                "Is it a cramp of exertion?",
                ask="Dark urine? Weakness or swelling that stays? Then an emergency blood and urine test.",
                closed="no study in our tables gives a ratio for exercise cramp",
            ),
            Case(
                "V5",
                "Is it low calcium?",
                flag="Calcium 1.78 mmol/L and a long QT interval: the heart is at risk. Urgent treatment.",
                closed="the blood test has answered, and what it found is urgent",
            ),
            Case(
                "V6",
                "Is it low potassium?",
                flag="Potassium 2.3 mmol/L and U waves: the heart is at risk. Urgent treatment.",
                closed="the blood test has answered, and what it found is urgent",
            ),
            Case(
                "V7",
                "Is it motor neuron disease?",
                flag="Painless weakness that grows, wasting, twitching, and a brisk reflex in the "
                "wasted leg: urgent neurology.",
                closed="no study in our tables gives a ratio for motor neuron disease, "
                "and signs this many are not weighed one by one",
            ),
            Case(
                "V8",
                "Is the spinal cord pressed on?",
                flag="Clonus, extensor plantars, clumsy hands: signs of the cord, not of a root. "
                "Urgent scan of the neck; one of the lower back would miss it.",
                closed="no study in our tables gives a ratio for a pressed cord, and the cord does not wait",
            ),
            Case(
                "V9",
                "Is it cauda equina syndrome?",
                flag="Both legs, numb between the legs, the bladder does not empty: an emergency. "
                "Hospital, scan and surgeon now.",
                closed="nobody waits for a probability here; of the adults suspected of it, "
                "{suspected:g} % are confirmed, and all are scanned at once",
            ),
            Case(
                "V10",
                "Are these restless legs?",
                ask="One calf swollen, warm and painful? That would be a clot until shown otherwise.",
                closed="no study in our tables gives a ratio for restless legs",
            ),
        )
    }
)


def case(id: str) -> Case:
    """The case "V1" to "V10", with the published share in the reason of V9."""
    one_of("case", id, CASES)
    found = CASES[id]
    if "{" not in found.closed:
        return found
    suspected = row("D17", item="suspected adults confirmed")["value"]
    return Case(**vars(found) | {"closed": found.closed.format(suspected=suspected)})


def assess(case: Case, before: float, findings: Iterable[LikelihoodRatio]) -> Update:
    """`exam.update` for the question of `case`, from the probability `before` (0 to 1).

    Raises ValueError, in one sentence, for a case without a track, for a ratio of another target, and for a
    chain that `exam.update` refuses.
    """
    findings = tuple(findings)
    if case.target is None:
        raise ValueError(f"{case.id} has no track: {case.closed}.")
    for finding in findings:
        if finding.target != case.target:
            raise ValueError(
                f"{finding.finding!r} was measured for {finding.target!r} and {case.id} asks about "
                f"{case.target!r}: a ratio answers only the question it was measured for."
            )
    return update(before, findings)


def ceiling(share: float) -> float:
    """The largest likelihood ratio a finding can have when this share (0 to 1) of the well has it.

    LR = P(finding | target) / P(finding | no target), and the numerator cannot exceed 1.
    """
    within("share of the well with the finding", share, 0.001, 1)
    return 1 / share


@dataclass(frozen=True)
class Flag:
    """A published probability (%) of an `emergency`, given `item`."""

    emergency: str
    item: str
    percent: Estimate
    source: str


def flags() -> tuple[Flag, ...]:
    """Every probability of D33, and cauda equina once suspected (D17), in their order."""
    found = [
        Flag(r["emergency"], r["item"].removeprefix("probability").strip(", "), _percent(r), r["source"])
        for r in rows("D33")
        if r["item"].startswith("probability")
    ]
    suspected = row("D17", item="suspected adults confirmed")
    return (Flag("cauda equina", "suspected", _percent(suspected), suspected["source"]), *found)


def _percent(r: Mapping) -> Estimate:
    return Estimate(r["value"], r["low"], r["high"])
