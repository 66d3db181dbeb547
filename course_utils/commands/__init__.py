"""What `python -m course_utils COMMAND` runs: one module a command, each with main().

They import the standard library only, because they run before anything is installed.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
