"""One folder a concept: a file for each exercise, and the quiz.

`machinery/` checks an answer, says what is wrong, and holds hints and quizzes.
"""
