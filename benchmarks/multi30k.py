"""German to English on Multi30k: how good does the course's Transformer get?

`python -m benchmarks.multi30k [FOLDER] [--quick]` trains on two threads for about half
an hour, on the files in FOLDER or fetched from their source, and prints BLEU on
test_2016_flickr. Stopped with Ctrl+C it goes on when it is started again; the
checkpoint lies in the cache folder. `--quick` is one epoch, to see that all works.
"""

import argparse

import sacrebleu
import torch

from benchmarks import print_table
from course_utils.beam_search import beam_search
from course_utils.data.download import cache_folder
from course_utils.data.multi30k import SubwordCorpus, cut, load_multi30k
from course_utils.data.vocabulary import EOS_ID
from course_utils.evaluation import translate
from course_utils.training import train
from course_utils.transformer import Transformer

THREADS = 2
EPOCHS = 20
MAX_LEN = 60
LENGTH_PENALTY = 0.75


def new_model(data: SubwordCorpus) -> Transformer:
    torch.manual_seed(0)
    return Transformer(
        len(data.src_subwords),
        len(data.tgt_subwords),
        d_model=128,
        num_heads=4,
        num_layers=3,
        d_ff=256,
        dropout=0.3,
    )


def greedy(model: Transformer, data: SubwordCorpus, pairs: list) -> list[str]:
    sources = [pair.src for pair in pairs]
    vocabs = data.corpus.src_vocab, data.corpus.tgt_vocab
    found = translate(model, sources, *vocabs, max_len=MAX_LEN)
    return [data.tgt_subwords.detokenise(pieces) for pieces in found]


def beam(model: Transformer, data: SubwordCorpus, pairs: list) -> list[str]:
    """The best of five hypotheses, one sentence at a time."""
    vocab = data.corpus.tgt_vocab
    found = []
    for pair in pairs:
        src = torch.tensor([[*data.corpus.src_vocab.encode(pair.src), EOS_ID]])
        with torch.no_grad():
            state = model.start(model.encode(src))
        (best, *_), *_ = beam_search(
            model.step,
            state,
            1,
            beam_size=5,
            max_len=MAX_LEN,
            length_penalty=LENGTH_PENALTY,
        )
        found.append(data.tgt_subwords.detokenise(vocab.decode(best.tokens)))
    return found


def scores(found: list[str], wanted: list[str]) -> list[str]:
    return [
        f"{sacrebleu.corpus_bleu(found, [wanted], lowercase=lowercase).score:.1f}"
        for lowercase in (True, False)
    ]


def main(folder: str | None = None, epochs: int = EPOCHS) -> None:
    torch.set_num_threads(THREADS)
    text = load_multi30k("de", "en", folder)
    data = cut(text)
    model = new_model(data)
    history = train(
        model,
        data.corpus,
        epochs=epochs,
        learning_rate=3e-3,
        weight_decay=0.1,
        betas=(0.9, 0.98),
        label_smoothing=0.1,
        checkpoint=cache_folder() / f"multi30k_{epochs}_epochs.pt",
    )
    if history.stopped == "interrupted":
        return
    wanted = [target for _, target in text.test]
    parameters = sum(parameter.numel() for parameter in model.parameters())
    print_table(
        f"Multi30k, German to English, test_2016_flickr: {parameters:,} parameters, "
        f"{epochs} epochs, {history.seconds / 60:.0f} minutes on {THREADS} threads",
        ["search", "BLEU, lower-cased", "BLEU, cased"],
        [
            ["greedy", *scores(greedy(model, data, data.corpus.test), wanted)],
            ["beam of 5", *scores(beam(model, data, data.corpus.test), wanted)],
        ],
    )
    signature = sacrebleu.metrics.BLEU(lowercase=True)
    signature.corpus_score(["a"], [["a"]])
    print(signature.get_signature())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", help="where train.de.gz and others lie")
    parser.add_argument("--quick", action="store_true", help="one epoch")
    given = parser.parse_args()
    main(given.folder, 1 if given.quick else EPOCHS)
