"""Small changes of expressions: what may stand in a node's place, one change each.

Each operator is a function from a node to the nodes that may replace it. The lists of
exchanged operators, constants ± 1, dropped arguments and the two ways past a ternary
are mutmut's; loops without a turn and inserted breaks (`statements`) are cosmic-ray's.
Both work on whole files and run a test suite for each change; here a change must be
judged in a millisecond and know about tensors, so the rest is our own.
"""

import ast
from collections.abc import Iterator

BINARY = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mod, ast.Div),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
COMPARED = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
NAMES = {
    "PAD_ID": ("EOS_ID",),
    "BOS_ID": ("EOS_ID", "PAD_ID"),
    "EOS_ID": ("PAD_ID",),
    "max": ("min",),
    "min": ("max",),
    "any": ("all",),
    "all": ("any",),
}
LARGE = 100  # one more or less says little about larger numbers

Changes = Iterator[ast.AST]


def replaced(node: ast.AST, **fields: object) -> ast.AST:
    """Return a shallow copy of a node with other fields."""
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})


def swapped(items: list) -> Iterator[list]:
    """Exchange each two neighbours in turn."""
    for i in range(len(items) - 1):
        yield [*items[:i], items[i + 1], items[i], *items[i + 2 :]]


def dropped(items: list) -> Iterator[list]:
    """Leave out each item in turn."""
    for i in range(len(items)):
        yield items[:i] + items[i + 1 :]


def number(node: ast.AST) -> object:
    """Return a constant's value, or None; −1 is a constant, too."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = number(node.operand)
        return -value if type(value) in (int, float) else None
    return node.value if isinstance(node, ast.Constant) else None


def parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def binary(node: ast.AST) -> Changes:
    """Another operator, one operand alone, or the operands exchanged."""
    if not isinstance(node, ast.BinOp):
        return
    for other in BINARY.get(type(node.op), ()):
        yield replaced(node, op=other())
    yield from (node.left, node.right)
    if isinstance(node.op, ORDERED):
        yield replaced(node, left=node.right, right=node.left)


def comparison(node: ast.AST) -> Changes:
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            for other in COMPARED[type(op)]:
                yield replaced(node, ops=[*node.ops[:i], other(), *node.ops[i + 1 :]])


def boolean(node: ast.AST) -> Changes:
    """`and` for `or`, a condition left out, `not` or `~` left out or put in."""
    if isinstance(node, ast.BoolOp):
        yield replaced(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for values in dropped(node.values):
            yield values[0] if len(values) == 1 else replaced(node, values=values)
    elif isinstance(node, ast.UnaryOp) and number(node) is None:
        yield node.operand
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield replaced(node, left=ast.UnaryOp(ast.Invert(), node.left))
        yield replaced(node, right=ast.UnaryOp(ast.Invert(), node.right))


def constant(node: ast.AST) -> Changes:
    """Ints one more and one less, floats and large ints scaled, True and False."""
    value = number(node)
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int) and abs(value) <= LARGE:
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        if value < 0:
            yield ast.Constant(-value)
    elif isinstance(value, int | float) and abs(value) < 1e6:
        yield from (ast.Constant(value * 3), ast.Constant(value / 10))
        yield ast.Constant(0.0 if value else 1.0)


def fill(node: ast.AST) -> Changes:
    """A very low number that is not low enough."""
    text = ast.unparse(node) if isinstance(node, ast.expr) else ""
    low = text.startswith("-") and (text.endswith("inf") or "e" in text[1:])
    finfo = "finfo(" in text and text.endswith((".min", ".max"))
    if low or finfo or text.lower() in ("float('-inf')", "float('-infinity')"):
        yield from (parsed("-10.0"), parsed("0.0"))


def name(node: ast.AST) -> Changes:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in NAMES.get(node.id, ()):
            yield ast.Name(other, ast.Load())


def items(node: ast.AST) -> Changes:
    """Neighbours exchanged and, of a list, an item left out."""
    if isinstance(node, ast.Tuple | ast.List):
        for elts in swapped(node.elts):
            yield replaced(node, elts=elts)
        if isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
            for elts in dropped(node.elts):
                yield replaced(node, elts=elts)


def bounds(node: ast.AST) -> Changes:
    """A slice's bound left out or moved by one; an index left out."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield node.value
    if not isinstance(node, ast.Slice):
        return
    for side in ("lower", "upper", "step"):
        bound = getattr(node, side)
        if bound is not None:
            yield replaced(node, **{side: None})
            if number(bound) is None:  # which `constant` moves
                for op in (ast.Add(), ast.Sub()):
                    moved = ast.BinOp(bound, op, ast.Constant(1))
                    yield replaced(node, **{side: moved})


def ternary(node: ast.AST) -> Changes:
    """One of the two values whatever the condition, or the values exchanged."""
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
        yield replaced(node, body=node.orelse, orelse=node.body)


EXPRESSIONS = (
    binary,
    comparison,
    boolean,
    constant,
    fill,
    name,
    items,
    bounds,
    ternary,
)
