"""Shapes for the labs, as arrays of points: no colours, no plotly."""

import numpy as np


def joined(shapes) -> np.ndarray:
    """Several shapes as one array with a gap (NaN) after each: one trace draws them all."""
    gap = np.full((1, 2), np.nan)
    parts = [part for shape in shapes for part in (shape, gap)]
    return np.vstack(parts) if parts else np.empty((0, 2))
