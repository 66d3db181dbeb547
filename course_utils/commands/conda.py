"""Write environment.yml, for conda and Binder, from pyproject.toml."""

import argparse

from course_utils.commands import ROOT
from course_utils.commands.problem import need_clone
from course_utils.commands.requirements import requirements, split

FILE = ROOT / "environment.yml"
PYTHON = "3.12"  # repo2docker, and so Binder, reads no other form than python=3.12
_NAMES = {"torch": "pytorch"}  # conda-forge calls it so
_BUILDS = {"torch": " cpu*"}  # without it the solver may bring CUDA

_TEMPLATE = """\
# Made from pyproject.toml by `python3 -m course_utils conda`: change it there.
name: encoder-decoder-to-transformer
channels:
  - conda-forge
  - nodefaults
dependencies:
{dependencies}
  - pip
  - pip:
      - -e .  # finds all it needs installed above
"""


def main(arguments: list[str]) -> int:
    """Write the file anew."""
    argparse.ArgumentParser(
        prog="python3 -m course_utils conda", description=__doc__
    ).parse_args(arguments)
    need_clone()
    FILE.write_text(environment_yml(), encoding="utf-8", newline="\n")
    print(f"{FILE.name} is written.")
    return 0


def environment_yml() -> str:
    """Return the file's text as pyproject.toml implies it."""
    lines = [f"  - python={PYTHON}"]
    for requirement in requirements(("lab",)):
        name, versions = split(requirement)
        build = _BUILDS.get(name, "")
        lines.append(f"  - {_NAMES.get(name, name)} {versions}{build}")
    return _TEMPLATE.format(dependencies="\n".join(lines))
