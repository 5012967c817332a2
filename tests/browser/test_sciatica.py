"""Section 4 as a learner meets it: JupyterLab, all cells run, disc and fibres chosen from the keyboard."""

import pytest

from . import every_lab

pytestmark = pytest.mark.slow

READ = every_lab.reading("""
    return { skin: Array.from(trace('skin').x), jerks: trace('jerks').text,
             names: trace('root names').text.filter(t => t.includes('◆')) };
""")


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("04_sciatica.ipynb").run_all()


def test_the_lab_answers_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("paracentral L4/5 disc: the traversing root L5").wait_for()
    before = page.evaluate(READ)
    section.screenshot("sciatica_default")

    where = lab.get_by_role("combobox", name="Pressed on at")
    where.focus()
    cell = section.active_cell()
    where.press("ArrowDown")
    sentence.get_by_text("paracentral L5/S1 disc: the traversing root S1").wait_for()
    slider = lab.get_by_role("slider", name="Fibres lost")
    slider.press("End")
    sentence.get_by_text("100 % of the fibres lost").wait_for()
    section.wait_until_idle()

    after = page.evaluate(READ)
    assert before["names"] == ["<b>◆ L5 root</b>"]
    assert after["names"] == ["<b>◆ S1 root</b>"]
    assert (before["jerks"], after["jerks"]) == (["2+", "2+"], ["2+", "0"])
    assert before["skin"] != after["skin"]
    assert slider.get_attribute("aria-valuetext") == "100 %"
    assert section.active_cell() == cell, "JupyterLab took the arrow keys"
    assert section.screenshot("sciatica_s1").stat().st_size > 20_000
    lab.get_by_role("button", name="Reset").press("Enter")
    sentence.get_by_text("the traversing root L5").wait_for()


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""
