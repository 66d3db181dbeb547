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
# Greedy search writes these wrongly, a beam of two rightly
GIVE_APPLE = _pair(
    "You give this apple to her brother.", "Vous donnez cette pomme à son frère."
)
OLD_HOTEL = _pair("Is the old hotel pretty?", "Est-ce que le vieil hôtel est joli ?")
# The other way round
HER_CAKES = _pair(
    "His brother thinks that you want to eat her cakes.",
    "Son frère pense que vous voulez manger ses gâteaux.",
)
# Both write these wrongly
BIG_MICE = _pair("The big mice sleep.", "Les grandes souris dorment.")
MANY_EGGS = _pair("He eats many eggs.", "Il mange beaucoup d'œufs.")
# Both write these rightly
WOMEN_SING = _pair("The women sing.", "Les femmes chantent.")
I_SEE_HER = _pair("I see her today.", "Je la vois aujourd'hui.")
LOOKS_FOR_HER = _pair(
    "He sleeps and this cat looks for her.", "Il dort et ce chat la cherche."
)
# Word order differs in it, and "près de" is two words for one; (English, French) links
NEAR_THE_HOUSE = _pair(
    "The small black cat sleeps near the house.",
    "Le petit chat noir dort près de la maison.",
)._replace(alignment=tuple(zip((0, 1, 3, 2, 4, 5, 5, 6, 7, 8), range(10), strict=True)))
