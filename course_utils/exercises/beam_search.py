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
from course_utils.exercises.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.questions import Option, Question
from course_utils.language import say

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
    ("Which two are kept", "保留哪两个"),
    solution=("BA", "BB"),
    run=prefixes_of,
    why=(
        "BA has 0.5 · 0.50 = 0.25, BB 0.5 · 0.46 = 0.23, and AB only 0.4 · 0.55 = "
        "0.22. Both winners come from B: all six candidates compete with each other.",
        "BA 是 0.5 · 0.50 = 0.25，BB 是 0.5 · 0.46 = 0.23，而 AB 只有 0.4 · 0.55 = "
        "0.22。两个胜者都来自 B：六个候选是放在一起比的。",
    ),
    hints=(
        (
            "After step 1 two prefixes are left. Write down the products of all six "
            "candidates of step 2.",
            "第 1 步之后剩下两个前缀。把第 2 步全部六个候选的乘积都写下来。",
        ),
        (
            "A candidate's probability is that of its whole path: for AB it is 0.4 · "
            "0.55. Now sort all six together, whoever their parents are.",
            "候选的概率是整条路径的概率：AB 是 0.4 · 0.55。"
            "然后把六个放在一起排序，不管它们来自哪个前缀。",
        ),
    ),
    mistakes=[
        Mistake(
            ("BA", "AB"),
            (
                "You kept the best child of each prefix. Nothing says that each must "
                "have one: compare all six candidates with each other.",
                "你给每个前缀各留了一个最好的后继。没有规定每个前缀都要留一个："
                "应把六个候选放在一起比较。",
            ),
        ),
        Mistake(
            ("AB", "BA"),
            (
                "You compared the last step alone, 0.55 with 0.50. What counts is the "
                "product along the whole path.",
                "你只比较了最后一步的 0.55 和 0.50。要看的是整条路径的乘积。",
            ),
        ),
        Mistake(
            ("CC", "AB"),
            (
                "C was pruned at step 1. What is pruned does not come back, however "
                "well it would have gone on.",
                "C 在第 1 步就被剪掉了。剪掉的不会再回来，后面再好也没用。",
            ),
            when=lambda yours, target: any(each.startswith("C") for each in yours),
        ),
        Mistake(
            ("BB", "BA"),
            (
                "The right two, but the better one should come first: which has the "
                "larger product?",
                "两个都对，但好的应排在前面：哪个乘积更大？",
            ),
        ),
        Mistake(
            ("AB", "BB"),
            (
                "One of them is not among the two best. Multiply along each path: AB "
                "has 0.4 · 0.55. What have BA and BB?",
                "其中一个不在最好的两个之列。沿每条路径相乘：AB 是 0.4 · 0.55。"
                "BA 和 BB 各是多少？",
            ),
        ),
        Mistake(
            ("BA",),
            (
                "This is one prefix, as in greedy search. The beam is two wide.",
                "这只有一个前缀，是贪心搜索的做法。束宽是 2。",
            ),
            when=lambda yours, target: len(yours) == 1,
        ),
        Mistake(
            ("B", "A"),
            (
                "These are the two of step 1. The question is about step 2, so each "
                "prefix has two letters.",
                "这是第 1 步的两个。题目问的是第 2 步，每个前缀应有两个字母。",
            ),
            when=lambda yours, target: {len(each) for each in yours} == {1},
        ),
        Mistake(
            ("BA", "BB", "AB"),
            (
                "You kept more than two: k = 2.",
                "你保留了不止两个：k = 2。",
            ),
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
    ("The k best of k·n", "k·n 个里最好的 k 个"),
    solution=choose_best,
    cases=_cases_best,
    hints=(
        (
            "What is the total of prefix i followed by token j? Make a table of all of "
            "them, of shape (width, vocab_size), by one addition.",
            "前缀 i 接词元 j 的总和是多少？用一次加法得到形状为 (width, vocab_size) "
            "的整张表。",
        ),
        (
            "`table.flatten().topk(k)` gives values and places in the flat table. "
            "Place 13 in rows of 5 is row 13 // 5, column 13 % 5.",
            "`table.flatten().topk(k)` 给出数值和在展平的表中的位置。每行 5 个时，"
            "位置 13 就是第 13 // 5 行、第 13 % 5 列。",
        ),
    ),
    mistakes=[
        Mistake(
            _best_child_each,
            (
                "You keep the best child of each prefix. Flatten the table first, so "
                "that all k·n candidates compete.",
                "你给每个前缀各留了一个最好的后继。请先把表展平，"
                "让全部 k·n 个候选一起比。",
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: _best_of(log_probs, k),
            (
                "You left out `totals`: a candidate is as good as its whole path, not "
                "as its last step.",
                "你漏了 `totals`：候选的好坏看整条路径，而不是最后一步。",
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: _best_of(totals + log_probs, k),
            (
                "`totals` has one number a row, and so it must be added along the "
                "rows: `totals.unsqueeze(1) + log_probs`.",
                "`totals` 每行一个数，要按行相加：`totals.unsqueeze(1) + log_probs`。",
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: _best_of(totals[:, None] * log_probs, k),
            (
                "You multiplied logarithms. Probabilities are multiplied, their "
                "logarithms added.",
                "你把对数相乘了。概率才相乘，对数要相加。",
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: _best_of(
                totals[:, None] + log_probs, k, largest=False
            ),
            (
                "These are the k worst. Log-probabilities are negative: the best are "
                "the largest, closest to 0.",
                "这是最差的 k 个。对数概率是负数：最好的是最大的，也就是最接近 0 的。",
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: (
                (best := choose_best(totals, log_probs, k))[0],
                best[2],
                best[1],
            ),
            (
                "Parents and tokens are swapped: `//` gives the row (the prefix), `%` "
                "the column (the token).",
                "前缀和词元弄反了：`//` 得到行（前缀），`%` 得到列（词元）。",
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: (
                (flat := (totals[:, None] + log_probs).flatten().topk(k)).values,
                flat.indices // len(totals),
                flat.indices % len(totals),
            ),
            (
                "Divide by the number of columns, `log_probs.shape[1]`, not by that "
                "of rows.",
                "应除以列数 `log_probs.shape[1]`，而不是行数。",
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: _best_of(
                (totals[:, None] + log_probs).exp(), k
            ),
            (
                "Right choice, but you return probabilities. Keep logarithms: a long "
                "product would become 0.",
                "选得对，但你返回的是概率。请保留对数：连乘太多次会变成 0。",
            ),
        ),
        Mistake(
            lambda totals, log_probs, k: (totals[:, None] + log_probs).topk(k, dim=1),
            (
                "Return three tensors of shape (k,): totals, parents, tokens. A `topk` "
                "along the rows keeps k for each prefix; flatten the table first.",
                "请返回三个形状为 (k,) 的张量：总和、前缀、词元。按行 `topk` "
                "会给每个前缀各留 k 个；请先把表展平。",
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
    ("The ranking of the finished", "给写完的假设排名"),
    solution=rank_finished,
    cases=_cases_rank,
    hints=(
        (
            "One number a hypothesis: its log-probability divided by its length to the "
            "power of α. `<eos>` counts. Then sort; which end is the best?",
            "每个假设一个数：对数概率除以长度的 α 次方，`<eos>` 也算长度。"
            "然后排序；哪一头最好？",
        ),
        (
            "`sorted(finished, key=score, reverse=True)` puts the largest first. The "
            "scores are negative, so the largest is the one closest to 0.",
            "`sorted(finished, key=score, reverse=True)` 把最大的放在最前。"
            "分数是负的，所以最大的就是最接近 0 的。",
        ),
    ),
    mistakes=[
        Mistake(
            _ranked(lambda total, n, alpha: total / n**alpha, best_first=False),
            (
                "Your list begins with the worst. Scores are negative; the best is the "
                "largest: `reverse=True`.",
                "你的列表从最差的开始。分数是负的，最好的是最大的：`reverse=True`。",
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total * n**alpha),
            (
                "You multiplied by the length. The sums are negative, so this pushes "
                "long sentences down; dividing lifts them.",
                "你乘了长度。总和是负数，这会把长句压下去；除以长度才会抬高它们。",
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total),
            (
                "You ranked by the log-probability alone, as if α were always 0.",
                "你只按对数概率排名，好像 α 总是 0。",
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / n),
            (
                "You divided by the length itself, as if α were always 1.",
                "你直接除以长度，好像 α 总是 1。",
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: total / (n - 1) ** alpha),
            (
                "You left `<eos>` out of the length. Here it counts, as any token that "
                "the model has written.",
                "你算长度时漏了 `<eos>`。它和模型写出的其他词元一样，要计入长度。",
            ),
        ),
        Mistake(
            _ranked(lambda total, n, alpha: math.exp(total) / n**alpha),
            (
                "You divided the probability, which is positive: this favours short "
                "sentences. Divide the logarithm.",
                "你除的是概率，概率是正数：这会偏向短句。要除的是对数。",
            ),
        ),
        Mistake(
            lambda finished, alpha: [
                each for each, _ in rank_finished(finished, alpha)
            ],
            (
                "Right order, but only the tokens. Return the pairs as they were "
                "given, `(tokens, log_prob)`.",
                "次序对，但只有词元。请原样返回 `(tokens, log_prob)`。",
            ),
        ),
        Mistake(
            lambda finished, alpha: rank_finished(finished, alpha)[0],
            (
                "Return the whole list in order, not only the best of it.",
                "请返回排好序的整个列表，而不只是最好的那一个。",
            ),
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
    for _ in range(max_len):
        candidates = []
        for tokens, total, state in alive:
            last = torch.tensor([tokens[-1] if tokens else BOS_ID])
            log_probs, after = step(last, state)
            for token, log_prob in enumerate(log_probs[0].tolist()):
                candidates.append(([*tokens, token], total + log_prob, after))
        alive = sorted(candidates, key=lambda each: -each[1])[:beam_size]
        for tokens, _, _ in alive:
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
    ("The search that stops too soon", "停得太早的搜索"),
    solution=search,
    stub=search_with_bug,
    cases=_cases_search,
    hints=(
        (
            "The first hypothesis that finishes is often the shortest, not the best. "
            "Where does the function leave off while others are under way?",
            "最先写完的往往是最短的，而不是最好的。"
            "这个函数在哪里就停下了，尽管其他假设还没写完？",
        ),
        (
            "Keep two lists. A hypothesis that ends in `<eos>`, or that has `max_len` "
            "tokens, goes to `finished` with its score `total / length**alpha` and is "
            "not grown further. The others stay alive. At the end: "
            "`max(finished)[1]`.",
            "用两个列表。以 `<eos>` 结尾或已有 `max_len` 个词元的假设，连同分数 "
            "`total / length**alpha` 放进 `finished`，不再延长；其余的继续。最后返回 "
            "`max(finished)[1]`。",
        ),
    ),
    mistakes=[
        Mistake(
            _search(leave=False),
            (
                "Finished hypotheses stay in the beam and go on growing, `<eos>` after "
                "`<eos>`. They must leave it.",
                "写完的假设还留在束里继续增长，一个 `<eos>` 接一个 `<eos>`。"
                "它们必须离开。",
            ),
        ),
        Mistake(
            _search(pick=lambda finished: finished[0]),
            (
                "You go on to the end, but still return the hypothesis that finished "
                "first. Take the one with the best score.",
                "你搜到了最后，但返回的仍是最先写完的。应取分数最高的。",
            ),
        ),
        Mistake(
            _search(pick=lambda finished: finished[-1]),
            (
                "You return the hypothesis that finished last. Take the one with the "
                "best score.",
                "你返回了最后写完的。应取分数最高的。",
            ),
        ),
        Mistake(
            _search(pick=min),
            (
                "You return the worst. Scores are negative; the best is the largest.",
                "你返回了最差的。分数是负的，最好的是最大的。",
            ),
        ),
        Mistake(
            _search(score=lambda total, length, alpha: total),
            (
                "You compare sums of unequal length as they are. Divide each by "
                "`length**alpha`.",
                "长度不同的总和不能直接比。请各自除以 `length**alpha`。",
            ),
        ),
        Mistake(
            _search(score=lambda total, length, alpha: total * length**alpha),
            (
                "You multiplied by `length**alpha`: this punishes long sentences. "
                "Divide.",
                "你乘了 `length**alpha`：这会惩罚长句。应当相除。",
            ),
        ),
        Mistake(
            _search(score=lambda total, length, alpha: total / length),
            (
                "You divided by the length itself; `alpha` has no effect.",
                "你直接除以长度；`alpha` 没起作用。",
            ),
        ),
        Mistake(
            _search(
                score=lambda total, length, alpha: total / max(length - 1, 1) ** alpha
            ),
            (
                "You left `<eos>` out of the length; here it counts.",
                "你算长度时漏了 `<eos>`；在这里它要计入。",
            ),
        ),
        Mistake(
            _search(at_end=False),
            (
                "Hypotheses that reach `max_len` without `<eos>` are lost. They end "
                "there and take part in the ranking.",
                "到了 `max_len` 还没写出 `<eos>` 的假设丢掉了。"
                "它们就在那里结束，并参加排名。",
            ),
        ),
        Mistake(
            _search(enough=True),
            (
                "You stop as soon as k hypotheses have finished. One that is still "
                "alive may beat them all: go on until none is alive.",
                "凑够 k 个写完的你就停了。还在写的那个可能胜过它们全部："
                "要一直搜到没有存活的假设。",
            ),
        ),
        Mistake(
            lambda *inputs: [token for token in search(*inputs) if token != EOS_ID],
            (
                "Right sentence, but `<eos>` is missing: it was written and belongs "
                "to the hypothesis.",
                "句子对，但少了 `<eos>`：它是写出来的，属于这个假设。",
            ),
        ),
        Mistake(
            _search(each_parent=True),
            (
                "You keep one child of each prefix. The k best of all candidates stay, "
                "whoever their parents are.",
                "你给每个前缀只留一个后继。应保留全部候选中最好的 k 个，"
                "不管来自哪个前缀。",
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
            return say("not translated", "没有翻译")
        return say(
            f"greedy: {self.greedy}   k = 2: {self.beam}",
            f"贪心：{self.greedy}   k = 2：{self.beam}",
        )


@cache
def _written() -> dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]]:
    """Translate SENTENCES by greedy search and with k = 2, by the finished model."""
    from course_utils.pretrained import load_seq2seq  # reads a file, so only when asked

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
    ("Where two beat one", "束宽 2 胜过贪心"),
    solution="her big houses are famous .",
    run=try_sentence,
    why=(
        "Greedy took the more probable first word, and then nothing good was left to "
        "say. The second prefix of the beam began a little worse and ended better.",
        "贪心取了概率更大的开头，之后就没有好词可接了。"
        "束里的第二个前缀开头略差，结尾更好。",
    ),
    hints=(
        (
            "Set the two widths side by side to 1 and 2, with α = 0.75. k = 1 is "
            "greedy. Try the sentences one by one, and compare the best translation "
            "with the French in the list.",
            "把并排的两个束宽设为 1 和 2，α = 0.75。k = 1 就是贪心。逐句试，"
            "把最好的译文与列表里的法语对照。",
        ),
        (
            "Look for a sentence whose two translations differ from the first words "
            "on. Two of the eight will do.",
            "找一句从开头几个词起两份译文就不同的。八句中有两句符合。",
        ),
    ),
    mistakes=[
        Mistake(
            "the women sing .",
            (
                "Greedy gets this one right already. Look for a sentence that it gets "
                "wrong.",
                "这一句贪心已经译对了。找一句它译错的。",
            ),
        ),
        Mistake(
            "the small mice are old .",
            (
                "Both are wrong here: the model itself prefers a wrong translation, "
                "or two prefixes are too few. Search on.",
                "这里两者都错：要么模型自己偏爱错误的译文，要么两个前缀还不够。"
                "继续找。",
            ),
        ),
        Mistake(
            "our aunts see two horses .",
            (
                "The other way round: greedy is right and k = 2 is wrong. The model "
                "finds the wrong sentence more probable, and the better search finds "
                "it.",
                "正好相反：贪心对，k = 2 错。模型认为错句概率更大，"
                "而更好的搜索找到了它。",
            ),
        ),
        Mistake(
            "the dog sees the cat .",
            (
                "This sentence is not in the list. Give one of the eight, in English, "
                "as text in quotation marks.",
                "这一句不在列表里。请给出八句之一，英文，放在引号里。",
            ),
        ),
    ],
)

QUIZ = [
    Question(
        (
            "α goes from 0 to 0.75. Which outputs gain?",
            "α 从 0 变为 0.75，哪些输出受益？",
        ),
        [
            Option(
                ("Shorter ones: their divisor is smaller", "较短的：除数更小"),
                (
                    "A smaller divisor makes a positive number larger. The sums are "
                    "negative: −6 / 2 is better than −6 / 1.",
                    "除数小会让正数变大。可总和是负数：−6 / 2 比 −6 / 1 好。",
                ),
            ),
            Option(
                (
                    "Longer ones: a negative sum, divided by more, comes closer to 0",
                    "较长的：负的总和除以更大的数，更接近 0",
                ),
                (
                    "Dividing favours length. Books that call this a penalty for long "
                    "outputs have the sign wrong.",
                    "相除有利于长句。把它说成惩罚长输出的书把符号弄反了。",
                ),
                True,
            ),
            Option(
                (
                    "None: dividing all by a number keeps their order",
                    "都不受益：都除以一个数，次序不变",
                ),
                (
                    "All hypotheses of one length are divided by the same number. "
                    "Those of unequal lengths are not.",
                    "长度相同的假设除以同一个数，长度不同的则不然。",
                ),
            ),
        ],
    ),
    Question(
        (
            "With k = 1 and any α, beam search gives …",
            "k = 1 时，不论 α 是多少，束搜索给出……",
        ),
        [
            Option(
                ("what greedy search gives", "贪心搜索的结果"),
                (
                    "One prefix survives each step, the best. α ranks finished "
                    "sentences, and here is only one.",
                    "每步只留下一个前缀，即最好的。α 只给写完的句子排名，而这里只有一"
                    "句。",
                ),
                True,
            ),
            Option(
                ("the most probable sentence", "概率最大的句子"),
                (
                    "Only a search that can look at everything promises that.",
                    "只有能看遍一切的搜索才能保证这一点。",
                ),
            ),
            Option(
                ("the shortest sentence", "最短的句子"),
                (
                    "It ends when `<eos>` is the most probable next token, whenever "
                    "that is.",
                    "当 `<eos>` 成为最可能的下一个词元时它才结束，早晚不定。",
                ),
            ),
        ],
    ),
    Question(
        (
            "k = 8 finds a translation of higher score than k = 2, and it is wrong; "
            "the one that k = 2 found was right. Whose fault is it?",
            "k = 8 找到的译文分数比 k = 2 的高，却是错的；k = 2 的是对的。这是谁的错？",
        ),
        [
            Option(
                (
                    "The search's: it should have stopped earlier",
                    "搜索的：它应该早点停",
                ),
                (
                    "Finding higher scores is its task, and it did it.",
                    "找到更高的分数正是它的任务，它做到了。",
                ),
            ),
            Option(
                (
                    "Nobody's: larger k is always a matter of luck",
                    "谁也不怪：k 大一些全凭运气",
                ),
                (
                    "Look at the scores: they tell you exactly what happened.",
                    "看看分数：它们说得很清楚。",
                ),
            ),
            Option(
                (
                    "The model's: it gives the wrong sentence the higher score",
                    "模型的：它给错句更高的分数",
                ),
                (
                    "A model error. A weak search had hidden it.",
                    "这是模型错误，先前被较弱的搜索掩盖了。",
                ),
                True,
            ),
            Option(
                ("The length penalty's: α must have been 0", "长度惩罚的：α 一定是 0"),
                ("It may happen with any α.", "任何 α 都可能发生。"),
            ),
        ],
    ),
    Question(
        (
            "When may the search for one sentence stop, if the score is log p / L^α?",
            "若分数是 log p / L^α，一句的搜索何时可以停？",
        ),
        [
            Option(
                ("When the first hypothesis has finished", "第一个假设写完时"),
                (
                    "The first is often short. A longer one may still overtake it.",
                    "最先写完的往往短，长的还可能超过它。",
                ),
            ),
            Option(
                ("When k hypotheses have finished", "k 个假设写完时"),
                (
                    "Many libraries do so. But a prefix that is still alive may beat "
                    "them all.",
                    "许多库这样做。但还活着的前缀可能胜过它们全部。",
                ),
            ),
            Option(
                (
                    "When the best prefix alive has a lower sum than the best "
                    "finished one",
                    "最好的存活前缀，其总和已低于写完的最好句子时",
                ),
                (
                    "Its sum can only fall, but its length grows, and a larger "
                    "divisor lifts the score.",
                    "它的总和只会降，但长度会增，更大的除数会抬高分数。",
                ),
            ),
            Option(
                (
                    "When even the greatest length could not lift the best prefix "
                    "alive above the best finished one",
                    "即使按最大长度来除，最好的存活前缀也超不过写完的最好句子时",
                ),
                (
                    "Sums only fall, and the greatest length divides by most. What "
                    "cannot win then cannot win at all.",
                    "总和只降不升，长度最大时除数最大。那样还赢不了，就不可能赢了。",
                ),
                True,
            ),
        ],
    ),
    Question(
        (
            "You double the beam size, with the same vocabulary and the same length. "
            "What about the candidates that are scored?",
            "束宽加倍，词表和长度不变。要打分的候选数会怎样？",
        ),
        [
            Option(
                ("Twice as many", "变为两倍"),
                (
                    "k·n·T: each of k prefixes has n continuations at each of T steps.",
                    "k·n·T：T 步中每一步，k 个前缀各有 n 种延续。",
                ),
                True,
            ),
            Option(
                ("Four times as many", "变为四倍"),
                (
                    "Twice the prefixes, each with as many continuations as before.",
                    "前缀是两倍，每个的延续数不变。",
                ),
            ),
            Option(
                (
                    "Exponentially more: they grow like a tree",
                    "指数级增长：像树一样分叉",
                ),
                (
                    "Without pruning they would. Keeping k at each step is what "
                    "prevents it.",
                    "不剪枝才会这样。每步只留 k 个正是为了避免它。",
                ),
            ),
        ],
    ),
]
