"""Right answers of many styles for the exercises on the Transformer."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from course_utils.attention import scaled_dot_product_attention

# 8.2: a layer with the norm first


def layer_by_two_lines(x, attention, feed_forward, norm_1, norm_2):
    x = x + attention(norm_1(x))
    return x + feed_forward(norm_2(x))


def layer_step_by_step(x, attention, feed_forward, norm_1, norm_2):
    normed_x = norm_1(x)
    attention_output = attention(normed_x)
    after_attention = x + attention_output
    normed_again = norm_2(after_attention)
    network_output = feed_forward(normed_again)
    result = after_attention + network_output
    return result


def layer_by_loop(x, attention, feed_forward, norm_1, norm_2):
    for norm, sublayer in ((norm_1, attention), (norm_2, feed_forward)):
        x = sublayer(norm(x)) + x
    return x


def layer_by_residual(x, attention, feed_forward, norm_1, norm_2):
    def residual(x, norm, sublayer):
        return x + sublayer(norm(x))

    return residual(residual(x, norm_1, attention), norm_2, feed_forward)


def layer_in_place(x, attention, feed_forward, norm_1, norm_2):
    x += attention(norm_1(x))
    x += feed_forward(norm_2(x))
    return x


def layer_in_one_line(x, attention, feed_forward, norm_1, norm_2):
    return (y := x + attention(norm_1(x))) + feed_forward(norm_2(y))


def layer_of_three_terms(x, attention, feed_forward, norm_1, norm_2):
    a = attention(norm_1(x))
    f = feed_forward(norm_2(x + a))
    return torch.stack([x, a, f]).sum(dim=0)


def layer_with_lists_back(x, attention, feed_forward, norm_1, norm_2):
    middle = torch.add(x, attention(norm_1(x)))
    return torch.add(middle, feed_forward(norm_2(middle))).tolist()


def layer_in_double(x, attention, feed_forward, norm_1, norm_2):
    y = x.double()
    y = y + attention(norm_1(y))
    y = y + feed_forward(norm_2(y))
    return y.numpy()


def layer_by_recursion(x, attention, feed_forward, norm_1, norm_2):
    def run(x, sublayers):
        if not sublayers:
            return x
        (norm, sublayer), *rest = sublayers
        return run(x + sublayer(norm(x)), rest)

    return run(x, [(norm_1, attention), (norm_2, feed_forward)])


# 8.3: keys and values, kept


def cache_of_a_pair(query, key, value, kept):
    if kept is not None:
        old_keys, old_values = kept
        key = torch.cat([old_keys, key], dim=0)
        value = torch.cat([old_values, value], dim=0)
    context, _ = scaled_dot_product_attention(query, key, value)
    return context, (key, value)


def cache_by_softmax(query, key, value, kept):
    keys, values = kept or (key[:0], value[:0])
    keys, values = torch.cat([keys, key]), torch.cat([values, value])
    weights = torch.softmax(query @ keys.T / math.sqrt(query.shape[-1]), dim=-1)
    return weights @ values, (keys, values)


def cache_of_rows(query, key, value, kept):
    rows = [] if kept is None else kept
    rows.append((key, value))
    keys = torch.cat([row[0] for row in rows])
    values = torch.cat([row[1] for row in rows])
    return scaled_dot_product_attention(query, keys, values)[0], rows


def cache_of_a_dictionary(query, key, value, kept):
    if kept is None:
        kept = {
            "keys": torch.empty(0, key.shape[1]),
            "values": torch.empty(0, value.shape[1]),
        }
    kept["keys"] = torch.vstack([kept["keys"], key])
    kept["values"] = torch.vstack([kept["values"], value])
    context = scaled_dot_product_attention(query, kept["keys"], kept["values"])[0]
    return context, kept


def cache_of_one_tensor(query, key, value, kept):
    both = torch.stack([key, value])
    if kept is not None:
        both = torch.cat([kept, both], dim=1)
    return scaled_dot_product_attention(query, *both)[0], both


def cache_newest_first(query, key, value, kept):
    keys = key if kept is None else torch.cat([key, kept[0]])
    values = value if kept is None else torch.cat([value, kept[1]])
    return F.scaled_dot_product_attention(query, keys, values), [keys, values]


def cache_by_numpy(query, key, value, kept):
    key, value = key.numpy(), value.numpy()
    if kept is not None:
        key = np.concatenate([kept[0], key])
        value = np.concatenate([kept[1], value])
    scores = query.numpy() @ key.T / np.sqrt(key.shape[1])
    powers = np.exp(scores - scores.max())
    return powers / powers.sum() @ value, (key, value)


def cache_by_loops(query, key, value, kept):
    keys, values = ([], []) if kept is None else kept
    keys, values = keys + key.tolist(), values + value.tolist()
    (asked,) = query.tolist()
    powers = []
    for row in keys:
        score = sum(q * k for q, k in zip(asked, row, strict=True))
        powers.append(math.exp(score / math.sqrt(len(asked))))
    context = [0.0] * len(values[0])
    for power, row in zip(powers, values, strict=True):
        for j in range(len(row)):
            context[j] += power / sum(powers) * row[j]
    return [context], (keys, values)


def cache_of_single_rows(query, key, value, kept):
    keys = torch.cat([*(() if kept is None else kept[0]), key]).double()
    values = torch.cat([*(() if kept is None else kept[1]), value]).double()
    powers = (
        torch.einsum("id,jd->ij", query.double(), keys).div(query.shape[1] ** 0.5).exp()
    )
    context = torch.einsum("ij,jd->id", powers, values) / powers.sum()
    return context, (list(keys.float().split(1)), list(values.float().split(1)))


def cache_with_none_first(query, key, value, kept):
    if kept is None:
        context, _ = scaled_dot_product_attention(query, key, value)
        return context, (key, value)
    keys, values = kept
    new_keys = torch.zeros(len(keys) + 1, key.shape[1])
    new_values = torch.zeros(len(values) + 1, value.shape[1])
    new_keys[:-1], new_keys[-1] = keys, key[0]
    new_values[:-1], new_values[-1] = values, value[0]
    context, _ = scaled_dot_product_attention(query, new_keys, new_values)
    return context, (new_keys, new_values)


# 8.4: whose padding?


def cross_mended(target, memory, target_mask, source_mask):
    return scaled_dot_product_attention(target, memory, memory, source_mask)[0]


def cross_named(target, memory, target_mask, source_mask):
    context, _ = scaled_dot_product_attention(
        query=target, key=memory, value=memory, mask=source_mask
    )
    return context


def cross_by_torch(target, memory, target_mask, source_mask):
    return F.scaled_dot_product_attention(
        target, memory, memory, attn_mask=source_mask.expand(-1, target.shape[1], -1)
    )


def cross_by_softmax(target, memory, target_mask, source_mask):
    scores = target @ memory.transpose(-2, -1) / math.sqrt(target.shape[-1])
    scores = scores.masked_fill(~source_mask, -1e9)
    return scores.softmax(dim=-1) @ memory


def cross_by_einsum(target, memory, target_mask, source_mask):
    scores = torch.einsum("bid,bjd->bij", target, memory) * target.size(-1) ** -0.5
    weights = torch.where(source_mask, scores, -torch.inf).softmax(-1)
    return torch.einsum("bij,bjd->bid", weights, memory)


def cross_by_cutting(target, memory, target_mask, source_mask):
    contexts = []
    for one_target, one_memory, mask in zip(target, memory, source_mask, strict=True):
        real = one_memory[mask[0]]
        contexts.append(scaled_dot_product_attention(one_target, real, real)[0])
    return torch.stack(contexts)


def cross_by_numpy(target, memory, target_mask, source_mask):
    q, m = target.double().numpy(), memory.double().numpy()
    powers = np.exp(q @ m.swapaxes(1, 2) / np.sqrt(q.shape[-1])) * source_mask.numpy()
    return powers / powers.sum(axis=-1, keepdims=True) @ m


def cross_by_loops(target, memory, target_mask, source_mask):
    out = torch.zeros_like(target)
    for b in range(target.shape[0]):
        for i in range(target.shape[1]):
            total = 0.0
            for j in range(memory.shape[1]):
                if source_mask[b, 0, j]:
                    score = (target[b, i] * memory[b, j]).sum() / math.sqrt(
                        target.shape[2]
                    )
                    out[b, i] += score.exp() * memory[b, j]
                    total += score.exp()
            out[b, i] /= total
    return out


def cross_of_lists(target, memory, target_mask, source_mask):
    penalty = torch.zeros(source_mask.shape).masked_fill(~source_mask, -1e9)
    scores = torch.baddbmm(penalty, target, memory.mT, alpha=target.shape[-1] ** -0.5)
    return torch.bmm(torch.softmax(scores, dim=2), memory).tolist()


def cross_with_changed_names(target, memory, target_mask, source_mask):
    target_mask = source_mask
    query, key, value = target, memory, memory.clone()
    return scaled_dot_product_attention(query, key, value, target_mask)[0]


RIGHT = {
    "8.2": (
        layer_by_two_lines,
        layer_step_by_step,
        layer_by_loop,
        layer_by_residual,
        layer_in_place,
        layer_in_one_line,
        layer_of_three_terms,
        layer_with_lists_back,
        layer_in_double,
        layer_by_recursion,
    ),
    "8.3": (
        cache_of_a_pair,
        cache_by_softmax,
        cache_of_rows,
        cache_of_a_dictionary,
        cache_of_one_tensor,
        cache_newest_first,
        cache_by_numpy,
        cache_by_loops,
        cache_of_single_rows,
        cache_with_none_first,
    ),
    "8.4": (
        cross_mended,
        cross_named,
        cross_by_torch,
        cross_by_softmax,
        cross_by_einsum,
        cross_by_cutting,
        cross_by_numpy,
        cross_by_loops,
        cross_of_lists,
        cross_with_changed_names,
    ),
}
