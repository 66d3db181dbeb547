"""How a language model of the corpus's French writes, beside models that only count.

    python -m course_utils.training.next_words [PROCESSES]

trains the model of notebook 08 from three seeds, each on one thread (some minutes in
one process), samples from it, and writes the findings to `next_words.json`.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from course_utils.data import Corpus, make_corpus
from course_utils.data.grammar import load_grammar
from course_utils.language import N_
from course_utils.language_model import LanguageModel
from course_utils.sampling import sample, temper, top_k, top_p
from course_utils.search.steps import Step
from course_utils.training.findings import SEEDS, read_findings, write_findings
from course_utils.training.language_model import (
    Sentence,
    closed,
    counted,
    counted_logits,
    perplexity,
    train_language_model,
)
from course_utils.training.side_by_side import processes_wanted, side_by_side

FINDINGS = Path(__file__).parent / "next_words.json"
SHORT = 7  # tokens: so few that the grammar's stream has most such sentences

WAYS = {
    N_("not changed"): None,
    N_("temperature 0.5"): partial(temper, temperature=0.5),
    N_("temperature 1.5"): partial(temper, temperature=1.5),
    N_("top-k, k = 5"): partial(top_k, k=5),
    N_("top-p, p = 0.9"): partial(top_p, p=0.9),
}
UNCHANGED = next(iter(WAYS))
COUNTED = {
    N_("single words"): 1,
    N_("pairs of words"): 2,
    N_("three words in a row"): 3,
}
GPT, CORPUS = N_("language model"), N_("test sentences")


class Finding(NamedTuple):
    """How one model writes: perplexity on the test, and shares of its samples.

    `closed` by the function of that name; `grammatical`: of those with up to `SHORT`
    tokens, the share that the grammar wrote, too, in a long stream; `new`: not in the
    training set; `different`: no copy of another sample.
    """

    model: str
    way: str
    seed: int
    perplexity: float | None
    closed: float
    grammatical: float
    new: float
    different: float


def judge(samples: Sequence[Sentence], corpus: Corpus) -> tuple[float, ...]:
    """Return a finding's four shares."""
    written = [tuple(each) for each in samples]
    short = [each for each in written if len(each) <= SHORT]
    seen = {pair.tgt for pair in corpus.train}
    shares = (
        sum(map(closed, written)) / len(written),
        sum(each in short_sentences() for each in short) / max(len(short), 1),
        sum(each not in seen for each in written) / len(written),
        len(set(written)) / len(written),
    )
    return tuple(round(each, 4) for each in shares)


@cache
def short_sentences(count: int = 400_000) -> frozenset[tuple[str, ...]]:
    """Return the short French sentences of another stream of the grammar."""
    stream = islice(load_grammar().stream(seed=99), count)
    return frozenset(pair.tgt for pair in stream if len(pair.tgt) <= SHORT)


def draw(
    step: Step, state: Tensor, corpus: Corpus, way: str = UNCHANGED, seed: int = 0
) -> list[list[str]]:
    """Sample a sentence for each row of a state, in one of the `WAYS`."""
    generator = torch.Generator().manual_seed(seed)
    settings = {"choose": WAYS[way], "generator": generator, "max_len": 40}
    drawn = sample(step, state, len(state), **settings)
    return [corpus.tgt_vocab.decode(each) for each in drawn]


def find(model: str, seed: int, corpus: Corpus, samples: int = 1_000) -> list[Finding]:
    """Train or count a model, and say how it writes."""
    test = [pair.tgt for pair in corpus.test]
    if model == CORPUS:
        return [Finding(CORPUS, "", seed, None, *judge(test, corpus))]
    if model == GPT:
        torch.manual_seed(seed)
        gpt = LanguageModel(len(corpus.tgt_vocab))
        train_language_model(gpt, corpus, seed=seed, progress=False)
        logits, ways = gpt.eval(), list(WAYS)
    else:
        french = [pair.tgt for pair in corpus.train]
        probs = counted(french, corpus, COUNTED[model])
        logits, ways = partial(counted_logits, probs), [UNCHANGED]
    hesitation = round(perplexity(logits, test, corpus), 3)
    nothing = torch.empty(samples, 0, dtype=torch.long)
    written = {way: draw(stepwise(logits), nothing, corpus, way, seed) for way in ways}
    return [
        Finding(model, way, seed, hesitation, *judge(each, corpus))
        for way, each in written.items()
    ]


def stepwise(logits: Callable[[Tensor], Tensor]) -> Step:
    """Return the step of a model that reads all tokens so far anew each time."""

    def step(tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        state = torch.cat([state, tokens.unsqueeze(1)], dim=1)
        return logits(state)[:, -1].log_softmax(dim=-1), state

    return step


def stored_findings() -> list[Finding]:
    """What `python -m course_utils.training.next_words` found."""
    return read_findings(FINDINGS, Finding)


@cache
def _corpus() -> Corpus:
    return make_corpus()  # once in each process


def _find(model: str, seed: int) -> list[Finding]:
    return find(model, seed, _corpus())


def main(processes: int = 1) -> None:
    """Make every model from each seed; write what is found."""
    settings = [(model, seed) for model in (GPT, *COUNTED) for seed in SEEDS]
    findings: list[Finding] = []
    for each in side_by_side(_find, [*settings, (CORPUS, 0)], processes):
        findings += each
        write_findings(FINDINGS, findings)
        print(*findings[-1], flush=True)


if __name__ == "__main__":
    main(processes_wanted())
