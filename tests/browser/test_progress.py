"""The learner's memory in JupyterLab: answers that are there again, a zip that brings work back, a test."""

import json
import shutil
import zipfile

import nbformat
import pytest

pytestmark = pytest.mark.slow

CELLS = {
    "work": "from nervelab import progress, quiz\nprogress.my_work()",
    "ask": 'quiz.ask("02-predict")',
    "pre": "quiz.pretest()",
    "post": "quiz.posttest()",
}
HERE = "copy/course/00_start_here.ipynb"
ASSIGNMENT = "assignments/02_compression/02_compression.ipynb"


@pytest.fixture(scope="module")
def copy(server):
    """A working copy of the course: a start notebook and an assignment."""
    folder = server.root / "copy"
    cells = [nbformat.v4.new_code_cell(code, id=id) for id, code in CELLS.items()]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for name in ("course/00_start_here.ipynb", ASSIGNMENT):
        (folder / name).parent.mkdir(parents=True)
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / name)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def opened(notebook, copy):
    return notebook(HERE).run_all()


@pytest.fixture
def start(opened):
    """As a learner finds it who has answered nothing yet: a new kernel, every cell run."""
    opened.kernel("progress.reset()")
    return again(opened)


def again(opened):
    """Another day: saved, a new kernel, the page loaded anew, every cell run."""
    page = opened.page
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    opened.wait_until_idle()
    page.reload()
    opened.wait_until_open()
    opened.wait_until_idle()
    return opened.run_all()


def predict(opened):
    return opened.page.locator(".nervelab-question").filter(has_text="A cuff holds 80 mmHg")


def answer_b(opened):
    question = predict(opened)
    question.get_by_role("radio").first.focus()
    cell = opened.active_cell()
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("Enter")
    question.get_by_text("You first chose (b)").wait_for()
    opened.wait_until_idle()
    assert opened.active_cell() == cell, "JupyterLab took the keys"


def test_an_answer_given_by_keyboard_is_there_again_after_a_reload(start):
    answer_b(start)
    assert start.kernel("progress.load().answers['02-predict'].choice") == 1

    question = predict(again(start))
    question.get_by_text("You first chose (b)").wait_for()
    assert [radio.is_checked() for radio in question.get_by_role("radio").all()] == [
        False,
        True,
        False,
        False,
    ]
    assert "(b) Right." in question.get_by_role("status").inner_text()


def test_the_work_goes_out_as_a_zip_and_comes_back(start, copy, tmp_path):
    answer_b(start)
    page, work = start.page, start.page.locator(".nervelab-work")
    work.get_by_role("button", name="Download my work").focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    with zipfile.ZipFile(saved) as archive:
        names = archive.namelist()
        assert json.loads(archive.read("course/progress.json"))["answers"]["02-predict"]["choice"] == 1
    assert names == [ASSIGNMENT, "course/00_start_here.ipynb", "course/progress.json"]
    work.get_by_text("Downloaded: 2 notebooks and your answers").wait_for()
    start.screenshot("progress_downloaded")

    # Binder forgets.
    work.get_by_role("button", name="Reset my answers").press("Enter")
    assert work.get_by_role("button", name="No, keep them").evaluate(
        "node => node === document.activeElement"
    )
    start.screenshot("progress_reset")
    work.get_by_role("button", name="Yes, remove them").press("Enter")
    work.get_by_text("Your answers are removed.").wait_for()
    assert start.kernel("progress.load().answers") == {}
    before = (copy / ASSIGNMENT).read_bytes()
    (copy / ASSIGNMENT).write_bytes(before.replace(b"quiz.pretest()", b"1 + 1"))

    work.get_by_label("Restore my work").set_input_files(saved)
    work.get_by_text("Restored: 1 notebook and your answers.").wait_for()
    start.screenshot("progress_restored")
    assert (copy / ASSIGNMENT).read_bytes() == before
    assert b"1 + 1" in (copy / "replaced" / "1" / ASSIGNMENT).read_bytes()
    predict(again(start)).get_by_text("You first chose (b)").wait_for()


def test_another_file_is_refused_in_one_sentence(start, tmp_path):
    other = tmp_path / "holiday.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("../../evil.ipynb", "{}")
    work = start.page.locator(".nervelab-work")
    work.get_by_label("Restore my work").set_input_files(other)
    work.get_by_text("Nothing was restored: it holds '../../evil.ipynb'.").wait_for()


def test_the_inventory_by_keyboard_from_pre_to_post(start):
    page = start.page
    tests = page.locator(".nervelab-question").filter(has_text="of 20")
    for which, keys in (("pre", ["ArrowUp"]), ("post", ["Space"])):
        # Up from the first option is the last one: "I do not know yet".
        page.locator(".nervelab-question").filter(has_text="Question 1 of 20").first.get_by_role(
            "radio"
        ).first.focus()
        for number in range(1, 21):
            assert f"Question {number} of 20" in page.evaluate(
                "() => document.activeElement.closest('fieldset').querySelector('legend').textContent"
            )
            if number == 1:
                page.keyboard.press("Enter")  # nothing chosen yet
                tests.get_by_text("Choose an answer first.").first.wait_for()
                start.screenshot(f"inventory_{which}")
            for key in keys:
                page.keyboard.press(key)
            page.keyboard.press("Enter")
        start.wait_until_idle()
    page.get_by_text("Thank you, your answers are kept.").wait_for()
    # Every first option: right in five questions, which nobody knew before.
    page.get_by_text("Before the course you had 0 of 20 right, now 5 of 20.").wait_for()
    page.get_by_text("Normalised gain: (5 − 0) / 20 = 0.25").wait_for()
    kept = start.kernel("{name: [len(t.answers), t.finished] for name, t in progress.load().tests.items()}")
    assert kept == {"pre": [20, True], "post": [20, True]}
    result = page.locator(".nervelab-question").filter(has=page.get_by_role("table"))
    assert result.get_by_role("row").count() == 21
    assert result.get_by_role("row").filter(has_text="gained").count() == 5
    start.screenshot("inventory_gain")
    result.locator("summary").first.press("Enter")
    start.screenshot("inventory_feedback")
    assert start.axe() == []
    start.dark()
    assert start.axe() == []
    start.screenshot("inventory_gain_dark")
    start.dark(False)
    start.zoom(200)
    start.side_bar(False)
    result.get_by_role("table").scroll_into_view_if_needed()
    start.screenshot("inventory_gain_zoom")
    start.zoom(100)
    start.side_bar(True)
    assert start.kernel("quiz.gain().count('gained')") == 5
    # Closed is closed: after a reload the result is there, and no question.
    again(start)
    page.get_by_text("Before the course you had 0 of 20 right, now 5 of 20.").wait_for()
    assert page.get_by_text("Question 1 of 20").count() == 0


def test_a_quick_learner_and_a_slow_kernel_lose_no_answer(notebook):
    slow = "import time\nfrom nervelab import progress, quiz\nprogress.reset()\ntest = quiz.pretest()"
    opened = notebook([f"{slow}\ntest.observe(lambda change: time.sleep(0.3), 'choices')\ntest"]).run_all()
    page = opened.page
    page.locator(".nervelab-question").get_by_role("radio").first.focus()
    for _ in range(20):
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)  # the kernel's answer to an earlier question arrives meanwhile
    page.get_by_text("Thank you, your answers are kept.").wait_for()
    opened.wait_until_idle()
    assert opened.kernel("[len(test.choices), test.finished]") == [20, True]
