"""Exercises on layer norm: a token by hand, the function, its variance and its axis."""

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
from course_utils.layer_norm import layer_norm

__all__ = [
    "QUIZ",
    "check_axis",
    "check_norm",
    "check_pair",
    "check_root",
    "check_touched",
    "show_hints",
    "show_solution",
]

# 6.1 By hand -------------------------------------------------------------------------

check_pair = Exercise(
    "6.1",
    "predict",
    ("A token by hand", "手算一个词元"),
    solution=(-1.0, 1.0),
    why=(
        "The mean is 6, the differences are −2 and 2, the variance is 4, its root 2.",
        "均值是 6，与均值的差是 −2 和 2，方差是 4，平方根是 2。",
    ),
    hints=(
        (
            "Mean first. How far is each number from it?",
            "先求均值。每个数离它多远？",
        ),
        (
            "The variance is the mean of the squared differences: divide by 2, the "
            "number of features. Then divide the differences by its root.",
            "方差是差的平方的平均：除以特征数 2。再用差除以方差的平方根。",
        ),
    ),
    mistakes=[
        Mistake(
            (-0.7071, 0.7071),
            (
                "You divided the sum of squares by n − 1. Layer norm takes the biased "
                "variance: divide by n.",
                "你把平方和除以了 n − 1。层归一化用的是有偏方差：除以 n。",
            ),
            when=lambda yours, target: abs(yours[1] - 0.707) < 0.01,
        ),
        Mistake(
            (-2.0, 2.0),
            (
                "These are the differences. Divide them by the root of the variance.",
                "这只是差，还要除以方差的平方根。",
            ),
        ),
        Mistake(
            (-0.5, 0.5),
            (
                "You divided by the variance and not by its root.",
                "你除以了方差，而不是它的平方根。",
            ),
        ),
        Mistake(
            (2.0, 4.0),
            (
                "You did not subtract the mean. (RMS norm does not either, but this is "
                "not RMS norm.)",
                "你没有减去均值。（RMS 归一化也不减均值，但这并不是 RMS 归一化。）",
            ),
        ),
    ],
)

# 6.2 The function --------------------------------------------------------------------


def _norm(
    *,
    dim: int | tuple[int, ...] = -1,
    unbiased: bool = False,
    outside: bool = False,
    centre: bool = True,
    weigh: bool = True,
    shift: bool = True,
) -> Callable[..., Tensor]:
    """Return layer norm with one of the classic faults."""

    def answer(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
        mean = x.mean(dim=dim, keepdim=True) if centre else torch.zeros(())
        variance = x.var(dim=dim, keepdim=True, unbiased=unbiased)
        spread = variance.sqrt() + eps if outside else (variance + eps).sqrt()
        out = (x - mean) / spread
        out = out * weight if weigh else out
        return out + bias if shift else out

    return answer


def _cases() -> list[tuple[Tensor, Tensor, Tensor, float]]:
    """Few features, and a row of almost no variance: so that every fault shows."""
    weight, bias = torch.tensor([1.0, 2.0, 0.5]), torch.tensor([0.0, 1.0, -1.0])
    flat = torch.tensor([[[1.0, 1.001, 0.999], [4.0, -2.0, 1.0]]])
    generator = torch.Generator().manual_seed(0)
    return [
        (torch.randn(2, 4, 3, generator=generator), weight, bias, 1e-5),
        (flat, weight, bias, 1e-5),
    ]


_MISTAKES = [
    Mistake(
        _norm(unbiased=True),
        (
            "You divide by n − 1 (torch's `var` does unless told otherwise). Layer "
            "norm divides by n.",
            "你除以了 n − 1（torch 的 `var` 默认就是这样）。层归一化除以 n。",
        ),
    ),
    Mistake(
        _norm(outside=True),
        (
            "Look at the token of almost equal features: ε belongs under the root, "
            "with the variance.",
            "看看那个各特征几乎相等的词元：ε 应该在根号里面，加在方差上。",
        ),
    ),
    Mistake(
        _norm(dim=1),
        (
            "You normalise over the tokens of a sentence. Each token stands alone: "
            "take the last axis.",
            "你沿句子里的各个词元做了归一化。每个词元应当各算各的：取最后一维。",
        ),
    ),
    Mistake(
        _norm(dim=0),
        (
            "You normalise over the batch: just what we wanted to avoid.",
            "你沿批次做了归一化：这正是我们想避开的。",
        ),
    ),
    Mistake(
        _norm(dim=(1, 2)),
        (
            "One mean for the whole sentence: its padding would have a say in it.",
            "整句共用一个均值：这样一来，填充也会掺和进来。",
        ),
    ),
    Mistake(
        _norm(weigh=False),
        ("The weight is missing.", "漏了权重 `weight`。"),
    ),
    Mistake(
        _norm(shift=False),
        ("The bias is missing.", "漏了偏置 `bias`。"),
    ),
    Mistake(
        _norm(centre=False),
        ("The mean is not subtracted.", "没有减去均值。"),
    ),
]

check_norm = Exercise(
    "6.2",
    "build",
    ("Layer norm", "层归一化"),
    solution=layer_norm,
    cases=_cases,
    hints=(
        (
            "Mean and variance of the *last* axis, with `keepdim=True`.",
            "对*最后*一维求均值和方差，用 `keepdim=True`。",
        ),
        (
            "`(x - mean) / torch.sqrt(variance + eps) * weight + bias`, where the "
            "variance is the mean of `(x - mean) ** 2`.",
            "`(x - mean) / torch.sqrt(variance + eps) * weight + bias`，"
            "其中方差是 `(x - mean) ** 2` 的均值。",
        ),
    ),
    mistakes=_MISTAKES,
)

# 6.3 The root ------------------------------------------------------------------------

check_root = Exercise(
    "6.3",
    "repair",
    ("Two faults in one line", "一行里的两个错误"),
    solution=layer_norm,
    stub=_norm(unbiased=True, outside=True),
    cases=_cases,
    hints=(
        (
            "Compare with `nn.LayerNorm` on a token of two or three features, and on "
            "one whose features are almost equal.",
            "拿只有两三个特征的词元，再拿各特征几乎相等的词元，"
            "跟 `nn.LayerNorm` 比一比。",
        ),
        (
            "`x.std` divides by n − 1; and ε is added to the variance, under the root.",
            "`x.std` 除以的是 n − 1；而 ε 要加在根号里面的方差上，不是加在标准差上。",
        ),
    ),
    mistakes=_MISTAKES,
)

# 6.4 The axis ------------------------------------------------------------------------

check_axis = Exercise(
    "6.4",
    "repair",
    ("Alone or in company", "独处还是合群"),
    solution=layer_norm,
    stub=_norm(dim=(0, 1)),
    cases=_cases,
    hints=(
        (
            "Change another sentence of the batch. Does mine move?",
            "改动批次里的另一句。我的句子变了吗？",
        ),
        (
            "Only the features of one token share a mean: `dim=-1`.",
            "只有同一个词元的各个特征才共用均值：`dim=-1`。",
        ),
    ),
    mistakes=_MISTAKES,
)

# 6.5 How far an outlier reaches ------------------------------------------------------

check_touched = Exercise(
    "6.5",
    "explore",
    ("How far an outlier reaches", "离群值能影响多远"),
    solution=(5, 12),
    why=(
        "Layer norm: the 5 features of one token. Batch norm: one feature of all 3 · 4 "
        "tokens, whichever sentence they belong to.",
        "层归一化：一个词元的 5 个特征。批量归一化：全部 3 · 4 个词元的同一个特征，"
        "不管它们属于哪一句。",
    ),
    hints=(
        (
            "Drag the outlier and read the sentence below the table.",
            "拖动离群值，读表格下面的那句话。",
        ),
        (
            "First with layer norm, then with batch norm. Leave the boxes unticked.",
            "先选层归一化，再选批量归一化。两个方框都不要勾。",
        ),
    ),
    mistakes=[
        Mistake((12, 5), ("Layer norm first.", "先写层归一化。")),
        Mistake(
            (1, 12),
            (
                "The outlier moves the mean of its token, and so the token's other "
                "features.",
                "离群值改变了所在词元的均值，同一词元的其他特征也就跟着变了。",
            ),
        ),
        Mistake(
            (5, 8),
            (
                "8 is the number in the other sentences alone. Count all.",
                "8 只是其他句子里的个数。全部都要数。",
            ),
        ),
        Mistake(
            (5, 4),
            (
                "This is instance norm: choose batch norm.",
                "这是实例归一化：请选批量归一化。",
            ),
        ),
        Mistake(
            (20, 12),
            (
                "20 numbers are the whole sentence. Only one token is touched.",
                "20 个数是整个句子，而受影响的只有一个词元。",
            ),
        ),
    ],
)

# Quiz --------------------------------------------------------------------------------

QUIZ = [
    Question(
        ("Over what does layer norm take its mean?", "层归一化沿着什么求均值？"),
        [
            Option(
                ("over the batch, feature by feature", "沿批次，逐个特征"),
                ("This is batch norm.", "这是批量归一化。"),
            ),
            Option(
                ("over the features of one token", "沿一个词元的各个特征"),
                (
                    "No other token, sentence or padding has a say in it.",
                    "别的词元、别的句子、填充，统统不掺和。",
                ),
                right=True,
            ),
            Option(
                ("over the tokens of one sentence", "沿一句的各个词元"),
                (
                    "Then padding would count, and the future too.",
                    "那样会把填充算进去，还会把后面的词也算进去。",
                ),
            ),
        ],
    ),
    Question(
        ("What is ε for?", "ε 有什么用？"),
        [
            Option(
                (
                    "it keeps a token of equal features from a division by zero",
                    "遇到各特征都相等的词元时，不至于除以零",
                ),
                (
                    "And it stands under the root, beside the variance.",
                    "而且它在根号里面，加在方差上。",
                ),
                right=True,
            ),
            Option(
                ("it makes the variance unbiased", "使方差无偏"),
                (
                    "Layer norm's variance is biased, on purpose.",
                    "层归一化特意用的就是有偏方差。",
                ),
            ),
            Option(
                ("it is learned", "它是学出来的"),
                (
                    "Weight and bias are learned; ε is fixed.",
                    "学的是权重和偏置；ε 固定。",
                ),
            ),
        ],
    ),
    Question(
        (
            "In which layout can the gradient reach the first layer untouched?",
            "哪种结构能让梯度原样到达第一层？",
        ),
        [
            Option(
                ("post-LN: norm after the sum", "post-LN：求和后归一化"),
                (
                    "There the norm stands in the way, once in every layer.",
                    "那样每一层都有一个归一化挡在路上。",
                ),
            ),
            Option(
                ("in both", "两种都可以"),
                (
                    "In post-LN every sum passes through a norm.",
                    "在 post-LN 里，每次相加之后都要经过归一化。",
                ),
            ),
            Option(
                ("pre-LN: norm before the sublayer", "pre-LN：子层前归一化"),
                (
                    "The way past the sublayers is a plain sum, from end to end.",
                    "绕过子层的那条路，从头到尾只有相加。",
                ),
                right=True,
            ),
        ],
    ),
    Question(
        (
            "A sentence is translated differently when its neighbours in the batch "
            "change. What would you suspect?",
            "同一批次里的其他句子一换，某一句的译文就变了。你会怀疑什么？",
        ),
        [
            Option(
                ("layer norm", "层归一化"),
                ("It knows no neighbours.", "它根本不看别的句子。"),
            ),
            Option(
                ("batch norm in training mode", "训练模式下的批量归一化"),
                (
                    "Its statistics are those of the whole batch.",
                    "它的统计量来自整个批次。",
                ),
                right=True,
            ),
            Option(
                ("the residual connection", "残差连接"),
                (
                    "It adds only what belongs to the sentence itself.",
                    "它加上的都是这个句子自己的东西。",
                ),
            ),
        ],
    ),
]
