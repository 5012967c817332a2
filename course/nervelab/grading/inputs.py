"""The inputs of hidden tests."""

import os
from hashlib import sha256

import numpy as np

DEFAULT_SEED = "nervelab"


def draw(item: str) -> np.random.Generator:
    """The source of random numbers for the hidden test of `item`, named by its id, such as "s02_velocity".

    Every hidden test draws its inputs here and nowhere else. The same item gives the same numbers on every
    machine that runs the locked NumPy, so a regrade gives the same marks; two items are independent.
    A grader can set the environment variable NERVELAB_SEED per student: then inputs, and answers that fit
    only them, are of no use to the next student. Raises ValueError unless `item` is a text that is not blank.
    """
    if not isinstance(item, str) or not item.strip():
        raise ValueError(
            f"draw() was given the item {item!r}; it must be an item's id, such as 's02_velocity'."
        )
    seed = os.environ.get("NERVELAB_SEED", DEFAULT_SEED)
    # The zero byte keeps ("a", "bc") and ("ab", "c") apart; an environment variable cannot contain one.
    return np.random.default_rng(int.from_bytes(sha256(f"{seed}\0{item}".encode()).digest()))
