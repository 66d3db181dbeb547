"""What stands around the map of the Transformer: controls, captions, sentences."""

from course_utils.language import _, _p


def labels() -> dict[str, str]:
    """Return the words around the map by the names that transformer.js uses."""
    return {**_controls(), **_map_labels(), **_flow_labels(), **_sentences()}


def _controls() -> dict[str, str]:
    return {
        "title": _("The Transformer as a map"),
        "try": _(
            "Try this: walk on with Next to the softmax, write the word, and walk "
            "again. What is new in the decoder, and what in the encoder?"
        ),
        "sentence": _("Sentence"),
        "own": _("your own sentence"),
        "placeholder": _("type an English sentence"),
        "read": _("Read it"),
        "back": _("◀ Back"),
        "next": _("Next ▶"),
        "layer": _("Layer"),
        "write": _("Write this word: {word}"),
        "restart": _("Start again"),
        "known": _("The {count} words that the model knows"),
        "working": _("computing …"),
        "busy": _("The kernel is busy; the answer comes when it is done."),
        "offline": _("This needs the kernel: run this cell."),
        "code": _("source code"),
    }


def _map_labels() -> dict[str, str]:
    return {
        "map": _("Map; arrow keys walk from block to block"),
        "encoder": _("Encoder × {count}"),
        "decoder": _("Decoder × {count}"),
        "layerOf": _("layer {layer} of {all}"),
        "memory": _("memory: keys and values"),
        "query": _("queries"),
        "waves": _("position"),
        "nextWord": _("next: {word} {prob}"),
        "legendAdd": _("adds up"),
        "legendPast": _("residual connection"),
        "legendLit": _("in and out of this block"),
        "step": _("step {number} of {all}"),
    }


def _flow_labels() -> dict[str, str]:
    return {
        "in": _("flows in"),
        "out": _("flows out"),
        "past": _("went past"),
        "found": _("newly found"),
        "sum": _("their sum"),
        "positionWaves": _p("flow", "positions"),
        "memoryFlow": _("memory"),
        "hidden": _("inside"),
        "queries": _("queries"),
        "keys": _("keys"),
        "values": _("values"),
        "turned_queries": _("queries, turned by position"),
        "turned_keys": _("keys, turned by position"),
        "projections": _("queries, keys and values"),
        "logits": "logits",
        "weights": _("weights"),
        "head": _("head {head}"),
        "ids": _("number in the vocabulary"),
        "likely": _("flows out: the next word. Choose one to write it"),
        "everywhere": _("at all positions at once: most likely after …"),
        "scale": _("±: largest number · right: size of each row (rms)"),
        "sourceTokens": _("{n} source tokens"),
        "targetTokens": _("{n} target tokens"),
        "targetToken": _("{n} target token"),
        "features": _("{n} features"),
        "vocabulary": _("{n} words"),
        "heads": _("{heads} heads × {rows} queries × {columns} keys"),
    }


def _sentences() -> dict[str, str]:
    return {
        "hint": _("Point at a cell, or use the arrow keys in a picture."),
        "feature": _("“{row}”, feature {column}: {value}"),
        "score": _("after “{row}”, score of “{column}”: {value}"),
        "looks": _("head {head}: “{row}” looks at “{column}”: {value}"),
        "sourceLine": _("Source"),
        "targetLine": _("Written"),
        "nothing": _("nothing yet"),
        "done": _("finished"),
        "panel": _("what flows here"),
        "said": _("{name}{where}."),
        "outSaid": _("Out: {out}."),
        "inLayer": _(", layer {layer} of {all}"),
        "headSaid": _("head {head} “{key}” {weight}"),
        "lookSaid": _("“{query}” looks most at: {list}."),
        "nextSaid": _(
            "The next word is most likely “{word}”, with probability {prob}."
        ),
        "doneSaid": _("The translation is finished."),
    }
