"""Exercises whose answer is a test: does it pass what is right, and notice faults?

check_leak_test = Exercise(
    "9.2",
    "build",
    N_("A test for leaks"),
    solution=leak_test,
    cases=lambda seed: [(Specimen(N_("a causal mask"), causal),), …],
    run=judge,
    …
)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from course_utils.language import _


@dataclass(frozen=True)
class Specimen:
    """Something to be tested, and what it is called where it is shown."""

    name: str
    thing: Any = field(repr=False)

    def __repr__(self) -> str:
        return _(self.name)


@dataclass(frozen=True)
class Verdict:
    """What a test says of a specimen."""

    passes: bool

    def __repr__(self) -> str:
        return _("passes") if self.passes else _("fails")

    def sentence(self) -> str:
        """Say what is wrong with this verdict."""
        if self.passes:
            return _("Your test passes it, although it is faulty.")
        return _("Your test fails it, although it is right.")


def judge(test: Callable[[Any], Any], specimen: Specimen) -> Verdict:
    """Run a reader's test: it fails by returning something false or by an assert.

    A test without `return` passes what it does not object to.
    """
    try:
        found = test(specimen.thing)
    except AssertionError:
        return Verdict(False)
    if found is ...:
        raise NotImplementedError
    return Verdict(found is None or bool(found))
