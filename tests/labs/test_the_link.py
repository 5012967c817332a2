"""Every control of the signal path, moved to its ends; what is asserted is what the learner would see."""

import numpy as np
import pytest

from nervelab import evidence
from nervelab.clinic import pathway
from nervelab.clinic.roots import roots
from nervelab.labs.drawings import signal_path as body
from nervelab.labs.the_link import (
    PLACES,
    ROADS,
    SPASMS,
    LinkLab,
    night_cramps,
    spasms,
    stenosis_cramps,
)

from .looking import copied, ends, inside, points, trace, trace_in


@pytest.fixture(scope="module")
def shared():
    return LinkLab()


def texts(lab, name):
    return [text.replace("<b>", "").replace("</b>", "") for text in trace(lab, name).text]


def thickness(lab, lane, x):
    """How thick the lane is drawn at `x`, one number per way."""
    drawn = trace(lab, lane)
    shapes, start = [], 0
    for gap in np.flatnonzero(np.isnan(drawn.x)):
        shapes.append(np.column_stack([drawn.x[start:gap], drawn.y[start:gap]]))
        start = gap + 1
    found = []
    for shape in shapes:
        top = shape[:4] if shape[0, 0] < shape[3, 0] else shape[3::-1]
        found.append(2 * (np.interp(x, top[:, 0], top[:, 1]) - (shape[:, 1].max() + shape[:, 1].min()) / 2))
    return found


def test_it_opens_on_the_s1_root_half_silent(lab):
    assert lab.panel.sentence.startswith("Pinch of the S1 root, 50 % silent, 0 % firing. Power: ")
    assert "plantarflexion" in lab.panel.sentence
    assert "Knee jerk 2+, ankle jerk 1+, toes down." in lab.panel.sentence
    assert lab.panel.sentence.endswith("Unasked: no tingling; the calf at rest: quiet.")
    assert texts(lab, "found") == ["knee jerk 2+", "ankle jerk 1+ ◆", "toes down"]


@pytest.mark.parametrize("control", LinkLab.controls, ids=lambda c: c.name)
def test_every_control_at_its_ends(lab, control):
    values = ends(control)
    pictures = set()
    for value in values:
        lab.set(**{control.name: value})
        assert lab.error is None
        assert lab.panel.error == ""
        pictures.add((lab.panel.sentence, points(lab, "pinch").tobytes(), str(texts(lab, "lane names"))))
    assert len(pictures) == len(values)


@pytest.mark.parametrize("name", PLACES)
def test_the_pinch_is_drawn_where_it_is_and_on_the_lanes_it_can_reach(lab, name):
    lab.set(where=name)
    (x, y), _ = body.PLACES[name]
    wedges = points(lab, "pinch")
    assert wedges.mean(axis=0) == pytest.approx((x, y), abs=0.1)
    assert wedges[:, 1].min() < y < wedges[:, 1].max()
    carried = {lane for lane, (height, _) in ROADS.items() if height in points(lab, "pinched traffic")[:, 1]}
    assert carried == set(pathway.place(name).carries)


def test_each_lane_thins_out_beyond_the_pinch_in_its_own_direction(lab):
    lab.set(silent=75)
    (x, _), _ = body.PLACES["S1 root"]
    assert thickness(lab, "command", x - 5)[0] == pytest.approx(
        4 * thickness(lab, "command", x + 5)[0], rel=1e-4
    )
    assert thickness(lab, "touch", x + 5)[0] == pytest.approx(4 * thickness(lab, "touch", x - 5)[0], rel=1e-4)
    up, down = thickness(lab, "loop", x - 5)
    home_up, home_down = thickness(lab, "loop", x + 5)
    assert home_up == pytest.approx(4 * up, rel=1e-4)
    assert up == pytest.approx(down, rel=1e-4)  # nothing is lost inside the cord
    assert down == pytest.approx(4 * home_down, rel=1e-4)


def test_the_loop_below_a_pressed_cord_stays_thick(lab):
    before = trace(lab, "loop").y
    lab.set(where="spinal cord", silent=100)
    assert np.nanmax(np.abs(trace(lab, "loop").y)) == pytest.approx(np.nanmax(np.abs(before)))
    assert thickness(lab, "command", 100)[0] == 0
    assert "runs without its brake" in texts(lab, "lane names")[2]
    assert texts(lab, "found") == ["knee jerk 4+ ◆", "ankle jerk 4+ ◆", "toes up ◆"]
    assert "with clonus" in lab.panel.sentence
    assert "legs stiff" in lab.panel.sentence


def test_muscles_and_skin_in_the_picture_are_those_of_the_sentence(lab):
    lab.set(silent=0)
    assert len(points(lab, "weak muscles")) == len(points(lab, "numb skin")) == 0
    assert "Power: full. Feeling: normal." in lab.panel.sentence
    lab.set(where="common fibular nerve", silent=100)
    assert len(points(lab, "weak muscles")) == len(body.muscle("shin"))
    numb = body.skin("lower outer calf, dorsum of foot")
    assert len(points(lab, "numb skin")) == sum(map(len, numb))
    lab.set(where="sural nerve")
    assert len(points(lab, "weak muscles")) == 0
    assert len(points(lab, "numb skin")) > 0
    lab.set(where="calf muscle")
    assert len(points(lab, "weak muscles")) == len(body.muscle("calf"))
    assert len(points(lab, "numb skin")) == 0


def test_gain_is_crosses_on_the_lanes_in_the_skin_and_in_the_muscles(lab):
    def crossed():
        return {height for height in (0.0, 1.0, 2.0) if height in points(lab, "unasked")[:, 1]}

    lab.set(silent=0, firing=20)
    assert crossed() == {1.0}  # touch fires first
    assert len(points(lab, "tingling skin")) > 0
    assert len(points(lab, "firing muscles")) == 0
    lab.set(firing=100)
    assert crossed() == {1.0, 2.0}
    assert len(points(lab, "firing muscles")) > 0
    crosses = points(lab, "unasked")[:, 0]
    assert crosses.min() < body.PLACES["S1 root"][0][0] < crosses.max()  # both ways
    lab.set(where="sural nerve")
    assert crossed() == {1.0}
    assert len(points(lab, "firing muscles")) == 0
    lab.set(where="calf muscle")
    assert crossed() == {2.0}
    assert len(points(lab, "tingling skin")) == 0


def test_the_cauda_equina_is_called_an_emergency(lab):
    lab.set(where="cauda equina")
    assert "an emergency" in lab.panel.sentence
    assert any("emergency" in row[1] for row in lab.panel.rows)


def titles(lab):
    return [trace(lab, f"title {column}").text[0] for column in (1, 2, 3)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (dict(silent=0), ("quiet", "voluntary contraction", "jerk 2+")),
        (dict(silent=100), ("quiet", "weakness", "jerk 0")),
        (dict(silent=0, firing=40), ("fasciculation", "voluntary contraction", "jerk 2+")),
        (dict(silent=0, firing=100), ("cramp-like", "cramp-like", "jerk 2+")),
    ],
)
def test_what_the_muscle_does_has_its_name_and_its_trace(lab, values, expected):
    lab.set(**values)
    assert [title.split("<br>")[1] for title in titles(lab)] == list(expected)
    rest, told, tap = (np.asarray(trace(lab, f"force {column}").y) for column in (1, 2, 3))
    assert (rest.max() > 10) == (expected[0] == "cramp-like")
    assert (told[100:].mean() > 50) == (expected[1] != "weakness")
    emg = np.asarray(trace(lab, "EMG 3").y)
    assert bool(np.ptp(emg)) == (expected[2] != "jerk 0")
    assert tap.max() < 5


def test_the_muscle_shown_is_one_that_the_place_serves(lab):
    assert titles(lab)[0].startswith("calf at rest")
    lab.set(where="common fibular nerve")
    assert titles(lab)[0].startswith("shin at rest")
    assert "lift the foot" in titles(lab)[1]


def test_no_spike_of_the_emg_is_lost_in_drawing(lab):
    lab.set(silent=0, firing=40)
    drawn = np.asarray(trace(lab, "EMG 1").y)
    emg = lab.result.rest.emg
    assert np.ptp(drawn) == pytest.approx(11 * np.ptp(emg), rel=1e-4)


def test_gain_in_the_cord_is_refused_in_one_line_and_the_picture_stays(lab):
    sentence = lab.panel.sentence
    lab.set(where="spinal cord", firing=50)
    assert "outside the spinal cord only" in lab.panel.error
    assert lab.panel.sentence == sentence


def test_the_table_says_what_the_picture_says(lab):
    rows = dict(lab.panel.rows)
    assert rows["Commands that arrive"] == "50 %"
    assert rows["Power: plantarflexion"] == "MRC 4"
    assert rows["Ankle jerk"] == "1+"
    assert rows["The calf at rest"] == "quiet"
    told = float(rows["The calf, mean force then (% of its maximum)"])
    assert told == pytest.approx(lab.result.told.force[1000:].mean(), rel=1e-3)
    assert any(f"{name} arrive" in text for text in texts(lab, "lane names") for name in ("50 %",))


@pytest.mark.parametrize("where", PLACES)
def test_the_copied_python_gives_the_same_findings(lab, where):
    lab.set(where=where, silent=80, firing=0 if where == "spinal cord" else 90)
    value, _ = copied(lab)
    found = lab.result.found
    shown = (
        *(found.power, found.skin, found.ankle, found.toes),
        *(str(lab.result.at_rest), str(lab.result.on_command)),
    )
    assert value == shown


def test_what_is_illustrative_is_said_on_the_screen(lab):
    assert "percentages are not" in lab.panel.illustrative
    assert any("kept going by the loop" in line for line in lab.panel.leaves_out)


# --- the figures --------------------------------------------------------------------------------------


def test_the_six_traces_are_named_only_when_asked():
    plain, named = spasms(named=False), spasms(named=True)
    assert [t.name for t in named.data] == list(SPASMS) == list("ABCDEF")
    for letter, mark, words in zip(SPASMS, plain.layout.annotations, named.layout.annotations, strict=True):
        assert mark.text == f"<b>{letter}</b>"
        assert SPASMS[letter][0] in words.text
        assert SPASMS[letter][1] in words.text


def test_the_labels_of_the_six_traces_are_those_that_the_notebook_discusses():
    said = [a.text.split("<i>")[1].removesuffix("</i>") for a in spasms(named=True).layout.annotations]
    assert said == [
        *("cramp-like", "quiet", "voluntary contraction", "fasciculation"),
        *("other involuntary activity", "voluntary contraction"),
    ]
    heights = [np.ptp(np.asarray(t.y)) for t in spasms(named=False).data]
    assert heights[1] == 0
    assert all(height > 0.2 for k, height in enumerate(heights) if k != 1)


def test_the_drawn_stenosis_studies_are_the_published_counts():
    """D24: 85 of 120, 137 of 370, 31 of 94, 83 of 234."""
    figure = stenosis_cramps()
    ill, other = trace_in(figure, "stenosis"), trace_in(figure, "comparison")
    assert list(ill.x) == pytest.approx([100 * 85 / 120, 100 * 31 / 94])
    assert list(other.x) == pytest.approx([100 * 137 / 370, 100 * 83 / 234])
    assert ["Matsumoto" in ill.y[0], "Handa" in ill.y[1]] == [True, True]
    assert (np.array(ill.error_x.array) > 5).all()


def test_every_answer_of_the_survey_is_drawn():
    table = evidence.table("D25")
    (bars,) = night_cramps().data
    pooled = table[table.cycle == "pooled"]
    assert list(bars.x) == list(pooled.value)
    assert sum(bars.x) == pytest.approx(100, abs=0.2)


# --- the drawing by itself ----------------------------------------------------------------------------


def test_everything_lies_in_the_body():
    outline = body.body()
    shapes = [
        *(*body.brain(), *body.vertebrae(), body.cord(), *body.cauda(), *body.plexus()),
        *(body.nerve(name) for name in ("sciatic", "tibial", "common fibular", "sural")),
        *(body.muscle(name) for name in body.MUSCLES),
    ]
    for k, shape in enumerate(shapes):
        assert inside(shape, outline).all(), k


def test_the_cord_ends_at_the_first_lumbar_disc():
    """Seven cervical and twelve thoracic vertebrae lie above L1."""
    first = body.vertebrae()[7 + 12]
    second = body.vertebrae()[7 + 12 + 1]
    assert first[:, 0].max() - 0.5 < body.cord()[:, 0].max() < second[:, 0].min() + 0.5
    assert body.MOTOR_NEURON[0] < body.CORD_END
    assert len(body.vertebrae()) == 7 + 12 + 5 + 4


def test_the_places_lie_on_what_is_pressed():
    def near(name, shape, within=1.0):
        at = np.array(body.PLACES[name][0])
        return np.linalg.norm(shape - at, axis=1).min() < within

    assert near("spinal cord", body.cord())
    assert body.PLACES["spinal cord"][0][0] < body.CORD_END < body.PLACES["cauda equina"][0][0]
    assert near("cauda equina", np.vstack(body.cauda()))
    assert near("S1 root", np.vstack([*body.cauda(), *body.plexus()]))
    for name in ("sciatic", "common fibular", "sural"):
        assert near(f"{name} nerve", body.nerve(name))
    assert inside(np.array([body.PLACES["calf muscle"][0]]), body.muscle("calf")).all()


def test_every_finding_can_be_drawn():
    for place in PLACES:
        for where, _ in pathway.pinch(place).skin:
            assert all(len(line) > 3 for line in body.skin(where))
    not_in_view = {"adduction", "inversion"}
    movements = {m for root in roots() if root.name != "S2-S4" for m in root.myotome}
    assert movements - not_in_view <= set(body.MOVED_BY)
    assert set(body.MOVED_BY.values()) == set(body.MUSCLES)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: body.nerve("vagus"), "nerve is 'vagus'; drawn are sciatic"),
        (lambda: body.muscle("biceps"), "muscle is 'biceps'; drawn are buttock"),
        (lambda: body.skin("nose"), "skin is 'nose'; drawn are lateral"),
    ],
)
def test_what_is_not_drawn_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
