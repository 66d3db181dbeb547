"""Put notebooks and figures into the package that is built: `course_utils.shipped`.

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
        notebooks, figures = Path("notebooks"), Path("figures")
        for path in [*notebooks.rglob("*.ipynb"), *figures.glob("*.png")]:
            if ".ipynb_checkpoints" not in path.parts:
                copy = Path(self.build_lib, "course_utils", "shipped", path)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)


setup(cmdclass={"build_py": WithNotebooks})
