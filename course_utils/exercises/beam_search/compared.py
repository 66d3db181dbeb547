"""Eight sentences, and what greedy search and k = 2 make of them."""

from dataclasses import dataclass, field
from functools import cache

import torch

from course_utils.beam_search import beam_search, greedy_search
from course_utils.data import EOS_ID, examples, tokenise
from course_utils.language import _

SENTENCES = [
    examples.WOMEN_SING,
    examples.BIG_MICE,
    examples.HER_CAKES,
    examples.I_SEE_HER,
    examples.GIVE_APPLE,
    examples.MANY_EGGS,
    examples.OLD_HOTEL,
    examples.LOOKS_FOR_HER,
]


@dataclass(frozen=True)
class Outcome:
    """What two searches made of a sentence, and which of them was `right`."""

    right: str  # "k = 2", "greedy", "both", "neither"; "" if it is not in the list
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
        return Outcome("")
    greedy, beam = _written()[src]
    right = {
        (False, True): "k = 2",
        (True, True): "both",
        (False, False): "neither",
        (True, False): "greedy",
    }[greedy == wanted[src], beam == wanted[src]]
    return Outcome(right, " ".join(greedy), " ".join(beam))
