"""A sentence and its translation, wherever they come from."""

from typing import NamedTuple

# (index in the English words, index in the French words), within phrase or sentence.
Links = tuple[tuple[int, int], ...]


class Pair(NamedTuple):
    """A sentence, its translation, and which words belong together.

    `alignment` is sorted; it may join one word to several, on both sides.
    """

    src: tuple[str, ...]
    tgt: tuple[str, ...]
    alignment: Links
