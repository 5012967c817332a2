"""Section 5 as a learner meets it: JupyterLab, all cells run, pressure and release from the keyboard."""

import pytest

pytestmark = pytest.mark.slow

READ = """() => {
    const plot = document.querySelector('.nervelab-lab .js-plotly-plot');
    const trace = name => plot.data.find(t => t.name === name);
    return { tingling: trace('tingling skin').x.length, weak: trace('weak muscles').x.length,
             wave: Math.max(...trace('this side').y), sheet: trace('sheet').text };
}"""


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


def test_no_axe_violation_in_light_or_dark(section):
    assert section.axe() == []
    section.dark()
    assert section.axe() == []
    section.page.evaluate("() => document.querySelector('.nervelab-lab').scrollIntoView()")
    section.screenshot("symptoms_dark")
    section.dark(False)


def test_all_of_the_lab_fits_the_window(section):
    """Controls, figure and sentence, without scrolling, at 1280 × 800."""
    section.lab.get_by_role("button", name="Reset").press("Enter")
    section.page.evaluate("() => document.querySelector('.nervelab-lab').scrollIntoView()")
    box = section.lab.bounding_box()
    sentence = section.lab.locator(".nervelab-sentence").bounding_box()
    assert sentence["y"] + sentence["height"] - box["y"] < 800 - 100  # what JupyterLab's bars leave


def test_at_200_percent_the_figure_is_as_wide_as_its_frame_can_scroll(section):
    section.zoom(200)
    section.side_bar(False)
    figure = section.lab.locator(".nervelab-figure")
    figure.scroll_into_view_if_needed()
    assert figure.locator(".main-svg").first.bounding_box()["width"] >= 600 - 1
    section.screenshot("symptoms_zoom")
    section.zoom(100)
    section.side_bar(True)
