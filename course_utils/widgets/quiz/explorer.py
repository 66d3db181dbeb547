"""A quiz that explains every option."""

from collections.abc import Sequence

import traitlets

from course_utils import progress
from course_utils.exercises.machinery.questions import Question
from course_utils.language import _
from course_utils.widgets.base import Explorer, front_end


class Quiz(Explorer):
    """Questions with options; choosing one says why it is right or wrong.

    With the slug of its concept, the first choice at each question is remembered.
    """

    _esm = front_end(__file__, "explorer.js")
    questions = traitlets.List().tag(sync=True)
    # Whether each question was answered right at the first try; None: not yet
    first = traitlets.List().tag(sync=True)
    # The place of the option that is chosen at each question, or None
    chosen = traitlets.List().tag(sync=True)

    def __init__(self, questions: Sequence[Question], concept: str = "") -> None:
        words = {
            "title": _("Quiz"),
            "right": _("Right."),
            "wrong": _("Not this one."),
            "score": _("{right} of {all} answered right"),
            "again": _("Start again"),
        }
        spoken = [each.spoken() for each in questions]
        self.concept = concept
        blank = [None] * len(spoken)
        super().__init__(words, questions=spoken, first=blank, chosen=blank)
        if concept:
            self.observe(self._note, "first")

    def _note(self, change: dict) -> None:
        pairs = zip(change["old"], change["new"], strict=False)
        for number, (before, now) in enumerate(pairs, 1):
            if before is None and now is not None:
                outcome = "right" if now else "wrong"
                progress.note("quiz", outcome, concept=self.concept, question=number)

    def summary(self) -> str:
        """List the questions and options, without the answers."""
        lines = []
        for number, question in enumerate(self.questions, 1):
            lines.append(f"{number}. {question['text']}")
            for letter, option in zip("abcdefgh", question["options"], strict=False):
                lines.append(f"   {letter}) {option['text']}")
        return "\n".join(lines)
