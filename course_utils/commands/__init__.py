"""What `python -m course_utils COMMAND` runs: one module a command, each with main().

They import the standard library only, because they run before anything is installed.
What authors run (notebooks, words, conda) speaks English, as the code does that its
faults point to; all the others speak the reader's language.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def shipped(folder: str) -> Path:
    """Return where notebooks or figures lie: in a clone, or in what a wheel brought."""
    brought = Path(__file__).resolve().parents[1] / "shipped" / folder
    return brought if brought.exists() else ROOT / folder
