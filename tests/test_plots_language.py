"""What pictures say: in the reader's language, and with a letter for every letter."""

import io
import re
from collections.abc import Callable, Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text

from course_utils.language import speaking
from course_utils.plots import encoder_decoder, fonts, layer_norm, seq2seq, training
from course_utils.plots.style import apply, house_style
from course_utils.widgets.beam_search import explore_table
from course_utils.widgets.layer_norm import explore_norms

WIDE = np.random.default_rng(0).random((3, 7, 7))
FALLING = np.linspace(3, 1, 40)
MANY = FALLING.tolist()
PLOTS: dict[str, Callable] = {
    "error": lambda: encoder_decoder.plot_error_by_state_size([1.0, 0.5, 0.2], [1]),
    "losses": lambda: encoder_decoder.plot_losses(MANY),
    "state": lambda: encoder_decoder.plot_state(WIDE[0], WIDE, FALLING[:2], "αβ"),
    "bottleneck": lambda: encoder_decoder.plot_bottleneck(*WIDE[:2], FALLING[:5], 3),
    "reach": lambda: layer_norm.plot_reach([7, 5, 2]),
    "by depth": lambda: layer_norm.plot_by_depth({"post-LN": MANY}),
    "two losses": lambda: layer_norm.plot_losses({"post-LN": MANY, "pre-LN": MANY}),
    "by length": lambda: seq2seq.plot_by_length({"a": {(3, 6): 0.9, (7, 9): 0.5}}),
    "strip": lambda: seq2seq.plot_state_strip(WIDE[0], list("abcdefg")),
    "alignment": lambda: seq2seq.plot_alignment(WIDE[0], "abcdefg", "abcdefg"),
    "history": lambda: training.plot_history(MANY, [2, 1], [0.2, 0.5]),
}
chinese_font = pytest.mark.skipif(
    not fonts.can_write("zh"), reason="no font with Chinese letters is installed"
)


@pytest.fixture(autouse=True)
def no_window() -> Iterator[None]:
    plt.switch_backend("agg")
    yield
    plt.close("all")


def said_by(plot: Callable) -> list[str]:
    """Draw a picture, a missing letter being an error, and return what it says."""
    plot()
    figure = plt.gcf()
    figure.savefig(io.BytesIO())
    texts = [text.get_text() for text in figure.findobj(Text) if text.get_visible()]
    return [text for text in texts if re.search("[A-Za-z]{2}|[\u4e00-\u9fff]", text)]


@chinese_font
@pytest.mark.parametrize("name", PLOTS)
def test_every_label_is_in_the_readers_language(name: str) -> None:
    with speaking("en"):
        english = said_by(PLOTS[name])
    with speaking("zh"):
        chinese = said_by(PLOTS[name])
    assert english
    assert len(english) == len(chinese)
    for words, text in zip(english, chinese, strict=True):
        if words not in ("post-LN", "pre-LN"):
            assert re.search("[\u4e00-\u9fff]", text), f"{text!r} is not Chinese"


@chinese_font
def test_a_readers_own_words_may_be_chinese_in_any_edition() -> None:
    src, tgt = ["黑", "猫", "睡觉"], ["骨", "直", "。"]
    for code in ("en", "zh"):
        with speaking(code):
            said = said_by(lambda: seq2seq.plot_alignment([], src, tgt))
        assert {*src, *tgt[:2]} <= {*said}


@chinese_font
def test_a_session_in_the_style_writes_chinese() -> None:
    with mpl.rc_context():
        apply()
        plt.title("中文标题")
        plt.gcf().savefig(io.BytesIO())


def test_a_font_that_the_reader_has_set_comes_first() -> None:
    with mpl.rc_context({"font.family": "DejaVu Serif"}):
        ax = seq2seq.plot_alignment([], ["a"], ["b"])
    assert ax.xaxis.label.get_fontname() == "DejaVu Serif"
    assert seq2seq.plot_alignment([], ["a"], ["b"]).xaxis.label.get_fontname() == (
        "DejaVu Sans"
    )


def test_only_fonts_that_are_there_are_asked_for(caplog) -> None:
    with house_style():
        assert said_by(PLOTS["reach"])
    assert not caplog.records


def test_without_a_chinese_font_the_words_are_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "CHINESE", ())
    with speaking("zh"):
        assert "position of the word" in said_by(PLOTS["reach"])


@chinese_font
def test_a_font_that_matplotlib_has_not_listed_yet_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = fonts.chinese_font()
    listed = [font for font in fonts.fontManager.ttflist if "CJK" not in font.name]
    listed = [font for font in listed if font.name not in fonts.CHINESE]
    monkeypatch.setattr(fonts.fontManager, "ttflist", listed)
    fonts._look_again.cache_clear()
    assert fonts.with_chinese() == []
    with speaking("zh"):
        assert fonts.legible_language() == "zh"
    assert fonts.chinese_font() == name


@pytest.mark.parametrize("explore", [explore_norms, explore_table])
@chinese_font
def test_an_explorers_stored_picture_is_in_the_readers_language(
    explore: Callable,
) -> None:
    drawn = []
    for code in ("en", "zh"):
        with speaking(code):
            drawn.append(explore().picture())
    assert drawn[0] != drawn[1]
