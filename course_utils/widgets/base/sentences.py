"""What a reader types: its tokens, and kind words where a model cannot read them."""

from collections.abc import Sequence

from course_utils.data import Vocabulary, tokenise
from course_utils.language import _, listed

LONGEST = 30  # tokens of a sentence that a reader may type
WIDEST = 40  # letters of a word that is repeated to the reader


def sentence_of(text: str) -> list[str]:
    """Return the tokens of what was typed, with the full stop that people forget."""
    tokens = tokenise(text)
    return tokens if not tokens or tokens[-1] in ".?!" else [*tokens, "."]


def shortened(word: str) -> str:
    """Return a word that fits in a line: what a reader pastes may have no end."""
    return word if len(word) <= WIDEST else f"{word[: WIDEST - 1]}…"


def complain(src: Sequence[str], vocab: Vocabulary) -> str:
    """Say why a sentence cannot be searched; nothing where it can."""
    strange = dict.fromkeys(token for token in src if token not in vocab)
    unknown = listed(shortened(token) for token in strange)
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
