"""How a Transformer is trained: the course's recipe, and one change at a time.

    python -m course_utils.training.recipes [PROCESSES]

trains by each recipe from three seeds, each on one thread (two hours in one process),
and writes the findings that notebook 08 shows to `recipes.json`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import torch
from torch import nn

from course_utils.data import Corpus, make_corpus
from course_utils.language import N_
from course_utils.training.findings import SEEDS, read_findings, write_findings
from course_utils.training.loop import train
from course_utils.training.schedules import held, no_warm_up, paper
from course_utils.training.side_by_side import processes_wanted, side_by_side
from course_utils.transformer import Transformer

FINDINGS = Path(__file__).parent / "recipes.json"
FEW = 2_000  # pairs


def untied(model: Transformer) -> None:
    """Give the output layer weights of its own; they begin as the embedding's do."""
    model.output_proj.weight = nn.Parameter(model.tgt_embedding.weight.detach().clone())


class Recipe(NamedTuple):
    """What is changed: choices of the model, and of the training."""

    model: Mapping[str, Any] = MappingProxyType({})
    training: Mapping[str, Any] = MappingProxyType({})
    change: Callable[[Transformer], None] | None = None


POST = {"norm_first": False}
RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        N_("the course's recipe"): Recipe(),
        N_("no warm-up"): Recipe({}, {"schedule": no_warm_up}),
        N_("no decline: the rate is held"): Recipe({}, {"schedule": held}),
        N_("the paper's schedule"): Recipe({}, {"schedule": paper}),
        N_("β₂ = 0.98, as in the paper"): Recipe({}, {"betas": (0.9, 0.98)}),
        N_("β₂ = 0.999, torch's default"): Recipe({}, {"betas": (0.9, 0.999)}),
        N_("no weight decay"): Recipe({}, {"weight_decay": 0.0}),
        N_("label smoothing 0.1"): Recipe({}, {"label_smoothing": 0.1}),
        N_("dropout 0.1"): Recipe({"dropout": 0.1}),
        N_("output layer not tied"): Recipe(change=untied),
        N_("post-LN"): Recipe(POST),
        N_("post-LN, no warm-up"): Recipe(POST, {"schedule": no_warm_up}),
        N_("all as in the paper, but the height of the rate"): Recipe(
            {**POST, "dropout": 0.1},
            {
                "schedule": paper,
                "betas": (0.9, 0.98),
                "weight_decay": 0.0,
                "label_smoothing": 0.1,
            },
        ),
    }
)
ON_FEW = (  # what is said to help where the data are few
    "the course's recipe",
    "dropout 0.1",
    "label smoothing 0.1",
    "no weight decay",
)
PASSES, PASSES_ON_FEW = 2, 20


class Finding(NamedTuple):
    """One training on so many pairs: loss (nats) and exact match on the validation."""

    recipe: str
    pairs: int
    seed: int
    loss: float
    exact_match: float


def find(recipe: str, corpus: Corpus, seed: int, epochs: int = PASSES) -> Finding:
    """Train by a recipe from a seed."""
    options, training, change = RECIPES[recipe]
    torch.manual_seed(seed)
    model = Transformer(len(corpus.src_vocab), len(corpus.tgt_vocab), **options)
    if change:
        change(model)
    learned = train(
        model, corpus, epochs=epochs, seed=seed, progress=False, **training
    ).epochs[-1]
    scores = round(learned.loss, 5), round(learned.exact_match, 4)
    return Finding(recipe, len(corpus.train), seed, *scores)


def stored_findings() -> list[Finding]:
    """What `python -m course_utils.training.recipes` found."""
    return read_findings(FINDINGS, Finding)


def over_seeds(*, few: bool = False) -> dict[str, list[Finding]]:
    """Return each recipe's trainings, on all pairs or on few."""
    found: dict[str, list[Finding]] = {}
    for each in stored_findings():
        if (each.pairs == FEW) == few:
            found.setdefault(each.recipe, []).append(each)
    return found


@cache
def _corpus(few: bool) -> Corpus:
    whole = make_corpus()  # once in each process
    return replace(whole, train=whole.train[:FEW]) if few else whole


def _find(recipe: str, few: bool, seed: int) -> Finding:
    return find(recipe, _corpus(few), seed, PASSES_ON_FEW if few else PASSES)


def main(processes: int = 1) -> None:
    """Train by each recipe from each seed; write what is found by then."""
    compared = [(name, False) for name in RECIPES] + [(name, True) for name in ON_FEW]
    settings = [(*each, seed) for seed in SEEDS for each in compared]
    findings: list[Finding] = []
    for each in side_by_side(_find, settings, processes):
        findings.append(each)
        write_findings(FINDINGS, findings)
        print(*each, flush=True)


if __name__ == "__main__":
    main(processes_wanted())
