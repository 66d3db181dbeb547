"""In what two tensors of numbers differ: shape, relation or place."""

import itertools
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from course_utils.exercises.machinery.compare import close
from course_utils.language import _

FACTORS = range(2, 65)  # "nine times the target"; a larger one explains nothing


def number_difference(
    yours: Tensor, target: Tensor, tolerance: float, *, discreet: bool = False
) -> str:
    """Return one or two sentences; places count from 0, as in code.

    A `discreet` one does not say how the target can be had from yours.
    """
    if yours.shape != target.shape:
        return _shapes(yours, target, tolerance)
    if (yours.dtype == torch.bool) != (target.dtype == torch.bool):
        got, want = str(yours.dtype)[6:], str(target.dtype)[6:]
        return _("The dtype is {got}; expected {want}.", got=got, want=want)
    if target.dtype == torch.bool and torch.equal(yours, ~target):
        return _("True and False are exchanged, everywhere.")
    if nan := _nan(yours, target):
        return nan
    place = _place(~close(yours, target, tolerance))
    if yours.is_complex() or target.is_complex():
        return place or _("It is another number.")
    a, b = yours.double(), target.double()
    relation = "" if discreet else _relation(a, b, tolerance)
    return f"{place} {relation}".strip() or _near(a, b, discreet)


def _shapes(a: Tensor, b: Tensor, tolerance: float) -> str:
    got, want = tuple(a.shape), tuple(b.shape)
    sentence = _("The shape is {got}; expected {want}.", got=got, want=want)
    if a.numel() == b.numel():
        if bool(close(a.flatten(), b.flatten(), tolerance).all()):
            return sentence + " " + _("The numbers are right.")
        if _turned(a, b, tolerance):
            return sentence + " " + _("The axes stand in another order.")
    if not (a.dim() and b.dim() and a.shape[1:] == b.shape[1:]):
        return sentence
    common = min(len(a), len(b))
    same = close(a[:common], b[:common], tolerance).flatten(1).all(dim=1)
    if not same.all():
        first = int((~same).nonzero()[0])
        return _(
            "There are {got} along the first axis; expected {want}. They differ first "
            "at {first}, counted from 0.",
            got=len(a),
            want=len(b),
            first=first,
        )
    return length_difference(len(a), len(b))


def length_difference(got: int, want: int) -> str:
    """Return which of two that agree as far as the shorter one goes is longer."""
    if got < want:
        return _(
            "Right as far as it goes, but it stops after {got} of {want}.",
            got=got,
            want=want,
        )
    return _(
        "The first {want} are right; then there are {more} too many.",
        want=want,
        more=got - want,
    )


def _turned(a: Tensor, b: Tensor, tolerance: float) -> bool:
    """Say whether some order of the axes makes the two equal."""
    if a.dim() != b.dim() or a.dim() > 4:
        return False
    return any(
        turned.shape == b.shape and bool(close(turned, b, tolerance).all())
        for turned in map(a.permute, itertools.permutations(range(a.dim())))
    )


def _nan(a: Tensor, b: Tensor) -> str:
    odd = a.isnan() & ~b.isnan()
    if not odd.any():
        return ""
    if not a.dim():
        return _("It is NaN: not a number.")
    rows = odd.flatten(1).any(dim=1).nonzero().flatten().tolist() if a.dim() > 1 else []
    if not rows or a.isnan().all():
        count, total = int(odd.sum()), a.numel()
        return _("{count} of {total} entries are NaN.", count=count, total=total)
    return _("There is NaN at {rows} of the first axis.", rows=_few(rows))


def _few(places: list[int]) -> str:
    shown = _(", ").join(map(str, places[:5]))
    return shown if len(places) <= 5 else shown + " …"


def _place(wrong: Tensor) -> str:
    """Return where entries differ; "" for a single number."""
    if not wrong.dim() or wrong.numel() == 1:
        return ""
    count, total = int(wrong.sum()), wrong.numel()
    sentence = _(
        "The shape is right; {count} of {total} entries differ.",
        count=count,
        total=total,
    )
    where = next(_wheres(wrong), "") if count < total else ""
    return f"{sentence} {where}".strip()


def _wheres(wrong: Tensor) -> Iterator[str]:
    """Yield in words, axis by axis, which places hold all the differences."""
    axes = list(range(wrong.dim()))
    for axis in axes if len(axes) < 3 else [0, axes[-2], axes[-1]]:
        others = [each for each in axes if each != axis]
        hit = wrong.amax(dim=others) if others else wrong
        places = hit.nonzero().flatten().tolist()
        if len(places) == len(hit):
            continue
        name = _axis(axis, len(axes))
        if len(axes) == 1:
            yield _("They differ first at {first}, counted from 0.", first=places[0])
        elif len(places) > 1 and places == list(range(places[0], len(hit))):
            yield _("{axis}: right up to {first}.", axis=name, first=places[0] - 1)
        else:
            yield _("{axis}: only {places} wrong.", axis=name, places=_few(places))


def _axis(axis: int, dims: int) -> str:
    """Return the name of an axis; the last two are rows and columns."""
    if axis == dims - 2:
        return _("Rows, counted from 0")
    if axis == dims - 1:
        return _("Columns, counted from 0")
    return _("First axis, counted from 0")


def _relation(a: Tensor, b: Tensor, tolerance: float) -> str:
    """Return how all of yours comes from the target, or ""."""
    for sentence, other in _relatives(a, b):
        if other.shape == a.shape and bool(close(a, other, tolerance).all()):
            return sentence
    return ""


def _relatives(a: Tensor, b: Tensor) -> Iterator[tuple[str, Tensor]]:
    """Yield what could have become of the target, each with its sentence."""
    yield _("It is zero everywhere."), torch.zeros_like(b)
    yield _("The sign is turned."), -b
    ratio = _ratio(a, b)
    told = b.numel() == 1 or int(b.count_nonzero()) > 1  # one among zeros is chance
    if told and (sentence := _factor(ratio, b.numel())):
        yield sentence, b * ratio
    for more, sentence in ((1, _("Each is one more.")), (-1, _("Each is one less."))):
        yield sentence, b + more
    yield from _functions(b)
    if a.dim() > 1:
        yield _("It is right but for a transpose of the last two axes."), b.mT
    for axis in range(b.dim()):
        name = _axis(axis, b.dim())
        yield _("{axis}: in reverse order.", axis=name), b.flip(axis)
        for step in (1, -1):
            yield _("{axis}: shifted by one.", axis=name), b.roll(step, axis)
    if a.dim():
        ordered = b.flatten().sort().values
        if bool(close(a.flatten().sort().values, ordered).all()):
            yield _("The numbers are right, in another order."), a


def _ratio(a: Tensor, b: Tensor) -> float:
    """Return yours over the target where the target is largest; 1 where it is 0."""
    if not b.numel() or not float(b.abs().max()):
        return 1.0
    place = b.abs().argmax()
    return float(a.flatten()[place] / b.flatten()[place])


def _factor(ratio: float, count: int) -> str:
    """Return "nine times the target" for a ratio of this kind, or ""."""
    for factor in FACTORS:
        if abs(ratio - factor) < 1e-3 * factor:
            return _("It is {factor} times the target.", factor=factor)
        if abs(ratio * factor - 1) < 1e-3:
            return _("It is the target divided by {factor}.", factor=factor)
    if count > 2:  # of one number, any other is some multiple
        return _("It is {factor:.4g} times the target.", factor=ratio)
    return ""


def _functions(b: Tensor) -> Iterator[tuple[str, Tensor]]:
    known: list[tuple[str, Callable[[Tensor], Tensor]]] = [
        (_("It is the square of the target."), torch.square),
        (_("It is the root of the target."), torch.sqrt),
        (_("It is the target's exponential."), torch.exp),
        (_("It is the target's logarithm."), torch.log),
        (_("It is 1 minus the target."), lambda x: 1 - x),
        (_("It is 1 divided by the target."), torch.reciprocal),
    ]
    for sentence, function in known:
        yield sentence, function(b)


def _near(a: Tensor, b: Tensor, discreet: bool) -> str:
    """Return on which side of the target a single number is, or how near."""
    gap = float((a - b).abs().max())
    if not discreet and gap < 1e-2 * max(float(b.abs().max()), 1e-6):
        return _("It is close, but off by {gap:.2g}.", gap=gap)
    return _("Too large.") if float(a) > float(b) else _("Too small.")
