"""A long training, kept on disk: stopped at any moment, it goes on where it was."""

from pathlib import Path
from typing import Any

import torch

from course_utils.language import _, listed


class Checkpoint:
    """One file that holds everything that a training needs to go on; None: no file.

    `plan` says what is trained, and how: a file of another plan is refused, never
    written over. `parts` are whatever has `state_dict` and `load_state_dict`.
    """

    def __init__(
        self, path: str | Path | None, plan: dict[str, Any], **parts: Any
    ) -> None:
        self.path = None if path is None else Path(path)
        self.plan = plan
        self.parts = parts

    def save(self) -> None:
        """Write the file anew: whole or not at all."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "plan": self.plan,
            "random": torch.get_rng_state(),
            "parts": {name: part.state_dict() for name, part in self.parts.items()},
        }
        half = self.path.with_name(self.path.name + ".part")
        torch.save(content, half)
        half.replace(self.path)

    def load(self) -> bool:
        """Put everything back as it was; return False if there is no file yet."""
        if self.path is None or not self.path.exists():
            return False
        try:
            content = torch.load(self.path, weights_only=True)
            plan = content["plan"]
        except Exception as error:  # torch raises what its readers happen to raise
            raise ValueError(
                _(
                    "{path} is not a readable checkpoint ({error}). Move it away to "
                    "begin anew.",
                    path=self.path,
                    error=error,
                )
            ) from error
        self._check(plan)
        for name, part in self.parts.items():
            part.load_state_dict(content["parts"][name])
        torch.set_rng_state(content["random"])
        return True

    def _check(self, plan: dict[str, Any]) -> None:
        """Raise ValueError if the file's plan is another one."""
        differing = [
            _(
                "{key} is {there!r} there and {here!r} here",
                key=key,
                there=plan.get(key),
                here=self.plan.get(key),
            )
            for key in sorted(self.plan | plan)
            if self.plan.get(key) != plan.get(key)
        ]
        if differing:
            raise ValueError(
                _(
                    "{path} belongs to another training: {differing}. Give another "
                    "path, or move the file away to begin anew.",
                    path=self.path,
                    differing=listed(differing),
                )
            )
