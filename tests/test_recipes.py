"""One change of recipe at a time, and what notebook 08 says of them."""

import inspect

import pytest
import torch

from course_utils.data import make_corpus
from course_utils.training import train
from course_utils.training.findings import SEEDS
from course_utils.training.recipes import (
    FEW,
    ON_FEW,
    RECIPES,
    find,
    over_seeds,
    untied,
)
from course_utils.training.schedules import held, no_warm_up, paper
from course_utils.transformer import Transformer

FIRST = next(iter(RECIPES))


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(num_train=128, num_eval=11, num_by_length=3)


def matched(name, *, few=False):
    return [each.exact_match for each in over_seeds(few=few)[name]]


def test_stored_findings_hold_every_recipe_from_every_seed():
    assert list(over_seeds()) == list(RECIPES)
    assert list(over_seeds(few=True)) == list(ON_FEW)
    for few in (False, True):
        for runs in over_seeds(few=few).values():
            assert [each.seed for each in runs] == list(SEEDS)
            assert {each.pairs for each in runs} == {FEW if few else 30_000}


def test_the_notebooks_words_about_recipes_hold():
    today = matched(FIRST)
    for name, worst, best in (
        ("no decline: the rate is held", 0.725, 0.755),
        ("the paper's schedule", 0.925, 0.955),
        ("no weight decay", 0.955, 0.97),
        ("dropout 0.1", 0.955, 0.97),
        ("all as in the paper, but the height of the rate", 0.32, 0.605),
        ("post-LN, no warm-up", 0.0, 0.0),
    ):
        assert worst <= min(matched(name)) <= max(matched(name)) <= best < min(today)
    for name in ("β₂ = 0.98, as in the paper", "label smoothing 0.1"):
        assert min(matched(name)) <= max(today)
        assert max(matched(name)) >= min(today)
    lost = [a - b for a, b in zip(today, matched("no warm-up"), strict=True)]
    assert round(max(lost), 3) == 0.014
    few = {name: matched(name, few=True) for name in ON_FEW}
    assert max(few["no weight decay"]) < min(few[FIRST]) - 0.06
    assert min(few["label smoothing 0.1"]) > max(few[FIRST])
    assert max(few["dropout 0.1"]) > min(few[FIRST])


def test_every_recipe_changes_something_that_exists():
    choices = inspect.signature(train).parameters, inspect.signature(Transformer)
    for name, recipe in RECIPES.items():
        assert (name == FIRST) == (not any(recipe))
        assert set(recipe.training) <= set(choices[0])
        assert set(recipe.model) <= set(choices[1].parameters)


def test_find_trains_by_the_recipe(corpus):
    today = find(FIRST, corpus, 1, epochs=1)
    assert (today.recipe, today.pairs, today.seed) == (FIRST, 128, 1)
    assert today == find(FIRST, corpus, 1, epochs=1)
    losses = {find(name, corpus, 1, epochs=1).loss for name in RECIPES}
    assert len(losses) == len(RECIPES)


def test_untied_weights_begin_alike_and_go_their_own_way():
    torch.manual_seed(0)
    model = Transformer(11, 13, d_model=12, num_heads=3, d_ff=17)
    before = sum(each.numel() for each in model.parameters())
    untied(model)
    assert sum(each.numel() for each in model.parameters()) == before + 13 * 12
    assert torch.equal(model.output_proj.weight, model.tgt_embedding.weight)


@pytest.mark.parametrize("schedule", [no_warm_up, held, paper])
def test_schedules_are_shares_of_the_highest_rate(schedule):
    rates = [schedule(step, 200) for step in range(201)]
    assert max(rates) == pytest.approx(1)
    assert all(0 <= each <= 1 + 1e-9 for each in rates)
    top = 0 if schedule is no_warm_up else 9  # the tenth step of 200
    assert rates.index(max(rates)) == top


def test_the_papers_schedule_is_the_papers_formula():
    steps, d_model = 100_000, 512
    warmup_steps = 0.05 * steps
    for step in (1, 100, 4_999, 5_000, 5_001, 80_000):
        lrate = d_model**-0.5 * min(step**-0.5, step * warmup_steps**-1.5)
        highest = (d_model * warmup_steps) ** -0.5
        assert paper(step - 1, steps) * highest == pytest.approx(lrate)


def test_training_follows_its_schedule(corpus):
    def losses(**options):
        torch.manual_seed(0)
        model = Transformer(
            len(corpus.src_vocab),
            len(corpus.tgt_vocab),
            d_model=16,
            num_layers=1,
            num_heads=2,
        )
        before = model.output_proj.bias.detach().clone()
        history = train(model, corpus, epochs=1, progress=False, **options)
        return history.step_losses, (model.output_proj.bias - before).abs().max()

    still, moved = losses(schedule=lambda step, steps: 0.0)
    assert moved == 0
    assert losses(schedule=held)[0] != losses()[0] != still
