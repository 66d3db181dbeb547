"""The mistakes known of exercise 3.4: in the score, the stop and the beam."""

import math

from course_utils.data import EOS_ID
from course_utils.exercises.beam_search.score_mistakes import wrong_scores
from course_utils.exercises.beam_search.searches import search, search_otherwise
from course_utils.exercises.machinery.core import Mistake
from course_utils.language import N_


def _places_taken(ranked: list, width: int) -> list:
    return [each for each in ranked if each[0][-1] != EOS_ID][:width]


MISTAKES = [
    Mistake(
        search_otherwise(going_on=lambda ranked, width: ranked[:width]),
        N_(
            "Finished hypotheses stay in the beam and go on growing, `<eos>` after "
            "`<eos>`. They must leave it."
        ),
    ),
    Mistake(
        search_otherwise(stay=True),
        N_(
            "What has finished stays in the beam and takes places there. It must "
            "leave: put it aside with its score."
        ),
    ),
    Mistake(
        search_otherwise(pick=lambda finished: finished[-1]),
        N_(
            "You return the hypothesis that finished last. Take the one with the "
            "best score."
        ),
    ),
    Mistake(
        search_otherwise(pick=min),
        N_("You return the worst. Scores are negative; the best is the largest."),
    ),
    *wrong_scores(search_otherwise),
    Mistake(
        search_otherwise(score=lambda total, length, alpha: total / (length * alpha)),
        N_("You multiplied the length by α. α is its exponent: `length**alpha`."),
    ),
    Mistake(
        search_otherwise(
            score=lambda total, length, alpha: total / (5 + length) ** alpha
        ),
        N_("This is the other penalty, with 5 + L. Asked for is `L**alpha`."),
    ),
    Mistake(
        search_otherwise(
            score=lambda total, length, alpha: math.exp(total) / length**alpha
        ),
        N_(
            "You divided the probability, which is positive: this favours short "
            "sentences. Divide the logarithm."
        ),
    ),
    Mistake(
        search_otherwise(at_end=False),
        N_(
            "Hypotheses that reach `max_len` without `<eos>` are lost. They end "
            "there and take part in the ranking."
        ),
    ),
    Mistake(
        search_otherwise(enough=lambda finished, *others: finished, at_end=False),
        N_(
            "You stop as soon as one hypothesis has finished. One that is still "
            "alive may beat it: go on until none is alive."
        ),
    ),
    Mistake(
        search_otherwise(
            enough=lambda finished, alive, k, *others: len(finished) >= k,
            at_end=False,
        ),
        N_(
            "You stop as soon as k hypotheses have finished. One that is still "
            "alive may beat them all: go on until none is alive."
        ),
    ),
    Mistake(
        search_otherwise(
            enough=lambda finished, alive, beam_size, length, alpha: (
                finished and max(finished)[0] >= alive[0][1] / length**alpha
            ),
        ),
        N_(
            "You stop when the best finished score beats the scores that the others "
            "have now. Divided by a greater length later, they may still win."
        ),
    ),
    Mistake(
        search_otherwise(
            enough=lambda finished, alive, beam_size, length, alpha: (
                finished
                and max(score * len(ids) ** alpha for score, ids in finished)
                >= alive[0][1]
            ),
        ),
        N_(
            "You stop when a finished sum beats the sums of those still alive. Scores "
            "decide, not sums: a longer hypothesis is divided by more."
        ),
    ),
    Mistake(
        search_otherwise(ending=lambda ranked, width: ranked),
        N_(
            "Candidates that end in `<eos>` finish with you even if they are not "
            "among the `beam_size` best. Choose the best first, then look which of "
            "them end."
        ),
    ),
    Mistake(
        search_otherwise(
            ending=lambda ranked, width: ranked,
            going_on=_places_taken,
        ),
        N_(
            "You take out `<eos>` before you choose the best. Choose the `beam_size` "
            "best of all candidates first: those of them that end leave no free place."
        ),
    ),
    Mistake(
        search_otherwise(
            going_on=_places_taken,
        ),
        N_(
            "Others take the places of those that finish, as some libraries do it. "
            "Here a step keeps `beam_size` candidates, and those that end are among "
            "them."
        ),
    ),
    Mistake(
        search_otherwise(width=lambda beam_size, finished: beam_size + 1),
        N_("Your beam is wider by one than `beam_size`."),
    ),
    Mistake(
        search_otherwise(
            width=lambda beam_size, finished: max(beam_size - len(finished), 0)
        ),
        N_(
            "Your beam shrinks with each hypothesis that finishes. Every step keeps "
            "the `beam_size` best of its candidates."
        ),
    ),
    Mistake(
        search_otherwise(each_parent=True),
        N_(
            "You keep one child of each prefix. The k best of all candidates stay, "
            "whoever their parents are."
        ),
    ),
    Mistake(
        lambda *inputs: [token for token in search(*inputs) if token != EOS_ID],
        N_(
            "Right sentence, but `<eos>` is missing: it was written and belongs "
            "to the hypothesis."
        ),
    ),
]
