import pytest
import torch

from course_utils.data.shapes import IMAGE_SIZE, SHAPES, make_shapes, on_canvas


def test_make_shapes_draws_every_kind_equally_often():
    _, labels = make_shapes(4 * 13, seed=5)
    assert torch.bincount(labels).tolist() == [13] * len(SHAPES)


def test_make_shapes_keeps_ink_between_0_and_1():
    images, labels = make_shapes(503, seed=1)
    assert images.shape == (503, 1, IMAGE_SIZE, IMAGE_SIZE)
    assert labels.dtype == torch.int64
    assert images.min() >= 0
    assert images.max() <= 1


def test_make_shapes_repeats_itself_for_one_seed_only():
    first, again, other = (make_shapes(101, seed=seed) for seed in (3, 3, 7))
    assert torch.equal(first.images, again.images)
    assert torch.equal(first.labels, again.labels)
    assert not torch.equal(first.images, other.images)


def test_make_shapes_leaves_the_global_generator_alone():
    torch.manual_seed(11)
    expected = torch.rand(3)
    torch.manual_seed(11)
    make_shapes(5, seed=2)
    assert torch.equal(torch.rand(3), expected)


def test_make_shapes_puts_enough_ink_and_enough_paper_in_every_image():
    images, _ = make_shapes(1009, seed=2, noise=0.0)
    ink = images.mean(dim=(1, 2, 3))
    assert ink.min() > 0.02
    assert ink.max() < 0.85


def test_make_shapes_without_noise_leaves_the_paper_white():
    images, _ = make_shapes(211, seed=4, noise=0.0)
    white = (images == 0).float().mean(dim=(1, 2, 3))
    assert white.min() > 0.1


def test_make_shapes_makes_half_the_images_black_and_white():
    images, _ = make_shapes(2003, seed=6)
    pure = ((images == 0) | (images == 1)).all(dim=3).all(dim=2).float().mean()
    assert pure == pytest.approx(0.5, abs=0.05)


def test_a_filled_circle_has_no_holes():
    # Dents in a shaken outline must not leave white spots: from any pixel of ink's
    # row the run of ink is unbroken.
    images, labels = make_shapes(1201, seed=8, noise=0.0)
    circles = images[labels == SHAPES.index("circle"), 0] > 0.5
    middle = circles[torch.arange(len(circles)), _centre_row(circles)]
    runs = (middle[:, 1:] & ~middle[:, :-1]).sum(1) + middle[:, 0]
    assert set(runs.tolist()) <= {1, 2}  # filled: one run; outline: two
    assert (runs == 1).float().mean() > 0.25


def _centre_row(ink):
    rows = ink.any(dim=2).float()
    place = torch.arange(IMAGE_SIZE)
    return ((rows * place).sum(1) / rows.sum(1)).round().long()


@pytest.mark.parametrize("num_images", [0, -3])
def test_make_shapes_rejects_no_images(num_images):
    with pytest.raises(ValueError, match=f"num_images is {num_images}"):
        make_shapes(num_images)


def test_make_shapes_rejects_negative_noise():
    with pytest.raises(ValueError, match=r"noise is -0\.1"):
        make_shapes(1, noise=-0.1)


def test_on_canvas_lays_each_image_somewhere_and_changes_nothing_in_it():
    images = torch.rand(7, 1, 3, 5, generator=torch.Generator().manual_seed(1)) + 0.1
    canvas = on_canvas(images, 11, seed=3)
    assert canvas.shape == (7, 1, 11, 11)
    for image, page in zip(images[:, 0], canvas[:, 0], strict=True):
        down, across = page.nonzero()[0].tolist()
        assert torch.equal(page[down : down + 3, across : across + 5], image)
        assert (page > 0).sum() == 15  # nothing but paper around it


def test_on_canvas_uses_every_place_and_repeats_itself_for_one_seed_only():
    images = torch.ones(97, 1, 2, 3)
    canvas = on_canvas(images, 4, seed=5)
    corners = {tuple(page.nonzero()[0].tolist()) for page in canvas[:, 0]}
    assert corners == {(down, across) for down in range(3) for across in range(2)}
    assert torch.equal(canvas, on_canvas(images, 4, seed=5))
    assert not torch.equal(canvas, on_canvas(images, 4, seed=6))


def test_on_canvas_of_the_images_own_size_is_the_images():
    images = torch.rand(3, 1, 5, 5)
    assert torch.equal(on_canvas(images, 5), images)
    with pytest.raises(ValueError, match=r"7 × 5 .* 6 × 6"):
        on_canvas(torch.ones(2, 1, 7, 5), 6)
