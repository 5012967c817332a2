"""The solver against golden traces of NEURON: `make golden` writes them, `make verify` asks NEURON again."""

from math import isnan

import numpy as np
import pytest
from golden.comparison import CASES, DIAMETERS, FILE, FINEST, LAST, SAME_STEP, SINGLE, compare, load

from nervelab.physiology.axon import CORD_END, MUSCLE_END, NODES, Run

EVERY = [pytest.param(c, d, id=f"{c.name}-{d:g}") for c in CASES for d in DIAMETERS]


@pytest.mark.parametrize(("case", "diameter"), EVERY)
def test_the_engine_does_what_neuron_does(case, diameter):
    result = compare(case, diameter, load(case, diameter))
    assert result.difference < SAME_STEP
    assert result.counts_agree
    assert {CORD_END, MUSCLE_END} <= set(result.judged)
    assert result.judged.size > 0.8 * NODES
    assert isnan(result.single) or result.single < SINGLE
    assert isnan(result.last) or result.last < LAST
    assert not (isnan(result.single) and isnan(result.last))


@pytest.mark.parametrize(("case", "diameter"), EVERY)
def test_neuron_finds_the_state_that_names_the_case(case, diameter):
    golden = load(case, diameter)
    impulses = tuple(golden.when[golden.where == node] for node in range(NODES))
    assert Run(diameter, None, FINEST, case.at, np.empty(0), np.empty(0), impulses).state == case.name


def test_the_golden_file_stays_small():
    assert FILE.stat().st_size < 300_000
