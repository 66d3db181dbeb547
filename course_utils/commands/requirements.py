"""What the course needs, as its pyproject.toml says, and what of it is missing.

An installed package has no pyproject.toml beside it; then its own metadata says it.
"""

import re
import tomllib
from importlib import metadata
from operator import eq, ge, gt, le, lt

from course_utils.commands import ROOT
from course_utils.language import _

PYPROJECT = ROOT / "pyproject.toml"
_COMPARE = {">=": ge, "<=": le, "==": eq, ">": gt, "<": lt}


def pyproject() -> dict:
    """Read pyproject.toml."""
    return tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))


def requirements(extras: tuple[str, ...] = ()) -> list[str]:
    """List the project's requirements, such as "torch>=2.6", with those of `extras`."""
    if not PYPROJECT.exists():
        return _installed(extras)
    project = pyproject()["project"]
    found = list(project["dependencies"])
    for extra in extras:
        found += project["optional-dependencies"][extra]
    return found


def _installed(extras: tuple[str, ...]) -> list[str]:
    """List what the metadata says; a line of an extra ends in `; extra == "test"`."""
    found = []
    for line in metadata.requires("course-utils") or []:
        need, _semicolon, extra = line.partition(";")
        if not extra or any(f'"{name}"' in extra for name in extras):
            found.append(need.strip())
    return found


def split(requirement: str) -> tuple[str, str]:
    """Split "torch>=2.6" into its name and its range of versions."""
    name = re.match(r"[\w.-]+", requirement).group()
    return name, requirement[len(name) :].strip()


def unmet(requirement: str) -> str | None:
    """Say in words how the active environment misses a requirement, if it does."""
    name, versions = split(requirement)
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return _("{name} is missing", name=name)
    for sign, bound in re.findall(r"([<>=]=?)\s*([\d.]+)", versions):
        if not _COMPARE[sign](_numbers(found), _numbers(bound)):
            return _(
                "{name} is {found}, the course needs {versions}",
                name=name,
                found=found,
                versions=versions,
            )
    return None


def _numbers(version: str) -> tuple[int, ...]:
    release = re.match(r"\d+(\.\d+)*", version).group()
    return tuple(int(number) for number in release.split("."))
