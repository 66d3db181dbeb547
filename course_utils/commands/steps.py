"""Run the long steps of a set-up: one line of progress, one sentence on failure."""

import re
import subprocess
import sys
import threading
import time

from course_utils.commands import ROOT
from course_utils.commands.problem import Problem
from course_utils.language import N_, _, padded, width

WIDTH = 79  # of the line of progress
_WORTH_SHOWING = re.compile(r"\s*(Collecting|Downloading|Building|Installing) ?(.*)")
_LARGE = re.compile(r"\((\d{2,}(\.\d+)? MB|[\d.]+ GB)\)")  # 10 MB and more

DISK_FULL = N_(
    "The disk is full. The course needs about 2 GB (several more with CUDA): make room "
    "and run the same command again."
)
READ_ONLY = N_(
    "This folder, or a file in it, cannot be written. Copy the course into a folder of "
    "your own and run the command there."
)
_CAUSES = (
    (r"No space left|Errno 28\b|quota exceeded|WinError 112\b", DISK_FULL),
    (
        r"Long Path support|WinError 206\b",
        N_(
            "A path became too long for Windows. Move the course to a short folder "
            "such as C:\\course and run the command there."
        ),
    ),
    (
        r"Read-only file system|Errno (13|30)\b|Permission denied|Access is denied",
        READ_ONLY,
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        N_(
            "A secure connection failed: a proxy or a wrong clock is the usual "
            "reason. Mend that (pip takes a proxy's certificate with `pip config set "
            "global.cert FILE`) and run the same command again."
        ),
    ),
    (
        r"NewConnectionError|NameResolution|ProxyError|TimeoutError|ReadTimeout|"
        r"ConnectTimeout|Connection(Reset|Refused|Aborted)|getaddrinfo failed|"
        r"Network is unreachable",
        N_(
            "The network does not answer, and the first run must download about "
            "300 MB. Connect (or set HTTPS_PROXY) and run the same command again: it "
            "goes on where it stopped."
        ),
    ),
    (
        r"No matching distribution found for (?P<what>[\w.-]+)",
        N_(
            "There is no fitting version of {what} for this Python and this computer. "
            "Use a 64-bit Python from 3.11 to 3.14; README.md, “If something goes "
            "wrong”, names other ways."
        ),
    ),
)


def explain(output: str) -> str:
    """Turn what a failed step printed into one sentence and what to do."""
    for pattern, sentence in _CAUSES:
        if found := re.search(pattern, output):
            return _(sentence, **found.groupdict())
    last_lines = "".join(output.splitlines(keepends=True)[-8:])
    failed = _(
        "The set-up failed for the reason printed above. Run the same command again; "
        "if it fails again, delete the folder .venv and try once more."
    )
    return f"{last_lines}\n{failed}"


def run_step(title: str, command: list[str]) -> None:
    """Run a command below a line of progress; raise Problem if it fails."""
    printed: list[str] = []
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    with process, _Progress(title) as progress:
        try:
            for line in process.stdout:
                printed.append(line)
                progress.show(line)
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise Problem(explain("".join(printed)))
    progress.done()


class _Progress:
    """One line that says what is being done and for how long already.

    Where the output is no terminal: a line for the title and for each large download.
    """

    def __init__(self, title: str):
        self.title = title
        self.now = ""
        self.live = sys.stdout.isatty()
        self.started = time.monotonic()
        self.stop = threading.Event()
        self.clock = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self):
        print(self.title, end="" if self.live else "\n", flush=True)
        self.clock.start()
        return self

    def __exit__(self, *_exception):
        self.stop.set()
        self.clock.join()
        if self.live:
            print("\r" + " " * WIDTH, end="\r")

    def show(self, line: str) -> None:
        """Take in one line of pip's."""
        if found := _WORTH_SHOWING.match(line):
            self.now = " ".join(found.groups())
            if not self.live and _LARGE.search(line):
                print(f"  {self.now}", flush=True)

    def done(self) -> None:
        seconds = time.monotonic() - self.started
        title = self.title if self.live else " "
        print(
            _("{title} done ({seconds:.0f} s)", title=title, seconds=seconds),
            flush=True,
        )

    def _tick(self) -> None:
        while self.live and not self.stop.wait(0.5):
            seconds = time.monotonic() - self.started
            line = f"{self.title} {seconds:3.0f} s  {self.now}"
            while width(line) > WIDTH:
                line = line[:-1]
            print("\r" + padded(line, WIDTH), end="", flush=True)
