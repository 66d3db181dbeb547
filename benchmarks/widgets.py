"""How long from a key press to the new picture, in each explorer?

`python -m benchmarks.widgets`: needs Chromium, as the browser tests do; without it the
measurement is skipped.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "tests/browser/latency.py"]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
