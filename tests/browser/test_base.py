"""The mould in JupyterLab: what a learner with a keyboard, a screen reader or a dark theme meets."""

import pytest

pytestmark = pytest.mark.slow

TOY = """
import time
import numpy as np
import plotly.graph_objects as go
from nervelab.labs import theme
from nervelab.labs.base import Choice, Control, Lab

X = np.linspace(0, 1, 500, dtype="f4")


class Toy(Lab):
    name = "A straight line"
    controls = (
        Control("slope", "Slope of the line", "mV/ms", 0, 100, 1, 20),
        Control("offset", "Offset", "mV", -1.0, 1.0, 0.1, 0.0),
        Choice("sign", "Direction", (("up", 1), ("down", -1)), 1),
        Choice("side", "Side", (("left", 0), ("right", 1)), 0),
        Choice("fibre", "Fibre", tuple((fibre, fibre) for fibre in ("Aα", "Aβ", "Aδ", "C")), "Aα"),
    )
    leaves_out = ("Every bend.", "Every break.")
    illustrative = "Illustrative: no line in nature is this straight."
    calls = 0

    def model(self, slope, offset, sign, side, fibre):
        self.calls += 1
        if slope == 0:
            raise ValueError("A slope of 0 mV/ms is flat: choose 1 to 100 mV/ms.")
        return (sign * slope * X + offset).astype("f4")

    def figure(self):
        figure = go.Figure(go.Scatter(x=X, line=theme.PINCH.line, name="line"))
        figure.add_scatter(x=[0.5], y=[-50], mode="text", text=["a label"])
        figure.add_annotation(x=0.8, y=80, text="line")
        figure.update_xaxes(title="Time (ms)", range=[0, 1])
        return figure.update_yaxes(title="Potential (mV)", range=[-102, 102])

    def draw(self, figure, result):
        figure.data[0].y = result

    def sentence(self, result):
        return f"The line ends at {result[-1]:.1f} mV."

    def table(self, result):
        return [{"Time (ms)": float(x), "Potential (mV)": float(y)} for x, y in zip(X[::10], result[::10])]

    def code(self, values):
        return f"import numpy as np\\n{values['slope']} * np.linspace(0, 1)"


lab = Toy()
"""

SLOPE = ".noUi-handle[aria-label='Slope of the line (mV/ms)']"

# Contrast (WCAG) of every text and every curve in the figure with what lies behind it.
CONTRAST = """root => {
    const channels = color => color.match(/[\\d.]+/g).map(Number);
    const luminance = color => channels(color).slice(0, 3)
        .map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    let back = root;
    while (channels(getComputedStyle(back).backgroundColor)[3] === 0) back = back.parentElement;
    const behind = luminance(getComputedStyle(back).backgroundColor);
    const contrast = color => {
        const [low, high] = [luminance(color), behind].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const all = selector => [...root.querySelectorAll(selector)].map(node => getComputedStyle(node));
    return {
        texts: all('.main-svg text').map(style => contrast(style.fill)),
        curves: all('.scatterlayer .js-line').map(style => contrast(style.stroke)),
    };
}"""


@pytest.fixture(scope="module")
def opened(notebook):
    return notebook([TOY, "lab"])


@pytest.fixture
def toy(opened):
    """The toy lab, freshly run and drawn; light, unzoomed, side bar open."""
    opened.dark(False)
    opened.zoom(100)
    opened.side_bar(True)
    opened.run_all()
    sentence_becomes(opened, "The line ends at 20.0 mV.")
    return opened


def curve(toy) -> str:
    """The drawn curve, as SVG: it changes when the picture does."""
    return toy.lab.locator(".scatterlayer .js-line").first.get_attribute("d")


def sentence_becomes(toy, text: str) -> None:
    toy.lab.get_by_role("status").filter(has_text=text).wait_for()


def test_the_keyboard_moves_picture_sentence_and_spoken_value(toy):
    slope, before = toy.lab.locator(SLOPE), curve(toy)
    assert slope.get_attribute("aria-valuetext") == "20 mV/ms"
    slope.press("ArrowRight")
    sentence_becomes(toy, "The line ends at 21.0 mV.")
    assert slope.get_attribute("aria-valuetext") == "21 mV/ms"
    assert curve(toy) != before
    assert toy.kernel("[float(lab.plot.data[0].y[-1]), lab.error]") == [21.0, None]


def test_the_mouse_moves_it_too_and_it_stops_at_the_end(toy):
    toy.lab.locator(SLOPE).hover()
    handle = toy.lab.locator(SLOPE).bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    toy.page.mouse.move(x, y)
    toy.page.mouse.down()
    toy.page.mouse.move(x + 2000, y, steps=5)
    toy.page.mouse.up()
    sentence_becomes(toy, "The line ends at 100.0 mV.")


def test_a_typed_value_stays_inside_the_range(toy):
    readout = toy.lab.get_by_role("textbox", name="Slope of the line (mV/ms), type a value")
    readout.fill("5000")
    readout.press("Enter")
    sentence_becomes(toy, "The line ends at 100.0 mV.")
    assert readout.inner_text() == "100"


def test_keys_in_the_lab_do_nothing_to_the_notebook(toy):
    toy.page.locator(".jp-Cell").nth(1).locator(".jp-InputPrompt").click()
    assert toy.active_cell() == 1
    slope = toy.lab.locator(SLOPE)
    slope.focus()
    for key in ("ArrowUp", "k", "a", "b", "x", "d", "d", "Shift+Enter"):
        slope.press(key)
    sentence_becomes(toy, "The line ends at 21.0 mV.")
    assert toy.active_cell() == 1
    assert toy.page.locator(".jp-Cell").count() == 2
    assert toy.kernel("lab.calls") == 2


def test_arrow_keys_stay_inside_their_group_of_radio_buttons(toy):
    group = toy.lab.get_by_role("radiogroup", name="Direction")
    group.get_by_label("up").press("ArrowRight")
    sentence_becomes(toy, "The line ends at -20.0 mV.")
    assert group.get_by_label("down").is_checked()
    group.get_by_label("down").press("ArrowRight")
    sentence_becomes(toy, "The line ends at 20.0 mV.")
    assert toy.kernel("[lab.values['sign'], lab.values['side']]") == [1, 0]


def test_reset_puts_every_control_back_in_one_model_call(toy):
    toy.lab.locator(SLOPE).press("End")
    sentence_becomes(toy, "The line ends at 100.0 mV.")
    calls = toy.kernel("lab.calls")
    toy.lab.get_by_role("button", name="Reset").click()
    sentence_becomes(toy, "The line ends at 20.0 mV.")
    assert toy.lab.locator(SLOPE).get_attribute("aria-valuetext") == "20 mV/ms"
    assert toy.kernel("lab.calls") == calls + 1


def test_an_error_is_one_line_and_the_last_good_picture_stays(toy):
    before = curve(toy)
    alert = toy.lab.get_by_role("alert")
    toy.lab.locator(SLOPE).press("Home")
    alert.filter(has_text="flat").wait_for()
    assert alert.inner_text() == "A slope of 0 mV/ms is flat: choose 1 to 100 mV/ms."
    assert curve(toy) == before
    assert toy.lab.locator(".nervelab-sentence").inner_text() == "The line ends at 20.0 mV."
    assert toy.errors() == []
    assert toy.axe() == []
    toy.screenshot("base_error")
    toy.lab.locator(SLOPE).press("End")
    sentence_becomes(toy, "The line ends at 100.0 mV.")
    assert alert.inner_text() == ""


def test_a_burst_of_moves_ends_on_the_last_and_skips_most(toy):
    # All presses in one task of the browser: the kernel cannot answer in between.
    toy.lab.locator(SLOPE).evaluate(
        """handle => { for (let i = 0; i < 30; i++)
            handle.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })); }"""
    )
    sentence_becomes(toy, "The line ends at 50.0 mV.")
    toy.wait_until_idle()
    assert toy.kernel("[lab.values['slope'], float(lab.plot.data[0].y[-1])]") == [50, 50.0]
    assert 2 <= toy.kernel("lab.calls") <= 5  # the first picture, the first move, the last; not 31


def test_folds_stay_open_and_follow_the_slider(toy):
    folds = toy.lab.locator("details")
    for title in ("Show as table", "Copy as Python", "What this model leaves out"):
        folds.filter(has_text=title).locator("summary").click()
    toy.lab.locator(SLOPE).press("ArrowRight")
    sentence_becomes(toy, "The line ends at 21.0 mV.")
    assert folds.evaluate_all("folds => folds.map(fold => fold.open)") == [True, True, True]
    table = toy.lab.get_by_role("table", name="A straight line")
    assert table.get_by_role("columnheader").all_inner_texts() == ["Time (ms)", "Potential (mV)"]
    assert table.get_by_role("row").count() == 51
    assert folds.nth(2).get_by_role("listitem").all_inner_texts() == ["Every bend.", "Every break."]
    assert toy.axe() == []
    toy.screenshot("base_open")


def test_copy_puts_the_code_on_the_clipboard_and_says_so(toy):
    toy.lab.locator("summary", has_text="Copy as Python").click()
    toy.lab.get_by_role("button", name="Copy").click()
    toy.lab.get_by_role("status").filter(has_text="Copied").wait_for()
    copied = toy.page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "import numpy as np\n20 * np.linspace(0, 1)"
    toy.lab.locator(SLOPE).press("ArrowRight")
    toy.lab.get_by_role("status").filter(has_text="Copied").wait_for(state="detached")


def test_without_a_clipboard_the_code_is_selected(toy):
    toy.page.evaluate(
        """() => {
            const { clipboard } = navigator, write = clipboard.writeText;
            clipboard.writeText = async () => { clipboard.writeText = write; throw new Error('denied'); };
        }"""
    )
    toy.lab.locator("summary", has_text="Copy as Python").click()
    toy.lab.get_by_role("button", name="Copy").click()
    toy.lab.get_by_role("status").filter(has_text="press Ctrl+C").wait_for()
    assert toy.page.evaluate("() => getSelection().toString()").endswith("20 * np.linspace(0, 1)")


def test_the_figure_has_a_name_and_is_described_by_the_sentence(toy):
    figure = toy.lab.get_by_role("figure", name="A straight line")
    described = toy.page.locator(f"#{figure.get_attribute('aria-describedby')}")
    assert described.inner_text() == "The line ends at 20.0 mV."
    assert figure.locator("> *").get_attribute("aria-hidden") == "true"


def test_there_is_no_mode_bar(toy):
    figure = toy.lab.get_by_role("figure")
    figure.hover()
    assert figure.locator(".main-svg").count() > 0
    assert figure.locator(".modebar-btn").count() == 0
    assert figure.locator("a, button, [tabindex]").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_the_figure_is_legible(toy, theme):
    toy.dark(theme == "dark")
    toy.screenshot(f"base_{theme}")
    assert toy.axe() == []
    contrast = toy.lab.locator(".nervelab-figure").evaluate(CONTRAST)
    assert len(contrast["texts"]) > 10
    assert min(contrast["texts"]) >= 4.5
    assert len(contrast["curves"]) == 1
    assert min(contrast["curves"]) >= 3


def test_names_come_back_when_the_cell_is_run_again(toy):
    toy.lab.locator(SLOPE).press("End")
    sentence_becomes(toy, "The line ends at 100.0 mV.")
    toy.run_all()
    sentence_becomes(toy, "The line ends at 20.0 mV.")
    assert toy.page.locator(".nervelab-lab").count() == 1
    assert toy.lab.locator(SLOPE).get_attribute("aria-valuetext") == "20 mV/ms"
    assert toy.lab.get_by_role("figure", name="A straight line").count() == 1
    assert toy.axe() == []


def test_a_view_that_is_gone_observes_nothing(toy):
    toy.page.evaluate(
        """() => {
            window.observed = new Map();  // observer -> class of what it watches
            for (const { prototype } of [MutationObserver, ResizeObserver]) {
                const { observe, disconnect } = prototype;
                prototype.observe = function (target, ...rest) {
                    if (target.closest?.('.nervelab-lab')) observed.set(this, target.className);
                    return observe.call(this, target, ...rest);
                };
                prototype.disconnect = function () {
                    observed.delete(this);
                    return disconnect.call(this);
                };
            }
        }"""
    )
    toy.run_all()
    sentence_becomes(toy, "The line ends at 20.0 mV.")
    assert toy.page.evaluate("() => observed.size") >= 3
    toy.page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    toy.page.locator(".nervelab-lab").wait_for(state="detached")
    toy.page.wait_for_function("() => observed.size === 0")


def test_two_views_of_one_lab_are_told_apart(notebook):
    toy = notebook([TOY, "lab", "lab"]).run_all()
    toy.page.locator(".nervelab-lab .main-svg").nth(1).wait_for()
    ids = toy.page.get_by_role("figure").evaluate_all(
        "all => all.map(f => f.getAttribute('aria-describedby'))"
    )
    assert len(set(ids)) == 2
    assert toy.axe() == []


def test_all_of_it_fits_a_small_laptop(toy):
    toy.lab.evaluate("lab => lab.scrollIntoView()")
    lab = toy.lab.bounding_box()
    page = toy.page.locator(".jp-WindowedPanel-outer").bounding_box()
    assert lab["height"] > 430
    assert lab["y"] >= page["y"] - 1
    assert lab["y"] + lab["height"] <= page["y"] + page["height"]


def test_at_200_percent_controls_reflow_and_the_figure_scrolls_in_its_own_frame(toy):
    wide = toy.lab.locator(".main-svg").first.bounding_box()["width"]
    toy.side_bar(False)
    toy.zoom(200)
    toy.page.wait_for_function("() => document.querySelector('.nervelab-lab .main-svg').clientWidth === 600")
    toy.lab.evaluate("lab => lab.scrollIntoView()")
    toy.screenshot("base_200_percent")
    fits = "all => all.every(node => node.scrollWidth <= node.clientWidth)"
    assert toy.lab.evaluate("lab => lab.scrollWidth <= lab.clientWidth")
    assert toy.lab.locator(".widget-label").count() == 5
    assert toy.lab.locator(".widget-label, .nervelab-controls > *, .nervelab-panel p").evaluate_all(fits)
    assert toy.lab.locator(".nervelab-figure").evaluate("frame => frame.scrollWidth > frame.clientWidth")
    assert toy.axe() == []
    tall = toy.lab.locator(".main-svg").first.bounding_box()["height"]
    assert 400 < tall <= 430  # less the scroll bar, where it takes space
    toy.zoom(100)
    toy.page.wait_for_function(
        "wide => document.querySelector('.nervelab-lab .main-svg').clientWidth > wide", arg=wide
    )


def test_the_figure_follows_the_side_bar(toy):
    wide = toy.lab.locator(".main-svg").first.bounding_box()["width"]
    toy.side_bar(False)
    toy.page.wait_for_function(
        "wide => document.querySelector('.nervelab-lab .main-svg').clientWidth > wide + 100", arg=wide
    )
