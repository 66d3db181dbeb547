"""Exercises on beam search: what is kept, the k best, the ranking, the stop, a find."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import torch
from torch import Tensor

from course_utils.beam_search import beam_search, greedy_search
from course_utils.data import BOS_ID, EOS_ID, Pair, tokenise
from course_utils.exercises.machinery.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_, _

__all__ = [
    "QUIZ",
    "SENTENCES",
    "check_best",
    "check_find",
    "check_kept",
    "check_rank",
    "check_search",
    "show_hints",
    "show_solution",
]

# 3.1 What is kept --------------------------------------------------------------------


def prefixes_of(answer: str | Sequence[str]) -> tuple[str, ...]:
    """Read prefixes as people write them: `("BA", "BB")`, `["B A", …]`, `"BA, BB"`."""
    parts = answer.split(",") if isinstance(answer, str) else answer
    return tuple("".join(each.split()).upper() for each in parts)


check_kept = Exercise(
    "3.1",
    "predict",
    N_("Which two are kept"),
    solution=("BA", "BB"),
    run=prefixes_of,
    why=N_(
        "BA has 0.5 · 0.50 = 0.25, BB 0.5 · 0.46 = 0.23, and AB only 0.4 · 0.55 = "
        "0.22. Both winners come from B: all six candidates compete with each other."
    ),
    hints=(
        N_(
            "After step 1 two prefixes are left. Write down the products of all six "
            "candidates of step 2."
        ),
        N_(
            "A candidate's probability is that of its whole path: for AB it is 0.4 · "
            "0.55. Now sort all six together, whoever their parents are."
        ),
    ),
    mistakes=[
        Mistake(
            ("BA", "AB"),
            N_(
                "You kept the best child of each prefix. Nothing says that each must "
                "have one: compare all six candidates with each other."
            ),
        ),
        Mistake(
            ("AB", "BA"),
            N_(
                "You compared the last step alone, 0.55 with 0.50. What counts is the "
                "product along the whole path."
            ),
        ),
        Mistake(
            ("CC", "AB"),
            N_(
                "C was pruned at step 1. What is pruned does not come back, however "
                "well it would have gone on."
            ),
            when=lambda yours, target: any(each.startswith("C") for each in yours),
        ),
        Mistake(
            ("BB", "BA"),
            N_(
                "The right two, but the better one should come first: which has the "
                "larger product?"
            ),
        ),
        Mistake(
            ("AB", "BB"),
            N_(
                "One of them is not among the two best. Multiply along each path: AB "
                "has 0.4 · 0.55. What have BA and BB?"
            ),
        ),
        Mistake(
            ("BA",),
            N_("This is one prefix, as in greedy search. The beam is two wide."),
            when=lambda yours, target: len(yours) == 1,
        ),
        Mistake(
            ("B", "A"),
            N_(
                "These are the two of step 1. The question is about step 2, so each "
                "prefix has two letters."
            ),
            when=lambda yours, target: {len(each) for each in yours} == {1},
        ),
        Mistake(
            ("BA", "BB", "AB"),
            N_("You kept more than two: k = 2."),
            when=lambda yours, target: len(yours) > 2,
        ),
    ],
)

# 3.2 The k best ----------------------------------------------------------------------

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


def _cases_best() -> list[tuple[Tensor, Tensor, int]]:
    generator = torch.Generator().manual_seed(0)
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

# 3.3 The ranking ---------------------------------------------------------------------

Ended = tuple[list[int], float]  # tokens, sum of log-probabilities


def rank_finished(finished: list[Ended], alpha: float) -> list[Ended]:
    """Sort finished hypotheses by log_prob / length**alpha, best first."""

    def score(hypothesis: Ended) -> float:
        tokens, log_prob = hypothesis
        return log_prob / len(tokens) ** alpha

    return sorted(finished, key=score, reverse=True)


def _ranked(score: Callable, best_first: bool = True) -> Callable:
    """Return an answer that ranks by another score of (log_prob, length, alpha)."""

    def answer(finished: list[Ended], alpha: float) -> list[Ended]:
        def key(each: Ended) -> float:
            return score(each[1], len(each[0]), alpha)

        return sorted(finished, key=key, reverse=best_first)

    return answer


def _cases_rank() -> list[tuple[list[Ended], float]]:
    words = [7, 5, 9, 8, 6, 11, 4]
    two = [([*words[:2], EOS_ID], -6.0), ([*words[:5], EOS_ID], -8.0)]
    sums = {6: -7.2, 2: -2.4, 4: -4.9, 7: -4.7, 8: -6.5}  # all mistakes show
    five = [([*words[: n - 1], EOS_ID], total) for n, total in sums.items()]
    return [(two, 0.75), (five, 0.75), (five, 0.0), (five, 0.5)]


check_rank = Exercise(
    "3.3",
    "build",
    N_("The ranking of the finished"),
    solution=rank_finished,
    cases=_cases_rank,
    hints=(
        N_(
            "One number a hypothesis: its log-probability divided by its length to the "
            "power of α. `<eos>` counts. Then sort; which end is the best?"
        ),
        N_(
            "`sorted(finished, key=score, reverse=True)` puts the largest first. The "
            "scores are negative, so the largest is the one closest to 0."
        ),
    ),
    mistakes=[
        Mistake(
            _ranked(lambda total, n, alpha: total / n**alpha, best_first=False),
            N_(
                "Your list begins with the worst. Scores are negative; the best is the "
                "largest: `reverse=True`."
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total * n**alpha),
            N_(
                "You multiplied by the length. The sums are negative, so this pushes "
                "long sentences down; dividing lifts them."
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total),
            N_("You ranked by the log-probability alone, as if α were always 0."),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / n),
            N_("You divided by the length itself, as if α were always 1."),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / (n - 1) ** alpha),
            N_(
                "You left `<eos>` out of the length. Here it counts, as any token that "
                "the model has written."
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: math.exp(total) / n**alpha),
            N_(
                "You divided the probability, which is positive: this favours short "
                "sentences. Divide the logarithm."
            ),
        ),
        Mistake(
            lambda finished, alpha: [
                each for each, _ in rank_finished(finished, alpha)
            ],
            N_(
                "Right order, but only the tokens. Return the pairs as they were "
                "given, `(tokens, log_prob)`."
            ),
        ),
        Mistake(
            lambda finished, alpha: rank_finished(finished, alpha)[0],
            N_("Return the whole list in order, not only the best of it."),
            when=lambda yours, target: isinstance(yours, tuple),
        ),
    ],
)

# 3.4 The stop ------------------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """A step function on a table: the row of the token read last, in per cent."""

    rows: tuple[tuple[int, ...], ...]

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        return torch.tensor(self.rows)[tokens].div(100).log(), state + 1


def search_with_bug(
    step: Callable, state: Any, beam_size: int, max_len: int, alpha: float
) -> list[int]:
    """Return the first hypothesis that finishes, whatever else is under way."""
    alive = [([], 0.0, state)]
    for _step in range(max_len):
        candidates = []
        for tokens, total, state in alive:
            last = torch.tensor([tokens[-1] if tokens else BOS_ID])
            log_probs, after = step(last, state)
            for token, log_prob in enumerate(log_probs[0].tolist()):
                candidates.append(([*tokens, token], total + log_prob, after))
        alive = sorted(candidates, key=lambda each: -each[1])[:beam_size]
        for tokens, _total, _state in alive:
            if tokens[-1] == EOS_ID:
                return tokens
    return alive[0][0]


def search(
    step: Callable, state: Any, beam_size: int, max_len: int, alpha: float
) -> list[int]:
    """Let finished hypotheses leave the beam, and rank them when all is done."""
    alive, finished = [([], 0.0, state)], []
    for length in range(1, max_len + 1):
        candidates = []
        for tokens, total, state in alive:
            last = torch.tensor([tokens[-1] if tokens else BOS_ID])
            log_probs, after = step(last, state)
            for token, log_prob in enumerate(log_probs[0].tolist()):
                candidates.append(([*tokens, token], total + log_prob, after))
        alive = []
        for each in sorted(candidates, key=lambda each: -each[1])[:beam_size]:
            if each[0][-1] == EOS_ID or length == max_len:
                finished.append((each[1] / length**alpha, each[0]))
            else:
                alive.append(each)
    return max(finished)[1]


def _search(
    *,
    leave: bool = True,
    at_end: bool = True,
    enough: bool = False,
    each_parent: bool = False,
    score: Callable = lambda total, length, alpha: total / length**alpha,
    pick: Callable = max,
) -> Callable:
    """Return a search with one of its parts left out or done otherwise."""

    def answer(
        step: Callable, state: Any, beam_size: int, max_len: int, alpha: float
    ) -> list[int]:
        alive, finished = [([], 0.0, state)], []
        for length in range(1, max_len + 1):
            candidates = []
            for tokens, total, own in alive:
                last = torch.tensor([tokens[-1] if tokens else BOS_ID])
                log_probs, after = step(last, own)
                children = [
                    ([*tokens, token], total + log_prob, after)
                    for token, log_prob in enumerate(log_probs[0].tolist())
                ]
                children.sort(key=lambda each: -each[1])
                alone = each_parent and len(alive) > 1
                candidates += children[:1] if alone else children
            alive = []
            for each in sorted(candidates, key=lambda each: -each[1])[:beam_size]:
                ended = each[0][-1] == EOS_ID or (at_end and length == max_len)
                if ended:
                    finished.append((score(each[1], length, alpha), each[0]))
                if not ended or not leave:
                    alive.append(each)
            if enough and len(finished) >= beam_size:
                break
        return pick(finished)[1] if finished else alive[0][0]

    return answer


# Tables on which each known mistake shows. Per cent; columns and rows are the tokens
# <pad> <bos> <eos> <unk> a b, a row says what follows the token read last.
TABLES = (
    (
        (1, 6, 6, 1, 76, 10),
        (1, 5, 6, 1, 27, 60),
        (1, 1, 89, 1, 4, 4),
        (2, 1, 9, 5, 16, 67),
        (1, 3, 52, 2, 36, 6),
        (1, 1, 12, 2, 31, 53),
    ),
    (
        (1, 4, 59, 4, 28, 4),
        (1, 1, 40, 4, 3, 51),
        (1, 1, 89, 1, 4, 4),
        (1, 2, 2, 1, 35, 59),
        (1, 1, 15, 1, 9, 73),
        (1, 1, 40, 2, 52, 4),
    ),
    (
        (1, 1, 24, 1, 48, 25),
        (1, 1, 25, 5, 23, 45),
        (1, 1, 89, 1, 4, 4),
        (4, 2, 39, 2, 37, 16),
        (1, 1, 39, 1, 56, 1),
        (1, 1, 76, 1, 5, 16),
    ),
    (
        (1, 1, 4, 1, 60, 33),
        (2, 1, 9, 1, 63, 24),
        (1, 1, 89, 1, 4, 4),
        (1, 5, 8, 2, 53, 31),
        (2, 1, 21, 1, 42, 33),
        (1, 1, 19, 1, 12, 66),
    ),
)


def _cases_search() -> list[tuple[Reader, Tensor, int, int, float]]:
    sizes = ((3, 6, 0.5), (2, 6, 0.75), (2, 6, 0.75), (2, 6, 0.75))
    tables = zip(TABLES, sizes, strict=True)
    return [(Reader(table), torch.zeros(1, 1), *each) for table, each in tables]


check_search = Exercise(
    "3.4",
    "repair",
    N_("The search that stops too soon"),
    solution=search,
    stub=search_with_bug,
    cases=_cases_search,
    hints=(
        N_(
            "The first hypothesis that finishes is often the shortest, not the best. "
            "Where does the function leave off while others are under way?"
        ),
        N_(
            "Keep two lists. A hypothesis that ends in `<eos>`, or that has `max_len` "
            "tokens, goes to `finished` with its score `total / length**alpha` and is "
            "not grown further. The others stay alive. At the end: "
            "`max(finished)[1]`."
        ),
    ),
    mistakes=[
        Mistake(
            _search(leave=False),
            N_(
                "Finished hypotheses stay in the beam and go on growing, `<eos>` after "
                "`<eos>`. They must leave it."
            ),
        ),
        Mistake(
            _search(pick=lambda finished: finished[0]),
            N_(
                "You go on to the end, but still return the hypothesis that finished "
                "first. Take the one with the best score."
            ),
        ),
        Mistake(
            _search(pick=lambda finished: finished[-1]),
            N_(
                "You return the hypothesis that finished last. Take the one with the "
                "best score."
            ),
        ),
        Mistake(
            _search(pick=min),
            N_("You return the worst. Scores are negative; the best is the largest."),
        ),
        Mistake(
            _search(score=lambda total, length, alpha: total),
            N_(
                "You compare sums of unequal length as they are. Divide each by "
                "`length**alpha`."
            ),
        ),
        Mistake(
            _search(score=lambda total, length, alpha: total * length**alpha),
            N_(
                "You multiplied by `length**alpha`: this punishes long sentences. "
                "Divide."
            ),
        ),
        Mistake(
            _search(score=lambda total, length, alpha: total / length),
            N_("You divided by the length itself; `alpha` has no effect."),
        ),
        Mistake(
            _search(
                score=lambda total, length, alpha: total / max(length - 1, 1) ** alpha
            ),
            N_("You left `<eos>` out of the length; here it counts."),
        ),
        Mistake(
            _search(at_end=False),
            N_(
                "Hypotheses that reach `max_len` without `<eos>` are lost. They end "
                "there and take part in the ranking."
            ),
        ),
        Mistake(
            _search(enough=True),
            N_(
                "You stop as soon as k hypotheses have finished. One that is still "
                "alive may beat them all: go on until none is alive."
            ),
        ),
        Mistake(
            lambda *inputs: [token for token in search(*inputs) if token != EOS_ID],
            N_(
                "Right sentence, but `<eos>` is missing: it was written and belongs "
                "to the hypothesis."
            ),
        ),
        Mistake(
            _search(each_parent=True),
            N_(
                "You keep one child of each prefix. The k best of all candidates stay, "
                "whoever their parents are."
            ),
        ),
    ],
)

# 3.5 A find --------------------------------------------------------------------------

SENTENCES = [
    Pair(tuple(tokenise(src)), tuple(tokenise(tgt, "fr")), alignment=())
    for src, tgt in (
        ("The women sing.", "Les femmes chantent."),
        ("The small mice are old.", "Les petites souris sont vieilles."),
        ("Our aunts see two horses.", "Nos tantes voient deux chevaux."),
        ("I see her today.", "Je la vois aujourd'hui."),
        ("Her big houses are famous.", "Ses grandes maisons sont célèbres."),
        ("Two young heroes see this child.", "Deux jeunes héros voient cet enfant."),
        ("Who does not like him?", "Qui ne l'aime pas ?"),
        ("He sleeps and this cat looks for her.", "Il dort et ce chat la cherche."),
    )
]


@dataclass(frozen=True)
class Outcome:
    """What two searches made of a sentence; `verdict` is "found", or what is not so."""

    verdict: str
    greedy: str = field(default="", compare=False)
    beam: str = field(default="", compare=False)

    def __repr__(self) -> str:
        """Say what both wrote, as the reader's result shows it."""
        if not self.greedy:
            return _("not translated")
        return _("greedy: {greedy}   k = 2: {beam}", greedy=self.greedy, beam=self.beam)


@cache
def _written() -> dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]]:
    """Translate SENTENCES by greedy search and with k = 2, by the finished model."""
    from course_utils.training.pretrained import (
        load_seq2seq,  # reads a file, so only when asked
    )

    model, src_vocab, tgt_vocab, _ = load_seq2seq()
    found = {}
    for pair in SENTENCES:
        src = torch.tensor([[*src_vocab.encode(pair.src), EOS_ID]])
        with torch.no_grad():
            state = model.start(model.encode(src))
        (greedy,) = greedy_search(model.step, state, 1, max_len=30)
        (beam,) = beam_search(model.step, state, 1, beam_size=2, max_len=30)
        ids = greedy.tokens, beam[0].tokens
        words = [tgt_vocab.decode([i for i in each if i != EOS_ID]) for each in ids]
        found[pair.src] = tuple(words[0]), tuple(words[1])
    return found


def try_sentence(answer: str) -> Outcome:
    """Translate one of SENTENCES greedily and with k = 2, and compare with the truth.

    Both run on the finished model, with α = 0.75.
    """
    wanted = {pair.src: pair.tgt for pair in SENTENCES}
    src = tuple(tokenise(answer))
    src = src if src in wanted else (*src, ".")  # which people forget
    if src not in wanted:
        return Outcome("not in the list")
    greedy, beam = _written()[src]
    right = greedy == wanted[src], beam == wanted[src]
    verdict = {
        (False, True): "found",
        (True, True): "both are right",
        (False, False): "both are wrong",
        (True, False): "only greedy is right",
    }[right]
    return Outcome(verdict, " ".join(greedy), " ".join(beam))


check_find = Exercise(
    "3.5",
    "explore",
    N_("Where two beat one"),
    solution="her big houses are famous .",
    run=try_sentence,
    why=N_(
        "Greedy took the more probable first word, and then nothing good was left to "
        "say. The second prefix of the beam began a little worse and ended better."
    ),
    hints=(
        N_(
            "Set the two widths side by side to 1 and 2, with α = 0.75. k = 1 is "
            "greedy. Try the sentences one by one, and compare the best translation "
            "with the French in the list."
        ),
        N_(
            "Look for a sentence whose two translations differ from the first words "
            "on. Two of the eight will do."
        ),
    ),
    mistakes=[
        Mistake(
            "the women sing .",
            N_(
                "Greedy gets this one right already. Look for a sentence that it gets "
                "wrong."
            ),
        ),
        Mistake(
            "the small mice are old .",
            N_(
                "Both are wrong here: the model itself prefers a wrong translation, "
                "or two prefixes are too few. Search on."
            ),
        ),
        Mistake(
            "our aunts see two horses .",
            N_(
                "The other way round: greedy is right and k = 2 is wrong. The model "
                "finds the wrong sentence more probable, and the better search finds "
                "it."
            ),
        ),
        Mistake(
            "the dog sees the cat .",
            N_(
                "This sentence is not in the list. Give one of the eight, in English, "
                "as text in quotation marks."
            ),
        ),
    ],
)

QUIZ = [
    Question(
        N_("α goes from 0 to 0.75. Which outputs gain?"),
        [
            Option(
                N_("Shorter ones: their divisor is smaller"),
                N_(
                    "A smaller divisor makes a positive number larger. The sums are "
                    "negative: −6 / 2 is better than −6 / 1."
                ),
            ),
            Option(
                N_("Longer ones: a negative sum, divided by more, comes closer to 0"),
                N_(
                    "Dividing favours length. Books that call this a penalty for long "
                    "outputs have the sign wrong."
                ),
                True,
            ),
            Option(
                N_("None: dividing all by a number keeps their order"),
                N_(
                    "All hypotheses of one length are divided by the same number. "
                    "Those of unequal lengths are not."
                ),
            ),
        ],
    ),
    Question(
        N_("With k = 1 and any α, beam search gives …"),
        [
            Option(
                N_("what greedy search gives"),
                N_(
                    "One prefix survives each step, the best. α ranks finished "
                    "sentences, and here is only one."
                ),
                True,
            ),
            Option(
                N_("the most probable sentence"),
                N_("Only a search that can look at everything promises that."),
            ),
            Option(
                N_("the shortest sentence"),
                N_(
                    "It ends when `<eos>` is the most probable next token, whenever "
                    "that is."
                ),
            ),
        ],
    ),
    Question(
        N_(
            "k = 8 finds a translation of higher score than k = 2, and it is wrong; "
            "the one that k = 2 found was right. Whose fault is it?"
        ),
        [
            Option(
                N_("The search's: it should have stopped earlier"),
                N_("Finding higher scores is its task, and it did it."),
            ),
            Option(
                N_("Nobody's: larger k is always a matter of luck"),
                N_("Look at the scores: they tell you exactly what happened."),
            ),
            Option(
                N_("The model's: it gives the wrong sentence the higher score"),
                N_("A model error. A weak search had hidden it."),
                True,
            ),
            Option(
                N_("The length penalty's: α must have been 0"),
                N_("It may happen with any α."),
            ),
        ],
    ),
    Question(
        N_("When may the search for one sentence stop, if the score is log p / L^α?"),
        [
            Option(
                N_("When the first hypothesis has finished"),
                N_("The first is often short. A longer one may still overtake it."),
            ),
            Option(
                N_("When k hypotheses have finished"),
                N_(
                    "Many libraries do so. But a prefix that is still alive may beat "
                    "them all."
                ),
            ),
            Option(
                N_(
                    "When the best prefix alive has a lower sum than the best "
                    "finished one"
                ),
                N_(
                    "Its sum can only fall, but its length grows, and a larger "
                    "divisor lifts the score."
                ),
            ),
            Option(
                N_(
                    "When even the greatest length could not lift the best prefix "
                    "alive above the best finished one"
                ),
                N_(
                    "Sums only fall, and the greatest length divides by most. What "
                    "cannot win then cannot win at all."
                ),
                True,
            ),
        ],
    ),
    Question(
        N_(
            "You double the beam size, with the same vocabulary and the same length. "
            "What about the candidates that are scored?"
        ),
        [
            Option(
                N_("Twice as many"),
                N_("k·n·T: each of k prefixes has n continuations at each of T steps."),
                True,
            ),
            Option(
                N_("Four times as many"),
                N_("Twice the prefixes, each with as many continuations as before."),
            ),
            Option(
                N_("Exponentially more: they grow like a tree"),
                N_(
                    "Without pruning they would. Keeping k at each step is what "
                    "prevents it."
                ),
            ),
        ],
    ),
]
