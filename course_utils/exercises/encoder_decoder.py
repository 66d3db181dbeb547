"""Exercises and quiz of notebook 01."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_utils.data import BOS_ID, EOS_ID
from course_utils.encoder_decoder import (
    EncoderDecoder,
    Fibonacci,
    LinearEncoderDecoder,
)
from course_utils.exercises.core import Exercise, Mistake, show_hints, show_solution
from course_utils.exercises.questions import Option, Question

__all__ = [
    "QUIZ",
    "check_held_out_error",
    "check_reconstruct",
    "check_smallest_state",
    "check_state_shape",
    "check_write",
    "show_hints",
    "show_solution",
]

check_state_shape = Exercise(
    "1.1",
    "predict",
    ("The shape of a state", "状态的形状"),
    solution=(5, 8, 6, 6),
    why=(
        "Five images, eight maps, and each pooling halves the side: 24 → 12 → 6.",
        "5 张图像、8 张特征图，每次池化把边长减半：24 → 12 → 6。",
    ),
    hints=(
        (
            "The state has the shape (batch, num_maps, height, width). Which of these "
            "depends on the number of classes?",
            "状态的形状是 (batch, num_maps, height, width)。其中哪一个与类别数有关？",
        ),
        (
            "The convolutions keep the side length, as their padding is 2. Each of the "
            "two poolings halves it.",
            "卷积的 padding 为 2，边长不变；两次池化各把边长减半。",
        ),
    ),
    mistakes=(
        Mistake(
            (8, 6, 6),
            (
                "That is the state of one image. Where does the batch go?",
                "这是一张图像的状态。批次那一维呢？",
            ),
        ),
        Mistake(
            (5, 8, 24, 24),
            (
                "The convolutions keep the side length, but what do the poolings do?",
                "卷积不改变边长，但池化呢？",
            ),
        ),
        Mistake(
            (5, 8, 12, 12),
            (
                "That is after one pooling. There are two.",
                "这是一次池化之后的形状。一共有两次。",
            ),
        ),
        Mistake(
            (5, 6, 6, 8),
            (
                "The numbers are right. In PyTorch the maps come before height and "
                "width.",
                "数字都对。不过在 PyTorch 中，特征图那一维排在高和宽之前。",
            ),
        ),
        Mistake(
            (5, 288),
            (
                "The count is right. But it is the decoder that flattens; the state "
                "still has rows and columns.",
                "个数是对的。不过展平是解码器的事，状态里仍保留着行和列。",
            ),
        ),
        Mistake(
            (5, 4),
            (
                "That is the output, after the decoder. The state comes before it.",
                "那是经过解码器之后的输出。状态在解码器之前。",
            ),
        ),
        Mistake(
            (8, 5, 6, 6),
            (
                "The batch is always the first axis: one entry for each image.",
                "批次始终是第一维：每张图像占一项。",
            ),
        ),
        Mistake(
            (5, 1, 6, 6),
            (
                "Rows and columns are right. How many maps does the encoder make of "
                "each image?",
                "高和宽都对。编码器从每张图像得到几张特征图？",
            ),
            when=lambda yours, target: (
                len(yours) == 4 and (yours[0], *yours[2:]) == (5, 6, 6)
            ),
        ),
        Mistake(
            (8, 6),
            (
                "Four numbers are asked for: images, maps, height, width.",
                "请写出四个数：图像数、特征图数、高、宽。",
            ),
            when=lambda yours, target: len(yours) != 4,
        ),
    ),
)


def reconstruct(
    images: Float[Tensor, "num_images num_pixels"], state_size: int
) -> Float[Tensor, "num_images num_pixels"]:
    """Encode each image in `state_size` numbers, and decode it, linearly."""
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[:state_size]
    state = (images - mean) @ components.T
    return mean + state @ components


def _without_centring(images, state_size):
    _, _, rows = torch.linalg.svd(images, full_matrices=False)
    components = rows[:state_size]
    return images @ components.T @ components


def _mean_not_added_back(images, state_size):
    return reconstruct(images, state_size) - images.mean(dim=0)


def _columns(images, state_size):
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean)
    components = rows[:, :state_size]
    return mean + (images - mean) @ components @ components.T


def _last_components(images, state_size):
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[-state_size:]
    return mean + (images - mean) @ components.T @ components


def _one_mean_for_all(images, state_size):
    mean = images.mean()
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[:state_size]
    return mean + (images - mean) @ components.T @ components


def _mean_of_each_image(images, state_size):
    mean = images.mean(dim=1, keepdim=True)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[:state_size]
    return mean + (images - mean) @ components.T @ components


def _encoded_with_the_mean(images, state_size):
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    components = rows[:state_size]
    return mean + images @ components.T @ components


def _no_decoder(images, state_size):
    mean = images.mean(dim=0)
    _, _, rows = torch.linalg.svd(images - mean, full_matrices=False)
    return (images - mean) @ rows[:state_size].T


def _cases_reconstruct() -> list[tuple]:
    rng = torch.Generator().manual_seed(0)
    sizes = [(11, 5, 2), (7, 3, 1)]
    return [
        (torch.randn(n, pixels, generator=rng) + torch.arange(pixels), k)
        for n, pixels, k in sizes
    ]


check_reconstruct = Exercise(
    "1.2",
    "build",
    ("The best linear encoder–decoder", "最好的线性编码器-解码器"),
    solution=reconstruct,
    cases=_cases_reconstruct,
    hints=(
        (
            "Subtract the mean image. `torch.linalg.svd(…, full_matrices=False)` "
            "gives `U, S, Vh`; the first rows of `Vh` are the components.",
            "先减去平均图像。`torch.linalg.svd(…, full_matrices=False)` 返回 "
            "`U, S, Vh`；`Vh` 的前几行就是各个成分。",
        ),
        (
            "state = centred images @ components.T; then go back with @ components, "
            "and add the mean again.",
            "状态 = 中心化后的图像 @ components.T；再 @ components 变回去，"
            "最后把平均图像加回来。",
        ),
    ),
    mistakes=(
        Mistake(
            _without_centring,
            (
                "Subtract the mean image before the SVD; otherwise the first component "
                "is wasted on it.",
                "SVD 之前要先减去平均图像，否则第一个成分就浪费在它上面了。",
            ),
        ),
        Mistake(
            _mean_not_added_back,
            (
                "Off by the mean image: the decoder must add it again.",
                "差了一个平均图像：解码器要把它加回来。",
            ),
        ),
        Mistake(
            _encoded_with_the_mean,
            (
                "The components are right. The encoder must subtract the mean too: "
                "encode `images - mean`.",
                "成分是对的。编码时也要减去平均图像：对 `images - mean` 编码。",
            ),
        ),
        Mistake(
            _columns,
            (
                "torch returns `Vh`, already transposed: its rows are the components, "
                "not its columns.",
                "torch 返回的 `Vh` 已经转置：各个成分是它的行，而不是列。",
            ),
        ),
        Mistake(
            _last_components,
            (
                "You kept the last components; the most important ones come first.",
                "你保留了最后几个成分；最重要的排在最前面。",
            ),
        ),
        Mistake(
            _one_mean_for_all,
            (
                "You took one number for all pixels. Each pixel has its own mean: "
                "`dim=0`.",
                "你对所有像素只取了一个平均值。每个像素有自己的平均值：`dim=0`。",
            ),
        ),
        Mistake(
            _mean_of_each_image,
            (
                "You averaged the pixels of each image. The mean image is the average "
                "over the images: `dim=0`.",
                "你对每张图像的像素取了平均。平均图像是对各张图像取平均：`dim=0`。",
            ),
        ),
        Mistake(
            lambda images, state_size: images,
            (
                "The images came back unchanged: nothing went through the state.",
                "图像原样返回了：什么都没有经过状态。",
            ),
        ),
        Mistake(
            _no_decoder,
            (
                "That is the state. Now decode it: back to the size of the images.",
                "这是状态。接下来还要解码，变回图像的大小。",
            ),
        ),
    ),
)


def held_out_error(
    train: Float[Tensor, "num_train 1 height width"],
    test: Float[Tensor, "num_test 1 height width"],
    state_size: int,
) -> Float[Tensor, ""]:
    """Return the mean squared error on images that the model has never seen."""
    model = LinearEncoderDecoder.fit(train, state_size)
    result = model.decode(model.encode(test))
    return (result - test).square().mean()


def leaking_error(train, test, state_size):
    """Return the error on test images, with a planted bug."""
    images = torch.cat([train, test])
    model = LinearEncoderDecoder.fit(images, state_size)
    result = model.decode(model.encode(images))[-len(test) :]
    return (result - test).square().mean()


def _cases_error() -> list[tuple]:
    rng = torch.Generator().manual_seed(0)
    images = torch.rand(23 + 7 + 17 + 5, 1, 3, 5, generator=rng).split([23, 7, 17, 5])
    return [(images[0], images[1], 3), (images[2], images[3], 2)]


check_held_out_error = Exercise(
    "1.3",
    "repair",
    ("Find the leak", "找出泄漏"),
    solution=held_out_error,
    stub=leaking_error,
    cases=_cases_error,
    hints=(
        (
            "Which images did `fit` see? Which should it never see?",
            "`fit` 看到了哪些图像？哪些是它绝不该看到的？",
        ),
        (
            "Fit on `train` alone. Then encode and decode `test` alone.",
            "只用 `train` 拟合，然后只对 `test` 编码和解码。",
        ),
    ),
    mistakes=(
        Mistake(
            lambda train, test, state_size: held_out_error(test, test, state_size),
            (
                "Now the model is fitted on the test images: a worse leak than before.",
                "现在模型是在测试图像上拟合的：泄漏比原来更严重。",
            ),
        ),
        Mistake(
            lambda train, test, state_size: held_out_error(train, train, state_size),
            (
                "No leak, but you measure on the images it was fitted on. Measure on "
                "`test`.",
                "没有泄漏，但你是在拟合用的图像上测量的。请在 `test` 上测量。",
            ),
        ),
        Mistake(
            lambda train, test, state_size: held_out_error(test, train, state_size),
            (
                "You swapped the two: fit on `train`, measure on `test`.",
                "弄反了：应当在 `train` 上拟合，在 `test` 上测量。",
            ),
        ),
        Mistake(
            lambda train, test, state_size: (
                held_out_error(train, test, state_size) * test.numel()
            ),
            (
                "The leak is gone. But this is the sum of the squares; the mean is "
                "asked for.",
                "泄漏没有了。但这是平方和；题目要的是平均值。",
            ),
        ),
        Mistake(
            lambda train, test, state_size: held_out_error(
                train, torch.cat([train, test]), state_size
            ),
            (
                "The model is right now, but the error is that of all images. Measure "
                "on `test` alone.",
                "模型对了，但误差算的是全部图像。请只在 `test` 上测量。",
            ),
        ),
    ),
)


def write(model: EncoderDecoder, src: Int[Tensor, "1 src_len"], max_len: int) -> list:
    """Write the likeliest token again and again, until <eos> or max_len tokens."""
    state = model.start(model.encode(src))
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, state = model.step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        if tokens.item() == EOS_ID:
            break
        written.append(tokens.item())
    return written


def _always_bos(model, src, max_len):
    state = model.start(model.encode(src))
    written = []
    while len(written) < max_len:
        log_probs, state = model.step(torch.tensor([BOS_ID]), state)
        written.append(log_probs.argmax(dim=1).item())
    return written


def _state_dropped(model, src, max_len):
    state = model.start(model.encode(src))
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, _ = model.step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        if tokens.item() == EOS_ID:
            break
        written.append(tokens.item())
    return written


def _without_start(model, src, max_len):
    return model.step(torch.tensor([BOS_ID]), model.encode(src))


def _without_stop(model, src, max_len):
    state = model.start(model.encode(src))
    tokens, written = torch.tensor([BOS_ID]), []
    while len(written) < max_len:
        log_probs, state = model.step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        written.append(tokens.item())
    return written


def _with_eos(model, src, max_len):
    written = _without_stop(model, src, max_len)
    return written[: written.index(EOS_ID) + 1] if EOS_ID in written else written


def _cases_write() -> list[tuple]:
    return [
        (Fibonacci(100), torch.tensor([[5, 8]]), 20),
        (Fibonacci(50), torch.tensor([[9, 4]]), 3),
    ]


check_write = Exercise(
    "1.4",
    "build",
    ("Write with encode, start and step", "用 encode、start、step 写出序列"),
    solution=write,
    cases=_cases_write,
    hints=(
        (
            "Before the loop: `state = model.start(model.encode(src))`, and the first "
            "token is `BOS_ID`. What must each turn hand on to the next?",
            "循环之前：`state = model.start(model.encode(src))`，第一个词元是 "
            "`BOS_ID`。每一步要把什么交给下一步？",
        ),
        (
            "Each turn: `log_probs, state = model.step(tokens, state)`, then "
            "`tokens = log_probs.argmax(dim=1)`. If that is `EOS_ID`, stop before you "
            "append it.",
            "每一步：`log_probs, state = model.step(tokens, state)`，然后 "
            "`tokens = log_probs.argmax(dim=1)`。先看是不是 `EOS_ID`，是就停，"
            "不是再加入列表。",
        ),
    ),
    mistakes=(
        Mistake(
            _always_bos,
            (
                "The same token comes again and again: the decoder is fed `<bos>` "
                "every time. Feed it what it wrote last.",
                "总是重复同一个词元：你每次喂给解码器的都是 `<bos>`。"
                "应当喂它自己刚写出的词元。",
            ),
        ),
        Mistake(
            _state_dropped,
            (
                "You throw the new state away. Each step must go on from the state "
                "that the last step returned.",
                "你丢掉了新的状态。每一步都要从上一步返回的状态继续。",
            ),
        ),
        Mistake(
            _without_start,
            (
                "The memory is not yet a state: `model.start(memory)` makes the first "
                "one.",
                "记忆（memory）还不是状态：第一个状态由 `model.start(memory)` 得到。",
            ),
        ),
        Mistake(
            _with_eos,
            (
                "`<eos>` only says that the answer is over; it is not part of it.",
                "`<eos>` 只表示结束，不属于答案。",
            ),
        ),
        Mistake(
            _without_stop,
            (
                "You go on after `<eos>`. Stop there.",
                "遇到 `<eos>` 之后你还在写。到那里就该停下。",
            ),
        ),
        Mistake(
            lambda model, src, max_len: [BOS_ID, *write(model, src, max_len)],
            (
                "`<bos>` starts the decoder; the model did not write it.",
                "`<bos>` 只用来启动解码器，并不是模型写出的。",
            ),
        ),
        Mistake(
            lambda model, src, max_len: write(model, src, 1000),
            (
                "Stop after `max_len` tokens too: not every model ends by itself.",
                "写满 `max_len` 个词元也要停：并非每个模型都会自己结束。",
            ),
        ),
        Mistake(
            lambda model, src, max_len: torch.tensor(write(model, src, max_len)),
            (
                "The numbers are in a tensor; return a list of ints: `tokens.item()`.",
                "结果是张量；请返回整数列表：`tokens.item()`。",
            ),
            when=lambda output, target: any(
                isinstance(each, Tensor) for each in output
            ),
        ),
    ),
)

check_smallest_state = Exercise(
    "1.5",
    "explore",
    ("A quarter of the variance", "四分之一的方差"),
    solution=32,
    why=(
        "An eighth of the 256 numbers carries three quarters of the variance.",
        "只用 256 个数的八分之一，就留住了四分之三的方差。",
    ),
    hints=(
        (
            "Read the sentence under the curve, the part “of all images”.",
            "请读曲线下方那句话里“全部图像”的部分。",
        ),
        (
            "Get close with the mouse, then use ← and → to find the place where it "
            "turns from 0.26 to 0.25.",
            "先用鼠标拖到附近，再用 ← 和 → 找到从 0.26 变为 0.25 的地方。",
        ),
    ),
    mistakes=(
        Mistake(
            0.25,
            (
                "That is the error. How many numbers does the state need to reach it?",
                "这是误差。状态要有多少个数才能达到它？",
            ),
        ),
        Mistake(
            256,
            (
                "That is all the pixels. The state can be much smaller.",
                "那是全部像素的个数。状态可以小得多。",
            ),
        ),
        Mistake(
            33,
            (
                "That is enough, but a smaller state will do as well.",
                "够是够了，但还可以更小。",
            ),
            when=lambda output, target: target < output <= 256,
        ),
        Mistake(
            29,
            (
                "Not enough yet: at this size more than 0.25 is lost.",
                "还不够：状态这么小，丢失的方差超过 0.25。",
            ),
            when=lambda output, target: 1 <= output < target,
        ),
        Mistake(
            "32 numbers",
            ("Give just the number, such as `12`.", "只写数字就行，例如 `12`。"),
            when=lambda output, target: isinstance(output, str),
        ),
    ),
)

QUIZ = (
    Question(
        ("What does the decoder know about the input?", "解码器对输入了解多少？"),
        (
            Option(
                (
                    "All of it: it may look at the input again.",
                    "全部了解：它可以再看一遍输入。",
                ),
                (
                    "Then the state would be an ornament. You saw what happens: a "
                    "decoder that can peek ignores the state.",
                    "那样状态就成了摆设。你已经见过后果：能偷看的解码器根本不理会状态。",
                ),
            ),
            Option(
                ("What is in the state, and nothing else.", "只了解状态里的内容。"),
                (
                    "The state is the only door between the two halves.",
                    "状态是编码器与解码器之间唯一的通道。",
                ),
                right=True,
            ),
            Option(
                (
                    "Nothing; it only reads its own output.",
                    "一无所知：它只读自己的输出。",
                ),
                (
                    "It may read its own output too, but `start(memory)` hands it the "
                    "state.",
                    "它也可以读自己的输出，但 `start(memory)` 把状态交给了它。",
                ),
            ),
        ),
    ),
    Question(
        (
            "In the small CNN, what is the state?",
            "在这个小型 CNN 中，状态是什么？",
        ),
        (
            Option(
                ("The weights of the convolutions.", "卷积的权重。"),
                (
                    "Weights are what training leaves behind; they are the same for "
                    "every image. The state is different for each image.",
                    "权重是训练的结果，对每张图像都一样；状态则因图而异。",
                ),
            ),
            Option(
                ("The four probabilities.", "四个概率。"),
                (
                    "They are the output. The decoder makes them from the state.",
                    "它们是输出，由解码器根据状态算出。",
                ),
            ),
            Option(
                (
                    "The feature maps after the last pooling.",
                    "最后一次池化后的特征图。",
                ),
                (
                    "They are what the encoder hands to the dense layer.",
                    "它们正是编码器交给全连接层的东西。",
                ),
                right=True,
            ),
        ),
    ),
    Question(
        (
            "PCA keeps 10 components. Which linear encoder–decoder with a state of 10 "
            "numbers loses less on the same images?",
            "PCA 保留 10 个成分。状态同样是 10 个数，哪一种线性编码器-解码器"
            "在同一批图像上丢失得更少？",
        ),
        (
            Option(
                ("None.", "没有这样的。"),
                (
                    "This is what Eckart and Young proved in 1936.",
                    "这正是 Eckart 与 Young 在 1936 年证明的。",
                ),
                right=True,
            ),
            Option(
                ("One that is trained for long enough.", "训练得足够久的。"),
                (
                    "Training comes down to the same error from above, never below it.",
                    "训练只能从上方逼近同样的误差，绝不会更低。",
                ),
            ),
            Option(
                ("One with two layers in the encoder.", "编码器有两层的。"),
                (
                    "Two linear layers in a row are one linear layer.",
                    "两个线性层相连仍是一个线性层。",
                ),
            ),
        ),
    ),
    Question(
        (
            "Your autoencoder reconstructs new images perfectly, even with a state of "
            "1 number. What do you check first?",
            "你的自编码器状态只有 1 个数，却能完美重建新图像。你先检查什么？",
        ),
        (
            Option(
                ("The learning rate.", "学习率。"),
                (
                    "A learning rate changes how fast it learns, not what is possible. "
                    "This result is too good to be true.",
                    "学习率只影响学得多快，不可能的事它也办不到。这个结果好得不像真的。",
                ),
            ),
            Option(
                ("That the test images are large enough.", "测试图像是否足够大。"),
                (
                    "Larger images would need more numbers, not fewer.",
                    "图像越大，需要的数越多，而不是越少。",
                ),
            ),
            Option(
                ("Another way from input to output.", "从输入到输出是否另有通路。"),
                (
                    "Set the state to zero. If the output stays the same, the "
                    "information came another way.",
                    "把状态全部置零。若输出不变，信息就是从别处来的。",
                ),
                right=True,
            ),
        ),
    ),
    Question(
        (
            "Why does `step` return a new state beside the probabilities?",
            "为什么 `step` 除了概率，还要返回新的状态？",
        ),
        (
            Option(
                (
                    "So that the next step knows what was written before.",
                    "让下一步知道前面写过什么。",
                ),
                (
                    "One token alone cannot tell: 13 may be followed by 21 or by 17.",
                    "只看一个词元不够：13 之后可能是 21，也可能是 17。",
                ),
                right=True,
            ),
            Option(
                (
                    "So that the encoder can be trained.",
                    "这样才能训练编码器。",
                ),
                (
                    "Training uses `forward`, and gradients flow without our help.",
                    "训练用的是 `forward`，梯度会自己传回编码器。",
                ),
            ),
            Option(
                (
                    "To save memory.",
                    "为了节省内存。",
                ),
                (
                    "It costs a little memory. It is there to remember.",
                    "它反而要占一点内存。它的作用是记住前文。",
                ),
            ),
        ),
    ),
)
