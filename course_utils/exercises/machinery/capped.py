"""Models for loops that may forget to end: after some steps they say so."""

import copy
from collections.abc import Callable
from typing import Any

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
        """Do one step; AnswerError if there were MOST before it, or for odd tokens."""
        if len(self._fed) == MOST:
            raise AnswerError(self._sentence())
        self._fed.append(_row(tokens))
        self._states.append(state)
        return self._step(tokens, state)

    def __repr__(self) -> str:
        return repr(self._step)

    def _sentence(self) -> str:
        said = [_still_writing()]
        if all((fed == BOS_ID).all() for fed in self._fed):
            said.append(
                _("It feeds `<bos>` at every step, never what was written last.")
            )
        if all(state is self._states[0] for state in self._states):
            said.append(_("It starts from the first state at every step."))
        if len(said) == 1:
            said.append(_must_stop())
        return " ".join(said)


class CappedForward:
    """A model's `forward` that stops a loop after MOST calls."""

    def __init__(self, forward: Callable[[Tensor, Tensor], Tensor]) -> None:
        self._forward = forward
        self._calls = 0

    def __call__(self, src: Tensor, tgt_in: Tensor) -> Tensor:
        """Do one forward pass; AnswerError if there were MOST before it."""
        self._calls += 1
        if self._calls > MOST:
            raise AnswerError(f"{_still_writing()} {_must_stop()}")
        return self._forward(src, tgt_in)


def capped_model(model: Any) -> Any:
    """Return a copy of an encoder–decoder whose `step` and `forward` are capped."""
    capped = copy.copy(model)
    capped.forward = CappedForward(model.forward)
    capped.step = Capped(model.step)
    return capped


def _still_writing() -> str:
    return _("Your loop was still writing after {steps} steps.", steps=MOST)


def _must_stop() -> str:
    return _("It must stop at `<eos>`, and after `max_len` tokens.")


def _row(tokens: Any) -> Tensor:
    """Return tokens as they came; AnswerError for what no model's `step` takes."""
    if not isinstance(tokens, Tensor):
        got = type(tokens).__name__
        raise AnswerError(
            _(
                "`step` takes a tensor of tokens, one a row; it was given `{got}`.",
                got=got,
            )
        )
    if tokens.dim() != 1:
        shape = tuple(tokens.shape)
        raise AnswerError(
            _(
                "`step` takes a tensor with one axis, one token a row; it was given "
                "one of shape {shape}.",
                shape=shape,
            )
        )
    return tokens
