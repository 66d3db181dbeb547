"""The Chinese edition follows the English one: the same cells, the same code."""

import json
from pathlib import Path

from course_utils.commands.notebook_format import normalise, text_of


def follow(english: Path) -> None:
    """Bring the Chinese edition of a notebook to the cells of the English one.

    Chinese text stays where its cell stays; a text that is new comes over in English,
    to be translated. Code that differs is replaced, and its output dropped: run it.
    """
    chinese = english.parent / "zh" / english.name
    notebook = _read(english)
    kept = {}
    if chinese.exists():
        kept = {cell["id"]: cell for cell in _read(chinese)["cells"]}
    notebook["cells"] = [_follow(cell, kept) for cell in notebook["cells"]]
    text = text_of(normalise(notebook))
    if not chinese.exists() or chinese.read_text(encoding="utf-8") != text:
        chinese.parent.mkdir(exist_ok=True)
        chinese.write_bytes(text.encode("utf-8"))


def _follow(cell: dict, kept: dict[str, dict]) -> dict:
    """Return the Chinese cell that belongs to an English one."""
    old = kept.get(cell["id"], {})
    same_kind = old.get("cell_type") == cell["cell_type"]
    if cell["cell_type"] == "markdown":
        return cell | ({"source": old["source"]} if same_kind else {})
    same = same_kind and old["source"] == cell["source"]
    outputs = old["outputs"] if same else []
    count = old["execution_count"] if same else None
    return cell | {"outputs": outputs, "execution_count": count}


def _read(path: Path) -> dict:
    return normalise(json.loads(path.read_text(encoding="utf-8")))
