"""The Transformer as a map: walk from tokens to probabilities, and see every number.

The browser draws and walks; only a new sentence or a written word asks the kernel.
"""

import time
from collections.abc import Mapping, Sequence

import torch
import traitlets
from jaxtyping import Float
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, Vocabulary
from course_utils.encoder_decoder import device_of
from course_utils.language import _
from course_utils.transformer import Transformer
from course_utils.widgets.base import (
    Explorer,
    float_bytes,
    front_end,
    png,
    style_sheet,
)
from course_utils.widgets.base.sentences import (
    complain,
    complain_of_written,
    failure,
    sentence_of,
)
from course_utils.widgets.transformer.blocks import blocks_of
from course_utils.widgets.transformer.labels import labels
from course_utils.widgets.transformer.picture import draw_walk
from course_utils.widgets.transformer.record import record
from course_utils.widgets.transformer.walk import described, packed, walk

MOST_LIKELY = 5  # next words shown
EXAMPLES = (
    "the black cat sleeps .",
    "they do not sing .",
    "i read these letters .",
    "the tired woman who sings reads the famous letter .",
)


class ArchitectureExplorer(Explorer):
    """The blocks of a model on a map, and what flows through them for a sentence.

    `answer` describes the steps of the walk and their tensors; `numbers` holds these.
    """

    _esm = front_end(
        __file__,
        "layout.js",
        "map.js",
        "numbers.js",
        "panel.js",
        "explorer.js",
    )
    _css = style_sheet(__file__, "style.css")
    blocks = traitlets.List().tag(sync=True)
    sources = traitlets.List().tag(sync=True)  # texts that the blocks refer to
    layers = traitlets.List().tag(sync=True)  # of the encoder, of the decoder
    src_tokens = traitlets.List().tag(sync=True)
    tgt_tokens = traitlets.List().tag(sync=True)
    examples = traitlets.List().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    numbers = traitlets.Bytes().tag(sync=True)
    request = traitlets.Dict().tag(sync=True)  # written by the browser
    at = traitlets.Int(0).tag(sync=True)  # the step that is shown

    def __init__(
        self,
        model: Transformer,
        src_vocab: Vocabulary,
        tgt_vocab: Vocabulary,
        src: Sequence[str],
        written: Sequence[str],
    ) -> None:
        self._model, self._src_vocab, self._tgt_vocab = model, src_vocab, tgt_vocab
        complaint = self._complaint(src, written)
        if complaint:
            raise ValueError(complaint)
        examples = dict.fromkeys((" ".join(src), *EXAMPLES))
        super().__init__(
            labels(),
            layers=[len(model.encoder.layers), len(model.decoder.layers)],
            src_tokens=list(src_vocab.tokens),
            tgt_tokens=list(tgt_vocab.tokens),
            examples=[text for text in examples if not self._complaint(text.split())],
        )
        self._read(src, written)
        blocks, self.sources = blocks_of(model, self._steps)
        self.blocks = [block._asdict() for block in blocks]
        # Not the tokens: what one sees first should be worth a look
        self.at = [step.block for step in self._steps].index("source.self")
        self.observe(self._respond, "request")

    def summary(self) -> str:
        """Say how long the walk is and what comes out."""
        word, prob = self.answer["likely"][0]
        blocks, steps = len(self.blocks), len(self._steps)
        return _(
            "A map of the Transformer: {blocks} blocks, {steps} steps "
            "from tokens to probabilities. The next word is most likely "
            "“{word}” ({prob:.2f}). Run this cell to walk, to see the "
            "numbers, and to write word after word.",
            blocks=blocks,
            steps=steps,
            word=word,
            prob=prob,
        )

    def picture(self) -> bytes:
        """Draw what enters and leaves both sides, and the most likely next words."""
        return png(draw_walk(self._steps, self.answer), dpi=80)

    def _complaint(self, src: Sequence[str], written: Sequence[str] = ()) -> str:
        """Say kindly why these words cannot be read; nothing where they can."""
        ours = complain_of_written(written, self._tgt_vocab)
        return ours or complain(src, self._src_vocab)

    def _respond(self, change: Mapping[str, object]) -> None:
        """Read what the browser asks for; after a complaint the last answer stays."""
        question = change["new"]
        src, written = sentence_of(str(question["text"])), list(question["written"])
        complaint = self._complaint(src, written)
        if not complaint:
            try:
                self._read(src, written, question["id"])
            except Exception as error:
                complaint = failure(error)
        if complaint:
            asked = {"id": question["id"], "complaint": complaint}
            self.answer = {**self.answer, **asked}

    def _read(
        self, src: Sequence[str], written: Sequence[str], asked: int | None = None
    ) -> None:
        """Run the model once, and send all that flowed."""
        began = time.perf_counter()
        ids = [*self._src_vocab.encode(src), EOS_ID]
        tgt_in = [BOS_ID, *self._tgt_vocab.encode(written)]
        device = device_of(self._model)
        both = [torch.tensor([each], device=device) for each in (ids, tgt_in)]
        heard = record(self._model, *both)
        self._steps = list(walk(self._model, heard))
        steps, tensors = packed(self._steps)
        likely = self._likely(heard.logits[0])
        with self.hold_sync():
            self.numbers = b"".join(float_bytes(flow.tensor) for flow in tensors)
            self.answer = {
                "id": asked,
                "src": [*src, "<eos>"],
                "tgt": ["<bos>", *written],
                "ids": {"source": ids, "target": tgt_in},
                "steps": steps,
                "tensors": [described(flow) for flow in tensors],
                "likely": likely[-1],  # [word, probability], the best first
                "best": [words[0] for words in likely],  # behind each written word
                "seconds": round(time.perf_counter() - began, 4),
            }

    def _likely(
        self, logits: Float[Tensor, "tgt_len vocab_size"]
    ) -> list[list[list[str | float]]]:
        """Return for each position the most likely words and their probabilities."""
        probs, best = logits.softmax(dim=-1).topk(min(MOST_LIKELY, logits.shape[-1]))
        words = [[self._tgt_vocab.tokens[i] for i in row] for row in best.tolist()]
        return [
            [[word, round(prob, 4)] for word, prob in zip(*row, strict=True)]
            for row in zip(words, probs.tolist(), strict=True)
        ]


def explore_architecture(
    model: Transformer,
    src_vocab: Vocabulary,
    tgt_vocab: Vocabulary,
    sentence: str,
    written: Sequence[str] = (),
) -> ArchitectureExplorer:
    """Walk through a Transformer with a sentence, of which some words are written.

    The model is used as it is: call `model.eval()` first.
    """
    return ArchitectureExplorer(
        model, src_vocab, tgt_vocab, sentence_of(sentence), list(written)
    )
