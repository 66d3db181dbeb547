"""Step through decoding: what the decoder reads, what it writes, and its state.

The whole model goes to the browser once, as float32; decoding happens there.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import traitlets
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, Pair, Vocabulary
from course_utils.encoder_decoder import device_of
from course_utils.language import _, _p
from course_utils.plots.seq2seq import plot_state_strip
from course_utils.plots.style import house_style
from course_utils.seq2seq import GRUEncoder, Seq2Seq
from course_utils.widgets.base import (
    Explorer,
    float_bytes,
    front_end,
    png,
    style_sheet,
)


class Decoding(NamedTuple):
    """One free run: the states of both sides, and what the decoder read and wrote."""

    src_states: Float[Tensor, "src_len hidden_size"]
    read: list[int]
    wrote: list[int]
    states: Float[Tensor, "tgt_len hidden_size"]


@torch.no_grad()
def decode_greedily(model: Seq2Seq, src: Sequence[int], max_len: int = 40) -> Decoding:
    """Decode one sentence of ids (ending with `<eos>`) and keep every state.

    The states that come back are on the CPU.
    """
    device = device_of(model)
    # Row t holds the first t + 1 tokens, so that its state is the one after token t
    prefixes = torch.tensor(src, device=device).expand(len(src), -1).tril()
    src_states = model.encode(prefixes)
    state = model.start(src_states[-1:])
    read, wrote, states = [BOS_ID], [], []
    while True:
        log_probs, state = model.step(torch.tensor(read[-1:], device=device), state)
        states.append(state[0].cpu())
        wrote.append(int(log_probs.argmax()))
        if wrote[-1] == EOS_ID or len(wrote) == max_len:
            return Decoding(src_states.cpu(), read, wrote, torch.stack(states))
        read.append(wrote[-1])


def explore_decoding(
    model: Seq2Seq,
    src_vocab: Vocabulary,
    tgt_vocab: Vocabulary,
    pairs: Sequence[Pair],
    *,
    suggest: bool = True,
) -> "DecodingExplorer":
    """Step through a model's decoding of example pairs, or of own sentences.

    The encoder must read in one direction only. `suggest` offers, for each example, a
    wrong word from which an error spreads far.
    """
    if not pairs:
        raise ValueError(
            _("pairs is empty; expected at least one example to begin with.")
        )
    if not isinstance(model.encoder, GRUEncoder):
        raise ValueError(
            "the encoder is bidirectional; expected one that reads from left to right, "
            "because the explorer shows one state after each token. Use "
            "Seq2Seq(..., bidirectional=False)."
        )
    return DecodingExplorer(model, src_vocab, tgt_vocab, pairs, suggest)


class DecodingExplorer(Explorer):
    """The decoder of a seq2seq model, one step at a time."""

    _esm = front_end(__file__, "explorer.js")
    _css = style_sheet(__file__, "style.css")
    weights = traitlets.Bytes().tag(sync=True)
    sizes = traitlets.List().tag(sync=True)  # [name, how many numbers], in order
    src_tokens = traitlets.List().tag(sync=True)
    tgt_tokens = traitlets.List().tag(sync=True)
    examples = traitlets.List().tag(sync=True)
    suggest = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        model: Seq2Seq,
        src_vocab: Vocabulary,
        tgt_vocab: Vocabulary,
        pairs: Sequence[Pair],
        suggest: bool,
    ) -> None:
        weights = model.state_dict()
        self._first = decode_greedily(model, [*src_vocab.encode(pairs[0].src), EOS_ID])
        self._translation = " ".join(tgt_vocab.decode(self._first.wrote))
        super().__init__(
            _words(),
            weights=float_bytes(
                torch.cat([each.flatten() for each in weights.values()])
            ),
            sizes=[[name, each.numel()] for name, each in weights.items()],
            src_tokens=list(src_vocab.tokens),
            tgt_tokens=list(tgt_vocab.tokens),
            suggest=suggest,
            examples=[{"src": [*pair.src], "tgt": [*pair.tgt]} for pair in pairs],
        )

    def summary(self) -> str:
        """Say what the first example is and what the model makes of it."""
        src = " ".join(self.examples[0]["src"])
        tgt = self._translation
        return _(
            "Step through decoding: “{src}” becomes “{tgt}”, one token "
            "at a time. Run this cell to step, to switch teacher forcing "
            "on, and to make the decoder read a wrong word.",
            src=src,
            tgt=tgt,
        )

    @house_style()
    def picture(self) -> bytes:
        """Draw the states of encoder and decoder for the first example."""
        src = [*self.examples[0]["src"], "<eos>"]
        read = [self.tgt_tokens[token] for token in self._first.read]
        figure = Figure(figsize=(9.6, 5.4), layout="constrained")
        above, below = figure.subplots(2)
        # Sorted by the state handed over, so that the eye can follow the units
        order = self._first.src_states[-1].argsort(descending=True)
        plot_state_strip(self._first.src_states[:, order], src, ax=above)
        plot_state_strip(self._first.states[:, order], read, ax=below)
        above.set(title=_("encoder"), xlabel="")
        below.set(title=_("decoder"))
        return png(figure, dpi=80)


def _words() -> dict[str, str]:
    return {
        "title": _("Step through decoding"),
        "sentence": _("Sentence"),
        "own": _("your own sentence"),
        "placeholder": _("type an English sentence"),
        "read": _("Translate"),
        "known": _("The {count} words that the model knows"),
        "empty": _("Type a sentence first."),
        "unknown": _(
            "The model has never seen: {words}. Try other words; the list is below."
        ),
        "long": _("{count} tokens are too many; use at most 30."),
        "free": _("free running"),
        "forced": _("teacher forcing"),
        "unforced": _(
            "Teacher forcing is off: it needs the right translation, which is known "
            "for the examples only."
        ),
        "back": _("◀ Back"),
        "step": _("Step ▶"),
        "play": _p("button", "Play"),
        "pause": _("Pause"),
        "cursor": _("step"),
        "reset": _("Reset"),
        "encoder": _("The encoder reads; its last state is handed over"),
        "decoder": _("The decoder starts from that state and writes"),
        "reads": _("reads"),
        "state": _("state"),
        "writes": _("writes"),
        "target": _("target"),
        "clean": _("uncorrupted"),
        "delta": _("change of state"),
        "legend": _(
            "hidden units, sorted by their value at the hand-over · "
            "⚡ corrupted input · ≠ another token than uncorrupted"
        ),
        "top": _("Step {step}: choose what step {next} reads"),
        "nothing": _("Nothing is written yet"),
        "lie": _("Corrupt one input"),
        "where": _("at step"),
        "what": _("let it read"),
        "nowhere": _("none"),
        "position": _("{step} (reads {word})"),
        "truth": _("Undo"),
        "advice": _("For example: at step {step} let it read {word}"),
        "honest": _(
            "No input is corrupted. Corrupt one, then switch between free running and "
            "teacher forcing: which of them repairs itself?"
        ),
        "damage": _(
            "{mode}: step {step} was made to read {word}. Of the {all} tokens from "
            "there on, {count} differ from the uncorrupted run."
        ),
        "quote": _("“{word}”"),
        "said": _(
            "Step {step} of {all}, {mode}: the decoder reads {read} and writes {wrote} "
            "with probability {prob}. Written so far: {text}"
        ),
        "before": _(
            "Nothing is written yet. The decoder holds the state that the encoder "
            "handed over."
        ),
        "try": _(
            "Try this: choose the longest sentence and step to its end. Where does the "
            "translation leave the target, and does it ever come back?"
        ),
    }
