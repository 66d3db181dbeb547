"""The eight concepts in the order in which the course teaches them.

This is the only place where the order is written: titles, file names, links and
tests are derived from it.
"""

from typing import NamedTuple

from course_utils.language import N_


class Concept(NamedTuple):
    """One concept; its slug names module, notebook, plots, widgets and exercises."""

    slug: str
    title: str  # in English; shown by `_(title)`

    @property
    def number(self) -> int:
        """Position in the course, from 1."""
        return CONCEPTS.index(self) + 1

    @property
    def notebook(self) -> str:
        """File name of the notebook, the same in every edition."""
        return f"{self.number:02d}_{self.slug}.ipynb"


CONCEPTS = (
    Concept("encoder_decoder", N_("Encoder–decoder")),
    Concept("seq2seq", N_("Seq2seq")),
    Concept("beam_search", N_("Beam search")),
    Concept("attention", N_("Attention")),
    Concept("multi_head_attention", N_("Multi-head attention")),
    Concept("layer_norm", N_("Layer normalisation")),
    Concept("positional_encoding", N_("Positional encoding")),
    Concept("transformer", N_("Transformer")),
)
