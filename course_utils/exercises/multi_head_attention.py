"""Exercises on multi-head attention: shapes, heads, a leak, a scale, a wrong view."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.questions import Option, Question
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
    ("The shape of the weights", "权重的形状"),
    solution=(2, 3, 7, 5),
    why=(
        "For each sentence and each head a table: a row for each query, a column for "
        "each key. The width does not appear in it.",
        "每个句子、每个头一张表：每个查询一行，每个键一列。宽度不出现在其中。",
    ),
    hints=(
        (
            "How many tables of weights are there? One for each sentence and head.",
            "一共有多少张权重表？每个句子、每个头各一张。",
        ),
        (
            "One table has a row for each of the 7 queries and a column for each of "
            "the 5 keys.",
            "一张表里，7 个查询各一行，5 个键各一列。",
        ),
    ),
    mistakes=[
        Mistake(
            (2, 3, 5, 7),
            ("Rows are queries, columns keys.", "行是查询，列是键。"),
        ),
        Mistake(
            (2, 7, 5),
            ("Every head has a table of its own.", "每个头都有自己的表。"),
        ),
        Mistake(
            (2, 3, 7, 4),
            (
                "4 is the width of a head: it is summed over in the dot product.",
                "4 是一个头的宽度：在点积里已经求和掉了。",
            ),
        ),
        Mistake(
            (2, 7, 5, 3),
            (
                "In this course the heads come before queries and keys.",
                "在本课程里，头这一维排在查询和键之前。",
            ),
        ),
        Mistake(
            (2, 7, 12),
            (
                "This is the shape of the output. Asked for are the weights.",
                "这是输出的形状。题目问的是权重。",
            ),
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
    ("Cut into heads", "切分成头"),
    solution=split_heads,
    cases=_cases_split,
    hints=(
        (
            "Cut the *last* axis into (num_heads, d_head) first. Then two axes must "
            "change places.",
            "先把*最后*一维切成 (num_heads, d_head)，然后再交换两个维度。",
        ),
        (
            "`x.view(batch, length, num_heads, -1)`, then `.transpose(1, 2)`.",
            "`x.view(batch, length, num_heads, -1)`，再 `.transpose(1, 2)`。",
        ),
    ),
    mistakes=[
        Mistake(
            _split(lambda x, h: x.reshape(x.shape[0], h, x.shape[1], -1)),
            (
                "The shape is right and the content is not: a head holds pieces of "
                "several tokens. Cut the last axis, then `transpose`.",
                "形状对，内容不对：一个头里装的是几个词元的碎片。"
                "先切最后一维，再 `transpose`。",
            ),
        ),
        Mistake(
            _split(lambda x, h: x.view(*x.shape[:2], h, -1)),
            (
                "The heads must come before the tokens: `.transpose(1, 2)` is missing.",
                "头要排在词元之前：缺了 `.transpose(1, 2)`。",
            ),
        ),
        Mistake(
            _split(lambda x, h: x.view(*x.shape[:2], -1, h).permute(0, 3, 1, 2)),
            (
                "Each head got every h-th feature. It should get neighbours, so the "
                "heads come first when you cut the last axis.",
                "每个头拿到的特征是隔开的，应当是相邻的：切最后一维时，头在前。",
            ),
        ),
        Mistake(
            _split(
                lambda x, h: x.transpose(1, 2).reshape(x.shape[0], h, x.shape[1], -1)
            ),
            (
                "You changed places first and cut afterwards, so features and tokens "
                "are mixed. Do it the other way round.",
                "你先交换、后切分，特征和词元就混在一起了。应当反过来。",
            ),
        ),
        Mistake(
            _split(lambda x, h: torch.stack([x] * h, dim=1)),
            (
                "Every head got the whole width. The heads share it between them.",
                "每个头都拿到了全部宽度。宽度应由各头平分。",
            ),
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
    ("A leak", "一处泄漏"),
    solution=causal_weights,
    stub=causal_weights_with_leak,
    cases=lambda: [
        (torch.arange(16.0).view(4, 4) / 5,),
        (torch.tensor([[[0.0, 1.0], [2.0, 0.5]]]),),
    ],
    hints=(
        (
            "Print the mask for three tokens. What may the first one see?",
            "打印三个词元的掩码。第一个能看见什么？",
        ),
        (
            "Token i may see the keys 0 to i, itself included: the lower triangle with "
            "its diagonal, and nothing above it.",
            "词元 i 可以看键 0 到 i，包括自己：下三角连同对角线，上面什么也不能有。",
        ),
    ),
    mistakes=[
        Mistake(
            _causal(lambda ones: ones.tril(diagonal=-1)),
            (
                "Now no token sees itself, and the first sees nothing at all.",
                "现在没有词元能看见自己，第一个更是什么也看不见。",
            ),
        ),
        Mistake(
            _causal(lambda ones: ones.triu()),
            (
                "This is the upper triangle: each token sees itself and the future.",
                "这是上三角：每个词元只看得见自己和未来。",
            ),
        ),
        Mistake(
            _causal(lambda ones: ones),
            ("Nothing is masked now.", "现在什么也没遮住。"),
        ),
        Mistake(
            _causal(lambda ones: ones.tril(), afterwards=True),
            (
                "You masked after the softmax: rows no longer sum to 1, and their size "
                "still tells of the future.",
                "你在 softmax 之后才加掩码：各行的和不再是 1，权重的大小仍透露着未来。",
            ),
        ),
        Mistake(
            _causal(lambda ones: ones.tril(), dim=-2),
            (
                "The mask is right; the softmax runs over the queries.",
                "掩码对了；但 softmax 沿着查询方向。",
            ),
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
    ("Put together wrongly", "拼错了"),
    solution=merge_heads,
    stub=merge_with_bug,
    cases=lambda: [
        (torch.arange(24.0).view(2, 2, 3, 2),),
        (torch.arange(30.0).view(1, 3, 5, 2),),
    ],
    hints=(
        (
            "`reshape` reads the numbers in the order in which they lie. What is that "
            "order here: all tokens of head 1 first, or all heads of token 1?",
            "`reshape` 按数字存放的次序读取。这里是先放头 1 的所有词元，"
            "还是先放词元 1 的所有头？",
        ),
        (
            "Let heads and tokens change places first: `x.transpose(1, 2)`.",
            "先让头和词元交换位置：`x.transpose(1, 2)`。",
        ),
    ),
    mistakes=[
        Mistake(
            _merge(lambda x: x.permute(0, 2, 3, 1).flatten(2)),
            (
                "The features of the heads are interleaved. They should stand side by "
                "side, head by head.",
                "各头的特征交错了。应当一个头挨着一个头。",
            ),
        ),
        Mistake(
            _merge(lambda x: x.transpose(1, 2).flatten(1)),
            (
                "You flattened the tokens too. Keep an axis for them.",
                "你把词元也展平了。请为它们保留一维。",
            ),
        ),
        Mistake(
            _merge(lambda x: x.transpose(1, 2)),
            (
                "Only the places are changed. The last two axes must become one.",
                "只交换了位置。最后两维还要合为一维。",
            ),
        ),
        Mistake(
            _merge(lambda x: x.mean(dim=1)),
            (
                "You averaged the heads. They are put side by side, like channels.",
                "你对各头取了平均。它们应当像通道一样并排放着。",
            ),
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
    ("Whose root?", "谁的平方根？"),
    solution=head_scores,
    stub=head_scores_with_bug,
    cases=_cases_scale,
    hints=(
        (
            "A score of one head is a sum of how many products?",
            "一个头的一个分数是多少个乘积之和？",
        ),
        (
            "Take the last size of the query *after* it was cut: d_head.",
            "取*切分之后*查询最后一维的大小：d_head。",
        ),
    ),
    mistakes=[
        Mistake(
            _head_scores(lambda q, h: 1.0),
            ("Now nothing is divided at all.", "现在完全没有除。"),
        ),
        Mistake(
            _head_scores(lambda q, h: math.sqrt(h)),
            (
                "This is the root of the number of heads. What counts is their width.",
                "这是头数的平方根。要紧的是头的宽度。",
            ),
        ),
        Mistake(
            _head_scores(lambda q, h: q.shape[-1] / h),
            (
                "Divide by the root of d_head, not by d_head.",
                "除以 d_head 的平方根，而不是 d_head。",
            ),
        ),
        Mistake(
            _head_scores(lambda q, h: math.sqrt(q.shape[1])),
            (
                "This is the root of the length. What counts is the width of a head.",
                "这是长度的平方根。要紧的是头的宽度。",
            ),
        ),
    ],
)

# 5.6 Whose features? -----------------------------------------------------------------

check_tokens = Exercise(
    "5.6",
    "explore",
    ("Whose features?", "谁的特征？"),
    solution=(5, 3),
    why=(
        "Cut rightly, each head has a piece of all 5 tokens. The bare `view` counts "
        "off 30 numbers for the first head: two tokens and a half, so 3.",
        "切对时，每个头都有全部 5 个词元的一片。只用 `view` 时，"
        "顺着数出 30 个数给第一个头：两个半词元，所以算 3 个。",
    ),
    hints=(
        (
            "Choose two heads in the explorer. Go down the rows: in which of them does "
            "a 1 stand?",
            "在探索器里选两个头。逐行往下看：哪些行里有 1？",
        ),
        (
            "Then tick “view without transpose” and count the rows again. A row counts "
            "even if only half of it belongs to head 1.",
            "再勾选“只用 view，不转置”，重新数行。只有一半属于头 1 的行也算。",
        ),
    ),
    mistakes=[
        Mistake(
            (3, 5),
            ("You swapped the two: first the right way.", "顺序反了：先写正确的切法。"),
        ),
        Mistake(
            (5, 2),
            (
                "A token counts even if only half of it lies in head 1.",
                "哪怕只有一半落在头 1 里，这个词元也算。",
            ),
        ),
        Mistake(
            (5, 5),
            (
                "Tick “view without transpose” for the second number.",
                "第二个数请勾选“只用 view，不转置”之后再数。",
            ),
        ),
        Mistake(
            (6, 3),
            (
                "Count tokens (rows), not features (columns).",
                "请数词元（行），不要数特征（列）。",
            ),
        ),
    ],
)

# Quiz --------------------------------------------------------------------------------

QUIZ = [
    Question(
        (
            "In self-attention, where do queries, keys and values come from?",
            "在自注意力中，查询、键和值来自哪里？",
        ),
        [
            Option(
                ("from the decoder's state", "来自解码器的状态"),
                (
                    "In notebook 4 the query came from the decoder. Here a sequence "
                    "asks itself.",
                    "第 4 个笔记本里，查询来自解码器。这里是序列问自己。",
                ),
            ),
            Option(
                (
                    "from one sequence, by three projections",
                    "来自同一个序列，经三个不同的投影",
                ),
                (
                    "Three views of the same tokens: what I want, how I am found, what "
                    "I give.",
                    "同一批词元的三个侧面：我要什么、怎样找到我、我给出什么。",
                ),
                right=True,
            ),
            Option(
                (
                    "from one sequence, used as it is three times",
                    "来自同一个序列，原样用三次",
                ),
                (
                    "There are projections in between: without them there would be "
                    "nothing to learn, and a token would agree best with itself.",
                    "中间还有投影：没有投影就没有可学的东西，词元也多半只和自己最合拍。",
                ),
            ),
        ],
    ),
    Question(
        (
            "How many more parameters do eight heads have than one, at equal d_model?",
            "d_model 相同，八个头比一个头多多少参数？",
        ),
        [
            Option(
                ("none", "一个也不多"),
                (
                    "The heads share the width; the four projections stay as they are.",
                    "各头平分宽度；四个投影保持不变。",
                ),
                right=True,
            ),
            Option(
                ("eight times as many", "变成八倍"),
                (
                    "Only if each head had the full width.",
                    "只有每个头都有完整宽度才会如此。",
                ),
            ),
            Option(
                ("those of the output projection", "多出一个输出投影"),
                (
                    "One head has an output projection too.",
                    "一个头也有输出投影。",
                ),
            ),
        ],
    ),
    Question(
        (
            "How do you find out whether a model sees the future?",
            "怎样查出一个模型是否看到了未来？",
        ),
        [
            Option(
                (
                    "look whether the loss falls",
                    "看损失是否下降",
                ),
                (
                    "It falls, and faster than it should.",
                    "会下降，而且快得不正常。",
                ),
            ),
            Option(
                (
                    "change the first token and see what moves",
                    "改动第一个词元，看什么变了",
                ),
                (
                    "All may see the first token: everything may move.",
                    "谁都可以看第一个词元：什么都可能变。",
                ),
            ),
            Option(
                (
                    "change a late token: earlier outputs must not move",
                    "改动后面的词元：前面的输出不应变",
                ),
                (
                    "This test finds a leak whatever its cause.",
                    "不管泄漏是怎么来的，这个测试都能发现。",
                ),
                right=True,
            ),
        ],
    ),
    Question(
        (
            "You hand the course's causal mask to `nn.MultiheadAttention`. What "
            "happens?",
            "你把本课程的因果掩码交给 `nn.MultiheadAttention`，会怎样？",
        ),
        [
            Option(
                ("it works", "正常工作"),
                (
                    "There True means blocked: the opposite of here.",
                    "那里的 True 表示禁止：与这里相反。",
                ),
            ),
            Option(
                (
                    "every token sees only the future",
                    "每个词元只看见未来",
                ),
                (
                    "There True means blocked. Hand over `~mask`.",
                    "那里的 True 表示禁止。请传 `~mask`。",
                ),
                right=True,
            ),
            Option(
                ("an error about shapes", "形状报错"),
                (
                    "The shapes fit. That is what makes the mistake so common.",
                    "形状是对的。这正是它常见的原因。",
                ),
            ),
        ],
    ),
    Question(
        (
            "What is the price of seeing the whole sentence in one step?",
            "一步看到整个句子，代价是什么？",
        ),
        [
            Option(
                (
                    "time and memory grow with the square of the length",
                    "时间和内存随长度的平方增长",
                ),
                (
                    "Every token meets every token. For short sentences it is cheap.",
                    "每个词元都要和每个词元配对。句子短时倒很便宜。",
                ),
                right=True,
            ),
            Option(
                ("more steps in sequence", "先后步骤更多"),
                (
                    "On the contrary: all tokens are computed at once.",
                    "恰恰相反：所有词元同时计算。",
                ),
            ),
            Option(
                ("more parameters for longer sentences", "句子越长参数越多"),
                (
                    "The projections do not know the length.",
                    "投影与长度无关。",
                ),
            ),
        ],
    ),
]
