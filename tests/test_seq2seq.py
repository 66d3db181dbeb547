"""Seq2seq: the GRU against torch, padding, and `step` against `forward`."""

import math

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from course_utils.data import BOS_ID, EOS_ID, PAD_ID
from course_utils.exercises.seq2seq.translator import Parts, translator_logits
from course_utils.seq2seq import (
    BidirectionalGRUEncoder,
    GRUEncoder,
    Seq2Seq,
    gru_cell,
    last_real,
)

SRC_VOCAB, TGT_VOCAB, EMBED, HIDDEN = 23, 29, 5, 7


@pytest.fixture(params=[False, True], ids=["one-way", "bidirectional"])
def model(request):
    torch.manual_seed(0)
    sizes = {"embed_dim": EMBED, "hidden_size": HIDDEN}
    return Seq2Seq(SRC_VOCAB, TGT_VOCAB, bidirectional=request.param, **sizes)


def random_tokens(vocab_size: int, batch: int, length: int) -> torch.Tensor:
    return torch.randint(4, vocab_size, (batch, length))


def gru_weights(gru: torch.nn.GRU) -> list[torch.Tensor]:
    return [gru.weight_ih_l0, gru.weight_hh_l0, gru.bias_ih_l0, gru.bias_hh_l0]


def test_gru_cell_equals_a_sum_by_hand():
    # One input, one hidden unit. All gates see 0, so both are sigmoid(0) = 1/2;
    # the candidate is tanh(1·x) = tanh(1). New state: ½·tanh(1) + ½·3 = 1.8808
    weight_ih = torch.tensor([[0.0], [0.0], [1.0]])
    nothing = torch.zeros(3)
    state = gru_cell(
        torch.tensor([[1.0]]),
        torch.tensor([[3.0]]),
        weight_ih,
        torch.zeros(3, 1),
        nothing,
        nothing,
    )
    assert state.item() == pytest.approx(0.5 * math.tanh(1) + 0.5 * 3)
    assert state.item() == pytest.approx(1.8808, abs=1e-4)


def test_gru_cell_equals_torch_forward_and_gradient():
    torch.manual_seed(1)
    gru = torch.nn.GRU(EMBED, HIDDEN, batch_first=True)
    x = torch.randn(3, 11, EMBED, requires_grad=True)
    wanted, _ = gru(x)
    wanted_grads = torch.autograd.grad(wanted.square().sum(), [x, *gru.parameters()])
    hidden, found = torch.zeros(3, HIDDEN), []
    for t in range(11):
        hidden = gru_cell(x[:, t], hidden, *gru_weights(gru))
        found.append(hidden)
    stacked = torch.stack(found, dim=1)
    grads = torch.autograd.grad(stacked.square().sum(), [x, *gru.parameters()])
    assert_close(stacked, wanted)
    for ours, theirs in zip(grads, wanted_grads, strict=True):
        assert_close(ours, theirs)


def test_encode_takes_the_state_at_the_last_real_token(model):
    short, long = random_tokens(SRC_VOCAB, 1, 3), random_tokens(SRC_VOCAB, 1, 11)
    padded = torch.full((2, 13), PAD_ID)
    padded[0, :3], padded[1, :11] = short, long
    alone = torch.cat([model.encode(short), model.encode(long)])
    assert_close(model.encode(padded), alone)


def test_encoders_equal_torch_on_packed_sentences():
    torch.manual_seed(0)
    sizes = {"embed_dim": EMBED, "hidden_size": HIDDEN}
    encoder = BidirectionalGRUEncoder(SRC_VOCAB, **sizes)
    oracle = torch.nn.GRU(EMBED, HIDDEN, batch_first=True, bidirectional=True)
    forth, back = encoder.forth.gru.state_dict(), encoder.back.gru.state_dict()
    oracle.load_state_dict(forth | {f"{k}_reverse": v for k, v in back.items()})
    src = random_tokens(SRC_VOCAB, 3, 11)
    lengths = torch.tensor([5, 11, 2])
    real = torch.arange(11) < lengths[:, None]
    src[~real] = PAD_ID
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        encoder.forth.embedding(src), lengths, batch_first=True, enforce_sorted=False
    )
    outputs, (forth_end, back_end) = oracle(packed)
    outputs, _ = torch.nn.utils.rnn.pad_packed_sequence(outputs, batch_first=True)
    states, last = encoder(src)
    assert_close(states[real], torch.tanh(encoder.join(outputs))[real])
    ends = torch.cat([forth_end, back_end], dim=-1)
    assert_close(last, torch.tanh(encoder.join(ends)))
    states, last = encoder.forth(src)
    assert_close(states[real], outputs[..., :HIDDEN][real])
    assert_close(last, forth_end)


def test_padding_changes_nothing(model):
    src, tgt_in = random_tokens(SRC_VOCAB, 3, 5), random_tokens(TGT_VOCAB, 3, 7)
    more = torch.cat([src, torch.full((3, 2), PAD_ID)], dim=1)
    longer = torch.cat([tgt_in, torch.full((3, 4), PAD_ID)], dim=1)
    assert_close(model(more, longer)[:, :7], model(src, tgt_in))


def test_step_after_step_equals_forward(model):
    src, tgt_in = random_tokens(SRC_VOCAB, 3, 5), random_tokens(TGT_VOCAB, 3, 11)
    tgt_in[:, 0] = BOS_ID
    state, steps = model.start(model.encode(src)), []
    for t in range(11):
        log_probs, state = model.step(tgt_in[:, t], state)
        steps.append(log_probs)
    wanted = model(src, tgt_in).log_softmax(dim=-1)
    assert_close(torch.stack(steps, dim=1), wanted)


def test_step_leaves_the_given_state_alone(model):
    state = model.start(model.encode(random_tokens(SRC_VOCAB, 3, 5)))
    before = state.clone()
    model.step(torch.full((3,), BOS_ID), state)
    assert_close(state, before, rtol=0, atol=0)


def test_rows_of_a_batch_do_not_mix(model):
    src, tgt_in = random_tokens(SRC_VOCAB, 3, 5), random_tokens(TGT_VOCAB, 3, 7)
    changed_src, changed_tgt = src.clone(), tgt_in.clone()
    changed_src[1], changed_tgt[1] = EOS_ID, EOS_ID
    before, after = model(src, tgt_in), model(changed_src, changed_tgt)
    assert_close(after[[0, 2]], before[[0, 2]])
    assert not torch.allclose(after[1], before[1])


def test_decoder_cannot_see_the_future(model):
    src, tgt_in = random_tokens(SRC_VOCAB, 2, 5), random_tokens(TGT_VOCAB, 2, 7)
    changed = tgt_in.clone()
    changed[:, 4] = (tgt_in[:, 4] + 1) % TGT_VOCAB
    before, after = model(src, tgt_in), model(src, changed)
    assert_close(after[:, :4], before[:, :4])
    assert not torch.allclose(after[:, 4:], before[:, 4:])


def test_padding_has_an_embedding_of_zeros_that_stays(model):
    encoder = getattr(model.encoder, "forth", model.encoder)
    for embedding in (encoder.embedding, model.decoder.embedding):
        assert (embedding.weight[PAD_ID] == 0).all()
        assert embedding.padding_idx == PAD_ID


def test_a_sentence_of_padding_is_named():
    encoder = GRUEncoder(SRC_VOCAB, embed_dim=EMBED, hidden_size=HIDDEN)
    src = random_tokens(SRC_VOCAB, 3, 5)
    src[1] = PAD_ID
    with pytest.raises(ValueError, match="sentence 1 of the batch is all <pad>"):
        encoder(src)


def test_the_translator_of_the_exercise_is_this_model_where_it_does_not_read_c():
    torch.manual_seed(0)
    model = Seq2Seq(11, 13, embed_dim=3, hidden_size=5)
    decoder = nn.GRU(3 + 5, 5, batch_first=True)
    ours, theirs = dict(decoder.named_parameters()), model.decoder.gru
    with torch.no_grad():
        for name, weights in theirs.named_parameters():
            ours[name].zero_()[..., : weights.shape[-1]] = weights
    encoder, writer = model.encoder, model.decoder
    parts = Parts(
        encoder.embedding, encoder.gru, writer.embedding, decoder, writer.output_proj
    )
    src, tgt_in = torch.tensor([[4, 7, 2], [5, 2, 0]]), torch.tensor([[1, 6], [1, 9]])
    assert_close(translator_logits(parts, src, tgt_in), model(src, tgt_in))


@pytest.mark.parametrize("row", [[0, 0, 5, 6], [5, 0, 6, 2]])
def test_padding_before_a_real_token_is_an_error(row):
    with pytest.raises(
        ValueError, match=r"sentence 1 .* has <pad> before a real token"
    ):
        last_real(torch.tensor([[5, 6, 0, 0], row]))
