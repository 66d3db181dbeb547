"""Exercise 4.6, explore: a look that does not matter."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

from course_utils.data import EOS_ID
from course_utils.data.examples import NEAR_THE_HOUSE as SENTENCE
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.machinery.outcome import Outcome
from course_utils.language import N_

LOOK = (8, "<eos>")  # the finished model writes the same sentence then
IMPORTANT = (3, "the")  # another one
USUAL = (3, "cat")  # it looks there anyway
LITTLE = 0.05  # a smaller weight is hardly a look


@cache
def _finished() -> Any:
    # It reads a file, so only when asked
    from course_utils.training.pretrained import load_seq2seq_with_attention

    return load_seq2seq_with_attention()


@cache
def _decoded(row: int = 0, column: int = 0) -> tuple[list[int], list[list[float]]]:
    """Translate SENTENCE; return the ids and, by row, the model's own weights.

    With a row, counted from 1, that step is made to look at one column only.
    """
    from course_utils.widgets.attention.decode import Change, decode

    model, src_vocab, *_ = _finished()
    ids = [*src_vocab.encode(SENTENCE.src), EOS_ID]
    pin = [float(place == column) for place in range(len(ids))]
    change = {("cross", 0): Change(pins={(0, row - 1): pin})} if row else {}
    found = decode(model, ids, change)
    return found.wrote, found.weights["cross", 0][0].tolist()


def _pinned(row: int, column: int) -> Outcome:
    """Return what comes of one pin."""
    plain, weights = _decoded()
    changed, _own = _decoded(row, column)
    tgt_vocab = _finished().tgt_vocab
    text = " ".join(tgt_vocab.tokens[token] for token in changed)
    if weights[row - 1][column] >= LITTLE:
        return Outcome("looked there anyway", text)
    return Outcome("found" if changed == plain else "changed", text)


def look(answer: tuple[int, str]) -> Outcome:
    """Translate SENTENCE while one step looks at one source word only.

    A word that occurs twice is tried in both places; the better outcome counts.
    """
    row, word = answer[0], answer[1].strip().lower()
    columns = [i for i, each in enumerate([*SENTENCE.src, "<eos>"]) if each == word]
    rows = len(_decoded()[0])
    if not columns:
        return Outcome("no such word")
    if row not in range(1, rows + 1):
        return Outcome("no such row")
    if row == rows:
        return Outcome("nothing is written after it")
    outcomes = [_pinned(int(row), column) for column in columns]
    found = next((each for each in outcomes if each.verdict == "found"), None)
    if found is None and len(set(outcomes)) > 1:
        return Outcome("one is looked at, the other changes it")
    return found or outcomes[0]


def _choices() -> Iterator[tuple[int, str]]:
    """Yield every row with every word."""
    return product(range(1, len(_decoded()[0]) + 1), sorted({*SENTENCE.src, "<eos>"}))


check_look = Exercise(
    "4.6",
    "explore",
    N_("A look that does not matter"),
    solution=LOOK,
    run=lambda answer: look(answer),
    choices=_choices,
    why=N_(
        "The step was made to look at one wrong place and nothing else, and the model "
        "wrote the same sentence. So the map alone does not tell you why it wrote it."
    ),
    hints=(
        N_(
            "Choose a row, pin it to one source token and decode again. Then read the "
            "whole translation. Undo, and try another row."
        ),
        N_(
            "Most looks matter in this model: try both articles. Where else than at "
            "“the” has the encoder read all that “le” or “la” hangs on? `<eos>` has a "
            "column, too."
        ),
    ),
    mistakes=[
        Mistake(
            IMPORTANT,
            N_(
                "With this look the translation changes. Read what became of it, and "
                "try another row or word."
            ),
            when=lambda yours, target: yours.verdict == "changed",
        ),
        Mistake(
            USUAL,
            N_(
                "This row looks at this word anyway, with a weight of 0.05 or more. "
                "Choose a word that it hardly looks at."
            ),
            when=lambda yours, target: yours.verdict == "looked there anyway",
        ),
        Mistake(
            (1, "chat"),
            N_(
                "This word is not in the source. Columns are the English words, and "
                "`<eos>`."
            ),
            when=lambda yours, target: yours.verdict == "no such word",
        ),
        Mistake(
            (0, "cat"),
            N_(
                "There is no such row. Rows are the words of the translation, counted "
                "from 1."
            ),
            when=lambda yours, target: yours.verdict == "no such row",
        ),
        Mistake(
            (11, "cat"),
            N_(
                "The last row writes only `<eos>`, after the full stop. Choose a row "
                "that writes a word."
            ),
            when=lambda yours, target: yours.verdict == "nothing is written after it",
        ),
        Mistake(
            (8, "the"),
            N_(
                "This word stands twice in the source. The row looks at one of the two "
                "anyway; pinned to the other, the translation changes."
            ),
            when=lambda yours, target: yours.verdict.startswith("one is looked at"),
        ),
    ],
)
