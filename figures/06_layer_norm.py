"""Draw the figures of notebook 06: who shares a mean, and where the norm stands."""

from matplotlib.axes import Axes

from course_utils.language import N_, _
from course_utils.plots.diagram import ATTENTION, NORM, STATE, arrow, box, note
from course_utils.plots.page import Box, canvas, shape, tint
from course_utils.plots.style import GRID, INK

SENTENCES, TOKENS, FEATURES, CELL = 3, 4, 5, 22
KINDS = (
    (N_("batch norm"), lambda s, t, f: f == 0),
    (N_("layer norm"), lambda s, t, f: s == 0 and t == 0),
    (N_("instance norm"), lambda s, t, f: s == 0 and f == 0),
    (N_("RMS norm"), lambda s, t, f: s == 0 and t == 0),
)
TOLD = (
    N_("one feature,\nall tokens of\nall sentences"),
    N_("all features of\none token"),
    N_("one feature,\none sentence"),
    N_("as layer norm,\nwithout the mean"),
)


AXES_TOLD = N_(
    "Four panels, each with three sentences of four tokens and five features. "
    "Batch norm: one feature of all tokens of all sentences is filled. Layer norm: "
    "all five features of one token. Instance norm: one feature of all tokens of "
    "one sentence. RMS norm: as layer norm."
)


def axes() -> Axes:
    """Draw three sentences for each norm, the cells that share a mean filled."""
    ax = canvas(900, 420, _(AXES_TOLD))
    for column, ((name, shared), told) in enumerate(zip(KINDS, TOLD, strict=True)):
        left = 52 + 215 * column
        note(ax, left + 62, 388, _(name), size=17, colour=INK)
        for sentence in range(SENTENCES):
            for t in range(TOKENS):
                for feature in range(FEATURES):
                    x = left + 18 * sentence + CELL * (feature + 0.5)
                    y = 350 - 88 * sentence - 20 * (t + 0.5)
                    hit = shared(sentence, t, feature)
                    fill = tint(NORM, 0.9) if hit else tint(GRID, 0.4)
                    shape(ax, Box(x, y, CELL - 2, 18), 2, fill=fill, edge=GRID)
        note(ax, left + 72, 44, _(told))
    note(ax, 38, 310, "1", size=13)
    note(ax, 38, 222, "2", size=13)
    note(ax, 38, 134, "3", size=13)
    return ax


PLACEMENTS_TOLD = N_(
    "Two rows. Post-LN: the input goes through the sublayer, is added to the path "
    "around it, and the sum is normalised. Pre-LN: the input is normalised, goes "
    "through the sublayer, and is added to the untouched input."
)


def placements() -> Axes:
    """Draw a sublayer with the norm after the sum, and with the norm before it."""
    ax = canvas(900, 300, _(PLACEMENTS_TOLD))
    looks = {
        "norm": (_("norm"), NORM),
        "sublayer": (_("sublayer"), ATTENTION),
        "+": ("+", STATE),
    }
    for y, name, order in (
        (210, "post-LN", ("sublayer", "+", "norm")),
        (80, "pre-LN", ("norm", "sublayer", "+")),
    ):
        note(ax, 80, y, name, size=17, colour=INK)
        previous, fork, placed = (170, y), (205, y), {}
        for x, part in zip((310, 480, 650), order, strict=True):
            words, colour = looks[part]
            width = 46 if part == "+" else 110
            ends = part == "+"
            place = Box(x, y, width, 46)
            placed[part] = box(ax, place, words, colour=colour, round_ends=ends)
            arrow(ax, previous, placed[part].left)
            previous = placed[part].right
        arrow(ax, previous, (800, y))
        total = placed["+"].top
        arrow(ax, fork, (fork[0], y + 52), (total[0], y + 52), total, colour=STATE)
    note(ax, 840, 210, _("output"))
    note(ax, 840, 80, _("output"))
    told = _("orange: the path around the sublayer; in post-LN a norm rescales it")
    note(ax, 450, 22, told)
    return ax


DRAWINGS = {"06_layer_norm_axes": axes, "06_layer_norm_placements": placements}
