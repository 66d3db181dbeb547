"""Translated text cells record what they translate; who is behind is named."""

import json
from pathlib import Path

import pytest

from course_utils.commands import editions, notebooks
from course_utils.commands.notebook_format import text_of
from course_utils.commands.problem import Problem

TITLE, PICTURE, TEXT = "# Start", "![](a.svg)\n$x + yes$", "Attention weighs."


@pytest.fixture
def english(tmp_path: Path) -> Path:
    """Write a notebook of three text cells, and a translation of it to come."""
    (tmp_path / "zh").mkdir()
    path = tmp_path / "02_made_up.ipynb"
    write(path, title=TITLE, picture=PICTURE, text=TEXT)
    editions.follow(path)
    return path


def write(path: Path, **texts: str) -> None:
    cells = [
        {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}
        for name, text in texts.items()
    ]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(text_of(editions.normalise(book)), encoding="utf-8")


def rewrite(path: Path, **texts: str) -> None:
    """Give cells another text, as an author does, and leave their metadata."""
    book = json.loads(path.read_text(encoding="utf-8"))
    for cell in book["cells"]:
        cell["source"] = texts.get(cell["id"], cell["source"])
    path.write_text(text_of(editions.normalise(book)), encoding="utf-8")


def of(english: Path, code: str = "zh") -> Path:
    return english.parent / code / english.name


def faults(english: Path) -> str:
    return "\n".join(editions.translation_faults(of(english)))


def test_a_text_that_came_over_is_named_until_it_is_translated(english: Path) -> None:
    assert faults(english) == (
        "cells title, text: still in English. Translate, then run "
        "`notebooks --done zh/02 title text`"
    )
    rewrite(of(english), text="注意力会加权。")
    named = faults(english)
    assert "cells title: still in English." in named
    assert "cells text: not marked as done." in named
    rewrite(of(english), title="# 开始")
    editions.mark_done(of(english), ["title", "text"])
    assert faults(english) == ""


def test_a_change_of_the_english_text_is_named_and_no_fix_hides_it(
    english: Path,
) -> None:
    rewrite(of(english), title="# 开始", text="注意力会加权。")
    editions.mark_done(of(english), [])
    rewrite(english, text="Attention weighs and sums.")
    for _time in range(2):
        assert "cells text: the English text has changed since." in faults(english)
        editions.follow(english)
        notebooks.fix(of(english))
    editions.mark_done(of(english), ["text"])
    assert faults(english) == ""
    assert "注意力会加权。" in of(english).read_text(encoding="utf-8")


def test_all_of_a_notebook_leaves_out_what_is_still_in_english(english: Path) -> None:
    rewrite(of(english), text="注意力会加权。")
    editions.mark_done(of(english), [])
    assert faults(english).startswith("cells title: still in English.")
    editions.mark_done(of(english), ["title"])  # the same word, and meant
    assert faults(english) == ""


def test_marking_needs_a_translation_and_its_cells(english: Path) -> None:
    with pytest.raises(Problem, match="no text cell colour, smell"):
        editions.mark_done(of(english), ["smell", "title", "colour"])
    with pytest.raises(Problem, match="is English; name a translation"):
        editions.mark_done(english, [])
    assert editions.translation_faults(english) == []


def test_check_and_done_speak_of_it(
    english: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(notebooks, "find_notebook", lambda name: of(english))
    assert notebooks.main(["--check", "zh/02"]) == 1
    assert "cells title, text: still in English." in capsys.readouterr().out
    notebooks.main(["--done", "zh/02", "title", "text"])
    assert "still in English" not in capsys.readouterr().out
    with pytest.raises(SystemExit):
        notebooks.main(["--done"])


def test_only_editions_that_have_a_folder_follow(
    english: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "languages", lambda: ["en", "eo", "fr", "zh"])
    of(english, "eo").parent.mkdir()
    editions.follow(english)
    assert of(english, "eo").read_bytes() == of(english).read_bytes()
    assert not of(english, "fr").parent.exists()
