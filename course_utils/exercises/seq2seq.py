"""Exercises on seq2seq: the shifted pair, the loop, the loss, the state, one lie."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, Pair, tokenise
from course_utils.evaluation import sequence_loss
from course_utils.exercises.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.questions import Option, Question
from course_utils.language import say

__all__ = [
    "QUIZ",
    "SENTENCE",
    "check_corruption",
    "check_counts",
    "check_last_state",
    "check_loss",
    "check_shift",
    "check_write",
    "show_hints",
    "show_solution",
]

# 2.1 What counts ---------------------------------------------------------------------

check_counts = Exercise(
    "2.1",
    "predict",
    ("What counts in the loss", "哪些词元计入损失"),
    solution=(2, 7, 11),
    why=(
        "7 columns: the longer sentence and one special token. 4 + 7 tokens count: "
        "the words, the marks and each `<eos>`.",
        "7 列：较长的句子再加一个特殊词元。4 + 7 个词元计入损失：单词、标点以及各自的 "
        "`<eos>`。",
    ),
    hints=(
        (
            "Write down the two rows of `tgt_out`, padding included. Each row ends "
            "with `<eos>` before its padding begins.",
            "把 `tgt_out` 的两行连同填充写下来。每一行在填充之前都以 `<eos>` 结束。",
        ),
        (
            "`tgt_in` has `<bos>` in front, `tgt_out` has `<eos>` behind: neither has "
            "both. So the width is the longest sentence plus 1. In the loss counts "
            "every target that is not `<pad>`.",
            "`tgt_in` 开头有 `<bos>`，`tgt_out` 结尾有 `<eos>`，没有哪个张量两者都有。"
            "所以宽度是最长句子加 1。凡不是 `<pad>` 的目标都计入损失。",
        ),
    ),
    mistakes=[
        Mistake(
            (2, 6, 9),
            (
                "The special tokens are missing: `tgt_in` begins with `<bos>`, "
                "`tgt_out` ends with `<eos>`, and the model must learn to write "
                "`<eos>`.",
                "漏了特殊词元：`tgt_in` 以 `<bos>` 开头，`tgt_out` 以 `<eos>` 结尾，"
                "而且模型必须学会写出 `<eos>`。",
            ),
            when=lambda yours, target: yours[1] == 6,
        ),
        Mistake(
            (2, 7, 14),
            (
                "You counted every cell of the table. What is there to learn from "
                "writing `<pad>`?",
                "你把表中每一格都算上了。写出 `<pad>` 能学到什么呢？",
            ),
        ),
        Mistake(
            (2, 8, 13),
            (
                "You put both `<bos>` and `<eos>` into the same tensor. The input has "
                "the one, the target the other.",
                "你把 `<bos>` 和 `<eos>` 放进了同一个张量。输入只有前者，"
                "目标只有后者。",
            ),
            when=lambda yours, target: yours[1] == 8,
        ),
        Mistake(
            (2, 7, 9),
            (
                "The width is right. But `<eos>` is a target too: without it the model "
                "never learns to stop.",
                "宽度是对的。但 `<eos>` 也是目标：没有它，模型永远学不会停下来。",
            ),
        ),
        Mistake(
            (7, 2, 11),
            (
                "You have time first. In this course the batch is always the first "
                "axis.",
                "你把时间放在了第一维。在本课程中，批次始终是第一维。",
            ),
            when=lambda yours, target: 7 <= yours[0] <= 8 and yours[1] == 2,
        ),
        Mistake(
            (2, 7, 13),
            (
                "You counted `<bos>` as well. It is read, never written.",
                "你把 `<bos>` 也算上了。它只被读入，从不被写出。",
            ),
        ),
        Mistake(
            (2, 7, 12),
            (
                "The width is right. Count again, row by row: the words, the marks and "
                "each `<eos>`, nothing else.",
                "宽度是对的。请逐行再数一遍：单词、标点和各自的 `<eos>`，别无其他。",
            ),
            when=lambda yours, target: len(yours) == 3 and yours[1] == 7,
        ),
        Mistake(
            (7, 11),
            (
                "Give three numbers: rows, columns, tokens that count.",
                "请给出三个数：行数、列数、计入损失的词元数。",
            ),
            when=lambda yours, target: len(yours) != 3,
        ),
    ],
)

# 2.2 The shifted pair ----------------------------------------------------------------


def shifted_pair(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Make the decoder's input and target, padded, for sentences of token ids."""
    longest = max(len(ids) for ids in sentences) + 1
    tgt_in = torch.full((len(sentences), longest), PAD_ID)
    tgt_out = tgt_in.clone()
    for row, ids in enumerate(sentences):
        tgt_in[row, : len(ids) + 1] = torch.tensor([BOS_ID, *ids])
        tgt_out[row, : len(ids) + 1] = torch.tensor([*ids, EOS_ID])
    return tgt_in, tgt_out


def _stacked(answer: Callable, sentences: list[list[int]]) -> Any:
    """Lay input and target into one tensor, so that they are shown as tables."""
    pair = answer(sentences)
    if not isinstance(pair, list | tuple):
        return pair
    shapes = {getattr(each, "shape", None) for each in pair}
    return torch.stack(list(pair)) if len(shapes) == 1 and None not in shapes else pair


def _padded(rows: list[list[int]], left: bool = False) -> Tensor:
    longest = max(map(len, rows))
    fills = [[PAD_ID] * (longest - len(row)) for row in rows]
    pairs = zip(rows, fills, strict=True)
    return torch.tensor([[*f, *row] if left else [*row, *f] for row, f in pairs])


def _pair(make_in: Callable, make_out: Callable, left: bool = False) -> Callable:
    """Return an answer that builds each row of input and target by a rule."""

    def answer(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
        rows_in = [make_in(ids) for ids in sentences]
        rows_out = [make_out(ids) for ids in sentences]
        return _padded(rows_in, left), _padded(rows_out, left)

    return answer


def _cut_columns(sentences: list[list[int]]) -> tuple[Tensor, Tensor]:
    whole = _padded([[BOS_ID, *ids, EOS_ID] for ids in sentences])
    return whole[:, :-1], whole[:, 1:]


check_shift = Exercise(
    "2.2",
    "build",
    ("The shifted pair", "错开一位的输入与目标"),
    solution=shifted_pair,
    cases=lambda: [([[7, 5, 9], [8, 6, 4, 11, 10]],), ([[13]],), ([[4, 5], [6, 7]],)],
    run=_stacked,
    hints=(
        (
            "Build each row as a list first: `[BOS_ID, *ids]` for the input. What is "
            "the target's row? Only then think of padding.",
            "先把每一行写成列表：输入是 `[BOS_ID, *ids]`。目标的那一行呢？"
            "然后再考虑填充。",
        ),
        (
            "`torch.full((batch, longest + 1), PAD_ID)` makes a table full of padding; "
            "write each row into it: `tgt_in[row, : len(ids) + 1] = …`.",
            "`torch.full((batch, longest + 1), PAD_ID)` 得到全是填充的表，"
            "再把每一行写进去：`tgt_in[row, : len(ids) + 1] = …`。",
        ),
    ),
    mistakes=[
        Mistake(
            _pair(
                lambda ids: [BOS_ID, *ids, EOS_ID], lambda ids: [BOS_ID, *ids, EOS_ID]
            ),
            (
                "Input and target are the same: nothing is shifted. The decoder would "
                "learn to copy what it reads.",
                "输入和目标一模一样：没有错开。解码器只会学会照抄读到的词元。",
            ),
            when=lambda yours, target: torch.equal(yours[0], yours[1]),
        ),
        Mistake(
            _pair(lambda ids: [*ids, EOS_ID], lambda ids: [*ids, EOS_ID]),
            (
                "Input and target are the same: nothing is shifted. The decoder would "
                "learn to copy what it reads.",
                "输入和目标一模一样：没有错开。解码器只会学会照抄读到的词元。",
            ),
        ),
        Mistake(
            _cut_columns,
            (
                "`[:, :-1]` cuts the last *column*. In a short row that is `<pad>`, "
                "and "
                "`<eos>` stays in the input. (The loss does not notice, since the "
                "target there is `<pad>`.) Build each row before you pad it.",
                "`[:, :-1]` 去掉的是最后一*列*。短句在那一列是 `<pad>`，`<eos>` "
                "仍留在输入里。"
                "（损失察觉不到，因为那里的目标是 `<pad>`。）请先构造每一行，再填充。",
            ),
        ),
        Mistake(
            _pair(lambda ids: [*ids, EOS_ID], lambda ids: [BOS_ID, *ids]),
            (
                "You swapped them: the input begins with `<bos>`, the target ends "
                "with `<eos>`.",
                "两者弄反了：输入以 `<bos>` 开头，目标以 `<eos>` 结尾。",
            ),
        ),
        Mistake(
            _pair(lambda ids: [BOS_ID, *ids], lambda ids: ids),
            (
                "The target lacks `<eos>`: this model would never learn to stop.",
                "目标缺少 `<eos>`：这样的模型永远学不会停下来。",
            ),
            when=lambda yours, target: not bool((yours[1] == EOS_ID).any()),
        ),
        Mistake(
            _pair(lambda ids: ids, lambda ids: [*ids, EOS_ID]),
            (
                "The input lacks `<bos>`: what does the decoder read before it has "
                "written its first word?",
                "输入缺少 `<bos>`：解码器在写出第一个词之前读什么？",
            ),
            when=lambda yours, target: not bool((yours[0] == BOS_ID).any()),
        ),
        Mistake(
            _pair(lambda ids: [BOS_ID, *ids], lambda ids: [*ids, EOS_ID], left=True),
            (
                "You padded on the left. Here padding stands behind the sentence.",
                "你在左边填充了。在这里，填充放在句子后面。",
            ),
        ),
        Mistake(
            lambda sentences: tuple(each.T for each in shifted_pair(sentences)),
            (
                "You have time first; the batch is always the first axis.",
                "你把时间放在了第一维；批次始终是第一维。",
            ),
        ),
        Mistake(
            _pair(lambda ids: [BOS_ID, *ids[:-1]], lambda ids: ids),
            (
                "The last word is cut off, and the target lacks `<eos>`.",
                "最后一个词被截掉了，目标也缺少 `<eos>`。",
            ),
        ),
        Mistake(
            lambda sentences: shifted_pair(sentences)[0].tolist(),
            (
                "Return two tensors of the same shape, `tgt_in` and `tgt_out`.",
                "请返回两个形状相同的张量：`tgt_in` 和 `tgt_out`。",
            ),
            when=lambda yours, target: isinstance(yours, list | tuple),
        ),
    ],
)

# 2.3 The loop that writes ------------------------------------------------------------


@dataclass(frozen=True)
class Speller:
    """A step function that can be read: it writes `ids` if fed with its own output.

    The state is the number of steps taken. Fed with anything else it writes 10 and
    more, so that one sees at which step it takes itself to be.
    """

    ids: tuple[int, ...]

    def __call__(self, tokens: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        place = int(state)
        expected = (BOS_ID, *self.ids)[place] if place < len(self.ids) else None
        token = self.ids[place] if tokens.item() == expected else 10 + place
        probs = torch.full((1, 23), 0.4 / 22)
        probs[0, token] = 0.6
        return probs.log(), state + 1


def write_sentence(step: Callable, state: Tensor, max_len: int) -> list[int]:
    """Write one sentence greedily; return its ids without `<bos>` and `<eos>`."""
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, state = step(tokens, state)
        tokens = log_probs.argmax(dim=-1)
        if int(tokens) == EOS_ID:
            break
        written.append(int(tokens))
    return written


def _writer(
    *,
    feed_back: bool = True,
    keep_state: bool = True,
    stop: bool = True,
    keep_eos: bool = False,
    sample: bool = False,
    extra: int = 0,
) -> Callable:
    """Return a loop with one of its parts left out."""

    def answer(step: Callable, state: Tensor, max_len: int) -> list[int]:
        tokens, written = torch.tensor([BOS_ID]), []
        while len(written) < max_len + extra:
            log_probs, new_state = step(tokens, state)
            best = log_probs.argmax(dim=-1)
            if sample:
                best = torch.multinomial(log_probs.exp(), 1)[0]
            state = new_state if keep_state else state
            tokens = best if feed_back else tokens
            if stop and int(best) == EOS_ID:
                return [*written, EOS_ID] if keep_eos else written
            written.append(int(best))
        return written

    return answer


check_write = Exercise(
    "2.3",
    "build",
    ("The loop that writes", "逐词写出的循环"),
    solution=write_sentence,
    cases=lambda: [
        (Speller((7, 5, 9, EOS_ID, 8, 8, 8, 8)), torch.zeros(1, 1), 6),
        (Speller((8, 4, 9, 6, EOS_ID)), torch.zeros(1, 1), 3),
        (Speller((EOS_ID, 5, 5)), torch.zeros(1, 1), 3),
    ],
    hints=(
        (
            "Three things change from step to step: the token that is read, the state, "
            "and the list of what is written. Which of them does your loop renew?",
            "每一步有三样东西在变：读入的词元、状态、已写出的列表。"
            "你的循环更新了哪几样？",
        ),
        (
            "Begin with `tokens = torch.tensor([BOS_ID])`. In the loop: "
            "`log_probs, state = step(tokens, state)`, then "
            "`tokens = log_probs.argmax(dim=-1)`. Stop at `EOS_ID` or after `max_len`.",
            "从 `tokens = torch.tensor([BOS_ID])` 开始。循环中："
            "`log_probs, state = step(tokens, state)`，"
            "再 `tokens = log_probs.argmax(dim=-1)`。遇到 `EOS_ID` 或达到 `max_len` "
            "就停。",
        ),
    ),
    mistakes=[
        Mistake(
            _writer(feed_back=False),
            (
                "The decoder reads `<bos>` at every step. Feed it what it wrote last.",
                "解码器每一步读的都是 `<bos>`。要把它上一步写出的词元交给它。",
            ),
        ),
        Mistake(
            _writer(keep_state=False),
            (
                "`step` returns a new state, and you throw it away: the decoder "
                "forgets what it has written.",
                "`step` 返回了新状态，你却把它丢了：解码器忘了自己写过什么。",
            ),
        ),
        Mistake(
            _writer(stop=False),
            (
                "Your loop goes on after `<eos>`. That token means: the sentence ends "
                "here.",
                "你的循环在 `<eos>` 之后还在继续。这个词元的意思是：句子到此结束。",
            ),
        ),
        Mistake(
            _writer(keep_eos=True),
            (
                "Right tokens, but `<eos>` is still in your list; leave it out.",
                "词元都对，但列表里还留着 `<eos>`；请把它去掉。",
            ),
        ),
        Mistake(
            lambda step, state, max_len: [
                BOS_ID,
                *write_sentence(step, state, max_len),
            ],
            (
                "Right tokens, but `<bos>` is in your list: it was read, not written.",
                "词元都对，但列表里有 `<bos>`：它是读入的，不是写出的。",
            ),
            when=lambda yours, target: yours == [BOS_ID, *target, EOS_ID],
        ),
        Mistake(
            lambda step, state, max_len: step(BOS_ID, state),
            (
                "`step` takes a tensor, one token a row: `torch.tensor([token])`.",
                "`step` 接受的是张量，每行一个词元：`torch.tensor([token])`。",
            ),
        ),
        Mistake(
            _writer(extra=1),
            (
                "You write one token more than `max_len` allows.",
                "你比 `max_len` 允许的多写了一个词元。",
            ),
        ),
        Mistake(
            _writer(extra=-1),
            (
                "You stop one token too early: `max_len` tokens are allowed.",
                "你早停了一个词元：允许写 `max_len` 个。",
            ),
        ),
        Mistake(
            _writer(sample=True),
            (
                "You draw the next token at random. Greedy means: the most probable "
                "one.",
                "你在随机抽取下一个词元。贪心的意思是：取概率最大的那个。",
            ),
        ),
        Mistake(
            lambda *inputs: [torch.tensor([i]) for i in write_sentence(*inputs)],
            (
                "Your list holds tensors; turn each token into a number with `int(…)`.",
                "你的列表里装的是张量；请用 `int(…)` 把每个词元变成数。",
            ),
            when=lambda yours, target: any(isinstance(i, Tensor) for i in yours),
        ),
    ],
)

# 2.4 The loss ------------------------------------------------------------------------


def batch_loss_with_bug(logits: Tensor, tgt_out: Tensor) -> Tensor:
    """Return the mean loss over every cell of the batch, padding included."""
    return F.cross_entropy(logits.flatten(0, 1), tgt_out.flatten())


def batch_loss(logits: Tensor, tgt_out: Tensor) -> Tensor:
    """Return the mean loss over the real tokens of the batch."""
    return sequence_loss(logits, tgt_out)


def _losses(logits: Tensor, tgt_out: Tensor) -> tuple[Tensor, Tensor]:
    """Return the loss of every cell (0 for padding), and which cells are real."""
    real = tgt_out != PAD_ID
    each = F.cross_entropy(logits.transpose(1, 2), tgt_out, reduction="none")
    return each * real, real


def _mean_of_means(logits: Tensor, tgt_out: Tensor) -> Tensor:
    each, real = _losses(logits, tgt_out)
    return (each.sum(dim=1) / real.sum(dim=1)).mean()


def _without_eos(logits: Tensor, tgt_out: Tensor) -> Tensor:
    return batch_loss(logits, tgt_out.where(tgt_out != EOS_ID, PAD_ID))


def _cases_loss() -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(0)
    targets = [
        [[7, 5, EOS_ID], [8, 9, 6, 4, 10, EOS_ID]],
        [[4, EOS_ID], [5, 6, EOS_ID], [7, 8, 9, 10, EOS_ID]],
    ]
    tables = [_padded(rows) for rows in targets]
    return [
        (torch.randn(*table.shape, 11, generator=generator) * 2, table)
        for table in tables
    ]


check_loss = Exercise(
    "2.4",
    "repair",
    ("The loss that rewards padding", "奖励填充的损失"),
    solution=batch_loss,
    stub=batch_loss_with_bug,
    cases=_cases_loss,
    hints=(
        (
            "Which cells of `tgt_out` does the mean run over? Which of them are words "
            "that the model should learn to write?",
            "这个平均值算进了 `tgt_out` 的哪些格子？其中哪些才是模型该学会写的词？",
        ),
        (
            "`F.cross_entropy` can leave out one class: look for `ignore_index`.",
            "`F.cross_entropy` 可以忽略某一类：看看 `ignore_index`。",
        ),
    ),
    mistakes=[
        Mistake(
            _mean_of_means,
            (
                "You averaged each sentence, then the sentences. So a word of a short "
                "sentence weighs more. Sum over all real tokens, divide once.",
                "你先对每句平均，再对句子平均，于是短句里的词权重更大。"
                "应对所有真实词元求和，再除一次。",
            ),
        ),
        Mistake(
            lambda logits, tgt_out: _losses(logits, tgt_out)[0].mean(),
            (
                "Padding adds nothing to your sum, but you still divide by every cell. "
                "Divide by the number of real tokens.",
                "填充没有计入求和，但你仍除以全部格子数。应除以真实词元的个数。",
            ),
        ),
        Mistake(
            lambda logits, tgt_out: _losses(logits, tgt_out)[0].sum(),
            (
                "This is the sum. Divide it by the number of real tokens, or a longer "
                "batch takes longer strides.",
                "这是总和。应除以真实词元的个数，否则越长的批次步子就越大。",
            ),
        ),
        Mistake(
            lambda logits, tgt_out: _losses(logits, tgt_out)[0].sum() / len(tgt_out),
            (
                "You divide by the number of sentences; divide by that of real tokens.",
                "你除以了句子数；应除以真实词元数。",
            ),
        ),
        Mistake(
            _without_eos,
            (
                "You leave out `<eos>` too. Without it the model never learns to stop.",
                "你把 `<eos>` 也忽略了。没有它，模型永远学不会停下来。",
            ),
        ),
        Mistake(
            lambda logits, tgt_out: F.cross_entropy(
                logits.flatten(0, 1), tgt_out.flatten(), ignore_index=EOS_ID
            ),
            (
                "You leave out `<eos>` and keep `<pad>`: it should be the other way.",
                "你忽略了 `<eos>` 却保留了 `<pad>`：应当反过来。",
            ),
        ),
        Mistake(
            lambda logits, tgt_out: F.cross_entropy(
                logits[:, :-1].flatten(0, 1),
                tgt_out[:, 1:].flatten(),
                ignore_index=PAD_ID,
            ),
            (
                "You shifted once more. `tgt_out` is already the next token at each "
                "place.",
                "你又错开了一次。`tgt_out` 在每个位置上已经是下一个词元。",
            ),
        ),
        Mistake(
            lambda logits, tgt_out: F.cross_entropy(
                logits, tgt_out, ignore_index=PAD_ID
            ),
            (
                "`F.cross_entropy` wants the classes on axis 1: keep `flatten`, as in "
                "the "
                "given code.",
                "`F.cross_entropy` 要求类别在第 1 轴上：请像原代码那样保留 `flatten`。",
            ),
        ),
    ],
)

# 2.5 The state -----------------------------------------------------------------------


def last_state_with_bug(states: Tensor, src: Tensor) -> Tensor:
    """Return each sentence's state in the last column."""
    return states[:, -1]


def last_state(states: Tensor, src: Tensor) -> Tensor:
    """Return each sentence's state after its last real token."""
    lengths = (src != PAD_ID).sum(dim=1)
    return states[torch.arange(len(states)), lengths - 1]


def _at(places: Callable[[Tensor], Tensor]) -> Callable:
    """Return an answer that takes the states at other places."""

    def answer(states: Tensor, src: Tensor) -> Tensor:
        lengths = (src != PAD_ID).sum(dim=1)
        return states[torch.arange(len(states)), places(lengths)]

    return answer


def _cases_state() -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(0)
    tables = [
        _padded([[7, 5, EOS_ID], [8, 9, 6, 4, EOS_ID], [5, 6, 7, EOS_ID]]),
        _padded([[9, 8, 7, 6, EOS_ID], [4, EOS_ID]]),
    ]
    return [
        (torch.randn(*table.shape, 3, generator=generator), table) for table in tables
    ]


check_last_state = Exercise(
    "2.5",
    "repair",
    ("The state after the last word", "最后一个词之后的状态"),
    solution=last_state,
    stub=last_state_with_bug,
    cases=_cases_state,
    hints=(
        (
            "Look at the shortest row of `src`. What stands in its last column?",
            "看看 `src` 里最短的一行。它的最后一列是什么？",
        ),
        (
            "`(src != PAD_ID).sum(dim=1)` are the lengths. Then pick one place a row: "
            "`states[torch.arange(len(states)), …]`. Places count from 0.",
            "`(src != PAD_ID).sum(dim=1)` 是各句长度。再为每一行取一个位置："
            "`states[torch.arange(len(states)), …]`。位置从 0 数起。",
        ),
    ),
    mistakes=[
        Mistake(
            _at(lambda lengths: lengths),
            (
                "You are one place too far: positions count from 0.",
                "多走了一个位置：位置从 0 数起。",
            ),
        ),
        Mistake(
            lambda states, src: _at(lambda n: n.clamp(max=src.shape[1] - 1))(
                states, src
            ),
            (
                "You are one place too far: positions count from 0.",
                "多走了一个位置：位置从 0 数起。",
            ),
        ),
        Mistake(
            _at(lambda lengths: lengths - 2),
            (
                "You stop one token early: `<eos>` is a real token and is read too.",
                "你早停了一个词元：`<eos>` 是真实词元，也要读入。",
            ),
        ),
        Mistake(
            _at(lambda lengths: lengths.min() - 1),
            (
                "Every row has a length of its own; you used one for all.",
                "每一行有自己的长度；你给所有行用了同一个。",
            ),
        ),
        Mistake(
            lambda states, src: states[:, 0],
            (
                "This is the state after the first token, before the sentence is read.",
                "这是读完第一个词元后的状态，句子还没读呢。",
            ),
        ),
        Mistake(
            lambda states, src: states.mean(dim=1),
            (
                "You averaged all states, those after padding included.",
                "你对所有状态取了平均，连填充之后的也算了进去。",
            ),
        ),
        Mistake(
            lambda states, src: states * (src != PAD_ID).unsqueeze(-1),
            (
                "You still have a state for every token. Keep one a sentence.",
                "你仍然保留着每个词元的状态。每句只留一个。",
            ),
        ),
        Mistake(
            lambda states, src: (states * (src != PAD_ID).unsqueeze(-1)).sum(dim=1),
            (
                "You added up all real states; only the last one is handed over.",
                "你把所有真实状态加了起来；交出去的只有最后一个。",
            ),
        ),
        Mistake(
            lambda states, src: states[:, (src != PAD_ID).sum(dim=1) - 1],
            (
                "`states[:, places]` takes all these places in every row. Pair each "
                "row "
                "with its own place: `states[torch.arange(len(states)), places]`.",
                "`states[:, places]` 会在每一行取出所有这些位置。"
                "应让每一行配它自己的位置："
                "`states[torch.arange(len(states)), places]`。",
            ),
        ),
    ],
)

# 2.6 One lie -------------------------------------------------------------------------

SENTENCE = Pair(
    tuple(tokenise("The small black cat sleeps near the house.")),
    tuple(tokenise("Le petit chat noir dort près de la maison.", "fr")),
    alignment=(),  # nobody asks for it here
)
SPREAD, LOCAL = 5, 2  # tokens that change: at least, at most


@dataclass(frozen=True)
class Outcome:
    """What one corrupted input did; `verdict` is "found", or what is not yet so."""

    verdict: str
    free_running: int = field(default=0, compare=False)
    teacher_forcing: int = field(default=0, compare=False)

    def __repr__(self) -> str:
        """Say how many tokens changed, as the reader's result shows it."""
        if not self.free_running:
            return say("nothing changed", "什么也没有变")
        return say(
            f"tokens changed: {self.free_running} running freely, "
            f"{self.teacher_forcing} under teacher forcing",
            f"改变的词元：自由运行 {self.free_running} 个，"
            f"教师强制 {self.teacher_forcing} 个",
        )


@cache
def _finished() -> tuple[Callable, Tensor, dict[str, int], list[int]]:
    """Load the model and read SENTENCE; its own translation serves as the target."""
    from course_utils.pretrained import load_seq2seq  # reads a file, so only when asked

    model, src_vocab, tgt_vocab, _ = load_seq2seq()
    src = torch.tensor([[*src_vocab.encode(SENTENCE.src), EOS_ID]])
    with torch.no_grad():
        state = model.start(model.encode(src))
    ids = {token: i for i, token in enumerate(tgt_vocab.tokens)}
    return model.step, state, ids, _written(model.step, state)


@torch.no_grad()
def _written(
    step: Callable,
    state: Tensor,
    lie: tuple[int, int] | None = None,
    target: Sequence[int] = (),
) -> list[int]:
    """Decode with one wrong input; with a target under teacher forcing."""
    written: list[int] = []
    for t in range(len(target) or 40):
        read = ([BOS_ID, *target] if target else [BOS_ID, *written])[t]
        if lie is not None and lie[0] == t:
            read = lie[1]
        elif not target and read == EOS_ID:
            break
        log_probs, state = step(torch.tensor([read]), state)
        written.append(int(log_probs.argmax()))
    return written


def _damage(yours: list[int], clean: list[int]) -> int:
    longest = max(len(yours), len(clean))
    pad = [PAD_ID] * longest
    pairs = zip([*yours, *pad][:longest], [*clean, *pad][:longest], strict=True)
    return sum(a != b for a, b in pairs)


def corrupt(answer: tuple[int, str]) -> Outcome:
    """Feed a wrong word at one step, in both ways of running, and count the damage."""
    number, word = answer
    if isinstance(number, str):
        return Outcome("no step and word")
    step, state, ids, clean = _finished()
    if word not in ids:
        return Outcome("unknown word")
    if not 1 <= number <= len(clean):
        return Outcome("no such step")
    if ids[word] == [BOS_ID, *clean][number - 1]:
        return Outcome("nothing corrupted")
    lie = number - 1, ids[word]
    free = _damage(_written(step, state, lie), clean)
    forced = _damage(_written(step, state, lie, target=clean), clean)
    if free < SPREAD:
        return Outcome("does not spread", free, forced)
    if forced > LOCAL:
        return Outcome("not local", free, forced)
    return Outcome("found", free, forced)


check_corruption = Exercise(
    "2.6",
    "explore",
    ("One wrong word", "一个错词"),
    solution=(2, "la"),
    run=corrupt,
    why=(
        "Take (2, 'la'): a feminine article, and the cat becomes a mouse. Free running "
        "goes on from what it has read; under teacher forcing the next inputs are "
        "right again.",
        "以 (2, 'la') 为例：一个阴性冠词，猫就变成了老鼠。"
        "自由运行会顺着读到的词写下去；而在教师强制下，后面的输入又都是对的。",
    ),
    hints=(
        (
            "The earlier the lie, the more words come after it. Try the first steps.",
            "错词出现得越早，后面受影响的词就越多。先试前几步。",
        ),
        (
            "French words agree with each other. Which small word decides whether all "
            "that follows is masculine or feminine?",
            "法语的词要互相配合。哪个小词决定了后面都用阳性还是阴性？",
        ),
    ),
    mistakes=[
        Mistake(
            (2, "zèbre"),
            (
                "The decoder does not know this word; take one from its vocabulary, in "
                "small letters.",
                "解码器不认识这个词；请从它的词表里选，用小写。",
            ),
        ),
        Mistake(
            ("la", 2),
            (
                'Give the step first, then the word, such as `(9, "noir")`.',
                '先写步数，再写词，例如 `(9, "noir")`。',
            ),
            when=lambda yours, target: yours.error.startswith(
                ("TypeError", "ValueErr")
            ),
        ),
        Mistake(
            (40, "chat"),
            (
                "There is no such step. Steps count from 1, as in the explorer.",
                "没有这一步。步数从 1 数起，与探索器一致。",
            ),
        ),
        Mistake(
            (1, "<bos>"),
            (
                "This is what the decoder reads there anyway: nothing is corrupted.",
                "解码器在那里本来就读这个词：什么也没有篡改。",
            ),
        ),
        Mistake(
            (4, "chien"),
            (
                "Too little changes in free running. Lie earlier, or tell a bigger "
                "lie.",
                "自由运行中变化太少。把错词放得更早，或者换一个错得更厉害的词。",
            ),
        ),
        Mistake(
            (2, "les"),
            (
                "It spreads in free running, but teacher forcing suffers as well. Look "
                "for a lie from which it recovers sooner.",
                "自由运行中错误扩散了，但教师强制下也有较多词出错。"
                "找一个能让它更快恢复的错词。",
            ),
        ),
    ],
)

QUIZ = [
    Question(
        (
            "What does the decoder of a plain seq2seq know about the source sentence?",
            "普通 seq2seq 的解码器对源句子知道些什么？",
        ),
        [
            Option(
                ("Every state of the encoder", "编码器的每一个状态"),
                (
                    "That would be attention, two notebooks from here. Only the last "
                    "state is handed over.",
                    "那是注意力，再过两个笔记本才讲。这里只交出最后一个状态。",
                ),
            ),
            Option(
                (
                    "The encoder's last state, and nothing else",
                    "只有编码器的最后一个状态",
                ),
                (
                    "One vector, whether the sentence has 3 words or 20.",
                    "一个向量，不管句子有 3 个词还是 20 个词。",
                ),
                True,
            ),
            Option(
                ("The source tokens themselves", "源词元本身"),
                (
                    "It never sees them: they went into the encoder.",
                    "它从来看不到：它们进的是编码器。",
                ),
            ),
            Option(
                (
                    "Nothing: it only knows its own words",
                    "什么都不知道，只知道自己写的词",
                ),
                (
                    "Then every source would give the same translation. It begins from "
                    "the encoder's last state.",
                    "那样的话，任何源句都会得到同一译文。"
                    "它是从编码器的最后状态出发的。",
                ),
            ),
        ],
    ),
    Question(
        (
            "Why can the encoder be bidirectional, but not the decoder?",
            "为什么编码器可以是双向的，解码器却不行？",
        ),
        [
            Option(
                (
                    "A bidirectional decoder would be too slow",
                    "双向解码器太慢",
                ),
                (
                    "Twice the work would be bearable. The reason is deeper.",
                    "两倍的计算还能忍受。原因更根本。",
                ),
            ),
            Option(
                (
                    "French has another word order than English",
                    "法语与英语的词序不同",
                ),
                (
                    "The order of words plays no part here.",
                    "这与词序无关。",
                ),
            ),
            Option(
                (
                    "What stands to the right is not yet written when the decoder "
                    "needs it",
                    "解码器需要右边的词时，它们还没有写出来",
                ),
                (
                    "Its input is its own past output. The source, however, is "
                    "complete "
                    "from the start.",
                    "它的输入是自己过去的输出。而源句子一开始就是完整的。",
                ),
                True,
            ),
            Option(
                (
                    "A GRU cannot run from right to left",
                    "GRU 不能从右往左运行",
                ),
                (
                    "It can: the second GRU of a bidirectional encoder does just that.",
                    "可以：双向编码器的第二个 GRU 正是这样运行的。",
                ),
            ),
        ],
    ),
    Question(
        (
            "Teacher-forced accuracy is 0.95, free-running accuracy 0.70. What does "
            "the "
            "gap tell you?",
            "教师强制下的准确率是 0.95，自由运行时是 0.70。这个差距说明什么？",
        ),
        [
            Option(
                ("The model overfits its training sentences", "模型对训练句子过拟合"),
                (
                    "Both figures come from the same test sentences; overfitting shows "
                    "between training and test.",
                    "两个数字来自同样的测试句；过拟合要看训练与测试之间的差距。",
                ),
            ),
            Option(
                (
                    "The model must now read its own mistakes, which it never met in "
                    "training",
                    "模型现在要读自己的错误，而训练时从未遇到过",
                ),
                (
                    "This has a name: exposure bias.",
                    "这叫曝光偏差（exposure bias）。",
                ),
                True,
            ),
            Option(
                ("One of the two was computed wrongly", "其中一个算错了"),
                (
                    "Both are right; they answer different questions.",
                    "两个都对；它们回答的是不同的问题。",
                ),
            ),
            Option(
                (
                    "Teacher forcing makes training worse",
                    "教师强制让训练变差",
                ),
                (
                    "Without it an early error would spoil all that follows, and "
                    "learning would be slow. The gap is its price, not a failure.",
                    "没有它，早期的一个错误会毁掉后面的一切，学习也会很慢。差距是代价，"
                    "不是失败。",
                ),
            ),
        ],
    ),
    Question(
        (
            "You add ten columns of `<pad>` to a batch. What is allowed to change?",
            "你给一个批次加上十列 `<pad>`。什么可以变？",
        ),
        [
            Option(
                ("The loss, a little", "损失，略有变化"),
                (
                    "Then padding is in the mean: exercise 2.4.",
                    "那说明填充进了平均：见练习 2.4。",
                ),
            ),
            Option(
                ("The state that is handed over", "交出去的状态"),
                (
                    "Then the state was taken after padding: exercise 2.5.",
                    "那说明状态是在填充之后取的：见练习 2.5。",
                ),
            ),
            Option(
                ("The translations", "译文"),
                (
                    "They depend on state and tokens only, and neither may change.",
                    "它们只取决于状态和词元，而这两者都不该变。",
                ),
            ),
            Option(
                ("Nothing but the time it takes", "除了耗时，什么都不变"),
                (
                    "Padding is there to make a rectangle. It means nothing, so it "
                    "must "
                    "change nothing.",
                    "填充只是为了凑成矩形。它没有意义，所以不该改变任何东西。",
                ),
                True,
            ),
        ],
    ),
    Question(
        (
            "A loss falls to 0.00 within seconds, yet the translations are rubbish. "
            "What "
            "do you check first?",
            "损失几秒内降到 0.00，译文却一塌糊涂。你先检查什么？",
        ),
        [
            Option(
                ("Whether the target is shifted by one", "目标是否错开了一位"),
                (
                    "If input and target are the same, copying solves the task. In use "
                    "there is nothing to copy.",
                    "如果输入与目标相同，照抄就能完成任务。可真正使用时没有东西可抄。",
                ),
                True,
            ),
            Option(
                ("Whether the learning rate is too small", "学习率是否太小"),
                (
                    "Then the loss would hardly fall at all.",
                    "那样损失几乎不会下降。",
                ),
            ),
            Option(
                ("Whether the state is too small", "状态是否太小"),
                (
                    "A small state shows in a loss that stays high.",
                    "状态太小，表现为损失居高不下。",
                ),
            ),
            Option(
                ("Whether there is enough data", "数据是否够多"),
                (
                    "Too little data shows on test sentences, not in rubbish "
                    "everywhere.",
                    "数据太少会表现在测试句上，而不是处处一塌糊涂。",
                ),
            ),
        ],
    ),
]
