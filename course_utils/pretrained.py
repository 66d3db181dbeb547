"""The finished models of the course, and the command that makes them.

    python -m course_utils.pretrained seq2seq

trains the model anew and writes `weights/seq2seq.safetensors`: the weights and, in the
file's header, the sizes, both vocabularies and the score that the model reached.
"""

import json
import sys
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from course_utils.data import Vocabulary, make_corpus
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.evaluation import evaluate
from course_utils.seq2seq import Seq2Seq
from course_utils.training import train

WEIGHTS = Path(__file__).parent / "weights"
MODELS: dict[str, type[EncoderDecoder]] = {"seq2seq": Seq2Seq}


class Finished(NamedTuple):
    """A trained model, what its token ids mean, and its exact match on the test."""

    model: EncoderDecoder
    src_vocab: Vocabulary
    tgt_vocab: Vocabulary
    exact_match: float


def load_seq2seq() -> Finished:
    """The plain seq2seq of notebook 02, trained on the course's corpus."""
    return load("seq2seq")


def load(name: str, folder: Path = WEIGHTS) -> Finished:
    """Load a finished model by name; it is in evaluation mode.

    A file that is missing or damaged is an error that says how to make it anew.
    """
    if name not in MODELS:
        raise ValueError(f"no model {name!r}; expected one of {', '.join(MODELS)}.")
    path = folder / f"{name}.safetensors"
    try:
        with safe_open(path, framework="pt") as file:
            header = json.loads(file.metadata()["course"])
            weights = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        model = MODELS[name](**header["sizes"])
        model.load_state_dict(weights)
    except (OSError, SafetensorError, RuntimeError, TypeError, KeyError) as error:
        fault = "is missing" if not path.exists() else "is damaged"
        raise ValueError(
            f"the weights file {path.name} {fault}. Make it anew (about a minute): "
            f"python -m course_utils.pretrained {name}"
        ) from error
    return Finished(
        model.eval(),
        Vocabulary(header["src_tokens"]),
        Vocabulary(header["tgt_tokens"]),
        header["exact_match"],
    )


def make(name: str, folder: Path = WEIGHTS) -> Path:
    """Train a model on the course's corpus and write its weights file."""
    corpus = make_corpus()
    sizes = {
        "src_vocab_size": len(corpus.src_vocab),
        "tgt_vocab_size": len(corpus.tgt_vocab),
    }
    torch.manual_seed(0)
    model = MODELS[name](**sizes)
    train(model, corpus, epochs=6, batch_size=128)
    header = {
        "sizes": sizes,
        "src_tokens": corpus.src_vocab.tokens,
        "tgt_tokens": corpus.tgt_vocab.tokens,
        "exact_match": round(evaluate(model, corpus.test, corpus).exact_match, 4),
    }
    path = folder / f"{name}.safetensors"
    text = json.dumps(header, ensure_ascii=False)
    path.write_bytes(save(model.state_dict(), metadata={"course": text}))
    return path


if __name__ == "__main__":
    for name in sys.argv[1:] or MODELS:
        print(f"wrote {make(name).name}")
