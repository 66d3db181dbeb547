"""A third language needs catalogues and a folder, and not a line of Python.

A made-up language is begun as its translator would, with a few words of it, in a folder
of its own; then a reader works there.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from course_utils.commands import ROOT
from course_utils.commands.notebook_form import HEADINGS

TRANSLATED = {
    *HEADINGS,
    "This kernel ({python}) lacks {missing}. Start the course with "
    "`python3 -m course_utils lab`, or choose its kernel in the menu Kernel → Change "
    "Kernel.",
    "not attempted yet",
    "`src` has the shape `(32, 9)`. What does it hold?",
    "Attention pooling",
    "ok",
    "Turn scores into weights that sum to 1 over the keys that may be attended.\n\n"
    "A query that may attend to nothing gets weights of zero.",
}
WORDS = """
from course_utils.commands import environment, words
environment.is_active = lambda: True  # this Python has all that the command needs
words.main(ARGUMENTS)
"""
FOLLOW = """
from pathlib import Path
from course_utils.commands import editions
editions.follow(Path("06_layer_norm.ipynb"))
"""
FORM = """
import json
from pathlib import Path
from course_utils.commands import editions, notebook_form
path = Path("xx/06_layer_norm.ipynb").resolve()
print(*notebook_form.form_faults(json.loads(path.read_text(encoding="utf-8")), path))
editions.mark_done(path, ["title"])
print(*editions.translation_faults(path))
"""
READ = """
import json
from course_utils import notebook
from course_utils.attention import masked_softmax
from course_utils.commands import doctor
from course_utils.exercises import start_here
from course_utils.widgets.attention_pooling import explore_bandwidth
from course_utils.widgets.quiz import Quiz
notebook.setup()
shown = {
    "check": start_here.check_real_tokens(...),
    "quiz": Quiz(start_here.QUIZ).summary(),
    "widget": explore_bandwidth().words["title"],
    "untranslated": explore_bandwidth().words["query"],
    "source": notebook.show_source(masked_softmax),
    "doctor": doctor.report(doctor.examine()),
}
notebook.NEEDED = ["a_package_that_is_not_there"]
try:
    notebook.setup()
except notebook.WrongEnvironmentError as error:
    shown["setup"] = error
print(json.dumps({name: str(text) for name, text in shown.items()}))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Begin the language: `words --new`, a few words, `words` again; a notebook."""
    place = tmp_path_factory.mktemp("third")
    edition = place / "notebooks" / "xx"
    edition.mkdir(parents=True)
    english = ROOT / "notebooks" / "06_layer_norm.ipynb"
    (edition.parent / english.name).write_bytes(english.read_bytes())
    run(WORDS.replace("ARGUMENTS", "['--new', 'xx']"), place)
    for domain in ("course", "source"):
        translate(place / "locale" / "xx" / "LC_MESSAGES" / f"{domain}.po")
    run(WORDS.replace("ARGUMENTS", "[]"), place)
    run(FOLLOW, place, "notebooks")
    return place


def run(code: str, place: Path, folder: str = ".") -> str:
    """Run code in a folder as a reader's kernel would; return what it prints."""
    surroundings = os.environ | {
        "COURSE_LOCALE": str(place / "locale"),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }
    surroundings.pop("COURSE_LANG", None)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=place / folder,
        env=surroundings,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def translate(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale="xx")
    for message in catalogue:
        if message.id in TRANSLATED:
            message.string = f"xx {message.id}"
    with path.open("wb") as file:
        write_po(file, catalogue)


@pytest.fixture(scope="module")
def shown(place: Path) -> dict[str, str]:
    """What a reader sees who works in the language's folder."""
    return json.loads(run(READ, place, "notebooks/xx"))


def test_reader_of_the_third_language_reads_it(shown: dict[str, str]) -> None:
    assert shown["setup"].startswith("xx This kernel (")
    assert shown["check"].endswith("xx not attempted yet")
    assert "1. xx `src` has the shape `(32, 9)`." in shown["quiz"]
    assert shown["widget"] == "xx Attention pooling"
    assert shown["untranslated"] == "Query"
    assert '"""xx Turn scores into weights' in shown["source"]


def test_doctor_speaks_the_third_language(shown: dict[str, str]) -> None:
    assert "xx ok" in shown["doctor"]


def test_reader_of_english_reads_english_still(place: Path) -> None:
    assert "xx " not in run(READ, place, "notebooks")


def test_notebook_of_the_third_language_follows_and_keeps_the_form(place: Path) -> None:
    path = place / "notebooks" / "xx" / "06_layer_norm.ipynb"
    faults = run(FORM, place, "notebooks")
    assert "its second-level headings are ['Where" in faults
    assert "they should be ['xx Where" in faults
    text = path.read_text(encoding="utf-8").replace('"## ', '"## xx ')
    path.write_text(text.replace('"# ', '"# xx '), encoding="utf-8")
    faults = run(FORM, place, "notebooks")
    assert "second-level headings" not in faults
    assert "still in English. Translate, then run `notebooks --done xx/06 " in faults
    assert "title" not in faults
