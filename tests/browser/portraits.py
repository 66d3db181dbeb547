"""The README's picture: the explorers as they stand in JupyterLab, being used.

Not a test: `python -m figures.explorers` runs it and writes figures/explorers.png.
"""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from PIL import Image

from course_utils.commands import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

MODEL = """
import torch
torch.set_num_threads(1)
from course_utils.training import pretrained
from course_utils.data import make_corpus
pairs = make_corpus(num_train=100).by_length[7, 9][7:8]
seq2seq, transformer = pretrained.load_seq2seq(), pretrained.load_transformer()
"""
BEAMS = """
from course_utils.widgets.beam_search import explore_beams
explore_beams(*seq2seq[:3], pairs)
"""
MAP = """
from course_utils.widgets.transformer import explore_architecture
explore_architecture(*transformer[:3], "the black cat sleeps", ["le", "chat"])
"""
ATTENTION = """
from course_utils.widgets.attention import explore_attention
explore_attention(*transformer[:3], pairs)
"""
GAP = 24  # pixels between two
SIZE = {"width": 1100, "height": 2000}  # so that nothing is scrolled out of sight


def portrait(page: "Page", part: str = ".course") -> Image.Image:
    page.evaluate("() => jupyterapp.shell.collapseLeft()")
    page.set_viewport_size(SIZE)
    page.wait_for_timeout(1_000)  # the explorers settle in their new width
    taken = page.locator(part).screenshot()
    return Image.open(io.BytesIO(taken)).convert("RGB")


def stack(pictures: list[Image.Image]) -> Image.Image:
    width = max(each.width for each in pictures)
    height = sum(each.height for each in pictures) + GAP * (len(pictures) - 1)
    sheet, top = Image.new("RGB", (width, height), "white"), 0
    for each in pictures:
        sheet.paste(each, (0, top))
        top += each.height + GAP
    return sheet


def test_portraits(open_notebook: Callable) -> None:
    beams = portrait(open_notebook([MODEL, BEAMS]))
    the_map = portrait(open_notebook([MODEL, MAP]))
    attention = portrait(open_notebook([MODEL, ATTENTION]), ".course .picture")
    right = stack([the_map, attention])
    size = beams.width + GAP + right.width, max(beams.height, right.height)
    sheet = Image.new("RGB", size, "white")
    sheet.paste(beams, (0, 0))
    sheet.paste(right, (beams.width + GAP, 0))
    sheet.quantize(128).save(ROOT / "figures" / "explorers.png", optimize=True)
