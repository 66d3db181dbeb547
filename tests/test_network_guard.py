import shutil
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).parents[1]
ELSEWHERE = ("192.0.2.1", 80)  # an address that RFC 5737 keeps for documentation


@pytest.fixture
def record(tmp_path, monkeypatch):
    """Attempts of this test go to a file of their own, so that the run stays green."""
    path = tmp_path / "attempts"
    path.touch()
    monkeypatch.setenv("NETWORK_GUARD", str(path))
    return path


def test_guard_refuses_and_records_a_connection_of_this_process(record):
    with pytest.raises(PermissionError, match="without a network"):
        socket.create_connection(ELSEWHERE, timeout=1)
    assert "192.0.2.1" in record.read_text()


def test_guard_refuses_a_name_before_it_is_looked_up(record):
    with pytest.raises(PermissionError):
        socket.getaddrinfo("example.org", 443)
    assert "example.org" in record.read_text()


def test_guard_refuses_a_datagram(record):
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        pytest.raises(PermissionError),
    ):
        sender.sendto(b"hello", ELSEWHERE)
    assert "sendto" in record.read_text()


def test_guard_leaves_loopback_alone(record):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
    assert socket.getaddrinfo("localhost", 80)
    assert record.read_text() == ""


def test_guard_reaches_a_process_that_a_test_starts(record):
    code = f"import socket\nsocket.create_connection({ELSEWHERE}, timeout=1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "PermissionError" in done.stderr
    assert "192.0.2.1" in record.read_text()


def test_guard_reaches_a_kernel(record):
    code = "import urllib.request\nurllib.request.urlopen('http://example.org')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    with pytest.raises(CellExecutionError, match="without a network"):
        NotebookClient(notebook, timeout=60).execute()
    assert "example.org" in record.read_text()


def test_guard_fails_a_run_in_which_the_error_was_swallowed(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they load for seconds
    shutil.copy(ROOT / "conftest.py", tmp_path)
    shutil.copytree(ROOT / "tests/network_guard", tmp_path / "tests/network_guard")
    (tmp_path / "test_sly.py").write_text(
        "import socket\n"
        "def test_sly():\n"
        "    try:\n"
        f"        socket.create_connection({ELSEWHERE}, timeout=1)\n"
        "    except OSError:\n"
        "        pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "1 passed, 1 refused connections" in done.stdout
    assert "REFUSED socket.getaddrinfo '192.0.2.1'" in done.stdout
