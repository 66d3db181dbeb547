"""Right answers in other styles to the exercises of notebook 02."""

import math
from itertools import islice, zip_longest

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from course_utils.data import BOS_ID, EOS_ID, PAD_ID

# 2.2 · The shifted pair


def pair_pad_sequence(sentences):
    def table(rows):
        tensors = [torch.tensor(row) for row in rows]
        return pad_sequence(tensors, batch_first=True, padding_value=PAD_ID)

    return table([[BOS_ID, *s] for s in sentences]), table(
        [[*s, EOS_ID] for s in sentences]
    )


def pair_lists(sentences):
    width = max(map(len, sentences)) + 1
    tgt_in = [[BOS_ID] + s + [PAD_ID] * (width - len(s) - 1) for s in sentences]
    tgt_out = [s + [EOS_ID] + [PAD_ID] * (width - len(s) - 1) for s in sentences]
    return tgt_in, tgt_out


def pair_numpy(sentences):
    width = 1 + max(len(s) for s in sentences)
    tgt_in = np.full((len(sentences), width), PAD_ID, dtype=np.int32)
    tgt_out = np.full((len(sentences), width), PAD_ID, dtype=np.int32)
    tgt_in[:, 0] = BOS_ID
    for i, s in enumerate(sentences):
        tgt_in[i, 1 : len(s) + 1] = s
        tgt_out[i, : len(s)] = s
        tgt_out[i, len(s)] = EOS_ID
    return tgt_in, tgt_out


def pair_zip_longest(sentences):
    ins = zip_longest(*([BOS_ID, *s] for s in sentences), fillvalue=PAD_ID)
    outs = zip_longest(*([*s, EOS_ID] for s in sentences), fillvalue=PAD_ID)
    return torch.tensor(list(ins)).T, torch.tensor(list(outs)).T


def pair_end_hidden(sentences):
    rows = [torch.tensor([BOS_ID, *s, EOS_ID]) for s in sentences]
    whole = pad_sequence(rows, batch_first=True, padding_value=PAD_ID)
    tgt_in = whole[:, :-1].clone()
    tgt_in[tgt_in == EOS_ID] = PAD_ID
    return tgt_in, whole[:, 1:]


def pair_cell_by_cell(sentences):
    rows, columns = len(sentences), max(len(s) for s in sentences) + 1
    tgt_in = torch.zeros(rows, columns, dtype=torch.long)
    tgt_out = torch.zeros(rows, columns, dtype=torch.long)
    for i in range(rows):
        sentence = sentences[i]
        for j in range(columns):
            if j == 0:
                tgt_in[i][j] = BOS_ID
            elif j <= len(sentence):
                tgt_in[i][j] = sentence[j - 1]
            else:
                tgt_in[i][j] = PAD_ID
            if j < len(sentence):
                tgt_out[i][j] = sentence[j]
            elif j == len(sentence):
                tgt_out[i][j] = EOS_ID
            else:
                tgt_out[i][j] = PAD_ID
    return [tgt_in, tgt_out]


def pair_lists_changed(sentences):
    longest = max(len(s) for s in sentences)
    outs = []
    for s in sentences:
        padding = [PAD_ID] * (longest - len(s))
        outs.append([*s, EOS_ID, *padding])
        s.insert(0, BOS_ID)
        s.extend(padding)
    return torch.tensor(sentences), torch.tensor(outs)


def pair_floats(sentences):
    width = max(len(s) for s in sentences) + 1
    both = torch.full((2, len(sentences), width), float(PAD_ID))
    for i, s in enumerate(sentences):
        both[0, i, : len(s) + 1] = torch.Tensor([BOS_ID, *s])
        both[1, i, : len(s) + 1] = torch.Tensor([*s, EOS_ID])
    return both[0], both[1]


# 2.3 · The loop that writes


def write_for(step, state, max_len):
    tokens = torch.LongTensor([BOS_ID])
    out = []
    for _i in range(max_len):
        log_probs, state = step(tokens, state)
        tokens = torch.argmax(log_probs, dim=1)
        if tokens[0] == EOS_ID:
            break
        out.append(tokens[0].item())
    return out


def write_recursive(step, state, max_len):
    def go(token, state, left):
        if not left:
            return ()
        log_probs, state = step(torch.tensor([token]), state)
        best = int(log_probs.argmax())
        return () if best == EOS_ID else (best, *go(best, state, left - 1))

    return go(BOS_ID, state, max_len)


def write_iterator(step, state, max_len):
    token = BOS_ID

    def following():
        nonlocal token, state
        log_probs, state = step(torch.tensor([token]), state)
        token = log_probs.argmax().item()
        return token

    return list(islice(iter(following, EOS_ID), max_len))


def write_one_list(step, state, max_len):
    ids = [BOS_ID]
    while ids[-1] != EOS_ID and len(ids) <= max_len:
        log_probs, state = step(torch.tensor(ids[-1:]), state)
        ids.extend(log_probs.topk(1, dim=1)[1][0].tolist())
    return ids[1:-1] if ids[-1] == EOS_ID else ids[1:]


def write_numpy(step, state, max_len):
    last, written = BOS_ID, []
    for _ in range(max_len):
        log_probs, state = step(torch.from_numpy(np.array([last])), state)
        last = log_probs.detach().numpy()[0].argmax()
        if last == EOS_ID:
            break
        written.append(last)
    return np.array(written)


def write_tensor(step, state, max_len):
    written = torch.full((max_len + 1,), BOS_ID)
    length = 0
    while length < max_len:
        log_probs, state = step(written[length : length + 1], state)
        best = log_probs.squeeze(0).max(dim=0).indices
        if best == EOS_ID:
            break
        length += 1
        written[length] = best
    return written[1 : length + 1]


def write_beginner(step, state, max_len):
    result = []
    token = BOS_ID
    done = False
    while done is False:
        if len(result) >= max_len:
            done = True
        else:
            pair = step(torch.tensor([token]), state)
            log_probs = pair[0]
            state = pair[1]
            values = log_probs[0].tolist()
            token = values.index(max(values))
            if token == EOS_ID:
                done = True
            else:
                result.append(token)
    return result


def write_sorted(step, state, max_len):
    tokens, written = torch.tensor([BOS_ID]), []
    for _ in range(max_len):
        probs, state = step(tokens, state)
        tokens = probs.exp().sort(dim=-1, descending=True).indices[:, 0]
        if EOS_ID in tokens:
            return written
        written += tokens.tolist()
    return written


# 2.4 · The loss that rewards padding


def loss_ignore_index(logits, tgt_out):
    flat = logits.reshape(-1, logits.shape[-1])
    return F.cross_entropy(flat, tgt_out.reshape(-1), ignore_index=PAD_ID)


def loss_classes_second(logits, tgt_out):
    loss = nn.CrossEntropyLoss(ignore_index=PAD_ID)
    return loss(logits.transpose(1, 2), tgt_out)


def loss_selected(logits, tgt_out):
    real = tgt_out != PAD_ID
    return F.cross_entropy(logits[real], tgt_out[real])


def loss_gathered(logits, tgt_out):
    log_probs = logits.log_softmax(dim=-1)
    each = -log_probs.gather(2, tgt_out.unsqueeze(-1)).squeeze(-1)
    mask = (tgt_out != PAD_ID).float()
    return (each * mask).sum() / mask.sum()


def loss_nll(logits, tgt_out):
    log_probs = F.log_softmax(logits, dim=2).flatten(0, 1)
    return F.nll_loss(log_probs, tgt_out.flatten(), ignore_index=PAD_ID)


def loss_weights(logits, tgt_out):
    weight = torch.ones(logits.shape[-1])
    weight[PAD_ID] = 0
    return F.cross_entropy(logits.flatten(0, 1), tgt_out.flatten(), weight)


def loss_minus_100(logits, tgt_out):
    tgt_out[tgt_out == PAD_ID] = -100
    return F.cross_entropy(logits.flatten(0, 1), tgt_out.flatten())


def loss_loops(logits, tgt_out):
    total, count = 0.0, 0
    for row_logits, row in zip(logits.tolist(), tgt_out.tolist(), strict=True):
        for scores, token in zip(row_logits, row, strict=True):
            if token != PAD_ID:
                all_together = math.log(sum(math.exp(score) for score in scores))
                total += all_together - scores[token]
                count += 1
    return total / count


def loss_numpy(logits, tgt_out):
    scores, ids = logits.detach().numpy().astype(np.float64), tgt_out.numpy()
    scores = scores - scores.max(axis=-1, keepdims=True)
    log_probs = scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))
    chosen = np.take_along_axis(log_probs, ids[..., None], axis=-1)[..., 0]
    return -chosen[ids != PAD_ID].mean()


def loss_einsum(logits, tgt_out):
    one_hot = F.one_hot(tgt_out, logits.shape[-1]).double()
    one_hot[..., PAD_ID] = 0
    log_probs = logits.double().log_softmax(-1)
    return -torch.einsum("btv,btv->", one_hot, log_probs) / one_hot.sum()


# 2.5 · The state after the last word


def state_gathered(states, src):
    last = (src != PAD_ID).sum(dim=1) - 1
    index = last.view(-1, 1, 1).expand(-1, 1, states.shape[2])
    return states.gather(1, index).squeeze(1)


def state_loop(states, src):
    result = []
    for row in range(len(src)):
        length = (src[row] != PAD_ID).sum()
        result.append(states[row, length - 1])
    return torch.stack(result)


def state_comprehension(states, src):
    pairs = zip(states, src, strict=True)
    return [each[ids.ne(PAD_ID)][-1].tolist() for each, ids in pairs]


def state_one_hot(states, src):
    lengths = torch.count_nonzero(src, dim=-1)
    places = F.one_hot(lengths - 1, src.shape[1]).to(states.dtype)
    return torch.einsum("bt,bth->bh", places, states)


def state_at_eos(states, src):
    return states[src == EOS_ID]


def state_numpy(states, src):
    last = (src.numpy() != PAD_ID).sum(axis=1) - 1
    return states.detach().numpy()[np.arange(len(last)), last]


def state_largest_place(states, src):
    places = torch.arange(src.shape[1]) * (src != PAD_ID)
    return torch.take_along_dim(states, places.argmax(dim=1)[:, None, None], 1)[:, 0]


def state_walked_back(states, src):
    result = torch.zeros(states.shape[0], states.shape[2], dtype=torch.float64)
    for i in range(states.shape[0]):
        j = src.shape[1] - 1
        while src[i, j] == PAD_ID:
            j -= 1
        result[i] = states[i, j]
    return result


def state_carried(states, src):
    last = states[:, 0]
    for t in range(1, states.shape[1]):
        real = (src[:, t] != PAD_ID).unsqueeze(1)
        last = torch.where(real, states[:, t], last)
    return last


RIGHT = {
    "2.2": (
        pair_pad_sequence,
        pair_lists,
        pair_numpy,
        pair_zip_longest,
        pair_end_hidden,
        pair_cell_by_cell,
        pair_lists_changed,
        pair_floats,
    ),
    "2.3": (
        write_for,
        write_recursive,
        write_iterator,
        write_one_list,
        write_numpy,
        write_tensor,
        write_beginner,
        write_sorted,
    ),
    "2.4": (
        loss_ignore_index,
        loss_classes_second,
        loss_selected,
        loss_gathered,
        loss_nll,
        loss_weights,
        loss_minus_100,
        loss_loops,
        loss_numpy,
        loss_einsum,
    ),
    "2.5": (
        state_gathered,
        state_loop,
        state_comprehension,
        state_one_hot,
        state_at_eos,
        state_numpy,
        state_largest_place,
        state_walked_back,
        state_carried,
    ),
}
