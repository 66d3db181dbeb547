"""The catalogues: complete today, and every way in which they can go wrong is named."""

import json
from pathlib import Path

import pytest

from course_utils import language
from course_utils.commands import catalogues
from course_utils.language import languages


@pytest.mark.parametrize("code", languages()[1:])
def test_catalogue_is_complete_and_compiled(code: str) -> None:
    assert list(catalogues.faults(code)) == [], "run python -m course_utils words"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one file and one notebook, whose catalogues lie in a folder."""
    for room in ("course_utils", "figures", "notebooks"):
        (tmp_path / room).mkdir()
    (tmp_path / "course_utils" / "a.py").write_text(
        'x = _("Step {step}", step=3)\ny = N_("kept")\nz = _p("button", "Play")\n'
        'n = _n("{count} word", "{count} words", 3)\nnot_marked = "Reset"\n',
        encoding="utf-8",
    )
    cell = {"cell_type": "code", "source": ['tell("In {count} sentences", count=7)']}
    text = {"cell_type": "markdown", "source": ['tell("no code")']}
    (tmp_path / "notebooks" / "b.ipynb").write_text(
        json.dumps({"cells": [text, cell]}), encoding="utf-8"
    )
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")
    monkeypatch.delitem(catalogues.DOMAINS, "source")  # the shown code: test_source
    return tmp_path


CHINESE = {
    "Step {step}": "第 {step} 步",
    "kept": "保留",
    "Play": "播放",
    "In {count} sentences": "在 {count} 句中",
}


def translate(changes: dict[str, str]) -> None:
    """Fill in the catalogue, by hand as a translator would."""
    catalogues.update("zh")
    path = catalogues.file_of("zh")
    text = path.read_text(encoding="utf-8")
    for english, chinese in (CHINESE | changes).items():
        head, found, tail = text.partition(f'msgid "{english}"\nmsgstr "')
        assert found, english
        text = head + found + chinese + tail[tail.index('"') :]
    text = text.replace('msgstr[0] ""', 'msgstr[0] "{count} 个词"')
    path.write_text(text, encoding="utf-8")


def faults() -> list[str]:
    return [fault.partition(": ")[2] for fault in catalogues.faults("zh")]


def test_messages_come_from_code_and_notebooks(house: Path) -> None:
    found = {each.id: each.context for each in catalogues.template() if each.id}
    assert found == {
        "Step {step}": None,
        "kept": None,
        "Play": "button",
        ("{count} word", "{count} words"): None,
        "In {count} sentences": None,
    }


def test_complete_catalogue_has_no_fault(house: Path) -> None:
    translate({})
    catalogues.update("zh")
    assert faults() == []


def test_new_catalogue_is_untranslated_throughout(house: Path) -> None:
    catalogues.update("zh")
    assert [fault.partition(":")[0] for fault in faults()] == ["untranslated"] * 5


def test_new_message_is_missing_until_the_update(house: Path) -> None:
    translate({})
    catalogues.update("zh")
    code = house / "course_utils" / "a.py"
    code.write_text(code.read_text("utf-8") + '_("quite new")\n', encoding="utf-8")
    assert faults() == ["missing: 'quite new' (course_utils/a.py)"]


def test_changed_message_keeps_its_translation_as_fuzzy(house: Path) -> None:
    translate({})
    catalogues.update("zh")
    code = house / "course_utils" / "a.py"
    changed = code.read_text("utf-8").replace("Step {step}", "Steps {step}")
    code.write_text(changed, encoding="utf-8")
    catalogues.update("zh")
    (fault,) = faults()
    assert fault.startswith("fuzzy, so not shown: 'Steps {step}'")
    assert catalogues.read("zh")["Steps {step}"].string == "第 {step} 步"


def test_message_that_went_is_obsolete(house: Path) -> None:
    translate({})
    (house / "notebooks" / "b.ipynb").write_text('{"cells": []}', encoding="utf-8")
    catalogues.update("zh")
    assert faults() == ["obsolete, nothing uses it: 'In {count} sentences'"]


@pytest.mark.parametrize(
    ("chinese", "fault"),
    [
        ("第 {stp} 步", "a placeholder that the English does not have"),
        ("第几步", "a placeholder is missing"),
        ("第 {step} 步，共 {all} 步", "a placeholder that the English does not have"),
    ],
)
def test_placeholders_must_agree(house: Path, chinese: str, fault: str) -> None:
    translate({"Step {step}": chinese})
    catalogues.update("zh")
    assert [each.partition(":")[0] for each in faults()] == [fault]


def test_a_count_is_missed_unless_the_number_chooses_the_words(house: Path) -> None:
    translate({"In {count} sentences": "在几句中"})
    catalogues.update("zh")
    assert [each.partition(":")[0] for each in faults()] == ["a placeholder is missing"]


def test_compiled_file_must_be_up_to_date(house: Path) -> None:
    translate({})
    catalogues.update("zh")
    translate({"kept": "留下"})
    catalogues.file_of("zh").with_suffix(".mo").write_bytes(b"")
    assert faults() == ["course.mo is out of date"]


def test_compiled_file_is_what_gettext_reads(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    translate({})
    catalogues.update("zh")
    monkeypatch.setattr(language, "LOCALE", house / "locale")
    monkeypatch.setenv("COURSE_LANG", "zh")
    language._catalogue.cache_clear()
    assert language._("Step {step}", step=3) == "第 3 步"
    assert language._n("{count} word", "{count} words", 3) == "3 个词"
    language._catalogue.cache_clear()
