"""Every mistake that courses make is guarded here, and the list cannot go stale.

That the guards do fail when a mistake is planted takes minutes to show:
`python -m benchmarks.mistakes`.
"""

import ast
import json
import tomllib

import pytest

from course_utils.commands import ROOT

TESTS = ROOT / "tests"
MISTAKES = tomllib.loads((TESTS / "classic_mistakes.toml").read_text(encoding="utf-8"))[
    "mistake"
]
each_mistake = pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m["name"])


def functions(file):
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_mistake_is_named_once():
    names = [mistake["name"] for mistake in MISTAKES]
    assert len(set(names)) == len(names)


@each_mistake
def test_its_guards_exist(mistake):
    assert mistake["guards"]
    for guard in mistake["guards"]:
        file, _, name = guard.partition("::")
        assert name in functions(file)


@each_mistake
def test_it_can_be_planted(mistake):
    if "file" not in mistake:
        assert not {"right", "wrong"} & set(mistake)
        return
    source = (ROOT / "course_utils" / mistake["file"]).read_text(encoding="utf-8")
    assert source.count(mistake["right"]) == 1
    ast.parse(source.replace(mistake["right"], mistake["wrong"]))


@each_mistake
def test_the_cell_that_shows_it_asserts_something(mistake):
    if "shown" not in mistake:
        return
    number, _, wanted = mistake["shown"].partition("#")
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    (cell,) = (cell for cell in cells if cell["id"] == wanted)
    assert "assert " in "".join(cell["source"])
