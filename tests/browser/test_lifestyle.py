"""Section 9 as a learner meets it: JupyterLab, all cells run, a day planned from the keyboard."""

import pytest

from . import every_lab

pytestmark = pytest.mark.slow

READ = every_lab.reading("""
    return {
        top: Math.max(...Array.from(trace('a person: body').y).filter(Number.isFinite)),
        line: trace('time 1').x[0],
        averages: trace('disc averages').text[0],
        canal: trace('canal average').text[0],
    };
""")


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("09_lifestyle.ipynb").run_all()


def test_a_day_from_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("10:00, sitting upright: 0.46 MPa").wait_for()
    before = page.evaluate(READ)
    section.screenshot("lifestyle_default")

    slider = lab.get_by_role("slider", name="Look at")
    slider.focus()
    cell = section.active_cell()
    slider.press("End")
    sentence.get_by_text("07:00, lying: 0.24 MPa").wait_for()
    assert slider.get_attribute("aria-valuetext") == "24.00 h"
    assert section.active_cell() == cell, "JupyterLab took the keys"

    lab.get_by_role("button", name="Shop").press("Enter")
    sentence.get_by_text("0.348 (Wilke) and 0.357 (Nachemson)").wait_for()
    section.wait_until_idle()
    after = page.evaluate(READ)
    assert before["top"] > 1 > after["top"]  # the person lies down
    assert (before["line"], after["line"]) == (10, 31)
    assert before["averages"] != after["averages"]
    assert before["canal"] != after["canal"]
    assert section.screenshot("lifestyle_extreme").stat().st_size > 20_000
    lab.get_by_role("button", name="Reset").press("Enter")
    sentence.get_by_text("10:00, sitting upright: 0.46 MPa").wait_for()


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""
