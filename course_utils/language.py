"""Which edition is being read, English or Chinese, and the words to show in it."""

import os
from pathlib import Path


def language() -> str:
    """Return "en" or "zh".

    The environment variable COURSE_LANG decides; without it, a notebook that runs
    in a folder named `zh` is the Chinese edition.
    """
    chosen = os.environ.get("COURSE_LANG")
    if chosen is None:
        return "zh" if Path.cwd().name == "zh" else "en"
    if chosen not in ("en", "zh"):
        raise ValueError(
            f"COURSE_LANG is {chosen!r}; expected 'en' or 'zh'. Correct or unset it."
        )
    return chosen


def say(en: str, zh: str) -> str:
    """Return the text in the reader's language."""
    return zh if language() == "zh" else en
