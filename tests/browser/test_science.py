"""Section 7 as a learner meets it: JupyterLab, all cells run, a rest lost and an axon tipped by keyboard."""

import pytest

from . import every_lab

pytestmark = pytest.mark.slow

READ = every_lab.reading("""
    return {
        visited: trace('slowly').x.length,
        marks: [...new Set(Array.from(trace('slowly').marker.symbol))],
        atOnce: trace('at once').x.length,
        current: Array.from(trace('now').y).slice(0, 50),
        whose: trace('whose').text[0],
    };
""")


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("07_science.ipynb").run_all()


def test_from_rest_to_burst_by_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("that of health").wait_for()
    before = page.evaluate(READ)
    assert (before["visited"], before["whose"]) == (1, "sent by the cord")
    section.screenshot("science_default")

    irritability = lab.get_by_role("slider", name="Irritability")
    irritability.focus()
    cell = section.active_cell()
    for _ in range(3):
        irritability.press("ArrowRight")
    severity = lab.get_by_role("slider", name="Severity of the pinch")
    severity.focus()
    for _ in range(12):
        severity.press("ArrowRight")
    sentence.get_by_text("6.6 in the pinch").wait_for()
    assert severity.get_attribute("aria-valuetext") == "60 %"
    assert section.active_cell() == cell, "JupyterLab took the arrow keys"
    lab.get_by_role("button", name="Fill in").press("Enter")
    page.wait_for_function(f"() => ({READ})().atOnce === 21")
    section.wait_until_idle()

    after = page.evaluate(READ)
    assert after["visited"] == 21
    assert {"circle", "x", "diamond", "square"} <= set(after["marks"])
    assert after["current"] != before["current"]
    assert after["whose"] == "sent by nobody"
    assert section.screenshot("science_burst").stat().st_size > 20_000

    lab.get_by_role("radio", name="at once").check()
    sentence.get_by_text("The axon fires by itself").wait_for()


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""
