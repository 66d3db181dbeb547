"""Exercise 4.6, explore: a look that does not matter."""

from functools import cache
from typing import Any

from course_utils.data import EOS_ID, Pair, tokenise
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.machinery.outcome import Outcome
from course_utils.language import N_

LOOK = (8, "house")  # the finished model writes the same sentence then
IMPORTANT = (3, "the")  # another one
USUAL = (3, "cat")  # it looks there anyway
SENTENCE = Pair(
    tuple(tokenise("The small black cat sleeps near the house.")),
    tuple(tokenise("Le petit chat noir dort près de la maison.", "fr")),
    # as the grammar would link them: (English, French)
    tuple(zip((0, 1, 3, 2, 4, 5, 5, 6, 7, 8), range(10), strict=True)),
)


@cache
def _finished() -> Any:
    # It reads a file, so only when asked
    from course_utils.training.pretrained import load_seq2seq_with_attention

    return load_seq2seq_with_attention()


@cache
def _decoded(row: int = 0, column: int = 0) -> tuple[list[int], list[int]]:
    """Translate SENTENCE, and say where each step looked most.

    With a row, counted from 1, that step is made to look at one column only.
    """
    from course_utils.widgets.attention.decode import Change, decode

    model, src_vocab, *_ = _finished()
    ids = [*src_vocab.encode(SENTENCE.src), EOS_ID]
    pin = [float(place == column) for place in range(len(ids))]
    change = {("cross", 0): Change(pins={(0, row - 1): pin})} if row else {}
    found = decode(model, ids, change)
    return found.wrote, found.weights["cross", 0][0].argmax(-1).tolist()


def look(answer: tuple[int, str]) -> Outcome:
    """Translate SENTENCE while one step looks at one source word only."""
    row, word = answer
    src = [*SENTENCE.src, "<eos>"]
    if word not in src:
        return Outcome("no such word")
    plain, looked = _decoded()
    if not 1 <= row <= len(plain):
        return Outcome("no such row")
    column = src.index(word)
    if looked[row - 1] == column:
        return Outcome("looked there anyway")
    changed, _ = _decoded(row, column)
    tgt_vocab = _finished().tgt_vocab
    text = " ".join(tgt_vocab.tokens[token] for token in changed)
    return Outcome("found" if changed == plain else "changed", text)


check_look = Exercise(
    "4.6",
    "explore",
    N_("A look that does not matter"),
    solution=LOOK,
    run=lambda answer: look(answer),
    why=N_(
        "The step was made to look at one wrong word and nothing else, and the model "
        "wrote the same sentence. So the map alone does not tell you why it wrote it."
    ),
    hints=(
        N_(
            "Choose a row, pin it to one source word and decode again. Then read the "
            "whole translation. Undo, and try another row."
        ),
        N_(
            "Most looks matter in this model: try both articles. Which English word, "
            "other than “the”, tells you whether to write “le” or “la”?"
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
                "This row looks mostly at this word anyway. Choose a word that it did "
                "not look at."
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
    ],
)
