"""Every word that the attention explorer shows."""

from course_utils.language import say


def attention_words() -> dict[str, str]:
    """Return the labels by the names that attention.js uses."""
    return {
        "title": say("Attention explorer", "注意力探索器"),
        "sentence": say("Sentence", "句子"),
        "own": say("your own sentence", "你自己的句子"),
        "placeholder": say("type an English sentence", "输入一个英语句子"),
        "translate": say("Translate", "翻译"),
        "kind": say("Attention", "注意力"),
        "cross": say("target looks at source", "目标句看源句"),
        "encoder": say("encoder: source looks at itself", "编码器：源句看自己"),
        "decoder": say("decoder: target looks at itself", "解码器：目标句看自己"),
        "self": say("self-attention", "自注意力"),
        "layer": say("Layer", "层"),
        "head": say("Head", "头"),
        "all": say("all, small", "全部（小图）"),
        "temperature": say("Temperature", "温度"),
        "width": say("Beam width (1: greedy)", "束宽（1：贪心）"),
        "widened": say("beam width {width}", "束宽 {width}"),
        "score": say("score {value}", "得分 {value}"),
        "back": say("◀ Back", "◀ 后退"),
        "next": say("Step ▶", "前进 ▶"),
        "written": say("Word being written", "正在写的词"),
        "whole": say("the whole sentence", "整个句子"),
        "step": say(
            "{n} of {all}: “{token}”, probability {prob}",
            "第 {n} 个，共 {all} 个：“{token}”，概率 {prob}",
        ),
        "padded": say("add 3 <pad>", "添加 3 个 <pad>"),
        "padding": say("padding mask", "填充掩码"),
        "causal": say("causal mask", "因果掩码"),
        "gold": say("gold alignment", "标准对齐"),
        "mute": say("Mute this head", "关掉这个头"),
        "unmute": say("Let this head speak", "恢复这个头"),
        "keep": say("Keep only this head", "只留这个头"),
        "only": say("Look only at", "只看"),
        "spread": say("Spread evenly", "平均分配"),
        "release": say("Let this row go", "放开这一行"),
        "reset": say("Reset", "重置"),
        "choose": say("choose a word", "选择一个词"),
        "writes": say("rows: queries, the word being written", "行：查询，正在写的词"),
        "reads": say("rows: queries", "行：查询"),
        "last": say("rows: queries, the word read last", "行：查询，刚读入的词"),
        "keys": say("columns: keys", "列：键"),
        "queries": say("queries", "查询"),
        "keysShort": say("keys", "键"),
        "translation": say("It writes", "它写出"),
        "untouched": say("Left alone", "不干预时"),
        "same": say("the same", "相同"),
        "working": say("decoding again …", "正在重新解码……"),
        "row": say(
            "“{query}” ({place} of {all}) looks at: {list}. Entropy {entropy} nats "
            "of at most {most}.",
            "“{query}”（第 {place} 个，共 {all} 个）看向：{list}。熵 {entropy} 奈特，"
            "最大 {most}。",
        ),
        "nothing": say(
            "“{query}” ({place} of {all}) looks at nothing: this head is muted.",
            "“{query}”（第 {place} 个，共 {all} 个）什么也不看：这个头已关掉。",
        ),
        "cell": say("On “{key}”: {weight}.", "看 “{key}”：{weight}。"),
        "wrote": say(
            "Here it writes “{token}” with probability {prob}.",
            "此处它以概率 {prob} 写出 “{token}”。",
        ),
        "instead": say(
            "Here it writes “{token}” with probability {prob}; left alone “{plain}” "
            "with {before}.",
            "此处它以概率 {prob} 写出 “{token}”；不干预时以 {before} 写出 “{plain}”。",
        ),
        "onPads": say(
            "This row's weight on <pad>: {weight}.",
            "这一行落在 <pad> 上的权重：{weight}。",
        ),
        "changes": say("You changed", "你改动了"),
        "where": say("{kind}, layer {layer}:", "{kind}，第 {layer} 层："),
        "sharpened": say("temperature {value}", "温度 {value}"),
        "pins": say("rows pinned: {count}", "固定的行数：{count}"),
        "none": say("nothing yet", "还没有改动"),
        "lifted": say("{mask} lifted", "取消{mask}"),
        "pinned": say("This row is pinned by you.", "这一行由你固定。"),
        "changed": say(
            "{count} of {all} words differ from the translation left alone.",
            "译文与不干预时相比，{all} 个词中有 {count} 个不同。",
        ),
        "aer": say(
            "Gold alignment (framed cells): taking each row's largest weight as its "
            "link, the alignment error rate is {rate}.",
            "标准对齐（带框的格子）：以每行最大的权重为对齐，对齐错误率为 {rate}。",
        ),
        "nogold": say(
            "No gold alignment here: it exists for an example of the course that is "
            "translated word for word like the reference.",
            "这里没有标准对齐：只有课程例句、且译文与参考译文逐词相同时才有。",
        ),
        "quiet": say("muted heads: {list}", "已关掉的头：{list}"),
        "offline": say(
            "Decoding again needs the kernel: run this cell.",
            "重新解码需要内核：请运行本单元格。",
        ),
        "try": say(
            "Try this: move over the words, or press Step ▶ to watch them being "
            "written. Then pin a row to a wrong word. Does the translation follow?",
            "试一试：把指针移过各个词，或按“前进 ▶”看译文逐词写出；"
            "再把一行固定到错误的词上。译文会跟着变吗？",
        ),
        "trySelf": say(
            "Try this: compare the heads. Where does each of them look?",
            "试一试：比较各个头，它们各看哪里？",
        ),
        "keysLook": say(
            "Heat map: arrow keys move from row to row and from key to key.",
            "热力图：方向键在各行、各列之间移动。",
        ),
        "keysHint": say(
            "Heat map: arrow keys move, Enter looks only at this cell, + and − change "
            "its weight, Backspace lets the row go.",
            "热力图：方向键移动，回车只看这一格，+ 与 − 改变权重，退格放开这一行。",
        ),
    }
