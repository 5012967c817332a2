"""Every control of the fibre lab, moved to its ends; what is asserted is what the learner would see."""

import numpy as np
import pytest

from nervelab import evidence
from nervelab.clinic import symptoms
from nervelab.labs.base import Control
from nervelab.labs.drawings import leg
from nervelab.labs.symptoms import AFTER, NAMES, UNDER, VIEWS, SymptomsLab, needles, reflex_limits
from nervelab.physiology import fibres
from nervelab.physiology.reflex import ALPHA, IA, h_reflex

from .looking import cells, copied, trace


@pytest.fixture(scope="module")
def shared():
    return SymptomsLab()


def curve(lab, kind, times, unasked=False):
    return np.asarray(trace(lab, f"{NAMES[kind]}{' unasked' if unasked else ''}, {times}").y)


def drawn(lab, name):
    return np.asarray(trace(lab, name).x).size > 0


def sheet(lab):
    return "\n".join(trace(lab, "sheet").text)


def test_it_opens_on_a_duller_foot_with_full_power(lab):
    assert lab.values == dict(pressure=90, minutes=35, since_release=0, irritability=0, root="S1")
    assert lab.panel.sentence.startswith("90 mmHg for 35 min: touch reduced")
    assert "power 5/5" in lab.panel.sentence
    assert drawn(lab, "numb skin")
    assert not drawn(lab, "weak muscles")
    assert not drawn(lab, "tingling skin")


@pytest.mark.parametrize("control", SymptomsLab.controls, ids=lambda c: c.name)
def test_every_control_at_its_ends(lab, control):
    values = (
        (control.low, control.default, control.high)
        if isinstance(control, Control)
        else [value for _, value in control.options]
    )
    sentences = set()
    for value in values:
        lab.set(**{control.name: value})
        assert lab.error is None
        assert lab.panel.error == ""
        assert lab.panel.sentence[-1] == "."
        sentences.add(lab.panel.sentence)
        for kind in fibres.CLASSES:
            assert curve(lab, kind, "under").size == UNDER.size
            after = curve(lab, kind, "after")
            assert after.size == AFTER.size
            assert after.min() >= 0
            assert after.max() <= 100
        for kind in (fibres.TOUCH, fibres.MOTOR):
            rates = np.r_[curve(lab, kind, "under", unasked=True), curve(lab, kind, "after", unasked=True)]
            assert 0 <= rates.min() <= rates.max() < 50, "it would leave the axis"
    assert len(sentences) == len(set(values))


def test_the_curves_are_those_of_the_model(lab):
    lab.set(pressure=60, irritability=30, minutes=47)
    at = UNDER.tolist().index(24)
    expected = symptoms.fibres_at(60, 24, 0, 0.3)
    for k, kind in enumerate(fibres.CLASSES):
        assert curve(lab, kind, "under")[at] == pytest.approx(100 * expected.conducting[k])
    later = symptoms.fibres_at(60, 47, AFTER[3], 0.3)
    assert curve(lab, fibres.TOUCH, "after", unasked=True)[3] == pytest.approx(later.unasked[1])


def test_touch_falls_before_movement_and_the_thin_fibres_stay(lab):
    def half(kind):
        return UNDER[np.argmax(curve(lab, kind, "under") < 50)]

    assert half(fibres.TOUCH) < half(fibres.MOTOR)
    before_fifty = UNDER <= 50
    for kind in (fibres.SHARP_PAIN, fibres.DULL_PAIN):
        assert curve(lab, kind, "under")[before_fifty].min() == 100


def test_now_is_marked_in_one_panel_only(lab):
    def now(times):
        return list(trace(lab, f"now, conducts, {times}").x)

    assert (now("under"), now("after")) == ([35, 35], [])
    assert max(trace(lab, "pressure on").x) == 35
    lab.set(since_release=2.5)
    assert (now("under"), now("after")) == ([], [2.5, 2.5])


def test_release_tingles_and_cramps(lab):
    lab.set(minutes=60, since_release=1.5)
    assert "strong tingling" in lab.panel.sentence
    assert "released 1.5 min ago" in lab.panel.sentence
    assert drawn(lab, "tingling skin")
    assert drawn(lab, "firing muscles")
    assert "<b>tingling: strong ◆</b>" in sheet(lab)
    assert "tingling" in trace(lab, "leg words").text[0]


def test_a_long_pressure_leaves_a_numb_weak_leg_and_no_jerk(lab):
    lab.set(minutes=60)
    assert "touch absent" in lab.panel.sentence
    assert "power 0/5" in lab.panel.sentence
    assert "Ankle jerk 0 (nothing comes back)." in lab.panel.sentence
    assert drawn(lab, "weak muscles")
    assert np.abs(np.asarray(trace(lab, "this side").y)).max() == 0
    assert np.asarray(trace(lab, "healthy side").y).max() > 0.9
    assert trace(lab, "leg words").text == ("numb", "weak")


def test_the_drawn_jerk_is_as_large_and_as_late_as_the_model_says(lab):
    lab.set(minutes=33)
    jerk = lab.result.now.jerk
    wave = trace(lab, "this side")
    y = np.asarray(wave.y)
    assert y.max() == pytest.approx(jerk.amplitude, rel=0.03)
    begins = np.asarray(wave.x)[np.abs(y) > 0.02 * y.max()][0]
    assert begins == pytest.approx(jerk.latency, abs=2)
    assert f"{100 * jerk.amplitude:.0f} % of its size" in lab.panel.sentence


def test_l5_has_nothing_to_tap(lab):
    lab.set(root="L5", minutes=60)
    assert "No dependable jerk asks L5." in lab.panel.sentence
    assert trace(lab, "tap title").text == ("<b>No tendon asks L5</b>",)
    assert np.isnan(np.asarray(trace(lab, "this side").y)).all()


@pytest.mark.parametrize("root", symptoms.ROOTS)
def test_the_drawn_skin_and_muscles_are_those_of_the_root(lab, root):
    lab.set(root=root)
    for name, shapes, at in (
        ("skin", leg.dermatome(root, VIEWS[root]), 0),
        ("muscles", [s for m in lab.result.now.found.root.myotome for s in leg.muscles(m, VIEWS[root])], 27),
    ):
        x = np.asarray(trace(lab, name).x)
        assert np.isfinite(x).sum() == sum(len(shape) for shape in shapes) > 0
        assert np.nanmin(x) >= at - leg.WIDTH / 2 - 0.01
        assert np.nanmax(x) <= at + leg.WIDTH / 2 + 0.01


def test_the_table_says_what_the_picture_says(lab):
    lab.set(minutes=42)
    table = cells(lab)
    now = lab.result.now
    assert float(table["touch (Aβ): fibres that conduct"]) == pytest.approx(
        100 * now.conducting(fibres.TOUCH), abs=0.1
    )
    power = next(value for name, value in table.items() if name.startswith("MRC power"))
    assert f"power {power}/5" in lab.panel.sentence
    assert table["Tingling"] == now.tingling


@pytest.mark.parametrize(
    "state",
    [{}, {"minutes": 60, "since_release": 1.5}, {"root": "L5", "irritability": 40, "pressure": 60}],
)
def test_the_copied_python_gives_the_same_numbers(lab, state):
    lab.set(**state)
    (nerve, tingling, label, size, latency, power), _ = copied(lab)
    now = lab.result.now
    assert (nerve, tingling, label, power) == (now.nerve, now.tingling, now.muscle, now.found.power.grade)
    assert [size, latency] == pytest.approx([now.jerk.amplitude, now.jerk.latency], nan_ok=True)


def test_what_is_illustrative_and_what_is_missing_is_said(lab):
    for word in ("Aδ and C", "no pain", "order"):
        assert word in lab.panel.illustrative
    assert "pinched root hurts is not explained" in " ".join(lab.panel.leaves_out)


def test_reflex_limits_are_the_published_ones():
    figure = reflex_limits()
    assert [shape.y0 for shape in figure.layout.shapes] == [2.0, 0.4]
    late, size = (np.asarray(t.y) for t in figure.data)
    assert np.nanmax(late) < 2.0
    assert size[0] == 1
    assert size.min() < 0.4


def test_the_crawl_of_the_notebook():
    """By hand: 2 ms = 15/v − 15/57 + 15/v − 15/51, so v = 30 / (2 + 15/57 + 15/51) = 11.7 m/s."""
    from dataclasses import replace

    slow = dict(slowed=15, slowed_velocity=30 / (2 + 15 / 57 + 15 / 51))
    assert (IA.velocity, ALPHA.velocity) == (57, 51)
    late = h_reflex(replace(IA, **slow), replace(ALPHA, **slow)).latency - h_reflex().latency
    assert late == pytest.approx(2.0)


def test_needles_draws_every_percentage_of_d06():
    table = evidence.table("D06")
    rows = table[(table.unit == "%") & table.value.notna()]
    (points,) = needles().data
    assert list(points.x) == pytest.approx(list(rows.value), abs=0.1)
    assert len(points.x) == 6
    # Wilson, 13 of 48 by hand: 0.271 → 0.166 to 0.410
    assert points.x[0] - points.error_x.arrayminus[0] == pytest.approx(16.6, abs=0.1)
    assert points.x[0] + points.error_x.array[0] == pytest.approx(41.0, abs=0.1)
