"""What a reader types: its tokens, and kind words where a model cannot read them."""

from collections.abc import Sequence

from course_utils.data import Vocabulary, tokenise
from course_utils.language import _, listed

LONGEST = 30  # tokens of a sentence that a reader may type


def sentence_of(text: str) -> list[str]:
    """Return the tokens of what was typed, with the full stop that people forget."""
    tokens = tokenise(text)
    return tokens if not tokens or tokens[-1] in ".?!" else [*tokens, "."]


def complain(src: Sequence[str], vocab: Vocabulary) -> str:
    """Say why a sentence cannot be searched; nothing where it can."""
    unknown = listed(dict.fromkeys(token for token in src if token not in vocab))
    if not src:
        return _("Type a sentence first.")
    if len(src) > LONGEST:
        return _(
            "{count} tokens are too many; use at most {longest}.",
            count=len(src),
            longest=LONGEST,
        )
    if unknown:
        return _(
            "The model has never seen: {unknown}. Try other words.", unknown=unknown
        )
    return ""
