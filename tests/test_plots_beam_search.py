"""The still tree: every candidate once, apart, and the winner told apart."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import same_color
from matplotlib.patches import FancyBboxPatch, PathPatch

from course_utils.beam_search import beam_search
from course_utils.plots.beam_search import plot_beam_tree
from course_utils.plots.style import GREEN, ORANGE, QUIET
from course_utils.widgets.beam_search.table import COUNTER_EXAMPLE as TABLE


@pytest.fixture(autouse=True)
def no_window():
    plt.switch_backend("agg")
    yield
    plt.close("all")


def search(k, batch_size=1):
    layers = []
    start = TABLE.start().expand(batch_size, -1)
    ids = {"bos_id": -1, "eos_id": 3}
    found = beam_search(
        TABLE.step,
        start,
        batch_size,
        beam_size=k,
        max_len=4,
        watch=layers.append,
        **ids,
    )
    return layers, found[0][0]


def boxes(ax, colour=None):
    found = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    return [
        patch
        for patch in found
        if colour is None or same_color(patch.get_edgecolor(), colour)
    ]


@pytest.mark.parametrize("k", [1, 2, 5])
def test_nodes_of_a_tree_stand_apart(k):
    layers, best = search(k)
    ax = plot_beam_tree(layers, TABLE.tokens, best, eos_id=3)
    places = {(box.get_x(), round(box.get_y(), 6)) for box in boxes(ax)}
    for x, y in places:
        near = [other for left, other in places if left == x and other != y]
        assert all(abs(other - y) >= 1 - 1e-6 for other in near)
    lines = [patch for patch in ax.patches if isinstance(patch, PathPatch)]
    assert len(lines) == len(places) - 1  # every node but the root has one parent


def test_winner_finished_and_pruned_differ_by_line_as_well_as_colour():
    layers, best = search(2)
    ax = plot_beam_tree(layers, TABLE.tokens, best, eos_id=3)
    won, ended, pruned = (boxes(ax, colour) for colour in (ORANGE, GREEN, QUIET))
    # <bos> A C B <eos> win, and what has ended has a double line
    assert (len(won), len(ended), len(pruned)) == (6, 2, 2 + 4 + 4 + 4)
    assert all(box.get_linewidth() > 2 for box in won)
    assert all(box.get_linestyle() == "--" for box in pruned)


def test_texts_are_token_step_and_sum():
    layers, best = search(1)
    ax = plot_beam_tree(layers, TABLE.tokens, best, eos_id=3, pruned=0)
    texts = [text.get_text() for text in ax.texts]
    assert texts[:4] == ["<bos>", "A", "-0.69", "-0.69"]
    assert texts[-4:-1] == ["<eos>", "-0.51", "-3.04"]


def test_tree_is_drawn_on_the_axes_given():
    layers, best = search(1)
    ax = plt.figure().add_subplot()
    assert plot_beam_tree(layers, TABLE.tokens, best, eos_id=3, ax=ax) is ax


def test_layers_of_several_sentences_are_an_error():
    layers, best = search(2, batch_size=3)
    for wrong in ([], layers):
        with pytest.raises(ValueError, match="exactly one sentence"):
            plot_beam_tree(wrong, TABLE.tokens, best)
