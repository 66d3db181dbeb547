"""Plots of sequence-to-sequence models: scores, states, alignments."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.colors import CenteredNorm
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from torch import Tensor

from course_utils.language import _, _p
from course_utils.plots.style import (
    DASHES,
    HEAT,
    LINES,
    MARKERS,
    PAPER,
    SIGNED,
    VERMILION,
    axes,
    house_style,
)

Value = int | float | Sequence[float]  # of one training, or of several
Curve = Mapping[tuple[int, int], Value]
Pairs = Sequence[tuple[int, int]]


@house_style()
def plot_by_length(curves: Mapping[str, Curve], ax: Axes | None = None) -> Axes:
    """Draw exact match against source length, one curve a model, values printed.

    A curve maps bands of length, (shortest, longest) in source tokens, to the share of
    sentences that came out right, 0 to 1: one number, or one for each training, of
    which mean and spread are drawn. All curves have the same bands.
    """
    bands = _common_bands(curves)
    looks = zip(LINES, DASHES, MARKERS, strict=True)
    ax = axes(ax)
    for (name, curve), (color, dashes, marker) in zip(curves.items(), looks):  # noqa: B905
        look = {"color": color, "linestyle": dashes, "marker": marker}
        runs = [np.atleast_1d(curve[band]) for band in bands]
        values = [each.mean() for each in runs]
        ax.plot(range(len(bands)), values, label=name, clip_on=False, **look)
        spread = [each.min() for each in runs], [each.max() for each in runs]
        ax.fill_between(range(len(bands)), *spread, color=color, alpha=0.2, lw=0)
    for place, band in enumerate(bands):
        _print_values(ax, place, [np.mean(curve[band]) for curve in curves.values()])
    ax.set_xticks(range(len(bands)), [f"{low}–{high}" for low, high in bands])
    ax.set(xlabel=_("source length (tokens)"), ylabel=_("exact match"))
    ax.set(xlim=(-0.15, len(bands) - 0.6), ylim=(0, 1.02))
    above = {"loc": "lower left", "bbox_to_anchor": (0, 1), "borderaxespad": 0.6}
    ax.legend(ncols=len(curves), **above)
    return ax


def _common_bands(curves: Mapping[str, Curve]) -> list[tuple[int, int]]:
    if not 1 <= len(curves) <= len(LINES):
        raise ValueError(
            _(
                "{curves} curves; expected 1 to {most}, so that each has a colour, "
                "dashes and a marker of its own.",
                curves=len(curves),
                most=len(LINES),
            )
        )
    (first, curve), *others = curves.items()
    for name, other in others:
        if set(other) != set(curve):
            raise ValueError(
                _(
                    "{name} has the bands {other}, {first} has {curve}; give every "
                    "model the same bands.",
                    name=name,
                    other=sorted(other),
                    first=first,
                    curve=sorted(curve),
                )
            )
    return sorted(curve)


def _print_values(ax: Axes, place: int, values: Sequence[float]) -> None:
    """Print values beside their points, moved apart where two would overlap."""
    heights: list[float] = []
    for value in sorted(values, reverse=True):
        height = value + 0.01
        heights.append(min(height, heights[-1] - 0.06) if heights else height)
    lift = max(0.0, 0.01 - heights[-1])
    for value, height in zip(sorted(values, reverse=True), heights, strict=True):
        text = ax.text(place + 0.07, height + lift, f"{value:.2f}", fontsize=10)
        text.set_path_effects([withStroke(linewidth=3, foreground=PAPER)])


@house_style()
def plot_state_strip(
    states: Float[np.ndarray | Tensor, "step hidden_size"],
    tokens: Sequence[str],
    ax: Axes | None = None,
) -> Axes:
    """Draw hidden states as a heat strip: one column a step, one row a hidden unit.

    `tokens` are what was read at each step. The colour bar is centred on zero.
    """
    values = _array(states).T
    if values.shape[1] != len(tokens):
        raise ValueError(
            _(
                "{states} states for {tokens} tokens; expected one state after each "
                "token.",
                states=values.shape[1],
                tokens=len(tokens),
            )
        )
    ax = axes(ax, size=(max(4.0, 1.6 + 0.62 * len(tokens)), 3.2))
    image = ax.imshow(values, cmap=SIGNED, norm=CenteredNorm(), aspect="auto")
    slanted = {"rotation": 35, "rotation_mode": "anchor", "ha": "right"}
    ax.set_xticks(range(len(tokens)), tokens, parse_math=False, **slanted)
    ax.set(xlabel=_("token read"), ylabel=_("hidden unit"))
    ax.set_xticks(np.arange(0.5, len(tokens) - 1), minor=True)
    ax.tick_params(length=0, which="both")
    ax.grid(False)
    ax.grid(True, axis="x", which="minor", color=PAPER, linewidth=3)
    bar = ax.figure.colorbar(image, ax=ax, label=_p("number", "value"), pad=0.02)
    bar.outline.set_visible(False)
    return ax


@house_style()
def plot_alignment(
    links: Float[np.ndarray | Tensor, "tgt_len src_len"] | Pairs,
    src_tokens: Sequence[str],
    tgt_tokens: Sequence[str],
    ax: Axes | None = None,
) -> Axes:
    """Draw what each target token looks at: weights as a heat map, pairs as frames.

    Pairs are (source, target) positions from 0. Rows are target tokens (queries),
    columns source tokens (keys). Call it twice on the same axes, first with weights,
    then with gold pairs, to see both.
    """
    shape = len(tgt_tokens), len(src_tokens)
    weighed = isinstance(links, np.ndarray | Tensor)
    if weighed and tuple(links.shape) != shape:
        raise ValueError(
            _(
                "weights of shape {shape} for {tgt_len} target and {src_len} source "
                "tokens; expected one row a target token, one column a source token.",
                shape=tuple(links.shape),
                tgt_len=shape[0],
                src_len=shape[1],
            )
        )
    ax = axes(ax, size=(1.8 + 0.5 * shape[1], 1.4 + 0.42 * shape[0]))
    if weighed:
        _draw_weights(ax, _array(links))
    else:
        _draw_pairs(ax, links, shape)
    slanted = {"rotation": 40, "rotation_mode": "anchor", "ha": "left"}
    ax.set_xticks(range(shape[1]), src_tokens, parse_math=False, **slanted)
    ax.set_yticks(range(shape[0]), tgt_tokens, parse_math=False)
    ax.set(xlabel=_("source (keys)"), ylabel=_("target (queries)"), aspect="equal")
    ax.set(xlim=(-0.5, shape[1] - 0.5), ylim=(shape[0] - 0.5, -0.5))
    ax.xaxis.set_label_position("top")
    ax.tick_params(labeltop=True, labelbottom=False, length=0, which="both")
    ax.set_xticks(np.arange(0.5, shape[1] - 1), minor=True)
    ax.set_yticks(np.arange(0.5, shape[0] - 1), minor=True)
    ax.grid(False, which="major")
    ax.grid(True, which="minor")
    return ax


def _draw_weights(ax: Axes, weights: np.ndarray) -> None:
    image = ax.imshow(weights, cmap=HEAT, vmin=0, vmax=1)
    bar = ax.figure.colorbar(image, ax=ax, label=_("weight"), pad=0.02)
    bar.outline.set_visible(False)


def _draw_pairs(ax: Axes, pairs: Pairs, shape: tuple[int, int]) -> None:
    for src, tgt in pairs:
        if not (0 <= src < shape[1] and 0 <= tgt < shape[0]):
            raise ValueError(
                _(
                    "the pair {pair} points outside {source} source and {target} "
                    "target tokens; expected (source, target) from 0.",
                    pair=(src, tgt),
                    source=shape[1],
                    target=shape[0],
                )
            )
        frame = {"fill": False, "edgecolor": VERMILION, "linewidth": 2.5}
        ax.add_patch(Rectangle((src - 0.4, tgt - 0.4), 0.8, 0.8, **frame))


def _array(values: np.ndarray | Tensor) -> np.ndarray:
    """Return numbers as matplotlib takes them, wherever they were computed."""
    if isinstance(values, Tensor):
        values = values.detach().cpu()
    return np.asarray(values)
