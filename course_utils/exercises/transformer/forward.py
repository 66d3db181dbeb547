"""Exercise 8.2, build: forward, from the parts."""

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise
from course_utils.exercises.transformer.forward_mistakes import MISTAKES
from course_utils.exercises.transformer.parts import Parts
from course_utils.language import N_
from course_utils.masks import causal_mask, padding_mask
from course_utils.transformer import Transformer


def forward_from_parts(parts: Parts, src: Tensor, tgt_in: Tensor) -> Tensor:
    """Return the logits behind every word of tgt_in."""
    source_mask, mask = padding_mask(src), causal_mask(tgt_in.shape[1])
    memory = parts.add_positions(parts.src_embedding(src) * parts.d_model**0.5)
    for layer in parts.encoder_layers:
        memory = layer(memory, source_mask)
    memory = parts.encoder_norm(memory)
    x = parts.add_positions(parts.tgt_embedding(tgt_in) * parts.d_model**0.5)
    for layer in parts.decoder_layers:
        x = layer(x, memory, mask, source_mask)
    return parts.output(parts.decoder_norm(x))


def _run(answer: Callable, parts: Parts, src: Tensor, tgt_in: Tensor) -> Any:
    with torch.no_grad():
        return answer(parts, src, tgt_in)


@cache
def _finished() -> Parts:
    # It reads a file, so only when asked
    from course_utils.training.pretrained import load_transformer

    return Parts.of(load_transformer().model)


def _cases(seed: int) -> list[tuple[Parts, Tensor, Tensor]]:
    """Two small models with random weights everywhere, then the finished one.

    Never two sentences: they would come apart like a pair.
    """
    generator = torch.Generator().manual_seed(seed)
    sizes = (11, 7, 6, 3, 1, 2, 5), (13, 17, 10, 2, 3, 1, 7)
    models = [(_small(size, generator), *size[:2]) for size in sizes]
    models.append((_finished(), 150, 150))
    shapes = ((3, 5, 4), (5, 4, 6), (3, 9, 7))
    cases = []
    for (parts, *vocab), (batch, src_len, tgt_len) in zip(models, shapes, strict=True):
        src = torch.randint(1, vocab[0], (batch, src_len), generator=generator)
        src[1:, -2:] = 0  # the first sentence alone is as long as that
        tgt_in = torch.randint(1, vocab[1], (batch, tgt_len), generator=generator)
        tgt_in[:, 0] = 1
        cases.append((parts, src, tgt_in))
    return cases


def _small(size: tuple[int, ...], generator: torch.Generator) -> Parts:
    src_vocab, tgt_vocab, d_model, num_heads, layers, decoder_layers, d_ff = size
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)
        model = Transformer(
            src_vocab,
            tgt_vocab,
            d_model=d_model,
            num_heads=num_heads,
            num_layers=layers,
            num_decoder_layers=decoder_layers,
            d_ff=d_ff,
        )
    with (
        torch.no_grad()
    ):  # the norms and biases, too: each must show where it is missed
        for weight in model.parameters():
            weight += 0.3 * torch.randn(weight.shape, generator=generator)
    return Parts.of(model.eval())


check_forward = Exercise(
    "8.2",
    "build",
    N_("Forward, from the parts"),
    solution=forward_from_parts,
    cases=_cases,
    run=_run,
    hints=(
        N_(
            "Go up the figure, the left half first: embedding times √d_model, "
            "positions, the encoder's layers one after the other, its last norm. That "
            "is the memory. Then the right half."
        ),
        N_(
            "Three masks are needed: in the encoder's layers `padding_mask(src)`; in "
            "the decoder's layers the causal mask of the target, and once more "
            "`padding_mask(src)` for the look at the source."
        ),
    ),
    mistakes=MISTAKES,
)
