"""Exercise 5.7, build: a leak test."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.machinery.judging import judge
from course_utils.exercises.multi_head_attention.specimens import (
    LENGTH,
    WIDTH,
    specimens,
)
from course_utils.language import N_


def leak_test(model: nn.Module) -> bool:
    """Say whether a change moves no output before it, and every one from it on."""
    model.eval()
    x = torch.randn(2, 7, 15)
    for j in range(7):
        changed = x.clone()
        changed[:, j] += 1
        gap = (model(changed) - model(x)).abs().amax(dim=(0, 2))
        moved = gap > 1e-6
        if moved[:j].any() or not moved[j:].all():
            return False
    return True


def _test(
    places: Iterable[int] = range(LENGTH),
    *,
    ready: bool = True,
    scale: float = 1.0,
    before: bool = True,
    after: bool = True,
    itself: bool = True,
    gathered: Callable[..., Tensor] = torch.amax,
) -> Callable[[nn.Module], bool]:
    """Return a leak test in which something may be missing."""

    def answer(model: nn.Module) -> bool:
        if ready:
            model.eval()
        x = scale * torch.randn(2, LENGTH, WIDTH)
        for j in places:
            changed = x.clone()
            changed[:, j] += 1
            gap = (model(changed) - model(x)).abs()
            moved = gathered(gap, dim=(0, 2)) > 1e-6
            if before and moved[:j].any():
                return False
            if after and not moved[j + (not itself) :].all():
                return False
        return True

    return answer


ONE_PLACE = N_(
    "Do you change every place in turn? A leak may show at a single one of them."
)

check_leak_test = Exercise(
    "5.7",
    "build",
    N_("A leak test"),
    solution=leak_test,
    cases=lambda seed: [(each,) for each in specimens(seed)],
    run=judge,
    telling=False,
    hints=(
        N_(
            "For each place j: copy x, change token j, and compare the outputs with "
            "those of x. Which of the seven moved?"
        ),
        N_(
            "`moved[:j]` must be False throughout, `moved[j:]` True throughout. Before "
            "you begin: `model.eval()`."
        ),
    ),
    mistakes=[
        *(Mistake(_test([place]), ONE_PLACE) for place in (4, LENGTH - 1, 0)),
        *(Mistake(_test([place], after=False), ONE_PLACE) for place in (4, LENGTH - 1)),
        Mistake(_test(range(LENGTH - 1)), ONE_PLACE),
        Mistake(_test(range(1, LENGTH)), ONE_PLACE),
        Mistake(
            _test(after=False),
            N_(
                "Do you look only at the outputs before the change? Those from it on "
                "must move, or a token does not see all that it should."
            ),
        ),
        Mistake(
            _test(before=False),
            N_("Do you look at the outputs before the change? They must stay."),
        ),
        Mistake(
            _test(ready=False),
            N_("Is dropout still at work? `model.eval()` switches it off."),
        ),
        Mistake(
            _test(itself=False),
            N_("Do you look at output j itself, too? A token must see itself."),
        ),
        Mistake(
            _test(gathered=torch.amin),
            N_(
                "Must every feature move before you say that an output has moved? One "
                "is enough."
            ),
        ),
        Mistake(
            _test(scale=60.0),
            N_(
                "Are your inputs large? Then the softmax puts all the weight in one "
                "place, and a change elsewhere moves nothing. Take small ones."
            ),
        ),
        # Last, for they are like many a test on one model alone
        Mistake(lambda model: True, N_("Does your test ever fail a model?")),
        Mistake(lambda model: False, N_("Does your test ever pass a model?")),
        Mistake(
            lambda model: not leak_test(model),
            N_("Is it the wrong way round? True should mean: passes."),
        ),
    ],
)
