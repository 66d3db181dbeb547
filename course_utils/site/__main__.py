"""Build the site: python -m course_utils.site FOLDER [--run]."""

import sys
from pathlib import Path

from course_utils.commands.notebooks import all_notebooks
from course_utils.site import build, runs

if __name__ == "__main__":
    if "--run" in sys.argv and runs.run(all_notebooks()):
        sys.exit(1)
    sys.exit(build.build(Path(sys.argv[1])))
