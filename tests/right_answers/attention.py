"""Right answers in other styles to the exercises of notebook 04."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

# 4.2 · Attention itself


def attention_einsum(query, key, value, mask):
    scores = torch.einsum("nd,md->nm", query, key) * query.shape[1] ** -0.5
    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=1)
    return torch.einsum("nm,mv->nv", weights.nan_to_num(0.0), value)


def attention_torch(query, key, value, mask):
    context = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    return torch.where(mask.any(dim=1, keepdim=True), context, 0.0)


def attention_loops(query, key, value, mask):
    context = torch.zeros(len(query), value.shape[1])
    for i in range(len(query)):
        if not mask[i].any():
            continue
        scores = []
        seen = []
        for j in range(len(key)):
            if mask[i, j]:
                scores.append(torch.dot(query[i], key[j]) / math.sqrt(len(key[j])))
                seen.append(value[j])
        weights = torch.softmax(torch.stack(scores), dim=0)
        for weight, vector in zip(weights, seen, strict=True):
            context[i] += weight * vector
    return context


def attention_plain_python(query, key, value, mask):
    values, keys = value.tolist(), key.tolist()
    result = []
    for q, allowed in zip(query.tolist(), mask.tolist(), strict=True):
        dots = [sum(a * b for a, b in zip(q, k, strict=True)) for k in keys]
        top = max(dots)
        parts = [
            math.exp((dot - top) / math.sqrt(len(q))) if open_ else 0.0
            for dot, open_ in zip(dots, allowed, strict=True)
        ]
        total = sum(parts) or 1.0
        columns = zip(*values, strict=True)
        result.append(
            [
                sum(p * x for p, x in zip(parts, column, strict=True)) / total
                for column in columns
            ]
        )
    return result


def attention_numpy(query, key, value, mask):
    q, k, v, m = (each.numpy() for each in (query, key, value, mask))
    scores = np.where(m, q @ k.T / np.sqrt(q.shape[-1]), -np.inf)
    highest = np.max(scores, axis=-1, keepdims=True, initial=-1e30)
    parts = np.exp(scores - highest)
    total = parts.sum(axis=-1, keepdims=True)
    weights = np.divide(parts, total, out=np.zeros_like(parts), where=total > 0)
    return weights @ v


def attention_seen_only(query, key, value, mask):
    rows = []
    for q, row in zip(query, mask, strict=True):
        weights = F.softmax(key[row] @ q / q.numel() ** 0.5, dim=0)
        rows.append(weights @ value[row])
    return torch.stack(rows)


def attention_added_mask(query, key, value, mask):
    bias = torch.zeros(mask.shape, dtype=torch.float64)
    bias[~mask] = -1e300
    scores = (query / math.sqrt(query.size(1))).double() @ key.double().t() + bias
    weights = torch.softmax(scores, -1)
    weights[~mask] = 0
    return torch.matmul(weights, value.double())


def attention_exponentials(query, key, value, mask):
    scores = torch.mm(query, key.T).double() / math.sqrt(key.shape[1])
    parts = (scores - scores.amax(dim=-1, keepdim=True)).exp() * mask
    total = parts.sum(dim=-1, keepdim=True)
    total[total == 0] = 1
    return (parts / total) @ value.double()


def attention_in_place(query, key, value, mask):
    query /= math.sqrt(query.shape[-1])
    scores = query @ key.T
    scores[~mask] = torch.finfo(scores.dtype).min
    context = scores.softmax(dim=-1) @ value
    context[~mask.any(dim=-1)] = 0.0
    return context


def attention_batched(query, key, value, mask):
    q, k, v = (each.unsqueeze(0) for each in (query, key, value))
    scores = torch.bmm(q, k.transpose(1, 2)).div(query.shape[1] ** 0.5)
    weights = nn.Softmax(dim=2)(torch.where(mask, scores, torch.tensor(-1e30)))
    return torch.bmm(weights.mul(mask), v).squeeze(0)


# 4.3 · Additive scores


def additive_einsum(query, key, w_q, w_k, v):
    q = torch.einsum("qi,hi->qh", query, w_q)
    k = torch.einsum("kj,hj->kh", key, w_k)
    hidden = torch.tanh(q.unsqueeze(1) + k.unsqueeze(0))
    return torch.einsum("qkh,h->qk", hidden, v)


def additive_linear(query, key, w_q, w_k, v):
    q, k = F.linear(query, w_q), F.linear(key, w_k)
    return F.linear((q[:, None] + k).tanh(), v[None]).squeeze(-1)


def additive_numpy(query, key, w_q, w_k, v):
    query, key, w_q, w_k, v = (each.numpy() for each in (query, key, w_q, w_k, v))
    return np.tanh((query @ w_q.T)[:, None] + key @ w_k.T).dot(v)


def additive_expanded(query, key, w_q, w_k, v):
    n, m, hidden_size = len(query), len(key), len(v)
    from_query = (w_q @ query.T).T
    from_key = (w_k @ key.T).T
    left = from_query.unsqueeze(1).expand(n, m, hidden_size)
    right = from_key.unsqueeze(0).expand(n, m, hidden_size)
    total = left + right
    hidden = torch.tanh(total)
    weighted = hidden * v
    return weighted.sum(dim=2)


def additive_all_pairs(query, key, w_q, w_k, v):
    left = query.repeat_interleave(len(key), dim=0)
    right = key.repeat(len(query), 1)
    both = torch.cat([left, right], dim=1) @ torch.cat([w_q, w_k], dim=1).T
    return (torch.tanh(both) @ v).reshape(len(query), len(key))


def additive_double(query, key, w_q, w_k, v):
    q, k = query.double() @ w_q.double().T, key.double() @ w_k.double().T
    return torch.tanh(q[:, None, :] + k[None, :, :]) @ v.double()


def additive_exponentials(query, key, w_q, w_k, v):
    total = (query @ w_q.mT)[:, None] + (key @ w_k.mT)[None]
    return (2 * torch.sigmoid(2 * total) - 1) @ v


def additive_mapped(query, key, w_q, w_k, v):
    def score(q, k):
        return v @ torch.tanh(w_q @ q + w_k @ k)

    over_keys = torch.vmap(score, in_dims=(None, 0))
    return torch.vmap(over_keys, in_dims=(0, None))(query, key)


def additive_hidden_first(query, key, w_q, w_k, v):
    q, k = w_q.matmul(query.T), w_k.matmul(key.T)
    hidden = (q.unsqueeze(2) + k.unsqueeze(1)).tanh_()
    return torch.tensordot(v, hidden, dims=1).tolist()


# 4.4 · Sure of itself too soon


def scores_power(query, key):
    return query @ key.transpose(-2, -1) * query.shape[-1] ** -0.5


def scores_query_first(query, key):
    query = query / math.sqrt(query.size(-1))
    return torch.matmul(query, key.mT)


def scores_both(query, key):
    root = query.shape[-1] ** 0.25
    return (query / root) @ (key / root).transpose(-1, -2)


def scores_in_place(query, key):
    scores = query @ key.transpose(-2, -1)
    scores /= torch.sqrt(torch.tensor(float(key.shape[-1])))
    return scores


def scores_einsum(query, key):
    d = query.shape[-1]
    return torch.einsum("...qd,...kd->...qk", query, key).div(d**0.5)


def scores_numpy(query, key):
    q, k = query.numpy(), key.numpy()
    return np.matmul(q, np.swapaxes(k, -1, -2)) / np.sqrt(q.shape[-1])


def scores_elementwise(query, key):
    products = query.unsqueeze(-2) * key.unsqueeze(-3)
    return products.sum(dim=-1) / math.sqrt(products.shape[-1])


def scores_double(query, key):
    d = torch.tensor(query.shape[-1], dtype=torch.float64)
    return query.double() @ key.double().transpose(-2, -1) * d.rsqrt()


def scores_recursive(query, key):
    if query.dim() > 2:
        return [scores_recursive(q, k) for q, k in zip(query, key, strict=True)]
    table = []
    for q in query.tolist():
        row = []
        for k in key.tolist():
            dot = sum(a * b for a, b in zip(q, k, strict=True))
            row.append(dot / math.sqrt(len(q)))
        table.append(row)
    return table


# 4.5 · What sums to 1?


def weights_third_axis(scores):
    return torch.softmax(scores, dim=2)


def weights_functional(scores):
    return F.softmax(scores, dim=-1)


def weights_module(scores):
    softmax = nn.Softmax(dim=scores.dim() - 1)
    return softmax(scores)


def weights_by_hand(scores):
    parts = torch.exp(scores - scores.max(dim=-1, keepdim=True).values)
    return parts / parts.sum(dim=-1, keepdim=True)


def weights_by_logarithms(scores):
    return (scores - scores.logsumexp(-1, keepdim=True)).exp()


def weights_turned(scores):
    return scores.transpose(1, 2).softmax(dim=1).transpose(1, 2)


def weights_numpy(scores):
    x = scores.double().numpy()
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / np.sum(x, axis=-1, keepdims=True)


def weights_row_by_row(scores):
    result = torch.zeros_like(scores)
    for b in range(scores.shape[0]):
        for q in range(scores.shape[1]):
            result[b, q] = scores[b, q].softmax(dim=0)
    return result


def weights_lists(scores):
    sentences = []
    for sentence in scores.tolist():
        rows = []
        for row in sentence:
            top = max(row)
            parts = [math.exp(score - top) for score in row]
            rows.append(tuple(part / sum(parts) for part in parts))
        sentences.append(tuple(rows))
    return tuple(sentences)


def weights_einsum(scores):
    parts = scores.sub(scores.amax(-1, keepdim=True)).exp_()
    return torch.einsum("bqk,bq->bqk", parts, 1 / torch.einsum("bqk->bq", parts))


def weights_flat(scores):
    rows = scores.reshape(-1, scores.shape[-1]).log_softmax(dim=1).exp()
    return rows.view(scores.shape)


RIGHT = {
    "4.2": (
        attention_einsum,
        attention_torch,
        attention_loops,
        attention_plain_python,
        attention_numpy,
        attention_seen_only,
        attention_added_mask,
        attention_exponentials,
        attention_in_place,
        attention_batched,
    ),
    "4.3": (
        additive_einsum,
        additive_linear,
        additive_numpy,
        additive_expanded,
        additive_all_pairs,
        additive_double,
        additive_exponentials,
        additive_mapped,
        additive_hidden_first,
    ),
    "4.4": (
        scores_power,
        scores_query_first,
        scores_both,
        scores_in_place,
        scores_einsum,
        scores_numpy,
        scores_elementwise,
        scores_double,
        scores_recursive,
    ),
    "4.5": (
        weights_third_axis,
        weights_functional,
        weights_module,
        weights_by_hand,
        weights_by_logarithms,
        weights_turned,
        weights_numpy,
        weights_row_by_row,
        weights_lists,
        weights_einsum,
        weights_flat,
    ),
}
