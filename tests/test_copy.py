"""Notebooks copied to where a reader works: nothing of theirs is lost."""

from pathlib import Path

import pytest

from course_utils.commands import copy
from course_utils.commands.problem import Problem


def notebooks_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.ipynb")}


def test_copy_brings_both_editions(tmp_path):
    assert copy.main([str(tmp_path / "mine")]) == 0
    names = notebooks_in(tmp_path / "mine")
    english = {name for name in names if "/" not in name}
    assert {"00_start_here.ipynb", "08_transformer.ipynb"} <= english
    assert names - english == {f"zh/{name}" for name in english}
    first = tmp_path / "mine" / "zh" / "00_start_here.ipynb"
    original = copy.NOTEBOOKS / "zh" / "00_start_here.ipynb"
    assert first.read_bytes() == original.read_bytes()


def test_copy_brings_one_edition_straight_into_the_folder(tmp_path):
    copy.main([str(tmp_path), "--edition", "zh"])
    (first, *_), all_names = copy.copy_notebooks(tmp_path / "en", "en")[0], set()
    all_names = notebooks_in(tmp_path / "en")
    assert notebooks_in(tmp_path) - {f"en/{name}" for name in all_names} == all_names
    chinese = (copy.NOTEBOOKS / "zh" / first).read_bytes()
    assert (tmp_path / first).read_bytes() == chinese
    assert (tmp_path / "en" / first).read_bytes() != chinese


def test_copy_leaves_answers_alone_and_says_so(tmp_path, capsys):
    answers = tmp_path / "04_attention.ipynb"
    answers.write_text("an hour of answers")
    assert copy.main([str(tmp_path), "--edition", "en"]) == 0
    assert answers.read_text() == "an hour of answers"
    said = capsys.readouterr().out
    assert "1 was there already and stays as it is: 04_attention.ipynb." in said
    assert len(notebooks_in(tmp_path)) > 1


def test_copy_into_a_file_names_it(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match=r"cannot be put into .*file.*Choose a folder"):
        copy.main([str(tmp_path / "file")])


def test_copy_refuses_an_edition_that_does_not_exist(tmp_path, capsys):
    with pytest.raises(SystemExit):
        copy.main([str(tmp_path), "--edition", "klingon"])
    assert "klingon" in capsys.readouterr().err
