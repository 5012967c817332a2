"""The theme's promises: visible on both of JupyterLab's backgrounds, never colour alone, one look."""

from itertools import combinations

import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from nervelab.labs import theme

BACKGROUNDS = {"light": "#ffffff", "dark": "#111111", "dark, raised": "#212121"}
MARKS = {name: mark for name, mark in vars(theme).items() if isinstance(mark, theme.Mark)}
SHOWN_TOGETHER = [
    ("BEFORE", "PINCH", "AFTER"),
    ("STIMULUS", "ECTOPIC"),
    ("EMG", "FORCE", "STIMULUS"),
    ("HEALTHY", "AFFECTED", "CONTROL", "THRESHOLD"),
]


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("background", BACKGROUNDS.values(), ids=BACKGROUNDS)
@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
def test_every_mark_is_visible_in_both_themes(mark, background):
    assert contrast(mark.color, background) >= 3


@pytest.mark.parametrize("names", SHOWN_TOGETHER, ids="+".join)
def test_marks_shown_together_differ_in_more_than_colour(names):
    for one, other in combinations((MARKS[name] for name in names), 2):
        assert (one.dash, one.symbol) != (other.dash, other.symbol)


def test_text_is_never_smaller_than_12_px():
    layout = theme.widget(make_subplots(1, 2, subplot_titles=("left", "right"))).layout
    template = layout.template.layout
    sizes = [
        template.font.size,
        template.hoverlabel.font.size,
        template.annotationdefaults.font.size,
        *(axis.tickfont.size for axis in (template.xaxis, template.yaxis)),
        *(axis.title.font.size for axis in (template.xaxis, template.yaxis)),
        *(title.font.size for title in layout.annotations),
    ]
    assert len(sizes) == 9
    assert min(sizes) >= 12


def test_a_lab_may_choose_its_height_and_nothing_else_changes():
    assert theme.widget(go.Figure()).layout.height == theme.HEIGHT
    tall = theme.widget(go.Figure(layout=dict(height=300)))
    assert tall.layout.height == 300
    assert tall.layout.width is None
    assert tall._config["displayModeBar"] is False
