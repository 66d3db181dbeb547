"""The beam explorer over a small table, which the reader may change."""

from collections.abc import Sequence

from course_utils.language import _, listed
from course_utils.widgets.beam_search.explorer import (
    BeamExplorer,
    check_width,
    first_settings,
)
from course_utils.widgets.beam_search.table import COUNTER_EXAMPLE, Table, check_table
from course_utils.widgets.beam_search.words import beam_words


class TableExplorer(BeamExplorer):
    """A beam search over a table of probabilities that the reader may change."""

    def __init__(self, table: Table, beam_size: int, wanted: Sequence[str]) -> None:
        ids = {token: i for i, token in enumerate(table.tokens)}
        rows = {
            " ".join(str(ids[token]) for token in prefix): list(row)
            for prefix, row in table.rows.items()
        }
        length = max(4, len(table.otherwise))
        super().__init__(
            beam_words(),
            tokens=list(table.tokens),
            eos_id=table.eos_id,
            max_len=6,
            settings=first_settings(beam_size, min(length, 6)),
            table={
                "tokens": list(table.tokens),
                "rows": rows,
                "otherwise": [list(row) for row in table.otherwise],
            },
            wanted=[ids[token] for token in wanted],
        )
        self._search(table.step, table.start(), -1)


def explore_table(
    table: Table = COUNTER_EXAMPLE,
    *,
    beam_size: int = 2,
    wanted: Sequence[str] = ("A", "C", "B", "<eos>"),
) -> TableExplorer:
    """Steer a beam search over a small table, which the reader may change.

    `wanted` is the sentence taken for right: where the table likes another one better,
    the table is wrong and not the search.
    """
    check_table(table)
    check_width(beam_size)
    unknown = [token for token in wanted if token not in table.tokens]
    if unknown:
        raise ValueError(
            _(
                "wanted holds {token!r}; expected tokens of the table: {tokens}.",
                token=unknown[0],
                tokens=listed(table.tokens),
            )
        )
    return TableExplorer(table, beam_size, wanted)
