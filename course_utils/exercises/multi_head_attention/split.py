"""Exercise 5.2, build: cut into heads."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.multi_head_attention import split_heads


def _split(build: Callable[[Tensor, int], Tensor]) -> Callable[[Tensor, int], Tensor]:
    def answer(x: Tensor, num_heads: int) -> Tensor:
        return build(x, num_heads)

    return answer


def _cases_split(seed: int) -> list[tuple[Tensor, int]]:
    draw = partial(torch.randn, generator=torch.Generator().manual_seed(seed))
    counted = torch.arange(210.0).view(5, 7, 6) + seed  # 2 features for each of 3 heads
    return [(counted, 3), (draw(7, 5, 6), 2), (draw(2, 3, 30), 5)]


WRONG_AXES = N_(
    "You exchanged other axes. After the cut they are (batch, length, heads, d_head): "
    "length and heads, 1 and 2, must change places."
)

check_split = Exercise(
    "5.2",
    "build",
    N_("Cut into heads"),
    solution=split_heads,
    cases=_cases_split,
    hints=(
        N_(
            "Cut the *last* axis into (num_heads, d_head) first. Then two axes must "
            "change places."
        ),
        N_("`x.view(batch, length, num_heads, -1)`, then `.transpose(1, 2)`."),
    ),
    mistakes=[
        Mistake(
            _split(lambda x, h: x.reshape(x.shape[0], h, x.shape[1], -1)),
            N_(
                "The shape is right and the content is not: a head holds pieces of "
                "several tokens. Cut the last axis, then `transpose`."
            ),
        ),
        Mistake(
            _split(lambda x, h: x.view(*x.shape[:2], h, -1)),
            N_("The heads must come before the tokens: `.transpose(1, 2)` is missing."),
        ),
        Mistake(
            _split(lambda x, h: x.view(*x.shape[:2], -1, h).permute(0, 3, 1, 2)),
            N_(
                "Each head got every h-th feature. It should get neighbours, so the "
                "heads come first when you cut the last axis."
            ),
        ),
        Mistake(
            _split(
                lambda x, h: x.transpose(1, 2).reshape(x.shape[0], h, x.shape[1], -1)
            ),
            N_(
                "You changed places first and cut afterwards, so features and tokens "
                "are mixed. Do it the other way round."
            ),
        ),
        Mistake(
            _split(lambda x, h: torch.stack([x] * h, dim=1)),
            N_("Every head got the whole width. The heads share it between them."),
        ),
        Mistake(
            _split(lambda x, h: split_heads(x, h).flip(1)),
            N_("The heads stand in reverse order: the first gets the first features."),
        ),
        Mistake(
            _split(lambda x, h: x.view(*x.shape[:2], -1, 2).transpose(1, 2)),
            N_(
                "Here every head is 2 wide, however many there are. Its width is "
                "d_model divided by `num_heads`."
            ),
        ),
        Mistake(
            _split(lambda x, h: split_heads(x, 3)),
            N_("Here there are always 3 heads. Make `num_heads` of them."),
        ),
        Mistake(
            _split(lambda x, h: x.view(*x.shape[:2], -1, h).transpose(1, 2)),
            N_(
                "You cut d_head heads, each num_heads wide: the two are exchanged. "
                "(`chunk` takes the number of pieces, `split` their width.)"
            ),
        ),
        Mistake(
            _split(lambda x, h: torch.stack(x.chunk(h, dim=-1), dim=0)),
            N_("The heads became the first axis. The sentences come before them."),
        ),
        Mistake(
            _split(lambda x, h: split_heads(x, h).flatten(0, 1)),
            N_("Sentences and heads became one axis. Here each keeps its own."),
        ),
        Mistake(
            _split(lambda x, h: x.view(*x.shape[:2], h, -1).transpose(1, 3)),
            WRONG_AXES,
        ),
        Mistake(
            _split(lambda x, h: x.view(*x.shape[:2], h, -1).transpose(2, 3)),
            WRONG_AXES,
        ),
    ],
)
