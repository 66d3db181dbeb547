"""How long does each notebook run, and how much memory does its kernel take?

`python -m benchmarks.notebooks`: every notebook once from top to bottom, one after the
other. Thirty students share a server: the last column is what each of them holds.
"""

import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from benchmarks import print_table

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
PEAK = """import psutil as _psutil
_info = _psutil.Process().memory_full_info()
print(_info.rss, _info.uss)"""


def run(path: Path) -> list[str]:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(PEAK))
    client = NotebookClient(
        notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}
    )
    began = time.perf_counter()
    client.execute()
    spent = time.perf_counter() - began
    resident, own = map(int, notebook.cells[-1].outputs[0].text.split())
    return [path.stem, f"{spent:.0f}", f"{resident / 1e6:.0f}", f"{own / 1e6:.0f}"]


def main() -> None:
    print_table(
        "Notebooks from top to bottom; memory of the kernel at the end, MB",
        ["notebook", "seconds", "resident", "its own alone"],
        [run(path) for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))],
    )


if __name__ == "__main__":
    main()
