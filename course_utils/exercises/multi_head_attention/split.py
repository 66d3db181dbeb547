"""Exercise 5.2, build: queries, keys and values at once, cut into heads."""

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.multi_head_attention import split_heads


def split_three(x: Tensor, num_heads: int) -> Tensor:
    """Cut the width into three, each into heads; let heads come before tokens."""
    batch, length, width = x.shape
    x = x.view(batch, length, 3, num_heads, width // (3 * num_heads))
    return x.permute(2, 0, 3, 1, 4)


def _thirds(
    build: Callable[[Tensor, int], Tensor], order: Sequence[int] = (0, 1, 2)
) -> Callable[[Tensor, int], Tensor]:
    """Return an answer that takes the thirds rightly and cuts them in its own way."""

    def answer(x: Tensor, num_heads: int) -> Tensor:
        thirds = x.chunk(3, dim=-1)
        return torch.stack([build(thirds[i], num_heads) for i in order])

    return answer


def _reordered(
    cut: Callable[[Tensor, int], Tensor], *places: int
) -> Callable[[Tensor, int], Tensor]:
    """Return an answer that cuts the width and exchanges axes in its own way."""

    def answer(x: Tensor, num_heads: int) -> Tensor:
        return cut(x, num_heads).permute(*places)

    return answer


def _cases_split(seed: int) -> list[tuple[Tensor, int]]:
    draw = partial(torch.randn, generator=torch.Generator().manual_seed(seed))
    counted = torch.arange(420.0).view(5, 7, 12) + seed  # 2 features, 2 heads, three
    return [(counted, 2), (draw(2, 5, 63), 7), (draw(7, 3, 66), 2)]


Q_ALONE = N_("This is q alone: is `return` inside a loop? k and v must come back, too.")
THIRDS_INSIDE = N_(
    "You took a query, a key and a value for each head in turn. Here all queries' "
    "features come first, then all keys', then all values': first cut into three."
)
WRONG_AXES = N_("The cut is right; you exchanged other axes. Heads come before tokens.")

check_split = Exercise(
    "5.2",
    "build",
    N_("Three at once"),
    solution=split_three,
    cases=_cases_split,
    hints=(
        N_(
            "Cut the *last* axis alone: into three, then each of these into "
            "(num_heads, d_head). Then let axes change places."
        ),
        N_(
            "`q, k, v = x.chunk(3, dim=-1)`, and each of them as in `split_heads`. Or "
            "one `view` with five axes, and one `permute`."
        ),
    ),
    mistakes=[
        Mistake(
            _thirds(lambda x, h: x.reshape(x.shape[0], h, x.shape[1], -1)),
            N_(
                "The shape is right and the content is not: a head holds pieces of "
                "several tokens. Cut the last axis, then `transpose`."
            ),
        ),
        Mistake(
            lambda x, h: x.reshape(3, x.shape[0], h, x.shape[1], -1),
            N_(
                "The shape is right and the content is not: sentences and tokens are "
                "mixed. Cut the last axis alone, then let axes change places."
            ),
        ),
        Mistake(
            _thirds(lambda x, h: x.view(*x.shape[:2], h, -1)),
            N_(
                "The heads must come before the tokens: let these two axes change "
                "places."
            ),
        ),
        Mistake(
            _reordered(lambda x, h: x.view(*x.shape[:2], h, 3, -1), 3, 0, 2, 1, 4),
            THIRDS_INSIDE,
        ),
        Mistake(
            lambda x, h: torch.stack(split_heads(x, h).chunk(3, dim=-1)),
            THIRDS_INSIDE,
        ),
        Mistake(
            _reordered(lambda x, h: x.view(*x.shape[:2], h, -1, 3), 4, 0, 2, 1, 3),
            N_("You took every third number. Queries, keys and values lie in blocks."),
        ),
        Mistake(
            _thirds(lambda x, h: x.view(*x.shape[:2], -1, h).permute(0, 3, 1, 2)),
            N_(
                "Each head got every h-th feature. It should get neighbours, so the "
                "heads come first when you cut the last axis."
            ),
        ),
        Mistake(
            _thirds(
                lambda x, h: x.transpose(1, 2).reshape(x.shape[0], h, x.shape[1], -1)
            ),
            N_(
                "You changed places first and cut afterwards, so features and tokens "
                "are mixed. Do it the other way round."
            ),
        ),
        Mistake(
            _thirds(lambda x, h: torch.stack([x] * h, dim=1)),
            N_("Every head got the whole width. The heads share it between them."),
        ),
        Mistake(
            _thirds(lambda x, h: split_heads(x, h).flip(1)),
            N_("The heads stand in reverse order: the first gets the first features."),
        ),
        Mistake(
            _thirds(lambda x, h: x.view(*x.shape[:2], -1, 2).transpose(1, 2)),
            N_(
                "Here every head is 2 wide, however many there are. Its width is "
                "d_model divided by `num_heads`."
            ),
        ),
        Mistake(
            lambda x, h: split_heads(x, h),
            N_("These are heads three times as wide. Cut into q, k and v first."),
        ),
        Mistake(
            lambda x, h: split_heads(x, 3 * h),
            N_(
                "The heads of q, k and v stand behind one another in one axis. "
                "Return the three apart."
            ),
        ),
        Mistake(
            lambda x, h: split_heads(x, 3 * h).unflatten(1, (3, h)),
            N_("The sentences come first. The three should: q, then k, then v."),
        ),
        Mistake(
            _thirds(split_heads, order=(1, 0, 2)),
            N_("You took k first. The order is q, k, v."),
        ),
        Mistake(
            _thirds(split_heads, order=(0, 2, 1)),
            N_("You took v before k. The order is q, k, v."),
        ),
        Mistake(
            _thirds(split_heads, order=(0, 0, 0)),
            N_("You took the first third three times."),
        ),
        Mistake(_thirds(split_heads, order=(0,)), Q_ALONE),
        Mistake(lambda x, h: split_heads(x.chunk(3, dim=-1)[0], h), Q_ALONE),
        Mistake(
            _thirds(lambda x, h: split_heads(x, h).flatten(0, 1)),
            N_("Sentences and heads became one axis. Here each keeps its own."),
        ),
        Mistake(
            _thirds(lambda x, h: x.view(*x.shape[:2], h, -1).transpose(1, 3)),
            WRONG_AXES,
        ),
        Mistake(
            _thirds(lambda x, h: x.view(*x.shape[:2], h, -1).transpose(2, 3)),
            WRONG_AXES,
        ),
    ],
)
