"""The Transformer against torch's, weight for weight; steps against the full pass."""

import itertools

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from course_utils.beam_search import beam_search, greedy_search
from course_utils.data import BOS_ID, PAD_ID
from course_utils.masks import causal_mask
from course_utils.positional_encoding import RotaryPositions, sinusoidal_encoding
from course_utils.transformer import (
    DecoderLayer,
    EncoderLayer,
    FeedForward,
    KeysValues,
    Transformer,
)

BATCH, SRC_LEN, TGT_LEN, D_FF, LAYERS = 2, 5, 7, 13, 3
D_MODEL, HEADS = 33, 3  # d_head 11
SRC_VOCAB, TGT_VOCAB = 19, 23
PLACES = pytest.mark.parametrize("norm_first", [False, True], ids=["post", "pre"])


def scrambled(module):
    """Give every parameter another number, the zeros and ones of biases included."""
    torch.manual_seed(0)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return module.eval()


def attention_pairs(ours, theirs):
    """Pair our parameters with torch's, which stacks the three projections."""
    stacked = (ours.query_proj, ours.key_proj, ours.value_proj)
    return [
        ([p.weight for p in stacked], theirs.in_proj_weight),
        ([p.bias for p in stacked], theirs.in_proj_bias),
        ([ours.output_proj.weight], theirs.out_proj.weight),
        ([ours.output_proj.bias], theirs.out_proj.bias),
    ]


def layer_pairs(ours, theirs):
    """Pair all parameters of one of our layers with those of torch's."""
    pairs = attention_pairs(ours.self_attention, theirs.self_attn)
    if isinstance(ours, DecoderLayer):
        pairs += attention_pairs(ours.cross_attention, theirs.multihead_attn)
        residuals = [ours.self_residual, ours.cross_residual]
        norms = [theirs.norm1, theirs.norm2, theirs.norm3]
    else:
        residuals, norms = [ours.attention_residual], [theirs.norm1, theirs.norm2]
    ours_modules = [r.norm for r in [*residuals, ours.feed_forward_residual]]
    ours_modules += [ours.feed_forward.widen, ours.feed_forward.narrow]
    for a, b in zip(
        ours_modules, [*norms, theirs.linear1, theirs.linear2], strict=True
    ):
        pairs += [([a.weight], b.weight), ([a.bias], b.bias)]
    return pairs


def copy_weights(pairs):
    with torch.no_grad():
        for ours, theirs in pairs:
            theirs.copy_(torch.cat(list(ours)))


def assert_same_gradients(pairs, close):
    for ours, theirs in pairs:
        assert_close(torch.cat([p.grad for p in ours]), theirs.grad, **close)


def source_mask():
    """Let the second sentence be shorter by two tokens."""
    mask = torch.ones(BATCH, 1, 1, SRC_LEN, dtype=torch.bool)
    mask[1, ..., 3:] = False
    return mask


def torch_sizes(norm_first):
    return {
        "dim_feedforward": D_FF,
        "dropout": 0.0,
        "batch_first": True,
        "norm_first": norm_first,
    }


CLOSE = {"atol": 1e-5, "rtol": 1e-4}


@PLACES
def test_encoder_layer_equals_torch_forward_and_gradient(norm_first):
    ours = scrambled(EncoderLayer(D_MODEL, HEADS, D_FF, norm_first=norm_first))
    theirs = nn.TransformerEncoderLayer(D_MODEL, HEADS, **torch_sizes(norm_first))
    pairs = layer_pairs(ours, theirs)
    copy_weights(pairs)
    x = torch.randn(BATCH, SRC_LEN, D_MODEL)
    mask = source_mask()
    found, weights = ours(x, mask)
    wanted = theirs(x, src_key_padding_mask=~mask[:, 0, 0])
    real = mask[:, 0, 0]
    assert_close(found[real], wanted[real], **CLOSE)
    assert weights.shape == (BATCH, HEADS, SRC_LEN, SRC_LEN)
    found[real].square().sum().backward()
    wanted[real].square().sum().backward()
    assert_same_gradients(pairs, {"atol": 1e-3, "rtol": 1e-3})


@PLACES
def test_decoder_layer_equals_torch_forward_and_gradient(norm_first):
    ours = scrambled(DecoderLayer(D_MODEL, HEADS, D_FF, norm_first=norm_first))
    theirs = nn.TransformerDecoderLayer(D_MODEL, HEADS, **torch_sizes(norm_first))
    pairs = layer_pairs(ours, theirs)
    copy_weights(pairs)
    x = torch.randn(BATCH, TGT_LEN, D_MODEL)
    memory = torch.randn(BATCH, SRC_LEN, D_MODEL)
    mask, hidden = causal_mask(TGT_LEN), ~source_mask()[:, 0, 0]
    source = KeysValues(*ours.cross_attention.project(memory, memory))
    found, _, weights = ours(x, source, mask, source_mask())
    wanted = theirs(x, memory, tgt_mask=~mask, memory_key_padding_mask=hidden)
    assert_close(found, wanted, **CLOSE)
    lengths = [each.shape for each in weights]
    assert lengths == [(BATCH, HEADS, TGT_LEN, each) for each in (TGT_LEN, SRC_LEN)]
    found.square().sum().backward()
    wanted.square().sum().backward()
    assert_same_gradients(pairs, {"atol": 1e-3, "rtol": 1e-3})


def model(norm_first=True, **changes):
    sizes = {"d_model": D_MODEL, "num_heads": HEADS, "d_ff": D_FF} | changes
    made = Transformer(
        SRC_VOCAB, TGT_VOCAB, num_layers=LAYERS, norm_first=norm_first, **sizes
    )
    return scrambled(made)


def sentences():
    """A padded batch: the second source and target are shorter."""
    torch.manual_seed(1)
    src = torch.randint(4, SRC_VOCAB, (BATCH, SRC_LEN))
    tgt_in = torch.randint(4, TGT_VOCAB, (BATCH, TGT_LEN))
    src[1, 3:] = PAD_ID
    tgt_in[:, 0], tgt_in[1, 4:] = BOS_ID, PAD_ID
    return src, tgt_in


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
@PLACES
def test_transformer_equals_torch_forward_and_gradient(norm_first):
    ours = model(norm_first)
    theirs = nn.Transformer(
        D_MODEL, HEADS, LAYERS, LAYERS, **torch_sizes(norm_first)
    ).eval()
    pairs = []
    for a, b in ((ours.encoder, theirs.encoder), (ours.decoder, theirs.decoder)):
        for ours_layer, theirs_layer in zip(a.layers, b.layers, strict=True):
            pairs += layer_pairs(ours_layer, theirs_layer)
        if norm_first:
            pairs += [([a.norm.weight], b.norm.weight), ([a.norm.bias], b.norm.bias)]
        else:
            b.norm = None  # torch adds a last norm here too; the paper has none
    copy_weights(pairs)
    src, tgt_in = sentences()
    wanted = ours.output_proj(
        theirs(
            ours.embed(src, ours.src_embedding, 0).detach(),
            ours.embed(tgt_in, ours.tgt_embedding, 0).detach(),
            tgt_mask=~causal_mask(TGT_LEN),
            src_key_padding_mask=src == PAD_ID,
            memory_key_padding_mask=src == PAD_ID,
        )
    )
    found, real = ours(src, tgt_in), tgt_in != PAD_ID
    assert_close(found[real], wanted[real], atol=1e-4, rtol=1e-4)
    found[real].sum().backward()
    wanted[real].sum().backward()
    assert_same_gradients(pairs, {"atol": 1e-2, "rtol": 1e-3})


def test_feed_forward_equals_two_convolutions_of_kernel_size_1():
    ours = scrambled(FeedForward(D_MODEL, D_FF))
    widen = nn.Conv1d(D_MODEL, D_FF, kernel_size=1)
    narrow = nn.Conv1d(D_FF, D_MODEL, kernel_size=1)
    for linear, conv in ((ours.widen, widen), (ours.narrow, narrow)):
        with torch.no_grad():
            conv.weight.copy_(linear.weight.unsqueeze(-1))
            conv.bias.copy_(linear.bias)
    x = torch.randn(BATCH, SRC_LEN, D_MODEL)
    channels_first = x.transpose(1, 2)
    wanted = narrow(torch.relu(widen(channels_first))).transpose(1, 2)
    assert_close(ours(x), wanted, **CLOSE)


def test_feed_forward_drops_what_it_has_widened():
    ours = scrambled(FeedForward(D_MODEL, D_FF, dropout=1.0)).train()
    x = torch.randn(BATCH, SRC_LEN, D_MODEL)
    assert_close(ours(x), ours.narrow.bias.expand_as(x))


@pytest.mark.parametrize("positions", ["sinusoidal", "learned", "rotary"])
def test_dropout_is_told_to_every_layer(positions):
    # One behind the positions, 4 in each encoder layer, 6 in each decoder layer
    def rates(**told):
        sizes = {"num_layers": 2, "num_decoder_layers": 3, "positions": positions}
        made = Transformer(SRC_VOCAB, TGT_VOCAB, **sizes, **told)
        return [each.p for each in made.modules() if isinstance(each, nn.Dropout)]

    assert rates(dropout=0.25) == [0.25] * (1 + 2 * 4 + 3 * 6)
    assert set(rates()) == {0}


@PLACES
@pytest.mark.parametrize("seed", [2, 3, 5])
def test_step_by_step_equals_all_at_once(norm_first, seed):
    torch.manual_seed(seed)
    ours = model(norm_first)
    src_len, tgt_len = torch.randint(2, 17, (2,)).tolist()
    src = torch.randint(4, SRC_VOCAB, (BATCH, src_len))
    src[1, 1:] = PAD_ID
    tgt_in = torch.randint(4, TGT_VOCAB, (BATCH, tgt_len))
    wanted = ours(src, tgt_in).log_softmax(dim=-1)
    state = ours.start(ours.encode(src))
    for position, tokens in enumerate(tgt_in.unbind(dim=1)):
        log_probs, state = ours.step(tokens, state)
        assert_close(log_probs, wanted[:, position], **CLOSE)


KINDS = pytest.mark.parametrize(
    "positions", ["sinusoidal", "learned", "rotary", "none"]
)


def other(positions, **changes):
    """Return a model with another choice of everything that can be chosen."""
    sizes = {"d_model": 30, "num_decoder_layers": 1, "bias": False} | changes
    return model(positions=positions, **sizes)


@KINDS
def test_with_any_positions_steps_and_weights_equal_all_at_once(positions):
    ours, (src, tgt_in) = other(positions), sentences()
    wanted = ours(src, tgt_in)
    logits, maps = ours.align(src, tgt_in)
    assert_close(logits, wanted, **CLOSE)
    assert maps.encoder.shape[1] == LAYERS
    assert maps.decoder.shape[1] == maps.cross.shape[1] == 1
    state = ours.start(ours.encode(src))
    for position, tokens in enumerate(tgt_in.unbind(dim=1)):
        log_probs, state = ours.step(tokens, state)
        assert_close(log_probs, wanted[:, position].log_softmax(-1), **CLOSE)
    alone = ours(src[1:, :3], tgt_in[1:, :4])
    assert_close(wanted[1:, :4], alone, **CLOSE)


@KINDS
def test_only_without_positions_is_the_encoder_blind_to_order(positions):
    ours, src = other(positions), torch.tensor([[5, 7, 11]])
    turned = ours.encode(src.flip(1)).states.flip(1)
    assert torch.allclose(ours.encode(src).states, turned, **CLOSE) == (
        positions == "none"
    )


def test_without_bias_all_parameters_are_matrices_or_scales():
    names = [name for name, _ in other("rotary").named_parameters()]
    assert names
    assert not [name for name in names if name.endswith("bias")]


def test_rotary_positions_are_relative_in_every_attention():
    # All places moved by as much: the source's and the target's
    ours, (src, tgt_in) = other("rotary"), sentences()
    wanted = ours(src, tgt_in)
    turn = ours.encoder.layers[0].self_attention.rotary
    turn.turns = turn.turns.roll(-11, dims=0)
    assert_close(ours(src, tgt_in), wanted, atol=1e-4, rtol=1e-4)
    ours.decoder.layers[0].cross_attention.rotary = None
    assert not torch.allclose(ours(src, tgt_in), wanted, atol=1e-2)


def test_training_keeps_no_weights():
    # forward and step ask for none, and all they do is what `align` does
    ours, (src, tgt_in) = model(), sentences()
    for need_weights in (True, False):
        memory, encoder = ours._encode(src, need_weights=need_weights)
        _, decoder = ours.decode(memory, tgt_in, need_weights=need_weights)
        maps = [*encoder, *(each for pair in decoder for each in pair)]
        assert all((each is not None) == need_weights for each in maps)


def test_a_step_leaves_its_state_as_it_was():
    ours, (src, tgt_in) = model(), sentences()
    _, state = ours.step(tgt_in[:, 0], ours.start(ours.encode(src)))
    first, _ = ours.step(tgt_in[:, 1], state)
    ours.step(tgt_in[:, 2], state)
    assert_close(ours.step(tgt_in[:, 1], state)[0], first)


def test_the_future_cannot_leak():
    ours, (src, tgt_in) = model(), sentences()
    changed = tgt_in.clone()
    changed[0, 5] = 4 + (changed[0, 5] - 3) % (TGT_VOCAB - 4)
    before, after = ours(src, tgt_in), ours(src, changed)
    assert_close(after[0, :5], before[0, :5])
    assert not torch.allclose(after[0, 5:], before[0, 5:])
    ours.causal = False
    assert not torch.allclose(ours(src, tgt_in)[0, :5], ours(src, changed)[0, :5])


def test_padding_and_neighbours_change_nothing():
    ours, (src, tgt_in) = model(), sentences()
    alone = ours(src[1:, :3], tgt_in[1:, :4])
    assert_close(ours(src, tgt_in)[1:, :4], alone, **CLOSE)


def test_all_weights_come_back_and_sum_to_one():
    ours, (src, tgt_in) = model(), sentences()
    logits, maps = ours.align(src, tgt_in)
    assert_close(logits, ours(src, tgt_in))
    shapes = [(SRC_LEN, SRC_LEN), (TGT_LEN, TGT_LEN), (TGT_LEN, SRC_LEN)]
    for weights, shape in zip(maps, shapes, strict=True):
        assert weights.shape == (BATCH, LAYERS, HEADS, *shape)
        assert_close(weights.sum(dim=-1), torch.ones(weights.shape[:-1]))
    assert (maps.cross[1, ..., 3:] == 0).all()
    assert (maps.decoder[..., ~causal_mask(TGT_LEN)] == 0).all()


def test_words_are_told_apart_by_their_place():
    ours = model()
    src = torch.tensor([[5, 7, 11]])
    states = ours.encode(src).states
    turned = ours.encode(src.flip(1)).states.flip(1)
    assert not torch.allclose(states, turned)


def test_tokens_are_scaled_and_then_get_their_positions():
    ours = model(d_model=16, num_heads=2)
    rows = ours.tgt_embedding.weight[torch.tensor([[5, 7, 11]])]
    found = ours.embed(torch.tensor([[5, 7, 11]]), ours.tgt_embedding, offset=3)
    assert_close(found, 4 * rows + sinusoidal_encoding(6, 16, base=100.0)[3:])


def test_output_layer_and_target_embedding_are_one():
    ours = Transformer(SRC_VOCAB, TGT_VOCAB)
    assert ours.output_proj.weight is ours.tgt_embedding.weight
    logits = ours(*sentences())
    assert logits.std().item() == pytest.approx(1, abs=0.35)


def test_weights_begin_as_the_paper_draws_them():
    ours = Transformer(499, 503)
    learned = (ours.encoder.named_parameters(), ours.decoder.named_parameters())
    for name, weight in itertools.chain(*learned):
        if weight.dim() > 1:  # Xavier: uniform up to √(6 / (inputs + outputs))
            limit = (6 / sum(weight.shape)) ** 0.5
            assert 0.95 * limit < weight.abs().max() <= limit, name
    for embedding in (ours.src_embedding, ours.tgt_embedding):
        length = embedding.weight.norm(dim=-1).mean().item()
        assert length == pytest.approx(1, abs=0.05)


def test_the_base_and_the_longest_sequence_reach_the_positions():
    for told in ({"max_len": 41, "base": 7.0}, {}):
        long, base = told.get("max_len", 256), told.get("base", 100.0)
        added = model(**told).positions.encoding
        assert_close(added, sinusoidal_encoding(long, D_MODEL, base))
        ours = other("rotary", **told)
        for stack in (ours.encoder, ours.decoder):
            turns = stack.layers[-1].self_attention.rotary.turns
            assert_close(turns, RotaryPositions(10, long, base).turns)


def test_the_searches_of_the_course_drive_it():
    ours, (src, _) = model(), sentences()
    state = ours.start(ours.encode(src))
    greedy = greedy_search(ours.step, state, BATCH, max_len=11)
    beams = beam_search(
        ours.step, state, BATCH, beam_size=1, max_len=11, length_penalty=0.0
    )
    assert [hypothesis.tokens for hypothesis in greedy] == [b[0].tokens for b in beams]
    wide = beam_search(ours.step, state, BATCH, beam_size=5, max_len=11)
    for row, best in enumerate(each[0] for each in wide):
        tokens = torch.tensor([[BOS_ID, *best.tokens]])
        log_probs = ours(src[row : row + 1], tokens[:, :-1]).log_softmax(dim=-1)
        total = log_probs.gather(2, tokens[:, 1:, None]).sum().item()
        assert best.log_prob == pytest.approx(total, abs=1e-3)


def test_bad_sizes_are_named():
    with pytest.raises(ValueError, match="d_model is 33 and num_heads 2"):
        model(num_heads=2)
    for few in (0, -1):
        with pytest.raises(ValueError, match=r"no layers.*num_layers of at least 1"):
            Transformer(SRC_VOCAB, TGT_VOCAB, num_layers=few)
    with pytest.raises(ValueError, match=r"no layers.*num_layers of at least 1"):
        model(num_decoder_layers=0)
    with pytest.raises(ValueError, match="positions is 'rope'; expected one of 'sinu"):
        model(positions="rope")
    for heads in (0, 2):
        with pytest.raises(ValueError, match=f"d_model is 33 and num_heads {heads}"):
            model(positions="rotary", num_heads=heads)
    with pytest.raises(ValueError, match="d_head is 11; expected an even number"):
        model(positions="rotary")
    src, _ = sentences()
    with pytest.raises(ValueError, match="max_len is 3"):
        model(max_len=3)(src, src)
