"""Section 3 as a learner meets it: JupyterLab, all cells run, disc and posture moved from the keyboard."""

import pytest

from . import every_lab

pytestmark = pytest.mark.slow

READ = every_lab.reading("""
    return { bulge: Array.from(trace('bulge A across').y), title: trace('title A across').text[0],
             place: Array.from(trace('B').x)[0], impulse: Math.max(...trace('impulse A').y) };
""")


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("03_causes.ipynb").run_all()


def test_the_lab_answers_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("A: 53 mmHg on the traversing root L5").wait_for()
    page.evaluate("() => document.querySelector('.nervelab-lab').scrollIntoView()")
    section.screenshot("causes_default")
    before = page.evaluate(READ)

    slider = lab.get_by_role("slider", name="Held for")
    slider.focus()
    cell = section.active_cell()
    slider.press("End")
    sentence.get_by_text("Standing, 120 min").wait_for()
    bulge = lab.get_by_role("slider", name="Disc bulge")
    bulge.press("ArrowRight")
    sentence.get_by_text("A: 67 mmHg on the traversing root L5").wait_for()
    posture = lab.get_by_role("combobox", name="Posture of A and B")
    posture.select_option("standing extended")
    sentence.get_by_text("B: 117 mmHg").wait_for()
    section.wait_until_idle()

    after = page.evaluate(READ)
    assert min(before["bulge"]) > min(after["bulge"])
    assert (before["title"][-7:], after["title"][-7:]) == ("16.5 mm", "15.0 mm")
    assert before["place"] < after["place"]
    assert before["impulse"] > 0 > -40 > after["impulse"]
    assert bulge.get_attribute("aria-valuetext") == "6.5 mm"
    assert section.active_cell() == cell, "JupyterLab took the arrow keys"
    lab.get_by_role("button", name="Reset").press("Enter")
    sentence.get_by_text("Standing, 30 min. A: 53 mmHg").wait_for()


def test_a_button_gives_a_another_cause(section):
    section.lab.get_by_role("button", name="A: spur").press("Enter")
    section.lab.locator(".nervelab-sentence").get_by_text("A: 53 mmHg on the exiting root L4").wait_for()


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""
