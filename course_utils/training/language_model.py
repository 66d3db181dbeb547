"""A language model of the corpus's French: its training, and what to hold beside it.

A model here is a function `logits(tokens)`: ids (batch, length) in, `<bos>` first, the
logits of the next token at every place out.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR
from tqdm.auto import tqdm

from course_utils.data import BOS_ID, EOS_ID, Corpus, make_batches
from course_utils.language import _p
from course_utils.language_model import LanguageModel
from course_utils.training.evaluation import sequence_loss
from course_utils.training.schedules import WARM_UP

Sentence = Sequence[str]
QUESTION, QUESTION_MARK = "est-ce", "?"
NE, NEGATIONS = ("ne", "n'"), ("pas", "jamais")


def train_language_model(
    model: LanguageModel,
    corpus: Corpus,
    *,
    batch_size: int = 32,
    learning_rate: float = 1e-2,
    seed: int = 0,
    progress: bool = True,
) -> list[float]:
    """Read the corpus's French once and learn what comes next; each step's loss.

    The recipe is `training.train`'s.
    """
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    batches = make_batches(corpus.train, *vocabs, batch_size, seed)
    optimiser = AdamW(
        model.parameters(), learning_rate, (0.9, 0.95), weight_decay=0.1, fused=True
    )
    schedule = LambdaLR(optimiser, partial(_rate, steps=len(batches)))
    losses = []
    unit = " " + _p("unit of a progress bar", "step")
    for batch in tqdm(batches, unit=unit, disable=not progress):
        loss = sequence_loss(model(batch.tgt_in), batch.tgt_out)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses


def _rate(step: int, steps: int) -> float:
    """Climb in the first twentieth of the steps, then fall to nothing."""
    return min((step + 1) / (WARM_UP * steps), (1 - step / steps) / (1 - WARM_UP))


@torch.no_grad()
def perplexity(
    logits: Callable[[Tensor], Tensor], sentences: Sequence[Sentence], corpus: Corpus
) -> float:
    """Among how many equally likely tokens the model hesitates, on (geometric) average.

    `logits` takes token ids (batch, length), `<bos>` first, and returns those of the
    next token at every place; `<eos>` is among what has to be said.
    """
    total, count = 0.0, 0
    for ids in rows(sentences, corpus):
        tokens = torch.tensor([[BOS_ID, *ids]])
        loss = sequence_loss(logits(tokens[:, :-1]), tokens[:, 1:], reduction="sum")
        total, count = total + float(loss), count + len(ids)
    return math.exp(total / count)


def rows(sentences: Iterable[Sentence], corpus: Corpus) -> list[list[int]]:
    """Return each sentence's token ids, `<eos>` last."""
    return [[*corpus.tgt_vocab.encode(each), EOS_ID] for each in sentences]


def counted(
    sentences: Sequence[Sentence], corpus: Corpus, order: int
) -> Float[Tensor, "*before vocab_size"]:
    """Return the probabilities of the next token after the order − 1 before, counted.

    A model that is as far-sighted as its name says: order 1 unigrams, 2 bigrams, 3
    trigrams. Each context counts as if the order below had been seen there once more.

    Source: MacKay and Peto 1995, for the smoothing.
    """
    size, texts = len(corpus.tgt_vocab), rows(sentences, corpus)
    probs = torch.full((size,), 1 / size)
    for n in range(1, order + 1):
        before = [BOS_ID] * (n - 1)
        text = torch.tensor([token for ids in texts for token in (*before, *ids)])
        windows = text.unfold(0, n, 1)
        windows = windows[windows[:, -1] != BOS_ID]  # no sentence says it
        places = windows @ size ** torch.arange(n - 1, -1, -1)
        counts = torch.bincount(places, minlength=size**n).view((size,) * n)
        probs = (counts + probs) / (counts.sum(dim=-1, keepdim=True) + 1)
    return probs


def counted_logits(
    probs: Float[Tensor, "*before vocab_size"], tokens: Int[Tensor, "batch length"]
) -> Float[Tensor, "batch length vocab_size"]:
    """Return a table's log-probabilities after each token."""
    before = probs.dim() - 1
    if not before:
        return probs.log().expand(*tokens.shape, -1)
    padded = F.pad(tokens, (before - 1, 0), value=BOS_ID)
    context = padded.unfold(1, before, 1)
    return probs[tuple(context.unbind(-1))].log()


def closed(sentence: Sentence) -> bool:
    """Whether what was opened is closed: ne … pas or jamais, est-ce que … ?

    Many words may stand between; so this asks for more than good neighbours. Every
    sentence of the corpus passes, and so may one that is wrong elsewhere.
    """
    opened = sum(word in NE for word in sentence)
    ends = sum(word in NEGATIONS for word in sentence)
    asks = QUESTION in sentence or sentence[:1] in (["qui"], ("qui",))
    marked = sentence[-1:] in ([QUESTION_MARK], (QUESTION_MARK,))
    return opened == ends and asks == marked
