"""Many trainings side by side: each in a process of its own, on one thread."""

import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from typing import Any

import torch


def side_by_side(
    find: Callable[..., Any], settings: Sequence[tuple], processes: int
) -> Iterator[Any]:
    """Yield `find(*setting)` for each setting, in their order."""
    calls = [(find, setting) for setting in settings]
    with get_context("spawn").Pool(processes, torch.set_num_threads, (1,)) as pool:
        yield from pool.imap(_call, calls)
        pool.close()
        pool.join()


def processes_wanted() -> int:
    """Return the number behind the command, 1 if there is none."""
    return int(sys.argv[1]) if sys.argv[1:] else 1


def _call(call: tuple[Callable[..., Any], tuple]) -> Any:
    find, setting = call
    return find(*setting)
