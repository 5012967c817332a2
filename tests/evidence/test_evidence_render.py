"""What a notebook shows: verdicts in words, references to follow, structure for a screen reader."""

from html.parser import HTMLParser

import pytest

from nervelab import evidence


class Cells(HTMLParser):
    """The text of every table cell, row by row, with the attributes of each cell and all link targets."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.links, self.tags, self.attributes = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")
            self.attributes.append((tag, dict(attrs).get("scope")))
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip("\n")


def test_weigh_shows_claim_verdict_reason_and_references():
    html = evidence.weigh("I7", "O4")._repr_html_()
    page = Cells(html)
    assert page.rows[0] == ["The article says", "Verdict", "Why"]
    claim = evidence.claim("I7")
    assert page.rows[1][:2] == [f"I7. {claim.text}", "Wrong"]
    assert page.rows[1][2].startswith(f"{claim.reason}References: Miller et al. 2010a; Braulick KW, Miller")
    assert page.rows[2][:2] == ["O4. Vascular claudication.", "Left out by the article"]
    assert page.links == [
        "https://doi.org/10.1249/MSS.0b013e3181dd5e3a",
        "https://doi.org/10.1136/bjsm.2010.078535",
        "https://doi.org/10.1503/cjs.016512",
    ]


def test_weigh_is_a_table_with_scopes_and_a_caption_and_no_colour_of_its_own():
    html = evidence.weigh("B2", "H7")._repr_html_()
    page = Cells(html)
    assert "caption" in page.tags
    assert page.attributes[:3] == [("th", "col")] * 3
    assert page.attributes[3:] == [("th", "row"), ("td", None), ("td", None)] * 2
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert "#" not in style
    assert "rgb" not in style
    assert "color:" not in style
    assert "background" not in style


def test_an_omission_is_not_put_into_the_articles_mouth():
    assert "What is missing" in evidence.weigh("O1", "O4")._repr_html_()
    assert "The article says" not in evidence.weigh("O1", "O4")._repr_html_()
    assert "The article says" in evidence.weigh("B2", "O4")._repr_html_()


def test_text_is_escaped():
    claim = evidence.Claim("X1", "X", "<b>&", evidence.Verdict.WRONG, "p < 0.01", ("peul2007",))
    html = evidence.Weighed((claim,), {"peul2007": evidence.reference("peul2007")})._repr_html_()
    assert "X1. &lt;b&gt;&amp;" in html
    assert "p &lt; 0.01" in html


@pytest.mark.parametrize("claim", [*evidence.claims(), *evidence.omissions()], ids=lambda claim: claim.id)
def test_every_claim_renders_in_every_form(claim):
    weighed = evidence.weigh(claim.id)
    verdict = claim.verdict.capitalize() if isinstance(claim, evidence.Claim) else "Left out by the article"
    forms = (weighed._repr_html_(), weighed._repr_markdown_(), str(weighed))
    for form in forms:
        assert claim.id in form
        assert verdict in form
    for key in claim.refs:
        reference = evidence.reference(key)
        html, markdown, text = forms
        if reference.url:
            assert f'href="{reference.url}"' in html
            assert f"[{reference.label}](<{reference.url}>)" in markdown
        else:
            assert reference.cite in markdown
        assert reference.label in " ".join(text.split())


def test_plain_text_is_the_repr():
    weighed = evidence.weigh("B2")
    assert repr(weighed) == str(weighed)
    assert "Well supported. Graded pressure impairs venous flow" in repr(weighed)


def test_a_bibliography_has_each_reference_once_in_order():
    entries = evidence.bibliography("peul2007", "B2", "lundborg1982", "O13").references
    assert [entry.key for entry in entries] == [
        "arnautovic2019",
        "dahlin1984",
        "dahlin_jbe1986",
        "lundborg1982",
        "pedowitz1992",
        "peul2007",
        "rydevik1981",
        "scalco2016",
    ]


def test_a_bibliography_gives_full_citation_link_and_doubt():
    shown = evidence.bibliography("nobrega2004", "kandel", "peul2007")
    html = shown._repr_html_()
    assert html.count("<li>") == 3
    assert '<a href="https://doi.org/10.1056/NEJMoa064039">doi:10.1056/NEJMoa064039</a></li>' in html
    assert '<a href="https://pubmed.ncbi.nlm.nih.gov/15351376/">PMID 15351376</a> [citation details' in html
    assert "6th ed, 2021. [cited from memory]</li>" in html
    assert "- **Peul et al. 2007.** Peul WC, van Houwelingen HC" in shown._repr_markdown_()
    assert "N Engl J Med 2007;356(22):2245-2256. doi:10.1056/NEJMoa064039" in " ".join(str(shown).split())


def test_a_table_lends_its_sources_to_the_bibliography():
    entries = evidence.bibliography(*evidence.table("D13").attrs["sources"]).references
    assert [entry.key for entry in entries] == ["brinjikji2015", "brinjikji2015b"]


def test_a_vignette_says_that_it_is_fictional():
    for vignette in evidence.vignettes():
        assert str(vignette).startswith(f"{vignette.id} (fictional). ")
