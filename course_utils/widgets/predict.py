"""A guess to write down before the answer is shown."""

import traitlets

from course_utils.language import say
from course_utils.widgets.base import Explorer, front_end


class Predict(Explorer):
    """A box for a guess and a button that reveals the answer beside it."""

    _esm = front_end("predict.js")
    answer = traitlets.Unicode().tag(sync=True)
    guess = traitlets.Unicode().tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)

    def __init__(self, answer: str, guess: str = "", revealed: bool = False) -> None:
        words = {
            "title": say("Predict, then look", "先猜，再看"),
            "guess": say("Your guess", "你的猜测"),
            "reveal": say("Reveal", "揭晓"),
            "first": say("Write a guess first.", "请先写下猜测。"),
            "ready": say("Now reveal the answer.", "现在可以揭晓答案了。"),
            "answer": say("Answer", "答案"),
            "equal": say("just as you guessed", "与你的猜测一致"),
        }
        super().__init__(words, answer=answer, guess=guess, revealed=revealed)

    def summary(self) -> str:
        """Ask for a guess; the answer stays hidden."""
        return say(
            "○ predict: run this cell, write your guess, then reveal the answer",
            "○ 预测：运行本单元格，写下你的猜测，再揭晓答案",
        )
