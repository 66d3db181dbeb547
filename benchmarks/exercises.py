"""How much of what is wrong do the exercises' checks notice?

`python -m benchmarks.exercises` makes every small mutant of the solutions and of right
answers in other styles, and prints by exercise how many the check rejects, and how.
`python -m benchmarks.exercises 5.2 7` lists for an exercise, or for a concept's, the
wrong answers that pass, those rejected without a word, those accused of what they did
not do, and the accepted ones whose reason `tests/mutation/equivalent.toml` lacks. The
exit status is 1 if there is any of these.
"""

import os
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from torch import Tensor

from benchmarks import print_table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from mutation.answers import exercises, right_answers
from mutation.judge import Judge, Verdict, twins
from mutation.reasons import stale, unexplained

from course_utils.exercises.machinery.core import Exercise

HEADER = [
    "exercise",
    "styles",
    "refused",
    "mutants",
    "killed",
    "equivalent",
    "survived",
]
HEADER += ["rejected", "no note", "accused", "twins", "seconds"]


def row(exercise: Exercise, verdicts: list[Verdict], seconds: float) -> list[str]:
    """Count what became of an exercise's mutants."""
    counts = Counter(each.status for each in verdicts)
    killed, survived = counts["killed"], counts["survived"]
    styles = right_answers(exercise.number)
    refused = sum(exercise(each).status != "right" for each in styles)
    mute = sum(each.status == "killed" and not each.note for each in verdicts)
    accused = sum(each.accused for each in verdicts)
    return [
        exercise.number,
        *map(str, (len(styles), refused, len(verdicts), killed)),
        *map(str, (counts["equivalent"], survived)),
        f"{killed / max(killed + survived, 1):.1%}",
        *map(str, (mute, accused, len(twins(exercise)))),
        f"{seconds:.1f}",
    ]


def show(
    heading: str, verdicts: list[Verdict], say: Callable = lambda each: ""
) -> None:
    """List mutants, those of one change together, and what there is to say of each."""
    groups: dict[str, list[Verdict]] = {}
    for each in verdicts:
        groups.setdefault(each.mutant.description, []).append(each)
    if groups:
        print(f"\n  {heading.upper()}: {len(verdicts)}")
    for change, some in groups.items():
        where = [f"{each.source}:{each.mutant.line}" for each in some]
        print(f"\n  - {change}    ({', '.join(where)})")
        if say is not None:
            print(textwrap.indent(say(some[0]), "      "))


def details(judge: Judge, verdicts: list[Verdict]) -> None:
    """Print what is to be mended in one exercise."""
    exercise = judge.exercise
    print(f"\n{exercise.number} {exercise.title}")
    for answer in right_answers(exercise.number):
        result = exercise(answer)
        if result.status != "right":
            print(f"\n  A RIGHT ANSWER IS REFUSED: {answer.__name__}\n    {result!r}")

    def of_survivor(verdict: Verdict) -> str:
        inputs = judge.differing_probe(verdict.mutant.function)
        return f"{verdict.mutant.source}\ndiffers on {shown(inputs)}"

    def of_accused(verdict: Verdict) -> str:
        inputs = judge.probe_against(verdict)
        return f"{verdict.note}\nthat mistake does otherwise on {shown(inputs)}"

    def of_mute(verdict: Verdict) -> str:
        lines = [line.strip() for line in repr(verdict.result).splitlines()]
        said = [each for each in lines if each.startswith(("yours", "target"))]
        return "\n".join(said or lines)

    mute = [each for each in verdicts if each.status == "killed" and not each.note]
    survived = [each for each in verdicts if each.status == "survived"]
    show("wrong and accepted", survived, of_survivor)
    show("rejected without a note", mute, of_mute)
    accused = [each for each in verdicts if each.accused]
    show("accused of a mistake not made", accused, of_accused)
    for one, other in twins(exercise):
        print(f"\n  TWO MISTAKES ARE ONE ON ALL CASES\n    {one}\n    {other}")
    show("accepted, without a reason", unexplained(exercise.number, verdicts))
    for change in stale(exercise.number, verdicts):
        print(f"\n  A REASON THAT NOTHING NEEDS: {change}")


def at_fault(exercise: Exercise, verdicts: list[Verdict]) -> int:
    """Count what the check does wrong, and what the table of reasons does."""
    wrong = [
        each
        for each in verdicts
        if each.status == "survived" or each.accused or not each.note
        if each.status != "equivalent"
    ]
    number = exercise.number
    return sum(
        map(
            len,
            (
                wrong,
                twins(exercise),
                unexplained(number, verdicts),
                stale(number, verdicts),
            ),
        )
    )


def shown(inputs: tuple) -> str:
    """Return inputs in a line: the shapes of tensors, the beginning of the rest."""
    parts = [
        f"{str(each.dtype)[6:]} {tuple(each.shape)}"
        if isinstance(each, Tensor)
        else repr(each)[:60]
        for each in inputs
    ]
    return ", ".join(parts)


def main(*wanted: str) -> int:
    os.environ["COURSE_PROGRESS"] = "off"  # none of these answers is a reader's
    rows, faults = [], 0
    for exercise in exercises():
        concept = exercise.number.partition(".")[0]
        if wanted and not {exercise.number, concept} & set(wanted):
            continue
        began = time.perf_counter()
        judge = Judge(exercise)
        verdicts = judge.all()
        rows.append(row(exercise, verdicts, time.perf_counter() - began))
        faults += at_fault(exercise, verdicts)
        if wanted:
            details(judge, verdicts)
    print_table("Mutants of right answers", HEADER, rows)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
