"""A compressed motor axon, muscle and reflex.  Pure functions and frozen results; no widget, plot or file."""

from . import fibres, muscle, reflex
from .axon import Axon, Run, State
from .ions import Bath, goldman, nernst
from .pinch import Pinch
from .slow import compression, perfusion
from .zone import Zone

__all__ = [
    "Axon",
    "Bath",
    "Pinch",
    "Run",
    "State",
    "Zone",
    "compression",
    "fibres",
    "goldman",
    "muscle",
    "nernst",
    "perfusion",
    "reflex",
    "warm",
]


def warm() -> None:
    """Compile axon and muscle, so that the first run of a learner does not wait for it."""
    Axon().stimulate(at=0, duration=1)
    muscle.contract(1, duration=muscle.SHORTEST)
