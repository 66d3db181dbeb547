"""Take the README's picture of the explorers anew: `python -m figures.explorers`.

It needs Chromium, as the browser tests do.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    command = [sys.executable, "-m", "pytest", "-q", "tests/browser/portraits.py"]
    sys.exit(subprocess.call(command, cwd=ROOT))
