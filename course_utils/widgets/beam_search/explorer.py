"""The beam explorer: steer a beam search over a table or over a model, and see it all.

The browser ranks, stops and draws; over a table it searches too. A model is asked once
for each sentence: first for the widths on the screen, then for all others.
"""

from collections.abc import Iterable, Mapping, Sequence

import torch
import traitlets
from matplotlib.figure import Figure

from course_utils.beam_search import Hypothesis, Layer, State, Step, beam_search
from course_utils.data import BOS_ID, EOS_ID, Pair, Vocabulary
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.language import _, listed
from course_utils.plots.beam_search import plot_beam_tree
from course_utils.widgets.base import (
    Explorer,
    front_end,
    out_of_range,
    png,
    style_sheet,
)
from course_utils.widgets.base.sentences import complain, sentence_of
from course_utils.widgets.beam_search.table import COUNTER_EXAMPLE, Table, check_table
from course_utils.widgets.beam_search.trace import WIDTHS, trace_widths
from course_utils.widgets.beam_search.words import beam_words

ALPHA = 0.75
ASKED = ("example", "text")  # how a sentence may be asked for: by place or by words


class BeamExplorer(Explorer):
    """A beam search, step by step: its tree, its work and the ranking of what ended."""

    _esm = front_end(__file__, "run.js", "layout.js", "panel.js", "explorer.js")
    _css = style_sheet(__file__, "style.css")
    tokens = traitlets.List().tag(sync=True)
    eos_id = traitlets.Int().tag(sync=True)
    max_len = traitlets.Int().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)  # k, other, alpha, form, longest
    table = traitlets.Dict().tag(sync=True)  # empty where a model is searched
    wanted = traitlets.List().tag(sync=True)  # the table's “right” sentence
    examples = traitlets.List().tag(sync=True)
    traces = traitlets.Bytes().tag(sync=True)  # of all widths: see beam_trace
    answer = traitlets.Dict().tag(sync=True)
    request = traitlets.Dict().tag(sync=True)  # written by the browser

    _layers: list[Layer]
    _best: Hypothesis

    def summary(self) -> str:
        """Say what the first search finds."""
        words = " ".join(self.tokens[token] for token in self._best.tokens)
        k, score = self.settings["k"], f"{self._best.score:.2f}"
        return _(
            "A beam search with k = {k} finds “{words}”, score {score}. "
            "Run this cell to steer it: width, length penalty, steps, "
            "forced tokens.",
            k=k,
            words=words,
            score=score,
        )

    def picture(self) -> bytes:
        """Draw the tree of the first search."""
        wide = 1.6 * (len(self._layers) + 1)
        tall = 0.5 * (self.settings["k"] + 6)
        figure = Figure(figsize=(wide, tall), layout="constrained")
        plot_beam_tree(
            self._layers, self.tokens, self._best, self.eos_id, ax=figure.subplots()
        )
        return png(figure, dpi=80)

    def _search(self, step: Step, state: State, bos_id: int) -> None:
        """Search once in Python, for the picture and the words."""
        self._layers = []
        found = beam_search(
            step,
            state,
            1,
            beam_size=self.settings["k"],
            max_len=self.settings["longest"],
            length_penalty=self.settings["alpha"],
            bos_id=bos_id,
            eos_id=self.eos_id,
            watch=self._layers.append,
        )
        self._best = found[0][0]


class TableExplorer(BeamExplorer):
    """A beam search over a table of probabilities that the reader may change."""

    def __init__(self, table: Table, beam_size: int, wanted: Sequence[str]) -> None:
        ids = {token: i for i, token in enumerate(table.tokens)}
        rows = {
            " ".join(str(ids[token]) for token in prefix): list(row)
            for prefix, row in table.rows.items()
        }
        length = max(4, len(table.otherwise))
        super().__init__(
            beam_words(),
            tokens=list(table.tokens),
            eos_id=table.eos_id,
            max_len=6,
            settings=_settings(beam_size, min(length, 6)),
            table={
                "tokens": list(table.tokens),
                "rows": rows,
                "otherwise": [list(row) for row in table.otherwise],
            },
            wanted=[ids[token] for token in wanted],
        )
        self._search(table.step, table.start(), -1)


class ModelExplorer(BeamExplorer):
    """A beam search over a model that translates sentences of its two vocabularies."""

    def __init__(
        self,
        model: EncoderDecoder,
        src_vocab: Vocabulary,
        tgt_vocab: Vocabulary,
        pairs: Sequence[Pair],
        beam_size: int,
        max_len: int,
    ) -> None:
        self._model, self._src_vocab, self._tgt_vocab = model, src_vocab, tgt_vocab
        self._pairs = pairs
        super().__init__(
            beam_words(),
            tokens=list(tgt_vocab.tokens),
            eos_id=EOS_ID,
            max_len=max_len,
            settings=_settings(beam_size, max_len),
            examples=[" ".join(pair.src) for pair in pairs],
        )
        self._answer({"example": 0, "forced": []})
        if "complaint" in self.answer:
            raise ValueError(
                _("the first pair: {complaint}", complaint=self.answer["complaint"])
            )
        state = self._start(pairs[0].src)
        self._search(model.step, state, BOS_ID)
        self.observe(self._respond, "request")

    def _respond(self, change: Mapping[str, object]) -> None:
        try:
            self._answer(change["new"])
        except Exception as error:  # a model of the reader's own may raise anything
            fault = f"{type(error).__name__}: {error}"
            complaint = _("The model failed. {fault}", fault=fault)
            self.answer = {"id": change["new"].get("id"), "complaint": complaint}

    def _answer(self, question: Mapping[str, object]) -> None:
        """Search for what the browser asks, or say kindly why that cannot be done."""
        reference: dict[str, object] | None = None
        if "example" in question:
            pair = self._pairs[question["example"]]
            src = pair.src
            reference = self._reference(pair)
        else:
            src = sentence_of(question["text"])
        complaint = complain(src, self._src_vocab)
        if complaint:
            self.answer = {"id": question.get("id"), "complaint": complaint}
            return
        state, forced = self._start(src), question["forced"]
        first = question.get("widths", WIDTHS)  # those on the screen must not wait
        with self.hold_sync():
            self.traces = self._trace(state, forced, first)
            self.answer = {
                "id": question.get("id"),
                "question": {k: v for k, v in question.items() if k in ASKED},
                "forced": forced,
                "reference": reference,
            }
        rest = [width for width in WIDTHS if width not in first]
        self.traces += self._trace(state, forced, rest)

    def _trace(
        self, state: State, forced: Sequence[int], widths: Iterable[int]
    ) -> bytes:
        return trace_widths(
            self._model.step,
            state,
            max_len=self.max_len,
            bos_id=BOS_ID,
            eos_id=EOS_ID,
            forced=forced,
            widths=widths,
        )

    @torch.no_grad()
    def _start(self, src: Sequence[str]) -> State:
        ids = torch.tensor([[*self._src_vocab.encode(src), EOS_ID]])
        return self._model.start(self._model.encode(ids))

    @torch.no_grad()
    def _reference(self, pair: Pair) -> dict[str, object]:
        """What the model gives to the right translation, token by token."""
        path = [*self._tgt_vocab.encode(pair.tgt), EOS_ID]
        state, total, read = self._start(pair.src), 0.0, BOS_ID
        for token in path:
            log_probs, state = self._model.step(torch.tensor([read]), state)
            total += log_probs[0, token].item()
            read = token
        return {"path": path, "total": total}


def explore_table(
    table: Table = COUNTER_EXAMPLE,
    *,
    beam_size: int = 2,
    wanted: Sequence[str] = ("A", "C", "B", "<eos>"),
) -> TableExplorer:
    """Steer a beam search over a small table, which the reader may change.

    `wanted` is the sentence taken for right: where the table likes another one better,
    the table is wrong and not the search.
    """
    check_table(table)
    _check_width(beam_size)
    unknown = [token for token in wanted if token not in table.tokens]
    if unknown:
        raise ValueError(
            _(
                "wanted holds {token!r}; expected tokens of the table: {tokens}.",
                token=unknown[0],
                tokens=listed(table.tokens),
            )
        )
    return TableExplorer(table, beam_size, wanted)


def explore_beams(
    model: EncoderDecoder,
    src_vocab: Vocabulary,
    tgt_vocab: Vocabulary,
    pairs: Sequence[Pair],
    *,
    beam_size: int = 3,
    max_len: int = 24,
) -> ModelExplorer:
    """Steer a beam search over a model's translation of examples or own sentences.

    The model is used as it is: call `model.eval()` first. `max_len` is the most tokens
    that the reader may let it write.
    """
    if not pairs:
        raise ValueError(
            _("pairs is empty; expected at least one example to begin with.")
        )
    if max_len < 1:
        name = "max_len"
        raise ValueError(
            _("{name} is {value}; expected at least 1.", name=name, value=max_len)
        )
    _check_width(beam_size)
    return ModelExplorer(model, src_vocab, tgt_vocab, pairs, beam_size, max_len)


def _settings(beam_size: int, longest: int) -> dict[str, object]:
    other = 1 if beam_size > 1 else 5
    return {
        "k": beam_size,
        "other": other,
        "alpha": ALPHA,
        "form": "power",
        "longest": longest,
    }


def _check_width(beam_size: int) -> None:
    if beam_size not in WIDTHS:
        raise ValueError(
            out_of_range("beam_size", beam_size, WIDTHS.start, WIDTHS.stop - 1)
        )
