"""Exercises on attention: a mean, the function itself, its scores and axis, a look."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import torch
from torch import Tensor

from course_utils.attention import scaled_dot_product_attention
from course_utils.data import EOS_ID, Pair, tokenise
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
    "check_additive",
    "check_attention",
    "check_axis",
    "check_context",
    "check_look",
    "check_scale",
    "show_hints",
    "show_solution",
]

# 4.1 A weighted mean -----------------------------------------------------------------

check_context = Exercise(
    "4.1",
    "predict",
    ("A weighted mean", "加权平均"),
    solution=5.0,
    why=(
        "exp(ln 3) = 3 and exp(0) = 1, so the weights are 3/4 and 1/4, and the context "
        "is 3/4 · 4 + 1/4 · 8 = 5.",
        "exp(ln 3) = 3，exp(0) = 1，所以权重是 3/4 和 1/4，上下文是 "
        "3/4 · 4 + 1/4 · 8 = 5。",
    ),
    hints=(
        (
            "First the weights: take exp of both scores, then divide by their sum.",
            "先求权重：对两个分数取 exp，再除以两者之和。",
        ),
        (
            "exp(ln 3) is 3 and exp(0) is 1. What are 3 and 1 as shares of their sum?",
            "exp(ln 3) 是 3，exp(0) 是 1。3 和 1 各占总和的几分之几？",
        ),
    ),
    mistakes=[
        Mistake(
            20.0,
            (
                "You forgot to divide by the sum: weights add up to 1.",
                "你忘了除以总和：权重之和应为 1。",
            ),
        ),
        Mistake(
            7.0,
            (
                "The weights are right, but each went to the other value.",
                "权重对了，但两个值配反了。",
            ),
        ),
        Mistake(
            6.0,
            (
                "This is the plain mean: it ignores the scores.",
                "这是普通平均：没有用到分数。",
            ),
        ),
        Mistake(
            math.log(3) * 4,
            (
                "You used the scores themselves as weights. The softmax is missing.",
                "你直接拿分数当权重了。漏了 softmax。",
            ),
        ),
        Mistake(
            4.0,
            (
                "This is the value of the best key alone. Attention is soft: the other "
                "has its share too.",
                "这只是分数最高的那个键的值。注意力是“软”的：另一个值也占一份。",
            ),
        ),
    ],
)

# 4.2 The function itself -------------------------------------------------------------


def attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Return the context of every query; in `mask` True = may be attended."""
    scores = query @ key.T / math.sqrt(query.shape[-1])
    lowest = torch.finfo(scores.dtype).min
    weights = scores.masked_fill(~mask, lowest).softmax(dim=-1)
    return weights.masked_fill(~mask, 0.0) @ value


def _attend(
    *,
    scale: Callable[[Tensor, Tensor], float] = lambda q, k: math.sqrt(q.shape[-1]),
    dim: int = -1,
    turn: bool = False,
    fill: float = float(torch.finfo(torch.float32).min),
    silent: bool = True,
    afterwards: bool = False,
    rows: bool = False,
) -> Callable[..., Tensor]:
    """Return attention with one of the classic faults."""

    def answer(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
        scores = query @ key.T / scale(query, key)
        open_ = ~mask if turn else mask
        if rows:  # the query's padding instead of the key's
            open_ = mask.any(dim=1, keepdim=True).expand_as(mask)
        if afterwards:
            return (scores.softmax(dim=dim) * open_) @ value
        weights = scores.masked_fill(~open_, fill).softmax(dim=dim)
        return (weights.masked_fill(~open_, 0.0) if silent else weights) @ value

    return answer


def _cases_attention() -> list[tuple[Tensor, ...]]:
    """Small scores, so that a missing scale shows; a masked column; a masked row."""
    generator = torch.Generator().manual_seed(0)
    cases = []
    for case, (query_len, key_len, d_head) in enumerate([(2, 3, 4), (3, 5, 2)]):
        query = 0.7 * torch.randn(query_len, d_head, generator=generator)
        key = 0.7 * torch.randn(key_len, d_head, generator=generator)
        value = torch.randn(key_len, 2, generator=generator)
        mask = torch.ones(query_len, key_len, dtype=torch.bool)
        if case:
            mask[:, 3:] = False  # padding: nobody may look there
            mask[0] = False  # a query that may look at nothing
        cases.append((query, key, value, mask))
    return cases


check_attention = Exercise(
    "4.2",
    "build",
    ("Attention itself", "注意力本身"),
    solution=attention,
    cases=_cases_attention,
    hints=(
        (
            "Four lines: scores, mask, softmax over the keys, weighted sum. "
            "`query @ key.T` are all scores at once, a row for each query.",
            "四行：分数、掩码、对键做 softmax、加权求和。"
            "`query @ key.T` 一次得到所有分数，每个查询一行。",
        ),
        (
            "Divide by `math.sqrt(d)`, d being the last size of `query`. Fill where "
            "`~mask` with a very low number before the softmax, and with 0 after it: "
            "the second matters for a row without any True.",
            "除以 `math.sqrt(d)`，d 是 `query` 最后一维的大小。在 softmax 之前，把 "
            "`~mask` 处填上很小的数；之后再填一次 0：整行都没有 True 时全靠它。",
        ),
    ),
    mistakes=[
        Mistake(
            _attend(scale=lambda q, k: 1.0),
            (
                "The scores are not divided by √d.",
                "分数没有除以 √d。",
            ),
        ),
        Mistake(
            _attend(scale=lambda q, k: float(q.shape[-1])),
            (
                "You divided by d, not by its root.",
                "你除以了 d，而不是它的平方根。",
            ),
        ),
        Mistake(
            _attend(scale=lambda q, k: math.sqrt(len(k))),
            (
                "You divided by the root of the number of keys. It is the width d that "
                "makes scores large.",
                "你除以了键的个数的平方根。使分数变大的是宽度 d。",
            ),
        ),
        Mistake(
            _attend(dim=0),
            (
                "Your softmax runs over the queries. Each row must sum to 1: use the "
                "last axis.",
                "你的 softmax 沿查询方向算了。每一行的和应为 1：请用最后一维。",
            ),
        ),
        Mistake(
            _attend(turn=True),
            (
                "You turned the mask round: True = may be attended.",
                "你把掩码弄反了：True 表示可以关注。",
            ),
        ),
        Mistake(
            _attend(silent=False),
            (
                "Look at the query that may look at nothing: its weights are uniform, "
                "so it sees all that is hidden. Its context should be zero.",
                "看看那个什么都不能看的查询：它的权重是均匀的，于是把藏起来的都看到了。"
                "它的上下文应当是零。",
            ),
        ),
        Mistake(
            _attend(fill=-math.inf, silent=False),
            (
                "A row of −inf has no softmax: it becomes NaN. Use the lowest finite "
                "number, and set the weights to 0 afterwards.",
                "整行都是 −inf，softmax 会得出 NaN。请用最小的有限数，"
                "之后再把权重置 0。",
            ),
        ),
        Mistake(
            _attend(afterwards=True),
            (
                "You masked after the softmax: what is left of a row no longer sums to "
                "1. Mask the scores.",
                "你在 softmax 之后才加掩码：一行里剩下的权重，和不再是 1。请掩分数。",
            ),
        ),
        Mistake(
            _attend(rows=True),
            (
                "You masked whole rows: queries. Padding must hide columns: keys.",
                "你遮住的是整行，也就是查询。填充要遮的是列，也就是键。",
            ),
        ),
        Mistake(
            lambda query, key, value, mask: scaled_dot_product_attention(
                query, key, value, mask
            )[1],
            (
                "These are the weights. The context is the weighted sum of the values.",
                "这是权重。上下文是值的加权和。",
            ),
        ),
    ],
)

# 4.3 Additive attention --------------------------------------------------------------


def additive_scores(
    query: Tensor, key: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor
) -> Tensor:
    """Return vᵀ tanh(W_q q + W_k k) for every query (row) and key (column)."""
    hidden = torch.tanh((query @ w_q.T)[:, None, :] + (key @ w_k.T)[None, :, :])
    return hidden @ v


def _additive(build: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def answer(
        query: Tensor, key: Tensor, w_q: Tensor, w_k: Tensor, v: Tensor
    ) -> Tensor:
        return build(query @ w_q.T, key @ w_k.T, v)

    return answer


def _cases_additive() -> list[tuple[Tensor, ...]]:
    generator = torch.Generator().manual_seed(0)
    shapes = [
        [(queries, 2), (keys, 4), (5, 2), (5, 4), (5,)]
        for queries, keys in ((2, 3), (3, 2))
    ]
    return [
        tuple(torch.randn(*size, generator=generator) for size in sizes)
        for sizes in shapes
    ]


check_additive = Exercise(
    "4.3",
    "build",
    ("Additive scores", "加性分数"),
    solution=additive_scores,
    cases=_cases_additive,
    hints=(
        (
            "Every query meets every key: you need a table of shape (query_len, "
            "key_len, hidden). Broadcasting makes it from two smaller ones.",
            "每个查询都要和每个键配对：你需要形状为 (query_len, key_len, hidden) 的表。"
            "靠广播，两张小表就能拼出它。",
        ),
        (
            "`(query @ w_q.T)[:, None, :]` has a row for each query, and "
            "`(key @ w_k.T)[None, :, :]` a column for each key. Add, tanh, then `@ v`.",
            "`(query @ w_q.T)[:, None, :]` 每个查询一行，"
            "`(key @ w_k.T)[None, :, :]` 每个键一列。相加，tanh，然后 `@ v`。",
        ),
    ),
    mistakes=[
        Mistake(
            _additive(lambda q, k, v: torch.tanh(k[:, None] + q[None]) @ v),
            (
                "Your rows are keys. Rows are queries, columns are keys: everywhere in "
                "this course.",
                "你的行是键。本课程里一律如此：行是查询，列是键。",
            ),
        ),
        Mistake(
            _additive(lambda q, k, v: (q[:, None] + k[None]) @ v),
            (
                "The tanh is missing. Without it the query adds the same to every "
                "score of its row, and the softmax takes it away again.",
                "漏了 tanh。没有它，查询给同一行的每个分数加上同一个数，"
                "softmax 又把它消掉了。",
            ),
        ),
        Mistake(
            _additive(
                lambda q, k, v: (torch.tanh(q)[:, None] + torch.tanh(k)[None]) @ v
            ),
            (
                "One tanh over the sum, not one for each part: otherwise query and key "
                "never meet.",
                "对两者之和取一次 tanh，而不是各取各的：否则查询和键碰不到一起。",
            ),
        ),
        Mistake(
            _additive(
                lambda q, k, v: (torch.tanh(q[:, None] + k[None]) @ v).softmax(-1)
            ),
            (
                "Asked for are the scores, before the softmax.",
                "题目要的是 softmax 之前的分数。",
            ),
        ),
        Mistake(
            _additive(lambda q, k, v: torch.tanh(q[:, None] + k[None]).sum(dim=-1)),
            (
                "The vector v is missing: it weighs the hidden units.",
                "漏了向量 v：它给各隐藏单元加权。",
            ),
        ),
    ],
)

# 4.4 The missing root ----------------------------------------------------------------


def scores(query: Tensor, key: Tensor) -> Tensor:
    """Return the scaled scores, a row for each query."""
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])


def scores_with_bug(query: Tensor, key: Tensor) -> Tensor:
    """Forget the root."""
    return query @ key.transpose(-2, -1)


def _scores(build: Callable[[Tensor, Tensor], Tensor]) -> Callable:
    def answer(query: Tensor, key: Tensor) -> Tensor:
        return build(query, key)

    return answer


check_scale = Exercise(
    "4.4",
    "repair",
    ("Sure of itself too soon", "过早的自信"),
    solution=scores,
    stub=scores_with_bug,
    cases=lambda: [
        (torch.tensor([[1.0, 2.0, 0.0, 1.0]]), torch.tensor([[1.0, 1.0, 0.0, 1.0]])),
        (torch.arange(6.0).view(2, 3) / 10, torch.arange(15.0).view(5, 3) / 10),
        (torch.ones(2, 1, 2), torch.ones(2, 3, 2)),
    ],
    hints=(
        (
            "With numbers of variance 1, a sum of d products has variance d. What must "
            "you divide by so that it has variance 1?",
            "各数方差为 1 时，d 个乘积之和的方差为 d。除以什么才能让方差回到 1？",
        ),
        (
            "Dividing by c divides the variance by c². The width d is the last size of "
            "`query`.",
            "除以 c，方差就除以 c²。宽度 d 是 `query` 最后一维的大小。",
        ),
    ),
    mistakes=[
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) / q.shape[-1]),
            (
                "You divided by d. That is the variance; the spread is its root.",
                "你除以了 d。d 是方差，标准差才是它的平方根。",
            ),
        ),
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) / math.sqrt(k.shape[-2])),
            (
                "You took the number of keys. It is the width that matters.",
                "你用了键的个数。要紧的是宽度。",
            ),
        ),
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) / math.sqrt(q.shape[0])),
            (
                "`shape[0]` is not the width; that is the last one.",
                "`shape[0]` 不是宽度；宽度是最后一维。",
            ),
        ),
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) * math.sqrt(q.shape[-1])),
            (
                "You multiply: this makes the scores larger still.",
                "你是在乘：分数反而更大了。",
            ),
        ),
        Mistake(
            _scores(
                lambda q, k: (q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])).softmax(
                    -1
                )
            ),
            (
                "The scale is right. Return the scores, before the softmax.",
                "缩放对了。请返回 softmax 之前的分数。",
            ),
        ),
    ],
)

# 4.5 The wrong axis ------------------------------------------------------------------


def weights(scores: Tensor) -> Tensor:
    """Turn scores (batch, query_len, key_len) into weights."""
    return scores.softmax(dim=-1)


def weights_with_bug(scores: Tensor) -> Tensor:
    """Normalise over the queries."""
    return scores.softmax(dim=1)


check_axis = Exercise(
    "4.5",
    "repair",
    ("What sums to 1?", "沿哪一维求和得 1？"),
    solution=weights,
    stub=weights_with_bug,
    cases=lambda: [
        (torch.tensor([[[0.0, 1.0, 2.0], [2.0, 0.0, 0.0]]]),),
        (torch.arange(12.0).view(2, 2, 3) / 5,),
    ],
    hints=(
        (
            "Sum your weights over each axis in turn. Over which of them should the "
            "sum be 1?",
            "依次沿每一维把权重相加。沿哪一维的和应当是 1？",
        ),
        (
            "A query shares its attention out among the *keys*: the last axis.",
            "一个查询把注意力分给各个*键*：最后一维。",
        ),
    ),
    mistakes=[
        Mistake(
            lambda scores: scores.softmax(dim=0),
            (
                "Now the sentences of the batch share their attention: nothing may mix "
                "them.",
                "这样一来，批次里的句子在瓜分注意力：句子之间绝不能混。",
            ),
        ),
        Mistake(
            lambda scores: scores.flatten(1).softmax(dim=-1).view_as(scores),
            (
                "All queries of a sentence share one sum. Each has its own.",
                "一句里的所有查询共享了一个总和。每个查询应有自己的总和。",
            ),
        ),
        Mistake(
            lambda scores: scores.exp(),
            (
                "exp makes them positive; they must also sum to 1.",
                "exp 使它们为正；它们的和还必须是 1。",
            ),
        ),
        Mistake(
            lambda scores: scores / scores.sum(dim=-1, keepdim=True),
            (
                "Scores may be zero or negative: take exp first. (This is what softmax "
                "does.)",
                "分数可能为零或负：先取 exp。（softmax 正是这么做的。）",
            ),
        ),
        Mistake(
            lambda scores: scores.sigmoid(),
            (
                "The sigmoid looks at each key by itself; the keys must compete.",
                "sigmoid 把每个键分开看；键与键之间必须竞争。",
            ),
        ),
    ],
)

# 4.6 A look that matters -------------------------------------------------------------

LOOK = (1, "cat")  # the finished model writes the same sentence then
IMPORTANT = (3, "the")  # another one
USUAL = (3, "cat")  # it looks there anyway
SENTENCE = Pair(
    tuple(tokenise("The small black cat sleeps near the house.")),
    tuple(tokenise("Le petit chat noir dort près de la maison.", "fr")),
    # as the grammar would link them: (English, French)
    tuple(zip((0, 1, 3, 2, 4, 5, 5, 6, 7, 8), range(10), strict=True)),
)


@dataclass(frozen=True)
class Pinned:
    """What one pinned row did; `verdict` is "found", or what is not yet so."""

    verdict: str
    translation: str = field(default="", compare=False)

    def __repr__(self) -> str:
        """Show what the model writes then."""
        return self.translation or say("nothing to show", "没有可显示的内容")


@cache
def _finished() -> Any:
    from course_utils.pretrained import load_seq2seq_with_attention  # reads a file

    return load_seq2seq_with_attention()


def look(answer: tuple[int, str]) -> Pinned:
    """Translate SENTENCE while one step looks at one source word only."""
    from course_utils.widgets.attention_decode import Change, decode

    row, word = answer
    model, src_vocab, tgt_vocab, _ = _finished()
    src = [*SENTENCE.src, "<eos>"]
    if word not in src:
        return Pinned("no such word")
    ids = [*src_vocab.encode(SENTENCE.src), EOS_ID]
    plain = decode(model, ids)
    if not 1 <= row <= len(plain.wrote):
        return Pinned("no such row")
    column = src.index(word)
    if int(plain.weights["cross", 0][0, row - 1].argmax()) == column:
        return Pinned("looked there anyway")
    pin = [float(place == column) for place in range(len(src))]
    changed = decode(model, ids, {("cross", 0): Change(pins={(0, row - 1): pin})})
    text = " ".join(tgt_vocab.tokens[token] for token in changed.wrote)
    return Pinned("found" if changed.wrote == plain.wrote else "changed", text)


check_look = Exercise(
    "4.6",
    "explore",
    ("A look that does not matter", "无关紧要的一眼"),
    solution=LOOK,
    run=lambda answer: look(answer),
    why=(
        "The step was made to look at one wrong word and nothing else, and the model "
        "wrote the same sentence. So the map alone does not tell you why it wrote it.",
        "这一步被迫只看一个错误的词，模型却写出了同一个句子。"
        "可见单凭注意力图并不能说明它为什么这样写。",
    ),
    hints=(
        (
            "Choose a row, pin it to one source word and decode again. Then read the "
            "whole translation. Undo, and try another row.",
            "选一行，让它只看一个源词，等模型重新解码，再读整句译文。放开后换一行再试。",
        ),
        (
            "Most looks matter in this model: try the article. Which English word, "
            "other than “the”, tells you whether to write “le” or “la”?",
            "这个模型看哪里大多要紧，不妨试试冠词。除了 “the”，"
            "还有哪个英语单词能告诉你该写 “le” 还是 “la”？",
        ),
    ),
    mistakes=[
        Mistake(
            IMPORTANT,
            (
                "With this look the translation changes. Read what became of it, and "
                "try another row or word.",
                "这样一看，译文就变了。读一读它变成了什么，再换一行或换一个词。",
            ),
            when=lambda yours, target: yours.verdict == "changed",
        ),
        Mistake(
            USUAL,
            (
                "This row looks mostly at this word anyway. Choose a word that it did "
                "not look at.",
                "这一行本来就主要看这个词。请选一个它没看的词。",
            ),
            when=lambda yours, target: yours.verdict == "looked there anyway",
        ),
        Mistake(
            (1, "chat"),
            (
                "This word is not in the source. Columns are the English words, and "
                "`<eos>`.",
                "这个词不在源句里。列是英语单词和 `<eos>`。",
            ),
            when=lambda yours, target: yours.verdict == "no such word",
        ),
        Mistake(
            (0, "cat"),
            (
                "There is no such row. Rows are the words of the translation, counted "
                "from 1.",
                "没有这一行。行是译文的词，从 1 数起。",
            ),
            when=lambda yours, target: yours.verdict == "no such row",
        ),
    ],
)

# Quiz --------------------------------------------------------------------------------

QUIZ = [
    Question(
        (
            "Query, key and value: which of them decide where the model looks?",
            "查询、键、值当中，由谁决定往哪里看？",
        ),
        [
            Option(
                ("the value alone", "只有值"),
                (
                    "The value is what is taken from the place. It has no say in "
                    "whether it is taken.",
                    "值是从那里取走的东西，是否被取走它说了不算。",
                ),
            ),
            Option(
                ("query and key", "查询和键"),
                (
                    "Their score becomes the weight. The value is what is then "
                    "weighed.",
                    "它们的分数变成权重，值则是被加权的东西。",
                ),
                right=True,
            ),
            Option(
                ("key and value", "键和值"),
                (
                    "Without the query one would look at the same place whatever one "
                    "wants: a non-volitional cue.",
                    "没有查询，不管想要什么都会看同一处：那是不随意线索。",
                ),
            ),
        ],
    ),
    Question(
        (
            "Why are the scores divided by √d?",
            "分数为什么要除以 √d？",
        ),
        [
            Option(
                (
                    "so that the softmax does not saturate when d is large",
                    "让 softmax 在 d 很大时不致饱和",
                ),
                (
                    "Unscaled scores spread like √d. One weight is then nearly 1, and "
                    "hardly any gradient is left.",
                    "不缩放时，分数的标准差是 √d。某个权重会接近 1，梯度几乎就没了。",
                ),
                right=True,
            ),
            Option(
                (
                    "so that the weights of a row sum to 1",
                    "让一行的权重之和为 1",
                ),
                (
                    "The softmax does that, whatever the scale.",
                    "这是 softmax 做的，与缩放无关。",
                ),
            ),
            Option(
                (
                    "so that long sentences get no larger scores",
                    "让长句不至于得到更大的分数",
                ),
                (
                    "d is the width of the vectors. The length of the sentence does "
                    "not come into it.",
                    "d 是向量的宽度，与句子长度无关。",
                ),
            ),
        ],
    ),
    Question(
        (
            "`mask[i, j]` is False. What does this mean in this course?",
            "`mask[i, j]` 为 False。在本课程里这是什么意思？",
        ),
        [
            Option(
                ("key i is hidden from query j", "查询 j 不可以看键 i"),
                (
                    "Rows are queries and columns keys: it is the other way round.",
                    "行是查询，列是键：正好反过来。",
                ),
            ),
            Option(
                ("query i must look at key j", "查询 i 必须看键 j"),
                (
                    "A mask forbids; it never commands. And here False forbids.",
                    "掩码只禁止，从不命令。在这里 False 表示禁止。",
                ),
            ),
            Option(
                ("query i may not look at key j", "查询 i 不可以看键 j"),
                (
                    "True = may be attended. Some libraries mean the opposite: read "
                    "their documentation.",
                    "True = 可以被关注。有些库的含义相反：请读它们的文档。",
                ),
                right=True,
            ),
        ],
    ),
    Question(
        (
            "What does attention do to the bottleneck of notebook 2?",
            "注意力怎样解决第 2 个笔记本里的瓶颈？",
        ),
        [
            Option(
                (
                    "it makes the state larger",
                    "它把状态变大",
                ),
                (
                    "The state is as large as before. A larger one would only move the "
                    "limit.",
                    "状态和原来一样大。变大也只是把极限往后推。",
                ),
            ),
            Option(
                (
                    "the decoder may look at every state of the encoder, at each step",
                    "解码器每一步都可以看编码器的所有状态",
                ),
                (
                    "So what is handed over grows with the sentence.",
                    "于是交出去的东西随句子一起变长。",
                ),
                right=True,
            ),
            Option(
                (
                    "it translates word by word",
                    "它逐词翻译",
                ),
                (
                    "Word order differs, and a word may need several. The weights are "
                    "free to go where they are needed.",
                    "词序会变，译一个词也可能要看好几个词。权重可以落在任何需要的地方。",
                ),
            ),
        ],
    ),
    Question(
        (
            "A heat map shows a strong weight on “cat” where the model wrote “noir”. "
            "What may you conclude?",
            "热力图显示，模型写 “noir” 时在 “cat” 上权重很大。你能得出什么结论？",
        ),
        [
            Option(
                (
                    "this is why it wrote “noir”",
                    "这就是它写 “noir” 的原因",
                ),
                (
                    "Only an experiment shows that: change the weight and see whether "
                    "the word changes.",
                    "只有做实验才能说明：改变这个权重，看词是否跟着变。",
                ),
            ),
            Option(
                (
                    "the model is wrong",
                    "模型错了",
                ),
                (
                    "It may need the noun in order to make the adjective agree.",
                    "它可能要靠这个名词来决定形容词的词形。",
                ),
            ),
            Option(
                (
                    "much of that state went into the context; more needs a test",
                    "那个状态在上下文里占了很大一份；再多的结论就要靠实验",
                ),
                (
                    "Besides, each encoder state has read its neighbours: at “cat” "
                    "there is more than the cat.",
                    "何况编码器的每个状态都读过左邻右舍：“cat” 处不只有猫。",
                ),
                right=True,
            ),
        ],
    ),
]
