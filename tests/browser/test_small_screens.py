"""All explorers on small screens, in two views, and on a page that is loaded anew."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
import torch
from hands import DISMAY
from stage import Stage

from course_utils.data import make_corpus
from course_utils.data.shapes import make_shapes
from course_utils.encoder_decoder import LinearEncoderDecoder, ShapeClassifier
from course_utils.exercises import attention
from course_utils.training import pretrained
from course_utils.widgets.attention import explore_attention, view_attention
from course_utils.widgets.attention_pooling import explore_bandwidth
from course_utils.widgets.base import Explorer
from course_utils.widgets.beam_search import explore_beams, explore_table
from course_utils.widgets.encoder_decoder import Bottleneck, CNNState
from course_utils.widgets.layer_norm import explore_norms
from course_utils.widgets.multi_head_attention import explore_heads
from course_utils.widgets.positional_encoding import explore_positions
from course_utils.widgets.predict import Predict
from course_utils.widgets.quiz import Quiz
from course_utils.widgets.seq2seq import explore_decoding
from course_utils.widgets.transformer import explore_architecture

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator

WIDTHS = [300, 440, 620, 920]  # of the explorers: a window of 1000 px leaves them 620
MAY_SCROLL = ".scroll, .strip"  # trees, long maps and long sentences, sideways
# What reaches beyond its explorer, or is cut off at the right
FAULTS = f"""() => [...document.querySelectorAll('section')].flatMap((section) => {{
  for (const lid of section.querySelectorAll('details')) lid.open = true;
  const edge = section.getBoundingClientRect().right + 1, faults = [];
  for (const each of section.querySelectorAll('*:not(input, svg *)')) {{
    const {{ right, width }} = each.getBoundingClientRect();
    const cut = each.scrollWidth > each.clientWidth + 1;
    const name = `${{section.className}} ${{each.localName}}.${{each.className}}`;
    if (cut && getComputedStyle(each).overflowX !== 'visible' && !each.matches('{MAY_SCROLL}'))
      faults.push(`${{name}} is cut`);
    if (width && right > edge && !each.closest('{MAY_SCROLL}')) faults.push(`${{name}} sticks out`);
  }}
  return faults;
}})"""  # noqa: E501
SENTENCES = ["the black cat sleeps .", "they sing ."]


def everything() -> dict[str, Explorer]:
    torch.manual_seed(0)
    by_length = list(make_corpus(num_train=100).by_length.values())
    pairs = [each[7] for each in by_length[1:3]]
    images = make_shapes(211, seed=3).images
    transformer = pretrained.load_transformer()[:3]
    seq2seq = pretrained.load_seq2seq()[:3]
    weights = torch.rand(1, 2, 20, 20).softmax(dim=-1)
    return {
        "atlas": explore_architecture(*transformer, SENTENCES[0], ["le", "chat"]),
        "attention": explore_attention(*transformer, pairs),
        "arrays": view_attention(weights, [f"token{i}" for i in range(20)]),
        "beams": explore_beams(*seq2seq, pairs),
        "table": explore_table(),
        "decoding": explore_decoding(*seq2seq, pairs),
        "bandwidth": explore_bandwidth(),
        "heads": explore_heads(["the", "cat", "is", "not", "old"], num_heads=3),
        "norms": explore_norms(),
        "positions": explore_positions(),
        "bottleneck": Bottleneck(
            LinearEncoderDecoder.fit(images, 64), images[:2], ["one", "two"], size=5
        ),
        "state": CNNState(ShapeClassifier(4, num_filters=16), images[:4]),
        "predict": Predict("7, 11"),
        "quiz": Quiz(attention.QUIZ),
    }


@pytest.fixture(scope="module")
def stage(browser: "BrowserContext") -> Iterator[Stage]:
    page = browser.new_page()
    stage = Stage(page)
    for name, widget in everything().items():
        stage.enter(name, widget)
    yield stage
    page.close()


def view(stage: Stage, name: str, number: int = 0) -> "Locator":
    return stage.page.locator(f"section.{name}").nth(number)


def ask(view: "Locator", sentence: str) -> None:
    box = view.get_by_role("textbox", name="your own sentence")
    box.fill(sentence)
    box.press("Enter")


def test_nothing_is_cut_on_small_screens(stage: Stage) -> None:
    for width in WIDTHS:
        stage.page.set_viewport_size({"width": width + 16, "height": 900})
        stage.page.wait_for_timeout(200)  # for those that build themselves anew
        assert stage.page.evaluate(FAULTS) == [], width


def test_nothing_keeps_readers_out(stage: Stage, axe: str) -> None:
    view(stage, "beams").get_by_role("checkbox", name="compare").check()
    stage.page.evaluate(axe)
    assert stage.page.evaluate(DISMAY) == []


@pytest.mark.parametrize("name", ["attention", "atlas", "beams"])
def test_views_speak_of_one_sentence(stage: Stage, expect: Callable, name: str) -> None:
    stage.view_again(name)
    first, second = view(stage, name), view(stage, name, 1)
    for asked, asking in [("they sing", first), ("the cat eats the bread", second)]:
        ask(asking, asked)
        for each in (first, second):
            said_of(each, asked, expect)
    ask(first, "x" * 5000)
    expect(first.locator(".complaint")).to_contain_text("never seen: xxx")
    assert len(first.locator(".complaint").inner_text()) < 120
    assert stage.page.evaluate(FAULTS) == []
    stage.reload(name)
    said_of(view(stage, name), "the cat eats the bread", expect)


def said_of(view: "Locator", sentence: str, expect: Callable) -> None:
    """Demand that picture, list and line speak of the sentence."""
    picture = view.locator(".picture")
    expect(picture).to_have_attribute("data-sentence", starting_with(sentence))
    expect(view.get_by_role("combobox", name="Sentence")).to_have_value("own")
    box = view.get_by_role("textbox", name="your own sentence")
    expect(box).to_have_value(starting_with(sentence))


def starting_with(sentence: str) -> re.Pattern:
    return re.compile(f"^{sentence}")


def test_changes_of_one_view_are_those_of_the_other_and_survive(
    stage: Stage, expect: Callable
) -> None:
    stage.reload("attention")
    stage.view_again("attention")
    first = view(stage, "attention")
    first.get_by_role("slider", name="Temperature").press("End")
    first.get_by_role("checkbox", name="causal mask").uncheck()
    for each in (view(stage, "attention", 1), first):
        lines = each.locator(".texts")
        expect(lines).to_contain_text("temperature 10.00")
        expect(lines).to_contain_text("causal mask lifted")
        mask = each.get_by_role("checkbox", name="causal mask")
        expect(mask).not_to_be_checked()
    stage.reload("attention")
    expect(first.locator(".texts")).to_contain_text("temperature 10.00")
    slider = first.get_by_role("slider", name="Temperature")
    expect(slider).to_have_value("10")


@pytest.mark.parametrize("name", ["attention", "atlas", "beams"])
def test_busy_kernel_is_called_busy(stage: Stage, expect: Callable, name: str) -> None:
    kernel = "{ status: 'busy', connectionStatus: 'connected' }"
    held = f"Object.assign(models.{name}, {{ held: true }}).widget_manager.kernel"
    stage.page.evaluate(f"void ({held} = {kernel})")
    first, complaint = view(stage, name), view(stage, name).locator(".complaint")
    ask(first, "she sings")
    expect(complaint).to_contain_text("The kernel is busy")
    stage.page.evaluate(f"models.{name}.widget_manager.kernel.status = 'idle'")
    expect(complaint).to_contain_text("un this cell")
    stage.page.evaluate(
        f"{{ models.{name}.held = false; models.{name}.save_changes(); }}"
    )
    expect(first.locator(".picture")).to_have_attribute(
        "data-sentence", starting_with("she sings")
    )
    expect(complaint).to_be_empty()


def test_quiz_and_guess_are_kept_and_shared(stage: Stage, expect: Callable) -> None:
    view(stage, "quiz").get_by_role("radio").nth(1).check()
    view(stage, "predict").get_by_role("textbox").fill("7 11")
    for name in ("quiz", "predict"):
        stage.view_again(name)
    expect(view(stage, "quiz", 1).get_by_role("radio").nth(1)).to_be_checked()
    expect(view(stage, "quiz", 1)).to_contain_text("✓ Right.")
    view(stage, "quiz", 1).get_by_role("button").click()
    expect(view(stage, "quiz").locator(":checked")).to_have_count(0)
    view(stage, "predict", 1).get_by_role("button", name="Reveal").click()
    expect(view(stage, "predict")).to_contain_text("just as you guessed")


def test_arrow_keys_keep_the_cursor_in_sight(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 440, "height": 500})
    arrays = view(stage, "arrays")
    arrays.get_by_role("application").focus()
    for key in ["ArrowDown", "ArrowRight"] * 19:
        stage.page.keyboard.press(key)
    inside = """(cursor) => {
      const box = cursor.getBoundingClientRect();
      return box.right <= innerWidth && box.bottom <= innerHeight && box.top >= 0;
    }"""
    assert arrays.locator(".heat .cursor").evaluate(inside)
