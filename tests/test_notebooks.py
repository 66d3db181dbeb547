"""Each notebook keeps the form, and the rules of the form catch what they should."""

import copy
import json
import re
import zlib

import pytest

from course_utils.commands import (
    ROOT,
    editions,
    execute,
    notebook_form,
    notebook_format,
    notebooks,
)
from course_utils.commands.notebook_format import MARKER, source_of
from course_utils.commands.problem import Problem
from course_utils.language import translated

NOTEBOOKS = ROOT / "notebooks"
ENGLISH = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
PNG = "iVBORw0KGgo="
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize(
    "path",
    notebooks.all_notebooks(),
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_notebook_has_no_fault(path):
    assert notebooks.check(path) == []


def test_notebooks_together_are_small_enough():
    assert notebooks.total_faults() == []


def test_each_edition_has_its_own_limit(tmp_path, monkeypatch):
    paths = [tmp_path / "zh" / "1.ipynb", tmp_path / "2.ipynb", tmp_path / "3.ipynb"]
    paths[0].parent.mkdir()
    for path in paths:
        path.write_bytes(b"x" * 1_700_000)
    monkeypatch.setattr(notebooks, "all_notebooks", lambda: paths)
    (fault,) = notebooks.total_faults()
    assert "3400 KB; at most 3000" in fault


def cells_of(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


@pytest.mark.parametrize("name", ENGLISH)
def test_the_chinese_edition_has_the_same_cells_and_the_same_code(name):
    english, chinese = cells_of(NOTEBOOKS / name), cells_of(NOTEBOOKS / "zh" / name)
    assert [cell["id"] for cell in chinese] == [cell["id"] for cell in english]
    for ours, theirs in zip(english, chinese, strict=True):
        theirs["metadata"].pop("i18n", None)
        assert theirs["cell_type"] == ours["cell_type"], ours["id"]
        assert theirs["metadata"] == ours["metadata"], ours["id"]
        if ours["cell_type"] == "code":
            wanted = source_of(editions.in_edition(ours, "zh"))
            assert source_of(theirs) == wanted, ours["id"]


@pytest.mark.parametrize("edition", ["en", "zh"])
@pytest.mark.parametrize("name", ENGLISH)
def test_a_notebook_says_itself_which_edition_it_is_of(name, edition):
    folder = NOTEBOOKS if edition == "en" else NOTEBOOKS / edition
    said = [
        line for cell in cells_of(folder / name) for line in source_of(cell).split("\n")
    ]
    assert said.count(f'setup("{edition}")') == 1
    assert not any(line.startswith("setup()") for line in said)


@pytest.mark.parametrize("name", ENGLISH)
def test_the_chinese_edition_is_in_chinese(name):
    for cell in cells_of(NOTEBOOKS / "zh" / name):
        if cell["cell_type"] == "markdown":
            assert re.search(r"[\u4e00-\u9fff]", "".join(cell["source"])), cell["id"]


def code(source, outputs=(), count=1, **metadata):
    return {
        "cell_type": "code",
        "execution_count": count,
        "id": f"code-{zlib.crc32(source.encode())}",
        "metadata": metadata,
        "outputs": list(outputs),
        "source": source.splitlines(keepends=True),
    }


def markdown(source):
    return {
        "cell_type": "markdown",
        "id": f"text-{zlib.crc32(source.encode())}",
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }


def printed(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": [text]}


def shown(**data):
    data = {kind.replace("__", "/"): value for kind, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def notebook(*cells, **metadata):
    return {
        "cells": list(cells),
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def clean(*cells):
    return notebook_format.normalise(notebook(*cells))


def test_normalise_keeps_its_input_and_repeats_itself():
    before = notebook(markdown("# Title"), code("1", [printed("1\n")], count=7))
    kept = copy.deepcopy(before)
    once = notebook_format.normalise(before)
    assert before == kept
    assert notebook_format.normalise(once) == once


def test_normalise_sets_the_kernel_and_drops_the_rest():
    dirty = notebook(
        widgets={"state": {}},
        kernelspec={"name": "my-env", "display_name": "mine", "language": "python"},
        language_info={"name": "python", "version": "3.11.7"},
    )
    metadata = notebook_format.normalise(dirty)["metadata"]
    assert set(metadata) == {"kernelspec", "language_info"}
    assert metadata["kernelspec"]["name"] == "python3"
    assert metadata["language_info"] == {"name": "python"}


def test_normalise_keeps_of_a_cells_metadata_only_what_is_meant():
    cell = code("1", tags=["hide"], execution={"iopub.execute_input": "2026"})
    assert clean(cell)["cells"][0]["metadata"] == {"tags": ["hide"]}


def test_normalise_counts_the_cells_that_ran():
    result = {"output_type": "execute_result", "execution_count": 9, "data": {}}
    cells = [code("1", count=4), code("2", count=None), code("3", [result], count=9)]
    counts = [cell["execution_count"] for cell in clean(*cells)["cells"]]
    assert counts == [1, None, 2]
    assert clean(*cells)["cells"][2]["outputs"][0]["execution_count"] == 2


def test_normalise_keeps_ids_and_makes_missing_and_doubled_ones():
    first, second, third = code("1"), code("2"), code("3")
    first["id"] = second["id"] = "same"
    del third["id"]
    ids = [cell["id"] for cell in clean(first, second, third)["cells"]]
    assert ids[0] == "same"
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    "words",
    [
        "IntSlider()",
        ["HBox(children=(Label(value='a'),\n", "  IntSlider()))"],
        "<Explorer>",
        "  0%|          | 0/78 [00:00<?, ?it/s]",
        "0it [00:00, ?it/s]",
    ],
)
def test_normalise_drops_a_widget_that_says_nothing(words):
    widget = shown(**{WIDGET.replace("/", "__"): {}, "text__plain": words})
    assert clean(code("1", [widget]))["cells"][0]["outputs"] == []
    bare = shown(**{WIDGET.replace("/", "__"): {}})
    assert clean(code("1", [bare]))["cells"][0]["outputs"] == []


@pytest.mark.parametrize(
    "words",
    [
        "○ predict: run this cell",
        ["1. What is e?\n", "   a) 2.718 (about)\n", "   b) 3"],
    ],
)
def test_normalise_keeps_the_words_of_a_widget(words):
    widget = shown(**{WIDGET.replace("/", "__"): {}, "text__plain": words})
    (output,) = clean(code("1", [widget]))["cells"][0]["outputs"]
    assert output["data"] == {"text/plain": words}


def test_normalise_keeps_the_picture_of_a_widget():
    widget = shown(**{WIDGET.replace("/", "__"): {}, "image__png": PNG})
    (output,) = clean(code("1", [widget]))["cells"][0]["outputs"]
    assert output["data"] == {"image/png": PNG}


def test_normalise_joins_what_was_printed_in_pieces():
    pieces = [printed("a\nb"), printed("c\n"), printed("x", "stderr"), printed("d\n")]
    outputs = clean(code("1", pieces))["cells"][0]["outputs"]
    assert [output["text"] for output in outputs] == [["a\n", "bc\n"], ["x"], ["d\n"]]


def test_text_ends_in_a_newline_and_keeps_chinese_readable():
    text = notebook_format.text_of(clean(markdown("# 注意力")))
    assert "注意力" in text
    assert text.endswith("}\n")
    assert "\n \"cells\"" in text  # fmt: skip


ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}
LONG = "\n".join(f"x = {line}" for line in range(16))


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (code("1/0", [ERROR]), "a stored traceback (ValueError)"),
        (code("1", [printed("careful", "stderr")]), "stored stderr: 'careful'"),
        (code("open('/home/ann/x')"), "an absolute path: /home/a…"),
        (code("1", [printed("/tmp/x")]), "an absolute path in the output: /tmp/x…"),
        (markdown(r"see C:\Users\ann"), "an absolute path"),
        (code(LONG), "16 lines of code; at most 15"),
        (code(f"{MARKER}\n1", [printed("1")], count=None), "no output is stored"),
        (code(f"{MARKER}\n1"), "no output is stored"),
        (code("1", [shown(image__png="A" * 400_001)]), "KB; at most 400"),
    ],
)
def test_faults_names_what_must_not_lie_in_git(cell, fault):
    assert fault in " | ".join(notebook_format.faults(clean(cell)))


@pytest.mark.parametrize(
    "cell",
    [
        code(f"{MARKER}\n1", [printed("1")]),
        code(f"{MARKER}\n" + LONG.partition("\n")[2]),
        markdown("[a page](https://example.org/home/page) and and/or"),
    ],
)
def test_faults_leaves_good_cells_alone(cell):
    found = notebook_format.faults(clean(cell))
    assert [fault for fault in found if "output is stored" not in fault] == []


def concept_cells():
    """The smallest notebook that keeps the form of a concept."""
    headings = [markdown(f"## {heading}") for heading in notebook_form.HEADINGS]
    checked = [code(f"{MARKER}\n{n}", [printed(f"{n}")], count=n) for n in (1, 2, 3)]
    asked = [code("predict(1)\npredict(2)\npredict(3)"), code("quiz('seq2seq')")]
    return [markdown("# Seq2seq"), *headings, *checked, *asked]


def form_faults(tmp_path, *cells, name="02_seq2seq.ipynb"):
    return " | ".join(notebook_form.form_faults(notebook(*cells), tmp_path / name))


def test_form_accepts_a_concept_that_keeps_it(tmp_path):
    assert form_faults(tmp_path, *concept_cells()) == ""


def test_form_accepts_chinese_headings_in_the_chinese_edition(tmp_path):
    cells = concept_cells()
    for cell, heading in zip(cells[1:], notebook_form.HEADINGS, strict=False):
        cell["source"] = [f"## {translated(heading, 'zh')}"]
    assert form_faults(tmp_path, *cells, name="zh/02_seq2seq.ipynb") == ""
    assert "should be" in form_faults(tmp_path, *cells)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda cells: cells.pop(3), "its second-level headings are"),
        (lambda cells: cells.insert(4, cells.pop(3)), "its second-level headings are"),
        (lambda cells: cells.insert(0, code("1")), "does not begin with the title"),
        (lambda cells: cells.append(markdown("# Two")), "2 first-level headings"),
        (lambda cells: cells.pop(-3), "2 cells marked"),
        (lambda cells: cells.pop(-2), "0 calls of predict()"),
        (lambda cells: cells.pop(-1), "no quiz()"),
        (lambda cells: cells.append(markdown("![](a.svg)")), "the alt text ''"),
        (
            lambda cells: cells.append(markdown("![the figure a](a.svg)")),
            "a link to a.svg, which does not exist",
        ),
        (
            lambda cells: cells.append(markdown('<img src="a.png" alt="">')),
            "no alt text",
        ),
        (
            lambda cells: cells.append(markdown("[next](03_beam_search.ipynb#top)")),
            "a link to 03_beam_search.ipynb, which does not exist",
        ),
        (
            lambda cells: cells.append(code("class Vocabulary:\n    pass")),
            "defines Vocabulary, which the package defines too",
        ),
    ],
)
def test_form_names_each_departure(tmp_path, change, fault):
    cells = concept_cells()
    change(cells)
    assert fault in form_faults(tmp_path, *cells)


def test_form_lets_readers_define_their_own(tmp_path):
    own = code("%matplotlib inline\ndef naive_encode(src):\n    return src")
    assert form_faults(tmp_path, *concept_cells(), own) == ""


def test_form_ignores_headings_in_listings(tmp_path):
    listing = markdown("```python\n# a comment\n## another\n```")
    assert form_faults(tmp_path, *concept_cells(), listing) == ""


def test_check_and_fix_agree(tmp_path):
    path = tmp_path / "00_start_here.ipynb"
    dirty = notebook(markdown("# Start"), code(f"{MARKER}\n1", [printed("1")], count=5))
    path.write_text(json.dumps(dirty))
    assert ["--fix" in fault for fault in notebooks.check(path)] == [True]
    notebooks.fix(path)
    assert notebooks.check(path) == []
    fixed = path.read_bytes()
    notebooks.fix(path)
    assert path.read_bytes() == fixed


def test_check_says_that_a_broken_merge_is_no_notebook(tmp_path):
    path = tmp_path / "00_start_here.ipynb"
    path.write_text("<<<<<<< HEAD\n{}")
    with pytest.raises(Problem, match="not a notebook that can be read"):
        notebooks.check(path)


def test_the_chinese_edition_follows_the_english(tmp_path):
    english, chinese = tmp_path / "02.ipynb", tmp_path / "zh" / "02.ipynb"
    chinese.parent.mkdir()
    title, first, second = markdown("# Start"), code("1"), code("2")
    english.write_text(notebook_format.text_of(clean(title, first, second)))
    editions.follow(english)
    assert cells_of(chinese)[0]["source"] == ["# Start"]
    cells = cells_of(chinese)
    cells[0]["source"] = ["# 开始"]
    cells[1] |= {"outputs": [printed("一\n")], "execution_count": 1}
    cells[2] |= {"outputs": [printed("二\n")], "execution_count": 2}
    chinese.write_text(notebook_format.text_of(clean(*cells)))
    changed = second | {"source": ["3"]}
    english.write_text(
        notebook_format.text_of(clean(title, markdown("New."), first, changed))
    )
    editions.follow(english)
    after = cells_of(chinese)
    assert [cell["source"] for cell in after] == [["# 开始"], ["New."], ["1"], ["3"]]
    assert after[2]["outputs"][0]["text"] == ["一\n"]
    assert (after[3]["outputs"], after[3]["execution_count"]) == ([], None)
    before = chinese.read_bytes()
    editions.follow(english)
    assert chinese.read_bytes() == before


def test_execute_stores_outputs_and_fix_tidies_them(tmp_path):
    path = tmp_path / "00_start_here.ipynb"
    cells = markdown("# Start"), code(f"{MARKER}\nprint(6 * 7)", count=None)
    path.write_text(notebook_format.text_of(clean(*cells)))
    assert execute.execute(path)
    notebooks.fix(path)
    assert notebooks.check(path) == []
    assert json.loads(path.read_text())["cells"][1]["outputs"][0]["text"] == ["42\n"]


def test_guess_and_quiz_are_stored_in_words_without_their_answers(tmp_path):
    path = tmp_path / "00_start_here.ipynb"
    first = "from course_utils.notebook import predict, quiz\npredict(31)"
    cells = [code(text, count=None) for text in (first, "quiz('layer_norm')")]
    path.write_text(notebook_format.text_of(clean(*cells)))
    assert execute.execute(path)
    notebooks.fix(path)
    guess, questions = [cell["outputs"][0]["data"] for cell in cells_of(path)]
    assert set(guess) == set(questions) == {"text/plain"}
    assert guess["text/plain"][0].startswith("○ predict")
    assert "31" not in guess["text/plain"][0]
    assert questions["text/plain"][0].startswith("1. ")
    assert questions["text/plain"][1].startswith("   a) ")


def test_execute_leaves_a_notebook_alone_if_a_cell_fails(tmp_path, capsys):
    path = tmp_path / "00_start_here.ipynb"
    path.write_text(notebook_format.text_of(clean(code("1 / 0", count=None))))
    before = path.read_text()
    assert not execute.execute(path)
    assert path.read_text() == before
    assert "ZeroDivisionError" in capsys.readouterr().err
