"""Draw every figure again: `python -m figures`."""

import runpy
from pathlib import Path

for script in sorted(Path(__file__).parent.glob("[0-9]*.py")):
    runpy.run_path(str(script), run_name="__main__")
