"""German to English on Multi30k: how good does the course's Transformer get?

`python -m benchmarks.multi30k [FOLDER] [--quick]` trains on two threads for the better
part of an hour, on the files in FOLDER or fetched from their source, and prints BLEU on
test_2016_flickr. Stopped with Ctrl+C it goes on when it is started again; the
checkpoint lies in the cache folder. `--quick` is one epoch, to see that all works.
"""

import argparse

import torch

from benchmarks import print_table
from course_utils.data.real.multi30k import load_multi30k
from course_utils.training.real_language import EPOCHS, find


def main(folder: str | None = None, epochs: int = EPOCHS) -> None:
    torch.set_num_threads(2)
    finding = find(load_multi30k(folder=folder), epochs)
    if finding is None:
        return
    print_table(
        f"Multi30k, German to English, test_2016_flickr: {finding.parameters:,} "
        f"parameters, {epochs} epochs, {finding.minutes:.0f} minutes",
        ["search", "BLEU, lower-cased", "BLEU, cased"],
        [
            ["greedy", *map(str, finding.greedy)],
            ["beam of 5", *map(str, finding.beam)],
        ],
    )
    print(finding.signature)
    print(*(f"{src} → {tgt}" for src, tgt in finding.examples), sep="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", help="where train.de.gz and others lie")
    parser.add_argument("--quick", action="store_true", help="one epoch")
    given = parser.parse_args()
    main(given.folder, 1 if given.quick else EPOCHS)
