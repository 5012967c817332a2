"""Section 2 as a learner meets it: JupyterLab, all cells run, the pressure moved from the keyboard."""

import pytest

pytestmark = pytest.mark.slow

READ = """() => {
    const plot = document.querySelector('.nervelab-lab .js-plotly-plot');
    const trace = name => plot.data.find(t => t.name === name);
    return {
        arrived: trace('arrived').x.length,
        after: Math.max(...trace('after the pinch').y),
        moving: Array.from(trace('in the pinch').y).slice(0, 120),
    };
}"""


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("02_compression.ipynb").run_all()


def test_the_lab_answers_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("60 mmHg for 20 min: slowed").wait_for()
    before = page.evaluate(READ)

    slider = lab.get_by_role("slider", name="Held for")
    slider.focus()
    cell = section.active_cell()
    for _ in range(40):
        slider.press("ArrowRight")
    sentence.get_by_text("60 mmHg for 60 min").wait_for()
    section.wait_until_idle()

    after = page.evaluate(READ)
    assert "60 mmHg for 60 min: block" in sentence.inner_text()
    assert sentence.get_attribute("role") == "status"
    assert slider.get_attribute("aria-valuetext") == "60 min"
    assert (before["arrived"], after["arrived"]) == (1, 0)
    assert before["after"] > 0 > -40 > after["after"]
    assert before["moving"] != after["moving"]
    assert section.active_cell() == cell, "JupyterLab took the arrow keys"
    assert section.screenshot("compression_block").stat().st_size > 20_000


def test_release_and_reset_from_the_keyboard(section):
    lab, page = section.lab, section.page
    lab.get_by_role("button", name="Release").press("Enter")
    lab.locator(".nervelab-sentence").get_by_text("released 1 min ago").wait_for()
    lab.get_by_role("button", name="Reset").press("Enter")
    lab.locator(".nervelab-sentence").get_by_text("60 mmHg for 20 min: slowed").wait_for()
    assert page.evaluate(READ)["arrived"] == 1


def test_no_axe_violation_in_light_or_dark(section):
    assert section.axe() == []
    section.dark()
    assert section.axe() == []
    section.screenshot("compression_dark")
    section.dark(False)


def test_all_of_the_lab_fits_the_window(section):
    """Controls, figure and sentence, without scrolling, at 1280 × 800."""
    section.page.evaluate("() => document.querySelector('.nervelab-lab').scrollIntoView()")
    box = section.lab.bounding_box()
    sentence = section.lab.locator(".nervelab-sentence").bounding_box()
    assert sentence["y"] + sentence["height"] - box["y"] < 800 - 100  # what JupyterLab's bars leave
