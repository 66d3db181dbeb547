"""Right answers of many styles for the exercises on layer normalisation."""

import math
import statistics

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from course_utils.layer_norm import Residual

# 6.2: layer norm with the features on the middle axis, without PyTorch's own


def norm_by_means(x, weight, bias, eps):
    mean = x.mean(dim=1, keepdim=True)
    variance = ((x - mean) ** 2).mean(dim=1, keepdim=True)
    normed = (x - mean) / torch.sqrt(variance + eps)
    return normed * weight[:, None] + bias[:, None]


def norm_by_var(x, weight, bias, eps):
    variance = x.var(1, unbiased=False, keepdim=True)
    normed = (x - x.mean(1, keepdim=True)) * (variance + eps) ** -0.5
    return weight.view(1, -1, 1) * normed + bias.view(1, -1, 1)


def norm_by_var_mean(x, weight, bias, eps):
    var, mean = torch.var_mean(x, dim=-2, correction=0, keepdim=True)
    normed = (x - mean) * torch.rsqrt(var + eps)
    return torch.addcmul(bias.unsqueeze(-1), normed, weight.unsqueeze(-1))


def norm_by_turning(x, weight, bias, eps):
    x = x.transpose(1, 2)
    mean = x.mean(dim=-1, keepdim=True)
    variance = (x - mean).square().mean(dim=-1, keepdim=True)
    x = (x - mean) / torch.sqrt(variance + eps) * weight + bias
    return x.transpose(1, 2)


def norm_by_sums(x, weight, bias, eps):
    n = x.size(1)
    centred = x - x.sum(1, keepdim=True) / n
    variance = centred.pow(2).sum(1, keepdim=True) / n
    normed = centred / (variance + eps).sqrt()
    return (normed.permute(0, 2, 1) * weight + bias).permute(0, 2, 1)


def norm_by_loops(x, weight, bias, eps):
    out = torch.empty_like(x)
    for b in range(x.shape[0]):
        for i in range(x.shape[2]):
            token = x[b, :, i]
            mean = token.sum() / len(token)
            variance = 0.0
            for feature in token:
                variance = variance + (feature - mean) ** 2
            variance = variance / len(token)
            for j in range(len(token)):
                normed = (token[j] - mean) / (variance + eps) ** 0.5
                out[b, j, i] = normed * weight[j] + bias[j]
    return out


def norm_by_statistics(x, weight, bias, eps):
    weight, bias = weight.tolist(), bias.tolist()

    def norm(token):
        mean = statistics.fmean(token)
        root = math.sqrt(statistics.pvariance(token) + eps)
        scale = zip(token, weight, bias, strict=True)
        return [(feature - mean) / root * w + b for feature, w, b in scale]

    def turned(rows):
        return [list(column) for column in zip(*rows, strict=True)]

    sentences = (turned(features) for features in x.tolist())
    return [turned([norm(token) for token in sentence]) for sentence in sentences]


def norm_by_numpy(x, weight, bias, eps):
    array = x.numpy().astype("float64")
    mean = np.mean(array, axis=1, keepdims=True)
    variance = np.var(array, axis=1, keepdims=True)  # numpy divides by n
    normed = (array - mean) / np.sqrt(variance + eps)
    return normed * weight.numpy()[:, None] + bias.numpy()[:, None]


def norm_by_einsum(x, weight, bias, eps):
    d_model = x.shape[1]
    centring = torch.eye(d_model) - 1 / d_model
    centred = centring @ x
    variance = torch.einsum("bdl,bdl->bl", centred, centred) / d_model
    root = (variance + eps).rsqrt()
    return torch.einsum("bdl,bl,d->bdl", centred, root, weight) + bias[:, None]


def norm_by_mean_of_squares(x, weight, bias, eps):
    x = x.double()  # the difference of two large numbers needs the digits
    mean = x.mean(dim=1, keepdim=True)
    variance = (x**2).mean(dim=1, keepdim=True) - mean**2
    return (x - mean) / (variance + eps).sqrt() * weight[:, None] + bias[:, None]


def norm_by_length(x, weight, bias, eps):
    centred = x - x.mean(1)[:, None]
    length = torch.linalg.vector_norm(centred, dim=1, keepdim=True)
    spread = torch.hypot(length / x.shape[1] ** 0.5, torch.tensor(eps**0.5))
    return centred / spread * weight[:, None] + bias[:, None]


def norm_in_place(x, weight, bias, eps):
    x -= x.mean(dim=1, keepdim=True)
    x /= torch.sqrt(x.square().mean(dim=1, keepdim=True) + eps)
    x *= weight[:, None]
    x += bias[:, None]
    return x


# 6.3: two faults in one line


def root_mended(x, weight, bias, eps):
    centred = x - x.mean(dim=-1, keepdim=True)
    variance = centred.square().mean(dim=-1, keepdim=True)
    return centred / (variance + eps).sqrt() * weight + bias


def root_by_std(x, weight, bias, eps):
    centred = x - x.mean(dim=-1, keepdim=True)
    spread = (x.std(dim=-1, keepdim=True, correction=0) ** 2 + eps) ** 0.5
    return centred / spread * weight + bias


def root_by_var(x, weight, bias, eps):
    centred = x - x.mean(dim=-1, keepdim=True)
    return (
        centred / (x.var(dim=-1, keepdim=True, unbiased=False) + eps).sqrt() * weight
        + bias
    )


def root_by_factor(x, weight, bias, eps):
    n = x.shape[-1]
    centred = x - x.mean(dim=-1, keepdim=True)
    biased = x.var(dim=-1, keepdim=True) * (n - 1) / n
    return centred / torch.sqrt(biased + eps) * weight + bias


def root_of_the_library(x, weight, bias, eps):
    return F.layer_norm(x, (x.shape[-1],), weight, bias, eps)


def root_of_a_module(x, weight, bias, eps):
    norm = nn.LayerNorm(x.shape[-1], eps=eps)
    norm.weight, norm.bias = nn.Parameter(weight), nn.Parameter(bias)
    return norm(x)


def root_by_numpy(x, weight, bias, eps):
    x, weight, bias = x.numpy(), weight.numpy(), bias.numpy()
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt(x.std(-1, keepdims=True) ** 2 + eps) * weight + bias


def root_token_by_token(x, weight, bias, eps):
    result = []
    for sentence in x:
        tokens = []
        for token in sentence:
            difference = token - torch.mean(token)
            variance = torch.mean(difference * difference)
            tokens.append(difference / math.sqrt(variance + eps) * weight + bias)
        result.append(torch.stack(tokens))
    return torch.stack(result)


def root_on_the_left(x, weight, bias, eps):
    gain = weight / (x.var(dim=-1, keepdim=True, correction=0) + eps).sqrt()
    return (gain * x - gain * x.mean(dim=-1, keepdim=True) + bias).tolist()


# 6.4: RMS norm, alone or in company


def lonely_mended(x, weight, eps):
    mean_square = x.square().mean(dim=-1, keepdim=True)
    return x / torch.sqrt(mean_square + eps) * weight


def lonely_by_axis(x, weight, eps):
    return weight * x * ((x**2).mean(2, True) + eps).rsqrt()


def lonely_unsqueezed(x, weight, eps):
    mean_square = x.pow(2).mean(dim=-1)
    return x / (mean_square + eps).sqrt().unsqueeze(-1) * weight


def lonely_of_the_library(x, weight, eps):
    return F.rms_norm(x, weight.shape, weight, eps)


def lonely_as_rows(x, weight, eps):
    rows = x.reshape(-1, x.shape[-1])
    out = [row / torch.sqrt((row @ row) / len(row) + eps) * weight for row in rows]
    return torch.stack(out).view_as(x)


def lonely_by_feature(x, weight, eps):
    d_model = x.shape[-1]
    root = (sum(x[..., j] ** 2 for j in range(d_model)) / d_model + eps) ** 0.5
    columns = [x[..., j] / root * weight[j] for j in range(d_model)]
    return torch.stack(columns, dim=-1)


def lonely_by_numpy(x, weight, eps):
    array = x.double().numpy()
    return array / np.sqrt((array**2).mean(-1, keepdims=True) + eps) * weight.numpy()


def lonely_by_einsum(x, weight, eps):
    mean_square = torch.einsum("bld,bld->bl", x, x) / x.shape[-1]
    return torch.einsum("bld,bl,d->bld", x, (mean_square + eps).rsqrt(), weight)


def lonely_by_lists(x, weight, eps):
    def alone(token):
        root = math.sqrt(statistics.fmean(value**2 for value in token) + eps)
        return [v / root * w for v, w in zip(token, weight.tolist(), strict=True)]

    return [[alone(token) for token in sentence] for sentence in x.tolist()]


# 6.6: add & norm


def placed_by_two_formulas(x, sublayer, norm, norm_first):
    if norm_first:
        return x + sublayer(norm(x))
    return norm(x + sublayer(x))


def placed_in_one_line(x, sublayer, norm, norm_first):
    return x + sublayer(norm(x)) if norm_first else norm(x + sublayer(x))


def placed_step_by_step(x, sublayer, norm, norm_first):
    past = x
    if norm_first:
        x = norm(x)
    x = sublayer(x)
    x = past + x
    if not norm_first:
        x = norm(x)
    return x


def placed_by_two_switches(x, sublayer, norm, norm_first):
    before, after = (norm, lambda x: x) if norm_first else (lambda x: x, norm)
    return after(x + sublayer(before(x)))


def placed_by_a_residual(x, sublayer, norm, norm_first):
    wrapper = Residual(x.shape[-1], norm_first=norm_first)
    wrapper.norm = nn.Identity()
    wrapper.norm.forward = norm
    return wrapper(x, sublayer)


def placed_in_place(x, sublayer, norm, norm_first):
    out = sublayer(norm(x) if norm_first else x).clone()
    out += x
    return out if norm_first else norm(out)


def placed_by_a_table(x, sublayer, norm, norm_first):
    ways = {
        True: lambda: torch.add(x, sublayer(norm(x))),
        False: lambda: norm(torch.add(sublayer(x), x)),
    }
    return ways[norm_first]()


def placed_by_a_match(x, sublayer, norm, norm_first):
    match norm_first:
        case True:
            return sum((x, sublayer(norm(x))))
        case False:
            return norm(sum((x, sublayer(x))))


RIGHT = {
    "6.2": (
        norm_by_means,
        norm_by_var,
        norm_by_var_mean,
        norm_by_turning,
        norm_by_sums,
        norm_by_loops,
        norm_by_statistics,
        norm_by_numpy,
        norm_by_einsum,
        norm_by_mean_of_squares,
        norm_by_length,
        norm_in_place,
    ),
    "6.3": (
        root_mended,
        root_by_std,
        root_by_var,
        root_by_factor,
        root_of_the_library,
        root_of_a_module,
        root_by_numpy,
        root_token_by_token,
        root_on_the_left,
    ),
    "6.4": (
        lonely_mended,
        lonely_by_axis,
        lonely_unsqueezed,
        lonely_of_the_library,
        lonely_as_rows,
        lonely_by_feature,
        lonely_by_numpy,
        lonely_by_einsum,
        lonely_by_lists,
    ),
    "6.6": (
        placed_by_two_formulas,
        placed_in_one_line,
        placed_step_by_step,
        placed_by_two_switches,
        placed_by_a_residual,
        placed_in_place,
        placed_by_a_table,
        placed_by_a_match,
    ),
}
