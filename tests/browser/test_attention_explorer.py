"""The attention explorer in JupyterLab: all it offers, by keyboard and by mouse."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hands import DISMAY, Hands

if TYPE_CHECKING:
    pass

START = """
import torch
torch.set_num_threads(1)
from course_utils.data import make_corpus
from course_utils.training import pretrained
from course_utils.widgets.attention import explore_attention, view_attention
corpus = make_corpus(num_train=100)
pairs = [corpus.by_length[each][7] for each in list(corpus.by_length)[1:3]]
"""
GRU = "explore_attention(*pretrained.load_seq2seq_with_attention()[:3], pairs)"
TRANSFORMER = "explore_attention(*pretrained.load_transformer()[:3], pairs)"
ARRAYS = """
weights = torch.tensor([[[[0.9, 0.1], [0.5, 0.5]], [[0.0, 1.0], [0.2, 0.8]]]])
view_attention(weights, ["left", "right"])
"""
FIRST = "the intelligent hero reads this book ."


class Attention(Hands):
    """What a reader's hands and eyes do with the explorer."""

    css = ".course.attention"

    def fact(self, name: str) -> str:
        return self.root.locator(".picture").get_attribute(f"data-{name}")

    def choose(self, name: str, index: int) -> None:
        # By index: values and labels are both numbers, one apart
        field = self.root.get_by_role("combobox", name=name, exact=True)
        field.select_option(index=index)

    def into_map(self, *keys: str) -> None:
        self.root.locator(".scroll [tabindex='0']").first.focus()
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture
def gru(open_notebook: Callable, expect: Callable) -> Attention:
    explorer = Attention(open_notebook([START, GRU]), expect)
    explorer.shows(sentence=FIRST, kind="cross", layer=0)
    return explorer


@pytest.fixture
def transformer(open_notebook: Callable, expect: Callable) -> Attention:
    explorer = Attention(open_notebook([START, TRANSFORMER]), expect)
    explorer.shows(sentence=FIRST, kind="cross", head=0)
    return explorer


def test_rows_temperature_pins_masks_and_sentences(gru: Attention) -> None:
    hover_and_walk(gru)
    heat_and_cool(gru)
    pin_spread_and_let_go(gru)
    pad_and_lift(gru)
    overlay_of_gold(gru)
    own_sentence(gru)


def hover_and_walk(explorer: Attention) -> None:
    explorer.into_map("ArrowDown", "ArrowDown", "ArrowRight")
    explorer.shows(row=2, column=1)
    explorer.says("On “intelligent”")
    explorer.into_map("ArrowUp")
    explorer.shows(row=1)
    rows = explorer.root.locator(".picture svg").first.locator("text")
    rows.filter(has_text=re.compile("^livre$")).first.hover()
    explorer.shows(row=5)
    explorer.page.mouse.move(0, 0)
    for key in "ddx":  # JupyterLab would delete the cell
        explorer.page.keyboard.press(key)
    explorer.shows(row=5)


def heat_and_cool(explorer: Attention) -> None:
    slider = explorer.root.get_by_role("slider", name="Temperature")
    plain = explorer.fact("wrote")
    slider.focus()
    explorer.page.keyboard.press("End")
    explorer.shows(temperature="10.00")
    explorer.expect(explorer.root.locator(".texts mark").first).to_be_visible()
    assert explorer.fact("wrote") != plain
    explorer.page.keyboard.press("Home")
    explorer.shows(temperature="0.10", wrote=plain)
    explorer.push("Reset")
    explorer.shows(temperature="1.00", wrote=plain)


def pin_spread_and_let_go(explorer: Attention) -> None:
    plain = explorer.fact("wrote")
    explorer.into_map("ArrowDown")
    explorer.shows(row=1)
    explorer.choose("Look only at", 6)  # “book”, where the hero was
    explorer.shows(pins=1, changed=re.compile("[1-9]"))
    assert "livre" in explorer.fact("wrote").split()[1]
    explorer.says("This row is pinned by you.")
    explorer.push("Spread evenly")
    explorer.says("Entropy 2.08")
    explorer.push("Let this row go")
    explorer.shows(pins=0, wrote=plain)
    explorer.into_map("+")
    explorer.shows(pins=1)
    explorer.into_map("Backspace")
    explorer.shows(pins=0, wrote=plain)


def pad_and_lift(explorer: Attention) -> None:
    mask = explorer.root.get_by_role("checkbox", name="padding mask")
    explorer.expect(mask).to_be_disabled()
    explorer.tick("add 3 <pad>")
    explorer.expect(mask).to_be_enabled()
    explorer.says("<pad>", ".picture")
    mask.press("Space")
    explorer.says("padding mask lifted", ".texts")
    explorer.push("Reset")
    explorer.expect(mask).to_be_disabled()


def overlay_of_gold(explorer: Attention) -> None:
    explorer.tick("gold alignment")
    explorer.expect(explorer.root.locator(".quality")).to_contain_text(
        re.compile(r"0\.\d\d")
    )
    explorer.tick("gold alignment")
    explorer.expect(explorer.root.locator(".quality")).to_be_empty()


def own_sentence(explorer: Attention) -> None:
    field = explorer.root.get_by_role("textbox")
    field.fill("the zebra sleeps")
    field.press("Enter")
    explorer.says("zebra", ".complaint")
    explorer.shows(sentence=FIRST)
    field.fill("they sing")
    field.press("Enter")
    explorer.shows(sentence="they sing .", wrote=re.compile("chantent"))
    explorer.expect(explorer.root.locator(".complaint")).to_be_empty()
    explorer.choose("Sentence", 1)
    explorer.shows(sentence=re.compile("famous letter"))


def test_layers_heads_and_the_causal_mask(transformer: Attention) -> None:
    plain = transformer.fact("wrote")
    transformer.choose("Layer", 1)
    transformer.shows(layer=1)
    transformer.choose("Head", 2)
    transformer.shows(head=2)
    transformer.push("Mute this head")
    transformer.shows(muted="2")
    transformer.says("muted heads: 3", ".texts")
    transformer.push("Let this head speak")
    transformer.shows(muted="", wrote=plain)
    transformer.push("Keep only this head")
    transformer.shows(muted="0,1,3", changed=re.compile("[1-9]"))
    transformer.push("Reset")
    transformer.shows(muted="", wrote=plain)
    transformer.choose("Attention", 2)
    transformer.shows(kind="decoder")
    transformer.tick("causal mask")
    transformer.says("causal mask lifted", ".texts")


def test_a_beam_and_the_sentence_word_after_word(transformer: Attention) -> None:
    widen_the_beam(transformer)
    step_through_the_words(transformer)
    step_in_the_decoder_too(transformer)
    transformer.push("Reset")
    transformer.shows(step=0, width=1, row=0, muted="")
    transformer.expect(transformer.root.locator(".later")).to_have_count(0)


def widen_the_beam(explorer: Attention) -> None:
    """With one head of the first layer left a beam errs less than greedy search."""
    plain = explorer.fact("wrote")
    explorer.choose("Sentence", 1)
    explorer.choose("Head", 3)
    explorer.push("Keep only this head")
    explorer.shows(wrote=re.compile("la lettre lettre"))
    beam_of_four(explorer)
    explorer.shows(width=4, wrote=re.compile("lit la lettre célèbre"))
    explorer.says("beam width 4", ".texts")
    explorer.push("Reset")
    explorer.choose("Sentence", 0)
    beam_of_four(explorer)
    explorer.shows(width=4, wrote=plain, changed=0)


def beam_of_four(explorer: Attention) -> None:
    explorer.root.get_by_role("slider", name="Beam width").focus()
    for _ in range(3):
        explorer.page.keyboard.press("ArrowRight")


def step_through_the_words(explorer: Attention) -> None:
    later = explorer.root.locator(".texts .later")
    height = explorer.root.bounding_box()["height"]
    for _ in range(3):
        explorer.push("Step ▶")
    explorer.shows(step=3, row=2)
    explorer.says("“intelligent” (3 of 8) looks at")
    explorer.says("Here it writes “intelligent” with probability")
    explorer.says("3 of 8: “intelligent”, probability", ".steps")
    explorer.expect(explorer.root.locator(".texts .now")).to_have_text("intelligent")
    explorer.expect(later).to_have_count(5)
    explorer.expect(explorer.root.locator(".heat g.later")).to_have_count(5)
    explorer.root.locator(".query").nth(6).hover()  # the pointer moves no step
    explorer.shows(step=3, row=2)
    explorer.into_map("ArrowDown")
    explorer.shows(step=4, row=3)
    explorer.root.get_by_role("slider", name="Word being written").focus()
    explorer.page.keyboard.press("End")
    explorer.shows(step=8, row=7)
    explorer.expect(later).to_have_count(0)
    assert explorer.root.bounding_box()["height"] == height
    explorer.push("Step ▶")
    explorer.shows(step=0)
    for key in "ddx":  # JupyterLab would delete the cell
        explorer.page.keyboard.press(key)
    explorer.push("◀ Back")
    explorer.shows(step=8)


def step_in_the_decoder_too(explorer: Attention) -> None:
    explorer.push("◀ Back")
    explorer.choose("Attention", 2)
    explorer.shows(kind="decoder", step=7, row=6)
    explorer.says("Here it writes “.” with probability")
    explorer.expect(explorer.root.locator(".heat text.later")).to_have_count(1)
    explorer.choose("Attention", 1)
    explorer.shows(kind="encoder", step=7, row=0)
    explorer.says("Here it writes “.” with probability")


def test_nothing_serious_for_assistive_technology(
    transformer: Attention, axe: str
) -> None:
    transformer.page.add_script_tag(content=axe)
    assert transformer.page.evaluate(DISMAY) == []


def test_arrays_alone_need_no_model(open_notebook: Callable, expect: Callable) -> None:
    explorer = Attention(open_notebook([START, ARRAYS]), expect)
    explorer.shows(kind="self", row=0)
    explorer.says("Entropy 0.33")
    explorer.choose("Head", 1)
    explorer.into_map("ArrowDown")
    explorer.says("right 0.80, left 0.20")
    expect(explorer.root.get_by_role("button", name="Mute this head")).to_have_count(0)
