"""What is left of an exception in an answer: enough to find the line."""

import linecache
from dataclasses import dataclass, field
from pathlib import PurePath
from traceback import walk_tb

from course_utils.exercises.machinery.limits import AnswerError
from course_utils.language import _


@dataclass(frozen=True)
class Crash:
    """An exception in an answer, as it is shown in one line.

    `told` is what the course itself has to say of it; `elsewhere` is True where the
    answer came back and what it gave could not be used.
    """

    error: str
    line: int | None = field(default=None, compare=False)  # in the reader's cell
    code: str = field(default="", compare=False)  # that line
    told: str = field(default="", compare=False)
    elsewhere: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, error: BaseException, elsewhere: bool = False) -> "Crash":
        """Keep type, first line of the message and the last line run in a notebook."""
        try:
            message = str(error).partition("\n")[0][:200]
        except Exception:  # an exception class of the reader's may have a broken str
            message = ""
        if isinstance(error, AnswerError):
            return cls(message, told=message)
        name = type(error).__name__
        text = f"{name}: {message}" if message else name
        line, code = _place(error)
        return cls(text, line, code, elsewhere=elsewhere)

    def __str__(self) -> str:
        if self.told:
            return _("stopped")  # the sentence stands below
        if self.line is None:
            return self.error
        return _(
            "{error} (line {line} of the cell: {code})",
            error=self.error,
            line=self.line,
            code=self.code,
        )

    def sentence(self) -> str:
        """Say in one sentence what happened."""
        if self.told:
            return self.told
        if self.elsewhere:
            return _("What your function returned cannot be used here.")
        return _("Your code stopped with an error.")


def _place(error: BaseException) -> tuple[int | None, str]:
    """Return the last line run in a notebook's cell, and its code."""
    places = [
        (line, linecache.getline(frame.f_code.co_filename, line).strip())
        for frame, line in walk_tb(error.__traceback__)
        if PurePath(frame.f_code.co_filename).parent.name.startswith("ipykernel_")
        or frame.f_code.co_filename.startswith("<ipython-input")
    ]
    return places[-1] if places else (None, "")
