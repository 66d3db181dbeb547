"""A guess to write down before the answer is shown."""

import traitlets

from course_utils.language import _
from course_utils.widgets.base import Explorer, front_end
from course_utils.widgets.predict.answers import ways_to_say


class Predict(Explorer):
    """A box for a guess and a button that reveals the answer beside it.

    An answer in words is shown in the reader's language, and accepted in English too.
    """

    _esm = front_end(__file__, "explorer.js")
    answer = traitlets.Unicode().tag(sync=True)  # as it is shown
    accepted = traitlets.List().tag(sync=True)  # in every way that counts as right
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
        ways = ways_to_say(answer)
        state = {"answer": ways[0], "accepted": ways}
        super().__init__(words, **state, guess=guess, revealed=revealed)

    def summary(self) -> str:
        """Ask for a guess; the answer stays hidden."""
        return _("○ predict: run this cell, write your guess, then reveal the answer")
