"""How much do the course's imports cost over torch's own?

`python -m benchmarks.imports`: fresh processes in turn.
"""

import statistics
import subprocess
import sys
import time

from benchmarks import print_table, ratio

ROUNDS = 7
STATEMENTS = [
    "import torch",
    "import torch, course_utils",
    "import torch, course_utils.seq2seq",
    "import torch, course_utils.training.loop",
    "import torch, course_utils.notebook",
]


def seconds(statement: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - began


def main() -> None:
    for statement in STATEMENTS:
        seconds(statement)  # once for the disk
    times = {statement: [] for statement in STATEMENTS}
    for _ in range(ROUNDS):
        for statement in STATEMENTS:
            times[statement].append(seconds(statement))
    torchs = times[STATEMENTS[0]]
    print_table(
        "Imports",
        ["statement", "seconds", "ratio to torch's"],
        [
            [statement, f"{statistics.median(spent):.2f}", ratio(spent, torchs)]
            for statement, spent in times.items()
        ],
    )


if __name__ == "__main__":
    main()
