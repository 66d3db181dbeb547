"""The finished models of the course, and the command that makes them.

    python -m course_utils.training.pretrained [NAME …]

trains each model three times, from three seeds, on one thread. The first one's weights
go to `weights/NAME.safetensors`, whose header holds the sizes and both vocabularies;
what each training took and reached goes to `pretrained.json`.
"""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from course_utils.attention import Seq2SeqWithAttention
from course_utils.data import Corpus, Vocabulary, make_corpus
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.language import _, gap, listed
from course_utils.seq2seq import Seq2Seq
from course_utils.training.evaluation import evaluate
from course_utils.training.findings import SEEDS, read_findings, write_findings
from course_utils.training.loop import train
from course_utils.transformer import Transformer

WEIGHTS = Path(__file__).parent / "weights"
RUNS = Path(__file__).parent / "pretrained.json"


class Recipe(NamedTuple):
    """A finished model's class, its choices beside the defaults, and its passes."""

    model: type[EncoderDecoder]
    options: dict[str, Any]
    epochs: int


MODELS: Mapping[str, Recipe] = MappingProxyType(
    {
        "seq2seq": Recipe(Seq2Seq, {}, 3),
        "seq2seq_bidirectional": Recipe(Seq2Seq, {"bidirectional": True}, 3),
        "seq2seq_with_attention": Recipe(Seq2SeqWithAttention, {}, 4),
        "transformer": Recipe(Transformer, {}, 4),
        # No biases: Chowdhery et al. 2022 (PaLM), section 2; few layers in the decoder:
        # Kasai et al. 2021
        "transformer_rotary": Recipe(
            Transformer,
            {"positions": "rotary", "num_decoder_layers": 1, "bias": False},
            2,
        ),
    }
)


class Run(NamedTuple):
    """One training: CPU seconds, validation included; exact match as a fraction."""

    model: str
    seed: int
    epochs: int
    seconds: float
    validation: float
    test: float


class Finished(NamedTuple):
    """A trained model, what its token ids mean, and its exact match on the test."""

    model: EncoderDecoder
    src_vocab: Vocabulary
    tgt_vocab: Vocabulary
    exact_match: float


def load_seq2seq() -> Finished:
    """The plain seq2seq of notebook 02, trained on the course's corpus."""
    return load("seq2seq")


def load_seq2seq_with_attention() -> Finished:
    """The model of notebook 04, trained on the course's corpus."""
    return load("seq2seq_with_attention")


def load_transformer() -> Finished:
    """The Transformer of notebook 08, trained on the course's corpus."""
    return load("transformer")


def load(name: str, folder: Path = WEIGHTS) -> Finished:
    """Load a finished model by name; it is on the CPU, and in evaluation mode.

    A file that is missing or damaged is an error that says how to make it anew.
    """
    if name not in MODELS:
        raise ValueError(
            _(
                "no model {name!r}; expected one of {known}.",
                name=name,
                known=listed(MODELS),
            )
        )
    path = folder / f"{name}.safetensors"
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            header = json.loads(file.metadata()["course"])
            weights = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        model = MODELS[name].model(**header["sizes"])
        model.load_state_dict(weights)
    except (OSError, SafetensorError, RuntimeError, TypeError, KeyError) as error:
        raise ValueError(_unreadable(path)) from error
    return Finished(
        model.eval(),
        Vocabulary(header["src_tokens"]),
        Vocabulary(header["tgt_tokens"]),
        header["exact_match"],
    )


def _unreadable(path: Path) -> str:
    """Say what is wrong with a weights file, and how to make it anew."""
    fault = (
        _("the weights file {file} is damaged.", file=path.name)
        if path.exists()
        else _("the weights file {file} is missing.", file=path.name)
    )
    again = _(
        "Make it anew (some minutes): {command}",
        command=f"python -m course_utils.training.pretrained {path.stem}",
    )
    return fault + gap() + again


def new_model(name: str, corpus: Corpus, seed: int = 0) -> EncoderDecoder:
    """Return the model as it is before training."""
    torch.manual_seed(seed)
    return MODELS[name].model(**_sizes(name, corpus))


def run(
    name: str, corpus: Corpus, seed: int = 0, epochs: int | None = None
) -> tuple[EncoderDecoder, Run]:
    """Train a model from a seed, and say what it took and reached."""
    model = new_model(name, corpus, seed)
    epochs = MODELS[name].epochs if epochs is None else epochs
    began = time.process_time()
    history = train(model, corpus, epochs=epochs, seed=seed, progress=False)
    seconds = time.process_time() - began
    test = evaluate(model, corpus.test, corpus).exact_match
    reached = history.epochs[-1].exact_match
    return model, Run(name, seed, epochs, round(seconds, 1), reached, test)


def make(
    name: str, corpus: Corpus, folder: Path = WEIGHTS, runs: Path = RUNS
) -> list[Run]:
    """Train a model from each seed; write the first one's weights, and all runs."""
    made = [run(name, corpus, seed) for seed in SEEDS]
    model, first = made[0]
    header = {
        "sizes": _sizes(name, corpus),
        "src_tokens": corpus.src_vocab.tokens,
        "tgt_tokens": corpus.tgt_vocab.tokens,
        "exact_match": first.test,
    }
    text = json.dumps(header, ensure_ascii=False)
    # Copies, because the file's format knows no shared weights
    weights = {key: value.clone() for key, value in model.state_dict().items()}
    path = folder / f"{name}.safetensors"
    path.write_bytes(save(weights, metadata={"course": text}))
    ours = [each for _model, each in made]
    others = [each for each in stored_runs(runs) if each.model != name]
    rows = sorted([*others, *ours], key=lambda each: list(MODELS).index(each.model))
    write_findings(runs, rows)
    return ours


def stored_runs(path: Path = RUNS) -> list[Run]:
    """The trainings that `python -m course_utils.training.pretrained` did."""
    return read_findings(path, Run)


def _sizes(name: str, corpus: Corpus) -> dict[str, Any]:
    return {
        "src_vocab_size": len(corpus.src_vocab),
        "tgt_vocab_size": len(corpus.tgt_vocab),
        **MODELS[name].options,
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    corpus = make_corpus()
    for name in sys.argv[1:] or MODELS:
        for each in make(name, corpus):
            print(*each)
