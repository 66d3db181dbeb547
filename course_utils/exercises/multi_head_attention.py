"""Exercises on multi-head attention: shapes, heads, a leak, a scale, a wrong view."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_
from course_utils.multi_head_attention import merge_heads, split_heads

__all__ = [
    "QUIZ",
    "check_leak",
    "check_merge",
    "check_scale",
    "check_shape",
    "check_split",
    "check_tokens",
    "show_hints",
    "show_solution",
]

# 5.1 The shape of the weights --------------------------------------------------------

check_shape = Exercise(
    "5.1",
    "predict",
    N_("The shape of the weights"),
    solution=(2, 3, 7, 5),
    why=N_(
        "For each sentence and each head a table: a row for each query, a column for "
        "each key. The width does not appear in it."
    ),
    hints=(
        N_("How many tables of weights are there? One for each sentence and head."),
        N_(
            "One table has a row for each of the 7 queries and a column for each of "
            "the 5 keys."
        ),
    ),
    mistakes=[
        Mistake(
            (2, 3, 5, 7),
            N_("Rows are queries, columns keys."),
        ),
        Mistake(
            (2, 7, 5),
            N_("Every head has a table of its own."),
        ),
        Mistake(
            (2, 3, 7, 4),
            N_("4 is the width of a head: it is summed over in the dot product."),
        ),
        Mistake(
            (2, 7, 5, 3),
            N_("In this course the heads come before queries and keys."),
        ),
        Mistake(
            (2, 7, 12),
            N_("This is the shape of the output. Asked for are the weights."),
        ),
    ],
)

# 5.2 Splitting -----------------------------------------------------------------------


def _split(build: Callable[[Tensor, int], Tensor]) -> Callable[[Tensor, int], Tensor]:
    def answer(x: Tensor, num_heads: int) -> Tensor:
        return build(x, num_heads)

    return answer


def _cases_split() -> list[tuple[Tensor, int]]:
    return [
        (torch.arange(24.0).view(2, 3, 4), 2),
        (torch.arange(30.0).view(1, 5, 6), 3),
    ]


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
    ],
)

# 5.3 A leak --------------------------------------------------------------------------


def causal_weights(scores: Tensor) -> Tensor:
    """Let each query look at the keys up to its own place."""
    mask = torch.ones(scores.shape[-2:]).bool().tril()
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)


def causal_weights_with_leak(scores: Tensor) -> Tensor:
    """Let each query look one place too far."""
    mask = torch.ones(scores.shape[-2:]).bool().tril(diagonal=1)
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)


def _causal(
    mask: Callable[[Tensor], Tensor], *, afterwards: bool = False, dim: int = -1
) -> Callable[[Tensor], Tensor]:
    def answer(scores: Tensor) -> Tensor:
        allowed = mask(torch.ones(scores.shape[-2:]).bool())
        if afterwards:
            return scores.softmax(dim=dim) * allowed
        return scores.masked_fill(~allowed, -1e9).softmax(dim=dim)

    return answer


check_leak = Exercise(
    "5.3",
    "repair",
    N_("A leak"),
    solution=causal_weights,
    stub=causal_weights_with_leak,
    cases=lambda: [
        (torch.arange(16.0).view(4, 4) / 5,),
        (torch.tensor([[[0.0, 1.0], [2.0, 0.5]]]),),
    ],
    hints=(
        N_("Print the mask for three tokens. What may the first one see?"),
        N_(
            "Token i may see the keys 0 to i, itself included: the lower triangle with "
            "its diagonal, and nothing above it."
        ),
    ),
    mistakes=[
        Mistake(
            _causal(lambda ones: ones.tril(diagonal=-1)),
            N_("Now no token sees itself, and the first sees nothing at all."),
        ),
        Mistake(
            _causal(lambda ones: ones.triu()),
            N_("This is the upper triangle: each token sees itself and the future."),
        ),
        Mistake(
            _causal(lambda ones: ones),
            N_("Nothing is masked now."),
        ),
        Mistake(
            _causal(lambda ones: ones.tril(), afterwards=True),
            N_(
                "You masked after the softmax: rows no longer sum to 1, and their size "
                "still tells of the future."
            ),
        ),
        Mistake(
            _causal(lambda ones: ones.tril(), dim=-2),
            N_("The mask is right; the softmax runs over the queries."),
        ),
    ],
)

# 5.4 Merging -------------------------------------------------------------------------


def merge_with_bug(x: Tensor) -> Tensor:
    """Reshape without giving the tokens their place back."""
    batch, num_heads, length, d_head = x.shape
    return x.reshape(batch, length, num_heads * d_head)


def _merge(build: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def answer(x: Tensor) -> Tensor:
        return build(x)

    return answer


check_merge = Exercise(
    "5.4",
    "repair",
    N_("Put together wrongly"),
    solution=merge_heads,
    stub=merge_with_bug,
    cases=lambda: [
        (torch.arange(24.0).view(2, 2, 3, 2),),
        (torch.arange(30.0).view(1, 3, 5, 2),),
    ],
    hints=(
        N_(
            "`reshape` reads the numbers in the order in which they lie. What is that "
            "order here: all tokens of head 1 first, or all heads of token 1?"
        ),
        N_("Let heads and tokens change places first: `x.transpose(1, 2)`."),
    ),
    mistakes=[
        Mistake(
            _merge(lambda x: x.permute(0, 2, 3, 1).flatten(2)),
            N_(
                "The features of the heads are interleaved. They should stand side by "
                "side, head by head."
            ),
        ),
        Mistake(
            _merge(lambda x: x.transpose(1, 2).flatten(1)),
            N_("You flattened the tokens too. Keep an axis for them."),
        ),
        Mistake(
            _merge(lambda x: x.transpose(1, 2)),
            N_("Only the places are changed. The last two axes must become one."),
        ),
        Mistake(
            _merge(lambda x: x.mean(dim=1)),
            N_("You averaged the heads. They are put side by side, like channels."),
        ),
    ],
)

# 5.5 Whose root? ---------------------------------------------------------------------


def head_scores(query: Tensor, key: Tensor, num_heads: int) -> Tensor:
    """Return the scaled scores of every head."""
    query, key = split_heads(query, num_heads), split_heads(key, num_heads)
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])


def head_scores_with_bug(query: Tensor, key: Tensor, num_heads: int) -> Tensor:
    """Divide by the root of the whole width."""
    scale = math.sqrt(query.shape[-1])
    query, key = split_heads(query, num_heads), split_heads(key, num_heads)
    return query @ key.transpose(-2, -1) / scale


def _head_scores(
    scale: Callable[[Tensor, int], float],
) -> Callable[[Tensor, Tensor, int], Tensor]:
    def answer(query: Tensor, key: Tensor, num_heads: int) -> Tensor:
        size = scale(query, num_heads)
        query, key = split_heads(query, num_heads), split_heads(key, num_heads)
        return query @ key.transpose(-2, -1) / size

    return answer


def _cases_scale() -> list[tuple[Tensor, Tensor, int]]:
    generator = torch.Generator().manual_seed(0)

    def draw(*size: int) -> Tensor:
        return 0.5 * torch.randn(*size, generator=generator)

    return [(draw(1, 4, 12), draw(1, 5, 12), 3), (draw(2, 5, 6), draw(2, 3, 6), 2)]


check_scale = Exercise(
    "5.5",
    "repair",
    N_("Whose root?"),
    solution=head_scores,
    stub=head_scores_with_bug,
    cases=_cases_scale,
    hints=(
        N_("A score of one head is a sum of how many products?"),
        N_("Take the last size of the query *after* it was cut: d_head."),
    ),
    mistakes=[
        Mistake(
            _head_scores(lambda q, h: 1.0),
            N_("Now nothing is divided at all."),
        ),
        Mistake(
            _head_scores(lambda q, h: math.sqrt(h)),
            N_("This is the root of the number of heads. What counts is their width."),
        ),
        Mistake(
            _head_scores(lambda q, h: q.shape[-1] / h),
            N_("Divide by the root of d_head, not by d_head."),
        ),
        Mistake(
            _head_scores(lambda q, h: math.sqrt(q.shape[1])),
            N_("This is the root of the length. What counts is the width of a head."),
        ),
    ],
)

# 5.6 Whose features? -----------------------------------------------------------------

check_tokens = Exercise(
    "5.6",
    "explore",
    N_("Whose features?"),
    solution=(5, 3),
    why=N_(
        "Cut rightly, each head has a piece of all 5 tokens. The bare `view` counts "
        "off 30 numbers for the first head: two tokens and a half, so 3."
    ),
    hints=(
        N_(
            "Choose two heads in the explorer. Go down the rows: in which of them does "
            "a 1 stand?"
        ),
        N_(
            "Then tick “view without transpose” and count the rows again. A row counts "
            "even if only half of it belongs to head 1."
        ),
    ),
    mistakes=[
        Mistake(
            (3, 5),
            N_("You swapped the two: first the right way."),
        ),
        Mistake(
            (5, 2),
            N_("A token counts even if only half of it lies in head 1."),
        ),
        Mistake(
            (5, 5),
            N_("Tick “view without transpose” for the second number."),
        ),
        Mistake(
            (6, 3),
            N_("Count tokens (rows), not features (columns)."),
        ),
    ],
)

# Quiz --------------------------------------------------------------------------------

QUIZ = [
    Question(
        N_("In self-attention, where do queries, keys and values come from?"),
        [
            Option(
                N_("from the decoder's state"),
                N_(
                    "In notebook 4 the query came from the decoder. Here a sequence "
                    "asks itself."
                ),
            ),
            Option(
                N_("from one sequence, by three projections"),
                N_(
                    "Three views of the same tokens: what I want, how I am found, what "
                    "I give."
                ),
                right=True,
            ),
            Option(
                N_("from one sequence, used as it is three times"),
                N_(
                    "There are projections in between: without them there would be "
                    "nothing to learn, and a token would agree best with itself."
                ),
            ),
        ],
    ),
    Question(
        N_("How many more parameters do eight heads have than one, at equal d_model?"),
        [
            Option(
                N_("none: equally many"),
                N_("The heads share the width; the four projections stay as they are."),
                right=True,
            ),
            Option(
                N_("eight times as many"),
                N_("Only if each head had the full width."),
            ),
            Option(
                N_("those of the output projection"),
                N_("One head has an output projection too."),
            ),
        ],
    ),
    Question(
        N_("How do you find out whether a model sees the future?"),
        [
            Option(
                N_("look whether the loss falls"),
                N_("It falls, and faster than it should."),
            ),
            Option(
                N_("change the first token and see what moves"),
                N_("All may see the first token: everything may move."),
            ),
            Option(
                N_("change a late token: earlier outputs must not move"),
                N_("This test finds a leak whatever its cause."),
                right=True,
            ),
        ],
    ),
    Question(
        N_(
            "You hand the course's causal mask to `nn.MultiheadAttention`. What "
            "happens?"
        ),
        [
            Option(
                N_("it works"),
                N_("There True means blocked: the opposite of here."),
            ),
            Option(
                N_("every token sees only the future"),
                N_("There True means blocked. Hand over `~mask`."),
                right=True,
            ),
            Option(
                N_("an error about shapes"),
                N_("The shapes fit. That is what makes the mistake so common."),
            ),
        ],
    ),
    Question(
        N_("What is the price of seeing the whole sentence in one step?"),
        [
            Option(
                N_("time and memory grow with the square of the length"),
                N_("Every token meets every token. For short sentences it is cheap."),
                right=True,
            ),
            Option(
                N_("more steps in sequence"),
                N_("On the contrary: all tokens are computed at once."),
            ),
            Option(
                N_("more parameters for longer sentences"),
                N_("The projections do not know the length."),
            ),
        ],
    ),
]
