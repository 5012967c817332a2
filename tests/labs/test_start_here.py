"""The taste: one slider to its ends; what is asserted is what the learner would see."""

import numpy as np
import pytest

from nervelab.labs.drawings import nerve_to_muscle as drawing
from nervelab.labs.start_here import TasteLab

from .looking import cells, copied, shapes, trace


@pytest.fixture(scope="module")
def shared():
    return TasteLab()


def test_without_pressure_everything_arrives(lab):
    assert (shapes(lab, "arrive"), shapes(lab, "silent"), len(trace(lab, "lost").x)) == (24, 0, 0)
    assert trace(lab, "count").text[0].startswith("120 of 120")
    assert np.array_equal(trace(lab, "now").y, trace(lab, "no pressure").y)


def test_at_the_other_end_nothing_arrives(lab):
    lab.set(pressure=120)
    assert (shapes(lab, "arrive"), shapes(lab, "silent"), len(trace(lab, "lost").x)) == (0, 24, 24)
    assert trace(lab, "count").text[0].startswith("0 of 120")
    assert max(trace(lab, "now").y) == 0
    assert trace(lab, "pressure").text == ("<b>120 mmHg</b>",)


def test_in_between_the_thick_fibres_go_first_and_the_force_before_the_count(lab):
    share, force = [], []
    for pressure in range(50, 71):
        lab.set(pressure=pressure)
        assert shapes(lab, "arrive") + shapes(lab, "silent") == drawing.STRANDS
        share.append(lab.result.response.share_conducting)
        force.append(max(trace(lab, "now").y) / max(trace(lab, "no pressure").y))
        lost = np.abs(np.asarray(trace(lab, "lost").y, float))
        if 0 < lost.size < drawing.STRANDS:  # the thickest lie in the middle
            half = drawing.heights() * drawing.width(drawing.PINCH, drawing.squeeze(pressure / 120))
            assert sorted(lost) == pytest.approx(sorted(np.abs(half))[: lost.size], abs=1e-5)
    assert share[0] == 1
    assert share[-1] == 0
    assert all(np.diff(share) <= 0)
    assert all(np.diff(force) <= 1e-6)
    part = [(s, f) for s, f in zip(share, force, strict=True) if 0 < s < 1]
    assert part
    assert all(f < s for s, f in part)


@pytest.mark.parametrize("pressure", [0, 40, 57, 58, 59, 60, 61, 80, 120])
def test_no_pressure_makes_a_healthy_nerve_fire(lab, pressure):
    lab.set(pressure=pressure)
    assert lab.result.run.spontaneous.size == 0
    assert all(times.size == 0 for times in lab.result.contraction.ectopic)
    assert lab.panel.sentence.endswith("Not one impulse that nobody sent.")


def test_the_pinch_narrows_the_drawn_nerve(lab):
    def waist():
        x, y = (np.asarray(trace(lab, "nerve")[axis], float) for axis in "xy")
        return y[np.abs(x - drawing.PINCH) < 1].max()

    widths = []
    for pressure in (0, 30, 60, 120):
        lab.set(pressure=pressure)
        widths.append(waist())
        assert min(trace(lab, "jaw above").y) == pytest.approx(waist() + 0.3, abs=0.1)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.5 * widths[0]


def test_the_sentence_and_the_table_say_what_is_drawn(lab):
    lab.set(pressure=58)
    run = lab.result.run
    assert f"at {run.velocity:.0f} m/s instead of {run.velocity_before:.0f}" in lab.panel.sentence
    table = cells(lab)
    assert table["Impulses that arrive"] == f"{lab.result.response.conducting.sum()}"
    assert table["Pressure, held for an hour"] == "58"


@pytest.mark.parametrize("pressure", [0, 58, 120])
def test_the_copied_python_gives_the_same_numbers(lab, pressure):
    lab.set(pressure=pressure)
    (state, velocity, arriving, force), _ = copied(lab)
    shown = lab.result
    assert state is shown.run.state
    assert velocity == pytest.approx(shown.run.velocity, nan_ok=True)
    assert arriving == shown.response.conducting.sum()
    assert force == pytest.approx(max(trace(lab, "now").y), rel=1e-5)
