import importlib.util
import re
import sys
import tomllib
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import made_up_concept
import matplotlib as mpl
import nbformat
import pytest
import torch
from nbclient import NotebookClient
from PIL import Image

from course_utils import language, notebook
from course_utils.language import listed
from course_utils.plots import style

ROOT = Path(__file__).parent.parent


@pytest.fixture
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "course_utils.exercises.seq2seq"
    monkeypatch.setitem(sys.modules, name, made_up_concept)


@pytest.fixture
def _settings_kept() -> None:
    threads = torch.get_num_threads()
    with mpl.rc_context():
        yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("_settings_kept")
def test_setup_makes_random_numbers_repeat() -> None:
    notebook.setup()
    first = torch.rand(7)
    notebook.setup()
    assert torch.equal(torch.rand(7), first)
    notebook.setup(seed=1)
    assert not torch.equal(torch.rand(7), first)


@pytest.mark.usefixtures("_settings_kept")
def test_setup_says_which_edition_a_notebook_is_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(language, "_edition", None)
    folder = tmp_path / "zh"
    folder.mkdir()
    monkeypatch.chdir(folder)
    notebook.setup()
    assert language.language() == "zh"  # the folder says it
    notebook.setup("en")
    assert language.language() == "en"  # handed out in a folder that misleads
    monkeypatch.chdir(tmp_path)
    notebook.setup("zh")
    assert language.language() == "zh"
    monkeypatch.setenv("COURSE_LANG", "en")
    assert language.language() == "en"  # the reader's own wish


def test_setup_refuses_an_edition_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="edition is 'klingon'; expected 'en' / 'zh'"):
        notebook.setup("klingon")


@pytest.mark.usefixtures("_settings_kept")
def test_setup_puts_on_the_style_of_the_plots() -> None:
    mpl.rcParams["lines.linewidth"] = 11
    notebook.setup()
    assert mpl.rcParams["lines.linewidth"] == style.STYLE["lines.linewidth"]


@pytest.mark.usefixtures("_settings_kept")
def test_setup_takes_one_thread() -> None:
    torch.set_num_threads(2)
    notebook.setup()
    assert torch.get_num_threads() == 1


def test_setup_in_a_wrong_kernel_fails_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: None if name == "anywidget" else find_spec(name),
    )
    with pytest.raises(notebook.WrongEnvironmentError) as caught:
        notebook.setup()
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert "lacks anywidget. Start the course with" in str(caught.value)


def test_setup_looks_for_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {each.partition(">")[0] for each in project["dependencies"]}
    modules = {"PIL" if name == "pillow" else name for name in names}
    assert set(notebook.NEEDED) == modules


def test_show_source_gives_the_package_text_and_its_place() -> None:
    source = notebook.show_source(listed)
    text = source._repr_markdown_()
    assert text.startswith("`course_utils.language.listed`\n\n")
    assert "\n\n```python\ndef listed(" in text
    assert "def listed(" in text
    assert repr(source).startswith("# course_utils.language.listed\n")


def test_show_source_of_several_shows_each_under_its_place() -> None:
    source = notebook.show_source(listed, notebook.told)
    assert repr(source).count("\n\n\n# course_utils.notebook.told\ndef told(") == 1
    places = re.findall(r"^`([\w.]+)`$", source._repr_markdown_(), flags=re.MULTILINE)
    assert places == ["course_utils.language.listed", "course_utils.notebook.told"]


def test_show_source_of_a_value_says_what_it_needs() -> None:
    with pytest.raises(TypeError, match=r"needs a function.*got int"):
        notebook.show_source(7)
    with pytest.raises(TypeError, match=r"got builtin_function_or_method"):
        notebook.show_source(len)


def test_predict_shows_sizes_as_tuples_and_rounds() -> None:
    assert notebook.predict(torch.zeros(2, 3).shape).answer == "(2, 3)"
    assert notebook.predict(0.1234567).answer == "0.1235"
    assert notebook.predict("chat").answer == "chat"


def test_predict_keeps_the_guess_when_the_cell_runs_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notebook, "_guesses", {})
    monkeypatch.setattr(notebook, "_cell", lambda: "first")
    widget = notebook.predict(7)
    widget.guess, widget.revealed = "11", True
    again = notebook.predict(7)
    assert (again.guess, again.revealed) == ("11", True)
    monkeypatch.setattr(notebook, "_cell", lambda: "second")
    assert notebook.predict(7).guess == ""


@pytest.mark.usefixtures("_made_up")
def test_quiz_asks_the_questions_of_the_concept() -> None:
    questions = notebook.quiz("seq2seq").questions
    assert [each["text"] for each in questions] == [
        each.text for each in made_up_concept.QUIZ
    ]


def test_quiz_of_an_unknown_concept_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no concept 'seq'.*seq2seq, beam_search"):
        notebook.quiz("seq")


def test_setup_in_a_kernel_keeps_versions_out_of_pictures() -> None:
    cells = [
        "from course_utils.notebook import _cell, setup\nsetup()",
        "import matplotlib.pyplot as plt\nplt.plot([2, 3, 5]);",
        "_cell()",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(x) for x in cells])
    NotebookClient(book, timeout=120).execute()
    picture = book.cells[1].outputs[0]["data"]["image/png"]
    assert b"Software" not in b64decode(picture)
    with Image.open(BytesIO(b64decode(picture))) as image:
        assert image.mode == "P"  # packed in few colours: notebooks stay small
    assert "stderr" not in str(book)
    # nbclient names no cells; their text tells them apart.
    assert book.cells[2].outputs[0]["data"]["text/plain"] in (
        "'_cell()'",
        repr(book.cells[2].id),
    )


def test_told_texts_come_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("COURSE_LANG", "zh")
    assert notebook.told("kept") == "保留"
    notebook.tell("Reset")
    notebook.tell_table("kept | {n} | Reset", [(2, "a", 0.5), (13, "束", "")], n=7)
    assert capsys.readouterr().out.splitlines()[0] == "重置"


def test_table_shows_as_html_and_its_titles_are_one_text() -> None:
    code = (
        "from course_utils.notebook import setup, tell_table\n"
        "tell_table('k | {what}', [(2, 'a'), (13, 'b')], what='name')"
    )
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(book, timeout=60).execute()
    (output,) = book.cells[0].outputs
    assert output["data"]["text/plain"] == " k  name\n--  ----\n 2  a\n13  b"
    assert '<th scope="col">name</th>' in output["data"]["text/html"]
