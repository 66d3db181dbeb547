import subprocess
import sys
from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.colors import same_color, to_rgb
from PIL import Image

from course_utils.plots import style
from course_utils.plots.diagram import (
    arrow,
    box,
    bracket,
    frame,
    note,
    panel,
    token,
)
from course_utils.plots.page import (
    Box,
    canvas,
    rounded,
    save,
    text_width,
    tint,
)
from course_utils.plots.seq2seq import (
    plot_alignment,
    plot_by_length,
    plot_state_strip,
)
from course_utils.plots.training import plot_history

SHORT, MIDDLE, LONG = (3, 6), (7, 9), (10, 13)
SRC = ["the", "black", "cat", "sleeps", "."]
TGT = ["le", "chat", "noir", "dort", ".", "<eos>", "<pad>"]


@pytest.fixture(autouse=True)
def no_window() -> Iterator[None]:
    plt.switch_backend("agg")
    yield
    plt.close("all")


def contrast(first: str, second: str) -> float:
    """WCAG's contrast of two colours, 1 to 21."""
    light = []
    for colour in (first, second):
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in to_rgb(colour)
        ]
        light.append(0.05 + np.dot((0.2126, 0.7152, 0.0722), linear))
    return max(light) / min(light)


# --- style


def test_import_leaves_matplotlib_alone() -> None:
    script = (
        "import matplotlib; before = dict(matplotlib.rcParams); "
        "import course_utils.plots.diagram, course_utils.plots.training; "
        "assert dict(matplotlib.rcParams) == before"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_house_style_is_taken_off_again() -> None:
    before = dict(mpl.rcParams)
    with style.house_style():
        assert mpl.rcParams["figure.facecolor"] == style.PAPER
        assert mpl.rcParams["font.size"] >= 10
    assert dict(mpl.rcParams) == before


def test_apply_lasts() -> None:
    with mpl.rc_context():
        style.apply()
        style.apply()
        assert plt.figure().get_facecolor()[3] == 1
        assert mpl.rcParams["axes.spines.top"] is False


def test_plots_change_no_setting_and_keep_the_style() -> None:
    before = dict(mpl.rcParams)
    ax = plot_by_length({"seq2seq": {SHORT: 0.97}})
    ax.figure.canvas.draw()
    assert dict(mpl.rcParams) == before
    assert same_color(ax.figure.get_facecolor(), style.PAPER)
    assert all(label.get_fontsize() >= 10 for label in ax.get_xticklabels())


def test_axes_are_reused() -> None:
    ax = plt.figure().add_subplot()
    assert style.axes(ax) is ax
    assert style.axes(size=(5.0, 2.0)).figure.get_figwidth() == 5


def test_colours_can_be_read() -> None:
    for text in (style.INK, style.QUIET):
        assert contrast(text, style.PAPER) > 4.5
    for line in style.LINES:
        assert contrast(line, style.PAPER) >= 3
    assert len(style.LINES) == len(style.DASHES) == len(style.MARKERS)


# --- diagrams


def test_box_knows_its_sides() -> None:
    place = Box(11.0, 7.0, 4.0, 2.0)
    assert (place.left, place.right) == ((9, 7), (13, 7))
    assert (place.bottom, place.top) == ((11, 6), (11, 8))
    assert place.at(1, -1) == (13, 6)


def test_box_refuses_text_that_does_not_fit() -> None:
    ax = canvas(200, 100, "narrow")
    with pytest.raises(ValueError, match=r"'Encoder' needs \d+ pixels, .* 31 wide"):
        box(ax, Box(100, 50, 31, 20), "Encoder")


def test_token_is_as_wide_as_its_text() -> None:
    ax = canvas(200, 100, "tokens")
    short, long = token(ax, 50, 50, "le"), token(ax, 120, 50, "<eos>")
    assert long.width > short.width > 14
    shown = ax.texts[-1].get_window_extent()
    assert shown.width * 96 / ax.figure.dpi < long.width


def test_text_width_agrees_with_what_is_drawn() -> None:
    ax = canvas(400, 100, "width")
    note(ax, 200, 50, "all that is handed over", size=17)
    drawn = ax.texts[-1].get_window_extent().width * 96 / ax.figure.dpi
    assert text_width("all that is handed over", 17) == pytest.approx(drawn, rel=0.03)
    assert text_width("a\nlonger line") == text_width("longer line")


def test_note_centres_its_lines() -> None:
    ax = canvas(200, 100, "lines")
    note(ax, 100, 50, "one\ntwo\nthree", size=10)
    heights = [text.get_position()[1] for text in ax.texts]
    assert np.diff(heights) == pytest.approx([-13.5, -13.5])
    assert np.mean(heights) == pytest.approx(50 - 3.5)  # baselines


def test_rounded_keeps_ends_and_cuts_corners() -> None:
    way = rounded([(0, 0), (20, 0), (20, 30)], 5)
    expected = [(0, 0), (15, 0), (20, 0), (20, 5), (20, 30)]
    assert way.vertices.tolist() == [list(point) for point in expected]


def test_arrow_stops_short_of_what_it_touches() -> None:
    ax = canvas(200, 100, "arrow")
    arrow(ax, (20, 50), (120, 50))
    reach = ax.patches[-1].get_path().get_extents()
    assert reach.x0 > 20
    assert reach.x1 < 120


def test_arrow_passes_over_on_a_rim() -> None:
    ax = canvas(200, 100, "bridge")
    arrow(ax, (20, 50), (120, 50), over=style.PAPER)
    rim, line = ax.patches[-2:]
    assert rim.get_linewidth() > line.get_linewidth()
    assert rim.get_zorder() < line.get_zorder()


def test_bracket_stands_to_the_right_of_its_way() -> None:
    ax = canvas(200, 100, "bracket")
    bracket(ax, (100, 80), (100, 20), "N ×")  # downwards, so it opens to the right
    assert min(ax.lines[-1].get_xdata()) < 100
    assert ax.texts[-1].get_position()[0] < min(ax.lines[-1].get_xdata())


def test_frame_and_panel_leave_the_middle_visible() -> None:
    ax = canvas(200, 100, "frames")
    place = Box(100, 50, 60, 40)
    assert panel(ax, place) == frame(ax, place) == place
    ground, outline = ax.patches[-2:]
    assert outline.get_facecolor()[3] == 0
    assert ground.get_zorder() < outline.get_zorder()


def test_tint_mixes_with_the_paper() -> None:
    assert same_color(tint(style.BLUE, 0), style.PAPER)
    assert same_color(tint(style.BLUE, 1), style.BLUE)


def test_save_writes_the_same_bytes_twice(tmp_path) -> None:
    for name in ("first", "second"):
        ax = canvas(200, 100, "R & D < 编码器")
        box(ax, Box(100, 50, 90, 40), "Encoder")
        save(ax, tmp_path / f"{name}.png")
    first = (tmp_path / "first.png").read_bytes()
    assert first == (tmp_path / "second.png").read_bytes()
    with Image.open(tmp_path / "first.png") as image:
        assert image.size == (400, 200)
        assert image.text["Description"] == "R & D < 编码器"


def test_save_keeps_the_colours_with_few_of_them(tmp_path) -> None:
    ax = canvas(200, 100, "a box")
    box(ax, Box(100, 50, 90, 40), "")
    save(ax, tmp_path / "figure.png")
    ax.figure.savefig(tmp_path / "full.png", dpi=192)
    few, full = (
        np.asarray(Image.open(tmp_path / name).convert("RGBA"), dtype=float)
        for name in ("figure.png", "full.png")
    )
    assert np.abs(few - full).mean() < 2


# --- training


def test_history_draws_losses_and_score() -> None:
    losses = [5.0, 4.0, 3.0, 2.0, 1.0, 0.5]
    ax = plot_history(losses, [2.9, 0.7], [0.25, 0.75])
    train, mean, validation = ax.get_lines()
    assert mean.get_ydata().tolist() == losses  # so few steps are not averaged
    assert train.get_xdata() == pytest.approx([1 / 3, 2 / 3, 1, 4 / 3, 5 / 3, 2])
    assert train.get_ydata().tolist() == losses
    assert validation.get_xdata().tolist() == [1, 2]
    right = ax.figure.axes[-1]
    assert right.get_lines()[0].get_ydata().tolist() == [0.25, 0.75]
    assert right.get_ylabel() == "exact match"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "loss (nats per token)")
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["train loss", "validation loss", "exact match"]


def test_history_draws_the_mean_of_the_last_tenth_of_an_epoch() -> None:
    losses = np.arange(40.0)
    mean = plot_history(losses, steps_per_epoch=40).get_lines()[1].get_ydata()
    assert mean[:5] == pytest.approx([0, 0.5, 1, 1.5, 2.5])  # 4 values at the most
    assert mean[-1] == pytest.approx((36 + 37 + 38 + 39) / 4)


def test_history_of_a_run_broken_off_in_its_second_epoch() -> None:
    ax = plot_history([3.0, 2.0, 1.0], [2.5], [0.1], steps_per_epoch=2)
    assert ax.get_lines()[0].get_xdata().tolist() == [0.5, 1, 1.5]
    assert plot_history([3.0, 2.0]).figure.axes != []


def test_history_of_nothing_is_an_empty_plot() -> None:
    ax = plot_history([])
    assert len(ax.get_lines()[0].get_xdata()) == 0


def test_history_refuses_scores_without_epochs() -> None:
    with pytest.raises(ValueError, match="3 exact matches and 2 validation losses"):
        plot_history([1.0, 0.5], [0.7, 0.6], [0.1, 0.2, 0.3])


# --- seq2seq


def test_by_length_tells_models_apart_without_colour() -> None:
    ax = plot_by_length(
        {
            "seq2seq": {LONG: 0.27, SHORT: 0.97, MIDDLE: 0.63},
            "attention": {SHORT: 0.99, MIDDLE: 0.98, LONG: 0.95},
        }
    )
    first, second = ax.get_lines()
    assert list(first.get_ydata()) == [0.97, 0.63, 0.27]  # shortest band first
    assert first.get_marker() != second.get_marker()
    assert first.get_linestyle() != second.get_linestyle()
    assert [t.get_text() for t in ax.get_xticklabels()] == ["3–6", "7–9", "10–13"]
    assert sorted(text.get_text() for text in ax.texts) == sorted(
        ["0.97", "0.63", "0.27", "0.99", "0.98", "0.95"]
    )


def test_by_length_draws_mean_and_spread_of_several_trainings() -> None:
    ax = plot_by_length({"a": {SHORT: [0.9, 0.6, 0.9], MIDDLE: [0.5, 0.3, 0.1]}})
    (line,), (spread,) = ax.get_lines(), ax.collections
    assert list(line.get_ydata()) == pytest.approx([0.8, 0.3])
    heights = spread.get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(0.1)
    assert heights.max() == pytest.approx(0.9)
    assert {text.get_text() for text in ax.texts} == {"0.80", "0.30"}


@pytest.mark.parametrize("values", [(1.0, 1.0, 0.99), (0.0, 0.0, 0.01)])
def test_by_length_prints_equal_values_apart(values: tuple[float, ...]) -> None:
    names = ("seq2seq", "attention", "transformer")
    curves = {name: {SHORT: v} for name, v in zip(names, values, strict=True)}
    heights = sorted(text.get_position()[1] for text in plot_by_length(curves).texts)
    assert min(np.diff(heights)) > 0.05
    assert heights[0] >= 0


def test_by_length_refuses_different_bands() -> None:
    with pytest.raises(ValueError, match=r"b has the bands .*7, 9.*, a has .*3, 6"):
        plot_by_length({"a": {SHORT: 0.9}, "b": {MIDDLE: 0.8}})


def test_by_length_refuses_no_or_too_many_curves() -> None:
    with pytest.raises(ValueError, match="0 curves; expected 1 to 5"):
        plot_by_length({})
    with pytest.raises(ValueError, match="6 curves; expected 1 to 5"):
        plot_by_length({str(n): {SHORT: 0.5} for n in range(6)})


def test_state_strip_has_a_column_a_token() -> None:
    states = torch.linspace(-0.5, 1, 5 * 7).reshape(5, 7)
    ax = plot_state_strip(states, SRC)
    image = ax.get_images()[0]
    assert image.get_array().shape == (7, 5)
    assert image.get_array()[3, 1] == pytest.approx(states[1, 3].item())
    assert image.get_clim() == (-1, 1)  # zero is the colour map's middle
    assert [label.get_text() for label in ax.get_xticklabels()] == SRC
    assert ax.get_ylabel() == "hidden unit"


def test_state_strip_refuses_wrong_lengths() -> None:
    with pytest.raises(ValueError, match="3 states for 5 tokens"):
        plot_state_strip(np.zeros((3, 7)), SRC)


def test_alignment_draws_weights_with_targets_as_rows() -> None:
    weights = np.random.default_rng(0).dirichlet(np.ones(5), size=7)
    ax = plot_alignment(weights, SRC, TGT)
    image = ax.get_images()[0]
    assert np.array_equal(image.get_array(), weights)
    assert image.get_clim() == (0, 1)
    assert [label.get_text() for label in ax.get_xticklabels()] == SRC
    assert [label.get_text() for label in ax.get_yticklabels()] == TGT
    assert ax.get_xlabel() == "source (keys)"
    assert ax.get_ylabel() == "target (queries)"
    assert ax.get_ylim() == (6.5, -0.5)  # the first target on top


def test_alignment_frames_pairs_at_column_source_row_target() -> None:
    ax = plot_alignment([(1, 2), (2, 1)], SRC, TGT)
    centres = [patch.get_center() for patch in ax.patches]
    assert np.allclose(centres, [(1, 2), (2, 1)])


def test_alignment_lays_gold_pairs_over_weights() -> None:
    ax = plot_alignment(torch.full((7, 5), 0.2), SRC, TGT)
    assert plot_alignment([(0, 0)], SRC, TGT, ax=ax) is ax
    assert len(ax.get_images()) == len(ax.patches) == 1


def test_alignment_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"shape \(5, 7\) for 7 target and 5 source"):
        plot_alignment(np.zeros((5, 7)), SRC, TGT)
    with pytest.raises(ValueError, match=r"\(5, 0\) points outside 5 source and 7"):
        plot_alignment([(5, 0)], SRC, TGT)
