"""Right answers in other styles to the exercises of notebook 03."""

import functools
import heapq
import math

import numpy as np
import torch

from course_utils.data import BOS_ID, EOS_ID

# 3.2 · The k best of k·n


def best_sorted(totals, log_probs, k):
    table = totals[:, None] + log_probs
    values, places = table.reshape(-1).sort(descending=True)
    vocab_size = table.size(1)
    places = places[:k]
    parents = torch.div(places, vocab_size, rounding_mode="floor")
    return values[:k], parents, places - parents * vocab_size


def best_unravelled(totals, log_probs, k):
    table = totals.view(-1, 1) + log_probs
    places = table.flatten().argsort(descending=True)[:k]
    parents, tokens = torch.unravel_index(places, table.shape)
    return table[parents, tokens], parents, tokens


def best_loops(totals, log_probs, k):
    candidates = []
    for i in range(log_probs.shape[0]):
        for j in range(log_probs.shape[1]):
            candidates.append((totals[i].item() + log_probs[i, j].item(), i, j))
    candidates.sort(reverse=True)
    best, parents, tokens = [], [], []
    for total, i, j in candidates[:k]:
        best.append(total)
        parents.append(i)
        tokens.append(j)
    return torch.tensor(best), torch.tensor(parents), torch.tensor(tokens)


def best_heap(totals, log_probs, k):
    candidates = (
        (total + log_prob, parent, token)
        for parent, total in enumerate(totals.tolist())
        for token, log_prob in enumerate(log_probs[parent].tolist())
    )
    return tuple(zip(*heapq.nlargest(k, candidates), strict=True))


def best_numpy(totals, log_probs, k):
    table = totals.numpy()[:, np.newaxis] + log_probs.numpy()
    order = np.argsort(-table, axis=None)[:k]
    parents, tokens = np.unravel_index(order, table.shape)
    return table[parents, tokens], parents, tokens


def best_lists(totals, log_probs, k):
    table = (totals.double().unsqueeze(-1) + log_probs.double()).tolist()
    width = len(table[0])
    flat = [number for row in table for number in row]
    order = sorted(range(len(flat)), key=lambda place: -flat[place])[:k]
    places = [divmod(place, width) for place in order]
    return [flat[p] for p in order], [a for a, _ in places], [b for _, b in places]


def best_one_by_one(totals, log_probs, k):
    table = log_probs.clone()
    for row in range(len(totals)):
        table[row] += totals[row]
    chosen = []
    for _ in range(k):
        place = table.argmax().item()
        i, j = place // table.shape[1], place % table.shape[1]
        chosen.append([table[i, j].item(), i, j])
        table[i, j] = -math.inf
    best, parents, tokens = zip(*chosen, strict=True)
    return torch.tensor(best), torch.tensor(parents), torch.tensor(tokens)


def best_in_two_rounds(totals, log_probs, k):
    few = min(k, log_probs.shape[1])  # no row can give more
    values, tokens = (totals.unsqueeze(1) + log_probs).topk(few, dim=1)
    best, index = values.flatten().topk(k)
    return best, index // few, tokens.flatten()[index]


def best_in_place(totals, log_probs, k):
    log_probs += totals.unsqueeze(1)
    found = torch.topk(log_probs.view(-1), k)
    parents = (found.indices / log_probs.shape[1]).floor().long()
    return found.values, parents, torch.remainder(found.indices, log_probs.shape[1])


def best_transposed(totals, log_probs, k):
    table = log_probs.T + totals
    best, index = table.flatten().topk(k)
    return best, index % len(totals), index // len(totals)


# 3.3 · The ranking of the finished


def rank_lambda(finished, alpha):
    return sorted(finished, key=lambda f: -f[1] / len(f[0]) ** alpha)


def rank_in_place(finished, alpha):
    finished.sort(key=lambda pair: pair[1] / pow(len(pair[0]), alpha), reverse=True)
    return finished


def rank_numpy(finished, alpha):
    log_probs = np.array([log_prob for _, log_prob in finished])
    lengths = np.array([len(tokens) for tokens, _ in finished])
    order = np.argsort(-(log_probs / lengths**alpha))
    return [finished[i] for i in order]


def rank_torch(finished, alpha):
    log_probs = torch.tensor([each[1] for each in finished])
    lengths = torch.tensor([float(len(each[0])) for each in finished])
    order = (log_probs / lengths.pow(alpha)).argsort(descending=True)
    return tuple(finished[i] for i in order.tolist())


def rank_bubbles(finished, alpha):
    result = list(finished)
    for end in range(len(result) - 1, 0, -1):
        for i in range(end):
            left = result[i][1] / len(result[i][0]) ** alpha
            right = result[i + 1][1] / len(result[i + 1][0]) ** alpha
            if left < right:
                result[i], result[i + 1] = result[i + 1], result[i]
    return result


def rank_best_first(finished, alpha):
    left, ranked = finished.copy(), []
    while left:
        best = max(left, key=lambda each: each[1] * len(each[0]) ** -alpha)
        left.remove(best)
        ranked.append(best)
    return ranked


def rank_heap(finished, alpha):
    def score(each):
        return each[1] / math.exp(alpha * math.log(len(each[0])))

    return heapq.nlargest(len(finished), finished, key=score)


def rank_compared(finished, alpha):
    def compare(one, other):
        first = one[1] / len(one[0]) ** alpha
        second = other[1] / len(other[0]) ** alpha
        return (second > first) - (second < first)

    return sorted(finished, key=functools.cmp_to_key(compare))


def rank_recursive(finished, alpha):
    def score(each):
        tokens, log_prob = each
        return math.exp(log_prob / len(tokens) ** alpha)

    def quicksort(pairs):
        if len(pairs) < 2:
            return pairs
        middle, *others = pairs
        better = [each for each in others if score(each) > score(middle)]
        worse = [each for each in others if score(each) <= score(middle)]
        return [*quicksort(better), middle, *quicksort(worse)]

    return [[tokens, log_prob] for tokens, log_prob in quicksort(finished)]


# 3.4 · The search that stops too soon


def search_two_lists(step, state, beam_size, max_len, alpha):
    alive = [([], 0.0, state)]
    finished = []
    for _ in range(max_len):
        candidates = []
        for tokens, total, state in alive:
            last = torch.tensor([tokens[-1] if tokens else BOS_ID])
            log_probs, after = step(last, state)
            for token, log_prob in enumerate(log_probs[0].tolist()):
                candidates.append(([*tokens, token], total + log_prob, after))
        best = sorted(candidates, key=lambda each: -each[1])[:beam_size]
        finished += [each for each in best if each[0][-1] == EOS_ID]
        alive = [each for each in best if each[0][-1] != EOS_ID]
    finished += alive
    return max(finished, key=lambda each: each[1] / len(each[0]) ** alpha)[0]


def search_best_so_far(step, state, beam_size, max_len, alpha):
    alive, best, best_score = [([BOS_ID], 0.0, state)], [], -math.inf
    while alive:
        candidates = []
        for tokens, total, own in alive:
            log_probs, after = step(torch.tensor(tokens[-1:]), own)
            candidates += [
                ([*tokens, i], total + p, after)
                for i, p in enumerate(log_probs.squeeze(0).tolist())
            ]
        candidates.sort(key=lambda each: each[1], reverse=True)
        alive = []
        for tokens, total, own in candidates[:beam_size]:
            length = len(tokens) - 1
            if tokens[-1] != EOS_ID and length < max_len:
                alive.append((tokens, total, own))
            elif total / length**alpha > best_score:
                best, best_score = tokens[1:], total / length**alpha
    return best


def search_recursive(step, state, beam_size, max_len, alpha):
    def grow(alive, finished, length):
        if not alive:
            return finished
        candidates = []
        for tokens, total, own in alive:
            log_probs, after = step(torch.tensor([(BOS_ID, *tokens)[-1]]), own)
            for token in range(log_probs.shape[1]):
                new = total + log_probs[0, token].item()
                candidates.append(((*tokens, token), new, after))
        kept = heapq.nlargest(beam_size, candidates, key=lambda each: each[1])
        over = [e for e in kept if e[0][-1] == EOS_ID or length == max_len]
        alive = [e for e in kept if e[0][-1] != EOS_ID and length < max_len]
        return grow(alive, finished + over, length + 1)

    ended = grow([((), 0.0, state)], [], 1)
    return sorted(ended, key=lambda e: e[1] / len(e[0]) ** alpha)[-1][0]


def search_batched(step, state, beam_size, max_len, alpha):
    totals, tokens = torch.zeros(1), torch.tensor([[BOS_ID]])
    scores, sentences = [], []
    for length in range(1, max_len + 1):
        log_probs, after = step(tokens[:, -1], state)
        table = totals.unsqueeze(1) + log_probs
        totals, index = table.flatten().topk(min(beam_size, table.numel()))
        parents = index // table.shape[1]
        grown = (index % table.shape[1]).unsqueeze(1)
        tokens, state = torch.cat([tokens[parents], grown], dim=1), after[parents]
        ended = (tokens[:, -1] == EOS_ID) | (length == max_len)
        scores += (totals[ended] / length**alpha).tolist()
        sentences += tokens[ended, 1:].tolist()
        totals, tokens, state = totals[~ended], tokens[~ended], state[~ended]
        if len(tokens) == 0:
            break
    return torch.tensor(sentences[scores.index(max(scores))])


def search_safe_stop(step, state, beam_size, max_len, alpha):
    """Stop as soon as no living hypothesis can still win."""
    alive, finished = [([], 0.0, state)], []
    for length in range(1, max_len + 1):
        candidates = []
        for tokens, total, own in alive:
            log_probs, after = step(torch.tensor([[BOS_ID, *tokens][-1]]), own)
            for token, log_prob in enumerate(log_probs[0].tolist()):
                candidates.append((total + log_prob, [*tokens, token], after))
        candidates.sort(key=lambda each: each[0], reverse=True)
        alive = []
        for total, tokens, after in candidates[:beam_size]:
            if tokens[-1] == EOS_ID or length == max_len:
                finished.append((total / length**alpha, tokens))
            else:
                alive.append((tokens, total, after))
        hopes = [total / max_len**alpha for _, total, _ in alive]
        if not alive or (finished and max(finished)[0] >= max(hopes)):
            break
    return max(finished)[1]


def search_dictionaries(step, state, beam_size, max_len, alpha):
    beam = [{"tokens": [], "total": 0.0, "state": state}]
    done = []
    for number in range(max_len):
        children = []
        for parent in beam:
            last = parent["tokens"][-1] if number > 0 else BOS_ID
            log_probs, after = step(torch.tensor([last]), parent["state"])
            for token in range(len(log_probs[0])):
                child = {}
                child["tokens"] = parent["tokens"] + [token]
                child["total"] = parent["total"] + float(log_probs[0][token])
                child["state"] = after
                children.append(child)
        children.sort(key=lambda child: child["total"], reverse=True)
        beam = []
        for child in children[:beam_size]:
            if child["tokens"][-1] == EOS_ID:
                done.append(child)
            else:
                beam.append(child)
    for child in beam:
        done.append(child)
    winner = done[0]
    for child in done:
        mine = child["total"] / len(child["tokens"]) ** alpha
        if mine > winner["total"] / len(winner["tokens"]) ** alpha:
            winner = child
    return winner["tokens"]


def search_numpy(step, state, beam_size, max_len, alpha):
    alive, ended = [((), 0.0, state)], {}
    for length in range(1, max_len + 1):
        if not alive:
            break
        rows = [step(torch.tensor([(BOS_ID, *t)[-1]]), s) for t, _, s in alive]
        sums = np.array([total for _, total, _ in alive])
        table = np.stack([row.numpy()[0] for row, _ in rows]) + sums[:, None]
        best = np.argsort(table, axis=None)[::-1][:beam_size]
        grown = []
        for i, j in zip(*np.unravel_index(best, table.shape), strict=True):
            tokens = (*alive[i][0], int(j))
            if j == EOS_ID or length == max_len:
                ended[tokens] = table[i, j] / length**alpha
            else:
                grown.append((tokens, table[i, j], rows[i][1]))
        alive = grown
    return np.array(max(ended, key=ended.get))


def search_probabilities(step, state, beam_size, max_len, alpha):
    alive, finished = [([BOS_ID], 1.0, state)], []
    for length in range(1, max_len + 1):
        grown = []
        for tokens, prob, own in alive:
            log_probs, after = step(torch.tensor([tokens[-1]]), own)
            for token, each in enumerate(log_probs[0].double().exp()):
                grown.append(([*tokens, token], prob * each.item(), after))
        grown = sorted(grown, key=lambda each: each[1])[-beam_size:]
        for each in grown:
            if each[0][-1] == EOS_ID or length == max_len:
                finished.append((math.log(each[1]) / length**alpha, each[0][1:]))
        alive = [each for each in grown if each[0][-1] != EOS_ID]
    return max(finished)[1]


RIGHT = {
    "3.2": (
        best_sorted,
        best_unravelled,
        best_loops,
        best_heap,
        best_numpy,
        best_lists,
        best_one_by_one,
        best_in_two_rounds,
        best_in_place,
        best_transposed,
    ),
    "3.3": (
        rank_lambda,
        rank_in_place,
        rank_numpy,
        rank_torch,
        rank_bubbles,
        rank_best_first,
        rank_heap,
        rank_compared,
        rank_recursive,
    ),
    "3.4": (
        search_two_lists,
        search_best_so_far,
        search_recursive,
        search_batched,
        search_safe_stop,
        search_dictionaries,
        search_numpy,
        search_probabilities,
    ),
}
