"""Put a notebook on paper: a page made for printing, and a PDF where Chromium is."""

import shutil
import subprocess
from pathlib import Path

from course_utils.commands.page_files import (
    elsewhere,
    notebook_of,
    page_parser,
    read,
    write,
)
from course_utils.commands.problem import Problem
from course_utils.language import _

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def main(arguments: list[str]) -> int:
    """Write the page of one notebook."""
    about = _("Put a notebook on paper: a page made for printing, in one file.")
    parser = page_parser("print", about)
    parser.add_argument(
        "--with-solutions",
        action="store_true",
        help=_("hints and solutions are printed too"),
    )
    parser.add_argument(
        "--pdf", action="store_true", help=_("a PDF as well (needs Chromium or Chrome)")
    )
    options = parser.parse_args(arguments)
    done = elsewhere("print", arguments)
    if done is not None:
        return done
    from course_utils.pages.paper import paper

    path, solved = notebook_of(options), options.with_solutions
    ending = ".solutions" if solved else ".print"
    page = write(
        path, options.out, ending, lambda code: paper(read(path), code, solved)
    )
    if options.pdf:
        _to_pdf(page)
    return 0


def _to_pdf(page: Path) -> None:
    """Let a browser print the page, as a reader would."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise Problem(
            _(
                "No Chromium or Chrome was found. Open {file} in any browser and print "
                "it from there.",
                file=page,
            )
        )
    pdf = page.resolve().with_suffix(".pdf")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
    done = subprocess.run([*command, page.resolve().as_uri()], capture_output=True)
    if done.returncode or not pdf.exists():
        raise Problem(_("The browser made no PDF; print {file} by hand.", file=page))
    print(_("{file} is written.", file=pdf))
