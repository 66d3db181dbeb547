"""The Transformer: an encoder–decoder made of attention, with no recurrence.

Encoder and decoder are stacks of equal layers; the encoder's output is key and value of
every decoder layer, and the query comes from the target.

Source: Vaswani et al. 2017, section 3; norm first: Xiong et al. 2020.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_utils.encoder_decoder import EncoderDecoder
from course_utils.language import _, listed
from course_utils.masks import causal_mask, padding_mask
from course_utils.multi_head_attention import check_heads
from course_utils.positional_encoding import (
    LearnedPositions,
    NoPositions,
    PositionalEncoding,
    RotaryPositions,
)
from course_utils.transformer_layers import (
    DecoderLayer,
    EncoderLayer,
    FeedForward,
    KeysValues,
)
from course_utils.transformer_stacks import Decoder, Encoder

__all__ = [
    "AttentionMaps",
    "Decoder",
    "DecoderLayer",
    "Encoder",
    "EncoderLayer",
    "FeedForward",
    "KeysValues",
    "Transformer",
    "TransformerMemory",
    "TransformerState",
]


class TransformerMemory(NamedTuple):
    """What the decoder may look at: a vector for each source token; which are real."""

    states: Float[Tensor, "batch src_len d_model"]
    mask: Bool[Tensor, "batch 1 1 src_len"]


class TransformerState(NamedTuple):
    """The keys and values of each decoder layer: of the source, and of what is written.

    `mask` says which source tokens are real.
    """

    source: tuple[KeysValues, ...]
    written: tuple[KeysValues, ...]
    mask: Bool[Tensor, "batch 1 1 src_len"]


class AttentionMaps(NamedTuple):
    """Where every head of every layer looked; rows are queries, columns keys."""

    encoder: Float[Tensor, "batch num_layers num_heads src_len src_len"]
    decoder: Float[Tensor, "batch num_layers num_heads tgt_len tgt_len"]
    cross: Float[Tensor, "batch num_layers num_heads tgt_len src_len"]


class Transformer(EncoderDecoder):
    """Encoder and decoder of `num_layers` layers each, over embeddings with positions.

    The decoder may have a number of its own. The output layer shares its weights with
    the target's embedding. `norm_first`: the norm before each sublayer (pre-LN) and not
    after it, as in the paper (post-LN). `positions` are "sinusoidal", as in the paper,
    "learned", "rotary" (queries and keys are turned, in every attention) or "none".
    `base` sets how slowly the slowest position turns: the paper's 10,000 serves
    sequences of thousands, 100 suffices for sentences and learns faster on them.
    Without `bias` no layer but the embeddings adds anything of its own.
    `causal=False` lets training see the future: a mistake to try, not a setting to use.

    Source: Vaswani et al. 2017, figure 1; shared weights: section 3.4.
    """

    def __init__(
        self,
        src_vocab_size: int,
        tgt_vocab_size: int,
        *,
        d_model: int = 64,
        num_heads: int = 4,
        num_layers: int = 2,
        num_decoder_layers: int | None = None,
        d_ff: int = 128,
        dropout: float = 0.0,
        norm_first: bool = True,
        positions: str = "sinusoidal",
        bias: bool = True,
        max_len: int = 256,
        base: float = 100.0,
        causal: bool = True,
    ) -> None:
        super().__init__()
        if num_decoder_layers is None:
            num_decoder_layers = num_layers
        self.d_model = d_model
        self.causal = causal
        self.src_embedding = nn.Embedding(src_vocab_size, d_model)
        self.tgt_embedding = nn.Embedding(tgt_vocab_size, d_model)
        self.positions = _added(positions, d_model, max_len, dropout, base)
        rotary = None
        if positions == "rotary":
            check_heads(d_model, num_heads)
            rotary = RotaryPositions(d_model // num_heads, max_len, base)
        sizes = d_model, num_heads, d_ff, dropout
        same = {"norm_first": norm_first, "bias": bias}
        self.encoder = Encoder(
            [
                EncoderLayer(*sizes, rotary=rotary, **same)
                for _layer in range(num_layers)
            ],
            d_model,
            **same,
        )
        self.decoder = Decoder(
            [
                DecoderLayer(*sizes, rotary=rotary, **same)
                for _layer in range(num_decoder_layers)
            ],
            d_model,
            **same,
        )
        self.output_proj = nn.Linear(d_model, tgt_vocab_size, bias)
        self._initialise()
        self.output_proj.weight = self.tgt_embedding.weight

    def _initialise(self) -> None:
        for parameter in (*self.encoder.parameters(), *self.decoder.parameters()):
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)
        # Times √d_model each entry has variance 1, like the positions' own scale; and
        # as the output layer's weights they give logits of variance 1
        for embedding in (self.src_embedding, self.tgt_embedding):
            nn.init.normal_(embedding.weight, std=self.d_model**-0.5)

    def embed(
        self, tokens: Int[Tensor, "batch length"], embedding: nn.Embedding, offset: int
    ) -> Float[Tensor, "batch length d_model"]:
        """Look tokens up, scale by √d_model, add the positions from `offset` on."""
        return self.positions(embedding(tokens) * math.sqrt(self.d_model), offset)

    def encode(
        self, src: Int[Tensor, "batch src_len"], mask: Tensor | None = None
    ) -> TransformerMemory:
        """Read the whole source at once: a vector for each of its tokens.

        `mask` (batch, 1, 1, src_len) says which of them may be looked at: the real
        ones if nothing else is said.
        """
        return self._encode(src, mask, need_weights=False)[0]

    def start(self, memory: TransformerMemory) -> TransformerState:
        """Project the source for every layer, once; nothing is written yet."""
        source = self.decoder.project(memory.states)
        nothing = tuple(KeysValues(k[:, :, :0], v[:, :, :0]) for k, v in source)
        return TransformerState(source, nothing, memory.mask)

    def step(
        self, tokens: Int[Tensor, " batch"], state: TransformerState
    ) -> tuple[Float[Tensor, "batch vocab_size"], TransformerState]:
        """Log-probabilities of the next token; only the new token's work is done."""
        position = state.written[0].keys.shape[2]
        x = self.embed(tokens.unsqueeze(1), self.tgt_embedding, position)
        x, written, _ = self.decoder(
            x, state.source, None, state.mask, state.written, need_weights=False
        )
        log_probs = self.output_proj(x.squeeze(1)).log_softmax(dim=-1)
        return log_probs, state._replace(written=written)

    def forward(
        self, src: Int[Tensor, "batch src_len"], tgt_in: Int[Tensor, "batch tgt_len"]
    ) -> Float[Tensor, "batch tgt_len vocab_size"]:
        """Logits at every target position under teacher forcing, all at once."""
        return self.decode(self.encode(src), tgt_in, need_weights=False)[0]

    def align(
        self, src: Int[Tensor, "batch src_len"], tgt_in: Int[Tensor, "batch tgt_len"]
    ) -> tuple[Float[Tensor, "batch tgt_len vocab_size"], AttentionMaps]:
        """Return the logits, and where every head looked."""
        memory, encoder = self._encode(src)
        logits, maps = self.decode(memory, tgt_in)
        decoder, cross = zip(*maps, strict=True)
        stacked = [torch.stack(list(each), dim=1) for each in (encoder, decoder, cross)]
        return logits, AttentionMaps(*stacked)

    def _encode(
        self,
        src: Int[Tensor, "batch src_len"],
        mask: Tensor | None = None,
        *,
        need_weights: bool = True,
    ) -> tuple[TransformerMemory, list[Tensor | None]]:
        mask = padding_mask(src) if mask is None else mask
        x = self.embed(src, self.src_embedding, 0)
        states, maps = self.encoder(x, mask, need_weights=need_weights)
        return TransformerMemory(states, mask), maps

    def decode(
        self,
        memory: TransformerMemory,
        tgt_in: Int[Tensor, "batch tgt_len"],
        *,
        need_weights: bool = True,
    ) -> tuple[
        Float[Tensor, "batch tgt_len vocab_size"],
        list[tuple[Tensor | None, Tensor | None]],
    ]:
        """All steps at once from a memory: logits, and each decoder layer's weights."""
        # The target's padding stands behind its tokens: the causal mask hides it
        mask = (
            causal_mask(tgt_in.shape[1], device=tgt_in.device) if self.causal else None
        )
        x = self.embed(tgt_in, self.tgt_embedding, 0)
        source = self.decoder.project(memory.states)
        x, _, maps = self.decoder(
            x, source, mask, memory.mask, need_weights=need_weights
        )
        return self.output_proj(x), maps


def _added(
    positions: str, d_model: int, max_len: int, dropout: float, base: float
) -> nn.Module:
    """Return what is added to the embeddings: for rotary positions nothing is."""
    if positions == "sinusoidal":
        return PositionalEncoding(d_model, max_len, dropout, base)
    if positions == "learned":
        return LearnedPositions(d_model, max_len, dropout)
    if positions in ("rotary", "none"):
        return NoPositions(dropout)
    raise ValueError(
        _(
            "positions is {positions!r}; expected one of {known}.",
            positions=positions,
            known=listed(map(repr, ("sinusoidal", "learned", "rotary", "none"))),
        )
    )
