"""Read sentence pairs from a tab-separated file, such as an export of Tatoeba."""

from pathlib import Path
from typing import NamedTuple

from course_utils.data.pairs import Pair
from course_utils.data.real.line_aligned import not_utf8
from course_utils.data.tokens import tokenise
from course_utils.language import _, _n


class Reading(NamedTuple):
    """What a file held: its pairs, and for each skipped line (number, fault)."""

    pairs: list[Pair]
    skipped: list[tuple[int, str]]


def read_tab_separated(
    path: str | Path,
    *,
    src_language: str = "en",
    tgt_language: str = "fr",
    skip_bad: bool = False,
) -> Reading:
    """Return the tokenised pairs of a UTF-8 file, without alignment.

    Each line is source, tab, target; a third column (Tatoeba's attribution) is not
    read. A bad line raises ValueError naming file, line and fault; with `skip_bad` it
    is left out and listed.
    """
    path = Path(path)
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    if not any(line.strip() for line in lines):
        raise ValueError(
            _("{path}: the file is empty; expected source<TAB>target", path=path)
        )
    reading = Reading([], [])
    for number, line in enumerate(lines, start=1):
        try:
            src, tgt = _columns(line)
        except ValueError as fault:
            if not skip_bad:
                raise ValueError(
                    _(
                        "{path}, line {number}: {fault}. Mend the line, or pass "
                        "skip_bad=True to leave such lines out.",
                        path=path,
                        number=number,
                        fault=fault,
                    )
                ) from fault
            reading.skipped.append((number, str(fault)))
            continue
        pair = Pair(
            tuple(tokenise(src, src_language)), tuple(tokenise(tgt, tgt_language)), ()
        )
        reading.pairs.append(pair)
    return reading


def _columns(line: bytes) -> tuple[str, str]:
    """Return source and target; raise ValueError with the fault of a bad line."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise ValueError(not_utf8(line, fault)) from fault
    columns = text.split("\t")
    if len(columns) not in (2, 3):
        raise ValueError(
            _n(
                "{count} column; expected 2 or 3, separated by tabs",
                "{count} columns; expected 2 or 3, separated by tabs",
                len(columns),
            )
        )
    src, tgt = columns[:2]
    if not src.strip():
        raise ValueError(_("the source side is empty"))
    if not tgt.strip():
        raise ValueError(_("the target side is empty"))
    return src, tgt
