"""The fibres of a mixed nerve by class: what they carry, how fast, and how soon they fail without blood."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FibreClass:
    """One class of nerve fibres.

    `diameters` (µm) and `velocities` (m/s) are (lowest, highest) in healthy people or mammals (evidence D04,
    D05).  `failing` (min) is the time constant with which the class runs out of energy without blood flow.
    `irritability` is what it has at rest: sensory axons have more persistent sodium (Burke et al. 2017,
    evidence D07).
    """

    name: str
    carries: str
    diameters: tuple[float, float]
    velocities: tuple[float, float]
    failing: float
    irritability: float = 0.0


# Without blood flow the sensory potential of the human arm is gone after 30 ± 5 min and the motor potential
# after 46 ± 6 min (Hofmeijer et al. 2013, evidence D07): the two time constants reach block then.
# For Aδ and C only the order is known (touch goes first, dull pain last); their numbers are illustrative.
MOTOR = FibreClass("Aα", "movement", (8.5, 13.5), (40, 65), failing=20.0)
TOUCH = FibreClass("Aβ", "touch, vibration", (5.7, 12), (30, 65), failing=12.0, irritability=0.1)
SHARP_PAIN = FibreClass("Aδ", "sharp pain, cold", (2, 5), (10, 30), failing=26.0)
DULL_PAIN = FibreClass("C", "burning pain, warmth", (0.4, 1.4), (0.5, 2), failing=50.0)
CLASSES = (MOTOR, TOUCH, SHARP_PAIN, DULL_PAIN)
