"""The inputs on which exercises try a norm."""

from functools import partial

import torch
from torch import Tensor


def batches(seed: int) -> list[tuple[Tensor, Tensor, Tensor, float]]:
    """Few features, and tokens of little or no variance: so that every fault shows."""
    draw = partial(torch.randn, generator=torch.Generator().manual_seed(seed))

    def scales(d_model: int) -> tuple[Tensor, Tensor]:  # none of them 0 or 1
        return 1.2 + draw(d_model).abs(), -0.2 - draw(d_model).abs()

    flat = 0.003 * draw(2, 5, 3)
    flat[0, 2] = 0.25  # all features are equal
    return [
        (draw(2, 5, 3), *scales(3), 1e-5),
        (flat, *scales(3), 1e-5),
        (0.3 * draw(3, 2, 7) + 2, *scales(7), 0.1),
    ]
