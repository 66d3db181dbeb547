"""The check and the quiz with which notebook 00 shows what checks and quizzes are.

Their subject is what every notebook agrees on, not a concept.
"""

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID, PAD_ID, UNK_ID
from course_utils.exercises.core import Exercise, Mistake
from course_utils.exercises.questions import Option, Question

__all__ = ["QUIZ", "check_real_tokens"]


def real_tokens(
    src: Int[Tensor, "batch src_len"],
) -> Bool[Tensor, "batch src_len"]:
    """Mark the tokens that may be attended: True everywhere but on <pad>."""
    return src != PAD_ID


def _batches() -> list[tuple[Tensor]]:
    short = [[5, UNK_ID, 7, EOS_ID, PAD_ID], [11, EOS_ID, PAD_ID, PAD_ID, PAD_ID]]
    long = [
        [BOS_ID, 13, 17, 19, 5, EOS_ID, PAD_ID],
        [BOS_ID, 7, EOS_ID, PAD_ID, PAD_ID, PAD_ID, PAD_ID],
        [BOS_ID, UNK_ID, 11, 23, 29, 31, EOS_ID],
    ]
    return [(torch.tensor(short),), (torch.tensor(long),)]


check_real_tokens = Exercise(
    "0.1",
    "build",
    ("Which tokens are real?", "哪些是真实的词元？"),
    solution=real_tokens,
    cases=_batches,
    hints=(
        (
            "A tensor compared with a number gives a tensor of True and False.",
            "张量和一个数比较，得到由 True 和 False 组成的张量。",
        ),
        (
            "Every token is real that is not `PAD_ID`.",
            "只要不是 `PAD_ID`，就是真实的词元。",
        ),
    ),
    mistakes=(
        Mistake(
            lambda src: src == PAD_ID,
            (
                "You marked the padding. In this course True means “may be attended”, "
                "so the real tokens are True.",
                "你标出的是填充词元。本课程中 True 表示“可以被关注”，"
                "所以真实的词元才是 True。",
            ),
        ),
        Mistake(
            lambda src: src > EOS_ID,
            (
                "`<bos>` and `<eos>` are real tokens too: they say where a sentence "
                "begins and ends. Only `<pad>` means nothing.",
                "`<bos>` 和 `<eos>` 也是真实的词元：它们标明句子的开头和结尾。"
                "只有 `<pad>` 没有意义。",
            ),
        ),
        Mistake(
            lambda src: src > BOS_ID,
            (
                "`<bos>` is real too: it is what the decoder reads first. Only `<pad>` "
                "means nothing.",
                "`<bos>` 也是真实的词元：解码器最先读的就是它。只有 `<pad>` 没有意义。",
            ),
        ),
        Mistake(
            lambda src: src > UNK_ID,
            (
                "A special token can be real: an unknown word was still a word. Only "
                "`<pad>` means nothing.",
                "特殊词元也可以是真实的：不认识的词也是词。只有 `<pad>` 没有意义。",
            ),
        ),
        Mistake(
            lambda src: (src != PAD_ID) & (src != EOS_ID),
            (
                "`<eos>` is real: it tells the reader that the sentence is over. Only "
                "`<pad>` means nothing.",
                "`<eos>` 是真实的词元：它表示句子到此结束。只有 `<pad>` 没有意义。",
            ),
        ),
        Mistake(
            lambda src: (src != PAD_ID).T,
            (
                "You swapped the axes. Batch comes first: one row for each sentence.",
                "你把两个轴弄反了。批次在前：一行一个句子。",
            ),
        ),
        Mistake(
            lambda src: (src != PAD_ID).long(),
            (
                "Right places, wrong type: a mask holds True and False, not 1 and 0.",
                "位置都对，类型不对：掩码里是 True 和 False，不是 1 和 0。",
            ),
        ),
    ),
)

QUIZ = (
    Question(
        (
            "`src` has the shape `(32, 9)`. What does it hold?",
            "`src` 的形状是 `(32, 9)`。它里面是什么？",
        ),
        (
            Option(
                ("9 sentences of 32 tokens", "9 个句子，每句 32 个词元"),
                (
                    "That would be sequence first. `nn.GRU` expects it unless told "
                    "otherwise; this course never does.",
                    "那是序列在前。`nn.GRU` 默认如此，本课程不是。",
                ),
            ),
            Option(
                ("32 sentences, padded to 9 tokens", "32 个句子，填充到 9 个词元"),
                (
                    "Batch first: one row for each sentence, and `<eos>` counts as a "
                    "token.",
                    "批次在前：一行一个句子，`<eos>` 也算一个词元。",
                ),
                right=True,
            ),
            Option(
                (
                    "one sentence of 32 tokens, each a vector of 9 numbers",
                    "一个句子，32 个词元，每个是 9 维向量",
                ),
                (
                    "`src` holds ids, not vectors yet; only the embedding adds a third "
                    "axis.",
                    "`src` 里是编号，还不是向量；经过嵌入层才会多出第三个轴。",
                ),
            ),
        ),
    ),
    Question(
        (
            "A mask is False at one token. What does the model do with that token?",
            "掩码在某个词元处为 False。模型怎样对待这个词元？",
        ),
        (
            Option(
                ("It pays no attention to it.", "不去关注它。"),
                (
                    "True means “may be attended”, so False means “may not”.",
                    "True 表示“可以被关注”，False 就是“不可以”。",
                ),
                right=True,
            ),
            Option(
                ("It hides every other token.", "遮住其他所有的词元。"),
                (
                    "That is the opposite: in `nn.MultiheadAttention` True hides a "
                    "token. Here True lets it be seen.",
                    "正好相反：在 `nn.MultiheadAttention` 中 True 表示遮住，"
                    "在这里 True 表示看得见。",
                ),
            ),
            Option(
                ("It removes it from the tensor.", "把它从张量中删去。"),
                (
                    "A tensor stays a rectangle. The token is still there; nobody "
                    "looks at it.",
                    "张量始终是矩形。词元还在那里，只是不再有谁去看它。",
                ),
            ),
        ),
    ),
    Question(
        (
            "A sentence holds a word that the model never learned. Which id does the "
            "word get?",
            "句子里有一个模型没学过的词。它的编号是多少？",
        ),
        (
            Option(
                ("0", "0"),
                (
                    "0 is `<pad>`: it fills up a row and means nothing. An unknown "
                    "word is still a word.",
                    "0 是 `<pad>`：只用来补齐一行，没有意义。不认识的词也还是词。",
                ),
            ),
            Option(
                ("a new one, after all the others", "一个新编号，排在最后"),
                (
                    "The model has one embedding for each id that it was trained "
                    "with. A new id would have none.",
                    "训练时有哪些编号，模型就只有哪些嵌入；新编号没有嵌入。",
                ),
            ),
            Option(
                ("3", "3"),
                (
                    "3 is `<unk>`. All unknown words share it, so the model cannot "
                    "tell one from another.",
                    "3 是 `<unk>`。所有没学过的词都共用它，所以模型分不清它们。",
                ),
                right=True,
            ),
        ),
    ),
)
