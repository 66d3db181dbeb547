"""Answers that fit the first case only: an input ignored, a size or number fixed."""

import ast
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

SIZES = ("len", "size", "numel", "dim")


def ignored(function: Callable, inputs: tuple) -> Iterator[str]:
    """Yield the statements that spoil one input each, before all others."""
    names = list(inspect.signature(function).parameters)
    for name, value in zip(names, inputs, strict=False):
        for other in _spoilt(name, value):
            yield f"{name} = {other}"


def _spoilt(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, Tensor) and value.dtype == torch.bool:
        return f"torch.ones_like({name})", f"~{name}", f"torch.zeros_like({name})"
    if isinstance(value, Tensor):
        others = f"{name}[:1]", f"{name}.flip(0)"  # no change of a single row
        has_rows = value.dim() > 2 or (value.dim() and len(value) > 1)
        return f"torch.zeros_like({name})", *(others if has_rows else ())
    if isinstance(value, int | float):
        return repr(value), f"{name} + 1", f"{name} - 1"
    if isinstance(value, list) and len(value) > 1:
        return f"{name}[:1]", f"{name}[::-1]"
    return ()


def is_size(node: ast.AST) -> bool:
    """Say whether an expression may be a size: `x.shape[0]`, `len(x)`, or a name."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    if isinstance(node, ast.Call):
        func = node.func
        return getattr(func, "id", getattr(func, "attr", "")) in SIZES
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


class Recorder(ast.NodeTransformer):
    """Lets a function note the value that each size has when it is first computed."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def note(self, text: str, value: Any) -> Any:
        self.values.setdefault(text, value)
        return value

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(each) for each in node.body]
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        text = ast.unparse(node) if is_size(node) else ""
        super().generic_visit(node)
        if not text:
            return node
        note = ast.Name("__note__", ast.Load())
        return ast.Call(note, [ast.Constant(text), node], [])

    def sizes(self) -> dict[str, int | float]:
        """Return the numbers among them."""
        return {
            text: value
            for text, value in self.values.items()
            if type(value) in (int, float) and abs(value) < 1e6
        }
