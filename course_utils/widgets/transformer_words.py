"""What the map of the Transformer calls its blocks, and what they are for."""

from course_utils.language import say


def names(norm_first: bool) -> dict[str, str]:
    """Return the blocks' names, by their keys or the last parts of these."""
    add = say("add", "相加") if norm_first else say("add & norm", "相加与归一化")
    return {
        "source.tokens": say("source tokens", "源词元"),
        "target.tokens": say("target tokens so far", "已写出的目标词元"),
        "embedding": say("embedding · √d", "嵌入 · √d"),
        "positions": say("add positions", "加上位置编码"),
        "source.self": say("self-attention", "自注意力"),
        "target.self": say("masked self-attention", "带掩码的自注意力"),
        "cross": say("cross-attention", "交叉注意力"),
        "feed": say("feed-forward", "前馈网络"),
        "add": add,
        "norm": say("norm", "层归一化"),
        "source.norm": say("final norm", "最后的层归一化"),
        "target.norm": say("final norm", "最后的层归一化"),
        "linear": say("linear", "线性层"),
        "softmax": "softmax",
    }


def purposes(norm_first: bool, causal: bool) -> dict[str, str]:
    """Say in a plain sentence what happens in each block, by the same keys."""
    return {**_ends(), **_attentions(causal), **_between(norm_first)}


def _ends() -> dict[str, str]:
    return {
        "source.tokens": say(
            "Each word is a number: its place in the vocabulary.",
            "每个词是一个编号：它在词表中的位置。",
        ),
        "target.tokens": say(
            "What is written so far, behind <bos>. The encoder's work stays as it is.",
            "<bos> 之后是已经写出的词。编码器的结果保持不变。",
        ),
        "embedding": say(
            "Each number becomes a learned vector, times √d_model.",
            "每个编号换成一个学到的向量，再乘以 √d_model。",
        ),
        "positions": say(
            "Waves that depend on the place alone are added, since attention by itself "
            "knows no order.",
            "加上只取决于位置的波形，因为注意力本身不知道先后顺序。",
        ),
        "source.norm": say(
            "One last norm. What leaves here is the memory: all that the decoder will "
            "ever see of the source.",
            "最后归一化一次。从这里流出的就是记忆：关于源句，解码器只看得到它。",
        ),
        "target.norm": say(
            "One last norm, before the words are scored.",
            "最后归一化一次，然后给各个词打分。",
        ),
        "linear": say(
            "Each vector is compared with the vector of every word: a score for each, "
            "the logits.",
            "每个向量与词表中所有词的向量相比：一词一个分数，即 logits。",
        ),
        "softmax": say(
            "Scores become probabilities. The last row says which word comes next.",
            "分数变成概率。最后一行说明下一个词是什么。",
        ),
    }


def _attentions(causal: bool) -> dict[str, str]:
    leaky = say(
        "Each written word looks at all others, even later ones: there is no mask.",
        "每个已写的词看其他所有词，连后面的也看：这里没有掩码。",
    )
    masked = say(
        "Each written word looks at itself and at those before it, never ahead.",
        "每个已写的词只看它自己和之前的词，看不到后面。",
    )
    return {
        "source.self": say(
            "Each source word looks at all of them and takes what it needs.",
            "每个源词看所有源词，从中取它需要的内容。",
        ),
        "target.self": masked if causal else leaky,
        "cross": say(
            "Queries from the target, keys and values from the memory: the only way "
            "from one side to the other.",
            "查询来自目标，键和值来自记忆：这是两侧之间唯一的通路。",
        ),
    }


def _between(norm_first: bool) -> dict[str, str]:
    add = say(
        "The residual connection: what the sublayer found is added to what went past.",
        "残差连接：把子层的结果加到绕行而来的输入上。",
    )
    normed = say(
        "What the sublayer found is added to what went past; then each token's numbers "
        "are brought to one scale.",
        "把子层的结果加到绕行而来的输入上（残差连接），再把每个词元的数值调整到同一尺度。",
    )
    memory = say(
        "Added and brought to one scale. After the last layer this is the memory, all "
        "that the decoder will see.",
        "相加并调整到同一尺度。最后一层之后，这就是记忆：解码器只看得到它。",
    )
    post = {} if norm_first else {"add": normed, "source.feed.add": memory}
    return {
        "add": add,
        "norm": say(
            "Each token's numbers are brought to one scale. The way past is not "
            "touched.",
            "把每个词元的数值调整到同一尺度；绕行的通路不受影响。",
        ),
        "feed": say(
            "The same small network at each token by itself: widen, ReLU, narrow.",
            "对每个词元单独用同一个小网络：变宽、ReLU、变窄。",
        ),
        **post,
    }
