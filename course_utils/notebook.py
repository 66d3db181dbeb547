"""What a notebook says to the reader: the only module that knows IPython.

Heavy things are imported inside the functions, so that `setup` can say in one sentence
what a wrong kernel lacks.
"""

import importlib.util
import inspect
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from course_utils.language import _, be_of_edition, listed
from course_utils.source import in_language

NEEDED = (
    "torch",
    "numpy",
    "matplotlib",
    "PIL",
    "ipywidgets",
    "anywidget",
    "tqdm",
    "jaxtyping",
    "safetensors",
    "sacrebleu",
    "sentencepiece",
)


class WrongEnvironmentError(RuntimeError):
    """This kernel cannot run the course; shown as one sentence, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def setup(
    edition: str | None = None, *, seed: int = 0, solutions_after: str | None = None
) -> None:
    """Make a notebook speak its language and give the same results on every run.

    `edition` is the notebook's language, such as "en"; without it the folder's name
    decides. Seeds torch, gives it one thread and puts on the plots' style. The course's
    tensors are so small that a second thread brings little, and on a busy or shared
    machine the threads wait for each other: the same training takes three times as
    long.
    Raises WrongEnvironmentError if the kernel lacks what the course needs.
    """
    be_of_edition(edition)
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise WrongEnvironmentError(
            _(
                "This kernel ({python}) lacks {missing}. Start the course "
                "with `python3 -m course_utils lab`, or choose its kernel in "
                "the menu Kernel → Change Kernel.",
                python=sys.executable,
                missing=listed(missing),
            )
        )
    import torch

    from course_utils.commands import server
    from course_utils.exercises.machinery.locked import lock_until
    from course_utils.plots import style

    lock_until(solutions_after)

    if fault := server.warning():
        print(fault)
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    style.apply()
    shell = _shell()
    if shell is not None:
        _show_figures(shell)


def _show_figures(shell: Any) -> None:
    """Make pictures small and repeat byte for byte, each with its description."""
    from IPython.core.pylabtools import print_figure
    from matplotlib import pyplot  # noqa: F401 (it brings a drawer of its own)
    from matplotlib.figure import Figure
    from matplotlib_inline.config import InlineBackend

    from course_utils.plots.describe import describe
    from course_utils.plots.small import small_png

    # Without its version in every picture, a picture changes only when it changes.
    inline = InlineBackend.instance(parent=shell)
    inline.print_figure_kwargs = {"bbox_inches": None, "metadata": {"Software": None}}
    shell.display_formatter.formatters["image/png"].for_type(
        Figure,
        lambda figure: small_png(
            print_figure(figure, "png", **inline.print_figure_kwargs)
        ),
    )
    # No picture here, only its metadata: the picture's own formatter adds the picture.
    shell.display_formatter.mimebundle_formatter.for_type(
        Figure, lambda figure: ({}, {"image/png": {"alt": describe(figure)}})
    )


class Source:
    """The package's own text of functions or classes, highlighted by the notebook."""

    def __init__(self, *things: Any) -> None:
        targets = [inspect.unwrap(thing) for thing in things]
        self.texts = [in_language(inspect.getsource(each).rstrip()) for each in targets]
        self.origins = [f"{each.__module__}.{each.__qualname__}" for each in targets]

    @property
    def text(self) -> str:
        """All the code, piece after piece."""
        return "\n\n\n".join(self.texts)

    def __repr__(self) -> str:
        pieces = zip(self.origins, self.texts, strict=True)
        return "\n\n\n".join(f"# {origin}\n{text}" for origin, text in pieces)

    def _repr_markdown_(self) -> str:
        # In an exported page code in an output has the font of what is around it.
        font = "font-family: var(--jp-code-font-family, monospace)"
        pieces = zip(self.origins, self.texts, strict=True)
        return "\n\n&nbsp;\n\n".join(
            f'`{origin}`\n\n<div style="{font}">\n\n```python\n{text}\n```\n\n</div>'
            for origin, text in pieces
        )


def show_source(*things: Any) -> Source:
    """Show the package's own text of functions, classes or methods."""
    try:
        return Source(*things)
    except (TypeError, OSError):
        kinds = (type(thing).__name__ for thing in things)
        raise TypeError(
            _(
                "show_source needs a function, class or method of the course written "
                "in Python; got {kind}.",
                kind=listed(kinds),
            )
        ) from None


def told(message: str, /, **values: Any) -> str:
    """Return a text in the reader's language, its {names} filled in with `values`."""
    return _(message, **values)


def tell(message: str, /, **values: Any) -> None:
    """Print a text in the reader's language, its {names} filled in with `values`."""
    print(_(message, **values))


def tell_table(head: str, rows: Iterable[Sequence[object]], /, **values: Any) -> None:
    """Show a table; the titles of its columns are one text, such as "k | score"."""
    from IPython.display import display

    from course_utils.data.tables import Table

    titles = [title.strip() for title in _(head, **values).split("|")]
    # As HTML: printed, Chinese letters are not quite two Latin ones wide
    display(Table(titles, [[str(cell) for cell in row] for row in rows]))


_guesses: dict[str, dict] = {}  # by cell: what was guessed, as long as the kernel lives


def predict(answer: Any) -> Any:
    """Ask for a guess, then reveal the answer beside it; the question stands above.

    Running the cell again keeps the guess. One call a cell.
    """
    from course_utils.exercises.machinery.feedback import brief
    from course_utils.widgets.predict import Predict

    cell = _cell()
    kept = _guesses.get(cell, {})
    shown = answer if isinstance(answer, str) else brief(answer)
    widget = Predict(shown, **kept)

    def keep(change: dict) -> None:
        _guesses[cell] = {"guess": widget.guess, "revealed": widget.revealed}

    widget.observe(keep, ["guess", "revealed"])
    return widget


def quiz(slug: str) -> Any:
    """Ask the questions of a concept, named as in `course_utils.syllabus`."""
    from course_utils.syllabus import CONCEPTS
    from course_utils.widgets.quiz import Quiz

    known = ["start_here", *(concept.slug for concept in CONCEPTS)]
    if slug not in known:
        raise ValueError(
            _(
                "There is no concept {slug!r}; expected one of {known}.",
                slug=slug,
                known=listed(known),
            )
        )
    module = importlib.import_module(f"course_utils.exercises.{slug}")
    return Quiz(module.QUIZ, slug)


def glossary() -> Any:
    """Show the course's terms and what they mean, behind a fold."""
    from course_utils.exercises.machinery.feedback import Folded
    from course_utils.terms import glossary_text

    return Folded([(_("Glossary"), glossary_text())])


def _shell() -> Any:
    """Return the running IPython shell; None in plain Python."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()


def _cell() -> str:
    """Return what tells this cell from others: its id or, without one, its text."""
    shell = _shell()
    if shell is None:
        return ""
    parent = getattr(shell, "parent_header", None) or {}
    cell_id = parent.get("metadata", {}).get("cellId")
    return cell_id or shell.history_manager.input_hist_raw[-1]
