"""The reader's language: how it is chosen, and how words are found in it."""

import gettext
from pathlib import Path

import pytest

from course_utils import language as module
from course_utils.language import (
    N_,
    _,
    _n,
    _p,
    gap,
    language,
    languages,
    listed,
    padded,
    prefer,
    system_language,
    translated,
    width,
)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in an empty folder, with no language asked for."""
    monkeypatch.delenv("COURSE_LANG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_language_is_english_unless_told(folder: Path) -> None:
    assert language() == "en"
    assert _("Reset") == "Reset"


def test_language_is_chinese_in_the_chinese_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "zh").mkdir()
    monkeypatch.chdir(folder / "zh")
    assert language() == "zh"
    assert _("Reset") == "重置"


@pytest.mark.parametrize("chosen", ["en", "zh"])
def test_variable_overrides_the_folder(
    chosen: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "zh").mkdir()
    monkeypatch.chdir(folder / "zh" if chosen == "en" else folder)
    monkeypatch.setenv("COURSE_LANG", chosen)
    assert language() == chosen


@pytest.mark.parametrize("chosen", ["fr", "", "EN"])
def test_unknown_language_says_what_to_do(
    chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LANG", chosen)
    with pytest.raises(ValueError, match=rf"'{chosen}'.*'en' / 'zh'.*Correct or unset"):
        _("Reset")


def test_unknown_language_is_told_in_the_one_preferred(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_preferred", "zh")
    monkeypatch.setenv("COURSE_LANG", "fr")
    with pytest.raises(ValueError, match=r"环境变量 COURSE_LANG 是 'fr'.*请改正"):
        language()


def test_width_counts_chinese_characters_twice() -> None:
    assert [width(text) for text in ("", "memory", "内存", "a，b")] == [0, 6, 4, 4]
    assert padded("内存", 6) == "内存  "
    assert padded("longer", 3) == "longer"


def test_preference_counts_where_nothing_else_speaks(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_preferred", "en")
    prefer("zh")
    assert language() == "zh"
    monkeypatch.setenv("COURSE_LANG", "en")
    assert language() == "en"


@pytest.mark.parametrize(
    ("surroundings", "code"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, "zh"),
        ({}, "en"),
    ],
)
def test_system_language(surroundings: dict[str, str], code: str) -> None:
    assert system_language(surroundings) == code


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "zh")


def test_names_are_filled_in_only_with_values(chinese: None) -> None:
    assert _("Score {right}", right=3) == "Score 3"  # no catalogue holds it
    assert _("Score {right}") == "Score {right}"


def test_empty_message_is_not_the_catalogues_header(chinese: None) -> None:
    assert _("") == ""


def test_marked_words_are_translated_where_they_are_shown(chinese: None) -> None:
    assert N_("Reset") == "Reset"
    assert _(N_("Reset")) == "重置"
    assert translated("Reset", "en") == "Reset"


def test_context_tells_two_meanings_apart(chinese: None) -> None:
    assert _p("button", "Play") == "播放"
    assert _("Play") == "玩一玩"


def test_lists_and_gaps_follow_the_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    assert listed(["a", "b"]) + gap() + "c" == "a, b c"
    monkeypatch.setenv("COURSE_LANG", "zh")
    assert listed(["a", "b"]) + gap() + "c" == "a、bc"


@pytest.mark.parametrize(("count", "text"), [(1, "1 fault"), (2, "2 faults")])
def test_count_chooses_the_message(count: int, text: str) -> None:
    assert _n("{count} fault", "{count} faults", count) == text


def test_language_needs_only_a_catalogue(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from babel.messages import Catalog
    from babel.messages.mofile import write_mo

    there = tmp_path / "eo" / "LC_MESSAGES"
    there.mkdir(parents=True)
    catalogue = Catalog(locale="eo")
    catalogue.add("Reset", "Restarigi")
    with (there / "course.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(module, "LOCALE", tmp_path)
    monkeypatch.setenv("COURSE_LANG", "eo")
    assert languages() == ["en", "eo"]
    assert _("Reset") == "Restarigi"
    assert isinstance(module._catalogue("eo"), gettext.GNUTranslations)
    module._catalogue.cache_clear()
