"""The termbase: complete, true to the notebooks, and obeyed by the course's Chinese."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from course_utils.commands import ROOT
from course_utils.language import LOCALE, languages
from course_utils.notebook import glossary
from course_utils.syllabus import CONCEPTS
from course_utils.terms import Term, Word, glossary_text, terms

NOTEBOOKS = ["00_start_here.ipynb", *(concept.notebook for concept in CONCEPTS)]
CODES = languages()
QUOTED = re.compile(
    r"《动手学深度学习》[^》]*?“[^”]*”|那里作“[^”]*”"
)  # another book's word


def markdown(code: str, file: str) -> list[tuple[str, str]]:
    """Return the id and text of each Markdown cell of an edition's notebook."""
    path = ROOT / "notebooks" / ("" if code == "en" else code) / file
    return [
        (cell["id"], "".join(cell["source"]))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    ]


def messages(code: str) -> list[tuple[str, str]]:
    """Return each English message of a catalogue and its translations."""
    path = LOCALE / code / "LC_MESSAGES" / "course.po"
    with path.open("rb") as file:
        return [(str(m.id), str(m.string)) for m in read_po(file) if m.id]


@pytest.mark.parametrize("code", CODES)
def test_entries_are_complete(code: str) -> None:
    for word in (term.words[code] for term in terms()):
        assert word.word == word.word.strip() != ""
        assert word.means.endswith((".", "。")), word
        assert not set("|\n") & set(word.word + word.also + word.means), word
        assert word.also != word.word


def test_terms_stand_in_the_order_of_the_course() -> None:
    numbers = [term.notebook for term in terms()]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(len(NOTEBOOKS)))


@pytest.mark.parametrize("code", CODES)
def test_no_word_means_two_things(code: str) -> None:
    count = Counter(term.words[code].word for term in terms())
    assert [word for word, times in count.items() if times > 1] == []


@pytest.mark.parametrize("code", CODES)
def test_notebook_that_introduces_a_term_uses_it(code: str) -> None:
    wrong = []
    for term in terms():
        cells = markdown(code, NOTEBOOKS[term.notebook])
        text = " ".join(text for _, text in cells).lower()
        word = term.words[code]
        if (word.word.lower() in text) != word.used:
            wrong.append((term.notebook, word.word))
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_no_term_is_called_otherwise(code: str) -> None:
    texts = [
        (f"{file}: {cell}", text)
        for file in NOTEBOOKS
        for cell, text in markdown(code, file)
    ]
    texts += messages(code) if code != "en" else []
    texts = [(place, QUOTED.sub("", text)) for place, text in texts]
    wrong = [
        (place, f"{re.search(pattern, text)[0]} for {term.words[code].word}")
        for term in terms()
        for pattern in term.words[code].forbidden
        for place, text in texts
        if re.search(pattern, text)
    ]
    assert wrong == []


def test_quoting_another_book_is_no_offence() -> None:
    text = "层归一化（layer norm，《动手学深度学习》作“层规范化”）"
    assert QUOTED.sub("", text) == "层归一化（layer norm，）"
    assert QUOTED.sub("", "层规范化") == "层规范化"


def test_a_term_without_translation_is_shown_in_english() -> None:
    term = Term(3, {"en": Word("beam", "What is kept.")})
    assert term.word("eo").word == "beam"


def test_glossary_in_english_names_the_other_languages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    head, rule, *rows = glossary_text().splitlines()
    assert head == "| Term | 中文 | Meaning | Notebook |"
    assert rule.count("---") == 4
    assert len(rows) == len(terms())
    assert rows[0].startswith("| token | 词元 | The unit that")
    assert rows[0].endswith(" | 0 |")


def test_glossary_in_chinese_has_the_other_books_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COURSE_LANG", "zh")
    head, _, *rows = glossary_text().splitlines()
    assert head == "| 术语 | 英文 | 《动手学》 | 含义 | 笔记本 |"
    (row,) = (row for row in rows if "teacher forcing" in row)
    assert row.startswith("| 教师强制 | teacher forcing | 强制教学 | 训练时")
    assert "术语表" in glossary()._repr_markdown_()


def test_every_edition_shows_the_glossary() -> None:
    for path in Path(ROOT / "notebooks").rglob(NOTEBOOKS[0]):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        (shown,) = (cell for cell in cells if cell["id"] == "glossary-shown")
        (output,) = shown["outputs"]
        rows = "".join(output["data"]["text/markdown"]).count("\n| ")
        assert rows == len(terms()) + len(("head", "rule"))
