"""A guess to write down before the answer is shown."""

from course_utils.widgets.predict.explorer import (
    Predict,
)

__all__ = ["Predict"]
