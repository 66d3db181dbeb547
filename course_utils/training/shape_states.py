"""How many shapes a CNN names, by what its encoder has and how large its state is.

    python -m course_utils.training.shape_states

trains each kind of model from several seeds (two minutes) and writes the findings that
notebook 01 shows to `shape_states.json`.
"""

import json
from pathlib import Path
from typing import NamedTuple

import torch

from course_utils.data.shapes import SHAPES, ShapeImages, make_shapes, on_canvas
from course_utils.encoder_decoder import (
    ShapeClassifier,
    share_named,
    train_classifier,
)

FINDINGS = Path(__file__).parent / "shape_states.json"
SEEDS = (0, 1, 2)
KINDS = ((8, 8), (8, 2), (8, 1), (1, 1))  # filters a layer, numbers in the state


class Finding(NamedTuple):
    """The shares of shapes named rightly, a number for each seed.

    `right` is measured on new images, `right_larger` on the same ones laid somewhere
    on canvases of 24 × 24 pixels.
    """

    num_filters: int
    state_size: int
    right: list[float]
    right_larger: list[float]


def findings() -> tuple[Finding, ...]:
    """Read what the last run of this module found."""
    rows = json.loads(FINDINGS.read_text(encoding="utf-8"))
    return tuple(Finding(**row) for row in rows)


def measure(
    num_filters: int, state_size: int, train: ShapeImages, test: ShapeImages
) -> Finding:
    """Train one kind of model from each seed; measure it on the test images."""
    finding = Finding(num_filters, state_size, [], [])
    larger = ShapeImages(on_canvas(test.images, 24), test.labels)
    squeezed = None if state_size == num_filters else state_size
    for seed in SEEDS:
        torch.manual_seed(seed)
        model = ShapeClassifier(len(SHAPES), num_filters, squeezed)
        train_classifier(model, *train, seed=seed)
        finding.right.append(round(share_named(model, test), 4))
        finding.right_larger.append(round(share_named(model, larger), 4))
    return finding


def main() -> None:
    """Measure every kind and write the findings."""
    torch.set_num_threads(1)
    train, test = make_shapes(8000, seed=0), make_shapes(2000, seed=1)
    found = [measure(*kind, train, test)._asdict() for kind in KINDS]
    FINDINGS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
