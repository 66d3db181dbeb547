"""How many shapes a network names, by what its encoder has and how large its state is.

    python -m course_utils.training.shape_states

trains each kind of network from several seeds (two minutes) and writes the findings
that notebook 01 shows to `shape_states.json`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_utils.data.shapes import (
    IMAGE_SIZE,
    SHAPES,
    ShapeImages,
    make_shapes,
    on_canvas,
)
from course_utils.encoder_decoder import (
    ShapeClassifier,
    share_named,
    train_classifier,
)
from course_utils.language import N_
from course_utils.training.findings import SEEDS, read_findings, write_findings

FINDINGS = Path(__file__).parent / "shape_states.json"


class Finding(NamedTuple):
    """The shares of shapes named rightly, a number for each seed.

    `right` is measured on new images, `right_larger` on the same ones laid somewhere
    on canvases of 24 × 24 pixels (nothing where a network cannot take them).
    """

    kind: str
    right: list[float]
    right_larger: list[float]


class AveragingClassifier(ShapeClassifier):
    """A control: of each map the state keeps the mean, not the largest number."""

    def encode(
        self, images: Float[Tensor, "batch 1 height width"]
    ) -> Float[Tensor, "batch state_size"]:
        return self.squeeze(self.filters(images).mean(dim=(2, 3)))


def hidden_layer(num_classes: int) -> nn.Module:
    """Make a control that is not linear, yet asks nothing everywhere."""
    num_pixels = IMAGE_SIZE * IMAGE_SIZE
    layers = nn.Linear(num_pixels, 128), nn.ReLU(), nn.Linear(128, num_classes)
    return nn.Sequential(nn.Flatten(), *layers)


KINDS: dict[str, Callable[[int], nn.Module]] = {
    N_("hidden layer"): hidden_layer,
    N_("means"): AveragingClassifier,
    N_("8 filters, state of 8"): ShapeClassifier,
    N_("8 filters, state of 2"): lambda classes: ShapeClassifier(classes, state_size=2),
    N_("8 filters, state of 1"): lambda classes: ShapeClassifier(classes, state_size=1),
    N_("1 filter, state of 1"): lambda classes: ShapeClassifier(classes, num_filters=1),
}


def findings() -> dict[str, Finding]:
    """Read what the last run of this module found, by kind of network."""
    return {each.kind: each for each in read_findings(FINDINGS, Finding)}


def measure(kind: str, train: ShapeImages, test: ShapeImages) -> Finding:
    """Train one kind of network from each seed; measure it on the test images."""
    finding = Finding(kind, [], [])
    larger = ShapeImages(on_canvas(test.images, 24), test.labels)
    for seed in SEEDS:
        torch.manual_seed(seed)
        model = KINDS[kind](len(SHAPES))
        train_classifier(model, *train, seed=seed)
        finding.right.append(round(share_named(model, test), 4))
        if isinstance(model, ShapeClassifier):
            finding.right_larger.append(round(share_named(model, larger), 4))
    return finding


def main() -> None:
    """Measure every kind and write the findings."""
    torch.set_num_threads(1)
    train, test = make_shapes(8000, seed=0), make_shapes(2000, seed=1)
    write_findings(FINDINGS, [measure(kind, train, test) for kind in KINDS])


if __name__ == "__main__":
    main()
