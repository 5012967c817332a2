"""Roots: the rule for discs against the published table, and root against nerve."""

import pytest

from nervelab import evidence
from nervelab.clinic import roots

TABLE = evidence.table("D10").set_index("root")


def test_the_rule_gives_what_the_table_says_at_every_level():
    for name, level in TABLE["disc_paracentral"].items():
        if "/" in level:
            assert roots.root_hit(level, "paracentral").roots == (name,)
    for name, level in TABLE["disc_farlateral"].items():
        if level != "-":
            assert roots.root_hit(level, "far lateral").roots == (name,)


def test_the_levels_are_the_five_lumbar_discs():
    assert roots.levels() == ("L1/2", "L2/3", "L3/4", "L4/5", "L5/S1")


def test_one_disc_meets_two_different_roots():
    """The usual mistake: L4/5 and the L4 root."""
    assert roots.root_hit("L4/5", "paracentral").roots == ("L5",)
    assert roots.root_hit("L4/5", "far lateral").roots == ("L4",)


def test_a_central_disc_meets_the_cauda_equina_but_no_root_that_has_left():
    assert roots.root_hit("L4/5", "central").roots == ("L5", "S1", "S2-S4")
    assert roots.root_hit("L5/S1", "central").roots == ("S1", "S2-S4")
    assert TABLE.loc["S2-S4", "disc_paracentral"] == "central (cauda equina)"


def test_a_root_outside_the_table_is_named_and_refused():
    with pytest.raises(ValueError, match=r"at L1/2 meets L1.* allowed is L2/3 to L5/S1\.$"):
        roots.root_hit("L1/2", "far lateral")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: roots.root_hit("L6/7", "central"), "disc level is 'L6/7'; allowed is L1/2, .* or L5/S1"),
        (lambda: roots.root_hit("L4/5", "left"), "'left'; allowed is paracentral, far lateral or central"),
        (lambda: roots.root("L1"), "root is 'L1'; allowed is L2, L3, L4, L5, S1 or S2-S4"),
        (lambda: roots.weak_movements("brain"), "'brain'; allowed is L5 root or common fibular nerve"),
    ],
)
def test_what_is_not_there_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_reflexes():
    assert {r.name: r.reflex for r in roots.roots()} == {
        "L2": None,
        "L3": "knee",
        "L4": "knee",
        "L5": None,
        "S1": "ankle",
        "S2-S4": "anal wink",
    }
    assert [r.name for r in roots.roots() if r.reflex_shared] == ["L3"]


def test_stretch_tests():
    assert {r.name: r.stretch_test for r in roots.roots()} == {
        "L2": "femoral stretch",
        "L3": "femoral stretch",
        "L4": "femoral stretch",
        "L5": "SLR",
        "S1": "SLR",
        "S2-S4": None,
    }


def test_skin_and_movements_are_the_published_ones():
    for root in roots.roots():
        assert root.dermatome == TABLE.loc[root.name, "sensory"]
        assert ", ".join(root.myotome) == TABLE.loc[root.name, "motor"]
        assert root.source == TABLE.loc[root.name, "source"]


def test_two_movements_tell_the_root_from_the_nerve():
    assert roots.foot_drop(inversion_weak=True, hip_abduction_weak=True) == roots.Site.ROOT
    assert roots.foot_drop(inversion_weak=False, hip_abduction_weak=False) == roots.Site.NERVE
    for inversion in (True, False):
        found = roots.foot_drop(inversion_weak=inversion, hip_abduction_weak=not inversion)
        assert found == roots.Site.UNDECIDED


def test_the_two_movements_are_those_of_the_published_rule():
    (rule,) = (note for note in evidence.table("D10").attrs["notes"] if "common fibular" in note)
    assert rule == "L5 root v common fibular nerve: inversion and hip abduction weak only in root lesion."
    assert set(roots.weak_movements("L5 root")) - set(roots.weak_movements("common fibular nerve")) == {
        "inversion",
        "hip abduction",
    }
    assert roots.weak_movements("common fibular nerve") == ("great toe and ankle dorsiflexion", "eversion")
