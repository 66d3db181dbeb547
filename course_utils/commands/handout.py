"""Write a notebook for students: answers open, solutions locked until a day."""

from course_utils.commands.inside import run_inside


def main(arguments: list[str]) -> int:
    """Write it where the course's packages are."""
    return run_inside("course_utils.classroom.handout", "handout", arguments)
