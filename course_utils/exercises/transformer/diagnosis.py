"""Exercise 8.6, explore: which bug is it?"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_, _, listed
from course_utils.masks import padding_mask
from course_utils.transformer import Transformer, TransformerMemory

WARDS = ("A", "B", "C", "D", "E", "F")
_CHART = dict(
    zip(
        WARDS,
        ["padding", "healthy", "future", "batch", "position", "order"],
        strict=True,
    )
)


class Patient(Transformer):
    """A small Transformer with random weights and, perhaps, one fault."""

    def __init__(self, fault: str) -> None:
        super().__init__(17, 19, d_model=24, num_heads=3, d_ff=29, num_layers=2)
        self._fault = fault
        self.causal = fault != "future"

    def embed(
        self, tokens: Tensor, embedding: torch.nn.Embedding, offset: int
    ) -> Tensor:
        """Look tokens up and add positions, or not as one should."""
        if self._fault == "order":
            return embedding(tokens) * self.d_model**0.5
        return super().embed(
            tokens, embedding, 0 if self._fault == "position" else offset
        )

    def encode(self, src: Tensor, mask: Tensor | None = None) -> TransformerMemory:
        """Read the source, or not as one should."""
        if self._fault == "padding":
            mask = torch.ones_like(padding_mask(src))
        memory = super().encode(src, mask)
        if self._fault == "batch":
            mixed = memory.states - memory.states.mean(dim=0, keepdim=True)
            memory = memory._replace(states=mixed)
        return memory


def patient(ward: str) -> Transformer:
    """Return the patient of a ward, "A" to "F": the same one every time."""
    if ward not in WARDS:
        raise ValueError(
            _(
                "ward is {ward!r}; expected one of {known}.",
                ward=ward,
                known=listed(WARDS),
            )
        )
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)
        return Patient(_CHART[ward]).eval()


@dataclass(frozen=True)
class Diagnosis:
    """Which wards were diagnosed rightly."""

    right: frozenset[str]
    missing: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Say how many are right, and not which."""
        return _("{right} of {all} right", right=len(self.right), all=len(WARDS))


def diagnose(answer: Mapping[str, str]) -> Diagnosis:
    """Compare the reader's findings with the patients' charts."""
    right = {ward for ward in WARDS if answer.get(ward) == _CHART[ward]}
    unknown = {str(each) for each in answer.values()} - set(_CHART.values()) - {"..."}
    return Diagnosis(
        frozenset(right), frozenset(set(WARDS) - set(answer)), frozenset(unknown)
    )


def _swap(one: str, other: str) -> dict[str, str]:
    """Return the right chart with two findings mixed up."""
    turn = {one: other, other: one}
    return {ward: turn.get(each, each) for ward, each in _CHART.items()}


check_diagnosis = Exercise(
    "8.6",
    "explore",
    N_("Which bug is it?"),
    solution=_CHART,
    run=lambda answer: diagnose(answer),
    why=N_(
        "Each fault has a test that finds it and that the others pass. Keep these five "
        "tests for every Transformer that you meet."
    ),
    hints=(
        N_(
            "One test a fault. Change one thing that must not matter (a later token, a "
            "padding token, another sentence), and see whether the output moves."
        ),
        N_(
            "`position`: do steps, one after the other, agree with `forward`? `order`: "
            "turn the words of the source round; the logits must *change*."
        ),
    ),
    mistakes=[
        Mistake(
            dict.fromkeys(WARDS, "healthy"),
            N_("Five of the six are ill. Test one thing after the other."),
        ),
        Mistake(
            _swap("position", "order"),
            N_(
                "You mixed up `position` and `order`: without positions even `forward` "
                "does not see the order; with a wrong one only the steps go astray."
            ),
        ),
        Mistake(
            _swap("padding", "batch"),
            N_(
                "You mixed up `padding` and `batch`. Test padding with a batch of one, "
                "and the batch with sentences of equal length."
            ),
        ),
        Mistake(
            _swap("future", "healthy"),
            N_(
                "Look at the future again: change the last token of the target. Which "
                "earlier logits move?"
            ),
        ),
        Mistake(
            {ward: _CHART[ward] for ward in WARDS[:4]},
            N_("Some wards are missing: give a finding for each, from A to F."),
            when=lambda yours, target: bool(yours.missing),
        ),
        Mistake(
            {**_CHART, "A": "influenza"},
            N_(
                "There is a finding that is none of the six: padding, healthy, future, "
                "batch, position, order."
            ),
            when=lambda yours, target: bool(yours.unknown),
        ),
    ],
)
