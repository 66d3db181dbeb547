"""The base of all explorers: an anywidget with a picture and words to fall back on.

    class StateSize(Explorer):
        _esm = front_end(__file__, "state_size.js")  # base.js comes before it
        size = traitlets.Int(2).tag(sync=True)     # state lives in the browser
        data = traitlets.Bytes().tag(sync=True)    # float_bytes(array)

        def summary(self): return _("…")    # what the picture shows, in words
        def picture(self): return png(figure)      # the same scene, for paper

How to write the front end is said at the top of base.js.
"""

import base64
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure
from PIL import Image
from torch import Tensor

from course_utils.language import _, gap


def front_end(room: str, *scripts: str) -> str:
    """Return base.js and the scripts beside `room` as one module.

    `room` is the widget's `__file__`. Its module reaches the browser as text and cannot
    import its neighbours.
    """
    return _joined("base.js", room, scripts)


def style_sheet(room: str, *sheets: str) -> str:
    """Return base.css and the style sheets beside `room` as one."""
    return _joined("base.css", room, sheets)


def _joined(base: str, room: str, names: Sequence[str]) -> str:
    files = [Path(__file__).with_name(base), *map(Path(room).with_name, names)]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def float_bytes(values: Tensor | np.ndarray) -> bytes:
    """Return the values as float32, last axis fastest, as `floats` in base.js reads."""
    if isinstance(values, Tensor):
        values = values.detach().cpu().numpy()
    return np.ascontiguousarray(values, dtype="<f4").tobytes()


def png(figure: Figure, dpi: int = 110) -> bytes:
    """Return a figure as a PNG file that is the same on every run.

    Make the figure by `Figure(…)`, not by pyplot, which would show it a second time.
    """
    drawn, file = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=dpi)
    # A palette of 256 colours looks the same and takes a quarter of the bytes, which
    # matters in notebooks that lie in git.
    with Image.open(drawn) as image:
        image.quantize(256).save(file, "PNG")
    return file.getvalue()


def _joints() -> dict[str, str]:
    """Return what joins words, by the names that every front end uses."""
    return {"comma": _(", "), "semicolon": _("; "), "colon": _(": "), "space": gap()}


class Explorer(anywidget.AnyWidget):
    """A widget that a reader explores a concept with.

    `words` holds every label the front end shows, in the reader's language, and what
    stands between words: comma, semicolon, colon and space.
    """

    _css = style_sheet(__file__)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, words: Mapping[str, str], **state: object) -> None:
        super().__init__(words={**_joints(), **words}, **state)

    def summary(self) -> str:
        """Return in words what the widget shows."""
        raise NotImplementedError(f"{type(self).__name__} lacks a summary() in words")

    def picture(self) -> bytes | None:
        """Return the first scene as a PNG file; None if words say it all."""
        return None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict, dict]:
        """Add what untrusted notebooks, GitHub and paper can show."""
        data, metadata = super()._repr_mimebundle_()
        data["text/plain"] = self.summary()
        picture = self.picture()
        if picture is not None:
            data["image/png"] = base64.b64encode(picture).decode()
            metadata = {**metadata, "image/png": {"alt": data["text/plain"]}}
        return data, metadata


def out_of_range(
    name: str, value: int | float, least: int | float, most: int | float
) -> str:
    """Say that an explorer cannot begin with such a value, and between what it can."""
    return _(
        "{name} is {value}; expected {least} to {most}.",
        name=name,
        value=value,
        least=least,
        most=most,
    )
