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


# 7.3: the matrix that moves positions laid out in halves


def shift_of_four_blocks(delta, d_model):
    angle = delta / 10_000 ** (torch.arange(0, d_model, 2) / d_model)
    cosine, sine = torch.diag(angle.cos()), torch.diag(angle.sin())
    above = torch.cat([cosine, -sine], dim=1)
    return torch.cat([above, torch.cat([sine, cosine], dim=1)])


def shift_by_loops(delta, d_model):
    half = d_model // 2
    matrix = torch.zeros(d_model, d_model)
    for j in range(half):
        angle = delta / 10000 ** (2 * j / d_model)
        matrix[j, j] = matrix[j + half, j + half] = math.cos(angle)
        matrix[half + j, j] = math.sin(angle)
        matrix[j, half + j] = -math.sin(angle)
    return matrix


def shift_by_kron(delta, d_model):
    matrix = torch.zeros(d_model, d_model)
    for j in range(d_model // 2):
        w = delta * 10_000 ** (-2 * j / d_model)
        turn = torch.tensor([[math.cos(w), -math.sin(w)], [math.sin(w), math.cos(w)]])
        one = torch.zeros(d_model // 2, d_model // 2)
        one[j, j] = 1
        matrix += torch.kron(turn, one)
    return matrix


def shift_by_numpy(delta, d_model):
    angle = delta / 10_000 ** (np.arange(d_model // 2) * 2 / d_model)
    c, s = np.diag(np.cos(angle)), np.diag(np.sin(angle))
    return np.block([[c, -s], [s, c]])


def shift_of_lists(delta, d_model):
    half = d_model // 2
    rows = [[0.0] * d_model for _ in range(d_model)]
    for j in range(half):
        angle = delta * math.exp(-math.log(10_000) * 2 * j / d_model)
        rows[j][j], rows[j][j + half] = math.cos(angle), -math.sin(angle)
        rows[j + half][j], rows[j + half][j + half] = math.sin(angle), math.cos(angle)
    return rows


def shift_by_reordering(delta, d_model):
    angle = delta / 10_000 ** (torch.arange(0, d_model, 2) / d_model)
    blocks = [
        torch.tensor([[math.cos(w), -math.sin(w)], [math.sin(w), math.cos(w)]])
        for w in angle.tolist()
    ]
    order = [*range(0, d_model, 2), *range(1, d_model, 2)]
    return torch.block_diag(*blocks)[order][:, order]


def shift_by_least_squares(delta, d_model):
    place = torch.arange(200, dtype=torch.float64)[:, None]
    speeds = 10_000 ** (-torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    before = torch.cat([(place * speeds).sin(), (place * speeds).cos()], dim=1)
    after = place + delta
    after = torch.cat([(after * speeds).sin(), (after * speeds).cos()], dim=1)
    return torch.linalg.pinv(before) @ after


def shift_by_steps(delta, d_model):
    speeds = 1 / 10_000 ** (torch.arange(0, d_model, 2).double() / d_model)
    c, s = torch.diag(speeds.cos()), torch.diag(speeds.sin())
    once = torch.cat([torch.cat([c, -s], 1), torch.cat([s, c], 1)], 0)
    return torch.linalg.matrix_power(once, delta)


def shift_by_index(delta, d_model):
    half = torch.arange(d_model // 2)
    angle = delta / torch.pow(10_000.0, 2 * half / d_model)
    matrix = torch.eye(d_model)
    matrix[half, half] = matrix[half + d_model // 2, half + d_model // 2] = angle.cos()
    matrix[half, half + d_model // 2] = angle.mul(-1).sin()
    matrix[half + d_model // 2, half] = angle.sin()
    return matrix


# 7.4: queries and keys, turned


def turned_by_formula(x, offset):
    length, d = x.shape
    place = torch.arange(offset, offset + length)[:, None]
    angle = place / 10_000 ** (torch.arange(0, d, 2) / d)
    a, b = x[:, ::2], x[:, 1::2]
    out = torch.empty_like(x)
    out[:, ::2] = a * angle.cos() - b * angle.sin()
    out[:, 1::2] = a * angle.sin() + b * angle.cos()
    return out


def turned_by_loops(x, offset):
    out = torch.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1] // 2):
            angle = (offset + i) / 10000 ** (2 * j / x.shape[1])
            a, b = x[i, 2 * j], x[i, 2 * j + 1]
            out[i, 2 * j] = a * math.cos(angle) - b * math.sin(angle)
            out[i, 2 * j + 1] = a * math.sin(angle) + b * math.cos(angle)
    return out


def turned_as_complex_numbers(x, offset):
    length, d = x.shape
    speeds = 1 / 10_000 ** (torch.arange(0, d, 2) / d)
    angle = torch.outer(torch.arange(length) + float(offset), speeds)
    points = torch.view_as_complex(x.reshape(length, d // 2, 2))
    turned = points * torch.polar(torch.ones_like(angle), angle)
    return torch.view_as_real(turned).reshape(length, d)


def turned_by_matrices(x, offset):
    d, rows = x.shape[1], []
    for place, vector in enumerate(x, offset):
        blocks = []
        for j in range(0, d, 2):
            w = place / 10_000 ** (j / d)
            blocks.append(
                torch.tensor([[math.cos(w), math.sin(w)], [-math.sin(w), math.cos(w)]])
            )
        rows.append(vector @ torch.block_diag(*blocks))
    return torch.stack(rows)


def turned_by_partners(x, offset):
    length, d = x.shape
    angle = torch.arange(offset, offset + length)[:, None] / 10_000 ** (
        torch.arange(0, d, 2).repeat_interleave(2) / d
    )
    partner = torch.stack([-x[:, 1::2], x[:, ::2]], dim=-1).flatten(1)
    return x * angle.cos() + partner * angle.sin()


def turned_by_numpy(x, offset):
    x = x.numpy().astype(float)
    n, d = x.shape
    z = x[:, 0::2] + 1j * x[:, 1::2]
    z = z * np.exp(
        1j * np.outer(np.arange(n) + offset, 10_000 ** (-np.arange(0, d, 2) / d))
    )
    return np.stack([z.real, z.imag], axis=-1).reshape(n, d)


def turned_of_lists(x, offset):
    result = []
    for i, row in enumerate(x.tolist()):
        new = []
        for j in range(0, len(row), 2):
            w = (i + offset) * 10_000 ** (-j / len(row))
            c, s = math.cos(w), math.sin(w)
            new += [row[j] * c - row[j + 1] * s, row[j] * s + row[j + 1] * c]
        result.append(new)
    return result


def turned_by_einsum(x, offset):
    n, d = x.shape
    w = (
        torch.arange(n).add(offset)[:, None] * 10_000 ** (-torch.arange(0, d, 2) / d)
    ).double()
    turn = torch.stack([w.cos(), w.sin(), -w.sin(), w.cos()], -1).view(n, d // 2, 2, 2)
    return torch.einsum("njp,njpq->njq", x.double().view(n, -1, 2), turn).reshape(n, d)


def turned_by_polar(x, offset):
    n, d = x.shape
    a, b = x.view(n, d // 2, 2).unbind(-1)
    far, angle = torch.hypot(a, b), torch.atan2(b, a)
    place = torch.arange(offset, n + offset)[:, None]
    angle = angle + place / 10_000 ** (torch.arange(d // 2) * 2 / d)
    return torch.stack([far * angle.cos(), far * angle.sin()], dim=2).view(n, d)


def turned_in_place(x, offset):
    n, d = x.shape
    for i in range(n):
        for j in range(0, d, 2):
            w = torch.tensor((offset + i) / 10_000 ** (j / d))
            a, b = x[i, j].clone(), x[i, j + 1].clone()
            x[i, j], x[i, j + 1] = a * w.cos() - b * w.sin(), b * w.cos() + a * w.sin()
    return x


# 7.5: one step with kept keys


def step_mended(query, key, kept, turn):
    keys = torch.cat([kept, turn(key, len(kept))])
    return turn(query, len(kept)) @ keys.T, keys


def step_by_shape(query, key, kept, turn):
    offset = kept.shape[0]
    new_key = turn(key, offset)
    keys = torch.cat((kept, new_key), dim=0)
    scores = torch.matmul(turn(query, offset), keys.transpose(0, 1))
    return scores, keys


def step_both_at_once(query, key, kept, turn):
    query, key = (turn(each, kept.size(0)) for each in (query, key))
    kept = torch.vstack([kept, key])
    return query @ kept.T, kept


def step_as_list(query, key, kept, turn):
    i = len(kept)
    q, keys = turn(query, i), [*kept, turn(key, i)[0]]
    scores = [[float(q[0] @ each) for each in keys]]
    return [scores, [each.tolist() for each in keys]]


def step_padded(query, key, kept, turn):
    place = kept.shape[0]
    keys = torch.zeros(place + 1, kept.shape[1])
    keys[:place] = kept
    keys[place] = turn(key, place)[0]
    return torch.einsum("qd,kd->qk", turn(query, place), keys), keys


def step_by_difference(query, key, kept, turn):
    before = turn(query, len(kept)) @ kept.T
    keys = torch.cat([kept, turn(key, len(kept))])
    return torch.cat([before, query @ key.T], dim=1), keys


def step_by_numpy(query, key, kept, turn):
    place = len(kept)
    keys = np.concatenate([kept.numpy(), turn(key, place).numpy()])
    return turn(query, place).numpy() @ keys.T, keys


def step_by_sum(query, key, kept, turn):
    keys = torch.cat([kept, turn(key, len(kept))])
    return (turn(query, len(kept)) * keys).sum(dim=1)[None], keys


def step_by_one_turn(query, key, kept, turn):
    twice = torch.cat([query.repeat(len(kept) + 1, 1), key.repeat(len(kept) + 1, 1)])
    length = len(kept) + 1
    query, key = turn(twice[:length], 0)[-1:], turn(twice[length:], 0)[-1:]
    keys = torch.cat([kept, key])
    return torch.nn.functional.linear(query, keys), keys


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
        shift_of_four_blocks,
        shift_by_loops,
        shift_by_kron,
        shift_by_numpy,
        shift_of_lists,
        shift_by_reordering,
        shift_by_least_squares,
        shift_by_steps,
        shift_by_index,
    ),
    "7.4": (
        turned_by_formula,
        turned_by_loops,
        turned_as_complex_numbers,
        turned_by_matrices,
        turned_by_partners,
        turned_by_numpy,
        turned_of_lists,
        turned_by_einsum,
        turned_by_polar,
        turned_in_place,
    ),
    "7.5": (
        step_mended,
        step_by_shape,
        step_both_at_once,
        step_as_list,
        step_padded,
        step_by_difference,
        step_by_numpy,
        step_by_sum,
        step_by_one_turn,
    ),
}
