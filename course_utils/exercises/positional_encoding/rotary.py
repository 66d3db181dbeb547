"""Exercise 7.4, build: queries and keys, turned by where they stand."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

_FAST = N_("You turn too fast: the exponent is 2j / d, and the base 10000.")


def rotary(x: Tensor, offset: int) -> Tensor:
    """Turn each pair of features (2j, 2j + 1) by place · ω_j, counter-clockwise."""
    length, d = x.shape
    place = offset + torch.arange(length)[:, None]
    angle = place / 10_000 ** (torch.arange(0, d, 2) / d)
    a, b = x[:, 0::2], x[:, 1::2]
    turned = a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()
    return torch.stack(turned, dim=-1).flatten(1)


def _right(place: Tensor, pair: Tensor, d: int) -> Tensor:
    return place / 10_000 ** (2 * pair / d)


def _cut(x: Tensor) -> tuple[Tensor, Tensor]:
    return x[:, 0::2], x[:, 1::2]


def _lay(a: Tensor, b: Tensor) -> Tensor:
    return torch.stack([a, b], dim=-1).flatten(1)


def _counter_clockwise(a: Tensor, b: Tensor, angle: Tensor) -> tuple[Tensor, Tensor]:
    return a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()


def _turn(
    angle: Callable[[Tensor, Tensor, int], Tensor] = _right,
    *,
    places: Callable[[Tensor, int], Tensor] = torch.add,
    cut: Callable = _cut,
    lay: Callable = _lay,
    turned: Callable = _counter_clockwise,
) -> Callable[[Tensor, int], Tensor]:
    """Turn with a fault in one of the parts."""

    def answer(x: Tensor, offset: int) -> Tensor:
        length, d = x.shape
        place = places(torch.arange(length)[:, None], offset)
        return lay(*turned(*cut(x), angle(place, torch.arange(d // 2), d)))

    return answer


def _overwritten(a: Tensor, b: Tensor, angle: Tensor) -> tuple[Tensor, Tensor]:
    new = a * angle.cos() - b * angle.sin()
    return new, new * angle.sin() + b * angle.cos()


def _added(x: Tensor, offset: int) -> Tensor:
    place = offset + torch.arange(len(x))[:, None]
    angle = _right(place, torch.arange(x.shape[1] // 2), x.shape[1])
    return x + _lay(angle.sin(), angle.cos())


def _halves(a: Tensor, b: Tensor) -> Tensor:
    return torch.cat([a, b], dim=1)


def _cases_rotary(seed: int) -> list[tuple[Tensor, int]]:
    """From the first place and from later ones; one vector that comes alone."""
    generator = torch.Generator().manual_seed(seed)
    sizes = (5, 6, 3 + seed), (3, 10, 0), (1, 4, 11 + seed), (7, 8, 19 + seed)
    return [(torch.randn(n, d, generator=generator), place) for n, d, place in sizes]


check_rotary = Exercise(
    "7.4",
    "build",
    N_("Turn queries and keys"),
    solution=rotary,
    cases=_cases_rotary,
    hints=(
        N_(
            "First the angles: a table of shape (length, d / 2). Then a = `x[:, 0::2]` "
            "and b = `x[:, 1::2]` are the points."
        ),
        N_(
            "A point (a, b) turned by φ is (a cos φ − b sin φ, a sin φ + b cos φ). Lay "
            "the two back into columns 2j and 2j + 1."
        ),
    ),
    mistakes=[
        Mistake(
            _turn(turned=lambda a, b, w: _counter_clockwise(a, b, -w)),
            N_("You turn clockwise. At 90° the point (1, 0) should be at (0, 1)."),
        ),
        Mistake(
            _turn(places=lambda place, offset: place),
            N_("The first vector stands at `offset`, not at 0."),
        ),
        Mistake(
            _turn(places=lambda place, offset: place + offset + 1),
            N_("One place too far: the first vector stands at `offset` itself."),
        ),
        Mistake(
            _turn(places=lambda place, offset: 0 * place + offset),
            N_("All vectors were turned alike. Each has its own place."),
        ),
        Mistake(
            _turn(cut=lambda x: x.chunk(2, dim=1), lay=_halves),
            N_(
                "You paired feature j with feature j + d / 2, as some libraries do. "
                "Here neighbours are a pair: 2j and 2j + 1."
            ),
        ),
        Mistake(
            _turn(lay=_halves),
            N_("Turned rightly, laid out in halves. Put a and b side by side again."),
        ),
        Mistake(
            _turn(cut=lambda x: x.chunk(2, dim=1)),
            N_("Neighbours are a pair: `x[:, 0::2]` and `x[:, 1::2]`."),
        ),
        Mistake(
            _turn(turned=_overwritten),
            N_("You overwrote the first feature before the second had used it."),
        ),
        Mistake(
            _turn(
                turned=lambda a, b, w: (
                    a * w.cos() + b * w.sin(),
                    a * w.sin() + b * w.cos(),
                )
            ),
            N_("One of the sines needs a minus, or lengths change."),
        ),
        Mistake(
            _turn(turned=lambda a, b, w: (a * w.cos(), b * w.sin())),
            N_("A turn mixes the two features; it does not scale each alone."),
        ),
        Mistake(
            _turn(turned=lambda a, b, w: _counter_clockwise(a, b, w)[::-1]),
            N_("The two features of a pair are exchanged."),
        ),
        Mistake(_added, N_("You added positions. Here the vectors are turned.")),
        Mistake(_turn(lambda i, j, d: i / 10_000 ** (j / d)), _FAST),
        Mistake(_turn(lambda i, j, d: i / 100 ** (2 * j / d)), _FAST),
        Mistake(
            _turn(lambda i, j, d: i / 10_000 ** (4 * j / d)),
            N_("Your exponent is 4j / d, twice what it should be."),
        ),
        Mistake(
            _turn(lambda i, j, d: i / 10_000 ** (2 * (j + 1) / d)),
            N_("Pairs count from 0: the first turns by the place itself."),
        ),
        Mistake(
            _turn(lambda i, j, d: i + 0.0 * j),
            N_("All pairs turn equally fast. Each has its own ω."),
        ),
    ],
)
