"""Put the reader's own look, or own scores, into the model of notebook 04."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from course_utils.attention import (
    AttentionMemory,
    Seq2SeqWithAttention,
    masked_softmax,
)
from course_utils.data import Corpus, Pair
from course_utils.exercises.attention.additive import check_additive
from course_utils.exercises.attention.decoder_look import check_decoder_look
from course_utils.exercises.machinery.core import Exercise
from course_utils.language import _

SENTENCES = 50  # of the longest


class WithYourLook(Seq2SeqWithAttention):
    """Each step of the search asks the reader's function."""

    def __init__(
        self, src_vocab_size: int, tgt_vocab_size: int, look: Callable
    ) -> None:
        super().__init__(src_vocab_size, tgt_vocab_size)
        self.look = look

    def _look(self, hidden: Tensor, memory: AttentionMemory) -> tuple[Tensor, Tensor]:
        layers = self.query_proj, self.context_proj, self.output_proj
        written = [
            self.look(each, memory.states, memory.mask[:, 0], *layers)[1]
            for each in hidden.unbind(dim=1)
        ]
        nowhere = hidden.new_zeros(*hidden.shape[:2], memory.states.shape[1])
        return torch.stack(written, dim=1), nowhere


class WithYourScores(Seq2SeqWithAttention):
    """The reader's function scores; its two matrices and its vector are learned."""

    def __init__(
        self, src_vocab_size: int, tgt_vocab_size: int, scores: Callable, size: int = 64
    ) -> None:
        super().__init__(src_vocab_size, tgt_vocab_size, hidden_size=size)
        self.scores = scores
        self.query_proj = nn.Identity()  # `w_q` does its work
        self.w_q, self.w_k = (
            nn.Parameter(nn.Linear(size, size).weight.data) for _side in range(2)
        )
        self.v = nn.Parameter(nn.Linear(size, 1).weight.data[0])

    def attend(self, hidden: Tensor, memory: AttentionMemory) -> tuple[Tensor, Tensor]:
        pairs = zip(hidden, memory.states, strict=True)
        learned = self.w_q, self.w_k, self.v
        table = torch.stack([self.scores(*pair, *learned) for pair in pairs])
        weights = masked_softmax(table, memory.mask)
        return weights @ memory.states, weights


def translate_with(look: Callable, corpus: Corpus) -> None:
    """Let the finished model translate long sentences with the reader's look."""
    # Here, because they are needed only once an answer is right
    from course_utils.training.evaluation import translate
    from course_utils.training.pretrained import load_seq2seq_with_attention

    if not _is_right(check_decoder_look, look):
        return
    finished, *vocabs, _share = load_seq2seq_with_attention()
    model = WithYourLook(*map(len, vocabs), look)
    model.load_state_dict(finished.state_dict())
    pairs = corpus.by_length[max(corpus.by_length)][:SENTENCES]
    yours, own = (
        translate(each, [pair.src for pair in pairs], *vocabs)
        for each in (model, finished)
    )
    print(" ".join(pairs[0].src), "→", " ".join(yours[0]))
    print(
        _(
            "right with your look: {yours} of {all}; with the model's own: {own}",
            yours=_right(yours, pairs),
            own=_right(own, pairs),
            all=len(pairs),
        )
    )


def _right(found: Sequence[Sequence[str]], pairs: Sequence[Pair]) -> int:
    return sum(tuple(ours) == pair.tgt for ours, pair in zip(found, pairs, strict=True))


def train_with(scores: Callable, corpus: Corpus, epochs: int = 1) -> None:
    """Train a translator that scores by the reader's function."""
    from course_utils.training.evaluation import evaluate
    from course_utils.training.loop import train

    if not _is_right(check_additive, scores):
        return
    torch.manual_seed(0)
    sizes = len(corpus.src_vocab), len(corpus.tgt_vocab)
    model = WithYourScores(*sizes, scores)
    train(model, corpus, epochs=epochs)
    share = evaluate(model, corpus.test, corpus).exact_match
    print(_("on the test, with your scores: {share:.1%} right", share=share))


def _is_right(exercise: Exercise, answer: Callable) -> bool:
    """Say whether an answer passes its check; if not, say what comes first."""
    right = exercise.check(answer).status == "right"
    if not right:
        print(_("Solve exercise {number} first.", number=exercise.number))
    return right
