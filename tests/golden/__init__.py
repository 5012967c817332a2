"""NEURON as the oracle of the solver.  The course and its suite never need it; `make verify` does."""
