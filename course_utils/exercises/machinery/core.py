"""Exercises as data: a right answer, cases to try, hints, and the mistakes people make.

An exercise is called with the reader's answer and returns a result that Jupyter
shows. A concept's folder has a file for each exercise, which names it `check_<what>`:

    check_shift = Exercise(
        "9.1",
        "build",
        N_("Shift to the right"),        # words are marked for the catalogue
        solution=shift,                  # the package's own function where there is one
        cases=lambda seed: [(torch.arange(1, 6 + seed), 0), (torch.arange(2, 9), 7)],
        hints=(N_("…"), N_("…")),
        mistakes=(Mistake(shift_left, N_("You shifted to the left: …")), …),
    )

`show_hints` and `show_solution` are imported there too, for the notebook to use.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from course_utils import progress
from course_utils.exercises.machinery.answers import READABLE, read, unfilled
from course_utils.exercises.machinery.crash import Crash
from course_utils.exercises.machinery.difference import difference
from course_utils.exercises.machinery.feedback import Case, Result
from course_utils.exercises.machinery.hints import show_hints, show_solution
from course_utils.exercises.machinery.limits import AnswerError
from course_utils.exercises.machinery.locked import Lockable
from course_utils.exercises.machinery.mistakes import (
    Explanation,
    Mistake,
    explained,
    settled,
)
from course_utils.exercises.machinery.outputs import first_wrong, outputs_of, use
from course_utils.language import _, language, listed

__all__ = ["AnswerError", "Exercise", "Mistake", "show_hints", "show_solution"]


@dataclass(frozen=True, repr=False)
class Exercise:
    """A task with its check: call it with the reader's answer, function or value.

    `cases` makes the inputs from a seed, one tuple a case; the check's own have seed 0.
    An answer that is a plain value has a single case without inputs. `stub` is what the
    cell holds at first: code that raises NotImplementedError or `...` needs none here;
    a repair exercise gives the function with the planted bug. `run(answer, *inputs)`
    turns an answer into something to compare, where calling it is not enough. `why`
    explains an answer that is a plain value; of several paragraphs a right answer is
    told the first, and the solution tells all. Floats may differ by `tolerance`.
    `choices` are all the answers that an exploration could be given. `telling` is False
    where outputs are so few that different mistakes may have the same: then a hint is
    worded as a question. Readers cannot see `solution` while a teacher locks it.
    """

    number: str
    kind: Literal["predict", "build", "repair", "explore"]
    title: str
    solution: Any = Lockable()  # noqa: RUF009 (no default: see there)
    hints: tuple[str, str]
    mistakes: Sequence[Mistake]
    cases: Callable[[int], Sequence[tuple]] = lambda seed: [()]
    stub: Any = ...
    run: Callable[..., Any] = use
    why: str = ""
    tolerance: float = 1e-4
    choices: Callable[[], Iterable] | None = None
    telling: bool = True

    def __call__(self, answer: Any) -> Result:
        """Check an answer, and remember whether it was right."""
        result = self.check(answer)
        progress.note("check", result.status, exercise=self.number)
        return result

    def check(self, answer: Any) -> Result:
        """Compare an answer with the solution; never raises, whatever it is given."""
        if answer is ...:
            return self._result("open")
        if callable(self._solution) and not callable(answer):
            return self._result("wrong", note=difference(answer, self._solution))
        try:
            return self._checked(self._read(answer))
        except NotImplementedError as missing:  # of a stub, it says what to return
            note = "" if callable(self._solution) else str(missing)
            return self._result("open", note=note)
        except AnswerError as told:
            return self._result("wrong", note=str(told))

    def _read(self, answer: Any) -> Any:
        """Return a value in the solution's form, a function or an object as it is."""
        if callable(self._solution) or not isinstance(self._solution, READABLE):
            return answer
        try:
            found = read(answer, self._solution)
        except AnswerError:
            raise
        except Exception as error:  # a reader's object may do anything when it is read
            raise AnswerError(Crash.of(error).sentence()) from error
        if (missing := unfilled(found)) and found:
            some = len(missing) < len(found)
            raise NotImplementedError(
                _("Still missing: {parts}.", parts=listed(missing)) if some else ""
            )
        return found

    def _checked(self, answer: Any) -> Result:
        return self.judge(outputs_of(self.run, answer, self._cases, watched=True))

    def judge(self, outputs: list[Any]) -> Result:
        """Compare what an answer made of the cases, wherever it ran, with targets."""
        cases, targets = self._cases, self._targets
        wrong = first_wrong(outputs, targets, self.tolerance)
        if wrong is None:
            return self._result("right")
        if self.stub is not ... and self._as_stub(outputs):
            return self._result("open")
        yours, target = outputs[wrong], targets[wrong]
        # A plain value can be tried again only as long as it has not been shown.
        shown = target if callable(self._solution) else ...
        case = Case(self._named(cases[wrong]), yours, shown, self.tolerance)
        found = explained(self, outputs, targets, wrong)
        return self._result("wrong", case, found.note, found)

    # What the exercise's own answers say is found out once, and only when it is needed.

    @cached_property
    def _cases(self) -> Sequence[tuple]:
        return list(self.cases(0))

    @cached_property
    def _targets(self) -> list[Any]:
        targets = outputs_of(self.run, self._solution, self._cases)
        broken = next((each for each in targets if isinstance(each, Crash)), None)
        if broken is not None:  # two crashes would count as equal
            raise AnswerError(str(broken))
        return targets

    @cached_property
    def _of_mistakes(self) -> dict[tuple[str, int, int], Any]:
        return {}

    def of_mistake(self, number: int, case: int) -> Any:
        """Return in plain form what a known mistake makes of a case; both from 0."""
        key = language(), number, case  # an error speaks the reader's language
        if key not in self._of_mistakes:
            answer, inputs = self.mistakes[number].answer, self._cases[case]
            (output,) = outputs_of(self.run, answer, [inputs])
            self._of_mistakes[key] = settled(output)
        return self._of_mistakes[key]

    def _as_stub(self, outputs: list[Any]) -> bool:
        theirs = outputs_of(self.run, self.stub, self._cases)
        return first_wrong(outputs, theirs, self.tolerance) is None

    def _named(self, inputs: tuple) -> dict[str, Any]:
        """Give the inputs the names that the solution, or `run`, gives them."""
        if self.run is use:
            names = list(inspect.signature(self._solution).parameters) if inputs else []
        else:
            names = list(inspect.signature(self.run).parameters)[1:]
        return dict(zip(names, inputs, strict=True))

    def _result(
        self,
        status: Literal["open", "wrong", "right"],
        case: Case | None = None,
        note: str = "",
        found: Explanation | None = None,
    ) -> Result:
        if status == "right":
            note = _(self.why).split("\n\n")[0]  # tables are for the solution
        title, known = _(self.title), found and found.hint
        return Result(self.number, self.kind, title, status, note, case, known)

    def __repr__(self) -> str:
        return f"{self.number} {_(self.title)}"
