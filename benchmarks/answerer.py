"""Does the site's answerer write what torch writes, and how long does one wait for it?

`python -m benchmarks.answerer`: the whole test set, every finished model; needs node.
"""

import json
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from benchmarks import print_table
from course_utils.data import make_corpus
from course_utils.site.models import write_models
from course_utils.training.evaluation import translate
from course_utils.training.pretrained import MODELS, load

SCRIPT = Path(__file__).with_suffix(".mjs")
WIDTHS = (1, 5)


def main() -> None:
    if shutil.which("node") is None:
        print("skipped: node is not on the PATH")
        return
    sentences = [list(pair.src) for pair in make_corpus().test]
    with tempfile.TemporaryDirectory() as folder:
        found = in_node(sentences, Path(folder))
    rows = [[name, *same(name, sentences, found[name]["words"])] for name in MODELS]
    header = [f"width {width}" for width in WIDTHS]
    print_table("Test sentences that both sides translate alike", ["", *header], rows)
    waits = [
        [f"{name}, {act}", *(f"{each:.1f}" for each in spread(times))]
        for name in MODELS
        for act, times in found[name]["took"].items()
    ]
    header = ["", "median", "90 %", "longest"]
    print_table("Milliseconds of processor time", header, waits)


def in_node(sentences: list[list[str]], folder: Path) -> dict[str, dict]:
    write_models(folder)
    file = folder / "sentences.json"
    file.write_text(json.dumps({"sentences": sentences, "widths": WIDTHS}))
    command = ["node", str(SCRIPT), str(folder), str(file)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def same(name: str, sentences: list[list[str]], words: dict) -> list[str]:
    """Count the sentences that both sides translate alike, for each width."""
    counts = []
    for width in WIDTHS:
        theirs = words[str(width)]
        asked = sentences[: len(theirs)]
        model, src_vocab, tgt_vocab, _exact = load(name)
        ours = translate(model, asked, src_vocab, tgt_vocab, beam_size=width)
        alike = sum(list(a) == b for a, b in zip(ours, theirs, strict=True))
        counts.append(f"{alike} of {len(asked)}")
    return counts


def spread(times: list[float]) -> tuple[float, float, float]:
    return statistics.median(times), statistics.quantiles(times, n=10)[-1], max(times)


if __name__ == "__main__":
    main()
