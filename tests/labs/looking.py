"""What a learner sees of a lab and does to it, for the tests of every lab."""

import numpy as np


def ends(control):
    """Every value of a choice; the lowest and the highest of a slider."""
    return [v for _, v in control.options] if hasattr(control, "options") else [control.low, control.high]


def trace_in(figure, name):
    """The one trace of this name; neither none nor two will do."""
    (found,) = (t for t in figure.data if t.name == name)
    return found


def trace(lab, name):
    return trace_in(lab.plot, name)


def points(lab, name):
    """Every point (x, y) that a trace draws, without the gaps."""
    drawn = trace(lab, name)
    both = np.column_stack([drawn.x, drawn.y])
    return both[~np.isnan(both).any(axis=1)]


def shapes(lab, name):
    """How many shapes a trace draws: each ends with a gap."""
    drawn = trace(lab, name)
    return int(np.isnan(np.array([drawn.x, drawn.y], float)).any(axis=0).sum())


def words(lab):
    return lab.panel.sentence


def rows(lab):
    """The table: what stands beside each name."""
    return {row[0]: row[1:] for row in lab.panel.rows}


def cells(lab):
    """The table where one value is enough: the first beside each name."""
    return {row[0]: row[1] for row in lab.panel.rows}


def copied(lab):
    """The Python that a learner can copy, run: the value of its last line, and all that it names."""
    *lines, last = lab.panel.code.split("\n")
    names = {}
    exec("\n".join(lines), names)
    return eval(last, names), names


def press(lab, label):
    """A click on the button with this label, as a learner does; a refusal is shown, not raised."""
    (button,) = (b for b in lab.children[0].children[-1].children if b.description == label)
    button.click()


def inside(points, outline):
    """Which of the `points`, one or many, lie in the closed `outline` (ray casting)."""
    x, y = np.atleast_2d(points).T[:, :, None]
    x1, y1 = outline[:-1].T
    x2, y2 = outline[1:].T
    crossed = (y1 > y) != (y2 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        right = x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
    return (crossed & right).sum(axis=1) % 2 == 1
