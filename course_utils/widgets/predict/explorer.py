"""A guess to write down before the answer is shown."""

import traitlets

from course_utils.language import _
from course_utils.widgets.base import Explorer, front_end


class Predict(Explorer):
    """A box for a guess and a button that reveals the answer beside it."""

    _esm = front_end(__file__, "explorer.js")
    answer = traitlets.Unicode().tag(sync=True)
    guess = traitlets.Unicode().tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)

    def __init__(self, answer: str, guess: str = "", revealed: bool = False) -> None:
        words = {
            "title": _("Predict, then look"),
            "guess": _("Your guess"),
            "reveal": _("Reveal"),
            "first": _("Write a guess first."),
            "ready": _("Now reveal the answer."),
            "answer": _("Answer"),
            "equal": _("just as you guessed"),
        }
        super().__init__(words, answer=answer, guess=guess, revealed=revealed)

    def summary(self) -> str:
        """Ask for a guess; the answer stays hidden."""
        return _("○ predict: run this cell, write your guess, then reveal the answer")
