"""Where on the way from brain to muscle the pinch is, and what that takes away or adds."""

import numpy as np
import pytest

from nervelab import evidence
from nervelab.clinic import lesions, pathway
from nervelab.clinic.estimates import share
from nervelab.physiology.muscle import UNITS, Label, label

NAMES = [place.name for place in pathway.PLACES]
OUTSIDE_THE_CORD = NAMES[1:]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_wrong_is_normal_everywhere(name):
    found = pathway.pinch(name)
    assert set(found.power.values()) <= {"5"}
    assert {grade for _, grade in found.skin} <= {"normal"}
    assert (found.knee, found.ankle, found.toes) == ("2+", "2+", "down")
    assert not found.stiff
    assert not found.tingles
    assert label(pathway.resting(found)) is Label.QUIET
    assert label(pathway.told(found)) is Label.VOLUNTARY


@pytest.mark.parametrize("name", NAMES)
def test_loss_alone_never_moves_a_resting_muscle(name):
    for silent in np.linspace(0, 1, 11):
        assert label(pathway.resting(pathway.pinch(name, silent=silent))) is Label.QUIET


@pytest.mark.parametrize(
    ("name", "weak", "numb", "jerk"),
    [
        ("cauda equina", True, True, "0"),
        ("S1 root", True, True, "0"),
        ("sciatic nerve", True, True, "0"),
        ("common fibular nerve", True, True, "2+"),  # the ankle jerk runs in the tibial nerve
        ("sural nerve", False, True, "2+"),  # a nerve of the skin
        ("calf muscle", True, False, "0"),
    ],
)
def test_complete_loss_takes_what_runs_through_the_place(name, weak, numb, jerk):
    found = pathway.pinch(name, silent=1)
    assert set(found.power.values()) == ({"0"} if weak else set())
    assert {grade for _, grade in found.skin} == ({"absent"} if numb else set())
    assert (found.knee, found.ankle, found.toes) == ("2+", jerk, "down")
    assert label(pathway.told(found)) is (Label.WEAKNESS if weak else Label.VOLUNTARY)
    assert bool(np.abs(pathway.tapped(found).emg).max()) == (jerk == "2+")


def test_root_and_nerve_are_those_of_the_lesions():
    sheet = lesions.disc("L5/S1", "paracentral", conducting=0.5)
    found = pathway.pinch("S1 root", silent=0.5)
    assert found.power == sheet.power
    assert found.skin == tuple(sheet.skin.values())
    assert found.ankle == "1+"  # half of each limb leaves 0.25 of the loop, under the published 0.4
    assert pathway.pinch("sciatic nerve", silent=0.5).power == (
        lesions.nerve("sciatic nerve", conducting=0.5).power
    )


def test_the_grade_follows_the_share_without_binary_dust():
    """A share of exactly 0.2 still moves against gravity (`exam.POWER`)."""
    assert pathway.pinch("calf muscle", silent=0.8).power == {"plantarflexion": "3"}


def test_the_cauda_equina_puts_the_saddle_at_risk():
    found = pathway.pinch("cauda equina", silent=0.5)
    assert found.saddle
    assert (pathway.SADDLE, "reduced") in found.skin
    assert not pathway.pinch("S1 root", silent=0.5).saddle


def test_a_pressed_cord_takes_power_and_feeling_and_lets_the_loops_go():
    grades = [pathway.pinch("spinal cord", silent=s).ankle for s in (0, 0.05, 0.1, 0.45, 0.5, 1)]
    assert grades == ["2+", "2+", "3+", "3+", "4+", "4+"]
    found = pathway.pinch("spinal cord", silent=1)
    assert (found.toes, found.stiff, found.arrives["loop"]) == ("up", True, 1)
    assert set(found.power.values()) == {"0"}
    assert {"hip flexion", "knee flexion", "plantarflexion"} <= set(found.power)


def beats(found):
    """The times at which the tapped calf answers."""
    return np.unique(np.concatenate(pathway.tapped(found).ectopic))


def test_a_brisk_jerk_is_larger_and_clonus_repeats_six_times_a_second():
    normal, brisk, clonus = (pathway.pinch("spinal cord", silent=s) for s in (0, 0.2, 0.6))
    sizes = [sum(t.size > 0 for t in pathway.tapped(f).ectopic) for f in (normal, brisk, clonus)]
    assert sizes[0] < sizes[1] == sizes[2]
    assert len(beats(normal)) == len(beats(brisk)) == 1
    assert beats(normal)[0] == pytest.approx(500 + 35, abs=1)  # 34.7 ms: see physiology.reflex
    assert np.diff(beats(clonus)) == pytest.approx(1000 / 6)


def test_a_weak_loop_gives_a_smaller_jerk():
    sizes = [np.abs(pathway.tapped(pathway.pinch("S1 root", silent=s)).emg).max() for s in (0, 0.3, 0.6, 1)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 0


@pytest.mark.parametrize("name", OUTSIDE_THE_CORD)
def test_gain_alone_leaves_the_examination_normal(name):
    found = pathway.pinch(name, firing=1)
    assert set(found.power.values()) <= {"5"}
    assert {grade for _, grade in found.skin} <= {"normal"}
    assert found.ankle == "2+"
    assert found.tingles == (name != "calf muscle")
    assert label(pathway.resting(found)) is (Label.QUIET if name == "sural nerve" else Label.CRAMP_LIKE)


def test_tingling_comes_before_twitches_and_twitches_before_cramp():
    def at_rest(firing):
        return label(pathway.resting(pathway.pinch("S1 root", firing=firing)))

    assert pathway.pinch("S1 root", firing=0.05).tingles
    assert at_rest(0.3) is Label.QUIET
    assert [at_rest(f) for f in (0.35, 0.45)] == [Label.FASCICULATION] * 2
    assert at_rest(0.6) is Label.OTHER
    assert [at_rest(f) for f in (0.8, 1)] == [Label.CRAMP_LIKE] * 2


def test_a_full_cramp_fires_like_the_measured_one():
    """D28: 14.5 pulses per second, interval variation 44.6 %."""
    trains = pathway.unasked(1)
    assert len(trains) == UNITS
    assert np.mean([t.size for t in trains]) / 4 == pytest.approx(14.5, rel=0.1)
    intervals = np.concatenate([np.diff(t) for t in trains])
    assert intervals.std() / intervals.mean() == pytest.approx(0.446, abs=0.05)
    assert sum(map(len, pathway.unasked(0))) == 0


def test_more_silent_or_firing_fibres_include_the_fewer():
    few, many = (
        {unit for unit, times in enumerate(pathway.unasked(part)) if times.size} for part in (0.5, 0.9)
    )
    assert few < many
    forces = [pathway.told(pathway.pinch("calf muscle", silent=s)).force[1000:].mean() for s in (0, 0.3, 0.7)]
    assert forces == sorted(forces, reverse=True)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pathway.pinch("vagus"), "place of the pinch is 'vagus'; allowed is spinal cord"),
        (lambda: pathway.pinch("S1 root", silent=2), "share of silent fibres is 2; this model takes 0 to 1"),
        (lambda: pathway.pinch("S1 root", firing=-1), "share of firing fibres is -1"),
        (lambda: pathway.pinch("spinal cord", firing=0.5), "outside the spinal cord only"),
        (lambda: pathway.unasked(2), "share of firing motor axons is 2"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_what_is_illustrative_says_so():
    found = pathway.pinch("S1 root")
    assert found.illustrative
    assert "no study" in found.reason


def test_every_source_of_a_place_is_a_reference():
    for place in pathway.PLACES:
        assert [evidence.reference(key) for key in place.sources]


def test_wilsons_interval():
    """Wilson 1927, worked by hand: 1 of 2 gives 0.5 ± z·sqrt(1/8 + z²/16) / (1 + z²/2) = 0.5 ± 0.4055."""
    half = share(1, 2)
    assert (half.value, half.low, half.high) == pytest.approx((0.5, 0.0945, 0.9055), abs=1e-4)
    none = share(0, 121)
    assert (none.value, none.low) == (0, 0)
    assert none.high == pytest.approx(3.8415 / (121 + 3.8415), abs=1e-4)  # z² / (n + z²)
    for bad in ((1, 0), (3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="is no share"):
            share(*bad)
