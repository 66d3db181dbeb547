"""Exercise 3.2, build: the k best of k·n."""

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


def _best_of(candidates: Tensor, k: int, largest: bool = True) -> Chosen:
    best, index = candidates.flatten().topk(k, largest=largest)
    return best, index // candidates.shape[1], index % candidates.shape[1]


def _cases_best(seed: int) -> list[tuple[Tensor, Tensor, int]]:
    generator = torch.Generator().manual_seed(seed)
    cases = []
    for width, vocab_size, k in ((2, 5, 2), (3, 7, 3), (1, 5, 3)):
        logits = 2 * torch.randn(width, vocab_size, generator=generator)
        totals = -torch.rand(width, generator=generator).sort().values * 2
        cases.append((totals, logits.log_softmax(dim=1), k))
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
            lambda totals, log_probs, k: _best_of(log_probs, k),
            N_(
                "You left out `totals`: a candidate is as good as its whole path, not "
                "as its last step."
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: _best_of(totals + log_probs, k),
            N_(
                "`totals` has one number a row, and so it must be added along the "
                "rows: `totals.unsqueeze(1) + log_probs`."
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: _best_of(totals[:, None] * log_probs, k),
            N_(
                "You multiplied logarithms. Probabilities are multiplied, their "
                "logarithms added."
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: _best_of(
                totals[:, None] + log_probs, k, largest=False
            ),
            N_(
                "These are the k worst. Log-probabilities are negative: the best are "
                "the largest, closest to 0."
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: (
                (best := choose_best(totals, log_probs, k))[0],
                best[2],
                best[1],
            ),
            N_(
                "Parents and tokens are swapped: `//` gives the row (the prefix), `%` "
                "the column (the token)."
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: (
                (flat := (totals[:, None] + log_probs).flatten().topk(k)).values,
                flat.indices // len(totals),
                flat.indices % len(totals),
            ),
            N_(
                "Divide by the number of columns, `log_probs.shape[1]`, not by that "
                "of rows."
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: _best_of(
                (totals[:, None] + log_probs).exp(), k
            ),
            N_(
                "Right choice, but you return probabilities. Keep logarithms: a long "
                "product would become 0."
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: (totals[:, None] + log_probs).topk(k, dim=1),
            N_(
                "Return three tensors of shape (k,): totals, parents, tokens. A `topk` "
                "along the rows keeps k for each prefix; flatten the table first."
            ),
            when=lambda yours, target: (
                len(yours) != 3 or any(each.shape != target[0].shape for each in yours)
            ),
        ),
    ],
)
