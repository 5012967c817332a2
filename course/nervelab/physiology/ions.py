"""Equilibrium potentials."""

from math import log

GAS_CONSTANT = 8.314462618  # J/(mol·K)
FARADAY = 96485.33212  # C/mol
BODY_TEMPERATURE = 310.15  # K, 37 °C
THERMAL_VOLTAGE = 1000 * GAS_CONSTANT * BODY_TEMPERATURE / FARADAY  # RT/F at 37 °C, mV


def nernst(outside: float, inside: float, valence: int = 1) -> float:
    """Equilibrium potential (mV) of an ion at 37 °C.

    `outside` and `inside` are concentrations in the same unit, usually mmol/L.
    Raises ValueError unless both are above 0.  Source: Nernst 1888.
    """
    for side, value in (("outside", outside), ("inside", inside)):
        if not value > 0:
            raise ValueError(f"The concentration {side} is {value} mmol/L; it must be above 0 mmol/L.")
    return THERMAL_VOLTAGE / valence * log(outside / inside)
