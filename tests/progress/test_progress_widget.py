"""Download, Restore and Reset, seen from the kernel: what the browser asks, what it is told."""

import pytest

import nervelab.progress
from nervelab import progress
from nervelab.progress import work


@pytest.fixture
def told(monkeypatch):
    """The widget, and a list of what it sends to the browser."""
    widget, sent = progress.my_work(), []
    monkeypatch.setattr(widget, "send", lambda content, buffers: sent.append((content["said"], buffers)))
    return widget, sent


@pytest.fixture
def copy(tmp_path, monkeypatch):
    (tmp_path / "course").mkdir()
    start = tmp_path / "course" / "00_start_here.ipynb"
    start.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    monkeypatch.chdir(tmp_path / "course")
    return tmp_path


def ask(widget, do, *buffers):
    widget._handle_custom_msg({"do": do}, list(buffers))


def test_out_and_back(copy, told):
    widget, sent = told
    progress.keep_answer("02-predict", 1, 1)
    ask(widget, "pack")
    said, (data,) = sent.pop()
    assert said == (
        "Downloaded: 1 notebook and your answers, 0.1 MB. It holds your notebooks as they were last saved."
    )
    ask(widget, "reset")
    assert sent.pop()[0].startswith("Your answers are removed.")
    assert progress.load().answers == {}
    ask(widget, "restore", memoryview(data))
    assert sent.pop()[0].startswith("Restored: your answers. Run a notebook again")
    assert progress.load().answers["02-predict"].choice == 1


def test_every_failure_is_a_sentence(copy, told, monkeypatch):
    widget, sent = told
    ask(widget, "restore", memoryview(b"no zip"))
    assert sent.pop() == (
        "Nothing was restored: it is no zip, or a damaged one. Choose a zip that Download my work has made.",
        [],
    )
    ask(widget, "reset")
    assert sent.pop() == ("There were no answers to remove.", [])
    ask(widget, "dance")
    assert sent.pop() == ("That did not work (KeyError: 'dance').", [])


def test_the_limit_is_that_of_the_kernel():
    assert progress.my_work().limit == work.LIMIT < 10 * 1024 * 1024  # what Jupyter's server lets through


def test_without_widgets_the_same_in_code(copy, capsys):
    data, _ = progress.my_work()._repr_mimebundle_()
    exec(data["text/plain"], {})
    assert capsys.readouterr().out == "Everything in this zip was here already.\n"
    assert "application/vnd.jupyter.widget-view+json" in data


def test_script_and_style_are_sent():
    state = progress.my_work().get_state()
    assert "msg:custom" in state["_esm"]
    assert "var(--jp-" in state["_css"]


def test_what_the_package_says_of_itself_is_there():
    for name in progress.__all__:
        assert hasattr(nervelab.progress, name)
