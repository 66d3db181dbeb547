"""Every exercise of every concept keeps the promises that readers rely on."""

import ast
import dataclasses
import importlib
import importlib.util
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import made_up_concept
import numpy as np
import pytest
import torch

from course_utils.commands import ROOT
from course_utils.exercises import attention, start_here
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.exercises.machinery.feedback import Result
from course_utils.exercises.machinery.hints import find, show_hints, show_solution
from course_utils.language import _, translated
from course_utils.syllabus import CONCEPTS


def exercises_of(module: ModuleType) -> list[Exercise]:
    return [each for each in vars(module).values() if isinstance(each, Exercise)]


def name_of(thing: object) -> str:
    return thing.number if isinstance(thing, Exercise) else thing.__name__


WRITTEN = {
    str(concept.number): importlib.import_module(name)
    for concept in CONCEPTS
    if importlib.util.find_spec(name := f"course_utils.exercises.{concept.slug}")
}
MODULES = [made_up_concept, *WRITTEN.values()]
EXERCISES = [
    pytest.param(each, id=f"{module.__name__}-{each.number}")
    for module in MODULES
    for each in exercises_of(module)
]
MISTAKES = [
    pytest.param(each, mistake, id=f"{module.__name__}-{each.number}-{i}")
    for module in MODULES
    for each in exercises_of(module)
    for i, mistake in enumerate(each.mistakes, 1)
]


class Hostile:
    """An object on which everything fails."""

    def __repr__(self) -> str:
        raise OSError("no repr")

    def __eq__(self, other: object) -> bool:
        raise OSError("no ==")

    __hash__ = None


class MuteError(Exception):
    def __str__(self) -> str:
        raise OSError("no str")


def fail(*inputs: object) -> None:
    raise ValueError("first line\nsecond line")


def fail_silently(*inputs: object) -> None:
    raise MuteError


def leave(*inputs: object) -> None:
    raise SystemExit


def recurse(*inputs: object) -> object:
    return recurse(*inputs)


ENDLESS: list = []
ENDLESS.append(ENDLESS)
GARBAGE = [
    None,
    3.7,
    "text",
    [],
    {},
    np.zeros(0),
    ENDLESS,
    Hostile(),
    Hostile,
    object(),
]
GARBAGE += [torch.zeros(2, 0, 3), torch.tensor(float("nan")), torch.zeros(2) * 1j]
CRASHES = [fail, fail_silently, leave, recurse, lambda: None, len, print, torch.zeros]


def assert_shown(result: object) -> None:
    assert repr(result)
    assert result._repr_html_().startswith("<div")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_stub_is_not_attempted_and_says_so_in_one_line(exercise: Exercise) -> None:
    stub = exercise.stub
    if stub is ... and callable(exercise.solution):

        def stub(*inputs: object) -> None:
            raise NotImplementedError

    result = exercise(stub)
    assert result.status == "open"
    assert repr(result).startswith(f"○ {exercise.number} ")
    assert "\n" not in repr(result)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_ellipsis_is_not_attempted(exercise: Exercise) -> None:
    assert exercise(...).status == "open"
    if callable(exercise.solution):
        assert exercise(lambda *inputs: ...).status == "open"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_solution_passes_in_one_line(exercise: Exercise) -> None:
    result = exercise(exercise.solution)
    assert result.status == "right"
    assert repr(result).startswith(f"✓ {exercise.number} ")
    assert "\n" not in repr(result)


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_mistake_is_rejected_and_named(
    exercise: Exercise,
    mistake: Mistake,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COURSE_LANG", language)
    result = exercise(mistake.answer)
    assert result.status == "wrong"
    asked = _("Is it this? {hint}", hint=_(mistake.hint))
    assert result.note == (_(mistake.hint) if exercise.telling else asked)
    assert result.note in repr(result)
    assert_shown(result)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_four_mistakes_or_more_are_known(exercise: Exercise) -> None:
    assert len(exercise.mistakes) >= 4
    assert len({mistake.hint for mistake in exercise.mistakes}) >= 4


@pytest.mark.parametrize("exercise", EXERCISES)
def test_garbage_is_rejected_without_raising(exercise: Exercise) -> None:
    answers = [*GARBAGE, *CRASHES]
    if callable(exercise.solution):
        answers += [lambda *inputs, value=value: value for value in GARBAGE]
    for answer in answers:
        result = exercise(answer)
        assert result.status == "wrong"
        assert_shown(result)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_cases_cannot_be_satisfied_trivially(exercise: Exercise) -> None:
    if not callable(exercise.solution):
        pytest.skip("a plain value has no cases")
    cases = exercise.cases(0)
    assert len(cases) >= 2
    targets = [exercise.run(exercise.solution, *case) for case in exercise.cases(0)]
    cheats = [lambda *inputs, value=value: value for value in targets]
    for i in range(len(cases[0])):
        cheats.append(lambda *inputs, i=i: inputs[i])
    if isinstance(targets[0], torch.Tensor):
        shapes = iter([each.shape for each in targets])
        cheats.append(lambda *inputs: torch.zeros(next(shapes)))
    assert all(exercise(cheat).status == "wrong" for cheat in cheats)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_answer_that_spoils_its_inputs_spoils_nothing(exercise: Exercise) -> None:
    def spoil(*inputs: object) -> object:
        for each in inputs:
            if isinstance(each, torch.Tensor):
                each.zero_()
            elif isinstance(each, list | dict):
                each.clear()
        raise ValueError

    before = torch.get_rng_state()
    exercise(spoil)
    assert exercise(exercise.solution).status == "right"
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    "exercise", [each for module in WRITTEN.values() for each in exercises_of(module)]
)
def test_exercise_speaks_both_languages(exercise: Exercise) -> None:
    said = [exercise.title, *exercise.hints, *(each.hint for each in exercise.mistakes)]
    if not callable(exercise.solution):
        said.append(exercise.why)
    for words in said:
        same = translated(words, "zh") == words
        assert not same or not words.isascii() or "$" in words or "`" in words


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_concept_has_every_kind_of_exercise(module: ModuleType) -> None:
    kinds = {each.kind for each in exercises_of(module)}
    assert kinds == {"predict", "build", "repair", "explore"}
    assert all(
        name.startswith("check_")
        for name, value in vars(module).items()
        if isinstance(value, Exercise)
    )


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_exercises_are_numbered_from_one(module: ModuleType) -> None:
    numbers = [each.number for each in exercises_of(module)]
    concept = numbers[0].partition(".")[0]
    assert sorted(numbers) == [f"{concept}.{i}" for i in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_repair_has_a_planted_bug(module: ModuleType) -> None:
    for exercise in exercises_of(module):
        assert (exercise.stub is not ...) == (exercise.kind == "repair")


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_quiz_explains_every_option(module: ModuleType) -> None:
    assert len(module.QUIZ) >= 4
    for question in module.QUIZ:
        assert len(question.options) >= 3
        assert sum(option.right for option in question.options) == 1
        texts = [question.text, *(option.why for option in question.options)]
        assert all(texts)
        assert all(option.text for option in question.options)
        if module is not made_up_concept:
            assert all(translated(text, "zh") != text for text in texts)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_quiz_does_not_always_hide_the_answer_in_one_place(module: ModuleType) -> None:
    places = [
        [option.right for option in question.options].index(True)
        for question in module.QUIZ
    ]
    assert len(set(places)) > 1


@pytest.mark.parametrize("number", WRITTEN)
def test_hints_and_solutions_are_found_by_number(number: str) -> None:
    for exercise in exercises_of(WRITTEN[number]):
        assert exercise.number.partition(".")[0] == number
        assert find(exercise.number) is exercise
        hints = show_hints(exercise.number)._repr_markdown_()
        assert hints.count("<details>") == 3
        solution = show_solution(exercise.number)._repr_markdown_()
        if callable(exercise.solution):
            assert inspect.getsource(exercise.solution).strip() in solution
        else:
            assert exercise.why[0] in solution


def test_notebook_00_has_hints_too() -> None:
    assert find("0.1") is start_here.check_real_tokens
    assert "PAD_ID" in repr(start_here.show_solution("0.1"))
    assert start_here.show_hints("0.1")._repr_markdown_().count("<details>") == 3


def test_hints_of_an_unknown_number_say_what_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(
        importlib.sys.modules, "course_utils.exercises.seq2seq", made_up_concept
    )
    with pytest.raises(ValueError, match=r"2\.1, 2\.2, 2\.3, 2\.4"):
        find("2.9")
    for odd in ("two", "2", 9.1):
        with pytest.raises(ValueError, match="Write it as"):
            find(odd)


def test_planted_bug_that_is_still_there_is_named() -> None:
    assert "bug is still there" in repr(
        made_up_concept.check_mean(made_up_concept.planted)
    )


def test_wrong_value_keeps_the_right_one_secret() -> None:
    result = made_up_concept.check_shape((5, 2))
    assert "target" not in repr(result)
    assert "(2, 5)" not in repr(result) + result._repr_html_()


def test_wrong_function_is_shown_beside_the_target() -> None:
    result = made_up_concept.check_last_real(lambda outputs, lengths: outputs[:, -1])
    assert [line.split(":")[0] for line in repr(result).splitlines()[1:5]] == [
        "  outputs",
        "  lengths",
        "  yours",
        "  target",
    ]
    # The second row of five is wrong in every entry, on both sides.
    assert result._repr_html_().count("outline:") == 2 * 5


def test_several_tensors_are_shown_one_by_one() -> None:
    exercise = Exercise(
        "2.1",
        "build",
        "Halves",
        solution=lambda numbers: numbers.chunk(2),
        cases=lambda seed: [(torch.arange(6.0),)],
        hints=("", ""),
        mistakes=[],
    )
    result = exercise(lambda numbers: (numbers[:3], numbers[:3]))
    assert "yours: ([0.0, 1.0, 2.0] (3,), [0.0, 1.0, 2.0] (3,))" in repr(result)
    html = result._repr_html_()
    assert "yours[1]" in html
    assert html.count("outline:") == 2 * 3


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda numbers: None, "does your function end with `return`"),
        (lambda numbers: "7", "The type is `str`; expected `float`."),
        (lambda numbers: torch.ones(3, 1), r"The shape is (3, 1); expected ()."),
        (lambda numbers: numbers[0] > 2, "The dtype is bool; expected float"),
        (fail, "stopped with an error"),
        (7, "Give the function itself"),
    ],
)
def test_unknown_mistake_gets_a_general_hint(answer: object, sentence: str) -> None:
    result = made_up_concept.check_mean(answer)
    assert sentence.lower() in repr(result).lower()


def test_exception_is_shown_in_one_line() -> None:
    assert "yours: ValueError: first line\n" in repr(made_up_concept.check_mean(fail))
    assert "yours: MuteError\n" in repr(made_up_concept.check_mean(fail_silently))


def test_code_and_stress_are_set_as_such_on_the_page() -> None:
    note = "take `a * b * c` and *not* 2 * 3 or <b>"
    page = Result("2.1", "build", "Title", "wrong", note)._repr_html_()
    assert "<code>a * b * c</code> and <em>not</em> 2 * 3 or &lt;b&gt;" in page


def test_checks_and_hints_speak_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "zh")
    assert repr(attention.check_context(...)) == "○ 4.1 加权平均 · 尚未作答"
    assert "你忘了除以总和" in repr(attention.check_context(20))
    assert "提示 2" in repr(show_hints("4.2"))


def test_exercise_whose_solution_cannot_run_says_why() -> None:
    def unable(answer: object) -> None:
        raise ValueError("the weights file is missing")

    exercise = dataclasses.replace(made_up_concept.check_best, run=unable)
    result = exercise(3)
    assert result.status == "wrong"
    assert "the weights file is missing" in repr(result)


def cells_of_answers(notebook: Path) -> Iterator[tuple[str, str]]:
    """Yield id and code of the cells in which readers answer, after all imports."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = {
        each["id"]: "".join(each["source"])
        for each in cells
        if each["cell_type"] == "code"
    }
    imports = [
        ast.unparse(node)
        for text in code.values()
        for node in ast.parse(text).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    yield "imports", "\n".join(imports)
    for cell, text in code.items():
        if re.search(r"answer|^my-|^check-\d", cell) and "answer_" not in text:
            yield cell, text


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("0*.ipynb")))
def test_every_untouched_cell_is_neutral(notebook: Path) -> None:
    names: dict = {}
    results = {}
    for cell, code in cells_of_answers(notebook):
        tree = ast.parse(code)
        exec(compile(tree, cell, "exec"), names)
        if "check_" in code:
            results[cell] = eval(ast.unparse(tree.body[-1]), names)
    assert results
    assert {cell: repr(each)[0] for cell, each in results.items()} == dict.fromkeys(
        results, "○"
    )


@pytest.mark.parametrize(
    "exercise", [each for each in EXERCISES if each.values[0].kind == "explore"]
)
def test_few_answers_to_an_exploration_are_right(exercise: Exercise) -> None:
    choices = list(exercise.choices())
    assert len(choices) >= 20
    right = sum(exercise.check(each).status == "right" for each in choices)
    assert 1 <= right <= 0.05 * len(choices)
