"""The exact search against exhaustive search, and on a finished model."""

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.beam_search import (
    beam_search,
    exhaustive_search,
    gnmt_penalty,
    power_penalty,
)
from course_utils.data import BOS_ID, EOS_ID
from course_utils.exact_search import exact_search
from course_utils.training.pretrained import load_transformer

SENTENCES = (
    "the horse is black .",
    "my brother never sees the small cat .",
    "why does the queen sing ?",
)


def with_history(table):
    """A step over (history, token read, next token); histories are below 7."""

    def step(tokens, history):
        return table[history, tokens], (history * 3 + tokens) % 7

    return step


def random_step(seed, vocab_size, *, ties=False):
    generator = torch.Generator().manual_seed(seed)
    size = (7, vocab_size, vocab_size)
    if ties:  # not a distribution, but nothing in a search asks for one
        return with_history(-torch.randint(0, 3, size, generator=generator).float())
    logits = torch.randn(size, generator=generator) * 2
    return with_history(logits.log_softmax(dim=-1))


seeds = st.integers(0, 2**31)
alphas = st.sampled_from([-1.0, 0.0, 0.75, 2.0])
START = torch.tensor([5])


@settings(max_examples=150, deadline=None)
@given(
    seeds,
    st.sampled_from([3, 5]),
    st.integers(1, 5),
    alphas,
    st.sampled_from([power_penalty, gnmt_penalty]),
    st.booleans(),
)
def test_equals_exhaustive_search(seed, vocab_size, max_len, alpha, penalty, ties):
    step = random_step(seed, vocab_size, ties=ties)
    options = {"max_len": max_len, "length_penalty": alpha, "penalty": penalty}
    truth = exhaustive_search(step, START, **options)
    found = exact_search(step, START, **options, beam_size=2)
    assert found.proved
    assert found.hypothesis == truth[0]


@settings(max_examples=100, deadline=None)
@given(seeds, st.integers(1, 60), alphas)
def test_never_claims_what_is_not_proved(seed, most, alpha):
    step = random_step(seed, 5)
    options = {"max_len": 4, "length_penalty": alpha}
    truth = exhaustive_search(step, START, **options)[0]
    (beam,) = beam_search(step, START, 1, beam_size=1, **options)
    found = exact_search(step, START, **options, beam_size=1, most=most)
    assert found.expanded <= most
    assert beam[0].score <= found.hypothesis.score <= truth.score
    if found.proved:
        assert found.hypothesis == truth


def test_gives_up_and_says_so():
    """The beam walks into a trap; the limit is too small to find the way out."""
    probs = torch.full((7, 5, 5), 0.2)
    probs[5, BOS_ID] = torch.tensor([0.0, 0.0, 0.0, 0.6, 0.4])
    probs[:, 4] = torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0])
    step = with_history(probs.log())
    for most, proved, tokens in ((1, False, 3), (100, True, 4)):
        found = exact_search(step, START, max_len=4, beam_size=1, most=most)
        assert found.proved is proved
        assert found.hypothesis.tokens[0] == tokens
    assert found.hypothesis.tokens == (4, EOS_ID)
    assert found.hypothesis.log_prob == pytest.approx(math.log(0.4))


def test_cuts_nearly_everything():
    step, sentences = random_step(1, 13), 13**6
    found = exact_search(step, START, max_len=6)
    assert found.proved
    assert found.expanded < sentences / 1000


def test_groups_of_prefixes_change_nothing(monkeypatch):
    steps = [random_step(seed, 5) for seed in range(5)]
    options = {"max_len": 5, "length_penalty": 0.75}
    wanted = [exact_search(step, START, **options) for step in steps]
    monkeypatch.setattr("course_utils.exact_search.ROWS", 2)
    found = [exact_search(step, START, **options) for step in steps]
    assert [each[:2] for each in found] == [each[:2] for each in wanted]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"most": 0}, "most is 0"),
        ({"max_len": 0}, "max_len is 0"),
        ({"length_penalty": math.nan}, "length_penalty is nan"),
        ({"length_penalty": 1e4}, "length_penalty is 10000.0; at 3 tokens"),
    ],
)
def test_bad_options_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        exact_search(random_step(0, 5), START, **{"max_len": 3} | options)


@pytest.mark.parametrize("text", SENTENCES)
def test_proves_what_the_finished_transformer_finds_most_probable(text):
    model, src_vocab = load_transformer()[:2]
    src = torch.tensor([[*src_vocab.encode(text.split()), EOS_ID]])
    with torch.no_grad():
        state = model.start(model.encode(src))
    found = exact_search(model.step, state, max_len=20, most=500)
    assert found.proved
    wide = beam_search(
        model.step, state, 1, beam_size=16, max_len=20, length_penalty=0.0
    )
    assert found.hypothesis.score >= wide[0][0].score - 1e-4
    path = torch.tensor([[BOS_ID, *found.hypothesis.tokens[:-1]]])
    with torch.no_grad():
        log_probs = model(src, path).log_softmax(dim=-1)[0]
    pairs = zip(itertools.count(), found.hypothesis.tokens, strict=False)
    total = sum(log_probs[pair].item() for pair in pairs)
    assert found.hypothesis.log_prob == pytest.approx(total, abs=1e-4)
