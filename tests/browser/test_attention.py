"""The bandwidth explorer of notebook 04 in JupyterLab."""

import re
from collections.abc import Callable

START = "from course_utils.widgets.attention_pooling import explore_bandwidth"


def test_bandwidth_and_query_follow_the_arrow_keys(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook([START, "explore_bandwidth(0.1, 2.0)"])
    picture = page.locator(".pooling .picture")
    said = page.locator(".pooling .said")
    expect(picture).to_have_attribute("data-state", re.compile("^0.100:2.00:"))
    page.get_by_label("Bandwidth h").focus()
    page.keyboard.press("Home")
    expect(said).to_contain_text("Nearly all weight is on one point")
    page.keyboard.press("End")
    expect(picture).to_have_attribute("data-state", re.compile("^10.0:"))
    expect(said).to_contain_text("All points weigh nearly the same")
    page.get_by_role("slider", name="Query").focus()
    page.keyboard.press("ArrowRight")
    expect(picture).to_have_attribute("data-state", re.compile("^10.0:2.05:"))
    truth = page.locator(".pooling .truth")
    expect(truth).to_be_hidden()
    page.get_by_label("Show the true curve").check()
    expect(truth).to_be_visible()
    page.get_by_role("button", name="Reset").press("Enter")
    expect(picture).to_have_attribute("data-state", re.compile("^0.100:2.00:"))
    expect(truth).to_be_hidden()
