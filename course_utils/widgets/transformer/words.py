"""What the map of the Transformer calls its blocks, and what they are for."""

from course_utils.language import _, gap


def names(norm_first: bool, turns: bool) -> dict[str, str]:
    """Return the blocks' names, by their keys or the last parts of these."""
    add = _("add") if norm_first else _("add & norm")
    turn = " ↻" if turns else ""  # what it means is said in the purposes
    return {
        "source.tokens": _("source tokens"),
        "target.tokens": _("target tokens so far"),
        "embedding": _("embedding · √d"),
        "positions": _("add positions"),
        "source.self": _("self-attention") + turn,
        "target.self": _("masked self-attention") + turn,
        "cross": _("cross-attention") + turn,
        "feed": _("feed-forward"),
        "add": add,
        "norm": _("norm"),
        "source.norm": _("last norm"),
        "target.norm": _("last norm"),
        "linear": _("linear"),
        "softmax": "softmax",
    }


def purposes(
    norm_first: bool, causal: bool, turns: bool, learned: bool
) -> dict[str, str]:
    """Say in a plain sentence what happens in each block, by the same keys."""
    looks = _attentions(causal)
    if turns:
        told = _("↻ Queries and keys are turned by their positions first.")
        looks = {key: text + gap() + told for key, text in looks.items()}
    return {**_ends(), **_positions(learned), **looks, **_between(norm_first)}


def _ends() -> dict[str, str]:
    return {
        "source.tokens": _("Each word is a number: its place in the vocabulary."),
        "target.tokens": _(
            "What is written so far, behind <bos>. The encoder's work stays as it is."
        ),
        "embedding": _("Each number becomes a learned vector, times √d_model."),
        "source.norm": _(
            "One last norm. What leaves here is the memory: all that the decoder will "
            "ever see of the source."
        ),
        "target.norm": _("One last norm, before the words are scored."),
        "linear": _(
            "Each vector is compared with the vector of every word: a score for each, "
            "the logits."
        ),
        "softmax": _(
            "Scores become probabilities. The last row says which word comes next."
        ),
    }


def _positions(learned: bool) -> dict[str, str]:
    waves = _(
        "Waves that depend on the place alone are added, since attention by itself "
        "knows no order."
    )
    table = _(
        "A vector that was learned for the place is added, since attention by itself "
        "knows no order."
    )
    return {"positions": table if learned else waves}


def _attentions(causal: bool) -> dict[str, str]:
    leaky = _(
        "Each written word looks at all others, even later ones: there is no mask."
    )
    masked = _("Each written word looks at itself and at those before it, never ahead.")
    return {
        "source.self": _(
            "Each source word looks at all of them and takes what it needs."
        ),
        "target.self": masked if causal else leaky,
        "cross": _(
            "Queries from the target, keys and values from the memory: the only way "
            "from one side to the other."
        ),
    }


def _between(norm_first: bool) -> dict[str, str]:
    add = _(
        "The residual connection: what the sublayer found is added to what went past."
    )
    normed = _(
        "What the sublayer found is added to what went past; then each token's numbers "
        "are brought to one scale."
    )
    memory = _(
        "Added and brought to one scale. After the last layer this is the memory, all "
        "that the decoder will see."
    )
    post = {} if norm_first else {"add": normed, "source.feed.add": memory}
    return {
        "add": add,
        "norm": _(
            "Each token's numbers are brought to one scale. The way past is not "
            "touched."
        ),
        "feed": _(
            "The same small network at each token by itself: widen, ReLU, narrow."
        ),
        **post,
    }
