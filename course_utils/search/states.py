"""The states of prefixes: a row each in every tensor, moved as prefixes are chosen."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.search.steps import State, Step, check_shape


def select(state: State, rows: Tensor) -> State:
    """Take rows of every tensor in a state, whatever tuples, lists and dicts it is."""
    return each_tensor(state, lambda tensor: tensor.index_select(0, rows))


def each_tensor(state: State, change: Callable[[Tensor], Tensor]) -> State:
    """Return a state of the same form, every tensor in it changed."""
    if isinstance(state, Tensor):
        return change(state)
    if isinstance(state, dict):
        return {key: each_tensor(value, change) for key, value in state.items()}
    if isinstance(state, tuple | list):
        parts = [each_tensor(part, change) for part in state]
        return type(state)(*parts) if hasattr(state, "_fields") else type(state)(parts)
    return state


class States:
    """The states of all prefixes of a beam search, sentence after sentence.

    Some tensors are handed back by every `step` as they were, such as what was read of
    the source. Within a sentence their rows are all alike, so that nothing needs to be
    moved when only the prefixes of a sentence change places.
    """

    def __init__(self, state: State) -> None:
        self._width = 1  # prefixes of each sentence
        self._constant: dict[Tensor, int] = {}
        # Read at every step, so better without gaps in memory
        self._state = each_tensor(state, lambda x: self._remember(x.contiguous()))

    def advance(self, step: Step, tokens: Tensor) -> Tensor:
        """Let every prefix read its last token; return the log-probabilities."""
        log_probs, self._state = step(tokens, self._state)
        check_shape(log_probs, len(tokens))
        return log_probs

    def move(self, parents: Tensor, keep: list[int]) -> None:
        """Give every prefix its parent's state; `keep` lists the sentences that go on.

        `parents` (open, k) says which of its sentence's prefixes each one comes from.
        """
        (open_, width), everyone = parents.shape, len(keep) == len(parents)
        within = everyone and width == self._width
        if within and width == 1:
            return  # every prefix is its parent's only child
        first = torch.arange(open_, device=parents.device) * self._width
        rows = parents + first.unsqueeze(1)
        rows = (rows if everyone else rows[parents.new_tensor(keep)]).flatten()
        before, self._constant, self._width = self._constant, {}, width

        def moved(tensor: Tensor) -> Tensor:
            constant = tensor in before and before[tensor] == tensor._version
            if not (constant and within):
                tensor = tensor.index_select(0, rows)
            return self._remember(tensor) if constant else tensor

        self._state = each_tensor(self._state, moved)

    def _remember(self, tensor: Tensor) -> Tensor:
        """Note a tensor and how often it was written to, where torch counts that."""
        if not tensor.is_inference():
            self._constant[tensor] = tensor._version
        return tensor
