"""What notebook 01 shows from store: its file, and how its numbers are measured."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from course_utils.data.shapes import SHAPES, make_shapes
from course_utils.training import shape_states
from course_utils.training.findings import SEEDS
from course_utils.training.shape_states import KINDS, findings

NUM_TEST = 2000
SQUEEZED = {8: "8 filters, state of 8", 2: "8 filters, state of 2"}


def made(kind: str) -> nn.Module:
    torch.manual_seed(0)
    return KINDS[kind](len(SHAPES))


def test_every_kind_is_stored_from_every_seed_in_order():
    assert list(findings()) == list(KINDS)
    for kind, found in findings().items():
        assert len(found.right) == len(SEEDS)
        assert len(found.right_larger) in (0, len(SEEDS))
        assert bool(found.right_larger) == (kind != "hidden layer")


def test_stored_shares_are_counts_of_test_images_and_better_than_guessing():
    for found in findings().values():
        for share in (*found.right, *found.right_larger):
            assert 1 / len(SHAPES) < share <= 1
            assert share * NUM_TEST == pytest.approx(round(share * NUM_TEST))


@pytest.mark.parametrize("size", SQUEEZED)
def test_a_state_has_the_size_that_its_name_says(size):
    assert made(SQUEEZED[size]).encode(torch.rand(3, 1, 13, 17)).shape == (3, size)


def test_one_filter_and_eight_can_have_a_state_of_the_same_size():
    strong, weak = made("8 filters, state of 1"), made("1 filter, state of 1")
    images = torch.rand(5, 1, 13, 17)
    assert strong.encode(images).shape == weak.encode(images).shape == (5, 1)
    assert (len(strong.filters[0].bias), len(weak.filters[0].bias)) == (8, 1)


def test_the_control_with_means_differs_in_nothing_else():
    control, model = made("means"), made("8 filters, state of 8")
    images = torch.rand(3, 1, 13, 17)
    assert_close(control.filters(images), model.filters(images))
    assert_close(control.encode(images), model.filters(images).mean(dim=(2, 3)))
    assert not torch.allclose(control.encode(images), model.encode(images))


def test_measure_trains_anew_from_each_seed_and_skips_what_cannot_be_asked():
    train, test = make_shapes(37, seed=3), make_shapes(29, seed=4)
    found = {kind: shape_states.measure(kind, train, test) for kind in KINDS}
    for kind, (named, right, larger) in found.items():
        assert named == kind
        assert len(right) == len(SEEDS)
        assert all(0 <= share <= 1 for share in (*right, *larger))
        assert len(larger) == (0 if kind == "hidden layer" else len(SEEDS))
    assert len(set(found["8 filters, state of 8"].right)) > 1
    assert found["means"] == shape_states.measure("means", train, test)
