"""A language model small enough to read: probabilities written in a table."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_utils.language import _

Row = tuple[float, ...]


class Table(NamedTuple):
    """What follows a prefix, by a row of its own or by a row for the step.

    Each row has one probability a token; the last token is `<eos>`. `otherwise` has
    one row a step, for prefixes without a row; its last row serves all later steps.
    """

    tokens: tuple[str, ...]
    rows: Mapping[tuple[str, ...], Row]
    otherwise: tuple[Row, ...]

    @property
    def eos_id(self) -> int:
        """The id of `<eos>`: ids are places in `tokens`."""
        return len(self.tokens) - 1

    def start(self) -> Int[Tensor, "1 0"]:
        """Return the state of one sentence of which nothing is written."""
        return torch.empty(1, 0, dtype=torch.long)

    def step(
        self, tokens: Int[Tensor, " batch"], read: Int[Tensor, "batch length"]
    ) -> tuple[Float[Tensor, "batch n"], Int[Tensor, "batch longer"]]:
        """Look up what follows; the state is what was read, the start included."""
        read = torch.cat([read, tokens.unsqueeze(1)], dim=1)
        rows = [self.row(tuple(prefix)) for prefix in read[:, 1:].tolist()]
        return torch.tensor(rows, dtype=torch.float64).log(), read

    def row(self, prefix: tuple[int, ...]) -> Row:
        """Return the probabilities after a prefix of ids."""
        own = self.rows.get(tuple(self.tokens[token] for token in prefix))
        return own or self.otherwise[min(len(prefix), len(self.otherwise) - 1)]


def check_table(table: Table) -> None:
    """Raise ValueError for a table that is not one of probabilities."""
    if len(table.tokens) < 2 or table.tokens[-1] != "<eos>":
        raise ValueError(
            _(
                "the tokens are {tokens}; expected at least two, the last '<eos>'.",
                tokens=table.tokens,
            )
        )
    if not table.otherwise:
        raise ValueError(_("otherwise is empty; expected at least one row."))
    named = {
        _("after {words}", words=" ".join(prefix)): row
        for prefix, row in table.rows.items()
    }
    named |= {
        _("at step {step}", step=step): row
        for step, row in enumerate(table.otherwise, 1)
    }
    for name, row in named.items():
        proper = len(row) == len(table.tokens) and min(row) >= 0
        if not proper or not math.isclose(sum(row), 1, abs_tol=1e-6):
            raise ValueError(
                _(
                    "the row {name} is {row}; expected {count} probabilities that sum "
                    "to 1.",
                    name=name,
                    row=row,
                    count=len(table.tokens),
                )
            )


# Greedy writes A B C <eos>: 0.5 · 0.4 · 0.4 · 0.6 = 0.048. Better is A C B <eos>:
# 0.5 · 0.3 · 0.6 · 0.6 = 0.054. And B <eos> is short: 0.3 · 0.2 = 0.06.
COUNTER_EXAMPLE = Table(
    ("A", "B", "C", "<eos>"),
    {
        ("A",): (0.25, 0.4, 0.3, 0.05),
        ("A", "B"): (0.2, 0.2, 0.4, 0.2),
        ("A", "C"): (0.1, 0.6, 0.2, 0.1),
        ("A", "B", "C"): (0.2, 0.15, 0.05, 0.6),
        ("A", "C", "B"): (0.15, 0.1, 0.15, 0.6),
    },
    (
        (0.5, 0.3, 0.15, 0.05),
        (0.25, 0.3, 0.25, 0.2),
        (0.3, 0.25, 0.25, 0.2),
        (0.1, 0.1, 0.2, 0.6),
    ),
)
