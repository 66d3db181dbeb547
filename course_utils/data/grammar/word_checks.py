"""Checks of single fields: each raises ValueError with the fault in plain words."""

KINDS = (
    "person",
    "child",
    "family",
    "animal",
    "food",
    "dish",
    "drink",
    "text",
    "thing",
    "place",
    "building",
)
ROLES = ("subject", "object", "negated", "prepositional", "definite", "owned")


def demand(condition: bool, fault: str) -> None:
    if not condition:
        raise ValueError(fault)


def check_h(word: str, h: str | None) -> None:
    needs_h = word.startswith("h")
    demand(
        not needs_h or h is not None,
        f'{word!r} begins with h: add h = "mute" (l\') or h = "aspirated" (le, la)',
    )
    demand(
        h in (None, "mute", "aspirated"), f'h is {h!r}; expected "mute" or "aspirated"'
    )
    demand(needs_h or h is None, f"h is {h!r}, but {word!r} does not begin with h")


def check_kinds(field: str, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        demand(kind in KINDS, f"{field} has {kind!r}; expected one of {KINDS}")


def check_forms(field: str, forms: tuple[str, ...], names: str) -> None:
    count = len(names.split(", "))
    demand(
        len(forms) == count,
        f"{field} has {len(forms)} forms; expected {count}: {names}",
    )
