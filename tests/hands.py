"""A reader's hands and eyes on an explorer in a page: what browser tests share."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

# What axe, the checker of accessibility, objects to in the course's widgets, however
# slight it finds that, and by a rule that some of its versions count as an experiment
DISMAY = """async () => (await axe.run({include: [['.course']]},
    {rules: {'label-content-name-mismatch': {enabled: true}}})).violations
  .map((each) => [each.id, each.nodes.slice(0, 3).map((node) => node.html)])"""


class Hands:
    """What a reader does with the explorer that `css` finds, and sees of it."""

    css = ".course"

    def __init__(self, page: "Page", expect: Callable) -> None:
        self.page, self.expect = page, expect
        self.root = page.locator(self.css)

    def shows(self, **facts: object) -> None:
        picture = self.root.locator(".picture")
        for name, value in facts.items():
            wanted = value if isinstance(value, re.Pattern) else str(value)
            self.expect(picture).to_have_attribute(f"data-{name}", wanted)

    def says(self, text: str, where: str = ".said") -> None:
        self.expect(self.root.locator(where).first).to_contain_text(text)

    def push(self, name: str) -> None:
        self.root.get_by_role("button", name=name).first.press("Enter")

    def tick(self, name: str) -> None:
        self.root.get_by_role("checkbox", name=name).press("Space")

    def slide(self, label: str, *keys: str) -> None:
        self.root.get_by_role("slider", name=label).focus()
        self.press(*keys)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
