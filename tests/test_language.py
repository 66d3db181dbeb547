from pathlib import Path

import pytest

from course_utils.language import language, say


def test_language_is_english_unless_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("COURSE_LANG", raising=False)
    monkeypatch.chdir(tmp_path)
    assert language() == "en"
    assert say("state", "状态") == "state"


def test_language_is_chinese_in_the_chinese_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "zh").mkdir()
    monkeypatch.delenv("COURSE_LANG", raising=False)
    monkeypatch.chdir(tmp_path / "zh")
    assert language() == "zh"
    assert say("state", "状态") == "状态"


@pytest.mark.parametrize("chosen", ["en", "zh"])
def test_variable_overrides_the_folder(
    chosen: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "zh").mkdir()
    monkeypatch.chdir(tmp_path / "zh" if chosen == "en" else tmp_path)
    monkeypatch.setenv("COURSE_LANG", chosen)
    assert language() == chosen


@pytest.mark.parametrize("chosen", ["fr", "", "EN"])
def test_unknown_language_says_what_to_do(
    chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LANG", chosen)
    with pytest.raises(
        ValueError, match=rf"'{chosen}'.*'en' or 'zh'.*Correct or unset"
    ):
        say("state", "状态")
