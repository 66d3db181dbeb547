"""Every small mutant of a function: one change each, ready to be called."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mutation.calls import CALLS
from mutation.functions import compiled, helpers, names_of, tree_of
from mutation.inputs import Recorder, ignored, is_size
from mutation.operators import EXPRESSIONS, number
from mutation.statements import STATEMENTS

SMALL = ast.Constant | ast.Name | ast.UnaryOp | ast.Slice


@dataclass(frozen=True)
class Mutant:
    """A function with one change: `description` says which, and `line` where."""

    description: str
    line: int
    source: str
    function: Callable = field(repr=False)


class Spot(NamedTuple):
    """A place in a tree: where a node hangs, and the node."""

    holder: ast.AST
    field: str
    index: int | None
    node: ast.AST

    def put(self, new: ast.AST | list[ast.stmt]) -> None:
        if self.index is None:
            setattr(self.holder, self.field, new)
            return
        place = getattr(self.holder, self.field)
        new = new if isinstance(new, list) else [new]
        setattr(
            self.holder,
            self.field,
            [*place[: self.index], *new, *place[self.index + 1 :]],
        )


def mutants(function: Callable, inputs: Sequence[Any] = ()) -> list[Mutant]:
    """Make every mutant of a function and of its helpers in the same module.

    `inputs` is what it is given first: the numbers and sizes in it are those that a
    mutant may have fixed.
    """
    parts = [tree_of(part) for part in [function, *helpers(function)]]
    seen, made = {_joined(parts)}, []
    for description, line in _changes(parts, function, tuple(inputs)):
        source = _joined(parts)
        if source not in seen:
            seen.add(source)
            changed = compiled(source, function)
            if changed is not None:
                made.append(Mutant(description, line, source, changed))
    return made


def _joined(parts: list[ast.FunctionDef]) -> str:
    return "\n\n".join(map(ast.unparse, parts))


def _changes(
    parts: list[ast.FunctionDef], function: Callable, inputs: tuple
) -> Iterator[tuple[str, int]]:
    """Make each change in the trees, say what it is, and take it back."""
    sizes = _sizes(parts, function, inputs)
    for spot in [spot for part in parts for spot in _spots(part)]:
        for new in replacements(spot.node, sizes):
            before, line = getattr(spot.holder, spot.field), spot.node.lineno
            was = described(spot)
            spot.put(new)
            yield f"{was} → {described(spot, new)}", line
            setattr(spot.holder, spot.field, before)
    body = parts[0].body
    for text in ignored(function, inputs):
        parts[0].body = [*ast.parse(text).body, *body]
        yield f"first {text}", 1
    parts[0].body = body


def _spots(part: ast.AST) -> Iterator[Spot]:
    """Yield every place below a node that may be changed."""
    for name, value in ast.iter_fields(part):
        many = isinstance(value, list)
        for i, node in enumerate(value if many else [value]):
            outside = isinstance(node, ast.arguments) or name == "decorator_list"
            if not isinstance(node, ast.AST) or outside or _only_refuses(node):
                continue
            if isinstance(node, ast.expr | ast.stmt):
                yield Spot(part, name, i if many else None, node)
            if number(node) is None:
                yield from _spots(node)


def _only_refuses(node: ast.AST) -> bool:
    """Say whether a statement raises on inputs that no case holds, or a keyword."""
    if isinstance(node, ast.keyword):
        return node.arg == "strict"
    raising = isinstance(node, ast.If) and isinstance(node.body[0], ast.Raise)
    return raising or isinstance(node, ast.Assert | ast.Raise)


def replacements(node: ast.AST, sizes: dict | None = None) -> Iterator[Any]:
    """Yield all that may stand in a node's place; a size may be fixed as in `sizes`."""
    if isinstance(node, ast.stmt):
        for change in STATEMENTS:
            yield from change(node)
        return
    for change in (*EXPRESSIONS, *CALLS):
        yield from change(node)
    if is_size(node) and ast.unparse(node) in (sizes or {}):
        yield ast.Constant(sizes[ast.unparse(node)])


def _sizes(parts: list[ast.FunctionDef], function: Callable, inputs: tuple) -> dict:
    """Run the function once, and return the sizes and numbers that it met."""
    recorder = Recorder()
    tree = ast.Module(
        [recorder.visit(ast.parse(_joined([p])).body[0]) for p in parts], []
    )
    names = names_of(function) | {"__note__": recorder.note}
    exec(compile(ast.fix_missing_locations(tree), "<recorder>", "exec"), names)
    if inputs:
        names[parts[0].name](*inputs)
    fixed = recorder.sizes()  # a constant of the module has one value anyway
    return {text: fixed[text] for text in fixed.keys() - names_of(function).keys()}


def described(spot: Spot, new: ast.AST | list[ast.stmt] | None = None) -> str:
    """Return a place in one line, with what stands around it if it is small."""
    nodes = new if isinstance(new, list) else [new or spot.node]
    if isinstance(spot.node, SMALL) and isinstance(spot.holder, ast.expr | ast.keyword):
        nodes = [spot.holder]
    if [type(each) for each in nodes] == [ast.Pass]:
        return "(left out)"
    for each in nodes:
        ast.fix_missing_locations(each)
    return "; ".join(map(_line, nodes))


def _line(node: ast.AST) -> str:
    """Return code in one line: of a compound statement its first and last."""
    lines = ast.unparse(node).splitlines()
    return " … ".join(each.strip() for each in [*lines[:1], *lines[1:][-1:]])
