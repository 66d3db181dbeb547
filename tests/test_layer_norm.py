"""Layer norm against torch's, a pencil, and the neighbours that it must not see."""

import math

import pytest
import torch
import torch.nn.functional as F
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
    theirs = nn.LayerNorm(d_model).double()
    for parameter in theirs.parameters():
        nn.init.normal_(parameter)
    x = 2 + spread * torch.randn(BATCH, LENGTH, d_model, dtype=torch.float64)
    learned = [x.requires_grad_(), theirs.weight, theirs.bias]
    ours, wanted = layer_norm(*learned), theirs(x)
    assert_close(ours, wanted)
    for found, torchs in zip(
        torch.autograd.grad(ours.square().sum(), learned),
        torch.autograd.grad(wanted.square().sum(), learned),
        strict=True,
    ):
        assert_close(found, torchs, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("scale", [1e-2, 1.0, 100.0, 1000.0])
def test_equals_torch_in_other_precisions(dtype, scale):
    # At 1,000 the squares of half precision would overflow
    weight, bias = torch.randn(2, D_MODEL).to(dtype)
    x = scale * torch.randn(BATCH, LENGTH, D_MODEL)
    x = x.to(dtype).requires_grad_()
    ours = layer_norm(x, weight, bias)
    theirs = F.layer_norm(x, (D_MODEL,), weight, bias)
    close = {"atol": 1e-5, "rtol": 2 * torch.finfo(dtype).eps}
    assert_close(ours, theirs, **close)
    found, wanted = (
        torch.autograd.grad(each.float().square().sum(), x)[0]
        for each in (ours, theirs)
    )
    size = wanted.abs().max().item()
    assert_close(found / size, wanted / size, atol=0.02, rtol=0.02)


def test_the_module_has_the_functions_numbers_forward_and_gradient():
    norm = LayerNorm(D_MODEL)
    for parameter in norm.parameters():
        nn.init.normal_(parameter)
    x = torch.randn(BATCH, LENGTH, D_MODEL, requires_grad=True)
    module, function = norm(x), layer_norm(x, norm.weight, norm.bias)
    assert_close(module, function)
    learned = [x, norm.weight, norm.bias]
    for found, wanted in zip(
        torch.autograd.grad(module.square().sum(), learned),
        torch.autograd.grad(function.square().sum(), learned),
        strict=True,
    ):
        assert_close(found, wanted, atol=1e-4, rtol=1e-4)


def test_a_new_norm_neither_scales_nor_shifts():
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    for bias in (True, False):
        norm = LayerNorm(D_MODEL, eps=0.1, bias=bias)
        assert_close(norm(x), F.layer_norm(x, (D_MODEL,), eps=0.1))


def test_without_bias_it_loads_the_state_of_torchs_without_bias():
    ours, theirs = LayerNorm(D_MODEL, bias=False), nn.LayerNorm(D_MODEL, bias=False)
    nn.init.normal_(theirs.weight)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    assert_close(ours(x), theirs(x))
    assert_close(ours(x), layer_norm(x, ours.weight, torch.zeros(D_MODEL)))


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
