"""Greedy search on a table that one can read."""

import pytest
import torch

from course_utils.beam_search import greedy_search

# Rows: the token read last; columns: the next. Ids 0 1 2 3 4 = pad bos eos a b.
TABLE = torch.tensor(
    [
        [0.2, 0.2, 0.2, 0.2, 0.2],
        [0.0, 0.0, 0.1, 0.5, 0.4],  # after <bos>: a
        [0.2, 0.2, 0.2, 0.2, 0.2],
        [0.0, 0.0, 0.3, 0.0, 0.7],  # after a: b
        [0.0, 0.0, 0.6, 0.4, 0.0],  # after b: <eos>
    ]
)


def table_step(tokens, state):
    return TABLE[tokens].log(), state


def test_greedy_takes_the_best_of_each_step():
    (found,) = greedy_search(table_step, None, 1, max_len=7)
    assert found.tokens == (3, 4, 2)
    assert found.log_prob == pytest.approx(torch.tensor(0.5 * 0.7 * 0.6).log().item())


def test_greedy_stops_at_max_len_without_eos():
    (found,) = greedy_search(table_step, None, 1, max_len=2)
    assert found.tokens == (3, 4)


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


def test_greedy_takes_the_smaller_id_of_equals():
    def step(tokens, state):
        return torch.tensor([[-9.0, -9.0, -9.0, -1.0, -1.0]]), state

    (found,) = greedy_search(step, None, 1, max_len=3)
    assert found.tokens == (3, 3, 3)


def test_greedy_names_a_bad_max_len():
    with pytest.raises(ValueError, match="max_len is 0"):
        greedy_search(table_step, None, 1, max_len=0)
