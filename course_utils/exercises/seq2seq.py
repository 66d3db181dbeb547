"""Exercises on seq2seq: the shifted pair, the loop, the loss, the state, one lie."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, Pair, tokenise
from course_utils.exercises.machinery.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_, _
from course_utils.training.evaluation import sequence_loss

__all__ = [
    "QUIZ",
    "SENTENCE",
    "check_corruption",
    "check_counts",
    "check_last_state",
    "check_loss",
    "check_shift",
    "check_write",
    "show_hints",
    "show_solution",
]

# 2.1 What counts ---------------------------------------------------------------------

check_counts = Exercise(
    "2.1",
    "predict",
    N_("What counts in the loss"),
    solution=(2, 7, 11),
    why=N_(
        "7 columns: the longer sentence and one special token. 4 + 7 tokens count: "
        "the words, the marks and each `<eos>`."
    ),
    hints=(
        N_(
            "Write down the two rows of `tgt_out`, padding included. Each row ends "
            "with `<eos>` before its padding begins."
        ),
        N_(
            "`tgt_in` has `<bos>` in front, `tgt_out` has `<eos>` behind: neither has "
            "both. So the width is the longest sentence plus 1. In the loss counts "
            "every target that is not `<pad>`."
        ),
    ),
    mistakes=[
        Mistake(
            (2, 6, 9),
            N_(
                "The special tokens are missing: `tgt_in` begins with `<bos>`, "
                "`tgt_out` ends with `<eos>`, and the model must learn to write "
                "`<eos>`."
            ),
            when=lambda yours, target: yours[1] == 6,
        ),
        Mistake(
            (2, 7, 14),
            N_(
                "You counted every cell of the table. What is there to learn from "
                "writing `<pad>`?"
            ),
        ),
        Mistake(
            (2, 8, 13),
            N_(
                "You put both `<bos>` and `<eos>` into the same tensor. The input has "
                "the one, the target the other."
            ),
            when=lambda yours, target: yours[1] == 8,
        ),
        Mistake(
            (2, 7, 9),
            N_(
                "The width is right. But `<eos>` is a target too: without it the model "
                "never learns to stop."
            ),
        ),
        Mistake(
            (7, 2, 11),
            N_(
                "You have time first. In this course the batch is always the first "
                "axis."
            ),
            when=lambda yours, target: 7 <= yours[0] <= 8 and yours[1] == 2,
        ),
        Mistake(
            (2, 7, 13),
            N_("You counted `<bos>` as well. It is read, never written."),
        ),
        Mistake(
            (2, 7, 12),
            N_(
                "The width is right. Count again, row by row: the words, the marks and "
                "each `<eos>`, nothing else."
            ),
            when=lambda yours, target: len(yours) == 3 and yours[1] == 7,
        ),
        Mistake(
            (7, 11),
            N_("Give three numbers: rows, columns, tokens that count."),
            when=lambda yours, target: len(yours) != 3,
        ),
    ],
)

# 2.2 The shifted pair ----------------------------------------------------------------


def shifted_pair(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Make the decoder's input and target, padded, for sentences of token ids."""
    longest = max(len(ids) for ids in sentences) + 1
    tgt_in = torch.full((len(sentences), longest), PAD_ID)
    tgt_out = tgt_in.clone()
    for row, ids in enumerate(sentences):
        tgt_in[row, : len(ids) + 1] = torch.tensor([BOS_ID, *ids])
        tgt_out[row, : len(ids) + 1] = torch.tensor([*ids, EOS_ID])
    return tgt_in, tgt_out


def _stacked(answer: Callable, sentences: list[list[int]]) -> Any:
    """Lay input and target into one tensor, so that they are shown as tables."""
    pair = answer(sentences)
    if not isinstance(pair, list | tuple):
        return pair
    shapes = {getattr(each, "shape", None) for each in pair}
    return torch.stack(list(pair)) if len(shapes) == 1 and None not in shapes else pair


def _padded(rows: list[list[int]], left: bool = False) -> Tensor:
    longest = max(map(len, rows))
    fills = [[PAD_ID] * (longest - len(row)) for row in rows]
    pairs = zip(rows, fills, strict=True)
    return torch.tensor([[*f, *row] if left else [*row, *f] for row, f in pairs])


def _pair(make_in: Callable, make_out: Callable, left: bool = False) -> Callable:
    """Return an answer that builds each row of input and target by a rule."""

    def answer(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
        rows_in = [make_in(ids) for ids in sentences]
        rows_out = [make_out(ids) for ids in sentences]
        return _padded(rows_in, left), _padded(rows_out, left)

    return answer


def _cut_columns(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
    whole = _padded([[BOS_ID, *ids, EOS_ID] for ids in sentences])
    return whole[:, :-1], whole[:, 1:]


check_shift = Exercise(
    "2.2",
    "build",
    N_("The shifted pair"),
    solution=shifted_pair,
    cases=lambda: [([[7, 5, 9], [8, 6, 4, 11, 10]],), ([[13]],), ([[4, 5], [6, 7]],)],
    run=_stacked,
    hints=(
        N_(
            "Build each row as a list first: `[BOS_ID, *ids]` for the input. What is "
            "the target's row? Only then think of padding."
        ),
        N_(
            "`torch.full((batch, longest + 1), PAD_ID)` makes a table full of padding; "
            "write each row into it: `tgt_in[row, : len(ids) + 1] = …`."
        ),
    ),
    mistakes=[
        Mistake(
            _pair(
                lambda ids: [BOS_ID, *ids, EOS_ID], lambda ids: [BOS_ID, *ids, EOS_ID]
            ),
            N_(
                "Input and target are the same: nothing is shifted. The decoder would "
                "learn to copy what it reads."
            ),
            when=lambda yours, target: torch.equal(yours[0], yours[1]),
        ),
        Mistake(
            _pair(lambda ids: [*ids, EOS_ID], lambda ids: [*ids, EOS_ID]),
            N_(
                "Input and target are the same: nothing is shifted. The decoder would "
                "learn to copy what it reads."
            ),
        ),
        Mistake(
            _cut_columns,
            N_(
                "`[:, :-1]` cuts the last *column*. In a short row that is `<pad>`, "
                "and "
                "`<eos>` stays in the input. (The loss does not notice, since the "
                "target there is `<pad>`.) Build each row before you pad it."
            ),
        ),
        Mistake(
            _pair(lambda ids: [*ids, EOS_ID], lambda ids: [BOS_ID, *ids]),
            N_(
                "You swapped them: the input begins with `<bos>`, the target ends "
                "with `<eos>`."
            ),
        ),
        Mistake(
            _pair(lambda ids: [BOS_ID, *ids], lambda ids: ids),
            N_("The target lacks `<eos>`: this model would never learn to stop."),
            when=lambda yours, target: not bool((yours[1] == EOS_ID).any()),
        ),
        Mistake(
            _pair(lambda ids: ids, lambda ids: [*ids, EOS_ID]),
            N_(
                "The input lacks `<bos>`: what does the decoder read before it has "
                "written its first word?"
            ),
            when=lambda yours, target: not bool((yours[0] == BOS_ID).any()),
        ),
        Mistake(
            _pair(lambda ids: [BOS_ID, *ids], lambda ids: [*ids, EOS_ID], left=True),
            N_("You padded on the left. Here padding stands behind the sentence."),
        ),
        Mistake(
            lambda sentences: tuple(each.T for each in shifted_pair(sentences)),
            N_("You have time first; the batch is always the first axis."),
        ),
        Mistake(
            _pair(lambda ids: [BOS_ID, *ids[:-1]], lambda ids: ids),
            N_("The last word is cut off, and the target lacks `<eos>`."),
        ),
        Mistake(
            lambda sentences: shifted_pair(sentences)[0].tolist(),
            N_("Return two tensors of the same shape, `tgt_in` and `tgt_out`."),
            when=lambda yours, target: isinstance(yours, list | tuple),
        ),
    ],
)

# 2.3 The loop that writes ------------------------------------------------------------


@dataclass(frozen=True)
class Speller:
    """A step function that can be read: it writes `ids` if fed with its own output.

    The state is the number of steps taken. Fed with anything else it writes 10 and
    more, so that one sees at which step it takes itself to be.
    """

    ids: tuple[int, ...]

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        place = int(state)
        expected = (BOS_ID, *self.ids)[place] if place < len(self.ids) else None
        token = self.ids[place] if tokens.item() == expected else 10 + place
        probs = torch.full((1, 23), 0.4 / 22)
        probs[0, token] = 0.6
        return probs.log(), state + 1


def write_sentence(step: Callable, state: Tensor, max_len: int) -> list[int]:
    """Write one sentence greedily; return its ids without `<bos>` and `<eos>`."""
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, state = step(tokens, state)
        tokens = log_probs.argmax(dim=-1)
        if int(tokens) == EOS_ID:
            break
        written.append(int(tokens))
    return written


def _writer(
    *,
    feed_back: bool = True,
    keep_state: bool = True,
    stop: bool = True,
    keep_eos: bool = False,
    sample: bool = False,
    extra: int = 0,
) -> Callable:
    """Return a loop with one of its parts left out."""

    def answer(step: Callable, state: Tensor, max_len: int) -> list[int]:
        tokens, written = torch.tensor([BOS_ID]), []
        while len(written) < max_len + extra:
            log_probs, new_state = step(tokens, state)
            best = log_probs.argmax(dim=-1)
            if sample:
                best = torch.multinomial(log_probs.exp(), 1)[0]
            state = new_state if keep_state else state
            tokens = best if feed_back else tokens
            if stop and int(best) == EOS_ID:
                return [*written, EOS_ID] if keep_eos else written
            written.append(int(best))
        return written

    return answer


check_write = Exercise(
    "2.3",
    "build",
    N_("The loop that writes"),
    solution=write_sentence,
    cases=lambda: [
        (Speller((7, 5, 9, EOS_ID, 8, 8, 8, 8)), torch.zeros(1, 1), 6),
        (Speller((8, 4, 9, 6, EOS_ID)), torch.zeros(1, 1), 3),
        (Speller((EOS_ID, 5, 5)), torch.zeros(1, 1), 3),
    ],
    hints=(
        N_(
            "Three things change from step to step: the token that is read, the state, "
            "and the list of what is written. Which of them does your loop renew?"
        ),
        N_(
            "Begin with `tokens = torch.tensor([BOS_ID])`. In the loop: "
            "`log_probs, state = step(tokens, state)`, then "
            "`tokens = log_probs.argmax(dim=-1)`. Stop at `EOS_ID` or after `max_len`."
        ),
    ),
    mistakes=[
        Mistake(
            _writer(feed_back=False),
            N_("The decoder reads `<bos>` at every step. Feed it what it wrote last."),
        ),
        Mistake(
            _writer(keep_state=False),
            N_(
                "`step` returns a new state, and you throw it away: the decoder "
                "forgets what it has written."
            ),
        ),
        Mistake(
            _writer(stop=False),
            N_(
                "Your loop goes on after `<eos>`. That token means: the sentence ends "
                "here."
            ),
        ),
        Mistake(
            _writer(keep_eos=True),
            N_("Right tokens, but `<eos>` is still in your list; leave it out."),
        ),
        Mistake(
            lambda step, state, max_len: [
                BOS_ID,
                *write_sentence(step, state, max_len),
            ],
            N_("Right tokens, but `<bos>` is in your list: it was read, not written."),
            when=lambda yours, target: yours == [BOS_ID, *target, EOS_ID],
        ),
        Mistake(
            lambda step, state, max_len: step(BOS_ID, state),
            N_("`step` takes a tensor, one token a row: `torch.tensor([token])`."),
        ),
        Mistake(
            _writer(extra=1),
            N_("You write one token more than `max_len` allows."),
        ),
        Mistake(
            _writer(extra=-1),
            N_("You stop one token too early: `max_len` tokens are allowed."),
        ),
        Mistake(
            _writer(sample=True),
            N_(
                "You draw the next token at random. Greedy means: the most probable "
                "one."
            ),
        ),
        Mistake(
            lambda *inputs: [torch.tensor([i]) for i in write_sentence(*inputs)],
            N_("Your list holds tensors; turn each token into a number with `int(…)`."),
            when=lambda yours, target: any(isinstance(i, Tensor) for i in yours),
        ),
    ],
)

# 2.4 The loss ------------------------------------------------------------------------


def batch_loss_with_bug(logits: Tensor, tgt_out: Tensor) -> Tensor:
    """Return the mean loss over every cell of the batch, padding included."""
    return F.cross_entropy(logits.flatten(0, 1), tgt_out.flatten())


def batch_loss(logits: Tensor, tgt_out: Tensor) -> Tensor:
    """Return the mean loss over the real tokens of the batch."""
    return sequence_loss(logits, tgt_out)


def _losses(logits: Tensor, tgt_out: Tensor) -> tuple[Tensor, Tensor]:
    """Return the loss of every cell (0 for padding), and which cells are real."""
    real = tgt_out != PAD_ID
    each = F.cross_entropy(logits.transpose(1, 2), tgt_out, reduction="none")
    return each * real, real


def _mean_of_means(logits: Tensor, tgt_out: Tensor) -> Tensor:
    each, real = _losses(logits, tgt_out)
    return (each.sum(dim=1) / real.sum(dim=1)).mean()


def _without_eos(logits: Tensor, tgt_out: Tensor) -> Tensor:
    return batch_loss(logits, tgt_out.where(tgt_out != EOS_ID, PAD_ID))


def _cases_loss() -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(0)
    targets = [
        [[7, 5, EOS_ID], [8, 9, 6, 4, 10, EOS_ID]],
        [[4, EOS_ID], [5, 6, EOS_ID], [7, 8, 9, 10, EOS_ID]],
    ]
    tables = [_padded(rows) for rows in targets]
    return [
        (torch.randn(*table.shape, 11, generator=generator) * 2, table)
        for table in tables
    ]


check_loss = Exercise(
    "2.4",
    "repair",
    N_("The loss that rewards padding"),
    solution=batch_loss,
    stub=batch_loss_with_bug,
    cases=_cases_loss,
    hints=(
        N_(
            "Which cells of `tgt_out` does the mean run over? Which of them are words "
            "that the model should learn to write?"
        ),
        N_("`F.cross_entropy` can leave out one class: look for `ignore_index`."),
    ),
    mistakes=[
        Mistake(
            _mean_of_means,
            N_(
                "You averaged each sentence, then the sentences. So a word of a short "
                "sentence weighs more. Sum over all real tokens, divide once."
            ),
        ),
        Mistake(
            lambda logits, tgt_out: _losses(logits, tgt_out)[0].mean(),
            N_(
                "Padding adds nothing to your sum, but you still divide by every cell. "
                "Divide by the number of real tokens."
            ),
        ),
        Mistake(
            lambda logits, tgt_out: _losses(logits, tgt_out)[0].sum(),
            N_(
                "This is the sum. Divide it by the number of real tokens, or a longer "
                "batch takes longer strides."
            ),
        ),
        Mistake(
            lambda logits, tgt_out: _losses(logits, tgt_out)[0].sum() / len(tgt_out),
            N_("You divide by the number of sentences; divide by that of real tokens."),
        ),
        Mistake(
            _without_eos,
            N_("You leave out `<eos>` too. Without it the model never learns to stop."),
        ),
        Mistake(
            lambda logits, tgt_out: F.cross_entropy(
                logits.flatten(0, 1), tgt_out.flatten(), ignore_index=EOS_ID
            ),
            N_("You leave out `<eos>` and keep `<pad>`: it should be the other way."),
        ),
        Mistake(
            lambda logits, tgt_out: F.cross_entropy(
                logits[:, :-1].flatten(0, 1),
                tgt_out[:, 1:].flatten(),
                ignore_index=PAD_ID,
            ),
            N_(
                "You shifted once more. `tgt_out` is already the next token at each "
                "place."
            ),
        ),
        Mistake(
            lambda logits, tgt_out: F.cross_entropy(
                logits, tgt_out, ignore_index=PAD_ID
            ),
            N_(
                "`F.cross_entropy` wants the classes on axis 1: keep `flatten`, as in "
                "the "
                "given code."
            ),
        ),
    ],
)

# 2.5 The state -----------------------------------------------------------------------


def last_state_with_bug(states: Tensor, src: Tensor) -> Tensor:
    """Return each sentence's state in the last column."""
    return states[:, -1]


def last_state(states: Tensor, src: Tensor) -> Tensor:
    """Return each sentence's state after its last real token."""
    lengths = (src != PAD_ID).sum(dim=1)
    return states[torch.arange(len(states)), lengths - 1]


def _at(places: Callable[[Tensor], Tensor]) -> Callable:
    """Return an answer that takes the states at other places."""

    def answer(states: Tensor, src: Tensor) -> Tensor:
        lengths = (src != PAD_ID).sum(dim=1)
        return states[torch.arange(len(states)), places(lengths)]

    return answer


def _cases_state() -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(0)
    tables = [
        _padded([[7, 5, EOS_ID], [8, 9, 6, 4, EOS_ID], [5, 6, 7, EOS_ID]]),
        _padded([[9, 8, 7, 6, EOS_ID], [4, EOS_ID]]),
    ]
    return [
        (torch.randn(*table.shape, 3, generator=generator), table) for table in tables
    ]


check_last_state = Exercise(
    "2.5",
    "repair",
    N_("The state after the last word"),
    solution=last_state,
    stub=last_state_with_bug,
    cases=_cases_state,
    hints=(
        N_("Look at the shortest row of `src`. What stands in its last column?"),
        N_(
            "`(src != PAD_ID).sum(dim=1)` are the lengths. Then pick one place a row: "
            "`states[torch.arange(len(states)), …]`. Places count from 0."
        ),
    ),
    mistakes=[
        Mistake(
            _at(lambda lengths: lengths),
            N_("You are one place too far: positions count from 0."),
        ),
        Mistake(
            lambda states, src: _at(lambda n: n.clamp(max=src.shape[1] - 1))(
                states, src
            ),
            N_("You are one place too far: positions count from 0."),
        ),
        Mistake(
            _at(lambda lengths: lengths - 2),
            N_("You stop one token early: `<eos>` is a real token and is read too."),
        ),
        Mistake(
            _at(lambda lengths: lengths.min() - 1),
            N_("Every row has a length of its own; you used one for all."),
        ),
        Mistake(
            lambda states, src: states[:, 0],
            N_("This is the state after the first token, before the sentence is read."),
        ),
        Mistake(
            lambda states, src: states.mean(dim=1),
            N_("You averaged all states, those after padding included."),
        ),
        Mistake(
            lambda states, src: states * (src != PAD_ID).unsqueeze(-1),
            N_("You still have a state for every token. Keep one a sentence."),
        ),
        Mistake(
            lambda states, src: (states * (src != PAD_ID).unsqueeze(-1)).sum(dim=1),
            N_("You added up all real states; only the last one is handed over."),
        ),
        Mistake(
            lambda states, src: states[:, (src != PAD_ID).sum(dim=1) - 1],
            N_(
                "`states[:, places]` takes all these places in every row. Pair each "
                "row "
                "with its own place: `states[torch.arange(len(states)), places]`."
            ),
        ),
    ],
)

# 2.6 One lie -------------------------------------------------------------------------

SENTENCE = Pair(
    tuple(tokenise("The small black cat sleeps near the house.")),
    tuple(tokenise("Le petit chat noir dort près de la maison.", "fr")),
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
    from course_utils.training.pretrained import (
        load_seq2seq,  # reads a file, so only when asked
    )

    model, src_vocab, tgt_vocab, _ = load_seq2seq()
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
    if isinstance(number, str):
        return Outcome("no step and word")
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
    solution=(2, "la"),
    run=corrupt,
    why=N_(
        "Take (2, 'la'): a feminine article, and the cat becomes a mouse. Free running "
        "goes on from what it has read; under teacher forcing the next inputs are "
        "right again."
    ),
    hints=(
        N_("The earlier the lie, the more words come after it. Try the first steps."),
        N_(
            "French words agree with each other. Which small word decides whether all "
            "that follows is masculine or feminine?"
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
            ("la", 2),
            N_('Give the step first, then the word, such as `(9, "noir")`.'),
            when=lambda yours, target: yours.error.startswith(
                ("TypeError", "ValueErr")
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
            (4, "chien"),
            N_(
                "Too little changes in free running. Lie earlier, or tell a bigger lie."
            ),
        ),
        Mistake(
            (2, "les"),
            N_(
                "It spreads in free running, but teacher forcing suffers as well. Look "
                "for a lie from which it recovers sooner."
            ),
        ),
    ],
)

QUIZ = [
    Question(
        N_("What does the decoder of a plain seq2seq know about the source sentence?"),
        [
            Option(
                N_("Every state of the encoder"),
                N_(
                    "That would be attention, two notebooks from here. Only the last "
                    "state is handed over."
                ),
            ),
            Option(
                N_("The encoder's last state, and nothing else"),
                N_("One vector, whether the sentence has 3 words or 20."),
                True,
            ),
            Option(
                N_("The source tokens themselves"),
                N_("It never sees them: they went into the encoder."),
            ),
            Option(
                N_("Nothing: it only knows its own words"),
                N_(
                    "Then every source would give the same translation. It begins from "
                    "the encoder's last state."
                ),
            ),
        ],
    ),
    Question(
        N_("Why can the encoder be bidirectional, but not the decoder?"),
        [
            Option(
                N_("A bidirectional decoder would be too slow"),
                N_("Twice the work would be bearable. The reason is deeper."),
            ),
            Option(
                N_("French has another word order than English"),
                N_("The order of words plays no part here."),
            ),
            Option(
                N_(
                    "What stands to the right is not yet written when the decoder "
                    "needs it"
                ),
                N_(
                    "Its input is its own past output. The source, however, is "
                    "complete "
                    "from the start."
                ),
                True,
            ),
            Option(
                N_("A GRU cannot run from right to left"),
                N_("It can: the second GRU of a bidirectional encoder does just that."),
            ),
        ],
    ),
    Question(
        N_(
            "Teacher-forced accuracy is 0.95, free-running accuracy 0.70. What does "
            "the "
            "gap tell you?"
        ),
        [
            Option(
                N_("The model overfits its training sentences"),
                N_(
                    "Both figures come from the same test sentences; overfitting shows "
                    "between training and test."
                ),
            ),
            Option(
                N_(
                    "The model must now read its own mistakes, which it never met in "
                    "training"
                ),
                N_("This has a name: exposure bias."),
                True,
            ),
            Option(
                N_("One of the two was computed wrongly"),
                N_("Both are right; they answer different questions."),
            ),
            Option(
                N_("Teacher forcing makes training worse"),
                N_(
                    "Without it an early error would spoil all that follows, and "
                    "learning would be slow. The gap is its price, not a failure."
                ),
            ),
        ],
    ),
    Question(
        N_("You add ten columns of `<pad>` to a batch. What is allowed to change?"),
        [
            Option(
                N_("The loss, a little"),
                N_("Then padding is in the mean: exercise 2.4."),
            ),
            Option(
                N_("The state that is handed over"),
                N_("Then the state was taken after padding: exercise 2.5."),
            ),
            Option(
                N_("The translations"),
                N_("They depend on state and tokens only, and neither may change."),
            ),
            Option(
                N_("Nothing but the time it takes"),
                N_(
                    "Padding is there to make a rectangle. It means nothing, so it "
                    "must "
                    "change nothing."
                ),
                True,
            ),
        ],
    ),
    Question(
        N_(
            "A loss falls to 0.00 within seconds, yet the translations are rubbish. "
            "What "
            "do you check first?"
        ),
        [
            Option(
                N_("Whether the target is shifted by one"),
                N_(
                    "If input and target are the same, copying solves the task. In use "
                    "there is nothing to copy."
                ),
                True,
            ),
            Option(
                N_("Whether the learning rate is too small"),
                N_("Then the loss would hardly fall at all."),
            ),
            Option(
                N_("Whether the state is too small"),
                N_("A small state shows in a loss that stays high."),
            ),
            Option(
                N_("Whether there is enough data"),
                N_(
                    "Too little data shows on test sentences, not in rubbish "
                    "everywhere."
                ),
            ),
        ],
    ),
]
