"""Attention: a weighted look at values, the weights by how well key and query agree.

Scores become weights by a softmax over the keys; the context is the weighted sum of the
values. Every function returns (context, weights).
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_utils.data import PAD_ID
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.masks import padding_mask
from course_utils.seq2seq import BidirectionalGRUEncoder, gru_cell


def masked_softmax(
    scores: Float[Tensor, "*batch query_len key_len"],
    mask: Tensor | None = None,
) -> Float[Tensor, "*batch query_len key_len"]:
    """Turn scores into weights that sum to 1 over the keys that may be attended.

    A query that may attend to nothing gets weights of zero.
    """
    if mask is None:
        return scores.softmax(dim=-1)
    _check_mask(mask, scores.shape)
    # The lowest finite number and not −inf: a row of −inf would turn into NaN
    lowest = torch.finfo(scores.dtype).min
    weights = scores.masked_fill(~mask, lowest).softmax(dim=-1)
    return weights.masked_fill(~mask, 0.0)


def scaled_dot_product_attention(
    query: Float[Tensor, "*batch query_len d_head"],
    key: Float[Tensor, "*batch key_len d_head"],
    value: Float[Tensor, "*batch key_len d_value"],
    mask: Tensor | None = None,
    dropout: Callable[[Tensor], Tensor] | None = None,
) -> tuple[
    Float[Tensor, "*batch query_len d_value"],
    Float[Tensor, "*batch query_len key_len"],
]:
    """Attend by the dot product of query and key, divided by √d_head.

    `mask` is broadcast to the weights, True = may be attended. `dropout` (such as an
    `nn.Dropout`) thins out the weights before the sum; those returned are whole.

    Source: Vaswani et al. 2017, eq. 1.
    """
    # The query holds fewer numbers to divide than the scores, with the same result
    scores = query / math.sqrt(query.shape[-1]) @ key.transpose(-2, -1)
    weights = masked_softmax(scores, mask)
    return (dropout(weights) if dropout else weights) @ value, weights


def fused_attention(
    query: Float[Tensor, "*batch query_len d_head"],
    key: Float[Tensor, "*batch key_len d_head"],
    value: Float[Tensor, "*batch key_len d_value"],
    mask: Tensor | None = None,
    dropout: float = 0.0,
) -> Float[Tensor, "*batch query_len d_value"]:
    """Return the context of `scaled_dot_product_attention` alone, by torch's kernel.

    It works through the keys block by block and never holds all the weights: memory
    grows with query_len + key_len, not with their product. `dropout` is the share of
    the weights that is left out.

    Source: Dao et al. 2022 (FlashAttention); torch's `F.scaled_dot_product_attention`.
    """
    if mask is not None:
        _check_mask(mask, (*query.shape[:-1], key.shape[-2]))
        mask = torch.atleast_2d(mask)
    return F.scaled_dot_product_attention(query, key, value, mask, dropout)


def kernel_attention(
    query: Float[Tensor, " query_len"],
    key: Float[Tensor, " key_len"],
    value: Float[Tensor, " key_len"],
    bandwidth: float,
) -> tuple[Float[Tensor, " query_len"], Float[Tensor, "query_len key_len"]]:
    """Attend by nearness on a line, with nothing to learn: kernel regression.

    The score is that of a Gaussian, −(query − key)² / (2·bandwidth²).

    Source: Nadaraya 1964; Watson 1964.
    """
    if not bandwidth > 0:
        raise ValueError(f"bandwidth is {bandwidth}; expected a number above 0.")
    distance = (query[:, None] - key[None, :]).square()
    # Measured from the nearest key's: the same weights, and at any bandwidth its own
    # score is 0, so that a row never is −inf throughout
    beyond = distance - distance.amin(dim=-1, keepdim=True)
    width = max(bandwidth, torch.finfo(distance.dtype).tiny)
    weights = masked_softmax(-(beyond / width / width) / 2)
    return weights @ value, weights


class AdditiveAttention(nn.Module):
    """Attend by a small network: score = v · tanh(W_q query + W_k key).

    It equals a network with one hidden layer that reads query and key side by side.
    Query and key may differ in width.

    Source: Bahdanau et al. 2015, appendix A.1.2.
    """

    def __init__(self, query_size: int, key_size: int, hidden_size: int) -> None:
        super().__init__()
        self.query_proj = nn.Linear(query_size, hidden_size, bias=False)
        self.key_proj = nn.Linear(key_size, hidden_size, bias=False)
        self.score_proj = nn.Linear(hidden_size, 1, bias=False)

    def forward(
        self,
        query: Float[Tensor, "*batch query_len query_size"],
        key: Float[Tensor, "*batch key_len key_size"],
        value: Float[Tensor, "*batch key_len d_value"],
        mask: Tensor | None = None,
    ) -> tuple[
        Float[Tensor, "*batch query_len d_value"],
        Float[Tensor, "*batch query_len key_len"],
    ]:
        """Return (context, weights); `mask` as everywhere, True = may be attended."""
        weights = masked_softmax(self.scores(query, key), mask)
        return weights @ value, weights

    def scores(
        self,
        query: Float[Tensor, "*batch query_len query_size"],
        key: Float[Tensor, "*batch key_len key_size"],
    ) -> Float[Tensor, "*batch query_len key_len"]:
        """Return how well each key fits each query."""
        queries = self.query_proj(query).unsqueeze(-2)  # (…, query_len, 1, hidden)
        keys = self.key_proj(key).unsqueeze(-3)  # (…, 1, key_len, hidden)
        return self.score_proj(torch.tanh(queries + keys)).squeeze(-1)


class AttentionMemory(NamedTuple):
    """What the decoder may look at: a state for each source token; which are real."""

    states: Float[Tensor, "batch src_len hidden_size"]
    mask: Bool[Tensor, "batch 1 src_len"]
    last: Float[Tensor, "batch hidden_size"]


class AttentionState(NamedTuple):
    """The decoder's own state, the memory, and where the last step looked."""

    hidden: Float[Tensor, "batch hidden_size"]
    memory: AttentionMemory
    weights: Float[Tensor, "batch src_len"]


class Seq2SeqWithAttention(EncoderDecoder):
    """A seq2seq whose decoder looks back at every state of the encoder.

    The decoder's GRU runs first; its state is the query, the encoder's states are keys
    and values, and the word is written from state and context together. So the GRU of
    training is torch's own, one step after another, and the looks come all at once.

    Source: Luong et al. 2015, section 3.1 (global attention, the score "general"); as
    in the Transformer, and not there, the scores are divided by √hidden_size.
    """

    def __init__(
        self,
        src_vocab_size: int,
        tgt_vocab_size: int,
        *,
        embed_dim: int = 32,
        hidden_size: int = 64,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        sizes = {"embed_dim": embed_dim, "hidden_size": hidden_size}
        self.encoder = BidirectionalGRUEncoder(src_vocab_size, **sizes)
        self.embedding = nn.Embedding(tgt_vocab_size, embed_dim, padding_idx=PAD_ID)
        self.gru = nn.GRU(embed_dim, hidden_size, batch_first=True)
        self.query_proj = nn.Linear(hidden_size, hidden_size, bias=False)
        self.context_proj = nn.Linear(2 * hidden_size, hidden_size)
        self.output_proj = nn.Linear(hidden_size, tgt_vocab_size)
        self.dropout = nn.Dropout(dropout)
        # torch draws entries of size 1; vectors of length 1 learn faster here
        with torch.no_grad():
            for embedding in (self.encoder.forth.embedding, self.embedding):
                embedding.weight.mul_(embed_dim**-0.5)

    def encode(
        self, src: Int[Tensor, "batch src_len"], mask: Tensor | None = None
    ) -> AttentionMemory:
        """Keep the state at every source token, not only at the last.

        `mask` (batch, 1, 1, src_len) says where the decoder may look: at the real
        tokens if nothing else is said.
        """
        states, last = self.encoder(src)
        mask = padding_mask(src) if mask is None else mask
        return AttentionMemory(states, mask.squeeze(1), last)

    def start(self, memory: AttentionMemory) -> AttentionState:
        """Begin with the encoder's last state, having looked at nothing yet."""
        return AttentionState(
            memory.last, memory, torch.zeros_like(memory.states[..., 0])
        )

    def step(
        self, tokens: Int[Tensor, " batch"], state: AttentionState
    ) -> tuple[Float[Tensor, "batch vocab_size"], AttentionState]:
        """Log-probabilities of the next token; the new state says where it looked."""
        gru_weights = self.gru.all_weights[0]
        hidden = gru_cell(self.embedding(tokens), state.hidden, *gru_weights)
        logits, weights = self._look(hidden.unsqueeze(1), state.memory)
        log_probs = logits.squeeze(1).log_softmax(dim=-1)
        return log_probs, AttentionState(hidden, state.memory, weights.squeeze(1))

    def forward(
        self, src: Int[Tensor, "batch src_len"], tgt_in: Int[Tensor, "batch tgt_len"]
    ) -> Float[Tensor, "batch tgt_len vocab_size"]:
        """Logits at every target position under teacher forcing."""
        return self.align(src, tgt_in)[0]

    def align(
        self, src: Int[Tensor, "batch src_len"], tgt_in: Int[Tensor, "batch tgt_len"]
    ) -> tuple[
        Float[Tensor, "batch tgt_len vocab_size"],
        Float[Tensor, "batch tgt_len src_len"],
    ]:
        """Return the logits, and where the decoder looked to write each of them."""
        return self.decode(self.encode(src), tgt_in)

    def decode(
        self, memory: AttentionMemory, tgt_in: Int[Tensor, "batch tgt_len"]
    ) -> tuple[
        Float[Tensor, "batch tgt_len vocab_size"],
        Float[Tensor, "batch tgt_len src_len"],
    ]:
        """The same from a memory: all steps in one call, teacher-forced."""
        hidden, _ = self.gru(self.embedding(tgt_in), memory.last.unsqueeze(0))
        return self._look(hidden, memory)

    def attend(
        self,
        hidden: Float[Tensor, "batch tgt_len hidden_size"],
        memory: AttentionMemory,
    ) -> tuple[
        Float[Tensor, "batch tgt_len hidden_size"],
        Float[Tensor, "batch tgt_len src_len"],
    ]:
        """Return context and weights; a subclass may score in another way."""
        query, states = self.query_proj(hidden), memory.states
        return scaled_dot_product_attention(
            query, states, states, memory.mask, self.dropout
        )

    def _look(
        self,
        hidden: Float[Tensor, "batch tgt_len hidden_size"],
        memory: AttentionMemory,
    ) -> tuple[
        Float[Tensor, "batch tgt_len vocab_size"],
        Float[Tensor, "batch tgt_len src_len"],
    ]:
        context, weights = self.attend(hidden, memory)
        both = torch.cat([context, hidden], dim=-1)
        return self.output_proj(torch.tanh(self.context_proj(both))), weights


def _check_mask(mask: Tensor, expected: Sequence[int]) -> None:
    """Refuse a wrong type or shape, which is known at once; values are not read."""
    query_len, key_len = expected[-2:]
    if mask.dtype != torch.bool:
        raise ValueError(
            f"the mask is of type {mask.dtype}; expected bool, where True means that "
            "the key may be attended. From an additive mask take mask == 0."
        )
    axes = zip(reversed(mask.shape), reversed(expected), strict=False)
    fits = all(ours in (1, theirs) for ours, theirs in axes)
    if mask.dim() > len(expected) or not fits:
        raise ValueError(
            f"the mask has the shape {tuple(mask.shape)}; expected one that broadcasts "
            f"to that of the weights, {tuple(expected)}, whose last axes are "
            f"query_len {query_len} and key_len {key_len}."
        )
