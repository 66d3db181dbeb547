"""What a reader's experiment on a finished model came to."""

from dataclasses import dataclass, field

from course_utils.language import _


@dataclass(frozen=True)
class Outcome:
    """What the model wrote then; `verdict` is "found", or what is not yet so."""

    verdict: str
    translation: str = field(default="", compare=False)

    def __repr__(self) -> str:
        """Show what the model writes then."""
        return self.translation or _("nothing to show")
