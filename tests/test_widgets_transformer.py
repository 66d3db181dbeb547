"""The map of the Transformer: its shapes are measured, its order is the sentence's."""

import pytest
import torch

from course_utils.data import Vocabulary
from course_utils.transformer import Transformer
from course_utils.widgets.transformer import explore_architecture

SRC, TGT = Vocabulary(["the", "cat", "sleeps", "."]), Vocabulary(["le", "chat", "dort"])


@pytest.fixture
def widget():
    torch.manual_seed(0)
    sizes = {"d_model": 12, "num_heads": 3, "num_layers": 2, "d_ff": 17}
    model = Transformer(len(SRC), len(TGT), **sizes).eval()
    return explore_architecture(model, SRC, TGT, "the cat sleeps", ["le"])


def test_shapes_are_those_of_the_sentence(widget):
    out = [block["out"] for block in widget.blocks]
    assert out[0] == "(1, 5)"  # with the full stop and <eos>
    assert out[1] == "(1, 5, 12)"
    assert "(3, 5, 5)" in out[2]
    assert any("(3, 2, 5)" in each for each in out)  # cross-attention
    assert out[-1] == f"(1, 2, {len(TGT)})"


def test_every_block_but_the_tokens_shows_its_source(widget):
    bare = [block["name"] for block in widget.blocks if not block["source"]]
    assert len(bare) == 2
    assert any("def attend" in block["source"] for block in widget.blocks)


def test_next_words_are_the_most_likely(widget):
    probs = [prob for _, prob in widget.likely]
    assert probs == sorted(probs, reverse=True)
    assert widget.likely[0][0] in widget.summary()
    assert widget.picture() == widget.picture()


@pytest.mark.parametrize(
    ("sentence", "written", "fault"),
    [("the zebra", [], "zebra"), ("the cat", ["chien"], "chien")],
)
def test_unknown_words_are_named(sentence, written, fault):
    model = Transformer(len(SRC), len(TGT), d_model=8, num_heads=2, d_ff=8)
    with pytest.raises(ValueError, match=fault):
        explore_architecture(model, SRC, TGT, sentence, written)
