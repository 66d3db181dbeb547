"""What becomes of a notebook's outputs in a page that nbconvert makes."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient

from course_utils.export import CoursePage


@pytest.fixture(scope="module")
def ran() -> nbformat.NotebookNode:
    """A tiny notebook after its run."""
    cells = [
        "from course_utils.notebook import setup, show_source\nsetup()",
        "import matplotlib.pyplot as plt\nplt.plot([2, 3, 5])\nplt.ylabel('loss');",
        "from course_utils.masks import causal_mask\nshow_source(causal_mask)",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(x) for x in cells])
    NotebookClient(book, timeout=120).execute()
    return book


def test_exported_picture_is_described(ran) -> None:
    described = ran.cells[1].outputs[0]["metadata"]["image/png"]
    assert described == {"alt": "Line plot: loss."}
    page, _ = CoursePage().from_notebook_node(ran)
    assert BeautifulSoup(page, "html.parser").img["alt"] == "Line plot: loss."


@pytest.mark.parametrize(
    ("folder", "code"), [("notebooks", "en"), ("notebooks/zh", "zh"), ("", "en")]
)
def test_exported_page_names_its_language(ran, folder: str, code: str) -> None:
    resources = {"metadata": {"path": folder}}
    page, _ = CoursePage().from_notebook_node(ran, resources)
    assert BeautifulSoup(page, "html.parser").html["lang"] == code


def test_exported_page_of_a_notebook_handed_out_keeps_its_language(ran) -> None:
    chinese = nbformat.from_dict(ran)
    chinese.cells = [
        nbformat.v4.new_code_cell('import torch\n\nsetup("zh")'),
        *ran.cells,
    ]
    page, _ = CoursePage().from_notebook_node(
        chinese, {"metadata": {"path": "handed out"}}
    )
    assert BeautifulSoup(page, "html.parser").html["lang"] == "zh"


def test_exported_source_is_highlighted_in_the_font_of_code(ran) -> None:
    page, _ = CoursePage().from_notebook_node(ran)
    (source,) = BeautifulSoup(page, "html.parser").select(".jp-RenderedMarkdown pre")
    assert [word.text for word in source.select(".k")][:1] == ["def"]
    # A sheet of the page lets `pre` inherit its font here: from this element.
    font = source.find_parent(style=True)["style"]
    assert font == "font-family: var(--jp-code-font-family, monospace)"
    assert "--jp-code-font-family:" in page
