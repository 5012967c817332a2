"""Every control of the day planner, moved to its ends; what is asserted is what the learner would see."""

import re

import numpy as np
import pytest

from nervelab import evidence
from nervelab.clinic.day import Activity
from nervelab.labs import lifestyle
from nervelab.labs.drawings.postures import POSES, person
from nervelab.labs.lifestyle import LANES, LifestyleLab

from .looking import copied, rows, trace, trace_in, words


@pytest.fixture(scope="module")
def shared():
    return LifestyleLab()


def drawn_average(lab, name):
    """Time average of a curve as it stands in the figure, by trapezia; gaps left out."""
    x, y = (np.asarray(getattr(trace(lab, name), axis), float).reshape(-1, 2) for axis in "xy")
    hours, level = x[:, 1] - x[:, 0], y.mean(axis=1)
    known = np.isfinite(level)
    return (hours[known] * level[known]).sum() / hours[known].sum(), hours[known].sum()


def lane_hours(lab):
    """Hours of each posture, as the lanes show them; short stretches are drawn longer."""
    x = np.asarray(trace(lab, "posture").x, float).reshape(-1, 3)
    y = np.asarray(trace(lab, "posture").y, float).reshape(-1, 3)[:, 0]
    return {a: (x[y == k, 1] - x[y == k, 0]).sum() for k, a in enumerate(LANES)}


def test_it_opens_on_a_desk_day(lab):
    assert lab.values["upright"] == 8
    assert words(lab).startswith("10:00, sitting upright: 0.46 MPa in the disc (Nachemson 0.70), 35 mmHg")
    assert list(trace(lab, "hours").text) == ["8.83 h", "4 h", "8 h", "2 h", "1 h", "10 min"]
    assert trace(lab, "what it means").text[0].startswith("10:00 sitting upright<br>disc 0.46 MPa")


@pytest.mark.parametrize("control", LifestyleLab.controls, ids=lambda c: c.name)
def test_every_control_at_its_ends(lab, control):
    for value in (control.low, control.default, control.high):
        lab.set(**{control.name: value})
        assert lab.error is None
        x = np.asarray(trace(lab, "Wilke").x)
        assert (x[0], x[-1]) == (7, 31)
        assert np.isfinite(np.asarray(trace(lab, "Wilke").y)).all()
        for name, top in (
            ("Wilke", lifestyle.DISC_TOP),
            ("Nachemson", lifestyle.DISC_TOP),
            ("canal", lifestyle.CANAL_TOP),
        ):
            y = np.asarray(trace(lab, name).y)
            assert np.nanmin(y) >= 0
            assert np.nanmax(y) < top
        hours = lane_hours(lab)
        assert hours[Activity.LYING] == pytest.approx(lab.result.day.lying, abs=1e-4)
        for activity, true in lab.result.day.hours.items():
            times = sum(s.activity == activity for s in lab.result.day.stretches)
            assert true - 1e-4 <= hours[activity] <= true + times * lifestyle.SEEN + 1e-4
        assert words(lab)[-1] == "."


def test_all_sliders_at_their_upper_ends_still_make_a_day(lab):
    names = ("standing", "upright", "slouched", "bent", "lifting")
    lab.set(**{c.name: c.high for c in LifestyleLab.controls if c.name in names})
    assert lab.error is None
    assert lab.result.day.lying == pytest.approx(0.5)


def test_six_hours_more_on_the_feet_and_the_sources_disagree(lab):
    def averages():
        found = re.search(r"([\d.]+) \(Wilke\) and ([\d.]+) \(Nachemson\)", words(lab))
        return tuple(map(float, found.groups()))

    desk = averages()
    lab.shop_day()
    shop = averages()
    assert (lab.values["standing"], lab.values["upright"]) == (8, 2)
    assert shop[0] > desk[0]
    assert shop[1] < desk[1]
    # By hand: both have the night (8 h 50 min), standing and sitting upright.
    night = 7 * 0.17 + (8 + 5 / 6 - 7) * 0.24
    assert shop[0] == pytest.approx((night + 8 * 0.50 + 2 * 0.46) / (18 + 5 / 6), abs=6e-4)
    assert shop[1] == pytest.approx(((8 + 5 / 6) * 0.15 + 8 * 0.50 + 2 * 0.70) / (18 + 5 / 6), abs=6e-4)
    lab.desk_day()
    assert averages() == desk


def test_the_averages_are_those_of_the_curves_in_the_figure(lab):
    lab.shop_day()
    mean, hours = drawn_average(lab, "Wilke")
    assert f"disc {mean:.3f} MPa over 24 h" in words(lab)
    assert hours == pytest.approx(24, abs=1e-3)
    mean, hours = drawn_average(lab, "Nachemson")
    assert f"{mean:.3f} (Nachemson)" in words(lab)
    assert f"over the {hours:.1f} h that both" in words(lab)
    assert f"<b>{mean:.2f}</b>" in trace(lab, "disc averages").text[0]
    mean, _ = drawn_average(lab, "canal")
    assert f"canal {mean:.0f} mmHg" in words(lab)
    assert trace(lab, "canal average").text[0] == f"average <b>{mean:.0f}</b> mmHg"


def test_bent_forward_is_worst_for_the_disc_and_easy_on_the_canal(lab):
    lab.set(hour=0.0)
    assert words(lab).startswith("07:00, standing: 0.50 MPa in the disc (Nachemson 0.50), 70 mmHg")
    lab.set(hour=1.75)
    assert words(lab).startswith("08:45, standing bent forward: 1.10 MPa in the disc, 35 mmHg")


def test_the_night(lab):
    lab.set(hour=15.25)
    assert "22:15, lying: 0.10 MPa" in words(lab)
    lab.set(hour=22.25)
    assert "05:15, lying: 0.24 MPa" in words(lab)


def test_breaks_change_the_nerve_and_no_average(lab):
    lab.shop_day()
    said, ends = set(), {}
    for minutes in (240, 60, 30, 15):
        lab.set(longest=minutes)
        averages, ends[minutes] = words(lab).split("Averages: ")[1].split(" After ")
        said.add(averages)
    assert len(said) == 1
    assert "passes nothing on" in ends[240]
    assert "passes nothing on" in ends[60]
    speed = {m: int(re.search(r"(\d+) m/s", ends[m])[1]) for m in (30, 15)}
    lab.set(canal=14)  # nothing presses: a free axon
    assert "canal 0 mmHg" in words(lab)
    free = int(re.search(r"(\d+) m/s", words(lab))[1])
    assert 0 < speed[30] < speed[15] <= free
    lab.set(canal=10.5, longest=240)
    assert int(re.search(r"(\d+) m/s", words(lab))[1]) >= 0.9 * free


def test_nobody_measured_the_canal_while_lifting(lab):
    lab.set(lifting=30, longest=240)
    start = next(s.start for s in lab.result.day.stretches if s.activity is Activity.LIFTING)
    lab.set(hour=np.ceil(start * 4) / 4)
    assert "lifting 20 kg, knees bent: 1.70 MPa in the disc, not measured in the canal" in words(lab)
    assert trace(lab, "what it means").text[0].endswith("canal not measured")
    lab.set(standing=0.0)
    assert words(lab).endswith("Nobody stands.")


def test_the_line_of_the_moment_and_the_person_follow(lab):
    lab.set(hour=0.0)
    standing = np.nanmax(np.asarray(trace(lab, "a person: body").y))
    lab.set(hour=20.0)
    lying = np.nanmax(np.asarray(trace(lab, "a person: body").y))
    assert standing > 1.6 > 0.5 > lying
    for row in (1, 2, 3):
        assert list(trace(lab, f"time {row}").x) == [27, 27]


def test_the_table_says_what_the_picture_says(lab):
    table = rows(lab)
    assert table["sitting upright"] == ["8", "0.46", "0.7", "35.2"]
    assert table["standing bent forward"][2] == "–"
    mean, _ = drawn_average(lab, "Wilke")
    assert float(table["average of the day"][1]) == pytest.approx(mean, abs=5e-4)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"standing": 8.0, "upright": 2.0, "longest": 30},
        {"lifting": 30, "bent": 0.25, "canal": 12.5},
        {"standing": 0.0},
    ],
)
def test_the_copied_python_gives_the_same_numbers(lab, state):
    lab.set(**state)
    (disc, alike, earlier, canal, run_state), _ = copied(lab)
    assert f"disc {disc:.3f} MPa over 24 h" in words(lab)
    assert f"{alike:.3f} (Wilke) and {earlier:.3f} (Nachemson)" in words(lab)
    assert f"canal {canal:.0f} mmHg" in words(lab)
    assert run_state is lab.result.run.state


def test_what_is_illustrative_and_who_was_measured_is_on_the_screen(lab):
    assert "Illustrative: the pressure in the canal" in lab.panel.illustrative
    assert "one volunteer" in lab.panel.illustrative
    assert any("rested axon" in line for line in lab.panel.leaves_out)


# The person


@pytest.mark.parametrize("posture", POSES)
def test_a_person_stands_on_the_floor_and_has_a_spine_inside_the_body(posture):
    drawn = person(posture)
    body = np.concatenate(drawn.body)
    assert -0.05 < body[:, 1].min() < 0.08
    low, high = body.min(axis=0), body.max(axis=0)
    assert (low < drawn.spine.min(axis=0)).all()
    assert (drawn.spine.max(axis=0) < high).all()
    assert np.abs(drawn.disc - drawn.spine[0]).max() < 0.12  # L4/5 lies just above the hip
    assert 0.9 < max(high - low) < 1.95


def test_outlines_run_the_same_way_so_that_overlaps_are_not_holes():
    for posture in POSES:
        for piece in person(posture).body:
            x, y = piece.T
            assert np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) < 0


def test_postures_differ_where_they_should():
    head = {name: np.concatenate(person(name).body)[:, 1].max() for name in POSES}
    assert head["standing"] > head["upright"] > head["slouched"] > head["lying"]
    bend = {name: np.ptp(person(name).spine[:, 0]) for name in POSES}
    assert bend["bent"] > 3 * bend["standing"]


# Still figures: every row drawn


def test_two_orders_are_nearly_opposite_at_the_end():
    figure = lifestyle.two_orders()
    disc, canal = (trace_in(figure, name) for name in ("disc", "canal"))
    assert list(disc.y) == [0.10, 0.30, 0.46, 0.50, 1.10, 1.70]
    assert np.argmax(np.nan_to_num(canal.y)) == 3
    assert canal.y[4] < canal.y[3] / 1.9
    assert np.isnan(canal.y[5])
    assert [a.text for a in figure.layout.annotations] == ["not measured"]
    assert sum(t.name.endswith(": body") for t in figure.data) == 6


def test_disc_pressures_draw_every_row():
    measured, earlier = lifestyle.disc_pressures().data
    rows = evidence.table("D11").query("unit == 'MPa'")
    assert len(rows) == 12
    assert dict(zip(measured.y, measured.x, strict=True)) == dict(zip(rows.activity, rows.value, strict=True))
    assert dict(zip(earlier.y, earlier.x, strict=True)) == pytest.approx(
        {"sitting unsupported": 0.70, "overnight start": 0.15}
    )


def test_drinking_draws_every_threshold_of_both_studies():
    (drawn,) = lifestyle.cramp_after_drinking().data
    assert sorted(drawn.x) == [19.5, 20.3, 21.3, 23.7, 24.6, 28.3, 30.0]
    by_name = dict(zip(drawn.y, drawn.x, strict=True))
    assert by_name["Lau 2019: 60 min after water"] == 19.5
    symbols = dict(zip(drawn.y, drawn.marker.symbol, strict=True))
    assert {name for name, s in symbols.items() if s == "diamond"} == {n for n in by_name if "water" in n}


def test_habits_draw_every_claim_with_its_verdict_and_number():
    verdicts, numbers = lifestyle.habits().data
    at = dict(zip(verdicts.y, verdicts.x, strict=True))
    assert set(at) == {f"J{n}" for n in range(1, 9)}
    for claim in evidence.claims(section="J"):
        assert at[claim.id] == {"contested": 2, "supported with nuance": 3}[claim.verdict]
    said = dict(zip(numbers.y, numbers.text, strict=True))
    assert "−1.3 (−1.74 to −0.86)" in said["J2"]
    assert "−0.18 (−0.84 to 0.49)" in said["J3"]
    assert "sitting 0.46, standing 0.50" in said["J6"]
    assert "1.2 (0.6 to 2.3) odds ratio" in said["J7"]
    assert "0.09 (−0.18 to 0.36)" in said["J8"]
    assert said["J4"] == said["J5"] == "no number: not tried for nerve-related cramp"
