"""Any keyboard will do; tests/js/base.test.mjs reads the same cases in JavaScript."""

import json
from pathlib import Path

import pytest

from course_utils.data.fold import fold
from course_utils.data.tokens import detokenise, tokenise
from course_utils.exercises.machinery.compare import same

CASES = json.loads(Path(__file__).with_name("fold_cases.json").read_text("utf-8"))


@pytest.mark.parametrize(("typed", "plain"), CASES["fold"])
def test_fold_writes_the_marks_of_an_english_keyboard(typed: str, plain: str) -> None:
    assert fold(typed) == plain


@pytest.mark.parametrize(("typed", "plain"), CASES["fold"])
def test_what_is_folded_stays_as_it_is(typed: str, plain: str) -> None:
    assert fold(plain) == plain


@pytest.mark.parametrize(("typed", "tokens"), CASES["tokens"])
def test_tokens_do_not_depend_on_the_keyboard(typed: str, tokens: str) -> None:
    assert tokenise(typed) == tokens.split()


def test_french_keeps_its_letters_and_loses_its_odd_spaces() -> None:
    text = "Où est l’œuf de Noël\u202f? À côté du garçon\u00a0: «\u202fça\u202f»\u202f!"
    wanted = 'où est l\' œuf de noël ? à côté du garçon : " ça " !'
    assert tokenise(text, "fr") == wanted.split()
    assert detokenise(tokenise("C'est ça？", "fr"), "fr") == "C'est ça\u202f?"


def test_an_ellipsis_is_one_token() -> None:
    assert tokenise("She sleeps…") == ["she", "sleeps", "…"]
    assert tokenise("She sleeps……") == ["she", "sleeps", "…"]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("Her　big houses ＡＲＥ famous。", True),
        ("her big house are famous .", False),
    ],
)
def test_checks_read_any_keyboard(typed: str, right: bool) -> None:
    assert same([typed, 3], ["her big houses are famous.", 3]) == right
