"""Equilibrium and resting potentials."""

from math import log

from ._checks import within

GAS_CONSTANT = 8.314462618  # J/(mol·K)
FARADAY = 96485.33212  # C/mol
BODY_TEMPERATURE = 310.15  # K, 37 °C
THERMAL_VOLTAGE = 1000 * GAS_CONSTANT * BODY_TEMPERATURE / FARADAY  # RT/F at 37 °C, mV

# Usual concentrations, mmol/L (Hall, Guyton and Hall Textbook of Medical Physiology).
POTASSIUM_OUTSIDE, POTASSIUM_INSIDE = 4.0, 140.0
SODIUM_OUTSIDE, SODIUM_INSIDE = 142.0, 14.0
RESTING_PERMEABILITY = 0.02  # sodium relative to potassium


def nernst(outside: float, inside: float, valence: int = 1) -> float:
    """Equilibrium potential (mV) of an ion at 37 °C.

    `outside` and `inside` are concentrations in the same unit, usually mmol/L.
    Raises ValueError unless both are above 0.  Source: Nernst 1888.
    """
    for side, value in (("outside", outside), ("inside", inside)):
        if not value > 0:
            raise ValueError(f"The concentration {side} is {value} mmol/L; it must be above 0 mmol/L.")
    return THERMAL_VOLTAGE / valence * log(outside / inside)


def goldman(potassium_outside: float, permeability: float = RESTING_PERMEABILITY) -> float:
    """Resting potential (mV) of a membrane permeable to potassium and, `permeability` as much, to sodium.

    The other concentrations are the usual ones; chloride is left out.  Raises ValueError for a potassium
    outside 0.1-50 mmol/L or a permeability outside 0-100.
    Source: Goldman 1943 (doi:10.1085/jgp.27.1.37); Hodgkin & Katz 1949.
    """
    within("potassium concentration", potassium_outside, 0.1, 50, "mmol/L")
    within("permeability ratio", permeability, 0, 100)
    return nernst(
        potassium_outside + permeability * SODIUM_OUTSIDE, POTASSIUM_INSIDE + permeability * SODIUM_INSIDE
    )
