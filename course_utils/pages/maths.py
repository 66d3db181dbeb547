"""Markdown as HTML, its formulas as MathML: browsers draw it without any script."""

import re
from typing import Any

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


class _Renderer(IPythonRenderer):
    """nbconvert's, which leaves formulas to MathJax; here they are done at once."""

    def block_math(self, body: str) -> str:
        return mathml(body, display="block")

    def inline_math(self, body: str) -> str:
        return mathml(body, display="inline")


def html_of(markdown: str) -> str:
    """Return a text cell, or Markdown that a cell shows, as HTML."""
    made: Any = MarkdownWithMath(renderer=_Renderer(escape=False))
    return made.render(markdown)


def mathml(tex: str, display: str) -> str:
    """Return a formula as MathML."""
    # The converter knows `aligned` by its older name only
    aligned = re.sub(r"(\\(?:begin|end)\{align)ed\}", r"\1*}", tex.strip())
    return convert(aligned, display=display)
