"""The classic faults of a decoder's look, for exercise 4.2."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Mistake
from course_utils.language import N_

LOWEST = float(torch.finfo(torch.float32).min)


def masked_afterwards(scores: Tensor, mask: Tensor) -> Tensor:
    """Mask the weights, not the scores."""
    return scores.softmax(dim=-1) * mask


def filled(fill: float = LOWEST, dim: int = -1) -> Callable[[Tensor, Tensor], Tensor]:
    """Return how scores become weights; a fill and an axis may be wrong."""
    return lambda scores, mask: scores.masked_fill(~mask, fill).softmax(dim=dim)


RIGHTLY = filled()


def look(
    *,
    ask: Callable[[Callable, Tensor], Tensor] = lambda layer, hidden: layer(hidden),
    scale: Callable[[Tensor], float] = lambda states: math.sqrt(states.shape[-1]),
    weigh: Callable[[Tensor, Tensor], Tensor] = RIGHTLY,
    both: Callable[..., list[Tensor]] = lambda context, hidden, query: [
        context,
        hidden,
    ],
    write: Callable[..., Tensor] = lambda join, out, both: out(torch.tanh(join(both))),
    give: Callable[..., tuple] = lambda context, logits, weights: (context, logits),
) -> Callable[..., tuple]:
    """Return an answer in which one thing is otherwise."""

    def answer(
        hidden: Tensor,
        states: Tensor,
        mask: Tensor,
        query_proj: Callable,
        context_proj: Callable,
        output_proj: Callable,
    ) -> tuple:
        query = ask(query_proj, hidden)
        scores = torch.einsum("bh,bsh->bs", query, states) / scale(states)
        weights = weigh(scores, mask)
        context = torch.einsum("bs,bsh->bh", weights, states)
        joined = torch.cat(both(context, hidden, query), dim=-1)
        return give(context, write(context_proj, output_proj, joined), weights)

    return answer


MISTAKES = (
    Mistake(look(scale=lambda s: 1.0), N_("The scores are not divided by √d.")),
    Mistake(
        look(scale=lambda s: s.shape[-1]), N_("You divided by d, not by its root.")
    ),
    Mistake(
        look(scale=lambda s: math.sqrt(s.shape[1])),
        N_(
            "You divided by the root of the number of states. It is their width that "
            "makes scores large."
        ),
    ),
    Mistake(
        look(ask=lambda layer, hidden: hidden),
        N_("The query is `query_proj(hidden)`, not `hidden` itself."),
    ),
    Mistake(
        look(weigh=lambda scores, mask: RIGHTLY(scores, ~mask)),
        N_("You turned the mask round: True = may be attended."),
    ),
    Mistake(
        look(weigh=lambda scores, mask: scores.softmax(dim=-1)),
        N_("The mask has no effect: padding is looked at."),
    ),
    Mistake(
        look(weigh=masked_afterwards),
        N_(
            "You masked after the softmax: what is left of a row no longer sums to 1. "
            "Mask the scores."
        ),
    ),
    *(
        Mistake(
            look(weigh=filled(fill)),
            N_(
                "Your fill is not low enough: e to the power of it still counts "
                "beside low scores. Take the lowest number of the dtype."
            ),
        )
        for fill in (0.0, 1e-9, -10.0)
    ),
    Mistake(
        look(weigh=filled(dim=0)),
        N_(
            "Your softmax runs over the sentences of the batch. Each sentence shares "
            "its weights out among its own states."
        ),
    ),
    Mistake(
        look(both=lambda context, hidden, query: [hidden, context]),
        N_("The context comes first, then the decoder's state: [c; s]."),
    ),
    Mistake(
        look(both=lambda context, hidden, query: [context, query]),
        N_("You joined the context with the query. It is joined with `hidden`."),
    ),
    Mistake(
        look(write=lambda join, out, both: out(join(both))),
        N_("The tanh between the two layers is missing."),
    ),
    Mistake(
        look(write=lambda join, out, both: out(join(torch.tanh(both)))),
        N_("The tanh comes after `context_proj`, not before it."),
    ),
    Mistake(
        look(write=lambda join, out, both: out(join(both).relu())),
        N_("You took relu. Asked for is tanh."),
    ),
    Mistake(
        look(give=lambda context, logits, weights: (context, logits.log_softmax(-1))),
        N_("Asked for are the logits, before the softmax over the vocabulary."),
    ),
    Mistake(
        look(give=lambda context, logits, weights: (context, logits.softmax(-1))),
        N_("Asked for are the logits, before the softmax over the vocabulary."),
    ),
    Mistake(
        look(give=lambda context, logits, weights: (weights, logits)),
        N_("These are the weights. The context is the weighted sum of the states."),
    ),
    Mistake(
        look(give=lambda context, logits, weights: logits),
        N_("One table came back. Return two: the context, and the logits."),
        when=lambda yours, target: isinstance(yours, Tensor),
    ),
    Mistake(
        look(give=lambda context, logits, weights: (logits, context)),
        N_("Both are right, in the wrong order: context first, then logits."),
    ),
)
