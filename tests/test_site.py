"""The site, piece by piece; tests/browser/test_site.py builds and opens all of it."""

import json

import pytest

from course_utils.commands import site
from course_utils.commands.problem import Problem
from course_utils.language import languages, speaking
from course_utils.site import finish, runs
from course_utils.site.openings import editions, hours, lesson, question, title
from course_utils.site.pages import VIEW, page
from course_utils.site.theme import Words, without_eval

WIDGET = {
    "output_type": "execute_result",
    "data": {VIEW: {"model_id": "7"}, "text/plain": "words", "image/png": "AA=="},
    "metadata": {"image/png": {"alt": "what it shows"}},
}


def code(name, source, *outputs):
    cell = {"cell_type": "code", "id": name, "source": source, "outputs": [*outputs]}
    return cell | {"metadata": {"jupyter": {"outputs_hidden": True}}}


def notebook(*cells):
    opening = "# 1 · One\n\n[next](02_two.ipynb) [中文](zh/01_one.ipynb)"
    first = {"cell_type": "markdown", "id": "a", "source": opening, "metadata": {}}
    return {"metadata": {}, "cells": [first, *cells]}


def test_a_page_leads_to_the_other_edition_and_says_what_pages_cannot():
    made = page(notebook(), "01_one", set(), "the note")
    text = made["cells"][0]["source"]
    assert '[next](02_two.ipynb) <a href="zh/01_one.html">中文</a>' in text
    assert text.endswith("\n\nthe note")


def test_a_page_marks_the_place_of_a_widget_before_its_picture():
    warned = {"output_type": "stream", "name": "stderr", "text": "a bar 100%"}
    source = "# NBVAL_CHECK_OUTPUT\nexplore()"
    before = notebook(code("b", source, warned, WIDGET), code("c", "f()", WIDGET))
    made = page(before, "01_one", {"b"}, "")
    place, picture = made["cells"][1]["outputs"]
    assert 'data-widget="01_one/b"' in place["data"]["text/html"]
    assert picture == WIDGET
    assert made["cells"][1]["source"] == "explore()"
    assert made["cells"][1]["metadata"] == {
        "mystnb": {"image": {"alt": "what it shows"}}
    }
    assert made["cells"][2]["outputs"] == [WIDGET]


def test_a_dead_link_is_found(tmp_path):
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "b.html").write_text('<a id="there"></a>', encoding="utf-8")
    links = ["zh/b.html", "zh/b.html#there", "zh/b.html#gone", "c.html", "#", "zh/"]
    text = "".join(f'<a href="{link}"></a>' for link in links)
    text += '<img src="no.png"><a href="https://example.org/">'
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    assert list(finish.dead_links(tmp_path / "a.html", tmp_path)) == [
        "a.html: zh/b.html#gone leads to no such place",
        "a.html: c.html is not there",
        "a.html: zh/ is not there",
        "a.html: no.png is not there",
    ]


def test_a_policy_allows_the_scripts_that_are_there():
    text = '<head><meta charset="utf-8"></head><script>f()</script><script src="x.js">'
    made = finish.with_policy(text)
    # echo -n 'f()' | openssl dgst -sha256 -binary | base64
    assert made.count("'sha256-") == 1
    assert "'sha256-GcEEE0IkDzIP5EQ6DXZaDPORqT5RTBELX8Fyzyg9yvo='" in made
    assert "unsafe-eval" not in made


@pytest.mark.parametrize("code", languages())
def test_every_notebook_opens_with_title_question_and_hours(code):
    for number, path in enumerate(editions()[code]):
        assert title(path).startswith(f"{number} · ")
        assert question(path)[-1] in "?？"
        assert any(mark.isdigit() for mark in hours(path))
        assert ("45" in lesson(path)) == (number > 0)


def test_results_of_a_run_go_with_todays_words(tmp_path, monkeypatch):
    path = tmp_path / "01_one.ipynb"
    monkeypatch.setattr(runs, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(runs, "RUNS", tmp_path / "runs")
    ran = notebook(code("b", "explore()", WIDGET))
    path.write_text(json.dumps(ran), encoding="utf-8")
    assert runs.last_run(path) is None
    kept = tmp_path / "runs" / path.name
    kept.parent.mkdir()
    ran["metadata"] = {"digest": runs._digest(path), "widgets": {"w": 1}}
    kept.write_text(json.dumps(ran), encoding="utf-8")
    today = notebook(code("b", "explore()"))
    today["cells"][0]["source"] = "new words"
    path.write_text(json.dumps(today), encoding="utf-8")
    found = runs.last_run(path)
    assert found["cells"][0]["source"] == "new words"
    assert found["cells"][1]["outputs"] == [WIDGET]
    assert found["metadata"]["widgets"] == {"w": 1}
    today["cells"][1]["source"] = "explore(2)"
    path.write_text(json.dumps(today), encoding="utf-8")
    assert runs.last_run(path) is None


def test_the_themes_words_and_scripts(tmp_path):
    with speaking("zh"):
        assert Words().gettext("Next") == "下一页"
        assert Words().gettext("something else") == "something else"
    rule = '({"plural_expr": "n > 1", "messages": {}})'
    (tmp_path / "translations.js").write_text(rule, encoding="utf-8")
    script = 'X = new Function(\n  "n",\n  `return (${catalog.plural_expr})`,\n);'
    (tmp_path / "doctools.js").write_text(script, encoding="utf-8")
    without_eval(tmp_path)
    assert (tmp_path / "doctools.js").read_text("utf-8") == "X = (n) => (n > 1);"


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    site.need_own(tmp_path / "new")
    site.need_own(tmp_path)
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(Problem, match="holds something else"):
        site.need_own(tmp_path)
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "live.js").touch()
    site.need_own(tmp_path)
    with pytest.raises(Problem, match="holds something else"):
        site.need_own(tmp_path / "thesis.tex")


def test_a_port_in_use_is_said(tmp_path):
    server = site.ThreadingHTTPServer(("127.0.0.1", 0), site._Quiet)
    with server, pytest.raises(Problem, match="Choose another by --port"):
        site.serve(tmp_path, server.server_port)
