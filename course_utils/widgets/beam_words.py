"""Every word that the beam explorer shows, in both languages."""

from course_utils.language import say


def beam_words() -> dict[str, str]:
    """Return the labels and sentences by name; {names} are filled in by the browser."""
    return _controls() | _picture() | _node() | _step() | _truth()


def _controls() -> dict[str, str]:
    return {
        "title": say("Steer a beam search", "操控束搜索"),
        "sentence": say("Sentence", "句子"),
        "own": say("your own sentence", "你自己的句子"),
        "placeholder": say("type an English sentence", "输入一个英语句子"),
        "translate": say("Translate", "翻译"),
        "working": say("Searching with every width …", "正在用所有束宽搜索……"),
        "noKernel": say(
            "No kernel answers. Run this cell again to search anew; all else works.",
            "内核没有回应。请重新运行本单元格再搜索；其余操作仍可使用。",
        ),
        "width": say("beam width k", "束宽 k"),
        "compare": say("compare with", "比较"),
        "rival": say("k =", "k ="),
        "rivalName": say("width to compare with", "用来比较的束宽"),
        "penalty": say("divide by", "除以"),
        "longest": say("maximum length", "最大长度"),
        "back": say("◀ Back", "◀ 后退"),
        "step": say("Step ▶", "前进 ▶"),
        "play": say("Play", "播放"),
        "pause": say("Pause", "暂停"),
        "cursor": say("step", "步"),
        "truth": say("exhaustive truth", "穷举真值"),
        "reference": say("right translation", "正确译文"),
        "release": say("Release forced tokens", "取消强制"),
        "reset": say("Reset", "重置"),
        "tryTable": say(
            "Try this: k = 1 misses the best sentence, k = 2 finds it. Then set α to 0 "
            "and tick “exhaustive truth”: why does a short sentence win now?",
            "试试看：k = 1 错过最好的句子，k = 2 找得到。再把 α 设为 0 并勾选"
            "“穷举真值”：为什么现在短句获胜？",
        ),
        "tryModel": say(
            "Try this: compare k = 1 with k = 5, then move k up to 10. Does the score "
            "ever fall? And the translation: is a better score a better sentence?",
            "试试看：比较 k = 1 与 k = 5，再把 k 增至 10。得分会下降吗？"
            "译文呢：得分更高就是更好的句子吗？",
        ),
        "table": say("The table: change any probability", "概率表：任意修改一个概率"),
        "cell": say("probability of {token}, {row}", "{token} 的概率，{row}"),
        "after": say("after {prefix}", "在 {prefix} 之后"),
        "atStart": say("at the start", "开头"),
        "otherwise": say("else, step {step}", "其他，第 {step} 步"),
        "renormalised": say(
            "Row “{row}”: P({token}) is now {prob}; the others were multiplied by "
            "{factor}, so that the row sums to 1.",
            "“{row}” 一行：P({token}) 现为 {prob}；其余各项乘以 {factor}，"
            "使整行之和为 1。",
        ),
        "sharedOut": say(
            "Row “{row}”: P({token}) is now {prob}; the others were all 0 and share "
            "what is left, so that the row sums to 1.",
            "“{row}” 一行：P({token}) 现为 {prob}；其余各项原为 0，平分余下的概率，"
            "使整行之和为 1。",
        ),
    }


def _picture() -> dict[str, str]:
    return {
        "tree": say("Search tree", "搜索树"),
        "paneHead": say("Beam width k = {k}", "束宽 k = {k}"),
        "column": say("step {step}", "第 {step} 步"),
        "more": say("+ {count} more pruned", "另有 {count} 个被剪去"),
        "counter": say(
            "Candidates scored so far: {sum} · {size} = {total} (open prefixes · "
            "tokens); at most k · n · T = {k} · {size} · {longest} = {bound}.",
            "至今打分的候选：{sum} · {size} = {total}（未完成的前缀 · 词元）；至多 "
            "k · n · T = {k} · {size} · {longest} = {bound}。",
        ),
        "ranking": say("Finished sentences, best first", "已完成的句子，从优到劣"),
        "rank": say("rank", "名次"),
        "text": say("sentence", "句子"),
        "sum": say("log p", "log p"),
        "length": say("L", "L"),
        "divisor": say("divisor", "除数"),
        "score": say("score", "得分"),
        "cut": say("(cut off)", "（被截断）"),
        "noneYet": say("None has ended yet.", "还没有句子结束。"),
        "legendKept": say("kept", "保留"),
        "legendPruned": say("pruned", "剪去"),
        "legendFinished": say("finished", "完成"),
        "legendForced": say("forced", "强制"),
        "legendWon": say("winner", "获胜"),
        "legendTrue": say("true best", "真正最优"),
        "legendReference": say("right translation", "正确译文"),
        "legendLine": say(
            "In a node: token and sum of log p; below, log p of the step, and rank "
            "among all candidates or final score. A thicker line is a likelier token.",
            "节点内：词元与 log p 之和；下方为本步的 log p，以及在全部候选中的名次"
            "或最终得分。线越粗，词元越可能。",
        ),
        "keys": say(
            "Keys: Tab enters the tree, arrows walk, Enter forces a token, Escape "
            "releases.",
            "键盘：Tab 进入树，方向键移动，Enter 强制词元，Escape 取消。",
        ),
        "arithmetic": say("The path and its arithmetic", "路径及其算式"),
        "errors": say("Search error or model error?", "搜索错误还是模型错误？"),
    }


def _node() -> dict[str, str]:
    return {
        "rootName": say(
            "The start: nothing is written yet.", "起点：还没有写出任何内容。"
        ),
        "nodeName": say(
            "{token}, step {step}, log-probability {logProb}, sum {total}.",
            "{token}，第 {step} 步，对数概率 {logProb}，总和 {total}。",
        ),
        "nodeScore": say("score {score}", "得分 {score}"),
        "nodeForced": say("forced", "强制"),
        "nodeKept": say("#{rank}", "#{rank}"),
        "nodePruned": say("✕ #{rank}", "✕ #{rank}"),
        "isForced": say(
            "Forced: number {rank} of {count} candidates. You chose it, and the search "
            "continues from here.",
            "强制：在 {count} 个候选中排第 {rank}。由你选定，搜索从这里继续。",
        ),
        "isPassed": say(
            "Passed over: number {rank} of {count} candidates, but another token is "
            "forced here.",
            "未选：在 {count} 个候选中排第 {rank}，但这里强制了另一个词元。",
        ),
        "isPruned": say(
            "Pruned: number {rank} of {count} candidates, and only {k} stay; it is "
            "{lag} behind the last that did.",
            "剪去：在 {count} 个候选中排第 {rank}，只保留 {k} 个；"
            "比最后一个保留者低 {lag}。",
        ),
        "isKept": say(
            "Kept: number {rank} of {count} candidates.",
            "保留：在 {count} 个候选中排第 {rank}。",
        ),
        "isFinished": say(
            "Finished: it leaves the beam with score {score}.",
            "完成：以得分 {score} 离开束。",
        ),
        "isCut": say(
            "Cut off at the maximum length, with score {score}.",
            "在最大长度处被截断，得分 {score}。",
        ),
        "isWinner": say("The winner.", "获胜者。"),
        "ifEnded": say("if it ended here", "（假如在此结束）"),
        "pressForce": say(
            "Click or press Enter: the search continues from here.",
            "点击或按 Enter：搜索从这里继续。",
        ),
        "pressRelease": say(
            "Click or press Enter: the search is free again.",
            "点击或按 Enter：恢复自由搜索。",
        ),
    }


def _step() -> dict[str, str]:
    return {
        "before": say(
            "Nothing is written yet: the beam holds the start alone.",
            "还没有写出任何内容：束中只有起点。",
        ),
        "said": say(
            "Step {step} of {all}: {open} · {size} = {count} candidates (open "
            "prefixes · tokens). Kept: {kept}.",
            "第 {step} 步（共 {all} 步）：{open} · {size} = {count} 个候选"
            "（未完成的前缀 · 词元）。保留：{kept}。",
        ),
        "saidPruned": say("Best pruned: {text}.", "被剪去的最优者：{text}。"),
        "stopSafe": say(
            "The search stops: the best finished score is {best}, and nothing that "
            "grows from an open prefix can score more than {bound}.",
            "搜索停止：已完成的最好得分是 {best}，从任何未完成前缀延伸的句子得分"
            "都不会超过 {bound}。",
        ),
        "stopLength": say(
            "The search stops at the maximum length, {longest}.",
            "搜索在最大长度 {longest} 处停止。",
        ),
        "stopEnded": say(
            "The search stops: every prefix in the beam has ended.",
            "搜索停止：束中所有前缀都已结束。",
        ),
        "saidWinner": say(
            "Winner: {text}, score {score}.", "获胜者：{text}，得分 {score}。"
        ),
        "briefly": say(
            "Step {step}, k = {k}: the best is {text} ({total}).",
            "第 {step} 步，k = {k}：最好的是 {text}（{total}）。",
        ),
        "brieflyEnded": say(
            "k = {k} ends at step {step} with {text} (score {score}).",
            "k = {k} 在第 {step} 步结束，得到 {text}（得分 {score}）。",
        ),
        "bothSame": say(
            "Both widths find the same sentence, by scoring {workA} and {workB} "
            "candidates.",
            "两种束宽找到同一句子，分别为 {workA} 和 {workB} 个候选打分。",
        ),
        "firstBetter": say(
            "k = {k} finds the better score: {a} against {b}, by scoring {workA} "
            "candidates against {workB}.",
            "k = {k} 的得分更好：{a} 对 {b}；打分的候选为 {workA} 个对 {workB} 个。",
        ),
        "secondBetter": say(
            "k = {other} finds the better score: {b} against {a}, by scoring {workB} "
            "candidates against {workA}.",
            "k = {other} 的得分更好：{b} 对 {a}；"
            "打分的候选为 {workB} 个对 {workA} 个。",
        ),
    }


def _truth() -> dict[str, str]:
    return {
        "tick": say("Tick “{box}” to find out.", "勾选“{box}”即可知道。"),
        "forcedFirst": say(
            "Tokens are forced, so this is not the search's own doing. Release them "
            "to judge it.",
            "有词元被强制，所以这不是搜索自己的结果。取消强制后才能评判。",
        ),
        "later": say("Step to the end first.", "请先走到最后一步。"),
        "allSentences": say(
            "The truth: of all {count} sentences, {best} has the best score, {score}.",
            "真值：在全部 {count} 个句子中，{best} 得分最高：{score}。",
        ),
        "searchError": say(
            "The search with k = {k} returned {found} ({score}): a search error, which "
            "a wider beam can mend.",
            "k = {k} 的搜索返回 {found}（{score}）：这是搜索错误，更宽的束可以弥补。",
        ),
        "noSearchError": say(
            "The search with k = {k} found it: no search error.",
            "k = {k} 的搜索找到了它：没有搜索错误。",
        ),
        "modelError": say(
            "Say that {wanted} is right: then the table itself likes a wrong sentence "
            "best. That is a model error, and no search can mend it.",
            "假设 {wanted} 才正确：那么概率表本身就最偏爱一个错误的句子。"
            "这是模型错误，任何搜索都无法弥补。",
        ),
        "noModelError": say(
            "Say that {wanted} is right: the table likes it best, too. No model error.",
            "假设 {wanted} 是正确的：概率表也最偏爱它。没有模型错误。",
        ),
        "impossible": say(
            "An exhaustive search would have to score up to {size}^{longest} "
            "sentences, which nobody can.",
            "穷举搜索最多要为 {size}^{longest} 个句子打分，谁也做不到。",
        ),
        "noReference": say(
            "And for your own sentence the right translation is not known.",
            "而你自己的句子也没有已知的正确译文。",
        ),
        "foundReference": say(
            "But the search found the right translation, score {score}: neither a "
            "search error nor a model error can be seen.",
            "但搜索找到了正确译文，得分 {score}：看不出搜索错误或模型错误。",
        ),
        "missedReference": say(
            "But the right translation, {right}, would score {score}, more than the "
            "{found} that was found: a search error, which a wider beam may mend.",
            "但正确译文 {right} 的得分是 {score}，高于找到的 {found}："
            "这是搜索错误，更宽的束也许可以弥补。",
        ),
        "dislikedReference": say(
            "But the right translation, {right}, scores only {score}, less than the "
            "{found} that was found: a model error, which no search can mend.",
            "但正确译文 {right} 只得 {score}，低于找到的 {found}："
            "这是模型错误，任何搜索都无法弥补。",
        ),
    }
