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
from course_utils.language import say
from course_utils.plots.seq2seq import plot_state_strip
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
    """Decode one sentence of ids (ending with `<eos>`) and keep every state."""
    # Row t holds the first t + 1 tokens, so that its state is the one after token t
    prefixes = torch.tensor(src).expand(len(src), -1).tril()
    src_states = model.encode(prefixes)
    state = model.start(src_states[-1:])
    read, wrote, states = [BOS_ID], [], []
    while True:
        log_probs, state = model.step(torch.tensor(read[-1:]), state)
        states.append(state[0])
        wrote.append(int(log_probs.argmax()))
        if wrote[-1] == EOS_ID or len(wrote) == max_len:
            return Decoding(src_states, read, wrote, torch.stack(states))
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
        raise ValueError("pairs is empty; expected at least one example to begin with.")
    if not isinstance(model.encoder, GRUEncoder):
        raise ValueError(
            "the encoder is bidirectional; expected one that reads from left to right, "
            "because the explorer shows one state after each token. Use "
            "Seq2Seq(..., bidirectional=False)."
        )
    return DecodingExplorer(model, src_vocab, tgt_vocab, pairs, suggest)


class DecodingExplorer(Explorer):
    """The decoder of a seq2seq model, one step at a time."""

    _esm = front_end("seq2seq.js")
    _css = style_sheet("seq2seq.css")
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
        return say(
            f"Step through decoding: “{src}” becomes “{tgt}”, one token at a time. "
            "Run this cell to step, to switch teacher forcing on, and to make the "
            "decoder read a wrong word.",
            f"逐步解码：“{src}” 被逐词译成 “{tgt}”。运行本单元格即可逐步查看、"
            "切换教师强制，或让解码器读到一个错词。",
        )

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
        above.set(title="encoder", xlabel="")
        below.set(title="decoder")
        return png(figure, dpi=80)


def _words() -> dict[str, str]:
    return {
        "title": say("Step through decoding", "逐步解码"),
        "sentence": say("Sentence", "句子"),
        "own": say("your own sentence", "你自己的句子"),
        "placeholder": say("type an English sentence", "输入一个英语句子"),
        "read": say("Translate", "翻译"),
        "known": say(
            "The {count} words that the model knows", "模型认识的 {count} 个词"
        ),
        "empty": say("Type a sentence first.", "请先输入一个句子。"),
        "unknown": say(
            "The model has never seen: {words}. Try other words; the list is below.",
            "模型从未见过：{words}。请换用其他词，词表在下方。",
        ),
        "long": say(
            "{count} tokens are too many; use at most 30.",
            "{count} 个词元太多了，最多 30 个。",
        ),
        "free": say("free running", "自由运行"),
        "forced": say("teacher forcing", "教师强制"),
        "unforced": say(
            "Teacher forcing is off: it needs the right translation, which is known "
            "for the examples only.",
            "教师强制不可用：它需要正确译文，而只有例句才有正确译文。",
        ),
        "back": say("◀ Back", "◀ 后退"),
        "step": say("Step ▶", "前进 ▶"),
        "play": say("Play", "播放"),
        "pause": say("Pause", "暂停"),
        "cursor": say("step", "步"),
        "reset": say("Reset", "重置"),
        "encoder": say(
            "The encoder reads; its last state is handed over",
            "编码器读入；最后的状态交给解码器",
        ),
        "decoder": say(
            "The decoder starts from that state and writes",
            "解码器从该状态出发，逐词写出",
        ),
        "reads": say("reads", "读入"),
        "state": say("state", "状态"),
        "writes": say("writes", "写出"),
        "target": say("target", "目标"),
        "clean": say("uncorrupted", "未篡改时"),
        "delta": say("change of state", "状态变化"),
        "legend": say(
            "hidden units, sorted by their value at the hand-over · "
            "⚡ corrupted input · ≠ another token than uncorrupted",
            "隐藏单元，按交接时的值排序 · ⚡ 被篡改的输入 · ≠ 与未篡改时不同的词元",
        ),
        "top": say(
            "Step {step}: choose what step {next} reads",
            "第 {step} 步：选择第 {next} 步读入的词元",
        ),
        "nothing": say("Nothing is written yet", "还没有写出任何内容"),
        "lie": say("Corrupt one input", "篡改一个输入"),
        "where": say("at step", "在第几步"),
        "what": say("let it read", "让它读入"),
        "nowhere": say("none", "无"),
        "position": say("{step} (reads {word})", "{step}（读入 {word}）"),
        "truth": say("Undo", "撤销"),
        "advice": say(
            "For example: at step {step} let it read {word}",
            "例如：在第 {step} 步让它读入 {word}",
        ),
        "honest": say(
            "No input is corrupted. Corrupt one, then switch between free running and "
            "teacher forcing: which of them repairs itself?",
            "没有输入被篡改。先篡改一个，再在自由运行与教师强制之间切换："
            "哪一种会自行恢复？",
        ),
        "damage": say(
            "{mode}: step {step} was made to read {word}. Of the {all} tokens from "
            "there on, {count} differ from the uncorrupted run.",
            "{mode}：第 {step} 步被迫读入 {word}。从那里起的 {all} 个词元中，"
            "有 {count} 个与未篡改时不同。",
        ),
        "quote": say("“{word}”", "“{word}”"),
        "said": say(
            "Step {step} of {all}, {mode}: the decoder reads {read} and writes {wrote} "
            "with probability {prob}. Written so far: {text}",
            "第 {step} 步（共 {all} 步），{mode}：解码器读入 {read}，写出 {wrote}，"
            "概率 {prob}。目前写出：{text}",
        ),
        "before": say(
            "Nothing is written yet. The decoder holds the state that the encoder "
            "handed over.",
            "还没有写出任何内容。解码器手里只有编码器交来的状态。",
        ),
        "try": say(
            "Try this: choose the longest sentence and step to its end. Where does the "
            "translation leave the target, and does it ever come back?",
            "试试看：选择最长的句子，一直走到结尾。译文从哪里偏离目标？还会回来吗？",
        ),
    }
