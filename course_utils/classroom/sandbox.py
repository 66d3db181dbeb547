"""The limits in which a student's answer runs: its process has little and reaches none.

Time by the processor, memory and sizes of files are limited by the system, where Python
has `resource` (Linux; of macOS all but memory). On Windows only the clock of `pool`
limits. Everywhere an audit hook refuses the network, other programs, signals and files:
an answer may read what Python needs and write into its own empty folder.

This keeps out what goes wrong and what is tried in class. It is no jail: somebody who
breaks out of Python itself is held by nothing but the rights of whoever grades. Whoever
fears that grades in a container or under an account of its own.
"""

import os
import sys
import time
from pathlib import Path

SECONDS = 8  # of processor time: all that an answer and its cases may take
MEMORY = 2**30  # bytes above what Python and torch have already
LARGEST = 2**23  # bytes of a file, and so of what an answer may tell

_REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn")
_REFUSED += ("os.spawn", "os.fork", "os.kill", "ctypes.", "signal.", "http.")
_REFUSED += ("os.startfile", "os.chmod", "os.chown", "os.truncate", "pty.", "ftplib.")
_REFUSED += ("resource.", "sys.remote_exec", "urllib.", "webbrowser.", "winreg.")
_CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink")
_CHANGES += ("shutil.",)
_PRIVATE = (".ipynb", ".csv", ".jsonl")  # what other students wrote
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def limit(seconds: int) -> None:
    """Limit this process for good, as far as its system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    cap(resource, "RLIMIT_CPU", _used() + seconds)
    cap(resource, "RLIMIT_FSIZE", LARGEST)
    cap(resource, "RLIMIT_CORE", 0)
    statm = Path("/proc/self/statm")
    if statm.exists():
        now = int(statm.read_text().split()[0]) * resource.getpagesize()
        cap(resource, "RLIMIT_AS", now + MEMORY)


def _used() -> int:
    return int(time.process_time()) + 1


def cap(resource, name: str, most: int) -> None:
    """Set a limit, or a lower one where the system allows no more."""
    kind = getattr(resource, name)
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    # One more before the system kills, so that the first signal says what it was
    resource.setrlimit(kind, (most, most + 1 if most and most != hard else most))


def refuse_the_world(folder: Path) -> None:
    """From now on refuse what an answer has no business with, until the end."""
    own = os.path.realpath(folder) + os.sep

    def outside(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False  # a file that is open already
        name = os.fsdecode(path)
        return not os.path.realpath(name).startswith(own) and name != os.devnull

    def refuse(event: str, arguments: tuple) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = any(each in str(mode or "") for each in "wax+") or (
                (flags or 0) & _WRITES
            )
            private = not isinstance(path, int) and os.fsdecode(path).endswith(_PRIVATE)
            refused = (writes or private) and outside(path)
        elif event.startswith(_CHANGES):
            refused = any(map(outside, arguments))
        else:
            refused = event.startswith(_REFUSED)
        if refused:
            raise PermissionError(f"an answer may not do this: {event}")

    sys.addaudithook(refuse)
