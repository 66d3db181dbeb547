"""The mistakes known of exercise 3.3: in the bound, the score and what is grown."""

import math

from course_utils.data import EOS_ID
from course_utils.exercises.beam_search.exact_variants import (
    beam,
    exact,
    exact_otherwise,
    greedy,
)
from course_utils.exercises.beam_search.score_mistakes import wrong_scores
from course_utils.exercises.machinery.core import Mistake
from course_utils.language import N_

_TOO_LOW = N_(
    "You cut prefixes that could still win. The sum may stay as it is while the "
    "sentence grows: which length lifts the score most?"
)
_ONE_SENTENCE = N_(
    "This is a greedy or a beam search: fast, but it may miss the best sentence. Cut a "
    "prefix only when nothing that grows from it can win."
)

MISTAKES = [
    Mistake(
        exact_otherwise(bound=lambda total, length, max_len, alpha: total),
        N_(
            "You compare the prefix's sum with a score. How much could it still score, "
            "if further tokens cost nothing? Divide the sum by a power of a length."
        ),
    ),
    Mistake(
        exact_otherwise(
            bound=lambda total, length, max_len, alpha: total / length**alpha
        ),
        _TOO_LOW,
    ),
    Mistake(
        exact_otherwise(
            bound=lambda total, length, max_len, alpha: total / (length + 1) ** alpha
        ),
        _TOO_LOW,
    ),
    Mistake(
        exact_otherwise(
            bound=lambda total, length, max_len, alpha: total,
            cut=lambda bound, best: bound <= best[2],
        ),
        N_(
            "You compare sums. Scores decide: a longer sentence is divided by more, so "
            "a lower sum may still win."
        ),
    ),
    Mistake(
        exact_otherwise(cut=lambda bound, best: True),
        N_(
            "You stop as soon as one sentence has finished. The others may still beat "
            "it: go on while a prefix can."
        ),
    ),
    Mistake(
        exact_otherwise(stops=True),
        N_(
            "The first prefix that cannot win ends your search. Cut that prefix alone; "
            "others are waiting."
        ),
    ),
    *wrong_scores(exact_otherwise),
    Mistake(
        exact_otherwise(
            score=lambda total, length, alpha: math.exp(total) / length**alpha,
            bound=lambda total, length, max_len, alpha: math.exp(total),
        ),
        N_(
            "You divided the probability, which is positive: this favours short "
            "sentences. Divide the logarithm."
        ),
    ),
    Mistake(
        exact_otherwise(better=lambda new, best: new < best),
        N_("You keep the worst. Scores are negative; the best is the largest."),
    ),
    Mistake(
        exact_otherwise(better=lambda new, best: True),
        N_("You return the sentence that ended last. Keep the one of the best score."),
    ),
    Mistake(
        exact_otherwise(at_end=False),
        N_(
            "Prefixes that reach `max_len` without `<eos>` are lost. They end there "
            "and take part."
        ),
    ),
    Mistake(greedy, _ONE_SENTENCE),
    Mistake(beam(2), _ONE_SENTENCE),
    Mistake(beam(3), _ONE_SENTENCE),
    Mistake(
        lambda *inputs: [token for token in exact(*inputs) if token != EOS_ID],
        N_("Right sentence, but `<eos>` is missing: it was written and belongs to it."),
    ),
    Mistake(
        lambda *inputs: [*exact(*inputs), EOS_ID],
        N_("Right sentence, with one `<eos>` too many."),
    ),
]
