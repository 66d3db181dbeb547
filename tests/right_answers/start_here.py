"""Right answers in other styles to the exercise of notebook 00."""

import numpy as np
import torch

from course_utils.data import PAD_ID


def method(src):
    return src.ne(PAD_ID)


def inverted(src):
    padding = src == PAD_ID
    return ~padding


def as_truth(src):
    return src.bool()


def comprehension(src):
    return [[token != PAD_ID for token in row] for row in src.tolist()]


def tuples(src):
    return tuple(tuple(int(token) != PAD_ID for token in row) for row in src)


def loops(src):
    batch, src_len = src.shape
    mask = torch.zeros(batch, src_len, dtype=torch.bool)
    for row in range(batch):
        for column in range(src_len):
            if src[row, column] != PAD_ID:
                mask[row, column] = True
    return mask


def in_place(src):
    mask = torch.ones_like(src, dtype=torch.bool)
    mask[src == PAD_ID] = False
    return mask


def overwritten(src):
    src[src != PAD_ID] = 1
    return src.to(torch.bool)


def where(src):
    return torch.where(src == PAD_ID, False, True)


def numpy(src):
    return np.not_equal(src.numpy(), PAD_ID)


def lengths(src):
    counts = torch.count_nonzero(src, dim=1)
    return torch.arange(src.shape[1]) < counts.unsqueeze(1)


def beginner(src):
    rows = []
    for sentence in src:
        marks = []
        for token in sentence:
            if token == PAD_ID:
                marks.append(False)
            else:
                marks.append(True)
        rows.append(torch.tensor(marks))
    return torch.stack(rows)


def recursion(src):
    def real(tokens):
        if not tokens:
            return []
        return [tokens[0] != PAD_ID, *real(tokens[1:])]

    return torch.tensor([real(row) for row in src.tolist()])


RIGHT = {
    "0.1": (
        method,
        inverted,
        as_truth,
        comprehension,
        tuples,
        loops,
        in_place,
        overwritten,
        where,
        numpy,
        lengths,
        beginner,
        recursion,
    ),
}
