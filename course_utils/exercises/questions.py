"""The questions of a quiz."""

from collections.abc import Sequence
from typing import NamedTuple

from course_utils.language import say

Words = tuple[str, str]  # English, Chinese: what `say` takes


class Option(NamedTuple):
    """One answer to choose, and why it is right or wrong."""

    text: Words
    why: Words
    right: bool = False


class Question(NamedTuple):
    """A question of which exactly one option is right. Text may hold `code`."""

    text: Words
    options: Sequence[Option]

    def spoken(self) -> dict:
        """Return the question in the reader's language, as the widget takes it."""
        options = [
            {"text": say(*each.text), "why": say(*each.why), "right": each.right}
            for each in self.options
        ]
        return {"text": say(*self.text), "options": options}
