"""Shapes for the labs, as arrays of points: no colours, no plotly."""
