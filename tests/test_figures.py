import re
import runpy
import shutil
import subprocess
import sys
from base64 import b64decode
from functools import cache
from pathlib import Path

import matplotlib
import pytest
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from PIL import Image

from course_utils.figures import file_name, show_figure
from course_utils.language import _, languages, speaking
from course_utils.plots.fonts import can_write, with_chinese
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
NOTO = "2.004"  # the version of Noto Sans CJK SC in the Chinese figures


FILES = {
    file_name(name, code): (name, code) for name in DRAWINGS for code in languages()
}


@cache
def draw(name: str, code: str) -> Axes:
    with speaking(code):
        if not can_write(code):
            pytest.skip(f"No font with the letters of {code} is installed.")
        return DRAWINGS[name]()


@pytest.fixture(params=FILES)
def drawing(request: pytest.FixtureRequest) -> Axes:
    return draw(*FILES[request.param])


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every figure, drawn again by the documented command in a folder of its own."""
    folder = tmp_path_factory.mktemp("redrawn")
    ignore = shutil.ignore_patterns("*.png", "__pycache__")
    shutil.copytree(FIGURES, folder / "figures", ignore=ignore)
    subprocess.run([sys.executable, "-m", "figures"], cwd=folder, check=True)
    return folder / "figures"


def test_scripts_and_pictures_belong_together() -> None:
    assert {path.name for path in FIGURES.glob("[0-9]*.png")} == set(FILES)
    for stem, script in SCRIPTS.items():
        assert script["DRAWINGS"], f"{stem}.py draws nothing"
        assert all(name.startswith(stem) for name in script["DRAWINGS"])


def test_scripts_are_named_after_the_syllabus() -> None:
    stems = {Path(concept.notebook).stem for concept in CONCEPTS}
    assert set(SCRIPTS) <= {"00_course_map", *stems}


@pytest.mark.parametrize("file", FILES)
def test_figure_is_rebuilt_without_a_diff(file: str, redrawn: Path) -> None:
    pinned = re.search(
        r"^matplotlib==(\S+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE
    )
    assert pinned, "constraints.txt does not pin matplotlib"
    if matplotlib.__version__ != pinned[1]:
        pytest.skip(
            f"The figures were drawn by matplotlib {pinned[1]}; letters may differ in "
            f"{matplotlib.__version__}, which is installed here."
        )
    if FILES[file][1] == "zh" and noto_version() != NOTO:
        pytest.skip(f"The Chinese figures were drawn with Noto Sans CJK SC {NOTO}.")
    # Pixels, not bytes: a file is packed by whichever zlib is at hand
    with Image.open(redrawn / file) as drawn, Image.open(FIGURES / file) as kept:
        same = drawn.convert("RGBA").tobytes() == kept.convert("RGBA").tobytes()
        same = same and drawn.text == kept.text
    assert same, f"{file} is out of date: run python -m figures"


def noto_version() -> str:
    """Return the version of the font that Chinese figures get here, if it is Noto's."""
    (name, *_others) = [*with_chinese(), ""]
    if name != "Noto Sans CJK SC":
        return ""
    names = get_font(findfont(FontProperties(family=[name]))).get_sfnt()
    return re.search(r"Version ([\d.]+)", names[3, 1, 1033, 5].decode("utf-16-be"))[1]


@pytest.mark.parametrize("file", FILES)
def test_file_is_small_and_describes_itself_in_its_language(file: str) -> None:
    path = FIGURES / file
    assert path.stat().st_size <= 100 * 1024
    with Image.open(path) as image:
        words = image.text["Description"]
    assert len(words) > 40
    if FILES[file][1] == "zh":
        assert not re.search(r"[a-z]{2,} [a-z]{2,}", words), words
        assert re.search("[\u4e00-\u9fff]{3}", words)


@pytest.mark.parametrize("file", FILES)
def test_show_figure_shows_it_with_its_description(file: str) -> None:
    name, code = FILES[file]
    with speaking(code):
        picture = show_figure(name)
    data, shown = picture._repr_mimebundle_()
    assert b64decode(data["image/png"]) == (FIGURES / file).read_bytes()
    assert data["text/plain"] == shown["image/png"]["alt"] == repr(picture)
    assert shown["image/png"]["width"] == draw(name, code).figure.get_figwidth() * 96


def test_show_figure_names_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"no figure '9_x'; expected .*00_course_map"):
        show_figure("9_x")


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


def test_every_letter_is_in_a_font(drawing: Axes) -> None:
    for text in drawing.texts:
        look = text.get_fontproperties().copy()
        letters = set(text.get_text())
        for family in text.get_fontfamily():
            look.set_family(family)
            font = get_font(findfont(look))
            letters = {c for c in letters if not font.get_char_index(ord(c))}
        assert not letters, text.get_text()


def test_card_is_opaque(drawing: Axes) -> None:
    card = drawing.patches[0]
    assert card.get_facecolor()[3] == 1
    assert min(card.get_facecolor()[:3]) > 0.95


@pytest.mark.parametrize("code", languages())
def test_course_map_follows_the_syllabus(code: str) -> None:
    texts = [text.get_text() for text in draw("00_course_map", code).texts]
    with speaking(code):
        places = [texts.index(_(concept.title)) for concept in CONCEPTS]
    assert places == sorted(places)
    assert set(SCRIPTS["00_course_map"]["STOPS"]) == {c.slug for c in CONCEPTS}
