"""Run ruff, the unit tests, every notebook and the browser tests."""

import subprocess

from course_utils.commands import ROOT, environment
from course_utils.commands.arguments import Parser
from course_utils.language import N_, _

# A file stays with one worker: the cells of a notebook need one kernel, in order.
# The root's conftest.py says in which order files begin.
PARALLEL = ["--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile"]
PARALLEL += ["--no-loadscope-reorder"]
NOTEBOOK_OPTIONS = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=120"]
ABOUT = N_("""\
Run ruff, the unit tests, every notebook and the browser tests.

The whole set runs on several cores at once. Options that are not listed here go to
pytest, and so do paths, which replace the whole set: `test -k beam`,
`test notebooks/02_seq2seq.ipynb`.""")


def main(arguments: list[str]) -> int:
    """Return 0 only if ruff and pytest are both content."""
    parser = Parser("test", _(ABOUT), allow_abbrev=False)
    parser.add_argument(
        "--newest",
        action="store_true",
        help=_("with the newest releases instead of those in constraints.txt"),
    )
    parser.add_argument(
        "--with-nbgrader",
        action="store_true",
        help=_("with nbgrader, so that its tests do not skip"),
    )
    options, for_pytest = parser.parse_known_args(arguments)
    extras = ("pages", "site", "test", *(["nbgrader"] * options.with_nbgrader))
    python = str(environment.ensure(extras, newest=options.newest))
    ruff = [python, "-m", "ruff"]
    results = [
        subprocess.call([*ruff, "check", "."], cwd=ROOT),
        subprocess.call([*ruff, "format", "--check", "--quiet", "."], cwd=ROOT),
    ]
    if any(results):
        complaint = _("ruff is not content (see above), so this run fails.")
        print(complaint, flush=True)
    pytest = [python, "-m", "pytest", "-rsfE", *NOTEBOOK_OPTIONS]
    pytest += for_pytest or PARALLEL
    results.append(subprocess.call(pytest, cwd=ROOT))
    return results[-1] or max(results)
