"""Exercise 3.5, explore: where two beat one."""

from dataclasses import dataclass, field
from functools import cache

import torch

from course_utils.beam_search import beam_search, greedy_search
from course_utils.data import EOS_ID, Pair, tokenise
from course_utils.exercises.machinery.core import Exercise, Mistake
from course_utils.language import N_, _

SENTENCES = [
    Pair(tuple(tokenise(src)), tuple(tokenise(tgt, "fr")), alignment=())
    for src, tgt in (
        ("The women sing.", "Les femmes chantent."),
        ("The big mice sleep.", "Les grandes souris dorment."),
        (
            "His brother thinks that you want to eat her cakes.",
            "Son frère pense que vous voulez manger ses gâteaux.",
        ),
        ("I see her today.", "Je la vois aujourd'hui."),
        ("You give this apple to her brother.", "Vous donnez cette pomme à son frère."),
        ("He eats many eggs.", "Il mange beaucoup d'œufs."),
        ("Is the old hotel pretty?", "Est-ce que le vieil hôtel est joli ?"),
        ("He sleeps and this cat looks for her.", "Il dort et ce chat la cherche."),
    )
]


@dataclass(frozen=True)
class Outcome:
    """What two searches made of a sentence; `verdict` is "found", or what is not so."""

    verdict: str
    greedy: str = field(default="", compare=False)
    beam: str = field(default="", compare=False)

    def __repr__(self) -> str:
        """Say what both wrote, as the reader's result shows it."""
        if not self.greedy:
            return _("not translated")
        return _("greedy: {greedy}   k = 2: {beam}", greedy=self.greedy, beam=self.beam)


@cache
def _written() -> dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]]:
    """Translate SENTENCES by greedy search and with k = 2, by the finished model."""
    # It reads a file, so only when asked
    from course_utils.training.pretrained import load_seq2seq

    model, src_vocab, tgt_vocab = load_seq2seq()[:3]
    found = {}
    for pair in SENTENCES:
        src = torch.tensor([[*src_vocab.encode(pair.src), EOS_ID]])
        with torch.no_grad():
            state = model.start(model.encode(src))
        (greedy,) = greedy_search(model.step, state, 1, max_len=30)
        (beam,) = beam_search(model.step, state, 1, beam_size=2, max_len=30)
        ids = greedy.tokens, beam[0].tokens
        words = [tgt_vocab.decode([i for i in each if i != EOS_ID]) for each in ids]
        found[pair.src] = tuple(words[0]), tuple(words[1])
    return found


def try_sentence(answer: str) -> Outcome:
    """Translate one of SENTENCES greedily and with k = 2, and compare with the truth.

    Both run on the finished model, with α = 0.75.
    """
    wanted = {pair.src: pair.tgt for pair in SENTENCES}
    src = tuple(tokenise(answer))
    src = src if src in wanted else (*src, ".")  # which people forget
    if src not in wanted:
        return Outcome("not in the list")
    greedy, beam = _written()[src]
    right = greedy == wanted[src], beam == wanted[src]
    verdict = {
        (False, True): "found",
        (True, True): "both are right",
        (False, False): "both are wrong",
        (True, False): "only greedy is right",
    }[right]
    return Outcome(verdict, " ".join(greedy), " ".join(beam))


check_find = Exercise(
    "3.5",
    "explore",
    N_("Where two beat one"),
    solution="you give this apple to her brother .",
    run=try_sentence,
    why=N_(
        "Greedy took the more probable verb, and then nothing good was left to say. "
        "The second prefix of the beam was a little worse there and ended better."
    ),
    hints=(
        N_(
            "Set the two widths side by side to 1 and 2, with α = 0.75. k = 1 is "
            "greedy. Try the sentences one by one, and compare the best translation "
            "with the French in the list."
        ),
        N_(
            "For three of the eight sentences the two translations differ. Two of "
            "these three will do."
        ),
    ),
    mistakes=[
        Mistake(
            "the women sing .",
            N_(
                "Greedy gets this one right already. Look for a sentence that it gets "
                "wrong."
            ),
        ),
        Mistake(
            "the big mice sleep .",
            N_(
                "Both are wrong here: the model itself prefers a wrong translation, "
                "or two prefixes are too few. Search on."
            ),
        ),
        Mistake(
            "his brother thinks that you want to eat her cakes .",
            N_(
                "The other way round: greedy is right and k = 2 is wrong. The model "
                "finds the wrong sentence more probable, and the better search finds "
                "it."
            ),
        ),
        Mistake(
            "the dog sees the cat .",
            N_(
                "This sentence is not in the list. Give one of the eight, in English, "
                "as text in quotation marks."
            ),
        ),
    ],
)
