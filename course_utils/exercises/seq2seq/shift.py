"""Exercise 2.2, build: the shifted pair."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_


def shifted_pair(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Make the decoder's input and target, padded, for sentences of token ids."""
    longest = max(len(ids) for ids in sentences) + 1
    tgt_in = torch.full((len(sentences), longest), PAD_ID)
    tgt_out = tgt_in.clone()
    for row, ids in enumerate(sentences):
        tgt_in[row, : len(ids) + 1] = torch.tensor([BOS_ID, *ids])
        tgt_out[row, : len(ids) + 1] = torch.tensor([*ids, EOS_ID])
    return tgt_in, tgt_out


def _stacked(answer: Callable, sentences: list[list[int]]) -> Any:
    """Lay input and target into one tensor, so that they are shown as tables."""
    pair = answer(sentences)
    if not isinstance(pair, list | tuple):
        return pair
    shapes = {getattr(each, "shape", None) for each in pair}
    return torch.stack(list(pair)) if len(shapes) == 1 and None not in shapes else pair


def padded(rows: list[list[int]], left: bool = False) -> Tensor:
    longest = max(map(len, rows))
    fills = [[PAD_ID] * (longest - len(row)) for row in rows]
    pairs = zip(rows, fills, strict=True)
    return torch.tensor([[*f, *row] if left else [*row, *f] for row, f in pairs])


def _pair(make_in: Callable, make_out: Callable, left: bool = False) -> Callable:
    """Return an answer that builds each row of input and target by a rule."""

    def answer(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
        rows_in = [make_in(ids) for ids in sentences]
        rows_out = [make_out(ids) for ids in sentences]
        return padded(rows_in, left), padded(rows_out, left)

    return answer


def _cut_columns(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
    whole = padded([[BOS_ID, *ids, EOS_ID] for ids in sentences])
    return whole[:, :-1], whole[:, 1:]


check_shift = Exercise(
    "2.2",
    "build",
    N_("The shifted pair"),
    solution=shifted_pair,
    cases=lambda seed: [
        ([[7, 5, 9], [8, 6, 4, 11, 10]],),
        ([[13]],),
        ([[4, 5], [6, 7]],),
    ],
    run=_stacked,
    hints=(
        N_(
            "Build each row as a list first: `[BOS_ID, *ids]` for the input. What is "
            "the target's row? Only then think of padding."
        ),
        N_(
            "`torch.full((batch, longest + 1), PAD_ID)` makes a table full of padding; "
            "write each row into it: `tgt_in[row, : len(ids) + 1] = …`."
        ),
    ),
    mistakes=[
        Mistake(
            _pair(
                lambda ids: [BOS_ID, *ids, EOS_ID], lambda ids: [BOS_ID, *ids, EOS_ID]
            ),
            N_(
                "Input and target are the same: nothing is shifted. The decoder would "
                "learn to copy what it reads."
            ),
            when=lambda yours, target: torch.equal(yours[0], yours[1]),
        ),
        Mistake(
            _pair(lambda ids: [*ids, EOS_ID], lambda ids: [*ids, EOS_ID]),
            N_(
                "Input and target are the same: nothing is shifted. The decoder would "
                "learn to copy what it reads."
            ),
        ),
        Mistake(
            _cut_columns,
            N_(
                "`[:, :-1]` cuts the last *column*. In a short row that is `<pad>`, "
                "and "
                "`<eos>` stays in the input. (The loss does not notice, since the "
                "target there is `<pad>`.) Build each row before you pad it."
            ),
        ),
        Mistake(
            _pair(lambda ids: [*ids, EOS_ID], lambda ids: [BOS_ID, *ids]),
            N_(
                "You swapped them: the input begins with `<bos>`, the target ends "
                "with `<eos>`."
            ),
        ),
        Mistake(
            _pair(lambda ids: [BOS_ID, *ids], lambda ids: ids),
            N_("The target lacks `<eos>`: this model would never learn to stop."),
            when=lambda yours, target: not bool((yours[1] == EOS_ID).any()),
        ),
        Mistake(
            _pair(lambda ids: ids, lambda ids: [*ids, EOS_ID]),
            N_(
                "The input lacks `<bos>`: what does the decoder read before it has "
                "written its first word?"
            ),
            when=lambda yours, target: not bool((yours[0] == BOS_ID).any()),
        ),
        Mistake(
            _pair(lambda ids: [BOS_ID, *ids], lambda ids: [*ids, EOS_ID], left=True),
            N_("You padded on the left. Here padding stands behind the sentence."),
        ),
        Mistake(
            lambda sentences: tuple(each.T for each in shifted_pair(sentences)),
            N_("You have time first; the batch is always the first axis."),
        ),
        Mistake(
            _pair(lambda ids: [BOS_ID, *ids[:-1]], lambda ids: ids),
            N_("The last word is cut off, and the target lacks `<eos>`."),
        ),
        Mistake(
            lambda sentences: shifted_pair(sentences)[0].tolist(),
            N_("Return two tensors of the same shape, `tgt_in` and `tgt_out`."),
            when=lambda yours, target: isinstance(yours, list | tuple),
        ),
    ],
)
