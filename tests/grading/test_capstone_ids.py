"""The capstone goes by the learner's id: every patient is graded, and a wrong id costs its own item only."""

import pytest
from specimens import SOLUTIONS, items, starts

from nervelab import evidence
from nervelab.clinic import capstone

(PATH,) = [path for path in SOLUTIONS if path.stem == "11_capstone"]
ITEMS = {item.name: item for item in items(PATH)}
MISMATCH = "AssertionError: You are graded under another id"


def test_the_starts_lead_to_every_patient():
    met = {capstone.patient(start.get("me")).id for start in starts(PATH.stem)}
    assert met == {patient.id for patient in evidence.patients()}


@pytest.mark.parametrize("typed", ["ada", "bo", "dee"])
def test_an_id_that_is_not_the_graders_costs_its_item(monkeypatch, typed):
    item = ITEMS["s11_id"]
    monkeypatch.delenv(capstone.VARIABLE, raising=False)
    assert item.grade(f"me = {typed!r}") == (item.points, "")
    monkeypatch.setenv(capstone.VARIABLE, typed.upper())
    assert item.grade(f"me = {typed!r}") == (item.points, "")
    monkeypatch.setenv(capstone.VARIABLE, "somebody else")
    points, said = item.grade(f"me = {typed!r}")
    assert points == 0
    assert said.startswith(MISMATCH)


@pytest.mark.slow
@pytest.mark.parametrize(
    "item", [item for item in ITEMS.values() if item.name != "s11_id"], ids=lambda item: item.name
)
def test_and_no_other(monkeypatch, item):
    monkeypatch.setenv(capstone.VARIABLE, "somebody else")
    assert item.grade(item.answer.source, {"me": "ada"}) == (item.points, "")
