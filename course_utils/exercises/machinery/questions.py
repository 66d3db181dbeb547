"""The questions of a quiz."""

from collections.abc import Sequence
from typing import NamedTuple

from course_utils.language import _


class Option(NamedTuple):
    """One answer to choose, and why it is right or wrong."""

    text: str
    why: str
    right: bool = False


class Question(NamedTuple):
    """A question of which exactly one option is right. Text may hold `code`."""

    text: str
    options: Sequence[Option]

    def spoken(self) -> dict:
        """Return the question in the reader's language, as the widget takes it."""
        options = [
            {"text": _(each.text), "why": _(each.why), "right": each.right}
            for each in self.options
        ]
        return {"text": _(self.text), "options": options}
