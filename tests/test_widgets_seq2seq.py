"""Step through decoding: what goes to the browser, and that it computes like torch."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch
from torch.testing import assert_close

from course_utils.data import BOS_ID, EOS_ID, Pair, Vocabulary, tokenise
from course_utils.seq2seq import Seq2Seq
from course_utils.widgets.base import Explorer
from course_utils.widgets.seq2seq import decode_greedily, explore_decoding

SCRIPT = Path(__file__).parent / "js" / "seq2seq_numbers.mjs"
SRC_VOCAB = Vocabulary(["the", "black", "cat", "sleeps", "."])
TGT_VOCAB = Vocabulary(["le", "chat", "noir", "dort", ".", "il"])
TEXTS = [
    "She doesn't sleep, does she?",
    "You CAN\u2019T eat; he's the king's brother.",
    "My well-known cats won't sing \u2026 I'm sure they're tired",
    "",
]
PAIR = Pair(
    ("the", "black", "cat", "sleeps", "."),
    ("le", "chat", "noir", "dort", "."),
    ((0, 0), (1, 2), (2, 1), (3, 3), (4, 4)),
)


@pytest.fixture
def model():
    torch.manual_seed(0)
    sizes = {"embed_dim": 5, "hidden_size": 7}
    model = Seq2Seq(len(SRC_VOCAB), len(TGT_VOCAB), **sizes).eval()
    for weight in model.parameters():
        weight.data *= 3  # so that the gates move and the words differ
    return model


@pytest.fixture
def widget(model):
    return explore_decoding(model, SRC_VOCAB, TGT_VOCAB, [PAIR])


def run_in_torch(model, state, *, target=(), lie=None, longest=11):
    """Return (read, log-probabilities, state) of each step: the loop in Python."""
    steps, read = [], BOS_ID
    for t in range(len(target) or longest):
        if lie is not None and lie["at"] == t:
            read = lie["token"]
        elif read == EOS_ID:
            break
        log_probs, state = model.step(torch.tensor([read]), state)
        steps.append((read, log_probs[0], state[0]))
        read = target[t] if target else int(log_probs.argmax())
    return steps


def test_browser_decodes_as_torch_does(model, widget, tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which is not on the PATH")
    src = [*SRC_VOCAB.encode(PAIR.src), EOS_ID]
    target = [*TGT_VOCAB.encode(PAIR.tgt), EOS_ID]
    lie = {"at": 2, "token": TGT_VOCAB.tokens.index("il")}
    weights = torch.frombuffer(bytearray(widget.weights), dtype=torch.float32)
    given = {"weights": weights.tolist(), "sizes": widget.sizes, "src": src}
    given |= {"target": target, "lie": lie, "longest": 11, "texts": TEXTS}
    file = tmp_path / "given.json"
    file.write_text(json.dumps(given))
    done = subprocess.run(
        [node, str(SCRIPT), str(file)], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found["tokens"] == [tokenise(text) for text in TEXTS]
    with torch.no_grad():
        states = decode_greedily(model, src).src_states
        assert_close(torch.tensor(found["states"]), states, atol=1e-5, rtol=0)
        for name, options in {
            "free": {},
            "forced": {"target": target},
            "lied": {"lie": lie},
        }.items():
            wanted = run_in_torch(model, states[-1:], **options)
            assert [step["read"] for step in found[name]] == [
                read for read, *_ in wanted
            ]
            for step, (_, log_probs, state) in zip(found[name], wanted, strict=True):
                assert_close(torch.tensor(step["state"]), state, atol=1e-5, rtol=0)
                top = log_probs.exp().topk(5)
                assert [token for token, _ in step["top"]] == top.indices.tolist()
                probs = torch.tensor([prob for _, prob in step["top"]])
                assert_close(probs, top.values, atol=1e-5, rtol=0)


def test_states_are_those_after_each_token(model):
    src = [*SRC_VOCAB.encode(PAIR.src), EOS_ID]
    run = decode_greedily(model, src, max_len=11)
    _, hidden = model.encoder.gru(model.encoder.embedding(torch.tensor([src[:3]])))
    assert_close(run.src_states[2], hidden[0, 0])
    assert run.read == [BOS_ID, *run.wrote[:-1]]
    assert run.states.shape == (len(run.wrote), 7)


def test_decoding_that_never_ends_is_cut_off(model):
    model.decoder.output_proj.bias.data[EOS_ID] = -1e9
    assert len(decode_greedily(model, [4, EOS_ID], max_len=13).wrote) == 13


def test_weights_reach_the_browser_by_name(model, widget):
    weights = torch.frombuffer(bytearray(widget.weights), dtype=torch.float32)
    sizes = [size for _, size in widget.sizes]
    cut = dict(
        zip([name for name, _ in widget.sizes], weights.split(sizes), strict=True)
    )
    for name, wanted in model.state_dict().items():
        assert_close(cut[name], wanted.flatten(), atol=0, rtol=0)


def test_summary_says_what_the_model_makes_of_the_first_sentence(model, widget):
    assert "the black cat sleeps ." in widget.summary()
    first = decode_greedily(model, [*SRC_VOCAB.encode(PAIR.src), EOS_ID])
    assert " ".join(TGT_VOCAB.decode(first.wrote)) in widget.summary()


def test_picture_is_the_same_on_every_run(widget):
    assert widget.picture().startswith(b"\x89PNG")
    assert widget.picture() == widget.picture()


def test_every_word_is_there_in_both_languages(model, monkeypatch):
    english = explore_decoding(model, SRC_VOCAB, TGT_VOCAB, [PAIR]).words
    joints = Explorer({}).words
    monkeypatch.setenv("COURSE_LANG", "zh")
    chinese = explore_decoding(model, SRC_VOCAB, TGT_VOCAB, [PAIR]).words
    assert english.keys() == chinese.keys()
    script = (
        Path(__file__).parents[1] / "course_utils/widgets/seq2seq/explorer.js"
    ).read_text("utf-8")
    for name, word in english.items() - joints.items():
        assert f"words.{name}" in script
        same_holes = sorted(word.split("{")[1:]) and "{" in chinese[name]
        assert same_holes or "{" not in word


def test_without_an_example_is_an_error(model):
    with pytest.raises(ValueError, match="at least one example"):
        explore_decoding(model, SRC_VOCAB, TGT_VOCAB, [])


def test_bidirectional_encoder_is_an_error():
    model = Seq2Seq(11, 13, embed_dim=5, hidden_size=7, bidirectional=True)
    with pytest.raises(ValueError, match="bidirectional=False"):
        explore_decoding(model, SRC_VOCAB, TGT_VOCAB, [PAIR])
