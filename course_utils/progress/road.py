"""The road as a reader sees it: each exercise with its tick, each quiz with its sum."""

import importlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import NamedTuple

from course_utils.language import N_, _, _n, padded, width
from course_utils.progress import claimed, memory
from course_utils.progress.memory import Event
from course_utils.syllabus import CONCEPTS

_LEFT = "text-align:left"
_COLOUR = {"✓": "#009e73", "✗": "#d55e00", "○": "#888888"}


class Standing(NamedTuple):
    """How an exercise stands; tries and helps count until it was solved."""

    number: str
    title: str
    tries: int = 0
    solved: bool = False
    hints: bool = False
    solution: bool = False

    @property
    def mark(self) -> str:
        return "✓" if self.solved else "✗" if self.tries else "○"

    def after(self, event: Event) -> "Standing":
        """Return how it stands after one more event.

        Notebooks call for hints by themselves when all cells run: only whoever had
        gone wrong by then wanted them.
        """
        if self.solved:
            return self
        if event.kind == "check":
            solved = event.outcome == "right"
            return self._replace(tries=self.tries + 1, solved=solved)
        if event.kind == "solution":
            return self._replace(solution=True)
        return self._replace(hints=self.hints or self.tries > 0)

    def details(self) -> str:
        """Say what the mark does not: how many tries, and with which help."""
        said = []
        if self.tries > 1 or (self.tries and not self.solved):
            said.append(_n("{count} try", "{count} tries", self.tries))
        if self.hints:
            said.append(_("with hints"))
        if self.solution:
            said.append(_("solution shown"))
        return _(" ({details})", details=_("; ").join(said)) if said else ""


@dataclass(frozen=True)
class Stop:
    """One notebook on the road: its exercises, and how many of the quiz went right."""

    number: int
    title: str
    exercises: tuple[Standing, ...]
    right: int
    questions: int

    def quiz(self) -> str:
        return _("{right} of {all}", right=self.right, all=self.questions)


@dataclass(frozen=True)
class Progress:
    """The whole road; shown by a notebook as a table, elsewhere as text."""

    stops: tuple[Stop, ...]

    def sums(self) -> str:
        """Return one sentence on all that was solved."""
        exercises = [each for stop in self.stops for each in stop.exercises]
        return _(
            "Solved: {solved} of {exercises} exercises. Right at the first try: "
            "{right} of {questions} quiz questions.",
            solved=sum(each.solved for each in exercises),
            exercises=len(exercises),
            right=sum(stop.right for stop in self.stops),
            questions=sum(stop.questions for stop in self.stops),
        )

    def __repr__(self) -> str:
        titles = [f"{stop.number} {_(stop.title)}" for stop in self.stops]
        columns = max(map(width, titles))
        lines = []
        for stop, title in zip(self.stops, titles, strict=True):
            marks = [
                f"{each.mark} {each.number}{each.details()}" for each in stop.exercises
            ]
            quiz = f"{_('Quiz')}{_(': ')}{stop.quiz()}"
            lines.append("  ".join([padded(title, columns), *marks, quiz]))
        return "\n".join([*lines, "", self.sums(), whereabouts()])

    def _repr_html_(self) -> str:
        heads = (_("Notebook"), _("Exercises"), _("Quiz"))
        head = "".join(f'<th scope="col" style="{_LEFT}">{each}</th>' for each in heads)
        rows = "".join(map(_row, self.stops))
        where = escape(whereabouts()).replace("\n", "<br>")
        return (
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
            f"<p>{self.sums()}</p><p>{where}</p>"
        )

    def export(self, file: str = "progress.csv") -> None:
        """Write the exercises into a small table that a teacher may be given."""
        exercises = [each for stop in self.stops for each in stop.exercises]
        claimed.export(exercises, Path(file))

    def reset(self) -> None:
        """Forget what was solved; the file is put aside and not destroyed."""
        try:
            aside = memory.reset()
        except OSError as error:
            print(_("It could not be put aside: {reason}", reason=error.strerror))
            return
        if aside is None:
            print(_("There was nothing to forget."))
        else:
            print(_("Forgotten. The old memory is kept as {name}.", name=aside.name))


def _row(stop: Stop) -> str:
    marks = " ".join(map(_tick, stop.exercises))
    cells = [f"{stop.number} {_(stop.title)}", marks, stop.quiz()]
    return "<tr>" + "".join(f'<td style="{_LEFT}">{x}</td>' for x in cells) + "</tr>"


def _tick(each: Standing) -> str:
    style = "display:inline-block;white-space:nowrap;margin-right:14px"
    mark = f'<b style="color:{_COLOUR[each.mark]}">{each.mark}</b>'
    title = escape(_(each.title))
    more = f"<small>{each.details()}</small>" if each.details() else ""
    return f'<span style="{style}" title="{title}">{mark} {each.number}{more}</span>'


def whereabouts() -> str:
    """Say where the memory lies and how to begin anew."""
    place, folder = memory.place(), memory.course_folder()
    if place is None:
        return _(
            "Nothing is remembered now, because COURSE_PROGRESS is off; otherwise it "
            "would lie in {name} in the course's folder.",
            name=memory.NAME,
        )
    where = str(place)
    if folder is not None and place == folder / memory.NAME:
        # Without the way there, which a notebook handed on need not tell
        where = _("{name} in the course's folder", name=memory.NAME)
    said = _(
        "This lies in {where}, on this computer only; progress().reset() puts it aside "
        "and begins anew.",
        where=where,
    )
    if reason := memory.trouble():
        said += "\n" + _("The last event could not be written: {reason}", reason=reason)
    return said


def progress() -> Progress:
    """Show the road with its ticks, as far as this computer remembers it."""
    return Progress(tuple(_stops(memory.read())))


def _stops(events: list[Event]) -> Iterable[Stop]:
    right = _right(events)
    titles = [("start_here", N_("Start here"))]
    titles += [(concept.slug, concept.title) for concept in CONCEPTS]
    for number, (slug, title) in enumerate(titles):
        module = importlib.import_module(f"course_utils.exercises.{slug}")
        checks = [
            each for name, each in vars(module).items() if name.startswith("check_")
        ]
        checks.sort(key=lambda check: [int(part) for part in check.number.split(".")])
        exercises = tuple(_standing(each.number, each.title, events) for each in checks)
        asked = len(module.QUIZ)
        yield Stop(number, title, exercises, min(right[slug], asked), asked)


def _right(events: list[Event]) -> Counter[str]:
    """Count by concept the questions that were once right at the first try."""
    known = {
        (event.concept, event.question)
        for event in events
        if event.kind == "quiz" and event.outcome == "right"
    }
    return Counter(concept for concept, question in known)


def _standing(number: str, title: str, events: list[Event]) -> Standing:
    standing = Standing(number, title)
    for event in events:
        if event.exercise == number:
            standing = standing.after(event)
    return standing
