"""PyTorch's Transformer with our weights gives our logits, by each of them."""

import pytest
import torch
from torch.testing import assert_close

from course_utils.data import PAD_ID
from course_utils.masks import causal_mask
from course_utils.torch_twin import torch_twin
from course_utils.transformer import Transformer

SIZES = {"d_model": 33, "num_heads": 3, "d_ff": 13, "num_layers": 3}


def logits_of(ours, theirs, src, tgt_in):
    hidden = src == PAD_ID
    states = theirs(
        ours.embed(src, ours.src_embedding, 0),
        ours.embed(tgt_in, ours.tgt_embedding, 0),
        tgt_mask=~causal_mask(tgt_in.shape[1]),
        src_key_padding_mask=hidden,
        memory_key_padding_mask=hidden,
    )
    return ours.output_proj(states)


@pytest.mark.parametrize("norm_first", [False, True], ids=["post", "pre"])
@torch.no_grad()
def test_twin_gives_the_same_logits_until_a_weight_changes(norm_first):
    torch.manual_seed(0)
    ours = Transformer(19, 23, norm_first=norm_first, num_decoder_layers=2, **SIZES)
    for weight in ours.parameters():
        weight += 0.1 * torch.randn_like(weight)
    src, tgt_in = torch.randint(4, 19, (2, 5)), torch.randint(4, 23, (2, 7))
    src[1, 3:] = PAD_ID
    wanted, theirs = ours(src, tgt_in), torch_twin(ours)
    assert_close(logits_of(ours, theirs, src, tgt_in), wanted, atol=1e-4, rtol=1e-4)
    for parameter in theirs.parameters():
        parameter += 0.1 * torch.randn_like(parameter)
        changed = logits_of(ours, theirs, src, tgt_in)
        assert not torch.allclose(changed, wanted, atol=1e-4)
        wanted = changed
