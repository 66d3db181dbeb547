"""What flows through a Transformer: hooks listen to one ordinary forward pass."""

from collections import defaultdict
from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_utils.transformer import AttentionMaps, Transformer


class Call(NamedTuple):
    """One call of a module: its first argument, and what it returned."""

    into: Tensor
    out: Tensor | tuple


class Heard(NamedTuple):
    """One forward pass: its result, and the calls of each module, in order.

    `calls[model.positions]` holds two, for the source and for the target.
    """

    logits: Float[Tensor, "1 tgt_len vocab_size"]
    maps: AttentionMaps
    calls: dict[nn.Module, list[Call]]


@torch.no_grad()
def record(
    model: Transformer, src: Int[Tensor, "1 src_len"], tgt_in: Int[Tensor, "1 tgt_len"]
) -> Heard:
    """Run the model once and keep what every module read and returned."""
    calls: dict[nn.Module, list[Call]] = defaultdict(list)

    def listen(module: nn.Module, args: tuple, out: Tensor | tuple) -> None:
        calls[module].append(Call(args[0], out))

    hooks = [module.register_forward_hook(listen) for module in model.modules()]
    try:
        logits, maps = model.align(src, tgt_in)
    finally:
        for hook in hooks:
            hook.remove()
    return Heard(logits, maps, calls)
