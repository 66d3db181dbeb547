"""What a reader types: its tokens, and kind words where a model cannot read them."""

from collections.abc import Sequence

from course_utils.data import Vocabulary, tokenise
from course_utils.language import N_, _, listed

LONGEST = 30  # tokens of a sentence that a reader may type
WIDEST = 40  # letters of a word that is repeated to the reader
# Said by the site, too, where no kernel runs
EMPTY = N_("Type a sentence first.")
LONG = N_("{count} tokens are too many; use at most {longest}.")
UNKNOWN = N_("The model has never seen: {unknown}. Try other words.")
UNWRITABLE = N_("The model cannot write: {unknown}. Choose words of its vocabulary.")
LONG_WRITTEN = N_("{count} written words are too many; at most {longest}.")
FAILED = N_("The model failed. {fault}")


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
        return _(EMPTY)
    if len(src) > LONGEST:
        return _(LONG, count=len(src), longest=LONGEST)
    return _(UNKNOWN, unknown=unknown) if unknown else ""


def complain_of_written(written: Sequence[str], vocab: Vocabulary) -> str:
    """Say why words cannot be read as a translation's beginning."""
    unknown = listed(word for word in written if word not in vocab)
    if unknown:
        return _(UNWRITABLE, unknown=unknown)
    if len(written) > LONGEST:
        return _(LONG_WRITTEN, count=len(written), longest=LONGEST)
    return ""


def failure(error: Exception) -> str:
    """Say that a model failed: one of the reader's own may raise anything."""
    return _(FAILED, fault=f"{type(error).__name__}: {error}")
