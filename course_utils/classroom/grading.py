"""A class's notebooks, graded: each answer run once, and nothing of theirs changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from course_utils.classroom import sandbox, submissions
from course_utils.classroom.answering import Job
from course_utils.classroom.judging import Verdict, judged
from course_utils.classroom.lessons import Lesson, Task
from course_utils.classroom.pool import run_all
from course_utils.classroom.submissions import Submission
from course_utils.language import _, language


@dataclass(frozen=True)
class Row:
    """A student's notebook with the verdicts on its exercises, by number."""

    submission: Submission
    verdicts: Mapping[str, Verdict]


Place = tuple[int, Lesson, Task]


def grade(
    places: list[Path],
    seed: int = 0,
    workers: int | None = None,
    seconds: int = sandbox.SECONDS,
    tell: Callable[[int, int], None] = lambda done, all_jobs: None,
) -> list[Row]:
    """Grade the notebooks of files and folders; `tell` hears how far it is."""
    files = submissions.find(places)
    read = list(map(submissions.read, submissions.names(files), files))
    rows = [Row(each, {}) for each in read]
    jobs: dict[Job, list[Place]] = {}  # one text under one exercise runs once
    for number, row in enumerate(rows):
        for lesson, task, job in _jobs(row, seed, seconds):
            jobs.setdefault(job, []).append((number, lesson, task))
    for done, ended in enumerate(run_all(jobs, workers), 1):
        _number, lesson, task = jobs[ended.job][0]
        verdict = judged(ended, lesson.exercise(task))
        for number, _lesson, _task in jobs[ended.job]:
            rows[number].verdicts[task.number] = verdict
        tell(done, len(jobs))
    return rows


def _jobs(row: Row, seed: int, seconds: int) -> Iterator[tuple[Lesson, Task, Job]]:
    """Yield what has to run; write down what needs no run."""
    lesson = row.submission.lesson
    for task in lesson.tasks if lesson else ():
        code = row.submission.code(task)
        if code is None:
            missing = _("The cell of this answer is missing.")
            row.verdicts[task.number] = Verdict("failed", missing)
        elif not code.strip() or _bare(code) == _bare("\n\n".join(lesson.source(task))):
            row.verdicts[task.number] = Verdict("open")
        else:
            job = _job(row.submission, lesson, task, code, seed)
            yield lesson, task, replace(job, seconds=seconds)


def _bare(code: str) -> str:
    return "".join(code.split())


def _job(
    submission: Submission, lesson: Lesson, task: Task, code: str, seed: int
) -> Job:
    """Put together what an answer needs: cells of the course, and earlier answers."""
    before = []
    for cell in lesson.cells:
        if cell.id in task.cells:
            if cell.id == task.cells[-1]:
                break
            continue
        own = submission.answers.get(cell.id)
        before.append((cell.source if own is None else own, cell.slow))
    seeds = tuple(dict.fromkeys((0, seed)))
    call, module = task.call, lesson.module
    return Job(code, tuple(before), call, module, task.check, seeds, language())
