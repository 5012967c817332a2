"""Nerve compression, simulated and weighed against published evidence."""

from .physiology import Axon, Pinch

__version__ = "0.1.0"
__all__ = ["Axon", "Pinch"]
