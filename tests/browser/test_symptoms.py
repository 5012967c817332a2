"""Section 5 as a learner meets it: JupyterLab, all cells run, pressure and release from the keyboard."""

import pytest

from . import every_lab

pytestmark = pytest.mark.slow

READ = every_lab.reading("""
    return { tingling: trace('tingling skin').x.length, weak: trace('weak muscles').x.length,
             wave: Math.max(...trace('this side').y), sheet: trace('sheet').text };
""")


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("05_symptoms.ipynb").run_all()


def test_the_lab_answers_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("90 mmHg for 35 min: touch reduced").wait_for()
    before = page.evaluate(READ)
    section.page.evaluate("() => document.querySelector('.nervelab-lab').scrollIntoView()")
    section.screenshot("symptoms_default")

    held = lab.get_by_role("slider", name="Held for")
    held.focus()
    cell = section.active_cell()
    held.press("End")
    sentence.get_by_text("90 mmHg for 90 min: touch absent").wait_for()
    section.wait_until_idle()
    numb = page.evaluate(READ)

    release = lab.get_by_role("slider", name="Since release")
    for _ in range(3):
        release.press("ArrowRight")
    sentence.get_by_text("released 1.5 min ago").wait_for()
    section.wait_until_idle()
    after = page.evaluate(READ)

    assert (before["weak"], before["tingling"]) == (0, 0)
    assert numb["weak"] > 0
    assert before["wave"] > 0.1 > numb["wave"]
    assert after["tingling"] > 0
    assert after["sheet"] != numb["sheet"]
    assert release.get_attribute("aria-valuetext") == "1.5 min"
    assert section.active_cell() == cell, "JupyterLab took the arrow keys"
    assert section.screenshot("symptoms_release").stat().st_size > 20_000


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""

    def test_all_of_the_lab_fits_the_window(self, section):
        section.lab.get_by_role("button", name="Reset").press("Enter")
        section.lab.locator(".nervelab-sentence").get_by_text("90 mmHg for 35 min: touch").wait_for()
        super().test_all_of_the_lab_fits_the_window(section)
