"""The membrane in a pinch: what harm and irritation do to the channels, the pump and the myelin."""

from dataclasses import dataclass

_REFERENCE = 11.5  # µm, the diameter for which a zone is meant


@dataclass(frozen=True)
class Zone:
    """The membrane in the pinch: energy `deficit`, myelin `damage`, `irritability`, each in [0, 1].

    The maps are hand-tuned so that a healthy axon of 11.5 µm slows and falls silent, as under graded pressure
    (Rydevik & Nordborg 1980, doi:10.1136/jnnp.43.12.1070) and in ischaemia (Hofmeijer et al. 2013, evidence
    D07), and an irritable one fires at the rates of motor units in a cramp (Minetto et al. 2009, evidence
    D28).  They are not fitted to one experiment.
    """

    deficit: float = 0.0
    damage: float = 0.0
    irritability: float = 0.0

    @property
    def severity(self) -> float:
        """The greater of the two harms, 0 to 1."""
        return max(self.deficit, self.damage)

    @property
    def demyelination(self) -> float:
        """Share of the myelin that is lost, 0 to 0.985."""
        m = self.damage
        return 0.8 * (m / 0.5) ** 0.7 if m <= 0.5 else 0.8 + 0.185 * (m - 0.5) / 0.5

    @property
    def pump(self) -> float:
        """Activity of the sodium–potassium pump: 1 healthy, 0 failed."""
        return 1 - self.deficit

    @property
    def potassium(self) -> float:
        """What the failing pump leaves outside the axon, on top of the usual concentration, mmol/L."""
        return 12 * self.deficit**3

    @property
    def gathering(self) -> float:
        """Potassium that a steady spike-activated current of 1 pA/µm² would gather outside, mmol/L."""
        return 35 * self.deficit

    @property
    def persistent_sodium(self) -> float:
        """Factor on the persistent sodium conductance."""
        return 1 + 3 * self.irritability

    @property
    def slow_potassium(self) -> float:
        """Factor on the slow potassium conductance."""
        return 1 - 0.7 * self.irritability

    def felt_by(self, diameter: float) -> "Zone":
        """The zone as a fibre of `diameter` (µm) has it, when this is how one of 11.5 µm has it.

        Thick fibres lead under pressure (evidence D04, note); by how much is an assumption.
        """
        return self._scaled(diameter / _REFERENCE)

    def meant_for(self, diameter: float) -> "Zone":
        """The zone that a fibre of `diameter` (µm) feels like this one: the inverse of `felt_by`."""
        return self._scaled(_REFERENCE / diameter)

    def _scaled(self, sooner: float) -> "Zone":
        return Zone(1 - (1 - self.deficit) ** sooner, 1 - (1 - self.damage) ** sooner, self.irritability)
