"""What notebook 08 says of the language model's samples."""

from functools import partial

import pytest
import torch

from course_utils.data import make_corpus
from course_utils.training import next_words
from course_utils.training.findings import SEEDS
from course_utils.training.language_model import (
    NE,
    QUESTION,
    closed,
    counted,
    counted_logits,
)
from course_utils.training.next_words import (
    CORPUS,
    COUNTED,
    GPT,
    SHORT,
    UNCHANGED,
    WAYS,
    draw,
    find,
    judge,
    short_sentences,
    stepwise,
    stored_findings,
)


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(num_train=192, num_eval=23, num_by_length=3)


def stored(model, way=UNCHANGED):
    return [each for each in stored_findings() if each[:2] == (model, way)]


def test_stored_findings_hold_every_model_and_way_from_every_seed():
    wanted = [(GPT, way, seed) for seed in SEEDS for way in WAYS]
    wanted += [(model, UNCHANGED, seed) for model in COUNTED for seed in SEEDS]
    assert [each[:3] for each in stored_findings()] == [*wanted, (CORPUS, "", 0)]
    for each in stored_findings():
        assert all(0 <= share <= 1 for share in each[4:])


def test_the_notebooks_words_about_samples_hold():
    assert all(each.closed > 0.98 for each in stored(GPT))
    assert all(0.55 < each.closed < 0.65 for each in stored("three words in a row"))
    assert all(each.perplexity < 8 for each in stored(GPT))
    assert all(13 < each.perplexity < 14 for each in stored("pairs of words"))
    for each in stored(GPT, "top-k, k = 5"):
        assert 0.15 < 1 - each.different < 0.25
        assert 0.2 < 1 - each.new < 0.27
    (real,) = stored(CORPUS, "")
    assert round(real.grammatical, 2) == 0.73
    worst = min(each.grammatical for each in stored(GPT))
    assert worst > max(each.grammatical for each in stored("three words in a row"))


def test_the_notebooks_words_about_what_is_opened_hold():
    whole = make_corpus()
    french = [pair.tgt for pair in whole.train]
    asked = [
        len(each) - 1 - each.index(QUESTION) for each in french if QUESTION in each
    ]
    assert (min(asked), max(asked)) == (4, 21)
    probs = counted(french, whole, COUNTED["three words in a row"])
    step = stepwise(partial(counted_logits, probs))
    drawn = draw(step, torch.empty(1_000, 0, dtype=torch.long), whole, seed=0)
    opened = [
        each for each in drawn if {*NE, QUESTION} & {*each} or each[:1] == ["qui"]
    ]
    assert 0.3 < len(opened) / len(drawn) < 0.4
    assert 0.4 < sum(map(closed, opened)) / len(opened) < 0.5


def test_judge_counts(corpus, monkeypatch):
    known, other = corpus.train[0].tgt, corpus.train[1].tgt
    monkeypatch.setattr(next_words, "short_sentences", lambda: {("il", "dort", "dort")})
    samples = [known, known, ("il", "dort", "dort"), ("il", "ne", "dort", ".")]
    shares = judge(samples, corpus)
    short = 2 + 2 * (len(known) <= SHORT)
    assert shares == (0.75, round(1 / short, 4), 0.5, 0.75)
    assert judge([known, other], corpus)[2:] == (0.0, 1.0)


def test_short_sentences_are_the_grammars():
    found = short_sentences(500)
    assert 20 < len(found) < 500
    assert max(map(len, found)) == SHORT


@pytest.mark.parametrize("model", [GPT, *COUNTED, CORPUS])
def test_find_makes_a_row_for_each_way(model, corpus, monkeypatch):
    monkeypatch.setattr(next_words, "short_sentences", frozenset)
    found = find(model, 1, corpus, samples=5)
    ways = {GPT: list(WAYS), CORPUS: [""]}.get(model, [UNCHANGED])
    assert [each[:3] for each in found] == [(model, way, 1) for way in ways]


def test_draw_repeats_for_a_seed(corpus):
    torch.manual_seed(0)
    model = next_words.LanguageModel(len(corpus.tgt_vocab), d_model=16)
    first = draw(model.step, model.start(3), corpus, seed=4)
    assert first == draw(model.step, model.start(3), corpus, seed=4)
    assert first != draw(model.step, model.start(3), corpus, seed=5)
