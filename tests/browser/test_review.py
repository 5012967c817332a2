"""Section 11 as a learner meets it: claims sorted from the keyboard, and told how far off."""

import pytest

from nervelab.labs.review import draw

from . import every_lab

pytestmark = pytest.mark.slow

READ = every_lab.reading("""
    return { you: Array.from(trace('you').x), ids: Array.from(trace('ids').text) };
""")


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


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""
