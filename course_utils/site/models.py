"""The finished models, as the answerer in the browser reads them.

`answerer/` holds it: plain JavaScript modules that bear the names of the Python side.
"""

import inspect
import json
import shutil
from pathlib import Path

from safetensors import safe_open

from course_utils.language import languages, translated
from course_utils.training.pretrained import MODELS, WEIGHTS
from course_utils.widgets.base import sentences


def write_models(folder: Path) -> None:
    """Copy the weights into a folder, and write beside them what they do not say.

    `models.json` holds each model's class and sizes, and the complaints about sentences
    in every language of the course. The vocabularies are in the weights' headers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in MODELS:
        shutil.copyfile(_weights(name), folder / f"{name}.safetensors")
    text = json.dumps(described(), ensure_ascii=False, indent=1)
    (folder / "models.json").write_text(text, encoding="utf-8")


def described() -> dict[str, object]:
    """Return what `models.json` holds."""
    return {
        "models": {
            name: {"kind": recipe.model.__name__, "sizes": _sizes(name)}
            for name, recipe in MODELS.items()
        },
        "longest": sentences.LONGEST,
        "words": {code: _words(code) for code in languages()},
    }


def _sizes(name: str) -> dict[str, object]:
    """Return all choices of a model: its own, and the defaults of its class."""
    with safe_open(_weights(name), framework="pt") as file:
        own = json.loads(file.metadata()["course"])["sizes"]
    choices = inspect.signature(MODELS[name].model).bind(**own)
    choices.apply_defaults()
    return dict(choices.arguments)


def _weights(name: str) -> Path:
    return WEIGHTS / f"{name}.safetensors"


def _words(code: str) -> dict[str, str]:
    """Return the complaints by the names that sentences.js uses."""
    words = {
        "comma": ", ",
        "empty": sentences.EMPTY,
        "long": sentences.LONG,
        "unknown": sentences.UNKNOWN,
        "unwritable": sentences.UNWRITABLE,
        "longWritten": sentences.LONG_WRITTEN,
        "failed": sentences.FAILED,
    }
    return {name: translated(text, code) for name, text in words.items()}
