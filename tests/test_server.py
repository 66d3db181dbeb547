"""A kernel whose Jupyter server lives in another environment."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from course_utils.commands import ROOT, server

# Stands for the server: it bears its name and starts a kernel of this environment.
START_A_KERNEL = """\
import sys
from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="python3")
client.execute_interactive(sys.argv[1], timeout=60)
client.stop_channels()
manager.shutdown_kernel(now=True)
"""


@pytest.fixture
def other_environment(tmp_path):
    """A Python that finds what is installed here, with a JupyterLab without widgets."""
    folder = tmp_path / "other"
    make = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(make, check=True)
    python = folder / Path(sys.executable).relative_to(sys.prefix)
    paths = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", vars=paths))
    (site / "here.pth").write_text(sysconfig.get_path("purelib") + "\n")
    kernels = tmp_path / "kernels" / "python3"
    kernels.mkdir(parents=True)
    start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": start, "display_name": "course", "language": "python"}
    (kernels / "kernel.json").write_text(json.dumps(spec))
    return python


def said_in_a_kernel(python, code, tmp_path):
    script = tmp_path / "jupyter-lab"
    script.write_text(START_A_KERNEL)
    surroundings = {
        **os.environ,
        "JUPYTER_PATH": str(tmp_path),
        "HOME": str(tmp_path),  # widgets of the tester's own would be found
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [str(python), str(script), code],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


CODE = """\
from course_utils.commands import doctor
from course_utils.notebook import setup
setup()
print("|", doctor._extensions())
"""


def test_widgets_missing_beside_the_server_are_named(other_environment, tmp_path):
    said = said_in_a_kernel(other_environment, CODE, tmp_path)
    by_setup, by_doctor = said.split("|")
    for text in (by_setup, by_doctor):
        assert "runs in another environment, which lacks" in text
        assert f'{other_environment}" -m pip install jupyterlab_widgets' in text


def test_server_of_the_same_environment_is_content(other_environment, tmp_path):
    said = said_in_a_kernel(Path(sys.executable), CODE, tmp_path)
    by_setup, by_doctor = said.split("|")
    assert by_setup == ""
    assert "in the same environment as JupyterLab" in by_doctor


def test_no_server_is_seen_where_there_is_none():
    assert server.server_python() is None
    assert server.warning() is None


def test_python_that_does_not_answer_is_unknown(tmp_path):
    assert server.missing_front_ends(str(tmp_path / "no-python")) is None
