"""Each ablation takes out its part, all of it, and nothing else."""

import math

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from course_utils.data import make_corpus
from course_utils.layer_norm import LayerNorm, Residual
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.training import ablations
from course_utils.training.ablations import (
    ABLATIONS,
    COMPARED,
    COURSE,
    DEEP,
    OFFSET,
    ROTARY,
    SIZES,
    WIDE,
    Finding,
    NoResidual,
    Size,
    ablate,
    forget_offset,
    stored_findings,
    train_without,
)
from course_utils.training.findings import SEEDS
from course_utils.transformer import Transformer

SRC = torch.tensor([[5, 7, 4, 2]])
TGT = torch.tensor([[1, 9, 6]])


def make(norm_first=True, **sizes):
    torch.manual_seed(0)
    sizes = {"d_model": 12, "num_heads": 3, "num_layers": 2, "d_ff": 17, **sizes}
    return Transformer(11, 13, norm_first=norm_first, **sizes).eval()


def test_without_positions_the_order_of_the_source_does_not_matter():
    turned = SRC[:, [2, 0, 1, 3]]
    whole, bare = make(), ablate(make(), "positions")
    assert_close(bare(SRC, TGT), bare(turned, TGT))
    assert not torch.allclose(whole(SRC, TGT), whole(turned, TGT), atol=1e-3)


def test_without_the_causal_mask_the_future_leaks():
    changed = TGT.clone()
    changed[0, -1] = 3
    whole, leaky = make(), ablate(make(), "causal mask")
    assert_close(whole(SRC, TGT)[:, 0], whole(SRC, changed)[:, 0])
    leak = leaky(SRC, TGT)[:, 0] - leaky(SRC, changed)[:, 0]
    assert leak.abs().max() > 1e-3


@pytest.mark.parametrize("norm_first", [True, False])
def test_without_residuals_a_silent_sublayer_silences_all(norm_first):
    model = ablate(make(norm_first), "residuals")
    assert not any(isinstance(each, Residual) for each in model.modules())
    for name, parameter in model.named_parameters():
        if "narrow" in name:
            nn.init.zeros_(parameter)
    other = torch.tensor([[8, 3, 2, 6]])
    assert_close(model(SRC, TGT), model(other, TGT))
    untouched = make(norm_first)
    assert not torch.allclose(untouched(SRC, TGT), untouched(other, TGT), atol=1e-3)


@pytest.mark.parametrize("norm_first", [True, False])
def test_without_norms_no_norm_is_left(norm_first):
    model = ablate(make(norm_first), "norms")
    assert not any(isinstance(each, LayerNorm) for each in model.modules())
    assert model(SRC, TGT).isfinite().all()


def test_without_scale_scores_are_larger_by_the_root_of_d_head():
    whole, bare = make(), ablate(make(), "scale")
    assert any(isinstance(each, MultiHeadAttention) for each in bare.modules())
    x = torch.randn(1, 5, 12)
    scaled = whole.encoder.layers[0].self_attention
    unscaled = bare.encoder.layers[0].self_attention
    with torch.no_grad():
        scaled.query_proj.weight.mul_(math.sqrt(4))
        scaled.query_proj.bias.mul_(math.sqrt(4))
    assert_close(unscaled(x, x, x), scaled(x, x, x))


@pytest.mark.parametrize("part", ABLATIONS)
def test_what_is_left_still_learns_and_steps(part):
    model = ablate(make(), part)
    model(SRC, TGT).sum().backward()
    state = model.start(model.encode(SRC))
    log_probs, _ = model.step(TGT[:, 0], state)
    assert_close(log_probs.exp().sum(), torch.tensor(1.0))


def test_an_unknown_part_is_named():
    with pytest.raises(ValueError, match="part is 'heads'; expected one of 'po"):
        ablate(make(), "heads")


@pytest.mark.parametrize("norm_first", [True, False])
def test_dropout_stays_where_a_part_was(norm_first):
    for part in ("positions", "residuals"):
        model = make(norm_first, dropout=0.9).train()
        before = sum(isinstance(each, nn.Dropout) for each in model.modules())
        ablate(model, part)
        after = [each for each in model.modules() if isinstance(each, nn.Dropout)]
        assert len(after) == before
        assert {each.p for each in after} == {0.9}
    alone = NoResidual(Residual(12, dropout=0.9, norm_first=norm_first)).train()
    zeros = (alone(torch.ones(1, 50, 12), lambda x: x + 1) == 0).float().mean()
    assert (0.8 < zeros < 1) == norm_first  # post-LN: the norm comes behind


@pytest.mark.parametrize("positions", ["sinusoidal", "rotary"])
def test_forgotten_offset_shows_in_steps_and_nowhere_else(positions):
    whole, forgetful = (make(positions=positions) for _ in range(2))
    forget_offset(forgetful)
    assert_close(whole(SRC, TGT), forgetful(SRC, TGT))
    states = [each.start(each.encode(SRC)) for each in (whole, forgetful)]
    for place in range(TGT.shape[1]):
        steps = []
        for at, each in enumerate((whole, forgetful)):
            log_probs, states[at] = each.step(TGT[:, place], states[at])
            steps.append(log_probs)
        assert torch.allclose(*steps, atol=1e-5) == (place == 0)


def runs(size, part):
    return [each for each in stored_findings(size) if each.part == part]


def test_stored_findings_are_of_every_part_and_seed():
    assert [each.part for each in stored_findings() if each.seed == 1] == [
        "",
        OFFSET,
        *ABLATIONS,
    ]
    for size, part in COMPARED:
        assert [each.seed for each in runs(size, part)] == list(SEEDS)
        for each in runs(size, part):
            assert 0 <= each.exact_match <= each.same_words <= 1
            assert each.exact_match <= each.forced_accuracy


def test_the_notebooks_words_about_parts_hold():
    whole = runs(COURSE, "")
    for each in runs(COURSE, "positions"):
        assert 0.6 < each.exact_match < 0.62
        assert 0.2 < (each.same_words - each.exact_match) / (1 - each.exact_match) < 0.3
    for each in runs(COURSE, "causal mask"):
        assert each.forced_accuracy > max(run.forced_accuracy for run in whole)
        assert each.exact_match == 0
    test = make_corpus(num_train=1).test
    ends = len(test) / sum(len(pair.tgt) + 1 for pair in test)
    for each in runs(COURSE, "residuals"):
        assert abs(each.forced_accuracy - ends) < 0.011
    for part in ("norms", "scale"):
        best = max(run.exact_match for run in runs(COURSE, part))
        assert min(run.exact_match for run in whole) - 0.03 < best
        assert best < min(run.exact_match for run in whole)
    assert all(run.exact_match == 0 for run in runs(DEEP, "norms"))
    for with_it, without in zip(runs(WIDE, ""), runs(WIDE, "scale"), strict=True):
        assert without.exact_match < with_it.exact_match / 5
    for each in runs(COURSE, OFFSET):
        assert 0.06 < each.exact_match < 0.2
        assert each.forced_accuracy > 0.995
    assert all(run.exact_match == 0 for run in runs(ROTARY, OFFSET))


def test_training_without_a_part_is_training_of_what_is_left():
    corpus = make_corpus(num_train=128, num_eval=64)
    found = train_without("positions", corpus, epochs=1, seed=2)
    assert found[:3] == (COURSE, "positions", 2)
    assert 0 < found.forced_accuracy < 1


def test_numbers_that_grow_beyond_all_bounds_score_nothing(monkeypatch):
    corpus = make_corpus(num_train=64, num_eval=8)
    bold = Size({"num_layers": 1}, 1, 1e30)
    monkeypatch.setattr(ablations, "SIZES", {**SIZES, "bold": bold})
    found = train_without("", corpus, size="bold")
    assert found == Finding("bold", "", 0, 0.0, 0.0, 0.0)
