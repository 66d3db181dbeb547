"""Run notebooks from top to bottom and store their outputs (inside the environment)."""

import os
import sys
import time
from pathlib import Path

from course_utils.commands import ROOT

CELL_TIMEOUT_S = 1800


def execute(path: Path, target: Path | None = None, digest: str = "") -> bool:
    """Run one notebook in its own folder; leave the file alone if a cell fails.

    With a target the results go there, the widgets' state with them, and a digest of
    what was run.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    started = time.monotonic()
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_S,
        kernel_name="python3",
        store_widget_state=target is not None,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        # What is stored shows a course in which nothing was solved yet
        client.execute(env=os.environ | {"COURSE_PROGRESS": "off"})
    except CellExecutionError as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return False
    if target:
        notebook.metadata["digest"] = digest
    nbformat.write(notebook, target or path)
    print(f"{path.name} ran in {time.monotonic() - started:.0f} s", flush=True)
    return True


if __name__ == "__main__":
    os.environ["PYTHONPATH"] = str(ROOT)
    sys.exit(0 if all([execute(Path(name)) for name in sys.argv[1:]]) else 1)
