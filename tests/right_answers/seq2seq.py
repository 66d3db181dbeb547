"""Right answers in other styles to the exercises of notebook 02."""

import math
from itertools import zip_longest

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


# 2.3 · Two GRUs make a translator


def wired_repeat(parts, src, tgt_in):
    states, _ = parts.encoder(parts.src_embedding(src))
    last = (src != PAD_ID).sum(dim=1) - 1
    c = states[torch.arange(src.size(0)), last]
    words = parts.tgt_embedding(tgt_in)
    context = c.unsqueeze(1).repeat(1, words.size(1), 1)
    out, _ = parts.decoder(torch.cat((words, context), dim=2), c.unsqueeze(0))
    return parts.output(out)


def wired_packed(parts, src, tgt_in):
    lengths = (src != PAD_ID).sum(dim=1)
    packed = nn.utils.rnn.pack_padded_sequence(
        parts.src_embedding(src), lengths, batch_first=True, enforce_sorted=False
    )
    last = parts.encoder(packed)[1]
    words = parts.tgt_embedding(tgt_in)
    context = last[0][:, None].expand(*words.shape[:2], -1)
    return parts.output(parts.decoder(torch.cat([words, context], -1), last)[0])


def wired_row_by_row(parts, src, tgt_in):
    rows = []
    for sentence, target in zip(src, tgt_in, strict=True):
        real = sentence[sentence != PAD_ID]
        _, c = parts.encoder(parts.src_embedding(real))
        words = parts.tgt_embedding(target)
        read = torch.cat([words, c.expand(len(words), -1)], dim=1)
        rows.append(parts.output(parts.decoder(read, c)[0]))
    return torch.stack(rows)


def wired_step_by_step(parts, src, tgt_in):
    states, _ = parts.encoder(parts.src_embedding(src))
    c = states[src == EOS_ID]
    state, logits = c[None], []
    for t in range(tgt_in.shape[1]):
        read = torch.cat([parts.tgt_embedding(tgt_in[:, t]), c], dim=-1)
        _, state = parts.decoder(read[:, None], state)
        logits.append(parts.output(state[0]))
    return torch.stack(logits, dim=1)


def wired_gathered(parts, src, tgt_in):
    states = parts.encoder(parts.src_embedding(src))[0]
    place = (src != PAD_ID).sum(1).sub(1).view(-1, 1, 1).expand(-1, 1, states.size(2))
    c = states.gather(1, place)
    read = torch.cat([parts.tgt_embedding(tgt_in), c.repeat(1, tgt_in.size(1), 1)], 2)
    return parts.output(parts.decoder(read, c.transpose(0, 1).contiguous())[0])


def wired_lists(parts, src, tgt_in):
    batch, steps = tgt_in.shape
    c = []
    states = parts.encoder(parts.src_embedding(src))[0]
    for i in range(batch):
        length = 0
        for token in src[i].tolist():
            if token != PAD_ID:
                length += 1
        c.append(states[i][length - 1])
    c = torch.stack(c)
    context = torch.stack([c for _ in range(steps)], dim=1)
    read = torch.cat([parts.tgt_embedding(tgt_in), context], dim=-1)
    return parts.output(parts.decoder(read, c[None])[0]).tolist()


def wired_allocated(parts, src, tgt_in):
    words = parts.tgt_embedding(tgt_in)
    size = parts.decoder.hidden_size
    read = torch.empty(*tgt_in.shape, words.shape[2] + size)
    states = parts.encoder(parts.src_embedding(src))[0]
    one_hot = F.one_hot((src != PAD_ID).sum(dim=1) - 1, src.shape[1]).float()
    c = torch.einsum("bt,bth->bh", one_hot, states)
    read[..., : words.shape[2]] = words
    read[..., words.shape[2] :] = c[:, None]
    hidden = parts.decoder(read, c[None])[0]
    return hidden @ parts.output.weight.T + parts.output.bias


def wired_walk(parts, src, tgt_in):
    state = torch.zeros(1, len(src), parts.encoder.hidden_size)
    for t in range(src.shape[1]):
        _, new = parts.encoder(parts.src_embedding(src[:, t : t + 1]), state)
        state = torch.where((src[:, t] != PAD_ID)[None, :, None], new, state)
    context = state.transpose(0, 1).expand(-1, tgt_in.shape[1], -1)
    read = torch.cat([parts.tgt_embedding(tgt_in), context], dim=-1)
    return parts.output(parts.decoder(read, state)[0]).detach().numpy()


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
        wired_repeat,
        wired_packed,
        wired_row_by_row,
        wired_step_by_step,
        wired_gathered,
        wired_lists,
        wired_allocated,
        wired_walk,
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
