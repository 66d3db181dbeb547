"""The classroom's hub: its files load, and agree with what was measured."""

import os
import re
import subprocess

import pytest
import yaml

from classroom import sizes
from course_utils.commands import ROOT, conda
from course_utils.commands.lab import DEFAULTS

FOLDER = ROOT / "classroom"
READMES = ("README.md", "README.zh.md")
UNITS = {"M": 1, "G": 2**10}  # MiB, as JupyterHub reads them


@pytest.fixture
def config(tmp_path, monkeypatch):
    pytest.importorskip(
        "jupyterhub", reason="The hub's configuration needs jupyterhub installed."
    )
    from traitlets.config import PyFileConfigLoader

    monkeypatch.chdir(tmp_path)  # it writes JupyterLab's defaults where the hub runs
    return PyFileConfigLoader("jupyterhub_config.py", str(FOLDER)).load_config()


def test_hub_knows_every_setting(config):
    from jupyterhub.app import JupyterHub
    from jupyterhub.auth import Authenticator

    spawner = config.JupyterHub.spawner_class
    for name, known in (
        ("JupyterHub", JupyterHub),
        ("Authenticator", Authenticator),
        ("Spawner", spawner),
    ):
        assert set(config[name]) - set(known.class_traits(config=True)) == set()
    server = spawner(config=config)
    assert server.mem_limit == 2 * 2**30
    assert os.access(server.cmd[0], os.X_OK) or "bin" not in server.cmd[0]


def test_servers_options_are_jupyters(config):
    from jupyter_server.serverapp import ServerApp
    from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
    from jupyterlab.labapp import LabApp

    known = {
        "ServerApp": ServerApp,
        "LabApp": LabApp,
        "MappingKernelManager": AsyncMappingKernelManager,
    }
    for word in config.Spawner.args:
        owner, trait = re.match(r"--(\w+)\.(\w+)=", word).groups()
        assert trait in known[owner].class_traits(config=True), word


def test_students_get_the_courses_defaults(config, monkeypatch):
    from jupyterlab_server.settings_utils import ConfigManager

    folder = config.Spawner.environment["JUPYTER_CONFIG_PATH"]
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", folder)
    labconfig = ConfigManager(config_dir_name="labconfig")
    assert labconfig.get("default_setting_overrides") == DEFAULTS


def test_no_process_of_a_student_can_hold_more_than_the_limit(config):
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("Only root can become a student.")
    prepare = config.JupyterHub.spawner_class(config=config).make_preexec_fn("nobody")
    done = subprocess.run(
        ["/bin/sh", "-c", "id -un; ulimit -d"],
        preexec_fn=prepare,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["nobody", str(2 * 2**20)]  # KiB


def amount(text):
    number, unit = re.fullmatch(r"(\d+)([MG])", text).groups()
    return int(number) * UNITS[unit]


def test_values_give_a_pod_what_a_student_was_measured_to_take():
    single = yaml.safe_load((FOLDER / "values.yaml").read_text("utf-8"))["singleuser"]
    taken = sizes.student()["both at the end"]
    assert taken <= amount(single["memory"]["guarantee"]) <= 1.3 * taken
    assert 2.5 * taken <= amount(single["memory"]["limit"])
    assert single["cpu"]["limit"] >= float(single["extraEnv"]["OMP_NUM_THREADS"])


def test_values_end_idle_kernels():
    from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

    single = yaml.safe_load((FOLDER / "values.yaml").read_text("utf-8"))["singleuser"]
    (file,) = single["extraFiles"].values()
    # Jupyter reads no such settings in the folder jupyter_server_config.d beside it
    assert file["mountPath"] == "/etc/jupyter/jupyter_server_config.json"
    (settings,) = file["data"].values()
    assert settings.keys() <= AsyncMappingKernelManager.class_traits(config=True).keys()
    assert settings["cull_idle_timeout"] == 3600


def test_image_has_the_version_that_the_values_ask_for():
    values = yaml.safe_load((FOLDER / "values.yaml").read_text("utf-8"))
    version = re.search(
        r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.M
    )
    image = values["singleuser"]["image"]
    assert image["tag"] == version[1]
    assert f"-t {image['name']}:{version[1]} ." in (FOLDER / "Dockerfile").read_text()


@pytest.mark.parametrize("name", READMES)
def test_readme_tells_what_was_measured(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line in sizes.measured()] == (
        sizes.measured()
    )
    assert {row["command"].partition(" --")[0] for row in sizes.rows()} == {
        "python -m classroom.load ADDRESS TOKEN"
    }
    memory, minutes = sizes.class_needs()
    most, together = sizes.server_carries()
    two = memory + sizes.CLASS * sizes.second() / 1024
    for said in (
        f"{memory:.0f} GiB",
        f"{two:.0f} GiB",
        f"{sizes.second():.0f} MiB",
        f"{minutes:.0f} ",
        f"{minutes / sizes.SERVER['cores']:.0f} ",
        f"**{most}**",
        f"{together:.0f} ",
    ):
        assert said in text, said


@pytest.mark.parametrize("name", READMES)
def test_readme_leads_to_what_exists(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:\s]+)\)", text)
    assert {link for link in links if not (FOLDER / link).exists()} == set()
    for notebook in re.findall(r"notebooks/[\w/]+\.ipynb", text):
        assert (ROOT / notebook).exists()


def test_readmes_say_the_same():
    english, chinese = ((FOLDER / name).read_text("utf-8") for name in READMES)

    def kept(text):
        blocks = re.findall(r"^```\n.*?^```", text, re.DOTALL | re.MULTILINE)
        return blocks, re.findall(r"^\|.*\d.*\|$", text, re.MULTILINE)

    assert kept(english)[0] == kept(chinese)[0]
    assert len(kept(english)[1]) == len(kept(chinese)[1])


def test_repo2docker_reads_a_python_that_will_do():
    # As in jupyter-repo2docker 2026.4.0, buildpacks/conda/__init__.py
    needs = yaml.safe_load(conda.FILE.read_text("utf-8"))["dependencies"]
    read = (re.match(r"python\s*=+\s*([\d\.]*)", str(need)) for need in needs)
    assert next(found[1] for found in read if found) == "3.12"
