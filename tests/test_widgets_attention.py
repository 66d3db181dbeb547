"""The attention explorer: decoding with a meddler, and what the browser is told."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from course_utils.attention import Seq2SeqWithAttention
from course_utils.beam_search import beam_search, greedy_search
from course_utils.data import BOS_ID, EOS_ID, Pair, Vocabulary
from course_utils.seq2seq import Seq2Seq
from course_utils.training.evaluation import alignment_error_rate
from course_utils.transformer import Transformer
from course_utils.widgets.attention import explore_attention, view_attention
from course_utils.widgets.attention.decode import Change, attentions, decode

SCRIPT = Path(__file__).parent / "js" / "attention_numbers_run.mjs"
PAIR = Pair(
    ("the", "cat", "sleeps", "."), ("le", "chat", "dort", "."), ((0, 0), (1, 1))
)
SRC_VOCAB = Vocabulary.from_sentences([PAIR.src])
TGT_VOCAB = Vocabulary.from_sentences([PAIR.tgt])
IDS = [*SRC_VOCAB.encode(PAIR.src), EOS_ID]


def make(kind, seed=0):
    torch.manual_seed(seed)
    sizes = len(SRC_VOCAB), len(TGT_VOCAB)
    if kind == "gru":
        return Seq2SeqWithAttention(*sizes, embed_dim=5, hidden_size=7).eval()
    shape = {"d_model": 12, "num_heads": 3, "num_layers": 2, "d_ff": 17}
    return Transformer(*sizes, **shape).eval()


KINDS = pytest.mark.parametrize("kind", ["gru", "transformer"])
WIDTHS = pytest.mark.parametrize("beam_size", [1, 5])


@torch.no_grad()
def search(model, beam_size, max_len, look=None):
    """What beam search finds with the model's own step, which keeps what it can.

    `look`, if given, is the only source token that the decoder may look at.
    """
    memory = model.encode(torch.tensor([IDS]))
    if look is not None:
        only = torch.arange(len(IDS)) == look
        memory = memory._replace(mask=only.expand_as(memory.mask))
    state = model.start(memory)
    (found,) = beam_search(model.step, state, 1, beam_size=beam_size, max_len=max_len)
    return found[0]


def agrees(looked, found):
    assert looked.wrote == list(found.tokens)
    assert looked.score == pytest.approx(found.score, abs=1e-4)
    log_prob = sum(np.log(looked.probs))
    assert log_prob == pytest.approx(found.log_prob, abs=1e-4)


@KINDS
def test_left_alone_it_writes_what_greedy_search_writes(kind):
    model = make(kind)
    looked = decode(model, IDS, max_len=12)
    with torch.no_grad():
        state = model.start(model.encode(torch.tensor([IDS])))
    (found,) = greedy_search(model.step, state, 1, max_len=12)
    wrote = looked.wrote[:-1] if looked.wrote[-1] == EOS_ID else looked.wrote
    assert wrote == list(found.tokens)
    assert all(0 < prob <= 1 for prob in looked.probs)
    for weights in looked.weights.values():
        assert_close(weights.sum(dim=-1), torch.ones(weights.shape[:-1]))


@KINDS
@pytest.mark.parametrize("beam_size", [1, 2, 5])
def test_left_alone_it_finds_what_beam_search_finds(kind, beam_size):
    model = make(kind)
    looked = decode(model, IDS, beam_size=beam_size, max_len=7)
    agrees(looked, search(model, beam_size, max_len=7))


@pytest.mark.parametrize("causal", [True, False])
def test_a_beam_of_one_takes_the_most_probable_token_at_every_step(causal):
    model = make("transformer")
    looked = decode(model, IDS, causal=causal, max_len=7)
    model.causal = causal
    written, probs = [BOS_ID], []
    with torch.no_grad():
        memory = model.encode(torch.tensor([IDS]))
        while len(written) <= 7 and written[-1] != EOS_ID:
            logits, _ = model.decode(memory, torch.tensor([written]))
            prob, token = logits[0, -1].softmax(dim=-1).max(dim=-1)
            written.append(int(token))
            probs.append(float(prob))
    assert looked.wrote == written[1:]
    assert looked.probs == pytest.approx(probs, abs=1e-6)


@KINDS
def test_a_beam_that_keeps_everything_finds_nothing_worse(kind):
    gains = []
    for seed in range(5):
        model = make(kind, seed)
        change = {("cross", 0): Change(temperature=0.2)}
        everything = len(TGT_VOCAB) ** 2  # all that can be written in two tokens
        wide = decode(model, IDS, change, beam_size=everything, max_len=3)
        gains.append(wide.score - decode(model, IDS, change, max_len=3).score)
    assert min(gains) >= -1e-6
    assert max(gains) > 0.01


@pytest.mark.parametrize("beam_size", [1, 5])
def test_the_weights_are_those_of_align(beam_size):
    model = make("transformer")
    looked = decode(model, IDS, beam_size=beam_size, max_len=5)
    read = torch.tensor([[1, *looked.wrote[:-1]]])
    with torch.no_grad():
        _, maps = model.align(torch.tensor([IDS]), read)
    for kind, weights in maps._asdict().items():
        for layer in range(2):
            assert_close(looked.weights[kind, layer], weights[0, layer])


@KINDS
def test_temperature_is_that_of_the_softmax(kind):
    """Scores divided by T come from queries divided by T."""
    model = make(kind)
    changes = {("cross", 0): Change(temperature=3.0)}
    warm = decode(model, IDS, changes, max_len=1)
    owner = attentions(model)["cross", 0]
    with torch.no_grad():
        for parameter in owner.query_proj.parameters():
            parameter.div_(3.0)
    plain = decode(model, IDS, max_len=1)
    assert warm.probs == pytest.approx(plain.probs, abs=1e-5)


def test_a_muted_head_is_one_whose_output_is_not_read():
    model = make("transformer")
    muted = decode(model, IDS, {("cross", 1): Change(muted=frozenset({1}))}, max_len=1)
    attention = model.decoder.layers[1].cross_attention
    with torch.no_grad():
        attention.output_proj.weight[:, 4:8] = 0
    assert muted.probs == pytest.approx(decode(model, IDS, max_len=1).probs, abs=1e-6)


def test_a_pinned_row_hands_on_the_value_it_is_pinned_to():
    model = make("gru")
    pin = Change(pins={(0, 0): [0.0, 0.0, 2.0, 0.0, 0.0]})
    looked = decode(model, IDS, {("cross", 0): pin}, max_len=1)
    with torch.no_grad():
        memory = model.encode(torch.tensor([IDS]))
        hidden, _ = model.gru(model.embedding(torch.tensor([[1]])), memory.last[None])
        both = torch.cat([memory.states[:, 2], hidden[:, 0]], dim=-1)
        logits = model.output_proj(torch.tanh(model.context_proj(both)))
    assert looked.probs[0] == pytest.approx(float(logits.softmax(-1).max()), abs=1e-6)


@WIDTHS
def test_a_muted_head_is_muted_in_every_step_of_the_search(beam_size):
    model = make("transformer")
    change = {("decoder", 1): Change(muted=frozenset({0, 2}))}
    looked = decode(model, IDS, change, beam_size=beam_size, max_len=7)
    with torch.no_grad():
        model.decoder.layers[1].self_attention.output_proj.weight[:, :4] = 0
        model.decoder.layers[1].self_attention.output_proj.weight[:, 8:] = 0
    agrees(looked, search(model, beam_size, max_len=7))


@KINDS
@WIDTHS
def test_pinned_rows_are_pinned_in_every_hypothesis(kind, beam_size):
    """All rows pinned to one source token is a mask that leaves this token alone."""
    model = make(kind)
    pin = [float(place == 1) for place in range(len(IDS))]
    layers, heads = (1, 1) if kind == "gru" else (2, 3)
    pins = {(head, row): pin for head in range(heads) for row in range(7)}
    changes = {("cross", layer): Change(pins=pins) for layer in range(layers)}
    looked = decode(model, IDS, changes, beam_size=beam_size, max_len=7)
    agrees(looked, search(model, beam_size, max_len=7, look=1))


def test_a_batch_is_changed_like_each_of_its_sentences():
    weights = torch.rand(5, 3, 7, 11).softmax(dim=-1)
    change = Change(0.7, frozenset({1}), {(0, 2): [0.0, 1.0, 3.0], (2, 9): [1.0]})
    alone = torch.stack([change.apply(each) for each in weights])
    assert_close(change.apply(weights), alone)


@KINDS
def test_masks_can_be_lifted_and_all_is_as_before_afterwards(kind):
    model = make(kind)
    before = {name: type(each) for name, each in model.named_modules()}
    padded = [*IDS, 0, 0]
    kept, lifted = (
        decode(model, padded, padding=on, max_len=3) for on in (True, False)
    )
    assert (kept.weights["cross", 0][..., -2:] == 0).all()
    assert (lifted.weights["cross", 0][..., -2:] > 0).all()
    decode(model, padded, causal=False, max_len=3)
    assert {name: type(each) for name, each in model.named_modules()} == before
    assert getattr(model, "causal", True)


def test_without_the_causal_mask_rows_see_what_follows():
    weights = decode(make("transformer"), IDS, causal=False, max_len=3).weights
    first = weights["decoder", 0]
    assert (first.triu(1) > 0).any()


def test_a_model_without_attention_is_an_error_with_its_name():
    model = Seq2Seq(len(SRC_VOCAB), len(TGT_VOCAB))
    with pytest.raises(TypeError, match="Seq2Seq has no attention"):
        explore_attention(model, SRC_VOCAB, TGT_VOCAB, [PAIR])


@KINDS
def test_explorer_sends_maps_tokens_and_gold(kind):
    widget = explore_attention(make(kind), SRC_VOCAB, TGT_VOCAB, [PAIR, "the cat ."])
    places = [(each["kind"], each["layer"]) for each in widget.maps]
    assert len(places) == (1 if kind == "gru" else 6)
    sizes = [
        each["heads"] * len(each["rows"]) * len(each["columns"]) for each in widget.maps
    ]
    assert len(widget.weights) == 4 * sum(sizes)
    assert widget.answer["src"] == list(PAIR.src)
    assert widget.answer["gold"] == [[0, 0], [1, 1]]
    assert "Attention" in widget.summary()
    assert widget.picture().startswith(b"\x89PNG")


def test_explorer_answers_changes_and_own_sentences():
    widget = explore_attention(make("gru"), SRC_VOCAB, TGT_VOCAB, [PAIR])
    change = {"kind": "cross", "layer": 0, "temperature": 1.0, "muted": [0], "pins": []}
    widget.request = {"id": 1, "text": "the cat sleeps", "changes": [change]}
    assert widget.answer["id"] == 1
    assert widget.answer["src"] == ["the", "cat", "sleeps", "."]
    expected = decode(make("gru"), IDS, {("cross", 0): Change(muted=frozenset({0}))})
    assert widget.answer["wrote"] == [TGT_VOCAB.tokens[i] for i in expected.wrote]
    assert widget.answer["probs"] == pytest.approx(expected.probs)


def test_explorer_searches_as_wide_as_it_is_asked():
    widget = explore_attention(make("transformer"), SRC_VOCAB, TGT_VOCAB, [PAIR])
    greedy = widget.answer["wrote"]
    widget.request = {"id": 1, "example": 0, "width": 4}
    expected = decode(make("transformer"), IDS, beam_size=4)
    assert widget.answer["wrote"] == [TGT_VOCAB.tokens[i] for i in expected.wrote]
    assert widget.answer["score"] == pytest.approx(expected.score)
    assert widget.answer["plain"] == greedy
    assert widget.answer["plainScore"] < widget.answer["score"]
    cross = next(each for each in widget.maps if each["kind"] == "cross")
    assert cross["rows"] == widget.answer["wrote"]


@pytest.mark.parametrize(
    ("text", "kind_words"),
    [("", "Type a sentence"), ("the zebra", "zebra"), ("cat " * 40, "too many")],
)
def test_a_sentence_that_cannot_be_read_gets_kind_words(text, kind_words):
    widget = explore_attention(make("gru"), SRC_VOCAB, TGT_VOCAB, [PAIR])
    before = widget.answer["wrote"]
    widget.request = {"id": 2, "text": text}
    assert kind_words in widget.answer["complaint"]
    assert widget.answer["wrote"] == before


@pytest.mark.parametrize("sentences", [[], "the cat"])
def test_no_sentences_is_an_error(sentences):
    with pytest.raises(ValueError, match="expected a list of pairs or strings"):
        explore_attention(make("gru"), SRC_VOCAB, TGT_VOCAB, sentences)


def test_arrays_alone_can_be_viewed():
    weights = torch.rand(2, 3, 4, 5).softmax(dim=-1)
    widget = view_attention(weights, list("abcd"), list("vwxyz"))
    assert [each["layer"] for each in widget.maps] == [0, 1]
    numbers = np.frombuffer(widget.weights, dtype="<f4")
    assert_close(torch.from_numpy(numbers.copy()), weights.flatten())


@pytest.mark.parametrize(
    "form",
    [
        lambda weights: weights.numpy(),
        lambda weights: weights.clone().requires_grad_(),
        lambda weights: list(weights),
        lambda weights: tuple(weights.split(1)),  # as Hugging Face does for a sentence
        lambda weights: [layer.numpy() for layer in weights],
    ],
    ids=["numpy", "with gradient", "list", "batches of one", "list of numpy"],
)
def test_arrays_come_in_many_forms(form):
    weights = torch.rand(2, 3, 4, 5).softmax(dim=-1)
    tokens = list("abcd"), list("vwxyz")
    expected = view_attention(weights, *tokens).weights
    assert view_attention(form(weights), *tokens).weights == expected


def test_dollar_signs_in_tokens_are_text():
    tokens = ["$\\frac$", "$x_1$"]
    widget = view_attention(torch.eye(2)[None, None], tokens)
    assert widget._repr_mimebundle_()[0]["image/png"]


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        (torch.zeros(1, 1, 3, 3), r"\(1, 1, 3, 3\); expected .* 2 query tokens and 2"),
        (torch.full((1, 1, 2, 2), 3.0), "Are these scores"),
    ],
)
def test_arrays_that_do_not_fit_are_errors(weights, fault):
    with pytest.raises(ValueError, match=fault):
        view_attention(weights, ["a", "b"])


def test_the_browser_computes_what_python_says(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which is not on the PATH")
    generator = torch.Generator().manual_seed(0)
    weights = torch.rand(2, 5, 7, generator=generator).softmax(dim=-1)
    change = Change(
        temperature=0.3,
        muted=frozenset({1}),
        pins={(0, 2): [0.0, 1.0, 3.0, 0.0, 0.0, 0.0, 0.0]},
    )
    changed = change.apply(weights)
    gold = [(0, 0), (3, 1), (2, 4)]
    case = {
        "weights": weights.flatten().tolist(),
        "map": {"heads": 2, "rows": list("abcde"), "columns": list("tuvwxyz")},
        "change": {
            "temperature": 0.3,
            "muted": [1],
            "pins": [[0, 2, [0, 1, 3, 0, 0, 0, 0]]],
        },
        "gold": gold,
    }
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case))
    command = [node, str(SCRIPT), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert_close(torch.tensor(found["changed"]), changed.flatten(), atol=1e-5, rtol=0)
    entropy = -(changed[0, 0] * changed[0, 0].log()).sum()
    assert found["entropy"] == pytest.approx(float(entropy), abs=1e-4)
    links = [(int(row.argmax()), i) for i, row in enumerate(weights[0])]
    assert found["error"] == pytest.approx(alignment_error_rate(links, gold), abs=1e-6)
