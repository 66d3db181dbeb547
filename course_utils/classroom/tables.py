"""The verdicts as tables for a spreadsheet: one row a student, and one an answer."""

import csv
from pathlib import Path

from course_utils.classroom.claims import beside
from course_utils.classroom.grading import Row
from course_utils.classroom.marks import STATUS, Scale, order
from course_utils.language import _


def write(rows: list[Row], scale: Scale, folder: Path) -> list[Path]:
    """Write both tables into a folder; return their paths."""
    points, answers = folder / "points.csv", folder / "answers.csv"
    _write(points, _points(rows, scale))
    _write(answers, _answers(rows, scale))
    return [points, answers]


def _points(rows: list[Row], scale: Scale) -> list[list]:
    numbers = sorted({name for row in rows for name in row.verdicts}, key=order)
    head = [_("student"), _("notebook"), *numbers, _("points"), _("remark")]
    return [head] + [
        [
            row.submission.student,
            row.submission.lesson.stem if row.submission.lesson else "",
            *(
                scale.points(name, row.verdicts[name]) if name in row.verdicts else ""
                for name in numbers
            ),
            scale.total(row) if row.submission.lesson else "",
            row.submission.fault or row.submission.remark,
        ]
        for row in rows
    ]


def _answers(rows: list[Row], scale: Scale) -> list[list]:
    head = [_("student"), _("notebook"), _("exercise"), _("status"), _("points")]
    head += [_("out of"), _("known mistake"), _("what was said"), _("to be read")]
    head += [_("claimed: tries"), _("claimed: solved")]
    table = [head]
    for row in rows:
        claims = beside(row.submission.file) if row.submission.lesson else {}
        for number in sorted(row.verdicts, key=order):
            verdict = row.verdicts[number]
            claim = claims.get(number)
            table.append(
                [
                    row.submission.student,
                    row.submission.lesson.stem,
                    number,
                    _(STATUS[verdict.status]),
                    scale.points(number, verdict),
                    scale.full(number),
                    _(verdict.mistake),
                    verdict.note,
                    verdict.odd if verdict.status == "right" else "",
                    claim.tries if claim else "",
                    claim.solved if claim else "",
                ]
            )
    return table


def _write(file: Path, table: list[list]) -> None:
    # With its mark at the beginning a spreadsheet knows that it is UTF-8
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows([[_cell(each) for each in row] for row in table])


def _cell(value: object) -> str:
    """Return a cell that a spreadsheet takes for text or a number, not a formula."""
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value).replace("\0", "")
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
