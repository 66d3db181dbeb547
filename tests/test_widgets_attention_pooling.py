"""The bandwidth explorer: what it sends, what it says, what it rejects."""

import numpy as np
import pytest
import torch

from course_utils.attention import kernel_attention
from course_utils.widgets.attention_pooling import (
    SPAN,
    explore_bandwidth,
    noisy_points,
    true_curve,
)


def floats(data):
    return torch.from_numpy(np.frombuffer(data, dtype="<f4").copy())


def test_points_are_the_same_every_time_and_lie_around_the_curve():
    keys, values = noisy_points(count=211, noise=0.5)
    assert torch.equal(keys, noisy_points(count=211, noise=0.5)[0])
    assert torch.equal(keys, keys.sort().values)
    assert keys.min() >= 0
    assert keys.max() <= SPAN
    assert (values - true_curve(keys)).std() == pytest.approx(0.5, abs=0.1)


def test_a_middle_bandwidth_is_nearer_to_the_truth_than_both_ends():
    grid = torch.linspace(0, SPAN, 61)
    errors = [
        (kernel_attention(grid, *noisy_points(), width)[0] - true_curve(grid))
        .abs()
        .mean()
        for width in (0.01, 0.3, 10.0)
    ]
    assert errors[1] < 0.7 * min(errors[0], errors[2])


def test_it_sends_its_points_and_says_what_it_shows():
    widget = explore_bandwidth(0.5, 1.5)
    points = floats(widget.places), floats(widget.heights)
    assert torch.equal(points[0], noisy_points()[0])
    guess, weights = kernel_attention(torch.tensor([1.5]), *points, 0.5)
    assert f"{guess.item():.2f}" in widget.summary()
    assert f"{weights.max():.2f}" in widget.summary()
    assert widget.picture() == widget.picture()


@pytest.mark.parametrize(
    ("bandwidth", "query", "fault"),
    [(0.0, 1.0, "bandwidth is 0.0"), (0.1, 7.0, "query is 7.0; expected 0 to 6")],
)
def test_places_that_the_sliders_do_not_reach_are_errors(bandwidth, query, fault):
    with pytest.raises(ValueError, match=fault):
        explore_bandwidth(bandwidth, query)
