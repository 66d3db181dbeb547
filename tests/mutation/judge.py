"""What a check says to each mutant of its right answers.

A mutant that the check rejects is killed. One that it accepts is compared with the
solution on other inputs (`probes`, and the exercise's own with other seeds): where
they differ the check is too weak, otherwise the change is taken to change nothing.
"""

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.machinery.feedback import Result
from course_utils.language import _
from mutation import later_probes, probes
from mutation.answers import sources
from mutation.engine import Mutant, mutants
from mutation.runs import (
    Crashed,
    StoppedError,
    alike,
    copied,
    fingerprint,
    limited,
    output,
    remembered,
)

PROBES = probes.PROBES | later_probes.PROBES
Probes = Callable[[int], list[tuple]]
SEEDS = (1, 2, 3, 4, 5)  # of an exercise's own cases; 0 makes those of the check
WIDE_SEEDS = (0, 1)


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant of the answer called `source`."""

    source: str
    mutant: Mutant
    status: Literal["killed", "equivalent", "survived"]
    result: Result | None  # what the check said; None if it had to be stopped
    accused: bool = False  # of a known mistake that it did not make

    @property
    def note(self) -> str:
        """What a reader is told; the planted bug is named by the whole result."""
        if self.result is None:
            return ""
        return repr(self.result) if self.result.status == "open" else self.result.note


class Judge:
    """Judges the mutants of one exercise, and keeps what it has computed."""

    def __init__(self, exercise: Exercise, wide: Probes | None = None) -> None:
        wide = wide or PROBES.get(exercise.number, lambda seed: [])
        self.exercise = exercise = _remembering(exercise)
        self.cases = list(exercise.cases(0))
        own = [case for seed in SEEDS for case in exercise.cases(seed)]
        more = [inputs for seed in WIDE_SEEDS for inputs in wide(seed)]
        # Cases that are the same for every seed are run only once
        found = {fingerprint(each): each for each in [*self.cases, *own, *more]}
        self.probes = list(found.values())
        self.targets = self._outputs(exercise.solution)
        if broken := [each for each in self.targets if isinstance(each, Crashed)]:
            raise ValueError(f"{exercise.number}'s solution fails: {broken[0].error}")
        self._results: dict[Any, Result | None] = {}
        self._of_mistakes: dict[int, list[Any]] = {}

    def all(
        self, answers: Sequence[Callable] | None = None, most: int | None = None
    ) -> list[Verdict]:
        """Judge every mutant of some right answers, or of those that are kept.

        With `most`, no more than so many, taken at even distances.
        """
        made = [
            (answer.__name__, mutant)
            for answer in (sources(self.exercise) if answers is None else answers)
            for mutant in mutants(answer, first_inputs(self.exercise, answer))
        ]
        stride = math.ceil(len(made) / most) if most else 1
        return [self.verdict(*each) for each in made[::stride]]

    def verdict(self, source: str, mutant: Mutant) -> Verdict:
        result = self._result(mutant.function)
        if result is not None and result.status == "right":
            agrees = self._agrees(mutant.function, self.targets)
            status = "equivalent" if agrees else "survived"
            return Verdict(source, mutant, status, result)
        accused = result is not None and self._accused(mutant.function, result.note)
        return Verdict(source, mutant, "killed", result, accused)

    def differing_probe(self, answer: Callable) -> tuple | None:
        """Return inputs on which an answer differs from the solution."""
        return self._first_difference(answer, self.targets)

    def probe_against(self, verdict: Verdict) -> tuple | None:
        """Return inputs that clear an accused mutant of the mistake it is told of."""
        return self._unlike(verdict.mutant.function, self._named(verdict.note)[0])

    def _result(self, answer: Callable) -> Result | None:
        """Ask the check, or remember what it said to the same outputs."""
        found = [output(self.exercise, answer, case) for case in self.cases]
        known = fingerprint(found)
        if known not in self._results:
            try:
                with limited():
                    self._results[known] = self.exercise(answer)
            except StoppedError:
                self._results[known] = None
        return self._results[known]

    def _accused(self, answer: Callable, note: str) -> bool:
        """Say whether the note is a known mistake's that the answer does not make."""
        named = self._named(note)
        if not named or any(each.when is not None for each in named):
            return False
        return all(self._unlike(answer, each) for each in named)

    def _named(self, note: str) -> list[Mistake]:
        return [each for each in self.exercise.mistakes if _(each.hint) == note]

    def _agrees(self, answer: Callable, outputs: list[Any]) -> bool:
        return self._first_difference(answer, outputs) is None

    def _first_difference(self, answer: Callable, outputs: list[Any]) -> tuple | None:
        for inputs, expected in zip(self.probes, outputs, strict=True):
            found = output(self.exercise, answer, inputs)
            if not alike(self.exercise, found, expected):
                return inputs
        return None

    def _unlike(self, answer: Callable, mistake: Mistake) -> tuple | None:
        """Return inputs on which an answer and a mistake say different things.

        That one of two fails where the other does not, as on a row too short, makes
        them no different mistakes.
        """
        if id(mistake) not in self._of_mistakes:
            self._of_mistakes[id(mistake)] = self._outputs(mistake.answer)
        for inputs, expected in zip(
            self.probes, self._of_mistakes[id(mistake)], strict=True
        ):
            found = output(self.exercise, answer, inputs)
            fails = isinstance(found, Crashed) or isinstance(expected, Crashed)
            if not fails and not alike(self.exercise, found, expected):
                return inputs
        return None

    def _outputs(self, answer: Callable) -> list[Any]:
        return [output(self.exercise, answer, inputs) for inputs in self.probes]


def _remembering(exercise: Exercise) -> Exercise:
    """Return an exercise whose own answers, wrong and right, run once on each case."""
    return dataclasses.replace(
        exercise,
        solution=remembered(exercise.solution),
        stub=remembered(exercise.stub),
        mistakes=[m._replace(answer=remembered(m.answer)) for m in exercise.mistakes],
    )


def first_inputs(exercise: Exercise, answer: Callable) -> tuple:
    """Return what an answer itself is given first, which `run` may have prepared."""
    seen: list[tuple] = []

    def recorded(*inputs: Any) -> Any:
        seen.append(copied(inputs))
        return answer(*inputs)

    output(exercise, recorded, exercise.cases(0)[0])
    return seen[0]


def twins(exercise: Exercise) -> list[tuple[str, str]]:
    """Return the hints of known mistakes that give the same outputs on all cases."""
    cases, before, found = exercise.cases(0), [], []
    for mistake in exercise.mistakes:
        outputs = [output(exercise, mistake.answer, case) for case in cases]
        # A check tells apart two that fail, by what they fail with
        errors = [each.error for each in outputs if isinstance(each, Crashed)]
        for hint, others, other_errors in before:
            one = errors == other_errors and alike(exercise, outputs, others)
            if one and hint != mistake.hint:
                found.append((hint, mistake.hint))
        before.append((mistake.hint, outputs, errors))
    return found
