"""The machinery of the checks: what it reads, stops, keeps, compares and says."""

import itertools
import random
import re
import signal
import threading
import time
import warnings
from decimal import Decimal
from fractions import Fraction

import made_up_concept as concept
import numpy as np
import pytest
import torch

from course_utils import progress
from course_utils.exercises.machinery import limits
from course_utils.exercises.machinery.answers import read
from course_utils.exercises.machinery.capped import Capped
from course_utils.exercises.machinery.compare import same
from course_utils.exercises.machinery.core import AnswerError, Exercise, Mistake
from course_utils.exercises.machinery.difference import difference
from course_utils.exercises.machinery.hints import show_solution
from course_utils.exercises.machinery.tables import brief

# Answers as people give them

NUMBERS = [
    *(5, 5.0, "5", " 5 ", "5.0", "５", "five", "五", "(5)", "`5`", [5], (5.0,), {5}),
    *(np.float32(5), np.array(5), np.array([5]), torch.tensor(5), "10/2", "500 %"),
    *(Fraction(5), Decimal("5.0")),
    torch.tensor([5.0], dtype=torch.float16, requires_grad=True),
]


@pytest.mark.parametrize("answer", NUMBERS)
def test_a_number_is_read_in_any_form(answer):
    assert read(answer, 3) == 5


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,000", 1000),
        ("3/4", 0.75),
        ("½", 0.5),
        ("−2", -2),
        ("1e-5", 1e-5),
        ("三十二", 32),
        ("十二", 12),
        ("二百零五", 205),
        ("一九", 19),
        ("twelve", 12),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert read(text, 3) == pytest.approx(number)


@pytest.mark.parametrize(
    "answer",
    [
        "32 numbers",
        "not 5",
        "",
        "nan?",
        True,
        None,
        1j,
        [],
        [1, 2],
        {},
        object(),
        "5 5",
    ],
)
def test_what_is_no_number_is_told_so(answer):
    with pytest.raises(AnswerError, match=r"Asked for is a number|Nothing came"):
        read(answer, 3)


SHAPES = [
    *((2, 5), [2, 5], "2, 5", "(2,5)", "2 5", "2; 5", "2；5", "2，5", "2、5", "二，五"),
    *(
        "2 and 5",
        "two and five",
        "2 和 5",
        "[2 5]",
        "2 x 5",
        "2×5",
        range(2, 8, 3),
        iter([2, 5]),
    ),
    *(torch.Size([2, 5]), torch.tensor([2, 5]), np.array([2.0, 5.0]), ("2", "5")),
    *((torch.tensor(2), np.int64(5)), {2: 0, 5: 0}.keys()),
]


@pytest.mark.parametrize("answer", SHAPES)
def test_several_numbers_are_read_in_any_form(answer):
    assert concept.check_shape(answer).status == "right"


@pytest.mark.parametrize("answer", ["BA BB", "BA, BB", "BA，BB", "BA、BB", "BA;BB"])
def test_words_are_read_with_any_separator(answer):
    assert read(answer, ("x", "y")) == ("BA", "BB")
    assert read("BA and BB", ("x", "y")) == read("“BA” 和 “BB”", ("x", "y"))


@pytest.mark.parametrize(
    "answer", [(8, "house"), "8 house", "8, house", "(8, 'house')", ["8", "house"]]
)
def test_a_number_and_a_word_are_read_in_their_order(answer):
    assert read(answer, (3, "x")) == (8, "house")


def test_what_is_in_another_order_is_told_so():
    with pytest.raises(AnswerError, match="a number; this is `'house'`"):
        read(("house", 8), (3, "x"))
    with pytest.raises(AnswerError, match="in this order: a number, a text"):
        read((8, "house", 1), (3, "x"))
    with pytest.raises(AnswerError, match="a tuple"):
        read({2, 5}, (2, 5))
    with pytest.raises(AnswerError, match="a tuple; this is `'2-5'`"):
        read("2-5", (2, 5))


def test_order_does_not_matter_in_a_set():
    assert read("5, 2", {2, 5}) == read((2, 5), {1}) == frozenset({2, 5})


def test_nested_answers_and_charts_are_read():
    heads = (("decoder", 2, 3), ("cross", 1, 1))
    assert read("decoder 2 3; cross 1 1", heads) == heads
    assert read([["decoder", "2", 3.0], ("cross", 1, 1)], heads) == heads
    chart = {"A": "x", "B": "y"}
    assert read({"a": " u ", "B": "v"}, chart) == {"A": "u", "B": "v"}


def test_half_an_answer_says_what_is_missing():
    assert "part 2" in repr(concept.check_shape((2, ...)))
    assert concept.check_shape((2, ...)).status == "open"
    assert concept.check_shape((..., ...)).note == ""


# What counts as equal


@pytest.mark.parametrize(
    "other",
    [
        [[1, 2], [3, 4]],
        ((1.0, 2), (3, 4)),
        np.array([[1, 2], [3, 4]], dtype=np.uint8),
        torch.tensor([[1, 2], [3, 4]], dtype=torch.float64),
        [torch.tensor([1, 2]), np.array([3.0, 4.0])],
        [[torch.tensor(1), 2.0], (3, np.int8(4))],
        (row for row in ([1, 2], [3, 4])),
        torch.tensor([[1, 2], [3, 4]]).to_sparse(),
    ],
    ids=lambda each: type(each).__name__,
)
def test_numbers_are_the_same_in_any_container(other):
    assert same(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (torch.tensor(1), True),
        ([1, 0], [True, False]),
        (torch.zeros(3), torch.zeros(3, 1)),
        ([1, 2], [1, 2, 3]),
        ("2", 2),
        (None, 0),
        ([], torch.zeros(2, 0, 3)),
        (torch.tensor(1 + 1j), torch.tensor(1.0)),
        (float("nan"), 0.0),
        ([0] * 1001, [0] * 1000),
        ({"a": 1}, {"a": 1, "b": 2}),
    ],
)
def test_what_differs_is_not_the_same(one, other):
    assert not same(one, other)
    assert not same(other, one)


# Nothing hangs, nothing is lost


def forever(numbers):
    while True:
        pass


def forever_and_deaf(numbers):
    while True:
        try:
            time.sleep(0.01)
        except BaseException:
            continue


def asleep(numbers):
    time.sleep(600)


@pytest.fixture
def short_limits(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.2)
    monkeypatch.setattr(limits, "GRACE", 0.2)


@pytest.mark.usefixtures("short_limits")
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (forever, "was stopped"),
        (lambda numbers: sum(1 for _ in itertools.count()), "was stopped"),
        (lambda numbers: (forever(numbers) for _ in [1]), "was stopped"),
        (asleep, "restart the kernel"),
    ],
    ids=["loop", "generator", "lazy", "sleep"],
)
def test_an_answer_that_does_not_end_is_stopped(answer, words):
    began = time.monotonic()
    result = concept.check_mean(answer)
    assert result.status == "wrong"
    assert words in result.note
    took = time.monotonic() - began
    assert took < 20
    assert 0 <= int(re.search(r"(\d+) s ", result.note)[1]) <= took + 1


@pytest.mark.usefixtures("short_limits")
def test_an_answer_that_does_not_listen_is_left_behind(monkeypatch):
    result = concept.check_mean(forever_and_deaf)
    assert "does not let itself be stopped" in result.note


def test_an_endless_result_is_cut():
    result = concept.check_mean(lambda numbers: itertools.count())
    assert result.status == "wrong"
    assert result.note


def test_a_loop_that_writes_for_ever_is_told_what_it_does():
    def step(tokens, state):
        return tokens, state + 1

    def write(step, feed_back, renew):
        tokens, state = torch.tensor([1]), torch.zeros(1)
        while True:
            found, after = step(tokens, state)
            tokens = found + 1 if feed_back else tokens
            state = after if renew else state

    for feed_back, renew, words in (
        (False, True, "feeds `<bos>` at every step"),
        (True, False, "from the first state at every step"),
        (True, True, "after `max_len` tokens"),
    ):
        with pytest.raises(AnswerError, match="after 100 steps.*" + words):
            write(Capped(step), feed_back, renew)


def test_endless_printing_is_cut(capsys):
    def chatter(numbers):
        for number in range(10_000):
            print("so far:", number)
        return 0

    concept.check_mean(chatter)
    printed = capsys.readouterr().out
    assert printed.startswith("so far: 0\nso far: 1\n")
    assert len(printed.splitlines()) <= limits.LINES + 1
    assert "characters more" in printed


def test_one_endless_line_is_cut(capsys):
    concept.check_mean(lambda numbers: print("x" * 10**6) or 0)
    assert len(capsys.readouterr().out) < limits.PRINTED + 100


def test_what_an_answer_prints_is_shown_once(capsys):
    concept.check_mean(lambda numbers: print("here") or 0)
    assert capsys.readouterr().out == "here\nhere\n"  # two cases


def test_an_answer_cannot_change_what_comes_after_it():
    def meddle(numbers):
        numbers.clear()
        torch.manual_seed(7)
        random.seed(7)
        np.random.seed(7)
        torch.set_default_dtype(torch.float64)
        torch.set_printoptions(precision=1)
        np.set_printoptions(precision=1)
        torch.set_num_threads(2)
        torch.set_grad_enabled(False)
        warnings.simplefilter("ignore")
        return 0

    def world():
        return (
            *(torch.get_rng_state().tolist(), np.random.get_state()[1].tolist()),
            *(torch.get_default_dtype(), torch.get_num_threads()),
            *(torch.is_grad_enabled(), list(warnings.filters)),
            *(repr(torch.tensor(1 / 3)), repr(np.array(1 / 3))),
        )

    before = world()
    assert concept.check_mean(meddle).status == "wrong"
    assert world() == before


def test_pythons_own_random_numbers_are_put_back():
    # not by a whole check: what watches the tests' types draws some itself
    before = random.getstate()
    with limits.settings_kept():
        random.seed(7)
    assert random.getstate() == before


def test_an_answer_runs_under_the_readers_own_grad_mode():
    seen = []
    exercise = Exercise(
        *("2.1", "build", "Grad"),
        solution=lambda x: x,
        cases=lambda seed: [(1,), (2,)],
        hints=("", ""),
        mistakes=[],
    )
    with torch.no_grad():
        exercise(lambda x: seen.append(torch.is_grad_enabled()) or x)
    assert seen == [False, False]


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals to threads")
def test_an_interrupted_check_leaves_nothing_running():
    ticks = itertools.count()

    def counting(numbers):
        while True:
            next(ticks)

    reader = threading.main_thread().ident
    interrupt = threading.Timer(0.3, signal.pthread_kill, (reader, signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        concept.check_mean(counting)
    reached = next(ticks)
    time.sleep(0.2)
    assert next(ticks) == reached + 1


def test_an_error_of_the_checks_own_is_not_called_the_readers():
    def use_second(answer, pair):
        return answer(pair)[1]

    exercise = Exercise(
        *("2.1", "build", "Second"),
        solution=lambda pair: pair,
        cases=lambda seed: [((1, 2),), ((3, 5),)],
        run=use_second,
        hints=("", ""),
        mistakes=[],
    )
    assert "cannot be used here" in exercise(lambda pair: pair[0]).note
    assert "stopped with an error" in exercise(lambda pair: pair[2]).note


# Never silent


@pytest.mark.parametrize(
    ("yours", "target", "words"),
    [
        (9.0, 1.0, "9 times the target"),
        (2.0, 6.0, "divided by 3"),
        (4.0, 16.0, "divided by 4"),
        (1.7, 2.89, "root of the target"),
        (7, 8, "one less"),
        (-3.5, 3.5, "sign is turned"),
        (0.31, 0.69, "1 minus the target"),
        (2.0004, 2.0, "off by 0.0004"),
        (3.3, 2.1, "Too large"),
        (float("nan"), 2.0, "NaN"),
        ([7], [7, 5, 9], "stops after 1 of 3"),
        ([7, 5, 9, 1], [7, 5, 9], "1 too many"),
        ([7, 5, 9], [7, 6, 8], "differ first at 1"),
        ([7, 5], [6, 5, 4], "Items: 2; expected 3. They differ first at 0"),
        (["a", "b"], ["a", "c"], "differ first at 1"),
        ({"A": 1}, {"A": 1, "B": 2}, "Missing: B"),
        ({"A": 1, "B": 3}, {"A": 1, "B": 2}, "1 of 2 are right"),
        ("le chat", "la chatte", "another text"),
        (None, 3.0, "does your function end with `return`"),
        ("3", 3.0, "The type is `str`"),
        (len, 3.0, "brackets"),
    ],
)
def test_a_difference_is_said_in_words(yours, target, words):
    assert words.lower() in difference(yours, target).lower()


TABLE = torch.arange(15.0).view(3, 5) / 7 + 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.T, "axes stand in another order"),
        (lambda t: t.flatten(), "The numbers are right"),
        (lambda t: t * 3, "3 times the target"),
        (lambda t: t * 0.37, "0.37 times the target"),
        (lambda t: t + 1, "one more"),
        (lambda t: t.flip(0), "Rows, counted from 0: in reverse order"),
        (lambda t: t.roll(1, 1), "Columns, counted from 0: shifted by one"),
        (lambda t: t[torch.tensor([1, 2, 0])], "Rows, counted from 0: shifted by one"),
        (lambda t: t.flatten()[torch.randperm(15)].view(3, 5), "in another order"),
        (lambda t: torch.cat([t[:2], t[2:] + 5]), "Rows, counted from 0: only 2 wrong"),
        (lambda t: torch.cat([t[:1], t[1:] * t[1:] + 3]), "right up to 0"),
        (lambda t: t.index_fill(1, torch.tensor([3]), 0.0), "only 3 wrong"),
        (lambda t: t.masked_fill(t > 2.9, float("nan")), "NaN at 2 of the first axis"),
        (lambda t: t[:2], "stops after 2 of 3"),
        (lambda t: torch.zeros_like(t), "zero everywhere"),
        (lambda t: t > 1, "The dtype is bool"),
    ],
)
def test_a_table_is_told_where_and_how_it_differs(change, words):
    assert words in difference(change(TABLE), TABLE)


def test_a_square_table_is_recognised_when_transposed():
    square = TABLE[:, :3]
    assert "transpose" in difference(square.T, square)
    mask = torch.ones(3, 3).tril().bool()
    assert "True and False are exchanged" in difference(~mask, mask)


def test_one_number_among_zeros_is_no_multiple():
    said = difference(torch.tensor([0, 1]), torch.tensor([0, 3]))
    assert "divided" not in said
    assert "divided by 3" in difference(torch.tensor([2, 1]), torch.tensor([6, 3]))


def test_of_several_results_the_wrong_one_is_named():
    target = TABLE, torch.tensor([1, 2]), torch.tensor([0, 3])
    said = difference((TABLE, [1, 2], [3, 0]), target)
    assert "Of 3 results, these are wrong: 3. The others are right." in said
    assert "reverse order" in said
    assert "came back: 2; expected 3" in difference(target[:2], target)


def test_a_secret_target_is_not_given_away():
    exercise = Exercise(
        *("2.1", "predict", "Five"), solution=5.0, hints=("", ""), mistakes=[]
    )
    assert exercise(20).note == "Too large."
    assert exercise(4).note == "Too small."


def test_a_mistake_on_the_shown_case_is_asked_after():
    exercise = Exercise(
        *("2.1", "build", "Sum"),
        solution=lambda a, b: a + b,
        cases=lambda seed: [(3, 5), (7, 2)],
        hints=("", ""),
        mistakes=[Mistake(lambda a, b: a - b, "You subtract.")],
    )
    assert exercise(lambda a, b: a - b).note == "You subtract."
    assert "Is it this? You subtract." in exercise(lambda a, b: -2).note


def test_sets_and_functions_are_shown_as_people_write_them():
    """Not as `frozenset({1, 4})` and `<function same at 0x7f…>`."""
    assert brief(frozenset({4, 1})) == "{1, 4}"
    assert brief(frozenset()) == "set()"
    assert brief(same) == "same"


def test_small_numbers_can_be_told_apart():
    exercise = Exercise(
        *("2.1", "build", "Small"),
        solution=lambda x, eps: x + eps,
        cases=lambda seed: [(torch.tensor([1.0, 1.001, 0.999]), 1e-5), (TABLE, 1)],
        hints=("", ""),
        mistakes=[],
        tolerance=1e-9,
    )
    result = exercise(lambda x, eps: x)
    assert "eps: 1e-05" in repr(result)
    page = result._repr_html_()
    assert ">1.001<" in page
    assert ">1.00001<" in page


# Other forms of exercises


def test_parts_are_checked_one_by_one():
    check = concept.check_two_parts
    assert check((2, 5), concept.mean).status == "right"
    assert check().status == check(..., concept.planted).status == "open"
    half = check((2, 5))
    assert half.status == "wrong"
    assert "parts right: 1 of 2" in repr(half)
    assert "○ 2.3" in repr(half)
    assert "parts right: 1 of 2" in half._repr_html_()
    with pytest.raises(TypeError, match="given: 3; this exercise has 2 parts"):
        check(1, 2, 3)


def test_a_readers_test_is_judged_by_what_it_passes():
    def by_assert(attend):
        one, other = attend(torch.tensor([1.0, 3.0])), attend(torch.tensor([1.0, 7.0]))
        assert one[0] == other[0]

    assert concept.check_leak_test(by_assert).status == "right"
    lax = concept.check_leak_test(lambda attend: attend(torch.ones(2)) is not None)
    assert lax.note == "It passes everything."
    odd = concept.check_leak_test(
        lambda attend: attend(torch.ones(2)).tolist() == [1, 2]
    )
    assert "Your test fails it, although it is right." in odd.note
    assert "the numbers themselves" in repr(odd)


def test_only_the_whole_is_remembered():
    concept.check_two_parts((2, 5), concept.mean)
    assert [event.exercise for event in progress.read()] == ["2.6"]


def test_solutions_of_parts_are_shown_together(monkeypatch):
    monkeypatch.setitem(
        __import__("sys").modules, "course_utils.exercises.seq2seq", concept
    )
    shown = show_solution("2.6")._repr_markdown_()
    assert "(2, 5)" in shown
    assert "def mean" in shown
