"""Keep the catalogues of the course's words complete.

Without options: collect every word that the code marks, and the docstrings and comments
that notebooks show; bring each language's catalogues up to date, compile them, and name
what is still to translate. --check changes nothing. --new CODE starts the catalogues of
another language, such as --new fr.
"""

import argparse
import re
import subprocess

from course_utils.commands import ROOT, catalogues, environment
from course_utils.commands.problem import Problem, need_clone
from course_utils.language import languages


def main(arguments: list[str]) -> int:
    """Return 1 if a fault remains."""
    parser = argparse.ArgumentParser(
        prog="python3 -m course_utils words",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    task = parser.add_mutually_exclusive_group()
    task.add_argument("--check", action="store_true")
    task.add_argument("--new", metavar="CODE")
    options = parser.parse_args(arguments)
    need_clone()
    if not environment.is_active():
        python = environment.ensure(("test",))
        command = [str(python), "-m", "course_utils", "words", *arguments]
        return subprocess.call(command, cwd=ROOT)
    if options.new and not re.fullmatch(r"[a-z]{2,3}", options.new):
        raise Problem(f"{options.new!r} is no language code; expected one such as fr.")
    codes = [options.new] if options.new else languages()[1:]
    found = []
    for code in codes:
        if not options.check:
            catalogues.update(code)
        found += catalogues.faults(code)
    print(*found, sep="\n", end="\n" if found else "")
    for code in codes:
        count = sum(len(catalogues.read(code, each)) for each in catalogues.DOMAINS)
        print(f"{code}: {count} messages in its catalogues.")
    print(f"{len(found) or 'no'} fault{'s' * (len(found) != 1)}.")
    return 1 if found else 0
