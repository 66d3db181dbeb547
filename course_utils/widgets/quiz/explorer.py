"""A quiz that explains every option."""

from collections.abc import Sequence

import traitlets

from course_utils.exercises.machinery.questions import Question
from course_utils.language import _
from course_utils.widgets.base import Explorer, front_end


class Quiz(Explorer):
    """Questions with options; choosing one says why it is right or wrong."""

    _esm = front_end(__file__, "explorer.js")
    questions = traitlets.List().tag(sync=True)

    def __init__(self, questions: Sequence[Question]) -> None:
        words = {
            "title": _("Quiz"),
            "right": _("Right."),
            "wrong": _("Not this one."),
            "score": _("{right} of {all} answered right"),
            "again": _("Start again"),
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
