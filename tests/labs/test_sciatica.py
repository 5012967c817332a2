"""Every control of the root explorer, moved to its ends; what is asserted is what the learner would see."""

import numpy as np
import pytest

from nervelab import evidence
from nervelab.clinic import roots
from nervelab.labs.drawings import leg, spine
from nervelab.labs.sciatica import LEVELS, NERVES, SciaticaLab, pain_maps

from .looking import copied, ends, inside, points, trace

D10 = evidence.table("D10").set_index("root")


@pytest.fixture(scope="module")
def shared():
    return SciaticaLab()


def marked(lab):
    """The lines of the sheet that carry a mark, without it."""
    lines = (*trace(lab, "sheet").text, *trace(lab, "stretch").text)
    return {line.replace("<b>", "").replace(" ◆</b>", "") for line in lines if "◆" in line}


def named(lab):
    """The roots whose name is marked in the drawing of the spine."""
    return [text[5:-9] for text in trace(lab, "root names").text if "◆" in text]


def test_it_opens_on_the_l5_root_of_the_question(lab):
    assert named(lab) == ["L5"]
    assert lab.panel.sentence.startswith(
        "A paracentral L4/5 disc: the traversing root L5. 40 % of the fibres lost"
    )
    assert "no dependable reflex tests L5" in lab.panel.sentence
    assert marked(lab) == {
        "dorsiflexion 4/5",
        "eversion 4/5",
        "inversion 4/5",
        "hip abduction 4/5",
        "straight-leg raise<br>positive",
    }


@pytest.mark.parametrize("control", SciaticaLab.controls, ids=lambda c: c.name)
def test_every_control_at_its_ends(lab, control):
    values = ends(control)
    pictures = set()
    for value in values:
        lab.set(**{control.name: value})
        assert lab.error is None
        assert lab.panel.error == ""
        assert lab.panel.sentence[-1] == "."
        pictures.add((lab.panel.sentence, str(trace(lab, "sheet").text), len(trace(lab, "skin").x)))
    assert len(pictures) == len(values)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("position", "column"), [("paracentral", 1), ("far lateral", 2)])
def test_the_root_in_the_picture_is_that_of_the_published_table(lab, level, position, column):
    """D10: column 1 lists paracentral discs, column 2 far-lateral ones."""
    (expected,) = D10.index[D10.iloc[:, column - 1] == level]
    lab.set(where=level, position=position)
    assert named(lab) == [expected]
    assert f"root {expected}." in lab.panel.sentence
    blob, way = points(lab, "herniation"), points(lab, "pressed root")
    apart = np.linalg.norm(blob.mean(axis=0) - way, axis=1).min()
    assert apart < 3, "the herniation does not touch the root that it is said to press on (mm)"


@pytest.mark.parametrize("level", LEVELS)
def test_a_paracentral_disc_does_not_touch_the_exiting_root(lab, level):
    lab.set(where=level)
    upper = level[:2]
    centre = points(lab, "herniation").mean(axis=0)
    assert np.linalg.norm(spine.root(upper) - centre, axis=1).min() > 10


def test_a_central_disc_meets_both_sides_and_is_called_an_emergency(lab):
    lab.set(position="central")
    assert named(lab) == ["L5", "S1", "S2", "S3"]
    x = points(lab, "pressed root")[:, 0]
    assert x.min() == pytest.approx(-x.max())
    assert "an emergency" in lab.panel.sentence
    assert any("emergency" in row[1] for row in lab.panel.rows)
    lab.set(where="L3/4")
    assert "L4" in named(lab)


@pytest.mark.parametrize("level", LEVELS)
def test_skin_and_muscles_in_the_picture_are_those_of_the_root(lab, level):
    lab.set(where=level)
    (name,) = roots.root_hit(level, "paracentral").roots
    shapes = [shape for view in leg.VIEWS for shape in leg.dermatome(name, view)]
    assert len(points(lab, "skin")) == sum(map(len, shapes))
    bellies = [s for view in leg.VIEWS for m in roots.root(name).myotome for s in leg.muscles(m, view)]
    assert len(points(lab, "weak muscles")) == sum(map(len, bellies)) > 0
    for movement in D10.loc[name, "motor"].split(", "):
        assert movement in lab.panel.sentence


@pytest.mark.parametrize(
    ("level", "knee", "ankle"),
    [("L2/3", "2+", "2+"), ("L3/4", "1+", "2+"), ("L4/5", "2+", "2+"), ("L5/S1", "2+", "1+")],
)
def test_jerks(lab, level, knee, ankle):
    """60 % of both limbs of the loop leave 0.36, under the published limit of 0.4."""
    lab.set(where=level)
    assert list(trace(lab, "jerks").text) == [knee, ankle]
    assert f"Knee jerk {knee}, ankle jerk {ankle}" in lab.panel.sentence


def test_l5_can_be_lost_without_a_change_of_any_jerk(lab):
    lab.set(lost=100)
    assert list(trace(lab, "jerks").text) == ["2+", "2+"]
    assert "0/5" in lab.panel.sentence
    assert "feeling absent over lateral calf and dorsum of foot" in lab.panel.sentence


def test_pain_and_loss_are_moved_apart(lab):
    lab.set(lost=0, irritability=100)
    assert marked(lab) == {"straight-leg raise<br>positive"}
    assert "full power; feeling normal" in lab.panel.sentence
    assert len(points(lab, "weak muscles")) == 0
    lab.set(lost=60, irritability=0)
    assert "Straight-leg raise negative." in lab.panel.sentence
    assert len(marked(lab)) == 4


@pytest.mark.parametrize(
    ("lost", "grade"), [(20, "5"), (25, "4"), (70, "4"), (75, "3"), (80, "3"), (85, "2"), (100, "0")]
)
def test_the_grade_of_power_changes_where_the_notebook_says(lab, lost, grade):
    """The bands of `exam.POWER`: a share of exactly 0.8, 0.3 or 0.2 still earns the better grade."""
    lab.set(lost=lost)
    assert set(lab.result.power.values()) == {grade}


def test_the_fibular_nerve_spares_what_tells_it_from_the_root(lab):
    root_lines = marked(lab)
    lab.set(where="common fibular nerve")
    assert root_lines - marked(lab) >= {"inversion 4/5", "hip abduction 4/5"}
    assert marked(lab) == {"dorsiflexion 4/5", "eversion 4/5"}
    assert named(lab) == []
    assert len(points(lab, "herniation")) == len(points(lab, "pressed root")) == 0
    assert len(points(lab, "pressed place")) == 1


def test_the_sciatic_nerve_is_pressed_outside_the_spine(lab):
    lab.set(where="sciatic nerve")
    assert "hip abduction" not in lab.panel.sentence
    assert "knee flexion" in lab.panel.sentence
    assert list(trace(lab, "jerks").text) == ["2+", "1+"]
    below = points(lab, "pressed sciatic nerve")
    assert below[:, 1].max() < spine.SACRAL["S3"]
    assert below[:, 0].min() > spine.disc("L5/S1")[:, 0].max()


def test_the_table_says_what_the_picture_says(lab):
    lab.set(where="L5/S1")
    rows = dict(lab.panel.rows)
    assert rows["Root or nerve pressed"] == "S1"
    assert rows["Power: plantarflexion"] == "MRC 4"
    assert rows["Ankle jerk (S1)"] == "1+"
    assert float(rows["Ankle jerk, size (healthy 1)"]) == pytest.approx(0.6**2)
    assert rows["Stretch test: SLR"] == "positive"


@pytest.mark.parametrize("where", [*LEVELS, *NERVES])
@pytest.mark.parametrize("position", roots.POSITIONS)
def test_the_copied_python_gives_the_same_sheet(lab, where, position):
    lab.set(where=where, position=position, lost=80, irritability=20)
    value, names = copied(lab)
    sheet, shown = names["sheet"], lab.result
    assert value == (shown.power, shown.skin, shown.knee.grade, shown.ankle.grade, shown.stretch)
    assert sheet.saddle is shown.saddle


def test_what_is_illustrative_is_said_on_the_screen(lab):
    assert "overlap" in lab.panel.illustrative
    assert any("Neighbours share" in line for line in lab.panel.leaves_out)


def test_the_drawn_pain_maps_are_the_published_ones():
    table = evidence.table("D16")
    followed, left, _ = pain_maps().data
    assert list(left.x) == pytest.approx([64.1, 69.7, 100 - 64.9])
    assert list(followed.x) == pytest.approx([35.9, 30.3, 64.9])
    (note,) = pain_maps().layout.annotations
    assert table[table.unit == "qualitative"].note.item() in note.text
    assert len(followed.x) + 1 == len(table)


# --- the drawings by themselves -----------------------------------------------------------------------


def distance(points, outline):
    """From each point to the nearest stretch of `outline`."""
    start, along = outline[:-1], np.diff(outline, axis=0)
    to = points[:, None] - start
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip((to * along).sum(axis=2) / length, 0, 1)[:, :, None]
    return np.linalg.norm(to - share * along, axis=2).min(axis=1, initial=np.inf)


@pytest.mark.parametrize("view", leg.VIEWS)
def test_patches_and_muscles_lie_in_the_leg(view):
    outline = leg.outline(view)
    shapes = [s for root in D10.index for s in leg.dermatome(root, view)]
    shapes += [s for movement in leg.movements() for s in leg.muscles(movement, view)]
    shapes += [s for nerve in NERVES for s in leg.nerve_skin(nerve, view)]
    for shape in shapes:
        outside = shape[~inside(shape, outline)]
        assert (distance(outside, outline) < 0.1).all()  # cm: they lie on the edge itself


def test_every_root_and_every_movement_of_the_table_is_drawn():
    for root in roots.roots():
        assert any(leg.dermatome(root.name, view) for view in leg.VIEWS)
        for movement in root.myotome:
            if root.name != "S2-S4":
                assert any(leg.muscles(movement, view) for view in leg.VIEWS), movement


def centre(root, view):
    (patch,) = leg.dermatome(root, view)
    return np.abs(patch.mean(axis=0))


def test_patches_lie_where_the_table_says():
    """|x| grows from the inner to the outer side, y from the toes upwards; the knee is at 55 cm."""
    assert centre("L2", "front")[1] > centre("L3", "front")[1] > centre("L4", "front")[1]  # thigh, knee, calf
    assert centre("L4", "front")[0] < centre("L5", "front")[0]  # medial, lateral calf
    assert centre("S1", "back")[1] < 18  # the foot
    assert centre("S2-S4", "back")[1] > 80  # the saddle
    assert leg.dermatome("L2", "back") == []


def test_a_name_stands_beside_its_own_patch():
    for view in leg.VIEWS:
        patches = {root: leg.dermatome(root, view) for root in D10.index if leg.dermatome(root, view)}
        for root in patches:
            if leg.label(root, view) is None:
                continue
            point, _ = leg.label(root, view)
            gaps = {
                name: min(distance(point[None], shape)[0] for shape in shapes)
                for name, shapes in patches.items()
            }
            assert min(gaps, key=gaps.get) == root


def test_the_two_views_are_mirror_images():
    front, back = leg.outline("front"), leg.outline("back")
    assert np.allclose(front * [-1, 1], back)
    assert front[:, 0].max() <= 0 <= back[:, 0].min()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: leg.outline("side"), "view is 'side'; allowed is front or back"),
        (lambda: leg.dermatome("L1", "front"), "root is 'L1'; drawn are L2, "),
        (lambda: leg.muscles("yawning", "front"), "movement is 'yawning'"),
    ],
)
def test_what_is_not_drawn_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_root_leaves_under_the_pedicle_of_its_own_vertebra():
    for name, height in spine.VERTEBRAE.items():
        way = spine.root(name)
        (pedicle,) = (p for p in spine.pedicles(name) if p[:, 0].min() > 0)
        crossing = way[np.argmin(np.abs(way[:, 0] - pedicle[:, 0].mean()))]
        assert height - 13.5 < crossing[1] < pedicle[:, 1].min()
        assert not inside(way, pedicle).any(), "the root runs through bone"


def test_the_sciatic_nerve_collects_l4_to_s3():
    start = spine.sciatic()[0]
    for name in spine.ROOTS:
        apart = np.linalg.norm(spine.root(name)[-1] - start)
        assert (apart < 5) == (name in ("L4", "L5", "S1", "S2", "S3"))
