"""How good is a translation? Four answers, each with its own question.

Exact match and BLEU let the model run freely, on its own output. Token accuracy can be
measured that way too, or under teacher forcing, where the model reads the right
sentence: the gap between the two is the price of its own mistakes.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from course_utils.beam_search import (
    Hypothesis,
    State,
    Step,
    beam_search,
    greedy_search,
)
from course_utils.data import (
    EOS_ID,
    PAD_ID,
    Batch,
    Corpus,
    Pair,
    Vocabulary,
    make_batches,
)
from course_utils.encoder_decoder import EncoderDecoder, device_of
from course_utils.language import _

Sentence = Sequence[str]
Links = Iterable[tuple[int, int]]


class Scores(NamedTuple):
    """Scores of one model on one set of pairs: fractions from 0 to 1, BLEU to 100."""

    exact_match: float
    free_accuracy: float
    forced_accuracy: float
    bleu: float


def translate(
    model: EncoderDecoder,
    sentences: Sequence[Sentence],
    src_vocab: Vocabulary,
    tgt_vocab: Vocabulary,
    *,
    beam_size: int = 1,
    max_len: int = 40,
    batch_size: int = 256,
) -> list[list[str]]:
    """Translate tokenised sentences; the best tokens come back without `<eos>`.

    A `beam_size` of 1 is the greedy search. All runs on the model's own device.
    """
    if batch_size < 1:
        name = "batch_size"
        raise ValueError(
            _("{name} is {value}; expected at least 1.", name=name, value=batch_size)
        )
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
    found: list[list[str]] = [[] for _sentence in sentences]
    model.eval()
    for first in range(0, len(order), batch_size):
        rows = order[first : first + batch_size]
        ids = [[*src_vocab.encode(sentences[i]), EOS_ID] for i in rows]
        src = _padded(ids, device_of(model))
        with torch.no_grad():
            state = model.start(model.encode(src))
        hypotheses = _search(model.step, state, len(rows), beam_size, max_len)
        for row, hypothesis in zip(rows, hypotheses, strict=True):
            ids = [token for token in hypothesis.tokens if token != EOS_ID]
            found[row] = tgt_vocab.decode(ids)
    return found


def sequence_loss(
    logits: Float[Tensor, "batch tgt_len vocab_size"],
    tgt_out: Int[Tensor, "batch tgt_len"],
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Float[Tensor, ""]:
    """Cross-entropy in nats over the real tokens; `<pad>` counts for nothing.

    `label_smoothing` spreads that share of the target's probability over all tokens.
    """
    return F.cross_entropy(
        logits.flatten(0, 1),
        tgt_out.flatten(),
        ignore_index=PAD_ID,
        reduction=reduction,
        label_smoothing=label_smoothing,
    )


class ForcedScores(NamedTuple):
    """Mean loss (nats a token) and fraction of right tokens under teacher forcing."""

    loss: float
    accuracy: float


@torch.no_grad()
def teacher_forced(model: EncoderDecoder, batches: Sequence[Batch]) -> ForcedScores:
    """Score every next token while the model reads the right sentence.

    Sums over all tokens are divided once at the end, so neither padding nor the way the
    batches fall changes the result. The batches are moved to the model's device.
    """
    if not batches:
        raise ValueError(_("there are no batches; expected at least one to score."))
    model.eval()
    loss, right, tokens = 0.0, 0, 0
    for batch in (batch.to(device_of(model)) for batch in batches):
        logits = model(batch.src, batch.tgt_in)
        real = batch.tgt_out != PAD_ID
        loss += float(sequence_loss(logits, batch.tgt_out, reduction="sum"))
        right += int(((logits.argmax(dim=-1) == batch.tgt_out) & real).sum())
        tokens += int(real.sum())
    return ForcedScores(loss / tokens, right / tokens)


def exact_match(found: Sequence[Sentence], wanted: Sequence[Sentence]) -> float:
    """Fraction of sentences that are right in every token."""
    _check_as_many(found, wanted)
    return sum(
        list(ours) == list(theirs) for ours, theirs in zip(found, wanted, strict=True)
    ) / len(wanted)


def same_words(found: Sequence[Sentence], wanted: Sequence[Sentence]) -> float:
    """Fraction of sentences that have the right words, each as often, in any order."""
    return exact_match([sorted(each) for each in found], [sorted(w) for w in wanted])


def free_accuracy(found: Sequence[Sentence], wanted: Sequence[Sentence]) -> float:
    """Fraction of wanted tokens that stand at their place, `<eos>` included.

    A sentence that ends too early misses its later tokens; one that goes on too long
    misses its `<eos>`. So it can be set beside the teacher-forced accuracy.
    """
    _check_as_many(found, wanted)
    right, tokens = 0, 0
    for ours, theirs in zip(found, wanted, strict=True):
        target = [*theirs, "<eos>"]
        right += sum(a == b for a, b in zip([*ours, "<eos>"], target, strict=False))
        tokens += len(target)
    return right / tokens


def longest_common(ours: Sequence[Any], theirs: Sequence[Any]) -> int:
    """Length of the longest common subsequence: words in the same order, with gaps."""
    before = [0] * (len(theirs) + 1)
    for word in ours:
        row = [0]
        for j, other in enumerate(theirs):
            row.append(before[j] + 1 if word == other else max(before[j + 1], row[j]))
        before = row
    return before[-1]


def aligned_accuracy(found: Sequence[Sentence], wanted: Sequence[Sentence]) -> float:
    """Fraction of wanted tokens that stand in the same order, `<eos>` included.

    Unlike `free_accuracy` it forgives a word too many or too few: what follows may be
    shifted.
    """
    _check_as_many(found, wanted)
    right = sum(
        longest_common(ours, theirs) + 1
        for ours, theirs in zip(found, wanted, strict=True)
    )
    return right / sum(len(theirs) + 1 for theirs in wanted)


def bleu(found: Sequence[Sentence], wanted: Sequence[Sentence]) -> float:
    """Corpus BLEU from 0 to 100 by sacreBLEU; the tokens are taken as they are.

    Source: Papineni et al. 2002; Post 2018 (sacreBLEU).
    """
    from sacrebleu.metrics import BLEU  # here, because its import takes a while

    _check_as_many(found, wanted)
    metric = BLEU(tokenize="none", force=True)
    joined = [" ".join(sentence) for sentence in found]
    return metric.corpus_score(joined, [[" ".join(s) for s in wanted]]).score


def alignment_error_rate(found: Links, gold: Links) -> float:
    """1 − F1 of the found word links: 0 is perfect, 1 has no link right.

    All gold links are "sure", since the grammar knows them.

    Source: Och and Ney 2003, their alignment error rate with S = P.
    """
    ours, theirs = set(found), set(gold)
    if not theirs:
        raise ValueError(_("the gold alignment is empty; expected at least one link."))
    return 1 - 2 * len(ours & theirs) / (len(ours) + len(theirs))


def evaluate(model: EncoderDecoder, pairs: Sequence[Pair], corpus: Corpus) -> Scores:
    """All scores of a model on some pairs; `corpus` lends its two vocabularies."""
    src_vocab, tgt_vocab = corpus.src_vocab, corpus.tgt_vocab
    found = translate(model, [pair.src for pair in pairs], src_vocab, tgt_vocab)
    wanted = [pair.tgt for pair in pairs]
    batches = make_batches(pairs, src_vocab, tgt_vocab, batch_size=256)
    return Scores(
        exact_match=exact_match(found, wanted),
        free_accuracy=free_accuracy(found, wanted),
        forced_accuracy=teacher_forced(model, batches).accuracy,
        bleu=bleu(found, wanted),
    )


def evaluate_by_length(
    model: EncoderDecoder, corpus: Corpus
) -> dict[tuple[int, int], Scores]:
    """Scores for each of the corpus's test sets by source length."""
    return {
        lengths: evaluate(model, pairs, corpus)
        for lengths, pairs in corpus.by_length.items()
    }


def _search(
    step: Step, state: State, batch_size: int, beam_size: int, max_len: int
) -> list[Hypothesis]:
    """The best hypothesis for each sentence."""
    if beam_size == 1:
        return greedy_search(step, state, batch_size, max_len=max_len)
    sizes = {"beam_size": beam_size, "max_len": max_len, "n_best": 1}
    found = beam_search(step, state, batch_size, **sizes)
    return [hypotheses[0] for hypotheses in found]


def _padded(
    rows: Sequence[Sequence[int]], device: torch.device
) -> Int[Tensor, "batch len"]:
    longest = max(map(len, rows))
    filled = [[*row, *[PAD_ID] * (longest - len(row))] for row in rows]
    return torch.tensor(filled, device=device)


def _check_as_many(found: Sequence[Sentence], wanted: Sequence[Sentence]) -> None:
    if len(found) != len(wanted) or not wanted:
        raise ValueError(
            _(
                "{found} sentences found and {wanted} wanted; expected as many of one "
                "as of the other, and at least one.",
                found=len(found),
                wanted=len(wanted),
            )
        )
