"""The commands of the course: python3 -m course_utils lab | test | doctor | …

This file and `__init__.py` parse under old Pythons too, so that whoever has one reads
a sentence and not a SyntaxError.
"""

import sys

COMMANDS = {
    "lab": "open the course in JupyterLab; sets everything up on the first run",
    "test": "run ruff, the unit tests, every notebook and the browser tests",
    "doctor": "say what this computer has, what is wrong and how to mend it",
    "notebooks": "check, tidy up or run again the notebooks (for authors)",
    "words": "keep the translations of all words on the screen (for authors)",
    "conda": "write environment.yml from pyproject.toml (for authors)",
}


def main():
    if sys.version_info < (3, 11):  # noqa: UP036 (here an older Python is told so)
        return too_old()
    from importlib import import_module

    from course_utils.commands.problem import Problem

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a Windows console lacks most letters
    name, arguments = sys.argv[1:2], sys.argv[2:]
    if name and name[0] in COMMANDS:
        command = import_module("course_utils.commands." + name[0])
        try:
            return command.main(arguments)
        except Problem as problem:
            return "\n" + str(problem)
        except KeyboardInterrupt:
            print("\nStopped. The same command goes on from here.", file=sys.stderr)
            return 130
    print("python3 -m course_utils COMMAND    (COMMAND --help says more)\n")
    for command, purpose in COMMANDS.items():
        print("  {:<10} {}".format(command, purpose))  # noqa: UP032 (see above)
    asked_for_help = not name or name[0] in ("-h", "--help")
    return 0 if asked_for_help else "\nThere is no command {!r}.".format(*name)


def too_old():
    from shutil import which

    have = "The course needs Python 3.11 or newer; this one is {}.{}. ".format(
        *sys.version_info
    )
    names = ["python3.%d" % minor for minor in range(14, 10, -1)]  # noqa: UP031
    newer = [name for name in names if which(name)]
    if newer:
        words = [newer[0], "-m", "course_utils"] + sys.argv[1:]  # noqa: RUF005
        return have + "This computer has a newer one: " + " ".join(words)
    return have + "Install a newer one from python.org and run the command with it."


if __name__ == "__main__":
    sys.exit(main())
