"""Multi-head attention against torch's, weights copied; heads, masks, bad sizes."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from course_utils.exercises.multi_head_attention import check_whole
from course_utils.masks import causal_mask
from course_utils.multi_head_attention import (
    MultiHeadAttention,
    merge_heads,
    split_heads,
)

BATCH, QUERIES, KEYS, HEADS, D_MODEL = 2, 5, 7, 3, 33  # d_head 11


def pair(dtype=torch.float32):
    """Return our attention and torch's, with the same random weights and biases."""
    ours = MultiHeadAttention(D_MODEL, HEADS)
    theirs = nn.MultiheadAttention(D_MODEL, HEADS, batch_first=True)
    for parameter in ours.parameters():
        nn.init.normal_(parameter, std=0.3)
    stacked = [ours.query_proj, ours.key_proj, ours.value_proj]
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([each.weight for each in stacked]))
        theirs.in_proj_bias.copy_(torch.cat([each.bias for each in stacked]))
    theirs.out_proj.load_state_dict(ours.output_proj.state_dict())
    return ours.to(dtype), theirs.to(dtype)


def inputs(dtype=torch.float32):
    shapes = (QUERIES, D_MODEL), (KEYS, D_MODEL), (KEYS, D_MODEL)
    made = [torch.randn(BATCH, *shape) for shape in shapes]
    return [tensor.to(dtype).requires_grad_() for tensor in made]


def random_mask():
    mask = torch.rand(QUERIES, KEYS) < 0.5
    mask[:, 0] = True
    return mask


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("masked", [False, True])
def test_equals_torch_forward_and_gradient(dtype, masked):
    ours, theirs = pair(dtype)
    given, mask = inputs(dtype), random_mask() if masked else None
    found, weights = ours(*given, mask)
    # torch means the opposite: there True = may not be attended
    blocked = None if mask is None else ~mask
    wanted, wanted_weights = theirs(
        *given, attn_mask=blocked, average_attn_weights=False
    )
    close = {"atol": 0.1, "rtol": 0.1} if dtype == torch.bfloat16 else {}
    assert_close(found, wanted, **close)
    assert_close(weights, wanted_weights, **close)
    if dtype == torch.float32:
        for a, b in zip(
            torch.autograd.grad(found.square().sum(), given, retain_graph=True),
            torch.autograd.grad(wanted.square().sum(), given),
            strict=True,
        ):
            assert_close(a, b, atol=1e-4, rtol=1e-4)


def test_weights_gradients_equal_torchs():
    ours, theirs = pair()
    given = [each.detach() for each in inputs()]
    ours(*given)[0].square().sum().backward()
    theirs(*given)[0].square().sum().backward()
    stacked = [ours.query_proj, ours.key_proj, ours.value_proj]
    found = torch.cat([each.weight.grad for each in stacked])
    assert_close(found, theirs.in_proj_weight.grad, atol=1e-3, rtol=1e-4)
    assert_close(
        ours.output_proj.weight.grad, theirs.out_proj.weight.grad, atol=1e-3, rtol=1e-4
    )


@pytest.mark.parametrize("mask", ["open", "masked", "blind"])
def test_without_weights_the_context_is_the_same_forward_and_gradient(mask):
    ours, _ = pair()
    given = inputs()
    masks = {"open": None, "masked": random_mask()}
    masks["blind"] = random_mask().index_fill(0, torch.tensor([3]), False)
    wanted, _ = ours(*given, masks[mask])
    found, weights = ours(*given, masks[mask], need_weights=False)
    assert weights is None
    assert_close(found, wanted)
    learned = [*given, *ours.parameters()]
    for a, b in zip(
        torch.autograd.grad(found.square().sum(), learned),
        torch.autograd.grad(wanted.square().sum(), learned),
        strict=True,
    ):
        assert_close(a, b, atol=1e-4, rtol=1e-4)


def test_without_weights_dropout_thins_out_as_many_of_them():
    # Of equal weights over values of 1, the mean context is 1, whatever is left out
    attention = MultiHeadAttention(8, 1, dropout=0.25)
    with torch.no_grad():
        for parameter in attention.parameters():
            parameter.zero_()
        attention.value_proj.bias.fill_(1.0)
        attention.output_proj.weight.copy_(torch.eye(8))
    x = torch.zeros(211, 5, 8)
    for need_weights in (True, False):
        context = attention(x, x, x, need_weights=need_weights)[0][..., 0]
        assert context.mean().item() == pytest.approx(1, abs=0.02)
        # Each of 5 weights of 1/5 counts 4/3 with probability 3/4: variance 1/15
        assert context.var().item() == pytest.approx(1 / 15, abs=0.015)
        attention.eval()
        assert_close(
            attention(x, x, x, need_weights=need_weights)[0], torch.ones_like(x)
        )
        attention.train()


def test_who_sits_in_the_seat_of_dropout_sees_the_weights():
    class Watcher(nn.Module):
        def forward(self, weights):
            self.seen = weights
            return weights.flip(-1)

    ours, _ = pair()
    given = inputs()
    plain, weights = ours(*given)
    ours.dropout = Watcher()
    meddled, _ = ours(*given, need_weights=False)
    assert_close(ours.dropout.seen, weights)
    assert not torch.allclose(meddled, plain)


def test_without_bias_nothing_is_added():
    attention = MultiHeadAttention(D_MODEL, HEADS, bias=False)
    assert [parameter.dim() for parameter in attention.parameters()] == [2] * 4
    nothing = torch.zeros(BATCH, KEYS, D_MODEL)
    assert (attention(nothing, nothing, nothing)[0] == 0).all()


def test_two_heads_by_hand():
    # Two tokens of width 4: head 1 is the first two numbers, head 2 the last two
    x = torch.arange(8.0).view(1, 2, 4)
    heads = split_heads(x, 2)
    assert heads.tolist() == [[[[0, 1], [4, 5]], [[2, 3], [6, 7]]]]
    assert torch.equal(merge_heads(heads), x)


def test_each_head_attends_on_its_own_channels():
    ours, _ = pair()
    query, key, value = inputs()
    projections = [
        split_heads(layer(x), HEADS)
        for layer, x in (
            (ours.query_proj, query),
            (ours.key_proj, key),
            (ours.value_proj, value),
        )
    ]
    heads = [
        F.scaled_dot_product_attention(*(each[:, head] for each in projections))
        for head in range(HEADS)
    ]
    wanted = ours.output_proj(torch.cat(heads, dim=-1))
    assert_close(ours(query, key, value)[0], wanted)


def test_heads_permute():
    ours, _ = pair()
    given = inputs()
    context, weights = ours(*given)
    order = [2, 0, 1]
    rows = torch.arange(D_MODEL).view(HEADS, -1)[order].flatten()
    with torch.no_grad():
        for layer in (ours.query_proj, ours.key_proj, ours.value_proj):
            layer.weight.copy_(layer.weight[rows].clone())
            layer.bias.copy_(layer.bias[rows].clone())
        ours.output_proj.weight.copy_(ours.output_proj.weight[:, rows].clone())
    turned, turned_weights = ours(*given)
    assert_close(turned, context)
    assert_close(turned_weights, weights[:, order])


def test_weights_sum_to_one_and_a_row_without_keys_gets_no_context():
    ours, _ = pair()
    given, mask = inputs(), random_mask()
    mask[3] = False
    context, weights = ours(*given, mask)
    sums = torch.ones(BATCH, HEADS, QUERIES)
    sums[..., 3] = 0
    assert_close(weights.sum(dim=-1), sums)
    assert_close(context[:, 3], ours.output_proj.bias.expand(BATCH, -1))
    for gradient in torch.autograd.grad(context.square().sum(), given):
        assert gradient.isfinite().all()


def test_padding_changes_nothing():
    ours, _ = pair()
    query, key, value = inputs()
    padded = [F.pad(each, (0, 0, 0, 4), value=9.0) for each in (key, value)]
    found, _ = ours(query, *padded, torch.arange(KEYS + 4) < KEYS)
    assert_close(found, ours(query, key, value)[0])


def test_the_future_cannot_leak_and_sentences_do_not_mix():
    ours, _ = pair()
    x = torch.randn(BATCH, QUERIES, D_MODEL)
    changed = x.clone()
    changed[0, 3] += 1
    mask = causal_mask(QUERIES)
    before, after = ours(x, x, x, mask)[0], ours(changed, changed, changed, mask)[0]
    assert_close(after[0, :3], before[0, :3])
    assert_close(after[1], before[1])
    assert not torch.allclose(after[0, 3:], before[0, 3:])


def test_kept_keys_and_values_give_the_same_step_by_step():
    ours, _ = pair()
    x = torch.randn(BATCH, QUERIES, D_MODEL)
    wanted, _ = ours(x, x, x, causal_mask(QUERIES))
    keys = values = torch.empty(BATCH, HEADS, 0, D_MODEL // HEADS)
    for i in range(QUERIES):
        now = x[:, i : i + 1]
        new_keys, new_values = ours.project(now, now)
        keys, values = (
            torch.cat([keys, new_keys], 2),
            torch.cat([values, new_values], 2),
        )
        assert_close(ours.attend(now, keys, values)[0], wanted[:, i : i + 1])


def test_the_scale_is_that_of_a_head():
    # √d_model would give flatter weights; at these small scores the two differ clearly
    ours, _ = pair()
    query, key, value = inputs()
    queries = split_heads(ours.query_proj(query), HEADS)
    keys = split_heads(ours.key_proj(key), HEADS)
    wanted = (queries @ keys.mT / 11**0.5).softmax(dim=-1)
    assert_close(ours(query, key, value)[1], wanted)


@pytest.mark.parametrize("heads", [0, 2, 34])
def test_a_number_of_heads_that_does_not_divide_is_named(heads):
    with pytest.raises(ValueError, match=f"d_model is 33 and num_heads {heads}"):
        MultiHeadAttention(D_MODEL, heads)
    with pytest.raises(ValueError, match=f"d_model is 33 and num_heads {heads}"):
        split_heads(torch.randn(BATCH, KEYS, D_MODEL), heads)


def test_no_width_is_an_error():
    with pytest.raises(ValueError, match=r"d_model is 0 and num_heads 3; .* above 0"):
        MultiHeadAttention(0, 3)


def test_a_wrong_mask_is_named():
    ours, _ = pair()
    given = inputs()
    with pytest.raises(ValueError, match="expected bool, where True means"):
        ours(*given, torch.zeros(QUERIES, KEYS))
    with pytest.raises(ValueError, match="query_len 5 and key_len 7"):
        ours(*given, torch.ones(KEYS, QUERIES, dtype=torch.bool))


def test_a_mask_without_an_axis_for_the_heads_is_named():
    attention = MultiHeadAttention(6, 3)
    x, mask = torch.randn(3, 5, 6), torch.rand(3, 5, 5) < 0.5
    with pytest.raises(ValueError, match=r"shape \(3, 5, 5\).*mask\[:, None\]"):
        attention(x, x, x, mask)
    by_sentence, by_head = (
        attention(x, x, x, m)[1] for m in (mask[:, None], mask[None])
    )
    assert (by_sentence[1, :, ~mask[1]] == 0).all()
    assert (by_head[:, 1, ~mask[1]] == 0).all()
    assert_close(attention(x, x, x, mask[:1])[1], attention(x, x, x, mask[0])[1])


def test_exercise_from_the_formula_is_the_module():
    """The paper multiplies from the right; `nn.Linear` keeps its weight turned."""
    attention = MultiHeadAttention(D_MODEL, HEADS, bias=False)
    x = torch.randn(BATCH, QUERIES, D_MODEL)
    projs = attention.query_proj, attention.key_proj, attention.value_proj
    weights = [each.weight.T for each in (*projs, attention.output_proj)]
    found = check_whole.solution(x, *weights, HEADS)
    assert_close(found, attention(x, x, x)[0])
