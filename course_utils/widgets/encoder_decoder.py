"""The explorers of notebook 01: the state as a bottleneck, and the state of a CNN."""

from collections.abc import Sequence

import numpy as np
import torch
import traitlets
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from course_utils.data.shapes import SHAPES
from course_utils.encoder_decoder import LinearEncoderDecoder, ShapeClassifier
from course_utils.language import say
from course_utils.plots.encoder_decoder import plot_bottleneck, plot_state
from course_utils.plots.style import house_style
from course_utils.widgets.base import (
    Explorer,
    float_bytes,
    front_end,
    png,
    style_sheet,
)

SHAPES_ZH = {"circle": "圆形", "square": "方形", "triangle": "三角形", "cross": "叉形"}


class Bottleneck(Explorer):
    """Choose how many numbers the state may have; see what survives of an image."""

    _esm = front_end("bottleneck.js")
    _css = style_sheet("encoder_decoder.css")
    size = traitlets.Int().tag(sync=True)
    image = traitlets.Int(0).tag(sync=True)
    image_shape = traitlets.List().tag(sync=True)
    names = traitlets.List().tag(sync=True)
    mean = traitlets.Bytes().tag(sync=True)
    components = traitlets.Bytes().tag(sync=True)
    images = traitlets.Bytes().tag(sync=True)
    errors = traitlets.Bytes().tag(sync=True)

    def __init__(
        self,
        model: LinearEncoderDecoder,
        images: Float[Tensor, "num_images 1 height width"],
        names: Sequence[str],
        size: int = 8,
    ):
        """Show the model at work on `images`; a state of `size` numbers comes first."""
        largest = len(model.components)
        if len(names) != len(images):
            raise ValueError(f"{len(images)} images, but {len(names)} names.")
        if not 0 <= size <= largest:
            raise ValueError(f"size is {size}; expected 0 to {largest}.")
        self._model, self._images = model, images
        self._lost = model.share_lost()
        super().__init__(
            _bottleneck_words(),
            size=size,
            image_shape=list(images.shape[2:]),
            names=[f"{i}: {_spoken(name)}" for i, name in enumerate(names, 1)],
            mean=float_bytes(model.mean),
            components=float_bytes(model.components),
            images=float_bytes(images),
            errors=float_bytes(self._lost),
        )

    def reconstruction(self) -> Float[Tensor, "1 height width"]:
        """Return what the decoder makes of the chosen image's shortened state."""
        state = self._model.encode(self._images[self.image][None])
        return self._model.decode(state[:, : self.size])[0]

    def summary(self) -> str:
        """Say how many numbers there are, and how much they lose."""
        pixels, lost = self._images[0].numel(), float(self._lost[self.size])
        return say(
            f"A state of {self.size} numbers instead of {pixels} pixels loses "
            f"{lost:.2f} of the variance of all images. Run this cell to move the "
            "slider.",
            f"用 {self.size} 个数的状态代替 {pixels} 个像素，会丢失全部图像方差的 "
            f"{lost:.2f}。运行本单元格即可拖动滑块。",
        )

    def picture(self) -> bytes:
        """Draw input, reconstruction and the error by state size."""
        with house_style():
            figure = Figure(figsize=(7.6, 2.4))
        pair = (self._images[self.image][0].numpy(), self.reconstruction()[0].numpy())
        plot_bottleneck(*pair, self._lost.numpy(), self.size, figure)
        return png(figure)


class CNNState(Explorer):
    """Draw on a grid; see the feature maps (the state) and the answer change."""

    _esm = front_end("cnn_state.js")
    _css = style_sheet("encoder_decoder.css")
    image_size = traitlets.Int().tag(sync=True)
    num_maps = traitlets.Int().tag(sync=True)
    names = traitlets.List().tag(sync=True)
    weights = traitlets.Bytes().tag(sync=True)
    examples = traitlets.Bytes().tag(sync=True)
    ink = traitlets.CBytes().tag(sync=True)  # comes back as a memoryview

    def __init__(
        self,
        model: ShapeClassifier,
        examples: Float[Tensor, "num_names 1 height width"],
    ):
        """Show what the model sees; one example for each of `SHAPES`, in that order."""
        if len(examples) != len(SHAPES):
            raise ValueError(
                f"{len(examples)} examples; expected {len(SHAPES)}, one for each of "
                f"{', '.join(SHAPES)}."
            )
        self._model = model
        super().__init__(
            _cnn_words(),
            image_size=model.image_size,
            num_maps=model.encoder[0].out_channels,
            names=[_spoken(name) for name in SHAPES],
            weights=b"".join(float_bytes(each) for each in model.state_dict().values()),
            examples=float_bytes(examples),
            ink=float_bytes(examples[2]),
        )

    @property
    def drawing(self) -> Float[Tensor, "1 1 height width"]:
        """What is drawn on the grid just now, as the model takes it."""
        ink = np.frombuffer(self.ink, dtype="<f4").copy()
        return torch.from_numpy(ink).reshape(1, 1, self.image_size, self.image_size)

    def probs(self) -> Float[Tensor, " num_names"]:
        """Return the model's probabilities for the drawing."""
        with torch.no_grad():
            return self._model(self.drawing).softmax(dim=1)[0]

    def summary(self) -> str:
        """Say what the model takes the drawing for."""
        probs = self.probs()
        best = int(probs.argmax())
        name, percent = self.names[best], round(100 * float(probs[best]))
        return say(
            f"The drawing on the grid is taken for a {name} ({percent} %). Run this "
            "cell to draw your own.",
            f"网格上的图被认作{name}（{percent}%）。运行本单元格即可自己画。",
        )

    def picture(self) -> bytes:
        """Draw grid, feature maps and probabilities."""
        with torch.no_grad():
            state = self._model.encode(self.drawing)[0]
        with house_style():
            figure = Figure(figsize=(7.6, 2.5))
        drawing = self.drawing[0, 0].numpy()
        plot_state(drawing, state.numpy(), self.probs().numpy(), SHAPES, figure)
        return png(figure)


def _spoken(name: str) -> str:
    """Return the name of a shape in the reader's language, other names as they are."""
    return say(name, SHAPES_ZH.get(name, name))


def _bottleneck_words() -> dict[str, str]:
    return {
        "title": say("The state as a bottleneck", "状态是瓶颈"),
        "try": say(
            "Try this: start at 0 and press → until you can name the shape.",
            "试一试：从 0 开始按 →，直到你能认出形状。",
        ),
        "size": say("State size", "状态大小"),
        "image": say("Image", "图像"),
        "reset": say("Reset", "重置"),
        "input": say("input", "输入"),
        "output": say("reconstruction", "重建"),
        "input_size": say("input: {pixels} numbers", "输入：{pixels} 个数"),
        "state_size": say("state: {k} numbers", "状态：{k} 个数"),
        "output_error": say("reconstruction: error {lost}", "重建：误差 {lost}"),
        "across": say("state size", "状态大小"),
        "up": say("error over all images", "全部图像的误差"),
        "curve": say(
            "error curve: with {k} numbers, {all} of the variance is lost",
            "误差曲线：用 {k} 个数时丢失方差的 {all}",
        ),
        "said": say(
            "{k} numbers instead of {pixels}. Lost of this image: {lost}; "
            "of all images: {all}.",
            "用 {k} 个数代替 {pixels} 个。这张图丢失 {lost}，全部图像丢失 {all}。",
        ),
        "smudge": say(
            "You see a smudge: hardly a shape.", "只见一团模糊，几乎看不出形状。"
        ),
        "place": say(
            "You see where it is and how large; the outline is blurred.",
            "看得出位置和大小，轮廓仍然模糊。",
        ),
        "shape": say(
            "You can tell the shape; the edges are soft.", "能认出形状，边缘还有些软。"
        ),
        "same": say("You see hardly any difference.", "几乎看不出差别。"),
    }


def _cnn_words() -> dict[str, str]:
    return {
        "title": say("What the state of a CNN holds", "CNN 的状态里有什么"),
        "try": say(
            "Try this: press Clear and draw a large shape with the mouse, a finger, or "
            "the arrow keys and the space bar (Shift + arrow draws as it moves).",
            "试一试：按“清空”，用鼠标、手指或方向键加空格画一个大的图形"
            "（按住 Shift 再按方向键可边移边画）。",
        ),
        "clear": say("Clear", "清空"),
        "example": say("A {name}", "示例：{name}"),
        "all_maps": say("All maps on", "打开全部特征图"),
        "board": say(
            "Drawing grid. Arrow keys move, space paints or erases, Shift with an "
            "arrow paints on the way.",
            "绘图网格。方向键移动，空格涂黑或擦除，Shift 加方向键边移边涂。",
        ),
        "input": say("input: draw here", "输入：在这里画"),
        "state": say("state: click a map to mute it", "状态：点一张特征图可将其关闭"),
        "output": say("output: probability", "输出：概率"),
        "map": say(
            "Feature map {i}, strongest value {most}; press to mute",
            "特征图 {i}，最大值 {most}；按下即关闭",
        ),
        "spot": say(
            "row {row}, column {column}: {ink}", "第 {row} 行第 {column} 列：{ink}"
        ),
        "black": say("ink", "有墨"),
        "white": say("paper", "空白"),
        "muted": say(
            "{off} of {maps} maps muted.", "{maps} 张特征图中关闭了 {off} 张。"
        ),
        "empty": say(
            "The grid is empty, yet the decoder must answer: what it says now is its "
            "habit, not your drawing.",
            "网格是空的，但解码器必须作答：此刻的答案只是它的习惯，与你的图无关。",
        ),
        "sure": say(
            "It is sure: a {name} ({percent} %).", "它很确定：{name}（{percent}%）。"
        ),
        "likely": say(
            "It leans towards a {name} ({percent} %).",
            "它倾向于{name}（{percent}%）。",
        ),
        "unsure": say(
            "It cannot decide; its best guess is a {name} ({percent} %).",
            "它拿不定主意；最好的猜测是{name}（{percent}%）。",
        ),
    }
