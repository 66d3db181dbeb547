"""Right answers of many styles for the exercises on multi-head attention."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from course_utils.attention import scaled_dot_product_attention
from course_utils.multi_head_attention import (
    MultiHeadAttention,
    merge_heads,
    split_heads,
)

# 5.2: three at once


def split_by_permute(x, num_heads):
    batch, length, width = x.shape
    d_head = width // 3 // num_heads
    return x.view(batch, length, 3, num_heads, d_head).permute(2, 0, 3, 1, 4)


def split_by_chunk(x, num_heads):
    q, k, v = x.chunk(3, dim=-1)
    return (
        split_heads(q, num_heads),
        split_heads(k, num_heads),
        split_heads(v, num_heads),
    )


def split_by_two_chunks(x, num_heads):
    thirds = x.chunk(3, dim=2)
    return [torch.stack(each.chunk(num_heads, dim=2), dim=1) for each in thirds]


def split_by_slices(x, num_heads):
    d_model = x.size(2) // 3
    d_head = d_model // num_heads
    parts = []
    for third in range(3):
        heads = []
        for h in range(num_heads):
            first = third * d_model + h * d_head
            heads.append(x[:, :, first : first + d_head])
        parts.append(torch.stack(heads, 1))
    return parts


def split_by_loops(x, num_heads):
    batch, length, width = x.shape
    d_head = width // (3 * num_heads)
    out = torch.zeros(3, batch, num_heads, length, d_head)
    for b in range(batch):
        for i in range(length):
            for place in range(width):
                block, feature = divmod(place, d_head)
                third, head = divmod(block, num_heads)
                out[third, b, head, i, feature] = x[b, i, place]
    return out


def split_into_lists(x, num_heads):
    d_head = x.shape[-1] // 3 // num_heads
    return [
        [
            [
                [token[(third * num_heads + h) * d_head :][:d_head] for token in rows]
                for h in range(num_heads)
            ]
            for rows in x.tolist()
        ]
        for third in range(3)
    ]


def split_by_numpy(x, num_heads):
    thirds = np.split(x.numpy(), 3, axis=-1)
    return np.stack([np.stack(np.split(t, num_heads, -1), axis=1) for t in thirds])


def split_by_numpy_axes(x, num_heads):
    array = np.asarray(x, dtype=np.float64)
    batch, length, _ = array.shape
    cut = array.reshape(batch, length, 3, num_heads, -1)
    return np.moveaxis(np.moveaxis(cut, 2, 0), 3, 2)


def split_by_unflatten(x, num_heads):
    cut = x.unflatten(-1, (3, num_heads, -1)).transpose(1, 3)
    return cut.unbind(dim=2)


def split_many_heads(x, num_heads):
    heads = split_heads(x, 3 * num_heads)  # q's heads, then k's, then v's
    return heads.split(num_heads, dim=1)


def split_by_unfold(x, num_heads):
    width = x.shape[-1] // (3 * num_heads)
    heads = x.unfold(2, width, width).swapaxes(1, 2)
    return torch.stack([heads[:, i * num_heads :][:, :num_heads] for i in range(3)])


def split_by_einsum(x, num_heads):
    width = x.shape[-1]
    # picks[t, h, j] is the row of the identity that takes feature j of head h of t
    picks = torch.eye(width).reshape(3, num_heads, -1, width)
    return torch.einsum("blm,thjm->tbhlj", x, picks)


# 5.3: a leak


def leak_mended(scores):
    mask = torch.ones(scores.shape[-2:]).bool().tril(diagonal=0)
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)


def leak_by_triu(scores):
    future = torch.triu(torch.ones_like(scores), diagonal=1) == 1
    return F.softmax(scores.masked_fill(future, -1e9), dim=-1)


def leak_by_positions(scores):
    query = torch.arange(scores.shape[-2]).unsqueeze(1)
    key = torch.arange(scores.shape[-1]).unsqueeze(0)
    return torch.where(key <= query, scores, float("-inf")).softmax(-1)


def leak_by_sum(scores):
    penalty = torch.full(scores.shape[-2:], -torch.inf).triu(1)
    return torch.softmax(scores + penalty, dim=-1)


def leak_in_place(scores):
    for i in range(scores.shape[-2]):
        scores[..., i, i + 1 :] = -math.inf
    scores -= scores.max(dim=-1, keepdim=True).values
    scores.exp_()
    scores /= scores.sum(dim=-1, keepdim=True)
    return scores


def leak_by_rows(scores):
    weights = torch.zeros_like(scores)
    for i in range(scores.shape[-2]):
        weights[..., i, : i + 1] = torch.softmax(scores[..., i, : i + 1], dim=-1)
    return weights


def leak_scaled_again(scores):
    weights = scores.double().softmax(dim=-1).tril()
    return weights / weights.sum(dim=-1, keepdim=True)


def leak_by_numpy(scores):
    array = scores.numpy().astype(np.float64)
    allowed = np.tri(*array.shape[-2:], dtype=bool)
    powers = np.where(allowed, np.exp(array), 0)
    return powers / powers.sum(axis=-1, keepdims=True)


def leak_by_math(scores):
    def weigh(table):
        if isinstance(table[0][0], list):
            return [weigh(each) for each in table]
        rows = []
        for i, row in enumerate(table):
            powers = [math.exp(s) if j <= i else 0.0 for j, s in enumerate(row)]
            rows.append([power / sum(powers) for power in powers])
        return rows

    return weigh(scores.tolist())


def leak_by_log(scores):
    logs = scores.tril() + torch.ones_like(scores).tril().log()
    return (logs - logs.logsumexp(-1, keepdim=True)).exp()


# 5.4: put together wrongly


def merge_mended(x):
    batch, num_heads, length, d_head = x.shape
    return x.transpose(1, 2).reshape(batch, length, num_heads * d_head)


def merge_by_permute(x):
    x = x.permute(0, 2, 1, 3).contiguous()
    return x.view(x.size(0), x.size(1), -1)


def merge_by_flatten(x):
    return x.transpose(1, 2).flatten(2)


def merge_by_unbind(x):
    return torch.cat(x.unbind(dim=1), dim=-1)


def merge_by_adding(x):
    merged = x[:, 0]
    for h in range(1, x.shape[1]):
        merged = torch.cat((merged, x[:, h]), dim=2)
    return merged


def merge_by_loops(x):
    batch, num_heads, length, d_head = x.shape
    out = torch.empty(batch, length, num_heads * d_head, dtype=torch.float64)
    for b in range(batch):
        for i in range(length):
            for h in range(num_heads):
                for j in range(d_head):
                    out[b, i, h * d_head + j] = x[b, h, i, j]
    return out


def merge_into_lists(x):
    return [
        [[number for head in heads for number in head[i]] for i in range(len(heads[0]))]
        for heads in x.tolist()
    ]


def merge_by_numpy(x):
    return np.concatenate(list(np.swapaxes(x.numpy(), 0, 1)), axis=-1)


def merge_by_hstack(x):
    sentences = []
    for sentence in x:
        sentences.append(torch.hstack(list(sentence)))
    return torch.stack(sentences)


def merge_by_einsum(x):
    return torch.einsum("bhld->blhd", x).reshape(x.shape[0], x.shape[2], -1)


def merge_by_recursion(x):
    if x.shape[1] == 1:
        return x.squeeze(1)
    return torch.cat([x[:, 0], merge_by_recursion(x[:, 1:])], dim=-1)


def merge_of_the_course(x):
    return merge_heads(x)


# 5.5: the whole of it


def whole_from_the_parts(x, w_q, w_k, w_v, w_o, num_heads):
    q = split_heads(x @ w_q, num_heads)
    k = split_heads(x @ w_k, num_heads)
    v = split_heads(x @ w_v, num_heads)
    context, _weights = scaled_dot_product_attention(q, k, v)
    return merge_heads(context) @ w_o


def whole_by_view(x, w_q, w_k, w_v, w_o, num_heads):
    batch, length, d_model = x.shape
    d_head = d_model // num_heads
    q = (x @ w_q).view(batch, length, num_heads, d_head).transpose(1, 2)
    k = (x @ w_k).view(batch, length, num_heads, d_head).transpose(1, 2)
    v = (x @ w_v).view(batch, length, num_heads, d_head).transpose(1, 2)
    weights = torch.softmax(q @ k.transpose(2, 3) / d_head**0.5, dim=-1)
    return (weights @ v).transpose(1, 2).reshape(batch, length, d_model) @ w_o


def whole_head_by_head(x, w_q, w_k, w_v, w_o, num_heads):
    d_head = x.shape[-1] // num_heads
    outputs = []
    for h in range(num_heads):
        columns = slice(h * d_head, (h + 1) * d_head)
        q, k, v = x @ w_q[:, columns], x @ w_k[:, columns], x @ w_v[:, columns]
        scores = q @ k.transpose(-2, -1) / math.sqrt(d_head)
        outputs.append(scores.softmax(dim=-1) @ v)
    return torch.cat(outputs, dim=-1) @ w_o


def whole_by_chunk(x, w_q, w_k, w_v, w_o, num_heads):
    pieces = ((x @ w).chunk(num_heads, dim=2) for w in (w_q, w_k, w_v))
    found = [
        F.scaled_dot_product_attention(*each) for each in zip(*pieces, strict=True)
    ]
    return torch.matmul(torch.cat(found, 2), w_o)


def whole_without_concat(x, w_q, w_k, w_v, w_o, num_heads):
    d_head = x.size(-1) // num_heads
    total = 0
    for h in range(num_heads):
        own = range(h * d_head, (h + 1) * d_head)
        q, k, v = x @ w_q[:, own], x @ w_k[:, own], x @ w_v[:, own]
        weights = (q @ k.mT * d_head**-0.5).softmax(-1)
        total = total + weights @ v @ w_o[own]  # Concat times W^O, block by block
    return total


def whole_by_einsum(x, w_q, w_k, w_v, w_o, num_heads):
    q, k, v = (w.unflatten(1, (num_heads, -1)) for w in (w_q, w_k, w_v))
    q, k, v = (torch.einsum("bnm,mhd->bhnd", x, w) for w in (q, k, v))
    scores = torch.einsum("bhid,bhjd->bhij", q, k) / q.shape[-1] ** 0.5
    heads = torch.einsum("bhij,bhjd->bihd", scores.softmax(-1), v)
    return torch.einsum("bihd,hdm->bim", heads, w_o.unflatten(0, (num_heads, -1)))


def whole_by_one_projection(x, w_q, w_k, w_v, w_o, num_heads):
    batch, length, d_model = x.shape
    three = x @ torch.cat([w_q, w_k, w_v], dim=1)
    three = three.view(batch, length, 3, num_heads, d_model // num_heads)
    q, k, v = three.permute(2, 0, 3, 1, 4)
    return merge_heads(scaled_dot_product_attention(q, k, v)[0]) @ w_o


def whole_by_the_module(x, w_q, w_k, w_v, w_o, num_heads):
    attention = MultiHeadAttention(x.shape[-1], num_heads, bias=False)
    attention.query_proj.weight.data = w_q.T
    attention.key_proj.weight.data = w_k.T
    attention.value_proj.weight.data = w_v.T
    attention.output_proj.weight.data = w_o.T
    with torch.no_grad():
        return attention(x, x, x)[0]


def whole_by_numpy(x, w_q, w_k, w_v, w_o, num_heads):
    x, w_q, w_k, w_v, w_o = (np.asarray(t, float) for t in (x, w_q, w_k, w_v, w_o))
    pieces = [np.split(x @ w, num_heads, axis=-1) for w in (w_q, w_k, w_v)]
    contexts = []
    for q, k, v in zip(*pieces, strict=True):
        powers = np.exp(q @ k.swapaxes(1, 2) / np.sqrt(q.shape[-1]))
        contexts.append(powers / powers.sum(-1, keepdims=True) @ v)
    return np.concatenate(contexts, axis=-1) @ w_o


def whole_sentence_by_sentence(x, w_q, w_k, w_v, w_o, num_heads):
    rows = []
    for sentence in x:
        q, k, v = (sentence @ w for w in (w_q, w_k, w_v))
        d_head = q.shape[1] // num_heads
        heads = []
        for first in range(0, q.shape[1], d_head):
            one, two = q[:, first : first + d_head], k[:, first : first + d_head]
            weights = F.softmax(one @ two.T / math.sqrt(d_head), dim=1)
            heads.append(weights @ v[:, first : first + d_head])
        rows.append(torch.hstack(heads) @ w_o)
    return torch.stack(rows)


# 5.7: a leak test


def leak_test_by_loops(model):
    model.eval()
    x = torch.randn(2, 7, 15)
    before = model(x)
    for place in range(7):
        changed = x.clone()
        changed[:, place] += 1.0
        after = model(changed)
        for i in range(7):
            same = torch.allclose(before[:, i], after[:, i], atol=1e-6)
            if same != (i < place):
                return False
    return True


def leak_test_by_assert(model):
    model = model.eval()
    x = torch.randn(1, 7, 15)
    with torch.no_grad():
        old = model(x)
        for j in range(7):
            other = x.clone()
            other[0, j] = torch.randn(15)
            gap = (model(other) - old).abs().sum(-1)[0]
            assert (gap[:j] < 1e-6).all()
            assert (gap[j:] > 1e-6).all()


def leak_test_in_one_batch(model):
    model.eval()
    x = torch.randn(7, 15).repeat(8, 1, 1)
    for j in range(7):
        x[j, j] += 1
    with torch.no_grad():
        out = model(x)
    moved = (out[:7] - out[7]).abs().amax(dim=-1) > 1e-5
    return torch.equal(moved, torch.ones(7, 7).bool().triu())


def leak_test_by_gradient(model):
    model.eval()
    x = torch.randn(1, 7, 15, requires_grad=True)
    out = model(x).sum(-1)[0]
    for i in range(7):
        (slope,) = torch.autograd.grad(out[i], x, retain_graph=True)
        size = slope[0].abs().sum(-1)
        if (size[i + 1 :] > 1e-7).any() or (size[: i + 1] <= 1e-7).any():
            return False
    return True


def leak_test_by_jacobian(model):
    model.eval()
    x = torch.randn(7, 15)
    slopes = torch.autograd.functional.jacobian(lambda x: model(x[None])[0].sum(-1), x)
    depends = slopes.abs().sum(-1) > 1e-7
    return torch.equal(depends, torch.ones(7, 7).bool().tril())


def leak_test_by_numpy(model):
    model.train(False)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 7, 15)).astype(np.float32)
    table = np.zeros((7, 7), dtype=bool)
    old = model(torch.from_numpy(x)).detach().numpy()
    for j in range(7):
        changed = x.copy()
        changed[:, j] -= 1
        new = model(torch.from_numpy(changed)).detach().numpy()
        table[j] = np.abs(new - old).max(axis=(0, 2)) > 1e-6
    return np.array_equal(table, np.triu(np.ones((7, 7), dtype=bool)))


def leak_test_into_lists(model):
    model.eval()
    x = torch.randn(2, 7, 15)
    found = []
    for j in range(7):
        changed = torch.cat([x[:, :j], x[:, j : j + 1] + 1, x[:, j + 1 :]], dim=1)
        gap = model(changed) - model(x)
        found.append([i for i in range(7) if gap[:, i].abs().max() > 1e-6])
    return found == [list(range(j, 7)) for j in range(7)]


def leak_test_in_two_halves(model):
    def moved(j):
        changed = x.clone()
        changed[:, j] *= 2
        return ~torch.isclose(model(changed), model(x), atol=1e-6).all(-1).all(0)

    model.eval()
    x = torch.randn(2, 7, 15)
    stays = not any(moved(j)[:j].any() for j in range(7))
    moves = all(moved(j)[j:].all() for j in range(7))
    return stays and moves


RIGHT = {
    "5.2": (
        split_by_permute,
        split_by_chunk,
        split_by_two_chunks,
        split_by_slices,
        split_by_loops,
        split_into_lists,
        split_by_numpy,
        split_by_numpy_axes,
        split_by_unflatten,
        split_many_heads,
        split_by_unfold,
        split_by_einsum,
    ),
    "5.3": (
        leak_mended,
        leak_by_triu,
        leak_by_positions,
        leak_by_sum,
        leak_in_place,
        leak_by_rows,
        leak_scaled_again,
        leak_by_numpy,
        leak_by_math,
        leak_by_log,
    ),
    "5.4": (
        merge_mended,
        merge_by_permute,
        merge_by_flatten,
        merge_by_unbind,
        merge_by_adding,
        merge_by_loops,
        merge_into_lists,
        merge_by_numpy,
        merge_by_hstack,
        merge_by_einsum,
        merge_by_recursion,
        merge_of_the_course,
    ),
    "5.5": (
        whole_from_the_parts,
        whole_by_view,
        whole_head_by_head,
        whole_by_chunk,
        whole_without_concat,
        whole_by_einsum,
        whole_by_one_projection,
        whole_by_the_module,
        whole_by_numpy,
        whole_sentence_by_sentence,
    ),
    "5.7": (
        leak_test_by_loops,
        leak_test_by_assert,
        leak_test_in_one_batch,
        leak_test_by_gradient,
        leak_test_by_jacobian,
        leak_test_by_numpy,
        leak_test_into_lists,
        leak_test_in_two_halves,
    ),
}
