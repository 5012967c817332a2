"""Section 6 as a learner meets it: JupyterLab, all cells run, the trial explorer from the keyboard."""

import pytest

from . import every_lab

pytestmark = pytest.mark.slow

READ = every_lab.reading("""
    return {
        read: Array.from(trace('read off').y),
        verdicts: Array.from(trace('verdict').text),
        difference: Array.from(trace('difference').x),
    };
""")


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("06_treatment.ipynb").run_all()


def test_the_lab_answers_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("Week 8: in the model 75 of 100").wait_for()
    before = page.evaluate(READ)

    week = lab.get_by_role("slider", name="Read off after")
    week.focus()
    cell = section.active_cell()
    for _ in range(4):
        week.press("ArrowLeft")
    sentence.get_by_text("Week 4: in the model 50 of 100").wait_for()
    lab.get_by_role("slider", name="Smallest that counts").press("Home")
    sentence.get_by_text("10 lie wholly beyond 0 points").wait_for()
    lab.get_by_label("Place a treatment").select_option("epidural steroid")
    sentence.get_by_text("no interval published").wait_for()
    section.wait_until_idle()

    after = page.evaluate(READ)
    assert before["read"][0] == pytest.approx(75)
    assert after["read"][0] == pytest.approx(50)
    assert (before["verdicts"].count("yes"), after["verdicts"].count("yes")) == (4, 10)
    assert before["difference"] != after["difference"]
    assert sentence.get_attribute("role") == "status"
    assert week.get_attribute("aria-valuetext") == "4 weeks"
    assert section.active_cell() == cell, "JupyterLab took the arrow keys"

    lab.get_by_role("button", name="Reset").press("Enter")
    sentence.get_by_text("Week 8: in the model 75 of 100").wait_for()
    assert section.screenshot("treatment_default").stat().st_size > 20_000


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""
