"""What is drawn from: temperature, top-k and top-p by hand; and the drawing itself."""

import math

import pytest
import torch
from torch.testing import assert_close

from course_utils.language_model import LanguageModel
from course_utils.sampling import sample, temper, top_k, top_p

GIVEN = torch.tensor([0.15, 0.5, 0.05, 0.2, 0.1]).log()  # the best is not the first


def probs(log_probs):
    return [round(each, 4) for each in log_probs.exp().tolist()]


def test_temperature_divides_the_logits():
    powers = [p**2 for p in (0.15, 0.5, 0.05, 0.2, 0.1)]
    assert_close(temper(GIVEN, 0.5).exp(), torch.tensor(powers) / sum(powers))
    roots = [math.sqrt(p) for p in (0.15, 0.5, 0.05, 0.2, 0.1)]
    assert_close(temper(GIVEN, 2.0).exp(), torch.tensor(roots) / sum(roots))
    assert_close(temper(GIVEN, 1.0), GIVEN)


def test_top_k_leaves_the_k_best():
    assert probs(top_k(GIVEN, 1)) == [0, 1, 0, 0, 0]
    assert probs(top_k(GIVEN, 2)) == [0, round(5 / 7, 4), 0, round(2 / 7, 4), 0]
    assert_close(top_k(GIVEN, 9), GIVEN)


def test_tokens_as_probable_as_the_last_stay_too():
    equal = torch.tensor([0.2, 0.4, 0.2, 0.2]).log()
    assert probs(top_k(equal, 2)) == [0.2, 0.4, 0.2, 0.2]


@pytest.mark.parametrize(
    ("p", "left"),
    [(0.01, {1}), (0.49, {1}), (0.51, {1, 3}), (0.75, {0, 1, 3}), (0.96, {*range(5)})],
)
def test_top_p_leaves_the_fewest_that_reach_p(p, left):
    """As Hugging Face puts it: the smallest set of most probable tokens with
    probabilities that add up to top_p or higher.
    """
    kept = top_p(GIVEN, p).exp()
    assert {at for at, each in enumerate(kept.tolist()) if each > 0} == left
    assert_close(kept.sum(), torch.tensor(1.0))
    kept_of_old = GIVEN.exp()[list(left)]
    assert_close(kept[list(left)], kept_of_old / kept_of_old.sum())


def test_rows_are_cut_each_by_itself():
    both = torch.stack([GIVEN, torch.tensor([0.9, 0.04, 0.03, 0.02, 0.01]).log()])
    for cut in (lambda each: top_p(each, 0.8), lambda each: top_k(each, 3)):
        assert_close(cut(both), torch.stack([cut(row) for row in both]))


def test_one_may_follow_another():
    cold = top_p(temper(GIVEN, 0.5), 0.8)  # 0.77 and 0.12 of the squares
    assert [p > 0 for p in cold.exp().tolist()] == [False, True, False, True, False]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: temper(GIVEN, 0.0), "temperature is 0.0"),
        (lambda: top_k(GIVEN, 0), "k is 0"),
        (lambda: top_p(GIVEN, 1.5), r"p is 1.5"),
        (lambda: top_p(GIVEN, 0.0), r"p is 0.0"),
    ],
    ids=("temperature", "k", "p above 1", "p of 0"),
)
def test_what_makes_no_sense_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def always(distribution):
    """Step of a model that says the same at each step and keeps how many there were."""

    def step(tokens, state):
        return distribution.log().expand(len(tokens), -1), state + 1

    return step


def test_tokens_are_drawn_as_often_as_they_are_probable():
    wanted = torch.tensor([0.0, 0.0, 0.1, 0.6, 0.3])
    state = torch.zeros(2_000, 1)
    generator = torch.Generator().manual_seed(0)
    drawn = sample(
        always(wanted), state, 2_000, max_len=1, generator=generator, eos_id=2
    )
    counts = [sum(row == each for row in drawn) / 2_000 for each in ([], [3], [4])]
    assert counts == pytest.approx([0.1, 0.6, 0.3], abs=0.04)


def test_a_sentence_ends_at_eos_and_at_the_longest():
    wanted = torch.tensor([0.0, 0.0, 0.5, 0.5])
    generator = torch.Generator().manual_seed(0)
    drawn = sample(
        always(wanted), torch.zeros(50, 1), 50, max_len=4, generator=generator
    )
    assert {len(row) for row in drawn} == {0, 1, 2, 3, 4}
    assert all(set(row) <= {3} for row in drawn)


def test_choose_changes_what_is_drawn_from_and_seeds_repeat():
    torch.manual_seed(0)
    model = LanguageModel(13, d_model=12, num_heads=3, d_ff=17).eval()

    def draw(seed, **options):
        generator = torch.Generator().manual_seed(seed)
        return sample(
            model.step, model.start(5), 5, max_len=7, generator=generator, **options
        )

    assert draw(1) == draw(1) != draw(2)
    best = draw(1, choose=lambda each: top_k(each, 1))
    assert best == draw(2, choose=lambda each: top_k(each, 1))
    assert all(row == best[0] for row in best)
