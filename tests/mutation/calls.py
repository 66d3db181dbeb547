"""Small changes of calls and attributes: arguments, axes, one method for another."""

import ast

from mutation.operators import Changes, dropped, replaced, swapped

EXCHANGED = (
    ("sum", "mean"),
    ("max", "min"),
    ("amax", "amin"),
    ("argmax", "argmin"),
    ("sin", "cos"),
    ("tril", "triu"),
    ("cat", "stack"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("var", "std"),
    ("cumsum", "cumprod"),
    ("values", "indices"),
    ("softmax", "sigmoid"),
    ("repeat_interleave", "repeat"),
    ("repeat", "tile"),
    ("logsumexp", "sum"),
)
OTHER = {a: b for pair in EXCHANGED for a, b in (pair, pair[::-1])}
MODULES = {"torch", "F", "np", "numpy", "math", "nn", "itertools", "functools"}
NEUTRAL = {"contiguous", "clone", "detach", "cpu", "copy"}  # left out, nothing changes
SYMMETRIC = {"transpose", "swapaxes", "swapdims"}  # of their two axes
MASKING = {"masked_fill": 0, "masked_fill_": 0, "where": 0, "logical_and": 0}


def arguments(node: ast.AST) -> Changes:
    """Arguments exchanged, one left out, a keyword left out."""
    if isinstance(node, ast.Call):
        if called(node) not in SYMMETRIC:
            for changed in swapped(node.args):
                yield replaced(node, args=changed)
        for changed in dropped(node.args):
            yield replaced(node, args=changed)
        for i, keyword in enumerate(node.keywords):
            if keyword.arg != "strict":  # of zip: it only refuses
                kept = node.keywords[:i] + node.keywords[i + 1 :]
                yield replaced(node, keywords=kept)


def axis(node: ast.AST) -> Changes:
    """The other name of an axis in the middle: `constant` has moved it by one."""
    if isinstance(node, ast.Call):
        for i, keyword in enumerate(node.keywords):
            is_one = (
                isinstance(keyword.value, ast.Constant) and keyword.value.value == 1
            )
            if keyword.arg in ("dim", "axis") and is_one:
                last = ast.keyword(
                    keyword.arg, ast.UnaryOp(ast.USub(), ast.Constant(1))
                )
                others = [*node.keywords[:i], last, *node.keywords[i + 1 :]]
                yield replaced(node, keywords=others)


def mask(node: ast.AST) -> Changes:
    """Turn the mask round that a call is given."""
    if isinstance(node, ast.Call) and called(node) in MASKING and node.args:
        at = int(of_module(node) and called(node) == "masked_fill")
        args = list(node.args)
        if at < len(args) and not isinstance(args[at], ast.Compare | ast.UnaryOp):
            args[at] = ast.UnaryOp(ast.Invert(), args[at])
            yield replaced(node, args=args)


def left_out(node: ast.AST) -> Changes:
    """Leave out a call: what it was given stands there, untouched."""
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT", "H"):
        yield node.value
    if not isinstance(node, ast.Call) or called(node) in NEUTRAL:
        return
    if isinstance(node.func, ast.Attribute) and not of_module(node):
        yield node.func.value
    yield from (each for each in node.args if not isinstance(each, ast.Constant))


def method(node: ast.AST) -> Changes:
    """Take a related function instead."""
    if isinstance(node, ast.Attribute) and node.attr in OTHER:
        yield replaced(node, attr=OTHER[node.attr])


def reach(node: ast.AST) -> Changes:
    """A range that ends, or begins, one earlier or later."""
    if isinstance(node, ast.Call) and called(node) in ("range", "arange"):
        for i, bound in enumerate(node.args):
            for op in (ast.Add(), ast.Sub()):
                if not isinstance(bound, ast.Constant):
                    moved = ast.BinOp(bound, op, ast.Constant(1))
                    args = [*node.args[:i], moved, *node.args[i + 1 :]]
                    yield replaced(node, args=args)


def called(node: ast.Call) -> str:
    """Return the last name of what is called, or "" for a computed function."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def of_module(node: ast.Call) -> bool:
    """Say whether this is `torch.f(x)` and not `x.f()`."""
    root = node.func
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in MODULES


CALLS = (arguments, axis, mask, left_out, method, reach)
