"""The road from plain text to plain text, on a language of the grammar's own."""

from pathlib import Path

import pytest
import torch

from course_utils.data import detokenise, make_corpus
from course_utils.data.real.multi30k import Multi30k, cut, load_multi30k
from course_utils.training import real_language
from course_utils.training.findings import write_findings
from course_utils.training.real_language import (
    Translator,
    find,
    store,
    stored_findings,
)
from course_utils.transformer import Transformer

BESIDE = Path(__file__).parents[2] / "shared" / "data" / "multi30k"


@pytest.fixture(scope="module")
def text():
    corpus = make_corpus(809, num_eval=23, num_by_length=7)
    return Multi30k(
        *(
            [(detokenise(p.src, "en"), detokenise(p.tgt, "fr")) for p in pairs]
            for pairs in (corpus.train, corpus.validation, corpus.test)
        )
    )


@pytest.fixture
def small(monkeypatch):
    """Let subwords and model be small, and the rest as it is."""
    monkeypatch.setattr(real_language, "cut", lambda text: cut(text, 307))
    monkeypatch.setattr(
        real_language,
        "Transformer",
        lambda *sizes, **_: Transformer(*sizes, d_model=14, num_heads=7, d_ff=11),
    )


def test_find_trains_tests_and_translates(text, small, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    finding = find(text, epochs=1, seed=5)
    assert list(tmp_path.iterdir()) == [tmp_path / "multi30k_1_epochs_seed_5.pt"]
    assert (finding.seed, finding.epochs, finding.device) == (5, 1, "1 CPU threads")
    assert [src for src, _ in finding.examples] == list(real_language.EXAMPLES)
    assert all(0 <= bleu <= 100 for bleu in (*finding.greedy, *finding.beam))
    assert "case:lc" in finding.signature
    again = find(text, epochs=1, seed=5)  # what is finished is read, and tested again
    assert again == finding


def test_a_finding_is_stored_among_those_of_other_seeds(tmp_path):
    path = tmp_path / "findings.json"
    made = stored_findings()
    write_findings(path, [])
    for finding in (made[1], made[0], made[1]):
        store(finding, path)
    assert stored_findings(path) == made[:2]


def test_an_interrupted_training_has_no_findings(text, small, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))

    class Interrupted:
        stopped = "interrupted"

    monkeypatch.setattr(
        real_language, "train_translator", lambda *_: (None, Interrupted())
    )
    assert find(text, epochs=1) is None


def test_a_translator_reads_and_writes_plain_text(text):
    data = cut(text, 307)
    sizes = len(data.src_subwords), len(data.tgt_subwords)
    torch.manual_seed(0)
    translator = Translator(Transformer(*sizes, d_model=14, num_heads=7), data)
    sentences = [src for src, _ in text.test[:3]]
    found = translator(sentences, beam_size=2)
    assert found == [translator([sentence], beam_size=2)[0] for sentence in sentences]
    assert not any("▁" in sentence for sentence in found)


@pytest.mark.skipif(not BESIDE.exists(), reason="Multi30k is not beside this clone")
def test_the_examples_do_not_stand_in_the_corpus():
    known = {src for part in load_multi30k(folder=BESIDE) for src, _ in part}
    assert not known & set(real_language.EXAMPLES)


def test_stored_findings_are_those_of_the_model_that_the_code_makes():
    findings = stored_findings()
    assert [each.seed for each in findings] == list(real_language.SEEDS)
    model = Transformer(4_000, 4_000, d_model=128, num_heads=4, num_layers=3, d_ff=256)
    for each in findings:
        assert each.parameters == sum(part.numel() for part in model.parameters())
        assert each.epochs == real_language.EPOCHS
        assert [src for src, _ in each.examples] == list(real_language.EXAMPLES)
