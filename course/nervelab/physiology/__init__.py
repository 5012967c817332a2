"""Simulation of a compressed motor axon.  Pure functions and frozen results; no widget, plot or file."""

from .axon import Axon, Run, State
from .ions import goldman, nernst
from .pinch import Pinch, Zone, compression

__all__ = ["Axon", "Pinch", "Run", "State", "Zone", "compression", "goldman", "nernst", "warm"]


def warm() -> None:
    """Compile the solver, so that the first run of a learner does not wait for it."""
    Axon().stimulate(at=0, duration=1)
