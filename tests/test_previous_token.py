"""The task of notebook 07, its models and baselines, and what is stored of them."""

import itertools

import pytest
import torch
from torch.testing import assert_close

from course_utils.exercises.positional_encoding import check_who_notices
from course_utils.training import positions, previous_token
from course_utils.training.findings import SEEDS
from course_utils.training.positions import KINDS, findings
from course_utils.training.previous_token import (
    BagOfWords,
    LinearBias,
    Previous,
    RelativeBias,
    right_by_place,
    within,
)

LENGTH = 7
TRAINED_KINDS = [kind for kind in KINDS if not kind.startswith("bag")]
# The models of exercise 7.1, in its order
ASKED = (
    "no positions",
    "no positions, causal mask",
    "the same, two layers",
    "sinusoidal",
    "rotary",
)


def everything(length: int) -> torch.Tensor:
    return within(length, length)


def test_each_token_sees_as_far_as_it_is_told():
    assert within(4, 1).tolist() == [
        [True, True, False, False],
        [True, True, True, False],
        [False, True, True, True],
        [False, False, True, True],
    ]


def test_a_bag_names_the_most_frequent_of_the_others():
    tokens = torch.tensor([[3, 5, 5, 3, 3]])
    named = BagOfWords()(tokens, everything(5)).argmax(dim=-1)
    assert named[0, 1:3].tolist() == [3, 3]  # three threes, and one five besides mine
    before = BagOfWords(causal=True)(tokens, everything(5))
    assert before[0, 2].tolist() == [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]
    near = BagOfWords()(tokens, within(5, 1))
    assert near[0, 1].nonzero().flatten().tolist() == [3, 5]


def test_a_causal_bag_is_right_while_there_is_one_word_before():
    shares = right_by_place(BagOfWords(causal=True), LENGTH)
    assert shares[0] == 1
    assert (shares[1:] < 1).all()


@pytest.mark.parametrize("kind", [k for k in TRAINED_KINDS if "causal" in k])
def test_under_a_causal_mask_nothing_comes_from_behind(kind):
    model = KINDS[kind]()
    tokens = torch.randint(previous_token.VOCAB, (3, LENGTH))
    other = tokens.clone()
    other[:, 4:] = (other[:, 4:] + 1) % previous_token.VOCAB
    one, two = (model(each, everything(LENGTH)) for each in (tokens, other))
    assert_close(one[:, :4], two[:, :4])
    assert not torch.allclose(one[:, 4:], two[:, 4:])


@pytest.mark.parametrize("number", range(1, 6))
def test_those_notice_that_the_exercise_says(number):
    torch.manual_seed(0)
    model = KINDS[ASKED[number - 1]]()
    tokens = torch.tensor([[1, 2, 3, 4], [3, 1, 2, 4]])
    first, second = model(tokens, everything(4))[:, -1]
    notices = not torch.allclose(first, second, atol=1e-5)
    assert notices == (number in check_who_notices.solution)


def test_biases_depend_on_the_distance_as_told():
    learned = RelativeBias(reach=2)
    torch.nn.init.normal_(learned.table)
    found = learned(6)
    for i, j in itertools.product(range(6), repeat=2):
        step = max(-2, min(2, j - i))
        assert_close(found[:, i, j], learned.table[:, step + 2])
    fixed = LinearBias((0.5, 0.25))(5)
    assert fixed[0, 4, 1] == fixed[0, 1, 4] == -1.5
    assert fixed[1, 3, 3] == 0
    assert LinearBias()(3)[:, 2, 1].tolist() == [-(2**-4), -(2**-8)]


def test_half_of_the_features_are_positions_in_the_control():
    x = torch.randn(2, LENGTH, previous_token.D_MODEL)
    found = previous_token.BesideWords()(x)
    half = previous_token.D_MODEL // 2
    assert_close(found[..., :half], x[..., :half])
    assert_close(found[0, :, half:], found[1, :, half:])
    assert not torch.allclose(found[0, 0, half:], found[0, 1, half:])


def test_training_teaches_what_order_makes_possible():
    torch.manual_seed(0)
    model = Previous(bias=RelativeBias())
    before = right_by_place(model, LENGTH).mean()
    previous_token.train(model, steps=150)
    assert right_by_place(model, LENGTH).mean() > before + 0.3


def test_every_kind_is_stored_from_every_seed_in_order():
    assert list(findings()) == list(KINDS)
    for found in findings().values():
        for shares in found[1:]:
            assert len(shares) == len(SEEDS)
            assert all(0 < share <= 1 for share in shares)


@pytest.mark.parametrize("kind", ["bag of words", "bag of the words before"])
def test_the_stored_baselines_are_those_of_the_code(kind):
    assert positions.measure(kind) == findings()[kind]


def test_measure_trains_anew_from_each_seed():
    found = positions.measure("relative bias", steps=2)
    assert found == positions.measure("relative bias", steps=2)
    assert len(set(found.trained)) > 1
