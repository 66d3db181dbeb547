"""Quiz, prediction, checks and hints in JupyterLab, driven by the keyboard alone."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

CELLS = [
    "import sys\n"
    "import made_up_concept as exercises\n"
    "sys.modules['course_utils.exercises.seq2seq'] = exercises\n"
    "from course_utils.notebook import predict, quiz, setup, show_source\n"
    "setup()",
    "predict(answer=(7, 11))",
    "exercises.check_last_real(lambda outputs, lengths: outputs[:, -1])",
    "exercises.show_hints('2.2')",
    "quiz('seq2seq')",
    "show_source(exercises.last_real)",
]


@pytest.fixture
def page(open_notebook: Callable) -> "Page":
    return open_notebook(CELLS)


def number_of_cells(page: "Page") -> int:
    return page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length")


def command(page: "Page", name: str) -> None:
    page.evaluate("name => jupyterapp.commands.execute(name)", name)


def test_prediction_is_revealed_after_a_guess_and_kept(
    page: "Page", expect: Callable
) -> None:
    root = page.locator(".predict")
    guess = root.get_by_label("Your guess")
    reveal = root.get_by_role("button", name="Reveal")
    expect(root).to_have_attribute("data-state", "empty")
    expect(reveal).to_be_disabled()
    assert "7, 11" not in root.inner_text()
    guess.focus()
    page.keyboard.press("Enter")
    expect(root).to_have_attribute("data-state", "empty")
    page.keyboard.type("d d x 7")  # in a cell, these would cut it
    page.keyboard.press("Tab")
    expect(reveal).to_be_focused()
    page.keyboard.press("Enter")
    expect(root).to_have_attribute("data-state", "revealed")
    expect(root.locator("output")).to_contain_text("(7, 11)")
    assert number_of_cells(page) == len(CELLS)
    page.evaluate("document.querySelector('.predict').dataset.old = 'yes'")
    command(page, "notebook:run-all-cells")
    expect(page.locator("[data-old]")).to_have_count(0)
    expect(root).to_have_attribute("data-state", "revealed")
    expect(guess).to_have_value("d d x 7")


def test_quiz_explains_each_choice_and_starts_again(
    page: "Page", expect: Callable
) -> None:
    quiz = page.get_by_role("group", name="Quiz", exact=True)
    first = page.get_by_role("group", name=re.compile(r"Which one, 0"))
    assert "because" not in quiz.inner_text()
    first.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(first.locator(".verdict")).to_have_text("✗ Not this one. because 1")
    page.keyboard.press("ArrowUp")
    expect(first.locator(".verdict")).to_have_text("✓ Right. because 0")
    expect(quiz).to_have_attribute("data-state", "1/4")
    for key in "ddx":
        page.keyboard.press(key)
    assert number_of_cells(page) == len(CELLS)
    page.keyboard.press("Tab")
    expect(
        page.get_by_role("group", name=re.compile(r"Which one, 1"))
        .get_by_role("radio")
        .first
    ).to_be_focused()
    quiz.get_by_role("button", name="Start again").focus()
    page.keyboard.press("Space")
    expect(quiz).to_have_attribute("data-state", "0/4")
    expect(first.locator(".verdict")).to_be_empty()


def test_quiz_is_remembered_by_its_first_tries(
    page: "Page", lab: Any, expect: Callable
) -> None:
    memory = lab.folder / "progress.jsonl"
    memory.write_bytes(b"")  # other tests' kernels write there too
    quiz = page.get_by_role("group", name="Quiz", exact=True)
    radios = quiz.get_by_role("radio")
    radios.nth(1).check()
    radios.nth(0).check()  # right, but at the second try
    quiz.get_by_role("button", name="Start again").click()
    radios.nth(0).check()
    expect(quiz).to_have_attribute("data-state", "1/4")
    for _ in range(100):
        lines = [json.loads(line) for line in memory.read_text().split("\n") if line]
        noted = [(each["question"], each["outcome"]) for each in lines]
        if noted == [(1, "wrong"), (1, "right")]:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"noted: {noted}")


def test_quiz_works_without_a_kernel(page: "Page", expect: Callable) -> None:
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    quiz = page.get_by_role("group", name="Quiz", exact=True)
    quiz.get_by_role("radio").nth(1).check()
    quiz.get_by_role("radio").nth(0).check()
    expect(quiz).to_have_attribute("data-state", "1/4")
    expect(quiz.locator(".verdict").first).to_have_text("✓ Right. because 0")


def test_hints_open_one_by_one(page: "Page", expect: Callable) -> None:
    folds = page.locator(".jp-OutputArea details")
    expect(folds).to_have_count(3)
    page.locator(".jp-InputPrompt").nth(3).click()  # the cell is in command mode now
    keys = {"Hint 1": "Enter", "Hint 2": "Space", "Solution": "Enter"}
    for opened, (title, key) in enumerate(keys.items(), 1):
        folds.locator("summary", has_text=title).focus()
        page.keyboard.press(key)
        expect(page.locator(".jp-OutputArea details[open]")).to_have_count(opened)
    expect(folds.nth(2)).to_contain_text("def last_real(")
    for key in "ddx":
        page.keyboard.press(key)
    assert number_of_cells(page) == len(CELLS)


def test_words_are_chinese_in_the_chinese_folder(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook(CELLS, language="zh")
    expect(page.get_by_label("你的猜测")).to_be_visible()
    expect(page.get_by_role("group", name="小测验", exact=True)).to_be_visible()
    expect(page.locator(".jp-OutputArea summary").first).to_have_text("提示 1")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_nothing_keeps_readers_out(
    open_notebook: Callable, axe: str, theme: str
) -> None:
    page = open_notebook(CELLS, theme=theme)
    page.locator(".quiz input").nth(1).check()
    page.locator(".quiz input").nth(4).check()
    page.get_by_label("Your guess").fill("7")
    for summary in page.locator(".jp-OutputArea summary").all():
        summary.click()
    page.evaluate(axe)
    found = page.evaluate(
        """async () => (await axe.run({include: [['.course'], ['.jp-RenderedHTML'],
             ['.jp-OutputArea details']]})).violations
             .filter((each) => ['serious', 'critical'].includes(each.impact))
             .map((each) => [each.id, each.nodes.map((node) => node.html)])"""
    )
    assert found == [], json.dumps(found, indent=1)
