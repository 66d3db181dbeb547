import base64
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

from course_utils.data.shapes import SHAPES, make_shapes
from course_utils.encoder_decoder import LinearEncoderDecoder, ShapeClassifier
from course_utils.exercises.encoder_decoder import check_smallest_state
from course_utils.widgets.base import Explorer
from course_utils.widgets.encoder_decoder import Bottleneck, CNNState

SCRIPT = Path(__file__).parent / "js" / "cnn_state_numbers.mjs"
IMAGES = make_shapes(211, seed=3).images
PNG = b"\x89PNG"


@pytest.fixture
def bottleneck():
    model = LinearEncoderDecoder.fit(IMAGES, 13)
    return Bottleneck(model, IMAGES[:3], ["circle", "cross", "square"], size=5)


@pytest.fixture
def classifier():
    torch.manual_seed(0)
    return ShapeClassifier(len(SHAPES), num_filters=3)


@pytest.fixture
def board(classifier):
    return CNNState(classifier, IMAGES[:4])


def _floats(data):
    return torch.from_numpy(np.frombuffer(data, dtype="<f4").copy())


def test_bottleneck_sends_the_models_own_numbers(bottleneck):
    model = LinearEncoderDecoder.fit(IMAGES, 13)
    assert torch.equal(_floats(bottleneck.mean), model.mean.flatten())
    assert torch.equal(_floats(bottleneck.components), model.components.flatten())
    assert torch.equal(_floats(bottleneck.errors), model.share_lost(IMAGES[:3]))
    assert bottleneck.image_shape == [16, 16]


def test_bottleneck_reconstructs_with_the_numbers_chosen(bottleneck):
    bottleneck.size, bottleneck.image = 7, 2
    small = LinearEncoderDecoder.fit(IMAGES, 7)
    expected = small.decode(small.encode(IMAGES[2:3]))[0]
    torch.testing.assert_close(bottleneck.reconstruction(), expected)


def test_slider_answers_the_exercise_that_sends_readers_to_it():
    model = LinearEncoderDecoder.fit(make_shapes(8000, seed=0).images, 128)
    lost = model.share_lost(make_shapes(2000, seed=1).images)
    shown = [float(f"{each:.2f}") for each in lost.tolist()]
    first = next(size for size, each in enumerate(shown) if each <= 0.10)
    assert first == check_smallest_state.solution
    rounding = (lost - 0.105).abs().min()
    assert rounding > 1e-4  # so that another processor's last digits change nothing


def test_bottleneck_says_and_draws_what_it_shows(bottleneck):
    lost = LinearEncoderDecoder.fit(IMAGES, 13).share_lost(IMAGES[:3])[5]
    assert f"5 numbers instead of 256 pixels loses {lost:.2f}" in bottleneck.summary()
    assert bottleneck.picture().startswith(PNG)
    assert bottleneck.picture() == bottleneck.picture()


@pytest.mark.parametrize("size", [-1, 14])
def test_bottleneck_rejects_a_size_that_the_model_has_not(size):
    model = LinearEncoderDecoder.fit(IMAGES, 13)
    with pytest.raises(ValueError, match=f"size is {size}; expected 0 to 13"):
        Bottleneck(model, IMAGES[:1], ["circle"], size=size)


def test_bottleneck_wants_an_image_for_each_name():
    model = LinearEncoderDecoder.fit(IMAGES, 13)
    with pytest.raises(ValueError, match="1 images, but 2 names"):
        Bottleneck(model, IMAGES[:1], ["circle", "cross"])


def test_bottleneck_measures_all_images_and_sends_those_with_names():
    model = LinearEncoderDecoder.fit(IMAGES, 13)
    widget = Bottleneck(model, IMAGES, ["circle", "cross"])
    assert torch.equal(_floats(widget.errors), model.share_lost(IMAGES))
    assert torch.equal(_floats(widget.images), IMAGES[:2].flatten())
    assert widget.count == 211


def test_board_starts_with_the_third_example(board):
    assert torch.equal(board.drawing[0], IMAGES[2])


def test_board_reads_the_drawing_of_the_browser(board, classifier):
    drawing = IMAGES[5].numpy().astype("<f4")
    board.ink = memoryview(drawing.tobytes())  # as it comes over the wire
    assert torch.equal(board.drawing[0], IMAGES[5])
    with torch.no_grad():
        expected = classifier(IMAGES[5:6]).softmax(dim=1)[0]
    assert torch.equal(board.probs(), expected)


def test_board_says_and_draws_what_it_shows(board):
    name = SHAPES[board.probs().argmax()]
    assert f"taken for a {name}" in board.summary()
    assert board.picture().startswith(PNG)


def test_board_wants_one_example_for_each_shape(classifier):
    with pytest.raises(ValueError, match="3 examples; expected 4"):
        CNNState(classifier, IMAGES[:3])


def test_board_wants_a_state_that_is_not_squeezed():
    with pytest.raises(ValueError, match="is squeezed"):
        CNNState(ShapeClassifier(4, state_size=2), IMAGES[:4])


def test_front_end_has_torchs_state_and_probabilities(board, classifier, tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which is not on the PATH")
    file = tmp_path / "input.json"
    sizes = {"size": 16, "maps": 3, "classes": len(SHAPES)}
    given = {
        "sizes": sizes,
        "weights": _floats(board.weights).tolist(),
        "image": board.drawing.flatten().tolist(),
    }
    file.write_text(json.dumps(given))
    run = subprocess.run(
        [node, str(SCRIPT), str(file)], capture_output=True, text=True, check=True
    )
    shown = json.loads(run.stdout)
    with torch.no_grad():
        state = classifier.encode(board.drawing).flatten()
    torch.testing.assert_close(torch.tensor(shown["state"]), state)
    torch.testing.assert_close(torch.tensor(shown["probs"]), board.probs())


@pytest.mark.parametrize("name", ["bottleneck", "board"])
def test_untrusted_views_get_words_and_a_picture(name, request):
    widget = request.getfixturevalue(name)
    data, _ = widget._repr_mimebundle_()
    assert data["text/plain"] == widget.summary()
    assert base64.b64decode(data["image/png"]).startswith(PNG)
    assert repr(widget) == f"<{type(widget).__name__}>"


@pytest.mark.parametrize("name", ["bottleneck", "board"])
def test_words_are_chinese_in_the_chinese_edition(name, request, monkeypatch):
    english, joints = request.getfixturevalue(name).words, Explorer({}).words
    monkeypatch.setenv("COURSE_LANG", "zh")
    model = LinearEncoderDecoder.fit(IMAGES, 13)
    chinese = {
        "bottleneck": lambda: Bottleneck(model, IMAGES[:1], ["circle"]),
        "board": lambda: CNNState(ShapeClassifier(4), IMAGES[:4]),
    }[name]()
    assert english.keys() == chinese.words.keys()
    own = [text for name, text in chinese.words.items() if name not in joints]
    assert all(any("一" <= c <= "鿿" for c in text) for text in own)
    assert any("一" <= c <= "鿿" for c in chinese.summary())
    assert "圆形" in chinese.names[0]
