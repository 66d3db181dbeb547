"""Draw sentences from a model instead of searching for the best one.

`temper`, `top_k` and `top_p` change the distribution that is drawn from; each takes and
returns log-probabilities, so that one may follow another.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from course_utils.language import _
from course_utils.search.steps import State, Step, check_sizes, first_tokens

LogProbs = Float[Tensor, "*batch vocab_size"]


def temper(log_probs: LogProbs, temperature: float) -> LogProbs:
    """Divide by the temperature: below 1 the likely grows likelier, above 1 less so.

    Source: Ackley et al. 1985, for the Boltzmann machine.
    """
    if not temperature > 0:
        raise ValueError(
            _("temperature is {value}; expected more than 0.", value=temperature)
        )
    return (log_probs / temperature).log_softmax(dim=-1)


def top_k(log_probs: LogProbs, k: int) -> LogProbs:
    """Leave only the k most probable tokens; all that equal the last one stay, too.

    Source: Fan et al. 2018.
    """
    check_sizes(k=k)
    kept = log_probs.topk(min(k, log_probs.shape[-1]), dim=-1).values
    dropped = log_probs < kept[..., -1:]
    return log_probs.masked_fill(dropped, -torch.inf).log_softmax(dim=-1)


def top_p(log_probs: LogProbs, p: float) -> LogProbs:
    """Leave only the fewest most probable tokens that together reach probability p.

    Source: Holtzman et al. 2020, section 3.1 (nucleus sampling).
    """
    if not 0 < p <= 1:
        raise ValueError(_("p is {p}; expected more than 0 and at most 1.", p=p))
    best, places = log_probs.softmax(dim=-1).sort(dim=-1, descending=True)
    before = best.cumsum(dim=-1) - best  # the probability of all that are better
    dropped = (before >= p).scatter(-1, places, before >= p)
    return log_probs.masked_fill(dropped, -torch.inf).log_softmax(dim=-1)


@torch.no_grad()
def sample(
    step: Step,
    state: State,
    batch_size: int,
    *,
    max_len: int,
    choose: Callable[[LogProbs], LogProbs] | None = None,
    generator: torch.Generator | None = None,
    bos_id: int = 1,
    eos_id: int = 2,
) -> list[list[int]]:
    """Draw a sentence for each row, token after token; `<eos>` is not in it.

    `choose` changes each step's log-probabilities first, as `top_p` does. The model is
    whatever has a `step` as a search wants it.
    """
    check_sizes(batch_size=batch_size, max_len=max_len)
    tokens = first_tokens(state, batch_size, bos_id)
    ended = torch.zeros_like(tokens, dtype=torch.bool)
    written: list[list[int]] = [[] for _row in range(batch_size)]
    for _token in range(max_len):
        log_probs, state = step(tokens, state)
        probs = (log_probs if choose is None else choose(log_probs)).exp()
        tokens = torch.multinomial(probs, 1, generator=generator).squeeze(1)
        ended |= tokens == eos_id
        for row, token in enumerate(tokens.tolist()):
            if not ended[row]:
                written[row].append(token)
        if ended.all():
            break
    return written
