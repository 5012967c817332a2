"""The glossary: what a notebook links is there, what is there is linked, and it is in order."""

import re
import unicodedata

import pytest

from .reading import COURSE, NOTEBOOKS, prose_of

TEXT = (COURSE / "glossary.md").read_text(encoding="utf-8")
TERMS = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)


def anchor(term):
    """The name by which JupyterLab knows a heading."""
    return term.replace(" ", "-")


def links(text):
    return re.findall(r"\[[^\]]+\]\(glossary\.md(?:#([^)]+))?\)", text)


def test_every_anchor_is_there_once():
    anchors = [anchor(term) for term in TERMS]
    assert len(set(anchors)) == len(anchors) > 100
    inside = re.findall(r"\]\(#([^)]+)\)", TEXT)
    assert set(inside) <= set(anchors)
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", name) for name in anchors)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_link_of_a_notebook_leads_to_an_entry_and_none_is_repeated(path):
    found = [name for name in links(prose_of(path)) if name]
    assert set(found) <= {anchor(term) for term in TERMS}
    assert len(set(found)) == len(found), "a term is linked where it first appears, and there only"


def test_every_entry_is_linked():
    linked = {name for path in NOTEBOOKS for name in links(prose_of(path))}
    linked |= set(re.findall(r"\]\(#([^)]+)\)", TEXT))
    assert {anchor(term) for term in TERMS} - linked == set()


def test_it_is_in_the_order_of_the_alphabet():
    def key(term):
        plain = unicodedata.normalize("NFKD", term).casefold()
        return re.sub(r"[^a-z0-9 ]", "", plain)

    assert sorted(TERMS, key=key) == TERMS


def test_an_entry_is_a_sentence_or_a_few():
    for entry in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]:
        term, _, words = entry.partition("\n")
        words = words.strip()
        assert words.endswith("."), term
        assert 3 <= len(words.split()) <= 75, term


def test_the_start_links_the_glossary():
    assert None in [name or None for name in links(prose_of(COURSE / "00_start_here.ipynb"))]
