"""A tiny concept with its exercises: what tests of the machinery use."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_utils.exercises.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.questions import Option, Question

__all__ = [
    "QUIZ",
    "check_best",
    "check_last_real",
    "check_mean",
    "check_shape",
    "show_hints",
    "show_solution",
]


def last_real(
    outputs: Float[Tensor, "batch src_len width"], lengths: Tensor
) -> Float[Tensor, "batch width"]:
    """Take each row's output at its last real token."""
    return outputs[torch.arange(len(outputs)), lengths - 1]


def planted(numbers: list[float]) -> float:
    """Return the mean, with a planted bug: the first number is left out."""
    return sum(numbers[1:]) / len(numbers)


def mean(numbers: list[float]) -> float:
    """Return the mean."""
    return sum(numbers) / len(numbers)


def _cases_last_real() -> list[tuple]:
    generator = torch.Generator().manual_seed(0)
    return [
        (torch.randn(2, 3, 5, generator=generator), torch.tensor([3, 2])),
        (torch.randn(3, 5, 2, generator=generator), torch.tensor([1, 5, 2])),
    ]


check_shape = Exercise(
    "2.1",
    "predict",
    ("The state's shape", "状态的形状"),
    solution=(2, 5),
    why=("One row a sentence.", "每个句子一行。"),
    hints=(("Count rows.", "数一数行。"), ("Then columns.", "再数列。")),
    mistakes=[
        Mistake((5, 2), ("You swapped the axes.", "你把轴弄反了。")),
        Mistake((2, 3, 5), ("That is every output.", "那是全部输出。")),
        Mistake((2, 3), ("The length is gone.", "长度已经没有了。")),
        Mistake((1, 5), ("There are two sentences.", "有两个句子。")),
    ],
)

check_last_real = Exercise(
    "2.2",
    "build",
    ("The last real output", "最后一个真实输出"),
    solution=last_real,
    cases=_cases_last_real,
    hints=(("Which column is `real`?", "哪一列是 `real`？"), ("$n-1$", "$n-1$")),
    mistakes=[
        Mistake(
            lambda outputs, lengths: outputs[:, -1],
            ("You took the last column: this is `<pad>`.", "你取了最后一列。"),
        ),
        Mistake(
            lambda outputs, lengths: outputs[:, 0],
            ("You took the first column.", "你取了第一列。"),
        ),
        Mistake(
            lambda outputs, lengths: outputs[
                torch.arange(len(outputs)), lengths % outputs.shape[1]
            ],
            ("You are one too far: positions count from 0.", "多走了一步。"),
        ),
        Mistake(
            lambda outputs, lengths: outputs.mean(1),
            ("You averaged.", "你取了平均。"),
        ),
        Mistake(
            lambda outputs, lengths: last_real(outputs, lengths) * 7,
            ("You scaled the right answer.", "你缩放了正确答案。"),
            when=lambda output, target: bool((output / target).std() < 1e-3),
        ),
    ],
)

check_mean = Exercise(
    "2.3",
    "repair",
    ("The mean", "平均值"),
    solution=mean,
    stub=planted,
    cases=lambda: [([1.0, 2.0, 4.0],), ([8.0, 3.0],)],
    hints=(("How many?", "有几个？"), ("Count the first.", "第一个也算。")),
    mistakes=[
        Mistake(sum, ("You summed.", "你求了和。")),
        Mistake(max, ("The largest.", "这是最大值。")),
        Mistake(min, ("The smallest.", "这是最小值。")),
        Mistake(len, ("The count.", "这是个数。")),
    ],
)

check_best = Exercise(
    "2.4",
    "explore",
    ("The best width", "最好的宽度"),
    solution=3,
    why=("From 3 on nothing changes.", "从 3 起不再变化。"),
    hints=(("Move the slider.", "移动滑块。"), ("Further.", "再远一点。")),
    mistakes=[
        Mistake(wrong, (f"{wrong} is not it.", f"{wrong} 不对。"))
        for wrong in (1, 2, 4, 5)
    ],
)


def _question(number: int, right: int) -> Question:
    options = [
        Option(
            (f"option `{i}`", f"选项 `{i}`"),
            (f"because {i}", f"因为 {i}"),
            i == right,
        )
        for i in range(3)
    ]
    return Question((f"Which one, `{number}`?", f"哪一个，`{number}`？"), options)


QUIZ = [_question(number, number % 3) for number in range(4)]
