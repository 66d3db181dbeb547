"""Positions against the formula, as rotations, and as what attention lacks."""

import math

import pytest
import torch
from torch.testing import assert_close

from course_utils.masks import causal_mask
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.positional_encoding import (
    LearnedPositions,
    NoPositions,
    PositionalEncoding,
    RotaryPositions,
    frequencies,
    relative_shift_matrix,
    sinusoidal_encoding,
)

MAX_LEN, D_MODEL, BATCH, LENGTH = 31, 10, 3, 7


@pytest.mark.parametrize("position", [0, 1, 17])
def test_equals_the_formula_by_hand(position):
    row = sinusoidal_encoding(MAX_LEN, D_MODEL)[position]
    for i in range(D_MODEL // 2):
        angle = position / 10_000 ** (2 * i / D_MODEL)
        assert row[2 * i].item() == pytest.approx(math.sin(angle), abs=1e-6)
        assert row[2 * i + 1].item() == pytest.approx(math.cos(angle), abs=1e-6)


def test_an_odd_width_ends_with_a_sine():
    odd = sinusoidal_encoding(MAX_LEN, 5)
    assert odd.shape == (MAX_LEN, 5)
    wanted = [math.sin(3 / 10_000 ** (4 / 5))]
    assert odd[3, 4:].tolist() == pytest.approx(wanted)


@pytest.mark.parametrize("delta", [-7, 0, 1, 2, 13])
def test_a_shift_is_one_matrix_for_all_positions(delta):
    encoding = sinusoidal_encoding(MAX_LEN, D_MODEL)
    matrix = relative_shift_matrix(delta, D_MODEL)
    first, last = max(0, -delta), MAX_LEN - max(0, delta)
    moved = encoding[first:last] @ matrix
    assert_close(moved, encoding[first + delta : last + delta], atol=1e-5, rtol=1e-5)


def test_shifts_compose_and_keep_lengths():
    once, twice = (relative_shift_matrix(delta, D_MODEL) for delta in (3, 5))
    both = relative_shift_matrix(8, D_MODEL)
    assert_close(once @ twice, both, atol=1e-5, rtol=1e-5)
    assert_close(both @ both.T, torch.eye(D_MODEL), atol=1e-5, rtol=1e-5)


def test_the_dot_product_depends_on_the_distance_alone():
    encoding = sinusoidal_encoding(MAX_LEN, D_MODEL)
    products = encoding @ encoding.T
    for delta in range(MAX_LEN):
        diagonal = products.diagonal(delta)
        assert_close(diagonal, diagonal[:1].expand_as(diagonal), atol=1e-4, rtol=1e-4)


def test_rotary_turns_two_points_as_a_pencil_does():
    # Position 1 turns the first point by 1 radian, the second by 1/√100 = 0.1
    x = torch.tensor([[1.0, 0.0, 0.0, 2.0]]).expand(2, 4)
    first, second = RotaryPositions(4, base=100.0)(x).tolist()
    assert first == [1, 0, 0, 2]
    wanted = [math.cos(1), math.sin(1), -2 * math.sin(0.1), 2 * math.cos(0.1)]
    assert second == pytest.approx(wanted)


def test_rotary_is_the_rotation_that_moves_the_encoding():
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    turned = RotaryPositions(D_MODEL)(x)
    for position in range(LENGTH):
        wanted = x[:, position] @ relative_shift_matrix(-position, D_MODEL)
        assert_close(turned[:, position], wanted, atol=1e-5, rtol=1e-5)


def test_rotary_equals_an_independent_implementation():
    gptj = pytest.importorskip("transformers.models.gptj.modeling_gptj")
    x = torch.randn(BATCH, LENGTH, 3, D_MODEL)  # the heads behind the tokens, there
    sine, cosine = gptj.create_sinusoidal_positions(LENGTH, D_MODEL).chunk(2, dim=-1)
    wanted = gptj.apply_rotary_pos_emb(
        x, sine.expand(BATCH, -1, -1), cosine.expand(BATCH, -1, -1)
    )
    found = RotaryPositions(D_MODEL)(x.transpose(1, 2))
    assert_close(found.transpose(1, 2), wanted, atol=1e-5, rtol=1e-5)


def test_rotary_leaves_only_the_distance_in_a_dot_product():
    query, key = torch.randn(2, D_MODEL)
    turn = RotaryPositions(D_MODEL, MAX_LEN)
    queries, keys = (turn(each.expand(MAX_LEN, D_MODEL)) for each in (query, key))
    scores = queries @ keys.T
    for delta in range(-MAX_LEN + 1, MAX_LEN):
        diagonal = scores.diagonal(delta)
        assert_close(diagonal, diagonal[:1].expand_as(diagonal), atol=1e-4, rtol=1e-4)
    assert not torch.allclose(scores.diagonal(0)[0], scores.diagonal(1)[0])
    assert_close(queries.norm(dim=-1), query.norm().expand(MAX_LEN))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_rotary_keeps_the_precision_that_it_is_given(dtype):
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    turn = RotaryPositions(D_MODEL)
    wanted = turn(x)
    found = turn.to(dtype)(x.to(dtype))
    assert found.dtype == dtype
    assert_close(found.float(), wanted, atol=0.05, rtol=0.05)


def test_with_rotary_positions_steps_equal_all_at_once():
    attention = MultiHeadAttention(12, 3, rotary=RotaryPositions(4, MAX_LEN))
    x = torch.randn(BATCH, LENGTH, 12)
    wanted, _ = attention(x, x, x, causal_mask(LENGTH))
    assert_close(attention(x, x, x, causal_mask(LENGTH), need_weights=False)[0], wanted)
    for i in range(LENGTH):
        keys, values = attention.project(x[:, : i + 1], x[:, : i + 1])
        found, _ = attention.attend(x[:, i : i + 1], keys, values, offset=i)
        assert_close(found, wanted[:, i : i + 1])
        late, _ = attention.project(x[:, i : i + 1], x[:, i : i + 1], offset=i)
        assert_close(late, keys[:, :, i:])


def test_rotary_needs_pairs_and_positions_that_exist():
    with pytest.raises(ValueError, match="d_head is 5; expected an even number"):
        RotaryPositions(5)
    with pytest.raises(ValueError, match=r"positions 30 to 36 .* max_len is 31"):
        RotaryPositions(4, MAX_LEN)(torch.randn(LENGTH, 4), offset=30)


def test_no_positions_add_none():
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    assert torch.equal(NoPositions()(x, 3), x)
    assert (NoPositions(dropout=1.0)(x) == 0).all()


@pytest.mark.parametrize("kind", [PositionalEncoding, LearnedPositions])
def test_step_by_step_equals_all_at_once(kind):
    positions = kind(D_MODEL, MAX_LEN)
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    whole = positions(x)
    assert not torch.allclose(whole[:, 0] - x[:, 0], whole[:, 1] - x[:, 1])
    for i in range(LENGTH):
        assert_close(positions(x[:, i : i + 1], i), whole[:, i : i + 1])


def test_what_is_added_is_the_encoding_with_the_papers_base_if_none_is_told():
    nothing = torch.zeros(BATCH, LENGTH, D_MODEL)
    for told in ({}, {"base": 50.0}):
        rows = sinusoidal_encoding(MAX_LEN, D_MODEL, *told.values())[3 : 3 + LENGTH]
        added = PositionalEncoding(D_MODEL, MAX_LEN, **told)(nothing, 3)
        assert_close(added, rows.expand_as(added))
    assert PositionalEncoding(D_MODEL, dropout=1.0)(nothing + 1).eq(0).all()


def test_learned_positions_begin_with_length_one_and_may_be_dropped():
    learned = LearnedPositions(41, 307)
    assert learned.encoding.norm(dim=-1).mean().item() == pytest.approx(1, abs=0.05)
    x = torch.ones(BATCH, LENGTH, D_MODEL)
    assert LearnedPositions(D_MODEL, MAX_LEN, dropout=1.0)(x).eq(0).all()


def test_only_learned_positions_are_saved_and_learned():
    assert PositionalEncoding(D_MODEL).state_dict() == {}
    assert [p.shape for p in LearnedPositions(D_MODEL, MAX_LEN).parameters()] == [
        (MAX_LEN, D_MODEL)
    ]


def test_attention_is_blind_to_order_until_positions_are_added():
    attention = MultiHeadAttention(D_MODEL, 2)
    positions = PositionalEncoding(D_MODEL, MAX_LEN)
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    order = torch.randperm(LENGTH)

    def attend(x):
        return attention(x, x, x)[0]

    assert_close(attend(x[:, order]), attend(x)[:, order])
    moved = attend(positions(x[:, order]))
    assert not torch.allclose(moved, attend(positions(x))[:, order], atol=1e-3)


@pytest.mark.parametrize("kind", [PositionalEncoding, LearnedPositions])
@pytest.mark.parametrize("offset", [30, -1])
def test_positions_that_do_not_exist_are_named(kind, offset):
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    with pytest.raises(ValueError, match=f"positions {offset} to .* max_len is 31"):
        kind(D_MODEL, MAX_LEN)(x, offset)


@pytest.mark.parametrize("make", [sinusoidal_encoding, LearnedPositions])
@pytest.mark.parametrize(("sizes", "name"), [((-3, 4), "max_len"), ((4, 0), "d_model")])
def test_sizes_that_cannot_be_are_named(make, sizes, name):
    order = {"max_len": sizes[0], "d_model": sizes[1]}
    with pytest.raises(ValueError, match=f"{name} is {order[name]}; expected at least"):
        make(**order)


def test_an_odd_width_has_no_shift_matrix_and_none_has_none():
    with pytest.raises(ValueError, match="d_model is 5"):
        relative_shift_matrix(1, 5)
    with pytest.raises(ValueError, match="d_model is 0; expected at least 1"):
        relative_shift_matrix(1, 0)


def test_the_speeds_are_the_formulas():
    wanted = [1 / 50 ** (2 * pair / 6) for pair in range(3)]
    assert frequencies(6, 50.0).tolist() == pytest.approx(wanted)
    assert frequencies(8)[3].item() == pytest.approx(1 / 10_000 ** (6 / 8))


@pytest.mark.parametrize(
    "positions",
    [
        PositionalEncoding(D_MODEL),
        LearnedPositions(D_MODEL, MAX_LEN),
        RotaryPositions(D_MODEL),
    ],
    ids=["sinusoidal", "learned", "rotary"],
)
@pytest.mark.parametrize("width", [1, 2, D_MODEL + 2])
def test_vectors_of_another_width_are_an_error(positions, width):
    fault = f"vectors have the width {width}; these positions were made for {D_MODEL}"
    with pytest.raises(ValueError, match=fault):
        positions(torch.randn(BATCH, LENGTH, width))


@pytest.mark.parametrize("kind", [PositionalEncoding, LearnedPositions])
def test_what_is_added_has_the_precision_of_the_words(kind):
    positions = kind(D_MODEL, MAX_LEN)
    x = torch.randn(BATCH, LENGTH, D_MODEL)
    found = positions(x.half())
    assert found.dtype == torch.float16
    assert_close(found.float(), positions(x), atol=0.01, rtol=0.01)


def test_another_base_turns_at_its_own_frequencies():
    encoding = sinusoidal_encoding(13, 6, base=100.0)
    for position in (0, 1, 12):
        for pair in range(3):
            angle = position / 100 ** (2 * pair / 6)
            found = encoding[position, 2 * pair : 2 * pair + 2].tolist()
            assert found == pytest.approx([math.sin(angle), math.cos(angle)], abs=1e-6)
    moved = encoding[:-5] @ relative_shift_matrix(5, 6, base=100.0)
    assert_close(moved, encoding[5:])


@pytest.mark.parametrize("base", [1.0, float("inf"), float("nan")])
def test_a_base_that_turns_nothing_slower_is_an_error(base):
    with pytest.raises(ValueError, match=f"base is {base}; expected a number above 1"):
        sinusoidal_encoding(3, 4, base=base)
