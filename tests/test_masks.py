"""Masks: True = may be attended."""

import pytest
import torch

from course_utils.data import EOS_ID, PAD_ID
from course_utils.masks import causal_mask, padding_mask


def test_padding_mask_lets_real_tokens_be_attended():
    tokens = torch.tensor([[5, 7, EOS_ID, PAD_ID, PAD_ID], [4, 4, 9, 8, EOS_ID]])
    mask = padding_mask(tokens)
    assert mask.shape == (2, 1, 1, 5)
    assert mask[0, 0, 0].tolist() == [True, True, True, False, False]
    assert mask[1].all()


def test_causal_mask_by_hand():
    assert causal_mask(3).tolist() == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def test_causal_mask_with_kept_keys_is_the_end_of_the_whole():
    whole = causal_mask(7)
    for query_len in (1, 3, 7):
        assert torch.equal(causal_mask(query_len, 7), whole[-query_len:])


def test_masks_join_to_one_of_every_axis():
    tokens = torch.tensor([[5, 7, PAD_ID]])
    joined = padding_mask(tokens) & causal_mask(3)
    assert joined.shape == (1, 1, 3, 3)
    assert joined[0, 0].tolist() == [
        [True, False, False],
        [True, True, False],
        [True, True, False],
    ]


@pytest.mark.parametrize("sizes", [(0,), (5, 3), (0, 3)])
def test_causal_mask_names_sizes_that_cannot_be(sizes):
    with pytest.raises(ValueError, match=f"query_len is {sizes[0]}"):
        causal_mask(*sizes)
