"""The pure functions of the front ends, run by node; the rest is in tests/browser."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.mjs")), ids=lambda f: f.stem)
def test_script_passes(file: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which is not on the PATH")
    done = subprocess.run(
        [node, "--test", str(file)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "fail 0" in done.stdout
