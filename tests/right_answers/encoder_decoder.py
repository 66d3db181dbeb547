"""Right answers in other styles to the exercises of notebook 01."""

from itertools import islice

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from course_utils.data import BOS_ID, EOS_ID
from course_utils.encoder_decoder import LinearEncoderDecoder

# 1.2 · The best linear encoder–decoder


def reconstruct_from_factors(images, state_size):
    mean = images.mean(0, keepdim=True)
    u, s, vh = torch.linalg.svd(images - mean, full_matrices=False)
    return u[:, :state_size] * s[:state_size] @ vh[:state_size] + mean


def reconstruct_with_zeros(images, state_size):
    mean = images.mean(dim=0)
    u, s, vh = torch.linalg.svd(images - mean, full_matrices=False)
    s[state_size:] = 0
    return u @ torch.diag(s) @ vh + mean


def reconstruct_by_eigenvectors(images, state_size):
    mean = images.mean(dim=0)
    centred = images - mean
    covariance = centred.T @ centred / len(images)
    _, vectors = torch.linalg.eigh(covariance)  # the largest comes last
    components = vectors[:, -state_size:]
    return centred @ components @ components.T + mean


def reconstruct_by_gram(images, state_size):
    mean = images.double().mean(dim=0)
    centred = images.double() - mean
    _, vectors = torch.linalg.eigh(centred @ centred.T)
    kept = vectors.flip(1)[:, :state_size]
    return kept @ (kept.T @ centred) + mean


def reconstruct_numpy(images, state_size):
    pixels = images.numpy().astype(np.float64)
    mean = pixels.mean(axis=0)
    components = np.linalg.svd(pixels - mean, full_matrices=False)[2][:state_size]
    return mean + (pixels - mean) @ components.T @ components


def reconstruct_numpy_covariance(images, state_size):
    pixels = np.asarray(images, dtype=float)
    values, vectors = np.linalg.eigh(np.cov(pixels, rowvar=False))
    order = np.argsort(values)[::-1][:state_size]
    basis = vectors[:, order]
    mean = np.mean(pixels, 0)
    state = np.dot(pixels - mean, basis)
    return (np.dot(state, basis.T) + mean).tolist()


def reconstruct_einsum(images, state_size):
    mean = torch.einsum("np->p", images) / images.shape[0]
    components = torch.linalg.svd(images - mean, full_matrices=False).Vh[:state_size]
    state = torch.einsum("np,kp->nk", images - mean, components)
    return torch.einsum("nk,kp->np", state, components).add(mean)


def reconstruct_with_loops(images, state_size):
    num_images, num_pixels = images.shape
    mean = torch.zeros(num_pixels)
    for image in images:
        mean += image / num_images
    _, _, vh = torch.linalg.svd(images - mean)
    result = torch.zeros(num_images, num_pixels)
    for i in range(num_images):
        result[i] = mean
        for j in range(state_size):
            number = torch.dot(images[i] - mean, vh[j])
            result[i] += number * vh[j]
    return result


def reconstruct_without_the_rest(images, state_size):
    mean = images.mean(dim=0)
    rest = torch.linalg.svd(images - mean, full_matrices=False)[2][state_size:]
    return images - (images - mean) @ rest.T @ rest


def reconstruct_in_place(images, state_size):
    mean = images.mean(dim=0)
    images -= mean
    v = torch.svd(images).V[:, :state_size]
    images.copy_(images @ v @ v.T)
    images += mean
    return images


def reconstruct_one_by_one(images, state_size):
    """Find a component by power iteration, take it away, and find the next."""
    centred = images.double() - images.double().mean(dim=0)
    left, result = centred, images.double() - centred
    for _ in range(state_size):
        direction = torch.ones(images.shape[1], dtype=torch.float64)
        direction[0] = 2.0
        for _ in range(3000):
            direction = left.T @ (left @ direction)
            direction = direction / direction.norm()
        part = torch.outer(left @ direction, direction)
        left, result = left - part, result + part
    return result.float()


# 1.3 · Find the leak


def error_smallest_mend(train, test, state_size):
    images = torch.cat([train, test])
    model = LinearEncoderDecoder.fit(train, state_size)
    result = model.decode(model.encode(images))[-len(test) :]
    return (result - test).square().mean()


def error_mse(train, test, state_size):
    model = LinearEncoderDecoder.fit(train, state_size)
    return F.mse_loss(model.decode(model.encode(test)), test)


def error_as_number(train, test, state_size):
    model = LinearEncoderDecoder.fit(train, state_size)
    loss = nn.MSELoss()
    return loss(model.decode(model.encode(test)), test).item()


def error_sum_by_count(train, test, state_size):
    model = LinearEncoderDecoder.fit(images=train, state_size=state_size)
    difference = test - model.decode(model.encode(test))
    return (difference**2).sum() / difference.numel()


def error_image_by_image(train, test, state_size):
    model = LinearEncoderDecoder.fit(train, state_size)
    errors = []
    for image in test:
        one = image.unsqueeze(0)
        back = model.decode(model.encode(one))
        errors.append(((back - one) ** 2).mean())
    return sum(errors) / len(errors)


def error_pixel_by_pixel(train, test, state_size):
    model = LinearEncoderDecoder.fit(train, state_size)
    yours = model.decode(model.encode(test)).flatten().tolist()
    target = test.flatten().tolist()
    total = 0.0
    for a, b in zip(yours, target, strict=True):
        total += (a - b) ** 2
    return total / len(target)


def error_by_norm(train, test, state_size):
    model = LinearEncoderDecoder.fit(train, state_size)
    result = model.decode(model.encode(test))
    return torch.linalg.vector_norm(result - test).pow(2) / test.numel()


def error_by_pythagoras(train, test, state_size):
    model = LinearEncoderDecoder.fit(train, state_size)
    whole = (test - model.mean).square().sum()
    kept = model.encode(test).square().sum()
    return (whole - kept) / test.numel()


def error_own_svd(train, test, state_size):
    train, test = train.flatten(1).double(), test.flatten(1).double()
    mean = train.mean(dim=0)
    components = torch.linalg.svd(train - mean, full_matrices=False)[2][:state_size]
    result = (test - mean) @ components.T @ components + mean
    return torch.mean((result - test) ** 2)


def error_numpy(train, test, state_size):
    model = LinearEncoderDecoder.fit(train, state_size)
    result = model.decode(model.encode(test)).numpy()
    return np.mean(np.square(result - test.numpy()))


# 1.4 · Write with encode, start and step


def write_for(model, src, max_len):
    memory = model.encode(src)
    state = model.start(memory)
    token = BOS_ID
    result = []
    for _ in range(max_len):
        log_probs, state = model.step(torch.tensor([token]), state)
        token = int(log_probs[0].argmax())
        if token == EOS_ID:
            return result
        result.append(token)
    return result


def write_while_true(model, src, max_len):
    state, tokens, written = model.start(model.encode(src)), [BOS_ID], []
    while True:
        if len(written) == max_len:
            break
        log_probs, state = model.step(torch.tensor(tokens[-1:]), state)
        tokens.append(torch.argmax(log_probs, dim=-1).item())
        if tokens[-1] == EOS_ID:
            break
        written = tokens[1:]
    return written


def write_recursive(model, src, max_len):
    def rest(token, state, left):
        if left == 0:
            return []
        log_probs, state = model.step(torch.tensor([token]), state)
        token = log_probs.argmax().item()
        return [] if token == EOS_ID else [token, *rest(token, state, left - 1)]

    return rest(BOS_ID, model.start(model.encode(src)), max_len)


def write_generator(model, src, max_len):
    def tokens():
        token, state = torch.full((1,), BOS_ID), model.start(model.encode(src))
        while True:
            log_probs, state = model.step(token, state)
            token = log_probs.topk(1).indices[0]
            if token == EOS_ID:
                return
            yield token.item()

    return list(islice(tokens(), max_len))


def write_forward(model, src, max_len):
    written = [BOS_ID]
    while len(written) <= max_len:
        best = model(src, torch.tensor([written]))[0, -1].argmax()
        if best == EOS_ID:
            break
        written.append(int(best))
    return written[1:]


def write_numpy(model, src, max_len):
    state, last, written = model.start(model.encode(src)), BOS_ID, []
    while len(written) < max_len and last != EOS_ID:
        log_probs, state = model.step(torch.tensor([last]), state)
        last = int(np.argmax(log_probs.detach().numpy()))
        if last != EOS_ID:
            written.append(last)
    return np.array(written, dtype=int)


def write_tensor(model, src, max_len):
    state, tokens = model.start(model.encode(src)), torch.tensor([BOS_ID])
    written = torch.empty(0, dtype=torch.long)
    for _ in range(max_len):
        log_probs, state = model.step(tokens, state)
        tokens = log_probs.max(dim=1).indices
        if torch.equal(tokens, torch.tensor([EOS_ID])):
            break
        written = torch.cat([written, tokens])
    return written


def write_beginner(model, src, max_len):
    state = model.start(model.encode(src))
    current = BOS_ID
    answer = []
    finished = False
    count = 0
    while not finished and count < max_len:
        log_probs, new_state = model.step(torch.tensor([current]), state)
        scores = log_probs.tolist()[0]
        best = 0
        for i in range(len(scores)):
            if scores[i] > scores[best]:
                best = i
        if best == EOS_ID:
            finished = True
        else:
            answer.append(best)
            current = best
            state = new_state
            count = count + 1
    return tuple(answer)


def write_cut_afterwards(model, src, max_len):
    state, tokens, written = model.start(model.encode(src)), torch.tensor([BOS_ID]), []
    for _ in range(max_len):
        log_probs, state = model.step(tokens, state)
        tokens = log_probs.exp().argmax(dim=1)
        written += tokens.tolist()
    return written[: written.index(EOS_ID)] if EOS_ID in written else written


RIGHT = {
    "1.2": (
        reconstruct_from_factors,
        reconstruct_with_zeros,
        reconstruct_by_eigenvectors,
        reconstruct_by_gram,
        reconstruct_numpy,
        reconstruct_numpy_covariance,
        reconstruct_einsum,
        reconstruct_with_loops,
        reconstruct_without_the_rest,
        reconstruct_in_place,
        reconstruct_one_by_one,
    ),
    "1.3": (
        error_smallest_mend,
        error_mse,
        error_as_number,
        error_sum_by_count,
        error_image_by_image,
        error_pixel_by_pixel,
        error_by_norm,
        error_by_pythagoras,
        error_own_svd,
        error_numpy,
    ),
    "1.4": (
        write_for,
        write_while_true,
        write_recursive,
        write_generator,
        write_forward,
        write_numpy,
        write_tensor,
        write_beginner,
        write_cut_afterwards,
    ),
}
