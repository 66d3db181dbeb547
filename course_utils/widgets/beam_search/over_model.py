"""The beam explorer over a model, asked once for each sentence."""

from collections.abc import Iterable, Mapping, Sequence

import torch

from course_utils.beam_search import State
from course_utils.data import BOS_ID, EOS_ID, Pair, Vocabulary
from course_utils.encoder_decoder import EncoderDecoder, device_of
from course_utils.language import _
from course_utils.widgets.base.sentences import complain, failure, sentence_of
from course_utils.widgets.beam_search.explorer import (
    BeamExplorer,
    check_width,
    first_settings,
)
from course_utils.widgets.beam_search.trace import WIDTHS, trace_widths
from course_utils.widgets.beam_search.words import beam_words

ASKED = ("example", "text")  # how a sentence may be asked for: by place or by words


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
            settings=first_settings(beam_size, max_len),
            examples=[" ".join(pair.src) for pair in pairs],
            pairs=[{"tgt": pair.tgt} for pair in pairs],
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
        except Exception as error:
            self._complain(change["new"], failure(error))

    def _complain(self, question: Mapping[str, object], complaint: str) -> None:
        """Say what is wrong; the last tree stays, even when the page is loaded anew."""
        self.answer = {**self.answer, "id": question.get("id"), "complaint": complaint}

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
            self._complain(question, complaint)
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
        ids = [[*self._src_vocab.encode(src), EOS_ID]]
        ids = torch.tensor(ids, device=device_of(self._model))
        return self._model.start(self._model.encode(ids))

    @torch.no_grad()
    def _reference(self, pair: Pair) -> dict[str, object]:
        """What the model gives to the right translation, token by token."""
        path = [*self._tgt_vocab.encode(pair.tgt), EOS_ID]
        state, total, read = self._start(pair.src), 0.0, BOS_ID
        for token in path:
            tokens = torch.tensor([read], device=device_of(self._model))
            log_probs, state = self._model.step(tokens, state)
            total += log_probs[0, token].item()
            read = token
        return {"path": path, "total": total}


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
    check_width(beam_size)
    return ModelExplorer(model, src_vocab, tgt_vocab, pairs, beam_size, max_len)
