"""The plot of notebook 07 shows the weights that it is given."""

import matplotlib.pyplot as plt
import pytest
import torch

from course_utils.plots.positional_encoding import plot_looks


@pytest.fixture(autouse=True)
def no_window():
    plt.switch_backend("agg")
    yield
    plt.close("all")


def test_looks_has_a_named_square_for_each_head_and_a_line_at_the_edge():
    maps = {"one": torch.rand(7, 7), "two": torch.eye(7)}
    left, right = plot_looks(maps, edge=5)
    assert [ax.get_title(loc="left") for ax in (left, right)] == ["one", "two"]
    assert left.images[0].get_array().tolist() == maps["one"].tolist()
    across, down = left.lines
    assert set(across.get_xdata()) == set(down.get_ydata()) == {4.5}
    assert left.get_xlabel() != left.get_ylabel()
