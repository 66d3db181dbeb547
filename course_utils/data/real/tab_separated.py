"""Read sentence pairs from a tab-separated file, such as an export of Tatoeba."""

from pathlib import Path
from typing import NamedTuple

from course_utils.data.pairs import Pair
from course_utils.data.tokens import tokenise


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
        raise ValueError(f"{path}: the file is empty; expected source<TAB>target")
    reading = Reading([], [])
    for number, line in enumerate(lines, start=1):
        try:
            src, tgt = _columns(line)
        except ValueError as fault:
            if not skip_bad:
                raise ValueError(
                    f"{path}, line {number}: {fault}. Mend the line, or pass "
                    "skip_bad=True to leave such lines out."
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
        raise ValueError(
            f"not valid UTF-8 (byte 0x{line[fault.start]:02x} at column "
            f"{fault.start + 1})"
        ) from fault
    columns = text.split("\t")
    if len(columns) not in (2, 3):
        raise ValueError(
            f"{len(columns)} column{'s' * (len(columns) > 1)}; expected 2 or 3, "
            "separated by tabs"
        )
    for name, column in zip(("source", "target"), columns, strict=False):
        if not column.strip():
            raise ValueError(f"the {name} side is empty")
    return columns[0], columns[1]
