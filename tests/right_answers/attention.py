"""Right answers in other styles to the exercises of notebook 04."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from course_utils.attention import scaled_dot_product_attention
from course_utils.training.evaluation import alignment_error_rate

# 4.2 · The decoder's look


def look_unsqueezed(hidden, states, mask, query_proj, context_proj, output_proj):
    query = query_proj(hidden).unsqueeze(1)
    scores = query @ states.transpose(1, 2) / math.sqrt(states.size(-1))
    scores = scores.masked_fill(~mask.unsqueeze(1), -math.inf)
    context = (scores.softmax(dim=-1) @ states).squeeze(1)
    joined = torch.tanh(context_proj(torch.cat((context, hidden), dim=1)))
    return context, output_proj(joined)


def look_summed(hidden, states, mask, query_proj, context_proj, output_proj):
    d = hidden.shape[1]
    scores = (states * query_proj(hidden)[:, None]).sum(-1) * d**-0.5
    weights = torch.softmax(torch.where(mask, scores, -1e9), dim=1)
    context = (weights[:, :, None] * states).sum(1)
    logits = output_proj(context_proj(torch.cat([context, hidden], -1)).tanh())
    return [context, logits]


def look_package(hidden, states, mask, query_proj, context_proj, output_proj):
    query = query_proj(hidden)[:, None]
    found, _weights = scaled_dot_product_attention(query, states, states, mask[:, None])
    context = found[:, 0]
    both = torch.hstack([context, hidden])
    return context, output_proj(torch.tanh(context_proj(both)))


def look_torch(hidden, states, mask, query_proj, context_proj, output_proj):
    query = query_proj(hidden).unsqueeze(1)
    context = F.scaled_dot_product_attention(
        query, states, states, attn_mask=mask.unsqueeze(1)
    ).squeeze(1)
    both = torch.cat([context, hidden], dim=-1)
    return context, F.linear(
        torch.tanh(context_proj(both)), output_proj.weight, output_proj.bias
    )


def look_loops(hidden, states, mask, query_proj, context_proj, output_proj):
    contexts = []
    for s, rows, open_ in zip(hidden, states, mask, strict=True):
        query = query_proj(s)
        seen = rows[open_]
        weights = torch.softmax(seen @ query / math.sqrt(len(query)), dim=0)
        contexts.append(weights @ seen)
    context = torch.stack(contexts)
    t = torch.tanh(context_proj(torch.cat([context, hidden], dim=1)))
    return context, output_proj(t)


def look_numpy(hidden, states, mask, query_proj, context_proj, output_proj):
    query, keys, seen = query_proj(hidden).numpy(), states.numpy(), mask.numpy()
    scores = np.einsum("bh,bsh->bs", query, keys) / math.sqrt(keys.shape[-1])
    scores[~seen] = -1e30
    parts = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = parts / parts.sum(axis=1, keepdims=True)
    context = torch.from_numpy(np.einsum("bs,bsh->bh", weights, keys)).float()
    both = torch.cat([context, hidden], dim=-1)
    return context, output_proj(torch.tanh(context_proj(both)))


def look_batched(hidden, states, mask, query_proj, context_proj, output_proj):
    query = query_proj(hidden) / math.sqrt(hidden.shape[-1])
    scores = torch.bmm(states, query.unsqueeze(2)).squeeze(2)
    scores[~mask] = float("-inf")
    weights = nn.Softmax(dim=-1)(scores)
    context = torch.bmm(weights.unsqueeze(1), states).squeeze(1)
    layers = nn.Sequential(context_proj, nn.Tanh(), output_proj)
    return context, layers(torch.cat([context, hidden], dim=-1))


def look_logarithms(hidden, states, mask, query_proj, context_proj, output_proj):
    scores = torch.einsum("bsh,bh->bs", states, query_proj(hidden))
    scores = scores / states.shape[-1] ** 0.5
    scores = scores.masked_fill(mask.logical_not(), -1e30)
    weights = (scores - scores.logsumexp(dim=-1, keepdim=True)).exp()
    context = torch.einsum("bs,bsh->bh", weights, states)
    both = context_proj(torch.cat([context, hidden], dim=-1))
    return context, output_proj(torch.tanh(both))


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


# 4.4 · The alignment error rate


def rate_loops(weights, threshold, sure, possible):
    links = set()
    for i in range(weights.shape[0]):
        for j in range(weights.shape[1]):
            if weights[i, j] >= threshold:
                links.add((j, i))
    sure_found = len(links & sure)
    possible_found = len(links & possible)
    return 1 - (sure_found + possible_found) / (len(links) + len(sure))


def rate_nonzero(weights, threshold, sure, possible):
    links = {(j, i) for i, j in (weights >= threshold).nonzero().tolist()}
    hits = len(links.intersection(sure)) + len(links.intersection(possible))
    return 1.0 - hits / (len(links) + len(sure))


def rate_turned(weights, threshold, sure, possible):
    seen = weights.T.ge(threshold)
    links = {tuple(each) for each in torch.argwhere(seen).tolist()}
    top = len(sure & links) + len(possible & links)
    bottom = len(links) + len(sure)
    return (bottom - top) / bottom


def rate_numpy(weights, threshold, sure, possible):
    targets, sources = np.where(weights.numpy() >= threshold)
    links = set(zip(sources.tolist(), targets.tolist(), strict=True))
    counts = [len(links & sure), len(links & possible)]
    return 1 - sum(counts) / (len(links) + len(sure))


def rate_tables(weights, threshold, sure, possible):
    found = (weights >= threshold).T.double()
    gold_sure, gold_possible = torch.zeros_like(found), torch.zeros_like(found)
    for link in sure:
        gold_sure[link] = 1
    for link in possible:
        gold_possible[link] = 1
    right = (found * gold_sure).sum() + (found * gold_possible).sum()
    return 1 - right / (found.sum() + gold_sure.sum())


def rate_counted(weights, threshold, sure, possible):
    size = right = 0
    for target, row in enumerate(weights):
        for source, weight in enumerate(row):
            if weight < threshold:
                continue
            size += 1
            right += ((source, target) in sure) + ((source, target) in possible)
    return 1 - right / (size + len(sure))


def rate_mean(weights, threshold, sure, possible):
    links = {(j, i) for i, j in zip(*torch.where(weights >= threshold), strict=True)}
    links = {(int(j), int(i)) for j, i in links}
    extra = possible - sure
    right = 2 * len(links & sure) + len(links & extra)
    return torch.tensor(1 - right / (len(links) + len(sure)))


def rate_package(weights, threshold, sure, possible):
    links = {(j, i) for i, j in (weights >= threshold).nonzero().tolist()}
    strict = alignment_error_rate(links, sure)
    forgiven = len(links & (possible - sure))
    return strict - forgiven / (len(links) + len(sure))


# 4.5 · Read backwards


def backwards_loops(src):
    turned = torch.zeros_like(src)
    for row in range(len(src)):
        n = int((src[row] != 0).sum())
        for place in range(n):
            turned[row, place] = src[row, n - 1 - place]
    return turned


def backwards_lists(src):
    rows = []
    for row in src.tolist():
        words = [token for token in row if token != 0]
        rows.append(words[::-1] + [0] * (len(row) - len(words)))
    return rows


def backwards_rolled(src):
    rows = []
    for row in src.flip(dims=[1]):
        rows.append(torch.roll(row, -int((row == 0).sum())))
    return torch.stack(rows)


def backwards_padded(src):
    sentences = [row[row != 0].flip(0) for row in src]
    return pad_sequence(sentences, batch_first=True, padding_value=0)


def backwards_slices(src):
    turned = src.clone()
    lengths = (src != 0).sum(dim=1)
    for row, n in zip(turned, lengths.tolist(), strict=True):
        row[:n] = row[:n].flip(0)
    return turned


def backwards_modulo(src):
    n = (src != 0).sum(dim=1, keepdim=True)
    order = (n - 1 - torch.arange(src.size(1))) % src.size(1)
    return torch.take_along_dim(src, order, dim=1)


def backwards_sorted(src):
    places = torch.arange(src.shape[1]).expand_as(src)
    key = torch.where(src == 0, -1, places)
    order = key.argsort(dim=1, descending=True, stable=True)
    return src.gather(1, order)


def backwards_numpy(src):
    table = src.numpy()
    result = np.zeros_like(table)
    for row, words in enumerate(table):
        real = words[words != 0]
        result[row, : real.size] = real[::-1]
    return result


RIGHT = {
    "4.2": (
        look_unsqueezed,
        look_summed,
        look_package,
        look_torch,
        look_loops,
        look_numpy,
        look_batched,
        look_logarithms,
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
        rate_loops,
        rate_nonzero,
        rate_turned,
        rate_numpy,
        rate_tables,
        rate_counted,
        rate_mean,
        rate_package,
    ),
    "4.5": (
        backwards_loops,
        backwards_lists,
        backwards_rolled,
        backwards_padded,
        backwards_slices,
        backwards_modulo,
        backwards_sorted,
        backwards_numpy,
    ),
}
