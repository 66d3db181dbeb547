"""JupyterLab and Chromium for tests: nothing leaves the machine, nothing stays running.

`open_notebook(cells)` writes a notebook, opens it in JupyterLab, runs it and returns
the page; `open_notebook(path)` does so with a notebook of the course.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import nbformat
import pytest

from course_utils.commands.lab import write_defaults

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

ROOT = Path(__file__).parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAB = [
    "--no-browser",
    "--allow-root",
    "--ip=127.0.0.1",
    "--ServerApp.port_retries=0",
    "--LabApp.extension_manager=readonly",
    "--LabApp.expose_app_in_browser=True",
]
# JupyterLab's own promises say when it is ready; spinners only seem to.
RUN = """async ([path, kernel]) => {
  const panel = await jupyterapp.commands.execute('docmanager:open', {path, kernel});
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await jupyterapp.commands.execute('notebook:run-all-cells');
}"""
IDLE = """() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.status
  === 'idle' && ![...document.querySelectorAll('.jp-InputPrompt')].some(
    (prompt) => prompt.textContent.includes('[*]'))"""
# A kernel goes on to the next notebook, for it takes longer to load torch than to test.
# It forgets the reader's names, the explorers and the course.
FORGET = """
import sys
from ipywidgets import Widget
Widget.close_all()
ours = ("course_utils", "made_up_concept")
for name in [name for name in sys.modules if name.startswith(ours)]:
    del sys.modules[name]
get_ipython().reset()
"""
CLOSE = """async (forget) => {
  const panel = jupyterapp.shell.currentWidget;
  const kernel = panel.sessionContext.session?.kernel?.model;
  if (kernel && forget) {
    const asked = panel.sessionContext.session.kernel.requestExecute({code: forget});
    if ((await asked.done).content.status !== 'ok') throw new Error('not forgotten');
  } else {
    await panel.sessionContext.shutdown();
  }
  panel.dispose();  // unlike "close", it asks nobody whether to save
  return forget && kernel;
}"""
ERRORS = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
  .flatMap((cell) => cell.type === 'code' ? cell.outputs.toJSON() : [])
  .filter((output) => output.output_type === 'error' || output.name === 'stderr')
  .map((output) => JSON.stringify(output))"""


class Lab(NamedTuple):
    """A running JupyterLab and the folder that it serves."""

    folder: Path
    url: str
    token: str


@pytest.fixture
def expect() -> Callable:
    return pytest.importorskip("playwright.sync_api").expect


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab on a free port with the defaults of `lab`, in a new home."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("lab")
    write_defaults(home)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lab = Lab(folder, f"http://127.0.0.1:{port}", secrets.token_hex(16))
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
        "COURSE_PROGRESS": str(folder / "progress.jsonl"),
    }
    command = [sys.executable, "-m", "jupyterlab", *LAB, f"--port={port}"]
    command += [f"--IdentityProvider.token={lab.token}"]
    command += [f"--ServerApp.root_dir={folder}"]
    with (home / "lab.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            wait_for(lab, process, home / "lab.log")
            yield lab
        finally:
            process.terminate()  # it shuts its kernels down
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(lab: Lab, process: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        with suppress(OSError):
            address = f"{lab.url}/api/status?token={lab.token}"
            urllib.request.urlopen(address, timeout=1).close()
            return
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    pytest.fail("JupyterLab did not answer within 60 s\n" + log.read_text())


@pytest.fixture(scope="session")
def browser(
    tmp_path_factory: pytest.TempPathFactory,
) -> "Iterator[BrowserContext]":
    """Start Chromium without a window."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"needs a browser: none of {', '.join(BROWSERS)} is on the PATH")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with playwright.sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("chromium")),
            executable_path=found,
            args=CHROMIUM,
            viewport={"width": 1200, "height": 1000},
        )
        yield context
        context.close()


@pytest.fixture(scope="session")
def tab(browser: "BrowserContext", lab: Lab) -> "Page":
    """Open JupyterLab once: that takes longer than most tests of what is in it."""
    page = browser.new_page()
    page.set_default_timeout(60_000)  # other tests may be using all cores
    enter(page, lab)
    return page


def enter(page: "Page", lab: Lab) -> None:
    page.goto(f"{lab.url}/lab?token={lab.token}&reset")
    page.wait_for_selector("#jp-main-dock-panel")
    page.wait_for_function("() => window.jupyterapp?.started.then(() => true)")


@pytest.fixture(scope="session")
def kernels() -> dict[str, dict]:
    """Keep one kernel of each language, as JupyterLab describes it."""
    return {}


@pytest.fixture
def open_notebook(
    tab: "Page", lab: Lab, kernels: dict[str, dict], request: pytest.FixtureRequest
) -> "Iterator[Callable[..., Page]]":
    """Open and run notebooks; at the end, demand that nothing failed or left home."""
    opened: list[tuple[str, bool]] = []
    faults: list[str] = []
    failed_before = request.session.testsfailed
    watches = {
        "pageerror": lambda error: faults.append(f"page error: {error}"),
        "request": lambda request: leave(request.url),
        "websocket": lambda socket: leave(socket.url),
    }

    def leave(url: str) -> None:
        home = lab.url.removeprefix("http")
        near = ("http" + home, "ws" + home, "data:", "blob:", "about:")
        if not url.startswith(near):
            faults.append(f"left this machine: {url}")

    def go(
        what: Sequence[str] | Path, theme: str = "Light", language: str = "en"
    ) -> "Page":
        place = lab.folder / language / f"{secrets.token_hex(4)}.ipynb"
        place.parent.mkdir(exist_ok=True)
        if isinstance(what, Path):
            shutil.copy(what, place)
        else:
            write(what, place)
        close()
        own = isinstance(what, Path)  # its kernel starts and ends with it
        opened.append((language, own))
        tab.evaluate(
            "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})",
            f"JupyterLab {theme}",
        )
        kernel = None if own else kernels.pop(language, None)
        tab.evaluate(RUN, [f"{language}/{place.name}", kernel])
        tab.wait_for_function(IDLE, timeout=120_000)
        assert tab.evaluate(ERRORS) == []
        return tab

    def close() -> None:
        while opened:
            language, own = opened.pop()
            kernel = tab.evaluate(CLOSE, "" if own else FORGET)
            if kernel:
                kernels[language] = kernel

    for event, watch in watches.items():
        tab.on(event, watch)
    yield go
    if request.session.testsfailed > failed_before:  # who knows what it left there
        enter(tab, lab)
    else:
        close()
    for event, watch in watches.items():
        tab.remove_listener(event, watch)
    assert faults == []


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Fetch axe-core with npm; the only test that needs the network."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm, to fetch axe-core")
    folder: Path = tmp_path_factory.mktemp("axe")
    done = subprocess.run(
        [npm, "install", "--no-save", "--prefix", str(folder), "axe-core@4"],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=120,
    )
    if done.returncode != 0:
        pytest.skip("needs the network, to fetch axe-core with npm")
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    return script.read_text(encoding="utf-8")


def write(cells: Sequence[str], place: Path) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    book.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(book, place)
