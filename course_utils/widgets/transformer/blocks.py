"""The blocks of the map of the Transformer: where they stand, what they are made of."""

import inspect
import textwrap
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from course_utils.layer_norm import LayerNorm, Residual, layer_norm
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.positional_encoding import (
    LearnedPositions,
    PositionalEncoding,
    RotaryPositions,
)
from course_utils.source import in_language
from course_utils.transformer import (
    DecoderLayer,
    EncoderLayer,
    FeedForward,
    Transformer,
)
from course_utils.widgets.transformer.choices import (
    has_residuals,
    norm_first,
    turns,
)
from course_utils.widgets.transformer.walk import Step
from course_utils.widgets.transformer.words import names, purposes

# What a block is made of, by its key or the end of it
SOURCES = {
    "embedding": (Transformer.embed,),
    "positions": (PositionalEncoding,),
    "norm": (layer_norm, LayerNorm),
    "source.self": (MultiHeadAttention, EncoderLayer.forward),
    "target.self": (MultiHeadAttention, DecoderLayer.forward),
    "cross": (MultiHeadAttention, DecoderLayer.forward),
    "feed": (FeedForward,),
    "add": (Residual,),
    "linear": (Transformer.decode,),
    "softmax": (Transformer.step,),
}
Thing = TypeVar("Thing")


class Block(NamedTuple):
    """One block of the map; `stacked` blocks stand in every layer."""

    key: str
    name: str
    about: str
    kind: str  # what it looks like: "tokens", "norm", "attention", "add", "addnorm", …
    stacked: bool
    past: bool  # does a residual connection lead into it?
    source: list[int]  # which of the texts; several blocks share one


def blocks_of(
    model: Transformer, steps: Iterable[Step]
) -> tuple[list[Block], list[str]]:
    """Return each block once, in the order of the walk, and the package's texts."""
    first, learned = norm_first(model), isinstance(model.positions, LearnedPositions)
    called = names(first, turns(model))
    about = purposes(first, model.causal, turns(model), learned)
    stacked = {step.block: step.layer is not None for step in steps}
    texts: dict[str, int] = {}
    blocks = []
    for key, repeated in stacked.items():
        kind = _kind(key, first)
        things = _by_key(SOURCES, key, ())
        if kind == "attention" and turns(model):
            things = *things, RotaryPositions
        if kind == "positions" and learned:
            things = (LearnedPositions,)
        source = [
            texts.setdefault(in_language(textwrap.dedent(code)), len(texts))
            for code in map(inspect.getsource, things)
        ]
        past = key.endswith(".add") and has_residuals(model)
        name, purpose = _by_key(called, key, key), _by_key(about, key, "")
        blocks.append(Block(key, name, purpose, kind, repeated, past, source))
    return blocks, list(texts)


def _by_key(table: Mapping[str, Thing], key: str, otherwise: Thing) -> Thing:
    """Look up the longest end of a dotted key that the table knows."""
    parts = key.split(".")
    for start in range(len(parts)):
        end = ".".join(parts[start:])
        if end in table:
            return table[end]
    return otherwise


def _kind(key: str, norm_first: bool) -> str:
    end = key.rsplit(".", 1)[-1]
    if end in ("self", "cross"):
        return "attention"
    return "addnorm" if end == "add" and not norm_first else end
