"""Exercise 2.1, predict: what counts in the loss."""

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

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
            "both. So the width is the longest sentence plus 1. Every "
            "target that is not `<pad>` counts in the loss."
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
        ),
        Mistake(
            (2, 6, 11),
            N_(
                "6 is the longest sentence alone. Does a row of `tgt_in` begin with "
                "its first word?"
            ),
            when=lambda yours, target: len(yours) == 3 and yours[1] == 6,
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
        ),
        Mistake(
            (2, 8, 11),
            N_("Not 8 columns. Are `<bos>` and `<eos>` in the same tensor?"),
            when=lambda yours, target: len(yours) == 3 and yours[1] == 8,
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
            when=lambda yours, target: 6 <= yours[0] <= 8 and yours[1] == 2,
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
            when=lambda yours, target: len(yours) == 3 and yours[:2] == (2, 7),
        ),
        Mistake(
            (4, 7, 11),
            N_("Not that many rows. How many sentences are in the batch?"),
            when=lambda yours, target: len(yours) == 3 and yours[0] != 2,
        ),
        Mistake(
            (7, 11),
            N_("Give three numbers: rows, columns, tokens that count."),
            when=lambda yours, target: len(yours) != 3,
        ),
    ],
)
