"""How long does the seq2seq of notebook 02 train, and when is most of it learned?

`python -m benchmarks.training`: one full training as in the notebook.
"""

import torch

from benchmarks import print_table
from course_utils.data import make_corpus
from course_utils.evaluation import evaluate, evaluate_by_length
from course_utils.seq2seq import Seq2Seq
from course_utils.training import train


def main() -> None:
    torch.set_num_threads(1)  # as in the notebooks
    corpus = make_corpus()
    torch.manual_seed(0)
    model = Seq2Seq(len(corpus.src_vocab), len(corpus.tgt_vocab))
    history = train(model, corpus, progress=False)
    reached = 0.99 * history.epochs[-1].exact_match
    enough = next(
        i for i, e in enumerate(history.epochs, 1) if e.exact_match >= reached
    )
    scores = evaluate(model, corpus.test, corpus)
    print_table(
        f"Seq2seq, {len(corpus.train):,} pairs, {torch.get_num_threads()} threads",
        ["what", "value"],
        [
            ["seconds an epoch", f"{history.seconds / len(history.epochs):.1f}"],
            ["seconds in all", f"{history.seconds:.1f}"],
            [
                "seconds to 99 % of the final exact match",
                f"{sum(e.seconds for e in history.epochs[:enough]):.1f}",
            ],
            ["exact match on the test", f"{scores.exact_match:.1%}"],
            ["token accuracy, teacher-forced", f"{scores.forced_accuracy:.1%}"],
            ["token accuracy, free-running", f"{scores.free_accuracy:.1%}"],
            ["BLEU", f"{scores.bleu:.1f}"],
            *(
                [f"exact match, {a}–{b} source tokens", f"{s.exact_match:.1%}"]
                for (a, b), s in evaluate_by_length(model, corpus).items()
            ),
        ],
    )


if __name__ == "__main__":
    main()
