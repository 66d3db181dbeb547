"""Exercises on the Transformer: its size, its parts, its cache, and how it fails."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import torch
from torch import Tensor

from course_utils.attention import scaled_dot_product_attention
from course_utils.beam_search import greedy_search
from course_utils.data import EOS_ID, Pair, tokenise
from course_utils.exercises.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.questions import Option, Question
from course_utils.language import say
from course_utils.masks import padding_mask
from course_utils.transformer import Transformer, TransformerMemory

__all__ = [
    "QUIZ",
    "SENTENCE",
    "WARDS",
    "check_block",
    "check_cache",
    "check_cross",
    "check_diagnosis",
    "check_head",
    "check_size",
    "patient",
    "show_hints",
    "show_solution",
]

# 8.1 How many numbers ----------------------------------------------------------------

check_size = Exercise(
    "8.1",
    "predict",
    ("How many numbers", "有多少个参数"),
    solution=172,
    why=(
        "Four projections of 4·4 + 4, widen 4·8 + 8 and narrow 8·4 + 4, and two norms "
        "of 4 + 4: 80 + 40 + 36 + 16 = 172. The number of heads does not matter.",
        "四个投影各 4·4 + 4，变宽 4·8 + 8，变窄 8·4 + 4，两个归一化各 4 + 4："
        "80 + 40 + 36 + 16 = 172。头数没有影响。",
    ),
    hints=(
        (
            "Go through the parts one after the other: attention, feed-forward, and "
            "one norm for each of the two. A linear layer has a bias too.",
            "一部分一部分地数：注意力、前馈网络，再加两者各自的归一化。线性层也有偏置。",
        ),
        (
            "Attention has four projections: of queries, keys, values, and of the "
            "output. A linear layer from n to m numbers has n·m + m parameters.",
            "注意力有四个投影：查询、键、值和输出。从 n 维到 m 维的线性层有 n·m + m "
            "个参数。",
        ),
    ),
    mistakes=[
        Mistake(
            144,
            (
                "You left out the biases of the linear layers.",
                "你漏了线性层的偏置。",
            ),
        ),
        Mistake(
            156,
            (
                "You left out the two norms: each has a weight and a bias a feature.",
                "你漏了两个归一化：每个特征各有一个权重和一个偏置。",
            ),
        ),
        Mistake(
            152,
            (
                "Attention has four projections, not three: the heads' outputs are "
                "projected once more.",
                "注意力有四个投影，不是三个：各头的输出还要再投影一次。",
            ),
        ),
        Mistake(
            164,
            (
                "There are two norms: one for attention, one for the feed-forward "
                "network.",
                "有两个归一化：注意力一个，前馈网络一个。",
            ),
        ),
        Mistake(
            332,
            (
                "The heads share the width between them: two heads of 2 features cost "
                "as much as one head of 4.",
                "宽度由各头平分：两个 2 维的头，参数和一个 4 维的头一样多。",
            ),
            when=lambda yours, target: yours > 230,
        ),
    ],
)

# 8.2 A layer -------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A part of a layer that a pencil can compute; it is shown by its name."""

    name: str
    compute: Callable[[Tensor], Tensor] = field(repr=False)

    def __call__(self, x: Tensor) -> Tensor:
        return self.compute(x)

    def __repr__(self) -> str:
        return self.name


def _normed(x: Tensor) -> Tensor:
    return (x - x.mean(dim=-1, keepdim=True)) / (
        x.var(dim=-1, unbiased=False, keepdim=True) + 1e-5
    ).sqrt()


def _parts() -> tuple[Part, Part, Part, Part]:
    return (
        Part("attention", lambda x: x.mean(dim=-2, keepdim=True) + 0.5 * x),
        Part("feed_forward", lambda x: torch.relu(x) * 2 - 1),
        Part("norm_1", lambda x: 3 * _normed(x)),
        Part("norm_2", lambda x: _normed(x) + 0.5),
    )


def pre_norm_layer(
    x: Tensor, attention: Part, feed_forward: Part, norm_1: Part, norm_2: Part
) -> Tensor:
    """Run one encoder layer with the norm first."""
    x = x + attention(norm_1(x))
    return x + feed_forward(norm_2(x))


def _layer(build: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Name the inputs as the solution does."""

    def answer(
        x: Tensor, attention: Part, feed_forward: Part, norm_1: Part, norm_2: Part
    ) -> Tensor:
        return build(x, attention, feed_forward, norm_1, norm_2)

    return answer


def _post(x: Tensor, a: Part, f: Part, n1: Part, n2: Part) -> Tensor:
    x = n1(x + a(x))
    return n2(x + f(x))


def _no_way_past(x: Tensor, a: Part, f: Part, n1: Part, n2: Part) -> Tensor:
    return f(n2(a(n1(x))))


def _normed_way_past(x: Tensor, a: Part, f: Part, n1: Part, n2: Part) -> Tensor:
    x = n1(x)
    x = n2(x + a(x))
    return x + f(x)


def _one_residual(x: Tensor, a: Part, f: Part, n1: Part, n2: Part) -> Tensor:
    x = x + a(n1(x))
    return f(n2(x))


def _norm_outside(x: Tensor, a: Part, f: Part, n1: Part, n2: Part) -> Tensor:
    x = x + n1(a(x))
    return x + n2(f(x))


check_block = Exercise(
    "8.2",
    "build",
    ("A layer with the norm first", "先归一化的一层"),
    solution=pre_norm_layer,
    cases=lambda: [
        (torch.tensor([[1.0, 3.0, 2.0], [4.0, 0.0, -1.0]]), *_parts()),
        (torch.tensor([[2.0, -2.0, 5.0]]), *_parts()),
    ],
    hints=(
        (
            "Two sublayers, one after the other. Each of them reads the norm of `x`, "
            "and what it says is added to `x` itself.",
            "两个子层，一前一后。每个都读归一化后的 `x`，输出则加到 `x` 本身上。",
        ),
        (
            "The first is `x = x + attention(norm_1(x))`. Write the second in the same "
            "way; it starts from the new `x`.",
            "第一个是 `x = x + attention(norm_1(x))`。第二个照着写，从新的 `x` 出发。",
        ),
    ),
    mistakes=[
        Mistake(
            _layer(_post),
            (
                "This is post-LN: the norm comes after the sum. Asked for is the norm "
                "*first*.",
                "这是 post-LN：归一化在求和之后。题目要的是*先*归一化。",
            ),
        ),
        Mistake(
            _layer(_no_way_past),
            (
                "There is no way past the sublayers: nothing is added to `x`.",
                "没有绕过子层的路：什么都没有加到 `x` 上。",
            ),
        ),
        Mistake(
            _layer(_normed_way_past),
            (
                "You norm what goes past the sublayer, too. The way past must stay "
                "untouched: add to `x`, not to `norm_1(x)`.",
                "绕过子层的那条路，你也归一化了。它应当原封不动：加到 `x` 上，"
                "而不是加到 `norm_1(x)` 上。",
            ),
        ),
        Mistake(
            _layer(_one_residual),
            (
                "The feed-forward network needs a way past it, too.",
                "前馈网络也要有一条绕过它的路。",
            ),
        ),
        Mistake(
            _layer(_norm_outside),
            (
                "You norm what the sublayer says. It is what the sublayer *reads* that "
                "is normed.",
                "你归一化的是子层的输出。该归一化的是子层*读到*的东西。",
            ),
        ),
        Mistake(
            _layer(lambda x, a, f, n1, n2: x + a(n1(x)) + f(n2(x))),
            (
                "The feed-forward network must read the `x` that attention has changed "
                "already: one sublayer after the other.",
                "前馈网络该读的，是注意力已经改过的 `x`：两个子层一前一后。",
            ),
        ),
        Mistake(
            _layer(lambda x, a, f, n1, n2: pre_norm_layer(x, f, a, n1, n2)),
            (
                "Attention comes first, then the feed-forward network.",
                "先注意力，后前馈网络。",
            ),
        ),
    ],
)

# 8.3 The cache -----------------------------------------------------------------------


def cached_attention(
    query: Tensor, key: Tensor, value: Tensor, kept: tuple[Tensor, Tensor] | None
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Attend from one new token to itself and to all that was kept before it."""
    if kept is not None:
        key = torch.cat([kept[0], key])
        value = torch.cat([kept[1], value])
    context, _ = scaled_dot_product_attention(query, key, value)
    return context, (key, value)


def _run_cache(answer: Callable, queries: Tensor, keys: Tensor, values: Tensor) -> Any:
    """Write token after token with an answer; return the contexts as one table."""
    kept, contexts = None, []
    for t in range(len(queries)):
        row = slice(t, t + 1)
        found = answer(queries[row], keys[row], values[row], kept)
        if not isinstance(found, tuple):
            return found
        context, kept = found
        contexts.append(context)
    return torch.cat(contexts)


def _cases_cache() -> list[tuple[Tensor, Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(0)
    draw = [torch.randn(3, 5, 4, generator=generator) for _ in range(2)]
    return [tuple(each) for each in draw]


def _cache(
    *, keep: bool = True, front: bool = False, scale: bool = True, look: bool = True
) -> Callable:
    """Return an answer with one of the classic faults."""

    def answer(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
        keys, values = (key, value) if kept is None else kept
        if kept is not None:
            order = slice(None, None, -1) if front else slice(None)
            keys = torch.cat([keys, key][order])
            values = torch.cat([values, value][order])
        seen = keys if look or kept is None else keys[:-1]
        stretch = 1.0 if scale else query.shape[-1] ** 0.5
        context, _ = scaled_dot_product_attention(
            query * stretch, seen, values[: len(seen)]
        )
        return context, ((keys, values) if keep else None)

    return answer


def _swapped(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
    if kept is not None:
        key, value = torch.cat([kept[0], value]), torch.cat([kept[1], key])
    return scaled_dot_product_attention(query, key, value)[0], (key, value)


def _stale(query: Tensor, key: Tensor, value: Tensor, kept: Any) -> Any:
    context, pair = cached_attention(query, key, value, kept)
    return context, pair if kept is None else kept


check_cache = Exercise(
    "8.3",
    "build",
    ("Keys and values, kept", "留住键和值"),
    solution=cached_attention,
    cases=_cases_cache,
    run=_run_cache,
    hints=(
        (
            "The new token may look at itself and at all before it. What of those did "
            "you compute in earlier steps?",
            "新词元可以看自己和前面所有的词元。其中哪些东西，前几步已经算好了？",
        ),
        (
            "If there is something in `kept`, `torch.cat([kept[0], key])` is the "
            "longer table of keys; the same for values. Attend to both, and return "
            "them.",
            "`kept` 里有东西时，`torch.cat([kept[0], key])` 就是变长后的键；"
            "值也一样。用它们来算注意力，再把它们返回。",
        ),
    ),
    mistakes=[
        Mistake(
            _cache(keep=False),
            (
                "Nothing is kept: each token sees itself alone. Return the *longer* "
                "keys and values for the next step.",
                "什么也没留下：每个词元只看得见自己。请返回*变长后的*键和值，留给下一步。",
            ),
        ),
        Mistake(
            _stale,
            (
                "What you return does not grow: the third token never sees the second. "
                "Return the longer table.",
                "你返回的东西没有变长：第三个词元永远看不到第二个。请返回变长后的。",
            ),
        ),
        Mistake(
            _cache(look=False),
            (
                "The new token does not see itself. Its own key and value belong to "
                "what it may look at.",
                "新词元看不见自己。它自己的键和值，它也可以看。",
            ),
        ),
        Mistake(
            _cache(scale=False),
            (
                "The scores are not divided by √d_head.",
                "分数没有除以 √d_head。",
            ),
        ),
        Mistake(
            _swapped,
            (
                "Keys and values are mixed up when they are put together.",
                "拼接时把键和值弄混了。",
            ),
        ),
        Mistake(
            lambda query, key, value, kept: (
                (pair := cached_attention(query, key, value, kept)[1])[1].mean(
                    dim=0, keepdim=True
                ),
                pair,
            ),
            (
                "You average the values. Attention weighs them: by query and keys.",
                "你对值取了平均。注意力是加权和，权重由查询和键决定。",
            ),
        ),
    ],
)

# 8.4 Cross-attention -----------------------------------------------------------------


def cross_attention(
    target: Tensor, memory: Tensor, target_mask: Tensor, source_mask: Tensor
) -> Tensor:
    """Let each target position look at the real tokens of the source."""
    return scaled_dot_product_attention(target, memory, memory, source_mask)[0]


def cross_attention_with_bug(
    target: Tensor, memory: Tensor, target_mask: Tensor, source_mask: Tensor
) -> Tensor:
    """Mask the columns by the wrong sentence's padding."""
    return scaled_dot_product_attention(target, memory, memory, target_mask)[0]


def _cross(look: Callable[..., tuple[Tensor, Tensor, Tensor, Any]]) -> Callable:
    def answer(
        target: Tensor, memory: Tensor, target_mask: Tensor, source_mask: Tensor
    ) -> Tensor:
        return scaled_dot_product_attention(
            *look(target, memory, target_mask, source_mask)
        )[0]

    return answer


def _cases_cross() -> list[tuple[Tensor, ...]]:
    """Both sentences are equally long, so that no shape gives the bug away."""
    generator = torch.Generator().manual_seed(0)
    made = []
    for real_target, real_source in ((5, 3), (2, 4)):
        target, memory = torch.randn(2, 1, 5, 3, generator=generator)
        place = torch.arange(5)
        masks = (place < real_target)[None, None], (place < real_source)[None, None]
        made.append((target, memory, *masks))
    return made


check_cross = Exercise(
    "8.4",
    "repair",
    ("Whose padding?", "谁的填充？"),
    solution=cross_attention,
    stub=cross_attention_with_bug,
    cases=_cases_cross,
    hints=(
        (
            "A mask says which *columns* may be looked at. In cross-attention, to "
            "which sentence do the columns belong?",
            "掩码规定哪些*列*可以看。在交叉注意力里，列属于哪个句子？",
        ),
        (
            "Rows are queries, and they come from the target. Columns are keys, and "
            "they come from the source: its padding must be masked.",
            "行是查询，来自目标句。列是键，来自源句：该遮住的是源句的填充。",
        ),
    ),
    mistakes=[
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, None)),
            (
                "Now nothing is masked: the padding of the source is looked at.",
                "现在什么也没遮住：源句的填充也会被看到。",
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, ~sm)),
            (
                "You turned the mask round. Here True means: may be looked at.",
                "你把掩码弄反了。这里 True 表示可以被关注。",
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (m, t, t, tm)),
            (
                "You swapped the sides: the query comes from the target, keys and "
                "values come from the encoder.",
                "你把两边对调了：查询来自目标句，键和值来自编码器。",
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, t, t, sm)),
            (
                "Keys and values come from the target: this is self-attention. The "
                "source is never read.",
                "键和值都来自目标句：这是自注意力。源句根本没读到。",
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, t, sm)),
            (
                "The values come from the target. What is looked at *and* what is "
                "taken from it both come from the encoder.",
                "值来自目标句。看的东西*和*取走的东西，都应当来自编码器。",
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, tm & sm)),
            (
                "You let both masks through only together. The target's padding is no "
                "business of the columns.",
                "你要求两个掩码都放行才能看。列与目标句的填充无关。",
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, sm.transpose(-2, -1))),
            (
                "You masked rows (queries). It is columns (keys) that must not be "
                "looked at.",
                "你遮住的是行（查询）。该遮住的是列（键）。",
            ),
        ),
    ],
)

# 8.5 A head that matters -------------------------------------------------------------

HEAD = ("encoder", 1, 1)  # without it the finished Transformer writes something else
IDLE = ("encoder", 1, 2)  # without it, the same
SENTENCE = Pair(
    tuple(tokenise("His brother's black horse is never sick.")),
    tuple(tokenise("Le cheval noir de son frère n'est jamais malade.", "fr")),
    alignment=(),  # nobody asks for it here
)


@dataclass(frozen=True)
class Muted:
    """What muting heads did; `verdict` is "found", or what is not yet so."""

    verdict: str
    translation: str = field(default="", compare=False)

    def __repr__(self) -> str:
        """Show what the model writes then."""
        return self.translation or say("nothing to show", "没有可显示的内容")


@cache
def _finished() -> tuple[Transformer, Any, Tensor]:
    from course_utils.pretrained import load_transformer  # a file: only when asked

    model, src_vocab, tgt_vocab, _ = load_transformer()
    return model, tgt_vocab, torch.tensor([[*src_vocab.encode(SENTENCE.src), EOS_ID]])


def _written(model: Transformer, vocab: Any, src: Tensor) -> str:
    with torch.no_grad():
        state = model.start(model.encode(src))
    (found,) = greedy_search(model.step, state, 1, max_len=40)
    return " ".join(vocab.decode(found.tokens))


def mute(answer: tuple[str, int, int]) -> Muted:
    """Translate SENTENCE with one head muted: (which attention, layer, head)."""
    kind, layer, head = answer
    model, vocab, src = _finished()
    muted = copy.deepcopy(model)
    stacks = {
        "encoder": [each.self_attention for each in muted.encoder.layers],
        "decoder": [each.self_attention for each in muted.decoder.layers],
        "cross": [each.cross_attention for each in muted.decoder.layers],
    }
    if kind not in stacks:
        return Muted("no such attention")
    heads = stacks[kind][0].num_heads
    if 0 in (layer, head):
        return Muted("counted from 0")
    if not (1 <= layer <= len(stacks[kind]) and 1 <= head <= heads):
        return Muted("no such head")
    width = model.d_model // heads
    with torch.no_grad():  # what this head says no longer reaches the output
        columns = slice(width * (head - 1), width * head)
        stacks[kind][layer - 1].output_proj.weight[:, columns] = 0
    text = _written(muted, vocab, src)
    return Muted("found" if text != _written(model, vocab, src) else "same", text)


check_head = Exercise(
    "8.5",
    "explore",
    ("A head that matters", "一个要紧的头"),
    solution=HEAD,
    run=lambda answer: mute(answer),
    why=(
        "Without this head the translation changes. Most single heads can be muted "
        "unpunished: others have learned to do their work too.",
        "没有这个头，译文就变了。多数头单独关掉都没有影响："
        "它们的工作，别的头也学会了做。",
    ),
    hints=(
        (
            "In the explorer choose an attention, a layer and a head, and mute it. "
            "Look at what is written, and bring the head back before the next.",
            "在探索器里选一种注意力、一层和一个头，把它关掉。看看写出了什么；"
            "试下一个之前，先把它恢复。",
        ),
        (
            "Three of the 24 heads matter for this sentence. Who must find out early "
            "that the horse is black, and not the brother?",
            "对这个句子，24 个头里有三个要紧。谁必须及早弄清黑的是马，而不是哥哥？",
        ),
    ),
    mistakes=[
        Mistake(
            IDLE,
            (
                "With this head muted the translation stays the same. Try another.",
                "关掉这个头，译文不变。换一个试试。",
            ),
            when=lambda yours, target: yours.verdict == "same",
        ),
        Mistake(
            ("cross", 0, 1),
            (
                "Layers and heads count from 1, as in the explorer.",
                "层和头都从 1 数起，和探索器里一样。",
            ),
            when=lambda yours, target: yours.verdict == "counted from 0",
        ),
        Mistake(
            ("Encoder layer", 1, 1),
            (
                'The first part says which attention: "encoder", "decoder" or "cross".',
                '第一项写哪种注意力："encoder"、"decoder" 或 "cross"。',
            ),
            when=lambda yours, target: yours.verdict == "no such attention",
        ),
        Mistake(
            ("encoder", 9, 9),
            (
                "There are two layers in each half, with four heads each.",
                "编码器和解码器各有两层，每个注意力有四个头。",
            ),
            when=lambda yours, target: yours.verdict == "no such head",
        ),
    ],
)

# 8.6 Which bug is it? ----------------------------------------------------------------

WARDS = ("A", "B", "C", "D", "E", "F")
_CHART = dict(
    zip(
        WARDS,
        ["padding", "healthy", "future", "batch", "position", "order"],
        strict=True,
    )
)


class Patient(Transformer):
    """A small Transformer with random weights and, perhaps, one fault."""

    def __init__(self, fault: str) -> None:
        super().__init__(17, 19, d_model=24, num_heads=3, d_ff=29, num_layers=2)
        self._fault = fault
        self.causal = fault != "future"

    def embed(
        self, tokens: Tensor, embedding: torch.nn.Embedding, offset: int
    ) -> Tensor:
        """Look tokens up and add positions, or not as one should."""
        if self._fault == "order":
            return embedding(tokens) * self.d_model**0.5
        return super().embed(
            tokens, embedding, 0 if self._fault == "position" else offset
        )

    def encode(self, src: Tensor, mask: Tensor | None = None) -> TransformerMemory:
        """Read the source, or not as one should."""
        if self._fault == "padding":
            mask = torch.ones_like(padding_mask(src))
        memory = super().encode(src, mask)
        if self._fault == "batch":
            mixed = memory.states - memory.states.mean(dim=0, keepdim=True)
            memory = memory._replace(states=mixed)
        return memory


def patient(ward: str) -> Transformer:
    """Return the patient of a ward, "A" to "F": the same one every time."""
    if ward not in WARDS:
        raise ValueError(f"ward is {ward!r}; expected one of {', '.join(WARDS)}.")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return Patient(_CHART[ward]).eval()


@dataclass(frozen=True)
class Diagnosis:
    """Which wards were diagnosed rightly."""

    right: frozenset[str]
    missing: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Say how many are right, and not which."""
        return say(
            f"{len(self.right)} of {len(WARDS)} right",
            f"{len(WARDS)} 个里对了 {len(self.right)} 个",
        )


def diagnose(answer: Mapping[str, str]) -> Diagnosis:
    """Compare the reader's findings with the patients' charts."""
    right = {ward for ward in WARDS if answer.get(ward) == _CHART[ward]}
    unknown = {str(each) for each in answer.values()} - set(_CHART.values()) - {"..."}
    return Diagnosis(
        frozenset(right), frozenset(set(WARDS) - set(answer)), frozenset(unknown)
    )


def _swap(one: str, other: str) -> dict[str, str]:
    """Return the right chart with two findings mixed up."""
    turn = {one: other, other: one}
    return {ward: turn.get(each, each) for ward, each in _CHART.items()}


check_diagnosis = Exercise(
    "8.6",
    "explore",
    ("Which bug is it?", "是哪个错误？"),
    solution=_CHART,
    run=lambda answer: diagnose(answer),
    why=(
        "Each fault has a test that finds it and that the others pass. Keep these five "
        "tests for every Transformer that you meet.",
        "每种毛病都有一个测试能查出它，而别的毛病都通得过。"
        "记住这五个测试，以后遇到哪个 Transformer 都用得上。",
    ),
    hints=(
        (
            "One test a fault. Change one thing that must not matter (a later token, a "
            "padding token, another sentence), and see whether the output moves.",
            "一种毛病，一个测试。改动一样本不该有影响的东西（后面的词元、填充、"
            "另一个句子），看输出变不变。",
        ),
        (
            "`position`: do steps, one after the other, agree with `forward`? `order`: "
            "turn the words of the source round; the logits must *change*.",
            "`position`：一步一步解码，和 `forward` 一致吗？`order`：把源句的词"
            "倒过来，logits 应当*改变*。",
        ),
    ),
    mistakes=[
        Mistake(
            dict.fromkeys(WARDS, "healthy"),
            (
                "Five of the six are ill. Test one thing after the other.",
                "六个里有五个有病。请一项一项地测。",
            ),
        ),
        Mistake(
            _swap("position", "order"),
            (
                "You mixed up `position` and `order`: without positions even `forward` "
                "does not see the order; with a wrong one only the steps go astray.",
                "你把 `position` 和 `order` 弄混了：没有位置，连 `forward` "
                "也看不出顺序；位置错了，只有一步一步解码时才走偏。",
            ),
        ),
        Mistake(
            _swap("padding", "batch"),
            (
                "You mixed up `padding` and `batch`. Test padding with a batch of one, "
                "and the batch with sentences of equal length.",
                "你把 `padding` 和 `batch` 弄混了。用只有一句的批次测填充，"
                "用等长的句子测批次。",
            ),
        ),
        Mistake(
            _swap("future", "healthy"),
            (
                "Look at the future again: change the last token of the target. Which "
                "earlier logits move?",
                "再查一查未来：改动目标句的最后一个词元，前面哪些 logits 变了？",
            ),
        ),
        Mistake(
            {ward: _CHART[ward] for ward in WARDS[:4]},
            (
                "Some wards are missing: give a finding for each, from A to F.",
                "有的病房漏了：从 A 到 F，每个都要写上诊断。",
            ),
            when=lambda yours, target: bool(yours.missing),
        ),
        Mistake(
            {**_CHART, "A": "influenza"},
            (
                "There is a finding that is none of the six: padding, healthy, future, "
                "batch, position, order.",
                "有一个诊断不在这六种里：padding、healthy、future、batch、position、order。",
            ),
            when=lambda yours, target: bool(yours.unknown),
        ),
    ],
)

# Quiz --------------------------------------------------------------------------------

QUIZ = [
    Question(
        (
            "Where do the queries, keys and values of cross-attention come from?",
            "交叉注意力的查询、键和值各来自哪里？",
        ),
        [
            Option(
                (
                    "queries from the encoder; keys and values from the target",
                    "查询来自编码器；键和值来自目标句",
                ),
                (
                    "Then there would be an output for each source token. The decoder "
                    "needs one for each target position.",
                    "那样就成了每个源词元一个输出。解码器要的是每个目标位置一个。",
                ),
            ),
            Option(
                (
                    "queries from the target; keys and values from the encoder",
                    "查询来自目标句；键和值来自编码器",
                ),
                (
                    "The target asks, the source answers: in every decoder layer.",
                    "目标句提问，源句回答：每个解码器层都是这样。",
                ),
                right=True,
            ),
            Option(
                (
                    "all three from the target",
                    "三者都来自目标句",
                ),
                (
                    "This is the decoder's self-attention. The source would never be "
                    "read.",
                    "这是解码器的自注意力。那样就永远读不到源句。",
                ),
            ),
        ],
    ),
    Question(
        (
            "In training the causal mask was forgotten. What do you see?",
            "训练时忘了因果掩码。你会看到什么？",
        ),
        [
            Option(
                (
                    "a loss near zero, and rubbish when the model runs freely",
                    "损失接近零，自由运行时却满口胡话",
                ),
                (
                    "It copies the next word, which it can see in training and not in "
                    "use.",
                    "它照抄下一个词：训练时看得见，使用时看不见。",
                ),
                right=True,
            ),
            Option(
                ("a loss that does not fall", "损失不下降"),
                (
                    "On the contrary: with the answer in sight the task is easy.",
                    "恰恰相反：答案就在眼前，任务很容易。",
                ),
            ),
            Option(
                (
                    "an error, because the shapes do not fit",
                    "报错，因为形状对不上",
                ),
                (
                    "No shape depends on the mask. That is why the mistake is so "
                    "common.",
                    "没有哪个形状取决于掩码。正因为这样，这个错误才这么常见。",
                ),
            ),
        ],
    ),
    Question(
        (
            "Why does a stack of pre-LN layers need one more norm at its end?",
            "一摞 pre-LN 的层，末尾为什么还要再加一次归一化？",
        ),
        [
            Option(
                (
                    "to normalise over the sentences of the batch",
                    "为了在批次的各个句子之间做归一化",
                ),
                (
                    "Layer norm never looks at another sentence.",
                    "层归一化从不看别的句子。",
                ),
            ),
            Option(
                (
                    "because softmax needs inputs of variance 1",
                    "因为 softmax 要求输入方差为 1",
                ),
                (
                    "Softmax takes any numbers; and the output layer stands between.",
                    "什么数都可以做 softmax；何况中间还隔着输出层。",
                ),
            ),
            Option(
                (
                    "because the sum that passes by all sublayers was never normed",
                    "因为绕过所有子层的那个和，一路上从没归一化过",
                ),
                (
                    "Each layer adds to it, so that it grows with depth. The last norm "
                    "brings it back to scale.",
                    "每一层都往里加东西，网络越深，它越大。最后的归一化让它回到合适的尺度。",
                ),
                right=True,
            ),
        ],
    ),
    Question(
        (
            "What does the feed-forward network do with the words of a sentence?",
            "前馈网络怎样处理句子里的各个词？",
        ),
        [
            Option(
                (
                    "it mixes neighbouring words, like a convolution",
                    "像卷积一样混合相邻的词",
                ),
                (
                    "A convolution of kernel size 3 would. This one has size 1.",
                    "核大小为 3 的卷积才会这样。这里的核大小是 1。",
                ),
            ),
            Option(
                (
                    "the same to each of them, and none sees another",
                    "对每个词做同样的事，词与词互不相见",
                ),
                (
                    "It is a convolution of kernel size 1. Only attention carries "
                    "something from word to word.",
                    "它相当于核大小为 1 的卷积。在词与词之间传递信息的，只有注意力。",
                ),
                right=True,
            ),
            Option(
                (
                    "something else at each position, with weights of its own",
                    "每个位置做不同的事，各有自己的权重",
                ),
                (
                    "“Position-wise” means: at every position by itself, with the same "
                    "weights.",
                    "“基于位置”（position-wise）的意思是：各个位置各算各的，权重却相同。",
                ),
            ),
        ],
    ),
    Question(
        (
            "A sentence becomes twice as long. What happens to the weights of one "
            "self-attention?",
            "句子变成原来的两倍长。一个自注意力里，权重的个数会怎样？",
        ),
        [
            Option(
                ("there are four times as many", "变成原来的四倍"),
                (
                    "Each token looks at each: n · n weights a head. This is the price "
                    "of having no steps in sequence.",
                    "每个词元都要看所有词元：每个头有 n · n 个权重。"
                    "不必一步等一步，代价就在这里。",
                ),
                right=True,
            ),
            Option(
                ("there are twice as many", "变成原来的两倍"),
                (
                    "The number of rows doubles, and the number of columns too.",
                    "行数加倍，列数也加倍。",
                ),
            ),
            Option(
                (
                    "as many as before: they are parameters",
                    "和以前一样多：它们是参数",
                ),
                (
                    "The projections are parameters. The weights are computed for each "
                    "sentence anew.",
                    "投影才是参数。权重对每个句子都要重新算。",
                ),
            ),
        ],
    ),
]
