"""A real JupyterLab in a real browser.

`notebook(source)` opens a notebook, either a course file by name or a list of code cells, and gives a
`Notebook` that runs it, fails on any error output, looks at it (screenshot, axe) and changes how it is shown
(dark theme, zoom). The server works on a temporary copy of the course's notebooks: nothing in the repository
is written except pictures in tests/browser/screenshots/.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright

pytest.register_assert_rewrite(f"{__package__}.every_lab")

ROOT = Path(__file__).parents[2]
SCREENSHOTS = Path(__file__).parent / "screenshots"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTH, HEIGHT = 1280, 800
RUN_TIMEOUT = 180_000  # ms; the first run of the model compiles it


@dataclass(frozen=True)
class Server:
    """A running JupyterLab: its address, its token, the folder it shows."""

    url: str
    token: str
    root: Path


class Notebook:
    """One notebook open in JupyterLab."""

    def __init__(self, page: Page, server: Server, path: str) -> None:
        self.page = page
        self.name = Path(path).stem.partition("_")[2]  # "causes" of 03_causes.ipynb
        self.page_errors: list[str] = []
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        page.goto(f"{server.url}/lab/tree/{path}?token={server.token}&reset")
        self.wait_until_open()

    def wait_until_open(self) -> None:
        """Wait until JupyterLab shows the notebook and its kernel is there."""
        self.page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.sessionContext")
        self.page.evaluate("() => jupyterapp.restored")
        self.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.ready")

    def run_all(self) -> "Notebook":
        """Run every cell, wait for the kernel to be idle, fail on any error output."""
        self.page.set_default_timeout(RUN_TIMEOUT)
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
        self.wait_until_idle()
        self.page.set_default_timeout(30_000)
        assert self.errors() == []
        return self

    def wait_until_idle(self) -> None:
        """Wait until the kernel has answered all it was asked, and nothing more is asked for a while.

        A slider holds its next value back until the last one has been answered.
        """
        self.page.evaluate("() => { window.idleSince = 0 }")
        self.page.wait_for_function(
            """() => {
                const status = jupyterapp.shell.currentWidget.sessionContext.session.kernel.status;
                if (status !== 'idle') window.idleSince = 0;
                else window.idleSince ||= performance.now();
                return status === 'idle' && performance.now() - window.idleSince > 300;
            }"""
        )

    def errors(self) -> list[str]:
        """Every error output in the notebook, and what went wrong in the page itself, one line each."""
        return self.page_errors + self.page.evaluate(
            """() => [...jupyterapp.shell.currentWidget.content.model.cells]
                .flatMap(cell => cell.outputs?.toJSON() ?? [])
                .filter(output => output.output_type === 'error')
                .map(output => `${output.ename}: ${output.evalue}`)"""
        )

    def kernel(self, expression: str) -> object:
        """The value of a Python expression in the notebook's kernel, through JSON."""
        code = f"import json as _json; print(_json.dumps({expression}))"
        printed = self.page.evaluate(
            """async code => {
                const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const future = kernel.requestExecute({ code, store_history: false });
                let text = '';
                future.onIOPub = ({ content }) => { text += content.text ?? (content.evalue || ''); };
                await future.done;
                return text;
            }""",
            code,
        )
        return json.loads(printed)

    def active_cell(self) -> int:
        """Index of the cell that JupyterLab has selected."""
        return self.page.evaluate("() => jupyterapp.shell.currentWidget.content.activeCellIndex")

    @property
    def lab(self) -> Locator:
        """The root of the first lab on the page, once its figure is drawn, scrolled into view.

        JupyterLab does not lay out cells outside the window: their text reads as empty.
        """
        self.page.locator(".nervelab-lab .main-svg").first.wait_for()
        root = self.page.locator(".nervelab-lab").first
        root.scroll_into_view_if_needed()
        return root

    def axe(self) -> list[str]:
        """What axe-core objects to in the output areas: rule, element, explanation."""
        # Lay out every cell, also those JupyterLab skips outside the window: axe cannot see them.
        self.page.add_style_tag(content=".jp-Cell { content-visibility: visible !important; }")
        found = Axe().run(self.page, context=".jp-OutputArea").response
        assert found["passes"], "axe looked at nothing"
        return [
            f"{violation['id']}: {node['html'][:200]} — {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def dark(self, is_dark: bool = True) -> None:
        """Switch JupyterLab to its dark theme, or back to the light one."""
        name = "JupyterLab Dark" if is_dark else "JupyterLab Light"
        self.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", name)
        self.page.locator(f"body[data-jp-theme-name='{name}']").wait_for(state="attached")

    def side_bar(self, is_open: bool) -> None:
        """Show or hide the file browser, which takes a good part of a small screen."""
        self.page.evaluate(
            "open => open ? jupyterapp.shell.expandLeft() : jupyterapp.shell.collapseLeft()", is_open
        )

    def zoom(self, percent: int) -> None:
        """What the browser's zoom does to a page: fewer CSS pixels, each of them larger."""
        self.page.set_viewport_size({"width": WIDTH * 100 // percent, "height": HEIGHT * 100 // percent})

    def screenshot(self, name: str) -> Path:
        """A picture of the page, for a person to look at."""
        SCREENSHOTS.mkdir(exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.page.wait_for_timeout(300)  # transitions; nothing is asserted on this picture
        self.page.screenshot(path=path)
        return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, with a fresh profile."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium)."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab on a free port of this machine, with no settings but those the course installs."""
    home = tmp_path_factory.mktemp("jupyter")
    root = tmp_path_factory.mktemp("notebooks")
    for source in sorted((ROOT / "course").glob("*.ipynb")):
        shutil.copy(source, root)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(f"http://127.0.0.1:{port}", secrets.token_hex(16), root)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--LabApp.expose_app_in_browser=True"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={server.token}"),
        *(["--allow-root"] if os.geteuid() == 0 else []),
    ]
    own = {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    with (home / "log.txt").open("w+") as log:
        process = subprocess.Popen(
            command, env=os.environ | own | {"IPYTHONDIR": str(home / "ipython")}, stdout=log, stderr=log
        )
        try:
            _wait_for(server, process, Path(log.name))
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(server: Server, process: subprocess.Popen, log: Path) -> None:
    status = urllib.request.Request(
        f"{server.url}/api/status", headers={"Authorization": f"token {server.token}"}
    )
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(status, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.25)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def notebook(chromium: Browser, server: Server) -> Iterator[Callable[[str | list[str]], Notebook]]:
    """Open a course notebook by name ("02_compression.ipynb") or one made of the given code cells.

    All notebooks of a test module stay open to its end, so tests can share one and run it afresh.
    """
    contexts = []

    def open_notebook(source: str | list[str]) -> Notebook:
        if isinstance(source, list):
            cells = [nbformat.v4.new_code_cell(code) for code in source]
            kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
            name = f"test_{secrets.token_hex(4)}.ipynb"
            nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), server.root / name)
            source = name
        contexts.append(chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}))
        contexts[-1].grant_permissions(["clipboard-read", "clipboard-write"])
        return Notebook(contexts[-1].new_page(), server, source)

    yield open_notebook
    for context in contexts:
        context.pages[0].evaluate("() => jupyterapp.serviceManager.sessions.shutdownAll()")
        context.close()
