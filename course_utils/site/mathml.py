"""Formulas as MathML: every browser draws it, and no script is needed."""

from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

_UNKNOWN = {r"\dots": r"\ldots"}  # to docutils


def setup(app: Any) -> None:
    """Make this Sphinx's way of showing formulas."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(_mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    formula = _mathml(node.astext(), as_block=True)
    writer.body.append(f'<div class="formula">{formula}</div>\n')
    raise nodes.SkipNode


def _mathml(formula: str, *, as_block: bool) -> str:
    for ours, theirs in _UNKNOWN.items():
        formula = formula.replace(ours, theirs)
    return tex2mathml(formula, as_block=as_block)
