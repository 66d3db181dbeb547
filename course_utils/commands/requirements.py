"""What the course needs, as pyproject.toml says it, and what of it is missing."""

import re
import tomllib
from importlib import metadata
from operator import eq, ge, gt, le, lt

from course_utils.commands import ROOT
from course_utils.language import _

_COMPARE = {">=": ge, "<=": le, "==": eq, ">": gt, "<": lt}


def pyproject() -> dict:
    """Read pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(extras: tuple[str, ...] = ()) -> list[str]:
    """List the project's requirements, such as "torch>=2.6", with those of `extras`."""
    project = pyproject()["project"]
    found = list(project["dependencies"])
    for extra in extras:
        found += project["optional-dependencies"][extra]
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
