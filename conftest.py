"""Tests, notebooks run by nbval among them, must never write to the progress file of whoever runs them."""

import os
import tempfile
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    # The kernels that nbval and the browser tests start inherit this one.
    folder = tempfile.TemporaryDirectory(prefix="nervelab-")
    config.add_cleanup(folder.cleanup)
    os.environ["NERVELAB_PROGRESS"] = str(Path(folder.name, "progress.json"))


@pytest.fixture(autouse=True)
def progress_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The progress file of this test: its own, and not there yet."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv("NERVELAB_PROGRESS", str(path))
    return path
