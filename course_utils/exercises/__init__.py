"""One module a concept: its exercises, each a task with its check, and its quiz.

`core` is the machinery, `feedback` what a reader sees, `questions` the quiz's types.
"""
