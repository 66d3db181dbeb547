"""The one form in which a notebook lies in git, and what must not lie there."""

import copy
import hashlib
import json
import re

MAX_NOTEBOOK_KB = 400
MAX_TOTAL_KB = 3000
MAX_CELL_LINES = 15
MARKER = "# NBVAL_CHECK_OUTPUT"  # nbval compares the output of these cells

_KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
_CELL_METADATA = {"tags", "jupyter", "slideshow", "i18n", "nbgrader", "editable"}
_WIDGET = "application/vnd.jupyter.widget-view+json"
_PICTURES = ("image/png", "image/svg+xml", "image/jpeg", "text/html")
# What a widget that says nothing in words leaves: its bare repr, or a bar of progress.
_WORDLESS = re.compile(r"\s*(<.*>|[\w.]+\(.*\)|.*\d%\|.*|.*\dit \[.*|)\s*", re.DOTALL)
_ABSOLUTE = re.compile(
    r"(?<![\w.:/-])/(?:home|Users|root|tmp|work|mnt|var|opt|usr)/\w|[A-Z]:\\\\?Users"
)


def text_of(notebook: dict) -> str:
    """Write a notebook as Jupyter does: short diffs, the same on every system."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def normalise(notebook: dict) -> dict:
    """Return a copy without what changes from run to run or from machine to machine.

    Cell ids are kept; a cell that has none, or one that is taken, gets one made from
    its text. Execution counts become 1, 2, 3 … over the cells that have been run.
    """
    clean = copy.deepcopy(notebook)
    clean["metadata"] = {
        "kernelspec": _KERNELSPEC,
        "language_info": {"name": "python"},
    }
    clean["nbformat"], clean["nbformat_minor"] = 4, 5
    count, ids = 0, set()
    for cell in clean["cells"]:
        cell["source"] = _lines(cell["source"])
        cell["metadata"] = {
            key: value
            for key, value in cell.get("metadata", {}).items()
            if key in _CELL_METADATA
        }
        cell["id"] = _free_id(cell, ids)
        ids.add(cell["id"])
        if cell["cell_type"] == "code":
            if cell["execution_count"] is not None:
                count += 1
                cell["execution_count"] = count
            cell["outputs"] = _outputs(cell)
    return clean


def faults(notebook: dict) -> list[str]:
    """List what is wrong with a normalised notebook that only its author can mend."""
    found = []
    size_kb = len(text_of(notebook).encode()) / 1000
    if size_kb > MAX_NOTEBOOK_KB:
        found.append(f"{size_kb:.0f} KB; at most {MAX_NOTEBOOK_KB}")
    for cell in notebook["cells"]:
        cell_faults = _source_faults(cell) + _output_faults(cell)
        found += [f"cell {cell['id']}: {fault}" for fault in cell_faults]
    return found


def source_of(cell: dict) -> str:
    """A cell's text as one string."""
    return "".join(cell["source"])


def _lines(text: str | list[str]) -> list[str]:
    return "".join(text).splitlines(keepends=True)


def _free_id(cell: dict, taken: set[str]) -> str:
    wanted = cell.get("id")
    while not wanted or wanted in taken:
        seed = f"{wanted}{cell['cell_type']}{source_of(cell)}"
        wanted = hashlib.sha256(seed.encode()).hexdigest()[:8]
    return wanted


def _outputs(cell: dict) -> list[dict]:
    kept = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            output["text"] = _lines(output["text"])
            if kept and kept[-1].get("name") == output["name"]:
                together = kept.pop()["text"] + output["text"]
                output["text"] = _lines("".join(together))
        if output["output_type"] == "execute_result":
            output["execution_count"] = cell["execution_count"]
        if _WIDGET in output.get("data", {}):
            del output["data"][_WIDGET]
            if not _says_something(output["data"]):
                continue
        kept.append(output)
    return kept


def _says_something(data: dict) -> bool:
    """Say whether what is left of a widget serves who reads without running it."""
    words = "".join(data.get("text/plain", ""))
    pictured = any(kind in data for kind in _PICTURES)
    return pictured or not _WORDLESS.fullmatch(words)


def _source_faults(cell: dict) -> list[str]:
    found = []
    source = source_of(cell)
    if where := _ABSOLUTE.search(source):
        found.append(f"an absolute path: {where.group()}…")
    if cell["cell_type"] != "code":
        return found
    lines = [line for line in source.splitlines() if line.strip() != MARKER]
    if len(lines) > MAX_CELL_LINES:
        found.append(f"{len(lines)} lines of code; at most {MAX_CELL_LINES}")
    if MARKER in source and not (cell["execution_count"] and cell["outputs"]):
        found.append("marked for checking, but no output is stored: run it first")
    return found


def _output_faults(cell: dict) -> list[str]:
    found = []
    for output in cell.get("outputs", []):
        if output["output_type"] == "error":
            found.append(f"a stored traceback ({output['ename']})")
        if output.get("name") == "stderr":
            found.append(f"stored stderr: {''.join(output['text'])[:60]!r}")
        if where := _ABSOLUTE.search(_words(output)):
            found.append(f"an absolute path in the output: {where.group()}…")
    return found


def _words(output: dict) -> str:
    data = output.get("data", {})
    texts = [value for kind, value in data.items() if kind.startswith("text/")]
    return "\n".join("".join(text) for text in [*texts, output.get("text", "")])
