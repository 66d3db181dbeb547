"""Sentences that the notebooks quote, in one place for the language pair."""

from course_utils.data.pairs import Pair
from course_utils.data.tokens import tokenise


def _pair(english: str, french: str) -> Pair:
    return Pair(tuple(tokenise(english)), tuple(tokenise(french, "fr")), alignment=())


# 3 tokens and 6: a batch that needs padding
THEY_SING = _pair("They sing.", "Ils chantent.")
BLACK_CAT = _pair("Does the black cat sleep?", "Est-ce que le chat noir dort ?")
# The same words in another order
CAT_SEES_DOG = "the cat sees the dog ."
DOG_SEES_CAT = "the dog sees the cat ."
# Six tokens, and a translation that lacks one of them
SMALL_BLACK_CAT = "le petit chat noir dort ."
SMALL_BLACK_CAT_SHORT = "le petit chat noir ."
