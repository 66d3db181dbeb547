"""What the exercises on the Transformer say of the finished model and the patients."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F

from course_utils.data import EOS_ID, PAD_ID, make_batches, make_corpus
from course_utils.exercises import transformer as exercises
from course_utils.exercises.transformer.diagnosis import CHART, WARDS, patient
from course_utils.exercises.transformer.head import (
    HEADS,
    IDLE,
    SENTENCE,
    all_heads,
    written,
)
from course_utils.training.findings import SEEDS
from course_utils.training.muting import stored_findings
from course_utils.training.pretrained import load_transformer
from course_utils.transformer import Transformer
from course_utils.widgets.attention.decode import Change, decode

SRC = torch.tensor([[5, 8, 6, 2], [9, 4, 11, 2]])
TGT = torch.tensor([[1, 7, 9], [1, 3, 5]])


def no_grad(test: Callable) -> Callable:
    return torch.no_grad()(test)


def apart(one: torch.Tensor, other: torch.Tensor) -> bool:
    return not torch.allclose(one, other, atol=1e-4)


def sees_padding(model: Transformer) -> bool:
    return apart(model(SRC, TGT), model(F.pad(SRC, (0, 2)), TGT))


def sees_the_future(model: Transformer) -> bool:
    other = TGT.clone()
    other[:, -1] = 12
    return apart(model(SRC, TGT)[:, :-1], model(SRC, other)[:, :-1])


def mixes_sentences(model: Transformer) -> bool:
    return apart(model(SRC, TGT)[:1], model(SRC[:1], TGT[:1]))


def stays_in_place(model: Transformer) -> bool:
    state = model.start(model.encode(SRC))
    first, state = model.step(TGT[:, 0], state)
    second, _state = model.step(TGT[:, 0], state)
    return not apart(first, second)


def has_no_order(model: Transformer) -> bool:
    return not apart(model(SRC, TGT), model(SRC.flip(1), TGT))


def steps_disagree(model: Transformer) -> bool:
    state, steps = model.start(model.encode(SRC)), []
    for tokens in TGT.T:
        log_probs, state = model.step(tokens, state)
        steps.append(log_probs)
    return apart(torch.stack(steps, dim=1), model(SRC, TGT).log_softmax(dim=-1))


@pytest.mark.parametrize(
    ("test", "faults"),
    [
        (sees_padding, ["padding"]),
        (sees_the_future, ["future"]),
        (mixes_sentences, ["batch"]),
        (stays_in_place, ["position"]),
        (has_no_order, ["order"]),
        (steps_disagree, ["future", "position"]),
    ],
)
@torch.no_grad()
def test_each_fault_has_a_test_of_its_own(
    test: Callable[[Transformer], bool], faults: list[str]
) -> None:
    assert [CHART[ward] for ward in WARDS if test(patient(ward))] == faults


def test_the_solution_shows_which_ward_fails_which_test() -> None:
    tests = sees_padding, sees_the_future, mixes_sentences, stays_in_place, has_no_order
    rows = [
        [ward for ward in WARDS if test(patient(ward))] for test in map(no_grad, tests)
    ]
    table = exercises.show_solution("8.6")._repr_markdown_()
    marks = [line.split("|")[2:8] for line in table.splitlines() if "✗" in line]
    crossed = [
        [ward for ward, mark in zip(WARDS, line, strict=True) if "✗" in mark]
        for line in marks
    ]
    assert crossed == rows
    assert "|" not in exercises.check_diagnosis(CHART).note


@torch.no_grad()
def test_without_the_decoders_first_look_at_itself_no_sentence_ends() -> None:
    model, src_vocab, tgt_vocab = load_transformer()[:3]
    mute = {("decoder", 0): Change(muted=frozenset(range(4)))}
    pairs = [SENTENCE, *(each[7] for each in make_corpus().by_length.values())]
    for pair in pairs:
        ids = [*src_vocab.encode(pair.src), EOS_ID]
        wrote = [tgt_vocab.tokens[token] for token in decode(model, ids, mute).wrote]
        assert wrote.count(".") > 2
        lifted = decode(model, ids, causal=False).wrote
        assert lifted == decode(model, ids).wrote


@torch.no_grad()
def test_two_heads_of_the_encoder_take_sides() -> None:
    model, corpus = load_transformer().model, make_corpus()
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    (batch,) = make_batches(corpus.test[:300], *vocabs, batch_size=300)
    weights = model.align(batch.src, batch.tgt_in)[1].encoder
    real = (batch.src != PAD_ID)[:, None, None, :, None]
    count = real.sum() * 1.0
    right, left = (
        (cut(weights, number) * real).sum(dim=(0, 3, 4)) / count
        for cut, number in ((torch.triu, 1), (torch.tril, -1))
    )
    assert 0.6 < right[0, 3] < 0.75
    assert 0.5 < left[1, 1] < 0.65
    lean = (right - left).abs()
    lean[0, 3] = lean[1, 1] = 0
    assert lean.max() < 0.2


def test_four_heads_matter_two_of_them_in_the_decoder() -> None:
    matter = [head for head in all_heads() if written(*head) != written()]
    assert len(all_heads()) == 24
    assert len(matter) == 4
    assert [kind for kind, *_numbers in matter].count("decoder") == 2
    assert set(HEADS) < set(matter)
    assert IDLE not in matter


@pytest.mark.parametrize(
    "answer",
    [
        [["encoder", "1", "4"], ["Decoder", 2, 3]],
        "decoder 2 3, encoder 1 4",
        "decoder, 2, 3, encoder, 1, 4",
        ["decoder", 2, 3, "encoder", 1, 4],
        '("decoder", 2, 3), ("encoder", 1, 4)',
    ],
)
def test_two_heads_are_read_in_any_usual_form(answer: object) -> None:
    assert exercises.check_head(answer).status == "right"


def test_one_head_is_one_too_few() -> None:
    for answer in (HEADS[0], "decoder 2 3", (HEADS[0],)):
        assert "Two heads are asked for" in exercises.check_head(answer).note


def test_chart_as_it_stands_in_the_notebook_is_not_attempted() -> None:
    untouched = {ward: ... for ward in exercises.WARDS}
    assert exercises.check_diagnosis(untouched).status == "open"
    assert exercises.check_diagnosis(untouched).note == ""
    begun = exercises.check_diagnosis(untouched | {"A": "padding", "D": "batch"})
    assert begun.status == "open"
    assert "B, C, E, F" in begun.note
    nothing = dict.fromkeys(exercises.WARDS) | {"A": "padding", "C": "future"}
    assert exercises.check_diagnosis(nothing).status == "open"
    assert "missing: B, D, E, F" in exercises.check_diagnosis(nothing).note


@pytest.mark.parametrize(
    ("returned", "sentence"),
    [
        (lambda q, k, v, kept: q, "Return two things"),
        (lambda q, k, v, kept: (q, k, v), "Return two things"),
        (lambda q, k, v, kept: (q[0], None), "of shape (1, 3)"),
        (lambda q, k, v, kept: (torch.cat([q, q]), None), "of shape (1, 3)"),
    ],
)
def test_cache_of_another_form_is_told_the_form(
    returned: Callable, sentence: str
) -> None:
    assert sentence in exercises.check_cache(returned).note


def test_of_all_heads_one_alone_changes_nothing_anywhere() -> None:
    finished = [each for each in stored_findings() if each.seed == SEEDS[0]]
    changed = [each.changed for each in finished if each.head]
    assert len(changed) == 24
    assert sum(share > 0 for share in changed) == 23
    assert max(changed) == pytest.approx(0.25, abs=0.02)
