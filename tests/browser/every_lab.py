"""What every section's lab is asked in JupyterLab, and how a section's own tests read its figure.

A section's tests have a ``class TestEveryLab(every_lab.Checks)``: what is asked here, of the lab as the tests
above it have left it.  They need the fixture `section`, the notebook that is open with all its cells run.
"""

# Every control and every text of one: none wider than its place, none beyond the lab's right edge.
CUT_OFF = """lab => {
    const edge = lab.getBoundingClientRect().right + 0.5;
    return [...lab.querySelectorAll('.nervelab-controls > *, .nervelab-controls :is(label, button, select)')]
        .filter(node => node.scrollWidth > node.clientWidth || node.getBoundingClientRect().right > edge)
        .map(node => `${node.tagName} ${node.textContent}`);
}"""


def reading(body: str) -> str:
    """A script for the page: `body` has the lab's figure as `plot`, its traces as `trace(name)`."""
    return f"""() => {{
    const plot = document.querySelector('.nervelab-lab .js-plotly-plot');
    const trace = name => plot.data.find(t => t.name === name);{body}}}"""


class Checks:
    """The lab of the fixture `section` can be read, reached and seen, whatever the theme, window and zoom."""

    def test_no_axe_violation_in_light_or_dark(self, section):
        assert section.axe() == []
        section.dark()
        assert section.axe() == []
        section.lab.evaluate("lab => lab.scrollIntoView()")
        section.screenshot(f"{section.name}_dark")
        section.dark(False)

    def test_all_of_the_lab_fits_the_window(self, section):
        """Controls, figure and sentence, without scrolling, at 1280 × 800; no label or button is cut off."""
        section.lab.evaluate("lab => lab.scrollIntoView()")
        assert section.lab.evaluate(CUT_OFF) == []
        buttons = section.lab.locator(".nervelab-actions button").all()
        assert len({button.bounding_box()["y"] for button in buttons}) == 1  # in one row
        box = section.lab.bounding_box()
        sentence = section.lab.locator(".nervelab-sentence").bounding_box()
        assert sentence["y"] + sentence["height"] - box["y"] < 800 - 100  # what JupyterLab's bars leave

    def test_at_200_percent_the_figure_is_as_wide_as_its_frame_can_scroll(self, section):
        section.side_bar(False)
        section.zoom(200)
        narrow = "() => document.querySelector('.nervelab-lab .main-svg').clientWidth < 700"
        section.page.wait_for_function(narrow)
        figure = section.lab.locator(".nervelab-figure")
        figure.scroll_into_view_if_needed()
        section.screenshot(f"{section.name}_zoom")
        height = figure.evaluate("frame => parseFloat(frame.style.height)")  # what the lab asked for
        drawn = figure.locator(".main-svg").first.bounding_box()
        assert drawn["width"] >= 600 - 1
        assert figure.bounding_box()["height"] == height
        assert drawn["height"] >= height - 20  # less the scroll bar, where it takes space
        assert section.lab.evaluate(CUT_OFF) == []
        section.zoom(100)
        section.side_bar(True)
