"""The heads explorer cuts as the package does, and as the classic mistake does."""

import pytest
import torch

from course_utils.exercises.multi_head_attention import check_tokens
from course_utils.multi_head_attention import split_heads
from course_utils.widgets.multi_head_attention import (
    D_MODEL,
    HEADS,
    explore_heads,
    head_of,
)

LENGTH = 5


@pytest.mark.parametrize("num_heads", HEADS)
def test_cells_belong_to_the_heads_that_split_heads_gives_them(num_heads):
    numbers = torch.arange(LENGTH * D_MODEL).view(1, LENGTH, D_MODEL).float()
    right = split_heads(numbers, num_heads)[0]
    wrong = numbers.view(num_heads, LENGTH, -1)
    for bare, cut in ((False, right), (True, wrong)):
        for head in range(num_heads):
            for number in cut[head].flatten().int().tolist():
                place = number // D_MODEL, number % D_MODEL
                assert head_of(*place, LENGTH, num_heads, bare) == head


@pytest.mark.parametrize("width", [16, 40])
def test_exercise_asks_for_the_rule_behind_what_the_explorer_shows(width):
    owners = torch.arange(1, 21).repeat_interleave(width)  # whose each number is
    sixth = owners.view(8, 20, width // 8)[5]
    assert (sixth.min(), sixth.max()) == check_tokens.solution


def test_it_says_and_draws_how_it_cuts():
    widget = explore_heads(["a", "b", "c"], 4)
    assert "cut into 4 heads of 3" in widget.summary()
    assert widget.picture() == widget.picture()


@pytest.mark.parametrize(
    ("tokens", "heads", "fault"),
    [(["a"], 3, "1 tokens; expected 2 to 8"), (["a", "b"], 5, "num_heads is 5")],
)
def test_what_cannot_be_shown_is_an_error(tokens, heads, fault):
    with pytest.raises(ValueError, match=fault):
        explore_heads(tokens, heads)
