"""Attention against torch, a pencil and itself: masks, padding, gradients, steps."""

import math

import pytest
import torch
import torch.nn.functional as F
from torch.testing import assert_close

from benchmarks.attention import most_bytes
from course_utils.attention import (
    AdditiveAttention,
    Seq2SeqWithAttention,
    fused_attention,
    kernel_attention,
    masked_softmax,
    scaled_dot_product_attention,
)
from course_utils.beam_search import beam_search
from course_utils.data import BOS_ID, EOS_ID, PAD_ID
from course_utils.masks import causal_mask

BATCH, HEADS, QUERIES, KEYS, D_HEAD, D_VALUE = 2, 3, 5, 7, 11, 13


def random_inputs(dtype=torch.float32):
    torch.manual_seed(0)
    shapes = (QUERIES, D_HEAD), (KEYS, D_HEAD), (KEYS, D_VALUE)
    made = [torch.randn(BATCH, HEADS, *shape) for shape in shapes]
    return [tensor.to(dtype).requires_grad_() for tensor in made]


def random_mask():
    """A mask in which every query may attend to something."""
    torch.manual_seed(1)
    mask = torch.rand(BATCH, 1, QUERIES, KEYS) < 0.5
    mask[..., 0] = True
    return mask


def test_attention_equals_a_sum_by_hand():
    # Scores 1·2/√4 and 0: weights e/(e + 1) and 1/(e + 1); values 10 and 20
    query = torch.tensor([[2.0, 0.0, 0.0, 0.0]])
    key = torch.tensor([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    value = torch.tensor([[10.0], [20.0]])
    context, weights = scaled_dot_product_attention(query, key, value)
    first = math.e / (math.e + 1)
    assert weights.tolist() == [pytest.approx([first, 1 - first])]
    assert context.item() == pytest.approx(10 * first + 20 * (1 - first))
    assert context.item() == pytest.approx(12.69, abs=0.01)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("mask", [None, random_mask()], ids=["open", "masked"])
def test_dot_product_equals_torch_forward_and_gradient(dtype, mask):
    inputs = random_inputs(dtype)
    ours, _ = scaled_dot_product_attention(*inputs, mask)
    theirs = F.scaled_dot_product_attention(*inputs, mask)
    close = {"atol": 0.05, "rtol": 0.05} if dtype == torch.bfloat16 else {}
    assert_close(ours, theirs, **close)
    for found, wanted in zip(
        torch.autograd.grad(ours.square().sum(), inputs),
        torch.autograd.grad(theirs.square().sum(), inputs),
        strict=True,
    ):
        assert_close(found, wanted, **close)


def test_weights_sum_to_one_over_the_keys():
    _, weights = scaled_dot_product_attention(*random_inputs(), random_mask())
    assert weights.shape == (BATCH, HEADS, QUERIES, KEYS)
    assert_close(weights.sum(dim=-1), torch.ones(BATCH, HEADS, QUERIES))
    assert (weights[~random_mask().expand_as(weights)] == 0).all()


def test_scores_are_scaled_so_that_their_variance_is_one():
    torch.manual_seed(0)
    for size in (4, 256):
        query, key = torch.randn(2, 997, size)
        _, weights = scaled_dot_product_attention(query, key, key)
        scores = weights.log() - weights.log().mean(dim=-1, keepdim=True)
        assert scores.var().item() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_a_query_that_may_see_nothing_gets_zeros_and_finite_gradients(dtype):
    inputs = random_inputs(dtype)
    mask = random_mask()
    mask[0, 0, 3] = False
    context, weights = scaled_dot_product_attention(*inputs, mask)
    assert (weights[0, :, 3] == 0).all()
    assert (context[0, :, 3] == 0).all()
    assert_close(
        weights[0, :, 2].sum(dim=-1).float(), torch.ones(HEADS), atol=0.01, rtol=0
    )
    for gradient in torch.autograd.grad(context.square().sum(), inputs):
        assert gradient.isfinite().all()


@pytest.mark.parametrize(
    ("dtype", "close"),
    [
        (torch.float64, 1e-12),
        (torch.float32, 1e-5),
        (torch.bfloat16, 0.05),
        (torch.float16, 0.01),
    ],
)
@pytest.mark.parametrize("mask", ["open", "masked", "padding", "causal", "blind"])
def test_without_weights_the_context_is_the_same_forward_and_gradient(
    dtype, close, mask
):
    inputs = random_inputs(dtype)
    masks = {
        "open": None,
        "masked": random_mask(),
        "padding": (torch.arange(KEYS) < 4)[None, None, None],
        "causal": causal_mask(QUERIES, KEYS),
        "blind": random_mask().index_fill(2, torch.tensor([3]), False),
    }
    ordinary, _ = scaled_dot_product_attention(*inputs, masks[mask])
    fused = fused_attention(*inputs, masks[mask])
    assert_close(fused, ordinary, atol=close, rtol=close)
    if mask == "blind":
        assert (fused[:, :, 3] == 0).all()
    for found, wanted in zip(
        torch.autograd.grad(fused.square().sum(), inputs),
        torch.autograd.grad(ordinary.square().sum(), inputs),
        strict=True,
    ):
        assert_close(found, wanted, atol=4 * close, rtol=4 * close)


@pytest.mark.filterwarnings("ignore::UserWarning")  # the profiler's own
@pytest.mark.parametrize("padded", [False, True])
def test_without_weights_memory_grows_with_the_length_and_not_with_its_square(padded):
    def held(attention, length):
        inputs = torch.randn(3, 1, HEADS, length, D_HEAD, requires_grad=True)
        mask = torch.arange(length) < length - 7 if padded else None
        return most_bytes(lambda: attention(*inputs.unbind(), mask).sum().backward())

    def growth(attention):
        return held(attention, 2053) / held(attention, 1031)

    assert growth(fused_attention) < 2.2
    assert growth(lambda *inputs: scaled_dot_product_attention(*inputs)[0]) > 3.3


@pytest.mark.parametrize("attention", [fused_attention, scaled_dot_product_attention])
def test_both_ways_refuse_the_same_masks(attention):
    inputs = random_inputs()
    with pytest.raises(ValueError, match="expected bool, where True means"):
        attention(*inputs, torch.zeros(QUERIES, KEYS))
    with pytest.raises(ValueError, match="query_len 5 and key_len 7"):
        attention(*inputs, torch.ones(KEYS, QUERIES, dtype=torch.bool))


def test_more_masked_keys_change_nothing():
    query, key, value = random_inputs()
    padded = [F.pad(tensor, (0, 0, 0, 4), value=9.0) for tensor in (key, value)]
    mask = torch.arange(KEYS + 4) < KEYS
    found, _ = scaled_dot_product_attention(query, *padded, mask)
    assert_close(found, scaled_dot_product_attention(query, key, value)[0])


def test_the_future_cannot_leak():
    torch.manual_seed(0)
    x = torch.randn(BATCH, QUERIES, D_HEAD)
    changed = x.clone()
    changed[:, 3] += 1
    before, _ = scaled_dot_product_attention(x, x, x, causal_mask(QUERIES))
    after, _ = scaled_dot_product_attention(x, changed, changed, causal_mask(QUERIES))
    assert_close(after[:, :3], before[:, :3])
    assert not torch.allclose(after[:, 3:], before[:, 3:])


def test_dropout_thins_the_sum_and_not_the_weights():
    inputs = random_inputs()
    context, weights = scaled_dot_product_attention(*inputs, dropout=torch.zeros_like)
    assert (context == 0).all()
    assert_close(weights, scaled_dot_product_attention(*inputs)[1])


def test_kernel_attention_equals_a_sum_by_hand():
    # Distances 0 and 2 at bandwidth 1: weights 1 and exp(-2), normalised
    context, weights = kernel_attention(
        torch.tensor([1.0]), torch.tensor([1.0, 3.0]), torch.tensor([0.0, 6.0]), 1.0
    )
    second = math.exp(-2) / (1 + math.exp(-2))
    assert weights[0, 1].item() == pytest.approx(second)
    assert context.item() == pytest.approx(6 * second)


@pytest.mark.parametrize("num_keys", [5, 7])
def test_kernel_attention_equals_the_softmax_of_a_gaussian(num_keys):
    query, key, value = torch.randn(5), torch.randn(num_keys), torch.randn(num_keys)
    wanted = (-((query[:, None] - key) ** 2) / (2 * 0.5**2)).softmax(dim=-1)
    context, weights = kernel_attention(query, key, value, 0.5)
    assert_close(weights, wanted)
    assert_close(context, wanted @ value)


def test_kernel_attention_goes_from_the_nearest_to_the_mean():
    key, value = torch.tensor([0.0, 1.0, 5.0]), torch.tensor([2.0, 4.0, 9.0])
    query = torch.tensor([0.9])
    assert kernel_attention(query, key, value, 0.01)[0].item() == pytest.approx(4)
    assert kernel_attention(query, key, value, 1e4)[0].item() == pytest.approx(5)
    for tiny in (1e-30, 1e-200, 5e-324):
        context, weights = kernel_attention(query, key, value, tiny)
        assert weights.tolist() == [[0, 1, 0]]
        assert context.item() == 4
    with pytest.raises(ValueError, match="bandwidth is 0"):
        kernel_attention(query, key, value, 0.0)


def test_additive_attention_equals_a_network_on_the_concatenation():
    torch.manual_seed(0)
    attention = AdditiveAttention(3, 5, 7)
    query, key = torch.randn(2, 11, 3), torch.randn(2, 13, 5)
    network = torch.nn.Sequential(
        torch.nn.Linear(8, 7, bias=False),
        torch.nn.Tanh(),
        torch.nn.Linear(7, 1, bias=False),
    )
    halves = attention.query_proj.weight, attention.key_proj.weight
    network[0].weight.data = torch.cat(halves, dim=1)
    network[2].weight.data = attention.score_proj.weight
    pairs = torch.cat(
        [
            query[:, :, None].expand(2, 11, 13, 3),
            key[:, None].expand(2, 11, 13, 5),
        ],
        dim=-1,
    )
    wanted = network(pairs).squeeze(-1).softmax(dim=-1)
    context, weights = attention(query, key, key)
    assert_close(weights, wanted)
    assert_close(context, wanted @ key)


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        (torch.zeros(5, 7), r"of type torch\.float32; expected bool.*mask == 0"),
        (torch.ones(7, 5, dtype=torch.bool), r"shape \(7, 5\).*\(2, 3, 5, 7\)"),
        (torch.ones(11, 2, 3, 5, 7, dtype=torch.bool), "expected one that broadcasts"),
    ],
)
def test_a_wrong_mask_is_named(mask, message):
    with pytest.raises(ValueError, match=message):
        scaled_dot_product_attention(*random_inputs(), mask)


def test_a_mask_is_taken_at_its_word():
    weights = masked_softmax(torch.zeros(2, 3, 3), ~causal_mask(3))
    wanted = torch.tensor([[0, 0.5, 0.5], [0, 0, 1], [0, 0, 0]])
    assert_close(weights, wanted.expand(2, 3, 3))


SRC_VOCAB, TGT_VOCAB = 23, 29


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Seq2SeqWithAttention(SRC_VOCAB, TGT_VOCAB, embed_dim=5, hidden_size=7).eval()


def sentences(vocab_size, batch, length):
    return torch.randint(4, vocab_size, (batch, length))


def test_step_after_step_equals_forward_and_says_where_it_looked(model):
    src, tgt_in = sentences(SRC_VOCAB, 3, 5), sentences(TGT_VOCAB, 3, 11)
    src[0, 3:] = PAD_ID
    logits, weights = model.align(src, tgt_in)
    state, steps, looks = model.start(model.encode(src)), [], []
    assert torch.equal(state.weights, torch.zeros(3, 5))  # nowhere, yet
    for t in range(11):
        log_probs, state = model.step(tgt_in[:, t], state)
        steps.append(log_probs)
        looks.append(state.weights)
    assert_close(torch.stack(steps, dim=1), logits.log_softmax(dim=-1))
    assert_close(torch.stack(looks, dim=1), weights)
    assert_close(model(src, tgt_in), logits)
    assert (weights[0, :, 3:] == 0).all()


def test_the_decoder_equals_torchs_attention_over_its_gru(model):
    # Scores "general": the query is turned by a matrix, and nothing is added to it
    src, tgt_in = sentences(SRC_VOCAB, 3, 5), sentences(TGT_VOCAB, 3, 11)
    memory = model.encode(src)
    hidden, _ = model.gru(model.embedding(tgt_in), memory.last[None])
    queries = hidden @ model.query_proj.weight.T
    context = F.scaled_dot_product_attention(queries, memory.states, memory.states)
    both = torch.cat([context, hidden], dim=-1)
    wanted = model.output_proj(torch.tanh(model.context_proj(both)))
    assert_close(model(src, tgt_in), wanted)


def test_dropout_thins_what_the_decoder_looks_at(model):
    src, tgt_in = sentences(SRC_VOCAB, 3, 5), sentences(TGT_VOCAB, 3, 11)
    assert_close(model.train()(src, tgt_in), model.eval()(src, tgt_in))
    sizes = {"embed_dim": 5, "hidden_size": 7}
    other = Seq2SeqWithAttention(SRC_VOCAB, TGT_VOCAB, **sizes, dropout=1.0)
    other.load_state_dict(model.state_dict())
    memory = model.encode(src)
    blind = memory._replace(states=torch.zeros_like(memory.states))
    assert_close(other(src, tgt_in), model.decode(blind, tgt_in)[0])


def test_embeddings_begin_with_length_one_and_none_for_padding():
    model = Seq2SeqWithAttention(499, 503, embed_dim=31, hidden_size=7)
    for embedding in (model.encoder.forth.embedding, model.embedding):
        assert (embedding.weight[PAD_ID] == 0).all()
        assert embedding.padding_idx == PAD_ID
        lengths = embedding.weight[PAD_ID + 1 :].norm(dim=-1)
        assert lengths.mean().item() == pytest.approx(1, abs=0.05)


def test_padding_changes_nothing(model):
    src, tgt_in = sentences(SRC_VOCAB, 3, 5), sentences(TGT_VOCAB, 3, 7)
    longer = F.pad(src, (0, 4), value=PAD_ID)
    assert_close(model(longer, tgt_in), model(src, tgt_in))


def test_rows_of_a_batch_do_not_mix(model):
    src, tgt_in = sentences(SRC_VOCAB, 3, 5), sentences(TGT_VOCAB, 3, 7)
    changed = src.clone()
    changed[1] = EOS_ID
    before, after = model(src, tgt_in), model(changed, tgt_in)
    assert_close(after[[0, 2]], before[[0, 2]])
    assert not torch.allclose(after[1], before[1])


def test_decoder_looks_beyond_the_last_state(model):
    src, tgt_in = sentences(SRC_VOCAB, 1, 5), sentences(TGT_VOCAB, 1, 7)
    memory = model.encode(src)
    other = memory._replace(states=memory.states.flip(dims=[1]) + 1)
    one, _ = model.step(tgt_in[:, 0], model.start(memory))
    two, _ = model.step(tgt_in[:, 0], model.start(other))
    assert not torch.allclose(one, two)


def test_beam_search_takes_the_memory_along(model):
    src = sentences(SRC_VOCAB, 5, 7)
    with torch.no_grad():
        state = model.start(model.encode(src))
        found = beam_search(model.step, state, 5, beam_size=3, max_len=7)
        for row, hypotheses in enumerate(found):
            best = hypotheses[0]
            tgt_in = torch.tensor([[BOS_ID, *best.tokens[:-1]]])
            log_probs = model(src[row : row + 1], tgt_in).log_softmax(dim=-1)[0]
            total = log_probs[torch.arange(len(best.tokens)), list(best.tokens)].sum()
            assert best.log_prob == pytest.approx(total.item(), abs=1e-4)
