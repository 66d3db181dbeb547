"""The mutants and their judge do what the tests of the exercises rely on."""

import dataclasses
import inspect

import made_up_concept
import pytest
import torch
from made_up_concept import check_last_real, last_real
from mutation import engine, modules, reasons
from mutation.functions import compiled, helpers
from mutation.judge import Judge, Verdict
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake

LOW = -1e9


def example(x: Tensor, mask: Tensor, steps: int) -> Tensor:
    """Hold one of each thing that is changed."""
    total, turn = x.sum(dim=-1, keepdim=True), 0
    while turn < steps and steps > 0:
        total = total - doubled(x)[:, 0:2].T.mean()
        turn += 1
        if not turn:
            break
    kept = torch.where(mask, total, -torch.inf) if steps else total
    return kept[:steps].softmax(dim=1) / x.shape[0]


def doubled(x: Tensor) -> Tensor:
    return x * 2.0


INPUTS = torch.arange(12.0).view(3, 4), torch.tensor([[True], [False], [True]]), 2


@pytest.fixture(scope="module")
def changes() -> dict[str, engine.Mutant]:
    return {each.description: each for each in engine.mutants(example, INPUTS)}


@pytest.mark.parametrize(
    "description",
    [
        "total - doubled(x)[:, 0:2].T.mean() → total + doubled(x)[:, 0:2].T.mean()",
        "total - doubled(x)[:, 0:2].T.mean() → total",
        "turn < steps → turn <= steps",
        "turn < steps → turn < 2",
        "turn < steps and steps > 0 → turn < steps or steps > 0",
        "not turn → turn",
        "x * 2.0 → x * 0.2",
        "dim=-1 → dim=0",
        "kept[:steps].softmax(dim=1) → kept[:steps].softmax(dim=-1)",
        "x.sum(dim=-1, keepdim=True) → x.sum(dim=-1)",
        "keepdim=True → keepdim=False",
        "torch.where(mask, total, -torch.inf) → torch.where(~mask, total, -torch.inf)",
        "torch.where(mask, total, -torch.inf) → torch.where(mask, -torch.inf, total)",
        "torch.where(mask, total, -torch.inf) → torch.where(mask, total, -10.0)",
        "doubled(x)[:, 0:2].T → doubled(x)[:, 0:2]",
        "doubled(x)[:, 0:2].T.mean → doubled(x)[:, 0:2].T.sum",
        "(:, 0:2) → (:, 0:)",
        "kept[:steps] → kept[:steps - 1]",
        "break → (left out)",
        "turn += 1 → (left out)",
        "turn += 1 → turn -= 1",
        "if not turn: … break → if True: … break",
        "x.shape[0] → 3",
        "kept[:steps].softmax(dim=1) → kept[:steps]",
        "first x = torch.zeros_like(x)",
        "first mask = ~mask",
        "first steps = 2",
    ],
)
def test_small_changes_are_made(description: str, changes: dict) -> None:
    assert description in changes


def test_each_mutant_is_another_function(changes: dict) -> None:
    sources = [each.source for each in changes.values()]
    assert len(set(sources)) == len(sources)
    unchanged = compiled(inspect.getsource(example), example)
    torch.testing.assert_close(unchanged(*INPUTS), example(*INPUTS), equal_nan=True)


def test_helpers_are_changed_as_well(changes: dict) -> None:
    assert helpers(example) == [doubled]
    mutant = changes["x * 2.0 → x * 6.0"].function
    assert not torch.allclose(mutant(*INPUTS), example(*INPUTS))
    assert torch.equal(doubled(INPUTS[0]), 2 * INPUTS[0])


def test_endless_mutants_end(changes: dict) -> None:
    backwards = changes["turn += 1 → turn -= 1"].function
    with pytest.raises(RuntimeError, match="does not end"):
        backwards(*INPUTS)


def test_closures_keep_their_values() -> None:
    scale = 3.0

    def scaled(x: Tensor) -> Tensor:
        return x * scale

    (mutant,) = [m for m in engine.mutants(scaled, (torch.ones(2),)) if "/" in m.source]
    assert mutant.function(torch.tensor(6.0)) == 2.0


def wide(seed: int) -> list[tuple]:
    generator = torch.Generator().manual_seed(seed)
    return [
        (torch.randn(rows, length, 3, generator=generator), torch.tensor(lengths))
        for rows, length, lengths in ((3, 7, [2, 7, 5]), (5, 2, [1, 2, 1, 2, 2]))
    ]


def named(verdicts: list[Verdict], status: str) -> set[str]:
    return {each.mutant.description for each in verdicts if each.status == status}


def test_strong_check_passes() -> None:
    verdicts = Judge(check_last_real, wide).all([last_real])
    assert len(named(verdicts, "killed")) > 10
    assert named(verdicts, "survived") == set()
    assert all(each.note for each in verdicts if each.status == "killed")


def test_check_with_too_few_cases_is_caught() -> None:
    equal = torch.randn(2, 3, 5), torch.tensor([3, 3])
    weak = dataclasses.replace(check_last_real, cases=lambda seed: [equal])
    judge = Judge(weak, wide)
    survived = [x for x in judge.all([last_real]) if x.status == "survived"]
    assert "first lengths = lengths[:1]" in named(survived, "survived")
    inputs = judge.differing_probe(survived[0].mutant.function)
    assert inputs is not None
    assert not torch.equal(inputs[0], equal[0])


def total(numbers: list[float]) -> float:
    return sum(numbers)


@pytest.mark.parametrize(("hint", "accused"), [("The first.", False), ("Top.", True)])
def test_false_accusation_is_caught(hint: str, accused: bool) -> None:
    answers = {"The first.": lambda numbers: numbers[0], "Top.": max}
    exercise = Exercise(
        "2.5",
        "build",
        "The sum",
        solution=total,
        cases=lambda seed: [([3.0, 1.0],), ([5.0, 2.0],)],
        hints=("", ""),
        mistakes=[Mistake(answers[hint], hint)],
    )
    verdicts = Judge(exercise, lambda seed: [([1.0, 4.0, 2.0],)]).all([total])
    (cut,) = [
        x for x in verdicts if x.mutant.description == "first numbers = numbers[:1]"
    ]
    assert cut.status == "killed"
    assert cut.note == hint or cut.note  # one word in a list
    assert cut.accused == accused


def test_answer_that_never_returns_is_stopped() -> None:
    def stuck(numbers: list[float]) -> float:
        while True:
            try:
                while True:
                    pass
            except Exception:
                continue

    judge = Judge(made_up_concept.check_mean, lambda seed: [([2.0, 3.0],)])
    mutant = engine.Mutant("stuck", 1, "", stuck)
    assert judge.verdict("stuck", mutant).status == "killed"


@pytest.mark.parametrize(
    ("change", "entry", "spoken_of"),
    [
        ("x[:, 0] → x[0, :]", {}, True),
        ("x[*] → *", {"sources": ["last_real"]}, True),
        ("x[*] → *", {"sources": ["other"]}, False),
        ("x[:, 0]", {}, False),
    ],
)
def test_reasons_match_changes_and_sources(
    change: str, entry: dict, spoken_of: bool
) -> None:
    mutant = engine.Mutant("x[:, 0] → x[0, :]", 1, "", last_real)
    verdict = Verdict("last_real", mutant, "equivalent", None)
    assert reasons.explains(entry, change, verdict) == spoken_of


ROOT_OF = """
class Roots:
    def root(self, x: int = 3) -> float:
        'Return the root.'
        if x < 0:
            raise ValueError(_('x is {x}', x=x + 1))
        return x ** 0.5
"""


def test_a_modules_changes_leave_types_docstrings_and_words_alone():
    made = modules.changes(ROOT_OF)
    found = {str(each): each.source for each in made}
    assert len(found) == len({each.source for each in made}) == len(made)
    assert "return x * 0.5" in found["Roots.root: x ** 0.5 → x * 0.5"]
    assert "if x < 1:" in found["Roots.root: x < 0 → x < 1"]
    assert "x: int=4" in found["Roots.root.x: 3 → 4"]
    assert any("if True:" in source for source in found.values())
    kept = "-> float", "Return the root.", "x: int", "raise", "'x is {x}', x=x + 1"
    assert all(each in source for source in found.values() for each in kept[:3])
    missing = [s for s in found.values() if not all(each in s for each in kept[3:])]
    assert len(missing) == 1  # where the whole condition is left out
