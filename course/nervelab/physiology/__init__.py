"""A compressed motor axon, muscle and reflex.  Pure functions and frozen results; no widget, plot or file."""

from . import muscle, reflex
from .axon import Axon, Run, State
from .ions import goldman, nernst
from .pinch import Pinch, Zone, compression

__all__ = [
    "Axon",
    "Pinch",
    "Run",
    "State",
    "Zone",
    "compression",
    "goldman",
    "muscle",
    "nernst",
    "reflex",
    "warm",
]


def warm() -> None:
    """Compile axon and muscle, so that the first run of a learner does not wait for it."""
    Axon().stimulate(at=0, duration=1)
    muscle.contract(1, duration=muscle.SHORTEST)
