"""The map of the Transformer: what flows is what the modules say, in their order."""

import math

import numpy as np
import pytest
import torch

from course_utils.data import BOS_ID, EOS_ID, Vocabulary
from course_utils.masks import causal_mask
from course_utils.training.ablations import ABLATIONS, ablate
from course_utils.transformer import Transformer
from course_utils.widgets.transformer import explore_architecture
from course_utils.widgets.transformer.record import record
from course_utils.widgets.transformer.walk import walk

SRC, TGT = Vocabulary(["the", "cat", "sleeps", "."]), Vocabulary(["le", "chat", "dort"])
WRITTEN = ["le"]
# 5 source and 2 target tokens, 3 heads, 17 inside the network, 7 words: all different
SIZES = {"d_model": 33, "num_heads": 3, "num_layers": 2, "d_ff": 17}


def make_model(*, norm_first: bool = True) -> Transformer:
    torch.manual_seed(0)
    return Transformer(len(SRC), len(TGT), norm_first=norm_first, **SIZES).eval()


def ids() -> tuple[torch.Tensor, torch.Tensor]:
    src = torch.tensor([[*SRC.encode(["the", "cat", "sleeps", "."]), EOS_ID]])
    return src, torch.tensor([[BOS_ID, *TGT.encode(WRITTEN)]])


@pytest.fixture
def widget():
    return explore_architecture(make_model(), SRC, TGT, "the cat sleeps", WRITTEN)


@pytest.fixture(params=[True, False], ids=["pre-LN", "post-LN"])
def walked(request):
    """Return a model and what was recorded: flows by (block, layer), in order."""
    model = make_model(norm_first=request.param)
    steps = walk(model, record(model, *ids()))
    return model, {(step.block, step.layer): step.flows for step in steps}


def tensor(flows, block, layer, name):
    return flows[block, layer][name].tensor


def same(one, other):
    return torch.allclose(one, other, atol=1e-6)


def test_ends_are_those_of_the_model(walked):
    model, flows = walked
    src, tgt_in = ids()
    embedded = model.src_embedding(src) * math.sqrt(model.d_model)
    assert same(tensor(flows, "source.embedding", None, "out"), embedded)
    placed = model.embed(tgt_in, model.tgt_embedding, 0)
    assert same(tensor(flows, "target.positions", None, "out"), placed)
    memory = model.encode(src).states
    assert same(tensor(flows, "target.cross", 1, "memory"), memory)
    assert same(tensor(flows, "target.linear", None, "out"), model(src, tgt_in))


def test_sublayers_give_what_they_give_by_hand(walked):
    model, flows = walked
    for number, layer in enumerate(model.encoder.layers):
        x = tensor(flows, "source.self", number, "in")
        context, weights = layer.self_attention(x, x, x)
        assert same(tensor(flows, "source.self", number, "out"), context)
        assert same(tensor(flows, "source.self", number, "weights"), weights[0])
        assert same(
            tensor(flows, "source.self", number, "values"),
            layer.self_attention.value_proj(x),
        )
    for number, layer in enumerate(model.decoder.layers):
        x = tensor(flows, "target.cross", number, "in")
        memory = tensor(flows, "target.cross", number, "memory")
        context, weights = layer.cross_attention(x, memory, memory)
        assert same(tensor(flows, "target.cross", number, "out"), context)
        assert same(tensor(flows, "target.cross", number, "weights"), weights[0])
        x = tensor(flows, "target.feed", number, "in")
        assert same(tensor(flows, "target.feed", number, "out"), layer.feed_forward(x))
        hidden = torch.relu(layer.feed_forward.widen(x))
        assert same(tensor(flows, "target.feed", number, "hidden"), hidden)


def test_what_went_past_is_added(walked):
    model, flows = walked
    pre = model.encoder.layers[0].attention_residual.norm_first
    adding = [place for place in flows if place[0].endswith(".add")]
    assert len(adding) == 2 * (2 + 3)
    for block, layer in adding:
        past, found = (tensor(flows, block, layer, name) for name in ("past", "in"))
        total = tensor(flows, block, layer, "out" if pre else "sum")
        assert same(total, past + found)
    if not pre:
        norm = model.encoder.layers[1].feed_forward_residual.norm
        total = tensor(flows, "source.feed.add", 1, "sum")
        assert same(tensor(flows, "source.feed.add", 1, "out"), norm(total))


def test_each_layer_begins_where_the_one_before_ends(walked):
    _, flows = walked
    for side in ("source", "target"):
        end = tensor(flows, f"{side}.feed.add", 0, "out")
        assert tensor(flows, f"{side}.self.add", 1, "past") is end


def sublayer_steps(side, name, *, pre):
    norm = [f"{side}.{name}.norm"] if pre else []
    return [*norm, f"{side}.{name}", f"{side}.{name}.add"]


def test_walk_goes_from_tokens_to_probabilities(walked):
    model, flows = walked
    pre = model.encoder.layers[0].attention_residual.norm_first
    expected = []
    for side, names in (("source", "self feed"), ("target", "self cross feed")):
        expected += [(f"{side}.{e}", None) for e in ("tokens", "embedding")]
        expected.append((f"{side}.positions", None))
        for layer in range(2):
            for name in names.split():
                steps = sublayer_steps(side, name, pre=pre)
                expected += [(step, layer) for step in steps]
        expected += [(f"{side}.norm", None)] * pre
    expected += [("target.linear", None), ("target.softmax", None)]
    assert list(flows) == expected


def test_shapes_are_those_of_the_sentence(walked):
    _, flows = walked
    shape = {
        (block, name): tuple(flow.tensor.shape)
        for (block, _), each in flows.items()
        for name, flow in each.items()
    }
    assert shape["source.embedding", "out"] == (1, 5, 33)  # full stop and <eos> too
    assert shape["source.self", "weights"] == (3, 5, 5)
    assert shape["target.self", "weights"] == (3, 2, 2)
    assert shape["target.cross", "weights"] == (3, 2, 5)
    assert shape["target.cross", "keys"] == (1, 5, 33)
    assert shape["source.feed", "hidden"] == (1, 5, 17)
    assert shape["target.linear", "out"] == (1, 2, len(TGT))


def test_listening_leaves_no_hook():
    model = make_model()
    record(model, *ids())
    assert not any(module._forward_hooks for module in model.modules())


def test_numbers_hold_every_tensor_once(widget):
    answer, sent = widget.answer, np.frombuffer(widget.numbers, "<f4")
    assert len(sent) == sum(math.prod(each["shape"]) for each in answer["tensors"])
    flows = {(step["block"], step["layer"]): step["flows"] for step in answer["steps"]}
    assert flows["source.self", 0]["in"] == flows["source.self.norm", 0]["out"]
    heard = record(widget._model, *ids())
    weights = flows["target.cross", 1]["weights"]
    start = sum(math.prod(each["shape"]) for each in answer["tensors"][:weights])
    expected = heard.maps.cross[0, 1].flatten().numpy()
    assert np.allclose(sent[start : start + len(expected)], expected)


def test_every_block_but_the_tokens_shows_its_source_sent_once(widget):
    bare = [block["key"] for block in widget.blocks if not block["source"]]
    assert bare == ["source.tokens", "target.tokens"]
    assert any("def attend" in source for source in widget.sources)
    assert len(set(widget.sources)) == len(widget.sources)
    used = {number for block in widget.blocks for number in block["source"]}
    assert used == set(range(len(widget.sources)))


def test_blocks_are_named_explained_and_true_to_the_norm(monkeypatch):
    for language in ("en", "zh"):
        monkeypatch.setenv("COURSE_LANG", language)
        for pre in (True, False):
            model = make_model(norm_first=pre)
            blocks = explore_architecture(model, SRC, TGT, "the cat").blocks
            assert all(block["name"] and block["about"] for block in blocks)
            kinds = {block["kind"] for block in blocks}
            assert ("norm" in kinds, "addnorm" in kinds) == (pre, not pre)
    assert "前馈网络" in [block["name"] for block in blocks]


@pytest.mark.parametrize("part", ABLATIONS)
def test_model_without_a_part_is_drawn_as_it_is(part):
    model = ablate(make_model(), part)
    widget = explore_architecture(model, SRC, TGT, "the cat", WRITTEN)
    past = [block["past"] for block in widget.blocks if block["kind"] == "add"]
    assert set(past) == {part != "residuals"}


@pytest.mark.parametrize("positions", ["learned", "rotary", "none"])
def test_model_of_other_choices_is_drawn_as_it_is(positions):
    sizes = SIZES | {"d_model": 30, "num_decoder_layers": 3, "bias": False}
    model = Transformer(len(SRC), len(TGT), positions=positions, **sizes).eval()
    flows = {(s.block, s.layer): s.flows for s in walk(model, record(model, *ids()))}
    logits = tensor(flows, "target.linear", None, "out")
    assert same(logits, model(*ids()))
    weights = model.align(*ids())[1].cross[0, 2]
    assert same(tensor(flows, "target.cross", 2, "weights"), weights)
    assert (("source.positions", None) in flows) == (positions == "learned")
    widget = explore_architecture(model, SRC, TGT, "the cat sleeps", WRITTEN)
    assert list(widget.layers) == [2, 3]
    assert widget.picture()
    about = {block["key"]: block["name"] + block["about"] for block in widget.blocks}
    assert ("learned" in about.get("target.positions", "")) == (positions == "learned")
    assert ("↻" in about["target.cross"]) == (positions == "rotary")


def test_what_rotary_positions_turn_is_what_is_compared():
    model = Transformer(
        len(SRC), len(TGT), positions="rotary", **SIZES | {"d_model": 30}
    ).eval()
    flows = {(s.block, s.layer): s.flows for s in walk(model, record(model, *ids()))}
    for block in ("source.self", "target.self", "target.cross"):
        for kind in ("", "turned_"):
            q, k = (
                tensor(flows, block, 1, f"{kind}{name}").unflatten(-1, (3, 10))
                for name in ("queries", "keys")
            )
            scores = torch.einsum("bihd,bjhd->hij", q, k) / math.sqrt(10)
            if block == "target.self":
                scores = scores.masked_fill(~causal_mask(2), -torch.inf)
            weights = tensor(flows, block, 1, "weights")
            assert same(scores.softmax(-1), weights) == bool(kind)


def test_first_state_is_worth_a_look(widget):
    assert widget.answer["steps"][widget.at]["block"] == "source.self"


def test_next_words_are_the_most_likely(widget):
    likely, best = widget.answer["likely"], widget.answer["best"]
    probs = [prob for _, prob in likely]
    assert probs == sorted(probs, reverse=True)
    assert best[-1] == likely[0]
    assert len(best) == 2
    assert likely[0][0] in widget.summary()
    assert widget.picture() == widget.picture()


def test_word_is_written_and_sentence_read(widget):
    widget.request = {"id": 1, "text": "the cat sleeps .", "written": ["le", "chat"]}
    assert widget.answer["id"] == 1
    assert widget.answer["tgt"] == ["<bos>", "le", "chat"]
    assert widget.answer["ids"]["target"] == [BOS_ID, *TGT.encode(["le", "chat"])]
    widget.request = {"id": 2, "text": "The cat", "written": []}
    assert widget.answer["src"] == ["the", "cat", ".", "<eos>"]
    assert widget.answer["tgt"] == ["<bos>"]


@pytest.mark.parametrize(
    ("text", "written", "fault"),
    [
        ("the zebra", [], "zebra"),
        ("", [], "Type a sentence"),
        ("the cat", ["chien"], "chien"),
        ("the cat", ["le"] * 31, "31"),
    ],
)
def test_what_cannot_be_read_is_said_kindly(widget, text, written, fault):
    before, numbers = widget.answer, widget.numbers
    widget.request = {"id": 7, "text": text, "written": written}
    assert fault in widget.answer["complaint"]
    assert widget.answer["tgt"] == before["tgt"]
    assert widget.numbers == numbers
    widget.request = {"id": 8, "text": "the cat", "written": []}
    assert "complaint" not in widget.answer


def test_model_that_fails_says_so(widget):
    def fail(*_):
        raise RuntimeError("no memory left")

    widget._model.align = fail
    widget.request = {"id": 1, "text": "the cat", "written": []}
    assert "no memory left" in widget.answer["complaint"]


@pytest.mark.parametrize(
    ("sentence", "written", "fault"),
    [("the zebra", [], "zebra"), ("the cat", ["chien"], "chien")],
)
def test_unknown_words_are_named(sentence, written, fault):
    with pytest.raises(ValueError, match=fault):
        explore_architecture(make_model(), SRC, TGT, sentence, written)
