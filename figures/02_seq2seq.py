"""Draw the figures of notebook 02: the architecture, a GRU cell, teacher forcing."""

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes

from course_utils.language import N_, _
from course_utils.plots.diagram import (
    ALERT,
    DECODER,
    ENCODER,
    STATE,
    arrow,
    box,
    frame,
    note,
    panel,
    token,
)
from course_utils.plots.page import (
    Box,
    canvas,
    tint,
)
from course_utils.plots.style import INK, QUIET

Words = tuple[str, ...]

SRC = ("the", "black", "cat", "sleeps", "<eos>")
TGT = ("le", "chat", "noir", "dort", "<eos>")
WRONG = ("la", "souris", "noire", "dort", "<eos>")  # one slip, and the rest agrees
PEN = {False: QUIET, True: ALERT}  # the colour of a word, by whether it is wrong


ARCHITECTURE_TOLD = N_(
    "Two rows of GRU cells. On the left, the encoder reads the words of the "
    "English sentence one by one. A single box named state is handed over to the "
    "right, where the decoder reads a start token and then its own last word at "
    "every step, and writes the French sentence up to the end token."
)


def architecture() -> Axes:
    """Draw the source read into one state, and the target written from it."""
    ax = canvas(900, 316, _(ARCHITECTURE_TOLD))
    y, notes = 148, 44
    sides = ((210, _("Encoder"), ENCODER), (690, _("Decoder"), DECODER))
    for x, name, colour in sides:
        panel(ax, Box(x, 143, 380, 246), colour)
        note(ax, x, 290, name, size=18, colour=INK)
    note(ax, 210, notes, _("reads the source, word by word"))
    note(ax, 690, notes, _("reads each word that it has written"))
    readers = unrolled(ax, steps(56, 76), y, ENCODER)
    for cell, word in zip(readers, SRC, strict=True):
        arrow(ax, token(ax, cell.x, y - 66, word).top, cell.bottom)
    state = box(ax, Box(450, y, 58, 58), _("state"), colour=STATE, round_ends=True)
    note(ax, 450, y + 64, _("all that\nis handed\nover"))
    writers = unrolled(ax, steps(540, 76), y, DECODER)
    inputs, outputs = words_around(ax, writers, ("<bos>", *TGT[:-1]), TGT, TGT)
    feed_back(ax, outputs, inputs)
    arrow(ax, readers[-1].right, state.left)
    arrow(ax, state.right, writers[0].left)
    return ax


GRU_CELL_TOLD = N_(
    "A GRU cell. The old state h goes two ways to the new state. Above, it passes "
    'a box "times z", the update gate: this is what stays. Below, it passes "times '
    'r", the reset gate, and meets the word x in a box "tanh"; what comes out, n, '
    'passes "times one minus z": this is what is written. At the right both are '
    "added to the new state."
)


def gru_cell() -> Axes:
    """Draw the two ways from the old state to the new: past the word, and through."""
    ax = canvas(900, 312, _(GRU_CELL_TOLD))
    kept, anew = 226, 116
    panel(ax, Box(450, 171, 660, 234), ENCODER)
    old = box(ax, Box(64, kept, 58, 46), "h", colour=STATE, round_ends=True)
    new = box(ax, Box(836, kept, 58, 46), "h′", colour=STATE, round_ends=True)
    stays = box(ax, Box(440, kept, 58, 40), "× z", colour=ALERT)
    added = box(ax, Box(700, kept, 46, 40), "+", colour=ENCODER)
    seen = box(ax, Box(270, anew, 58, 40), "× r", colour=ALERT)
    candidate = box(ax, Box(440, anew, 76, 40), "tanh", colour=ENCODER)
    rest = box(ax, Box(600, anew, 96, 40), "× (1 − z)", colour=ALERT)
    word = box(ax, Box(440, 30, 46, 34), "x", colour=DECODER)
    arrow(ax, old.right, stays.left)
    arrow(ax, stays.right, added.left)
    arrow(ax, added.right, new.left)
    arrow(ax, (160, kept), (160, anew), seen.left)
    arrow(ax, seen.right, candidate.left)
    arrow(ax, word.top, candidate.bottom)
    arrow(ax, candidate.right, rest.left)
    arrow(ax, rest.right, (700, anew), added.bottom)
    note(ax, 570, kept + 18, _("what stays"))
    note(ax, 518, anew + 18, "n")
    note(ax, 270, anew - 34, _("reset gate"))
    note(ax, 440, kept + 34, _("update gate"))
    note(ax, 600, anew - 34, _("what is written"))
    return ax


TEACHER_FORCING_TOLD = N_(
    "Two decoders, one above the other. Above, in training: each step reads the "
    "correct French word, inside a dashed frame, whatever was written before. "
    "Below, in use: each step reads the word that was written in the step before, "
    "and one early mistake spoils the words after it."
)


def teacher_forcing() -> Axes:
    """Draw what the decoder reads in training above what it reads in use."""
    ax = canvas(900, 456, _(TEACHER_FORCING_TOLD))
    told = _("It reads the target,\nwhatever it wrote.\nOne slip stays\none slip.")
    inputs, outputs = lesson(ax, 338, _("In training"), told, TGT, ("la", *TGT[1:]))
    first, last = inputs[0].at(-1, -1), inputs[-1].at(1, 1)
    middle, size = (first[0] + last[0]) / 2, last[0] - first[0] + 20
    frame(ax, Box(middle, inputs[0].y, size, 39), INK)
    told = _("It reads its own\nwords. One slip\nleads to the next.")
    inputs, outputs = lesson(ax, 118, _("In use"), told, WRONG, WRONG)
    feed_back(ax, outputs, inputs)
    return ax


def lesson(
    ax: Axes, y: float, name: str, told: str, fed: Words, written: Words
) -> tuple[list[Box], list[Box]]:
    """Draw a decoder at work, with words on it at the left."""
    panel(ax, Box(450, y, 860, 208), DECODER)
    note(ax, 42, y + 58, name, size=18, colour=INK, align="left")
    top = y + 26 - 9.5 * (told.count("\n") - 2)
    note(ax, 42, top - 26, told, align="left")
    y -= 8
    state = box(ax, Box(288, y, 58, 58), _("state"), colour=STATE, round_ends=True)
    cells = unrolled(ax, steps(380, 110), y, DECODER)
    arrow(ax, state.right, cells[0].left)
    note(ax, 317, y - 66, _("reads"), align="right")
    note(ax, 317, y + 66, _("writes"), align="right")
    return words_around(ax, cells, ("<bos>", *fed[:-1]), written, TGT)


def steps(first: float, apart: float) -> list[float]:
    """Where five steps stand."""
    return [first + apart * step for step in range(5)]


def unrolled(ax: Axes, xs: Sequence[float], y: float, colour: str) -> list[Box]:
    """Draw one GRU at every step, each handing its state to the next."""
    cells = [box(ax, Box(x, y, 46, 46), "GRU", colour=colour) for x in xs]
    for before, after in pairwise(cells):
        arrow(ax, before.right, after.left, over=tint(colour, 0.06))
    return cells


def words_around(
    ax: Axes, cells: list[Box], read: Words, written: Words, wanted: Words
) -> tuple[list[Box], list[Box]]:
    """Draw the tokens that a decoder reads below and writes above its cells.

    Where any written word is wrong, every word is marked as right or wrong.
    """
    inputs, outputs = [], []
    for step, cell in enumerate(cells):
        slip = step > 0 and read[step] != wanted[step - 1]
        inputs.append(token(ax, cell.x, cell.y - 66, read[step], PEN[slip]))
        slip = written[step] != wanted[step]
        outputs.append(token(ax, cell.x, cell.y + 66, written[step], PEN[slip]))
        arrow(ax, inputs[-1].top, cell.bottom)
        arrow(ax, cell.top, outputs[-1].bottom)
        if written != wanted:
            mark = "✗" if slip else "✓"
            note(ax, cell.x, cell.y + 91, mark, colour=PEN[slip], size=16)
    return inputs, outputs


def feed_back(ax: Axes, outputs: list[Box], inputs: list[Box]) -> None:
    """Draw how each output becomes the next input."""
    for given, taken in zip(outputs, inputs[1:], strict=False):
        lane = (given.x + taken.x) / 2
        way = given.right, (lane, given.y), (lane, taken.y), taken.left
        arrow(ax, *way, colour=DECODER, dashed=True)


DRAWINGS = {
    "02_seq2seq_architecture": architecture,
    "02_seq2seq_gru_cell": gru_cell,
    "02_seq2seq_teacher_forcing": teacher_forcing,
}
