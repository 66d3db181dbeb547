"""Each ablation takes out its part, all of it, and nothing else."""

import math

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from course_utils.data import make_corpus
from course_utils.layer_norm import LayerNorm, Residual
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.training.ablations import (
    ABLATIONS,
    ablate,
    stored_findings,
    train_without,
)
from course_utils.transformer import Transformer

SRC = torch.tensor([[5, 7, 4, 2]])
TGT = torch.tensor([[1, 9, 6]])


def make(norm_first=True, **sizes):
    torch.manual_seed(0)
    sizes = {"d_model": 12, "num_heads": 3, "num_layers": 2, "d_ff": 17, **sizes}
    return Transformer(11, 13, norm_first=norm_first, **sizes).eval()


def test_without_positions_the_order_of_the_source_does_not_matter():
    turned = SRC[:, [2, 0, 1, 3]]
    whole, bare = make(), ablate(make(), "positions")
    assert_close(bare(SRC, TGT), bare(turned, TGT))
    assert not torch.allclose(whole(SRC, TGT), whole(turned, TGT), atol=1e-3)


def test_without_the_causal_mask_the_future_leaks():
    changed = TGT.clone()
    changed[0, -1] = 3
    whole, leaky = make(), ablate(make(), "causal mask")
    assert_close(whole(SRC, TGT)[:, 0], whole(SRC, changed)[:, 0])
    leak = leaky(SRC, TGT)[:, 0] - leaky(SRC, changed)[:, 0]
    assert leak.abs().max() > 1e-3


@pytest.mark.parametrize("norm_first", [True, False])
def test_without_residuals_a_silent_sublayer_silences_all(norm_first):
    model = ablate(make(norm_first), "residuals")
    assert not any(isinstance(each, Residual) for each in model.modules())
    for name, parameter in model.named_parameters():
        if "narrow" in name:
            nn.init.zeros_(parameter)
    other = torch.tensor([[8, 3, 2, 6]])
    assert_close(model(SRC, TGT), model(other, TGT))
    untouched = make(norm_first)
    assert not torch.allclose(untouched(SRC, TGT), untouched(other, TGT), atol=1e-3)


@pytest.mark.parametrize("norm_first", [True, False])
def test_without_norms_no_norm_is_left(norm_first):
    model = ablate(make(norm_first), "norms")
    assert not any(isinstance(each, LayerNorm) for each in model.modules())
    assert model(SRC, TGT).isfinite().all()


def test_without_scale_scores_are_larger_by_the_root_of_d_head():
    whole, bare = make(), ablate(make(), "scale")
    assert any(isinstance(each, MultiHeadAttention) for each in bare.modules())
    x = torch.randn(1, 5, 12)
    scaled = whole.encoder.layers[0].self_attention
    unscaled = bare.encoder.layers[0].self_attention
    with torch.no_grad():
        scaled.query_proj.weight.mul_(math.sqrt(4))
        scaled.query_proj.bias.mul_(math.sqrt(4))
    assert_close(unscaled(x, x, x), scaled(x, x, x))


@pytest.mark.parametrize("part", ABLATIONS)
def test_what_is_left_still_learns_and_steps(part):
    model = ablate(make(), part)
    model(SRC, TGT).sum().backward()
    state = model.start(model.encode(SRC))
    log_probs, _ = model.step(TGT[:, 0], state)
    assert_close(log_probs.exp().sum(), torch.tensor(1.0))


def test_an_unknown_part_is_named():
    with pytest.raises(ValueError, match="part is 'heads'; expected one of 'po"):
        ablate(make(), "heads")


def test_stored_findings_begin_with_the_whole_and_name_every_part():
    whole, *others = stored_findings()
    assert whole.part == ""
    assert [each.part for each in others] == list(ABLATIONS)
    for each in (whole, *others):
        assert 0 <= each.exact_match <= each.forced_accuracy <= 1


def test_training_without_a_part_is_training_of_what_is_left():
    corpus = make_corpus(num_train=128, num_eval=64)
    found = train_without("positions", corpus, epochs=1)
    assert found.part == "positions"
    assert 0 < found.forced_accuracy < 1
