"""How much of an image is left in a state of few numbers: PCA at work."""

from collections.abc import Sequence

import traitlets
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from course_utils.encoder_decoder import LinearEncoderDecoder
from course_utils.language import _
from course_utils.plots.encoder_decoder import plot_bottleneck
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
    count = traitlets.Int().tag(sync=True)
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
        """Show the images that have names; measure the error on all `images`."""
        largest = len(model.components)
        if len(names) > len(images):
            raise ValueError(f"{len(images)} images, but {len(names)} names.")
        if not 0 <= size <= largest:
            raise ValueError(out_of_range("size", size, 0, largest))
        self._model, self._images = model, images
        self._lost = model.share_lost(images)
        super().__init__(
            _words(),
            size=size,
            image_shape=list(images.shape[2:]),
            count=len(images),
            names=[f"{i}{_(': ')}{_(name)}" for i, name in enumerate(names, 1)],
            mean=float_bytes(model.mean),
            components=float_bytes(model.components),
            images=float_bytes(images[: len(names)]),
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
            "{lost:.2f} of the variance of all {count} images. Run this cell to "
            "move the slider.",
            count=len(self._images),
            size=self.size,
            pixels=pixels,
            lost=lost,
        )

    def picture(self) -> bytes:
        """Draw input, reconstruction and the error by state size."""
        with house_style():
            figure = Figure(figsize=(7.6, 2.4))
        pair = self._images[self.image][0], self.reconstruction()[0]
        arrays = [each.cpu().numpy() for each in (*pair, self._lost)]
        plot_bottleneck(*arrays, self.size, figure)
        return png(figure)


def _words() -> dict[str, str]:
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
        "up": _("error over all {count} images"),
        "curve": _("error curve: with {k} numbers, {all} of the variance is lost"),
        "said": _(
            "{k} numbers instead of {pixels}. Lost of this image: {lost}; "
            "of all {count} images: {all}."
        ),
        "smudge": _("You see a smudge: hardly a shape."),
        "place": _("You see where it is and how large; the outline is blurred."),
        "shape": _("You can tell the shape; the edges are soft."),
        "same": _("You see hardly any difference."),
    }
