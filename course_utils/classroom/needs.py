"""Which statements of a notebook an answer needs before it can run.

Only those run that give a name which the answer uses, one after the other backwards
from it: imports, functions, small values. A cell that trains gives its imports and
functions, and never trains.
"""

import ast
import builtins
import symtable
from collections.abc import Sequence
from typing import NamedTuple

DEFINITIONS = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef


class Statement(NamedTuple):
    """A statement of a cell: what it gives names to, and which names it uses."""

    node: ast.stmt
    gives: frozenset[str]
    uses: frozenset[str]


def needed(answer: str, before: Sequence[tuple[str, bool]]) -> list[ast.stmt]:
    """Return what must run before an answer, from the cells that stand before it.

    A cell is its code and whether it is slow. Cells that are no Python give nothing.
    """
    pool = [each for code, slow in before for each in _statements(code, slow)]
    chosen: set[int] = set()
    gives, uses = _names(answer)
    wanted = [(name, len(pool)) for name in uses - gives]
    while wanted:
        name, end = wanted.pop()
        given = (i for i in range(end - 1, -1, -1) if name in pool[i].gives)
        place = next(given, None)
        if place is None or place in chosen:
            continue
        chosen.add(place)
        wanted += [(each, place) for each in pool[place].uses]
    return [pool[place].node for place in sorted(chosen)]


def _statements(code: str, slow: bool) -> list[Statement]:
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [
        Statement(node, *map(frozenset, _names(ast.unparse(node))))
        for node in body
        if not isinstance(node, ast.Expr)
        and (not slow or isinstance(node, DEFINITIONS))
    ]


def _names(code: str) -> tuple[set[str], set[str]]:
    """Return which names a piece of code gives at its top level, and which it uses."""
    try:
        top = symtable.symtable(code, "answer", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(), set()
    symbols = top.get_symbols()
    gives = {each.get_name() for each in symbols if _binds(each)}
    uses = {each.get_name() for each in symbols if each.is_referenced()}
    tables = list(top.get_children())
    while tables:
        table = tables.pop()
        tables += table.get_children()
        uses |= {
            each.get_name()
            for each in table.get_symbols()
            if each.is_global() and each.is_referenced()
        }
    return gives, uses - set(vars(builtins))


def _binds(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
