"""The plots of notebook 06 show the numbers that they are given."""

import matplotlib.pyplot as plt
import pytest

from course_utils.plots.layer_norm import plot_by_depth, plot_losses, plot_reach


@pytest.fixture(autouse=True)
def no_window():
    plt.switch_backend("agg")
    yield
    plt.close("all")


def test_reach_has_a_bar_for_each_position():
    bars = plot_reach([7, 5, 2]).patches
    assert [bar.get_height() for bar in bars] == [7, 5, 2]


def test_each_network_has_a_named_curve_by_depth():
    ax = plot_by_depth({"one": [1.0, 2.0, 3.0], "two": [3.0, 2.0, 1.0]})
    assert [line.get_label() for line in ax.lines] == ["one", "two"]
    assert ax.lines[0].get_ydata().tolist() == [1, 2, 3]
    assert len({line.get_linestyle() for line in ax.lines}) == 2


def test_losses_are_means_of_ten():
    (line,) = plot_losses({"one": [1.0] * 10 + [3.0] * 10 + [9.0]}).lines
    assert line.get_xdata().tolist() == [10, 20]
    assert line.get_ydata().tolist() == [1, 3]
