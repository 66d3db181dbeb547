"""Many answers, a few at a time: each in a process of its own that ends in time.

Where the system can, the processes are copies of one in which everything is imported
already; elsewhere each begins anew, which takes seconds.
"""

import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing import connection
from pathlib import Path
from typing import Any, NamedTuple

from course_utils.classroom import sandbox
from course_utils.classroom.answering import Job, answer

CLOCK = 30.0  # seconds by the clock for one answer
CLOCK_ANEW = 90.0  # where a process has to import everything first
_BY_LIMIT = {
    getattr(signal, name) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)
}


class Ended(NamedTuple):
    """How a job ended: what it told, or why it told nothing."""

    job: Job
    told: str = ""
    fault: str = ""  # "time", "ended" or "large"


class _Running(NamedTuple):
    job: Job
    process: Any
    folder: Any
    began: float


def run_all(jobs: Iterable[Job], workers: int | None = None) -> Iterator[Ended]:
    """Run the jobs and yield each as soon as it has ended."""
    ways = multiprocessing.get_all_start_methods()
    copied = "forkserver" in ways
    context = multiprocessing.get_context("forkserver" if copied else "spawn")
    waiting = list(reversed(list(jobs)))
    if copied:
        modules = {"course_utils.classroom.answering", *(job.module for job in waiting)}
        context.set_forkserver_preload(sorted(modules))
        _warmed(context)
    running: list[_Running] = []
    clock = CLOCK if copied else CLOCK_ANEW
    workers = workers or os.cpu_count() or 1
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                running.append(_started(context, waiting.pop()))
            connection.wait([each.process.sentinel for each in running], 0.2)
            for each in running[:]:
                late = time.monotonic() - each.began > clock
                if late or not each.process.is_alive():
                    running.remove(each)
                    yield _ended(each)
    finally:
        for each in running:
            _ended(each)


def _warmed(context: Any) -> None:
    """Wait until everything is imported, so that no answer's clock runs meanwhile."""
    first = context.Process(target=os.getpid)
    first.start()
    first.join()


def _started(context: Any, job: Job) -> _Running:
    folder = tempfile.TemporaryDirectory(prefix="answer_", ignore_cleanup_errors=True)
    process = context.Process(target=answer, args=(job, folder.name), daemon=True)
    process.start()
    return _Running(job, process, folder, time.monotonic())


def _ended(running: _Running) -> Ended:
    """End a process and all that it started; return what it told."""
    process, late = running.process, running.process.is_alive()
    if late:
        process.kill()
    process.join()
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    too_long = late or -(process.exitcode or 0) in _BY_LIMIT
    process.close()
    with running.folder as folder:
        if too_long:
            return Ended(running.job, fault="time")
        return _read(running.job, Path(folder, "told"))


def _read(job: Job, file: Path) -> Ended:
    if file.is_symlink() or not file.is_file():
        return Ended(job, fault="ended")
    if file.stat().st_size >= sandbox.LARGEST:
        return Ended(job, fault="large")
    return Ended(job, file.read_text(encoding="utf-8", errors="replace"))
