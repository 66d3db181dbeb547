"""Right answers of many styles for the exercises on the Transformer."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from course_utils.attention import scaled_dot_product_attention
from course_utils.masks import causal_mask, padding_mask

# 8.2: forward, from the parts


def forward_step_by_step(parts, src, tgt_in):
    source_mask = padding_mask(src)
    x = parts.src_embedding(src) * parts.d_model**0.5
    x = parts.add_positions(x)
    for layer in parts.encoder_layers:
        x = layer(x, source_mask)
    memory = parts.encoder_norm(x)
    y = parts.tgt_embedding(tgt_in) * parts.d_model**0.5
    y = parts.add_positions(y)
    for layer in parts.decoder_layers:
        y = layer(y, memory, causal_mask(tgt_in.shape[1]), source_mask)
    return parts.output(parts.decoder_norm(y))


def forward_by_helper(parts, src, tgt_in):
    def embed(tokens, table):
        return parts.add_positions(table(tokens) * math.sqrt(parts.d_model))

    x, y = embed(src, parts.src_embedding), embed(tgt_in, parts.tgt_embedding)
    pad, later = padding_mask(src), causal_mask(tgt_in.size(1))
    for encode in parts.encoder_layers:
        x = encode(x, pad)
    x = parts.encoder_norm(x)
    for decode in parts.decoder_layers:
        y = decode(y, x, later, pad)
    y = parts.decoder_norm(y)
    return parts.output(y)


def forward_by_indices(parts, src, tgt_in):
    root = torch.tensor(float(parts.d_model)).sqrt()
    states = parts.add_positions(root * parts.src_embedding(src))
    for i in range(len(parts.encoder_layers)):
        states = parts.encoder_layers[i](states, padding_mask(src))
    states = parts.encoder_norm(states)
    out = parts.add_positions(root * parts.tgt_embedding(tgt_in))
    for i in range(len(parts.decoder_layers)):
        out = parts.decoder_layers[i](
            out, states, causal_mask(len(tgt_in[0])), padding_mask(src)
        )
    return parts.output(parts.decoder_norm(out))


def forward_by_reduce(parts, src, tgt_in):
    from functools import reduce

    pad, later = padding_mask(src), causal_mask(tgt_in.shape[-1])
    embedded = parts.add_positions(parts.src_embedding(src) * parts.d_model**0.5)
    encoded = reduce(lambda x, layer: layer(x, pad), parts.encoder_layers, embedded)
    memory = parts.encoder_norm(encoded)
    y = parts.add_positions(parts.tgt_embedding(tgt_in) * parts.d_model**0.5)
    y = reduce(lambda y, layer: layer(y, memory, later, pad), parts.decoder_layers, y)
    return parts.output(parts.decoder_norm(y))


def forward_with_own_masks(parts, src, tgt_in):
    real = (src != 0)[:, None, None]
    length = tgt_in.shape[1]
    before = torch.ones(length, length).tril() == 1
    memory = parts.add_positions(parts.src_embedding(src) * parts.d_model**0.5)
    for layer in parts.encoder_layers:
        memory = layer(memory, mask=real)
    memory = parts.encoder_norm(memory)
    x = parts.add_positions(parts.tgt_embedding(tgt_in) * parts.d_model**0.5)
    for layer in parts.decoder_layers:
        x = layer(x, memory=memory, mask=before, source_mask=real)
    return parts.output(parts.decoder_norm(x))


def forward_by_looked_up_rows(parts, src, tgt_in):
    scale = parts.d_model**0.5
    pad, later = padding_mask(src), causal_mask(tgt_in.shape[1])
    x = parts.add_positions(parts.src_embedding.weight[src] * scale)
    for layer in parts.encoder_layers:
        x = layer(x, pad)
    memory = parts.encoder_norm(x)
    x = parts.add_positions(parts.tgt_embedding.weight[tgt_in] * scale)
    for layer in parts.decoder_layers:
        x = layer(x, memory, later, pad)
    x = parts.decoder_norm(x)
    return F.linear(x, parts.output.weight, parts.output.bias)


def forward_sentence_by_sentence(parts, src, tgt_in):
    logits = []
    for one, written in zip(src, tgt_in, strict=True):
        one, written = one[one != 0][None], written[None]
        x = parts.add_positions(parts.src_embedding(one) * parts.d_model**0.5)
        for layer in parts.encoder_layers:
            x = layer(x)
        memory = parts.encoder_norm(x)
        x = parts.add_positions(parts.tgt_embedding(written) * parts.d_model**0.5)
        for layer in parts.decoder_layers:
            x = layer(x, memory, causal_mask(written.shape[1]))
        logits.append(parts.output(parts.decoder_norm(x)))
    return torch.cat(logits)


def forward_word_by_word(parts, src, tgt_in):
    pad, rows = padding_mask(src), []
    x = parts.add_positions(parts.src_embedding(src) * parts.d_model**0.5)
    for layer in parts.encoder_layers:
        x = layer(x, pad)
    memory = parts.encoder_norm(x)
    for n in range(1, tgt_in.shape[1] + 1):
        x = parts.add_positions(parts.tgt_embedding(tgt_in[:, :n]) * parts.d_model**0.5)
        for layer in parts.decoder_layers:
            x = layer(x, memory, causal_mask(n), pad)
        rows.append(parts.output(parts.decoder_norm(x))[:, -1])
    return torch.stack(rows, dim=1)


def forward_with_lists_back(parts, src, tgt_in):
    sides = {}
    for side, tokens in (("src", src), ("tgt", tgt_in)):
        table = getattr(parts, side + "_embedding")
        sides[side] = parts.add_positions(table(tokens) * parts.d_model**0.5)
    hidden = padding_mask(src)
    for layer in parts.encoder_layers:
        sides["src"] = layer(sides["src"], hidden)
    memory = parts.encoder_norm(sides["src"])
    for layer in parts.decoder_layers:
        sides["tgt"] = layer(sides["tgt"], memory, causal_mask(tgt_in.shape[1]), hidden)
    return parts.output(parts.decoder_norm(sides["tgt"])).tolist()


def forward_in_place(parts, src, tgt_in):
    x = parts.src_embedding(src)
    x *= parts.d_model**0.5
    x = parts.add_positions(x)
    for layer in parts.encoder_layers:
        x = layer(x, padding_mask(src))
    y = parts.tgt_embedding(tgt_in)
    y *= parts.d_model**0.5
    y = parts.add_positions(y)
    memory = parts.encoder_norm(x)
    for layer in parts.decoder_layers:
        y = layer(y, memory, causal_mask(y.shape[1]), padding_mask(src))
    return parts.output(parts.decoder_norm(y)).numpy()


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
        forward_step_by_step,
        forward_by_helper,
        forward_by_indices,
        forward_by_reduce,
        forward_with_own_masks,
        forward_by_looked_up_rows,
        forward_sentence_by_sentence,
        forward_word_by_word,
        forward_with_lists_back,
        forward_in_place,
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
