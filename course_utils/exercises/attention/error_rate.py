"""Exercise 4.4, build: the alignment error rate."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

Links = set[tuple[int, int]]


def error_rate(
    weights: Tensor, threshold: float, sure: Links, possible: Links
) -> float:
    """Return 1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|); links are (source, target)."""
    found = {
        (source, target)
        for target, row in enumerate(weights.tolist())
        for source, weight in enumerate(row)
        if weight >= threshold
    }
    right = len(found & sure) + len(found & possible)
    return 1 - right / (len(found) + len(sure))


def _cases_error_rate(seed: int) -> list[tuple[Tensor, float, Links, Links]]:
    """Few links, many, none; in one case a weight lies just at the threshold."""
    generator = torch.Generator().manual_seed(seed)
    made = []
    sizes = (3, 5, 0.25), (7, 3, 0.25), (5, 7, 0.125), (2, 3, 0.9), (7, 5, 0.5)
    for tgt_len, src_len, threshold in sizes:
        weights = torch.randn(tgt_len, src_len, generator=generator).mul(2).softmax(-1)
        if threshold < 0.9:
            weights[0] = 0.0
            weights[0, 1], weights[0, 2] = threshold, 1 - threshold
        else:
            weights = weights.clamp(max=0.8)
        drawn = torch.rand(src_len, tgt_len, generator=generator) + weights.T
        sure = set(map(tuple, (drawn > 1.1).nonzero().tolist())) | {(1, 0)}
        possible = set(map(tuple, (drawn > 0.6).nonzero().tolist())) | sure
        made.append((weights, threshold, sure, possible))
    return made


def _rate(
    share: Callable[[Links, Links, Links], float],
    links: Callable[[Tensor, float], Tensor] = lambda weights, least: weights >= least,
    turned: bool = False,
) -> Callable[..., float]:
    """Return an answer that makes the set of links, or the share, in another way."""

    def answer(
        weights: Tensor, threshold: float, sure: Links, possible: Links
    ) -> float:
        places = links(weights, threshold).nonzero().tolist()
        found = {(i, j) if turned else (j, i) for i, j in places}
        return share(found, sure, possible)

    return answer


def _aer(a: Links, s: Links, p: Links) -> float:
    return 1 - (len(a & s) + len(a & p)) / (len(a) + len(s))


def _strongest(weights: Tensor, least: float) -> Tensor:
    return weights == weights.amax(dim=-1, keepdim=True)


_LINKS_OF_ONE_KIND = N_(
    "You count with one kind of links only. The formula has |A ∩ S| *and* |A ∩ P|."
)
_TWO_SHARES = N_(
    "This is one share alone. The rate looks at both at once: is what was found "
    "possible, and was all that is sure found?"
)

check_error_rate = Exercise(
    "4.4",
    "build",
    N_("The alignment error rate"),
    solution=error_rate,
    cases=_cases_error_rate,
    hints=(
        N_(
            "First the set A: a link (source, target) for each weight of at least "
            "`threshold`. Rows of `weights` are target words."
        ),
        N_(
            "In Python, `A & sure` is the set of the links that are in both, and `len` "
            "counts. Put the four counts into the formula."
        ),
    ),
    mistakes=[
        Mistake(
            _rate(_aer, turned=True),
            N_(
                "Your links are (target, source). Rows of `weights` are target words; "
                "in a link the source comes first."
            ),
        ),
        Mistake(
            lambda weights, threshold, sure, possible: 1.0,
            N_(
                "No link of yours is among the gold ones. Are there any? And do they "
                "hold numbers, not tensors? `.tolist()` makes numbers."
            ),
            when=lambda yours, target: float(yours) == 1,
        ),
        Mistake(
            _rate(_aer, links=_strongest),
            N_(
                "You took the strongest link of each row. Here a link is every weight "
                "of at least `threshold`."
            ),
        ),
        Mistake(
            _rate(_aer, links=lambda weights, least: weights > least),
            N_("A weight just at the threshold counts, too: at least, not more than."),
        ),
        Mistake(
            _rate(lambda a, s, p: 1 - _aer(a, s, p)),
            N_("This is the agreement. The error rate is 1 minus it."),
        ),
        Mistake(
            _rate(lambda a, s, p: 100 * _aer(a, s, p)),
            N_("Asked for is a share between 0 and 1, not per cent."),
        ),
        Mistake(
            _rate(lambda a, s, p: 1 - 2 * len(a & s) / (len(a) + len(s))),
            _LINKS_OF_ONE_KIND,
        ),
        Mistake(
            _rate(lambda a, s, p: 1 - 2 * len(a & p) / (len(a) + len(p))),
            _LINKS_OF_ONE_KIND,
        ),
        Mistake(_rate(lambda a, s, p: 1 - len(a & s) / len(s)), _TWO_SHARES),
        Mistake(_rate(lambda a, s, p: 1 - len(a & p) / max(len(a), 1)), _TWO_SHARES),
        Mistake(
            _rate(
                lambda a, s, p: 1 - (len(a & s) + len(a & p)) / (len(a) + len(p)),
            ),
            N_("Below the line stands |A| + |S|; you took |A| + |P|."),
        ),
        Mistake(
            _rate(lambda a, s, p: 1 - (len(a & s) + len(a & p)) / len(a | s)),
            N_(
                "Below the line stands the sum of both counts. The union counts a link "
                "that is in both only once."
            ),
        ),
    ],
)
