"""The beam explorer in JupyterLab: all it offers, done by keyboard."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hands import DISMAY, Hands

if TYPE_CHECKING:
    pass

TABLE = """
from course_utils.widgets.beam_search import explore_table
explore_table()
"""
# The finished seq2seq, and two sentences of the course's corpus
MODEL = """
import torch
torch.set_num_threads(1)
from course_utils.data import Pair
from course_utils.training.pretrained import load_seq2seq
from course_utils.widgets.beam_search import explore_beams
finished = load_seq2seq()
pairs = [
    Pair(tuple(en.split()), tuple(fr.split()), ())
    for en, fr in [
        ("they sing .", "ils chantent ."),
        ("he sleeps and this cat looks for her .", "il dort et ce chat la cherche ."),
    ]
]
explore_beams(finished.model, finished.src_vocab, finished.tgt_vocab, pairs)
"""


class Beam(Hands):
    """What a reader's hands and eyes do with the explorer."""

    css = ".course.beam"

    def enter_tree(self) -> None:
        self.root.locator("[role=treeitem][tabindex='0']").first.focus()

    @property
    def focused(self) -> str:
        said = "document.activeElement.getAttribute('aria-description')"
        return self.page.evaluate(said)


@pytest.fixture
def table(open_notebook: Callable, expect: Callable) -> Beam:
    beam = Beam(open_notebook([TABLE]), expect)
    beam.shows(winner="A C B <eos>", k=2)
    return beam


@pytest.fixture
def model(open_notebook: Callable, expect: Callable) -> Beam:
    beam = Beam(open_notebook([MODEL]), expect)
    beam.shows(sentence="they sing .", k=3)
    return beam


def test_search_over_a_table_is_steered_by_keyboard(table: Beam) -> None:
    width_alpha_and_length(table)
    step_back_play_and_reset(table)
    walk_and_force(table)
    compare_two_widths(table)
    exhaustive_truth(table)
    edit_the_table(table)


def width_alpha_and_length(beam: Beam) -> None:
    beam.slide("beam width k", "ArrowLeft")
    beam.shows(k=1, winner="A B C <eos>", score="-1.0736", scored=16)
    for key in "ddx":  # JupyterLab would delete the cell
        beam.press(key)
    beam.slide("beam width k", "End")
    beam.shows(k=10, winner="A C B <eos>")
    beam.slide("α", "Home")
    beam.shows(alpha=0, winner="B <eos>", score="-2.8134")
    beam.says("−2.81 ÷ 1.00 = −2.813", ".ranking")
    beam.root.get_by_label("divide by").focus()
    beam.press("ArrowDown")
    beam.shows(form="gnmt", winner="B <eos>")
    beam.slide("α", "End")
    beam.shows(alpha=2, winner="A C B <eos>")
    beam.says("((5 + 4) / 6)", ".ranking")
    beam.slide("maximum length", "Home", "ArrowRight")
    beam.shows(longest=2, steps=2, stop="length")
    beam.says("(cut off)", ".ranking")
    beam.push("Reset")
    beam.shows(k=2, alpha=0.75, form="power", longest=4, winner="A C B <eos>")


def step_back_play_and_reset(beam: Beam) -> None:
    beam.push("Back")
    beam.shows(shown=3, scored=20)
    beam.says("Kept: A C B (−2.41), A B C (−2.53). Best pruned: A B")
    beam.says("None has ended yet", ".ranking")
    beam.slide("step", "Home")
    beam.says("Nothing is written yet")
    beam.push("Step")
    beam.shows(shown=1)
    beam.expect(beam.root.locator(".scroll [role=treeitem]:visible")).to_have_count(5)
    beam.push("Play")
    beam.shows(shown=4)
    beam.expect(beam.root.get_by_role("button", name="Play")).to_be_visible()
    beam.says("Winner: A C B <eos>, score −1.032")


def walk_and_force(beam: Beam) -> None:
    beam.enter_tree()
    beam.press("Home", "ArrowRight")
    assert beam.focused.startswith("A, step 1, log-probability −0.69, sum −0.69. Kept")
    beam.says("= −0.69 ÷ 1.00 = −0.693 if it ended here", ".detail")
    beam.press("ArrowDown", "ArrowDown")
    assert "Pruned: number 3 of 4 candidates, and only 2 stay" in beam.focused
    beam.press("Enter")
    beam.shows(forced="C", scored=24)
    assert beam.focused.startswith("C, step 1")  # the focus stays where it was
    assert "Forced: number 3 of 4 candidates" in beam.focused
    beam.says("Release them to judge it", ".verdict")
    beam.press("ArrowRight", "Enter")
    beam.shows(forced="C B")
    beam.press("End")
    assert "The winner." in beam.focused
    beam.press("Escape")
    beam.shows(forced="", winner="A C B <eos>")


def compare_two_widths(beam: Beam) -> None:
    beam.tick("compare with")
    beam.shows(compare=1, second="A B C <eos>")
    beam.says("k = 2 finds the better score: −1.032 against −1.074, by scoring 28")
    beam.slide("width to compare with", "ArrowRight")
    beam.shows(compare=2, second="A C B <eos>")
    beam.says("Both widths find the same sentence")
    beam.expect(beam.root.locator("[role=tree]:visible")).to_have_count(2)
    beam.tick("compare with")
    beam.shows(compare="")


def exhaustive_truth(beam: Beam) -> None:
    beam.tick("exhaustive truth")
    beam.says("of all 121 sentences, A C B <eos> has the best score", ".verdict")
    beam.says("no search error", ".verdict")
    beam.expect(beam.root.locator(".scroll .node.true")).to_have_count(5)
    beam.slide("beam width k", "Home")
    beam.says("returned A B C <eos> (−1.074): a search error", ".verdict")
    beam.slide("α", "Home")
    beam.says("That is a model error", ".verdict")
    beam.push("Reset")


def edit_the_table(beam: Beam) -> None:
    field = beam.root.get_by_role(
        "spinbutton", name="probability of C, after A", exact=1
    )
    field.focus()
    beam.press("Control+A", "0", ".", "1", "Enter")
    beam.shows(winner="A B C <eos>")
    beam.says("P(C) is now 0.10; the others were multiplied by 1.29", ".editor .note")
    beam.push("Reset")
    beam.shows(winner="A C B <eos>")
    beam.expect(field).to_have_value("0.3")


def test_search_over_a_model_is_steered_by_keyboard(model: Beam) -> None:
    model.slide("beam width k", "End")
    model.shows(k=10, winner="ils chantent . <eos>")
    model.slide("step", "Home", "ArrowRight")
    model.enter_tree()
    model.press("Home", "ArrowRight", "ArrowDown", "Enter")
    picture = model.root.locator(".picture")
    model.expect(picture).not_to_have_attribute("data-forced", "")
    forced = picture.get_attribute("data-forced")
    assert forced != "ils"
    assert picture.get_attribute("data-winner").startswith(forced)
    model.push("Release")
    model.shows(forced="", winner="ils chantent . <eos>")
    own_sentences(model)
    model.root.get_by_label("Sentence").first.select_option("1")
    model.shows(sentence="he sleeps and this cat looks for her .")
    model.tick("right translation")
    model.says("there are up to 268^24", ".verdict")
    without_a_kernel(model)


def without_a_kernel(beam: Beam) -> None:
    # The widths that are not on the screen come a moment later, all at once
    beam.slide("beam width k", "Home")
    beam.shows(k=1)
    picture = beam.root.locator(".picture")
    beam.expect(picture).not_to_have_attribute("data-steps", "0")
    session = "jupyterapp.shell.currentWidget.sessionContext"
    beam.page.evaluate(f"() => {session}.shutdown()")
    beam.slide("beam width k", "End")
    beam.shows(k=10)
    beam.slide("step", "Home", "ArrowRight")
    beam.shows(shown=1)
    own = beam.root.get_by_role("textbox", name="your own sentence")
    own.fill("They sing")
    own.press("Enter")
    beam.says("Searching with every width", ".complaint")
    answer = beam.root.locator(".complaint", has_text="No kernel answers")
    beam.expect(answer).to_be_visible(timeout=9000)
    beam.shows(sentence="he sleeps and this cat looks for her .")


def test_a_saved_and_trusted_notebook_needs_no_run(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook([TABLE])
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    session = "jupyterapp.shell.currentWidget.sessionContext"
    page.evaluate(f"() => {session}.shutdown()")
    page.goto(page.url.partition("&reset")[0])
    beam = Beam(page, expect)
    expect(beam.root).to_be_visible(timeout=60_000)
    page.evaluate(f"() => {session}.shutdown()")
    beam.shows(winner="A C B <eos>", k=2)
    beam.slide("beam width k", "Home")
    beam.shows(winner="A B C <eos>", k=1)
    beam.tick("exhaustive truth")
    beam.says("A C B", ".verdict")


def own_sentences(beam: Beam) -> None:
    own = beam.root.get_by_role("textbox", name="your own sentence")
    for text, complaint in [
        ("", "Type a sentence first"),
        ("The zebra sings.", "never seen: zebra"),
        ("they sing " * 20, "41 tokens are too many"),
    ]:
        own.fill(text)
        own.press("Enter")
        beam.says(complaint, ".complaint")
        beam.shows(sentence="they sing .")  # the last tree stays
    own.fill("She sleeps")
    own.press("Enter")
    beam.shows(sentence="She sleeps", winner="elle dort . <eos>")
    beam.expect(beam.root.locator(".complaint")).to_be_empty()
    beam.tick("right translation")
    beam.says("the right translation is not known", ".verdict")
    beam.tick("right translation")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_beam_explorer_keeps_no_reader_out(
    open_notebook: Callable, expect: Callable, axe: str, theme: str
) -> None:
    page = open_notebook([TABLE, MODEL], theme=theme, language="zh")
    beam = Beam(page, expect)
    expect(beam.root).to_have_count(2)
    expect(beam.root.locator(".said").first).to_contain_text("获胜者：A C B <eos>")
    for box in page.get_by_role("checkbox", name="比较").all():
        box.check()
    page.get_by_role("checkbox", name="穷举结果").check()
    page.evaluate(axe)
    found = page.evaluate(DISMAY)
    assert found == [], json.dumps(found, indent=1)
