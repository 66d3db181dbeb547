"""Exercise 2.6, explore: one wrong word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import torch
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, Pair, tokenise
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_, _

SENTENCE = Pair(
    tuple(tokenise("This old woman reads the famous books.")),
    tuple(tokenise("Cette vieille femme lit les livres célèbres.", "fr")),
    alignment=(),  # nobody asks for it here
)


SPREAD, LOCAL = 5, 2  # tokens that change: at least, at most


@dataclass(frozen=True)
class Outcome:
    """What one corrupted input did; `verdict` is "found", or what is not yet so."""

    verdict: str
    free_running: int = field(default=0, compare=False)
    teacher_forcing: int = field(default=0, compare=False)

    def __repr__(self) -> str:
        """Say how many tokens changed, as the reader's result shows it."""
        if not self.free_running:
            return _("nothing changed")
        return _(
            "tokens changed: {free} running freely, {forced} under teacher forcing",
            free=self.free_running,
            forced=self.teacher_forcing,
        )


@cache
def _finished() -> tuple[Callable, Tensor, dict[str, int], list[int]]:
    """Load the model and read SENTENCE; its own translation serves as the target."""
    # It reads a file, so only when asked
    from course_utils.training.pretrained import load_seq2seq

    model, src_vocab, tgt_vocab = load_seq2seq()[:3]
    src = torch.tensor([[*src_vocab.encode(SENTENCE.src), EOS_ID]])
    with torch.no_grad():
        state = model.start(model.encode(src))
    ids = {token: i for i, token in enumerate(tgt_vocab.tokens)}
    return model.step, state, ids, _written(model.step, state)


@torch.no_grad()
def _written(
    step: Callable,
    state: Tensor,
    lie: tuple[int, int] | None = None,
    target: Sequence[int] = (),
) -> list[int]:
    """Decode with one wrong input; with a target under teacher forcing."""
    written: list[int] = []
    for t in range(len(target) or 40):
        read = ([BOS_ID, *target] if target else [BOS_ID, *written])[t]
        if lie is not None and lie[0] == t:
            read = lie[1]
        elif not target and read == EOS_ID:
            break
        log_probs, state = step(torch.tensor([read]), state)
        written.append(int(log_probs.argmax()))
    return written


def _damage(yours: list[int], clean: list[int]) -> int:
    longest = max(len(yours), len(clean))
    pad = [PAD_ID] * longest
    pairs = zip([*yours, *pad][:longest], [*clean, *pad][:longest], strict=True)
    return sum(a != b for a, b in pairs)


def corrupt(answer: tuple[int, str]) -> Outcome:
    """Feed a wrong word at one step, in both ways of running, and count the damage."""
    number, word = answer
    step, state, ids, clean = _finished()
    if word not in ids:
        return Outcome("unknown word")
    if not 1 <= number <= len(clean):
        return Outcome("no such step")
    if ids[word] == [BOS_ID, *clean][number - 1]:
        return Outcome("nothing corrupted")
    lie = number - 1, ids[word]
    free = _damage(_written(step, state, lie), clean)
    forced = _damage(_written(step, state, lie, target=clean), clean)
    if free < SPREAD:
        return Outcome("does not spread", free, forced)
    if forced > LOCAL:
        return Outcome("not local", free, forced)
    return Outcome("found", free, forced)


check_corruption = Exercise(
    "2.6",
    "explore",
    N_("One wrong word"),
    solution=(2, "les"),
    run=corrupt,
    why=N_(
        "Take (2, 'les'): a plural article, and the woman becomes several actresses. "
        "Free running goes on from what it has read; under teacher forcing the next "
        "inputs are right again."
    ),
    hints=(
        N_("The earlier the lie, the more words come after it. Try the first steps."),
        N_(
            "French words agree with each other. Which small word decides whether all "
            "that follows is singular or plural?"
        ),
    ),
    mistakes=[
        Mistake(
            (2, "zèbre"),
            N_(
                "The decoder does not know this word; take one from its vocabulary, in "
                "small letters."
            ),
        ),
        Mistake(
            (40, "chat"),
            N_("There is no such step. Steps count from 1, as in the explorer."),
        ),
        Mistake(
            (1, "<bos>"),
            N_("This is what the decoder reads there anyway: nothing is corrupted."),
        ),
        Mistake(
            (2, "le"),
            N_(
                "Too little changes in free running. Lie earlier, or tell a bigger lie."
            ),
        ),
        Mistake(
            (1, "les"),
            N_(
                "It spreads in free running, but teacher forcing suffers as well. Look "
                "for a lie from which it recovers sooner."
            ),
        ),
    ],
)
