"""The beam explorer: the browser computes what course_utils.beam_search says."""

import base64
import json
import math
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from course_utils import widgets
from course_utils.beam_search import (
    beam_search,
    exhaustive_search,
    gnmt_penalty,
    power_penalty,
)
from course_utils.data import BOS_ID, EOS_ID, Pair, Vocabulary
from course_utils.seq2seq import Seq2Seq
from course_utils.training.pretrained import load_seq2seq
from course_utils.widgets.base import Explorer
from course_utils.widgets.beam_search import explore_beams, explore_table
from course_utils.widgets.beam_search.table import COUNTER_EXAMPLE, Table
from course_utils.widgets.beam_search.trace import WIDTHS, trace_widths

SCRIPT = Path(__file__).parent / "js" / "beam_search_numbers.mjs"
ROOM = Path(widgets.__path__[0], "beam_search")
PENALTIES = {"power": power_penalty, "gnmt": gnmt_penalty}
SENTENCES = (
    "they sing .",
    "the tired actresses think that a mouse looks for her .",
    "in the morning , two happy boys buy the good orange when my sister is happy .",
)
PAIR = Pair(("the", "cat", "sleeps", "."), ("le", "chat", "dort", "."), ())


def in_browser(cases, tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which is not on the PATH")
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(cases))
    command = [node, str(SCRIPT), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def random_table(seed, n=4):
    """A row for every prefix of up to two tokens and one a step, no two alike."""
    generator = torch.Generator().manual_seed(seed)

    def row():
        probs = torch.rand(n, generator=generator, dtype=torch.float64) ** 2
        probs *= torch.rand(n, generator=generator) > 0.15
        probs[0] += 0.01
        return tuple((probs / probs.sum()).tolist())

    words = [chr(ord("a") + i) for i in range(n - 1)]
    prefixes = [(), *((w,) for w in words), *((v, w) for v in words for w in words)]
    rows = {prefix: row() for prefix in prefixes}
    return Table((*words, "<eos>"), rows, tuple(row() for _ in range(5)))


def random_settings(seed, longest, count):
    generator = torch.Generator().manual_seed(seed)

    def draw(high):
        return int(torch.randint(high, (1,), generator=generator))

    return [
        {
            "k": 1 + draw(10),
            "alpha": (0.0, 0.05, 0.75, 1.0, 1.35, 2.0)[draw(6)],
            "form": ("power", "gnmt")[draw(2)],
            "longest": 1 + draw(longest),
        }
        for _ in range(count)
    ]


def encoded(table):
    ids = {token: i for i, token in enumerate(table.tokens)}
    rows = {
        " ".join(str(ids[token]) for token in prefix): row
        for prefix, row in table.rows.items()
    }
    return {"tokens": table.tokens, "rows": rows, "otherwise": table.otherwise}


def case(step, state, ids, *, size, furthest, settings, table=None, forced=()):
    traced = trace_widths(step, state, max_len=furthest, **ids, forced=forced)
    return {
        "traced": base64.b64encode(traced).decode(),
        "table": table and encoded(table),
        "settings": settings,
        "eos": ids["eos_id"],
        "size": size,
        "furthest": furthest,
        "forced": list(forced),
    }


def same(found, wanted):
    assert [tuple(each["tokens"]) for each in found] == [h.tokens for h in wanted]
    for each, hypothesis in zip(found, wanted, strict=True):
        assert each["log_prob"] == pytest.approx(hypothesis.log_prob, abs=1e-12)
        assert each["score"] == pytest.approx(hypothesis.score, abs=1e-12)


def in_python(step, state, ids, setting):
    layers = []
    (found,) = beam_search(
        step,
        state,
        1,
        beam_size=setting["k"],
        max_len=setting["longest"],
        length_penalty=setting["alpha"],
        penalty=PENALTIES[setting["form"]],
        n_best=1,
        watch=layers.append,
        **ids,
    )
    rows = sum(
        int((layer.candidates[0].max(dim=-1).values > -math.inf).sum())
        for layer in layers
    )
    return found, len(layers), rows * layers[0].candidates.shape[-1]


def test_browser_finds_in_tables_what_python_finds(tmp_path):
    tables = [
        COUNTER_EXAMPLE,
        *(random_table(seed, 3 + seed % 3) for seed in range(60)),
    ]
    ids = [{"bos_id": -1, "eos_id": table.eos_id} for table in tables]
    cases = [
        case(
            table.step,
            table.start(),
            each,
            size=len(table.tokens),
            furthest=5,
            settings=random_settings(seed, 5, 12),
            table=table,
        )
        for seed, (table, each) in enumerate(zip(tables, ids, strict=True))
    ]
    answers = in_browser(cases, tmp_path)
    for table, each, given, answer in zip(tables, ids, cases, answers, strict=True):
        for setting, found in zip(given["settings"], answer, strict=True):
            wanted, steps, scored = in_python(table.step, table.start(), each, setting)
            same(found["traced"], wanted)
            same(found["searched"], wanted)
            assert (found["steps"], found["scored"]) == (steps, scored)
            truth = exhaustive_search(
                table.step,
                table.start(),
                max_len=setting["longest"],
                length_penalty=setting["alpha"],
                penalty=PENALTIES[setting["form"]],
                **each,
            )
            same(found["every"], truth[:20])


def test_browser_finds_in_the_finished_model_what_python_finds(tmp_path):
    finished = load_seq2seq()
    ids = {"bos_id": BOS_ID, "eos_id": EOS_ID}
    states, cases = [], []
    for seed, text in enumerate(SENTENCES):
        src = torch.tensor([[*finished.src_vocab.encode(text.split()), EOS_ID]])
        with torch.no_grad():
            states.append(finished.model.start(finished.model.encode(src)))
        sizes = {"size": len(finished.tgt_vocab), "furthest": 24}
        settings = random_settings(seed, 24, 30)
        step = finished.model.step
        cases.append(case(step, states[-1], ids, settings=settings, **sizes))
    for given, state, answer in zip(
        cases, states, in_browser(cases, tmp_path), strict=True
    ):
        for setting, found in zip(given["settings"], answer, strict=True):
            wanted, steps, scored = in_python(finished.model.step, state, ids, setting)
            same(found["traced"], wanted)
            assert (found["steps"], found["scored"]) == (steps, scored)


@pytest.mark.parametrize("forced", [(0,), (1, 0), (0, 1, 1), (2,)])
def test_forced_tokens_begin_every_sentence_with_true_scores(forced, tmp_path):
    table = random_table(7, 3)
    ids = {"bos_id": -1, "eos_id": table.eos_id}
    setting = {"k": 10, "alpha": 0.75, "form": "power", "longest": 4}
    given = case(
        table.step,
        table.start(),
        ids,
        size=3,
        furthest=4,
        settings=[setting],
        table=table,
        forced=forced,
    )
    # With three tokens and ten beams nothing is pruned, up to the safe stop
    (((found),),) = in_browser([given], tmp_path)
    every = exhaustive_search(table.step, table.start(), max_len=4, **ids)
    wanted = [h for h in every if h.tokens[: len(forced)] == forced]
    assert found["traced"][0]["score"] == pytest.approx(wanted[0].score, abs=1e-12)
    scores = {h.tokens: h.log_prob for h in wanted}
    for answer in (found["traced"], found["searched"]):
        assert answer
        for each in answer:
            true = scores[tuple(each["tokens"])]
            assert each["log_prob"] == pytest.approx(true, abs=1e-12)


def test_forced_step_still_shows_what_the_model_wanted():
    table = COUNTER_EXAMPLE
    ids = {"bos_id": -1, "eos_id": 3}
    traced = trace_widths(table.step, table.start(), max_len=4, forced=(2,), **ids)
    width, steps, kept, listed, *entries = torch.frombuffer(
        bytearray(traced), dtype=torch.float64
    )[:16].tolist()
    assert (width, steps, kept, listed) == (1, 4, 1, 4)
    assert entries[1::3] == [2, 0, 1, 3]  # the forced C, then A, B, <eos>
    assert entries[2::3] == pytest.approx([math.log(p) for p in (0.15, 0.5, 0.3, 0.05)])


def test_counter_example_multiplies_as_the_course_says():
    ids = {"bos_id": -1, "eos_id": 3}
    found = {
        k: beam_search(
            COUNTER_EXAMPLE.step,
            COUNTER_EXAMPLE.start(),
            1,
            beam_size=k,
            max_len=4,
            **ids,
        )[0][0]
        for k in (1, 2)
    }
    assert found[1].tokens == (0, 1, 2, 3)
    assert math.exp(found[1].log_prob) == pytest.approx(0.048)
    assert found[2].tokens == (0, 2, 1, 3)
    assert math.exp(found[2].log_prob) == pytest.approx(0.054)


def test_counter_example_prefers_a_short_sentence_without_penalty():
    found = exhaustive_search(
        COUNTER_EXAMPLE.step,
        COUNTER_EXAMPLE.start(),
        max_len=4,
        length_penalty=0.0,
        bos_id=-1,
        eos_id=3,
    )
    assert found[0].tokens == (1, 3)
    assert math.exp(found[0].log_prob) == pytest.approx(0.06)


@pytest.fixture(scope="module")
def widget():
    torch.manual_seed(0)
    src, tgt = Vocabulary(["the", "cat", "sleeps", "."]), Vocabulary(PAIR.tgt)
    model = Seq2Seq(len(src), len(tgt), embed_dim=5, hidden_size=7).eval()
    return explore_beams(model, src, tgt, [PAIR], max_len=11)


def ask(widget, **question):
    widget.request = {"id": "1", "forced": []} | question
    return widget.answer


def test_own_sentence_is_searched_and_given_its_full_stop(widget):
    before = widget.traces
    answer = ask(widget, text="The cat")
    assert answer["question"] == {"text": "The cat"}
    assert answer["reference"] is None
    src = torch.tensor([[*widget._src_vocab.encode(["the", "cat", "."]), EOS_ID]])
    with torch.no_grad():
        state = widget._model.start(widget._model.encode(src))
    ids = {"bos_id": BOS_ID, "eos_id": EOS_ID}
    assert widget.traces == trace_widths(widget._model.step, state, max_len=11, **ids)
    assert widget.traces != before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("  ", "Type a sentence first"),
        ("the zebra and the gnu", "never seen: zebra, and, gnu"),
        ("the cat " * 20, "41 tokens are too many"),
        ("x" * 5000, f"never seen: {'x' * 39}…. Try"),
    ],
)
def test_sentence_that_cannot_be_searched_leaves_the_last_tree(widget, text, complaint):
    before, question = widget.traces, widget.answer["question"]
    answer = ask(widget, text=text)
    assert complaint in answer["complaint"]
    assert answer["question"] == question  # for a page that is loaded anew
    assert widget.traces == before


def test_error_of_the_readers_own_model_is_told(widget, monkeypatch):
    def step(tokens, state):
        raise RuntimeError("shapes 3 and 5 do not fit")

    monkeypatch.setattr(widget._model, "step", step)
    before = widget.traces
    ask(widget, text="the cat sleeps .")
    assert widget.answer["id"] == "1"
    assert "RuntimeError: shapes 3 and 5 do not fit" in widget.answer["complaint"]
    assert widget.traces == before


def test_right_translation_is_scored_by_the_model_token_by_token(widget):
    reference = ask(widget, example=0)["reference"]
    src = torch.tensor([[*widget._src_vocab.encode(PAIR.src), EOS_ID]])
    path = torch.tensor([reference["path"]])
    read = torch.cat([torch.tensor([[BOS_ID]]), path[:, :-1]], dim=1)
    with torch.no_grad():
        log_probs = widget._model(src, read).log_softmax(dim=-1)
    wanted = log_probs.gather(2, path.unsqueeze(-1)).sum().item()
    assert reference["total"] == pytest.approx(wanted, abs=1e-5)


def test_traces_hold_every_width(widget):
    numbers = torch.frombuffer(bytearray(widget.traces), dtype=torch.float64).tolist()
    at, widths = 0, []
    while at < len(numbers):
        width, steps = map(int, numbers[at : at + 2])
        widths.append(width)
        at += 2
        for _ in range(steps):
            kept, listed = map(int, numbers[at : at + 2])
            assert 1 <= kept <= min(width, listed)
            at += 2 + 3 * listed
    assert widths == list(WIDTHS)


def test_widths_on_the_screen_come_first(widget):
    sent = []
    widget.observe(lambda change: sent.append(change["new"]), "traces")
    ask(widget, text="the cat sleeps", widths=[7, 2])
    first, whole = sent
    assert torch.frombuffer(bytearray(first), dtype=torch.float64)[0] == 7
    assert whole.startswith(first)
    assert len(whole) > len(first)
    widget.unobserve_all("traces")


def test_summary_and_picture_show_the_first_search():
    widget = explore_table()
    assert "A C B <eos>" in widget.summary()
    assert "-1.03" in widget.summary()
    assert widget.picture().startswith(b"\x89PNG")
    assert widget.picture() == widget.picture()


def test_every_word_is_used_and_there_in_both_languages(monkeypatch):
    english, joints = explore_table().words, Explorer({}).words
    monkeypatch.setenv("COURSE_LANG", "zh")
    chinese = explore_table().words
    scripts = (*ROOM.glob("*.js"), ROOM.parent / "base" / "base.js")
    script = "".join(path.read_text("utf-8") for path in scripts)
    assert english.keys() == chinese.keys()
    for name, word in english.items() - joints.items():
        assert f"words.{name}" in script or f'"{name}"' in script
        holes = [part.split("}")[0] for part in word.split("{")[1:]]
        others = [part.split("}")[0] for part in chinese[name].split("{")[1:]]
        assert sorted(holes) == sorted(others)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (Table(("A", "B"), {}, ((0.5, 0.5),)), "the last '<eos>'"),
        (Table(("A", "<eos>"), {}, ()), "otherwise is empty"),
        (Table(("A", "<eos>"), {}, ((0.5, 0.4),)), "row at step 1 is"),
        (Table(("A", "<eos>"), {("A",): (1.0,)}, ((0.5, 0.5),)), "row after A is"),
        (Table(("A", "<eos>"), {("A",): (1.5, -0.5)}, ((0.5, 0.5),)), "after A is"),
    ],
)
def test_table_that_is_not_one_is_an_error(table, complaint):
    with pytest.raises(ValueError, match=complaint):
        explore_table(table, wanted=())


def test_bad_arguments_are_named(widget):
    model, src, tgt = widget._model, widget._src_vocab, widget._tgt_vocab
    with pytest.raises(ValueError, match="at least one example"):
        explore_beams(model, src, tgt, [])
    with pytest.raises(ValueError, match="beam_size is 11"):
        explore_beams(model, src, tgt, [PAIR], beam_size=11)
    with pytest.raises(ValueError, match="max_len is 0"):
        explore_beams(model, src, tgt, [PAIR], max_len=0)
    with pytest.raises(ValueError, match="first pair: The model has never seen: dog"):
        explore_beams(model, src, tgt, [Pair(("dog",), ("le",), ())])
    with pytest.raises(ValueError, match="wanted holds 'D'"):
        explore_table(wanted=("D",))
