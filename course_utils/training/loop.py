"""Training: one loop for every model of the course."""

import random
import time
from pathlib import Path
from typing import NamedTuple

import torch
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR, LRScheduler, OneCycleLR
from tqdm.auto import tqdm

from course_utils.data import PAD_ID, Batch, Corpus, make_batches
from course_utils.encoder_decoder import EncoderDecoder, device_of
from course_utils.language import _, _p
from course_utils.training.checkpoint import Checkpoint
from course_utils.training.evaluation import (
    exact_match,
    sequence_loss,
    teacher_forced,
    translate,
)
from course_utils.training.history import Epoch, History, Step
from course_utils.training.schedules import WARM_UP, Schedule


def train(
    model: EncoderDecoder,
    corpus: Corpus,
    *,
    epochs: int = 2,
    batch_size: int = 32,
    learning_rate: float = 1e-2,
    weight_decay: float = 0.1,
    betas: tuple[float, float] = (0.9, 0.95),
    label_smoothing: float = 0.0,
    schedule: Schedule | None = None,
    target: float | None = None,
    seed: int = 0,
    progress: bool = True,
    checkpoint: str | Path | None = None,
) -> History:
    """Train `model` in place, on its own device, and tell how it went.

    It learns under teacher forcing, by one recipe for all models of the course:

    - the loss is the mean over a batch's real tokens; batches hold sentences of about
      the same length;
    - AdamW: `weight_decay` shrinks all weights (Loshchilov and Hutter 2019); `betas`
      say how much is kept of the running means of gradient and square (Brown et al.
      2020, appendix B);
    - the learning rate climbs to `learning_rate` in the first twentieth of the steps,
      then falls to nothing in a straight line (Bergsma et al. 2025); `schedule` says
      something else, a share of the highest for each (step, steps).

    Training stops early when the exact match on the validation pairs reaches `target`
    (0 to 1). `label_smoothing` is the share of the target's probability that is spread
    evenly. Interrupting the kernel keeps what was learned: the history is returned as
    usual. With a `checkpoint` file the same call goes on after an interruption; the
    file is written after each epoch too.
    """
    if epochs < 1:
        raise ValueError(
            _("{name} is {value}; expected at least 1.", name="epochs", value=epochs)
        )
    for name in ("train", "validation"):
        if not getattr(corpus, name):
            raise ValueError(
                _("corpus.{name} is empty; expected at least one pair.", name=name)
            )
    torch.manual_seed(seed)
    size = sum(parameter.numel() for parameter in model.parameters())
    plan = Plan(
        model=f"{type(model).__name__} with {size:,} parameters",
        pairs=len(corpus.train),
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        betas=list(betas),
        label_smoothing=label_smoothing,
        schedule="" if schedule is None else schedule.__name__,
        seed=seed,
    )
    training = _Training(model, corpus, plan, schedule)
    history = training.history
    kept = training.kept_in(checkpoint)
    kept.load()
    try:
        with training.bar(progress) as bar:
            for order in training.orders_left():
                matched = training.run_epoch(order, bar)
                kept.save()
                bar.set_postfix_str(_("exact match {matched:.1%}", matched=matched))
                if target is not None and matched >= target:
                    history.stopped = "target"
                    break
    except KeyboardInterrupt:
        training.interrupt()
        kept.save()
    model.eval()
    return history


class Plan(NamedTuple):
    """What is trained, and how; a checkpoint of another plan is refused."""

    model: str
    pairs: int
    epochs: int
    batch_size: int
    learning_rate: float
    weight_decay: float
    betas: list[float]
    label_smoothing: float
    schedule: str
    seed: int


class _Training:
    """A model on its way through the plan."""

    def __init__(
        self,
        model: EncoderDecoder,
        corpus: Corpus,
        plan: Plan,
        schedule: Schedule | None = None,
    ) -> None:
        self.model, self.corpus, self.plan = model, corpus, plan
        self.vocabs = corpus.src_vocab, corpus.tgt_vocab
        self.validation = make_batches(corpus.validation, *self.vocabs, batch_size=256)
        self.history = History(len(self._batches()))
        self.total_steps = plan.epochs * self.history.steps_per_epoch
        self.optimiser = AdamW(
            model.parameters(),
            lr=plan.learning_rate,
            betas=tuple(plan.betas),
            weight_decay=plan.weight_decay,
            fused=True,  # all parameters in one pass: a tenth of a small model's time
        )
        self.schedule = self._scheduled(schedule)
        self.began = time.perf_counter()  # the epoch

    def _scheduled(self, schedule: Schedule | None) -> LRScheduler:
        if schedule is not None:
            return LambdaLR(
                self.optimiser, lambda step: schedule(step, self.total_steps)
            )
        return OneCycleLR(
            self.optimiser,
            self.plan.learning_rate,
            self.total_steps,
            pct_start=WARM_UP,
            anneal_strategy="linear",
            cycle_momentum=False,
        )

    def kept_in(self, file: str | Path | None) -> Checkpoint:
        """Return the file's keeper: it knows all that changes from step to step."""
        parts = {"model": self.model, "optimiser": self.optimiser}
        parts |= {"schedule": self.schedule, "history": self.history}
        return Checkpoint(file, self.plan._asdict(), device_of(self.model), **parts)

    def bar(self, progress: bool) -> tqdm:
        """Return the bar of progress, as far along as the training is."""
        return tqdm(
            total=self.total_steps,
            initial=len(self.history.steps),
            unit=" " + _p("unit of a progress bar", "step"),
            disable=not progress,
        )

    def orders_left(self) -> list[int]:
        """Return for each epoch still to come the seed of its batches' order."""
        shuffle = random.Random(self.plan.seed)
        orders = [shuffle.randrange(2**32) for _epoch in range(self.plan.epochs)]
        return orders[len(self.history.epochs) :]

    def run_epoch(self, order: int, bar: tqdm) -> float:
        """Train on all batches that the epoch still has, validate; the exact match."""
        history = self.history
        self.began = time.perf_counter() - history.seconds_into_epoch
        for batch in self._batches(order)[history.steps_into_epoch :]:
            history.steps.append(self._step(batch))
            self.schedule.step()
            bar.update()
        history.epochs.append(self._validate())
        history.seconds_into_epoch = 0.0
        return history.epochs[-1].exact_match

    def interrupt(self) -> None:
        """Note how far the training came, and say that nothing is lost."""
        self.history.stopped = "interrupted"
        self.history.seconds_into_epoch = time.perf_counter() - self.began
        print(
            _(
                "Interrupted after {done} of {total_steps} steps. What the "
                "model learned so far is kept.",
                done=len(self.history.steps),
                total_steps=self.total_steps,
            )
        )

    def _batches(self, order: int | None = None) -> list[Batch]:
        return make_batches(
            self.corpus.train, *self.vocabs, self.plan.batch_size, order
        )

    def _step(self, batch: Batch) -> Step:
        self.model.train()
        tokens = int((batch.tgt_out != PAD_ID).sum())  # while it is on the CPU
        batch = batch.to(device_of(self.model))
        logits = self.model(batch.src, batch.tgt_in)
        smoothing = self.plan.label_smoothing
        loss = sequence_loss(logits, batch.tgt_out, label_smoothing=smoothing)
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        return Step(loss.item(), tokens)

    def _validate(self) -> Epoch:
        pairs = self.corpus.validation
        forced = teacher_forced(self.model, self.validation)
        found = translate(self.model, [pair.src for pair in pairs], *self.vocabs)
        matched = exact_match(found, [pair.tgt for pair in pairs])
        seconds = time.perf_counter() - self.began
        return Epoch(forced.loss, forced.accuracy, matched, seconds)
