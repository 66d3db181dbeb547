"""Exercise 8.5, explore: a head that matters."""

import copy
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

HEAD = ("decoder", 2, 3)  # without it the finished Transformer writes something else
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


def _layers(model: Transformer, kind: str) -> list:
    """Return the attentions of a kind, layer by layer; [] for an unknown kind."""
    decoder = model.decoder.layers
    stacks = {
        "encoder": [each.self_attention for each in model.encoder.layers],
        "decoder": [each.self_attention for each in decoder],
        "cross": [each.cross_attention for each in decoder],
    }
    return stacks.get(kind, [])


@cache
def _written(kind: str = "none", layer: int = 0, head: int = 0) -> str:
    """Translate SENTENCE, with one head muted if there is one of that name."""
    finished, vocab, src = _finished()
    model = copy.deepcopy(finished)
    if attentions := _layers(model, kind):
        attention = attentions[layer - 1]
        width = model.d_model // attention.num_heads
        with torch.no_grad():  # what this head says no longer reaches the output
            columns = slice(width * (head - 1), width * head)
            attention.output_proj.weight[:, columns] = 0
    with torch.no_grad():
        state = model.start(model.encode(src))
    (found,) = greedy_search(model.step, state, 1, max_len=40)
    return " ".join(vocab.decode(found.tokens))


def mute(answer: tuple[str, int, int]) -> Outcome:
    """Translate SENTENCE with one head muted: (which attention, layer, head)."""
    kind, layer, head = answer
    layers = _layers(_finished()[0], kind)
    if not layers:
        return Outcome("no such attention")
    if 0 in (layer, head):
        return Outcome("counted from 0")
    if not (1 <= layer <= len(layers) and 1 <= head <= layers[0].num_heads):
        return Outcome("no such head")
    text = _written(kind, layer, head)
    return Outcome("found" if text != _written() else "same", text)


check_head = Exercise(
    "8.5",
    "explore",
    N_("A head that matters"),
    solution=HEAD,
    run=lambda answer: mute(answer),
    why=N_(
        "Without this head the translation changes. Most single heads can be muted "
        "unpunished: others have learned to do their work too."
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
        Mistake(
            IDLE,
            N_("With this head muted the translation stays the same. Try another."),
            when=lambda yours, target: yours.verdict == "same",
        ),
        Mistake(
            ("cross", 0, 1),
            N_("Layers and heads count from 1, as in the explorer."),
            when=lambda yours, target: yours.verdict == "counted from 0",
        ),
        Mistake(
            ("Encoder layer", 1, 1),
            N_('The first part says which attention: "encoder", "decoder" or "cross".'),
            when=lambda yours, target: yours.verdict == "no such attention",
        ),
        Mistake(
            ("encoder", 9, 9),
            N_("There are two layers in each half, with four heads each."),
            when=lambda yours, target: yours.verdict == "no such head",
        ),
    ],
)
