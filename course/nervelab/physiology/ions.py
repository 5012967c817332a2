"""Equilibrium and resting potentials, and what the salts of the blood do to a membrane."""

from dataclasses import dataclass
from math import log

from ._checks import within

GAS_CONSTANT = 8.314462618  # J/(mol·K)
FARADAY = 96485.33212  # C/mol
BODY_TEMPERATURE = 310.15  # K, 37 °C
THERMAL_VOLTAGE = 1000 * GAS_CONSTANT * BODY_TEMPERATURE / FARADAY  # RT/F at 37 °C, mV

# Usual concentrations, mmol/L (Hall, Guyton and Hall Textbook of Medical Physiology).
POTASSIUM_OUTSIDE, POTASSIUM_INSIDE = 4.0, 140.0
SODIUM_OUTSIDE, SODIUM_INSIDE = 142.0, 14.0
CALCIUM_OUTSIDE, MAGNESIUM_OUTSIDE = 1.2, 0.85  # calcium: the ionised part
RESTING_PERMEABILITY = 0.02  # sodium relative to potassium

# The gates of squid axon move by 10 to 15 mV for a fivefold change of calcium (Frankenhaeuser & Hodgkin
# 1957, doi:10.1113/jphysiol.1957.sp005808), 6 to 9 mV per e-fold; the course takes the upper end.
_SHIFT = 9.0  # mV per e-fold
_MAGNESIUM_SCREENS = 0.3  # of what the same calcium does.  An assumption: magnesium is the weaker ion


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


@dataclass(frozen=True)
class Bath:
    """The fluid around an axon: `potassium`, ionised `calcium` and `magnesium`, mmol/L.

    Potassium acts through its equilibrium potential.  Calcium and magnesium screen the negative charges on
    the outside of the membrane: with less of them, every gate feels a membrane more depolarised than it is.
    Dehydration has no entry, because no such mechanism has been found: after a loss of 3 % of body mass the
    threshold of cramp was unchanged (Miller et al. 2010, evidence D26).
    Raises ValueError outside 1.5-9, 0.4-3 and 0.2-3 mmol/L.
    """

    potassium: float = POTASSIUM_OUTSIDE
    calcium: float = CALCIUM_OUTSIDE
    magnesium: float = MAGNESIUM_OUTSIDE

    def __post_init__(self):
        within("potassium concentration", self.potassium, 1.5, 9, "mmol/L")
        within("ionised calcium concentration", self.calcium, 0.4, 3, "mmol/L")
        within("magnesium concentration", self.magnesium, 0.2, 3, "mmol/L")

    @property
    def gate_shift(self) -> float:
        """What the gates feel beyond the membrane potential, mV: 0 in the usual bath, more with less calcium.

        Source: Frankenhaeuser & Hodgkin 1957, doi:10.1113/jphysiol.1957.sp005808.
        """
        usual = CALCIUM_OUTSIDE + _MAGNESIUM_SCREENS * MAGNESIUM_OUTSIDE
        return _SHIFT * log(usual / (self.calcium + _MAGNESIUM_SCREENS * self.magnesium))


USUAL = Bath()
