"""Everything runs where the model is, in the type that torch is told to use.

On a stand-in for an accelerator, and on the accelerators that this machine has.
"""

import copy
import functools
from dataclasses import replace

import pytest
import torch
from stand_in_device import DEVICE, stand_in
from torch.testing import assert_close

from course_utils.attention import (
    AdditiveAttention,
    Seq2SeqWithAttention,
    scaled_dot_product_attention,
)
from course_utils.beam_search import beam_search, exhaustive_search, greedy_search
from course_utils.data import BOS_ID, PAD_ID, make_batches, make_corpus
from course_utils.encoder_decoder import (
    CoinChanger,
    LinearEncoderDecoder,
    ShapeClassifier,
    device_of,
    train_classifier,
)
from course_utils.layer_norm import LayerNorm
from course_utils.masks import causal_mask, padding_mask
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.positional_encoding import (
    LearnedPositions,
    relative_shift_matrix,
    sinusoidal_encoding,
)
from course_utils.seq2seq import Seq2Seq
from course_utils.training import train
from course_utils.training.evaluation import evaluate, teacher_forced, translate
from course_utils.training.pretrained import MODELS, load
from course_utils.transformer import Transformer

SRC_VOCAB, TGT_VOCAB, SRC_LEN, TGT_LEN, BATCH = 23, 29, 5, 7, 3
# GRUs on NVIDIA round to ten bits (TF32), which finished models, whose numbers are
# larger, show more
CLOSE = {"atol": 2e-3, "rtol": 2e-3}
ROUGHLY = 0.05
HERE = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
ACCELERATORS = [
    pytest.param(kind, marks=pytest.mark.skipif(not here, reason=f"no {kind} here"))
    for kind, here in HERE.items()
]
SEQUENCE_MODELS = {
    "seq2seq": functools.partial(Seq2Seq, embed_dim=5, hidden_size=11),
    "bidirectional": functools.partial(
        Seq2Seq, embed_dim=5, hidden_size=11, bidirectional=True
    ),
    "attention": functools.partial(Seq2SeqWithAttention, embed_dim=5, hidden_size=11),
    "transformer": functools.partial(Transformer, d_model=14, num_heads=2, d_ff=13),
}
each_model = pytest.mark.parametrize("kind", SEQUENCE_MODELS)
each_finished = pytest.mark.parametrize("name", MODELS)
finished = functools.cache(load)


@pytest.fixture(params=["stand-in", *ACCELERATORS])
def device(request):
    if request.param != "stand-in":
        yield torch.device(request.param)
        return
    with stand_in():
        yield DEVICE


@pytest.fixture
def double():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.fixture(scope="module")
def corpus():
    """A few pairs, with the vocabularies of the finished models."""
    few = make_corpus(num_train=60, num_eval=11, num_by_length=1, seed=5)
    model = finished("transformer")
    return replace(few, src_vocab=model.src_vocab, tgt_vocab=model.tgt_vocab)


def make(kind):
    return SEQUENCE_MODELS[kind](SRC_VOCAB, TGT_VOCAB).eval()


def sentences(device="cpu"):
    src = torch.randint(4, SRC_VOCAB, (BATCH, SRC_LEN))
    src[0, 3:] = PAD_ID
    tgt_in = torch.randint(4, TGT_VOCAB, (BATCH, TGT_LEN))
    return src.to(device), tgt_in.to(device)


def elsewhere(module, device):
    """Return a copy on a device; the original stays on the CPU."""
    return copy.deepcopy(module).to(device)


def test_masks_are_made_where_the_tokens_are(device):
    src, _ = sentences()
    joined = padding_mask(src.to(device)) & causal_mask(SRC_LEN, device=device)
    assert joined.device.type == device.type
    assert torch.equal(joined.cpu(), padding_mask(src) & causal_mask(SRC_LEN))


@each_model
def test_forward_equals_the_cpu(kind, device):
    model, (src, tgt_in) = make(kind), sentences()
    away = elsewhere(model, device)
    assert device_of(away).type == device.type
    logits = away(src.to(device), tgt_in.to(device))
    assert logits.device.type == device.type
    assert_close(logits.cpu(), model(src, tgt_in), **CLOSE)


@each_model
def test_steps_equal_forward(kind, device):
    away, (src, tgt_in) = elsewhere(make(kind), device), sentences(device)
    state, steps = away.start(away.encode(src)), []
    for tokens in tgt_in.unbind(dim=1):
        log_probs, state = away.step(tokens, state)
        steps.append(log_probs)
    wanted = away(src, tgt_in).log_softmax(dim=-1)
    assert_close(torch.stack(steps, dim=1).cpu(), wanted.cpu(), **CLOSE)


@each_model
def test_input_on_another_device_is_torchs_own_error(kind, device):
    away, both = elsewhere(make(kind), device), sentences()
    with pytest.raises(RuntimeError, match="device"):
        away(*both)


def test_additive_attention_and_learned_positions(device):
    query, key = torch.randn(2, 5, 3), torch.randn(2, 7, 4)
    mask = torch.rand(2, 5, 7) < 0.7
    attention, positions = AdditiveAttention(3, 4, 11), LearnedPositions(3, 13)
    wanted, _ = attention(positions(query, 2), key, key, mask)
    places = [tensor.to(device) for tensor in (query, key, mask)]
    attention, positions = elsewhere(attention, device), elsewhere(positions, device)
    found, _ = attention(positions(places[0], 2), places[1], *places[1:])
    assert_close(found.cpu(), wanted, **CLOSE)


def test_the_models_of_notebook_01(device):
    images = torch.rand(5, 1, 8, 8)
    classifier, changer = ShapeClassifier(3).eval(), CoinChanger()
    found = elsewhere(classifier, device)(images.to(device))
    assert_close(found.cpu(), classifier(images), **CLOSE)
    src = torch.tensor([[20, 5, 50, 10]], device=device)
    (first,) = greedy_search(
        changer.step, changer.start(changer.encode(src)), 1, max_len=9
    )
    assert first.tokens == (50, 20, 10, 5, 2)
    assert device_of(changer).type == "cpu"


@each_finished
def test_searches_find_what_they_find_on_the_cpu(name, device, corpus):
    model = finished(name).model
    batch = make_batches(corpus.test[:5], corpus.src_vocab, corpus.tgt_vocab, 5)[0]

    def search(model, src):
        with torch.no_grad():
            state = model.start(model.encode(src))
        beams = beam_search(model.step, state, 5, beam_size=3, max_len=12)
        greedy = greedy_search(model.step, state, 5, max_len=12)
        return [*(best[0] for best in beams), *greedy]

    wanted = search(model, batch.src)
    found = search(elsewhere(model, device), batch.src.to(device))
    assert [each.tokens for each in found] == [each.tokens for each in wanted]
    totals = [each.log_prob for each in wanted]
    assert [each.log_prob for each in found] == pytest.approx(totals, abs=ROUGHLY)


def test_every_search_begins_where_the_state_is(device):
    table = torch.tensor([[0.0, 0.0, 0.2, 0.5, 0.3]]).log().to(device)

    def step(tokens, state):
        return table.expand(len(tokens), -1) + 0 * tokens[:, None], state

    state = {"unused": None, "read": [torch.zeros(1, 1, device=device)]}
    (beam,) = beam_search(step, state, 1, beam_size=2, max_len=3)
    true = exhaustive_search(step, state, max_len=3)
    assert beam[0].tokens == true[0].tokens
    assert beam[0].log_prob == pytest.approx(true[0].log_prob)


def test_sums_are_as_precise_as_the_device_allows(device):
    layers = []

    def step(tokens, state):
        return torch.zeros(len(tokens), 5, device=state.device).log_softmax(-1), state

    for where in ("cpu", device):
        state = torch.zeros(1, 1, device=where)
        beam_search(step, state, 1, beam_size=2, max_len=1, watch=layers.append)
    dtypes = [layer.totals.dtype for layer in layers]
    has_double = device.type == "cuda"
    assert dtypes == [torch.float64, torch.float64 if has_double else torch.float32]


@each_finished
def test_evaluation_moves_the_batches_to_the_model(name, device, corpus):
    model = finished(name).model
    away, pairs = elsewhere(model, device), corpus.test[:5]
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    src = [pair.src for pair in pairs]
    beams = [translate(each, src, *vocabs, beam_size=2) for each in (model, away)]
    assert beams[0] == beams[1]
    assert evaluate(away, pairs, corpus) == evaluate(model, pairs, corpus)
    batches = make_batches(pairs, *vocabs, 3)
    assert teacher_forced(away, batches).loss == pytest.approx(
        teacher_forced(model, batches).loss, abs=ROUGHLY
    )


@pytest.mark.parametrize("name", ["seq2seq_with_attention", "transformer"])
def test_the_attention_explorer_decodes_there(name, device):
    pytest.importorskip("anywidget")
    from course_utils.widgets.attention.decode import Change, decode

    model, src = finished(name).model, [5, 9, 4, 2, PAD_ID]
    change = {("cross", 0): Change(0.5, frozenset([0]), {(0, 1): [0.2, 0.8]})}
    wanted = decode(model, src, change, beam_size=2, max_len=6)
    found = decode(elsewhere(model, device), src, change, beam_size=2, max_len=6)
    assert found.wrote == wanted.wrote
    for place, weights in found.weights.items():
        assert weights.device.type == "cpu"
        assert_close(weights, wanted.weights[place], atol=ROUGHLY, rtol=0)


def test_the_other_explorers_begin_there(device, corpus):
    pytest.importorskip("anywidget")
    from course_utils.widgets.beam_search import explore_beams
    from course_utils.widgets.encoder_decoder import Bottleneck, CNNState
    from course_utils.widgets.seq2seq.explorer import explore_decoding
    from course_utils.widgets.transformer.explorer import explore_architecture

    pairs, vocabs = corpus.test[:2], (corpus.src_vocab, corpus.tgt_vocab)
    images = torch.rand(4, 1, 16, 16)
    classifier = ShapeClassifier(4).eval()
    transformer, seq2seq = finished("transformer").model, finished("seq2seq").model

    def scenes(where):
        linear = LinearEncoderDecoder.fit(images, 2)
        linear.mean = linear.mean.to(where)
        linear.components = linear.components.to(where)
        text = " ".join(pairs[0].src)
        yield explore_architecture(elsewhere(transformer, where), *vocabs, text)
        yield explore_decoding(elsewhere(seq2seq, where), *vocabs, pairs)
        yield explore_beams(elsewhere(seq2seq, where), *vocabs, pairs, max_len=3)
        yield CNNState(elsewhere(classifier, where), images.to(where))
        yield Bottleneck(linear, images.to(where), ["a"] * 4, size=1)

    for found, wanted in zip(scenes(device), scenes("cpu"), strict=True):
        assert found.summary() == wanted.summary()
        assert found.picture() is not None


@pytest.mark.parametrize("kind", ACCELERATORS)
def test_training_and_its_checkpoint(kind, corpus, tmp_path):
    def model():
        torch.manual_seed(0)
        sizes = len(corpus.src_vocab), len(corpus.tgt_vocab)
        return Transformer(*sizes, d_model=10, num_heads=5, d_ff=7, dropout=0.3)

    settings = {"epochs": 2, "batch_size": 7, "progress": False}
    whole = train(model().to(kind), corpus, **settings)
    path = tmp_path / "training.pt"
    half = model().to(kind)
    half.register_forward_pre_hook(stop_at(12))
    assert train(half, corpus, **settings, checkpoint=path).stopped == "interrupted"
    rest = train(model().to(kind), corpus, **settings, checkpoint=path)
    assert rest.step_losses == pytest.approx(whole.step_losses, rel=1e-3)
    train(model(), corpus, **settings, checkpoint=path)  # done, and the CPU can read it
    assert whole.step_losses[0] > whole.step_losses[-1]


def stop_at(step):
    """Return a hook that presses "stop" before that training step."""
    steps = iter(range(1, 1000))

    def hook(module, inputs):
        if module.training and next(steps) == step:
            raise KeyboardInterrupt

    return hook


@pytest.mark.parametrize("kind", ACCELERATORS)
def test_training_the_classifier(kind):
    images, labels = torch.rand(13, 1, 8, 8), torch.arange(13) % 3
    model = ShapeClassifier(3).to(kind)
    losses = train_classifier(model, images.to(kind), labels.to(kind), epochs=2)
    assert losses.device.type == "cpu"
    assert losses.isfinite().all()


@each_model
def test_without_values_shapes_are_known(kind):
    """On "meta" there are no values: whoever reads one fails."""
    with torch.device("meta"):
        model, (src, tgt_in) = make(kind), sentences("meta")
    assert model(src, tgt_in).shape == (BATCH, TGT_LEN, TGT_VOCAB)


class Attention(torch.nn.Module):
    def forward(self, query, mask):
        return scaled_dot_product_attention(query, query, query, mask)[0]


@pytest.mark.filterwarnings("ignore:The tensor attribute")  # of torch's own GRU
@pytest.mark.parametrize("what", ["dot product", "multi-head", *SEQUENCE_MODELS])
def test_no_check_stands_in_the_way_of_export(what):
    x, mask = torch.randn(2, 5, 14), causal_mask(5)
    if what == "dot product":
        module, inputs = Attention(), (x, mask)
    elif what == "multi-head":
        module, inputs = MultiHeadAttention(14, 2), (x, x, x, mask)
    else:
        module, inputs = make(what), sentences()
    graph = torch.export.export(module, inputs, strict=False).module()
    assert_close(graph(*inputs), module(*inputs))


@each_model
def test_models_work_in_double_precision(kind, double):
    model, (src, tgt_in) = make(kind), sentences()
    logits = model(src, tgt_in)
    assert logits.dtype == torch.float64
    state = model.start(model.encode(src))
    log_probs, state = model.step(tgt_in[:, 0], state)
    wanted = logits[:, 0].log_softmax(dim=-1)
    assert_close(log_probs, wanted, atol=1e-12, rtol=1e-12)
    found = beam_search(model.step, state, BATCH, beam_size=2, max_len=3, bos_id=BOS_ID)
    assert len(found) == BATCH


def test_positions_are_moved_in_double_precision(double):
    encoding = sinusoidal_encoding(13, 6)
    moved = encoding[:-5] @ relative_shift_matrix(5, 6)
    assert encoding.dtype == torch.float64
    assert_close(moved, encoding[5:], atol=1e-12, rtol=0)
    assert LayerNorm(6)(encoding).dtype == torch.float64
