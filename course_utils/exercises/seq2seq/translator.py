"""Exercise 2.3, build: two GRUs make a translator."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, UNK_ID
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.seq2seq.shift import padded
from course_utils.language import N_


@dataclass(frozen=True, repr=False)
class Parts:
    """What a translator is built from; both GRUs have batch first."""

    src_embedding: nn.Embedding
    encoder: nn.GRU
    tgt_embedding: nn.Embedding
    decoder: nn.GRU
    output: nn.Linear

    def __repr__(self) -> str:
        sizes = self.encoder.input_size, self.encoder.hidden_size
        return "embed_dim={}, hidden_size={}".format(*sizes)


def translator_logits(parts: Parts, src: Tensor, tgt_in: Tensor) -> Tensor:
    """Return the logits after each token of tgt_in; every step reads the state c."""
    states, _last_column = parts.encoder(parts.src_embedding(src))
    lengths = (src != PAD_ID).sum(dim=1)
    c = states[torch.arange(len(src)), lengths - 1]
    at_each_step = c[:, None].expand(-1, tgt_in.shape[1], -1)
    read = torch.cat([parts.tgt_embedding(tgt_in), at_each_step], dim=-1)
    hidden, _last = parts.decoder(read, c[None].contiguous())
    return parts.output(hidden)


def _run(answer: Callable, parts: Parts, src: Tensor, tgt_in: Tensor) -> Any:
    with torch.no_grad():
        return answer(parts, src, tgt_in)


def _with(
    *,
    place: int = -1,
    start: float = 1.0,
    fed: Callable = lambda c: c,
    swap: bool = False,
) -> Callable:
    """Return an answer with one fault: a wrong place, beginning or input."""

    def answer(parts: Parts, src: Tensor, tgt_in: Tensor) -> Tensor:
        states, _last_column = parts.encoder(parts.src_embedding(src))
        places = (src != PAD_ID).sum(dim=1) + place
        c = states[torch.arange(len(src)), places.clamp(max=src.shape[1] - 1)]
        return _decoded(parts, tgt_in, c, start * c, fed, swap)

    return answer


def _decoded(
    parts: Parts, tgt_in: Tensor, c: Tensor, start: Tensor, fed: Callable, swap: bool
) -> Tensor:
    context = fed(c[:, None].repeat(1, tgt_in.shape[1], 1))
    read = [parts.tgt_embedding(tgt_in), context]
    hidden, _last = parts.decoder(
        torch.cat(read[::-1] if swap else read, dim=-1), start[None]
    )
    return parts.output(hidden)


def _state_of(choose: Callable[[Tensor], Tensor]) -> Callable:
    """Return an answer whose c is chosen from all states without a look at `src`."""

    def answer(parts: Parts, src: Tensor, tgt_in: Tensor) -> Tensor:
        c = choose(parts.encoder(parts.src_embedding(src))[0])
        return _decoded(parts, tgt_in, c, c, lambda context: context, False)

    return answer


def _first_step_only(context: Tensor) -> Tensor:
    first = torch.arange(context.shape[1]) == 0
    return context * first[None, :, None]


def _after(change: Callable[[Tensor], Any]) -> Callable:
    return lambda *inputs: change(translator_logits(*inputs))


def _cases(seed: int) -> list[tuple[Parts, Tensor, Tensor]]:
    """Make parts of random weights, and batches whose rows differ in length."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    kinds = [
        ([3, 1], [2, 3], (5, 3, 11, 7)),
        ([2, 6, 4], [4, 1, 2], (3, 7, 13, 17)),
        ([4, 2, 10, 1, 7], [6, 3, 1, 5, 2], (2, 5, 19, 23)),
    ]
    cases = []
    for read, write, (embed_dim, size, src_vocab, tgt_vocab) in kinds:
        parts = Parts(
            nn.Embedding(src_vocab, embed_dim),
            nn.GRU(embed_dim, size, batch_first=True),
            nn.Embedding(tgt_vocab, embed_dim),
            nn.GRU(embed_dim + size, size, batch_first=True),
            nn.Linear(size, tgt_vocab),
        )
        src = [[*rng.choices(range(UNK_ID, src_vocab), k=n), EOS_ID] for n in read]
        tgt = [[BOS_ID, *rng.choices(range(UNK_ID, tgt_vocab), k=n)] for n in write]
        cases.append((parts, padded(src), padded(tgt)))
    return cases


LAST = N_("Which state of each row is c? The one after its last real token, `<eos>`.")

check_translator = Exercise(
    "2.3",
    "build",
    N_("Two GRUs make a translator"),
    solution=translator_logits,
    cases=_cases,
    run=_run,
    hints=(
        N_(
            "Write down the shapes first: all encoder states are (batch, src_len, "
            "hidden_size), c is (batch, hidden_size), and the decoder reads "
            "(batch, tgt_len, embed_dim + hidden_size)."
        ),
        N_(
            "`parts.decoder(read, c[None])` begins from c. For `read`, repeat c along "
            "the time axis, `c[:, None].repeat(1, tgt_in.shape[1], 1)`, and put it "
            "behind the embeddings with `torch.cat(…, dim=-1)`."
        ),
    ),
    mistakes=[
        Mistake(
            _state_of(lambda states: states[:, -1]),
            N_(
                "Your c is the state of the last column: short rows have padding there."
            ),
        ),
        Mistake(_state_of(lambda states: states[:, 0]), LAST),
        Mistake(_state_of(lambda states: states.mean(dim=1)), LAST),
        Mistake(_with(place=0), LAST),
        Mistake(_with(place=-2), LAST),
        Mistake(
            _with(start=0.0),
            N_("Your decoder begins from zeros; its first state should be c."),
        ),
        Mistake(
            _with(fed=torch.zeros_like),
            N_("Zeros are read where c should be: the decoder reads c at every step."),
        ),
        Mistake(
            _with(fed=_first_step_only),
            N_("c is read at the first step only; every step should read it."),
        ),
        Mistake(
            _with(swap=True),
            N_("Embedding first, then c: you joined them the other way round."),
        ),
        Mistake(
            _after(lambda logits: logits.log_softmax(dim=-1)),
            N_(
                "These are log-probabilities; return the logits as `output` gives them."
            ),
        ),
        Mistake(
            _after(lambda logits: logits.softmax(dim=-1)),
            N_("These are probabilities; return the logits as `output` gives them."),
        ),
        Mistake(
            _after(lambda logits: logits.argmax(dim=-1)),
            N_("You chose a token already; return the logits of all tokens."),
        ),
        Mistake(
            _after(lambda logits: logits[:, -1]),
            N_("Return the logits of every step, not only of the last one."),
        ),
        Mistake(
            _after(lambda logits: logits.transpose(0, 1)),
            N_(
                "You have time first. In this course the batch is always the first "
                "axis."
            ),
        ),
    ],
)
