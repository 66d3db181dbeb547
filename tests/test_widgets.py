"""What the base of all explorers gives them; each explorer has tests of its own."""

import base64
import importlib
import pkgutil
from pathlib import Path

import made_up_concept
import numpy as np
import pytest
import torch
import traitlets
from matplotlib.figure import Figure

from course_utils import widgets
from course_utils.exercises import attention
from course_utils.widgets import predict, quiz
from course_utils.widgets.base import (
    Explorer,
    float_bytes,
    front_end,
    png,
    style_sheet,
)
from course_utils.widgets.predict import Predict
from course_utils.widgets.quiz import Quiz

FRONT_ENDS = Path(widgets.__path__[0])
VIEW = "application/vnd.jupyter.widget-view+json"


class Line(Explorer):
    """An explorer that draws one line."""

    _esm = front_end(predict.__file__, "explorer.js")
    height = traitlets.Int(1).tag(sync=True)

    def summary(self) -> str:
        return f"a line at {self.height}"

    def picture(self) -> bytes:
        figure = Figure((1, 1))
        figure.add_subplot().axhline(self.height)
        return png(figure)


def widget_classes() -> list[type[Explorer]]:
    for each in pkgutil.iter_modules(widgets.__path__):
        importlib.import_module(f"course_utils.widgets.{each.name}")
    named = [each for each in Explorer.__subclasses__() if isinstance(each._esm, str)]
    return [each for each in named if each.__module__ != __name__]


def test_bundle_has_view_picture_and_words() -> None:
    line = Line({"title": "a line"}, height=3)
    data, metadata = line._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == "a line at 3"
    assert data[VIEW]["model_id"] == line.model_id
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")


def test_picture_is_the_same_on_every_run_and_names_no_version() -> None:
    line = Line({"title": "a line"})
    assert line.picture() == line.picture()
    assert b"Software" not in line.picture()


def test_repr_is_stable() -> None:
    assert repr(Line({})) == repr(Line({})) == "<Line>"


def test_widget_without_summary_says_what_it_lacks() -> None:
    with pytest.raises(NotImplementedError, match=r"Explorer lacks a summary"):
        Explorer({})._repr_mimebundle_()


@pytest.mark.parametrize("kind", [torch.tensor, np.array])
def test_float_bytes_are_float32_with_the_last_axis_fastest(kind: type) -> None:
    values = kind([[1.0, 2.0, 3.0], [5.0, 7.0, 11.0]])
    assert np.frombuffer(float_bytes(values), "<f4").tolist() == [1, 2, 3, 5, 7, 11]
    assert np.frombuffer(float_bytes(values.T), "<f4").tolist() == [1, 5, 2, 7, 3, 11]


def test_float_bytes_takes_a_tensor_with_gradient() -> None:
    assert len(float_bytes(torch.ones(2, 3, requires_grad=True))) == 24


def test_front_end_puts_the_base_first() -> None:
    text = front_end(quiz.__file__, "explorer.js")
    assert text.index("export function floats") < text.index("export function score")
    assert text.count("\nexport default") == 1


def test_front_ends_fetch_nothing() -> None:
    files = [*FRONT_ENDS.rglob("*.js"), *FRONT_ENDS.rglob("*.css")]
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8").replace(
            "http://www.w3.org/2000/svg", ""
        )
        for word in ("http:", "https:", "//cdn", "@import", "import ", "fetch("):
            assert word not in text, f"{file.name} has {word!r}"


def test_style_sheet_stays_within_the_course() -> None:
    rules = [
        line.partition("{")[0]
        for line in style_sheet(__file__).splitlines()
        if "{" in line
    ]
    selectors = ",".join(rules).split(",")
    outside = [each for each in selectors if not each.strip().startswith(".course")]
    # but for listings, which JupyterLab breaks within words
    assert outside == [".jp-OutputArea-output.jp-RenderedMarkdown pre "]


def test_every_widget_has_a_script_of_its_own() -> None:
    assert {Predict, Quiz} <= set(widget_classes())
    for each in widget_classes():
        assert each._esm.count("\nexport default") == 1
        assert each._esm.startswith(
            (FRONT_ENDS / "base" / "base.js").read_text(encoding="utf-8")
        )


def test_quiz_falls_back_on_its_questions_without_the_answers() -> None:
    summary = Quiz(made_up_concept.QUIZ).summary()
    for number, question in enumerate(made_up_concept.QUIZ, 1):
        assert f"{number}. {question.text}" in summary
        for option in question.options:
            assert option.text in summary
            assert option.why not in summary


def test_quiz_speaks_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "zh")
    asked = Quiz(attention.QUIZ)
    assert asked.words["title"] == "小测验"
    assert "注意力落在哪里" in asked.summary()
    assert "注意力落在哪里" in asked.questions[0]["text"]


def test_prediction_falls_back_on_a_request_without_the_answer() -> None:
    data, metadata = Predict("(7, 11)")._repr_mimebundle_()
    assert "write your guess" in data["text/plain"]
    assert "7" not in data["text/plain"]
    assert "image/png" not in data
    assert "image/png" not in metadata
