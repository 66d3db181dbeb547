"""What the checks of notebook 06 accept, and what they say of near misses."""

from fractions import Fraction

import pytest
import torch.nn.functional as F

from course_utils.exercises import layer_norm as exercises


@pytest.mark.parametrize(
    "answer",
    [
        [Fraction(1, 5), Fraction(-7, 5), Fraction(7, 5), Fraction(-1, 5)],
        "1/5, -7/5, 7/5, -1/5",
        "0.2，−1.4，1.4，−0.2",
    ],
)
def test_fractions_are_right(answer):
    assert exercises.check_by_hand(answer).status == "right"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((0.17, -1.21, 1.21, -0.17), "by n − 1"),
        ((0.2, -1.2, 1.2, -0.2), "by n − 1"),
        ((1.0, 0.1, 1.6, 0.7), "RMS norm"),
    ],
)
def test_rounded_mistakes_get_their_hint(answer, words):
    result = exercises.check_by_hand(answer)
    assert result.status == "wrong"
    assert words in result.note


@pytest.mark.parametrize(
    "answer",
    [
        ("pre-LN", "post-LN", "neither", "pre-LN", "neither"),
        "Pre-LN, Post-LN, neither, Pre-LN, neither",
        ("pre LN", "postLN", "Neither", "pre_ln", "neither"),
    ],
)
def test_the_layouts_may_keep_their_ln(answer):
    assert exercises.check_placements(answer).status == "right"


def test_a_wrong_layout_is_wrong_with_its_ln_too():
    wrong = exercises.check_placements("pre-LN post-LN pre-LN pre-LN neither")
    assert wrong.status == "wrong"
    assert wrong.note.startswith("C:")


def test_a_norm_of_the_library_without_the_eps_is_told_so():
    def lonely(x, weight, eps):
        return F.rms_norm(x, x.shape[-1:], weight)

    assert "`eps=eps`" in exercises.check_axis(lonely).note
