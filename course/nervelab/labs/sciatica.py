"""The root explorer: a disc meets a root, and the leg shows which one.

One figure, read from left to right: the spine from behind, the skin and the muscles of the right leg, and the
examiner's sheet.
"""

from functools import partial

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab import evidence
from nervelab.clinic import lesions, roots
from nervelab.labs import theme
from nervelab.labs.base import Choice, Control, Lab
from nervelab.labs.drawings import leg, spine
from nervelab.labs.traces import add_shapes, add_words, put, write

LEVELS = tuple(spine.DISCS)
NERVES = tuple(nerve.name for nerve in lesions.nerves())
ROOTS = tuple(root.name for root in roots.roots())

# The sheet, by joint. Where two roots word the same movement differently (D10), they share a line.
SHEET = {
    "HIP": ("hip flexion", "adduction", "hip abduction", "hip extension"),
    "KNEE": ("knee extension", "knee flexion", "knee jerk"),
    "ANKLE AND FOOT": (
        "dorsiflexion",
        "eversion",
        "inversion",
        "plantarflexion",
        "toe flexion",
        "ankle jerk",
    ),
}
LINE_OF = {"great toe and ankle dorsiflexion": "dorsiflexion", "part of dorsiflexion": "dorsiflexion"}
APART = 12.0  # cm between the midlines of the front and the back leg
TINT = "rgba(213,94,0,0.30)"
PALE = "rgba(128,128,128,0.16)"


class SciaticaLab(Lab):
    """A disc, or pressure on a nerve: which root, which skin, which muscles, which reflex."""

    name = "A lower spine seen from behind, and the skin, muscles and reflexes of the right leg"
    controls = (
        Choice(
            "where",
            "Pressed on at",
            (
                *((f"disc {level}", level) for level in LEVELS),
                ("buttock: sciatic nerve", "sciatic nerve"),
                ("knee: common fibular nerve", "common fibular nerve"),
            ),
            default="L4/5",
        ),
        Choice(
            "position",
            "Position of the disc",
            tuple((position, position) for position in roots.POSITIONS),
            default="paracentral",
        ),
        Control("lost", "Fibres lost", "%", low=0, high=100, step=5, default=40),
        Control("irritability", "Irritability of the root", "%", low=0, high=100, step=5, default=50),
    )
    illustrative = (
        "Illustrative: which share of lost fibres gives which grade. Skin patches are drawn with sharp "
        "borders; in people neighbours overlap, and most radiating pain does not follow them (table D16)."
    )
    leaves_out = (
        "Every movement is graded as if the pressed root served it alone. Neighbours share the work, so that "
        "real weakness from one root is milder.",
        "The knee jerk is taken as that of L4; what L3 adds to it is left out.",
        "Roots that leave the usual way only: variants, joined roots and a sixth lumbar vertebra exist.",
        "Pain has no model here. A root can hurt without losing a fibre, and lose fibres without hurting.",
        "The skin and the muscles are the main ones of the course's table (Harrison); other maps differ.",
    )

    def model(self, where, position, lost, irritability):
        return examined(where, position, lost, irritability)

    def figure(self):
        figure = make_subplots(
            rows=1,
            cols=4,
            column_widths=[0.315, 0.23, 0.23, 0.225],
            horizontal_spacing=0.0,
        )
        _spine(figure)
        _leg(figure, 2, "skin", [leg.dermatome(root, view) for root in ROOTS for view in leg.VIEWS])
        _leg(figure, 3, "muscle", [leg.muscles(m, view) for m in leg.movements() for view in leg.VIEWS])
        _on_the_leg(figure)
        _sheet(figure)
        figure.update_layout(height=theme.HEIGHT, margin=dict(l=4, r=4, t=4, b=4))
        return figure

    def draw(self, figure, result):
        hit, nerve = result.hit, result.nerve
        names = _drawn_roots(hit.roots) if hit else ()
        sides = (1, -1) if hit and hit.position == "central" else (1,)
        put(figure, "pressed root", [spine.root(name, side) for name in names for side in sides])
        put(figure, "herniation", [spine.herniation(hit.level, hit.position)] if hit else [])
        pressed = nerve is not None and nerve.name == "sciatic nerve"
        put(figure, "pressed sciatic nerve", [spine.sciatic()] if pressed else [])
        write(
            figure,
            "root names",
            [f"<b>◆ {name} root</b>" if name in names else f"{name} root" for name in spine.ROOTS],
        )

        skins = [(leg.dermatome, name) for name in hit.roots] if hit else [(leg.nerve_skin, nerve.name)]
        put(figure, "skin", [s for v in leg.VIEWS for f, n in skins for s in _moved(f(n, v), v)])
        weak = [movement for movement, grade in result.power.items() if grade != "5"]
        bellies = [s for v in leg.VIEWS for m in weak for s in _moved(leg.muscles(m, v), v)]
        put(figure, "weak muscles", bellies)
        put(figure, "pressed place", [_spot(nerve.name)] if nerve else [])
        write(figure, "jerks", [result.knee.grade, result.ankle.grade])

        found = {LINE_OF.get(movement, movement): f"{grade}/5" for movement, grade in result.power.items()}
        found |= {"knee jerk": result.knee.grade, "ankle jerk": result.ankle.grade}
        write(figure, "sheet", [_line(line, found) for line in _lines()])
        write(figure, "stretch", [_tests(result)])

    def sentence(self, result):
        values = self.values
        return f"{_where(result)} {_loss(result, values['lost'])} {_reflexes(result)}{_stretch(result)}"

    def table(self, result):
        rows = [("Root or nerve pressed", ", ".join(result.hit.roots) if result.hit else result.nerve.name)]
        rows += [(f"Power: {movement}", f"MRC {grade}") for movement, grade in result.power.items()]
        rows += [(f"Skin of {name}: {where}", grade) for name, (where, grade) in result.skin.items()]
        rows += [("Knee jerk (L4)", result.knee.grade), ("Ankle jerk (S1)", result.ankle.grade)]
        rows += [
            ("Knee jerk, size (healthy 1)", result.knee.amplitude),
            ("Ankle jerk, size (healthy 1)", result.ankle.amplitude),
        ]
        rows += [(f"Stretch test: {test}", found) for test, found in result.stretch.items()]
        if result.saddle:
            rows.append(("S2–S4: saddle, bladder, bowel", "at risk: emergency"))
        return [{"Examined": what, "Found": found} for what, found in rows]

    def code(self, values):
        conducting = f"conducting={(100 - values['lost']) / 100:g}"
        if values["where"] in NERVES:
            call = f'nerve("{values["where"]}", {conducting})'
        else:
            place = f'"{values["where"]}", "{values["position"]}"'
            call = f"disc({place}, {conducting}, irritability={values['irritability'] / 100:g})"
        return (
            "from nervelab.clinic import lesions\n"
            f"sheet = lesions.{call}\n"
            "sheet.power, sheet.skin, sheet.knee.grade, sheet.ankle.grade, sheet.stretch"
        )


def examined(where, position, lost, irritability):
    """The examiner's sheet for the controls' values, both shares in percent."""
    conducting = (100 - lost) / 100
    if where in NERVES:
        return lesions.nerve(where, conducting=conducting)
    return lesions.disc(where, position, conducting=conducting, irritability=irritability / 100)


# --- words --------------------------------------------------------------------------------------------


def _where(result):
    if result.nerve:
        return f"Pressure on the {result.nerve.name}; the discs are healthy."
    hit = result.hit
    what = {
        "paracentral": "traversing root {}",
        "far lateral": "exiting root {}",
        "central": "cauda equina on both sides ({})",
    }
    hit_roots = _listed(hit.roots).replace("-", "–")
    return f"A {hit.position} {hit.level} disc: the {what[hit.position].format(hit_roots)}."


def _loss(result, lost):
    weak = {}
    for movement, grade in result.power.items():
        if grade != "5":
            weak.setdefault(grade, []).append(movement)
    power = "; ".join(f"{_listed(movements)} {grade}/5" for grade, movements in weak.items()) or "full power"
    felt = [w.replace(", ", " and ") for w, grade in result.skin.values() if grade != "normal"]
    grade = next(iter(result.skin.values()))[1]
    skin = f"feeling {grade} over {'; '.join(felt)}" if felt else "feeling normal"
    saddle = " Saddle, bladder and bowel (S2–S4) at risk: an emergency." if result.saddle else ""
    return f"{lost:g} % of the fibres lost: {power}; {skin}.{saddle}"


def _reflexes(result):
    both = f"Knee jerk {result.knee.grade}, ankle jerk {result.ankle.grade}"
    silent = result.hit is not None and all(roots.root(name).reflex is None for name in result.hit.roots)
    return f"{both} (no dependable reflex tests {_listed(result.hit.roots)})." if silent else f"{both}."


def _stretch(result):
    return "".join(f" {_TESTS[test]} {found}." for test, found in result.stretch.items())


_TESTS = {"SLR": "Straight-leg raise", "femoral stretch": "Femoral stretch"}


def _listed(words):
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


# --- drawing ------------------------------------------------------------------------------------------


def _moved(shapes, view):
    """Front and back stand side by side, inner edges towards each other."""
    return [shape + np.array([0 if view == "front" else APART, 0]) for shape in shapes]


def _spot(name):
    view, at = leg.spot(name)
    return _moved([at[None, :]], view)[0]


def _drawn_roots(names):
    """The table's "S2-S4" is drawn as S2 and S3."""
    return tuple(drawn for name in names for drawn in (("S2", "S3") if name == "S2-S4" else (name,)))


def _lines():
    return [line for joint, lines in SHEET.items() for line in (joint, *lines)]


def _line(line, found):
    if line in SHEET:
        return line
    grade = found.get(line, "5/5")
    return f"<b>{line} {grade} ◆</b>" if grade not in ("5/5", "2+") else f"{line} {grade}"


def _tests(result):
    lines = [f"{_TESTS[test].lower()}<br>{found}" for test, found in result.stretch.items()]
    return "<br>".join(f"<b>{line} ◆</b>" if line.endswith("positive") else line for line in lines)


def _spine(figure):
    shapes = partial(add_shapes, figure, row=1, col=1)
    words = partial(add_words, figure, row=1, col=1)
    grey = dict(color=theme.OUTLINE.color, width=1)
    solid = dict(fill="toself", line=grey)
    bones = [*spine.hip_bones(), spine.sacrum(), *(spine.vertebra(name) for name in spine.VERTEBRAE)]
    shapes("bones", bones, fillcolor=PALE, **solid)
    shapes("discs", [spine.disc(n) for n in LEVELS], fillcolor="rgba(166,122,0,0.35)", **solid)
    shapes("dural sac", [spine.sac()], fillcolor="rgba(0,114,178,0.10)", **solid)
    shapes("herniation", fillcolor=theme.PINCH.color, fill="toself", line=dict(width=0))
    healthy = [spine.root(name, side) for name in spine.ROOTS for side in (1, -1)]
    shapes("roots", healthy, line=dict(color=theme.HEALTHY.color, width=1.6))
    trunks = [spine.sciatic(side) for side in (1, -1)]
    shapes("sciatic nerve", trunks, line=dict(color=theme.HEALTHY.color, width=7))
    shapes("pressed root", line=dict(color=theme.AFFECTED.color, dash="5px,2px", width=4))
    shapes("pressed sciatic nerve", line=dict(color=theme.AFFECTED.color, dash="5px,2px", width=7))
    cut = [shape for name in spine.VERTEBRAE for shape in spine.pedicles(name)]
    shapes("pedicles", cut, fillcolor="rgba(128,128,128,0.75)", **solid)
    shapes("foramina", spine.foramina(), line=grey)

    heights = {**spine.VERTEBRAE, **spine.DISCS, "S1": 0}
    words("levels", [-60] * len(heights), list(heights.values()), list(heights), textposition="middle left")
    x, y = zip(*(spine.NAMES[name][0] for name in spine.ROOTS), strict=True)
    leaders = [np.array([at, to]) for at, to in spine.NAMES.values() if to]
    shapes("leaders", leaders, line=grey)
    words("root names", x, y, textposition="middle right")
    words("nerve name", [64], [-76], ["sciatic<br>nerve"], textposition="middle right")
    _frame(figure, 1, [-90, 110], [spine.BOTTOM - 2, spine.TOP + 14])
    _title(figure, 1, "Spine from behind")


def _leg(figure, column, kind, patches):
    shapes = partial(add_shapes, figure, row=1, col=column)
    words = partial(add_words, figure, row=1, col=column)
    grey = dict(color=theme.OUTLINE.color, width=1)
    everywhere = [
        s for group, v in zip(patches, leg.VIEWS * (len(patches) // 2), strict=True) for s in _moved(group, v)
    ]
    outlines = [_moved([leg.outline(view)], view)[0] for view in leg.VIEWS]
    shapes(f"leg, {kind}", outlines, fill="toself", fillcolor=PALE, line=grey)
    name = {"skin": "skin", "muscle": "weak muscles"}[kind]
    shapes(
        f"all {kind}",
        everywhere,
        line=dict(grey, dash="dot" if kind == "skin" else "solid", width=1 if kind == "skin" else 0.6),
    )
    inside = [line for view in leg.VIEWS for line in _moved(leg.details(view), view)]
    shapes(f"lines, {kind}", inside, line=grey)
    if kind == "muscle":
        nerve = [line for view in leg.VIEWS for line in _moved(leg.nerve(view), view)]
        shapes("nerve in the leg", nerve, line=dict(color=theme.HEALTHY.color, width=2.5))
    shapes(
        name,
        fill="toself",
        fillcolor=TINT,
        fillpattern=dict(
            shape="." if kind == "skin" else "/", fgcolor=theme.AFFECTED.color, size=5, solidity=0.35
        ),
        line=dict(color=theme.AFFECTED.color, width=1.5),
    )
    for view in leg.VIEWS:
        x = float(np.mean(_moved([leg.outline(view)], view)[0][:, 0]))
        words(f"{view}, {kind}", [x], [leg.HEIGHT + 3], [view])
    _frame(figure, column, [-24.5, APART + 22.5], [-4, leg.HEIGHT + 9])
    _title(figure, column, {"skin": "Skin", "muscle": "Muscles"}[kind])


def _on_the_leg(figure):
    """Names of the patches, the tendons that are tapped, the place where a nerve is pressed."""
    at = {(r, v): leg.label(r, v) for r in ROOTS for v in leg.VIEWS if leg.label(r, v)}
    points = [_moved([point[None, :]], view)[0][0] for (_, view), (point, _) in at.items()]
    x, y = zip(*points, strict=True)
    sides = [f"middle {side}" for _, side in at.values()]
    names = [name.replace("-", "–") for name, _ in at]
    add_words(figure, "patch names", x, y, names, textposition=sides, row=1, col=2)
    x, y = zip(*(_spot(name)[0] for name in ("knee", "ankle")), strict=True)
    figure.add_trace(
        go.Scatter(
            name="jerks",
            x=x,
            y=y,
            mode="markers+text",
            text=["", ""],
            textposition=["middle left", "middle right"],
            hoverinfo="skip",
            marker=dict(theme.STIMULUS.marker, symbol="triangle-down", size=11),
        ),
        row=1,
        col=3,
    )
    spot = dict(theme.PINCH.marker, size=15)
    add_shapes(figure, "pressed place", mode="markers", marker=spot, row=1, col=3)


def _sheet(figure):
    words = partial(add_words, figure, row=1, col=4)
    lines = _lines()
    y = [-k - 0.6 * sum(later in SHEET for later in lines[: k + 1]) for k in range(len(lines))]
    words("sheet", [0] * len(lines), y, textposition="middle right")
    words("title 4", [0], [1.2], ["<b>Examination</b>"], textposition="middle right", textfont=dict(size=13))
    words("stretch", [0], [y[-1] - 2.2], textposition="middle right")
    figure.update_xaxes(range=[0, 1], visible=False, row=1, col=4)
    figure.update_yaxes(range=[y[-1] - 3, 1.6], visible=False, row=1, col=4)


def _frame(figure, column, x, y):
    """No axes, and the same scale both ways however wide the place is."""
    figure.update_xaxes(range=x, visible=False, constrain="domain", row=1, col=column)
    anchor = "x" if column == 1 else f"x{column}"
    figure.update_yaxes(
        range=y, visible=False, constrain="domain", scaleanchor=anchor, scaleratio=1, row=1, col=column
    )


def _title(figure, column, text):
    """Above the drawing, in the same axes."""
    x, y = {1: (0, spine.TOP + 9), 2: (APART / 2, leg.HEIGHT + 7), 3: (APART / 2, leg.HEIGHT + 7)}[column]
    large = dict(size=13)
    add_words(figure, f"title {column}", [x], [y], [f"<b>{text}</b>"], textfont=large, row=1, col=column)


def pain_maps() -> go.Figure:
    """D16: of 100 people with pain from a root, in how many it followed the map of that root."""
    table = evidence.table("D16")
    counted = table[table.unit == "%"]
    follows = np.where(counted["item"].str.contains("non-dermatomal"), 100 - counted.value, counted.value)
    names = [item.replace(" non-dermatomal", "").replace(" dermatomal", "") for item in counted["item"]]
    untold = table[table.unit == "qualitative"]
    figure = go.Figure()
    for part, share, mark, pattern in (
        ("followed the map", follows, theme.HEALTHY, ""),
        ("did not", 100 - follows, theme.AFFECTED, "/"),
    ):
        figure.add_bar(
            name=part,
            orientation="h",
            y=names,
            x=share,
            text=[f"{part}: {value:.1f} %" for value in share],
            textposition="inside",
            insidetextanchor="middle",
            textfont=dict(color="white", size=13),
            marker=dict(
                color=mark.color,
                pattern=dict(shape=pattern, fillmode="overlay", fgcolor="white", size=14, solidity=0.1),
            ),
            hoverinfo="skip",
        )
    for row in untold.itertuples():
        figure.add_bar(
            y=[row.item], x=[0], orientation="h", marker=dict(line=dict(width=0)), hoverinfo="skip"
        )
        figure.add_annotation(x=2, y=row.item, text=f"<b>{row.note}</b>", xanchor="left")
    figure.update_xaxes(title="Of 100 people", range=[0, 100])
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(barmode="stack", height=260, margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)
