"""Notebook 00: its map keeps up with the course, its check and quiz explain."""

import re
import runpy

import pytest
import torch

from course_utils.commands import ROOT
from course_utils.exercises.start_here import QUIZ, check_real_tokens, real_tokens
from course_utils.language import _, translated
from course_utils.syllabus import CONCEPTS

NOTEBOOK = ROOT / "notebooks" / "00_start_here.ipynb"


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.slug)
def test_map_asks_each_question_and_links_what_exists(concept):
    stops = runpy.run_path(str(ROOT / "figures" / "00_course_map.py"))["STOPS"]
    question = stops[concept.slug].question.replace("\n", " ")
    row = rf"\| {concept.number} \| {concept.title} \| {re.escape(question)} \| (.+) \|"
    (place,) = re.findall(row, NOTEBOOK.read_text(encoding="utf-8"))
    exists = (NOTEBOOK.parent / concept.notebook).exists()
    linked = f"[{concept.number:02d}]({concept.notebook})"
    assert place == (linked if exists else "to come")


def test_real_tokens_are_all_but_padding():
    src = torch.tensor([[3, 1, 7, 2, 0], [0, 5, 0, 0, 0]])
    expected = [[True, True, True, True, False], [False, True, False, False, False]]
    assert real_tokens(src).tolist() == expected


def test_check_accepts_other_ways_to_write_it():
    assert check_real_tokens(lambda src: ~src.eq(0)).status == "right"
    assert check_real_tokens(lambda src: src.bool()).status == "right"


def test_check_of_the_untouched_cell_is_neutral():
    def my_real_tokens(src):
        raise NotImplementedError

    assert check_real_tokens(my_real_tokens).status == "open"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("mistake", check_real_tokens.mistakes)
def test_check_names_each_mistake(mistake, language, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", language)
    result = check_real_tokens(mistake.answer)
    assert (result.status, result.note) == ("wrong", _(mistake.hint))


def test_quiz_has_one_right_option_a_question_not_always_in_one_place():
    places = []
    for question in QUIZ:
        (place,) = [i for i, option in enumerate(question.options) if option.right]
        places.append(place)
    assert len(set(places)) > 1


def test_quiz_explains_every_option_in_both_languages():
    for question in QUIZ:
        for text in (question.text, *(option.why for option in question.options)):
            assert len(text) > 10
            assert re.search(r"[\u4e00-\u9fff]", translated(text, "zh"))
