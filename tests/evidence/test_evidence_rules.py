"""Every rule of the evidence, broken once in a copy, which the loader must refuse in one clear sentence."""

import shutil
from pathlib import Path

import pytest

from nervelab import evidence

SHIPPED = Path(evidence.__file__).parent


@pytest.fixture
def folder(tmp_path):
    for path in SHIPPED.glob("*.yml"):
        shutil.copy(path, tmp_path)
    shutil.copytree(SHIPPED / "data", tmp_path / "data")
    return tmp_path


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is no longer in {path.name}: the test breaks nothing"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_unbroken_copy_loads(folder):
    assert evidence.load(folder).claims["A1"] == evidence.claim("A1")


A3 = "      - id: A3\n        text: Many different conditions can produce leg spasms.\n"

BROKEN = {
    "unknown verdict": (
        "claims.yml",
        "verdict: wrong\n",
        "verdict: mistaken\n",
        "claims.yml, B9: verdict is 'mistaken'; allowed is well supported or supported with nuance or "
        "oversimplified or contested or wrong.",
    ),
    "missing field": (
        "claims.yml",
        A3,
        "      - id: A3\n",
        "claims.yml, A3: text is missing; allowed is a text.",
    ),
    "missing id": (
        "claims.yml",
        A3,
        "      - text: Many different conditions can produce leg spasms.\n",
        "claims.yml, A, claims 3: id is missing; allowed is an id such as A1 or C1-3.",
    ),
    "misspelt field": (
        "claims.yml",
        "teach: Build",
        "taech: Build",
        "claims.yml, A2: a field is 'taech'; "
        "allowed is id, text, verdict, reason, refs, teach, taught, checked.",
    ),
    "empty text": (
        "claims.yml",
        A3,
        A3.replace("Many different conditions can produce leg spasms.", "''"),
        "claims.yml, A3: text is ''; allowed is a text.",
    ),
    "no reference": (
        "claims.yml",
        "refs: [standring]",
        "refs: []",
        "claims.yml, D2: refs is []; allowed is a list of at least 1, each a key in references.yml.",
    ),
    "unknown reference of a claim": (
        "claims.yml",
        "refs: [matsumoto2009, raut2013, handa2022, desai1997]",
        "refs: [matsumoto2009, raut2031]",
        "claims.yml, A1: refs is 'raut2031'; allowed is a key in references.yml.",
    ),
    "unknown reference of an omission": (
        "claims.yml",
        "refs: [wells1997, wells2006]",
        "refs: [wells1998]",
        "claims.yml, O11: refs is 'wells1998'; allowed is a key in references.yml.",
    ),
    "two claims with one id": (
        "claims.yml",
        "- id: A4\n",
        "- id: A3\n",
        "claims.yml, A3: id is 'A3'; allowed is a value used once, not 2 times.",
    ),
    "two sections with one id": (
        "claims.yml",
        "  - id: C2\n",
        "  - id: C1\n",
        "claims.yml, C1: id is 'C1'; allowed is a value used once, not 2 times.",
    ),
    "a claim with the id of an omission": (
        "claims.yml",
        "- id: A4\n",
        "- id: O1\n",
        "claims.yml, O1: id is 'O1'; allowed is a value used once, not 2 times.",
    ),
    "a key twice": (
        "claims.yml",
        "verdict: wrong\n",
        "verdict: wrong\n        verdict: contested\n",
        "claims.yml, line 188: the key 'verdict' appears twice; allowed is each key once.",
    ),
    "malformed DOI": (
        "references.yml",
        "doi: 10.1136/jnnp.43.12.1070",
        "doi: https://doi.org/10.1136/jnnp.43.12.1070",
        "references.yml, rydevik1980: doi is 'https://doi.org/10.1136/jnnp.43.12.1070'; "
        "allowed is a DOI such as 10.1001/jama.2010.1833.",
    ),
    "malformed PubMed number": (
        "references.yml",
        "pmid: '8291959'",
        "pmid: 8291959",
        "references.yml, jankus1994: pmid is 8291959; allowed is a PubMed number such as '8291959'.",
    ),
    "unknown confidence": (
        "references.yml",
        "confidence: likely",
        "confidence: sure",
        "references.yml, dahlin1986b: confidence is 'sure'; allowed is certain or likely or unverified.",
    ),
    "a reference key twice": (
        "references.yml",
        "rydevik1980:\n",
        "rydevik1981:\n",
        "references.yml, line 15: the key 'rydevik1981' appears twice; allowed is each key once.",
    ),
    "two references with one label": (
        "references.yml",
        "label: Rydevik and Nordborg 1980",
        "label: Rydevik et al. 1981",
        "references.yml, Rydevik et al. 1981: label is 'Rydevik et al. 1981'; "
        "allowed is a value used once, not 2 times.",
    ),
    "two misconceptions with one id": (
        "misconceptions.yml",
        "- id: M02\n",
        "- id: M01\n",
        "misconceptions.yml, M01: id is 'M01'; allowed is a value used once, not 2 times.",
    ),
    "malformed misconception id": (
        "misconceptions.yml",
        "- id: M02\n",
        "- id: M2\n",
        "misconceptions.yml, M2: id is 'M2'; allowed is an id such as M03.",
    ),
    "vignettes not marked fictional": (
        "vignettes.yml",
        "fictional: true",
        "fictional: false",
        "vignettes.yml, the document: fictional is False; allowed is True.",
    ),
    "patients not marked fictional": (
        "patients.yml",
        "fictional: true",
        "fictional: false",
        "patients.yml, the document: fictional is False; allowed is True.",
    ),
    "a patient with a probability in percent": (
        "patients.yml",
        "before: 0.5",
        "before: 50",
        "patients.yml, P4: before is 50; allowed is a share from 0 to 1.",
    ),
    "two vignettes with one id": (
        "vignettes.yml",
        "- id: V2\n",
        "- id: V1\n",
        "vignettes.yml, V1: id is 'V1'; allowed is a value used once, not 2 times.",
    ),
    "two tables with one id": (
        "tables.yml",
        "- id: D02\n",
        "- id: D01\n",
        "tables.yml, D01: id is 'D01'; allowed is a value used once, not 2 times.",
    ),
    "unknown kind of column": (
        "tables.yml",
        "low: number",
        "low: numeric",
        "tables.yml, D01: low is 'numeric'; allowed is number or text.",
    ),
    "a table without check marks": (
        "tables.yml",
        "source: text, chk: text}",
        "source: text}",
        "tables.yml, D01: chk is missing; allowed is text.",
    ),
    "unknown reference of a note": (
        "tables.yml",
        "refs: [mogyoros2000]",
        "refs: [mogyoros2001]",
        "tables.yml, D07: refs is 'mogyoros2001'; allowed is a key in references.yml.",
    ),
    "a table without a file": (
        "tables.yml",
        "- id: D33\n",
        "- id: D34\n",
        "tables.yml, D34: id is 'D34'; allowed is the name of a file, and data/D34.csv is not there.",
    ),
    "a header that is not the one described": (
        "data/D03.csv",
        "transport,quantity,low,high",
        "transport,quantity,high,low",
        "data/D03.csv, line 1: the header is 'transport,quantity,high,low,unit,duration_h,effect,source,…; "
        "allowed is transport,quantity,low,high,unit,duration_h,effect,source,chk.",
    ),
    "a row without check mark": (
        "data/D03.csv",
        "none,dahlin1984,abs",
        "none,dahlin1984,",
        "data/D03.csv, line 2: chk is ''; allowed is abs or calc or text.",
    ),
    "a value from memory": (
        "data/D03.csv",
        "none,dahlin1984,abs",
        "none,dahlin1984,mem",
        "data/D03.csv, line 2: chk is 'mem'; allowed is abs or calc or text.",
    ),
    "an unknown check mark": (
        "data/D03.csv",
        "none,dahlin1984,abs",
        "none,dahlin1984,seen",
        "data/D03.csv, line 2: chk is 'seen'; allowed is abs or calc or text.",
    ),
    "an unknown source": (
        "data/D03.csv",
        "none,dahlin1984,abs",
        "none,dahlin1948,abs",
        "data/D03.csv, line 2: source is 'dahlin1948'; allowed is a key in references.yml.",
    ),
    "an unknown second source": (
        "data/D30.csv",
        '"fuglevand1993, potvin2017"',
        '"fuglevand1993, potvin2071"',
        "data/D30.csv, line 2: source is 'potvin2071'; allowed is a key in references.yml.",
    ),
    "a published value without source": (
        "data/D03.csv",
        "none,dahlin1984,abs",
        "none,,abs",
        "data/D03.csv, line 2: source is ''; allowed is a key in references.yml; "
        "only a calc row may go without.",
    ),
    "a word among numbers": (
        "data/D03.csv",
        "pressure,20,20,mmHg",
        "pressure,about 20,20,mmHg",
        "data/D03.csv, line 2: low is 'about 20'; allowed is a number, or nothing where none was reported.",
    ),
    "not a number": (
        "data/D03.csv",
        "pressure,20,20,mmHg",
        "pressure,nan,20,mmHg",
        "data/D03.csv, line 2: low is 'nan'; allowed is a number, or nothing where none was reported.",
    ),
    "an interval upside down": (
        "data/D03.csv",
        "pressure,20,20,mmHg",
        "pressure,21,20,mmHg",
        "data/D03.csv, line 2: low is 21; allowed is at most high, which is 20.",
    ),
    "a cell too many": (
        "data/D03.csv",
        "none,dahlin1984,abs",
        "none, nothing,dahlin1984,abs",
        "data/D03.csv, line 2: the number of cells is 10; allowed is 9, as in the header.",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_copy_is_refused_in_one_sentence(folder, file, old, new, sentence):
    replace(folder / file, old, new)
    with pytest.raises(ValueError, match=r"\.$") as caught:
        evidence.load(folder)
    assert str(caught.value) == sentence


def test_a_file_that_no_table_describes_is_refused(folder):
    shutil.copy(folder / "data" / "D01.csv", folder / "data" / "D99.csv")
    with pytest.raises(ValueError, match="D99") as caught:
        evidence.load(folder)
    assert str(caught.value) == "data/D99.csv, the file: its name is 'D99'; allowed is an id in tables.yml."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "claims.yml, the document: it is None; allowed is a record with sections, omissions."),
        ("sections: [", "claims.yml, line 2: did not find expected node content."),
    ],
)
def test_a_file_that_is_no_document_is_refused(folder, text, sentence):
    (folder / "claims.yml").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"claims\.yml") as caught:
        evidence.load(folder)
    assert str(caught.value) == sentence


def test_an_empty_table_is_refused(folder):
    (folder / "data" / "D03.csv").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="the header is ''"):
        evidence.load(folder)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: evidence.claim("b9"), "no claim 'b9' among the 121 from 'A1' to 'N7'; did you mean 'B9'?"),
        (lambda: evidence.claim("O1"), "no claim 'O1' among the 121 from 'A1' to 'N7'"),
        (lambda: evidence.omission("zzz"), "no omission 'zzz' among the 14 from 'O1' to 'O14'."),
        (lambda: evidence.misconception("M21"), "no misconception 'M21' among the 20 from 'M01' to 'M20'"),
        (lambda: evidence.vignette(3), "no vignette 3 among the 10 from 'V1' to 'V10'"),
        (lambda: evidence.table("zzz"), "no table 'zzz' among the 33 from 'D01' to 'D33'."),
        (lambda: evidence.claims("Z"), "no section 'Z' among the 18 from 'A' to 'N'."),
        (
            lambda: evidence.claims(verdict="wrng"),
            "among the 5 from 'well supported' to 'wrong'; did you mean",
        ),
        (lambda: evidence.weigh("Q1"), "no claim 'Q1' among the 135 from 'A1' to 'O14'"),
        (lambda: evidence.reference("peul2009"), "no reference 'peul2009' among the 185 from"),
        (lambda: evidence.bibliography("peul2009"), "no reference or claim 'peul2009' among the 320"),
    ],
)
def test_an_unknown_id_is_answered_with_a_hint(ask, sentence):
    with pytest.raises(ValueError, match="There is no") as caught:
        ask()
    assert sentence in str(caught.value)
