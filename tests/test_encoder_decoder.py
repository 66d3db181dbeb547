import pytest
import torch
import torch.nn.functional as F
from torch import nn

from course_utils.data import BOS_ID, EOS_ID, PAD_ID
from course_utils.data.shapes import IMAGE_SIZE, SHAPES, make_shapes
from course_utils.encoder_decoder import (
    CoinChanger,
    EncoderDecoder,
    LinearEncoderDecoder,
    ShapeClassifier,
    device_of,
    share_named,
    train_classifier,
)

# The interface


class Half(EncoderDecoder):
    def start(self, memory):
        return memory


@pytest.mark.parametrize(
    ("call", "method"),
    [
        (lambda model, ids: model.encode(ids), "encode"),
        (lambda model, ids: model.step(ids[:, 0], ids), "step"),
        (lambda model, ids: model(ids, ids), "forward"),
    ],
)
def test_a_missing_method_names_itself_and_the_class(call, method):
    with pytest.raises(NotImplementedError, match=f"Half does not define {method}"):
        call(Half(), torch.zeros(2, 3, dtype=torch.int64))


def test_the_bare_interface_has_no_start():
    with pytest.raises(NotImplementedError, match="EncoderDecoder does not define st"):
        EncoderDecoder().start(torch.zeros(2, 3))


# The model without weights


def _written(model, src, num_steps):
    tokens = torch.full((len(src),), BOS_ID)
    state, written = model.start(model.encode(src)), []
    for _ in range(num_steps):
        log_probs, state = model.step(tokens, state)
        tokens = log_probs.argmax(dim=1)
        written.append(tokens)
    return torch.stack(written, dim=1)


def test_the_changer_pays_in_the_largest_coins_and_ends():
    src = torch.tensor([[20, 20, 5, PAD_ID], [10, 5, 20, 50], [5, PAD_ID, 0, 0]])
    assert _written(CoinChanger(), src, 5).tolist() == [
        [20, 20, 5, EOS_ID, EOS_ID],
        [50, 20, 10, 5, EOS_ID],
        [5, EOS_ID, EOS_ID, EOS_ID, EOS_ID],
    ]


@pytest.mark.parametrize("count", [1, 7, 40])
def test_the_changer_takes_any_number_of_coins(count):
    (written,) = _written(CoinChanger(), torch.full((1, count), 10), 20).tolist()
    paid = [coin for coin in written if coin != EOS_ID]
    assert sum(paid) == 10 * count
    assert paid == sorted(paid, reverse=True)
    assert paid.count(20) <= 2  # three of 20 would be 50 and 10


def test_the_changer_goes_on_from_the_coin_that_it_reads():
    model = CoinChanger()
    logits = model(torch.tensor([[50, 20]]), torch.tensor([[BOS_ID, 20, 20, 10]]))
    assert logits.argmax(dim=2).tolist() == [[50, 50, 20, 20]]


def test_changer_step_after_step_equals_forward():
    model = CoinChanger()
    src = torch.tensor([[50, 5], [20, 20]])
    tgt_in = torch.tensor([[1, 50, 5], [1, 20, 5]])
    logits = model(src, tgt_in)
    assert logits.shape == (2, 3, 51)
    assert logits.argmax(dim=2).tolist() == [[50, 5, 2], [20, 20, 10]]
    torch.testing.assert_close(logits.exp().sum(dim=2), torch.ones(2, 3))
    state = model.start(model.encode(src))
    for t in range(3):
        log_probs, state = model.step(tgt_in[:, t], state)
        assert torch.equal(log_probs, logits[:, t])


def test_changer_step_leaves_the_given_state_alone():
    model = CoinChanger()
    state = model.start(model.encode(torch.tensor([[5, 50]])))
    kept = state.clone()
    model.step(torch.tensor([50]), state)
    assert torch.equal(state, kept)


# The CNN


@pytest.fixture(scope="module")
def trained():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so small a model only waits for a second thread
    torch.manual_seed(0)
    model = ShapeClassifier(len(SHAPES))
    losses = train_classifier(model, *make_shapes(8000, seed=0))
    torch.set_num_threads(threads)
    return model, losses


def test_classifier_learns_shapes_it_has_not_seen(trained):
    model, losses = trained
    images, labels = make_shapes(2000, seed=1)
    assert (model(images).argmax(dim=1) == labels).float().mean() >= 0.98
    assert losses[-20:].mean() < 0.1 * losses[:20].mean()


def test_the_share_named_rightly_is_counted_over_all_parts():
    shapes = make_shapes(307, seed=2)

    class Namer(nn.Module):
        """Reads the name off the first pixel."""

        def forward(self, images):
            return F.one_hot(images[:, 0, 0, 0].long(), len(SHAPES)).float()

    marked = shapes.images.clone()
    marked[:, 0, 0, 0] = shapes.labels
    marked[:29, 0, 0, 0] = (shapes.labels[:29] + 1) % len(SHAPES)
    share = share_named(Namer(), shapes._replace(images=marked))
    assert share == pytest.approx(1 - 29 / 307)


DRAWINGS = {
    "small circle": """
        ..###..
        .#...#.
        #.....#
        #.....#
        #.....#
        .#...#.
        ..###..""",
    "large circle": """
        ...#####...
        ..#.....#..
        .#.......#.
        #.........#
        #.........#
        #.........#
        #.........#
        #.........#
        .#.......#.
        ..#.....#..
        ...#####...""",
    "thick square": """
        ########
        ########
        ##....##
        ##....##
        ##....##
        ##....##
        ########
        ########""",
    "thin square": """
        ##########
        #........#
        #........#
        #........#
        #........#
        #........#
        #........#
        #........#
        #........#
        ##########""",
    "thin triangle": """
        ......#......
        .....#.#.....
        .....#.#.....
        ....#...#....
        ....#...#....
        ...#.....#...
        ...#.....#...
        ..#.......#..
        ..#.......#..
        .#.........#.
        #############""",
    "filled triangle": """
        ....#....
        ...###...
        ...###...
        ..#####..
        ..#####..
        .#######.
        #########""",
    "upright cross": """
        ....#....
        ....#....
        ....#....
        ....#....
        #########
        ....#....
        ....#....
        ....#....
        ....#....""",
    "leaning cross": """
        #.......#
        .#.....#.
        ..#...#..
        ...#.#...
        ....#....
        ...#.#...
        ..#...#..
        .#.....#.
        #.......#""",
}


def _paint(drawing, down, across):
    rows = [row.strip() for row in drawing.split()]
    image = torch.zeros(1, 1, IMAGE_SIZE, IMAGE_SIZE)
    for i, row in enumerate(rows):
        for j, mark in enumerate(row):
            image[0, 0, down + i, across + j] = mark == "#"
    return image


def test_classifier_reads_drawings_made_by_hand_wherever_they_stand(trained):
    model, _ = trained
    right, total = 0, 0
    for name, drawing in DRAWINGS.items():
        for down, across in [(1, 1), (2, 1), (1, 3), (3, 2), (4, 3)]:
            probs = model(_paint(drawing, down, across)).softmax(dim=1)[0]
            right += SHAPES[probs.argmax()] == name.split()[1]
            total += 1
    assert right >= 0.9 * total


def test_classifier_knows_shapes_on_a_larger_canvas(trained):
    model, _ = trained
    images, labels = make_shapes(2000, seed=1)
    larger = F.pad(images, (3, 5, 1, 7))
    assert (model(larger).argmax(dim=1) == labels).float().mean() >= 0.98


def test_classifier_is_its_decoder_after_its_encoder():
    torch.manual_seed(0)
    model = ShapeClassifier(5, num_filters=7)
    images = torch.rand(3, 1, 12, 22)
    state = model.encode(images)
    maps = model.filters(images)
    assert maps.shape == (3, 7, 6, 11)
    assert torch.equal(state, maps.flatten(2).max(dim=2).values)
    assert torch.equal(model.decode(state), model(images))


def test_classifier_squeezes_what_it_found_into_fewer_numbers():
    torch.manual_seed(0)
    model = ShapeClassifier(5, num_filters=7, state_size=2)
    images = torch.rand(3, 1, 12, 22)
    assert model.encode(images).shape == (3, 2)
    assert model(images).shape == (3, 5)


def test_the_state_is_all_that_the_decoder_sees():
    torch.manual_seed(0)
    model = ShapeClassifier(5, num_filters=7)
    first, second = torch.rand(2, 3, 1, 12, 12)
    swapped = model.decode(model.encode(first))
    model.encode(second)
    assert torch.equal(model.decode(model.encode(first)), swapped)


def test_training_repeats_itself_for_one_seed():
    images, labels = make_shapes(64 + 7, seed=3)
    losses = []
    for _ in range(2):
        torch.manual_seed(5)
        model = ShapeClassifier(len(SHAPES), num_filters=3)
        losses.append(train_classifier(model, images, labels, epochs=2))
    assert torch.equal(*losses)
    assert len(losses[0]) == 3  # 142 images in batches of 64


# The linear encoder–decoder


@pytest.fixture(scope="module")
def images():
    return make_shapes(307, seed=9).images.double()


def _squared_error(model, images):
    return (model.decode(model.encode(images)) - images).square().sum()


@pytest.mark.parametrize("state_size", [1, 5, 31, 256])
def test_linear_error_is_the_sum_of_the_discarded_squared_singular_values(
    images, state_size
):
    model = LinearEncoderDecoder.fit(images, state_size)
    centred = (images - images.mean(dim=0)).flatten(1)
    discarded = torch.linalg.svdvals(centred)[state_size:].square().sum()
    torch.testing.assert_close(_squared_error(model, images), discarded)


def test_linear_components_are_the_eigenvectors_of_the_covariance(images):
    model = LinearEncoderDecoder.fit(images, 7)
    flat = images.flatten(1)
    values, vectors = torch.linalg.eigh(torch.cov(flat.T))
    values, vectors = values.flip(0), vectors.flip(1)
    cosines = (model.components.flatten(1) @ vectors[:, :7]).diagonal().abs()
    torch.testing.assert_close(cosines, torch.ones(7, dtype=torch.float64))
    lost = model.share_lost(images)
    shares = values[:7] / values.sum()
    torch.testing.assert_close(lost[:-1] - lost[1:], shares)


def test_linear_share_lost_is_that_of_the_images_it_is_asked_about(images):
    seen, new = images[:200], images[200:]
    model = LinearEncoderDecoder.fit(seen, 11)
    for some in (seen, new):
        lost = model.share_lost(some)
        assert lost.shape == (12,)
        whole = (some - seen.mean(dim=0)).square().sum()
        for size in (0, 4, 11):
            given = model.decode(model.encode(some)[:, :size])
            error = (given - some).square().sum()
            torch.testing.assert_close(lost[size], error / whole)
    assert model.share_lost(new)[11] > model.share_lost(seen)[11]


def test_linear_components_are_orthonormal(images):
    model = LinearEncoderDecoder.fit(images, 11)
    rows = model.components.flatten(1)
    torch.testing.assert_close(rows @ rows.T, torch.eye(11, dtype=torch.float64))


def test_linear_agrees_with_torch_pca(images):
    model = LinearEncoderDecoder.fit(images, 5)
    torch.manual_seed(0)
    flat = images.flatten(1)
    _, _, vectors = torch.pca_lowrank(flat, q=60, niter=10)
    projection = vectors[:, :5] @ vectors[:, :5].T
    rows = model.components.flatten(1)
    torch.testing.assert_close(rows.T @ rows, projection)


def test_linear_is_no_worse_than_random_pairs_with_their_best_decoder(images):
    best = _squared_error(LinearEncoderDecoder.fit(images, 5), images)
    centred = (images - images.mean(dim=0)).flatten(1)
    torch.manual_seed(0)
    for _ in range(23):
        state = centred @ torch.randn(256, 5, dtype=torch.float64)
        decoder = torch.linalg.lstsq(state, centred).solution
        assert (state @ decoder - centred).square().sum() > best


def test_linear_is_what_a_trained_linear_autoencoder_comes_to(images):
    best = _squared_error(LinearEncoderDecoder.fit(images, 3), images)
    torch.manual_seed(0)
    flat = (images - images.mean(dim=0)).flatten(1)
    encoder = nn.Linear(256, 3, bias=False, dtype=torch.float64)
    decoder = nn.Linear(3, 256, bias=False, dtype=torch.float64)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimiser = torch.optim.LBFGS(
        parameters, max_iter=500, line_search_fn="strong_wolfe"
    )

    def closure():
        optimiser.zero_grad()
        loss = F.mse_loss(decoder(encoder(flat)), flat)
        loss.backward()
        return loss

    optimiser.step(closure)
    trained = (decoder(encoder(flat)) - flat).square().sum()
    assert best <= trained <= 1.02 * best


def test_linear_two_pixels_by_pencil():
    # Three images on the line left = right: one number each says it all.
    images = torch.tensor([[1.0, 1.0], [2.0, 2.0], [6.0, 6.0]]).reshape(3, 1, 1, 2)
    model = LinearEncoderDecoder.fit(images, 1)
    torch.testing.assert_close(model.mean.flatten(), torch.tensor([3.0, 3.0]))
    state = model.encode(images).flatten()
    expected = torch.tensor([-2.0, -1.0, 3.0]) * 2**0.5
    torch.testing.assert_close(state * state[2].sign(), expected)
    torch.testing.assert_close(model.decode(model.encode(images)), images)


def test_linear_decodes_a_short_state_with_its_first_components(images):
    large, small = (LinearEncoderDecoder.fit(images, size) for size in (13, 5))
    state = large.encode(images)[:, :5]
    torch.testing.assert_close(large.decode(state), small.decode(state))


def test_linear_with_an_empty_state_gives_the_mean(images):
    model = LinearEncoderDecoder.fit(images, 3)
    nothing = torch.zeros(2, 0, dtype=torch.float64)
    torch.testing.assert_close(model.decode(nothing), model.mean.expand(2, 1, 16, 16))


@pytest.mark.parametrize("state_size", [0, -1, 8])
def test_linear_rejects_a_state_size_out_of_range(images, state_size):
    with pytest.raises(ValueError, match=f"state_size is {state_size}; .* 1 and 7"):
        LinearEncoderDecoder.fit(images[:7], state_size)


def test_linear_rejects_a_state_that_is_too_long(images):
    model = LinearEncoderDecoder.fit(images, 3)
    with pytest.raises(ValueError, match="has 5 numbers, but only 3 components"):
        model.decode(torch.zeros(2, 5, dtype=torch.float64))


def test_linear_names_the_size_of_a_wrong_image(images):
    model = LinearEncoderDecoder.fit(images, 3)
    with pytest.raises(ValueError, match=r"are 8×11 pixels.* made for 16×16"):
        model.encode(torch.zeros(2, 1, 8, 11, dtype=torch.float64))


def test_a_models_device_is_that_of_its_weights():
    assert device_of(nn.Linear(2, 3, device="meta")).type == "meta"
    assert device_of(nn.ReLU()).type == "cpu"
