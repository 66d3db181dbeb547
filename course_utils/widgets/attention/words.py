"""Every word that the attention explorer shows."""

from course_utils.language import _, _p


def attention_words() -> dict[str, str]:
    """Return the labels by the names that attention.js uses."""
    return {
        "title": _("Attention explorer"),
        "sentence": _("Sentence"),
        "own": _("your own sentence"),
        "placeholder": _("type an English sentence"),
        "translate": _("Translate"),
        "kind": _("Attention"),
        "cross": _("target looks at source"),
        "encoder": _("encoder: source looks at itself"),
        "decoder": _("decoder: target looks at itself"),
        "self": _("self-attention"),
        "layer": _("Layer"),
        "head": _("Head"),
        "all": _("all, small"),
        "temperature": _("Temperature"),
        "width": _("Beam width (1: greedy)"),
        "widened": _("beam width {width}"),
        "score": _("score {value}"),
        "back": _("◀ Back"),
        "next": _("Step ▶"),
        "written": _("Word being written"),
        "whole": _("the whole sentence"),
        "step": _("{n} of {all}: “{token}”, probability {prob}"),
        "padded": _("add 3 <pad>"),
        "padding": _("padding mask"),
        "causal": _("causal mask"),
        "gold": _("gold alignment"),
        "mute": _("Mute this head"),
        "unmute": _("Let this head speak"),
        "keep": _("Keep only this head"),
        "only": _("Look only at"),
        "spread": _("Spread evenly"),
        "release": _("Let this row go"),
        "reset": _("Reset"),
        "choose": _("choose a word"),
        "writes": _("rows: queries, the word being written"),
        "reads": _("rows: queries"),
        "last": _("rows: queries, the word read last"),
        "keys": _("columns: keys"),
        "axes": _("{rows}, {columns}. {hint}"),
        "queries": _("queries"),
        "keysShort": _("keys"),
        "translation": _("It writes"),
        "untouched": _("Left alone"),
        "same": _("the same"),
        "working": _("decoding again …"),
        "row": _(
            "“{query}” ({place} of {all}) looks at: {list}. Entropy {entropy} nats "
            "of at most {most}."
        ),
        "nothing": _(
            "“{query}” ({place} of {all}) looks at nothing: this head is muted."
        ),
        "cell": _("On “{key}”: {weight}."),
        "wrote": _("Here it writes “{token}” with probability {prob}."),
        "instead": _(
            "Here it writes “{token}” with probability {prob}; left alone “{plain}” "
            "with {before}."
        ),
        "onPads": _("This row's weight on <pad>: {weight}."),
        "changes": _("You changed"),
        "where": _("{kind}, layer {layer}:"),
        "sharpened": _("temperature {value}"),
        "pins": _("rows pinned: {count}"),
        "none": _p("changes", "nothing yet"),
        "lifted": _("{mask} lifted"),
        "pinned": _("This row is pinned by you."),
        "changed": _("{count} of {all} words differ from the translation left alone."),
        "aer": _(
            "Gold alignment (framed cells): taking each row's largest weight as its "
            "link, the alignment error rate is {rate}."
        ),
        "nogold": _(
            "No gold alignment here: it exists for an example of the course that is "
            "translated word for word like the reference."
        ),
        "quiet": _("muted heads: {list}"),
        "busy": _("The kernel is busy; the answer comes when it is done."),
        "offline": _("Decoding again needs the kernel: run this cell."),
        "try": _(
            "Try this: move over the words, or press Step ▶ to watch them being "
            "written. Then pin a row to a wrong word. Does the translation follow?"
        ),
        "trySelf": _("Try this: compare the heads. Where does each of them look?"),
        "keysLook": _("Heat map: arrow keys move from row to row and from key to key."),
        "keysHint": _(
            "Heat map: arrow keys move, Enter looks only at this cell, + and − change "
            "its weight, Backspace lets the row go."
        ),
    }
