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
from course_utils import pretrained
seq2seq, transformer = pretrained.load_seq2seq(), pretrained.load_transformer()
"""
BEAMS = """
from course_utils.widgets.beam_search import explore_beams
explore_beams(*seq2seq[:3], ["the small girl gives a red flower to the doctor ."])
"""
ATTENTION = """
from course_utils.widgets.attention import explore_attention
explore_attention(*transformer[:3], ["the black cat sleeps under the table ."])
"""
GAP = 24  # pixels between the two


def portrait(page: "Page") -> Image.Image:
    taken = page.locator(".course").screenshot()
    return Image.open(io.BytesIO(taken)).convert("RGB")


def test_portraits(open_notebook: Callable) -> None:
    taken = [portrait(open_notebook([MODEL, cell])) for cell in (BEAMS, ATTENTION)]
    width = max(each.width for each in taken)
    height = sum(each.height for each in taken) + GAP * (len(taken) - 1)
    sheet = Image.new("RGB", (width, height), "white")
    top = 0
    for each in taken:
        sheet.paste(each, (0, top))
        top += each.height + GAP
    sheet.quantize(128).save(ROOT / "figures" / "explorers.png", optimize=True)
