"""Exercise 5.5, build: the whole of it, from the formula."""

import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from course_utils.attention import scaled_dot_product_attention
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_
from course_utils.multi_head_attention import merge_heads, split_heads


def self_attention(
    x: Tensor, w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor, num_heads: int
) -> Tensor:
    """Return MultiHead(X, X, X), all heads at once."""
    q, k, v = (split_heads(x @ w, num_heads) for w in (w_q, w_k, w_v))
    context, _weights = scaled_dot_product_attention(q, k, v)
    return merge_heads(context) @ w_o


def _views(x: Tensor, num_heads: int) -> Tensor:
    batch, length, d_model = x.shape
    return x.reshape(batch, num_heads, length, d_model // num_heads)


def _every_other(x: Tensor, num_heads: int) -> Tensor:
    return x.view(*x.shape[:2], -1, num_heads).permute(0, 3, 1, 2)


def _joined_back(x: Tensor) -> Tensor:
    return x.permute(0, 2, 3, 1).flatten(2)


def _bare(x: Tensor) -> Tensor:
    return x.reshape(x.shape[0], x.shape[2], -1)


def _built(
    *,
    take: tuple[int, int, int] = (0, 1, 2),
    project: Callable[[Tensor, Tensor], Tensor] = torch.matmul,
    split: Callable[[Tensor, int], Tensor] = split_heads,
    divisor: Callable[[int, int], float] = lambda d_head, heads: math.sqrt(d_head),
    masked: bool = False,
    dim: int = -1,
    merge: Callable[[Tensor], Tensor] = merge_heads,
    last: Callable[[Tensor, Tensor], Tensor] = torch.matmul,
) -> Callable[..., Tensor]:
    """Return self-attention in which something is not as it should be."""

    def answer(
        x: Tensor, w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor, num_heads: int
    ) -> Tensor:
        weights = w_q, w_k, w_v
        q, k, v = (split(project(x, weights[i]), num_heads) for i in take)
        scores = q @ k.transpose(-2, -1) / divisor(q.shape[-1], num_heads)
        if masked:
            scores = scores + torch.full_like(scores, -math.inf).triu(1)
        return last(merge(scores.softmax(dim=dim) @ v), w_o)

    return answer


def _turned(x: Tensor, weight: Tensor) -> Tensor:
    return x @ weight.T


def _left_out(x: Tensor, weight: Tensor) -> Tensor:
    return x


def _cut_first(
    x: Tensor, w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor, num_heads: int
) -> Tensor:
    """Let each head project no more than its own slice of x."""
    d_head = x.shape[-1] // num_heads
    own = torch.block_diag(*[torch.ones(d_head, d_head)] * num_heads)
    return self_attention(x, w_q * own, w_k * own, w_v * own, w_o, num_heads)


def _cases_whole(seed: int) -> list[tuple]:
    """Weights of different sizes: soft rows first, then rows with large scores."""
    draw = partial(torch.randn, generator=torch.Generator().manual_seed(seed))
    cases = []
    for size, batch, length, num_heads, d_head in (
        (0.5, 5, 7, 3, 2),
        (0.8, 3, 5, 2, 7),
        (0.3, 2, 3, 5, 7),
    ):
        width = num_heads * d_head
        weights = [size * draw(width, width) for _each in range(4)]
        cases.append((draw(batch, length, width), *weights, num_heads))
    return cases


PIECES = N_(
    "The shape is right, but a head holds pieces of several tokens. Cut the last axis, "
    "then let tokens and heads change places; and back again before you merge."
)
TURNED = N_("The formula says X W: `x @ w`. (`nn.Linear` is what keeps W transposed.)")
WHOLE_WIDTH = N_("Each head reads the whole width: `x @ w_q[:, s]`, s being its slice.")
EVERY_OTHER = N_("Each head got every h-th column of the projections, not neighbours.")

check_whole = Exercise(
    "5.5",
    "build",
    N_("The whole of it"),
    solution=self_attention,
    cases=_cases_whole,
    hints=(
        N_(
            "Four lines: project three times, cut each into heads, attend, and put "
            "the heads side by side before W^O."
        ),
        N_(
            "`q = split_heads(x @ w_q, num_heads)`, the same for k and v; then "
            "`scaled_dot_product_attention`, then `merge_heads(…) @ w_o`."
        ),
    ),
    mistakes=[
        Mistake(_built(split=_views), PIECES),
        Mistake(_built(merge=_bare), PIECES),
        Mistake(_built(split=_views, merge=_bare), PIECES),
        Mistake(
            _built(divisor=lambda d_head, heads: math.sqrt(d_head * heads)),
            N_("Whose root? A score of one head is a sum of d_head products."),
        ),
        Mistake(
            _built(divisor=lambda d_head, heads: 1.0),
            N_("The scores are not divided by √d_head."),
        ),
        Mistake(
            _built(divisor=lambda d_head, heads: d_head),
            N_("Divide by the root of d_head, not by d_head."),
        ),
        Mistake(
            _built(divisor=lambda d_head, heads: 1 / math.sqrt(d_head)),
            N_("You multiplied by the root. Divide by it."),
        ),
        Mistake(
            _built(dim=-2),
            N_("The softmax runs over the queries. Each row must sum to 1."),
        ),
        Mistake(
            _built(masked=True),
            N_("You masked the future. No mask is asked for here."),
        ),
        Mistake(_cut_first, WHOLE_WIDTH),
        Mistake(
            lambda x, w_q, w_k, w_v, w_o, h: split_heads(x, h) @ w_q,
            WHOLE_WIDTH,  # in the first case a head is 2 wide, of 6
            when=lambda yours, target: "x2 and 6x6" in str(yours),
        ),
        Mistake(_built(project=_turned, last=_turned), TURNED),
        Mistake(_built(project=_turned), TURNED),
        Mistake(
            _built(last=_turned),
            N_("`w_o` is transposed: the last step is Concat times W^O."),
        ),
        Mistake(
            _built(last=_left_out),
            N_("W^O is missing: the heads stand side by side, but nothing mixes them."),
        ),
        Mistake(
            _built(project=_left_out),
            N_("Queries, keys and values are x itself. Project it three times."),
        ),
        Mistake(
            _built(take=(1, 0, 2)),
            N_("Queries and keys are exchanged: a row belongs to a query."),
        ),
        Mistake(
            _built(take=(0, 1, 1)),
            N_("The values are the keys. They have a projection of their own, `w_v`."),
        ),
        Mistake(
            _built(take=(0, 0, 2)),
            N_("The keys are the queries. They have a projection of their own, `w_k`."),
        ),
        Mistake(
            _built(split=lambda x, heads: split_heads(x, 1)),
            N_("This is one wide head. Cut into `num_heads`."),
        ),
        Mistake(_built(split=_every_other), EVERY_OTHER),
        Mistake(_built(split=_every_other, merge=_joined_back), EVERY_OTHER),
        Mistake(
            _built(merge=_joined_back),
            N_("Concat puts the heads side by side. Yours are interleaved."),
        ),
    ],
)
