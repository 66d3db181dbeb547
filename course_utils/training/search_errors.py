"""What a beam search misses: the true search errors of the plain translator.

The exact search finds the sentence that a model gives the highest probability of all.
So of every beam it can be said how often it misses that sentence, and what a search
that never misses it would write.

    python -m course_utils.training.search_errors

trains the plain translator from three seeds, translates the test with beams of several
widths and exactly (some minutes each), and writes the findings that notebook 03 shows
to `search_errors.json`.
"""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import torch

from course_utils.beam_search import Hypothesis, beam_search
from course_utils.data import EOS_ID, Corpus, make_batches, make_corpus
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.exact_search import exact_search
from course_utils.search.states import select
from course_utils.training.evaluation import bleu
from course_utils.training.findings import SEEDS, read_findings, write_findings
from course_utils.training.pretrained import run

FINDINGS = Path(__file__).parent / "search_errors.json"
WIDTHS = 1, 2, 4, 8
MAX_LEN = 30
MARGIN = 1e-4  # log-probabilities of one sentence differ by less, in any batch


class Finding(NamedTuple):
    """What a search wrote, for the sentences whose most probable one is proved.

    `beam_size` 0 is the exact search; α is 0. A search error: some sentence is more
    probable than what was found. A model error: the most probable sentence is not the
    right one. So a wrong translation has one of them or `both`, and a right one may be
    `lucky`: found because what the model prefers was missed. `shorter` counts the
    search errors whose most probable sentence has fewer tokens than what was found.
    """

    seed: int
    beam_size: int
    sentences: int
    right: int
    search_only: int
    model_only: int
    both: int
    lucky: int
    shorter: int
    bleu: float
    length: float  # mean number of tokens, <eos> included
    right_length: float  # that of the right translations
    # The same of the longest quarter of the test
    long_bleu: float
    long_length: float
    long_right_length: float

    @property
    def search_errors(self) -> int:
        """Count all sentences for which a more probable one exists."""
        return self.search_only + self.both + self.lucky


def measure(
    model: EncoderDecoder,
    corpus: Corpus,
    seed: int,
    widths: tuple[int, ...] = WIDTHS,
    most: int = 10_000,
) -> list[Finding]:
    """Translate the test by beams and exactly; a finding for each, the exact last."""
    pairs = sorted(corpus.test, key=lambda pair: (len(pair.src), len(pair.tgt)))
    (batch,) = make_batches(
        pairs, corpus.src_vocab, corpus.tgt_vocab, batch_size=len(pairs)
    )
    with torch.no_grad():
        start = model.eval().start(model.encode(batch.src))
    exact = [
        exact_search(model.step, select(start, row), max_len=MAX_LEN, most=most)
        for row in torch.arange(len(pairs)).split(1)
    ]
    proved = [i for i, each in enumerate(exact) if each.proved]
    found = {0: [exact[i].hypothesis for i in proved]}
    options = {"max_len": MAX_LEN, "length_penalty": 0.0, "n_best": 1}
    for width in widths:
        beams = beam_search(model.step, start, len(pairs), beam_size=width, **options)
        found[width] = [beams[i][0] for i in proved]
    wanted = [(*corpus.tgt_vocab.encode(pairs[i].tgt), EOS_ID) for i in proved]
    longest = sum(4 * i >= 3 * len(pairs) for i in proved)
    return [
        finding(seed, width, found[width], found[0], wanted, longest)
        for width in (*widths, 0)
    ]


def finding(
    seed: int,
    beam_size: int,
    found: list[Hypothesis],
    truth: list[Hypothesis],
    wanted: list[tuple[int, ...]],
    longest: int,
) -> Finding:
    """Compare what was found with the most probable and with the right sentences.

    All three in the same order, the `longest` at the end.
    """
    kinds: Counter[str] = Counter()
    for each, best, right in zip(found, truth, wanted, strict=True):
        missed = best.log_prob > each.log_prob + MARGIN
        kinds["shorter"] += missed and len(best.tokens) < len(each.tokens)
        if each.tokens == right:
            kinds["right"] += 1
            kinds["lucky"] += missed
        elif not missed:
            kinds["model_only"] += 1
        else:
            kinds["search_only" if best.tokens == right else "both"] += 1
    names = "right", "search_only", "model_only", "both", "lucky", "shorter"
    tokens = [each.tokens for each in found]
    return Finding(
        seed,
        beam_size,
        len(found),
        *(kinds[name] for name in names),
        *_scores(tokens, wanted),
        *_scores(tokens[-longest:], wanted[-longest:]),
    )


def stored_findings(path: Path = FINDINGS) -> list[Finding]:
    """What `python -m course_utils.training.search_errors` found, seed by seed."""
    return read_findings(path, Finding)


def _scores(
    found: list[tuple[int, ...]], wanted: list[tuple[int, ...]]
) -> tuple[float, float, float]:
    """Return BLEU and both mean lengths; BLEU counts ids, without `<eos>`."""
    texts = [
        [[str(token) for token in ids if token != EOS_ID] for ids in each]
        for each in (found, wanted)
    ]
    lengths = (sum(map(len, each)) / len(each) for each in (found, wanted))
    return round(bleu(*texts), 2), *(round(each, 3) for each in lengths)


if __name__ == "__main__":
    torch.set_num_threads(1)
    corpus = make_corpus()
    findings = []
    for seed in SEEDS:
        findings += measure(run("seq2seq", corpus, seed)[0], corpus, seed)
        write_findings(FINDINGS, findings)
