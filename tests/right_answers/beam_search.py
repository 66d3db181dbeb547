"""Right answers in other styles to the exercises of notebook 03."""

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


# 3.3 · The search that cannot be wrong


def exact_recursive(step, state, max_len, alpha):
    best = [-math.inf, []]

    def grow(tokens, total, own):
        if total / max_len**alpha <= best[0]:
            return
        log_probs, after = step(torch.tensor([(tokens or [BOS_ID])[-1]]), own)
        for token, log_prob in enumerate(log_probs[0].tolist()):
            longer, so_far = [*tokens, token], total + log_prob
            if token != EOS_ID and len(longer) < max_len:
                grow(longer, so_far, after)
            elif so_far / len(longer) ** alpha > best[0]:
                best[:] = so_far / len(longer) ** alpha, longer

    grow([], 0.0, state)
    return best[1]


def exact_likeliest_first(step, state, max_len, alpha):
    best, winner = -math.inf, None
    stack = [((), 0.0, state)]
    while stack:
        tokens, total, own = stack.pop()
        if total * max_len**-alpha < best:
            continue
        log_probs, after = step(torch.tensor([(BOS_ID, *tokens)[-1]]), own)
        values, ids = log_probs.squeeze(0).sort()
        for log_prob, token in zip(values.tolist(), ids.tolist(), strict=True):
            child = (*tokens, token), total + log_prob, after
            if token == EOS_ID or len(tokens) + 1 == max_len:
                score = child[1] / (len(tokens) + 1) ** alpha
                if score > best:
                    best, winner = score, child[0]
            else:
                stack.append(child)
    return winner


def exact_heap(step, state, max_len, alpha):
    """The most hopeful first: what is a sentence when its turn comes has won."""
    number, heap = 0, [(0.0, 0, [], 0.0, state)]
    while heap:
        _, _, tokens, total, own = heapq.heappop(heap)
        if tokens and (tokens[-1] == EOS_ID or len(tokens) == max_len):
            return tokens
        log_probs, after = step(torch.tensor([tokens[-1] if tokens else BOS_ID]), own)
        for token, log_prob in enumerate(log_probs[0].tolist()):
            number += 1
            longer, so_far = [*tokens, token], total + log_prob
            ended = token == EOS_ID or len(longer) == max_len
            length = len(longer) if ended else max_len
            heapq.heappush(
                heap, (-so_far / length**alpha, number, longer, so_far, after)
            )


def exact_level_by_level(step, state, max_len, alpha):
    best, floor, level = [], -math.inf, [([], 0.0, state)]
    for length in range(1, max_len + 1):
        grown = []
        for tokens, total, own in level:
            log_probs, after = step(torch.tensor([[BOS_ID, *tokens][-1]]), own)
            for token in range(log_probs.shape[1]):
                so_far = total + log_probs[0, token].item()
                if token != EOS_ID and length < max_len:
                    grown.append(([*tokens, token], so_far, after))
                elif so_far / length**alpha > floor:
                    best, floor = [*tokens, token], so_far / length**alpha
        level = [each for each in grown if each[1] / max_len**alpha > floor]
    return best


def exact_cut_early(step, state, max_len, alpha):
    best_score, best_tokens, todo = None, None, [([], 0.0, state)]
    while len(todo) > 0:
        todo.sort(key=lambda each: each[1])
        tokens, total, own = todo.pop()
        last = tokens[-1] if tokens else BOS_ID
        log_probs, after = step(torch.tensor([last]), own)
        for token in range(len(log_probs[0])):
            new_tokens = [*tokens, token]
            new_total = total + float(log_probs[0][token])
            if token == EOS_ID or len(new_tokens) == max_len:
                score = new_total / len(new_tokens) ** alpha
                if best_score is None or score > best_score:
                    best_score = score
                    best_tokens = new_tokens
            else:
                todo.append((new_tokens, new_total, after))
        todo = [t for t in todo if not t[1] / max_len**alpha <= (best_score or -1e9)]
    return best_tokens


def exact_sums(step, state, max_len, alpha):
    """Turn the bound round: a sum that a prefix must have to be worth growing."""
    best, floor, stack = [], -math.inf, [([], 0.0, state)]
    while stack:
        tokens, total, own = stack.pop()
        if total <= floor * max_len**alpha:
            continue
        log_probs, after = step(torch.tensor([(tokens or [BOS_ID])[-1]]), own)
        sums = (log_probs[0].double() + total).tolist()
        for token, so_far in enumerate(sums):
            longer = [*tokens, token]
            if token != EOS_ID and len(longer) != max_len:
                stack.append((longer, so_far, after))
                continue
            score = so_far / len(longer) ** alpha
            if score > floor:
                best, floor = longer, score
    return best


def exact_costs(step, state, max_len, alpha):
    """Costs instead of log-probabilities: the least is the best."""
    cheapest, best, stack = math.inf, [], [([BOS_ID], 0.0, state)]
    while stack:
        tokens, cost, own = stack.pop()
        if cost / max_len**alpha >= cheapest:
            continue
        log_probs, after = step(torch.tensor(tokens[-1:]), own)
        for token, each in enumerate((-log_probs[0]).tolist()):
            if token == EOS_ID or len(tokens) == max_len:
                price = (cost + each) / len(tokens) ** alpha
                if price < cheapest:
                    cheapest, best = price, [*tokens[1:], token]
            else:
                stack.append(([*tokens, token], cost + each, after))
    return best


def exact_batched(step, state, max_len, alpha):
    """All prefixes of a length in one step, the hopeless ones masked away."""
    best, floor = None, -math.inf
    tokens, totals = torch.tensor([[BOS_ID]]), torch.zeros(1)
    for width in (1, 3, 10**9):  # two beams first, so that there is something to beat
        tokens, totals, own = torch.tensor([[BOS_ID]]), torch.zeros(1), state
        for length in range(1, max_len + 1):
            log_probs, after = step(tokens[:, -1], own)
            table = totals.unsqueeze(1) + log_probs
            ends = table.clone()
            if length < max_len:
                ends[:] = -math.inf
                ends[:, EOS_ID] = table[:, EOS_ID]
            scores = ends / length**alpha
            if scores.max() > floor:
                place = scores.argmax().item()
                row, token = divmod(place, table.shape[1])
                best, floor = [*tokens[row, 1:].tolist(), token], scores.max().item()
            hopeful = table / max_len**alpha >= floor
            hopeful[:, EOS_ID] = False
            rows, ids = hopeful.nonzero(as_tuple=True)
            keep = table[rows, ids].argsort(descending=True)[:width]
            if len(keep) == 0:
                break
            rows, ids = rows[keep], ids[keep]
            totals, own = table[rows, ids], after[rows]
            tokens = torch.cat([tokens[rows], ids.unsqueeze(1)], dim=1)
    return torch.tensor(best)


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
        exact_recursive,
        exact_likeliest_first,
        exact_heap,
        exact_level_by_level,
        exact_cut_early,
        exact_sums,
        exact_costs,
        exact_batched,
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
