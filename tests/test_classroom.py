"""A lesson played through: handed out, answered in many ways, graded, the page read."""

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from course_utils.classroom import handout, tables, wire
from course_utils.classroom.grading import Row, grade
from course_utils.classroom.lessons import FILES, lesson_of, lessons, text_of
from course_utils.classroom.marks import Scale
from course_utils.classroom.needs import needed
from course_utils.classroom.notebooks import Wishes, made_ready
from course_utils.classroom.page import page
from course_utils.commands import ROOT
from course_utils.commands.problem import Problem
from course_utils.exercises.attention import check_context, show_hints, show_solution
from course_utils.exercises.attention.context import check_context as same_check
from course_utils.exercises.machinery.locked import SolutionLockedError, lock_until
from course_utils.language import speaking
from course_utils.progress import progress

TOMORROW = date.today() + timedelta(days=1)
LOOK = "exercises.check_decoder_look(my_look)"
RIGHT = {
    "answer-1": "my_context = '5'\nexercises.check_context(my_context)",
    "answer-2": """%matplotlib inline
def shared(scores, mask):
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
def my_look(hidden, states, mask, query_proj, context_proj, output_proj):
    scores = (states @ query_proj(hidden)[:, :, None])[..., 0] / states.size(-1) ** 0.5
    context = (shared(scores, mask)[:, None] @ states)[:, 0]
    both = torch.cat((context, hidden), dim=1)
    return context, output_proj(context_proj(both).tanh())
1 / 0  # after the answer
""",
    "answer-5": """def my_backwards(src):
    turned = src.clone()
    for row, n in zip(turned, (src != 0).sum(dim=1).tolist()):
        row[:n] = row[:n].flip(0)
    return turned
exercises.check_backwards(my_backwards)""",
}
WRONG = RIGHT | {
    "answer-1": "exercises.check_context(6)",
    "answer-2": "my_look = lambda *given: elsewhere(given)\n" + LOOK,
    "answer-3": """def my_additive_scores(query, key, w_q, w_k, v):
    return ((query @ w_q.T)[:, None] + (key @ w_k.T)[None]) @ v
""",
    "answer-5": "my_backwards = lambda src: src.flip(dims=[0])",
}
HOSTILE = {
    "answer-1": "import os\nprint('✓ 4.1 right')\nos._exit(0)",
    "answer-2": f"def my_look(*given):\n    while True: pass\n{LOOK}",
    "answer-3": """from course_utils.exercises.machinery import compare, core
compare.same = lambda *anything: True
core.first_wrong = lambda *anything: None
core.Exercise.check = core.Exercise.judge = lambda self, given: "right"
my_additive_scores = lambda *given: torch.zeros(1)
exercises.check_additive(my_additive_scores)""",
    "answer-4": """import pathlib, socket, subprocess
tried = []
for attempt in (
    lambda: pathlib.Path(SECRET).write_text("changed"),
    lambda: pathlib.Path(SECRET).read_text(),
    lambda: socket.create_connection(("192.0.2.1", 80), 1),
    lambda: subprocess.run(["true"]),
):
    try:
        attempt()
        tried.append("did it")
    except PermissionError:
        tried.append("refused")
def my_error_rate(*given):
    raise RuntimeError(" ".join(tried))""",
    "answer-5": "held = []\ndef my_backwards(src):\n"
    "    while True: held.append(torch.ones(10**7))",
    "answer-6": "my_look_away = '<script>alert(1)</script>'",
}


def hand_in(folder: Path, answers: dict[str, str], file: str = FILES["attention"]):
    """Write a notebook with these answers, as Jupyter would."""
    notebook = made_ready(lesson_of("04"), Wishes("en", Scale.of("1")))
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def without_ids(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        del cell["id"]
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    hand_in(folder / "ann", RIGHT)
    (folder / "ann" / "tried.csv").write_text(
        "exercise,tries,solved,with hints,solution shown\n4.1,3,<b>,yes,\n"
    )
    secret = hand_in(folder / "ben", WRONG)
    hand_in(folder / "cem", {})
    aimed = HOSTILE["answer-4"].replace("SECRET", repr(str(secret)))
    hand_in(folder / "dora", HOSTILE | {"answer-4": aimed})
    without_ids(hand_in(folder, RIGHT, "my homework (2).ipynb"))
    for name, held in {"cut": '{"cells": [', "deep": "[" * 10**5, "void": ""}.items():
        (folder / f"{name}.ipynb").write_text(held)
    (folder / "poem.ipynb").write_text('{"cells": [{"source": ["a rose"]}, 7]}')
    return folder


def held_in(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def rows(class_folder) -> dict[str, Row]:
    before = held_in(class_folder)
    graded = grade([class_folder], seed=7, workers=2, seconds=3)
    assert held_in(class_folder) == before
    return {row.submission.student: row for row in graded}


def statuses(row: Row) -> list[str]:
    return [row.verdicts[f"4.{number}"].status for number in range(1, 7)]


def test_right_answers_are_right_alone_and_on_hidden_cases(rows):
    expected = ["right", "right", "open", "open", "right", "open"]
    assert statuses(rows["ann"]) == expected, rows["ann"].verdicts["4.2"].note
    # Without ids an answer is known by its check, which this one does not call
    expected[1] = "failed"
    assert statuses(rows["my homework (2)"]) == expected
    assert rows["my homework (2)"].submission.remark


def test_known_mistakes_are_named_and_missing_names_explained(rows):
    verdicts = rows["ben"].verdicts
    assert "plain mean" in verdicts["4.1"].mistake
    assert "tanh is missing" in verdicts["4.3"].mistake
    assert "batch round" in verdicts["4.5"].mistake
    assert "elsewhere" in verdicts["4.2"].note
    assert "only the cells of answers" in verdicts["4.2"].note
    assert statuses(rows["cem"]) == ["open"] * 6


def test_hostile_answers_get_nothing_and_harm_nobody(rows):
    verdicts = rows["dora"].verdicts
    assert {verdict.status for verdict in verdicts.values()} == {"wrong", "failed"}
    assert "ended its own process" in verdicts["4.1"].note
    assert "for too long" in verdicts["4.2"].note
    assert "refused refused refused refused" in verdicts["4.4"].note
    assert verdicts["4.3"].odd


@pytest.mark.parametrize(
    ("name", "fault"),
    [("cut", "damaged"), ("deep", "read"), ("void", "empty"), ("poem", "no notebook")],
)
def test_what_is_no_notebook_says_so(rows, name, fault):
    assert fault in rows[name].submission.fault
    assert rows[name].verdicts == {}


def test_page_says_what_to_say_tomorrow_and_asks_for_nothing(rows):
    shown = page(list(rows.values()), Scale.of("2"))
    assert "<b>1 ×</b> This is the plain mean" in shown
    assert "claimed: tries 3; solved &lt;b&gt;" in shown
    assert "&lt;script&gt;" in shown
    assert not re.search(r"<script|https?://|<link|src=|url\(", shown)
    with speaking("zh"):
        assert "明天讲什么" in page(list(rows.values()), Scale.of("2"))


def test_tables_hold_points_and_no_formulas(rows, tmp_path):
    evil = rows["cem"].submission
    rows = rows | {"=1+1": Row(evil.__class__("=1+1", evil.file, fault="x"), {})}
    points, answers = tables.write(list(rows.values()), Scale.of("1,4.2=3"), tmp_path)
    with points.open(encoding="utf-8-sig", newline="") as opened:
        held = {row["student"]: row for row in csv.DictReader(opened)}
    assert held["ann"]["points"] == "5"
    assert held["ben"]["points"] == held["dora"]["points"] == "0"
    assert "'=1+1" in held
    assert "tanh is missing" in answers.read_text(encoding="utf-8-sig")


def test_answers_need_what_defines_their_names_and_no_training():
    before = [
        ("import math\nhalf = 0.5\nother = 1 / 0", False),
        ("def twice(x): return x + shift\nshift = half\nmodel = train()", True),
    ]
    found = needed("y = twice(math.pi) + model + shift", before)
    assert [type(node).__name__ for node in found] == [
        "Import",
        "FunctionDef",
    ]


@pytest.mark.parametrize(
    "text", ["", "[", '["tensor", "O", [1], ""]', '["x", 1, 2, 3]']
)
def test_what_is_no_output_is_refused(text):
    with pytest.raises(ValueError, match=r"\S"):
        wire.read(text)


@pytest.fixture
def locked():
    lock_until(TOMORROW.isoformat())
    yield
    lock_until(None)


def test_locked_solutions_name_their_day(locked):
    day = TOMORROW.isoformat()
    with pytest.raises(SolutionLockedError, match=day):
        _ = same_check.solution
    assert day in repr(show_solution("4.1"))
    assert "3/4" not in show_hints("4.1")._repr_markdown_()
    assert "5" not in repr(check_context)
    assert check_context(5).status == "right"
    lock_until("2020-01-01")
    assert check_context.solution == 5
    with pytest.raises(ValueError, match="2026-12-01"):
        lock_until("soon")


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.stem)
def test_every_exercise_has_its_answer_cells(lesson):
    numbers = [task.number for task in lesson.tasks]
    assert numbers == sorted(set(numbers))
    names = set(vars(__import__(lesson.module, fromlist=["x"])))
    checks = {name for name in names if name.startswith("check_")}
    assert {task.check for task in lesson.tasks} == checks


def test_handout_keeps_everything_but_the_stored_solutions(tmp_path, capsys):
    arguments = ["04", "--language", "zh", "--solutions-after", "2099-01-02"]
    arguments += ["--points", "2", "--seed", "31", "--out", str(tmp_path)]
    assert handout.main(arguments) == 0
    assert "--seed 31 --points 2" in capsys.readouterr().out
    source = Path("notebooks/zh") / FILES["attention"]
    original = json.loads((ROOT / source).read_text(encoding="utf-8"))
    ready = json.loads((tmp_path / source.name).read_text(encoding="utf-8"))
    kept = [cell for cell in ready["cells"] if cell["id"] != "handed-out"]
    changed = {
        one["id"]
        for one, other in zip(kept, original["cells"], strict=True)
        if text_of(one) != text_of(other)
    }
    assert changed == {"setup", "root-dead", "train", "transplant-3"}
    text = json.dumps(ready, ensure_ascii=False)
    assert 'setup(\\"zh\\", solutions_after=\\"2099-01-02\\")' in text
    assert "3/4" not in text
    with pytest.raises(Problem, match="already"):
        handout.main(arguments)


def test_claims_hold_tries_and_days_alone(tmp_path, capsys):
    for guess in (6, 5):
        check_context(guess)
    mine = tmp_path / "mine.csv"
    progress().export(str(mine))
    assert re.search(r"^4\.1,2,\d{4}-\d\d-\d\d \d\d:\d\d,,$", mine.read_text(), re.M)
    progress().export(str(mine))
    assert "already" in capsys.readouterr().out
