"""Do the unit tests notice a small change of the code that they guard?

`python -m benchmarks.package` makes every small mutant of the modules below and runs
their tests on each. Those that no test notices are listed, unless
`package_mutants.toml` says why they change nothing. It takes hours:
`python -m benchmarks.package attention masks --every 10 --first 3` takes two modules,
and of each every tenth mutant, from the fourth on.

One process loads PyTorch, and forks for each mutant: so it runs where there is a fork.
"""

import argparse
import sys
import time
import tomllib
import warnings
from pathlib import Path
from typing import NamedTuple

from benchmarks import print_table
from benchmarks.forked import Forks

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from mutation.modules import Change, changes
from mutation.patterns import matches

TABLE = Path(__file__).with_name("package_mutants.toml")
GUARDS = {
    "encoder_decoder": ["test_encoder_decoder.py"],
    "seq2seq": ["test_seq2seq.py"],
    "beam_search": ["test_beam_search.py"],
    "attention": ["test_attention.py"],
    "multi_head_attention": ["test_multi_head_attention.py"],
    "layer_norm": ["test_layer_norm.py"],
    "positional_encoding": ["test_positional_encoding.py"],
    "transformer": ["test_transformer.py"],
    "transformer_layers": ["test_transformer.py"],
    "transformer_stacks": ["test_transformer.py"],
    "torch_twin": ["test_torch_twin.py"],
    "masks": ["test_masks.py"],
}
HEADER = ["module", "mutants", "tried", "killed", "explained", "living", "seconds"]


class Found(NamedTuple):
    """What became of a module's mutants: of those tried, which no test noticed."""

    module: str
    made: int
    tried: int
    explained: int
    living: list[Change]
    seconds: float

    def row(self) -> list[str]:
        killed = self.tried - self.explained - len(self.living)
        counts = self.made, self.tried, killed, self.explained, len(self.living)
        return [self.module, *map(str, counts), f"{self.seconds:.0f}"]


def examined(module: str, every: int = 1, first: int = 0) -> Found:
    """Run a module's tests on its mutants, and print each that they do not notice."""
    began = time.perf_counter()
    forks = Forks(f"course_utils/{module}.py", GUARDS[module])
    source = forks.file.read_text(encoding="utf-8")
    with warnings.catch_warnings():  # of "1 is 2" and the like: mutants may
        warnings.simplefilter("ignore")
        made = changes(source)
    tried = made[first::every]
    print(f"\n{module}: {len(tried)} of {len(made)} mutants", flush=True)
    explained, living = 0, []
    for change in tried:
        if forks.notice(change.source):
            continue
        if reason(module, change):
            explained += 1
        else:
            living.append(change)
            print(f"  {change}", flush=True)
    seconds = time.perf_counter() - began
    return Found(module, len(made), len(tried), explained, living, seconds)


def reason(module: str, change: Change) -> str:
    """Return why a change of a module is no mistake, or "" if nobody says so."""
    for entry in tomllib.loads(TABLE.read_text(encoding="utf-8"))["equivalent"]:
        fits = (matches(each, str(change)) for each in entry["changes"])
        if entry["module"] == module and any(fits):
            return entry["reason"]
    return ""


def main(*arguments: str) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.package")
    parser.add_argument("modules", nargs="*", metavar="module", help=", ".join(GUARDS))
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="K")
    given = parser.parse_args(arguments)
    if unknown := set(given.modules) - set(GUARDS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    modules = given.modules or GUARDS
    found = [examined(each, given.every, given.first) for each in modules]
    title = "Mutants of the package"
    if given.every > 1:
        title += f": a sample, every {given.every}th from number {given.first} on"
    print_table(title, HEADER, [each.row() for each in found])
    return int(any(each.living for each in found))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
