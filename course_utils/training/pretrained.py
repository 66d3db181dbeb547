"""The finished models of the course, and the command that makes them.

    python -m course_utils.training.pretrained transformer

trains the model anew and writes `weights/transformer.safetensors`: the weights and, in
the file's header, the sizes, both vocabularies and the score that the model reached.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from course_utils.attention import Seq2SeqWithAttention
from course_utils.data import Corpus, Vocabulary, make_corpus
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.language import _, gap, listed
from course_utils.seq2seq import Seq2Seq
from course_utils.training.evaluation import evaluate
from course_utils.training.history import History
from course_utils.training.loop import train
from course_utils.transformer import Transformer

WEIGHTS = Path(__file__).parent / "weights"
BETAS = (0.9, 0.98)  # of Vaswani et al. 2017, section 5.3


class Recipe(NamedTuple):
    """How a finished model is made: its class, and how it is trained."""

    model: type[EncoderDecoder]
    train: Callable[[EncoderDecoder, Corpus], History]


MODELS = {
    "seq2seq": Recipe(
        Seq2Seq, lambda model, corpus: train(model, corpus, epochs=6, batch_size=128)
    ),
    "seq2seq_with_attention": Recipe(
        Seq2SeqWithAttention,
        lambda model, corpus: train(
            model, corpus, epochs=5, weight_decay=0.1, betas=BETAS
        ),
    ),
    "transformer": Recipe(
        Transformer,
        lambda model, corpus: train(
            model, corpus, epochs=6, learning_rate=8e-3, weight_decay=0.1, betas=BETAS
        ),
    ),
}


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
    """Load a finished model by name; it is in evaluation mode.

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
        with safe_open(path, framework="pt") as file:
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


def make(name: str, folder: Path = WEIGHTS) -> Path:
    """Train a model on the course's corpus and write its weights file."""
    corpus = make_corpus()
    sizes = {
        "src_vocab_size": len(corpus.src_vocab),
        "tgt_vocab_size": len(corpus.tgt_vocab),
    }
    torch.manual_seed(0)
    model = MODELS[name].model(**sizes)
    MODELS[name].train(model, corpus)
    header = {
        "sizes": sizes,
        "src_tokens": corpus.src_vocab.tokens,
        "tgt_tokens": corpus.tgt_vocab.tokens,
        "exact_match": round(evaluate(model, corpus.test, corpus).exact_match, 4),
    }
    path = folder / f"{name}.safetensors"
    text = json.dumps(header, ensure_ascii=False)
    # Copies, because the file's format knows no shared weights
    weights = {key: value.clone() for key, value in model.state_dict().items()}
    path.write_bytes(save(weights, metadata={"course": text}))
    return path


if __name__ == "__main__":
    for name in sys.argv[1:] or MODELS:
        print(f"wrote {make(name).name}")
