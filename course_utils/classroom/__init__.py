"""What a teacher does with the notebooks: hand them out, collect them, grade them.

`handout` writes a student's notebook, `course_folder` one for nbgrader. `grading` takes
the answers out of what came back (`submissions`, `lessons`), lets each run in a process
of its own (`pool`, `answering`, `sandbox`) and judges in the teacher's process what
comes out (`wire`, `judging`), for a page and tables (`page`, `tables`).
"""
