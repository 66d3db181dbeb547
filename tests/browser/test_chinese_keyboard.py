"""Full-width letters and Chinese marks, typed wherever something can be typed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TYPED = "Ｔhe　black ｃat sleeps。"
READ = "the black cat sleeps ."
START = """
import torch
torch.set_num_threads(1)
from course_utils.data import Pair
from course_utils.training import pretrained
from course_utils.widgets.attention import explore_attention
from course_utils.widgets.beam_search import explore_beams, explore_table
from course_utils.widgets.seq2seq import explore_decoding
from course_utils.widgets.transformer import explore_architecture
pairs = [Pair(("they", "sing", "."), ("ils", "chantent", "."), ())]
"""
EXPLORERS = {
    "decoding": "explore_decoding(*pretrained.load_seq2seq()[:3], pairs)",
    "beam": "explore_beams(*pretrained.load_seq2seq()[:3], pairs)",
    "attention": "explore_attention(*pretrained.load_seq2seq_with_attention()[:3], "
    "pairs)",
    "map": "explore_architecture(*pretrained.load_transformer()[:3], 'they sing .')",
}


@pytest.fixture
def expect() -> Callable:
    return pytest.importorskip("playwright.sync_api").expect


def own_sentence(root: "Locator", name: str) -> "Locator":
    return root.get_by_role("textbox", name=name)


def test_every_explorer_reads_a_chinese_keyboard(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook([START, *EXPLORERS.values()], language="zh")
    for name in EXPLORERS:
        root = page.locator(f".course.{name}")
        own = own_sentence(root, "自己的句子")
        own.fill(TYPED)
        own.press("Enter")
        # The beam explorer shows the text, the others its tokens
        read = "The black cat sleeps." if name == "beam" else READ
        picture = root.locator(".picture").first
        expect(picture).to_have_attribute("data-sentence", read)
        expect(root.locator(".complaint")).to_be_empty()


def test_enter_of_an_input_method_sends_nothing(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook([START, EXPLORERS["decoding"]])
    root = page.locator(".course.decoding")
    own, picture = own_sentence(root, "your own sentence"), root.locator(".picture")
    own.fill(TYPED)
    own.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(picture).to_have_attribute("data-sentence", "they sing .")
    own.press("Enter")
    expect(picture).to_have_attribute("data-sentence", READ)


def test_unknown_words_are_listed_as_chinese_lists_them(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook(
        [START, EXPLORERS["decoding"], EXPLORERS["map"]], language="zh"
    )
    for name in ("decoding", "map"):
        root = page.locator(f".course.{name}")
        own = own_sentence(root, "自己的句子")
        own.fill("Ｔhe gnu，zebra。")
        own.press("Enter")
        expect(root.locator(".complaint")).to_contain_text("gnu、zebra")


def test_probabilities_may_be_full_width(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook([START, "explore_table()"])
    field = page.locator(".course.beam .editor input").first
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("０。８")
    page.keyboard.press("Enter")
    note = page.locator(".course.beam .editor .note")
    expect(note).to_contain_text("P(A) is now 0.80")
    page.keyboard.press("ArrowDown")
    expect(note).to_contain_text("P(A) is now 0.75")
    expect(field).to_have_value("0.75")


def reveal(page: "Page", guess: str) -> "Locator":
    box = page.locator(".predict")
    box.get_by_role("textbox").fill(guess)
    box.get_by_role("textbox").press("Enter")
    return box


@pytest.mark.parametrize(
    ("answer", "guess", "shown"),
    [
        ('"yes"', "会。", "答案：会"),
        ('"forced"', "Ｆorced", "答案：教师强制"),
        ("(3, 7)", "（3，７）", "答案：(3, 7)"),
    ],
)
def test_guess_may_be_chinese(
    open_notebook: Callable, expect: Callable, answer: str, guess: str, shown: str
) -> None:
    code = f"from course_utils.notebook import predict\npredict({answer})"
    box = reveal(open_notebook([code], language="zh"), guess)
    expect(box.locator("output")).to_have_text(shown)
    expect(box.locator(".said")).to_contain_text("✓")
