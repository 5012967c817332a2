"""Regenerate golden.npz with NEURON: `make golden`.  Only after a change of the model that is meant."""

from .comparison import CASES, DIAMETERS, FILE, save
from .oracle import reference

if __name__ == "__main__":
    save({(case, d): reference(case, d) for case in CASES for d in DIAMETERS})
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB")
