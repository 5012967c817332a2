"""One lesion and its sheet: against the table of roots, and root against nerve."""

import pytest

from nervelab import evidence
from nervelab.clinic import lesions, roots

D10 = evidence.table("D10").set_index("root")


def test_a_disc_weakens_the_movements_and_the_skin_of_its_root():
    sheet = lesions.disc("L4/5", "paracentral", conducting=0.5)
    assert ", ".join(sheet.power) == D10.loc["L5", "motor"]
    assert sheet.skin == {"L5": (D10.loc["L5", "sensory"], "reduced")}
    assert sheet.hit.roots == ("L5",)
    assert sheet.nerve is None


@pytest.mark.parametrize(("level", "knee", "ankle"), [("L3/4", 0.25, 1), ("L4/5", 1, 1), ("L5/S1", 1, 0.25)])
def test_a_jerk_has_two_limbs(level, knee, ankle):
    """Half of the fibres up and half of those down leave a quarter."""
    sheet = lesions.disc(level, "paracentral", conducting=0.5)
    assert (sheet.knee.amplitude, sheet.ankle.amplitude) == (knee, ankle)


def test_l3_only_adds_to_the_knee_jerk():
    assert lesions.disc("L2/3", "paracentral", conducting=0.1).knee.grade == "2+"


def test_stretch_asks_the_irritable_root():
    assert lesions.disc("L5/S1", "paracentral", conducting=1, irritability=1).stretch == {"SLR": "positive"}
    assert lesions.disc("L4/5", "far lateral", conducting=1).stretch == {"femoral stretch": "negative"}


def test_a_central_disc_endangers_the_saddle_without_grading_it():
    sheet = lesions.disc("L5/S1", "central", conducting=0.5)
    assert sheet.saddle
    assert set(sheet.skin) == {"S1"}
    assert "sphincters" not in sheet.power
    assert not lesions.disc("L5/S1", "paracentral", conducting=0.5).saddle


def test_nothing_lost_is_a_normal_sheet():
    sheet = lesions.disc("L3/4", "central", conducting=1)
    assert set(sheet.power.values()) == {"5"}
    assert {grade for _, grade in sheet.skin.values()} == {"normal"}
    assert sheet.knee.grade == sheet.ankle.grade == "2+"


def test_the_fibular_nerve_agrees_with_the_rule_for_foot_drop():
    sheet = lesions.nerve("common fibular nerve", conducting=0.2)
    assert tuple(sheet.power) == roots.weak_movements("common fibular nerve")
    weak = {name: name in sheet.power for name in ("inversion", "hip abduction")}
    site = roots.foot_drop(inversion_weak=weak["inversion"], hip_abduction_weak=weak["hip abduction"])
    assert site == roots.Site.NERVE
    assert sheet.ankle.grade == "2+"


def test_the_sciatic_nerve_takes_all_of_the_foot_and_spares_the_hip():
    sheet = lesions.nerve("sciatic nerve", conducting=0.2)
    assert {"inversion", "eversion", "plantarflexion", "knee flexion"} <= set(sheet.power)
    assert not {"hip abduction", "hip extension", "knee extension"} & set(sheet.power)
    assert (sheet.knee.grade, sheet.ankle.grade) == ("2+", "1+")
    assert sheet.stretch == {}


def test_spared_movements_belong_to_roots_of_the_nerve():
    for nerve in lesions.nerves():
        served = {m for name in nerve.roots if name[:2] in D10.index for m in roots.root(name).myotome}
        assert set(nerve.spares) <= served
        assert not set(nerve.spares) & set(nerve.movements)
        assert all(evidence.reference(key) for key in nerve.sources)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: lesions.nerve("vagus", conducting=1),
            "nerve is 'vagus'; allowed is sciatic nerve or common",
        ),
        (lambda: lesions.disc("L4/5", "central", conducting=2), "share of conducting fibres is 2"),
    ],
)
def test_what_is_not_there_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
