"""Exercises on positions: a row, the whole table, halves, an offset, two waves."""

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
from course_utils.positional_encoding import sinusoidal_encoding

__all__ = [
    "QUIZ",
    "check_add",
    "check_encoding",
    "check_interleave",
    "check_row",
    "check_waves",
    "show_hints",
    "show_solution",
]

# 7.1 The first row -------------------------------------------------------------------

check_row = Exercise(
    "7.1",
    "predict",
    ("The first row", "第一行"),
    solution=(0, 1, 0, 1, 0, 1),
    why=(
        "At position 0 every angle is 0: sin 0 = 0 and cos 0 = 1, at every frequency.",
        "位置 0 处所有角度都是 0：不论频率是多少，sin 0 = 0，cos 0 = 1。",
    ),
    hints=(
        (
            "Put i = 0 into the formula. What is the angle in each column?",
            "把 i = 0 代入公式。每一列的角度是多少？",
        ),
        (
            "Even columns hold the sine of 0, odd ones the cosine of 0.",
            "偶数列是 0 的正弦，奇数列是 0 的余弦。",
        ),
    ),
    mistakes=[
        Mistake(
            (0, 0, 0, 0, 0, 0),
            ("Half of the columns are cosines.", "有一半的列是余弦。"),
        ),
        Mistake(
            (1, 0, 1, 0, 1, 0),
            ("The sine stands first, in the even columns.", "正弦在前，位于偶数列。"),
        ),
        Mistake(
            (0, 0, 0, 1, 1, 1),
            (
                "These are halves. The paper interleaves: sine, cosine, sine, cosine …",
                "这是分成前后两半的排法。论文里是交错的：正弦、余弦、正弦、余弦……",
            ),
        ),
        Mistake(
            (0, 1),
            (
                "This is one pair. A d_model of 6 has three of them.",
                "这只是一对。d_model 为 6 时有三对。",
            ),
        ),
    ],
)

# 7.2 The whole table -----------------------------------------------------------------


def encoding(max_len: int, d_model: int) -> Tensor:
    """Return the sinusoidal encoding (max_len, d_model) for an even d_model."""
    position = torch.arange(max_len)[:, None]
    angle = position / 10_000 ** (torch.arange(0, d_model, 2) / d_model)
    table = torch.zeros(max_len, d_model)
    table[:, 0::2], table[:, 1::2] = angle.sin(), angle.cos()
    return table


def _table(
    angle: Callable[[Tensor, Tensor, int], Tensor],
    *,
    halves: bool = False,
    swapped: bool = False,
) -> Callable[[int, int], Tensor]:
    """Build the table from an angle: a function of position, pair and d_model."""

    def answer(max_len: int, d_model: int) -> Tensor:
        position = torch.arange(max_len, dtype=torch.float64)[:, None]
        pair = torch.arange(d_model // 2, dtype=torch.float64)
        waves = angle(position, pair, d_model)
        both = [waves.sin(), waves.cos()][:: -1 if swapped else 1]
        if halves:
            return torch.cat(both, dim=1).float()
        return torch.stack(both, dim=-1).flatten(1).float()

    return answer


def _right(position: Tensor, pair: Tensor, d_model: int) -> Tensor:
    return position / 10_000 ** (2 * pair / d_model)


check_encoding = Exercise(
    "7.2",
    "build",
    ("The whole table", "整张表"),
    solution=encoding,
    cases=lambda: [(5, 4), (7, 6)],
    hints=(
        (
            "First the angles: a table of shape (max_len, d_model / 2), positions "
            "divided by 10000^(2j / d). Then sine and cosine.",
            "先算角度：形状为 (max_len, d_model / 2) 的表，位置除以 "
            "10000^(2j / d)。再取正弦和余弦。",
        ),
        (
            "Make zeros and write `table[:, 0::2] = angle.sin()`, "
            "`table[:, 1::2] = angle.cos()`.",
            "先建一张全零的表，再写 `table[:, 0::2] = angle.sin()`、"
            "`table[:, 1::2] = angle.cos()`。",
        ),
    ),
    mistakes=[
        Mistake(
            _table(lambda i, j, d: i / 10_000 ** (j / d)),
            (
                "The exponent is 2j / d, not j / d: your waves are too fast.",
                "指数是 2j / d，不是 j / d：你的波太快了。",
            ),
        ),
        Mistake(
            _table(_right, halves=True),
            (
                "All sines, then all cosines. The paper interleaves them.",
                "先是所有正弦，再是所有余弦。论文里是交错的。",
            ),
        ),
        Mistake(
            _table(_right, swapped=True),
            ("The sine comes first.", "正弦在前。"),
        ),
        Mistake(
            _table(lambda i, j, d: _right(i + 1, j, d)),
            (
                "You are one position too far: positions count from 0.",
                "多走了一个位置：位置从 0 数起。",
            ),
        ),
        Mistake(
            _table(lambda i, j, d: i * 10_000 ** (2 * j / d)),
            (
                "Divide by the power: every pair is slower than the one before.",
                "要除以这个幂：每一对都比前一对慢。",
            ),
        ),
        Mistake(
            _table(lambda i, j, d: i / (10_000 * 2 * (j + 1) / d)),
            (
                "10000 is raised to the power 2j / d, not multiplied by it.",
                "10000 要取 2j / d 次幂，而不是乘以它。",
            ),
        ),
    ],
)

# 7.3 Halves --------------------------------------------------------------------------


def interleave(angle: Tensor) -> Tensor:
    """Lay sine and cosine of each angle side by side."""
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(-2)


def interleave_with_bug(angle: Tensor) -> Tensor:
    """Lay all sines before all cosines."""
    return torch.cat([angle.sin(), angle.cos()], dim=-1)


def _laid(build: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def answer(angle: Tensor) -> Tensor:
        return build(angle)

    return answer


check_interleave = Exercise(
    "7.3",
    "repair",
    ("Halves for pairs", "该成对，却成了两半"),
    solution=interleave,
    stub=interleave_with_bug,
    cases=lambda: [
        (torch.tensor([[0.1, 0.5, 1.0], [0.2, 1.0, 2.0]]),),
        (torch.arange(10.0).view(5, 2),),
    ],
    hints=(
        (
            "In which column should the cosine of the first angle stand?",
            "第一个角度的余弦应在哪一列？",
        ),
        (
            "`torch.stack([…], dim=-1)` makes pairs; `.flatten(-2)` lays them out.",
            "`torch.stack([…], dim=-1)` 配成对，`.flatten(-2)` 再把它们展平。",
        ),
    ),
    mistakes=[
        Mistake(
            _laid(lambda a: torch.stack([a.cos(), a.sin()], dim=-1).flatten(-2)),
            ("They are pairs, but the sine comes first.", "是成对了，但正弦要在前。"),
        ),
        Mistake(
            _laid(lambda a: torch.stack([a.sin(), a.cos()], dim=-1)),
            (
                "The pairs are made. Now flatten the last two axes into one.",
                "已配成对。现在把最后两维展平为一维。",
            ),
        ),
        Mistake(
            _laid(lambda a: a.sin().repeat_interleave(2, dim=-1)),
            (
                "Both columns of a pair hold the sine. The second is the cosine.",
                "一对中的两列都是正弦。第二列应是余弦。",
            ),
        ),
        Mistake(
            _laid(lambda a: a.sin() + a.cos()),
            (
                "Sine and cosine need a column each; a sum cannot be turned.",
                "正弦和余弦各需一列；相加之后就无法旋转了。",
            ),
        ),
    ],
)

# 7.4 Step by step --------------------------------------------------------------------


def add_positions(x: Tensor, table: Tensor, offset: int) -> Tensor:
    """Add positions to vectors, of which the first stands at `offset`."""
    return x + table[offset : offset + x.shape[1]]


def add_positions_with_bug(x: Tensor, table: Tensor, offset: int) -> Tensor:
    """Begin at position 0, always."""
    return x + table[: x.shape[1]]


def _added(build: Callable[[Tensor, Tensor, int], Tensor]) -> Callable:
    def answer(x: Tensor, table: Tensor, offset: int) -> Tensor:
        return build(x, table, offset)

    return answer


check_add = Exercise(
    "7.4",
    "repair",
    ("Always the first word", "永远是第一个词"),
    solution=add_positions,
    stub=add_positions_with_bug,
    cases=lambda: [
        (torch.zeros(1, 1, 4), sinusoidal_encoding(9, 4), 3),
        (torch.ones(2, 3, 4), sinusoidal_encoding(9, 4), 2),
        (torch.ones(1, 5, 2), sinusoidal_encoding(9, 2), 0),
    ],
    hints=(
        (
            "In training all positions come at once, in use one after the other. Where "
            "does the fourth word stand when it comes alone?",
            "训练时所有位置一起进来，使用时一个一个进来。"
            "第四个词单独进来时，它在哪个位置？",
        ),
        (
            "The rows wanted are `offset` to `offset + length - 1` of the table.",
            "要取的是表中第 `offset` 到 `offset + length - 1` 行。",
        ),
    ),
    mistakes=[
        Mistake(
            _added(lambda x, t, o: x + t[o + 1 : o + 1 + x.shape[1]]),
            ("One position too far.", "多走了一个位置。"),
        ),
        Mistake(
            _added(lambda x, t, o: x + t[o]),
            (
                "All vectors got the same position. Each has its own.",
                "所有向量都拿到了同一个位置。每个向量应有自己的位置。",
            ),
        ),
        Mistake(
            _added(lambda x, t, o: x + t[o:][: x.shape[0]].unsqueeze(1)),
            (
                "You counted along the batch. Positions run along the second axis.",
                "你沿批次那一维数了。位置在第二维。",
            ),
        ),
        Mistake(
            _added(lambda x, t, o: x * t[o : o + x.shape[1]]),
            ("Positions are added, not multiplied.", "位置是加上去的，不是乘上去的。"),
        ),
        Mistake(
            _added(lambda x, t, o: x + t[: x.shape[1]] + o),
            (
                "The offset says which rows to take; it is not a number to add.",
                "offset 说的是取哪几行，不是要加上去的数。",
            ),
        ),
    ],
)

# 7.5 Two waves -----------------------------------------------------------------------

check_waves = Exercise(
    "7.5",
    "explore",
    ("Two waves", "两种波"),
    solution=(6, 199),
    why=(
        "The fastest hand turns by 1 radian a position, 2π ≈ 6.3 for a full turn. The "
        "slowest of four pairs needs 2π · 100^(6/8) ≈ 199.",
        "最快的指针每走一个位置转 1 弧度，转一圈要 2π ≈ 6.3 个位置。"
        "四对中最慢的要 2π · 100^(6/8) ≈ 199 个位置。",
    ),
    hints=(
        (
            "Set width and base in the explorer. Under each clock stands how many "
            "positions its hand needs for a full turn.",
            "在探索器里设好宽度和底数。每个钟下面都写着：指针转一圈要走多少个位置。",
        ),
        (
            "Width 8 means four clocks. Read the first and the last, and round.",
            "宽度 8 就有四个钟。读第一个和最后一个，再四舍五入。",
        ),
    ),
    mistakes=[
        Mistake(
            (199, 6),
            ("The fastest one first.", "先写最快的。"),
        ),
        Mistake(
            (6, 628),
            (
                "Almost: the last exponent is 6/8 and not 1.",
                "差一点：最后的指数是 6/8，不是 1。",
            ),
        ),
        Mistake(
            (6, 6283),
            (
                "This is the base 10000. Set it to 100.",
                "这是底数 10000 的结果。请设为 100。",
            ),
            when=lambda yours, target: yours[0] == 6 and yours[1] > 700,
        ),
        Mistake(
            (1, 32),
            (
                "You left out the 2π: a full turn is 2π radians.",
                "你漏了 2π：一整圈是 2π 弧度。",
            ),
        ),
    ],
)

# Quiz --------------------------------------------------------------------------------

QUIZ = [
    Question(
        (
            "What does attention without positions see of “the dog bites the man”?",
            "没有位置信息的注意力，从“the dog bites the man”里能看到什么？",
        ),
        [
            Option(
                ("the order, from the mask", "次序，从掩码看出来"),
                (
                    "A padding mask says nothing of order. (A causal mask says a "
                    "little.)",
                    "填充掩码里没有次序。（因果掩码倒会透露一点。）",
                ),
            ),
            Option(
                ("a bag of words", "一袋子散乱的词"),
                (
                    "Shuffle the words, and the outputs shuffle with them.",
                    "把词打乱，输出也只是跟着打乱。",
                ),
                right=True,
            ),
            Option(
                ("neighbours better than distant words", "近处的词比远处的看得清"),
                (
                    "All are equally far: the path length is 1.",
                    "所有的词都一样远：路径长度都是 1。",
                ),
            ),
        ],
    ),
    Question(
        (
            "Why not simply add the index 0, 1, 2, … ?",
            "为什么不直接加上序号 0、1、2……？",
        ),
        [
            Option(
                (
                    "late positions would drown the word",
                    "靠后的位置会淹没词本身",
                ),
                (
                    "At position 100 the index is a hundred times as large as the "
                    "word's numbers.",
                    "到了位置 100，序号已经是词向量里数值的一百倍。",
                ),
                right=True,
            ),
            Option(
                ("two words could get the same index", "两个词可能得到同样的序号"),
                ("Each word has its own.", "每个词各有自己的序号。"),
            ),
            Option(
                ("it cannot be differentiated", "它不可导"),
                (
                    "Nobody needs a derivative with respect to the position.",
                    "没有人需要对位置求导。",
                ),
            ),
        ],
    ),
    Question(
        (
            "How do you get P at i + δ from P at i?",
            "怎样从 i 处的 P 得到 i + δ 处的 P？",
        ),
        [
            Option(
                ("add a vector that depends on δ", "加上一个取决于 δ 的向量"),
                (
                    "Hands turn; they are not shifted.",
                    "指针是转动的，不是平移的。",
                ),
            ),
            Option(
                (
                    "multiply by a matrix that depends on i and δ",
                    "乘以一个取决于 i 和 δ 的矩阵",
                ),
                (
                    "It does not depend on i: this is the point.",
                    "它不取决于 i：这正是要点。",
                ),
            ),
            Option(
                ("rotate it by angles that depend on δ alone", "转过只取决于 δ 的角度"),
                (
                    "Each pair turns by δ times its own frequency.",
                    "每一对转过的角度，都是 δ 乘以它自己的频率。",
                ),
                right=True,
            ),
        ],
    ),
    Question(
        (
            "A model decodes step by step, and every step gets position 0. What do you "
            "see?",
            "模型逐步解码，而每一步都得到位置 0。你会看到什么？",
        ),
        [
            Option(
                ("an error", "报错"),
                ("No shape is wrong.", "形状全都对得上。"),
            ),
            Option(
                (
                    "good under teacher forcing, bad when running freely",
                    "教师强制下很好，自由运行时很差",
                ),
                (
                    "`forward` has the right positions; only the steps do not. So "
                    "compare the two.",
                    "`forward` 的位置都是对的，只有逐步解码时不对。所以要比较这两者。",
                ),
                right=True,
            ),
            Option(
                ("a loss that does not fall", "损失不下降"),
                (
                    "Training is not touched by it.",
                    "训练完全不受影响。",
                ),
            ),
        ],
    ),
]
