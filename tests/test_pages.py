"""A notebook for a projector and on paper: complete, in one file, in its language."""

import re

import pytest
from bs4 import BeautifulSoup

from course_utils.commands import page_files, slides
from course_utils.commands import print as paper_command
from course_utils.commands.notebook_format import MARKER, normalise, text_of
from course_utils.commands.problem import Problem

pytest.importorskip("latex2mathml", reason="needs what the extra `pages` brings")

from course_utils.pages import embed
from course_utils.pages.maths import html_of
from course_utils.pages.paper import paper
from course_utils.pages.slides import slides as slides_page

WIDGET = "application/vnd.jupyter.widget-view+json"
PNG = {"image/png": "iVBORw0KGgo=", "text/plain": "A map of two heads."}
HINT = "<details><summary>Hint 1</summary>\n\nLook **twice**.\n\n</details>"


def markdown(source, kind):
    slideshow = {"slideshow": {"slide_type": kind}}
    return {"cell_type": "markdown", "id": source, "metadata": slideshow} | {
        "source": source
    }


def code(name, source, data, kind=""):
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    metadata = {"slideshow": {"slide_type": kind}} if kind else {}
    return {
        "cell_type": "code",
        "id": name,
        "metadata": metadata,
        "execution_count": None,
        "source": source,
        "outputs": [output] if data else [],
    }


@pytest.fixture
def notebook():
    link = "[← 1](01_encoder_decoder.ipynb) · [map](00_start_here.ipynb#x)"
    cells = [
        markdown(f"# Heads & masks\n\n$x_1$ as in [1](01.ipynb).\n\n{link}", "slide"),
        code("setup", 'setup("en")', {}, "skip"),
        code("see", "show_figure('a')", PNG),
        markdown("## Ask", "slide"),
        code("ask", f"{MARKER}\nx = 1\npredict(x)", {"text/plain": "○ predict"}),
        code("answer", "y = 1\ny", {"text/html": "<b>one</b>"}, "fragment"),
        markdown("### Deeper", "subslide"),
        code("hints", "exercises.show_hints('5.1')", {"text/markdown": HINT}, "skip"),
    ]
    return {"cells": cells, "metadata": {}}


def test_slides_follow_the_metadata(notebook):
    page = BeautifulSoup(slides_page(notebook, None, "zh"), "html.parser")
    assert page.html["lang"] == "zh"
    assert page.title.text == "Heads & masks"
    first, ask, deeper = page.select("section")
    assert [each.has_attr("data-lesson") for each in (first, ask, deeper)] == [1, 1, 0]
    assert [each["aria-label"] for each in (first, deeper)] == [
        "Heads & masks",
        "Deeper",
    ]
    assert first.img["alt"] == "A map of two heads."
    assert first.select(".highlight") == []  # one call says nothing to a class
    assert [each.text for each in ask.select("[data-late] b")] == ["one"]
    assert "predict(x)" not in ask.text
    assert "所有幻灯片" in page.body["data-menu"]


def test_slides_ask_nobody_and_lead_nowhere(notebook):
    page = slides_page(notebook, None, "en")
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"(?!data:)", page)
    assert "url(" not in page
    assert ".ipynb" not in page
    assert "← 1" not in page


def test_an_explorer_lives_on_after_a_run(notebook):
    hostile = "export default {}; // </script>"
    state = {"_esm": hostile, "_css": "b {}", "guess": "", "numbers": None}
    buffers = [{"path": ["numbers"], "encoding": "base64", "data": "AAAAAA=="}]
    model = {"state": state, "buffers": buffers}
    view = {WIDGET: {"model_id": "m1"}, "text/plain": "○ predict"}
    cells = [code("ask", "predict(x)", view), code("answer", "y", {"text/plain": "2"})]
    widgets = {embed.STATE: {"state": {"m1": model, "layout": {"state": {}}}}}
    ran = {"cells": cells, "metadata": {"widgets": widgets}}
    page = slides_page(notebook, ran, "en")
    assert page.count('data-widget="m1"') == 1
    assert "<b>one</b>" in page  # all else is as it is stored
    assert page.count("</script>") == 2 + 1
    assert state["_esm"] == hostile


def test_paper_comes_with_and_without_solutions(notebook):
    without, with_them = (paper(notebook, "en", each) for each in (False, True))
    assert "Look" not in without
    opened = BeautifulSoup(with_them, "html.parser").details
    assert opened.has_attr("open")
    assert opened.strong.text == "twice"
    assert "○ predict" not in without
    assert 'class="guess"' in without
    assert MARKER not in without
    assert 'setup("en")' not in without
    assert "white-space: pre-wrap" in without


def test_formulas_need_no_script():
    made = html_of(
        "Let $a_i$ be\n\n$$\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}$$"
    )
    assert made.count("<math") == 2
    assert "<mtable" in made
    assert "&amp;" not in made
    assert "(1)" not in made


def test_print_writes_one_file_in_the_chosen_language(tmp_path, capsys):
    wanted = ["03", "--language", "zh", "--out", str(tmp_path / "new")]
    assert paper_command.main([*wanted, "--with-solutions"]) == 0
    (made,) = (tmp_path / "new").iterdir()
    assert made.name == "03_beam_search.solutions.zh.html"
    text = made.read_text(encoding="utf-8")
    assert "束搜索" in text
    assert '<html lang="zh">' in text
    assert "no network" in capsys.readouterr().out


def test_commands_say_what_is_wrong(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="There is no notebook '77'"):
        slides.main(["77", "--still", "--out", str(tmp_path)])
    with pytest.raises(Problem, match="cannot be written"):
        slides.main(["03", "--still", "--out", str(tmp_path / "file")])


def test_a_notebook_that_fails_is_named_with_its_error(tmp_path):
    path = tmp_path / "new.ipynb"
    book = normalise({"cells": [code("a", "1 / 0", {})], "metadata": {}})
    path.write_text(text_of(book), encoding="utf-8")
    with pytest.raises(Problem, match=r"new\.ipynb did not run.*ZeroDivisionError"):
        slides._run(path)


def test_a_python_that_lacks_something_hands_over(monkeypatch):
    calls = []
    monkeypatch.setattr(page_files, "_NEEDED", ("no_such_package",))
    monkeypatch.setattr(page_files.environment, "ensure", lambda extras: f"py{extras}")
    monkeypatch.setattr(page_files.subprocess, "call", lambda c: calls.append(c) or 3)
    assert page_files.elsewhere("slides", ["03"]) == 3
    assert calls == [["py('pages',)", "-m", "course_utils", "slides", "03"]]
