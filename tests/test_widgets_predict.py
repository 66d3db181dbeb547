"""Predictions: which words count as right, in which language."""

import ast
import json
import re
from collections.abc import Iterator

import pytest

from course_utils.commands import ROOT
from course_utils.data.shapes import SHAPES
from course_utils.training.ablations import ABLATIONS
from course_utils.widgets.predict import Predict
from course_utils.widgets.predict.answers import ways_to_say


def words_asked_for() -> Iterator[str]:
    """Name the words that the notebooks' predictions are about."""
    # Chosen by a variable there
    yield from (*SHAPES, *ABLATIONS, "forced", "free", "search", "model", "both")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            code = "".join(cell["source"])
            if cell["cell_type"] == "code" and "predict(" in code:
                yield from _words(ast.parse(code))


def _words(code: ast.Module) -> Iterator[str]:
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "predict":
            (answer,) = node.args
            choice = isinstance(answer, ast.IfExp)
            for each in (answer.body, answer.orelse) if choice else (answer,):
                word = getattr(each, "value", None)
                if isinstance(word, str) and re.search("[A-Za-z]{2}", word):
                    yield word


def test_notebooks_ask_for_words() -> None:
    assert {"yes", "search", "shuffled"} <= set(words_asked_for())


NAMES = {"GRU", "Transformer"}  # the same in every language


@pytest.mark.parametrize("word", sorted(set(words_asked_for()) - NAMES))
def test_every_word_has_a_chinese_one(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    assert ways_to_say(word)[0] == word
    monkeypatch.setenv("COURSE_LANG", "zh")
    first, *others = ways_to_say(word)
    assert re.search("[一-鿿]", first)
    assert word in others


def test_answer_is_shown_and_accepted_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COURSE_LANG", "zh")
    widget = Predict("forced")
    assert widget.answer == "教师强制"
    assert {"教师强制", "强制", "teacher forcing", "forced"} <= set(widget.accepted)


def test_answer_that_is_no_known_word_is_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COURSE_LANG", "zh")
    widget = Predict("(7, 11)")
    assert (widget.answer, widget.accepted) == ("(7, 11)", ["(7, 11)"])
