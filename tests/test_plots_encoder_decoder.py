import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils.plots.encoder_decoder import (
    plot_bottleneck,
    plot_error_by_state_size,
    plot_filters,
    plot_images,
    plot_losses,
    plot_state,
    plot_states,
)


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def _shown(place):
    return np.asarray(place.images[0].get_array())


def test_plot_images_shows_each_image_under_its_title():
    images = np.random.default_rng(0).random((5, 3, 7))
    places = plot_images(images, [f"no. {i}" for i in range(5)], columns=3)
    assert places.shape == (2, 3)
    for i, (place, image) in enumerate(zip(places.flat, images, strict=False)):
        np.testing.assert_array_equal(_shown(place), image)
        assert place.get_title() == f"no. {i}"
    assert not places[1, 2].images


def test_plot_images_says_what_to_do_with_the_channel_axis():
    with pytest.raises(ValueError, match=r"shape \(5, 1, 3, 7\).*images\[:, 0\]"):
        plot_images(np.zeros((5, 1, 3, 7)))


def test_plot_images_wants_as_many_titles_as_images():
    with pytest.raises(ValueError, match="5 images, but 2 titles"):
        plot_images(np.zeros((5, 3, 7)), ["one", "two"])


def test_error_curve_starts_at_a_state_of_no_numbers():
    ax = plot_error_by_state_size([1.0, 0.5, 0.2, 0.1], marked=[2])
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [0, 1, 2, 3])
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [1, 0.5, 0.2, 0.1])
    assert ax.texts[0].get_text() == "2: 0.20"


def test_running_mean_lies_at_the_end_of_its_window():
    losses = np.arange(31.0)
    ax = plot_losses(losses)
    assert len(ax.lines) == 2
    assert ax.lines[1].get_xdata()[0] == 20
    assert ax.lines[1].get_ydata()[0] == pytest.approx(losses[:20].mean())


def test_short_run_has_no_running_mean():
    assert len(plot_losses([3.0, 2.0]).lines) == 1


def test_maps_of_a_state_share_one_colour_scale():
    state = np.random.default_rng(0).random((3, 2, 2))
    places = plot_state(np.zeros((8, 8)), state, np.array([0.25, 0.75]), ["a", "b"])
    for place, one in zip(places[1:-1], state, strict=False):
        np.testing.assert_array_equal(_shown(place), one)
        assert place.images[0].get_clim() == (0, state.max())
    assert [bar.get_width() for bar in places[-1].patches] == [0.25, 0.75]


def test_plot_state_wants_a_name_for_each_probability():
    with pytest.raises(ValueError, match="2 probabilities, but 3 names"):
        plot_state(np.zeros((8, 8)), np.zeros((2, 2, 2)), np.zeros(2), ["a", "b", "c"])


def test_bottleneck_shows_both_images_and_marks_the_size():
    pair = np.random.default_rng(0).random((2, 5, 5))
    places = plot_bottleneck(*pair, np.array([1, 0.5, 0.25]), 1)
    for place, image in zip(places, pair, strict=False):
        np.testing.assert_array_equal(_shown(place), image)
    assert places[1].get_title() == "state size 1"
    assert places[2].texts[0].get_text() == "1: 0.50"


def test_states_are_drawn_shape_by_shape_in_each_panel():
    states = np.random.default_rng(0).random((2, 7, 2))
    labels = np.array([0, 1, 2, 0, 1, 2, 0])
    places = plot_states(list(states), labels, ["a", "b", "c"], ["before", "after"])
    for place, some, title in zip(places, states, ["before", "after"], strict=True):
        assert place.get_title(loc="left") == title
        for label, dots in enumerate(place.collections):
            np.testing.assert_array_equal(dots.get_offsets(), some[labels == label])
    legend = places[0].figure.legends[0]
    words = [text.get_text() for text in legend.get_texts()]
    assert words == ["a", "b", "c"]


def test_filters_have_zero_in_the_middle_of_the_colours():
    filters = np.random.default_rng(0).standard_normal((2, 3, 3))
    for place in plot_filters(filters, ["a", "b"]):
        low, high = place.images[0].get_clim()
        assert -low == high == np.abs(filters).max()
