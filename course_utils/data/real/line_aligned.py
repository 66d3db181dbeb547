"""Read sentence pairs from two files: line n of one translates line n of the other."""

import gzip
import zlib
from pathlib import Path


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
            f"{src_path} has {len(src):,} lines and {tgt_path} has {len(tgt):,}; "
            "expected as many, since line n of one translates line n of the other."
        )
    return list(zip(src, tgt, strict=True))


def _lines(path: Path) -> list[str]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(
                f"{path}: not a whole gzip file ({error}). Fetch it again."
            ) from error
    lines = []
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            lines.append(line.decode("utf-8").strip())
        except UnicodeDecodeError as error:
            raise ValueError(
                f"{path}, line {number}: not valid UTF-8 (byte 0x"
                f"{line[error.start]:02x} at column {error.start + 1})"
            ) from error
        if not lines[-1]:
            raise ValueError(f"{path}, line {number}: empty; expected a sentence.")
    return lines
