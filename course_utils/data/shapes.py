"""Circles, squares, triangles and crosses, drawn by code: small images for notebook 01.

Every shape is a chain of straight strokes, so one distance formula draws them all.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_utils.language import N_, _

SHAPES = (N_("circle"), N_("square"), N_("triangle"), N_("cross"))
IMAGE_SIZE = 16  # pixels a side


class ShapeImages(NamedTuple):
    """Images with 0 = paper and 1 = ink; a label is a position in `SHAPES`."""

    images: Float[Tensor, "num_images 1 height width"]
    labels: Int[Tensor, " num_images"]


def make_shapes(num_images: int, seed: int = 0, noise: float = 0.05) -> ShapeImages:
    """Draw shapes of random kind, place, size, tilt, stroke and shakiness.

    The kinds come equally often (as nearly as num_images allows). `noise` is the
    standard deviation of the grain on half of the images; the other half is pure
    black and white, like a drawing on a grid. The same seed gives the same images.
    """
    if num_images < 1:
        name = "num_images"
        raise ValueError(
            _("{name} is {value}; expected at least 1.", name=name, value=num_images)
        )
    if noise < 0:
        raise ValueError(
            _("noise is {noise}; expected a number that is 0 or more.", noise=noise)
        )
    rng = torch.Generator().manual_seed(seed)
    labels = torch.arange(num_images) % len(SHAPES)
    labels = labels[torch.randperm(num_images, generator=rng)]
    ink = torch.empty(num_images, IMAGE_SIZE, IMAGE_SIZE)
    for label, shape in enumerate(SHAPES):
        rows = (labels == label).nonzero().flatten()
        ink[rows] = _draw(shape, len(rows), rng)
    grain = noise * torch.randn(ink.shape, generator=rng)
    painted = torch.rand(num_images, 1, 1, generator=rng) < 0.5
    ink = torch.where(painted, (ink > 0.5).float(), ink + grain)
    return ShapeImages(ink.clamp(0, 1)[:, None], labels)


def on_canvas(
    images: Float[Tensor, "num_images 1 height width"], side: int, seed: int = 0
) -> Float[Tensor, "num_images 1 side side"]:
    """Lay each image at a random place of an empty canvas of `side` × `side` pixels."""
    height, width = images.shape[2:]
    if side < max(height, width):
        raise ValueError(
            _(
                "Images of {height} × {width} pixels do not fit on a canvas of "
                "{side} × {side}.",
                height=height,
                width=width,
                side=side,
            )
        )
    rng = torch.Generator().manual_seed(seed)
    down = torch.randint(side - height + 1, (len(images),), generator=rng)
    across = torch.randint(side - width + 1, (len(images),), generator=rng)
    canvas = images.new_zeros(len(images), 1, side, side)
    for i, (y, x) in enumerate(zip(down, across, strict=True)):
        canvas[i, :, y : y + height, x : x + width] = images[i]
    return canvas


def _draw(
    shape: str, num_images: int, rng: torch.Generator
) -> Float[Tensor, "num_images height width"]:
    """Draw one kind of shape, each image with its own random strokes."""
    starts, ends = _strokes(shape, num_images, rng)
    half_width = _uniform((num_images, 1), 0.55, 1.0, rng)
    filled = torch.zeros(num_images, 1, dtype=torch.bool)
    if shape != "cross":  # a third of the closed shapes is filled
        filled = torch.rand(num_images, 1, generator=rng) < 1 / 3
    every = (starts, ends, half_width, filled)
    parts = zip(*(each.split(100) for each in every), strict=True)
    return torch.cat([_ink(*part) for part in parts])  # all at once need much memory


def _ink(
    starts: Float[Tensor, "num_images strokes 2"],
    ends: Float[Tensor, "num_images strokes 2"],
    half_width: Float[Tensor, "num_images 1"],
    filled: Bool[Tensor, "num_images 1"],
) -> Float[Tensor, "num_images height width"]:
    """Return how much ink the strokes leave in each pixel."""
    axis = torch.arange(IMAGE_SIZE) + 0.5
    pixels = torch.cartesian_prod(axis, axis)  # (pixels, 2): down, across
    distance = _distance(pixels, starts, ends)
    if filled.any():
        distance[filled & _inside(pixels, starts, ends)] = 0
    ink = (half_width + 0.5 - distance).clamp(0, 1)
    return ink.reshape(-1, IMAGE_SIZE, IMAGE_SIZE)


def _strokes(
    shape: str, num_images: int, rng: torch.Generator
) -> tuple[
    Float[Tensor, "num_images strokes 2"], Float[Tensor, "num_images strokes 2"]
]:
    """Return where each straight stroke starts and ends, in pixels."""
    starts, ends = (corners.repeat(num_images, 1, 1) for corners in _outline(shape))
    if shape == "cross":  # + and × are both crosses
        turn = math.pi / 4 * (torch.rand(num_images, generator=rng) < 0.5)
    else:
        turn = torch.zeros(num_images)
    turn = turn + _uniform((num_images,), -0.25, 0.25, rng)
    cos, sin = turn.cos(), turn.sin()
    rotation = torch.stack([cos, -sin, sin, cos], 1).reshape(num_images, 2, 2)
    radius = _uniform((num_images, 1, 1), 2.5, 7.0, rng)
    radii = radius * _uniform((num_images, 1, 2), 0.85, 1.0, rng)
    room = IMAGE_SIZE / 2 - radius
    centre = IMAGE_SIZE / 2 + room * _uniform((num_images, 1, 2), -1.0, 1.0, rng)
    shake = 0.05 if shape != "circle" else 0.02  # many corners would look ragged
    shake = shake * radius * torch.randn(starts.shape, generator=rng)
    starts = starts @ rotation * radii + centre + shake
    if shape == "cross":
        ends = ends @ rotation * radii + centre + shake.flip(2)
    else:  # closed: each stroke ends where the next one starts
        ends = starts.roll(-1, dims=1)
    return starts, ends


def _outline(
    shape: str,
) -> tuple[Float[Tensor, "strokes 2"], Float[Tensor, "strokes 2"]]:
    """Return the strokes of the ideal shape; its farthest points have radius 1."""
    if shape == "cross":
        starts = torch.tensor([[-1.0, 0.0], [0.0, -1.0]])
        return starts, -starts
    num_corners = {"circle": 16, "square": 4, "triangle": 3}[shape]
    first = math.pi / 4 if shape == "square" else math.pi  # the triangle points up
    angles = first + torch.arange(num_corners) * (2 * math.pi / num_corners)
    corners = torch.stack([angles.cos(), angles.sin()], dim=1)
    return corners, corners.roll(-1, dims=0)


def _distance(
    pixels: Float[Tensor, "pixels 2"],
    starts: Float[Tensor, "num_images strokes 2"],
    ends: Float[Tensor, "num_images strokes 2"],
) -> Float[Tensor, "num_images pixels"]:
    """Distance from each pixel to the nearest stroke."""
    stroke = (ends - starts)[:, None]
    offset = pixels[:, None] - starts[:, None]
    along = (offset * stroke).sum(-1) / stroke.square().sum(-1).clamp(min=1e-6)
    nearest = offset - along.clamp(0, 1)[..., None] * stroke
    return nearest.square().sum(-1).amin(-1).sqrt()


def _inside(
    pixels: Float[Tensor, "pixels 2"],
    starts: Float[Tensor, "num_images strokes 2"],
    ends: Float[Tensor, "num_images strokes 2"],
) -> Bool[Tensor, "num_images pixels"]:
    """True where a pixel lies on the same side of every stroke of a closed shape."""
    stroke = (ends - starts)[:, None]
    offset = pixels[:, None] - starts[:, None]
    side = stroke[..., 0] * offset[..., 1] - stroke[..., 1] * offset[..., 0]
    return (side >= -1).all(-1)  # -1: a shaken outline has small dents


def _uniform(
    size: tuple[int, ...], low: float, high: float, rng: torch.Generator
) -> Tensor:
    return low + (high - low) * torch.rand(size, generator=rng)
