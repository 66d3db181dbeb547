import re
import runpy
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib
import pytest
from matplotlib.axes import Axes
from matplotlib.font_manager import fontManager, get_font

from course_utils.syllabus import CONCEPTS

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "figures"
SCRIPTS = {path.stem: runpy.run_path(str(path)) for path in FIGURES.glob("[0-9]*.py")}
DRAWINGS = {
    name: draw
    for stem in sorted(SCRIPTS)
    for name, draw in SCRIPTS[stem]["DRAWINGS"].items()
}
SMALLEST = 13  # pixels, at the width that the figure has in a notebook


@pytest.fixture(params=DRAWINGS)
def drawing(request: pytest.FixtureRequest) -> Axes:
    return DRAWINGS[request.param]()


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every figure, drawn again by the documented command in a folder of its own."""
    folder = tmp_path_factory.mktemp("redrawn")
    ignore = shutil.ignore_patterns("*.svg", "__pycache__")
    shutil.copytree(FIGURES, folder / "figures", ignore=ignore)
    subprocess.run([sys.executable, "-m", "figures"], cwd=folder, check=True)
    return folder / "figures"


def test_scripts_and_svgs_belong_together() -> None:
    assert {path.stem for path in FIGURES.glob("*.svg")} == set(DRAWINGS)
    for stem, script in SCRIPTS.items():
        assert script["DRAWINGS"], f"{stem}.py draws nothing"
        assert all(name.startswith(stem) for name in script["DRAWINGS"])


def test_scripts_are_named_after_the_syllabus() -> None:
    stems = {Path(concept.notebook).stem for concept in CONCEPTS}
    assert set(SCRIPTS) <= {"00_course_map", *stems}


@pytest.mark.parametrize("name", DRAWINGS)
def test_figure_is_rebuilt_without_a_diff(name: str, redrawn: Path) -> None:
    pinned = re.search(
        r"^matplotlib==(\S+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE
    )
    assert pinned, "constraints.txt does not pin matplotlib"
    if matplotlib.__version__ != pinned[1]:
        pytest.skip(
            f"The figures were drawn by matplotlib {pinned[1]}; letters may differ in "
            f"{matplotlib.__version__}, which is installed here."
        )
    drawn = (redrawn / f"{name}.svg").read_bytes()
    kept = (FIGURES / f"{name}.svg").read_bytes()
    assert drawn == kept, f"{name}.svg is out of date: run python -m figures"


@pytest.mark.parametrize("name", DRAWINGS)
def test_svg_is_small_and_has_a_title(name: str) -> None:
    path = FIGURES / f"{name}.svg"
    assert path.stat().st_size <= 120 * 1024
    svg = ET.parse(path).getroot()
    first = svg[0]
    assert first.tag.endswith("title")
    assert len(first.text or "") > 10
    assert not svg.findall(".//{http://www.w3.org/2000/svg}text")  # outlines only


def test_text_is_large_enough_to_read(drawing: Axes) -> None:
    width = drawing.figure.get_figwidth() * 96
    assert width <= 900
    assert drawing.texts
    for text in drawing.texts:
        assert text.get_fontsize() / 0.75 >= SMALLEST, text.get_text()


def test_text_stays_on_the_card(drawing: Axes) -> None:
    card = drawing.patches[0].get_window_extent()
    for text in drawing.texts:
        corners = text.get_window_extent()
        assert card.x0 + 4 < corners.x0, text.get_text()
        assert corners.x1 < card.x1 - 4, text.get_text()
        assert card.y0 + 4 < corners.y0, text.get_text()
        assert corners.y1 < card.y1 - 4, text.get_text()


def test_texts_do_not_overlap(drawing: Axes) -> None:
    places = [(text.get_text(), text.get_window_extent()) for text in drawing.texts]
    for number, (ours, place) in enumerate(places):
        for theirs, other in places[:number]:
            assert not place.overlaps(other), f"{ours!r} lies on {theirs!r}"


def test_every_letter_is_in_the_font(drawing: Axes) -> None:
    for text in drawing.texts:
        font = get_font(fontManager.findfont(text.get_fontproperties()))
        missing = {c for c in text.get_text() if ord(c) not in font.get_charmap()}
        assert not missing, text.get_text()


def test_card_is_opaque(drawing: Axes) -> None:
    card = drawing.patches[0]
    assert card.get_facecolor()[3] == 1
    assert min(card.get_facecolor()[:3]) > 0.95


def test_course_map_follows_the_syllabus() -> None:
    texts = [text.get_text() for text in DRAWINGS["00_course_map"]().texts]
    places = [texts.index(concept.title) for concept in CONCEPTS]
    assert places == sorted(places)
    assert set(SCRIPTS["00_course_map"]["STOPS"]) == {c.slug for c in CONCEPTS}
