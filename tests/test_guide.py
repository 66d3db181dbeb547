"""The teacher's guide says what is in the course: sections, exercises, quotations."""

import importlib
import json
import re

import pytest

from course_utils.commands import ROOT
from course_utils.commands.notebook_format import source_of
from course_utils.exercises.machinery.core import Exercise
from course_utils.language import translated
from course_utils.syllabus import CONCEPTS

SLUGS = ["start_here", *(concept.slug for concept in CONCEPTS)]
GUIDES = {"en": "guide.md", "zh": "guide.zh.md"}
# How each language marks a section's name, and the course's own words
SECTION = {"en": r"(?<!\*)\*([^*\n]+)\*(?!\*)", "zh": r"“([^”\n]+)”"}
QUOTED = {"en": r'"((?:[^"`\n]|`[^`\n]*`)+)"', "zh": r"「([^」\n]+)」"}
CHAPTERS = [(code, number) for code in GUIDES for number in range(9)]


def plain(text):
    """Drop emphasis and marks of code, which a quotation need not repeat."""
    return re.sub(r"\s+", " ", re.sub(r"[*`]", "", text))


def chapter(code, number):
    guide = (ROOT / "classroom" / GUIDES[code]).read_text(encoding="utf-8")
    return re.split(r"^## ", guide, flags=re.MULTILINE)[number + 1]


def cells(code, number):
    folder = ROOT / "notebooks" / ("" if code == "en" else code)
    (path,) = folder.glob(f"{number:02d}_*.ipynb")
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def exercises(number):
    module = importlib.import_module(f"course_utils.exercises.{SLUGS[number]}")
    found = [each for each in vars(module).values() if isinstance(each, Exercise)]
    return {each.number: each for each in found}


@pytest.mark.parametrize(("code", "number"), CHAPTERS)
def test_sections_exist_and_their_minutes_add_up(code, number):
    text, quoted = chapter(code, number), QUOTED[code]
    headings = {
        plain(heading)
        for cell in cells(code, number)
        for heading in re.findall(r"^#+ (.+)$", source_of(cell), re.MULTILINE)
    }
    title, _, rest = text.partition("\n")
    outside = rest if code == "zh" else re.sub(quoted, '""', rest)
    named = re.findall(SECTION[code], outside)
    assert {plain(name) for name in [title, *named]} <= headings
    for minutes in (45, 90):
        (line,) = re.findall(rf"^- \*\*{minutes} .*$", text, re.MULTILINE)
        given = re.findall(r"[(（](\d+)[)）]", line)
        assert len(given) == len(re.findall(SECTION[code], line))
        assert sum(map(int, given)) == minutes
    assert len(text.splitlines()) <= 30


@pytest.mark.parametrize(("code", "number"), CHAPTERS)
def test_quotations_are_the_courses_own_words(code, number):
    there = exercises(number)
    text = " ".join(
        plain(source_of(c)) for c in cells(code, number) if c["cell_type"] == "markdown"
    )
    for line in chapter(code, number).splitlines():
        own = re.sub(QUOTED[code], "", line)
        assert set(re.findall(r"(?<!\d)\d\.\d(?!\d)", own)) <= there.keys()
        expected = re.match(r"- \*\*[^*\d]*(\d\.\d)", own)
        meant = [there[expected[1]]] if expected else there.values()
        hints = [plain(translated(m.hint, code)) for e in meant for m in e.mistakes]
        for quote in map(plain, re.findall(QUOTED[code], line)):
            known = any(quote in hint for hint in hints)
            assert known or (not expected and quote in text), quote


@pytest.mark.parametrize("number", range(1, 9))
def test_the_short_lesson_is_the_one_on_the_slides(number):
    (line,) = re.findall(r"^- \*\*45 .*$", chapter("en", number), re.MULTILINE)
    section, shown = "", set()
    for cell in cells("en", number):
        heading = re.search(r"^## (.+)$", source_of(cell), re.MULTILINE)
        section = heading[1] if heading else section
        if cell["metadata"].get("slideshow") == {"slide_type": "slide"}:
            shown.add(section)
    assert set(re.findall(SECTION["en"], line)) == shown - {"", "Exercises", "Summary"}


def test_the_guides_set_the_same_homework():
    for number in range(9):
        english, chinese = (
            re.findall(
                r"(?<!\d)\d\.\d(?!\d)", re.sub(QUOTED[code], "", chapter(code, number))
            )
            for code in GUIDES
        )
        assert sorted(english) == sorted(chinese)
