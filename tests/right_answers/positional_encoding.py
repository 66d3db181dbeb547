"""Right answers of many styles for the exercises on positional encoding."""

import math

import numpy as np
import torch

# 7.2: the whole table, without the course's own function


def table_by_columns(max_len, d_model):
    position = torch.arange(max_len).unsqueeze(1)
    angle = position / 10_000 ** (torch.arange(0, d_model, 2) / d_model)
    table = torch.zeros(max_len, d_model)
    table[:, 0::2] = torch.sin(angle)
    table[:, 1::2] = torch.cos(angle)
    return table


def table_by_exp(max_len, d_model):
    pe = torch.empty(max_len, d_model)
    div_term = torch.exp(torch.arange(0, d_model, 2) * -(math.log(10000.0) / d_model))
    angles = torch.outer(torch.arange(max_len).float(), div_term)
    pe[:, ::2], pe[:, 1::2] = angles.sin(), angles.cos()
    return pe


def table_by_loops(max_len, d_model):
    table = torch.zeros(max_len, d_model)
    for pos in range(max_len):
        for j in range(d_model // 2):
            angle = pos / (10000 ** (2 * j / d_model))
            table[pos, 2 * j] = math.sin(angle)
            table[pos, 2 * j + 1] = math.cos(angle)
    return table


def table_of_lists(max_len, d_model):
    rows = []
    for i in range(max_len):
        row = []
        for j in range(0, d_model, 2):
            angle = i * 10_000 ** (-j / d_model)
            row += [math.sin(angle), math.cos(angle)]
        rows.append(row)
    return rows


def table_by_numpy(max_len, d_model):
    column = np.arange(d_model)
    angle = np.arange(max_len)[:, None] / 10_000 ** (column // 2 * 2 / d_model)
    return np.where(column % 2 == 0, np.sin(angle), np.cos(angle))


def table_by_shifted_sine(max_len, d_model):
    column = torch.arange(d_model, dtype=torch.float64)
    odd = column % 2
    frequency = 10_000.0 ** (-(column - odd) / d_model)
    place = torch.arange(max_len, dtype=torch.float64)[:, None]
    return torch.sin(place * frequency + odd * math.pi / 2)


def table_of_complex_numbers(max_len, d_model):
    frequency = torch.pow(10_000, -torch.arange(0, d_model, 2) / d_model)
    angle = torch.einsum("i,j->ij", torch.arange(max_len).float(), frequency)
    turned = torch.polar(torch.ones_like(angle), angle)
    return torch.view_as_real(turned).flip(-1).reshape(max_len, d_model)


def table_by_turning(max_len, d_model):
    def row(position):
        if position == 0:
            return [0.0, 1.0] * (d_model // 2)
        before, new = row(position - 1), []
        for j in range(0, d_model, 2):
            step = 1 / 10_000 ** (j / d_model)
            sine, cosine = before[j], before[j + 1]
            new.append(sine * math.cos(step) + cosine * math.sin(step))
            new.append(cosine * math.cos(step) - sine * math.sin(step))
        return new

    return torch.tensor([row(position) for position in range(max_len)])


def table_by_stack(max_len, d_model):
    angle = torch.arange(max_len)[:, None] / 10_000 ** torch.arange(
        0, 1, 2 / d_model, dtype=torch.float64
    )
    return torch.stack((angle.sin(), angle.cos()), dim=2).view(max_len, d_model)


def table_in_one_line(max_len, d_model):
    return [
        [
            (math.cos if k % 2 else math.sin)(i / 10_000 ** ((k - k % 2) / d_model))
            for k in range(d_model)
        ]
        for i in range(max_len)
    ]


# 7.3: halves for pairs


def pairs_stacked(angle):
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(-2)


def pairs_by_slices(angle):
    out = torch.zeros(angle.shape[0], 2 * angle.shape[1])
    out[:, 0::2] = torch.sin(angle)
    out[:, 1::2] = torch.cos(angle)
    return out


def pairs_by_loops(angle):
    positions, half = angle.shape
    result = torch.empty(positions, half * 2)
    for i in range(positions):
        for j in range(half):
            result[i, 2 * j] = torch.sin(angle[i, j])
            result[i, 2 * j + 1] = torch.cos(angle[i, j])
    return result


def pairs_of_the_halves(angle):
    halves = torch.cat([angle.sin(), angle.cos()], dim=-1)
    return halves.view(angle.shape[0], 2, -1).transpose(1, 2).reshape(halves.shape)


def pairs_by_index(angle):
    half = angle.shape[-1]
    order = [k // 2 + half * (k % 2) for k in range(2 * half)]
    return torch.cat([angle.sin(), angle.cos()], dim=-1)[:, order]


def pairs_by_columns(angle):
    columns = []
    for column in angle.T:
        columns.append(column.sin())
        columns.append(column.cos())
    return torch.stack(columns, dim=1)


def pairs_of_lists(angle):
    return [
        [wave(a) for a in row for wave in (math.sin, math.cos)]
        for row in angle.tolist()
    ]


def pairs_by_numpy(angle):
    angle = angle.numpy()
    return np.dstack((np.sin(angle), np.cos(angle))).reshape(len(angle), -1)


def pairs_repeated(angle):
    doubled = angle.double().repeat_interleave(2, dim=1)
    doubled[:, 1::2] += math.pi / 2
    return doubled.sin()


def pairs_chosen(angle):
    twice = angle.repeat_interleave(2, dim=-1)
    even = torch.arange(twice.shape[-1]) % 2 == 0
    return torch.where(even, twice.sin(), twice.cos())


def pairs_by_recursion(angle):
    if angle.shape[1] == 0:
        return angle
    first = angle[:, :1]
    return torch.cat([first.sin(), first.cos(), pairs_by_recursion(angle[:, 1:])], 1)


# 7.4: always the first word


def places_mended(x, table, offset):
    return x + table[offset : offset + x.shape[1]]


def places_counted(x, table, offset):
    length = x.size(1)
    rows = torch.arange(length) + offset
    return x + table[rows].unsqueeze(0)


def places_moved(x, table, offset):
    return x + table[offset:][: x.shape[1]]


def places_narrowed(x, table, offset):
    return torch.add(table.narrow(0, offset, x.shape[1]).expand_as(x), x)


def places_by_loop(x, table, offset):
    out = x.clone()
    for i in range(x.shape[1]):
        out[:, i] = out[:, i] + table[offset + i]
    return out


def places_in_place(x, table, offset):
    for sentence in x:
        sentence += table[offset : offset + len(sentence)]
    return x


def places_by_numpy(x, table, offset):
    return x.numpy() + table.numpy()[None, offset : offset + x.shape[1]]


def places_of_lists(x, table, offset):
    return [
        [
            [a + b for a, b in zip(token, table[offset + i].tolist(), strict=True)]
            for i, token in enumerate(sentence)
        ]
        for sentence in x.tolist()
    ]


def places_by_one_hot(x, table, offset):
    places = range(offset, offset + x.shape[1])
    one_hot = torch.stack([torch.arange(len(table)) == place for place in places])
    return x.double() + one_hot.double() @ table.double()


def places_by_rolling(x, table, offset):
    return x + table.roll(-offset, dims=0)[: x.shape[1]]


def places_word_by_word(x, table, offset):
    if x.shape[1] == 0:
        return x
    first = x[:, :1] + table[offset]
    return torch.cat([first, places_word_by_word(x[:, 1:], table, offset + 1)], dim=1)


RIGHT = {
    "7.2": (
        table_by_columns,
        table_by_exp,
        table_by_loops,
        table_of_lists,
        table_by_numpy,
        table_by_shifted_sine,
        table_of_complex_numbers,
        table_by_turning,
        table_by_stack,
        table_in_one_line,
    ),
    "7.3": (
        pairs_stacked,
        pairs_by_slices,
        pairs_by_loops,
        pairs_of_the_halves,
        pairs_by_index,
        pairs_by_columns,
        pairs_of_lists,
        pairs_by_numpy,
        pairs_repeated,
        pairs_chosen,
        pairs_by_recursion,
    ),
    "7.4": (
        places_mended,
        places_counted,
        places_moved,
        places_narrowed,
        places_by_loop,
        places_in_place,
        places_by_numpy,
        places_of_lists,
        places_by_one_hot,
        places_by_rolling,
        places_word_by_word,
    ),
}
