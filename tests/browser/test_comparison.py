"""Section 8 as a learner meets it: JupyterLab, all cells run, salts and cases moved from the keyboard."""

import pytest

from . import every_lab

pytestmark = pytest.mark.slow

READ = every_lab.reading("""
    return {
        needs: trace('salts: needs').x[0],
        tapped: Math.max(...Array.from(trace('salts: force').y).slice(0, 500)),
        sensation: trace('salts: sensation').text[0],
        pinch: Array.from(trace('pinch: force').y).slice(0, 500),
    };
""")


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("08_comparison.ipynb").run_all()


def test_calcium_answers_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("Dehydration: measured, not computed").wait_for()
    section.screenshot("comparison_default")

    slider = lab.get_by_role("slider", name="Potassium")
    slider.focus()
    cell = section.active_cell()
    slider.press("End")
    sentence.get_by_text("push: as asked").wait_for()
    slider = lab.get_by_role("slider", name="Ionised calcium")
    slider.focus()
    before = page.evaluate(READ)
    slider.press("Home")
    sentence.get_by_text("tingling: mouth").wait_for()
    section.wait_until_idle()

    after = page.evaluate(READ)
    assert after["needs"] < before["needs"]
    assert before["tapped"] == 0
    assert after["tapped"] > 5
    assert "tingling" in after["sensation"]
    assert before["pinch"] == after["pinch"]
    assert slider.get_attribute("aria-valuetext") == "0.50 mmol/L"
    assert section.active_cell() == cell, "JupyterLab took the arrow keys"
    assert section.screenshot("comparison_extreme").stat().st_size > 20_000


def test_a_case_and_its_answer(section):
    lab = section.lab
    sentence = lab.locator(".nervelab-sentence")
    lab.get_by_role("combobox", name="Third column").select_option("case V5")
    sentence.get_by_text("Which column does it belong to?").wait_for()
    lab.get_by_role("button", name="Answer").press("Enter")
    sentence.get_by_text("Hypocalcaemic tetany").wait_for()
    section.screenshot("comparison_case")
    lab.get_by_role("button", name="Reset").press("Enter")
    sentence.get_by_text("Dehydration: measured, not computed").wait_for()


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""
