"""The words that stand for a picture come from the picture."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from course_utils.plots.describe import describe
from course_utils.plots.encoder_decoder import plot_images, plot_state
from course_utils.plots.seq2seq import plot_alignment
from course_utils.plots.training import plot_history

RANDOM = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def test_history_names_its_axes_and_its_lines():
    figure = plot_history([3, 2, 2, 1], [2.5, 1.5], [0.1, 0.7]).figure
    assert describe(figure) == (
        "Line plot: loss (nats per token) against epoch; legend: train loss, "
        "validation loss, exact match; exact match."
    )


def test_heat_map_names_its_rows_from_the_top_and_its_colours():
    weights = RANDOM.random((2, 3), dtype="float32")
    figure = plot_alignment(weights, ["a", "red", "cat"], ["un", "chat"]).figure
    said = describe(figure)
    assert said.startswith("Heat map: target (queries) against source (keys); ")
    assert "from left to right: a, red, cat; from top to bottom: un, chat; " in said
    assert said.endswith("colour: weight.")


def test_rows_of_bars_are_read_from_the_top_too():
    ax = Figure().subplots()
    ax.barh(["below", "above"], [2, 3])
    assert describe(ax.figure) == "Bar chart: from top to bottom: above, below."


def test_panels_of_one_kind_share_a_sentence():
    images = RANDOM.random((3, 5, 5), dtype="float32")
    axes = plot_images(images, ["circle", "star", "circle"])
    assert describe(np.ravel(axes)[0].figure) == "Picture: circle; star."


def test_titles_of_parts_are_named():
    image, state, probs = (RANDOM.random(shape) for shape in [(7, 7), (2, 3, 3), 2])
    axes = plot_state(image, state, probs, ["circle", "star"])
    said = describe(np.ravel(axes)[0].get_figure(root=True))
    assert said.startswith("Figure: input; state; ")
    assert "Bar chart: from top to bottom: circle, star." in said


def test_a_long_list_is_cut_and_numbers_are_no_words():
    ax = Figure().subplots()
    ax.imshow(RANDOM.random((2, 30)))
    ax.set_xticks(range(30), [f"w{number}" for number in range(30)])
    said = describe(ax.figure)
    assert "w23, …." in said
    assert "from top" not in said


def test_a_bare_figure_is_called_so():
    ax = Figure().subplots()
    ax.plot([2, 3])
    assert describe(ax.figure) == "Figure"
