"""What a reader has solved so far: remembered on this computer, shown as a road.

`memory` writes and reads the file, `road` shows it. Nothing leaves the computer.
"""

from course_utils.progress.memory import Event, note, read, reset
from course_utils.progress.road import progress

__all__ = ["Event", "note", "progress", "read", "reset"]
