"""The words that predictions ask for, and in what other words a reader may say them."""

from course_utils.language import _p


def ways_to_say(answer: str) -> list[str]:
    """Return the answer in the reader's language, what means the same, and in English.

    An answer that is no word of the list, such as a number, is all there is.
    """
    known = _words().get(answer, answer)
    return list(dict.fromkeys([*known.split("|"), answer]))


def _words() -> dict[str, str]:
    """Return the answers in words: the first is shown, those behind | are accepted."""
    return {
        "yes": _p("answer", "yes"),
        "no": _p("answer", "no"),
        # notebook 1: what a CNN makes of an empty image
        "circle": _p("answer", "circle"),
        "square": _p("answer", "square"),
        "triangle": _p("answer", "triangle"),
        "cross": _p("answer", "cross"),
        # notebook 2: which accuracy is higher
        "forced": _p("answer", "forced|teacher forcing"),
        "free": _p("answer", "free|free running"),
        # notebook 2: which words a state has lost
        "first": _p("answer", "first|the first|the first ones"),
        "last": _p("answer", "last|the last|the last ones"),
        # notebook 3: whose error it is
        "search": _p("answer", "search|search error|the search"),
        "model": _p("answer", "model|model error|the model"),
        "both": _p("answer", "both|both together"),
        # notebook 7: what becomes of the outputs
        "nothing": _p("answer", "nothing"),
        "shuffled": _p("answer", "shuffled"),
        "new": _p("answer", "new"),
        # notebook 8: a part that a model can do without
        "positions": _p("answer", "positions"),
        "causal mask": _p("answer", "causal mask|mask|the causal mask"),
        "residuals": _p("answer", "residuals|residual connections"),
        "norms": _p("answer", "norms"),
        "scale": _p("answer", "scale"),
    }
