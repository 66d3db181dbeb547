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
from course_utils.language import _
from course_utils.plots.encoder_decoder import plot_bottleneck, plot_state
from course_utils.plots.style import house_style
from course_utils.widgets.base import (
    Explorer,
    float_bytes,
    front_end,
    out_of_range,
    png,
    style_sheet,
)


class Bottleneck(Explorer):
    """Choose how many numbers the state may have; see what survives of an image."""

    _esm = front_end(__file__, "bottleneck.js")
    _css = style_sheet(__file__, "style.css")
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
            raise ValueError(out_of_range("size", size, 0, largest))
        self._model, self._images = model, images
        self._lost = model.share_lost()
        super().__init__(
            _bottleneck_words(),
            size=size,
            image_shape=list(images.shape[2:]),
            names=[f"{i}: {_(name)}" for i, name in enumerate(names, 1)],
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
        return _(
            "A state of {size} numbers instead of {pixels} pixels loses "
            "{lost:.2f} of the variance of all images. Run this cell to "
            "move the slider.",
            size=self.size,
            pixels=pixels,
            lost=lost,
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

    _esm = front_end(__file__, "cnn_state.js")
    _css = style_sheet(__file__, "style.css")
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
            names=[_(name) for name in SHAPES],
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
        return _(
            "The drawing on the grid is taken for a {name} ({percent} "
            "%). Run this cell to draw your own.",
            name=name,
            percent=percent,
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


def _bottleneck_words() -> dict[str, str]:
    return {
        "title": _("The state as a bottleneck"),
        "try": _("Try this: start at 0 and press → until you can name the shape."),
        "size": _("State size"),
        "image": _("Image"),
        "reset": _("Reset"),
        "input": _("input"),
        "output": _("reconstruction"),
        "input_size": _("input: {pixels} numbers"),
        "state_size": _("state: {k} numbers"),
        "output_error": _("reconstruction: error {lost}"),
        "across": _("state size"),
        "up": _("error over all images"),
        "curve": _("error curve: with {k} numbers, {all} of the variance is lost"),
        "said": _(
            "{k} numbers instead of {pixels}. Lost of this image: {lost}; "
            "of all images: {all}."
        ),
        "smudge": _("You see a smudge: hardly a shape."),
        "place": _("You see where it is and how large; the outline is blurred."),
        "shape": _("You can tell the shape; the edges are soft."),
        "same": _("You see hardly any difference."),
    }


def _cnn_words() -> dict[str, str]:
    return {
        "title": _("What the state of a CNN holds"),
        "try": _(
            "Try this: press Clear and draw a large shape with the mouse, a finger, or "
            "the arrow keys and the space bar (Shift + arrow draws as it moves)."
        ),
        "clear": _("Clear"),
        "example": _("A {name}"),
        "all_maps": _("All maps on"),
        "board": _(
            "Drawing grid. Arrow keys move, space paints or erases, Shift with an "
            "arrow paints on the way."
        ),
        "input": _("input: draw here"),
        "state": _("state: click a map to mute it"),
        "output": _("output: probability"),
        "map": _("Feature map {i}, strongest value {most}; press to mute"),
        "spot": _("row {row}, column {column}: {ink}"),
        "black": _("ink"),
        "white": _("paper"),
        "muted": _("{off} of {maps} maps muted."),
        "empty": _(
            "The grid is empty, yet the decoder must answer: what it says now is its "
            "habit, not your drawing."
        ),
        "sure": _("It is sure: a {name} ({percent} %)."),
        "likely": _("It leans towards a {name} ({percent} %)."),
        "unsure": _("It cannot decide; its best guess is a {name} ({percent} %)."),
    }
