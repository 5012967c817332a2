"""One set of pins, three doors (make, pip, Binder), and a wheel that stands on its own."""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from nervelab import _setup

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ \\]+)", LOCK, re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = [Requirement(line) for line in [*PROJECT["dependencies"], *chain(*EXTRAS.values())]]


@pytest.mark.parametrize("requirement", DECLARED, ids=lambda r: r.name)
def test_the_lock_pins_what_the_project_declares(requirement):
    assert requirement.specifier, f"{requirement.name} has no lower bound"
    assert not any(s.operator == "==" for s in requirement.specifier), "pins belong in requirements.lock"
    assert PINS[canonicalize_name(requirement.name)] in requirement.specifier


def test_every_pin_is_hashed_and_no_host_is_named():
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.split("\n", 3)[-1])
    unhashed = [e.split()[0] for e in entries if "==" in e.split("\n")[0] and "--hash=sha256:" not in e]
    assert len(PINS) > 100
    assert unhashed == []
    assert "://" not in LOCK
    assert "--index-url" not in LOCK.replace("--no-emit-index-url", "")


def test_environment_yml_holds_no_pin_of_its_own():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["dependencies"] == ["python=3.11", "pip", {"pip": ["-r requirements.lock"]}]
    assert PROJECT["requires-python"] == ">=3.11"


def tracked_copy(to: Path) -> Path:
    """The checkout as Binder would clone it: tracked files, and new ones that git does not ignore."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).write_bytes((ROOT / name).read_bytes())
    for script in ("postBuild", ".ci/run"):
        (to / script).chmod(0o755)
    return to


@pytest.mark.slow
def test_binder_takes_the_conda_build_pack_and_the_intended_python(tmp_path):
    assert not (ROOT / "binder").exists(), "a binder folder would switch environment.yml off"
    assert not (ROOT / ".binder").exists()
    checkout = tracked_copy(tmp_path / "checkout")
    tool = Path(sysconfig.get_path("scripts")) / "jupyter-repo2docker"
    done = subprocess.run(
        [tool, "--no-build", "--debug", "--user-id", "1000", "--user-name", "learner", checkout],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    printed = done.stdout + done.stderr
    assert "Building conda environment for python=3.11" in printed
    assert re.search(r"env update .*--file \"?environment\.yml", printed)
    assert "./postBuild" in printed


@pytest.mark.slow
def test_the_wheel_runs_outside_the_clone(tmp_path):
    """In an empty environment: dependencies are borrowed, the package comes from the wheel alone."""
    quiet = {"check": True, "capture_output": True, "text": True}
    checkout = tracked_copy(tmp_path / "checkout")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", tmp_path, checkout], **quiet
    )
    wheel = next(tmp_path.glob("nervelab-*.whl"))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "empty"], **quiet)
    inside = tmp_path / "empty" / ("Scripts" if os.name == "nt" else "bin") / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'), end='')"
    site = Path(subprocess.run([inside, "-c", ask], **quiet).stdout)
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", site, wheel], **quiet)
    # Nested .pth files are not read, so the editable install of this checkout stays out of reach.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    program = (
        "import nervelab, nervelab.labs.compression; from nervelab import Axon, Pinch, evidence, quiz;"
        "print(nervelab.__file__);"
        "print(Axon().stimulate(Pinch(pressure=60, minutes=40)).state, len(evidence.claims()));"
        "print(evidence.table('D01').shape[0], quiz.question('02-predict').id);"
        "from nervelab.physiology import firing, Zone; print(firing.pattern(11.5, Zone()).conducts)"
    )
    away = tmp_path / "elsewhere"
    away.mkdir()
    printed = subprocess.run([inside, "-I", "-c", program], cwd=away, **quiet).stdout.split("\n")
    assert Path(printed[0]).is_relative_to(site)
    assert printed[1:4] == ["slowed 121", "15 02-predict", "True"]


def test_what_a_kernel_must_have_is_what_the_project_declares():
    declared = {
        requirement.name: tuple(map(int, next(iter(requirement.specifier)).version.split(".")))
        for requirement in map(Requirement, PROJECT["dependencies"])
    }
    assert declared == _setup.NEEDED


@pytest.mark.parametrize(
    ("needed", "sentence"),
    [
        (
            {"no-such-package": (1, 2)},
            "needs no-such-package 1.2 or newer; it is not installed. Run `make lab`",
        ),
        ({"numpy": (99, 0)}, r"needs numpy 99.0 or newer; installed is \d+\.\S+. Run `make lab`"),
    ],
)
def test_a_kernel_without_the_packages_gets_one_line(needed, sentence):
    with pytest.raises(_setup.NotSetUp, match=sentence) as caught:
        _setup.check(needed)
    shown = caught.value._render_traceback_()  # what IPython prints in place of a traceback
    assert shown == [str(caught.value)]
    assert "\n" not in shown[0]
