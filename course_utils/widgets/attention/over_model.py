"""The attention explorer over a model: it writes again as often as it is asked."""

import time
from collections.abc import Mapping, Sequence

from course_utils.data import EOS_ID, PAD_ID, Pair, Vocabulary
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.language import _
from course_utils.widgets.attention.decode import (
    Change,
    Looked,
    Place,
    attentions,
    decode,
)
from course_utils.widgets.attention.explorer import AttentionExplorer, map_entry
from course_utils.widgets.attention.words import attention_words
from course_utils.widgets.base import float_bytes
from course_utils.widgets.base.sentences import complain, failure, sentence_of

LEFT_ALONE = {"beam_size": 1, "padding": True, "causal": True}

PADS = 3  # <pad> tokens behind the sentence, so that the padding mask has work to do


class ModelAttention(AttentionExplorer):
    """The explorer over a model that translates sentences of its two vocabularies."""

    def __init__(
        self,
        model: EncoderDecoder,
        src_vocab: Vocabulary,
        tgt_vocab: Vocabulary,
        sentences: Sequence[Pair | str],
    ) -> None:
        self._model, self._src_vocab, self._tgt_vocab = model, src_vocab, tgt_vocab
        self._pairs = [_pair(sentence) for sentence in sentences]
        self._plain: dict[tuple[int, ...], Looked] = {}
        places = attentions(model)
        super().__init__(
            attention_words(),
            examples=[" ".join(pair.src) for pair in self._pairs],
            pairs=[
                {"tgt": pair.tgt, "alignment": pair.alignment} for pair in self._pairs
            ],
            causal=any(kind == "decoder" for kind, _number in places),
            ask=True,
        )
        self._answer({"example": 0})
        if "complaint" in self.answer:
            raise ValueError(
                _("the first sentence: {complaint}", complaint=self.answer["complaint"])
            )
        self.observe(self._respond, "request")

    def _respond(self, change: Mapping[str, object]) -> None:
        question = change["new"]
        try:
            self._answer(question)
        except Exception as error:
            self._complain(question, failure(error))

    def _complain(self, question: Mapping[str, object], complaint: str) -> None:
        """Say what is wrong; the last translation stays on the screen."""
        kept = {**self.answer, "complaint": complaint, "id": question.get("id")}
        self.answer = kept

    def _answer(self, question: Mapping[str, object]) -> None:
        """Decode as the browser asks, or say kindly why that cannot be done."""
        began = time.perf_counter()
        pair = self._pairs[question["example"]] if "example" in question else None
        src = list(pair.src) if pair else sentence_of(str(question["text"]))
        complaint = complain(src, self._src_vocab)
        if complaint:
            self._complain(question, complaint)
            return
        padded = bool(question.get("padded", False))
        ids = [*self._src_vocab.encode(src), EOS_ID, *[PAD_ID] * (PADS * padded)]
        looked = self._decode(ids, question)
        plain = self._decode(ids, {})
        wrote = self._tokens(looked)
        columns = [*src, "<eos>", *["<pad>"] * (PADS * padded)]
        sides = {
            "encoder": (columns, columns),
            "decoder": (["<bos>", *wrote[:-1]],) * 2,
            "cross": (wrote, columns),
        }
        with self.hold_sync():
            self.maps = [
                map_entry(kind, layer, len(weights), *sides[kind])
                for (kind, layer), weights in looked.weights.items()
            ]
            self.weights = b"".join(map(float_bytes, looked.weights.values()))
            self.answer = {
                "id": question.get("id"),
                "src": src,
                "wrote": wrote,
                "probs": looked.probs,
                "score": looked.score,
                "plain": self._tokens(plain),
                "plainProbs": plain.probs,
                "plainScore": plain.score,
                "reference": list(pair.tgt) if pair else [],
                "gold": [list(link) for link in pair.alignment] if pair else [],
                "seconds": round(time.perf_counter() - began, 4),
            }
        self._first = next(iter(looked.weights.values()))

    def _decode(self, ids: Sequence[int], question: Mapping[str, object]) -> Looked:
        """Decode; what the model writes when left alone is computed once a sentence."""
        changes = _changes(question)
        how = {
            "beam_size": int(question.get("width", 1)),
            "padding": bool(question.get("padding", True)),
            "causal": bool(question.get("causal", True)),
        }
        if changes or how != LEFT_ALONE:
            return decode(self._model, ids, changes, **how)
        if tuple(ids) not in self._plain:
            self._plain[tuple(ids)] = decode(self._model, ids)
        return self._plain[tuple(ids)]

    def _tokens(self, looked: Looked) -> list[str]:
        return [self._tgt_vocab.tokens[token] for token in looked.wrote]


def explore_attention(
    model: EncoderDecoder,
    src_vocab: Vocabulary,
    tgt_vocab: Vocabulary,
    sentences: Sequence[Pair | str],
) -> ModelAttention:
    """Explore where a model looks while it translates examples or own sentences.

    It does so greedily or with a beam, and can be watched word after word. The model is
    a `Seq2SeqWithAttention` or a `Transformer`, used as it is: call `model.eval()`
    first. A pair's gold alignment can be laid over the weights; a string has none.
    """
    if isinstance(sentences, str) or not sentences:
        raise ValueError(
            _(
                "sentences is {sentences!r}; expected a list of pairs or strings, at "
                "least one to begin with.",
                sentences=sentences,
            )
        )
    return ModelAttention(model, src_vocab, tgt_vocab, sentences)


def _pair(sentence: Pair | str) -> Pair:
    if isinstance(sentence, str):
        return Pair(tuple(sentence_of(sentence)), (), ())
    return sentence


def _changes(question: Mapping[str, object]) -> dict[Place, Change]:
    """Read the browser's list of changes, one entry for each changed attention."""
    return {
        (each["kind"], each["layer"]): Change(
            temperature=float(each["temperature"]),
            muted=frozenset(each["muted"]),
            pins={(head, row): list(wanted) for head, row, wanted in each["pins"]},
        )
        for each in question.get("changes", [])
    }
