"""Exercise 4.2, build: the decoder's look."""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from course_utils.exercises.attention.faults import MISTAKES
from course_utils.exercises.machinery.core import Exercise
from course_utils.language import N_


def decoder_look(
    hidden: Tensor,
    states: Tensor,
    mask: Tensor,
    query_proj: Callable[[Tensor], Tensor],
    context_proj: Callable[[Tensor], Tensor],
    output_proj: Callable[[Tensor], Tensor],
) -> tuple[Tensor, Tensor]:
    """Look at every state of the encoder, and write: return context and logits."""
    query = query_proj(hidden)
    scores = torch.einsum("bh,bsh->bs", query, states) / math.sqrt(query.shape[-1])
    lowest = torch.finfo(scores.dtype).min
    weights = scores.masked_fill(~mask, lowest).softmax(dim=-1)
    context = torch.einsum("bs,bsh->bh", weights, states)
    both = torch.cat([context, hidden], dim=-1)
    return context, output_proj(torch.tanh(context_proj(both)))


def _layers(width: int, vocab: int, generator: torch.Generator) -> list[nn.Linear]:
    """Return layers as the model has them, with weights that do not learn."""
    made = [
        nn.Linear(width, width, bias=False),
        nn.Linear(2 * width, width),
        nn.Linear(width, vocab),
    ]
    for layer in made:
        layer.requires_grad_(False)
        for each in layer.parameters():
            each.copy_(torch.randn(each.shape, generator=generator))
    return made


def cases_decoder_look(seed: int) -> list[tuple]:
    """Scores near 0; from −30 to 30; and far below those of the padding."""
    generator = torch.Generator().manual_seed(seed)
    made = []
    sizes = (2, 5, 3, 7), (3, 2, 11, 5), (5, 7, 2, 3), (7, 3, 5, 11)
    for batch, src_len, width, vocab in sizes:
        layers = _layers(width, vocab, generator)
        hidden = torch.randn(batch, width, generator=generator) / 2
        states = torch.randn(batch, src_len, width, generator=generator)
        real = torch.randint(2, src_len + 1, (batch, 1), generator=generator)
        real[0], real[-1] = src_len, min(2, src_len - 1)
        made.append((hidden, states, torch.arange(src_len) < real, *layers))
    made[1][0].mul_(12)
    hidden, states, mask, query_proj, *_rest = made[2]
    query = query_proj(hidden)
    far = 40 * query / query.square().sum(dim=-1, keepdim=True)
    states.sub_(far[:, None] * mask[:, :, None])
    return made


check_decoder_look = Exercise(
    "4.2",
    "build",
    N_("The decoder's look"),
    solution=decoder_look,
    cases=cases_decoder_look,
    hints=(
        N_(
            "Each sentence has one query and states of its own. "
            "`(states * query[:, None]).sum(-1)` are its dot products, of shape "
            "(batch, src_len)."
        ),
        N_(
            "Divide by √d, fill where `~mask` with a very low number, take the softmax "
            "over src_len. The context is the weighted sum over src_len. Then "
            "`torch.cat([context, hidden], dim=-1)`, and the last three steps of the "
            "formula."
        ),
    ),
    mistakes=MISTAKES,
)
