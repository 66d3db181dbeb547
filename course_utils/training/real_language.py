"""Real language: German captions into English, by the course's own Transformer.

    python -m course_utils.training.real_language [FOLDER] [--device cuda] [--seeds 0 1]

fetches Multi30k (1.3 MB), or reads it from FOLDER, trains from each seed (some minutes
on a GPU, the better part of an hour on two CPU threads) and writes the findings that
notebook 08 shows to `real_language.json`. Stopped with Ctrl+C, it goes on when it is
started again.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch

from course_utils.data.real.download import cache_folder
from course_utils.data.real.multi30k import Multi30k, SubwordCorpus, cut, load_multi30k
from course_utils.training.evaluation import translate
from course_utils.training.findings import SEEDS, read_findings, write_findings
from course_utils.training.history import History
from course_utils.training.loop import train
from course_utils.transformer import Transformer

FINDINGS = Path(__file__).parent / "real_language.json"
EPOCHS = 20
WIDEST = 5  # the beam of the literature's figures
MAX_LEN = 60
# Our own sentences: none of them stands in Multi30k
EXAMPLES = (
    "Ein weißer Hund schläft neben einem roten Fahrrad.",
    "Zwei Kinder spielen im Garten mit einem roten Ball.",
    "Eine alte Frau liest auf einer Bank im Park die Zeitung.",
    "Drei Männer in blauen Hemden warten an der Haltestelle auf den Bus.",
    "Der Philosoph bezweifelt, dass die Sprache die Welt abbildet.",
)


class Finding(NamedTuple):
    """What a training on real language came to, from one seed.

    `device` is the card's name, or how many CPU threads it took. BLEU is sacreBLEU's,
    on test_2016_flickr, with upper case made lower and as it is; `signature` is that of
    the lower-cased one. `examples` pairs our own German sentences with what the beam of
    five made of them.
    """

    seed: int
    parameters: int
    epochs: int
    device: str
    minutes: float
    greedy: tuple[float, float]
    beam: tuple[float, float]
    signature: str
    examples: list[tuple[str, str]]


class Translator:
    """A model with the tokenisers that cut its sentences and join its answers."""

    def __init__(self, model: Transformer, data: SubwordCorpus) -> None:
        self.model = model
        self.data = data

    def __call__(self, sentences: Sequence[str], beam_size: int = WIDEST) -> list[str]:
        """Translate sentences of plain text."""
        found = translate(
            self.model,
            [self.data.src_subwords.tokenise(sentence) for sentence in sentences],
            self.data.corpus.src_vocab,
            self.data.corpus.tgt_vocab,
            beam_size=beam_size,
            max_len=MAX_LEN,
            batch_size=64,
        )
        return [self.data.tgt_subwords.detokenise(pieces) for pieces in found]


def train_translator(
    text: Multi30k,
    epochs: int = EPOCHS,
    seed: int = 0,
    device: torch.device | str = "cpu",
    checkpoint: str | Path | None = None,
) -> tuple[Translator, History]:
    """Train a Transformer on subwords; with a `checkpoint` file it can be stopped.

    The sizes are those of Wu et al. 2021, who found small models better here; one layer
    fewer saves time.
    """
    data = cut(text)
    torch.manual_seed(seed)
    model = Transformer(
        len(data.src_subwords),
        len(data.tgt_subwords),
        d_model=128,
        num_heads=4,
        num_layers=3,
        d_ff=256,
        dropout=0.2,
    )
    history = train(
        model.to(device),
        data.corpus,
        epochs=epochs,
        learning_rate=3e-3,
        weight_decay=0.1,
        betas=(0.9, 0.98),
        label_smoothing=0.1,
        seed=seed,
        checkpoint=checkpoint,
    )
    return Translator(model, data), history


def find(
    text: Multi30k,
    epochs: int = EPOCHS,
    seed: int = 0,
    device: torch.device | str = "cpu",
) -> Finding | None:
    """Train with a checkpoint in the cache folder, and test; None if interrupted."""
    checkpoint = cache_folder() / f"multi30k_{epochs}_epochs_seed_{seed}.pt"
    translator, history = train_translator(text, epochs, seed, device, checkpoint)
    if history.stopped == "interrupted":
        return None
    return Finding(
        seed=seed,
        parameters=sum(each.numel() for each in translator.model.parameters()),
        epochs=epochs,
        device=_called(torch.device(device)),
        minutes=round(history.seconds / 60, 1),
        greedy=_bleu(translator, text, beam_size=1),
        beam=_bleu(translator, text, beam_size=WIDEST),
        signature=_signature(),
        examples=list(zip(EXAMPLES, translator(EXAMPLES), strict=True)),
    )


def stored_findings(path: Path = FINDINGS) -> list[Finding]:
    """What `python -m course_utils.training.real_language` found, seed by seed."""
    return read_findings(path, Finding)


def store(finding: Finding, path: Path = FINDINGS) -> None:
    """Write a finding among the others, in place of the one with the same seed."""
    others = [each for each in stored_findings(path) if each.seed != finding.seed]
    write_findings(path, sorted([*others, finding], key=lambda each: each.seed))


def _called(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    threads = torch.get_num_threads()
    return f"{threads} CPU threads" if device.type == "cpu" else device.type


def _bleu(
    translator: Translator, text: Multi30k, beam_size: int
) -> tuple[float, float]:
    """BLEU on the test set, lower-cased and as it is."""
    from sacrebleu import corpus_bleu

    src, wanted = map(list, zip(*text.test, strict=True))
    found = translator(src, beam_size)
    lowered, cased = (
        round(corpus_bleu(found, [wanted], lowercase=lowercase).score, 1)
        for lowercase in (True, False)
    )
    return lowered, cased


def _signature() -> str:
    from sacrebleu.metrics import BLEU

    metric = BLEU(lowercase=True)
    metric.corpus_score(["a"], [["a"]])  # it signs only what it has done
    return str(metric.get_signature())


def main(folder: str | None, seeds: Sequence[int], device: str) -> None:
    """Train from each seed, and store each finding as soon as it is there."""
    torch.set_num_threads(2)
    text = load_multi30k(folder=folder)
    for seed in seeds:
        finding = find(text, seed=seed, device=device)
        if finding is None:
            return
        store(finding)
        print(*finding[:-1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", help="where train.de.gz and others lie")
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    parser.add_argument("--device", default="cpu", help="cpu, cuda, mps")
    given = parser.parse_args()
    main(given.folder, given.seeds, given.device)
