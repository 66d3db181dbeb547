"""Read sentence pairs from two files: line n of one translates line n of the other."""

import gzip
import zlib
from pathlib import Path

from course_utils.language import _


def read_line_aligned(
    src_path: str | Path, tgt_path: str | Path
) -> list[tuple[str, str]]:
    """Return (source, target) for each line of two UTF-8 files, plain or gzipped.

    A file that cannot be read as text, an empty line and files of different lengths
    raise ValueError that names file and line: one lost line would shift all others.
    """
    src, tgt = _lines(Path(src_path)), _lines(Path(tgt_path))
    if len(src) != len(tgt):
        raise ValueError(
            _(
                "{src_path} has {src:,} lines and {tgt_path} has {tgt:,}; expected as "
                "many, since line n of one translates line n of the other.",
                src_path=src_path,
                src=len(src),
                tgt_path=tgt_path,
                tgt=len(tgt),
            )
        )
    return list(zip(src, tgt, strict=True))


def _lines(path: Path) -> list[str]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(
                _(
                    "{path}: not a whole gzip file ({error}). Fetch it again.",
                    path=path,
                    error=error,
                )
            ) from error
    lines = []
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            lines.append(line.decode("utf-8").strip())
        except UnicodeDecodeError as error:
            raise ValueError(
                _("{path}, line {number}: ", path=path, number=number)
                + not_utf8(line, error)
            ) from error
        if not lines[-1]:
            place = _("{path}, line {number}: ", path=path, number=number)
            raise ValueError(place + _("empty; expected a sentence."))
    return lines


def not_utf8(line: bytes, error: UnicodeDecodeError) -> str:
    """Say where a line is no UTF-8."""
    return _(
        "not valid UTF-8 (byte 0x{byte:02x} at column {column})",
        byte=line[error.start],
        column=error.start + 1,
    )
