"""The capstone's patients: who gets which, that each is whole, and that the model can show their signs."""

from hashlib import sha256

import pytest

from nervelab import evidence
from nervelab.clinic import capstone, exam
from nervelab.clinic.roots import roots

PATIENTS = {patient.id: patient for patient in evidence.patients()}
# A run that shows the patient's sheet, found by search.
RUNS = {
    "P1": dict(place="L5 root", severity=0.75, irritability=0.8),
    "P2": dict(place="S1 root", severity=0.80, irritability=0.7),
    "P3": dict(place="lumbar canal", severity=0.65, irritability=0.6),
    "P4": dict(place="cauda equina", severity=0.78, irritability=0.9),
    "P5": dict(place="blood", calcium=0.6),
    "P6": dict(place="spinal cord", severity=0.6),
}


@pytest.fixture(autouse=True)
def no_grader(monkeypatch):
    monkeypatch.delenv(capstone.VARIABLE, raising=False)


@pytest.mark.parametrize("id", ["ada", "bo", "Ünal 7", "4711"])
def test_the_hash_of_the_id_decides(id):
    number = int(sha256(id.casefold().encode()).hexdigest(), 16) % len(PATIENTS)
    assert capstone.patient(id) == evidence.patients()[number]


def test_every_patient_is_met_about_equally_often():
    met = [capstone.patient(f"student{n}").id for n in range(600)]
    assert all(70 < met.count(id) < 130 for id in PATIENTS)


@pytest.mark.parametrize("id", ["", "  ", None, 4711, ["ada"]])
def test_whatever_is_no_id_gets_the_first_patient(id):
    assert capstone.patient(id).id == "P1"


def test_case_and_blanks_round_an_id_do_not_count():
    assert capstone.patient(" Ada\n") == capstone.patient("ada")


def test_only_a_grader_who_says_the_id_finds_somebody_else(monkeypatch):
    assert not capstone.somebody_else("bo")
    monkeypatch.setenv(capstone.VARIABLE, "ada")
    assert [capstone.somebody_else(id) for id in (" ADA ", "bo", "", None)] == [False, True, True, True]
    monkeypatch.setenv(capstone.VARIABLE, " ")
    assert not capstone.somebody_else("bo")


@pytest.mark.parametrize("patient", PATIENTS.values(), ids=PATIENTS)
def test_a_patient_is_whole_and_invented(patient):
    assert "(fictional)" in str(patient)
    for number, line in patient.lines.items():
        assert f" {number}. {line[:20]}" in str(patient)
    movements = {movement for root in roots() for movement in root.myotome}
    assert {*patient.sheet["weak"]} <= movements | {"every movement"}
    assert bool(patient.sheet["weak"]) == (patient.sheet["power"] < 5)


@pytest.mark.parametrize("patient", PATIENTS.values(), ids=PATIENTS)
def test_every_finding_has_a_published_ratio_and_enough_of_them_fit_the_question(patient):
    published = {ratio.finding for ratio in exam.ratios()}
    fitting = {ratio.finding for ratio in exam.ratios(patient.target)}
    assert set(patient.findings) <= published
    assert len(set(patient.findings) & fitting) >= 2
    age = int(patient.who.split(", ")[1])
    assert ("age over 70" in patient.findings) <= (age > 70)
    assert ("age under 60" in patient.findings) <= (age < 60)


@pytest.mark.parametrize("id", PATIENTS)
def test_the_model_shows_the_signs_of_the_patient_and_of_no_other(id):
    shown = capstone.run(**RUNS[id])
    assert [each.id for each in PATIENTS.values() if each.sheet == shown] == [id]


@pytest.mark.parametrize("id", [id for id, run in RUNS.items() if "severity" in run])
def test_a_search_by_hundredths_finds_the_patient_more_than_once(id):
    """The irritabilities are those of the item's hints: none, or 0.9."""
    place, sheet = RUNS[id]["place"], PATIENTS[id].sheet
    irritability = 0.9 if sheet["muscle"] == "cramp-like" else 0.0
    near = (round(0.7 + hundredths / 100, 2) for hundredths in range(-10, 11))
    shown = [capstone.run(place, severity=severity, irritability=irritability) for severity in near]
    assert shown.count(sheet) >= 3


def test_without_a_pinch_nothing_is_found():
    healthy = {"power": 5, "skin": "normal", "ankle": "2+", "toes": "down", "muscle": "quiet", "weak": []}
    for place in capstone.PLACES:
        assert healthy.items() <= capstone.run(place).items()


def test_a_nerve_for_the_skin_moves_nothing():
    shown = capstone.run("sural nerve", severity=0.8, irritability=0.7)
    assert (shown["skin"], shown["muscle"], shown["power"]) == ("reduced", "quiet", 5)


def test_only_the_cord_makes_a_jerk_brisk_and_only_the_tail_of_the_sac_numbs_the_saddle():
    shown = {place: capstone.run(place, severity=0.87) for place in capstone.PLACES if place != "blood"}
    assert {place for place, sheet in shown.items() if sheet["ankle"] in ("3+", "4+")} == {"spinal cord"}
    assert {place for place, sheet in shown.items() if sheet["saddle"] != "normal"} == {"cauda equina"}


def test_low_potassium_quiets_the_axon_that_low_calcium_excites():
    calm, excited = capstone.run("blood", potassium=2.5), capstone.run("blood", calcium=0.6)
    assert (calm["muscle"], calm["power"]) == ("quiet", 4)
    assert excited["muscle"] == "answers a tap"


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        (dict(place="knee"), "The place is 'knee'; allowed is L5 root, "),
        (dict(place="blood", severity=0.5), "a pinch has no place in it"),
        (dict(place="S1 root", calcium=0.6), "at the place 'S1 root' they stay as usual"),
        (dict(place="spinal cord", irritability=0.5), "outside the spinal cord only"),
        (dict(place="S1 root", severity=80), "severity"),
    ],
)
def test_a_setting_that_a_place_does_not_take_is_refused_in_a_sentence(settings, complaint):
    with pytest.raises(ValueError, match=complaint):
        capstone.run(**settings)


def test_a_sheet_is_the_callers_to_change():
    capstone.run("S1 root", severity=0.87)["weak"].append("wink")
    assert "wink" not in capstone.run("S1 root", severity=0.87)["weak"]
