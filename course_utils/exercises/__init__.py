"""One module a concept: its exercises, each a task with its check, and its quiz.

`machinery/` checks an answer, says what is wrong, and holds hints and quizzes.
"""
