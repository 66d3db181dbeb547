"""Every cell has its place on the slides; the lesson is what the title cell says."""

import json
import re

import pytest

from course_utils.commands import ROOT, lesson, notebooks
from course_utils.commands.notebook_form import HEADINGS
from course_utils.commands.notebook_format import normalise, source_of

ENGLISH = sorted((ROOT / "notebooks").glob("*.ipynb"))


def text(name, source):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name, source, shown="", **metadata):
    output = {"output_type": "stream", "name": "stdout", "text": shown}
    return {
        "cell_type": "code",
        "id": name,
        "metadata": metadata,
        "execution_count": 1,
        "outputs": [output] if shown else [],
        "source": source,
    }


def kinds(*cells, name="new.ipynb"):
    notebook = {"cells": list(cells), "metadata": {}, "nbformat": 4}
    return lesson.slide_types(normalise(notebook), name)


def test_code_stays_with_its_text_as_long_as_there_is_room():
    few, many = "x = 1\n" * 5, "x = 1\n" * 14
    cells = text("title", "# A"), code("a", few), code("b", many), code("c", many)
    assert kinds(*cells) == {"title": "slide", "c": "slide"}


def test_an_answer_appears_after_its_question():
    hidden = {"jupyter": {"outputs_hidden": True}}
    cells = [text("title", "# A\nHow many?"), code("ask", "predict(2)", "○")]
    cells += [code("look", "print(2)", "2"), text("ask-2", "And then?")]
    cells += [code("look-2", "print(3)", "3", **hidden), text("after", "So three.")]
    assert kinds(*cells) == {
        "title": "slide",
        "look": "fragment",
        "ask-2": "slide",
        "look-2": "fragment",
        "after": "slide",
    }


@pytest.mark.parametrize(
    "source",
    ['exercises.show_hints("3.1")', 'import math\n\nsetup("en")', "from a import b\n"],
)
def test_what_a_class_need_not_see_is_left_out(source):
    assert kinds(text("title", "# A"), code("it", source))["it"] == "skip"


def test_what_the_lesson_leaves_out_lies_below(monkeypatch):
    path = (("first", "last"),)
    monkeypatch.setitem(lesson.LESSONS, "new.ipynb", path)
    side = f"Rest.\n\n### Side {lesson.SKIPPED}"
    cells = [text("title", "# A"), text("before", "## Z"), text("first", "## A")]
    cells += [text("new", "A new cell."), text("turn", side), text("off", "On a side.")]
    cells += [text("back", "### On"), text("last", "End."), text("after", "## B")]
    lessons = [name for name, kind in kinds(*cells).items() if kind == "slide"]
    assert lessons == ["title", "first", "new", "turn", "back", "last"]


def test_an_explorer_fills_a_slide_under_its_heading():
    explorer = code("explorer", "explore_table()", "picture")
    cells = text("title", "# A"), explorer, code("more", "x = 1")
    assert kinds(*cells) == {"title": "slide", "more": "slide"}
    above = text("title", "# A\n\n" + "Much to say.\n\n" * 9)
    assert kinds(above, explorer)["explorer"] == "slide"


@pytest.mark.parametrize("path", ENGLISH[1:], ids=lambda path: path.stem)
def test_the_lesson_is_what_the_title_cell_says(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    ids = {cell["id"] for cell in notebook["cells"]}
    assert {name for ends in lesson.LESSONS[path.name] for name in ends} <= ids
    (said,) = re.findall(r"^\*\*In a lesson.*", source_of(notebook["cells"][0]), re.M)
    promised = set()
    for first, last in re.findall(r"\*([A-Z][^*]+)\*(?: to \*([^*]+)\*)?", said):
        if first in HEADINGS:
            stop = HEADINGS.index(last or first)
            promised |= set(HEADINGS[HEADINGS.index(first) : stop + 1])
    promised |= {"What goes wrong"} if "mistake" in said else set()
    # There it is the text of the section itself that says so
    skipped = {"Naive"} if path.name == "08_transformer.ipynb" else set()
    section, shown = "", set()
    for cell in notebook["cells"]:
        heading = re.search(r"^## (.+)", source_of(cell), re.MULTILINE)
        section = heading[1] if heading else section
        if cell["metadata"].get("slideshow") == {"slide_type": "slide"}:
            shown.add(section)
    assert shown - {"", "Exercises", "Summary"} == promised - skipped


def test_fix_puts_a_new_cell_in_its_place_and_check_says_so(tmp_path):
    path = tmp_path / "00_start_here.ipynb"
    path.write_text(json.dumps({"cells": [text("a", "# A")], "metadata": {}}))
    assert "--fix" in notebooks.check(path)[-1]
    notebooks.fix(path)
    (cell,) = json.loads(path.read_text())["cells"]
    assert cell["metadata"]["slideshow"] == {"slide_type": "slide"}
