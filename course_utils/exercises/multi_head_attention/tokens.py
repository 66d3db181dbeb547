"""Exercise 5.6, explore: whose features?"""

from itertools import combinations_with_replacement

from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_

check_tokens = Exercise(
    "5.6",
    "explore",
    N_("Whose features?"),
    solution=(13, 15),
    choices=lambda: combinations_with_replacement(range(1, 21), 2),
    why=N_(
        "The bare `view` counts the numbers off in the order in which they lie: 20 "
        "tokens for 8 heads make two and a half each, whatever the width. Five heads "
        "take 12½ tokens; head 6 gets the rest of token 13, then 14 and 15."
    ),
    hints=(
        N_(
            "Tick “view without transpose” and choose two heads, then four. In which "
            "order are the numbers counted off? How many tokens does each head get?"
        ),
        N_(
            "Here each head gets 20 / 8 tokens. After how many tokens does head 6 "
            "begin, and after how many does it end?"
        ),
    ),
    mistakes=[
        Mistake((1, 20), N_("So it is with the transpose. Asked for is without.")),
        Mistake(
            (12, 14),
            N_("You began to count tokens at 0. The first is token 1."),
        ),
        Mistake((13, 14, 15), N_("Asked for are only the first and the last of them.")),
        Mistake((12, 15), N_("Five heads have taken token 12 to its last number.")),
        Mistake(
            (14, 15),
            N_("A token counts even if only half of it lies in the head."),
        ),
        Mistake((13, 16), N_("Six heads take 15 tokens and no more.")),
        Mistake((16, 18), N_("This is head 7. The first is head 1.")),
        Mistake((11, 13), N_("This is head 5, counted from 1.")),
        Mistake(
            (16, 20),
            N_("The eight heads share all the numbers. How many heads come before?"),
        ),
    ],
)
