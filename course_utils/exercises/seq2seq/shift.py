"""Exercise 2.2, build: the shifted pair."""

import random
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, UNK_ID
from course_utils.exercises.machinery.compare import plain
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


def padded(
    rows: list[list[int]], left: bool = False, fill: int = PAD_ID, more: int = 0
) -> Tensor:
    """Return rows as one table, filled up to the longest and by some columns more."""
    longest = max(map(len, rows)) + more
    fills = [[fill] * (longest - len(row)) for row in rows]
    pairs = zip(rows, fills, strict=True)
    return torch.tensor([[*f, *row] if left else [*row, *f] for row, f in pairs])


def _pair(make_in: Callable, make_out: Callable, **padding: Any) -> Callable:
    """Return an answer that builds each row of input and target by a rule."""

    def answer(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
        rows_in = [make_in(ids) for ids in sentences]
        rows_out = [make_out(ids) for ids in sentences]
        return padded(rows_in, **padding), padded(rows_out, **padding)

    return answer


def _begun(ids: list[int]) -> list[int]:
    return [BOS_ID, *ids]


def _ended(ids: list[int]) -> list[int]:
    return [*ids, EOS_ID]


def _seen(test: Callable[[Tensor, Tensor], bool]) -> Callable:
    """Return a `when` that looks at an input and a target, if two tables came back."""

    def when(yours: Any, target: Any) -> bool:
        pair = [plain(each) for each in yours]
        return len(pair) == 2 and all(each.dim() == 2 for each in pair) and test(*pair)

    return when


def _sentences(seed: int) -> list[tuple[list[list[int]]]]:
    """Make unsorted lengths, words that come twice and sentences that come twice."""
    rng = random.Random(seed)

    def words(count: int) -> list[int]:
        ids = rng.choices(range(UNK_ID, 23), k=count)
        return [*ids[:-1], ids[0]]

    twice = words(3)
    batches = [
        [words(3), words(5), words(2)],
        [words(2), twice, words(11), [*twice], words(7)],
        [words(1)],
        [words(3), words(3)],
    ]
    return [(batch,) for batch in batches]


def _cut_columns(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
    whole = padded([[BOS_ID, *ids, EOS_ID] for ids in sentences])
    return whole[:, :-1], whole[:, 1:]


def _eos_behind_padding(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
    words = padded(sentences)
    last = torch.full((len(words), 1), EOS_ID)
    return shifted_pair(sentences)[0], torch.cat([words, last], dim=1)


_NOT_SHIFTED = N_(
    "Input and target are the same: nothing is shifted. The decoder would learn to "
    "copy what it reads."
)
_TWO = N_("Return two tensors of the same shape, `tgt_in` and `tgt_out`.")

check_shift = Exercise(
    "2.2",
    "build",
    N_("The shifted pair"),
    solution=shifted_pair,
    cases=_sentences,
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
            _NOT_SHIFTED,
            when=_seen(torch.equal),
        ),
        Mistake(_pair(_ended, _ended), _NOT_SHIFTED),
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
            _eos_behind_padding,
            N_(
                "Your `<eos>` stands behind the padding. It belongs right behind the "
                "sentence's last word; the padding comes after it."
            ),
        ),
        Mistake(
            _pair(_ended, _begun),
            N_(
                "You swapped them: the input begins with `<bos>`, the target ends "
                "with `<eos>`."
            ),
        ),
        Mistake(
            _pair(_begun, lambda ids: ids),
            N_("The target lacks `<eos>`: this model would never learn to stop."),
            when=_seen(lambda tgt_in, tgt_out: not (tgt_out == EOS_ID).any()),
        ),
        Mistake(
            _pair(lambda ids: ids, _ended),
            N_(
                "The input lacks `<bos>`: what does the decoder read before it has "
                "written its first word?"
            ),
            when=_seen(lambda tgt_in, tgt_out: not (tgt_in == BOS_ID).any()),
        ),
        Mistake(
            _pair(_begun, _ended, left=True),
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
            _pair(_begun, _ended, fill=EOS_ID),
            N_(
                "You fill up with `<eos>`. Then every one of them counts in the loss; "
                "padding is `PAD_ID`."
            ),
        ),
        Mistake(
            _pair(_begun, _ended, more=1),
            N_(
                "There is a column of padding too many: the width is the longest "
                "sentence plus 1."
            ),
        ),
        Mistake(
            lambda sentences: shifted_pair(sorted(sentences, key=len)),
            N_("The sentences stand in another order. Row i belongs to sentence i."),
        ),
        Mistake(
            lambda sentences: shifted_pair(sorted(sentences, key=len, reverse=True)),
            N_("The sentences stand in another order. Row i belongs to sentence i."),
        ),
        Mistake(lambda sentences: shifted_pair(sentences)[0], _TWO),
        Mistake(lambda sentences: shifted_pair(sentences)[1], _TWO),
    ],
)
