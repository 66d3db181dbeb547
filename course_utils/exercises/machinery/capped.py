"""Models for loops that may forget to end: after some steps they say so."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.data import BOS_ID
from course_utils.exercises.machinery.limits import AnswerError
from course_utils.language import _

MOST = 100  # steps; no case of an exercise needs a tenth


class Capped:
    """A step function that stops a loop after MOST steps, and says what it was fed."""

    def __init__(self, step: Callable[[Tensor, Any], tuple[Tensor, Any]]) -> None:
        self._step = step
        self._fed: list[Tensor] = []
        self._states: list[Any] = []

    def __call__(self, tokens: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Do one step; AnswerError if there were MOST before it."""
        if len(self._fed) == MOST:
            raise AnswerError(self._sentence())
        self._fed.append(torch.as_tensor(tokens).flatten())
        self._states.append(state)
        return self._step(tokens, state)

    def __repr__(self) -> str:
        return repr(self._step)

    def _sentence(self) -> str:
        said = [_("Your loop was still writing after {steps} steps.", steps=MOST)]
        if all((fed == BOS_ID).all() for fed in self._fed):
            said.append(
                _("It feeds `<bos>` at every step, never what was written last.")
            )
        if all(state is self._states[0] for state in self._states):
            said.append(_("It starts from the first state at every step."))
        if len(said) == 1:
            said.append(_("It must stop at `<eos>`, and after `max_len` tokens."))
        return " ".join(said)
