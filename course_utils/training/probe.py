"""What can be read off a sentence's last state: which words, and how often."""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from course_utils.data import EOS_ID, Corpus, Pair
from course_utils.encoder_decoder import EncoderDecoder

# From either end; −1 is the mark at the end of the sentence
PLACES = 0, 1, 2, 3, -5, -4, -3, -2
MOST = 4000


def probe(
    model: EncoderDecoder, corpus: Corpus, places: tuple[int, ...] = PLACES
) -> list[float]:
    """How often a linear layer names a long test sentence's word at each place.

    It is given the last state and nothing else; ridge regression fits it on training
    sentences as long as those of the last test set by length.
    """
    states, words = _read(model, corpus, long_pairs(corpus), places)
    test_states, test_words = _read(model, corpus, long_test(corpus), places)
    mean, spread = states.mean(dim=0), states.std(dim=0) + 1e-6
    x = F.pad((states - mean) / spread, (0, 1), value=1.0)
    test_x = F.pad((test_states - mean) / spread, (0, 1), value=1.0)
    gram, right = x.T @ x + torch.eye(x.shape[1]), []
    for place in range(len(places)):
        y = F.one_hot(words[:, place], len(corpus.src_vocab)).float()
        named = (test_x @ torch.linalg.solve(gram, x.T @ y)).argmax(dim=1)
        right.append((named == test_words[:, place]).float().mean().item())
    return right


def most_frequent(corpus: Corpus, places: tuple[int, ...] = PLACES) -> list[float]:
    """How often the most frequent word of each place is right: no look at a state."""
    guessed = words_at(corpus, long_pairs(corpus), places).mode(dim=0).values
    words = words_at(corpus, long_test(corpus), places)
    return (words == guessed).float().mean(dim=0).tolist()


def long_pairs(corpus: Corpus) -> list[Pair]:
    """Return training pairs as long as those of `long_test`."""
    shortest, longest = max(corpus.by_length)
    fit = [pair for pair in corpus.train if shortest <= len(pair.src) <= longest]
    return fit[:MOST]


def long_test(corpus: Corpus) -> list[Pair]:
    """Return the test pairs with the longest sources."""
    return corpus.by_length[max(corpus.by_length)]


def words_at(
    corpus: Corpus, pairs: list[Pair], places: tuple[int, ...]
) -> Int[Tensor, "pair place"]:
    """Return the ids of the words that stand at some places of the sources."""
    words = [[pair.src[place] for place in places] for pair in pairs]
    return torch.tensor([corpus.src_vocab.encode(each) for each in words])


def _read(
    model: EncoderDecoder, corpus: Corpus, pairs: list[Pair], places: tuple[int, ...]
) -> tuple[Float[Tensor, "pair hidden_size"], Int[Tensor, "pair place"]]:
    """Return the last state of each source, and the words at the places."""
    ids = [[*corpus.src_vocab.encode(pair.src), EOS_ID] for pair in pairs]
    rows = [torch.tensor(each) for each in ids]
    src = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    with torch.no_grad():
        return model.encode(src), words_at(corpus, pairs, places)
