"""Small changes of statements: one left out, a loop or a condition that fails."""

import ast
from collections.abc import Iterator

from mutation.operators import BINARY, parsed, replaced

Statements = Iterator[list[ast.stmt]]
KEPT = (
    ast.ClassDef
    | ast.FunctionDef
    | ast.Import
    | ast.ImportFrom
    | ast.Nonlocal
    | ast.Global
)


def deleted(node: ast.stmt) -> Statements:
    if not isinstance(node, KEPT | ast.Pass | ast.Break | ast.Continue):
        yield [ast.Pass()]


def early_return(node: ast.stmt) -> Statements:
    """Return what was just computed, as if it were the answer."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        yield [node, ast.Return(ast.Name(node.targets[0].id, ast.Load()))]


def condition(node: ast.stmt) -> Statements:
    """A condition turned, always true, or always false."""
    if isinstance(node, ast.If):
        yield [replaced(node, test=ast.UnaryOp(ast.Not(), node.test))]
        yield [replaced(node, test=ast.Constant(True))]
        yield [replaced(node, test=ast.Constant(False))]


def leaving(node: ast.stmt) -> Statements:
    """`break` and `continue` left out, or one for the other."""
    if isinstance(node, ast.Break):
        yield from ([ast.Pass()], [ast.Continue()])
    if isinstance(node, ast.Continue):
        yield from ([ast.Pass()], [ast.Break()])


def loop(node: ast.stmt) -> Statements:
    """A loop that never ends, takes no turn, or only the first, or skips one."""
    if isinstance(node, ast.While):
        yield [replaced(node, test=ast.Constant(True))]
    if isinstance(node, ast.For):
        yield [replaced(node, iter=parsed("[]"))]
        for part in ("[1:]", "[:-1]"):
            other = parsed(f"list({ast.unparse(node.iter)}){part}")
            yield [replaced(node, iter=other)]
    if isinstance(node, ast.For | ast.While):
        yield [replaced(node, body=[*node.body, ast.Break()])]


def augmented(node: ast.stmt) -> Statements:
    """Another operator, or a plain assignment."""
    if isinstance(node, ast.AugAssign):
        for other in BINARY.get(type(node.op), ()):
            yield [replaced(node, op=other())]
        yield [ast.Assign([node.target], node.value)]


STATEMENTS = (deleted, early_return, condition, leaving, loop, augmented)
