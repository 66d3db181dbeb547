"""The set-up and its failures, tried in a copy of the course in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from course_utils.commands import environment, steps
from course_utils.commands.problem import Problem
from course_utils.language import width


@pytest.fixture
def offline(tmp_path):
    """Surroundings in which pip finds nobody to ask, whatever its settings are."""
    settings = {
        "NETWORK_GUARD": str(tmp_path / "attempts"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": "http://127.0.0.1:9/",  # nobody listens there
        "PIP_RETRIES": "1",
    }
    return {**os.environ, **settings}


def start(course, surroundings):
    return subprocess.Popen(
        [sys.executable, "-m", "course_utils", "lab", "--no-browser"],
        cwd=course,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_set_up_without_a_network_says_so_and_leaves_no_stamp(course, offline):
    process = start(course, offline)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "The network does not answer" in said
    assert "Traceback" not in said
    assert not (course / ".venv" / "course.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_set_up_that_was_stopped_says_how_to_go_on(course, offline):
    process = start(course, offline)
    while not (course / ".venv").exists():
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "The same command goes on from here" in said
    assert "Traceback" not in said


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="this user may write anywhere"
)
def test_set_up_in_a_read_only_folder_says_so(course, offline):
    course.chmod(0o555)
    process = start(course, offline)
    _, said = process.communicate(timeout=60)
    course.chmod(0o755)
    assert process.returncode == 1
    assert said.strip() == steps.READ_ONLY


@pytest.fixture
def empty_venv(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "course.json")


def test_ensure_asks_for_the_missing_venv_module(empty_venv, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(Problem, match="sudo apt install python3-venv"):
        environment.ensure()


def test_ensure_asks_for_room_before_it_downloads(empty_venv, monkeypatch):
    monkeypatch.setattr(environment, "NEEDED_GB", 10**9)
    with pytest.raises(Problem, match="make room and run the same command again"):
        environment.ensure()


def test_ensure_does_nothing_where_a_finished_set_up_fits(
    empty_venv, monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr(environment, "version_of", lambda _: "3.12")
    stamp = {"fingerprint": environment._fingerprint("3.12"), "extras": ["test"]}
    (tmp_path / ".venv").mkdir()
    environment.STAMP.write_text(json.dumps(stamp))
    assert environment.ensure() == environment.python()
    assert environment.ensure(("test",)) == environment.python()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("stamp", "extras", "finished"),
    [
        ({"extras": ["test"]}, ("test",), True),
        ({"extras": ["test"]}, (), True),
        ({"extras": []}, ("test",), False),
        ({"extras": [], "fingerprint": "of other requirements"}, (), False),
        (None, (), False),
    ],
)
def test_finished_asks_for_the_stamp_and_the_extras(
    empty_venv, tmp_path, stamp, extras, finished
):
    (tmp_path / ".venv").mkdir()
    if stamp is not None:
        mine = {"fingerprint": environment._fingerprint("3.12")}
        environment.STAMP.write_text(json.dumps({**mine, **stamp}))
    assert environment._finished("3.12", extras) == finished


def test_fingerprint_changes_with_python_and_with_constraints(tmp_path, monkeypatch):
    before = environment._fingerprint("3.12")
    assert environment._fingerprint("3.13") != before
    changed = tmp_path / "constraints.txt"
    changed.write_text("torch==2.6.0\n")
    monkeypatch.setattr(environment, "CONSTRAINTS", changed)
    assert environment._fingerprint("3.12") != before


def test_version_of_a_python_that_is_gone_is_none(tmp_path):
    assert environment.version_of(tmp_path / "python") is None


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space "
            "left on device",
            "The disk is full",
        ),
        (
            "Error: [Errno 30] Read-only file system: '.venv'",
            "cannot be written",
        ),
        (
            "PermissionError: [WinError 5] Access is denied: 'C:\\course\\.venv'",
            "cannot be written",
        ),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by "
            "'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection "
            "object>: Failed to establish a new connection: [Errno -2] Name or service "
            "not known')': /simple/torch/\n"
            "ERROR: No matching distribution found for torch>=2.6",
            "The network does not answer",
        ),
        (
            "ERROR: Could not find a version that satisfies the requirement torch\n"
            "ERROR: No matching distribution found for torch>=2.6",
            "no fitting version of torch",
        ),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]",
            "secure connection failed",
        ),
        (
            "HINT: This error might have occurred since this system does not have "
            "Windows Long Path support enabled.",
            "too long for Windows",
        ),
        ("error: something new", "error: something new\nThe set-up failed"),
    ],
)
def test_explain_finds_the_cause_in_what_pip_prints(printed, said):
    assert said in steps.explain(printed)


def test_explain_speaks_chinese(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "zh")
    assert "没有适合这个 Python 和这台电脑的 torch" in steps.explain(
        "ERROR: No matching distribution found for torch>=2.6"
    )
    assert steps.explain("[Errno 28]").startswith("磁盘已满")


def test_run_step_keeps_chinese_within_the_line(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    code = "import time; print('Collecting ' + '词' * 99, flush=True); time.sleep(1)"
    steps.run_step("安装课程需要的包", [sys.executable, "-X", "utf8", "-c", code])
    shown = capsys.readouterr().out.split("\r")
    assert any("词" in line for line in shown)
    assert max(map(width, shown)) <= steps.WIDTH


def test_run_step_shows_large_downloads_only(capsys):
    lines = [
        "Collecting torch>=2.6",
        "  Downloading torch-2.13.0-py3-none-any.whl (190.9 MB)",
        "  Downloading tqdm-4.70.1-py3-none-any.whl (78 kB)",
    ]
    code = "print(" + ", ".join(map(repr, lines)) + ", sep='\\n')"
    steps.run_step("The course's packages", [sys.executable, "-c", code])
    printed = capsys.readouterr().out
    assert "The course's packages\n" in printed
    assert "torch-2.13.0-py3-none-any.whl (190.9 MB)" in printed
    assert "tqdm" not in printed


def test_run_step_raises_the_explanation():
    code = "import sys; print('[Errno 28] No space left on device'); sys.exit(1)"
    with pytest.raises(Problem, match="The disk is full"):
        steps.run_step("A step", [sys.executable, "-c", code])


def test_more_room_is_asked_for_where_the_small_pytorch_cannot_be_had(
    empty_venv, monkeypatch
):
    def fail_at_pytorch(title, _command):
        if "PyTorch" in title:
            raise Problem("there is no such index here")

    monkeypatch.setattr(environment, "run_step", fail_at_pytorch)
    monkeypatch.setattr(environment, "_has_nvidia", lambda: False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(environment, "NEEDED_WITH_CUDA_GB", 10**9)
    with pytest.raises(Problem, match=r"needs about 1000000000 GB of disk"):
        environment._install((), newest=False)
