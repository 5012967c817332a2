"""The shape of one myelinated motor axon, and what that shape does to current.

Units throughout the package: µm, mV, ms, pF, nS, pA.  They need no conversion factors:
nS · mV = pA = pF · mV / ms.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ._checks import within

# Fibre diameter, axon diameter, node diameter, node-to-node distance (all µm), myelin lamellae.
# McIntyre, Richardson & Grill 2002, table 1, doi:10.1152/jn.00353.2001.
_FIBRES = np.array(
    [
        (5.7, 3.4, 1.9, 500, 80),
        (7.3, 4.6, 2.4, 750, 100),
        (8.7, 5.8, 2.8, 1000, 110),
        (10.0, 6.9, 3.3, 1150, 120),
        (11.5, 8.1, 3.7, 1250, 130),
        (12.8, 9.2, 4.2, 1350, 135),
        (14.0, 10.4, 4.7, 1400, 140),
        (16.0, 12.7, 5.5, 1500, 150),
    ]
)
THINNEST, THICKEST = float(_FIBRES[0, 0]), float(_FIBRES[-1, 0])  # µm

AXOPLASM = 70.0  # resistivity, Ω·cm
AXOLEMMA_CAPACITANCE = 1.0  # µF/cm²
AXOLEMMA_CONDUCTANCE = 1e-3  # S/cm²
LAMELLA_CAPACITANCE = 0.6  # µF/cm², one membrane of the wrap
LAMELLA_CONDUCTANCE = 5e-4  # S/cm²
NODE_LENGTH = 1.0  # µm

# 1 µF/cm² = 0.01 pF/µm² and 1 S/cm² = 10 nS/µm².
PF_PER_UM2 = 0.01
NS_PER_UM2 = 10.0


@dataclass(frozen=True)
class Fibre:
    """Dimensions of one fibre: all in µm, `lamellae` counts myelin wraps."""

    diameter: float
    axon_diameter: float
    node_diameter: float
    node_spacing: float
    lamellae: float

    @property
    def node_area(self) -> float:
        """Membrane area of one node of Ranvier, µm²."""
        return np.pi * self.node_diameter * NODE_LENGTH

    def internode_length(self, parts: int) -> float:
        """Length (µm) of each of `parts` equal compartments of an internode."""
        return (self.node_spacing - NODE_LENGTH) / parts


@lru_cache(maxsize=4096)
def fibre(diameter: float) -> Fibre:
    """Dimensions of a motor fibre of the given outer `diameter` (µm), interpolated in the table.

    Raises ValueError outside 5.7–16 µm.  Source: McIntyre et al. 2002, doi:10.1152/jn.00353.2001.
    """
    within("fibre diameter", diameter, THINNEST, THICKEST, "µm")
    columns = (np.interp(diameter, _FIBRES[:, 0], column) for column in _FIBRES.T[1:])
    return Fibre(float(diameter), *map(float, columns))


def internode_membrane(shape: Fibre, parts: int, demyelination: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Capacitance (pF) and leak (nS) of one internodal compartment, for each `demyelination` in [0, 1).

    The axolemma and 2·lamellae·(1 − demyelination) myelin membranes lie in series; the wrap is scaled
    by its mean circumference.
    """
    membranes = 2 * shape.lamellae * (1 - demyelination)
    wrap = (1 + shape.diameter / shape.axon_diameter) / 2
    area = np.pi * shape.axon_diameter * shape.internode_length(parts)
    capacitance = 1 / (1 / AXOLEMMA_CAPACITANCE + membranes / (LAMELLA_CAPACITANCE * wrap))
    conductance = 1 / (1 / AXOLEMMA_CONDUCTANCE + membranes / (LAMELLA_CONDUCTANCE * wrap))
    return capacitance * area * PF_PER_UM2, conductance * area * NS_PER_UM2


def axial_conductances(shape: Fibre, parts: int) -> tuple[float, float]:
    """Conductance (nS) between a node and the compartment beside it, and between two such compartments."""

    def half_resistance(length, diameter):  # GΩ: Ω·cm · µm / µm² = 1e4 Ω, times 1e-9
        return AXOPLASM * 1e4 * (length / 2) / (np.pi * diameter**2 / 4) * 1e-9

    node = half_resistance(NODE_LENGTH, shape.node_diameter)
    part = half_resistance(shape.internode_length(parts), shape.axon_diameter)
    return 1 / (node + part), 1 / (2 * part)
