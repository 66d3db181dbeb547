"""Why a change that a check accepts changes nothing: `equivalent.toml`, read.

An entry says of `change`, as a mutant describes it (`*` stands for anything), why it
is no mistake in these `exercises`; in the answers called `sources`, or in all of them.
"""

import re
import tomllib
from pathlib import Path

from mutation.judge import Verdict

TABLE = Path(__file__).with_name("equivalent.toml")
ENTRIES = tomllib.loads(TABLE.read_text(encoding="utf-8")).get("equivalent", [])


def explains(entry: dict, number: str, verdict: Verdict) -> bool:
    """Say whether an entry speaks of this mutant of an exercise."""
    pattern = ".*".join(map(re.escape, entry["change"].split("*")))
    return (
        number in entry["exercises"]
        and verdict.source in entry.get("sources", [verdict.source])
        and re.fullmatch(pattern, verdict.mutant.description) is not None
    )


def unexplained(number: str, verdicts: list[Verdict]) -> list[Verdict]:
    """Return the mutants that no entry explains although the check accepts them."""
    return [
        each
        for each in verdicts
        if each.status == "equivalent"
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
    ]
