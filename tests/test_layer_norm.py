"""Layer norm against torch's, a pencil, and the neighbours that it must not see."""

import math

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from course_utils.layer_norm import LayerNorm, Residual, batch_norm, layer_norm

BATCH, LENGTH, D_MODEL = 3, 5, 7


def test_equals_a_sum_by_hand():
    # 1 2 3 6: mean 3, squares of differences 4 1 0 9, biased variance 3.5
    x = torch.tensor([1.0, 2.0, 3.0, 6.0])
    found = layer_norm(x, torch.ones(4), torch.zeros(4), eps=0.0)
    wanted = [number / math.sqrt(3.5) for number in (-2, -1, 0, 3)]
    assert found.tolist() == pytest.approx(wanted)


@pytest.mark.parametrize("d_model", range(2, 9))
@pytest.mark.parametrize("spread", [1.0, 1e-3, 0.0])
def test_equals_torch_forward_and_gradient(d_model, spread):
    # With almost no variance ε decides: inside the root or outside, biased or not.
    # In double precision, since x − mean would leave few digits of a float
    ours, theirs = LayerNorm(d_model).double(), nn.LayerNorm(d_model).double()
    for parameter in theirs.parameters():
        nn.init.normal_(parameter)
    ours.load_state_dict(theirs.state_dict())
    x = 2 + spread * torch.randn(BATCH, LENGTH, d_model, dtype=torch.float64)
    x.requires_grad_()
    assert_close(ours(x), theirs(x))
    for found, wanted in zip(
        torch.autograd.grad(ours(x).square().sum(), [x, *ours.parameters()]),
        torch.autograd.grad(theirs(x).square().sum(), [x, *theirs.parameters()]),
        strict=True,
    ):
        assert_close(found, wanted, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize(
    ("dtype", "close"), [(torch.float32, 1e-5), (torch.bfloat16, 0.05)]
)
def test_equals_torch_in_other_precisions(dtype, close):
    ours, theirs = LayerNorm(D_MODEL).to(dtype), nn.LayerNorm(D_MODEL).to(dtype)
    x = torch.randn(BATCH, LENGTH, D_MODEL).to(dtype)
    assert_close(ours(x), theirs(x), atol=close, rtol=close)


def test_neither_padding_nor_neighbours_have_a_say():
    norm = LayerNorm(D_MODEL)
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    changed = x.clone()
    changed[1:] = 1000.0
    changed[0, 3:] = 0.0
    assert_close(norm(changed)[0, :3], norm(x)[0, :3])


@pytest.mark.parametrize("norm_first", [False, True])
def test_residual_adds_and_normalises_in_the_order_told(norm_first):
    wrapper = Residual(D_MODEL, norm_first=norm_first)
    nn.init.normal_(wrapper.norm.weight)
    sublayer = nn.Linear(D_MODEL, D_MODEL)
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    norm = nn.LayerNorm(D_MODEL)
    norm.load_state_dict(wrapper.norm.state_dict())
    wanted = x + sublayer(norm(x)) if norm_first else norm(x + sublayer(x))
    assert_close(wrapper(x, sublayer), wanted)


def test_residual_drops_the_sublayers_output_and_not_the_input():
    wrapper = Residual(D_MODEL, dropout=1.0, norm_first=True)
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    assert_close(wrapper(x, nn.Linear(D_MODEL, D_MODEL)), x)


def test_batch_norm_equals_torch_forward_and_gradient():
    torch.manual_seed(0)
    x = torch.randn(3, 5, 7, requires_grad=True)
    theirs = nn.BatchNorm1d(7)
    with torch.no_grad():
        theirs.weight.uniform_(0.5, 2)
        theirs.bias.normal_()
    ours = batch_norm(x, theirs.weight, theirs.bias)
    wanted = theirs(x.transpose(1, 2)).transpose(1, 2)
    assert_close(ours, wanted)
    direction = torch.randn_like(x)
    grads = [torch.autograd.grad((y * direction).sum(), x)[0] for y in (ours, wanted)]
    assert_close(*grads, atol=1e-5, rtol=1e-4)


def test_another_sentence_moves_batch_norm_and_not_layer_norm():
    torch.manual_seed(0)
    x = torch.randn(3, 5, 7)
    other = x.clone()
    other[1] += 3.0
    weight, bias = torch.ones(7), torch.zeros(7)
    assert_close(layer_norm(x, weight, bias)[0], layer_norm(other, weight, bias)[0])
    moved = batch_norm(x, weight, bias)[0] - batch_norm(other, weight, bias)[0]
    assert moved.abs().min() > 0.01


@pytest.mark.parametrize("width", [1, 5, 8])
def test_another_number_of_features_is_named(width):
    with pytest.raises(ValueError, match=f"has {width} features and the norm 7"):
        LayerNorm(D_MODEL)(torch.randn(BATCH, LENGTH, width))
