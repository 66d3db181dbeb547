"""What an answer makes of an exercise's cases."""

import copy
import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Any

import torch

from course_utils.exercises.machinery.compare import MOST, same
from course_utils.exercises.machinery.crash import Crash
from course_utils.exercises.machinery.limits import (
    limited,
    printing_cut,
    settings_kept,
)


def use(answer: Any, *inputs: Any) -> Any:
    """Return what an answer says: a function's output, or the plain value itself."""
    return answer(*inputs) if callable(answer) else answer


def outputs_of(
    run: Callable, answer: Any, cases: Sequence[tuple], *, watched: bool = False
) -> list[Any]:
    """Return `run(answer, *case)` for each case, an exception in it as a Crash.

    Each case is run on copies and from the same seed. A reader's answer is `watched`:
    its time is limited, by an AnswerError, and what it prints is cut.
    NotImplementedError is raised as it is.
    """

    def work() -> list[Any]:
        return [_output(run, answer, copy.deepcopy(case)) for case in cases]

    with settings_kept(), printing_cut() if watched else nullcontext():
        return limited(work) if watched else work()


def first_wrong(outputs: list, targets: list, tolerance: float) -> int | None:
    """Return the place of the first output that is not its target; None if all are."""
    pairs = enumerate(zip(outputs, targets, strict=True))
    return next((i for i, pair in pairs if not same(*pair, tolerance)), None)


def _output(run: Callable, answer: Any, inputs: tuple) -> Any:
    torch.default_generator.manual_seed(0)  # a GPU's has not been put aside
    own = _Witness(answer)
    try:
        output = run(own.answer, *inputs)
        if isinstance(output, Iterator):
            output = list(islice(output, MOST))
    except NotImplementedError:
        raise
    except (Exception, SystemExit) as error:
        return Crash.of(error, elsewhere=own.returned and not own.raised)
    if output is ... or output is NotImplemented:
        raise NotImplementedError
    return output


class _Witness:
    """Knows whether an exception came out of a reader's function, or after it."""

    def __init__(self, answer: Any) -> None:
        self.returned = self.raised = False
        self.answer = self._watched(answer) if inspect.isroutine(answer) else answer

    def _watched(self, function: Callable) -> Callable:
        @functools.wraps(function)
        def watched(*inputs: Any) -> Any:
            try:
                output = function(*inputs)
            except BaseException:
                self.raised = True
                raise
            self.returned = True
            return output

        return watched
