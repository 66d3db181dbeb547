"""Why a change that a check accepts changes nothing: `equivalent.toml`, read.

<<<<<<< HEAD
An entry says of `change`, as a mutant describes it (`*` stands for anything), why it
is no mistake in these `exercises`; in the answers called `sources`, or in all of them.
=======
An entry says of `changes`, as mutants describe them (`*` stands for anything), why they
are no mistakes in these `exercises`; in the answers called `sources`, or in all.
>>>>>>> h14-engine
"""

import re
import tomllib
from pathlib import Path

from mutation.judge import Verdict

TABLE = Path(__file__).with_name("equivalent.toml")
ENTRIES = tomllib.loads(TABLE.read_text(encoding="utf-8")).get("equivalent", [])


<<<<<<< HEAD
def explains(entry: dict, number: str, verdict: Verdict) -> bool:
    """Say whether an entry speaks of this mutant of an exercise."""
    pattern = ".*".join(map(re.escape, entry["change"].split("*")))
    return (
        number in entry["exercises"]
        and verdict.source in entry.get("sources", [verdict.source])
        and re.fullmatch(pattern, verdict.mutant.description) is not None
    )
=======
def explains(entry: dict, change: str, verdict: Verdict) -> bool:
    """Say whether a change of an entry is the one of this mutant."""
    pattern = ".*".join(map(re.escape, change.split("*")))
    spoken_of = verdict.source in entry.get("sources", [verdict.source])
    return spoken_of and bool(re.fullmatch(pattern, verdict.mutant.description))
>>>>>>> h14-engine


def unexplained(number: str, verdicts: list[Verdict]) -> list[Verdict]:
    """Return the mutants that no entry explains although the check accepts them."""
<<<<<<< HEAD
=======
    changes = _changes(number)
>>>>>>> h14-engine
    return [
        each
        for each in verdicts
        if each.status == "equivalent"
<<<<<<< HEAD
        and not any(explains(entry, number, each) for entry in ENTRIES)
    ]


def stale(number: str, verdicts: list[Verdict]) -> list[dict]:
    """Return the entries on an exercise that speak of no accepted mutant."""
    accepted = [each for each in verdicts if each.status == "equivalent"]
    return [
        entry
        for entry in ENTRIES
        if number in entry["exercises"]
        and not any(explains(entry, number, each) for each in accepted)
=======
        and not any(explains(entry, change, each) for entry, change in changes)
    ]


def stale(number: str, verdicts: list[Verdict]) -> list[str]:
    """Return the changes listed for an exercise that no accepted mutant has."""
    accepted = [each for each in verdicts if each.status == "equivalent"]
    return [
        change
        for entry, change in _changes(number)
        if not any(explains(entry, change, each) for each in accepted)
    ]


def _changes(number: str) -> list[tuple[dict, str]]:
    return [
        (entry, change)
        for entry in ENTRIES
        if number in entry["exercises"]
        for change in entry["changes"]
>>>>>>> h14-engine
    ]
