"""Right answers in other styles to the exercises of notebook 02."""

from itertools import zip_longest

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from course_utils.data import BOS_ID, EOS_ID, PAD_ID
from course_utils.training.evaluation import sequence_loss

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


# 2.4 · One training step, in parts


def step_one_backward(model, optimiser, parts):
    total, tokens = 0, 0
    for src, tgt_in, tgt_out in parts:
        logits = model(src, tgt_in)
        total = total + F.cross_entropy(
            logits.flatten(0, 1),
            tgt_out.flatten(),
            ignore_index=PAD_ID,
            reduction="sum",
        )
        tokens += (tgt_out != PAD_ID).sum()
    optimiser.zero_grad()
    (total / tokens).backward()
    optimiser.step()


def step_shares(model, optimiser, parts):
    counts = [int((part[2] != PAD_ID).sum()) for part in parts]
    optimiser.zero_grad()
    for (src, tgt_in, tgt_out), count in zip(parts, counts, strict=True):
        loss = sequence_loss(model(src, tgt_in), tgt_out)
        (loss * count / sum(counts)).backward()
    optimiser.step()


def step_whole_batch(model, optimiser, parts):
    columns = []
    for each in zip(*parts, strict=True):
        rows = [row for table in each for row in table]
        columns.append(pad_sequence(rows, batch_first=True, padding_value=PAD_ID))
    src, tgt_in, tgt_out = columns
    loss = sequence_loss(model(src, tgt_in), tgt_out)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()


def step_zero_at_the_end(model, optimiser, parts):
    real = [tgt_out.ne(PAD_ID) for _, _, tgt_out in parts]
    tokens = sum(mask.sum() for mask in real)
    for (src, tgt_in, tgt_out), mask in zip(parts, real, strict=True):
        log_probs = model(src, tgt_in).log_softmax(dim=-1)
        chosen = log_probs.gather(2, tgt_out[..., None])[..., 0]
        loss = -(chosen * mask).sum() / tokens
        loss.backward()
    optimiser.step()
    optimiser.zero_grad()


def step_gradients_divided(model, optimiser, parts):
    tokens = 0
    model.zero_grad()
    for src, tgt_in, tgt_out in parts:
        sequence_loss(model(src, tgt_in), tgt_out, reduction="sum").backward()
        tokens += torch.count_nonzero(tgt_out).item()
    for parameter in model.parameters():
        parameter.grad /= tokens
    optimiser.step()


def step_gradients_taken(model, optimiser, parts):
    weights = list(model.parameters())
    totals = [torch.zeros_like(w) for w in weights]
    tokens = 0.0
    for src, tgt_in, tgt_out in parts:
        loss = sequence_loss(model(src, tgt_in), tgt_out, "sum")
        for total, grad in zip(totals, torch.autograd.grad(loss, weights), strict=True):
            total += grad
        tokens += float((tgt_out != PAD_ID).sum())
    for weight, total in zip(weights, totals, strict=True):
        weight.grad = total / tokens
    optimiser.step()


def step_sentence_by_sentence(model, optimiser, parts):
    optimiser.zero_grad()
    losses = []
    for src, tgt_in, tgt_out in parts:
        for i in range(len(src)):
            length = int((tgt_out[i] != PAD_ID).sum())
            logits = model(src[i : i + 1], tgt_in[i : i + 1, :length])[0]
            for t in range(length):
                losses.append(F.cross_entropy(logits[t], tgt_out[i, t]))
    torch.stack(losses).mean().backward()
    optimiser.step()


def step_closure(model, optimiser, parts):
    tokens = sum((part[-1] > PAD_ID).sum() for part in parts)

    def closure():
        optimiser.zero_grad()
        loss = torch.zeros(())
        for src, tgt_in, tgt_out in parts:
            real = tgt_out > PAD_ID
            each = F.cross_entropy(model(src, tgt_in)[real], tgt_out[real])
            loss = loss + each * real.sum() / tokens
        loss.backward()
        return loss

    return optimiser.step(closure)


# 2.5 · Finished rows stay finished


def batch_filled_table(step, state, max_len):
    batch = len(state)
    table = torch.full((batch, max_len), PAD_ID)
    tokens, alive = torch.tensor([BOS_ID] * batch), torch.ones(batch).bool()
    for t in range(max_len):
        log_probs, state = step(tokens, state)
        tokens = log_probs.argmax(1)
        table[alive, t] = tokens[alive]
        alive &= tokens != EOS_ID
        if not alive.any():
            return table[:, : t + 1]
    return table


def batch_masked_afterwards(step, state, max_len):
    table = torch.zeros(len(state), 0, dtype=torch.long)
    last = torch.full((len(state),), BOS_ID)
    while table.shape[1] < max_len and not (table == EOS_ID).any(dim=1).all():
        log_probs, state = step(last, state)
        last = log_probs.argmax(dim=-1)
        table = torch.cat([table, last[:, None]], dim=1)
    before = (table == EOS_ID).cumsum(dim=1) - (table == EOS_ID).long()
    return table.masked_fill(before > 0, PAD_ID)


def batch_lists(step, state, max_len):
    rows = [[] for _ in state]
    tokens = [BOS_ID] * len(rows)
    while max(map(len, rows)) < max_len and any(EOS_ID not in row for row in rows):
        log_probs, state = step(torch.tensor(tokens), state)
        for i, best in enumerate(log_probs.argmax(dim=1).tolist()):
            tokens[i] = PAD_ID if EOS_ID in rows[i] else best
            rows[i].append(tokens[i])
    return rows


def batch_where(step, state, max_len):
    tokens = torch.full((state.shape[0],), BOS_ID)
    columns = []
    for _ in range(max_len):
        over = (tokens == EOS_ID) | (tokens == PAD_ID)
        log_probs, state = step(tokens, state)
        tokens = torch.where(over, torch.tensor(PAD_ID), log_probs.max(dim=1).indices)
        if (tokens == PAD_ID).all():
            break
        columns.append(tokens)
    return torch.stack(columns).T


def batch_numpy(step, state, max_len):
    rows = len(state)
    last, done, columns = np.full(rows, BOS_ID), np.zeros(rows, dtype=bool), []
    while not done.all() and len(columns) != max_len:
        log_probs, state = step(torch.from_numpy(last), state)
        last = np.where(done, PAD_ID, log_probs.numpy().argmax(axis=1))
        done |= last == EOS_ID
        columns.append(last)
    return np.stack(columns, axis=1)


def batch_multiplied(step, state, max_len):
    going = torch.ones(len(state), dtype=torch.long)
    tokens, result = torch.ones_like(going) * BOS_ID, []
    while going.sum() > 0 and len(result) < max_len:
        scores, state = step(tokens, state)
        tokens = going * scores.topk(1)[1].squeeze(1) + (1 - going) * PAD_ID
        going = going * (tokens != EOS_ID)
        result.append(tokens.unsqueeze(1))
    return torch.cat(result, 1)


def batch_recursive(step, state, max_len):
    def go(tokens, state, done, left):
        if left == 0 or all(done):
            return []
        log_probs, state = step(torch.tensor(tokens), state)
        best = log_probs.argmax(dim=-1).tolist()
        best = [PAD_ID if d else b for d, b in zip(done, best, strict=True)]
        done = [d or b == EOS_ID for d, b in zip(done, best, strict=True)]
        return [best, *go(best, state, done, left - 1)]

    batch = len(state)
    return list(
        zip(*go([BOS_ID] * batch, state, [False] * batch, max_len), strict=True)
    )


def batch_lengths(step, state, max_len):
    lengths = [None] * len(state)
    tokens, written = torch.full((len(state),), BOS_ID), []
    t = 0
    while t < max_len and None in lengths:
        log_probs, state = step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        written.append(tokens.tolist())
        t += 1
        for i in range(len(lengths)):
            if lengths[i] is None and tokens[i] == EOS_ID:
                lengths[i] = t
    table = []
    for i in range(len(lengths)):
        row = [column[i] for column in written][: lengths[i]]
        table.append(row + [PAD_ID] * (t - len(row)))
    return torch.tensor(table)


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
        step_one_backward,
        step_shares,
        step_whole_batch,
        step_zero_at_the_end,
        step_gradients_divided,
        step_gradients_taken,
        step_sentence_by_sentence,
        step_closure,
    ),
    "2.5": (
        batch_filled_table,
        batch_masked_afterwards,
        batch_lists,
        batch_where,
        batch_numpy,
        batch_multiplied,
        batch_recursive,
        batch_lengths,
    ),
}
