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
from course_utils.exercises.machinery.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_, _

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
    N_("A weighted mean"),
    solution=5.0,
    why=N_(
        "exp(ln 3) = 3 and exp(0) = 1, so the weights are 3/4 and 1/4, and the context "
        "is 3/4 · 4 + 1/4 · 8 = 5."
    ),
    hints=(
        N_("First the weights: take exp of both scores, then divide by their sum."),
        N_("exp(ln 3) is 3 and exp(0) is 1. What are 3 and 1 as shares of their sum?"),
    ),
    mistakes=[
        Mistake(
            20.0,
            N_("You forgot to divide by the sum: weights add up to 1."),
        ),
        Mistake(
            7.0,
            N_("The weights are right, but each went to the other value."),
        ),
        Mistake(
            6.0,
            N_("This is the plain mean: it ignores the scores."),
        ),
        Mistake(
            math.log(3) * 4,
            N_("You used the scores themselves as weights. The softmax is missing."),
        ),
        Mistake(
            4.0,
            N_(
                "This is the value of the best key alone. Attention is soft: the other "
                "has its share too."
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
    N_("Attention itself"),
    solution=attention,
    cases=_cases_attention,
    hints=(
        N_(
            "Four lines: scores, mask, softmax over the keys, weighted sum. "
            "`query @ key.T` are all scores at once, a row for each query."
        ),
        N_(
            "Divide by `math.sqrt(d)`, d being the last size of `query`. Fill where "
            "`~mask` with a very low number before the softmax, and with 0 after it: "
            "the second matters for a row without any True."
        ),
    ),
    mistakes=[
        Mistake(
            _attend(scale=lambda q, k: 1.0),
            N_("The scores are not divided by √d."),
        ),
        Mistake(
            _attend(scale=lambda q, k: float(q.shape[-1])),
            N_("You divided by d, not by its root."),
        ),
        Mistake(
            _attend(scale=lambda q, k: math.sqrt(len(k))),
            N_(
                "You divided by the root of the number of keys. It is the width d that "
                "makes scores large."
            ),
        ),
        Mistake(
            _attend(dim=0),
            N_(
                "Your softmax runs over the queries. Each row must sum to 1: use the "
                "last axis."
            ),
        ),
        Mistake(
            _attend(turn=True),
            N_("You turned the mask round: True = may be attended."),
        ),
        Mistake(
            _attend(silent=False),
            N_(
                "Look at the query that may look at nothing: its weights are uniform, "
                "so it sees all that is hidden. Its context should be zero."
            ),
        ),
        Mistake(
            _attend(fill=-math.inf, silent=False),
            N_(
                "A row of −inf has no softmax: it becomes NaN. Use the lowest finite "
                "number, and set the weights to 0 afterwards."
            ),
        ),
        Mistake(
            _attend(afterwards=True),
            N_(
                "You masked after the softmax: what is left of a row no longer sums to "
                "1. Mask the scores."
            ),
        ),
        Mistake(
            _attend(rows=True),
            N_("You masked whole rows: queries. Padding must hide columns: keys."),
        ),
        Mistake(
            lambda query, key, value, mask: scaled_dot_product_attention(
                query, key, value, mask
            )[1],
            N_("These are the weights. The context is the weighted sum of the values."),
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
    N_("Additive scores"),
    solution=additive_scores,
    cases=_cases_additive,
    hints=(
        N_(
            "Every query meets every key: you need a table of shape (query_len, "
            "key_len, hidden). Broadcasting makes it from two smaller ones."
        ),
        N_(
            "`(query @ w_q.T)[:, None, :]` has a row for each query, and "
            "`(key @ w_k.T)[None, :, :]` a column for each key. Add, tanh, then `@ v`."
        ),
    ),
    mistakes=[
        Mistake(
            _additive(lambda q, k, v: torch.tanh(k[:, None] + q[None]) @ v),
            N_(
                "Your rows are keys. Rows are queries, columns are keys: everywhere in "
                "this course."
            ),
        ),
        Mistake(
            _additive(lambda q, k, v: (q[:, None] + k[None]) @ v),
            N_(
                "The tanh is missing. Without it the query adds the same to every "
                "score of its row, and the softmax takes it away again."
            ),
        ),
        Mistake(
            _additive(
                lambda q, k, v: (torch.tanh(q)[:, None] + torch.tanh(k)[None]) @ v
            ),
            N_(
                "One tanh over the sum, not one for each part: otherwise query and key "
                "never meet."
            ),
        ),
        Mistake(
            _additive(
                lambda q, k, v: (torch.tanh(q[:, None] + k[None]) @ v).softmax(-1)
            ),
            N_("Asked for are the scores, before the softmax."),
        ),
        Mistake(
            _additive(lambda q, k, v: torch.tanh(q[:, None] + k[None]).sum(dim=-1)),
            N_("The vector v is missing: it weighs the hidden units."),
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
    N_("Sure of itself too soon"),
    solution=scores,
    stub=scores_with_bug,
    cases=lambda: [
        (torch.tensor([[1.0, 2.0, 0.0, 1.0]]), torch.tensor([[1.0, 1.0, 0.0, 1.0]])),
        (torch.arange(6.0).view(2, 3) / 10, torch.arange(15.0).view(5, 3) / 10),
        (torch.ones(2, 1, 2), torch.ones(2, 3, 2)),
    ],
    hints=(
        N_(
            "With numbers of variance 1, a sum of d products has variance d. What must "
            "you divide by so that it has variance 1?"
        ),
        N_(
            "Dividing by c divides the variance by c². The width d is the last size of "
            "`query`."
        ),
    ),
    mistakes=[
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) / q.shape[-1]),
            N_("You divided by d. That is the variance; the spread is its root."),
        ),
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) / math.sqrt(k.shape[-2])),
            N_("You took the number of keys. It is the width that matters."),
        ),
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) / math.sqrt(q.shape[0])),
            N_("`shape[0]` is not the width; that is the last one."),
        ),
        Mistake(
            _scores(lambda q, k: q @ k.transpose(-2, -1) * math.sqrt(q.shape[-1])),
            N_("You multiply: this makes the scores larger still."),
        ),
        Mistake(
            _scores(
                lambda q, k: (q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])).softmax(
                    -1
                )
            ),
            N_("The scale is right. Return the scores, before the softmax."),
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
    N_("What sums to 1?"),
    solution=weights,
    stub=weights_with_bug,
    cases=lambda: [
        (torch.tensor([[[0.0, 1.0, 2.0], [2.0, 0.0, 0.0]]]),),
        (torch.arange(12.0).view(2, 2, 3) / 5,),
    ],
    hints=(
        N_(
            "Sum your weights over each axis in turn. Over which of them should the "
            "sum be 1?"
        ),
        N_("A query shares its attention out among the *keys*: the last axis."),
    ),
    mistakes=[
        Mistake(
            lambda scores: scores.softmax(dim=0),
            N_(
                "Now the sentences of the batch share their attention: nothing may mix "
                "them."
            ),
        ),
        Mistake(
            lambda scores: scores.flatten(1).softmax(dim=-1).view_as(scores),
            N_("All queries of a sentence share one sum. Each has its own."),
        ),
        Mistake(
            lambda scores: scores.exp(),
            N_("exp makes them positive; they must also sum to 1."),
        ),
        Mistake(
            lambda scores: scores / scores.sum(dim=-1, keepdim=True),
            N_(
                "Scores may be zero or negative: take exp first. (This is what softmax "
                "does.)"
            ),
        ),
        Mistake(
            lambda scores: scores.sigmoid(),
            N_("The sigmoid looks at each key by itself; the keys must compete."),
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
        return self.translation or _("nothing to show")


@cache
def _finished() -> Any:
    from course_utils.training.pretrained import (
        load_seq2seq_with_attention,  # reads a file
    )

    return load_seq2seq_with_attention()


def look(answer: tuple[int, str]) -> Pinned:
    """Translate SENTENCE while one step looks at one source word only."""
    from course_utils.widgets.attention.decode import Change, decode

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
    N_("A look that does not matter"),
    solution=LOOK,
    run=lambda answer: look(answer),
    why=N_(
        "The step was made to look at one wrong word and nothing else, and the model "
        "wrote the same sentence. So the map alone does not tell you why it wrote it."
    ),
    hints=(
        N_(
            "Choose a row, pin it to one source word and decode again. Then read the "
            "whole translation. Undo, and try another row."
        ),
        N_(
            "Most looks matter in this model: try the article. Which English word, "
            "other than “the”, tells you whether to write “le” or “la”?"
        ),
    ),
    mistakes=[
        Mistake(
            IMPORTANT,
            N_(
                "With this look the translation changes. Read what became of it, and "
                "try another row or word."
            ),
            when=lambda yours, target: yours.verdict == "changed",
        ),
        Mistake(
            USUAL,
            N_(
                "This row looks mostly at this word anyway. Choose a word that it did "
                "not look at."
            ),
            when=lambda yours, target: yours.verdict == "looked there anyway",
        ),
        Mistake(
            (1, "chat"),
            N_(
                "This word is not in the source. Columns are the English words, and "
                "`<eos>`."
            ),
            when=lambda yours, target: yours.verdict == "no such word",
        ),
        Mistake(
            (0, "cat"),
            N_(
                "There is no such row. Rows are the words of the translation, counted "
                "from 1."
            ),
            when=lambda yours, target: yours.verdict == "no such row",
        ),
    ],
)

# Quiz --------------------------------------------------------------------------------

QUIZ = [
    Question(
        N_("Query, key and value: which of them decide where the model looks?"),
        [
            Option(
                N_("the value alone"),
                N_(
                    "The value is what is taken from the place. It has no say in "
                    "whether it is taken."
                ),
            ),
            Option(
                N_("query and key"),
                N_(
                    "Their score becomes the weight. The value is what is then weighed."
                ),
                right=True,
            ),
            Option(
                N_("key and value"),
                N_(
                    "Without the query one would look at the same place whatever one "
                    "wants: a non-volitional cue."
                ),
            ),
        ],
    ),
    Question(
        N_("Why are the scores divided by √d?"),
        [
            Option(
                N_("so that the softmax does not saturate when d is large"),
                N_(
                    "Unscaled scores spread like √d. One weight is then nearly 1, and "
                    "hardly any gradient is left."
                ),
                right=True,
            ),
            Option(
                N_("so that the weights of a row sum to 1"),
                N_("The softmax does that, whatever the scale."),
            ),
            Option(
                N_("so that long sentences get no larger scores"),
                N_(
                    "d is the width of the vectors. The length of the sentence does "
                    "not come into it."
                ),
            ),
        ],
    ),
    Question(
        N_("`mask[i, j]` is False. What does this mean in this course?"),
        [
            Option(
                N_("key i is hidden from query j"),
                N_("Rows are queries and columns keys: it is the other way round."),
            ),
            Option(
                N_("query i must look at key j"),
                N_("A mask forbids; it never commands. And here False forbids."),
            ),
            Option(
                N_("query i may not look at key j"),
                N_(
                    "True = may be attended. Some libraries mean the opposite: read "
                    "their documentation."
                ),
                right=True,
            ),
        ],
    ),
    Question(
        N_("What does attention do to the bottleneck of notebook 2?"),
        [
            Option(
                N_("it makes the state larger"),
                N_(
                    "The state is as large as before. A larger one would only move the "
                    "limit."
                ),
            ),
            Option(
                N_("the decoder may look at every state of the encoder, at each step"),
                N_("So what is handed over grows with the sentence."),
                right=True,
            ),
            Option(
                N_("it translates word by word"),
                N_(
                    "Word order differs, and a word may need several. The weights are "
                    "free to go where they are needed."
                ),
            ),
        ],
    ),
    Question(
        N_(
            "A heat map shows a strong weight on “cat” where the model wrote “noir”. "
            "What may you conclude?"
        ),
        [
            Option(
                N_("this is why it wrote “noir”"),
                N_(
                    "Only an experiment shows that: change the weight and see whether "
                    "the word changes."
                ),
            ),
            Option(
                N_("the model is wrong"),
                N_("It may need the noun in order to make the adjective agree."),
            ),
            Option(
                N_("much of that state went into the context; more needs a test"),
                N_(
                    "Besides, each encoder state has read its neighbours: at “cat” "
                    "there is more than the cat."
                ),
                right=True,
            ),
        ],
    ),
]
