"""Where an answer runs: for a few seconds, and without leaving a trace.

An answer runs in a thread of its own, so that one that never ends can be left behind,
on Windows too, where no signal would stop it. What it changes of Python's and torch's
settings is put back, and of what it prints only the beginning is kept.
"""

import ctypes
import io
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from contextvars import copy_context
from typing import Any

import numpy as np
import torch
from torch._tensor_str import printoptions

from course_utils.language import _

SECONDS = 5.0  # for all cases of an exercise; a right answer takes a fraction of one
WAIT = 4  # times as long by the clock
GRACE = 1.0  # seconds in which an answer that is told to stop may do so
PRINTED, LINES = 2000, 20  # characters and lines of what it prints

_POLL = 0.05  # seconds between two looks


class AnswerError(Exception):
    """An error of the course's own, whose message is a sentence for the reader."""


class _Stop(BaseException):
    """Thrown into an answer that takes too long; `except Exception` lets it pass."""


def limited(work: Callable[[], Any], seconds: float | None = None) -> Any:
    """Return what `work` returns, or raise what it raises.

    AnswerError if it does not end: after so many `seconds` of processor time (SECONDS
    unless given), or WAIT times as many by the clock, since on a busy machine a right
    answer may take long. Interrupting the kernel stops the work as well.
    """
    seconds, began = SECONDS if seconds is None else seconds, time.monotonic()
    found, errors = [], []
    grad = torch.is_grad_enabled()  # a thread begins with its own
    context = copy_context()  # so that what it prints appears under the same cell
    done = threading.Event()  # an interrupted `join` may take a thread for dead

    def run() -> None:
        try:
            with torch.set_grad_enabled(grad):
                found.append(context.run(work))
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        _wait(done, seconds)
    finally:
        ended = done.is_set() or _stop(thread, done)
    if found:
        return found[0]
    if errors and not isinstance(errors[0], _Stop):
        raise errors[0]
    raise AnswerError(_too_long(time.monotonic() - began, ended))


def _wait(done: threading.Event, seconds: float) -> None:
    worked = time.process_time() + seconds
    waited = time.monotonic() + WAIT * seconds
    while not done.is_set() and time.process_time() < worked:
        if time.monotonic() > waited:
            return
        done.wait(_POLL)


def _too_long(seconds: float, ended: bool) -> str:
    sentence = _(
        "Your code was still running after {seconds:.0f} s and was stopped. Does each "
        "of its loops come to an end?",
        seconds=seconds,
    )
    if ended:
        return sentence
    return _(
        "Your code has been running for {seconds:.0f} s and does not let itself be "
        "stopped. Does each of its loops come to an end? Before you go on, save the "
        "notebook and restart the kernel.",
        seconds=seconds,
    )


def _stop(thread: threading.Thread, done: threading.Event) -> bool:
    """Throw _Stop into a thread until it ends; False if it does not."""
    throw = ctypes.pythonapi.PyThreadState_SetAsyncExc
    for _call in range(int(GRACE / _POLL)):  # a bare `except:` may swallow some
        throw(ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop))
        if done.wait(_POLL):
            return True
    return False


@contextmanager
def settings_kept() -> Iterator[None]:
    """Put back what code may change for all that comes after it.

    Seeds (Python's, NumPy's and torch's), torch's dtype and number of threads, what
    numbers look like when they are printed, warnings, and the depth of recursion.
    """
    drawn, drawn_by_numpy = random.getstate(), np.random.get_state()
    dtype, threads = torch.get_default_dtype(), torch.get_num_threads()
    depth = sys.getrecursionlimit()
    try:
        with (
            torch.random.fork_rng(devices=[]),
            warnings.catch_warnings(),
            np.printoptions(),
            printoptions(),
        ):
            yield
    finally:
        random.setstate(drawn)
        np.random.set_state(drawn_by_numpy)
        torch.set_default_dtype(dtype)
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)
        sys.setrecursionlimit(depth)


class Printed(io.StringIO):
    """Takes what is printed and keeps the first PRINTED characters, or LINES lines."""

    cut = 0
    _lines = 0

    def write(self, text: str) -> int:
        """Keep what there is room for, and count the rest."""
        lines = text[: max(PRINTED - self.tell(), 0)].splitlines(keepends=True)
        kept = "".join(lines[: LINES - self._lines])
        self._lines += kept.count("\n")
        self.cut += len(text) - len(kept)
        super().write(kept)
        return len(text)

    def told(self) -> str:
        """Return what was kept, and how much was not."""
        if not self.cut:
            return self.getvalue()
        return _(
            "{kept} … and {cut:,} characters more.",
            kept=self.getvalue().rstrip(),
            cut=self.cut,
        )


@contextmanager
def printing_cut() -> Iterator[Printed]:
    """Catch what is printed; afterwards print its beginning."""
    printed = Printed()
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            yield printed
    finally:
        if told := printed.told():
            print(told, end="" if told.endswith("\n") else "\n")
