"""How the tables of reasons name changes: `*` stands for anything."""

import re


def matches(change: str, description: str) -> bool:
    pattern = ".*".join(map(re.escape, change.split("*")))
    return bool(re.fullmatch(pattern, description))
