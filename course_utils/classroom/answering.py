"""What runs in the process of one answer: the answer, on the exercise's cases.

It writes down what came out and judges nothing. So whatever an answer prints, patches
or pretends, it can claim nothing but outputs, and these are compared where it cannot
reach: by the teacher's process, with targets that this process never makes.
"""

import ast
import importlib
import io
import linecache
import os
import re
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import torch
import torch._dynamo  # an optimiser imports it at its first step: here it may not

from course_utils.classroom import sandbox, wire
from course_utils.classroom.needs import needed
from course_utils.exercises.machinery.crash import Crash
from course_utils.exercises.machinery.limits import AnswerError
from course_utils.exercises.machinery.locked import lock_until
from course_utils.exercises.machinery.outputs import outputs_of
from course_utils.language import speaking

FILE = "/ipykernel_answer/cell.py"  # as a kernel names cells, so that lines are found
_MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)


@dataclass(frozen=True)
class Job:
    """An answer to run: its code, the cells before it, and the exercise's check."""

    code: str
    before: tuple[tuple[str, bool], ...]
    call: str
    module: str
    check: str
    seeds: tuple[int, ...]
    language: str
    seconds: int = sandbox.SECONDS


class Recorder:
    """Stands in an answer's process where the check stood; keeps what it is given."""

    def __init__(self) -> None:
        self.given: list[tuple] = []

    def __call__(self, *answers: Any) -> None:
        self.given.append(answers)


def answer(job: Job, folder: str) -> None:
    """Run a job and write what came out; ends this process."""
    file = Path(folder, "told")
    if hasattr(os, "setsid"):
        os.setsid()  # so that all it may start can be ended with it
    os.chdir(folder)
    tempfile.tempdir = folder
    os.environ["COURSE_PROGRESS"] = "off"
    sys.dont_write_bytecode = True
    torch.set_num_threads(1)
    sink = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(sink, stream)
    recorder, exercise, cases = _prepared(job)
    sandbox.limit(job.seconds)
    sandbox.refuse_the_world(Path(folder))
    with (
        redirect_stdout(io.StringIO()),
        redirect_stderr(io.StringIO()),
        speaking(job.language),
    ):
        told = _told(job, recorder, exercise, cases)
    if len(told) >= sandbox.LARGEST:
        told = wire.write({"large": ""})
    file.write_text(told, encoding="utf-8")
    os._exit(0)  # whatever threads an answer may have left


def _prepared(job: Job) -> tuple[Recorder, Any, list[tuple]]:
    """Put a recorder in the check's place; make the cases; lock the solutions."""
    module = importlib.import_module(job.module)
    exercise, recorder = getattr(module, job.check), Recorder()
    cases = [case for seed in job.seeds for case in exercise.cases(seed)]
    for name, loaded in list(sys.modules.items()):
        if name.startswith(job.module) and vars(loaded).get(job.check) is exercise:
            setattr(loaded, job.check, recorder)
    is_function = callable(exercise.solution)
    lock_until(date.max)
    return recorder, exercise.run if is_function else None, cases


def _told(job: Job, recorder: Recorder, run: Any, cases: list[tuple]) -> str:
    """Run the answer; return as text what kind of thing came out, and the thing."""
    error = _run(job, recorder)
    if not recorder.given:
        return wire.write({"stopped": Crash.of(error or NameError(job.call))})
    given = recorder.given[-1]
    value = given[0] if given else ...
    if value is ...:
        return wire.write({"open": ""})
    if run is None or not callable(value):
        return wire.write({"value": value})
    try:
        return wire.write({"outputs": outputs_of(run, value, cases)})
    except NotImplementedError:
        return wire.write({"open": ""})
    except AnswerError as told:
        return wire.write({"told": str(told)})
    except BaseException as other:
        return wire.write({"stopped": Crash.of(other)})


def _run(job: Job, recorder: Recorder) -> BaseException | None:
    """Run what the answer needs, then the answer; return what stopped it."""
    space: dict[str, Any] = {"__name__": "__main__"}
    code = job.code if _parses(job.code) else _MAGIC.sub("pass", job.code)
    for node in needed(f"{code}\n{job.call}", job.before):
        with suppress(Exception):  # then its name is missing, and that is said
            part = ast.Module([node], type_ignores=[])
            exec(compile(part, "before", "exec"), space)
    lines = code.splitlines(keepends=True)
    linecache.cache[FILE] = (len(code), None, lines, FILE)
    stopped = None
    try:
        exec(compile(code, FILE, "exec"), space)
    except BaseException as error:
        stopped = error
    if not recorder.given:
        try:
            exec(job.call, space)
        except BaseException as error:
            stopped = stopped or error
    return stopped


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
