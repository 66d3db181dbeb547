"""Exercise 8.5, explore: heads that matter."""

import copy
import itertools
from collections.abc import Sequence
from functools import cache
from typing import Any

import torch
from torch import Tensor

from course_utils.beam_search import greedy_search
from course_utils.data import EOS_ID, Pair, tokenise
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.machinery.outcome import Outcome
from course_utils.language import N_
from course_utils.transformer import Transformer

# Without any of the first two the finished Transformer writes something else
HEADS = (("decoder", 2, 3), ("encoder", 1, 4))
IDLE = ("encoder", 1, 2)  # without it, the same
SENTENCE = Pair(
    tuple(tokenise("His brother's black horse is never sick.")),
    tuple(tokenise("Le cheval noir de son frère n'est jamais malade.", "fr")),
    alignment=(),  # nobody asks for it here
)


@cache
def _finished() -> tuple[Transformer, Any, Tensor]:
    # It reads a file, so only when asked
    from course_utils.training.pretrained import load_transformer

    model, src_vocab, tgt_vocab = load_transformer()[:3]
    return model, tgt_vocab, torch.tensor([[*src_vocab.encode(SENTENCE.src), EOS_ID]])


def _layers(model: Transformer) -> dict[str, list]:
    """Return the attentions of each kind, layer by layer."""
    decoder = model.decoder.layers
    return {
        "encoder": [each.self_attention for each in model.encoder.layers],
        "decoder": [each.self_attention for each in decoder],
        "cross": [each.cross_attention for each in decoder],
    }


def all_heads() -> list[tuple[str, int, int]]:
    """Return every head of the finished Transformer: which attention, layer, head."""
    return [
        (kind, layer, head)
        for kind, layers in _layers(_finished()[0]).items()
        for layer, attention in enumerate(layers, 1)
        for head in range(1, attention.num_heads + 1)
    ]


@cache
def written(kind: str = "", layer: int = 0, head: int = 0) -> str:
    """Translate SENTENCE, with one head muted if there is one of that name."""
    finished, vocab, src = _finished()
    model = copy.deepcopy(finished)
    if kind:
        attention = _layers(model)[kind][layer - 1]
        width = model.d_model // attention.num_heads
        with torch.no_grad():  # what this head says no longer reaches the output
            columns = slice(width * (head - 1), width * head)
            attention.output_proj.weight[:, columns] = 0
    with torch.no_grad():
        state = model.start(model.encode(src))
    (found,) = greedy_search(model.step, state, 1, max_len=40)
    return " ".join(vocab.decode(found.tokens))


def mute(heads: Sequence[tuple]) -> Outcome:
    """Translate SENTENCE with each of two heads muted alone."""
    if any(... in (head, *head) for head in heads):
        raise NotImplementedError
    heads = [(kind.lower(), *numbers) for kind, *numbers in heads]
    known = all_heads()
    if any(kind not in {each[0] for each in known} for kind, *_numbers in heads):
        return Outcome("no such attention")
    if any(0 in head for head in heads):
        return Outcome("counted from 0")
    if any(head not in known for head in heads):
        return Outcome("no such head")
    heads = [known[known.index(head)] for head in heads]  # 2.0 is 2
    texts = [written(*head) for head in heads]
    return Outcome(_verdict(heads, texts), " / ".join(texts))


def _verdict(heads: Sequence[tuple[str, int, int]], texts: Sequence[str]) -> str:
    changed = [text != written() for text in texts]
    if len(heads) != 2:
        return "not two"
    if heads[0] == heads[1]:
        return "one twice"
    if all(changed):
        return "found"
    return "neither" if not any(changed) else ("first", "second")[changed.index(True)]


def _told(verdict: str, answer: tuple, hint: str) -> Mistake:
    """Return a mistake that is known by its verdict."""
    return Mistake(answer, hint, when=lambda yours, target: yours.verdict == verdict)


check_head = Exercise(
    "8.5",
    "explore",
    N_("Heads that matter"),
    solution=HEADS,
    run=lambda answer: mute(answer),
    choices=lambda: itertools.combinations(all_heads(), 2),
    why=N_(
        "Without either of these heads the translation changes. Four of the 24 heads "
        "matter for this sentence. The others are not idle, nor spare: of the 1,000 "
        "test sentences 23 of the 24 heads change at least one when they alone are "
        "muted, the most important a quarter of them (notebook 5 counts them). This "
        "sentence does not need them."
    ),
    hints=(
        N_(
            "In the explorer choose an attention, a layer and a head, and mute it. "
            "Look at what is written, and bring the head back before the next."
        ),
        N_(
            "Four of the 24 heads matter for this sentence, two of them in the decoder "
            "where the target looks at itself. Who must know what is already written?"
        ),
    ),
    mistakes=[
        _told(
            "neither",
            (IDLE, ("cross", 1, 1)),
            N_("With either head muted the translation stays the same. Try others."),
        ),
        _told(
            "first",
            (HEADS[0], IDLE),
            N_(
                "The first head changes the translation, the second does not. Try "
                "another for the second."
            ),
        ),
        _told(
            "second",
            (IDLE, HEADS[0]),
            N_(
                "The second head changes the translation, the first does not. Try "
                "another for the first."
            ),
        ),
        _told(
            "one twice",
            (HEADS[0], HEADS[0]),
            N_("This is one head, twice. Two different ones are asked for."),
        ),
        _told(
            "not two",
            (HEADS[0],),
            N_("Two heads are asked for: `((attention, layer, head), (…))`."),
        ),
        _told(
            "counted from 0",
            (("cross", 0, 1), HEADS[0]),
            N_("Layers and heads count from 1, as in the explorer."),
        ),
        _told(
            "no such attention",
            (("Encoder layer", 1, 1), HEADS[0]),
            N_(
                'The first part of a head says which attention: "encoder", "decoder" '
                'or "cross".'
            ),
        ),
        _told(
            "no such head",
            (("encoder", 9, 9), HEADS[0]),
            N_("There are two layers in each half, with four heads each."),
        ),
    ],
)
