"""From key press to new picture, for each explorer, in Chromium.

Not a test, since machines differ: `python -m benchmarks.widgets` runs it and prints.
"""

import statistics
from collections.abc import Callable

from benchmarks import print_table

PRESSES = 60
MODELS = """
import torch
torch.set_num_threads(1)
from course_utils.training import pretrained
from course_utils.data import make_corpus
from course_utils.data.shapes import make_shapes
from course_utils.encoder_decoder import LinearEncoderDecoder
from course_utils.widgets.attention import explore_attention
from course_utils.widgets.attention_pooling import explore_bandwidth
from course_utils.widgets.beam_search import explore_beams
from course_utils.widgets.encoder_decoder import Bottleneck
from course_utils.widgets.layer_norm import explore_norms
from course_utils.widgets.positional_encoding import explore_positions
from course_utils.widgets.seq2seq import explore_decoding
from course_utils.widgets.transformer import explore_architecture
corpus = make_corpus(num_train=100)
pairs = [pairs[7] for pairs in corpus.by_length.values()]
images = make_shapes(2_000).images
seq2seq, transformer = pretrained.load_seq2seq(), pretrained.load_transformer()
"""
# Name, cell, and the role and name of what the keys are pressed on
EXPLORERS = (
    (
        "bottleneck",
        "Bottleneck(LinearEncoderDecoder.fit(images, 64), images[:2], ['a', 'b'])",
        ("slider", None),
    ),
    ("decoding", "explore_decoding(*seq2seq[:3], pairs)", ("slider", None)),
    ("beam search", "explore_beams(*seq2seq[:3], pairs)", ("slider", None)),
    ("bandwidth", "explore_bandwidth()", ("slider", None)),
    ("attention", "explore_attention(*transformer[:3], pairs)", ("slider", None)),
    ("norms", "explore_norms()", ("slider", "Outlier")),
    ("positions", "explore_positions()", ("slider", "Position i")),
    (
        "architecture",
        "explore_architecture(*transformer[:3], 'the black cat sleeps', ['le'])",
        ("button", None),
    ),
)
# From the key's own time stamp to the first moment after the frame that shows it
WATCH = """() => {
  const root = document.querySelector('.course');
  let changed = false, began = 0;
  window.taken = [];
  new MutationObserver(() => { changed = true; }).observe(root,
    {subtree: true, childList: true, attributes: true, characterData: true});
  window.addEventListener('keydown', (event) => {
    changed = false; began = event.timeStamp;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (changed) window.taken.push(performance.now() - began);
    }));
  }, {capture: true});
}"""


def measure(page, role: str, name: str | None) -> list[float]:
    page.wait_for_selector(".course")
    page.evaluate(WATCH)
    root = page.locator(".course")
    target = root.get_by_role(role, name=name) if name else root.get_by_role(role)
    if role == "button":
        target = root.get_by_role("button", name="Next")
    target.first.focus()
    for press in range(PRESSES):
        back = press // 8 % 2  # eight steps up, eight down: never stuck at an end
        if role == "button":
            at_end = root.get_by_role("button", name="Next").is_disabled()
            name = "Start again" if at_end else "Next"
            root.get_by_role("button", name=name).press("Enter")
        else:
            page.keyboard.press("ArrowLeft" if back else "ArrowRight")
        page.wait_for_timeout(50)
    return page.evaluate("() => window.taken")


def test_latency(open_notebook: Callable, capsys) -> None:
    rows = []
    for title, cell, (role, name) in EXPLORERS:
        taken = sorted(measure(open_notebook([MODELS, cell]), role, name))
        assert len(taken) > PRESSES / 2, f"{title}: {len(taken)} of {PRESSES} changed"
        p95 = taken[int(0.95 * len(taken))]
        middle = statistics.median(taken)
        rows.append([title, f"{middle:.0f}", f"{p95:.0f}", f"{len(taken)}"])
    with capsys.disabled():
        print_table(
            "From key press to the second frame after it, ms (a frame is 17 ms)",
            ["explorer", "median", "95 %", "pictures"],
            rows,
        )
