"""Slides in Chromium: nothing is cut at 1280 × 720, and explorers live on."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("latex2mathml", reason="needs what the extra `pages` brings")

from course_utils.commands import ROOT
from course_utils.commands.lesson import with_slides
from course_utils.commands.notebook_format import normalise, text_of
from course_utils.pages import embed
from course_utils.pages.slides import slides

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

SIZES = """async () => {
  const cut = [];
  for (const [i, slide] of deck.all.entries()) {
    await deck.go(i, { whole: true });
    const body = slide.firstElementChild, edge = slide.getBoundingClientRect();
    const low = body.getBoundingClientRect().bottom > edge.bottom - 30;
    if (low && !slide.classList.contains('tall')) cut.push([i + 1, 'tall']);
    const wide = [...body.querySelectorAll('*')].some((each) =>
      !each.closest('.output, svg, pre')
      && each.getBoundingClientRect().right > edge.right);
    if (wide || slide.scrollWidth > slide.clientWidth) cut.push([i + 1, 'wide']);
    if (+slide.dataset.size < 0.62) cut.push([i + 1, 'small']);
  }
  return cut;
}"""
CELLS = [
    ("markdown", "# Guess"),
    ("code", "from course_utils.notebook import predict\npredict(7)"),
    ("code", "told = 'It is seven.'\nprint(told)"),
    ("markdown", "## Play"),
    (
        "code",
        "from course_utils.widgets.beam_search import explore_table\nexplore_table()",
    ),
]


@pytest.fixture
def open_slides(browser: "BrowserContext", tmp_path: Path) -> "Iterator[Callable]":
    faults: list[str] = []
    page = browser.new_page()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:", "blob:"))
            else faults.append(request.url)
        ),
    )

    def go(made: str) -> "Page":
        file = tmp_path / "slides.html"
        file.write_text(made, encoding="utf-8")
        page.goto(file.as_uri())
        page.evaluate("() => deck.ready")
        return page

    yield go
    page.close()
    assert faults == []


@pytest.mark.parametrize("name", ["03_beam_search", "zh/08_transformer"])
def test_no_slide_is_cut(open_slides: Callable, name: str) -> None:
    path = ROOT / "notebooks" / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    page = open_slides(slides(notebook, None, "zh" if "/" in name else "en"))
    assert page.evaluate("() => deck.all.length") > 50
    assert page.evaluate(SIZES) == []


def test_explorers_live_and_answers_wait(
    open_slides: Callable, expect: Callable, tmp_path: Path
) -> None:
    cells = [
        {"cell_type": kind, "metadata": {}, "source": source, "id": f"c{number}"}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for number, (kind, source) in enumerate(CELLS)
    ]
    book = normalise({"cells": cells, "metadata": {}})
    path = tmp_path / "new.ipynb"
    path.write_text(text_of(with_slides(book, book, path.name)), encoding="utf-8")
    ran = json.loads(json.dumps(embed.run(path)))
    page = open_slides(slides(ran, ran, "en"))
    answer = page.get_by_text("It is seven.", exact=True)
    expect(answer).to_be_hidden()
    page.get_by_label("Your guess").fill("8 or 9")
    page.keyboard.press("Space")
    expect(answer).to_be_hidden()  # the box got the space, not the slides
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".predict .answer")).to_contain_text("7")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(answer).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Play")).to_be_visible()
    said = page.locator("section.now .said")
    before = said.inner_text()
    page.get_by_label("beam width k").fill("1")
    expect(said).not_to_have_text(before)
