"""Put the notebooks into the package that is built: `copy` gives them to a reader.

Everything else that builds the package says stands in pyproject.toml.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithNotebooks(build_py):
    """Build the package's modules and data, then add what lies beside the package."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return  # a clone has them already
        for path in Path("notebooks").rglob("*_*.ipynb"):
            if ".ipynb_checkpoints" not in path.parts:
                copy = Path(self.build_lib, "course_utils", path)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)


setup(cmdclass={"build_py": WithNotebooks})
