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
from course_utils.exercises.machinery.core import (
    Exercise,
    Mistake,
    show_hints,
    show_solution,
)
from course_utils.exercises.machinery.questions import Option, Question
from course_utils.language import N_, _, listed
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
    N_("How many numbers"),
    solution=172,
    why=N_(
        "Four projections of 4·4 + 4, widen 4·8 + 8 and narrow 8·4 + 4, and two norms "
        "of 4 + 4: 80 + 40 + 36 + 16 = 172. The number of heads does not matter."
    ),
    hints=(
        N_(
            "Go through the parts one after the other: attention, feed-forward, and "
            "one norm for each of the two. A linear layer has a bias too."
        ),
        N_(
            "Attention has four projections: of queries, keys, values, and of the "
            "output. A linear layer from n to m numbers has n·m + m parameters."
        ),
    ),
    mistakes=[
        Mistake(
            144,
            N_("You left out the biases of the linear layers."),
        ),
        Mistake(
            156,
            N_("You left out the two norms: each has a weight and a bias a feature."),
        ),
        Mistake(
            152,
            N_(
                "Attention has four projections, not three: the heads' outputs are "
                "projected once more."
            ),
        ),
        Mistake(
            164,
            N_(
                "There are two norms: one for attention, one for the feed-forward "
                "network."
            ),
        ),
        Mistake(
            332,
            N_(
                "The heads share the width between them: two heads of 2 features cost "
                "as much as one head of 4."
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
    N_("A layer with the norm first"),
    solution=pre_norm_layer,
    cases=lambda: [
        (torch.tensor([[1.0, 3.0, 2.0], [4.0, 0.0, -1.0]]), *_parts()),
        (torch.tensor([[2.0, -2.0, 5.0]]), *_parts()),
    ],
    hints=(
        N_(
            "Two sublayers, one after the other. Each of them reads the norm of `x`, "
            "and what it says is added to `x` itself."
        ),
        N_(
            "The first is `x = x + attention(norm_1(x))`. Write the second in the same "
            "way; it starts from the new `x`."
        ),
    ),
    mistakes=[
        Mistake(
            _layer(_post),
            N_(
                "This is post-LN: the norm comes after the sum. Asked for is the norm "
                "*first*."
            ),
        ),
        Mistake(
            _layer(_no_way_past),
            N_("There is no way past the sublayers: nothing is added to `x`."),
        ),
        Mistake(
            _layer(_normed_way_past),
            N_(
                "You norm what goes past the sublayer, too. The way past must stay "
                "untouched: add to `x`, not to `norm_1(x)`."
            ),
        ),
        Mistake(
            _layer(_one_residual),
            N_("The feed-forward network needs a way past it, too."),
        ),
        Mistake(
            _layer(_norm_outside),
            N_(
                "You norm what the sublayer says. It is what the sublayer *reads* that "
                "is normed."
            ),
        ),
        Mistake(
            _layer(lambda x, a, f, n1, n2: x + a(n1(x)) + f(n2(x))),
            N_(
                "The feed-forward network must read the `x` that attention has changed "
                "already: one sublayer after the other."
            ),
        ),
        Mistake(
            _layer(lambda x, a, f, n1, n2: pre_norm_layer(x, f, a, n1, n2)),
            N_("Attention comes first, then the feed-forward network."),
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
    N_("Keys and values, kept"),
    solution=cached_attention,
    cases=_cases_cache,
    run=_run_cache,
    hints=(
        N_(
            "The new token may look at itself and at all before it. What of those did "
            "you compute in earlier steps?"
        ),
        N_(
            "If there is something in `kept`, `torch.cat([kept[0], key])` is the "
            "longer table of keys; the same for values. Attend to both, and return "
            "them."
        ),
    ),
    mistakes=[
        Mistake(
            _cache(keep=False),
            N_(
                "Nothing is kept: each token sees itself alone. Return the *longer* "
                "keys and values for the next step."
            ),
        ),
        Mistake(
            _stale,
            N_(
                "What you return does not grow: the third token never sees the second. "
                "Return the longer table."
            ),
        ),
        Mistake(
            _cache(look=False),
            N_(
                "The new token does not see itself. Its own key and value belong to "
                "what it may look at."
            ),
        ),
        Mistake(
            _cache(scale=False),
            N_("The scores are not divided by √d_head."),
        ),
        Mistake(
            _swapped,
            N_("Keys and values are mixed up when they are put together."),
        ),
        Mistake(
            lambda query, key, value, kept: (
                (pair := cached_attention(query, key, value, kept)[1])[1].mean(
                    dim=0, keepdim=True
                ),
                pair,
            ),
            N_("You average the values. Attention weighs them: by query and keys."),
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
    N_("Whose padding?"),
    solution=cross_attention,
    stub=cross_attention_with_bug,
    cases=_cases_cross,
    hints=(
        N_(
            "A mask says which *columns* may be looked at. In cross-attention, to "
            "which sentence do the columns belong?"
        ),
        N_(
            "Rows are queries, and they come from the target. Columns are keys, and "
            "they come from the source: its padding must be masked."
        ),
    ),
    mistakes=[
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, None)),
            N_("Now nothing is masked: the padding of the source is looked at."),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, ~sm)),
            N_("You turned the mask round. Here True means: may be looked at."),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (m, t, t, tm)),
            N_(
                "You swapped the sides: the query comes from the target, keys and "
                "values come from the encoder."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, t, t, sm)),
            N_(
                "Keys and values come from the target: this is self-attention. The "
                "source is never read."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, t, sm)),
            N_(
                "The values come from the target. What is looked at *and* what is "
                "taken from it both come from the encoder."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, tm & sm)),
            N_(
                "You let both masks through only together. The target's padding is no "
                "business of the columns."
            ),
        ),
        Mistake(
            _cross(lambda t, m, tm, sm: (t, m, m, sm.transpose(-2, -1))),
            N_(
                "You masked rows (queries). It is columns (keys) that must not be "
                "looked at."
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
        return self.translation or _("nothing to show")


@cache
def _finished() -> tuple[Transformer, Any, Tensor]:
    from course_utils.training.pretrained import (
        load_transformer,  # a file: only when asked
    )

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
    N_("A head that matters"),
    solution=HEAD,
    run=lambda answer: mute(answer),
    why=N_(
        "Without this head the translation changes. Most single heads can be muted "
        "unpunished: others have learned to do their work too."
    ),
    hints=(
        N_(
            "In the explorer choose an attention, a layer and a head, and mute it. "
            "Look at what is written, and bring the head back before the next."
        ),
        N_(
            "Three of the 24 heads matter for this sentence. Who must find out early "
            "that the horse is black, and not the brother?"
        ),
    ),
    mistakes=[
        Mistake(
            IDLE,
            N_("With this head muted the translation stays the same. Try another."),
            when=lambda yours, target: yours.verdict == "same",
        ),
        Mistake(
            ("cross", 0, 1),
            N_("Layers and heads count from 1, as in the explorer."),
            when=lambda yours, target: yours.verdict == "counted from 0",
        ),
        Mistake(
            ("Encoder layer", 1, 1),
            N_('The first part says which attention: "encoder", "decoder" or "cross".'),
            when=lambda yours, target: yours.verdict == "no such attention",
        ),
        Mistake(
            ("encoder", 9, 9),
            N_("There are two layers in each half, with four heads each."),
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
        raise ValueError(
            _(
                "ward is {ward!r}; expected one of {known}.",
                ward=ward,
                known=listed(WARDS),
            )
        )
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
        return _("{right} of {all} right", right=len(self.right), all=len(WARDS))


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
    N_("Which bug is it?"),
    solution=_CHART,
    run=lambda answer: diagnose(answer),
    why=N_(
        "Each fault has a test that finds it and that the others pass. Keep these five "
        "tests for every Transformer that you meet."
    ),
    hints=(
        N_(
            "One test a fault. Change one thing that must not matter (a later token, a "
            "padding token, another sentence), and see whether the output moves."
        ),
        N_(
            "`position`: do steps, one after the other, agree with `forward`? `order`: "
            "turn the words of the source round; the logits must *change*."
        ),
    ),
    mistakes=[
        Mistake(
            dict.fromkeys(WARDS, "healthy"),
            N_("Five of the six are ill. Test one thing after the other."),
        ),
        Mistake(
            _swap("position", "order"),
            N_(
                "You mixed up `position` and `order`: without positions even `forward` "
                "does not see the order; with a wrong one only the steps go astray."
            ),
        ),
        Mistake(
            _swap("padding", "batch"),
            N_(
                "You mixed up `padding` and `batch`. Test padding with a batch of one, "
                "and the batch with sentences of equal length."
            ),
        ),
        Mistake(
            _swap("future", "healthy"),
            N_(
                "Look at the future again: change the last token of the target. Which "
                "earlier logits move?"
            ),
        ),
        Mistake(
            {ward: _CHART[ward] for ward in WARDS[:4]},
            N_("Some wards are missing: give a finding for each, from A to F."),
            when=lambda yours, target: bool(yours.missing),
        ),
        Mistake(
            {**_CHART, "A": "influenza"},
            N_(
                "There is a finding that is none of the six: padding, healthy, future, "
                "batch, position, order."
            ),
            when=lambda yours, target: bool(yours.unknown),
        ),
    ],
)

# Quiz --------------------------------------------------------------------------------

QUIZ = [
    Question(
        N_("Where do the queries, keys and values of cross-attention come from?"),
        [
            Option(
                N_("queries from the encoder; keys and values from the target"),
                N_(
                    "Then there would be an output for each source token. The decoder "
                    "needs one for each target position."
                ),
            ),
            Option(
                N_("queries from the target; keys and values from the encoder"),
                N_("The target asks, the source answers: in every decoder layer."),
                right=True,
            ),
            Option(
                N_("all three from the target"),
                N_(
                    "This is the decoder's self-attention. The source would never be "
                    "read."
                ),
            ),
        ],
    ),
    Question(
        N_("In training the causal mask was forgotten. What do you see?"),
        [
            Option(
                N_("a loss near zero, and rubbish when the model runs freely"),
                N_(
                    "It copies the next word, which it can see in training and not in "
                    "use."
                ),
                right=True,
            ),
            Option(
                N_("a loss that does not fall"),
                N_("On the contrary: with the answer in sight the task is easy."),
            ),
            Option(
                N_("an error, because the shapes do not fit"),
                N_(
                    "No shape depends on the mask. That is why the mistake is so "
                    "common."
                ),
            ),
        ],
    ),
    Question(
        N_("Why does a stack of pre-LN layers need one more norm at its end?"),
        [
            Option(
                N_("to normalise over the sentences of the batch"),
                N_("Layer norm never looks at another sentence."),
            ),
            Option(
                N_("because softmax needs inputs of variance 1"),
                N_("Softmax takes any numbers; and the output layer stands between."),
            ),
            Option(
                N_("because the sum that passes by all sublayers was never normed"),
                N_(
                    "Each layer adds to it, so that it grows with depth. The last norm "
                    "brings it back to scale."
                ),
                right=True,
            ),
        ],
    ),
    Question(
        N_("What does the feed-forward network do with the words of a sentence?"),
        [
            Option(
                N_("it mixes neighbouring words, like a convolution"),
                N_("A convolution of kernel size 3 would. This one has size 1."),
            ),
            Option(
                N_("the same to each of them, and none sees another"),
                N_(
                    "It is a convolution of kernel size 1. Only attention carries "
                    "something from word to word."
                ),
                right=True,
            ),
            Option(
                N_("something else at each position, with weights of its own"),
                N_(
                    "“Position-wise” means: at every position by itself, with the same "
                    "weights."
                ),
            ),
        ],
    ),
    Question(
        N_(
            "A sentence becomes twice as long. What happens to the weights of one "
            "self-attention?"
        ),
        [
            Option(
                N_("there are four times as many"),
                N_(
                    "Each token looks at each: n · n weights a head. This is the price "
                    "of having no steps in sequence."
                ),
                right=True,
            ),
            Option(
                N_("there are twice as many"),
                N_("The number of rows doubles, and the number of columns too."),
            ),
            Option(
                N_("as many as before: they are parameters"),
                N_(
                    "The projections are parameters. The weights are computed for each "
                    "sentence anew."
                ),
            ),
        ],
    ),
]
