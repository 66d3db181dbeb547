"""Training, and what it left behind.

loop                     train -> History
schedules                how the learning rate changes in between
history                  how it went: losses of steps, scores of epochs
checkpoint               keeps a long training on disk
evaluation               exact match, token accuracy, BLEU, alignment error rate
findings                 rows kept on disk, with the command that makes them
side_by_side             many trainings, each in a process
pretrained               the finished models; their numbers lie in weights/
ablations                a Transformer with one part taken out, and what that did
recipes                  what each part of the recipe does
lengths                  exact match by length, and beyond what was trained
search_errors            what beams of several widths miss, by the exact search
scores                   one translator, three ways to score
seq2seq_variants         the plain translator, and what papers changed in it
probe                    which words a state still holds
shape_states             states of few numbers that name shapes
speed                    tokens a second, against length
language_model           training to say the next word, and models that count
next_words               how such a model writes
real_language            the Transformer on captions that people wrote, and its scores
"""

from course_utils.training.history import History
from course_utils.training.loop import train

__all__ = ["History", "train"]
