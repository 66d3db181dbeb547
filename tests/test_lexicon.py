"""A teacher's slip in the word list gets an error that says where and what."""

import pytest

from course_utils.data.grammar import load_grammar
from course_utils.data.grammar.lexicon import ENGLISH_FRENCH, load_lexicon

TEXT = ENGLISH_FRENCH.read_text(encoding="utf-8")
CAT = 'cat = { fr = "chat", gender = "m" }'
JE = 'i = { fr = "je", person = 0 }'
EVERY = 'every = { fr = ["chaque", "chaque", ""], number = "singular"'
SMALL = 'fr = ["petit", "petite", "petits", "petites"]'
SLEEP = '"dors", "dort", "dormons", "dormez", "dorment"'


def faulty(tmp_path, old, new):
    assert TEXT.count(old) == 1, f"{old!r} must be in the word list once"
    path = tmp_path / "words.toml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "where", "fault"),
    [
        (CAT, 'cat = { fr = "chat" }', "[nouns.animal], 'cat'", "'gender' is missing"),
        (CAT, 'cat = { gender = "m" }', "[nouns.animal], 'cat'", "'fr' is missing"),
        (CAT, CAT.replace('"m"', '"n"'), "'cat'", "gender is 'n'; expected \"m\""),
        (CAT, CAT.replace("gender", "sex"), "'cat'", "unknown key 'sex'"),
        (CAT, 'cat = "chat"', "[nouns.animal], 'cat'", "got 'chat'"),
        (CAT, CAT.replace('"chat"', "7"), "'cat'", "'fr' is 7; expected a string"),
        (CAT, CAT.replace('"chat"', '"hamster"'), "'cat'", "begins with h"),
        (CAT, CAT.replace("}", ', h = "mute" }'), "'cat'", "does not begin with h"),
        (CAT, CAT.replace("}", ', at = ["in"] }\n"in" = 1'), "'in'", "got 1"),
        (CAT, CAT.replace("}", ', at = ["on"] }'), "'cat'", "'on' is not in"),
        (CAT, CAT.replace("}", ', mass = "no" }'), "'cat'", "'mass' is 'no'"),
        (CAT, CAT.replace("cat", "dogs", 1), "words.toml", "'dogs' is ambiguous"),
        (CAT, CAT.replace("cat", "small", 1), "words.toml", "'small' is ambiguous"),
        (CAT, f"{CAT}\n{CAT}", "words.toml", "not valid TOML"),
        ("[nouns.drink]", "[nouns.juice]", "[nouns.juice], 'water'", "'juice'"),
        (SMALL, 'fr = ["petit"]', "[adjectives.before], 'small'", "expected 4"),
        (SMALL, "fr = 4", "'small'", "expected a list of strings"),
        ("[adjectives.after]", "[adjectives.beside]", "'black'", '"before" or "after"'),
        (SLEEP, SLEEP[8:], "[verbs], 'sleep'", "4 forms; expected 5: je, il, nous"),
        ('object = ["building"]', 'object = ["home"]', "'live'", "object has 'home'"),
        ('takes = "indefinite"', 'takes = "any"', "'have'", "takes is 'any'"),
        ('links = "0-0 1-0 2-1", ', "", "'in the morning'", "differ in length"),
        ('"en hiver", h = "mute"', '"en hiver"', "'in winter'", "begins with h"),
        (JE, JE.replace("0", "9"), "'i'", "person is 9; expected 0 to 4"),
        (EVERY, EVERY.replace("singular", "one"), "'every'", "number is 'one'"),
        ("[nouns.drink]\nwater = {", "[nouns]\nwater = {", "'fr'", "got 'eau'"),
        ("[nouns.drink]\n", "[nouns]\ndrink = 5\n[nouns.dish2]\n", "'drink'", "got 5"),
        ("[nouns.person]", "times = 3\n[nouns.person]", "words.toml", "TOML"),
        ('water = { fr = "eau", gender = "f", mass = true }', "",
         "[verbs], 'buy'", "there is no noun of kind 'drink'"),
        ("[adverbs]", "[adverbials]", "words.toml", "['adverbials', 'adverbs']"),
    ],
)  # fmt: skip
def test_load_lexicon_names_entry_and_fault(tmp_path, old, new, where, fault):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (both parts are checked)
        load_lexicon(faulty(tmp_path, old, new))
    message = str(caught.value)
    assert message.startswith("words.toml")
    assert where in message
    assert fault in message


def test_load_lexicon_knows_which_h_blocks_elision():
    aspirated = load_lexicon().aspirated
    assert {"héros", "hibou", "hiboux"} == aspirated


def test_a_new_noun_is_one_line(tmp_path):
    line = 'hedgehog = { fr = "hérisson", gender = "m", h = "aspirated" }'
    path = faulty(tmp_path, CAT, f"{CAT}\n{line}")
    stream = load_grammar(path).stream()
    found = set()
    while not {"le", "hérissons"} <= found:
        pair = next(stream)
        for s, t in pair.alignment:
            if pair.src[s] in ("hedgehog", "hedgehogs"):
                found |= {pair.tgt[t - 1], pair.tgt[t]}
    assert "l'" not in found
