"""Section 11 as a learner meets it: claims sorted from the keyboard, and told how far off."""

import pytest

from nervelab.labs.review import draw

pytestmark = pytest.mark.slow

READ = """() => {
    const plot = document.querySelector('.nervelab-lab .js-plotly-plot');
    const trace = name => plot.data.find(t => t.name === name);
    return { you: Array.from(trace('you').x), ids: Array.from(trace('ids').text) };
}"""


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("11_review.ipynb").run_all()


def test_claims_are_sorted_from_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("Claim 1 of 15").wait_for()
    section.screenshot("review_opens")
    words = ("Wrong", "Contested", "With nuance")
    for done, word in enumerate(words, start=2):
        lab.get_by_role("button", name=word, exact=True).press("Enter")
        sentence.get_by_text(f"Claim {done} of 15").wait_for()
    seen = page.evaluate(READ)
    assert seen["you"] == [4, 3, 1]
    assert seen["ids"] == [claim.id for claim in draw(1)[:3]]
    lab.get_by_role("button", name="Undo", exact=True).press("Enter")
    sentence.get_by_text("Claim 3 of 15").wait_for()
    slider = lab.get_by_role("slider", name="Draw number")
    slider.focus()
    slider.press("ArrowRight")
    sentence.get_by_text(draw(2)[0].text).wait_for()
    for done in range(2, 16):
        lab.get_by_role("button", name="Oversimplified", exact=True).press("Enter")
        sentence.get_by_text(f"Claim {done} of 15").wait_for()
    lab.get_by_role("button", name="Oversimplified", exact=True).press("Enter")
    sentence.get_by_text("would be 1.2 steps off").wait_for()
    section.screenshot("review_done")


def test_no_axe_violation_in_light_or_dark(section):
    assert section.axe() == []
    section.dark()
    assert section.axe() == []
    section.lab.scroll_into_view_if_needed()
    section.screenshot("review_dark")
    section.dark(False)


def test_all_of_the_lab_fits_the_window(section):
    """Controls, figure and sentence, without scrolling, at 1280 × 800."""
    section.page.evaluate("() => document.querySelector('.nervelab-lab').scrollIntoView()")
    box = section.lab.bounding_box()
    sentence = section.lab.locator(".nervelab-sentence").bounding_box()
    assert sentence["y"] + sentence["height"] - box["y"] < 800 - 100  # what JupyterLab's bars leave
