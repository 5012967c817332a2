"""The inputs of hidden tests."""

import subprocess
import sys

import pytest

from nervelab.grading import draw


@pytest.fixture(autouse=True)
def no_seed(monkeypatch):
    monkeypatch.delenv("NERVELAB_SEED", raising=False)


def numbers(item):
    return draw(item).integers(0, 10**9, 5).tolist()


def test_an_item_draws_the_same_numbers_every_time():
    assert numbers("s02_velocity") == numbers("s02_velocity")


def test_the_same_seed_draws_the_same_numbers_in_another_process(monkeypatch):
    monkeypatch.setenv("NERVELAB_SEED", "ada")
    code = "from nervelab.grading import draw; print(draw('s02_velocity').integers(0, 10**9, 5).tolist())"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == str(numbers("s02_velocity"))


def test_another_seed_draws_other_numbers(monkeypatch):
    drawn = [numbers("s02_velocity")]
    for student in ("ada", "bo"):
        monkeypatch.setenv("NERVELAB_SEED", student)
        drawn.append(numbers("s02_velocity"))
    assert len(set(map(tuple, drawn))) == 3


def test_items_are_independent(monkeypatch):
    assert numbers("s02_velocity") != numbers("s02_slowing")
    first = draw("s02_velocity")
    first.random(100)  # what one item draws does not move another
    before = numbers("s02_slowing")
    assert numbers("s02_slowing") == before
    monkeypatch.setenv("NERVELAB_SEED", "as")
    one = numbers("02")
    monkeypatch.setenv("NERVELAB_SEED", "a")
    assert numbers("s02") != one


@pytest.mark.parametrize("item", ["", "  ", None, 2])
def test_an_item_without_a_name_is_refused(item):
    with pytest.raises(ValueError, match="must be an item's id") as error:
        draw(item)
    assert repr(item) in str(error.value)


def test_a_test_cell_imports_no_nbgrader():
    code = "import sys, nervelab.grading; sys.exit('nbgrader' in sys.modules or 'nbformat' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
