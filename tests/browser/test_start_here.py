"""The first page of the course in JupyterLab, as someone meets it, by keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "00_start_here.ipynb"


def cell_with(page: "Page", code: str) -> "Locator":
    return page.locator(".jp-CodeCell").filter(has_text=code).first


def rewrite(page: "Page", cell: "Locator", code: str) -> None:
    """Replace a cell's code and run it, as a reader does."""
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    page.keyboard.press("Shift+Enter")


def test_first_page_does_what_it_says(open_notebook: Callable, expect: Callable):
    page = open_notebook(NOTEBOOK)
    output = ".jp-OutputArea-output"

    own = cell_with(page, "write your own here")
    rewrite(page, own, 'print(french("The dragon sleeps."))')
    own = cell_with(page, "The dragon sleeps")
    expect(own.locator(output)).to_contain_text("I never learned: dragon.")
    rewrite(page, own, 'print(french("They sing."))')
    expect(cell_with(page, "They sing").locator(output)).to_have_text("Ils chantent.\n")

    count = cell_with(page, "runs = runs + 1")
    for _ in range(2):
        count.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
    expect(count.locator(".jp-OutputArea-executeResult")).to_contain_text("3")

    guess = page.locator(".predict").first
    guess.get_by_label("Your guess").fill("5")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(guess).to_contain_text("just as you guessed")

    check = cell_with(page, "def my_real_tokens")
    start = "exercises.check_real_tokens(lambda src: src {} 0)"
    rewrite(page, check, start.format("=="))
    check = cell_with(page, "check_real_tokens")
    expect(check.locator(output)).to_contain_text("You marked the padding.")
    rewrite(page, check, start.format("!="))
    expect(check.locator(output)).to_contain_text("✓ 0.1")

    quiz = page.get_by_role("group", name="Quiz", exact=True)
    quiz.get_by_role("radio").nth(1).focus()
    page.keyboard.press("Space")
    expect(quiz).to_have_attribute("data-state", "1/3")
