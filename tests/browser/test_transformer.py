"""The map of the Transformer in JupyterLab, walked by keyboard."""

from collections.abc import Callable

import pytest

START = """
from course_utils.pretrained import load_transformer
from course_utils.widgets.transformer import explore_architecture
finished = load_transformer()
"""
MAP = 'explore_architecture(*finished[:3], "the black cat sleeps", ["le", "chat"])'


@pytest.fixture
def expect() -> Callable:
    return pytest.importorskip("playwright.sync_api").expect


def test_map_is_walked_and_clicked(open_notebook: Callable, expect: Callable) -> None:
    page = open_notebook([START, MAP])
    picture = page.locator(".map .picture")
    panel = page.locator(".map .panel")
    expect(picture).to_have_attribute("data-state", "0")
    expect(page.get_by_role("button", name="Back")).to_be_disabled()
    page.get_by_role("button", name="Next").press("Enter")
    expect(picture).to_have_attribute("data-state", "1")
    expect(panel).to_contain_text("(1, 6, 64)")
    page.get_by_role("button", name="cross-attention").press("Enter")
    expect(panel).to_contain_text("(4, 3, 6)")
    panel.locator("summary").click()
    expect(panel.locator("pre")).to_contain_text("class DecoderLayer")
    page.get_by_role("button", name="linear, softmax").click()
    expect(panel).to_contain_text("noir")
    expect(page.locator(".map .said")).to_contain_text("Block 11 of 11")
    page.get_by_role("button", name="Reset").press("Enter")
    expect(picture).to_have_attribute("data-state", "0")
