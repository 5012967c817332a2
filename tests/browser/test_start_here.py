"""The first page as a learner meets it: a slider before anything else, and the glossary one click away."""

import shutil

import pytest

from . import every_lab
from .conftest import ROOT

pytestmark = pytest.mark.slow

COUNT = every_lab.reading("return trace('count').text[0];")


@pytest.fixture(scope="module")
def section(notebook, server):
    shutil.copy(ROOT / "course" / "glossary.md", server.root)
    return notebook("00_start_here.ipynb").run_all()


def test_the_slider_blocks_the_nerve_from_the_keyboard(section):
    lab, page = section.lab, section.page
    section.screenshot("start_here")
    slider = lab.get_by_role("slider", name="Pressure, held for an hour")
    slider.focus()
    slider.press("End")
    lab.locator(".nervelab-sentence").get_by_text("120 mmHg for an hour: 0 of 120").wait_for()
    assert page.evaluate(COUNT).startswith("0 of 120")
    assert slider.get_attribute("aria-valuetext") == "120 mmHg"
    section.screenshot("start_here_blocked")
    slider.press("Home")
    lab.locator(".nervelab-sentence").get_by_text("0 mmHg for an hour: 120 of 120").wait_for()


def test_the_lab_stands_on_the_first_screen(section):
    """Title, slider, figure and sentence without scrolling, at 1280 × 800."""
    section.page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
    box = section.page.locator(".nervelab-lab .nervelab-sentence").first.bounding_box()
    assert box["y"] + box["height"] < 800


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""


def test_a_word_leads_to_its_entry_in_the_glossary(section):
    page = section.page
    link = page.get_by_role("link", name="spasm", exact=True).first
    link.scroll_into_view_if_needed()
    link.click()
    heading = page.locator(".jp-MarkdownViewer h2", has_text="spasm").first
    heading.wait_for()
    page.wait_for_function(
        """() => {
            const all = [...document.querySelectorAll('.jp-MarkdownViewer h2')];
            const at = all.find(h => h.textContent.startsWith("spasm"))?.getBoundingClientRect();
            return at && at.top > 0 && at.top < 700;
        }"""
    )
    section.screenshot("start_here_glossary")
