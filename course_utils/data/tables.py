"""Small tables for a notebook: the shifted target, and which words belong together."""

import re
from collections.abc import Sequence
from html import escape

from course_utils.data.pairs import Pair
from course_utils.data.vocabulary import SPECIAL_TOKENS
from course_utils.language import _, _p, padded, width

_NUMBER = re.compile(r"[-+−]?[\d.,]+ ?%?")

PAD, BOS, EOS = SPECIAL_TOKENS[:3]


class Table:
    """Rows of words that print as aligned text and show as an HTML table."""

    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[str]]):
        self.header = tuple(header)
        self.rows = [tuple(row) for row in rows]

    def __repr__(self) -> str:
        lines = [self.header, *self.rows]
        columns = [_aligned(column) for column in zip(*lines, strict=True)]
        lines = zip(*columns, strict=True)
        return "\n".join("  ".join(line).rstrip() for line in lines)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.header)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _aligned(column: Sequence[str]) -> list[str]:
    """Bring a column to one width, its head underlined; numbers to the right."""
    columns = max(map(width, column))
    to_the_right = all(not cell or _NUMBER.fullmatch(cell) for cell in column[1:])
    cells = [
        " " * (columns - width(cell)) + cell if to_the_right else padded(cell, columns)
        for cell in column
    ]
    return [cells[0], "-" * columns, *cells[1:]]


def aligned_table(pair: Pair, tgt_len: int | None = None) -> Table:
    """Show what the decoder reads and should answer at each step of training.

    `tgt_len` pads the sentence, as a batch with a longer one would.
    """
    tgt_in, tgt_out = [BOS, *pair.tgt], [*pair.tgt, EOS]
    needed = len(tgt_in)
    tgt_len = needed if tgt_len is None else tgt_len
    if tgt_len < needed:
        raise ValueError(
            _(
                "tgt_len is {tgt_len}, but the sentence needs {needed} steps ({words} "
                "words and {eos}); give at least {needed}",
                tgt_len=tgt_len,
                needed=needed,
                words=len(pair.tgt),
                eos=EOS,
            )
        )
    padding = [PAD] * (tgt_len - needed)
    yes, no = _("yes"), _("no")
    return Table(
        (
            _("step"),
            _("decoder input"),
            _("target"),
            _("counts in the loss?"),
        ),
        [
            (str(step), read, answer, no if answer == PAD else yes)
            for step, (read, answer) in enumerate(
                zip(tgt_in + padding, tgt_out + padding, strict=True)
            )
        ],
    )


def alignment_table(pair: Pair) -> Table:
    """Show for each source word the target words that belong to it."""
    return Table(
        (_("source"), _p("language", "target")),
        [
            (word, " ".join(pair.tgt[t] for s, t in pair.alignment if s == i) or "–")
            for i, word in enumerate(pair.src)
        ],
    )
