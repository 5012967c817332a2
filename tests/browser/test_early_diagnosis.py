"""Section 10 as a learner meets it: a case chosen and its findings added from the keyboard."""

import pytest

from . import every_lab

pytestmark = pytest.mark.slow

READ = every_lab.reading("""
    return {
        probabilities: Array.from(trace('probability').text),
        flag: trace('red flag').x.length,
        bulges: trace('bulge').x.length,
        next: Array.from(trace('findings').text).at(-1) ?? '',
    };
""")


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("10_early_diagnosis.ipynb").run_all()


def test_a_finding_is_added_and_a_repetition_refused_from_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("50 % before any finding").wait_for()
    section.screenshot("early_diagnosis_opens")
    lab.get_by_role("button", name="Add", exact=True).press("Enter")
    sentence.get_by_text("56 % after 1").wait_for()
    seen = page.evaluate(READ)
    assert (seen["probabilities"], seen["flag"], seen["bulges"]) == (["50 %", "56 %"], 0, 60)

    lab.get_by_role("combobox", name="Next finding").select_option("crossed SLR positive (herniation)")
    page.wait_for_function(f"() => ({READ})().next.includes('crossed SLR')")  # the kernel knows the choice
    lab.get_by_role("button", name="Add", exact=True).press("Enter")
    lab.locator(".nervelab-error").get_by_text("one finding per group").wait_for()
    assert page.evaluate(READ)["probabilities"] == ["50 %", "56 %"]
    section.screenshot("early_diagnosis_refused")


def test_a_red_flag_closes_the_track(section):
    lab, page = section.lab, section.page
    lab.get_by_role("combobox", name="Fictional case").select_option("V9 · 42-year-old")
    lab.locator(".nervelab-sentence").get_by_text("V9: RED FLAG.").wait_for()
    slider = lab.get_by_role("slider", name="Age of the pain-free")
    slider.focus()
    slider.press("ArrowLeft")
    page.wait_for_function(f"() => ({READ})().bulges === 50")
    seen = page.evaluate(READ)
    assert (seen["probabilities"], seen["flag"], seen["bulges"]) == ([], 6, 50)
    assert slider.get_attribute("aria-valuetext") == "40 years"
    section.screenshot("early_diagnosis_flag")


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""
