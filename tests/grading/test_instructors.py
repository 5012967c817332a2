"""Every command of the instructors' page, run as it stands there: by an instructor and by a student."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
from getpass import getuser
from pathlib import Path
from urllib.request import Request, urlopen
from zipfile import ZipFile

import pytest
from nbgrader_course import CHECKOUT, reference

from nervelab.grading.notebooks import canonical, grade_id, read

pytestmark = pytest.mark.slow

PAGE = (CHECKOUT / "course" / "INSTRUCTORS.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```bash\n# (you|a student)(.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
NAME, CAPSTONE = "02_compression", "11_capstone"
FILES = (
    *("README.md", "LICENSE", "Makefile", "pyproject.toml", "environment.yml", "requirements.lock"),
    *("nbgrader_config.py", ".gitignore"),
)
BY_HAND = 3  # points for the text
LAB = """
c = get_config()
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
c.ServerApp.port = 0
c.IdentityProvider.token = "secret"
"""


class Class:
    """A course folder, an exchange, a student's folder and a public course, all in `root`."""

    def __init__(self, root: Path):
        self.root = root
        self.course, self.student, self.own = root / "course", root / "student", root / "own"
        for folder in (self.course, self.student, self.own, root / "downloads", root / "jupyter"):
            folder.mkdir(parents=True)
        public = [
            "README.md",
            "environment.yml",
            "pyproject.toml",
            "requirements.lock",
            "Makefile",
            "LICENSE",
        ]
        for name in [*public, "nbgrader_config.py", ".gitignore"]:
            shutil.copy(CHECKOUT / name, self.course)
        for kind in ("solutions", "assignments"):
            for name in (NAME, CAPSTONE):
                shutil.copytree(CHECKOUT / kind / name, self.course / kind / name)
        shutil.copytree(
            CHECKOUT / "course", self.course / "course", ignore=shutil.ignore_patterns("__pycache__")
        )
        config = f"c = get_config()\nc.Exchange.root = {str(root / 'exchange')!r}\n"
        (root / "jupyter" / "nbgrader_config.py").write_text(config, encoding="utf-8")
        (root / "jupyter" / "jupyter_server_config.py").write_text(LAB, encoding="utf-8")
        self.env = {name: value for name, value in os.environ.items() if name != "NERVELAB_SEED"} | {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "EXCHANGE": str(root / "exchange"),
            "DOWNLOADS": str(root / "downloads"),
            "COURSE": str(self.course),
            "MINE": str(root / "mine.git"),
            "GIT_CONFIG_GLOBAL": str(root / "gitconfig"),
            **dict.fromkeys(
                ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"),
                str(root / "jupyter"),
            ),
        }
        identity = "[user]\nname = A Teacher\nemail = teacher@example.org\n[init]\ndefaultBranch = main\n"
        (root / "gitconfig").write_text(identity, encoding="utf-8")
        self.run("git init -q . && git add . && git commit -qm 'The public course'", self.course)
        self.run(f"git init -q --bare {root / 'mine.git'}", root)

    def run(self, script: str, folder: Path) -> str:
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert run.returncode == 0, f"{script}\n{run.stdout}"
        return run.stdout

    def solve(self, path: Path, **instead: str) -> None:
        """Write the worked answers into a released notebook, but others `instead` (item = source)."""
        notebook = read(path)
        edit = reference(CHECKOUT / "solutions" / path.stem, **instead)
        edit({grade_id(cell): cell for cell in notebook.cells if grade_id(cell)})
        path.write_text(canonical(notebook), encoding="utf-8")

    def hand_in_capstones(self) -> None:
        """Grace types her own id, Ada that of Grace."""
        self.run(f"nbgrader generate_assignment {CAPSTONE} --force", self.course)
        for student in ("grace", "ada"):
            folder = self.course / "gradebook" / "submitted" / student / CAPSTONE
            shutil.copytree(self.course / "assignments" / CAPSTONE, folder)
            self.solve(folder / f"{CAPSTONE}.ipynb", s11_id='me = "Grace"')

    def grade_text_in_formgrader(self, command: str) -> None:
        """Start JupyterLab as the page says, and give the text its points through formgrader's own API."""
        with (self.root / "lab.log").open("w") as log:
            lab = subprocess.Popen(command.split(), cwd=self.course, env=self.env, stdout=log, stderr=log)
        try:
            base = self._address(lab)
            student = next(s for s in self._ask(base, f"submissions/{NAME}") if s["student"] == getuser())
            books = self._ask(base, f"submitted_notebooks/{NAME}/{NAME}")
            book = next(b for b in books if b["student"] == student["student"])
            grades = self._ask(base, f"grades?submission_id={book['id']}")
            text = next(grade for grade in grades if grade["needs_manual_grade"])
            self._ask(base, f"grade/{text['id']}", {"manual_score": BY_HAND})
        finally:
            lab.terminate()
            lab.wait(timeout=60)

    def _address(self, lab: subprocess.Popen) -> str:
        for _ in range(240):
            files = list((self.root / "jupyter").glob(f"jpserver-{lab.pid}.json"))
            if files and (text := files[0].read_text()):
                return json.loads(text)["url"] + "formgrader/api/"
            assert lab.poll() is None, (self.root / "lab.log").read_text()
            time.sleep(0.25)
        raise AssertionError((self.root / "lab.log").read_text())

    def _ask(self, base: str, what: str, change: dict | None = None):
        data = None if change is None else json.dumps(change).encode()
        headers = {"Authorization": "token secret", "Content-Type": "application/json"}
        request = Request(base + what, data, headers, method="GET" if change is None else "PUT")
        with urlopen(request, timeout=60) as reply:
            return json.load(reply)

    def marks(self, assignment: str = NAME) -> dict[str, tuple[float, float]]:
        """Points of every student, and the highest possible."""
        with (self.course / "gradebook" / "grades.csv").open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["assignment"] == assignment]
        return {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in rows}


@pytest.fixture(scope="module")
def after(tmp_path_factory):
    """The class after all the page's commands, in its order; a teacher and a student work between them."""
    group = Class(tmp_path_factory.mktemp("class"))
    for who, where, commands in BLOCKS:
        folder = {"a student": group.student}.get(who, group.course)
        if "new folder" in where or "that copy" in where:
            folder = group.own
        if commands == "jupyter lab\n":
            group.grade_text_in_formgrader(commands)
            continue
        first, fetched, rest = commands.partition("nbgrader fetch_assignment")
        if fetched:
            line, _, rest = rest.partition("\n")
            group.run(first + fetched + line, folder)
            path = group.student / NAME / f"{NAME}.ipynb"
            group.solve(path)
            shutil.copy(path, group.root / "downloads" / "grace.ipynb")
            commands = rest
        if CAPSTONE in commands:
            group.hand_in_capstones()
        if "submitted/me" in commands:
            group.solve(group.course / "assignments" / NAME / f"{NAME}.ipynb")
        if "git pull" in commands:
            group.run("echo new >> README.md && git commit -qam 'Something new'", group.course)
        said = group.run(commands, folder)
        if "submitted/me" in commands:
            assert group.run(f"git diff --name-only; git checkout -q assignments/{NAME}", folder) == (
                f"assignments/{NAME}/{NAME}.ipynb\n"  # with the answers still in it
            )
        if "validate" in commands:
            assert "Your notebook passes all the tests" in said
    group.run("nbgrader export", group.course)
    return group


def test_the_page_holds_no_command_that_is_not_run():
    fences = re.findall(r"^```(\S*)", PAGE, re.MULTILINE)
    assert fences[::2] == ["bash"] * len(BLOCKS)
    assert len(BLOCKS) >= 10


def test_the_student_has_full_marks_and_the_points_given_by_hand_outlive_a_second_grading(after):
    assert PAGE.index("nbgrader autograde 02_compression --force") > PAGE.index("jupyter lab")
    assert after.marks()[getuser()] == (16 + BY_HAND, 20)


def test_a_file_that_came_by_mail_is_graded_too(after):
    assert after.marks()["grace"] == (16, 20)


def test_who_works_alone_has_points_and_reasons(after):
    assert after.marks()["me"] == (16, 20)
    assert (after.course / "gradebook" / "feedback" / "me" / NAME / f"{NAME}.html").is_file()


def test_the_capstone_knows_whose_patient_it_is(after):
    assert after.marks(CAPSTONE)["grace"] == (14, 20)
    assert after.marks(CAPSTONE)["ada"] == (13, 20)


def test_who_handed_nothing_in_is_not_forgotten(after):
    assert after.marks()["ada"] == (0, 20)


def test_the_student_has_the_feedback(after):
    [page] = (after.student / NAME / "feedback").rglob("*.html")
    assert f"(Score: {16 + BY_HAND}.0 / 20.0)" in page.read_text(encoding="utf-8")


def test_the_course_is_as_it_was(after):
    assert after.run("git status --porcelain", after.course) == ""


def test_the_private_copy_has_the_news_and_the_students_get_no_answers(after):
    assert "Something new" in after.run("git log --oneline origin/main", after.own / "nervelab")
    names = ZipFile(after.own / "course.zip").namelist()
    assert {"course/00_start_here.ipynb", "README.md", f"assignments/{NAME}/{NAME}.ipynb"} <= set(names)
    assert not [name for name in names if name.startswith(("solutions", "tests"))]
