"""The fonts that write a picture's words, Latin and Chinese.

matplotlib takes each letter from the first font of a list that has it. DejaVu Sans,
which comes with matplotlib, has no Chinese; the first of `CHINESE` that is installed
follows it.
"""

import sys
from contextlib import suppress
from functools import cache

import matplotlib as mpl
from matplotlib.font_manager import (
    FontProperties,
    findfont,
    findSystemFonts,
    fontManager,
    get_font,
)

from course_utils.language import N_, _, language, translated

SANS, MONO = "DejaVu Sans", "DejaVu Sans Mono"
# Simplified shapes first. Before 3.11 matplotlib reads only the first face of Noto's
# collection, the Japanese one: it has all letters, some in shapes that look foreign.
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Heiti TC",
    "Droid Sans Fallback",
    "Arial Unicode MS",
    "Noto Sans CJK JP",
)
SAMPLE = N_("Summary")


def families() -> list[str]:
    """Return the fonts that the reader has set, and the course's after them."""
    return with_chinese(*mpl.rcParams["font.family"], SANS)


def with_chinese(*names: str) -> list[str]:
    """Return some fonts and, if there is one, a Chinese font to fall back on."""
    known = fontManager.get_font_names()
    chinese = [name for name in CHINESE if name in known]
    return list(dict.fromkeys([*names, *chinese[:1]]))


def chinese_font() -> str:
    """Return the name of the Chinese font that pictures get; empty if there is none."""
    if not with_chinese():
        _look_again()
    return "".join(with_chinese())


def way_to_a_chinese_font() -> str:
    """Say how this system gets a Chinese font."""
    ways = {
        "win32": _("add Chinese (Simplified) in Settings, Time & language"),
        "darwin": _("install the font Noto Sans CJK SC"),
    }
    return ways.get(sys.platform, "sudo apt install fonts-noto-cjk")


def legible_language() -> str:
    """Return the reader's language, or English if no font has its letters."""
    code = language()
    return code if code == "en" or can_write(code) else "en"


def can_write(code: str) -> bool:
    """Say whether the fonts have the letters of a language."""
    if _has_letters(code):
        return True
    _look_again()
    return _has_letters(code)


def _has_letters(code: str) -> bool:
    files = [findfont(FontProperties(family=[name])) for name in families()]
    return all(
        any(get_font(file).get_char_index(ord(letter)) for file in files)
        for letter in translated(SAMPLE, code)
    )


@cache
def _look_again() -> None:
    """Find fonts that were installed after matplotlib made its list of them."""
    known = {font.fname for font in fontManager.ttflist}
    for file in set(findSystemFonts()) - known:
        with suppress(Exception):  # as matplotlib does: many files are no such font
            fontManager.addfont(file)
