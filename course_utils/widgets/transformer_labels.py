"""What stands around the map of the Transformer: controls, captions, sentences."""

from course_utils.language import say


def labels() -> dict[str, str]:
    """Return the words around the map by the names that transformer.js uses."""
    return {**_controls(), **_map_labels(), **_flow_labels(), **_sentences()}


def _controls() -> dict[str, str]:
    return {
        "title": say("The Transformer as a map", "Transformer 地图"),
        "try": say(
            "Try this: walk on with Next to the softmax, write the word, and walk "
            "again. What is new in the decoder, and what in the encoder?",
            "试一试：按“下一个”一直走到 softmax，写出这个词，再走一遍。"
            "解码器里有什么新东西？编码器里呢？",
        ),
        "sentence": say("Sentence", "句子"),
        "own": say("your own sentence", "你自己的句子"),
        "placeholder": say("type an English sentence", "输入一个英语句子"),
        "read": say("Read it", "读入"),
        "back": say("◀ Back", "◀ 上一个"),
        "next": say("Next ▶", "下一个 ▶"),
        "layer": say("Layer", "层"),
        "write": say("Write this word: {word}", "写出这个词：{word}"),
        "restart": say("Start again", "重新开始"),
        "known": say(
            "The {count} words that the model knows", "模型认识的 {count} 个词"
        ),
        "working": say("computing …", "正在计算……"),
        "offline": say(
            "This needs the kernel: run this cell.", "这需要内核：请运行本单元格。"
        ),
        "code": say("source code", "源代码"),
    }


def _map_labels() -> dict[str, str]:
    return {
        "map": say(
            "Map; arrow keys walk from block to block",
            "地图；用方向键从一个模块走到另一个模块",
        ),
        "encoder": say("Encoder × {count}", "编码器 × {count}"),
        "decoder": say("Decoder × {count}", "解码器 × {count}"),
        "layerOf": say("layer {layer} of {all}", "第 {layer}/{all} 层"),
        "memory": say("memory: keys and values", "记忆：键和值"),
        "query": say("queries", "查询"),
        "waves": say("position", "位置"),
        "nextWord": say("next: {word} {prob}", "下一个：{word} {prob}"),
        "legendAdd": say("adds up", "相加"),
        "legendPast": say("residual connection", "残差连接"),
        "legendLit": say("in and out of this block", "流入和流出此模块"),
        "step": say("step {number} of {all}", "第 {number} 步，共 {all} 步"),
    }


def _flow_labels() -> dict[str, str]:
    return {
        "in": say("flows in", "流入"),
        "out": say("flows out", "流出"),
        "past": say("went past", "绕行而来"),
        "found": say("newly found", "子层的结果"),
        "sum": say("their sum", "两者之和"),
        "positionWaves": say("positions", "位置波形"),
        "memoryFlow": say("memory", "记忆"),
        "hidden": say("inside", "内部"),
        "queries": say("queries", "查询"),
        "keys": say("keys", "键"),
        "values": say("values", "值"),
        "projections": say("queries, keys and values", "查询、键、值"),
        "logits": "logits",
        "weights": say("weights", "权重"),
        "head": say("head {head}", "头 {head}"),
        "ids": say("number in the vocabulary", "词表中的编号"),
        "likely": say(
            "flows out: the next word. Choose one to write it",
            "流出：下一个词。选一个写出来",
        ),
        "everywhere": say(
            "at all positions at once: most likely after …",
            "所有位置同时预测：各词之后最可能的是……",
        ),
        "scale": say(
            "±: largest number · right: size of each row (rms)",
            "±：最大的数值 · 右侧：每行的大小（均方根）",
        ),
        "sourceTokens": say("{n} source tokens", "{n} 个源词元"),
        "targetTokens": say("{n} target tokens", "{n} 个目标词元"),
        "targetToken": say("{n} target token", "{n} 个目标词元"),
        "features": say("{n} features", "{n} 个特征"),
        "vocabulary": say("{n} words", "{n} 个词"),
        "heads": say(
            "{heads} heads × {rows} queries × {columns} keys",
            "{heads} 个头 × {rows} 个查询 × {columns} 个键",
        ),
    }


def _sentences() -> dict[str, str]:
    return {
        "hint": say(
            "Point at a cell, or use the arrow keys in a picture.",
            "把指针移到格子上，或在图中用方向键移动，即可读数。",
        ),
        "feature": say(
            "“{row}”, feature {column}: {value}", "“{row}”，第 {column} 个特征：{value}"
        ),
        "score": say(
            "after “{row}”, score of “{column}”: {value}",
            "“{row}” 之后，“{column}” 的分数：{value}",
        ),
        "looks": say(
            "head {head}: “{row}” looks at “{column}”: {value}",
            "头 {head}：“{row}” 看 “{column}”：{value}",
        ),
        "sourceLine": say("Source", "源句"),
        "targetLine": say("Written", "已写出"),
        "nothing": say("nothing yet", "还没有"),
        "done": say("finished", "已写完"),
        "panel": say("what flows here", "此处流过的数值"),
        "comma": say(", ", "，"),
        "space": say(" ", ""),
        "said": say("{name}{where}.", "{name}{where}。"),
        "outSaid": say("Out: {out}.", "流出：{out}。"),
        "inLayer": say(", layer {layer} of {all}", "，第 {layer} 层（共 {all} 层）"),
        "headSaid": say("head {head} “{key}” {weight}", "头 {head} “{key}” {weight}"),
        "lookSaid": say(
            "“{query}” looks most at: {list}.", "“{query}” 看得最多的：{list}。"
        ),
        "nextSaid": say(
            "The next word is most likely “{word}”, with probability {prob}.",
            "下一个词最可能是 “{word}”，概率 {prob}。",
        ),
        "doneSaid": say("The translation is finished.", "译文已写完。"),
    }
