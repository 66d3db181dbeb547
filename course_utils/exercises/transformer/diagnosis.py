"""Exercise 8.6, explore: which bug is it?"""

import itertools

import torch
from torch import Tensor

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_, _, listed
from course_utils.masks import padding_mask
from course_utils.transformer import Transformer, TransformerMemory

WARDS = ("A", "B", "C", "D", "E", "F")
FINDINGS = ("padding", "healthy", "future", "batch", "position", "order")
CHART = dict(zip(WARDS, FINDINGS, strict=True))


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
        if self._fault == "order" and embedding is self.src_embedding:
            return embedding(tokens) * self.d_model**0.5
        return super().embed(
            tokens, embedding, 0 if self._fault == "position" else offset
        )

    def encode(self, src: Tensor, mask: Tensor | None = None) -> TransformerMemory:
        """Read the source, or not as one should."""
        if self._fault == "padding":
            mask = torch.ones_like(padding_mask(src))
        memory = super().encode(src, mask)
        if self._fault == "batch":  # half, so that a sentence alone is still read
            mixed = memory.states - memory.states.mean(dim=0, keepdim=True) / 2
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
        return Patient(CHART[ward]).eval()


def _swap(one: str, other: str) -> dict[str, str]:
    """Return the right chart with two findings mixed up."""
    turn = {one: other, other: one}
    return {ward: turn.get(each, each) for ward, each in CHART.items()}


def _unknown(yours: dict, target: dict) -> bool:
    return any(str(each).lower() not in FINDINGS for each in yours.values())


check_diagnosis = Exercise(
    "8.6",
    "explore",
    N_("Which bug is it?"),
    solution=CHART,
    choices=lambda: (
        dict(zip(WARDS, each, strict=True)) for each in itertools.permutations(FINDINGS)
    ),
    why=N_(
        "Each fault has a test that finds it and that the five others pass.\n\n"
        "| test | A | B | C | D | E | F |\n"
        "|---|---|---|---|---|---|---|\n"
        "| two `<pad>` behind the source: the logits move | ✗ | | | | | |\n"
        "| another last target token: earlier logits move | | | ✗ | | | |\n"
        "| a row by itself differs from the row in its batch | | | | ✗ | | |\n"
        "| a token written twice: the same log-probabilities | | | | | ✗ | |\n"
        "| the source turned round: no logit moves | | | | | | ✗ |\n\n"
        "A sixth test, whether the steps agree with `forward`, would accuse two: E and "
        "also C, for only `forward` sees the future."
    ),
    hints=(
        N_(
            "One test a fault. Change one thing that must not matter (a later token, a "
            "padding token, another sentence), and see whether the output moves."
        ),
        N_(
            "`position`: write one token twice, step by step; the log-probabilities "
            "must *change*. `order`: turn the words of the source round; the logits "
            "must *change*."
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
                "You mixed up `position` and `order`: without positions `forward` does "
                "not see the order of the source; with wrong ones only the steps go "
                "astray."
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
            _swap("future", "position"),
            N_(
                "You mixed up `future` and `position`. Steps disagree with `forward` "
                "in both; change the last token of the target to tell them apart."
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
            {**CHART, "A": "influenza"},
            N_(
                "There is a finding that is none of the six: padding, healthy, future, "
                "batch, position, order."
            ),
            when=_unknown,
        ),
    ],
)
