"""How a training went, step by step and epoch by epoch."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Step(NamedTuple):
    """The training loss of one step: a mean over so many tokens, in nats."""

    loss: float
    tokens: int


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
    steps: list[Step] = field(default_factory=list)
    epochs: list[Epoch] = field(default_factory=list)
    seconds_into_epoch: float = 0.0  # when it was interrupted
    stopped: str = "finished"

    @property
    def step_losses(self) -> list[float]:
        """The loss of every step."""
        return [step.loss for step in self.steps]

    @property
    def steps_into_epoch(self) -> int:
        """Steps done since the last complete epoch."""
        return len(self.steps) - len(self.epochs) * self.steps_per_epoch

    @property
    def seconds(self) -> float:
        """Time of all complete epochs together, validation included."""
        return sum(epoch.seconds for epoch in self.epochs)

    def state_dict(self) -> dict[str, Any]:
        """Everything that changes while training, in plain lists and numbers."""
        return {
            "steps": [list(step) for step in self.steps],
            "epochs": [list(epoch) for epoch in self.epochs],
            "seconds_into_epoch": self.seconds_into_epoch,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to what `state_dict` told."""
        self.steps = [Step(*step) for step in state["steps"]]
        self.epochs = [Epoch(*epoch) for epoch in state["epochs"]]
        self.seconds_into_epoch = state["seconds_into_epoch"]

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the losses of training and validation, and the exact match."""
        from course_utils.plots.training import plot_history  # plots stand above us

        return plot_history(
            self.step_losses,
            [epoch.loss for epoch in self.epochs],
            [epoch.exact_match for epoch in self.epochs],
            step_tokens=[step.tokens for step in self.steps],
            steps_per_epoch=self.steps_per_epoch,
            ax=ax,
        )
