"""Decode while somebody meddles with the attention: sharpen it, mute heads, pin rows.

Every attention of the course hands its weights to its `dropout` just before the sum
over the values. A `Meddler` takes that seat for a while: it keeps the weights it is
given and hands on changed ones, so that no model needs to know of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_utils.attention import Seq2SeqWithAttention
from course_utils.beam_search import State, Step, beam_search
from course_utils.data import BOS_ID, PAD_ID
from course_utils.encoder_decoder import EncoderDecoder, device_of
from course_utils.transformer import Transformer

Place = tuple[str, int]  # which attention: "encoder", "decoder" or "cross", and layer


@dataclass(frozen=True)
class Change:
    """What to do to the weights of one attention.

    `temperature` is that of the softmax; `pins` holds, by (head, row), the weights that
    a row shall have.
    """

    temperature: float = 1.0
    muted: frozenset[int] = frozenset()
    pins: Mapping[tuple[int, int], Sequence[float]] = field(default_factory=dict)

    def apply(
        self, weights: Float[Tensor, "*batch num_heads query_len key_len"]
    ) -> Float[Tensor, "*batch num_heads query_len key_len"]:
        """Return changed weights, alike for a whole batch; a muted head has none."""
        # softmax(scores / T) from the weights alone: log-weights are scores but for a
        # number that the softmax takes away again
        changed = (weights.log() / self.temperature).softmax(dim=-1).nan_to_num(0.0)
        for (head, row), wanted in self.pins.items():
            if row < changed.shape[-2]:
                pinned = changed.new_zeros(changed.shape[-1])
                known = min(len(wanted), len(pinned))
                pinned[:known] = changed.new_tensor(wanted[:known])
                changed[..., head, row, :] = pinned / pinned.sum().clamp(min=1e-9)
        changed[..., sorted(self.muted), :, :] = 0.0
        return changed


class Meddler(nn.Module):
    """Sits where the dropout sits: keeps the weights and hands on changed ones."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self.change = change
        self.seen = torch.empty(0)

    def forward(self, weights: Tensor) -> Tensor:
        # (batch, num_heads, query_len, key_len); a model with one head has no such axis
        self.seen = weights if weights.dim() == 4 else weights.unsqueeze(1)
        return self.change.apply(self.seen).view_as(weights)


class Looked(NamedTuple):
    """One decoding: the ids it wrote, how sure it was, and where it looked.

    `score` is the one by which beam search ranks. The weights are (num_heads,
    query_len, key_len), before that attention's own change, and on the CPU.
    """

    wrote: list[int]
    probs: list[float]
    score: float
    weights: dict[Place, Tensor]


def attentions(model: EncoderDecoder) -> dict[Place, nn.Module]:
    """Return the attentions of a model, each the module that owns its `dropout`."""
    if isinstance(model, Seq2SeqWithAttention):
        return {("cross", 0): model}
    if isinstance(model, Transformer):
        sides = {
            "cross": [layer.cross_attention for layer in model.decoder.layers],
            "encoder": [layer.self_attention for layer in model.encoder.layers],
            "decoder": [layer.self_attention for layer in model.decoder.layers],
        }
        return {
            (kind, layer): module
            for kind, modules in sides.items()
            for layer, module in enumerate(modules)
        }
    raise TypeError(
        f"{type(model).__name__} has no attention that this explorer knows; expected a "
        "Seq2SeqWithAttention or a Transformer."
    )


@torch.no_grad()
def decode(
    model: EncoderDecoder,
    src: Sequence[int],
    changes: Mapping[Place, Change] | None = None,
    *,
    beam_size: int = 1,
    padding: bool = True,
    causal: bool = True,
    max_len: int = 40,
) -> Looked:
    """Translate one sentence of ids, each attention changed as told.

    `beam_size` 1 is greedy search. Without `padding` or `causal` the mask of that name
    lets everything through.
    """
    device = device_of(model)
    ids = torch.tensor([list(src)], device=device)
    mask = (ids != PAD_ID if padding else torch.ones_like(ids).bool())[:, None, None]
    thought: dict[tuple[int, ...], Tensor] = {}
    with _meddling(model, changes or {}, causal) as meddlers:
        memory = model.encode(ids, mask)
        state = memory, torch.empty(1, 0, dtype=torch.long, device=device)
        sizes = {"beam_size": beam_size, "max_len": max_len, "n_best": 1}
        ((best, *_),) = beam_search(_step(model, thought), state, 1, **sizes)
        read = (BOS_ID, *best.tokens[:-1])
        tgt_in = torch.tensor([read], device=device)
        model.decode(memory, tgt_in)  # for the meddlers to see the best
        seen = {at: each.seen[0].cpu() for at, each in meddlers.items()}
    said = [thought[read[: i + 1]][token] for i, token in enumerate(best.tokens)]
    return Looked(list(best.tokens), torch.stack(said).exp().tolist(), best.score, seen)


def _step(model: EncoderDecoder, thought: dict[tuple[int, ...], Tensor]) -> Step:
    """Return the search's step; the state is the memory, and what is written.

    It is a full pass over all that is written, so that a change reaches all rows.
    `thought` keeps the log-probabilities of what follows each beginning.
    """

    def step(tokens: Tensor, state: State) -> tuple[Tensor, State]:
        memory, written = state
        written = torch.cat([written, tokens.unsqueeze(1)], dim=1)
        logits, _ = model.decode(memory, written)
        log_probs = logits[:, -1].log_softmax(dim=-1)
        thought.update(zip(map(tuple, written.tolist()), log_probs, strict=True))
        return log_probs, (memory, written)

    return step


@contextmanager
def _meddling(
    model: EncoderDecoder, changes: Mapping[Place, Change], causal: bool
) -> Iterator[dict[Place, Meddler]]:
    """Put a meddler into every seat; in the end all is as it was."""
    owners = attentions(model)
    kept = {at: owner.dropout for at, owner in owners.items()}
    meddlers = {at: Meddler(changes.get(at, Change())) for at in owners}
    was_causal = getattr(model, "causal", None)
    try:
        for at, owner in owners.items():
            owner.dropout = meddlers[at]
        if was_causal is not None:
            model.causal = causal
        yield meddlers
    finally:
        for at, owner in owners.items():
            owner.dropout = kept[at]
        if was_causal is not None:
            model.causal = was_causal
