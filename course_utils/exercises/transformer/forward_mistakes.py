"""What goes wrong in exercise 8.2: a part forgotten, doubled, or in the wrong place."""

from collections.abc import Callable
from typing import Any

from torch import Tensor

from course_utils.exercises.machinery.core import Mistake
from course_utils.exercises.machinery.crash import Crash
from course_utils.exercises.transformer.parts import Parts
from course_utils.language import N_
from course_utils.masks import causal_mask, padding_mask

_SCALE = N_(
    "Something is wrong with the scale. The *embedding* is multiplied by "
    "`parts.d_model ** 0.5`, on both sides, before the positions are added."
)
_PLACE = N_("A side has no positions. Both sides get them, at the bottom.")
_NORM = N_(
    "A last norm is missing or exchanged. With the norm first each stack has one of "
    "its own at its end: `encoder_norm`, `decoder_norm`."
)
_PADDING = N_(
    "Padding of the source is looked at. `padding_mask(src)` belongs into every "
    "encoder layer, and as the last argument into every decoder layer."
)
_ROUND = N_("A mask is turned round. In this course True means: may be looked at.")
_LOGITS = N_("Return the logits as `parts.output` gives them, at every position.")
_STACK = N_(
    "Only the last layer of each stack has a say. Each layer must read what the layer "
    "below it returned, and all of them must be used."
)
_FIRST = N_("Only the first layer of a stack is used. Use them all, one by one.")
_ONE, _EACH = slice(1), slice(None)


def _with(
    *,
    scale: tuple[float, float] = (0.5, 0.5),
    place: tuple[bool, bool] = (True, True),
    scale_last: bool = False,
    norms: Callable[[Parts], tuple] = lambda p: (p.encoder_norm, p.decoder_norm),
    masks: Callable[[Tensor, Tensor], tuple] = lambda pad, later: (pad, later, pad),
    anew: bool = False,
    layers: tuple[slice, slice] = (_EACH, _EACH),
    end: Callable[[Parts, Tensor], Any] = lambda parts, x: parts.output(x),
) -> Callable:
    """Return an answer with a fault: powers of d_model, sides that know their places.

    `norms` are those at the stacks' ends, `masks` those of encoder, decoder, cross.
    """

    def embedded(parts: Parts, x: Tensor, side: int) -> Tensor:
        factor = parts.d_model ** scale[side]
        if scale_last:
            return parts.add_positions(x) * factor
        return parts.add_positions(x * factor) if place[side] else x * factor

    def answer(parts: Parts, src: Tensor, tgt_in: Tensor) -> Any:
        own, later, cross = masks(padding_mask(src), causal_mask(tgt_in.shape[1]))
        ends = norms(parts)
        bottom = memory = embedded(parts, parts.src_embedding(src), 0)
        for layer in parts.encoder_layers[layers[0]]:
            memory = layer(bottom if anew else memory, own)
        memory = ends[0](memory)
        bottom = x = embedded(parts, parts.tgt_embedding(tgt_in), 1)
        for layer in parts.decoder_layers[layers[1]]:
            x = layer(bottom if anew else x, memory, later, cross)
        return end(parts, ends[1](x))

    return answer


def _same(x: Tensor) -> Tensor:
    return x


def _of_source(parts: Parts, src: Tensor, tgt_in: Tensor) -> Tensor:
    """Embed the target by the source's table, as far as this goes."""
    tgt_in = tgt_in.clamp(max=parts.src_embedding.num_embeddings - 1)
    swapped = Parts(**(vars(parts) | {"tgt_embedding": parts.src_embedding}))
    return _with()(swapped, src, tgt_in)


def _pair(parts: Parts, src: Tensor, tgt_in: Tensor) -> Tensor:
    x, _weights = parts.encoder_layers[0](parts.src_embedding(src), padding_mask(src))
    return x


def _pair_expected(yours: object, target: Tensor) -> bool:
    return isinstance(yours, Crash) and "to unpack" in yours.error


def _end(change: Callable[[Tensor], Any]) -> Callable:
    return _with(end=lambda parts, x: change(parts.output(x)))


MISTAKES = [
    *(
        Mistake(_with(scale=scale), _SCALE)
        for scale in ((0, 0), (0, 0.5), (0.5, 0), (1, 1), (-0.5, -0.5))
    ),
    Mistake(_with(scale_last=True), _SCALE),
    *(
        Mistake(_with(place=place), _PLACE)
        for place in ((False, False), (False, True), (True, False))
    ),
    Mistake(_with(norms=lambda p: (_same, _same)), _NORM),
    Mistake(_with(norms=lambda p: (_same, p.decoder_norm)), _NORM),
    Mistake(_with(norms=lambda p: (p.encoder_norm, _same)), _NORM),
    Mistake(_with(norms=lambda p: (p.decoder_norm, p.encoder_norm)), _NORM),
    Mistake(_with(norms=lambda p: (p.encoder_norm, p.encoder_norm)), _NORM),
    Mistake(
        _with(masks=lambda pad, later: (pad, None, pad)),
        N_(
            "The decoder sees the words that come later. Give its layers "
            "`causal_mask(tgt_in.shape[1])`."
        ),
    ),
    Mistake(_with(masks=lambda pad, later: (None, later, None)), _PADDING),
    Mistake(_with(masks=lambda pad, later: (None, later, pad)), _PADDING),
    Mistake(_with(masks=lambda pad, later: (pad, later, None)), _PADDING),
    Mistake(
        _with(masks=lambda pad, later: (None, None, None)),
        N_("No mask is used at all. Two kinds are needed: padding and causal."),
    ),
    Mistake(_with(masks=lambda pad, later: (pad, ~later, pad)), _ROUND),
    Mistake(_with(masks=lambda pad, later: (~pad, later, ~pad)), _ROUND),
    Mistake(_with(masks=lambda pad, later: (~pad, ~later, ~pad)), _ROUND),
    Mistake(
        _with(
            masks=lambda pad, later: (
                pad & causal_mask(pad.shape[-1]),
                later,
                pad,
            )
        ),
        N_("Your encoder reads from left to right only. It may look both ways."),
    ),
    Mistake(_with(anew=True), _STACK),
    *(
        Mistake(_with(layers=layers), _FIRST)
        for layers in ((_ONE, _ONE), (_ONE, _EACH), (_EACH, _ONE))
    ),
    Mistake(
        _of_source,
        N_("The target has an embedding of its own: `tgt_embedding`."),
    ),
    Mistake(
        _with(end=lambda parts, x: x @ parts.output.weight.T),
        N_("The output layer has a bias, too: call `parts.output`."),
    ),
    Mistake(_with(end=lambda parts, x: x), _LOGITS),
    Mistake(_end(lambda logits: logits.log_softmax(dim=-1)), _LOGITS),
    Mistake(_end(lambda logits: logits.softmax(dim=-1)), _LOGITS),
    Mistake(_end(lambda logits: logits.argmax(dim=-1)), _LOGITS),
    Mistake(_end(lambda logits: logits[:, -1]), _LOGITS),
    Mistake(
        _pair,
        N_("A layer returns *one* thing here, the new vectors: no pair."),
        when=_pair_expected,
    ),
]
