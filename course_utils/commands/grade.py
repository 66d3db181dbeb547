"""Grade notebooks that students handed in."""

from course_utils.commands.inside import run_inside


def main(arguments: list[str]) -> int:
    """Grade them where the course's packages are."""
    return run_inside("course_utils.classroom.grade", "grade", arguments)
