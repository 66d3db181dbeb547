"""The reader's memory: what is noted, what survives damage, and the road it shows."""

import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from course_utils.commands import ROOT
from course_utils.exercises.seq2seq import (
    QUIZ,
    check_counts,
    check_translator,
    show_hints,
    show_solution,
)
from course_utils.exercises.seq2seq.translator import translator_logits
from course_utils.exercises.start_here import QUIZ as FIRST_QUIZ
from course_utils.language import _
from course_utils.notebook import quiz
from course_utils.progress import memory as file_of_events
from course_utils.progress import note, progress, read, reset
from course_utils.widgets.quiz import Quiz

WRONG, UNTOUCHED = 3, ...


def run(code: str, folder: Path, **surroundings: str) -> str:
    """Run code as a kernel of its own would, in a folder; return what it prints."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | surroundings
    environment = {name: value for name, value in environment.items() if value}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def standing(number: str):
    stops = progress().stops
    (found,) = [e for stop in stops for e in stop.exercises if e.number == number]
    return found


# What is noted


def test_checks_are_noted_but_not_what_was_not_attempted(memory: Path) -> None:
    assert check_translator(UNTOUCHED).status == "open"
    assert not memory.exists()
    assert check_translator(WRONG).status == "wrong"
    assert check_translator(translator_logits).status == "right"
    noted = [(each.kind, each.exercise, each.outcome) for each in read()]
    assert noted == [("check", "2.3", "wrong"), ("check", "2.3", "right")]


def test_line_says_when_and_nothing_of_the_answer(memory: Path) -> None:
    check_counts("a secret word")
    event = json.loads(memory.read_text(encoding="utf-8"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", event.pop("when"))
    assert event == {"kind": "check", "exercise": "2.1", "outcome": "wrong"}


def test_quiz_notes_the_first_try_at_each_question() -> None:
    asked = quiz("seq2seq")
    nothing = [None] * len(QUIZ)
    asked.first = [None, True, *nothing[2:]]
    asked.first = [False, True, *nothing[2:]]
    asked.first = nothing  # starts again
    asked.first = [True, *nothing[1:]]
    noted = [(each.concept, each.question, each.outcome) for each in read()]
    wanted = [(2, "right"), (1, "wrong"), (1, "right")]
    assert noted == [("seq2seq", *each) for each in wanted]


def test_quiz_that_belongs_to_no_concept_is_not_noted(memory: Path) -> None:
    asked = Quiz(FIRST_QUIZ)
    asked.first = [True, None, None]
    assert not memory.exists()


# What survives


def test_damaged_lines_cost_only_themselves(memory: Path) -> None:
    note("check", "right", exercise="2.3")
    good = memory.read_bytes().strip()
    damaged = [
        good[:-20],
        b'{"when": "2026", "kind": "check", "exercise": 2.3, "outcome": "right"}',
        b'{"when": "2026", "kind": "check", "exercise": "2.3", "outcome": "open"}',
        b'{"when": "2026", "kind": "dance"}',
        b'{"when": "2026", "colour": 7}',
        b'{"when": "' + b"[" * 100_000 + b'"}',
        b'{"when": "\xff\xfe"}',
        b"[]",
    ]
    memory.write_bytes(b"\n".join([good, *damaged, good[:-3]]))
    note("check", "wrong", exercise="2.4")  # after a line that was cut short
    assert [each.exercise for each in read()] == ["2.3", "2.4"]


@pytest.mark.parametrize(
    "garbage",
    [b"\0" * 10**7, os.urandom(10**7), b"\n" * 10**7, b'{"when": "\n' * 10**6],
    ids=["zeros", "noise", "lines", "beginnings"],
)
def test_ten_megabytes_of_garbage_hold_nobody_up(garbage: bytes, memory: Path) -> None:
    memory.write_bytes(garbage)
    started = time.monotonic()
    note("check", "right", exercise="2.3")
    assert [each.exercise for each in read()] == ["2.3"]
    assert time.monotonic() - started < 5


def test_several_kernels_at_once_lose_nothing(tmp_path: Path) -> None:
    code = (
        "from course_utils.progress import note\n"
        "for i in range(200): note('check', 'right', exercise='{}.' + str(i))"
    )
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda i: run(code.format(i), tmp_path), (2, 3, 5)))
    noted = {each.exercise for each in read()}
    assert noted == {f"{kernel}.{i}" for kernel in (2, 3, 5) for i in range(200)}


def nothing_can_be_kept() -> None:
    assert check_translator(translator_logits).status == "right"
    assert read() == []
    shown = repr(progress())
    assert "○ 2.3" in shown
    assert "The last event could not be written: " in shown


def test_folder_of_that_name_costs_only_the_memory(memory: Path) -> None:
    memory.mkdir()
    nothing_can_be_kept()


def test_folder_that_is_not_there_costs_only_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "nowhere" / "p.jsonl"))
    nothing_can_be_kept()


@pytest.mark.parametrize("name", ["\0", "a" * 5000])
def test_impossible_name_costs_only_the_memory(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No environment holds such a name; a setting that comes from elsewhere may.
    monkeypatch.setattr(file_of_events, "place", lambda: Path(name))
    nothing_can_be_kept()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows marks files, not folders")
@pytest.mark.parametrize(
    ("mode", "expected"), [(0o555, "0 Permission denied\n"), (0o777, "1 \n")]
)
def test_read_only_folder_costs_only_the_memory(mode: int, expected: str) -> None:
    code = (
        "import os\n"
        "from course_utils.progress import note, read, memory\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"  # root may write everywhere
        "note('check', 'right', exercise='2.3')\n"
        "print(len(read()), memory.trouble())"
    )
    with TemporaryDirectory() as course:  # pytest's own lies where root alone may go
        notebooks = Path(course, "notebooks")
        notebooks.mkdir()
        Path(course).chmod(mode)
        assert run(code, notebooks, COURSE_PROGRESS="") == expected
        Path(course).chmod(0o755)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's full disk")
def test_full_disk_costs_only_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_PROGRESS", "/dev/full")
    nothing_can_be_kept()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipe_that_nobody_reads_makes_nobody_wait(memory: Path) -> None:
    os.mkfifo(memory)
    nothing_can_be_kept()


def test_trouble_that_has_passed_is_not_spoken_of(memory: Path) -> None:
    memory.mkdir()
    nothing_can_be_kept()
    memory.rmdir()
    note("check", "right", exercise="2.3")
    assert "could not" not in repr(progress())


# Where it lies


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        ("course/notebooks", "course"),
        ("course/notebooks/zh", "course"),
        ("homework", "homework"),
        ("homework/zh", "homework"),
    ],
)
def test_memory_lies_beside_the_notebooks_folder(
    folder: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / folder)
    monkeypatch.delenv("COURSE_PROGRESS")
    monkeypatch.setenv("COURSE_LANG", "en")
    note("check", "right", exercise="2.3")
    (found,) = tmp_path.rglob("*.jsonl")
    expected = folder if place == "homework" else place
    assert found == tmp_path / expected / "progress.jsonl"
    shown = repr(progress())
    assert ("progress.jsonl in the course's folder" in shown) == (place == "course")
    assert (str(tmp_path) in shown) == (place != "course")


def test_off_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    note("check", "right", exercise="2.3")
    assert list(tmp_path.iterdir()) == []
    assert read() == []
    assert "COURSE_PROGRESS is off" in repr(progress())


def test_git_leaves_the_memory_alone() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert "progress*.jsonl" in ignored


def test_importing_it_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, course_utils.progress\n"
        "print({'torch', 'numpy', 'IPython'} & set(sys.modules))"
    )
    assert run(code, tmp_path) == "set()\n"


# Beginning anew


def test_reset_puts_every_memory_aside(
    memory: Path, capsys: pytest.CaptureFixture
) -> None:
    for number in ("2.3", "2.4"):
        note("check", "right", exercise=number)
        progress().reset()
        assert read() == []
    names = sorted(path.name for path in memory.parent.glob("*.jsonl"))
    assert names == ["progress.1.jsonl", "progress.2.jsonl"]
    assert "2.4" in memory.with_name("progress.2.jsonl").read_text(encoding="utf-8")
    progress().reset()
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "Forgotten. The old memory is kept as progress.1.jsonl.",
        "Forgotten. The old memory is kept as progress.2.jsonl.",
        "There was nothing to forget.",
    ]
    assert reset() is None


# The road


def test_road_has_every_exercise_and_quiz_of_the_course() -> None:
    stops = progress().stops
    assert [stop.number for stop in stops] == list(range(9))
    numbers = [each.number for each in stops[2].exercises]
    assert numbers == ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]
    assert stops[2].questions == len(QUIZ)
    assert {each.mark for stop in stops for each in stop.exercises} == {"○"}


def exercises_there_are() -> int:
    """Count them in the modules that define them."""
    modules = (ROOT / "course_utils" / "exercises").glob("*/*.py")
    numbered = r'^    (?:number=)?"[0-8]\.\d",$'
    return sum(len(re.findall(numbered, path.read_text(), re.M)) for path in modules)


def test_exercise_counts_tries_until_it_is_solved() -> None:
    for answer in (WRONG, UNTOUCHED, [5], translator_logits, WRONG):
        check_translator(answer)
    solved = standing("2.3")
    assert (solved.mark, solved.tries, solved.hints) == ("✓", 3, False)
    assert "✓ 2.3 (3 tries)  ○ 2.4" in repr(progress())
    assert f"Solved: 1 of {exercises_there_are()} exercises." in repr(progress())


def test_hints_count_only_for_whoever_had_gone_wrong() -> None:
    show_hints("2.3")  # as when all cells of a notebook run
    check_translator(translator_logits)
    show_hints("2.3")
    assert not standing("2.3").hints
    check_counts(WRONG)
    show_hints("2.1")
    assert "✗ 2.1 (1 try; with hints)" in repr(progress())


def test_solution_that_was_opened_is_said() -> None:
    show_solution("2.3")
    assert "○ 2.3 (solution shown)" in repr(progress())
    check_translator(translator_logits)
    assert "✓ 2.3 (solution shown)" in repr(progress())
    show_solution("2.1")
    check_counts(check_counts.solution)
    show_solution("2.1")
    assert standing("2.1").solution


def test_quiz_counts_questions_that_were_once_right_at_the_first_try() -> None:
    for question, outcome in ((1, "right"), (1, "wrong"), (2, "wrong"), (3, "right")):
        note("quiz", outcome, concept="seq2seq", question=question)
    assert progress().stops[2].quiz() == f"2 of {len(QUIZ)}"
    assert progress().stops[3].right == 0


def test_road_speaks_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "zh")
    check_translator(WRONG)
    shown, page = repr(progress()), progress()._repr_html_()
    assert "✗ 2.3（试了 1 次）" in shown
    assert f"练习 {exercises_there_are()} 道，做对 0 道" in shown
    for text in (shown, re.sub(r"<[^>]*>", " ", page)):
        assert not re.findall(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)


def test_page_shows_the_same_as_the_text() -> None:
    check_translator(WRONG)
    show_hints("2.3")
    page = progress()._repr_html_()
    assert page.count("○</b>") == exercises_there_are() - 1
    assert re.search(r"✗</b> 2\.3<small> \(1 try; with hints\)</small>", page)
    assert f'title="{_(check_translator.title)}"' in page
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
    assert progress().sums() in words
