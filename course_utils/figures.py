"""The figures that `figures/` draws, shown in a notebook wherever the notebook lies.

A notebook that linked to files would show broken pictures as soon as it is handed out,
copied or opened in Colab. So the package carries the figures, and an output holds them.
"""

from base64 import b64encode
from io import BytesIO
from typing import Any

from course_utils.commands import shipped
from course_utils.language import _, language, listed

FOLDER = shipped("figures")
WIDTHS = 2  # a figure has two pixels for each one that it is wide on the page


def file_name(name: str, code: str) -> str:
    """Return what a figure's file is called in a language."""
    return f"{name}.png" if code == "en" else f"{name}.{code}.png"


class Picture:
    """A figure as a notebook shows it, with its description for a screen reader."""

    def __init__(self, data: bytes) -> None:
        from PIL import Image

        with Image.open(BytesIO(data)) as image:
            self.alt = image.text["Description"]
            self.width = image.width // WIDTHS
        self.data = data

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_ask: Any) -> tuple[dict, dict]:
        shown = {"alt": self.alt, "width": self.width}
        data = {"image/png": b64encode(self.data).decode(), "text/plain": self.alt}
        return data, {"image/png": shown}


def show_figure(name: str) -> Picture:
    """Show a figure of the course in the reader's language, such as "00_course_map"."""
    known = sorted(path.name for path in FOLDER.glob("[0-9]*.png"))
    names = [file_name(name, code) for code in (language(), "en")]
    found = next((each for each in names if each in known), None)
    if found is None:
        raise ValueError(
            _(
                "There is no figure {name!r}; expected one of {known}.",
                name=name,
                known=listed(each.removesuffix(".png") for each in known),
            )
        )
    return Picture((FOLDER / found).read_bytes())
