"""Draw every figure again, once a language: `python -m figures`.

English has the plain name, such as `01_….png`; Chinese is beside it, `01_….zh.png`.
"""

import runpy
from pathlib import Path

from course_utils.figures import file_name
from course_utils.language import languages, speaking
from course_utils.plots.page import save

if __name__ == "__main__":
    here = Path(__file__).parent
    for script in sorted(here.glob("[0-9]*.py")):
        drawings = runpy.run_path(str(script))["DRAWINGS"]
        for code in languages():
            with speaking(code):
                for name, draw in drawings.items():
                    save(draw(), here / file_name(name, code))
