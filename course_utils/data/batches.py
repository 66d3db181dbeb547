"""Batches of padded ids, grouped by length so that little is padding."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import torch
from jaxtyping import Int
from torch import Tensor

from course_utils.data.pairs import Pair
from course_utils.data.vocabulary import BOS_ID, EOS_ID, PAD_ID, Vocabulary
from course_utils.language import _

BLUR = 4  # tokens by which a pair may be taken for longer than it is


class Batch(NamedTuple):
    """Sentences of similar length as ids, filled up with PAD_ID.

    `src` ends with <eos>. `tgt_in` starts with <bos>; `tgt_out` is the same sentence
    one step ahead and ends with <eos>.
    """

    src: Int[Tensor, "batch src_len"]
    tgt_in: Int[Tensor, "batch tgt_len"]
    tgt_out: Int[Tensor, "batch tgt_len"]

    def to(self, device: torch.device | str) -> "Batch":
        """Return the same batch on a device."""
        return Batch(*(ids.to(device) for ids in self))


def make_batches(
    pairs: Sequence[Pair],
    src_vocab: Vocabulary,
    tgt_vocab: Vocabulary,
    batch_size: int,
    seed: int | None = None,
) -> list[Batch]:
    """Return every pair exactly once, grouped by length.

    Without a seed the batches are in order of length, as little padding as can be. With
    one, pairs of about the same length are mixed and the batches shuffled: from batches
    of exactly one length the GRU with attention learned more slowly (set BLUR to 0 to
    see it); rotary positions did not mind. The last group may be smaller.
    """
    if batch_size < 1:
        name = "batch_size"
        raise ValueError(
            _("{name} is {value}; expected at least 1.", name=name, value=batch_size)
        )
    order = list(range(len(pairs)))
    if seed is None:
        order.sort(key=lambda i: (len(pairs[i].src), len(pairs[i].tgt)))
    else:
        random = Random(seed)
        blur = [random.uniform(0, BLUR) for _pair in pairs]
        order.sort(key=lambda i: len(pairs[i].src) + len(pairs[i].tgt) + blur[i])
    groups = [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
    if seed is not None:
        random.shuffle(groups)
    return [_batch([pairs[i] for i in group], src_vocab, tgt_vocab) for group in groups]


def _batch(
    pairs: Sequence[Pair], src_vocab: Vocabulary, tgt_vocab: Vocabulary
) -> Batch:
    src = [[*src_vocab.encode(pair.src), EOS_ID] for pair in pairs]
    tgt = [[BOS_ID, *tgt_vocab.encode(pair.tgt), EOS_ID] for pair in pairs]
    return Batch(
        _pad(src), _pad([ids[:-1] for ids in tgt]), _pad([ids[1:] for ids in tgt])
    )


def _pad(rows: list[list[int]]) -> Int[Tensor, "batch length"]:
    longest = max(map(len, rows))
    return torch.tensor([row + [PAD_ID] * (longest - len(row)) for row in rows])
