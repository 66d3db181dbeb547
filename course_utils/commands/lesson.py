"""Which cell of a notebook stands on which slide, for a projector.

To the right lies the lesson of 45 minutes that the title cell promises; downwards lies
what it leaves out: sub-slides, so that a longer lesson, or a question, finds it there.
A new text cell begins a slide; code stays on the slide of the text above it as long as
there is room; an output that would give away an answer appears after the question.
"""

import re
from collections.abc import Iterator

from course_utils.commands.notebook_format import source_of
from course_utils.commands.slide_room import ROOM, height

# What the title cells promise, from one cell to another. A heading that says SKIPPED
# takes its part out again. Without a line here the whole notebook is the lesson.
LESSONS = {
    "01_encoder_decoder.ipynb": (("breaks-intro", "wrong-peek-end"),),
    "02_seq2seq.ipynb": (("breaks", "picture-after"), ("decoder", "without-source")),
    "03_beam_search.ipynb": (
        ("breaks", "kept-after"),
        ("play", "explore-table"),
        ("play-after", "play-checked"),
        ("tune-after", "hidden-after"),
    ),
    "04_attention.ipynb": (
        ("breaks", "turned-mask-after"),
        ("fills-after", "wrong-axis-after"),
    ),
    "05_multi_head_attention.ipynb": (
        ("breaks", "without-weights-after"),
        ("learn", "view-after"),
    ),
    "06_layer_norm.ipynb": (
        ("breaks", "unbiased-after"),
        ("outside-after", "wrong-axis-after"),
    ),
    "07_positional_encoding.ipynb": (
        ("breaks", "length"),
        ("relative", "all-kinds-after"),
    ),
    "08_transformer.ipynb": (("breaks", "predict-add-norm"), ("real", "play-after")),
}
SKIPPED = "(may be skipped in a lesson)"
ALWAYS = ("exercises", "summary")  # cells at which every lesson stops for a moment
# Set-up, hints, and cells that only import
_NOT_SHOWN = re.compile(r"""show_hints\(|^setup\("|\A((from|import) .*\s*)+\Z""", re.M)
_ALONE = re.compile(r"\b(explore_\w+|Bottleneck|CNNState|quiz)\(")  # fills a slide
_LINE_ABOVE = 5.0  # a heading and a line or two may stand above what fills a slide
_HEADING = re.compile(r"^#+ .*$", re.MULTILINE)


def slide_types(notebook: dict, name: str) -> dict[str, str]:
    """Say by cell id how each cell of an English notebook comes on the screen.

    The words are Jupyter's: slide, subslide, fragment, skip; a cell without any stays
    with the one before it.
    """
    path = _on_path(notebook["cells"], LESSONS.get(name, ()))
    types, filled, asked = {}, 0.0, False
    for cell in notebook["cells"]:
        kind, source, tall = "", source_of(cell), height(cell)
        alone = cell["cell_type"] == "code" and _ALONE.search(source)
        fresh = "slide" if cell["id"] in path else "subslide"
        if cell["cell_type"] == "markdown":
            kind = fresh
        elif _NOT_SHOWN.search(source):
            kind, tall = "skip", 0.0
        elif filled + tall > ROOM or (alone and filled > _LINE_ABOVE):
            kind = fresh
        elif asked or cell["metadata"].get("jupyter", {}).get("outputs_hidden"):
            kind = "fragment"
        filled = ROOM if alone else tall if kind == fresh else filled + tall
        asked = "predict(" in source
        if kind:
            types[cell["id"]] = kind
    return types


def with_slides(notebook: dict, original: dict, name: str) -> dict:
    """Return a normalised notebook whose cells stand on their slides.

    `original` is the English edition of the notebook: all editions have its slides.
    """
    types = slide_types(original, name)
    cells = []
    for cell in notebook["cells"]:
        kept = {k: v for k, v in cell["metadata"].items() if k != "slideshow"}
        kind = types.get(cell["id"])
        slideshow = {"slideshow": {"slide_type": kind}} if kind else {}
        cells.append(cell | {"metadata": kept | slideshow})
    return notebook | {"cells": cells}


def _on_path(cells: list[dict], ranges: tuple[tuple[str, str], ...]) -> set[str]:
    """Return the ids of the cells that belong to the lesson of 45 minutes."""
    ids = [cell["id"] for cell in cells]
    inside = {ids[0], *(each for each in ids if each in ALWAYS)}
    if not ranges:
        inside |= set(ids)
    for first, last in ranges:
        if first in ids and last in ids:
            inside |= set(ids[ids.index(first) : ids.index(last) + 1])
    return inside - set(_skipped(cells))


def _skipped(cells: list[dict]) -> Iterator[str]:
    """Name the cells below a heading that says so, up to the next heading."""
    skipping = False
    for cell in cells:
        text = source_of(cell) if cell["cell_type"] == "markdown" else ""
        headings = _HEADING.findall(text)
        if headings and text.startswith(headings[0]):
            skipping = SKIPPED in headings[0]
        if skipping:
            yield cell["id"]
        if headings:
            skipping = SKIPPED in headings[-1]
