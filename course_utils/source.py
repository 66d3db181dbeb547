"""Code in the reader's language: docstrings and comments change, the code never."""

import ast
import inspect
import io
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

from course_utils.language import SOURCE, language, translated, width

COLUMNS = 88
_DIRECTIVE = re.compile(r"#\s*(noqa|type:|fmt:|pragma)")  # comments for tools
_WIDE = r"\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef"
# No line is broken within `code` or a word, nor before a mark that cannot begin a line.
_PIECE = re.compile(
    rf" +|[「『（《“]*(?:`[^`]*`|[{_WIDE}]|[^\s`{_WIDE}]+|`)[，。：；、！？」』）》”…]*"
)


class Passage(NamedTuple):
    """A docstring, a comment or, behind code, a remark; rows count from 0."""

    message: str
    start: tuple[int, int]
    end: tuple[int, int]
    kind: str


def messages(code: str) -> list[str]:
    """List the docstrings and comments of a piece of code, in order."""
    return [passage.message for passage in _passages(code.split("\n"))]


def in_language(code: str) -> str:
    """Return the code with docstrings and comments translated, where they can be."""
    lines = code.split("\n")
    try:
        passages = _passages(lines)
    except (SyntaxError, tokenize.TokenError):  # such as the line that holds a lambda
        return code
    for passage in reversed(passages):
        text = translated(passage.message, language(), SOURCE)
        if text != passage.message:
            _replace(lines, passage, text)
    return "\n".join(lines)


def _replace(lines: list[str], passage: Passage, text: str) -> None:
    (first, start), (last, end) = passage.start, passage.end
    if passage.kind == "docstring":
        new = _docstring(text, COLUMNS - start)
    elif passage.kind == "comment":
        new = ["# " + line for line in _wrapped(text, COLUMNS - start - 2)]
    else:
        new = ["# " + text]
    new[0] = lines[first][:start] + new[0]
    new[1:] = [(" " * start + line).rstrip() for line in new[1:]]
    new[-1] += lines[last][end:]
    lines[first : last + 1] = new


def _passages(lines: list[str]) -> list[Passage]:
    shift = int(lines[0].startswith(" "))  # a method parses as the body of something
    text = "\n".join(["if True:"] * shift + lines) + "\n"
    docstrings = dict(_docstrings(text))
    found: list[Passage] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        (first, start), (last, end) = token.start, token.end
        span = (first - 1 - shift, start), (last - 1 - shift, end)
        if token.start in docstrings:
            found.append(Passage(docstrings[token.start], *span, "docstring"))
        elif token.type == tokenize.COMMENT and not _DIRECTIVE.match(token.string):
            kind = "remark" if token.line[:start].strip() else "comment"
            _add(found, Passage(token.string.lstrip("# "), *span, kind))
    return found


def _add(found: list[Passage], comment: Passage) -> None:
    """Add a comment, or join it to the one of which it is the next line."""
    before = found[-1] if found else None
    next_line = before and (before.end[0] + 1, before.start[1]) == comment.start
    if next_line and before.kind == comment.kind == "comment":
        message = f"{before.message} {comment.message}"
        found[-1] = before._replace(message=message, end=comment.end)
    else:
        found.append(comment)


def _docstrings(code: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield where each docstring begins, and the docstring."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            text = node.body[0].value
            yield (text.lineno, text.col_offset), inspect.cleandoc(text.value)


def _docstring(text: str, room: int) -> list[str]:
    text = text.replace("\\", r"\\").replace('"""', r"\"\"\"")
    if "\n" not in text and width(text) <= room - 6 and not text.endswith('"'):
        return [f'"""{text}"""']
    first, *others = _wrapped(text, room, hanging=3)
    return [f'"""{first}', *others, '"""']


def _wrapped(text: str, room: int, hanging: int = 0) -> list[str]:
    """Break a text into lines of at most `room` columns, the first one shorter."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = " " * (0 if lines else hanging)
        for piece in _PIECE.findall(paragraph):
            if line.strip() and width(line + piece.rstrip()) > room:
                lines.append(line.rstrip())
                line = ""
            line += piece if line.strip() else piece.lstrip()
        lines.append(line.rstrip())
    lines[0] = lines[0].lstrip()
    return lines
