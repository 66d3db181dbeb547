"""How much of a slide a cell takes, in lines of text: an estimate without a browser."""

import base64
import math
import struct

from course_utils.commands.notebook_format import MARKER, source_of

ROOM = 25.0  # lines on a slide
_COLUMNS = 100  # letters in a line
_PICTURE = 16.0  # the deck shows none taller
_LISTING = 18.0  # longer ones scroll
_PIXELS = 28  # of a picture, in a line


def height(cell: dict) -> float:
    """Estimate the lines that a cell takes with all it shows."""
    lines = source_of(cell).splitlines()
    if cell["cell_type"] == "markdown":
        return sum(_text_line(line) for line in lines)
    code = 0.8 * sum(line.strip() != MARKER for line in lines) + 0.6
    return code + sum(_output(output) for output in cell["outputs"])


def _text_line(line: str) -> float:
    if not line.strip():
        return 0.5
    if line.startswith("#"):
        return 2.0
    return 3.0 if line.startswith("$$") else 1.1 * math.ceil(len(line) / _COLUMNS)


def _output(output: dict) -> float:
    data = output.get("data", {})
    if "image/png" in data:
        return _picture("".join(data["image/png"]))
    if "text/html" in data:
        return 1.4 * "".join(data["text/html"]).count("<tr") + 1
    text = "".join(data.get("text/markdown", data.get("text/plain", "")))
    lines = len((text or "".join(output.get("text", ""))).splitlines())
    return min(_LISTING, 0.9 * lines + 0.6)


def _picture(encoded: str) -> float:
    """Read a PNG's height from its first bytes."""
    try:
        (pixels,) = struct.unpack(">I", base64.b64decode(encoded[:64])[20:24])
    except (ValueError, struct.error):
        return _PICTURE
    return min(_PICTURE, pixels / _PIXELS)
