"""The explorers of notebook 01 in JupyterLab, driven by keyboard and by mouse."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

START = """
import torch
from course_utils.data.shapes import SHAPES, make_shapes
from course_utils.encoder_decoder import LinearEncoderDecoder, ShapeClassifier
from course_utils.widgets.encoder_decoder import Bottleneck, CNNState
images = make_shapes(211, seed=3).images
"""
BOTTLENECK = """
model = LinearEncoderDecoder.fit(images, 13)
Bottleneck(model, images[:2], ["first", "second"], size=5)
"""
BOARD = """
torch.manual_seed(0)
board = CNNState(ShapeClassifier(4, num_filters=3), images[:4])
board
"""
SEEN = "print(int(board.drawing.sum()), [round(float(p), 4) for p in board.probs()])"

RUN_THIRD_CELL = """async () => {
  jupyterapp.shell.currentWidget.content.activeCellIndex = 2;
  await jupyterapp.commands.execute('notebook:run-cell');
}"""


def number_of_cells(page: "Page") -> int:
    return page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length")


def test_bottleneck_follows_the_arrow_keys(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook([START, BOTTLENECK])
    picture = page.locator(".bottleneck .picture")
    said = page.locator(".bottleneck .said")
    expect(picture).to_have_attribute("data-state", re.compile("^5:0:"))
    before = float(picture.get_attribute("data-state").split(":")[2])
    page.get_by_label("State size").focus()
    page.keyboard.press("ArrowRight")
    expect(picture).to_have_attribute("data-state", re.compile("^6:0:"))
    expect(said).to_contain_text("6 numbers instead of 256")
    page.keyboard.press("End")
    expect(picture).to_have_attribute("data-state", re.compile("^13:0:"))
    assert float(picture.get_attribute("data-state").split(":")[2]) < before
    page.keyboard.press("Home")
    expect(picture).to_have_attribute("data-state", "0:0:1.0000")
    expect(said).to_contain_text("smudge")
    for key in "ddx":
        page.keyboard.press(key)
    assert number_of_cells(page) == 2
    page.get_by_label("Image").select_option("1")
    expect(picture).to_have_attribute("data-state", re.compile("^0:1:"))
    page.get_by_role("button", name="Reset").press("Enter")
    expect(picture).to_have_attribute("data-state", re.compile("^5:0:"))


def test_board_is_drawn_on_by_keyboard_and_mouse_and_read_by_python(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook([START, BOARD, SEEN])
    root = page.get_by_role("group", name="What the state of a CNN holds")
    picture, said = root.locator(".picture"), root.locator(".said")
    root.get_by_role("button", name="Clear").press("Enter")
    expect(said).to_contain_text("The grid is empty")
    board = root.get_by_role("application")
    board.focus()
    page.keyboard.press("ArrowUp")
    expect(root.locator(".spot")).to_have_text("row 8, column 9: paper")
    page.keyboard.press("Space")
    expect(root.locator(".spot")).to_have_text("row 8, column 9: ink")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(root.locator(".spot")).to_have_text("row 8, column 12: ink")
    box = board.bounding_box()
    cell = box["width"] / 16
    page.mouse.move(box["x"] + 2.5 * cell, box["y"] + 1.5 * cell)
    page.mouse.down()
    page.mouse.move(box["x"] + 2.5 * cell, box["y"] + 6.5 * cell)
    page.mouse.up()
    expect(said).not_to_contain_text("empty")
    assert number_of_cells(page) == 3
    shown = picture.get_attribute("data-state")
    output = page.locator(".jp-OutputArea-output").last
    for _ in range(20):  # the drawing reaches Python when the hand rests
        page.evaluate(RUN_THIRD_CELL)
        if output.inner_text().startswith("10 "):  # four cells and six
            break
    expect(output).to_contain_text(re.compile(r"^10 \["))
    probs = [float(p) for p in re.findall(r"0\.\d+", output.inner_text())]
    best, value = shown.split(":")
    assert probs.index(max(probs)) == int(best)
    assert abs(max(probs) - float(value)) < 2e-4


def test_muted_maps_change_the_answer_only_until_they_are_on_again(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook([START, BOARD], theme="Dark")
    root = page.get_by_role("group", name="What the state of a CNN holds")
    picture = root.locator(".picture")
    before = picture.get_attribute("data-state")
    second = root.get_by_role("button", name=re.compile("Feature map 2"))
    second.press("Space")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(root.locator(".said")).to_contain_text("1 of 3 maps muted.")
    expect(picture).not_to_have_attribute("data-state", before)
    root.get_by_role("button", name="All maps on").press("Enter")
    expect(second).to_have_attribute("aria-pressed", "false")
    expect(picture).to_have_attribute("data-state", before)
