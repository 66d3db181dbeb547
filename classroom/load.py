"""What do students take who run a notebook on the hub, and how long do others wait?

In the course's folder, in the environment of the hub:
    python -m classroom.load http://127.0.0.1:8000 TOKEN --students 1 2 4 --notebook 04

So many accounts (student1, student2 …) run the notebook at the same time, each in a
kernel of its own. One more trains nothing: it runs a light cell and asks an explorer,
again and again. The hub makes the token for an administrator (File → Hub Control Panel
→ Token). Memory is PSS, in which what processes share counts once; the kernels read it
themselves, so that the hub may be anywhere. `--out FILE` adds the results to a file.
"""

import argparse
import json
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import nbformat

from classroom.student import Student
from course_utils.commands import shipped

LIGHT = "sum(number**2 for number in range(1000))"
EXPLORER = """from course_utils.exercises.attention import SENTENCE
from course_utils.training.pretrained import load_seq2seq_with_attention
from course_utils.widgets.attention import explore_attention
explorer = explore_attention(*load_seq2seq_with_attention()[:3], [SENTENCE])"""
ASK = "explorer.request = {{'id': {id}, 'text': 'the cat sleeps .'}}"
COMMAND = "python -m classroom.load ADDRESS TOKEN"
PAUSE = 0.5  # seconds between two questions, as of somebody quick


def code_of(number: str) -> list[str]:
    """Return the code cells of a notebook of the course."""
    (path,) = shipped("notebooks").glob(f"{number}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def run_through(student: Student, cells: list[str]) -> dict[str, float]:
    """Run a notebook from top to bottom; return what it took, in MiB and seconds."""
    rest, began = student.measure(), time.monotonic()
    for cell in cells:
        student.run(cell)
    wall, end = time.monotonic() - began, student.measure()
    return {
        "server at rest": rest["server"],
        "kernel at rest": rest["kernel"],
        "server at the end": end["server"],
        "kernel at the end": end["kernel"],
        "processor seconds": end["processor"] - rest["processor"],
        "seconds": wall,
    }


def p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def wait_beside(watcher: Student, runs: list[Any]) -> dict[str, float]:
    """Run a light cell and ask an explorer until all runs are done; return the p95."""
    light, answers = [], []
    while not all(run.done() for run in runs):
        light.append(watcher.run(LIGHT))
        answers.append(watcher.run(ASK.format(id=len(answers))))
        time.sleep(PAUSE)
    said = watcher.measure()
    return {
        "questions": len(light),
        "light cell, p95": p95(light),
        "explorer, p95": p95(answers),
        "kernel with an explorer": said["kernel"],
    }


def measure(
    at: tuple[str, str], names: list[str], cells: list[str]
) -> dict[str, float]:
    """Let all but the last run the cells at once; the medians of what each took."""
    with ThreadPoolExecutor(len(names)) as pool:
        students = list(pool.map(lambda name: Student(*at, name), names))
        *others, watcher = students
        try:
            watcher.run(EXPLORER)
            runs = [pool.submit(run_through, each, cells) for each in others]
            waited = wait_beside(watcher, runs)
            took = [run.result() for run in runs]
        finally:
            for student in students:
                student.leave()
    medians = {key: statistics.median(each[key] for each in took) for key in took[0]}
    return {key: round(value, 2) for key, value in (medians | waited).items()}


def main() -> None:
    about, _, more = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(description=about, epilog=more)
    parser.add_argument("hub", help="its address")
    parser.add_argument("token", help="of an administrator")
    parser.add_argument("--students", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--notebook", default="04")
    parser.add_argument("--first", type=int, default=1, help="begin with this account")
    parser.add_argument("--out", type=Path, help="add the results to this file")
    options = parser.parse_args()
    about_it = ["--students", *map(str, options.students), "--notebook"]
    command = " ".join([COMMAND, *about_it, options.notebook])
    for count in options.students:
        before = os.getloadavg()[0]
        numbers = range(options.first, options.first + count + 1)
        names = [f"student{number}" for number in numbers]
        at = (options.hub, options.token)
        result = measure(at, names, code_of(options.notebook))
        row = {"notebook": options.notebook, "students": count, **result}
        row |= {"cores": os.cpu_count(), "load before": round(before, 1)}
        row |= {"date": date.today().isoformat(), "command": command}
        print(json.dumps(row), flush=True)
        if options.out:
            with options.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
