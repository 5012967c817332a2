"""Grading: the inputs of hidden tests, and the checks and hooks around nbgrader.

A test cell needs no more than `draw`, so importing this package imports no nbgrader.
"""

from nervelab.grading.inputs import draw

__all__ = ["draw"]
