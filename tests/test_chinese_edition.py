"""The Chinese edition speaks Chinese: in what its cells print, plot and are told by."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from course_utils.commands import ROOT
from course_utils.commands.notebook_format import source_of
from course_utils.training.pretrained import load_transformer

NOTEBOOKS = sorted((ROOT / "notebooks" / "zh").glob("*.ipynb"))
FINISHED = load_transformer()
# Sentences of the corpora are English, French or German on purpose
CORPUS = {
    *FINISHED.src_vocab.tokens,
    *(t.strip("'") for t in FINISHED.tgt_vocab.tokens),
}
CORPUS |= {"aujourd", "hui", "nan"}
ON_PURPOSE = {
    *("subwords", "show-real-findings"),  # sentences of Multi30k
    *("breaks-size", "fixed-size-breaks"),  # what torch says
    "glossary-shown",  # a column of English terms
}
CODE = re.compile(
    r"```.*?```|<pre.*?</pre>|`[^`]*`|<[^>]*>"
    r"|\(\w+(?:, \w+)+\)|“[^”]*”|（[^）]*）",  # a shape; what is quoted or glossed
    re.DOTALL,
)
ENGLISH = re.compile(r"(?<![\w<{/.-])[A-Za-z]{2,}(?:[,;:]? [A-Za-z]{2,})+(?![\w(])")


def outputs(path: Path) -> Iterator[tuple[str, dict]]:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            yield cell["id"], output


def texts(output: dict) -> Iterator[str]:
    """Find what an output shows in words: its text, or its pictures' descriptions."""
    yield "".join(output.get("text", ""))
    for kind, value in output.get("data", {}).items():
        text = "".join(value)
        # The plain form of shown code, which is checked where it is translated
        if kind.startswith("text/") and not text.startswith("# course_utils."):
            yield text
    for value in output.get("metadata", {}).values():
        if isinstance(value, dict):
            yield value.get("alt", "")


def english(text: str) -> list[str]:
    """List the runs of English words in a text, code and the corpus aside."""
    found = ENGLISH.findall(unescape(CODE.sub(" ", text)))
    return [
        run for run in found if not CORPUS.issuperset(re.findall("[a-z]+", run.lower()))
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_hold_no_english_sentence(path: Path) -> None:
    found = [
        (cell, run)
        for cell, output in outputs(path)
        if cell not in ON_PURPOSE
        for text in texts(output)
        for run in english(text)
    ]
    assert found == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_chinese_is_slanted(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join(source_of(c) for c in cells if c["cell_type"] == "markdown")
    slanted = re.findall(r"\*([^*\n]+)\*", CODE.sub(" ", text).replace("**", ""))
    assert [each for each in slanted if re.search("[\u4e00-\u9fff]", each)] == []


def test_english_would_be_found() -> None:
    assert english("共 7 句 exact match 很高") == ["exact match"]
    assert english("源句：the black cat sleeps") == []
    assert english("`exact match` 是代码") == []
