"""The lab of a section's tests."""

import pytest


@pytest.fixture
def lab(shared):
    """The module's one lab, its own fixture `shared`, as it opens."""
    shared.reset()
    assert shared.error is None
    return shared
