"""The positions explorer: what it says, what it rejects, what the exercise asks."""

import math

import pytest

from course_utils.exercises.positional_encoding import check_waves
from course_utils.positional_encoding import sinusoidal_encoding
from course_utils.widgets.positional_encoding import explore_positions


def test_it_says_the_dot_product_of_its_two_positions():
    widget = explore_positions(6, 50.0, 2, 7)
    table = sinusoidal_encoding(10, 6, 50.0)
    assert f"{float(table[2] @ table[9]):.2f} of 3" in widget.summary()
    assert widget.picture() == widget.picture()


def test_exercise_asks_what_the_clocks_say():
    waves = [2 * math.pi * 1000 ** (2 * pair / 6) for pair in range(3)]
    assert (round(waves[0]), round(waves[-1])) == check_waves.solution


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ((7,), "d_model is 7; expected an even number"),
        ((8, 1.0), r"base is 1\.0; expected 2 to 10000"),
        ((8, 100.0, 0, 101), "position is 0 and delta 101"),
    ],
)
def test_what_the_sliders_do_not_reach_is_an_error(settings, fault):
    with pytest.raises(ValueError, match=fault):
        explore_positions(*settings)
