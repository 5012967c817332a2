"""From fibres to symptoms: what fails and what fires decides what is felt and found."""

import numpy as np
import pytest

from nervelab import Pinch
from nervelab.clinic import symptoms
from nervelab.physiology import fibres, nerve
from nervelab.physiology.muscle import Label
from nervelab.physiology.reflex import tendon_jerk

TOUCH, MOTOR = fibres.TOUCH, fibres.MOTOR


def first_minute(changed, pressure=90):
    return next(m for m in range(91) if changed(symptoms.moment("S1", pressure, m)))


def test_a_healthy_root_feels_moves_and_jerks():
    for root in symptoms.ROOTS:
        now = symptoms.moment(root, 0, 0)
        assert now.nerve.conducting == (1, 1, 1, 1)
        assert now.nerve.unasked == (0, 0, 0, 0)
        assert (now.tingling, now.muscle) == ("none", Label.QUIET)
        assert all(finding.normal for finding in now.found.findings)
        healthy = tendon_jerk(root)
        assert now.jerk.amplitude == pytest.approx(healthy.amplitude, nan_ok=True)
        assert now.jerk.latency == pytest.approx(healthy.latency, nan_ok=True)


def test_feeling_goes_first_then_the_jerk_then_power():
    """Volunteers lost feeling before strength (Lundborg 1982, D02); half of the jerk's loop is sensory."""
    touch = first_minute(lambda now: not now.found.sensation.normal)
    jerk = first_minute(lambda now: not now.found.reflex.normal)
    power = first_minute(lambda now: not now.found.power.normal)
    assert touch < jerk < power


@pytest.mark.parametrize("pressure", [60, 90])
def test_half_of_the_movement_is_lost_some_minutes_after_half_of_the_touch(pressure):
    touch, motor = (
        first_minute(lambda now, kind=kind: now.conducting(kind) < 0.5, pressure) for kind in (TOUCH, MOTOR)
    )
    assert 5 <= motor - touch <= 30


def test_fibres_for_pain_outlast_touch_and_movement_and_never_fire():
    for irritability in (0, 0.5, 1):
        for minutes in (0, 20, 50):
            for since in (0, 1, 3):
                now = symptoms.moment("S1", 90, minutes, since, irritability)
                for kind in (fibres.SHARP_PAIN, fibres.DULL_PAIN):
                    assert now.conducting(kind) == 1
                    assert now.unasked(kind) == 0
    assert symptoms.moment("S1", 90, 50).conducting(TOUCH) < 0.1


def test_a_healthy_root_tingles_after_the_pressure_rather_than_under_it():
    """Minimal under a cuff, severe after it (Han 2008, D07)."""
    under = max(symptoms.moment("S1", 90, m).unasked(TOUCH) for m in range(0, 61, 5))
    after = [symptoms.moment("S1", 90, 60, s) for s in np.arange(0.5, 10, 0.5)]
    assert max(now.unasked(TOUCH) for now in after) > 5 * under
    assert "strong" in {now.tingling for now in after}
    assert after[-1].tingling == "none"


def test_a_cramp_can_stand_alone_when_the_root_is_irritable():
    """Gain without loss: isolated cramps with a normal examination (claim E1); experiment 4 of section 5."""
    now = symptoms.moment("S1", 60, 20, irritability=0.45)
    assert now.muscle is Label.CRAMP_LIKE
    assert all(f.normal for f in (now.found.power, now.found.sensation, now.found.reflex))
    assert not now.found.stretch.normal
    assert symptoms.moment("S1", 60, 20).muscle is Label.QUIET


def test_unasked_impulses_are_those_that_reach_the_muscle():
    """The mean rate of the trains that `nerve.ectopic` draws for the same fibres."""
    for minutes, since, irritability in ((25, 0, 0.3), (60, 1.5, 0), (60, 3, 0), (20, 0, 0.6)):
        pinch = Pinch(pressure=60, minutes=minutes, since_release=since, irritability=irritability)
        response = nerve.respond(nerve.population(MOTOR, symptoms.FIBRES), pinch)
        trains = nerve.ectopic(response, duration=60_000)
        drawn = np.mean([train.size for train in trains]) / 60
        now = symptoms.fibres_at(60, minutes, since, irritability)
        assert now.unasked[fibres.CLASSES.index(MOTOR)] == pytest.approx(drawn, rel=0.2, abs=0.2)


def test_l5_has_no_jerk_however_badly_it_is_pressed():
    now = symptoms.moment("L5", 90, 60)
    assert now.jerk.arc is None
    assert now.found.reflex is None
    assert now.found.power.grade == "0"


def test_the_size_of_the_jerk_is_the_product_of_the_two_ways():
    now = symptoms.moment("S1", 90, 42)
    assert 0 < now.jerk.amplitude < 1
    assert now.jerk.amplitude == pytest.approx(now.conducting(TOUCH) * now.conducting(MOTOR))


def test_a_slow_pinch_delays_a_long_loop_by_less_than_the_published_limit():
    """15 mm of 1500: at a fifth of the velocity it costs two milliseconds, by hand 2 × 15 × (5 − 1) / 54."""
    assert pytest.approx(15, abs=1.5) == symptoms.STRETCH
    healthy = symptoms.h_reflex_at(0, 0).latency
    for minutes in range(0, 50, 5):
        late = symptoms.h_reflex_at(90, minutes).latency - healthy
        assert np.isnan(late) or -1e-9 <= late < 2.0


def test_feeling_has_words_for_every_share():
    assert [symptoms.feeling(share) for share in (1, 0.8, 0.5, 0.1, 0.05, 0)] == [
        *("normal", "normal", "reduced", "reduced", "absent", "absent")
    ]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: symptoms.moment("L2", 60, 30), "root is 'L2'; allowed is L4, L5 or S1"),
        (lambda: symptoms.fibres_at(-1, 30), "pressure is -1 mmHg; this model takes 0 to 400 mmHg"),
        (lambda: symptoms.feeling(1.2), "share of fibres is 1.2; this model takes 0 to 1"),
    ],
)
def test_bad_input_gets_one_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()
