"""Exact match by length, up to lengths that no training sentence has.

    python -m course_utils.training.lengths [NAME …]

trains each finished model anew, from three seeds, on one thread (minutes a model) and
writes the findings that the notebooks show to `lengths.json`.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch

from course_utils.data import Corpus, Pair, make_corpus
from course_utils.training.evaluation import evaluate
from course_utils.training.findings import SEEDS, read_findings, write_findings
from course_utils.training.pretrained import MODELS, run

FINDINGS = Path(__file__).parent / "lengths.json"
TRAINED = 20  # source tokens of the longest training sentence
JOINED = ((14, TRAINED), (TRAINED + 1, 25), (26, 32))
JOINED_BY = ("and", "et")  # two sentences become one, as the grammar joins clauses
CLAUSES = ("when", "because", "but")  # each begins one more clause
STOP = "."


class Finding(NamedTuple):
    """One training's exact match, a fraction for each band of source lengths.

    The sentences of `joined` are two of the test in one. Its first band is no longer
    than what was trained: it tells whether the joining alone does harm.
    """

    model: str
    seed: int
    by_length: list[tuple[int, int, float]]
    joined: list[tuple[int, int, float]]


def join(one: Pair, other: Pair) -> Pair:
    """Return the two as one sentence; both end with a full stop."""
    words, and_words = ([pair.src, pair.tgt] for pair in (one, other))
    src, tgt = (
        (*first[:-1], link, *second)
        for first, link, second in zip(words, JOINED_BY, and_words, strict=True)
    )
    return Pair(src, tgt, alignment=())


def joined_pairs(pairs: Sequence[Pair], shortest: int, longest: int) -> list[Pair]:
    """Join each pair to the next that makes a source of so many tokens; none twice."""
    left = [pair for pair in pairs if pair.src[-1] == STOP]
    found = []
    while left:
        one = left.pop(0)
        for place, other in enumerate(left):
            if shortest <= len(one.src) + len(other.src) <= longest:
                found.append(join(one, left.pop(place)))
                break
    return found


def of_clauses(pairs: Sequence[Pair], number: int) -> list[Pair]:
    """Keep the joined pairs of so many clauses, as far as their conjunctions tell."""
    return [
        pair
        for pair in pairs
        if pair.src.count(JOINED_BY[0]) == 1
        and 2 + sum(map(pair.src.count, CLAUSES)) == number
    ]


def find(name: str, corpus: Corpus, seed: int, epochs: int | None = None) -> Finding:
    """Train a model from a seed, and test it at each length."""
    model, _run = run(name, corpus, seed, epochs)
    joined = {bounds: joined_pairs(corpus.test, *bounds) for bounds in JOINED}
    scores = (
        [
            (*bounds, round(evaluate(model, pairs, corpus).exact_match, 4))
            for bounds, pairs in bands.items()
        ]
        for bands in (corpus.by_length, joined)
    )
    return Finding(name, seed, *scores)


def stored_findings(path: Path = FINDINGS) -> list[Finding]:
    """What `python -m course_utils.training.lengths` found."""
    return read_findings(path, Finding)


def over_seeds(
    name: str, *, joined: bool = False
) -> dict[tuple[int, int], list[float]]:
    """Return a model's exact match by band of lengths, one number for each training."""
    ours = [each for each in stored_findings() if each.model == name]
    found: dict[tuple[int, int], list[float]] = {}
    for finding in ours:
        for low, high, share in finding.joined if joined else finding.by_length:
            found.setdefault((low, high), []).append(share)
    return found


def store(findings: Sequence[Finding], path: Path = FINDINGS) -> None:
    """Write findings among the others, in place of those of the same models."""
    new = {each.model for each in findings}
    others = [each for each in stored_findings(path) if each.model not in new]
    every = sorted(
        [*others, *findings],
        key=lambda each: (list(MODELS).index(each.model), each.seed),
    )
    write_findings(path, every)


if __name__ == "__main__":
    torch.set_num_threads(1)
    corpus = make_corpus()
    for name in sys.argv[1:] or MODELS:
        store([find(name, corpus, seed) for seed in SEEDS])
