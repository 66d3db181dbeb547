"""Every small mutant of a module: the same changes, made in the whole file's text."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mutation.engine import Spot, described, replacements
from mutation.operators import number

UNTOUCHED = ast.Import | ast.ImportFrom | ast.Raise | ast.JoinedStr | ast.AnnAssign
TYPES = {"returns", "annotation", "bases", "decorator_list", "type_params"}


class Change(NamedTuple):
    """A module with one change: `where` names the class and function it is in."""

    where: str
    description: str
    source: str

    def __str__(self) -> str:
        return f"{self.where}: {self.description}"


def changes(source: str) -> list[Change]:
    """Make every change of a module's source that is still Python.

    Docstrings, types and what an error says stay; whether it is raised may change.
    """
    tree = ast.parse(source)
    seen, made = {ast.unparse(tree)}, []
    for where, spot in list(_spots(tree, ())):
        before, was = getattr(spot.holder, spot.field), described(spot)
        for new in replacements(spot.node):
            spot.put(new)
            description = f"{was} → {described(spot, new)}"
            text = ast.unparse(ast.fix_missing_locations(tree))
            setattr(spot.holder, spot.field, before)
            if text not in seen and _is_python(text):
                made.append(Change(".".join(where) or "module", description, text))
            seen.add(text)
    return made


def _spots(holder: ast.AST, where: tuple[str, ...]) -> Iterator[tuple[tuple, Spot]]:
    """Yield every place below a node that may be changed, and where it is."""
    for name, value in ast.iter_fields(holder):
        many = isinstance(value, list)
        for i, node in enumerate(value if many else [value]):
            if not isinstance(node, ast.AST) or name in TYPES or _stays(node):
                continue
            here = (*where, *_named(holder, name, i, node))
            if isinstance(node, ast.expr | ast.stmt):
                yield here, Spot(holder, name, i if many else None, node)
            if number(node) is None:
                yield from _spots(node, here)


def _named(holder: ast.AST, field: str, index: int, node: ast.AST) -> list[str]:
    """Return the name of a class or function, or of the argument with a default."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if field == "kw_defaults":
        return [holder.kwonlyargs[index].arg]
    if field == "defaults":
        return [holder.args[index - len(holder.defaults)].arg]
    return []


def _stays(node: ast.AST) -> bool:
    """Say whether a node is words, or a class, or refuses without a condition."""
    if isinstance(node, ast.Expr):  # a docstring
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign):  # what `import *` would take: nobody does
        return ast.unparse(node.targets[0]) == "__all__"
    if isinstance(node, ast.Call):  # words
        return isinstance(node.func, ast.Name) and node.func.id == "_"
    if isinstance(node, ast.keyword):
        return node.arg == "strict"
    return isinstance(node, UNTOUCHED)


def _is_python(text: str) -> bool:
    try:
        compile(text, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
