"""Training: one loop for every model of the course."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW, Optimizer
from torch.optim.lr_scheduler import OneCycleLR
from tqdm.auto import tqdm

from course_utils.data import Batch, Corpus, make_batches
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.language import _
from course_utils.training.checkpoint import Checkpoint
from course_utils.training.evaluation import (
    exact_match,
    sequence_loss,
    teacher_forced,
    translate,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Epoch(NamedTuple):
    """Scores on the validation pairs after one epoch, and the seconds that it took.

    The loss is in nats a token; the accuracy is measured under teacher forcing, the
    exact match with the model running freely; both are fractions.
    """

    loss: float
    token_accuracy: float
    exact_match: float
    seconds: float


@dataclass
class History:
    """How a training went: the loss of every step and the scores of every epoch.

    `stopped` says why it ended: "finished", "target" or "interrupted".
    """

    steps_per_epoch: int
    step_losses: list[float] = field(default_factory=list)
    epochs: list[Epoch] = field(default_factory=list)
    seconds_into_epoch: float = 0.0  # when it was interrupted
    stopped: str = "finished"

    @property
    def steps_into_epoch(self) -> int:
        """Steps done since the last complete epoch."""
        return len(self.step_losses) - len(self.epochs) * self.steps_per_epoch

    @property
    def seconds(self) -> float:
        """Time of all complete epochs together, validation included."""
        return sum(epoch.seconds for epoch in self.epochs)

    def state_dict(self) -> dict[str, Any]:
        """Everything that changes while training, in plain lists and numbers."""
        return {
            "step_losses": self.step_losses,
            "epochs": [list(epoch) for epoch in self.epochs],
            "seconds_into_epoch": self.seconds_into_epoch,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to what `state_dict` told."""
        self.step_losses = list(state["step_losses"])
        self.epochs = [Epoch(*epoch) for epoch in state["epochs"]]
        self.seconds_into_epoch = state["seconds_into_epoch"]

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the losses of training and validation, and the exact match."""
        from course_utils.plots.training import plot_history  # plots stand above us

        return plot_history(
            self.step_losses,
            [epoch.loss for epoch in self.epochs],
            [epoch.exact_match for epoch in self.epochs],
            steps_per_epoch=self.steps_per_epoch,
            ax=ax,
        )


def train(
    model: EncoderDecoder,
    corpus: Corpus,
    *,
    epochs: int = 5,
    batch_size: int = 64,
    learning_rate: float = 1e-2,
    weight_decay: float = 0.01,
    betas: tuple[float, float] = (0.9, 0.999),
    max_norm: float = 1.0,
    label_smoothing: float = 0.0,
    target: float | None = None,
    seed: int = 0,
    progress: bool = True,
    checkpoint: str | Path | None = None,
) -> History:
    """Train `model` in place under teacher forcing, and tell how it went.

    The learning rate climbs to `learning_rate` in the first tenth of the steps and
    then falls to nothing; gradients are clipped to the norm `max_norm`. `betas` say how
    much AdamW keeps of its running means of gradient and square. Training stops
    early when the exact match on the validation pairs reaches `target` (0 to 1).
    `label_smoothing` is the share of the target's probability that is spread evenly.
    Interrupting the kernel keeps what was learned: the history is returned as usual.
    With a `checkpoint` file the same call goes on after an interruption; the file is
    written after each epoch too.
    """
    if epochs < 1:
        raise ValueError(f"epochs is {epochs}; expected at least 1.")
    torch.manual_seed(seed)
    shuffle = random.Random(seed)
    orders = [shuffle.randrange(2**32) for _ in range(epochs)]
    vocabs = corpus.src_vocab, corpus.tgt_vocab
    validation = make_batches(corpus.validation, *vocabs, batch_size=256)
    history = History(len(make_batches(corpus.train, *vocabs, batch_size)))
    total_steps = epochs * history.steps_per_epoch
    optimiser = AdamW(
        model.parameters(),
        lr=learning_rate,
        betas=betas,
        weight_decay=weight_decay,
        fused=True,  # all parameters in one pass: a tenth of a small model's time
    )
    schedule = OneCycleLR(
        optimiser, learning_rate, total_steps, pct_start=0.1, cycle_momentum=False
    )
    plan = {
        "model": f"{type(model).__name__} with {_size(model):,} parameters",
        "pairs": len(corpus.train),
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "weight_decay": weight_decay,
        "betas": list(betas),
        "max_norm": max_norm,
        "label_smoothing": label_smoothing,
        "seed": seed,
    }
    parts = {"model": model, "optimiser": optimiser, "schedule": schedule}
    kept = Checkpoint(checkpoint, plan, **parts, history=history)
    kept.load()
    done = len(history.step_losses)
    began = time.perf_counter()
    try:
        with tqdm(total=total_steps, initial=done, disable=not progress) as bar:
            for order in orders[len(history.epochs) :]:
                began = time.perf_counter() - history.seconds_into_epoch
                batches = make_batches(corpus.train, *vocabs, batch_size, order)
                for batch in batches[history.steps_into_epoch :]:
                    loss = _train_step(
                        model, batch, optimiser, max_norm, label_smoothing
                    )
                    history.step_losses.append(loss)
                    schedule.step()
                    bar.update()
                history.epochs.append(_validate(model, corpus, validation, began))
                history.seconds_into_epoch = 0.0
                kept.save()
                matched = history.epochs[-1].exact_match
                bar.set_postfix_str(f"exact match {matched:.1%}")
                if target is not None and matched >= target:
                    history.stopped = "target"
                    break
    except KeyboardInterrupt:
        history.stopped = "interrupted"
        history.seconds_into_epoch = time.perf_counter() - began
        kept.save()
        done = len(history.step_losses)
        print(
            _(
                "Interrupted after {done} of {total_steps} steps. What the "
                "model learned so far is kept.",
                done=done,
                total_steps=total_steps,
            )
        )
    model.eval()
    return history


def _train_step(
    model: EncoderDecoder,
    batch: Batch,
    optimiser: Optimizer,
    max_norm: float,
    label_smoothing: float,
) -> float:
    model.train()
    logits = model(batch.src, batch.tgt_in)
    loss = sequence_loss(logits, batch.tgt_out, label_smoothing=label_smoothing)
    optimiser.zero_grad()
    loss.backward()
    clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return loss.item()


def _size(model: EncoderDecoder) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def _validate(
    model: EncoderDecoder, corpus: Corpus, batches: Sequence[Batch], began: float
) -> Epoch:
    forced = teacher_forced(model, batches)
    sources = [pair.src for pair in corpus.validation]
    found = translate(model, sources, corpus.src_vocab, corpus.tgt_vocab)
    matched = exact_match(found, [pair.tgt for pair in corpus.validation])
    return Epoch(forced.loss, forced.accuracy, matched, time.perf_counter() - began)
