"""What a reader may hand to a teacher: what this computer remembers, as a small table.

It is signed by nobody, and whoever can open it can change it: a teacher's page shows it
as claimed. It tells how often a check was called, never what an answer was.
"""

import csv
import io
from pathlib import Path

from course_utils.language import _
from course_utils.progress import memory
from course_utils.progress.memory import Event

COLUMNS = ("exercise", "tries", "solved", "with hints", "solution shown")
NOTE = "# What a computer remembers of this course: claimed, signed by nobody."


def table(standings: list, events: list[Event]) -> str:
    """Return the table: one line for each exercise that was tried."""
    days = {}
    for event in events:
        if event.kind == "check" and event.outcome == "right":
            days.setdefault(event.exercise, event.when[:16].replace("T", " "))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in standings:
        if each.tries or each.solution:
            helped = ["yes" if mark else "" for mark in (each.hints, each.solution)]
            day = days.get(each.number, "") if each.solved else ""
            writer.writerow([each.number, each.tries, day, *helped])
    return f"{NOTE}\n{out.getvalue()}"


def export(standings: list, file: Path) -> None:
    """Write the table into a new file and say so, or why not."""
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(table(standings, memory.read()))
    except FileExistsError:
        print(_("{file} is there already; choose another name.", file=file))
    except OSError as error:
        print(_("It could not be written: {reason}", reason=error.strerror))
    else:
        print(_("Written: {file}. Look into it before you hand it on.", file=file))
