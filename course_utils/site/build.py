"""All pages of all editions, in one folder."""

import io
import json
import re
import shutil
import tempfile
from importlib import import_module
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from course_utils.commands import shipped
from course_utils.commands.editions import translation_faults
from course_utils.commands.lab import NOTEBOOKS
from course_utils.language import _, speaking
from course_utils.site import finish, front, theme, widgets
from course_utils.site.openings import editions
from course_utils.site.pages import page
from course_utils.site.runs import last_run
from course_utils.terms import own_names

HERE = Path(__file__).parent
_PAINT = re.compile(r"\x1b\[[0-9;]*m")
SPHINX_NAMES = {"zh": "zh_CN"}  # what Sphinx calls a language, where not as we do


def build(folder: Path) -> int:
    """Write the site into a folder, whose old content goes; return 1 on a fault."""
    shutil.rmtree(folder, ignore_errors=True)
    faults = []
    for code, notebooks in editions().items():
        faults += [fault for path in notebooks for fault in translation_faults(path)]
        with speaking(code), tempfile.TemporaryDirectory() as source:
            _write_sources(Path(source), notebooks, folder / "_static")
            faults += _sphinx(Path(source), folder, code)
    _copy_answerer(folder / "_static")
    faults += finish.finish(folder)
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


def _write_sources(source: Path, notebooks: list[Path], static: Path) -> None:
    """Write what Sphinx reads, and the widgets, for one edition."""
    shown = set()
    for path in notebooks:
        edition = path.relative_to(NOTEBOOKS).with_suffix("").as_posix()
        ran = last_run(path)
        notebook = ran or json.loads(path.read_text(encoding="utf-8"))
        live = list(widgets.widgets(ran)) if ran else []
        for widget in live:
            widgets.write(widget, edition, static)
            shown.add(f"{edition}/{widget.cell}")
        note = front.note(path, bool(live))
        made = page(notebook, edition, {widget.cell for widget in live}, note)
        (source / path.name).write_text(json.dumps(made), encoding="utf-8")
    shutil.copy(shipped("figures") / "explorers.png", source)
    for name, text in front.pages(notebooks, shown).items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")


def _sphinx(source: Path, folder: Path, code: str) -> list[str]:
    """Let Sphinx make one edition's pages; return what it complains about."""
    title = _("From encoder–decoder to Transformer")
    context = {
        "shared": "_static/" if code == "en" else "../_static/",
        "answerer": (HERE / "answerer" / "attach.js").exists(),
        "edition": code,
        "editions": {each: own_names().get(each, each) for each in editions()},
    }
    settings = {
        "language": SPHINX_NAMES.get(code, code),
        "project": title,
        "html_title": title,
        "html_context": context,
    }
    complaints = io.StringIO()
    # In a room of its own: myst-nb writes beside the folder that it is given
    with (
        tempfile.TemporaryDirectory() as room,
        patch_docutils(HERE),
        docutils_namespace(),
    ):
        pages = Path(room) / "pages"
        app = Sphinx(
            source,
            HERE,
            pages,
            Path(room) / "doctrees",
            "html",
            confoverrides=settings,
            status=None,
            warning=complaints,
        )
        app.translator.add_fallback(theme.Words())
        app.build()
        theme.without_eval(pages / "_static")
        theme.relabel(pages)
        target = folder if code == "en" else folder / code
        shutil.copytree(pages, target, dirs_exist_ok=True)
    return [_PAINT.sub("", line) for line in complaints.getvalue().splitlines()]


def _copy_answerer(static: Path) -> None:
    """Put beside the pages what answers in place of a kernel, and its models."""
    if (HERE / "answerer").exists():
        scripts = shutil.ignore_patterns("package.json")
        shutil.copytree(HERE / "answerer", static / "answerer", ignore=scripts)
        models = import_module("course_utils.site.models")
        models.write_models(static / "models")
