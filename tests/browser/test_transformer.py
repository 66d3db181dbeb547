"""The map of the Transformer in JupyterLab: walk, click, read, write, start again."""

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
from course_utils.training.pretrained import load_transformer
from course_utils.widgets.transformer import explore_architecture
finished = load_transformer()
"""
MAP = 'explore_architecture(*finished[:3], "the black cat sleeps", ["le", "chat"])'
TALL = "document.querySelector('.course.map').offsetHeight"


class Map(Hands):
    """What a reader's hands and eyes do with the map."""

    css = ".course.map"

    @property
    def panel(self) -> object:
        return self.root.locator(".panel")

    def block(self, key: str) -> object:
        return self.root.locator(f"g[data-block='{key}']")


@pytest.fixture
def atlas(open_notebook: Callable, expect: Callable) -> Map:
    shown = Map(open_notebook([START, MAP]), expect)
    shown.shows(block="source.self", layer=1, written="le chat", next="noir")
    return shown


def test_map_is_walked_clicked_and_written_on(atlas: Map) -> None:
    tall = atlas.page.evaluate(TALL)
    walk_by_buttons(atlas)
    walk_by_arrow_keys(atlas)
    click_and_change_layer(atlas)
    read_numbers(atlas)
    own_sentence(atlas)
    write_to_the_end(atlas)
    assert atlas.page.evaluate(TALL) == tall  # nothing below has jumped


def walk_by_buttons(atlas: Map) -> None:
    atlas.push("Start again")
    atlas.shows(state=0, block="source.tokens", written="", next="le")
    back = atlas.root.get_by_role("button", name="Back")
    atlas.expect(back).to_have_attribute("aria-disabled", "true")
    atlas.push("Next")
    atlas.shows(state=1, block="source.embedding")
    atlas.expect(atlas.panel).to_contain_text("(1, 6, 64)")
    atlas.says("6 source tokens × 64 features")
    atlas.push("Back")
    atlas.shows(state=0)


def walk_by_arrow_keys(atlas: Map) -> None:
    atlas.block("source.tokens").focus()
    for _ in range(4):
        atlas.page.keyboard.press("ArrowUp")
    atlas.shows(block="source.self", layer=1)
    atlas.expect(atlas.block("source.self")).to_be_focused()
    atlas.expect(atlas.block("source.self")).to_have_attribute("aria-current", "step")
    for key in "ddx":  # JupyterLab would delete the cell
        atlas.page.keyboard.press(key)
    for _ in range(6):
        atlas.page.keyboard.press("ArrowRight")
    atlas.shows(block="source.self", layer=2)
    atlas.page.keyboard.press("End")
    atlas.shows(block="target.softmax", layer="")
    atlas.page.keyboard.press("Home")
    atlas.shows(state=0)


def click_and_change_layer(atlas: Map) -> None:
    atlas.block("target.cross").click()
    atlas.shows(block="target.cross", layer=2)
    lit = atlas.root.locator(".drawing > .way.lit")  # without the legend
    atlas.expect(lit).to_have_count(3)  # queries, the memory, and out
    atlas.expect(atlas.panel).to_contain_text("(4, 1, 6)")
    atlas.root.get_by_role("combobox", name="Layer").select_option("1")
    atlas.shows(block="target.cross", layer=1)
    atlas.panel.locator("summary", has_text="source code").click()
    atlas.expect(atlas.panel.locator("pre")).to_contain_text("class MultiHeadAttention")
    atlas.panel.locator("summary", has_text="source code").click()


def read_numbers(atlas: Map) -> None:
    atlas.panel.get_by_role("application", name="head 2").focus()
    atlas.page.keyboard.press("ArrowRight")
    atlas.says("head 2: “<bos>” looks at “black”", ".readout")
    atlas.panel.get_by_role("application", name="memory").hover()
    atlas.says("feature", ".readout")


def own_sentence(atlas: Map) -> None:
    field = atlas.root.get_by_role("textbox")
    field.fill("the zebra sleeps")
    field.press("Enter")
    atlas.says("zebra", ".complaint")
    atlas.shows(sentence="the black cat sleeps .")
    field.fill("they sing")
    field.press("Enter")
    atlas.shows(sentence="they sing .", block="target.cross", written="", next="ils")
    atlas.expect(atlas.root.locator(".complaint")).to_be_empty()
    atlas.expect(atlas.panel).to_contain_text("(4, 1, 4)")


def write_to_the_end(atlas: Map) -> None:
    atlas.push("Write this word: ils")
    atlas.shows(block="target.cross", written="ils", next="chantent")
    atlas.expect(atlas.panel).to_contain_text("(4, 2, 4)")
    atlas.block("target.softmax").click()
    atlas.panel.locator("[data-word='chantent']").press("Enter")
    # The walk goes on with the longer target, and so does the keyboard
    atlas.shows(block="target.tokens", written="ils chantent")
    atlas.expect(atlas.root.get_by_role("button", name="Next")).to_be_focused()
    atlas.push("Write this word: .")
    atlas.shows(written="ils chantent .", next="<eos>")
    atlas.push("Write this word: <eos>")
    atlas.shows(next="")
    atlas.says("finished", ".texts")
    atlas.push("Start again")
    atlas.shows(state=0, sentence="they sing .", written="", next="ils")


def test_another_word_than_the_best_changes_what_follows(atlas: Map) -> None:
    atlas.block("target.softmax").click()
    other = atlas.panel.locator("[data-word]").nth(1)
    word = other.get_attribute("data-word")
    other.click()
    atlas.shows(written=f"le chat {word}")


def test_post_norm_is_drawn_as_in_the_paper(
    open_notebook: Callable, expect: Callable
) -> None:
    made = (
        "from course_utils.transformer import Transformer\n"
        "sizes = len(finished[1]), len(finished[2])\n"
        "paper = Transformer(*sizes, norm_first=False, num_layers=3).eval()\n"
        "explore_architecture(paper, *finished[1:3], 'the black cat sleeps')"
    )
    shown = Map(open_notebook([START, made], "Dark"), expect)
    shown.shows(block="source.self", layer=1)
    expect(shown.root.locator("g.block.addnorm")).to_have_count(5)
    expect(shown.root.locator("g.block.norm")).to_have_count(0)
    shown.push("Next")
    expect(shown.panel).to_contain_text("their sum")
    expect(shown.root.locator(".said")).to_contain_text(re.compile("layer 1 of 3"))


def test_nothing_serious_for_assistive_technology(atlas: Map, axe: str) -> None:
    atlas.page.add_script_tag(content=axe)
    assert atlas.page.evaluate(DISMAY) == []
