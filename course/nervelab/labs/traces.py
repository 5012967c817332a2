"""The traces of a lab's figure: find one by its name, add shapes and words, put in new ones."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nervelab.labs.drawings import joined


def trace(figure: go.Figure, name: str):
    """The first trace of this name in the figure; KeyError if it has none."""
    # plotly is slow to say a name (0.2 ms for 50 traces, and a draw looks up dozens): the figure remembers
    # them.  One that was renamed, taken out or added since then has them all asked again.
    known = vars(figure).setdefault("_by_name", {})
    if name not in known or known[name].name != name or known[name].parent is not figure:
        known.clear()
        known.update({each.name: each for each in reversed(figure.data)})
    return known[name]


def put(figure: go.Figure, name: str, shapes: Sequence[np.ndarray]) -> None:
    """Let the trace `name` draw these shapes, arrays (n, 2); nothing is sent if it does already."""
    x, y = joined(shapes).astype("f4").T
    drawn = trace(figure, name)
    if not (np.array_equal(drawn.x, x, equal_nan=True) and np.array_equal(drawn.y, y, equal_nan=True)):
        drawn.update(x=x, y=y)


def write(figure: go.Figure, name: str, words: Sequence[str]) -> None:
    """Let the trace `name` say these words, one for each of its points; "" says nothing."""
    # plotly.js never draws again what was empty once (its issue 5360).  A blank is not empty.
    trace(figure, name).text = [word or " " for word in words]


def add_shapes(
    figure: go.Figure, name: str, shapes: Sequence[np.ndarray] = (), *, row=None, col=None, **look
) -> None:
    """One trace that draws all the `shapes`, arrays (n, 2), as lines; `look` as for ``go.Scatter``."""
    x, y = joined(shapes).astype("f4").T
    look = dict(mode="lines", hoverinfo="skip", showlegend=False) | look
    figure.add_trace(go.Scatter(name=name, x=x, y=y, **look), row=row, col=col)


def add_words(figure: go.Figure, name: str, x, y, text=None, *, row=None, col=None, **look) -> None:
    """One trace of words at the points (x, y), without `text` still empty; `look` as for ``go.Scatter``."""
    text = [" "] * len(x) if text is None else text  # a blank: see `write`
    still = dict(mode="text", hoverinfo="skip", showlegend=False)
    look = still | dict(cliponaxis=False, textfont=dict(size=12)) | look
    figure.add_trace(go.Scatter(name=name, x=x, y=y, text=text, **look), row=row, col=col)


def envelope(samples: np.ndarray, width: int) -> np.ndarray:
    """The highest, then the lowest of each `width` samples: far fewer points, and no spike is lost."""
    stretches = samples[: samples.size // width * width].reshape(-1, width)
    return np.column_stack([stretches.max(axis=1), stretches.min(axis=1)]).ravel()
