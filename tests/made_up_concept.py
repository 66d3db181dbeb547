"""A tiny concept with its exercises: what tests of the machinery use."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_utils.exercises.machinery.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.machinery.judging import Specimen, judge
from course_utils.exercises.machinery.parts import Parts
from course_utils.exercises.machinery.questions import Option, Question

__all__ = [
    "QUIZ",
    "check_best",
    "check_last_real",
    "check_leak_test",
    "check_mean",
    "check_shape",
    "check_two_parts",
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


def _cases_last_real(seed: int) -> list[tuple]:
    generator = torch.Generator().manual_seed(seed)
    return [
        (torch.randn(2, 3, 5, generator=generator), torch.tensor([3, 2])),
        (torch.randn(3, 5, 2, generator=generator), torch.tensor([1, 5, 2])),
    ]


check_shape = Exercise(
    "2.1",
    "predict",
    "The state's shape",
    solution=(2, 5),
    why="One row a sentence.",
    hints=("Count rows.", "Then columns."),
    mistakes=[
        Mistake((5, 2), "You swapped the axes."),
        Mistake((2, 3, 5), "That is every output."),
        Mistake((2, 3), "The length is gone."),
        Mistake((1, 5), "There are two sentences."),
    ],
)

check_last_real = Exercise(
    "2.2",
    "build",
    "The last real output",
    solution=last_real,
    cases=_cases_last_real,
    hints=("Which column is `real`?", "$n-1$"),
    mistakes=[
        Mistake(
            lambda outputs, lengths: outputs[:, -1],
            "You took the last column: this is `<pad>`.",
        ),
        Mistake(
            lambda outputs, lengths: outputs[:, 0],
            "You took the first column.",
        ),
        Mistake(
            lambda outputs, lengths: outputs[
                torch.arange(len(outputs)), lengths % outputs.shape[1]
            ],
            "You are one too far: positions count from 0.",
        ),
        Mistake(
            lambda outputs, lengths: outputs.mean(1),
            "You averaged.",
        ),
        Mistake(
            lambda outputs, lengths: last_real(outputs, lengths) * 7,
            "You scaled the right answer.",
            when=lambda output, target: bool((output / target).std() < 1e-3),
        ),
    ],
)

check_mean = Exercise(
    "2.3",
    "repair",
    "The mean",
    solution=mean,
    stub=planted,
    cases=lambda seed: [([1.0, 2.0, 4.0],), ([8.0, 3.0],)],
    hints=("How many?", "Count the first."),
    mistakes=[
        Mistake(sum, "You summed."),
        Mistake(max, "The largest."),
        Mistake(min, "The smallest."),
        Mistake(len, "The count."),
    ],
)

check_best = Exercise(
    "2.4",
    "explore",
    "The best width",
    solution=3,
    why="From 3 on nothing changes.",
    hints=("Move the slider.", "Further."),
    mistakes=[Mistake(wrong, f"{wrong} is not it.") for wrong in (1, 2, 4, 5)],
    choices=lambda: range(1, 30),
)


def leak_test(attend) -> bool:
    """Say whether the first result stays when a later number changes."""
    return bool(
        attend(torch.tensor([2.0, 3.0]))[0] == attend(torch.tensor([2.0, 5.0]))[0]
    )


SPECIMENS = {
    "a running sum": lambda x: x.cumsum(0),
    "the sum of all": lambda x: x.sum().expand(2),
    "the numbers themselves": lambda x: x,
    "the order turned": lambda x: x.flip(0),
    "twice the numbers": lambda x: 2 * x,
}

check_leak_test = Exercise(
    "2.5",
    "build",
    "A test for leaks",
    solution=leak_test,
    cases=lambda seed: [(Specimen(name, thing),) for name, thing in SPECIMENS.items()],
    run=judge,
    hints=("Change a later number.", "Look at the first."),
    mistakes=[
        Mistake(lambda attend: True, "It passes everything."),
        Mistake(lambda attend: False, "It fails everything."),
        Mistake(lambda attend: not leak_test(attend), "The other way round."),
        Mistake(
            lambda attend: bool(attend(torch.tensor([2.0, 3.0]))[0] == 2),
            "It must stay, whatever it is.",
        ),
    ],
)

check_two_parts = Parts(
    "2.6",
    "build",
    "Shape and mean",
    parts=(check_shape, check_mean),
    hints=("First the shape.", "Then the mean."),
)


def _question(number: int, right: int) -> Question:
    options = [
        Option(
            f"option `{i}`",
            f"because {i}",
            i == right,
        )
        for i in range(3)
    ]
    return Question(f"Which one, `{number}`?", options)


QUIZ = [_question(number, number % 3) for number in range(4)]
