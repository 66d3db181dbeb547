"""What an answer gives on inputs, without letting it hang, print or spoil anything."""

import contextlib
import copy
import ctypes
import functools
import io
import random
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from course_utils.exercises.machinery.compare import same
from course_utils.exercises.machinery.core import Exercise

SECONDS = 2.0  # of processor time, what one answer may take
DEEP = 9  # a list may hold itself
LONG = 5000


@dataclass(frozen=True)
class Crashed:
    """What is left of an exception; one is like another, whatever it says."""

    error: str = field(compare=False)


class StoppedError(BaseException):
    """Raised inside an answer that took too long; no `except Exception` catches it."""


class _Watch:
    """One thread that stops whatever is still running when its time is over."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ends: dict[int, float] = {}  # by thread

    def begin(self, seconds: float) -> None:
        if not any(each.name == "watch" for each in threading.enumerate()):
            threading.Thread(target=self._watch, name="watch", daemon=True).start()
        with self.lock:
            self.ends[threading.get_ident()] = time.process_time() + seconds

    def end(self) -> None:
        with self.lock:
            self.ends.pop(threading.get_ident(), None)

    def _watch(self) -> None:
        raised = ctypes.py_object(StoppedError)
        while True:
            time.sleep(0.05)
            with self.lock:
                for thread, end in list(self.ends.items()):
                    if time.process_time() > end:
                        del self.ends[thread]
                        stop = ctypes.pythonapi.PyThreadState_SetAsyncExc
                        stop(ctypes.c_ulong(thread), raised)


WATCH = _Watch()


@contextlib.contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Stop what runs inside after a while, and swallow what it prints or warns of."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        WATCH.begin(seconds)
        try:
            yield
        finally:
            WATCH.end()


def output(exercise: Exercise, answer: Callable, inputs: tuple) -> Any:
    """Run an answer on a copy of the inputs, for a limited time."""
    random.seed(0)
    torch.default_generator.manual_seed(0)
    try:
        with limited():
            return exercise.run(answer, *copied(inputs))
    except StoppedError:
        return Crashed("stopped")
    except (Exception, SystemExit) as error:
        return Crashed(repr(error)[:200])


def copied(value: Any) -> Any:
    """Copy inputs deeply, and the many tensors among them faster."""
    if isinstance(value, Tensor):
        return value.clone()
    if isinstance(value, tuple):
        return tuple(map(copied, value))
    return copy.deepcopy(value)


def alike(exercise: Exercise, one: Any, other: Any) -> bool:
    """Say whether two outputs are equal, as the check itself says it."""
    return fingerprint(one) == fingerprint(other) or same(
        one, other, exercise.tolerance
    )


def fingerprint(value: Any, depth: int = 0) -> Any:
    """Return something hashable that differs wherever two outputs differ."""
    if isinstance(value, Tensor):
        value = value.detach().contiguous().numpy()
    if isinstance(value, np.ndarray) and value.dtype != object:
        return str(value.dtype), value.shape, value.tobytes()
    if isinstance(value, list | tuple) and depth < DEEP:
        return type(value), tuple(fingerprint(each, depth + 1) for each in value)
    if isinstance(value, dict) and depth < DEEP:
        return tuple((k, fingerprint(each, depth + 1)) for k, each in value.items())
    return type(value), repr(value)[:LONG], repr(getattr(value, "__dict__", ""))[:LONG]


def remembered(answer: Any) -> Any:
    """Return an answer that runs only once on the same inputs.

    One that is given an optimiser changes a model and returns nothing: it runs always.
    """
    if not callable(answer):
        return answer
    known: dict[Any, tuple[Any, BaseException | None]] = {}

    @functools.wraps(answer)
    def ask(*inputs: Any) -> Any:
        if any(isinstance(each, torch.optim.Optimizer) for each in inputs):
            return answer(*inputs)
        key = fingerprint(inputs)
        if key not in known:
            try:
                known[key] = answer(*inputs), None
            except (Exception, SystemExit) as error:
                known[key] = None, error
        result, error = known[key]
        if error is not None:
            raise error.with_traceback(None)
        return copied(result)

    return ask
