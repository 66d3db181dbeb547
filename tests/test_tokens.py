from itertools import islice

import pytest

from course_utils.data.grammar import load_grammar
from course_utils.data.tokens import detokenise, tokenise


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The black cat doesn’t sleep!", "the black cat does not sleep !"),
        ("I don't sing.", "i do not sing ."),
        ("They can't, they cannot.", "they can not , they can not ."),
        ("She's tired and we're happy; I'm sick.",
         "she is tired and we are happy ; i am sick ."),
        ("The girl's cats aren't big.", "the girl 's cats are not big ."),
        ("Isn't the boy’s hat red?", "is not the boy 's hat red ?"),
        ("  Two\tspaces  ", "two spaces"),
        ("", ""),
    ],
)  # fmt: skip
def test_tokenise_reads_english_as_people_type_it(text, tokens):
    assert tokenise(text) == tokens.split()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("L’arbre n'est pas grand.", "l' arbre n' est pas grand ."),
        ("Est-ce qu'il dort\u202f?", "est-ce qu' il dort ?"),
        ("Aujourd’hui, j'aime l'œuf !", "aujourd'hui , j' aime l' œuf !"),
        ("Qu’est-ce que c’est ?", "qu' est-ce que c' est ?"),
    ],
)
def test_tokenise_reads_french_as_it_is_printed(text, tokens):
    assert tokenise(text, "fr") == tokens.split()


@pytest.mark.parametrize(
    ("tokens", "language", "text"),
    [
        ("i can not sing , but i sleep .", "en", "I cannot sing, but I sleep."),
        ("is the girl 's cat black ?", "en", "Is the girl's cat black?"),
        ("est-ce qu' il mange l' œuf ?", "fr", "Est-ce qu'il mange l'œuf\u202f?"),
        ("il est fatigué aujourd'hui .", "fr", "Il est fatigué aujourd'hui."),
        ("à midi , <unk> dort .", "fr", "À midi, <unk> dort."),
        ("œuvre .", "fr", "Œuvre."),
        ("", "fr", ""),
    ],
)
def test_detokenise_writes_a_proper_sentence(tokens, language, text):
    assert detokenise(tokens.split(), language) == text


def test_tokenise_undoes_detokenise_on_both_sides_of_the_corpus():
    for pair in islice(load_grammar().stream(13), 3_000):
        assert tuple(tokenise(detokenise(pair.src))) == pair.src
        assert tuple(tokenise(detokenise(pair.tgt, "fr"), "fr")) == pair.tgt


@pytest.mark.parametrize("function", [tokenise, detokenise])
def test_an_unknown_language_is_refused(function):
    given = "Hallo" if function is tokenise else ["hallo"]
    with pytest.raises(ValueError, match="language is 'de'; expected 'en' or 'fr'"):
        function(given, "de")
