"""Section 1 as a learner meets it: JupyterLab, all cells run, place and sliders set from the keyboard."""

import pytest

from . import every_lab

pytestmark = pytest.mark.slow

READ = every_lab.reading("""
    return { pinch: Array.from(trace('pinch').x), found: trace('found').text,
             rest: trace('title 1').text[0], force: Math.max(...trace('force 1').y) };
""")


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("01_the_link.ipynb").run_all()


def test_the_lab_answers_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("Pinch of the S1 root, 50 % silent, 0 % firing").wait_for()
    before = page.evaluate(READ)
    page.evaluate("() => document.querySelector('.nervelab-lab').scrollIntoView()")
    section.screenshot("the_link_default")

    where = lab.get_by_role("combobox", name="The pinch is at")
    where.focus()
    cell = section.active_cell()
    where.press("ArrowDown")
    sentence.get_by_text("Pinch of the sciatic nerve").wait_for()
    gain = lab.get_by_role("slider", name="Gain")
    gain.press("End")
    sentence.get_by_text("100 % firing").wait_for()
    section.wait_until_idle()

    after = page.evaluate(READ)
    assert before["pinch"] != after["pinch"]
    assert before["rest"] == "calf at rest:<br>quiet"
    assert after["rest"] == "calf at rest:<br>cramp-like"
    assert before["force"] == 0 < 10 < after["force"]
    assert gain.get_attribute("aria-valuetext") == "100 %"
    assert section.active_cell() == cell, "JupyterLab took the arrow keys"
    assert section.screenshot("the_link_cramp").stat().st_size > 20_000

    lab.get_by_role("button", name="Reset").press("Enter")
    sentence.get_by_text("Pinch of the S1 root, 50 % silent, 0 % firing").wait_for()
    where.press("Home")
    sentence.get_by_text("ankle jerk 4+ with clonus, toes up").wait_for()
    assert "toes <b>up ◆</b>" in page.evaluate(READ)["found"]
    section.screenshot("the_link_cord")
    lab.get_by_role("button", name="Reset").press("Enter")
    sentence.get_by_text("Pinch of the S1 root").wait_for()


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""
