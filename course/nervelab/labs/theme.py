"""One look for every figure: a template, a colour-blind-safe palette by meaning, a widget to wear it.

The hues are Okabe and Ito's (2008, https://jfly.uni-koeln.de/color/) wherever theirs reaches a contrast
of 3:1 both on white and on JupyterLab's dark background; where it does not (orange), a darker shade does.
Colour is never alone: every mark has its own dash and symbol, and curves carry their name beside them.
Text, grid and background follow JupyterLab's theme in the browser (panel.css), so a switch needs no kernel.
"""

from dataclasses import dataclass

import plotly.graph_objects as go
import plotly.io as pio

BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
AMBER, GREY = "#A67A00", "#808080"


@dataclass(frozen=True)
class Mark:
    """How one kind of thing looks in every figure."""

    color: str
    dash: str = "solid"
    symbol: str = "circle"
    width: float = 2

    @property
    def line(self) -> dict:
        """For ``go.Scatter(line=...)`` and for shapes."""
        return dict(color=self.color, dash=self.dash, width=self.width)

    @property
    def marker(self) -> dict:
        """For ``go.Scatter(marker=...)``."""
        return dict(color=self.color, symbol=self.symbol, size=9)


# Places along the nerve, from the cord to the muscle.
BEFORE = Mark(BLUE, "solid", "circle")
PINCH = Mark(VERMILLION, "dash", "diamond")
AFTER = Mark(GREEN, "dot", "square")
# What goes in, what comes out.
STIMULUS = Mark(PURPLE, "solid", "line-ns-open")
ECTOPIC = Mark(VERMILLION, "dash", "x")
EMG = Mark(BLUE, "solid", "circle", width=1)
FORCE = Mark(AMBER, "solid", "triangle-up")
# Comparisons.
HEALTHY = Mark(BLUE, "solid", "circle")
AFFECTED = Mark(VERMILLION, "dash", "diamond")
CONTROL = Mark(GREY, "dashdot", "circle-open")
PUBLISHED = Mark(GREY, "solid", "circle-open")
THRESHOLD = Mark(GREY, "dot", "line-ew-open", width=1)
OUTLINE = Mark(GREY, "solid", "circle")

SCALE = "Cividis"
"""For a quantity shown as colour, such as membrane potential along the nerve."""

HEIGHT = 430
"""Height of a figure (px): controls, figure and sentence fit a notebook on 1280 × 800."""

_AXIS = dict(
    fixedrange=True,  # a drag on the picture must not lose the learner
    showgrid=True,
    gridwidth=1,
    zeroline=False,
    showline=False,
    ticks="",
    automargin=True,
    title=dict(standoff=6, font=dict(size=13)),
    tickfont=dict(size=12),
)

TEMPLATE = go.layout.Template(
    layout=dict(
        font=dict(
            family="system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", size=13, color="#424242"
        ),
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        colorway=[BLUE, VERMILLION, GREEN, PURPLE, AMBER, GREY],
        margin=dict(l=56, r=16, t=28, b=44),
        xaxis=_AXIS,
        yaxis=_AXIS,
        dragmode=False,
        hovermode="closest",
        hoverlabel=dict(bgcolor="#ffffff", font=dict(color="#212121", size=12)),
        showlegend=False,
        legend=dict(orientation="h", x=0, y=1, yanchor="bottom", itemclick=False, itemdoubleclick=False),
        annotationdefaults=dict(showarrow=False, font=dict(size=12)),
    )
)

_CONFIG = dict(displayModeBar=False, displaylogo=False, showTips=False, responsive=True, doubleClick=False)


def still(figure: go.Figure) -> go.Figure:
    """`figure` as a still picture: the same look, on white so that it reads in either theme of JupyterLab."""
    figure.update_layout(template=TEMPLATE, paper_bgcolor="white", plot_bgcolor="white")
    return figure


def widget(figure: go.Figure) -> go.FigureWidget:
    """`figure` in the course's look: as wide as its place, without a mode bar, never zoomed by accident."""
    figure.update_layout(
        template=TEMPLATE, autosize=True, uirevision="fixed", height=figure.layout.height or HEIGHT
    )
    figure.update_annotations(font_size=13)  # make_subplots writes its titles larger than everything else
    live = go.FigureWidget(figure)
    live._config = live._config | _CONFIG  # plotly has no public way to configure a FigureWidget
    return live


# JupyterLab itself fits a still figure to its cell; plotly's own "responsive" would collapse it to height 0
# when the theme changes.
pio.renderers["plotly_mimetype"].config = _CONFIG | {"responsive": False}
