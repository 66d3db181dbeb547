"""Other editions follow the English one: the same cells, the same code.

An edition is a folder of `notebooks/` named after its language. Each of its Markdown
cells records, in its metadata, a digest of the English text that it translates.
"""

import hashlib
import json
import re
from pathlib import Path

from course_utils.commands.notebook_format import normalise, source_of, text_of
from course_utils.commands.problem import Problem
from course_utils.language import edition_of, languages

# What a reader of any language reads as it is: code, formulas, targets of links, tags.
_NO_WORDS = re.compile(
    r"^```.*?^```|`[^`]*`|\$\$.*?\$\$|\$[^$\n]*\$|\]\([^)]*\)|<[^>]*>",
    re.MULTILINE | re.DOTALL,
)


def follow(english: Path) -> None:
    """Bring every edition of a notebook to the cells of the English one.

    A translated text stays where its cell stays, with the digest of what it translates;
    a text that is new comes over in English, to be translated. Code that differs is
    replaced, and its output dropped: run it.
    """
    for code in languages()[1:]:
        edition = english.parent / code / english.name
        if edition.parent.is_dir():
            notebook = _read(english)
            kept = _cells(edition) if edition.exists() else {}
            notebook["cells"] = [
                _follow(in_edition(cell, code), kept) for cell in notebook["cells"]
            ]
            _write(edition, notebook)


def in_edition(cell: dict, code: str) -> dict:
    """Return an English cell as another edition has it: the first says which it is."""
    if cell["cell_type"] != "code":
        return cell
    source = source_of(cell).replace('setup("en")', f'setup("{code}")')
    return cell | {"source": source.splitlines(keepends=True)}


def translation_faults(edition: Path) -> list[str]:
    """Name the cells whose translation is missing, out of date or not marked as done.

    A text in the English edition needs no translation.
    """
    original = edition.parents[1] / edition.name
    if edition_of(edition) == "en" or not original.exists():
        return []
    english = _cells(original)
    states: dict[str, list[str]] = {}
    for name, cell in _cells(edition).items():
        if name in english and (state := _state(cell, english[name])):
            states.setdefault(state, []).append(name)
    notebook = f"{edition.parent.name}/{edition.stem.partition('_')[0]}"
    return [
        f"cells {', '.join(names)}: {state}. Translate, then run "
        f"`notebooks --done {notebook} {' '.join(names)}`"
        for state, names in states.items()
    ]


def mark_done(edition: Path, names: list[str]) -> None:
    """Record that cells translate today's English text.

    Without names all cells are meant, but those that still hold the English text.
    """
    if edition_of(edition) == "en":
        raise Problem(f"{edition.name} is English; name a translation, such as zh/03.")
    english, notebook = _cells(edition.parents[1] / edition.name), _read(edition)
    cells = [cell for cell in _markdown(notebook) if cell["id"] in english]
    unknown = set(names) - {cell["id"] for cell in cells}
    if unknown:
        raise Problem(f"{edition.name} has no text cell {', '.join(sorted(unknown))}.")
    for cell in cells:
        original = english[cell["id"]]
        if cell["id"] in names or not (names or _is_english(cell, original)):
            cell["metadata"]["i18n"] = {"of": _digest(original)}
    _write(edition, notebook)


def _follow(cell: dict, kept: dict[str, dict]) -> dict:
    """Return the cell of an edition that belongs to an English one."""
    old = kept.get(cell["id"], {})
    same_kind = old.get("cell_type") == cell["cell_type"]
    if cell["cell_type"] == "markdown":
        if not same_kind:
            return cell
        done = {key: old["metadata"][key] for key in old["metadata"] if key == "i18n"}
        return cell | {"source": old["source"], "metadata": cell["metadata"] | done}
    same = same_kind and old["source"] == cell["source"]
    outputs = old["outputs"] if same else []
    count = old["execution_count"] if same else None
    return cell | {"outputs": outputs, "execution_count": count}


def _state(cell: dict, english: dict) -> str:
    """Say what is wrong with the translation of a cell; "" if nothing is."""
    if cell["cell_type"] != "markdown":
        return ""
    recorded = cell["metadata"].get("i18n", {}).get("of")
    if recorded == _digest(english):
        return ""
    if _is_english(cell, english):
        return "still in English"
    if recorded:
        return "the English text has changed since"
    return "" if cell["source"] == english["source"] else "not marked as done"


def _is_english(cell: dict, english: dict) -> bool:
    """Say whether a cell still holds the English text, and that text has words."""
    words = re.search(r"[A-Za-z]{3}", _NO_WORDS.sub(" ", source_of(english)))
    return cell["source"] == english["source"] and words is not None


def _digest(cell: dict) -> str:
    return hashlib.sha256(source_of(cell).encode()).hexdigest()[:12]


def _cells(path: Path) -> dict[str, dict]:
    return {cell["id"]: cell for cell in _read(path)["cells"]}


def _markdown(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def _read(path: Path) -> dict:
    return normalise(json.loads(path.read_text(encoding="utf-8")))


def _write(path: Path, notebook: dict) -> None:
    """Write a notebook unless it says so already."""
    text = text_of(normalise(notebook))
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_bytes(text.encode("utf-8"))
