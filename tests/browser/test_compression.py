"""Section 2 as a learner meets it: JupyterLab, all cells run, the pressure moved from the keyboard."""

import pytest

from . import every_lab

pytestmark = pytest.mark.slow

# What the browser has: the numbers behind the picture, and in the picture what it wrote into the empty map.
READ = every_lab.reading("""
    const brightest = name => Math.max(...Array.from(trace(name).z, row => Math.max(...row)));
    return {
        arrived: trace('arrived').x.length,
        after: Math.max(...trace('after the pinch').y),
        sent: brightest('the impulse that was sent'),
        born: brightest('the first one born in the pinch'),
        emg: trace('EMG').y.reduce((sum, y) => sum + y * y, 0),
        force: Math.max(...trace('force').y),
        empty: [...plot.querySelectorAll('.textpoint')].map(text => text.textContent).join(' '),
        keys: plot.querySelectorAll('.colorbar').length,
        maps: [...plot.querySelectorAll('.heatmaplayer image')].map(image => image.style.opacity),
    };
""")
NONE_BORN = "no impulse was born in the pinch"


@pytest.fixture(scope="module")
def section(notebook):
    return notebook("02_compression.ipynb").run_all()


def test_no_cell_warns(section):
    streams = section.page.evaluate(
        """() => [...jupyterapp.shell.currentWidget.content.model.cells]
            .flatMap(cell => cell.outputs?.toJSON() ?? [])
            .filter(output => output.name === 'stderr').map(output => output.text)"""
    )
    assert streams == []


def test_the_lab_answers_the_keyboard(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    sentence.get_by_text("60 mmHg for 30 min: slowed").wait_for()
    before = page.evaluate(READ)

    slider = lab.get_by_role("slider", name="Held for")
    slider.focus()
    cell = section.active_cell()
    for _ in range(30):
        slider.press("ArrowRight")
    sentence.get_by_text("60 mmHg for 60 min").wait_for()
    section.wait_until_idle()

    after = page.evaluate(READ)
    assert "60 mmHg for 60 min: block" in sentence.inner_text()
    assert sentence.get_attribute("role") == "status"
    assert slider.get_attribute("aria-valuetext") == "60 min"
    assert (before["arrived"], after["arrived"]) == (1, 0)
    assert before["after"] > 0 > -40 > after["after"]
    assert before["force"] > 10 > 1 > after["force"]
    assert NONE_BORN in before["empty"]
    assert NONE_BORN in after["empty"]
    assert section.active_cell() == cell, "JupyterLab took the arrow keys"
    assert section.screenshot("compression_block").stat().st_size > 20_000


def test_an_irritable_nerve_fills_the_second_map_and_the_muscle_cramps(section):
    lab, page = section.lab, section.page
    sentence = lab.locator(".nervelab-sentence")
    lab.get_by_role("button", name="Reset").press("Enter")
    sentence.get_by_text("60 mmHg for 30 min: slowed").wait_for()
    section.wait_until_idle()
    calm = page.evaluate(READ)

    slider = lab.get_by_role("slider", name="Irritability")
    slider.focus()
    for _ in range(6):  # steps of 5 %
        slider.press("ArrowRight")
    sentence.get_by_text("Muscle: cramp-like").wait_for()
    # The words of 20 % are there before the picture of 30 % is.
    page.wait_for_function(f"() => ({READ})().emg > {2 * calm['emg']}")
    section.wait_until_idle()

    irritable = page.evaluate(READ)
    assert slider.get_attribute("aria-valuetext") == "30 %"
    assert min(calm["sent"], irritable["sent"], irritable["born"]) > 20  # mV: an impulse is in the map
    assert NONE_BORN in calm["empty"]
    assert NONE_BORN not in irritable["empty"]
    assert calm["keys"] == irritable["keys"] == 1
    assert calm["maps"] == ["1", "0"]
    assert irritable["maps"] == ["1", "1"]
    assert irritable["force"] > 2 * calm["force"]
    section.screenshot("compression_irritable")


def test_release_and_reset_from_the_keyboard(section):
    lab, page = section.lab, section.page
    lab.get_by_role("button", name="Release").press("Enter")
    lab.locator(".nervelab-sentence").get_by_text("released 1 min ago").wait_for()
    lab.get_by_role("button", name="Reset").press("Enter")
    lab.locator(".nervelab-sentence").get_by_text("60 mmHg for 30 min: slowed").wait_for()
    section.wait_until_idle()
    seen = page.evaluate(READ)
    assert seen["arrived"] == 1
    assert NONE_BORN in seen["empty"], "words that were gone have not come back"


class TestEveryLab(every_lab.Checks):
    """In the state in which the tests above have left the lab."""
