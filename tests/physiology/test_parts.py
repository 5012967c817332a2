"""Ions, gates, geometry and the pinch: values that can be worked out by hand or read in the source."""

import numpy as np
import pytest

from nervelab import Pinch, evidence
from nervelab.physiology import Bath, Zone, geometry, ions, kinetics


def test_nernst_for_tenfold_potassium():
    """RT/F · ln 10 at 37 °C is 61.54 mV."""
    assert ions.nernst(4, 40) == pytest.approx(-61.54, abs=0.01)
    assert ions.nernst(1.2, 0.00012, valence=2) == pytest.approx(4 * 61.54 / 2, abs=0.02)


def test_usual_concentrations_give_the_published_potentials():
    """Every E_K and V_GHK of table D09, which were computed from the cited concentrations."""
    table = evidence.table("D09")
    for row in table[table.unit == "mV"].itertuples():
        potential = {"E_K": lambda k: ions.nernst(k, ions.POTASSIUM_INSIDE), "V_GHK (K, Na)": ions.goldman}
        assert potential[row.quantity](row.K_out) == pytest.approx(row.value, abs=0.06)


def test_low_potassium_hyperpolarises():
    assert ions.goldman(2.5) < ions.goldman(4.0) - 5


@pytest.mark.parametrize("bad", [0, -3, 60, float("nan")])
def test_goldman_names_the_range(bad):
    with pytest.raises(ValueError, match=r"potassium concentration is .* 0\.1 to 50 mmol/L"):
        ions.goldman(bad)


def test_goldman_refuses_a_negative_permeability():
    with pytest.raises(ValueError, match="permeability ratio is -1; this model takes 0 to 100"):
        ions.goldman(4, permeability=-1)


@pytest.mark.parametrize("bad", [0, -1, float("nan")])
def test_nernst_refuses_what_has_no_logarithm(bad):
    with pytest.raises(ValueError, match="must be above 0 mmol/L"):
        ions.nernst(bad, 140)


def test_calcium_shifts_the_gates_by_what_was_measured():
    """10 to 15 mV for a fivefold change (Frankenhaeuser & Hodgkin 1957); less calcium, easier opening."""
    fivefold = Bath(calcium=0.5, magnesium=0.2).gate_shift - Bath(calcium=2.5, magnesium=1.0).gate_shift
    assert 10 <= fivefold <= 15
    assert Bath().gate_shift == 0
    assert Bath(magnesium=0.4).gate_shift > 0


@pytest.mark.parametrize(
    ("salts", "words"),
    [
        ({"potassium": 0}, "potassium concentration is 0 mmol/L; this model takes 1.5 to 9 mmol/L"),
        ({"calcium": 5}, "ionised calcium concentration is 5 mmol/L; this model takes 0.4 to 3 mmol/L"),
        ({"magnesium": -1}, "magnesium concentration is -1 mmol/L; this model takes 0.2 to 3 mmol/L"),
    ],
)
def test_a_bad_bath_gets_one_sentence(salts, words):
    with pytest.raises(ValueError, match=words):
        Bath(**salts)


@pytest.mark.parametrize(
    ("v", "gate"), [(-21.4, 0), (-25.7, 0), (-114, 1), (-27, 2), (-34, 2), (-83.2, 4), (-66, 4)]
)
def test_rates_are_smooth_where_their_formula_divides_zero_by_zero(v, gate):
    around = np.array(kinetics.rates(np.array([v - 1e-3, v, v + 1e-3])))[:, gate]
    assert np.isfinite(around).all()
    assert around[:, 1] == pytest.approx(around[:, [0, 2]].mean(axis=1), rel=1e-5)


def test_fast_sodium_is_shut_at_rest_and_open_when_depolarised():
    m, h, *_ = kinetics.steady_state(np.array([-84.0, 0.0]))
    assert m[0] < 0.1 < 0.9 < m[1]
    assert h[1] < 0.1 < 0.5 < h[0]


def test_table_diameters_are_returned_as_published():
    shape = geometry.fibre(10.0)
    assert (shape.axon_diameter, shape.node_diameter, shape.node_spacing, shape.lamellae) == (
        6.9,
        3.3,
        1150,
        120,
    )


def test_diameters_between_are_interpolated():
    assert geometry.fibre(10.75).node_spacing == pytest.approx(1200)


def test_myelin_insulates_and_its_loss_exposes_the_axolemma():
    shape = geometry.fibre(11.5)
    capacitance, leak = geometry.internode_membrane(shape, 6, np.array([0.0, 0.9, 0.985]))
    assert (np.diff(capacitance) > 0).all()
    assert (np.diff(leak) > 0).all()
    bare = np.pi * 8.1 * (1249 / 6) * 0.01  # pF at 1 µF/cm²
    assert capacitance[0] < bare / 100
    assert capacitance[-1] < bare


def test_the_zone_is_healthy_at_zero_and_worst_at_one():
    healthy, worst = Zone(), Zone(1, 1, 1)
    assert (healthy.demyelination, healthy.potassium, healthy.pump, healthy.gathering) == (0, 0, 1, 0)
    assert (worst.demyelination, worst.potassium, worst.pump) == (pytest.approx(0.985), 12, 0)
    assert (worst.persistent_sodium, worst.slow_potassium) == (4, pytest.approx(0.3))
    assert Zone(damage=0.5).demyelination == pytest.approx(0.8)


def test_thick_fibres_feel_a_pinch_more_and_the_extremes_are_the_same_for_all():
    zone = Zone(0.6, 0.3, 0.2)
    thin, middle, thick = (zone.felt_by(d) for d in (6, 11.5, 16))
    assert middle.deficit == pytest.approx(0.6)
    assert thin.deficit < middle.deficit < thick.deficit
    assert thin.damage < middle.damage < thick.damage
    assert {z.irritability for z in (thin, middle, thick)} == {0.2}
    assert Zone(1, 1).felt_by(6) == Zone(1, 1)
    assert Zone().felt_by(6) == Zone()


def test_energy_and_myelin_are_felt_apart_and_a_zone_can_be_meant_for_a_fibre():
    for diameter in (6, 16):
        assert Zone(0.6, 0).felt_by(diameter).damage == 0
        assert Zone(0, 0.6).felt_by(diameter).deficit == 0
        felt = Zone(0.6, 0.3, 0.2).meant_for(diameter).felt_by(diameter)
        assert (felt.deficit, felt.damage, felt.irritability) == pytest.approx((0.6, 0.3, 0.2))


def test_severity_harms_energy_and_half_as_much_myelin():
    assert Pinch(severity=0.8, irritability=0.1).zone == Zone(0.8, 0.4, 0.1)
    assert Pinch(severity=0.8).zone.severity == 0.8


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"pressure": -5, "minutes": 10}, "pressure is -5 mmHg; this model takes 0 to 400 mmHg"),
        ({"pressure": float("nan"), "minutes": 10}, "pressure is nan mmHg"),
        (
            {"pressure": 60, "minutes": 1e4},
            "duration of pressure is 10000 min; this model takes 0 to 240 min",
        ),
        ({"pressure": 60, "minutes": 10, "since_release": -1}, "time since release is -1 min"),
        ({"severity": 1.2}, "severity is 1.2; this model takes 0 to 1"),
        ({"severity": 0.5, "irritability": 2}, "irritability is 2; this model takes 0 to 1"),
        ({"pressure": 60}, "needs either a severity .* or both pressure .* and minutes"),
        ({"severity": 0.5, "pressure": 60, "minutes": 5}, "not both"),
        ({"severity": 0.5, "since_release": 5}, "not both"),
    ],
)
def test_a_bad_pinch_gets_one_sentence(arguments, words):
    with pytest.raises(ValueError, match=words) as caught:
        Pinch(**arguments)
    assert "\n" not in str(caught.value)
