"""Which cells of a notebook train, and so take long."""

import ast
import re
from collections.abc import Mapping

_MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)
_WATCHES = {"watch", "backward"}  # what trains under another name


def slow_cells(code: Mapping[str, str]) -> set[str]:
    """Return the ids of the cells that train, by themselves or through a function."""
    trainers, found = set(), set()
    for name, text in code.items():
        for node in ast.parse(_MAGIC.sub("", text)).body:
            trains = any(_trains(each, trainers) for each in ast.walk(node))
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                trainers |= {node.name} if trains else set()
            elif trains and not _switched_off(node):
                found.add(name)
    return found


def _trains(node: ast.AST, trainers: set[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = getattr(node.func, "id", getattr(node.func, "attr", ""))
    return called.startswith("train") or called in _WATCHES | trainers


def _switched_off(node: ast.stmt) -> bool:
    """Say whether it stands below an `if`, which a reader has to switch on."""
    return isinstance(node, ast.If)
