"""The slow clock, in minutes, against published figures.  Each tolerance says where it comes from."""

import numpy as np
import pytest

from nervelab import Axon, Pinch, evidence
from nervelab.physiology import State, Zone, cable, compression, perfusion
from nervelab.physiology.axon import MUSCLE_END, PULSE, build, equilibrium
from nervelab.physiology.fibres import CLASSES, DULL_PAIN, MOTOR, TOUCH

MIDDLE_MOTOR, MIDDLE_TOUCH = 11.0, 9.5  # µm
AXON = Axon()


def blocked(zone, diameter):
    state = equilibrium(diameter, zone)
    _, where, *_ = cable.integrate(build(diameter, zone), state, 0.01, 1000, [(0, 10)], PULSE)
    return MUSCLE_END not in where


def minutes_to_block(pressure, fibre, diameter):
    """The first whole minute at which such a fibre is blocked; infinity if four hours do not do it."""
    low, high = 0, 241
    while high - low > 1:
        middle = (low + high) // 2
        if blocked(compression(pressure, min(middle, 240), fibre=fibre), diameter):
            high = middle
        else:
            low = middle
    return high if high <= 240 else float("inf")


def published(preparation, **match):
    table = evidence.table("D02")
    for column, value in match.items():
        table = table[table[column] == value]
    return table[table.preparation.str.contains(preparation)]


# The thresholds of D01 say where an effect begins or is complete, not how large it is.  Read here as:
# impaired, at least a twentieth lost at the upper end of the range; no flow, less than a fifth left at its
# lower end and less than a twentieth at its upper end.
def test_flow_follows_the_thresholds_of_rydevik():
    table = evidence.table("D01")
    rows = table[(table.source == "rydevik1981") & (table.low < 100)].set_index("effect")
    venules, arterioles, none = (
        rows.loc[effect]
        for effect in (
            "venular flow impaired",
            "arteriolar and intrafascicular capillary flow impaired",
            "no intraneural blood flow",
        )
    )
    assert perfusion(venules.low - 10) > 0.99
    assert perfusion(venules.high) < 0.95
    assert 0.2 < perfusion(arterioles.high) < perfusion(arterioles.low) < 0.8
    assert perfusion(none.low) < 0.2
    assert perfusion(none.high) < 0.05


def test_fifty_mmhg_for_two_hours_is_borne():
    """Rabbit tibial nerve: minimal or no acute slowing.  Read here as less than 5 %."""
    (row,) = published("rabbit", pressure=50).itertuples()
    run = AXON.stimulate(Pinch(pressure=row.pressure, minutes=row.duration_min))
    assert run.velocity > 0.95 * AXON.stimulate().velocity
    later = Pinch(pressure=row.pressure, minutes=row.duration_min, since_release=30)
    assert AXON.stimulate(later).velocity > 0.99 * AXON.stimulate().velocity


def test_two_hundred_mmhg_for_two_hours_slow_the_nerve_after_its_release():
    """Rabbit tibial nerve: clear slowing, incomplete recovery.  Read here: 20 % after half an hour."""
    (row,) = published("rabbit", pressure=200).itertuples()
    pinch = Pinch(pressure=row.pressure, minutes=row.duration_min, since_release=30)
    assert AXON.stimulate(pinch).velocity < 0.8 * AXON.stimulate().velocity


@pytest.mark.parametrize("pressure", [60, 90])
def test_touch_fails_ten_to_thirty_minutes_before_movement(pressure):
    """Median nerve of volunteers: complete sensory block within 90 min, motor block 10–30 min later."""
    (row,) = published("human median", pressure=pressure).itertuples()
    touch = minutes_to_block(pressure, TOUCH, MIDDLE_TOUCH)
    movement = minutes_to_block(pressure, MOTOR, MIDDLE_MOTOR)
    assert touch < movement < row.duration_min
    assert 10 <= movement - touch <= 30


@pytest.mark.parametrize(
    ("axon", "fibre", "diameter"), [("sensory", TOUCH, MIDDLE_TOUCH), ("motor", MOTOR, MIDDLE_MOTOR)]
)
def test_without_blood_the_potentials_vanish_when_they_did_in_volunteers(axon, fibre, diameter):
    """30 ± 5 and 46 ± 6 min under a cuff (D07).  Allowed: one standard deviation."""
    table = evidence.table("D07")
    (row,) = table[(table.phase == "prolonged ischaemia") & (table.axon == axon)].itertuples()
    assert minutes_to_block(150, fibre, diameter) == pytest.approx(row.value, abs=row.sd)


def test_thirty_mmhg_for_ninety_minutes_block_nothing():
    """Volunteers had mild tingling."""
    (row,) = published("human median", pressure=30).itertuples()
    for fibre, diameter in ((TOUCH, MIDDLE_TOUCH), (MOTOR, MIDDLE_MOTOR)):
        assert not blocked(compression(row.pressure, row.duration_min, fibre=fibre), diameter)


def test_the_classes_run_out_of_energy_in_the_known_order():
    """Touch before movement (Lundborg 1982, Hofmeijer 2013); burning pain goes last."""
    deficits = {fibre.name: compression(120, 30, fibre=fibre).deficit for fibre in CLASSES}
    assert deficits[TOUCH.name] > deficits[MOTOR.name] > deficits[DULL_PAIN.name]


def test_excitability_rises_before_it_fails():
    """A cuff: the threshold of motor axons falls in the first minutes, then conduction is lost (D07)."""
    healthy = AXON.threshold()
    early, late = (AXON.threshold(Pinch(pressure=120, minutes=t)) for t in (10, 60))
    assert early < 0.9 * healthy
    assert late > 1.5 * healthy


@pytest.mark.slow
@pytest.mark.parametrize("diameter", [8.5, 11.5, 13.5])
def test_pressure_alone_never_makes_a_healthy_motor_axon_fire(diameter):
    """0–200 mmHg for 0–120 min, before release: nothing is fired in the second half of a second."""
    for pressure in (30, 50, 55, 58, 60, 65, 80, 120, 160, 200):
        for minutes in (5, 10, 15, 20, 25, 30, 40, 60, 90, 120):
            zone = compression(pressure, minutes)
            state = equilibrium(diameter, zone)
            pinched = build(diameter, zone)
            middle, *_ = cable.integrate(pinched, state, 0.01, 50000)
            _, where, *_ = cable.integrate(pinched, middle, 0.01, 50000)
            assert MUSCLE_END not in where, (pressure, minutes)


def test_release_brings_harm_down_and_irritability_up_then_down():
    after = [compression(90, 60, since_release=t) for t in (0, 2, 5, 30, 120)]
    deficit, irritability = zip(*((z.deficit, z.irritability) for z in after), strict=True)
    assert list(deficit) == sorted(deficit, reverse=True)
    assert irritability[0] == 0
    assert max(irritability) > 0.5
    assert irritability[-1] < 0.05


def test_after_release_the_axon_fires_then_answers_with_bursts_then_is_well():
    """Motor axons twitch for minutes after a cuff comes off (Bostock et al. 1991, D07)."""
    states = [AXON.stimulate(Pinch(pressure=90, minutes=60, since_release=t)).state for t in range(11)]
    assert states[0] is State.BLOCK
    assert State.ECTOPIC in states[1:4]
    assert State.AFTER_DISCHARGE in states[1:5]
    assert states[10] in (State.NORMAL, State.SLOWED)


@pytest.mark.parametrize("minutes", [1, 3, 10, 40])
def test_what_the_return_of_energy_stirs_up_follows_its_equation(minutes):
    """d r/dt = 6·|de/dt|·(1 − r) − r/10, with energy back over 6 min: here in steps of a thousandth."""
    deficit, dt, r = compression(90, 60).deficit, minutes / 20_000, 0.0
    for k in range(20_000):
        r += dt * (6 * deficit / 6 * np.exp(-(k + 0.5) * dt / 6) * (1 - r) - r / 10)
    assert compression(90, 60, since_release=minutes).irritability == pytest.approx(r, abs=1e-4)


def test_the_classes_differ_in_the_irritability_that_they_bring_along():
    assert compression(0, 0, fibre=TOUCH).irritability == pytest.approx(TOUCH.irritability) == 0.1
    assert compression(0, 0, fibre=MOTOR).irritability == 0


def test_only_pressure_above_eighty_mmhg_harms_the_myelin_itself():
    assert compression(80, 240).damage == 0
    assert compression(90, 240).damage > 0


def test_myelin_heals_over_weeks_not_hours():
    damage = [compression(200, 120, since_release=t).damage for t in (0, 60, 240)]
    assert damage == sorted(damage, reverse=True)
    assert 0.98 * damage[0] < damage[2] < damage[1] < damage[0]


def test_an_irritable_nerve_stays_at_least_as_irritable():
    assert compression(0, 0, 0, 0.4).irritability == pytest.approx(0.4)
    assert compression(90, 60, 3, 0.4).irritability > compression(90, 60, 3, 0.0).irritability


def test_no_pressure_or_no_time_leaves_the_axon_as_it_was():
    assert compression(0, 120) == Zone()
    assert compression(200, 0) == Zone()


def test_energy_and_myelin_only_get_worse_while_the_pressure_lasts():
    zones = [compression(200, t) for t in np.linspace(0, 240, 25)]
    for harm in ("deficit", "damage"):
        course = [getattr(zone, harm) for zone in zones]
        assert course == sorted(course)
        assert course[-1] > 0.5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((-1, 10), "pressure is -1 mmHg; this model takes 0 to 400 mmHg"),
        ((60, 300), "duration of pressure is 300 min; this model takes 0 to 240 min"),
        ((60, 30, -2), "time since release is -2 min; this model takes 0 to 240 min"),
        ((60, 30, 0, 2), "irritability is 2; this model takes 0 to 1"),
    ],
)
def test_bad_input_gets_one_sentence(arguments, words):
    with pytest.raises(ValueError, match=words):
        compression(*arguments)
