"""The numbers of README.md, from what `load.py` measured.

`python -m classroom.sizes` prints them.
"""

import json
from pathlib import Path

STORED = Path(__file__).with_name("sizes.jsonl")
CLASS = 30
SERVER = {"cores": 8, "memory": 24}  # GiB
SPARE = 2  # GiB for the system, the hub and its proxy
TAKEN = {  # our column: its key, its form
    "notebook": ("notebook", "{}"),
    "students": ("students", "{}"),
    "server at rest": ("server at rest", "{:.0f}"),
    "kernel at rest": ("kernel at rest", "{:.0f}"),
    "both at the end": ("both at the end", "{:.0f}"),
    "processor seconds": ("processor seconds", "{:.0f}"),
    "light cell": ("light cell, p95", "{:.2f}"),
    "explorer": ("explorer, p95", "{:.2f}"),
    "load before": ("load before", "{:.0f}"),
}


def rows() -> list[dict]:
    """Return the stored results, each with what a student holds at the end, in MiB."""
    lines = STORED.read_text(encoding="utf-8").splitlines()
    stored = [json.loads(line) for line in lines]
    for row in stored:
        row["both at the end"] = row["server at the end"] + row["kernel at the end"]
    return stored


def measured() -> list[str]:
    """Return the lines of the table of sizes, without its header."""
    return [
        "| " + " | ".join(form.format(row[key]) for key, form in TAKEN.values()) + " |"
        for row in rows()
    ]


def student() -> dict[str, float]:
    """Return what one student takes who runs the largest notebook: MiB and seconds."""
    return {
        key: max(row[key] for row in rows())
        for key in ("both at the end", "processor seconds")
    }


def second() -> float:
    """Return the MiB of one more notebook left open: a kernel, but no server."""
    return max(row["kernel at the end"] for row in rows())


def class_needs() -> tuple[float, float]:
    """Return a class's GiB with a notebook each, and processor minutes to run it."""
    memory = CLASS * student()["both at the end"] / 1024 + SPARE
    return memory, CLASS * student()["processor seconds"] / 60


def server_carries() -> tuple[int, float]:
    """Return how many students fit, and the minutes if all of them run at once."""
    most = int((SERVER["memory"] - SPARE) * 1024 // student()["both at the end"])
    return most, most * student()["processor seconds"] / SERVER["cores"] / 60


if __name__ == "__main__":
    print("| " + " | ".join(TAKEN) + " |", "|---" * len(TAKEN) + "|", sep="\n")
    print(*measured(), sep="\n")
    print("a class: {:.0f} GiB, {:.0f} processor minutes".format(*class_needs()))
    print(f"a second notebook: {second():.0f} MiB")
    print("the server: {} students, {:.0f} minutes".format(*server_carries()))
