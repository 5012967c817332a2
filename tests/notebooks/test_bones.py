"""Every section has the same bones, so that a learner always knows where to look."""

import re

import pytest

from nervelab import evidence, quiz

from .reading import COURSE, NOTEBOOKS, SECTIONS, code_of, prose_of, weighed

HEADINGS = [
    "What you will be able to do",
    "Predict",
    "Explore",
    "Explain",
    "Weigh the evidence",
    "Check yourself",
    "Take away",
    "What this model leaves out",
]

# The one text for these red flags: a reader who meets two different lists does not know which to trust.
CAUDA_EQUINA = (
    "weakness in a leg that gets worse, numbness around the genitals or between the legs, new trouble "
    "passing or holding urine or stool, a change of sexual feeling, or new pain down both legs"
)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_opening_lines_and_safety(path):
    prose = prose_of(path)
    first, _, second = prose.lstrip().partition("\n")
    assert first.startswith("# ")
    line = second.strip().split("\n")[0]
    assert re.search(r"\d+ minutes", line)
    assert "not medical advice" in line
    assert CAUDA_EQUINA in prose.lower()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_links_lead_somewhere(path):
    prose = prose_of(path)
    for target in re.findall(r"\]\(([^)#]+)\)", prose):
        if "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", SECTIONS, ids=lambda p: p.stem)
def test_the_arc(path):
    prose, code = prose_of(path), code_of(path)
    found = [line[3:].strip() for line in prose.split("\n") if line.startswith("## ")]
    assert [heading for heading in found if heading in HEADINGS] == HEADINGS
    tried = re.findall(r"^\*\*(\d)\. ", prose, re.MULTILINE)
    assert 3 <= len(tried) <= 5
    goals = re.findall(r"^\d\. \*\*\w+", prose, re.MULTILINE)
    assert 3 <= len(goals) <= 5
    [assignment] = (COURSE.parent / "assignments").glob(f"{path.stem[:2]}_*/*.ipynb")
    assert f"](../assignments/{assignment.stem}/{assignment.stem}.ipynb)" in prose
    assert any("evidence.weigh(" in source for source in code)
    assert any("evidence.bibliography(" in source for source in code)


@pytest.mark.parametrize("path", SECTIONS, ids=lambda p: p.stem)
def test_questions_asked_are_those_written_for_the_section(path):
    asked = re.findall(r'quiz\.ask\("([^"]+)"\)', "\n".join(code_of(path)))
    written = quiz.questions(path.stem)
    assert sorted(asked) == sorted(question.id for question in written)
    assert quiz.question(asked[0]).kind == "predict"
    assert 3 <= len(asked) - 1 <= 6


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_cells_are_short(path):
    for source in code_of(path):
        assert source.count("\n") < 12, source
        assert "def " not in source, "logic belongs in the package"


# The section numbers of the article's claims that each notebook has to weigh, all of them.
WEIGHED = {
    "01_the_link": "A",
    "02_compression": "B",
    "03_causes": ("C1", "C2", "C3", "C4"),
    "04_sciatica": "D",
    "05_symptoms": "E",
    "06_treatment": ("F", "G"),
    "07_science": "H",
    "08_comparison": "I",
    "09_lifestyle": "J",
    "10_early_diagnosis": "K",
    "11_review": ("L", "M", "N"),
}


@pytest.mark.parametrize("path", SECTIONS, ids=lambda p: p.stem)
def test_the_claims_of_the_section_are_all_weighed(path):
    found = weighed(path)
    for section in WEIGHED[path.stem]:
        for claim in evidence.claims(section=section):
            assert claim.id in found
