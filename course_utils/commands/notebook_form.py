"""The form that readers learn once: what each notebook of the course must contain."""

import ast
import re
from pathlib import Path

from course_utils.commands import ROOT
from course_utils.commands.notebook_format import MARKER, source_of
from course_utils.language import N_, edition_of, translated
from course_utils.syllabus import CONCEPTS

# Part 1 is the title cell; these ten follow it, as second-level headings.
HEADINGS = (
    N_("Where the last idea breaks"),
    N_("The picture"),
    N_("By hand"),
    N_("Naive"),
    N_("The real one"),
    N_("Play"),
    N_("See it learn"),
    N_("What goes wrong"),
    N_("Exercises"),
    N_("Summary"),
)
READERS_OWN = ("naive_", "my_")  # a notebook may define these, whatever comes after
MIN_CHECKED = 3
MIN_PREDICTIONS = 3

_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]+)[^)]*\)")
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<target>[^)\s]+)\)")
_HTML_IMAGE = re.compile(r"<img\b[^>]*>")


def form_faults(notebook: dict, path: Path) -> list[str]:
    """List where a notebook leaves the form; `path` says which notebook it is."""
    markdown = "\n\n".join(
        source_of(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"
    )
    code = [source_of(c) for c in notebook["cells"] if c["cell_type"] == "code"]
    found = _heading_faults(notebook, markdown) + _reference_faults(markdown, path)
    found += _definition_faults(code)
    if path.name in {concept.notebook for concept in CONCEPTS}:
        found += _concept_faults(markdown, code, path)
    elif not any(MARKER in cell for cell in code):
        found.append(f"no cell is marked {MARKER}")
    return found


def _heading_faults(notebook: dict, markdown: str) -> list[str]:
    found = []
    titles = re.findall(r"^# .+$", _without_fences(markdown), re.MULTILINE)
    if len(titles) != 1:
        found.append(f"{len(titles)} first-level headings; exactly one, the title")
    if not source_of(notebook["cells"][0]).startswith("# "):
        found.append("the first cell does not begin with the title (`# …`)")
    return found


def _reference_faults(markdown: str, path: Path) -> list[str]:
    found = []
    for image in _IMAGE.finditer(markdown):
        alt, target = image["alt"], image["target"]
        if len(alt) < 10 or Path(target).stem in alt:
            found.append(f"{target}: the alt text {alt!r} says too little")
    for image in _HTML_IMAGE.findall(markdown):
        if not re.search(r"\balt=\"[^\"]{10,}\"", image):
            found.append(f"{image}: no alt text, or one that says too little")
    targets = [hit["target"] for hit in _IMAGE.finditer(markdown)]
    targets += [hit["target"] for hit in _LINK.finditer(markdown)]
    for target in targets:
        file = target.partition("#")[0]
        outside = re.match(r"[a-z]+:", file)
        if file and not outside and not (path.parent / file).exists():
            found.append(f"a link to {file}, which does not exist")
    return found


def _definition_faults(code: list[str]) -> list[str]:
    public = public_names()
    return [
        f"defines {node.name}, which the package defines too: import it"
        for cell in code
        for node in _definitions(cell)
        if node.name in public and not node.name.startswith(READERS_OWN)
    ]


def _concept_faults(markdown: str, code: list[str], path: Path) -> list[str]:
    found = []
    wanted = [translated(heading, edition_of(path)) for heading in HEADINGS]
    there = re.findall(r"^## (.+?)\s*$", _without_fences(markdown), re.MULTILINE)
    if there != wanted:
        found.append(f"its second-level headings are {there}; they should be {wanted}")
    checked = sum(MARKER in cell for cell in code)
    if checked < MIN_CHECKED:
        found.append(f"{checked} cells marked {MARKER}; at least {MIN_CHECKED}")
    predictions = sum(cell.count("predict(") for cell in code)
    if predictions < MIN_PREDICTIONS:
        found.append(f"{predictions} calls of predict(); at least {MIN_PREDICTIONS}")
    if not any("quiz(" in cell for cell in code):
        found.append("no quiz()")
    return found


def public_names() -> set[str]:
    """Collect the classes and functions that the package defines for everyone."""
    package = ROOT / "course_utils"
    return {
        node.name
        for file in package.rglob("*.py")
        if file.parent.name != "commands"
        for node in _definitions(file.read_text(encoding="utf-8"))
        if not node.name.startswith("_")
    }


def _definitions(source: str) -> list[ast.FunctionDef | ast.ClassDef]:
    python = re.sub(r"^\s*[%!].*$", "pass", source, flags=re.MULTILINE)
    kinds = (ast.FunctionDef, ast.ClassDef)
    return [node for node in ast.parse(python).body if isinstance(node, kinds)]


def _without_fences(markdown: str) -> str:
    return re.sub(r"^```.*?^```", "", markdown, flags=re.MULTILINE | re.DOTALL)
