"""No bare English reaches the screen: a made-up language shows who forgot it.

Its words are the English ones with marks on every letter, `[ŝåmpłé]`. What a reader
sees in it holds no plain English but code, tokens and the corpus's sentences.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import torch
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from matplotlib.figure import Figure
from matplotlib.text import Text

from course_utils import language
from course_utils.commands import ROOT, arguments, catalogues, doctor, lab, test
from course_utils.data import Pair, detokenise, tokenise
from course_utils.data.shapes import SHAPES, make_shapes
from course_utils.data.tables import aligned_table, alignment_table
from course_utils.encoder_decoder import LinearEncoderDecoder, ShapeClassifier
from course_utils.exercises.beam_search import SENTENCES
from course_utils.exercises.machinery.core import Exercise
from course_utils.exercises.machinery.hints import show_hints
from course_utils.syllabus import CONCEPTS
from course_utils.training.pretrained import (
    load_seq2seq,
    load_seq2seq_with_attention,
    load_transformer,
)
from course_utils.widgets.attention import explore_attention, view_attention
from course_utils.widgets.attention_pooling import explore_bandwidth
from course_utils.widgets.base import Explorer
from course_utils.widgets.beam_search import explore_beams, explore_table
from course_utils.widgets.encoder_decoder import Bottleneck, CNNState
from course_utils.widgets.layer_norm import explore_norms
from course_utils.widgets.multi_head_attention import explore_heads
from course_utils.widgets.positional_encoding import explore_positions
from course_utils.widgets.predict import Predict
from course_utils.widgets.quiz import Quiz
from course_utils.widgets.seq2seq import explore_decoding
from course_utils.widgets.transformer import explore_architecture
from course_utils.widgets.transformer.explorer import EXAMPLES

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MARKED = "åƀçđéƒĝĥîĵķłmñøƥǫŕšŧûvŵxýžÅƁÇĐÉƑĜĤÎĴĶŁMÑØƤǪŔŠŦÛVŴXÝŽ"
MARKS = str.maketrans(PLAIN, MARKED)
# What a translator leaves alone: code, {names}, <tokens>, formulas.
KEPT = re.compile(r"(`[^`]*`|\{[^{}]*\}|<\w+>|\$[^$]*\$)")
WORDS = re.compile(r"(?<![\w<{`/.-])[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}(?![\w(])")
CORPUS = Pair(
    tuple(tokenise("The black cat sleeps.")),
    tuple(tokenise("Le chat noir dort.", "fr")),
    ((0, 0), (1, 2), (2, 1), (3, 3), (4, 4)),
)


NO_WORDS = {"_esm", "_css", "sources"}  # of an explorer's state: code
FRENCH = {token.strip("'") for token in load_seq2seq()[2].tokens}


def pseudo(message: str) -> str:
    parts = KEPT.split(message)
    return (
        "["
        + "".join(p if i % 2 else p.translate(MARKS) for i, p in enumerate(parts))
        + "]"
    )


@pytest.fixture(scope="module", autouse=True)
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Speak the made-up language in this module."""
    folder = tmp_path_factory.mktemp("locale")
    catalogue = Catalog(locale="eo")
    for each in catalogues.template():
        if each.id:
            string = (
                tuple(map(pseudo, each.id)) if each.pluralizable else pseudo(each.id)
            )
            catalogue.add(each.id, string, context=each.context)
    there = folder / "xx" / "LC_MESSAGES"
    there.mkdir(parents=True)
    with (there / "course.mo").open("wb") as file:
        write_mo(file, catalogue)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "LOCALE", folder)
        patch.setenv("COURSE_LANG", "xx")
        language._catalogue.cache_clear()
        yield folder
    language._catalogue.cache_clear()


def bare(text: str, sentences: Iterable[str] = ()) -> list[str]:
    """List what looks like English in a text, code and the given sentences aside."""
    for sentence in sorted(sentences, key=len, reverse=True):
        text = text.replace(sentence, " ")
    text = KEPT.sub(" ", re.sub(r"“[^”]*”|```.*?```", " ", text, flags=re.DOTALL))
    return [hit for hit in WORDS.findall(text) if not FRENCH.issuperset(hit.split())]


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)


def explorers() -> dict[str, Explorer]:
    """Every explorer of the course, with the models and sentences it is shown with."""
    images = make_shapes(8).images
    torch.manual_seed(0)
    translator, transformer = load_seq2seq()[:3], load_transformer()[:3]
    looking = load_seq2seq_with_attention()[:3]
    return {
        "bandwidth": explore_bandwidth(),
        "bottleneck": Bottleneck(
            LinearEncoderDecoder.fit(images, 5), images, SHAPES * 2, 3
        ),
        "cnn": CNNState(ShapeClassifier(4), images[:4]),
        "norms": explore_norms(),
        "heads": explore_heads(["a", "b", "c"]),
        "positions": explore_positions(),
        "table": explore_table(),
        "beams": explore_beams(*translator, [CORPUS]),
        "decoding": explore_decoding(*translator, [CORPUS]),
        "attention": explore_attention(*looking, [CORPUS]),
        "heads of the Transformer": explore_attention(*transformer, [CORPUS]),
        "map": explore_architecture(*transformer, "The black cat sleeps.", ["le"]),
        "array": view_attention(torch.eye(3)[None, None], ["a", "b", "c"]),
        "predict": Predict("7"),
    }


@pytest.fixture(scope="module")
def shown(spoken: Path) -> dict[str, Explorer]:
    return explorers()


OWN = (" ".join(CORPUS.src), " ".join(CORPUS.tgt), "The black cat sleeps.", *EXAMPLES)


@pytest.mark.parametrize("name", ["words", "summary", "state"])
def test_explorers_speak_the_language(shown: dict[str, Explorer], name: str) -> None:
    found = {}
    for key, widget in shown.items():
        state = widget.get_state()
        texts = {
            "words": strings(widget.words),
            "summary": [widget.summary()],
            "state": strings({k: v for k, v in state.items() if k not in NO_WORDS}),
        }[name]
        found[key] = [hit for text in texts for hit in bare(text, OWN)]
    assert {key: hits for key, hits in found.items() if hits} == {}


def test_explorers_pictures_speak_the_language(
    shown: dict[str, Explorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []
    save = Figure.savefig

    def savefig(figure: Figure, *arguments: object, **settings: object) -> None:
        texts.extend(each.get_text() for each in figure.findobj(Text))
        save(figure, *arguments, **settings)

    monkeypatch.setattr(Figure, "savefig", savefig)
    for widget in shown.values():
        widget.picture()
    assert texts
    assert [hit for text in texts for hit in bare(text, OWN)] == []


def exercises() -> list[Exercise]:
    slugs = ["start_here", *(concept.slug for concept in CONCEPTS)]
    modules = [
        __import__(f"course_utils.exercises.{slug}", fromlist=["x"]) for slug in slugs
    ]
    found = [each for module in modules for each in vars(module).values()]
    return [each for each in found if isinstance(each, Exercise)]


@pytest.mark.parametrize("exercise", exercises(), ids=lambda each: each.number)
def test_checks_and_hints_speak_the_language(exercise: Exercise) -> None:
    texts = [language._(each.hint) for each in exercise.mistakes]
    values = [each.answer for each in exercise.mistakes if not callable(each.answer)]
    texts += [repr(exercise(answer)) for answer in (..., *(values or ["nonsense", 7]))]
    if exercise.number != "0.1":
        texts.append(show_hints(exercise.number)._repr_markdown_())
    # The tests' own checks of types speak English, and nobody else meets them
    texts = [text for text in texts if "TypeCheckError" not in text]
    asked = [detokenise(pair.src) for pair in SENTENCES]
    assert [hit for text in texts for hit in bare(text, asked)] == []


@pytest.mark.parametrize("slug", ["start_here", *(each.slug for each in CONCEPTS)])
def test_quizzes_speak_the_language(slug: str) -> None:
    module = __import__(f"course_utils.exercises.{slug}", fromlist=["x"])
    widget = Quiz(module.QUIZ)
    texts = [*strings(widget.questions), *strings(widget.words), widget.summary()]
    assert [hit for text in texts for hit in bare(text)] == []


def test_tables_speak_the_language() -> None:
    tables = [aligned_table(CORPUS), alignment_table(CORPUS)]
    assert [hit for each in tables for hit in bare(repr(each), OWN)] == []


def test_doctor_speaks_the_language() -> None:
    assert bare(doctor.report(doctor.examine())) == []


@pytest.mark.parametrize("command", [doctor, lab, test])
def test_commands_help_speaks_the_language(
    command: ModuleType,
    spoken: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    monkeypatch.setattr(arguments, "LOCALE", spoken)
    with pytest.raises(SystemExit):
        command.main(["--help"])
    assert bare(capsys.readouterr().out) == []


def printed_texts(path: Path) -> Iterator[str]:
    """Find the texts that a notebook's cells print as they are."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            called = isinstance(node, ast.Call) and ast.unparse(node.func)
            if called == "print":
                yield from (
                    each.value
                    for each in ast.walk(node)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=str)
def test_cells_print_sentences_through_tell(path: Path) -> None:
    assert [hit for text in printed_texts(path) for hit in bare(text)] == []


def test_made_up_language_would_show_a_forgotten_word() -> None:
    assert bare("Nobody translated this.") != []
    assert bare(pseudo("Step {step} of `two words`")) == []
