"""The eight concepts in the order in which the course teaches them.

This is the only place where the order is written: titles, file names, links and
tests are derived from it.
"""

from typing import NamedTuple


class Concept(NamedTuple):
    """One concept; its slug names module, notebook, plots, widgets and exercises."""

    slug: str
    title: str
    title_zh: str

    @property
    def number(self) -> int:
        """Position in the course, from 1."""
        return CONCEPTS.index(self) + 1

    @property
    def notebook(self) -> str:
        """File name of the notebook, the same in both languages."""
        return f"{self.number:02d}_{self.slug}.ipynb"


CONCEPTS = (
    Concept("encoder_decoder", "Encoder–decoder", "编码器-解码器"),
    Concept("seq2seq", "Seq2seq", "序列到序列"),
    Concept("beam_search", "Beam search", "束搜索"),
    Concept("attention", "Attention", "注意力"),
    Concept("multi_head_attention", "Multi-head attention", "多头注意力"),
    Concept("layer_norm", "Layer normalisation", "层归一化"),
    Concept("positional_encoding", "Positional encoding", "位置编码"),
    Concept("transformer", "Transformer", "Transformer"),
)
