"""Nerve compression, simulated and weighed against published evidence."""

from . import _setup

_setup.check()

from .physiology import Axon, Pinch  # noqa: E402  only once everything it needs is known to be there

__version__ = "0.1.0"
__all__ = ["Axon", "Pinch"]
