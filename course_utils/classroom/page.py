"""The page that a teacher reads after grading: one file, which asks for no other."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from course_utils.classroom.claims import Claim, beside
from course_utils.classroom.grading import Row
from course_utils.classroom.judging import Verdict
from course_utils.classroom.lessons import Lesson, lessons
from course_utils.classroom.marks import STATUS, Scale
from course_utils.classroom.summary import Known, Summary, summary
from course_utils.exercises.machinery.feedback import inline
from course_utils.language import _, _n, language, listed
from course_utils.syllabus import CONCEPTS

MARKS = {"right": "✓", "wrong": "✗", "open": "○", "failed": "!"}
LONGEST = 4000  # letters of an answer that are shown
# Whatever a student's text may hold: the page runs nothing and asks nobody
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(rows: Sequence[Row], scale: Scale) -> str:
    """Return the page as HTML."""
    style = files("course_utils.classroom").joinpath("page.css").read_text("utf-8")
    title = escape(_("Graded notebooks"))
    body = [f"<h1>{title}</h1>", f"<p>{escape(_about())}</p>"]
    for lesson in lessons():
        own = [row for row in rows if row.submission.lesson == lesson]
        if own:
            body.append(_lesson(own, lesson, scale))
    body.append(_unread([row for row in rows if row.submission.lesson is None]))
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{style}</style></head>"
        f"<body>{''.join(body)}</body></html>\n"
    )


def _about() -> str:
    return _(
        "Each answer ran once, alone, and was compared with the course's own, also on "
        "cases that the notebook does not show. Nothing in the notebooks was changed."
    )


def _lesson(rows: Sequence[Row], lesson: Lesson, scale: Scale) -> str:
    titles = {each.slug: each.title for each in CONCEPTS}
    title = f"{lesson.stem[:2]} {_(titles.get(lesson.slug, 'Start here'))}"
    tomorrow = [_tomorrow(each, lesson) for each in summary(rows, lesson)]
    answers = [_student(row, lesson) for row in rows]
    parts = [_section(title, [_table(rows, lesson, scale)])]
    parts.append(_section(_("What to say tomorrow"), tomorrow))
    parts.append(_section(_("Answer by answer"), answers))
    return "".join(parts)


def _section(title: str, parts: Sequence[str]) -> str:
    return f"<h2>{escape(title)}</h2>{''.join(parts)}"


def _table(rows: Sequence[Row], lesson: Lesson, scale: Scale) -> str:
    numbers = [task.number for task in lesson.tasks]
    heads = [_("student"), *numbers, _("points")]
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    most = scale.most(lesson)
    lines = []
    for row in rows:
        cells = "".join(_mark(row.verdicts[number]) for number in numbers)
        name = escape(row.submission.student)
        total = f"{scale.total(row):g} / {most:g}"
        lines.append(
            f'<tr><th scope="row">{name}</th>{cells}<td class="points">{total}</td>'
            "</tr>"
        )
    legend = _(", ").join(f"{MARKS[each]} {_(text)}" for each, text in STATUS.items())
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div><p><small>{legend}</small></p>"
    )


def _mark(verdict: Verdict) -> str:
    said = escape(f"{_(STATUS[verdict.status])} {verdict.note}".strip(), quote=True)
    mark = MARKS[verdict.status] + ("?" if verdict.odd and _is_right(verdict) else "")
    return f'<td class="mark {verdict.status}" title="{said}">{mark}</td>'


def _is_right(verdict: Verdict) -> bool:
    return verdict.status == "right"


def _tomorrow(each: Summary, lesson: Lesson) -> str:
    """Return how an exercise went, and its known mistakes with who made them."""
    all_rows = sum(each.counts.values())
    counts = listed(
        f"{n} {_(STATUS[status])}" for status, n in each.counts.items() if n
    )
    title = f"{each.task.number} {_(lesson.exercise(each.task).title)}"
    items = [_mistake(known, all_rows) for known in each.known]
    mistakes = f"<ul>{''.join(items)}</ul>" if items else ""
    return f"<h3>{escape(title)}</h3><p>{escape(counts)}</p>{mistakes}"


def _mistake(known: Known, all_rows: int) -> str:
    count = len(known.students)
    return (
        f'<li><span class="bar" style="--share:{100 * count / all_rows:.0f}%">'
        f"<b>{count} ×</b> {inline(_(known.hint))}</span>"
        f"<br><small>{escape(listed(known.students))}</small></li>"
    )


def _student(row: Row, lesson: Lesson) -> str:
    claims = beside(row.submission.file)
    parts = [
        _answer(task.number, row.verdicts[task.number], claims.get(task.number))
        for task in lesson.tasks
    ]
    remark = row.submission.remark
    remarked = f"<p>{escape(remark)}</p>" if remark else ""
    right = sum(map(_is_right, row.verdicts.values()))
    counted = _n("{count} right", "{count} right", right)
    name = escape(f"{row.submission.student} · {counted}")
    inside = remarked + "".join(parts)
    return f"<details><summary>{name}</summary>{inside}</details>"


def _answer(number: str, verdict: Verdict, claim: Claim | None) -> str:
    said = f'<b class="{verdict.status}">{MARKS[verdict.status]}</b> {number}'
    said += f" · {inline(verdict.note)}" if verdict.note else ""
    said += f" · <small>{escape(_claimed(claim))}</small>" if claim else ""
    if verdict.odd and _is_right(verdict):
        warned = _("Read this answer: it names {names}.", names=verdict.odd)
        said += f'<br><span class="odd">{escape(warned)}</span>'
    if not verdict.code:
        return f"<p>{said}</p>"
    code = escape(verdict.code[:LONGEST])
    return f"<details><summary>{said}</summary><pre>{code}</pre></details>"


def _claimed(claim: Claim) -> str:
    said = [_("claimed: tries {tries}", tries=claim.tries)]
    said += [_("solved {day}", day=claim.solved)] if claim.solved else []
    said += [_("with hints")] if claim.hints else []
    said += [_("solution shown")] if claim.solution else []
    return _("; ").join(said)


def _unread(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    items = [
        f"<li><b>{escape(each.student)}</b> ({escape(each.file.name)})"
        f"{_(': ')}{escape(each.fault)}</li>"
        for each in (row.submission for row in rows)
    ]
    return _section(_("Not graded"), ["<ul>", *items, "</ul>"])
