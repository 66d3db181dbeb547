"""Exercise 3.2, build: the k best of k·n."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

Chosen = tuple[Tensor, Tensor, Tensor]


def choose_best(totals: Tensor, log_probs: Tensor, k: int) -> Chosen:
    """Return totals, parents and tokens of the k best candidates, best first."""
    candidates = totals.unsqueeze(1) + log_probs
    best, index = candidates.flatten().topk(k)
    vocab_size = log_probs.shape[1]
    return best, index // vocab_size, index % vocab_size


def _best_child_each(totals: Tensor, log_probs: Tensor, k: int) -> Chosen:
    best, tokens = log_probs.max(dim=1)
    order = (totals + best).argsort(descending=True)[:k]
    return (totals + best)[order], order, tokens[order]


def _best_of(
    *,
    table: Callable[[Tensor, Tensor], Tensor] = lambda t, logs: t[:, None] + logs,
    largest: bool = True,
    total: Callable[[Tensor], Tensor] = lambda best: best,
    row: Callable[[Tensor, int], Tensor] = lambda place, n: place // n,
    column: Callable[[Tensor, int], Tensor] = lambda place, n: place % n,
    divisor: Callable[[int, int, int], int] = lambda width, n, k: n,
) -> Callable[..., Chosen]:
    """Return an answer that does one thing otherwise."""

    def answer(totals: Tensor, log_probs: Tensor, k: int) -> Chosen:
        candidates = table(totals, log_probs)
        best, place = candidates.flatten().topk(k, largest=largest)
        by = divisor(*log_probs.shape, k)
        return total(best), row(place, by), column(place, by)

    return answer


def _cases_best(seed: int) -> list[tuple[Tensor, Tensor, int]]:
    """The beam is wider than k, or narrower; its first prefixes are not its best."""
    generator = torch.Generator().manual_seed(seed)
    cases = []
    for width, n, k in ((3, 5, 2), (5, 7, 3), (2, 3, 5), (7, 11, 13)):
        logits = 2 * torch.randn(width, n, generator=generator)
        totals = -torch.rand(width, generator=generator).sort().values.flip(0) * 3
        cases.append((totals - width, logits.log_softmax(dim=1), k))
    return cases


check_best = Exercise(
    "3.2",
    "build",
    N_("The k best of k·n"),
    solution=choose_best,
    cases=_cases_best,
    hints=(
        N_(
            "What is the total of prefix i followed by token j? Make a table of all of "
            "them, of shape (width, vocab_size), by one addition."
        ),
        N_(
            "`table.flatten().topk(k)` gives values and places in the flat table. "
            "Place 13 in rows of 5 is row 13 // 5, column 13 % 5."
        ),
    ),
    mistakes=[
        Mistake(
            _best_child_each,
            N_(
                "You keep the best child of each prefix. Flatten the table first, so "
                "that all k·n candidates compete."
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: choose_best(totals[:k], log_probs[:k], k),
            N_(
                "Only the first k prefixes take part. `totals` may hold more than k: "
                "the children of all of them compete."
            ),
        ),
        Mistake(
            _best_of(table=lambda totals, log_probs: log_probs),
            N_(
                "You left out `totals`: a candidate is as good as its whole path, not "
                "as its last step."
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: (
                (best := choose_best(totals, log_probs, k))[0] - totals[best[1]],
                *best[1:],
            ),
            N_(
                "Right choice, but you return the last step alone. The new total is "
                "that of the whole path."
            ),
        ),
        Mistake(
            _best_of(table=lambda totals, log_probs: totals + log_probs),
            N_(
                "`totals` has one number a row, and so it must be added along the "
                "rows: `totals.unsqueeze(1) + log_probs`."
            ),
        ),
        Mistake(
            _best_of(table=lambda totals, log_probs: totals[:, None] * log_probs),
            N_(
                "You multiplied logarithms. Probabilities are multiplied, their "
                "logarithms added."
            ),
        ),
        Mistake(
            _best_of(largest=False),
            N_(
                "These are the k worst. Log-probabilities are negative: the best are "
                "the largest, closest to 0."
            ),
        ),
        Mistake(
            lambda *inputs: tuple(each.flip(0) for each in choose_best(*inputs)),
            N_("The right ones, but the worst of them stands first. Best first."),
        ),
        Mistake(
            _best_of(
                row=lambda place, n: place % n, column=lambda place, n: place // n
            ),
            N_(
                "Parents and tokens are swapped: `//` gives the row (the prefix), `%` "
                "the column (the token)."
            ),
        ),
        Mistake(
            _best_of(divisor=lambda width, n, k: width),
            N_(
                "Divide by the number of columns, `log_probs.shape[1]`, not by that "
                "of rows."
            ),
        ),
        Mistake(
            _best_of(divisor=lambda width, n, k: k),
            N_(
                "You divided by k. How long is a row of the table? Divide by that: "
                "`log_probs.shape[1]`."
            ),
        ),
        Mistake(
            _best_of(column=lambda place, n: place),
            N_(
                "Your tokens are still places in the flat table. The column is what "
                "is left over when you divide: `%`."
            ),
        ),
        Mistake(
            _best_of(row=lambda place, n: place / n),
            N_("`/` gives fractions. A row's number is whole: `//`."),
        ),
        Mistake(
            _best_of(total=torch.exp),
            N_(
                "Right choice, but you return probabilities. Keep logarithms: a long "
                "product would become 0."
            ),
        ),
        Mistake(
            _best_of(total=lambda best: best.softmax(dim=0)),
            N_(
                "Right choice, but the totals are normalised over the k that are kept. "
                "A total stays the sum of its path."
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: (totals[:, None] + log_probs).topk(2, dim=1),
            N_(
                "Return three tensors of shape (k,): totals, parents, tokens. A `topk` "
                "along the rows keeps k for each prefix; flatten the table first."
            ),
            when=lambda yours, target: len(yours[0].shape) == 2,
        ),
    ],
)
