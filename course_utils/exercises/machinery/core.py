"""Exercises as data: a right answer, cases to try, hints, and the mistakes people make.

An exercise is called with the reader's answer and returns a result that Jupyter
shows. A concept's folder has a file for each exercise, which names it `check_<what>`:

    check_shift = Exercise(
        "9.1",
        "build",
        N_("Shift to the right"),        # words are marked for the catalogue
        solution=shift,                  # the package's own function where there is one
        cases=lambda: [(torch.arange(1, 6), 0), (torch.arange(2, 9), 7)],
        hints=(N_("…"), N_("…")),
        mistakes=(Mistake(shift_left, N_("You shifted to the left: …")), …),
    )

`show_hints` and `show_solution` are imported there too, for the notebook to use.
"""

import copy
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import torch

from course_utils import progress
from course_utils.exercises.machinery.compare import Crash, difference, same
from course_utils.exercises.machinery.feedback import Case, Result
from course_utils.exercises.machinery.hints import show_hints, show_solution
from course_utils.language import _

__all__ = ["Exercise", "Mistake", "show_hints", "show_solution"]


class Mistake(NamedTuple):
    """A wrong answer that people do give, and the hint that mends it.

    It is recognised where an answer gives the same outputs as this one or, if `when`
    is given, where `when(output, target)` is true of the first case that fails.
    """

    answer: Any
    hint: str
    when: Callable[[Any, Any], bool] | None = None


def use(answer: Any, *inputs: Any) -> Any:
    """Return what an answer says: a function's output, or the plain value itself."""
    return answer(*inputs) if callable(answer) else answer


@dataclass(frozen=True)
class Exercise:
    """A task with its check: call it with the reader's answer, function or value.

    `cases` makes the inputs, one tuple a case; an answer that is a plain value has a
    single case without inputs. `stub` is what the cell holds at first: code that
    raises NotImplementedError or `...` needs none here; a repair exercise gives the
    function with the planted bug. `run(answer, *inputs)` turns an answer into
    something to compare, where calling it is not enough. `why` explains an answer
    that is a plain value. Floats may differ by `tolerance`.
    """

    number: str
    kind: Literal["predict", "build", "repair", "explore"]
    title: str
    solution: Any
    hints: tuple[str, str]
    mistakes: Sequence[Mistake]
    cases: Callable[[], Sequence[tuple]] = lambda: [()]
    stub: Any = ...
    run: Callable[..., Any] = use
    why: str = ""
    tolerance: float = 1e-4

    def __call__(self, answer: Any) -> Result:
        """Compare an answer with the solution; never raises, whatever it is given."""
        if callable(self.solution) and not callable(answer) and answer is not ...:
            return self._result("wrong", note=difference(answer, self.solution))
        cases = list(self.cases())
        try:
            outputs = self._outputs(answer, cases)
        except NotImplementedError:
            return self._result("open")
        targets = self._outputs(self.solution, cases)
        broken = next((each for each in targets if isinstance(each, Crash)), None)
        if broken is not None:  # two crashes would count as equal
            return self._result("wrong", note=str(broken))
        wrong = self._first_wrong(outputs, targets)
        if wrong is None:
            return self._result("right")
        if self.stub is not ... and self._equal(
            outputs, self._outputs(self.stub, cases)
        ):
            return self._result("open")
        yours, target = outputs[wrong], targets[wrong]
        note = self._known(outputs, targets, cases)
        note = note or difference(yours, target, self.tolerance)
        # A plain value can be tried again only as long as it has not been shown.
        shown = target if callable(self.solution) else ...
        case = Case(self._named(cases[wrong]), yours, shown, self.tolerance)
        return self._result("wrong", case, note)

    def _outputs(self, answer: Any, cases: Sequence[tuple]) -> list[Any]:
        """Run an answer on copies, so that it cannot change what others are given."""
        return [self._output(answer, copy.deepcopy(case)) for case in cases]

    def _output(self, answer: Any, inputs: tuple) -> Any:
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(0)  # a GPU's has not been put aside
            try:
                output = ... if answer is ... else self.run(answer, *inputs)
            except NotImplementedError:
                raise
            except (Exception, SystemExit) as error:
                return Crash.of(error)
        if output is ... or output is NotImplemented:
            raise NotImplementedError
        return output

    def _first_wrong(self, outputs: list[Any], targets: list[Any]) -> int | None:
        pairs = enumerate(zip(outputs, targets, strict=True))
        return next((i for i, pair in pairs if not same(*pair, self.tolerance)), None)

    def _equal(self, outputs: list[Any], others: list[Any]) -> bool:
        return self._first_wrong(outputs, others) is None

    def _known(self, outputs: list, targets: list, cases: Sequence[tuple]) -> str:
        """Return the hint of the mistake that explains the outputs, or ""."""
        wrong = self._first_wrong(outputs, targets)
        for mistake in self.mistakes:
            if self._equal(outputs, self._outputs(mistake.answer, cases)):
                return _(mistake.hint)
        for mistake in self.mistakes:
            if mistake.when is not None and _holds(
                mistake.when, outputs[wrong], targets[wrong]
            ):
                return _(mistake.hint)
        return ""

    def _named(self, inputs: tuple) -> dict[str, Any]:
        """Give the inputs the names that the solution, or `run`, gives them."""
        if self.run is use:
            names = list(inspect.signature(self.solution).parameters) if inputs else []
        else:
            names = list(inspect.signature(self.run).parameters)[1:]
        return dict(zip(names, inputs, strict=True))

    def _result(
        self,
        status: Literal["open", "wrong", "right"],
        case: Case | None = None,
        note: str = "",
    ) -> Result:
        if status == "right":
            note = _(self.why)
        progress.note("check", status, exercise=self.number)
        return Result(self.number, self.kind, _(self.title), status, note, case)


def _holds(when: Callable[[Any, Any], bool], output: Any, target: Any) -> bool:
    try:
        return bool(when(output, target))
    except Exception:  # outputs may be anything; then this is not the mistake
        return False
