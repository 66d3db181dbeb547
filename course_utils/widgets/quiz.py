"""A quiz that explains every option."""

from collections.abc import Sequence

import traitlets

from course_utils.exercises.questions import Question
from course_utils.language import say
from course_utils.widgets.base import Explorer, front_end


class Quiz(Explorer):
    """Questions with options; choosing one says why it is right or wrong."""

    _esm = front_end("quiz.js")
    questions = traitlets.List().tag(sync=True)

    def __init__(self, questions: Sequence[Question]) -> None:
        words = {
            "title": say("Quiz", "小测验"),
            "right": say("Right.", "正确。"),
            "wrong": say("Not this one.", "不是这个。"),
            "score": say(
                "{right} of {all} answered right", "共 {all} 题，答对 {right} 题"
            ),
            "again": say("Start again", "重新开始"),
        }
        super().__init__(words, questions=[each.spoken() for each in questions])

    def summary(self) -> str:
        """List the questions and options, without the answers."""
        lines = []
        for number, question in enumerate(self.questions, 1):
            lines.append(f"{number}. {question['text']}")
            for letter, option in zip("abcdefgh", question["options"], strict=False):
                lines.append(f"   {letter}) {option['text']}")
        return "\n".join(lines)
