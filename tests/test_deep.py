"""The deep network of notebook 06: its kinds, its warm-up, and what is stored of it."""

import inspect
import json
import math

import pytest
import torch
from torch.testing import assert_close

from course_utils.layer_norm import LayerNorm
from course_utils.training import deep
from course_utils.training.deep import (
    COMPARED,
    FINDINGS,
    SEEDS,
    STEPS,
    TEN,
    WARM_UP,
    WRAPPERS,
    Deep,
    examples,
    find,
    last_losses,
    make_block,
    stored_findings,
    training,
)

DEPTH = 3


def made(kind: str, **options) -> Deep:
    torch.manual_seed(0)
    return Deep(kind, DEPTH, **options)


def by_hand(kind: str, x: torch.Tensor, block, norm: LayerNorm) -> torch.Tensor:
    return {
        "no norm": lambda: x + block(x),
        "one norm, at the end": lambda: x + block(x),
        "post-LN": lambda: norm(x + block(x)),
        "pre-LN": lambda: x + block(norm(x)),
        "pre-LN, no last norm": lambda: x + block(norm(x)),
        "norm, nothing added": lambda: norm(block(x)),
    }[kind]()


@pytest.mark.parametrize("kind", WRAPPERS)
def test_a_layer_of_each_kind_computes_what_its_name_says(kind):
    model, (x, _y) = made(kind), examples(5)
    states, norm = model.states(x), LayerNorm(32)
    assert len(states) == DEPTH + 1
    for before, block, after in zip(states, model.blocks, states[1:], strict=False):
        assert_close(after, by_hand(kind, before, block, norm))


@pytest.mark.parametrize("kind", WRAPPERS)
def test_two_kinds_have_a_last_norm(kind):
    model, (x, _y) = made(kind), examples(5)
    last = model.states(x)[-1]
    if kind in ("pre-LN", "one norm, at the end"):
        last = LayerNorm(32)(last)
    assert_close(model(x), model.write(last))


def test_a_block_begun_as_he_says_doubles_the_mean_square():
    torch.manual_seed(0)
    x = torch.randn(500, 32)
    with torch.no_grad():
        sizes = [make_block(he=True)(x).square().mean().item() for _seed in range(50)]
        torchs = make_block(he=False)(x).square().mean().item()
    assert sum(sizes) / 50 == pytest.approx(2, rel=0.1)
    assert torchs < 0.3


def test_the_rate_rises_while_it_warms_up(monkeypatch):
    rates = []

    class Watched(torch.optim.Adam):
        def step(self, *args, **options):
            rates.append(self.param_groups[0]["lr"])
            return super().step(*args, **options)

    monkeypatch.setattr(torch.optim, "Adam", Watched)
    list(training(made("pre-LN"), 0.5, warm_up=4, steps=6))
    assert rates == pytest.approx([0.125, 0.25, 0.375, 0.5, 0.5, 0.5])


def test_pre_ln_learns():
    losses = find("pre-LN", True, 1e-3, 0, seed=3, steps=40).losses
    assert len(losses) == 4
    assert losses[-1] < losses[0]


def test_a_finding_depends_on_its_seed_alone():
    first, again, other = (
        find("post-LN", True, 1e-3, 0, seed=seed, steps=TEN) for seed in (5, 5, 6)
    )
    assert first == again
    assert first.losses != other.losses


def test_the_stored_file_says_which_command_makes_it():
    command = json.loads(FINDINGS.read_text(encoding="utf-8"))["command"]
    assert command == f"python -m {deep.__name__}"
    assert command in inspect.getdoc(deep)


def test_what_is_compared_is_stored_from_every_seed():
    findings = stored_findings()
    assert [each[:5] for each in findings] == [(*c, s) for c in COMPARED for s in SEEDS]
    for each in findings:
        assert len(each.losses) == STEPS // TEN
        assert all(map(math.isfinite, each.losses))


def test_last_losses_are_those_of_one_setting():
    cold = last_losses("post-LN")
    warm = last_losses("post-LN", warm_up=WARM_UP)
    assert len(cold) == len(warm) == len(SEEDS)
    assert cold != warm
    with pytest.raises(KeyError):
        last_losses("no norm", rate=7.0)
