"""`lab` for real: a JupyterLab that starts, shows a notebook, and ends on Ctrl-C."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest


def wait_until_it_answers(process, address):
    """It prints its address a moment before it listens there."""
    while process.poll() is None:
        try:
            return urlopen(address, timeout=120).close()
        except URLError:
            time.sleep(0.05)


@pytest.fixture
def jupyter_lab(course, tmp_path, request):
    """A running `lab --here --no-browser` and the address that it printed."""
    system = getattr(request, "param", "en_GB.UTF-8")
    folders = {
        f"JUPYTER_{kind}_DIR": str(tmp_path / kind)
        for kind in ("CONFIG", "DATA", "RUNTIME")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "course_utils", "lab", "--here", "--no-browser"],
        cwd=course,
        env={**os.environ, **folders, "LC_ALL": system},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    printed = ""
    while not (found := re.search(r"http://127\S+", printed)):
        assert process.poll() is None, printed
        printed += process.stdout.readline()
    wait_until_it_answers(process, found.group())
    yield process, found.group(), printed
    process.terminate()
    process.communicate(timeout=120)


def test_lab_serves_the_first_notebook_and_ends_on_ctrl_c(jupyter_lab):
    process, address, printed = jupyter_lab
    assert "/lab/tree/notebooks/00_start_here.ipynb?token=" in address
    assert "Traceback" not in printed
    with urlopen(address, timeout=120) as page:
        assert page.status == 200
    token = address.partition("?")[2]
    server = address.partition("/lab/")[0]
    settings = f"{server}/lab/api/settings/@jupyterlab/apputils-extension:notification"
    with urlopen(f"{settings}?{token}", timeout=120) as answer:
        news = json.load(answer)["schema"]["properties"]
    assert news["fetchNews"]["default"] == "false"
    assert news["checkForUpdates"]["default"] is False
    if sys.platform != "win32":
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=120) == 0


@pytest.mark.parametrize("jupyter_lab", ["zh_CN.UTF-8"], indirect=True)
def test_lab_on_a_chinese_system_opens_that_edition_and_names_the_other(jupyter_lab):
    _process, address, printed = jupyter_lab
    assert "/lab/tree/notebooks/zh/00_start_here.ipynb?token=" in address
    assert "正在打开 notebooks/zh/00_start_here.ipynb" in printed
    assert "\nIn English: python3 -m course_utils lab 00\n" in printed
