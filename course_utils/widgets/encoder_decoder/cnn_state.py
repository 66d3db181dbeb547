"""Draw on a grid; watch the state and the answer of a small CNN."""

import numpy as np
import torch
import traitlets
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from course_utils.data.shapes import SHAPES
from course_utils.encoder_decoder import ShapeClassifier, device_of
from course_utils.language import _
from course_utils.plots.encoder_decoder import plot_state
from course_utils.plots.style import house_style
from course_utils.widgets.base import (
    Explorer,
    float_bytes,
    front_end,
    png,
    style_sheet,
)


class CNNState(Explorer):
    """Draw on a grid; see the feature maps, the state and the answer change."""

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
        if len(model.decoder.weight.T) != model.filters[0].out_channels:
            raise ValueError("The state is squeezed; expected one number a map.")
        self._model = model
        super().__init__(
            _words(),
            image_size=examples.shape[-1],
            num_maps=model.decoder.in_features,
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
            drawing = self.drawing.to(device_of(self._model))
            return self._model(drawing).softmax(dim=1)[0].cpu()

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
            drawing = self.drawing.to(device_of(self._model))
            maps = self._model.filters(drawing)[0].cpu()
        with house_style():
            figure = Figure(figsize=(7.6, 2.5))
            names = [_(name) for name in SHAPES]
        drawing = drawing[0, 0].cpu().numpy()
        plot_state(drawing, maps.numpy(), self.probs().numpy(), names, figure)
        return png(figure)


def _words() -> dict[str, str]:
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
        "state": _("state: the largest number of each map; click to mute it"),
        "output": _("output: probability"),
        "map": _("Feature map {i}, largest number {most}; press to mute"),
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
