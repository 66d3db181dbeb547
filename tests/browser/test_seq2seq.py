"""Step through decoding in JupyterLab, driven by keyboard."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

# A decoder that ignores its state: each word is followed by one other, so that every
# fact below can be told in advance. "souris" is followed by itself, without an end.
EXPLORER = """
import torch
from course_utils.data import Pair, Vocabulary
from course_utils.seq2seq import Seq2Seq
from course_utils.widgets.seq2seq import explore_decoding

src = Vocabulary(["the", "cat", "sleeps", "."])
tgt = Vocabulary(["le", "chat", "dort", ".", "la", "souris"])
chain = "<bos> le chat dort . <eos>".split()
follow = dict(zip(chain, chain[1:])) | {"la": "souris", "souris": "souris"}
size = len(tgt)
model = Seq2Seq(len(src), size, embed_dim=size, hidden_size=size).eval()
for weight in model.decoder.parameters():
    weight.data.zero_()
for words in follow.items():
    model.decoder.embedding.weight.data[tuple(tgt.encode(words))] = 9
model.decoder.gru.weight_ih_l0.data[2 * size :] = torch.eye(size)
model.decoder.gru.bias_ih_l0.data[size : 2 * size] = -50
model.decoder.output_proj.weight.data = 9 * torch.eye(size)
pair = Pair(("the", "cat", "sleeps", "."), ("le", "chat", "dort", "."), ())
explore_decoding(model, src, tgt, [pair])
"""


@pytest.fixture
def page(open_notebook: Callable, expect: Callable) -> "Page":
    page = open_notebook([EXPLORER])
    expect(page.locator(".decoding .picture")).to_have_attribute("data-steps", "5")
    return page


def corrupt_second_input(page: "Page") -> None:
    page.get_by_label("at step").select_option("1")
    page.get_by_label("let it read").select_option("la")


def test_steps_follow_the_keyboard(page: "Page", expect: Callable) -> None:
    picture, said = page.locator(".decoding .picture"), page.locator(".decoding .said")
    expect(picture).to_have_attribute("data-shown", "3")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(picture).to_have_attribute("data-written", "le chat dort .")
    expect(said).to_contain_text("reads “dort” and writes “.” with probability 1.00")
    page.keyboard.press("Home")
    expect(said).to_contain_text("Nothing is written yet")
    page.get_by_role("button", name="Step ▶").press("Enter")
    expect(picture).to_have_attribute("data-written", "le")
    for key in "ddx":
        page.keyboard.press(key)
    assert page.locator(".decoding").count() == 1
    page.get_by_role("button", name="Play").press("Enter")
    expect(picture).to_have_attribute("data-shown", "5")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_wrong_word_spreads_freely_and_stays_local_when_forced(
    page: "Page", expect: Callable
) -> None:
    picture = page.locator(".decoding .picture")
    corrupt_second_input(page)
    expect(picture).to_have_attribute("data-lie", "1:la")
    expect(picture).to_have_attribute("data-steps", "40")  # no end in sight
    expect(picture).to_have_attribute("data-damage", "39")
    assert page.locator(".decoding .differs").count() == 39
    page.get_by_label("teacher forcing").press("Space")
    expect(picture).to_have_attribute("data-mode", "forced")
    expect(picture).to_have_attribute("data-damage", "1")
    expect(picture).to_have_attribute("data-written", "le souris dort .")
    expect(page.locator(".decoding .verdict")).to_contain_text("1 differ")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(picture).to_have_attribute("data-lie", "")
    expect(picture).to_have_attribute("data-damage", "0")


def test_candidate_is_fed_to_the_next_step(page: "Page", expect: Callable) -> None:
    picture = page.locator(".decoding .picture")
    page.locator(".decoding .top button").nth(1).press("Enter")
    expect(picture).to_have_attribute("data-lie", "3:<pad>")
    page.get_by_role("button", name="Reset").press("Enter")
    expect(picture).to_have_attribute("data-shown", "3")
    expect(picture).to_have_attribute("data-lie", "")


def test_own_sentence_is_read_and_unknown_words_are_named(
    page: "Page", expect: Callable
) -> None:
    picture = page.locator(".decoding .picture")
    own = page.get_by_role("textbox", name="your own sentence")
    own.fill("The zebra sleeps, the gnu sleeps.")
    own.press("Enter")
    expect(page.locator(".complaint")).to_contain_text("zebra, ,, gnu")
    expect(picture).to_have_attribute("data-sentence", "the cat sleeps .")
    own.fill("The cat")
    own.press("Enter")
    expect(picture).to_have_attribute("data-sentence", "the cat .")
    expect(page.locator(".complaint")).to_be_empty()
    expect(page.get_by_label("teacher forcing")).to_be_disabled()
    expect(page.locator(".verdict")).to_contain_text("needs the right translation")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_explorer_speaks_chinese_in_both_themes(
    open_notebook: Callable, expect: Callable, theme: str
) -> None:
    page = open_notebook([EXPLORER], theme=theme, language="zh")
    expect(page.locator(".decoding .said")).to_contain_text("第 3 步（共 5 步）")
    expect(page.get_by_role("button", name="重置")).to_be_visible()
