"""Numbers as people write them: digits, fractions, per cent, English, Chinese."""

import re
from fractions import Fraction
from unicodedata import numeric

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty"
)
_DIGITS = dict(
    zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, *range(3, 10)), strict=True)
)
_UNITS = {"十": 10, "百": 100, "千": 1000}


def number_in(text: str) -> float:
    """Return the number that a text is; ValueError if it is none.

    >>> [number_in(text) for text in ("1,000", "3/4", "25 %", "seven", "三十二")]
    [1000.0, 0.75, 0.25, 7.0, 32.0]
    """
    text = text.strip().lower()
    if text in (words := _ENGLISH.split()):
        return float(words.index(text))
    if text and all(mark in _DIGITS or mark in _UNITS for mark in text):
        return float(_chinese(text))
    if len(text) == 1 and text.isnumeric():  # ½
        return numeric(text)
    text = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", text)
    text = re.sub(r"\s*([/%])\s*", r"\1", text)
    try:
        return float(
            Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
        )
    except ZeroDivisionError:
        raise ValueError(text) from None


def _chinese(text: str) -> int:
    """Read digits with their units, 三十二, or digits alone, 三二."""
    if not any(mark in _UNITS for mark in text):
        return int("".join(str(_DIGITS[mark]) for mark in text))
    total, digit = 0, None
    for mark in text:
        if mark in _DIGITS:
            digit = _DIGITS[mark]
        else:
            total += (1 if digit is None else digit) * _UNITS[mark]
            digit = None
    return total + (digit or 0)
