"""Shown code in the reader's language: what changes, what stays, that none lacks."""

import ast
import io
import re
import tokenize

import pytest

from course_utils import language as module
from course_utils.commands.shown import shown_code
from course_utils.exercises.layer_norm import show_solution
from course_utils.language import SOURCE, translated, width
from course_utils.notebook import show_source
from course_utils.source import COLUMNS, in_language, messages

SHOWN = dict(shown_code())  # what notebooks show, each piece once
CODE = '''    def turn(self, x, base=10):  # type: ignore
        """Turn by "x".

        `base` is \\x41.
        """
        first = {
            1: "# no comment",  # one
        }
        # Two lines
        # that go on.

        # A third.
        def inner():
            """Say «no»."""
        return "Turn", first  # two'''


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch):
    """Translate by a dictionary, in a language of no catalogue's."""

    class Invented(dict):
        def gettext(self, message: str) -> str:
            return self.get(message, message)

    def speak(words: dict[str, str]) -> None:
        monkeypatch.setattr(module, "_catalogue", lambda *_: Invented(words))

    return speak


def without_words(code: str) -> list[str]:
    """List the tokens of a piece of code but its comments and docstrings."""
    text = "if True:\n" + code if code.startswith(" ") else code
    docstrings = {
        node.body[0].value.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node)
    }
    return [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in (tokenize.COMMENT, tokenize.NL)
        and not (token.type == tokenize.STRING and token.start[0] in docstrings)
    ]


def test_messages_are_docstrings_and_comments_in_order() -> None:
    assert messages(CODE) == [
        'Turn by "x".\n\n`base` is A.',
        "one",
        "Two lines that go on.",
        "A third.",
        "Say «no».",
        "two",
    ]


def test_code_without_a_translation_stays_as_it_is(speak) -> None:
    speak({})
    assert in_language(CODE) == CODE


def test_translations_take_their_places_and_nothing_else_changes(speak) -> None:
    speak({"one": "一", "A third.": "第三", "Say «no».": '说"""\\', "two": "二"})
    shown = in_language(CODE)
    assert shown == (
        CODE.replace("  # one", "  # 一")
        .replace("# A third.", "# 第三")
        .replace("Say «no».", r"说\"\"\"\\")
        .replace("  # two", "  # 二")
    )
    assert messages(shown)[4] == '说"""\\'
    assert without_words(shown) == without_words(CODE)


def test_long_translations_are_wrapped_by_columns(speak) -> None:
    long = "甲乙丙丁，" * 11 + "用 `torch.nn` 和 `a b`。"
    speak({messages(CODE)[0]: f"{long}\n\n{long}", "Two lines that go on.": long})
    shown = in_language(CODE)
    lines = shown.splitlines()
    assert max(map(width, lines)) in (COLUMNS - 1, COLUMNS)
    assert not [line for line in lines if line.strip()[:1] in "，。" and line.strip()]
    assert "        # 甲乙" in shown
    assert lines[3] == ""  # between the paragraphs
    docstring, *_others = messages(shown)
    assert docstring.replace("\n", "").replace(" ", "") == 2 * long.replace(" ", "")
    assert without_words(shown) == without_words(CODE)


def test_what_is_no_code_by_itself_is_left_alone(speak) -> None:
    speak({"why": "为什么"})
    for code in ("    solution=lambda x: x),  # why", "f(  # why"):
        assert in_language(code) == code


def test_show_source_speaks_the_readers_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from course_utils.attention import masked_softmax

    monkeypatch.setenv("COURSE_LANG", "zh")
    assert '    """把分数变成权重' in show_source(masked_softmax).text
    monkeypatch.setenv("COURSE_LANG", "en")
    assert '    """Turn scores into weights' in show_source(masked_softmax).text


def test_solution_speaks_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "zh")
    ((_title, text),) = show_solution("6.3").parts
    assert "沿每个词元的各个特征归一化" in text
    assert "Normalise" not in text


def test_what_notebooks_show_is_found() -> None:
    heads = {code.split("(")[0].split()[-1].rstrip(":") for code in SHOWN}
    # by a call, by one in the text, as a method, as a solution
    assert {"gru_cell", "real_tokens", "step", "decoder_look"} <= heads
    assert len(SHOWN) > 40


@pytest.mark.parametrize("code", SHOWN)
class TestChineseCode:
    """Every piece of code that a notebook shows, in the Chinese edition."""

    @pytest.fixture(autouse=True)
    def shown(self, code: str, monkeypatch: pytest.MonkeyPatch) -> str:
        monkeypatch.setenv("COURSE_LANG", "zh")
        return in_language(code)

    def test_each_docstring_and_comment_is_translated(self, code: str) -> None:
        for message in messages(code):
            assert re.search(r"[\u4e00-\u9fff]", translated(message, "zh", SOURCE))

    def test_the_code_is_the_same(self, code: str, shown: str) -> None:
        assert without_words(shown) == without_words(code)
        assert max(map(width, shown.splitlines())) <= COLUMNS

    def test_no_english_is_left_but_names(self, code: str, shown: str) -> None:
        own = set(re.findall(r"\w+", " ".join(without_words(code))))
        known = {"logits", "dropout", "torch", "post", "pre", "eos", "bos", "pad"}
        known |= {"inf", "batch", "length", "alpha"}
        for message in messages(shown):
            text = re.sub(r"`[^`]*`", "", message)
            words = set(re.findall(r"\b[a-z]{3,}\b", text))  # no_names
            assert words <= own | known
