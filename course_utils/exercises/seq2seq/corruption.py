"""Exercise 2.6, explore: one wrong word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product, zip_longest

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


NEW, LOCAL = 5, 2  # words that were not there before: at least; tokens: at most


@dataclass(frozen=True)
class Outcome:
    """What one corrupted input did; `verdict` is "found", or what is not yet so."""

    verdict: str
    written: str = field(default="", compare=False)  # running freely
    new_words: int = field(default=0, compare=False)
    teacher_forcing: int = field(default=0, compare=False)

    def __repr__(self) -> str:
        """Say what changed, as the reader's result shows it."""
        if not self.written:
            return _("nothing to show")
        return _(
            "“{written}” · new words: {new} · tokens changed under teacher forcing: "
            "{forced}",
            written=self.written,
            new=self.new_words,
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


def _differing(yours: list[int], clean: list[int]) -> int:
    """Count the places at which two runs differ."""
    return sum(a != b for a, b in zip_longest(yours, clean, fillvalue=PAD_ID))


def _new(yours: list[int], clean: list[int]) -> int:
    """Count the words that were not there before, wherever they stand."""
    return sum(token not in clean for token in yours)


def _id_of(word: str, ids: dict[str, int]) -> int | None:
    """Return a word's id, typed in capitals or without its last apostrophe too."""
    word = word.lower()
    return ids.get(word, ids.get(word + "'"))


def corrupt(answer: tuple[int, str]) -> Outcome:
    """Feed a wrong word at one step, in both ways of running, and count the damage."""
    number, word = answer
    step, state, ids, clean = _finished()
    lie = _id_of(word, ids)
    if lie is None:
        return Outcome("unknown word")
    if number not in range(1, len(clean) + 1):
        return Outcome("no such step")
    number = int(number)  # one that was typed as text is a float
    if lie == [BOS_ID, *clean][number - 1]:
        return Outcome("nothing corrupted")
    free = _written(step, state, (number - 1, lie))
    forced = _differing(_written(step, state, (number - 1, lie), target=clean), clean)
    words = {i: token for token, i in ids.items()}
    new = _new(free, clean)
    seen = " ".join(words[i] for i in free), new, forced
    if new >= NEW:
        return Outcome("found" if forced <= LOCAL else "not local", *seen)
    if free == clean:
        return Outcome("free running holds", *seen)
    return Outcome("moved" if new == 0 else "few new words", *seen)


def _choices() -> list[tuple[int, str]]:
    """Return every fifth of all answers: each step with many words of all kinds."""
    ids, clean = _finished()[2:]
    return list(product(range(1, len(clean) + 1), ids))[::5]


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
            (4, "chat"),
            N_("Running freely, the model writes the same sentence as before."),
        ),
        Mistake(
            (2, "le"),
            N_(
                "Running freely, the sentence changes, but fewer than five of its "
                "words are new. Tell a lie with which more words must agree."
            ),
        ),
        Mistake(
            (3, "maison"),
            N_(
                "No word is new: the same words stand at other places, come again or "
                "are missing. Tell a lie with which later words must agree."
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
    choices=_choices,
)
