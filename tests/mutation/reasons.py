"""Why a change that a check accepts changes nothing: `equivalent.toml`, read.

An entry says of `changes`, as mutants describe them (`*` stands for anything), why they
are no mistakes in these `exercises`; in the answers called `sources`, or in all.
"""

import tomllib
from pathlib import Path

from mutation.judge import Verdict
from mutation.patterns import matches

TABLE = Path(__file__).with_name("equivalent.toml")
ENTRIES = tomllib.loads(TABLE.read_text(encoding="utf-8")).get("equivalent", [])


def explains(entry: dict, change: str, verdict: Verdict) -> bool:
    """Say whether a change of an entry is the one of this mutant."""
    spoken_of = verdict.source in entry.get("sources", [verdict.source])
    return spoken_of and matches(change, verdict.mutant.description)


def unexplained(number: str, verdicts: list[Verdict]) -> list[Verdict]:
    """Return the mutants that no entry explains although the check accepts them."""
    changes = _changes(number)
    return [
        each
        for each in verdicts
        if each.status == "equivalent"
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
    ]
