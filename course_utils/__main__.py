"""The commands of the course: python3 -m course_utils lab | test | doctor | …

This file and `__init__.py` parse under old Pythons too, so that whoever has one reads
a sentence and not a SyntaxError; `course_utils.language` asks for a newer one.
"""

import gettext
import os
import sys

N_ = str  # marks words for the catalogues, as in course_utils.language

COMMANDS = {
    "lab": N_("open the course in JupyterLab; sets everything up on the first run"),
    "test": N_("run ruff, the unit tests, every notebook and the browser tests"),
    "copy": N_("put the notebooks into a folder of yours"),
    "handout": N_("write a student's notebook (for teachers)"),
    "grade": N_("grade what students handed in (for teachers)"),
    "site": N_("build the course as a web site, explorers alive"),
    "doctor": N_("say what this computer has, what is wrong and how to mend it"),
    "slides": N_("make slides of a notebook, for a projector"),
    "print": N_("put a notebook on paper, with or without the solutions"),
    "notebooks": N_("check, tidy up or run again the notebooks (for authors)"),
    "words": N_("keep the translations of all words on the screen (for authors)"),
    "conda": N_("write environment.yml from pyproject.toml (for authors)"),
}


def main():
    if sys.version_info < (3, 11):  # noqa: UP036 (here an older Python is told so)
        return too_old()
    from course_utils.language import language, prefer, system_language

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a Windows console lacks most letters
    prefer(system_language())
    try:
        language()
    except ValueError as unknown:
        return "\n" + str(unknown)
    return run(sys.argv[1:2], sys.argv[2:])


def run(name, arguments):
    from importlib import import_module

    from course_utils.commands.problem import Problem
    from course_utils.language import _

    if name and name[0] in COMMANDS:
        command = import_module("course_utils.commands." + name[0])
        try:
            return command.main(arguments)
        except Problem as problem:
            return "\n" + str(problem)
        except KeyboardInterrupt:
            stopped = _("Stopped. The same command goes on from here.")
            print("\n" + stopped, file=sys.stderr)
            return 130
    print(_("python3 -m course_utils COMMAND    (COMMAND --help says more)") + "\n")
    for command, purpose in COMMANDS.items():
        print("  {:<10} {}".format(command, _(purpose)))  # noqa: UP032 (see above)
    if not name or name[0] in ("-h", "--help"):
        return 0
    return "\n" + _("There is no command {name!r}.", name=name[0])


def too_old():
    from shutil import which

    have = _("The course needs Python 3.11 or newer; this one is {}.{}.")
    have = have.format(*sys.version_info) + " "
    names = ["python3.%d" % minor for minor in range(14, 10, -1)]  # noqa: UP031
    newer = [name for name in names if which(name)]
    if newer:
        words = [newer[0], "-m", "course_utils"] + sys.argv[1:]  # noqa: RUF005
        return have + _("This computer has a newer one:") + " " + " ".join(words)
    return have + _("Install a newer one from python.org and run the command with it.")


def _(message):
    """Translate as gettext does by itself, for a Python that is too old for more."""
    chosen = os.environ.get("COURSE_LANG")
    folder = os.path.join(os.path.dirname(__file__), "locale")
    languages = [chosen] if chosen else None  # None: those of the system
    found = gettext.translation("course", folder, languages, fallback=True)
    return found.gettext(message)


if __name__ == "__main__":
    sys.exit(main())
