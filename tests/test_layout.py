"""The house keeps its shape: who imports whom, what each concept owns, the README."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

from course_utils.commands import ROOT
from course_utils.language import translated
from course_utils.syllabus import CONCEPTS

PACKAGE = ROOT / "course_utils"
SLUGS = [concept.slug for concept in CONCEPTS]
# Imports run down this list only, and among the concepts in course order.
FLOORS = (
    ("commands", "language", "source", "syllabus", "terms"),
    ("progress",),
    ("data",),
    ("masks",),
    ("search",),
    *((slug,) for slug in SLUGS[:-1]),
    ("exact_search",),
    ("transformer_layers",),
    ("transformer_stacks",),
    (SLUGS[-1],),
    ("torch_twin",),
    ("language_model", "sampling"),
    ("training",),
    ("plots",),
    ("exercises", "widgets"),
    ("classroom", "export", "figures", "notebook", "pages", "site"),
)
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
ENTRY = {"__init__.py", "__main__.py"}  # of the package itself
READMES = {"en": "README.md", "zh": "README.zh.md"}
# Texts that stand beside notebooks, each once a language
PAIRS = ("README", "benchmarks/README", "classroom/README")
DOCUMENTS = (
    *(
        f"{name}{end}"
        for name in (*PAIRS, "classroom/guide")
        for end in (".md", ".zh.md")
    ),
    "CONTRIBUTING.md",
)


def relative(path):
    return path.relative_to(PACKAGE).as_posix()


def modules():
    return sorted(PACKAGE.rglob("*.py"), key=relative)


def imported(tree):
    """Name the modules that a file imports as soon as it is itself imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            if node.module == "course_utils":
                yield from (f"course_utils.{alias.name}" for alias in node.names)


def module_level(path):
    """Parse a file without what stands inside its functions, or is for types only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node)
        if isinstance(node, ast.FunctionDef) or for_types:
            node.body = [ast.Pass()]
    return tree


def floors_imported(path):
    names = [name.split(".") for name in imported(module_level(path))]
    return {name[1] for name in names if name[0] == "course_utils" and len(name) > 1}


def test_every_module_has_its_floor():
    tops = {relative(path).partition("/")[0].removesuffix(".py") for path in modules()}
    assert tops - FLOOR.keys() == {"__init__", "__main__"}


@pytest.mark.parametrize("path", modules(), ids=relative)
def test_imports_run_one_way(path):
    own = relative(path).partition("/")[0].removesuffix(".py")
    if relative(path) in ENTRY:
        return
    upward = {
        name
        for name in floors_imported(path) - {own}
        if FLOOR[name] >= FLOOR[own] and FLOORS[FLOOR[own]] != FLOORS[FLOOR[name]]
    }
    assert upward == set()


@pytest.mark.parametrize("path", modules(), ids=relative)
def test_nothing_imports_notebook(path):
    assert "notebook" not in floors_imported(path)


SEARCHES = [PACKAGE / "beam_search.py", PACKAGE / "exact_search.py"]


@pytest.mark.parametrize(
    "path", [*SEARCHES, *sorted((PACKAGE / "search").glob("*.py"))], ids=relative
)
def test_searches_know_no_model(path):
    assert floors_imported(path) & set(SLUGS) <= {"beam_search"}


@pytest.mark.parametrize(
    "path",
    [PACKAGE / name for name in sorted(ENTRY)]
    + sorted((PACKAGE / "commands").glob("*.py"))
    + sorted((PACKAGE / "progress").glob("*.py"))
    + [PACKAGE / f"{name}.py" for name in ("syllabus", "language", "source")],
    ids=relative,
)
def test_what_runs_before_the_set_up_needs_only_the_standard_library(path):
    for name in imported(module_level(path)):
        top, _, rest = name.partition(".")
        first = ("", *FLOORS[0], *FLOORS[1])
        ours = top == "course_utils" and rest.partition(".")[0] in first
        assert ours or top in sys.stdlib_module_names, name


WRITTEN = [
    concept for concept in CONCEPTS if (ROOT / "notebooks" / concept.notebook).exists()
]


@pytest.mark.parametrize("concept", WRITTEN, ids=lambda concept: concept.slug)
@pytest.mark.parametrize(
    "place",
    [
        "course_utils/{slug}.py",
        "course_utils/exercises/{slug}/quiz.py",
        "course_utils/widgets/{slug}/__init__.py",
        "figures/{number:02d}_{slug}.py",
        "tests/test_{slug}.py",
    ],
)
def test_concept_with_a_notebook_has_the_rest_of_its_rooms(concept, place):
    path = place.format(slug=concept.slug, number=concept.number)
    assert (ROOT / path).exists(), f"{path} is missing"


@pytest.mark.parametrize(
    "module",
    sorted(path.stem for path in PACKAGE.glob("*.py") if path.name not in ENTRY),
)
def test_module_has_its_tests(module):
    tests = {
        "export": "test_exports",
        "syllabus": "test_layout",
        "transformer_layers": "test_transformer",
        "transformer_stacks": "test_transformer",
    }.get(module, f"test_{module}")
    assert (ROOT / "tests" / f"{tests}.py").exists()


def test_syllabus_numbers_and_names_its_notebooks():
    assert [concept.number for concept in CONCEPTS] == list(range(1, 9))
    assert CONCEPTS[2].notebook == "03_beam_search.ipynb"
    assert len(set(SLUGS)) == len(CONCEPTS)


@pytest.mark.parametrize("code", READMES)
@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.slug)
def test_readme_has_a_row_for_each_concept(concept, code):
    readme = (ROOT / READMES[code]).read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| {concept.number} \|.*$", readme, re.MULTILINE)
    assert f"| {translated(concept.title, code)} |" in row
    for path in (f"notebooks/{concept.notebook}", f"course_utils/{concept.slug}.py"):
        assert (f"({path})" in row) == (ROOT / path).exists(), path


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_links_to_what_exists(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:\s]+)[^):]*\)", text)
    folder = (ROOT / name).parent
    missing = {target for target in targets if not (folder / target).exists()}
    assert missing == set()


@pytest.mark.parametrize(
    ("name", "most"),
    [("README.md", 150), ("README.zh.md", 150), ("CONTRIBUTING.md", 60)],
)
def test_document_is_short(name, most):
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= most


def said_in_any_language(text):
    """Keep what translating must not change: numbers, commands, code and links."""
    blocks = "\n".join(re.findall(r"```\n(.*?)```", text, re.DOTALL))
    flowing = re.sub(r"\s+", " ", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    rows = re.findall(r"^\|.*", re.sub(r"\(.*?\)", "", text), re.MULTILINE)
    links = set(re.findall(r"\]\(([^)]+)\)", flowing))
    return {
        "numbers": [re.findall(r"\b\d+(?:[.,]\d+)*", row) for row in rows],
        "commands": re.findall(r"^python3 -m [\w ]+\b", blocks, re.MULTILINE),
        "folders": re.findall(r"\w+/", blocks),
        "code": set(re.findall(r"`([^`]+)`", flowing)),
        "links": {link.replace(".zh.md", ".md") for link in links},
    }


def in_each_language(name):
    """Return a document's English and Chinese text."""
    return [
        (ROOT / f"{name}{ending}").read_text(encoding="utf-8")
        for ending in (".md", ".zh.md")
    ]


@pytest.mark.parametrize("name", PAIRS)
def test_both_languages_say_the_same(name):
    english, chinese = map(said_in_any_language, in_each_language(name))
    assert english == chinese


def test_readme_gives_the_two_commands_and_the_models():
    said = said_in_any_language(in_each_language("README")[0])
    assert len(said["commands"]) == 2
    assert "173,164" in [number for row in said["numbers"] for number in row]


@pytest.mark.parametrize("name", PAIRS)
def test_languages_lead_to_each_other(name):
    english, chinese = in_each_language(name)
    own = Path(name).name
    assert f"]({own}.zh.md)" in english.splitlines()[2]
    assert f"]({own}.md)" in chinese.splitlines()[2]


def test_licence_holds_both_licences():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in text
    assert "CC BY 4.0" in text
    assert "the authors of this course" in text


def test_shapes_are_checked_wherever_they_are_written():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    addopts = options["tool"]["pytest"]["ini_options"]["addopts"]
    checked = re.search(r"--jaxtyping-packages=(\S+)", addopts)[1].split(",")
    with_shapes = {
        "course_utils." + relative(path).removesuffix(".py").replace("/", ".")
        for path in modules()
        if "jaxtyping" in set(imported(ast.parse(path.read_text(encoding="utf-8"))))
    }
    unchecked = {
        name
        for name in with_shapes
        if not any(f"{name}.".startswith(f"{package}.") for package in checked)
    }
    assert with_shapes
    assert not unchecked, "name them in pyproject.toml, [tool.pytest.ini_options]"
