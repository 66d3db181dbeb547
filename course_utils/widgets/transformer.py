"""The Transformer as a map: every block with its shapes, its source and its purpose.

The shapes are those of the sentence at hand, measured by running the model.
"""

import inspect
from collections.abc import Sequence
from typing import NamedTuple

import torch
import traitlets
from matplotlib.figure import Figure

from course_utils.data import BOS_ID, EOS_ID, Vocabulary
from course_utils.language import say
from course_utils.layer_norm import Residual
from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.plots.style import BLUE, house_style
from course_utils.positional_encoding import PositionalEncoding
from course_utils.transformer import (
    DecoderLayer,
    EncoderLayer,
    FeedForward,
    Transformer,
)
from course_utils.widgets.base import Explorer, front_end, png, style_sheet
from course_utils.widgets.sentences import complain, sentence_of

MOST_LIKELY = 5  # next words shown


class Block(NamedTuple):
    """One block of the map: where it stands, what flows through, what it is made of."""

    name: str
    side: str  # "source" or "target"
    into: str
    out: str
    about: str
    source: str = ""


def explore_architecture(
    model: Transformer,
    src_vocab: Vocabulary,
    tgt_vocab: Vocabulary,
    sentence: str,
    written: Sequence[str] = (),
) -> "ArchitectureExplorer":
    """Walk through a Transformer with a sentence, of which some words are written."""
    src = sentence_of(sentence)
    complaint = complain(src, src_vocab)
    unknown = [word for word in written if word not in tgt_vocab]
    if complaint or unknown:
        raise ValueError(complaint or f"written holds unknown words: {unknown}.")
    return ArchitectureExplorer(model, src_vocab, tgt_vocab, src, list(written))


class ArchitectureExplorer(Explorer):
    """The blocks in the order in which a sentence meets them."""

    _esm = front_end("transformer.js")
    _css = style_sheet("transformer.css")
    blocks = traitlets.List().tag(sync=True)
    likely = traitlets.List().tag(sync=True)  # [word, probability], the best first
    at = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        model: Transformer,
        src_vocab: Vocabulary,
        tgt_vocab: Vocabulary,
        src: list[str],
        written: list[str],
    ) -> None:
        ids = torch.tensor([[*src_vocab.encode(src), EOS_ID]])
        tgt_in = torch.tensor([[BOS_ID, *tgt_vocab.encode(written)]])
        with torch.no_grad():
            logits, maps = model.align(ids, tgt_in)
        probs, best = logits[0, -1].softmax(dim=-1).topk(MOST_LIKELY)
        likely = [
            [tgt_vocab.tokens[token], round(prob, 4)]
            for token, prob in zip(best.tolist(), probs.tolist(), strict=True)
        ]
        shapes = {
            "src": tuple(ids.shape),
            "tgt": tuple(tgt_in.shape),
            "memory": (*ids.shape, model.d_model),
            "states": (*tgt_in.shape, model.d_model),
            "logits": tuple(logits.shape),
            **{kind: tuple(each.shape[2:]) for kind, each in maps._asdict().items()},
        }
        layers = len(model.encoder.layers), len(model.decoder.layers)
        words = " ".join([*src, "<eos>"]), " ".join(["<bos>", *written])
        super().__init__(
            _words(),
            blocks=[block._asdict() for block in _blocks(shapes, layers, words)],
            likely=likely,
        )

    def summary(self) -> str:
        """Say how many blocks there are and what comes out."""
        word, prob = self.likely[0]
        return say(
            f"A map of the Transformer: {len(self.blocks)} blocks from tokens to "
            f"probabilities. The next word is most likely “{word}” ({prob:.2f}). Run "
            "this cell to walk through it.",
            f"Transformer 的地图：从词元到概率共 {len(self.blocks)} 个模块。"
            f"下一个词最可能是 “{word}”（{prob:.2f}）。运行本单元格即可逐个走过。",
        )

    @house_style()
    def picture(self) -> bytes:
        """Draw the most likely next words."""
        figure = Figure(figsize=(6, 2.4), layout="constrained")
        ax = figure.subplots()
        words, probs = zip(*self.likely[::-1], strict=True)
        ax.barh(words, probs, color=BLUE)
        ax.set_xlim(0, 1)
        return png(figure, dpi=80)


def _source(thing: object) -> str:
    return inspect.cleandoc(inspect.getsource(thing))


def _blocks(
    shapes: dict[str, tuple], layers: tuple[int, int], words: tuple[str, str]
) -> list[Block]:
    """List the blocks in the order in which the sentence meets them."""
    embed = _source(Transformer.embed)
    attend, positions = _source(MultiHeadAttention.attend), _source(PositionalEncoding)
    residual, feed = _source(Residual), _source(FeedForward)
    memory, states = str(shapes["memory"]), str(shapes["states"])
    attention = say("weights (heads, queries, keys): ", "权重（头，查询，键）：")
    blocks = [
        Block(
            say("source tokens", "源词元"),
            "source",
            words[0],
            str(shapes["src"]),
            say("Numbers of a vocabulary, one a word.", "词表中的编号，一词一个。"),
        ),
        Block(
            say("embedding · √d + position", "嵌入 · √d + 位置"),
            "source",
            str(shapes["src"]),
            memory,
            say(
                "Look up each word's vector, scale it, add where it stands.",
                "查出每个词的向量，缩放，再加上它的位置。",
            ),
            f"{embed}\n\n{positions}",
        ),
        Block(
            say("self-attention", "自注意力") + f" × {layers[0]}",
            "source",
            memory,
            memory + "; " + attention + str(shapes["encoder"]),
            say(
                "Every source word looks at every other.",
                "每个源词看其他所有源词。",
            ),
            attend,
        ),
        Block(
            say("add & norm", "相加与归一化"),
            "source",
            memory,
            memory,
            say(
                "A way past the sublayer, and numbers kept in range.",
                "绕过子层的通路，并让数值保持在范围内。",
            ),
            residual,
        ),
        Block(
            say("feed-forward", "前馈网络") + f" × {layers[0]}",
            "source",
            memory,
            memory,
            say(
                "The same small network at each word by itself. What leaves the last "
                "layer is the memory.",
                "对每个词单独用同一个小网络。最后一层的输出就是记忆。",
            ),
            f"{feed}\n\n\n{_source(EncoderLayer)}",
        ),
        Block(
            say("target tokens so far", "已写出的目标词元"),
            "target",
            words[1],
            str(shapes["tgt"]),
            say("What is written already.", "已经写出的部分。"),
        ),
        Block(
            say("embedding · √d + position", "嵌入 · √d + 位置"),
            "target",
            str(shapes["tgt"]),
            states,
            say("As on the other side.", "与另一侧相同。"),
            embed,
        ),
        Block(
            say("masked self-attention", "带掩码的自注意力") + f" × {layers[1]}",
            "target",
            states,
            states + "; " + attention + str(shapes["decoder"]),
            say(
                "Each written word looks at itself and at those before it.",
                "每个已写的词看它自己和之前的词。",
            ),
            attend,
        ),
        Block(
            say("cross-attention", "交叉注意力") + f" × {layers[1]}",
            "target",
            say("queries ", "查询 ") + states + say(", memory ", "，记忆 ") + memory,
            states + "; " + attention + str(shapes["cross"]),
            say(
                "Queries from the target; keys and values from the memory. The only "
                "way from one side to the other.",
                "查询来自目标；键和值来自记忆。这是两侧之间唯一的通路。",
            ),
            _source(DecoderLayer),
        ),
        Block(
            say("feed-forward", "前馈网络") + f" × {layers[1]}",
            "target",
            states,
            states,
            say("As on the other side.", "与另一侧相同。"),
            feed,
        ),
        Block(
            say("linear, softmax", "线性层与 softmax"),
            "target",
            states,
            str(shapes["logits"]),
            say(
                "A score for each word of the vocabulary; the last row says the next "
                "word.",
                "词表中每个词一个分数；最后一行给出下一个词。",
            ),
            _source(Transformer.decode),
        ),
    ]
    return blocks


def _words() -> dict[str, str]:
    return {
        "title": say("The Transformer as a map", "Transformer 地图"),
        "try": say(
            "Try this: walk through with Next, and watch the shapes. Where do the two "
            "sides meet?",
            "试一试：用“下一个”走一遍，留意形状。两侧在哪里相遇？",
        ),
        "source": say("encoder", "编码器"),
        "target": say("decoder", "解码器"),
        "next": say("Next", "下一个"),
        "back": say("Back", "上一个"),
        "reset": say("Reset", "重置"),
        "into": say("flows in", "流入"),
        "out": say("flows out", "流出"),
        "code": say("source", "源代码"),
        "likely": say("most likely next words", "最可能的下一个词"),
        "said": say(
            "Block {number} of {all}, {name}: {about} Out: {out}.",
            "第 {number} 个模块（共 {all} 个），{name}：{about}流出：{out}。",
        ),
    }
