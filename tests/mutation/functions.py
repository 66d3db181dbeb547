"""Functions as trees, and changed trees as functions that end."""

import ast
import inspect
import textwrap
import types
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import torch

TURNS = {"while": 300, "for": 5000}  # in one call; a loop of more never ends


class EndlessError(RuntimeError):
    """A mutant whose loops do not end."""


def tree_of(function: Callable) -> ast.FunctionDef:
    """Parse a function without types and docstring."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        elif isinstance(node, ast.arg):
            node.annotation = None
    return tree


def helpers(function: Callable) -> list[Callable]:
    """Return the functions of the same module that a function uses, however deep."""
    function = inspect.unwrap(function)
    names, found, left = function.__globals__, [], [function]
    while left:
        tree = tree_of(left.pop())
        own = {arg.arg for arg in ast.walk(tree) if isinstance(arg, ast.arg)}
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        own |= {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
        for name in dict.fromkeys(node.id for node in nodes if node.id not in own):
            other = names.get(name)
            if (
                isinstance(other, types.FunctionType)
                and other.__module__ == function.__module__
                and other not in [function, *found]
            ):
                found.append(other)
                left.append(other)
    return found


def names_of(function: Callable) -> dict[str, Any]:
    function = inspect.unwrap(function)
    names = {"torch": torch, **function.__globals__}
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return names | {name: cell.cell_contents for name, cell in cells}


def compiled(source: str, function: Callable) -> Callable | None:
    """Return a function's changed source as a function, or None if it is no Python."""
    names = names_of(function)
    turns = Counter()

    def turn(loop: str) -> None:
        turns[loop] += 1
        if turns[loop] > TURNS[loop]:
            raise EndlessError("the loop does not end")

    names |= {"__turn__": turn, "__begin__": turns.clear}
    try:
        tree = _Counted().visit(ast.parse(source))
        first = tree.body[0]
        first.body.insert(0, ast.parse("__begin__()").body[0])
        with warnings.catch_warnings():  # of "1 is 2" and the like: mutants may
            warnings.simplefilter("ignore")
            code = compile(ast.fix_missing_locations(tree), "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return None
    exec(code, names)
    return names[first.name]


class _Counted(ast.NodeTransformer):
    """Counts the turns of every loop, so that none goes on for ever."""

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._counted(node, "while")

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._counted(node, "for")

    def _counted(self, node: ast.For | ast.While, loop: str) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(0, ast.parse(f"__turn__({loop!r})").body[0])
        return node
