"""Searches against the truth, against each other and against another implementation."""

import inspect
import itertools
import math
from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from course_utils.beam_search import (
    beam_search,
    exhaustive_search,
    gnmt_penalty,
    greedy_search,
    power_penalty,
)
from course_utils.data import BOS_ID, EOS_ID
from course_utils.seq2seq import Seq2Seq

# Rows: the token read last; columns: the next. Ids 0 1 2 3 4 = pad bos eos a b.
TABLE = torch.tensor(
    [
        [0.2, 0.2, 0.2, 0.2, 0.2],
        [0.0, 0.0, 0.1, 0.5, 0.4],  # after <bos>: a
        [0.2, 0.2, 0.2, 0.2, 0.2],
        [0.0, 0.0, 0.2, 0.4, 0.4],  # after a: a or b
        [0.0, 0.0, 0.9, 0.1, 0.0],  # after b: <eos>
    ]
)
# Greedy: a a a … ; better: b <eos> = 0.4 · 0.9 = 0.36


def table_step(table):
    """A step over a table of probabilities for (last token, next token)."""
    return lambda tokens, state: (table.log()[tokens], state)


def random_table(seed, vocab_size):
    """A table of which every row is another distribution, some nearly certain."""
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(vocab_size, vocab_size, generator=generator) * 2
    return logits.softmax(dim=-1)


def by_recursion(table, max_len, alpha, penalty=power_penalty):
    """Every sentence with its score, by nothing but loops and products."""

    def grow(prefix, prob):
        for token, p in enumerate(table[prefix[-1]].tolist()):
            ids, total = (*prefix, token), prob * p
            if token == EOS_ID or len(ids) - 1 == max_len:
                yield ids[1:], math.log(total) / penalty(len(ids) - 1, alpha)
            else:
                yield from grow(ids, total)

    return dict(grow((BOS_ID,), 1.0))


seeds = st.integers(0, 2**31)
alphas = st.sampled_from([-1.0, 0.0, 0.75, 1.0, 2.0])


def test_greedy_takes_the_best_of_each_step_and_misses_the_best_sentence():
    (greedy,) = greedy_search(table_step(TABLE), None, 1, max_len=3)
    assert greedy.tokens == (3, 3, 3)
    assert greedy.log_prob == pytest.approx(math.log(0.5 * 0.4 * 0.4))
    (beam,) = beam_search(
        table_step(TABLE), None, 1, beam_size=2, max_len=3, length_penalty=0.0
    )
    assert beam[0].tokens == (4, EOS_ID)
    assert beam[0].log_prob == pytest.approx(math.log(0.36))


def test_greedy_rows_end_one_by_one():
    # The state counts down to the step at which each row must end
    def step(tokens, left):
        log_probs = torch.full((len(tokens), 5), -10.0)
        log_probs[:, 3] = -1.0
        log_probs[left == 0, 2] = -0.5
        return log_probs, left - 1

    found = greedy_search(step, torch.tensor([2, 0, 4]), 3, max_len=11)
    assert [len(h.tokens) for h in found] == [3, 1, 5]
    assert [h.log_prob for h in found] == pytest.approx([-2.5, -0.5, -4.5])
    assert found[0].score == found[0].log_prob


@settings(max_examples=200, deadline=None)
@given(seeds, st.integers(4, 7), st.integers(1, 7), alphas)
def test_one_beam_equals_greedy(seed, vocab_size, max_len, alpha):
    step = table_step(random_table(seed, vocab_size))
    (greedy,) = greedy_search(step, None, 1, max_len=max_len)
    options = {"beam_size": 1, "max_len": max_len, "length_penalty": alpha}
    ((found,),) = beam_search(step, None, 1, **options)
    assert (found.tokens, found.log_prob) == (greedy.tokens, greedy.log_prob)


@settings(max_examples=200, deadline=None)
@given(seeds, alphas, st.sampled_from([power_penalty, gnmt_penalty]))
def test_a_beam_of_everything_equals_exhaustive_search(seed, alpha, penalty):
    table = random_table(seed, 4)
    options = {"max_len": 4, "length_penalty": alpha, "penalty": penalty}
    truth = exhaustive_search(table_step(table), None, **options)
    (found,) = beam_search(table_step(table), None, 1, beam_size=4**4, **options)
    # Tokens may differ only where two sentences score the same
    assert found[0].score == pytest.approx(truth[0].score, rel=1e-9)
    scores = {h.tokens: h.score for h in truth}
    assert all(scores[h.tokens] == pytest.approx(h.score) for h in found)


@settings(max_examples=100, deadline=None)
@given(seeds, alphas, st.sampled_from([power_penalty, gnmt_penalty]))
def test_exhaustive_search_equals_recursion(seed, alpha, penalty):
    table = random_table(seed, 5)
    found = exhaustive_search(
        table_step(table), None, max_len=3, length_penalty=alpha, penalty=penalty
    )
    truth = by_recursion(table, 3, alpha, penalty)
    assert len(found) == len(truth) == 1 + 4 + 16 * 5
    assert {h.tokens: pytest.approx(h.score, rel=1e-5) for h in found} == truth
    scores = [h.score for h in found]
    assert scores == sorted(scores, reverse=True)


@settings(max_examples=200, deadline=None)
@given(seeds, st.integers(1, 9), st.integers(1, 9), alphas)
def test_hypotheses_are_sorted_different_and_rightly_scored(seed, k, max_len, alpha):
    table = random_table(seed, 5)
    (found,) = beam_search(
        table_step(table), None, 1, beam_size=k, max_len=max_len, length_penalty=alpha
    )
    assert 1 <= len(found) <= k
    assert len({h.tokens for h in found}) == len(found)
    scores = [h.score for h in found]
    assert scores == sorted(scores, reverse=True)
    for tokens, log_prob, score in found:
        assert EOS_ID not in tokens[:-1]
        assert tokens[-1] == EOS_ID or len(tokens) == max_len
        path = itertools.pairwise((BOS_ID, *tokens))
        total = sum(math.log(table[a, b]) for a, b in path)
        assert log_prob == pytest.approx(total, rel=1e-5)
        assert score == pytest.approx(total / len(tokens) ** alpha, rel=1e-5)


def rough_step(seed, vocab_size):
    """A step with a history, whose log-probabilities are small whole numbers: ties."""
    generator = torch.Generator().manual_seed(seed)
    size = (11, vocab_size, vocab_size)
    table = -torch.randint(1, 5, size, generator=generator).float()

    def step(tokens, history):
        return table[history, tokens], (history * 7 + tokens) % 11

    return step


def naive_beam(step, state, k, max_len, alpha):
    """Loops over lists that never stop early: every finished sentence, best first."""
    alive, finished = [((BOS_ID,), 0.0, state)], []
    for length in range(1, max_len + 1):
        grown = []
        for ids, total, own in alive:
            log_probs, after = step(torch.tensor([ids[-1]]), own)
            for token, log_prob in enumerate(log_probs[0].tolist()):
                grown.append(((*ids, token), total + log_prob, after))
        kept = sorted(grown, key=lambda each: -each[1])[:k]  # stable: the first wins
        ended = [c for c in kept if c[0][-1] == EOS_ID or length == max_len]
        finished += [(ids[1:], t, t / length**alpha) for ids, t, _ in ended]
        alive = [c for c in kept if c[0][-1] != EOS_ID]
    return sorted(finished, key=lambda each: -each[2])[:k]


@settings(max_examples=150, deadline=None)
@given(seeds, st.integers(1, 7), st.sampled_from([3, 5]), alphas)
def test_beam_equals_loops_that_never_stop_and_equals_keep_their_order(
    seed, k, vocab_size, alpha
):
    step, starts = rough_step(seed, vocab_size), torch.tensor([0, 3, 8])
    options = {"beam_size": k, "max_len": 6, "length_penalty": alpha}
    found = beam_search(step, starts, 3, **options)
    for state, hypotheses in zip(starts.split(1), found, strict=True):
        assert hypotheses == naive_beam(step, state, k, 6, alpha)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(2, 6), alphas)
def test_only_as_many_as_asked_for_are_safe_and_they_come_sooner(seed, k, alpha):
    step, start = rough_step(seed, 5), torch.tensor([0])
    options = {"beam_size": k, "max_len": 9, "length_penalty": alpha}
    (all_,) = beam_search(step, start, 1, **options)
    steps = []
    for n_best in range(1, k + 1):
        layers = []
        options |= {"n_best": n_best, "watch": layers.append}
        (found,) = beam_search(step, start, 1, **options)
        assert found[:n_best] == all_[:n_best]
        steps.append(len(layers))
    assert steps == sorted(steps)


def test_asking_for_one_takes_fewer_steps():
    step, layers = table_step(TABLE), {1: [], 5: []}
    for n_best, seen in layers.items():
        options = {"beam_size": 5, "max_len": 23, "n_best": n_best}
        beam_search(step, None, 1, **options, watch=seen.append)
    assert len(layers[1]) < len(layers[5])


@settings(max_examples=100, deadline=None)
@given(seeds, st.integers(1, 6), alphas)
def test_stopping_early_loses_nothing(seed, k, alpha):
    table = random_table(seed, 5)
    layers = []
    (found,) = beam_search(
        table_step(table),
        None,
        1,
        beam_size=k,
        max_len=9,
        length_penalty=alpha,
        watch=layers.append,
    )
    # The same beam by hand, with no early stop at all
    beam, finished = [((BOS_ID,), 0.0)], []
    for length in range(1, 10):
        grown = [
            ((*ids, token), total + math.log(p))
            for ids, total in beam
            for token, p in enumerate(table[ids[-1]].tolist())
        ]
        kept = sorted(grown, key=lambda pair: -pair[1])[:k]
        ended = [(i, t) for i, t in kept if i[-1] == EOS_ID or length == 9]
        finished += [t / length**alpha for _, t in ended]
        beam = [(i, t) for i, t in kept if not (i[-1] == EOS_ID or length == 9)]
    assert found[0].score == pytest.approx(max(finished), rel=1e-5)
    assert len(layers) <= 9


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(3)
    model = Seq2Seq(13, 17, embed_dim=5, hidden_size=7)
    for parameter in model.parameters():
        parameter.data *= 3  # far from uniform, so that sentences differ
    return model.eval()


def random_sources(batch):
    torch.manual_seed(5)
    return torch.randint(4, 13, (batch, 11))


def start(model, src):
    with torch.no_grad():
        return model.start(model.encode(src))


def assert_same_hypotheses(found, wanted):
    assert [h.tokens for h in found] == [h.tokens for h in wanted]
    assert [h.score for h in found] == pytest.approx([h.score for h in wanted])


@pytest.mark.parametrize("k", [1, 2, 5, 19])
def test_a_batch_of_many_equals_many_of_one(model, k):
    src = random_sources(23)
    options = {"beam_size": k, "max_len": 13}
    together = beam_search(model.step, start(model, src), 23, **options)
    for row, found in enumerate(together):
        state = start(model, src[row : row + 1])
        assert_same_hypotheses(found, beam_search(model.step, state, 1, **options)[0])


def test_padding_changes_nothing(model):
    src = random_sources(7)
    padded = torch.nn.functional.pad(src, (0, 5))
    options = {"beam_size": 3, "max_len": 13}
    found = beam_search(model.step, start(model, padded), 7, **options)
    wanted = beam_search(model.step, start(model, src), 7, **options)
    for ours, theirs in zip(found, wanted, strict=True):
        assert_same_hypotheses(ours, theirs)


@pytest.mark.parametrize("k", [1, 3])
def test_log_prob_equals_teacher_forcing(model, k):
    src = random_sources(5)
    found = beam_search(model.step, start(model, src), 5, beam_size=k, max_len=13)
    for row, hypotheses in enumerate(found):
        for tokens, log_prob, _ in hypotheses:
            tgt_in = torch.tensor([[BOS_ID, *tokens[:-1]]])
            with torch.no_grad():
                log_probs = model(src[row : row + 1], tgt_in).log_softmax(dim=-1)
            total = log_probs[0, torch.arange(len(tokens)), list(tokens)].sum()
            assert log_prob == pytest.approx(total.item(), abs=1e-4)


def test_states_of_any_shape_follow_their_hypotheses():
    # What comes next depends on all that was written: a wrong row would show at once
    table = random_table(0, 11)

    def step(tokens, history):
        history = (history * 7 + tokens) % 11
        return table.log()[history], history

    def nested(tokens, state):
        log_probs, history = step(tokens, state["deep"][1][0])
        return log_probs, {"deep": (None, [history]), "name": "kept as it is"}

    start = torch.tensor([0, 3, 8])
    found = beam_search(step, start, 3, beam_size=5, max_len=5)
    state = {"deep": (None, [start]), "name": "kept as it is"}
    assert beam_search(nested, state, 3, beam_size=5, max_len=5) == found
    for begin, hypotheses in zip(start.tolist(), found, strict=True):
        for tokens, log_prob, _ in hypotheses:
            history, total = begin, 0.0
            for last, following in itertools.pairwise((BOS_ID, *tokens)):
                history = (history * 7 + last) % 11
                total += math.log(table[history, following])
            assert log_prob == pytest.approx(total, rel=1e-5)


@pytest.mark.parametrize("k", [1, 3])
def test_what_a_step_writes_into_its_state_is_not_lost(k):
    """Rows that no step has changed are not moved; in-place changes count, too."""
    log_probs = random_table(0, 11).log()

    def pure(tokens, state):
        fixed, history = state
        history = (history * 7 + tokens + fixed) % 11
        return log_probs[history], (fixed, history)

    def in_place(tokens, state):
        fixed, history = state
        history.mul_(7).add_(tokens).add_(fixed).remainder_(11)
        return log_probs[history], state

    def every_other(tokens, state):  # in between it hands back what it was given
        fixed, history, turn = state
        history = (history * 7 + tokens + fixed) % 11 if turn[0] % 2 else history
        return log_probs[history], (fixed, history, turn + 1)

    def copying(tokens, state):
        log_probs, after = every_other(tokens, state)
        return log_probs, tuple(each.clone() for each in after)

    def search(step, *more):
        state = torch.tensor([5, 7, 1]), torch.tensor([0, 3, 8]), *more
        return beam_search(step, state, 3, beam_size=k, max_len=5)

    assert search(in_place) == search(pure)
    turn = torch.zeros(3, dtype=torch.long)
    assert search(every_other, turn) == search(copying, turn)


def test_tensors_that_no_step_changes_are_not_copied():
    seen = []

    def step(tokens, state):
        seen.append(state["source"])
        return random_table(0, 7).log()[tokens], state | {"written": tokens}

    state = {"source": torch.zeros(2, 3), "written": torch.zeros(2, 1)}
    beam_search(step, state, 2, beam_size=3, max_len=4, eos_id=-1)
    assert [len(each) for each in seen] == [2, 6, 6, 6]
    assert seen[1] is seen[2] is seen[3]


def test_states_of_inference_mode_can_be_searched():
    step, start = rough_step(0, 5), torch.tensor([0, 3, 8])
    wanted = beam_search(step, start, 3, beam_size=3, max_len=5)
    with torch.inference_mode():
        start = start.clone()
    assert beam_search(step, start, 3, beam_size=3, max_len=5) == wanted
    with torch.inference_mode():
        assert beam_search(step, start, 3, beam_size=3, max_len=5) == wanted


@pytest.mark.parametrize("width", [1, 2])
def test_sentences_that_are_done_take_no_more_steps(width):
    rows = []

    def step(tokens, left):  # each sentence must end when its count is at 0
        rows.append(len(tokens))
        log_probs = torch.full((len(tokens), 5), -10.0)
        log_probs[:, 3] = -1.0
        log_probs[left == 0, 2] = -0.5
        return log_probs, left - 1

    left = torch.tensor([2, 0, 4])
    if width == 1:
        greedy_search(step, left, 3, max_len=11)
        assert rows == [3, 2, 2, 1, 1]
    else:
        options = {"max_len": 11, "length_penalty": 0.0, "n_best": 1}
        beam_search(step, left, 3, beam_size=width, **options)
        assert rows == [3, 4, 4, 2, 2]


def test_two_hundred_steps_do_not_underflow():
    step = table_step(torch.tensor([[1e-9, 1e-9, 1e-9, 0.5, 0.5]]).repeat(5, 1))
    for k in (1, 4):
        (found,) = beam_search(step, None, 1, beam_size=k, max_len=200)
        assert found[0].log_prob == pytest.approx(200 * math.log(0.5), rel=1e-6)
        assert math.exp(found[0].log_prob) > 0  # double precision just holds it
    assert torch.tensor(0.5).pow(200) == 0  # single precision would not


def test_equal_candidates_are_taken_in_order():
    step = table_step(
        torch.tensor([[0.0, 0.0, 0.0, 0.25, 0.25, 0.25, 0.25]]).repeat(7, 1)
    )
    (found,) = beam_search(step, None, 1, beam_size=3, max_len=2)
    assert [h.tokens for h in found] == [(3, 3), (3, 4), (3, 5)]


def test_more_beams_than_words_start_with_what_there_is():
    layers = []
    (found,) = beam_search(
        table_step(random_table(0, 5)),
        None,
        1,
        beam_size=13,
        max_len=3,
        watch=layers.append,
    )
    assert [layer.candidates.shape[1] for layer in layers] == [1, 5, 13]
    assert len(found) <= 13


def test_larger_alpha_never_shortens_the_winner_of_the_same_pool():
    pool = [(-6.0, 3), (-8.0, 6), (-9.5, 11)]
    winners = [
        max(pool, key=lambda h: h[0] / power_penalty(h[1], alpha))[1]
        for alpha in (0.0, 0.25, 0.5, 0.75, 1.0, 2.0)
    ]
    assert winners == sorted(winners)
    assert winners[0] == 3
    assert winners[-1] == 11
    assert -6 / power_penalty(3, 0.75) == pytest.approx(-2.632, abs=1e-3)
    assert -8 / power_penalty(6, 0.75) == pytest.approx(-2.087, abs=1e-3)


def test_penalties_by_hand():
    assert power_penalty(9, 0.5) == 3
    assert gnmt_penalty(7, 1.0) == 2
    assert power_penalty(7, 0.0) == gnmt_penalty(7, 0.0) == 1


def test_watch_sees_every_candidate_once():
    layers = []
    beam_search(table_step(TABLE), None, 1, beam_size=2, max_len=3, watch=layers.append)
    first = layers[0]
    assert_close(
        first.candidates[0, 0].exp(), TABLE[BOS_ID].double(), atol=1e-6, rtol=0
    )
    assert first.tokens.tolist() == [[3, 4]]
    assert layers[1].prefixes.tolist() == [[[3], [4]]]
    assert layers[1].candidates.shape == (1, 2, 5)
    # Best two of ten: b <eos> = 0.36, then a a = 0.2 before its equal, a b
    assert layers[1].parents.tolist() == [[1, 0]]
    assert layers[1].tokens.tolist() == [[EOS_ID, 3]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"beam_size": 0}, "beam_size is 0"),
        ({"max_len": 0}, "max_len is 0"),
        ({"n_best": 0}, "n_best is 0"),
        ({"length_penalty": 1e4}, "length_penalty is 10000.0; at 3 tokens.*0.75"),
        ({"length_penalty": 1e9}, "length_penalty is 1000000000.0; at 3 tokens"),
        ({"length_penalty": -1e4}, "length_penalty is -10000.0; at 3 tokens"),
        ({"length_penalty": 1e5, "penalty": gnmt_penalty}, "length_penalty is 100000"),
        ({"length_penalty": math.nan}, "length_penalty is nan"),
        ({"length_penalty": math.inf}, "length_penalty is inf"),
    ],
)
def test_bad_options_are_named(options, message):
    options = {"beam_size": 2, "max_len": 3} | options
    with pytest.raises(ValueError, match=message):
        beam_search(table_step(TABLE), None, 1, **options)


@pytest.mark.parametrize(
    ("log_probs", "message"),
    [
        (torch.full((1, 5), -math.inf), "maximum -inf"),
        (torch.tensor([[-1.0, math.nan, -1.0]]), "maximum nan"),
        (torch.tensor([[-1.0, 2.5, -1.0]]), "maximum 2.5.*log_softmax"),
        (torch.zeros(5), r"shape \(5,\); expected \(1, vocab_size\)"),
        (torch.zeros(2, 5), r"shape \(2, 5\); expected \(1, vocab_size\)"),
    ],
)
def test_a_step_that_cannot_be_right_is_named(log_probs, message):
    def step(tokens, state):
        return log_probs, state

    for search in (
        lambda: greedy_search(step, None, 1, max_len=3),
        lambda: beam_search(step, None, 1, beam_size=2, max_len=3),
        lambda: exhaustive_search(step, None, max_len=3),
    ):
        with pytest.raises(ValueError, match=message):
            search()


def test_a_batch_of_nothing_is_named():
    for search in (greedy_search, partial(beam_search, beam_size=2)):
        with pytest.raises(ValueError, match="batch_size is 0; expected at least 1"):
            search(table_step(TABLE), None, 0, max_len=3)


def test_half_a_beam_is_named():
    search = inspect.unwrap(beam_search)  # without the types' check, as readers have it
    with pytest.raises(ValueError, match=r"beam_size is 2\.5; expected a whole number"):
        search(table_step(TABLE), None, 1, beam_size=2.5, max_len=3)


@pytest.mark.parametrize("said", [-math.inf, math.nan, 5.0])
def test_what_a_step_says_after_the_end_counts_for_nothing(said):
    """A step may close each sentence with −inf: nothing can follow `<eos>`."""

    def step(tokens, state):
        log_probs = table.log()[tokens]
        return log_probs.masked_fill((tokens == EOS_ID).unsqueeze(1), said), state

    for seed in range(5):
        table = random_table(seed, 5)
        for search in (
            lambda step: greedy_search(step, None, 2, max_len=4),
            lambda step: beam_search(step, None, 2, beam_size=3, max_len=4),
            lambda step: exhaustive_search(step, None, max_len=4),
        ):
            assert search(step) == search(table_step(table))


def test_exhaustive_search_refuses_what_would_never_end():
    with pytest.raises(ValueError, match=r"more than 1,000 sentences of up to 11"):
        exhaustive_search(table_step(random_table(0, 5)), None, max_len=11, most=1_000)
