"""Which attention matters: Transformers with heads muted, one by one and together.

    python -m course_utils.training.muting

takes the finished Transformer, trains it twice more from other seeds on one thread
(some minutes), mutes heads, translates the test with each change, and writes the
findings that notebook 05 shows to `muting.json`.

Sources: Michel, Levy and Neubig 2019; Voita et al. 2019.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from course_utils.data import Corpus, Pair, make_corpus
from course_utils.language import N_
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.training.evaluation import exact_match, translate
from course_utils.training.findings import SEEDS, read_findings, write_findings
from course_utils.training.pretrained import load_transformer, run
from course_utils.transformer import Transformer

FINDINGS = Path(__file__).parent / "muting.json"
KINDS = N_("encoder"), N_("decoder"), N_("cross-attention")


class Finding(NamedTuple):
    """Fractions of the sentences: whose translation changed, and that are right.

    Layers and heads count from 1. `head` 0: all heads of the attention; `layer` 0: of
    all layers; `kind` "": nothing is muted.
    """

    seed: int
    kind: str
    layer: int
    head: int
    changed: float
    right: float


def attentions(model: Transformer) -> dict[str, list[MultiHeadAttention]]:
    """Return the attentions of each kind, layer by layer."""
    return {
        "encoder": [layer.self_attention for layer in model.encoder.layers],
        "decoder": [layer.self_attention for layer in model.decoder.layers],
        "cross-attention": [layer.cross_attention for layer in model.decoder.layers],
    }


@contextmanager
def muted(model: Transformer, kind: str, layer: int, head: int) -> Iterator[None]:
    """Let nothing of a head reach the output projection; 0 means all there are."""
    layers = attentions(model)[kind]
    with ExitStack() as stack:
        for attention in layers if layer == 0 else layers[layer - 1 : layer]:
            silence = _silencer(attention, head)
            stack.enter_context(
                attention.output_proj.register_forward_pre_hook(silence)
            )
        yield


def _silencer(attention: MultiHeadAttention, head: int):
    """Return a hook that sets a head's slice of what goes in to 0, or all of it."""

    def silence(_module: nn.Module, given: tuple[Tensor]) -> Tensor:
        heads = given[0].unflatten(-1, (attention.num_heads, -1)).clone()
        heads[..., slice(None) if head == 0 else head - 1, :] = 0
        return heads.flatten(-2)

    return silence


def measure(
    model: Transformer, corpus: Corpus, seed: int, pairs: Sequence[Pair]
) -> list[Finding]:
    """Translate with nothing muted, each head, each attention, and all of a kind."""
    sources, wanted = [pair.src for pair in pairs], [list(pair.tgt) for pair in pairs]
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    whole = translate(model, sources, *vocabs)
    findings = [Finding(seed, "", 0, 0, 0.0, exact_match(whole, wanted))]
    places = [
        (kind, layer, head)
        for kind in KINDS
        for layer, attention in enumerate(attentions(model)[kind], start=1)
        for head in (*range(1, attention.num_heads + 1), 0)
    ]
    for place in (*places, *((kind, 0, 0) for kind in KINDS)):
        with muted(model, *place):
            found = translate(model, sources, *vocabs)
        changed = 1 - exact_match(found, whole)
        right = exact_match(found, wanted)
        findings.append(Finding(seed, *place, round(changed, 4), round(right, 4)))
    return findings


def over_seeds(
    kind: str, layer: int, head: int, findings: Sequence[Finding] | None = None
) -> list[float]:
    """Return the share of changed translations, seed by seed, of what is stored."""
    findings = stored_findings() if findings is None else findings
    place = kind, layer, head
    return [each.changed for each in findings if each[1:4] == place]


def percents(shares: Sequence[float]) -> str:
    """Write shares one behind the other, as a cell of a table shows the seeds."""
    return " · ".join(f"{share:.0%}" for share in shares)


def stored_findings(path: Path = FINDINGS) -> list[Finding]:
    """What `python -m course_utils.training.muting` found, seed by seed."""
    return read_findings(path, Finding)


if __name__ == "__main__":
    torch.set_num_threads(1)
    corpus = make_corpus()
    findings = []
    for seed in SEEDS:
        # The finished one is the training from the first seed
        first = seed == SEEDS[0]
        model = (
            load_transformer().model if first else run("transformer", corpus, seed)[0]
        )
        findings += measure(model, corpus, seed, corpus.test)
        write_findings(FINDINGS, findings)
