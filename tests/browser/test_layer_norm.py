"""The norms explorer of notebook 06 in JupyterLab."""

import re
from collections.abc import Callable

START = "from course_utils.widgets.layer_norm import explore_norms"


def test_outlier_neighbour_and_padding(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook([START, "explore_norms()"])
    picture = page.locator(".norms .picture")
    said = page.locator(".norms .said")
    norm = page.get_by_role("combobox", name="Norm")
    expect(picture).to_have_attribute("data-state", "layer:0:0")
    page.get_by_role("slider", name="Outlier").focus()
    page.keyboard.press("End")
    expect(picture).to_have_attribute("data-state", "layer:5:0")
    norm.select_option("batch")
    expect(picture).to_have_attribute("data-state", "batch:12:8")
    expect(said).to_contain_text("8 of them in other sentences")
    page.get_by_label("Another sentence 2").press("Space")
    expect(picture).to_have_attribute("data-state", re.compile("^batch:60:"))
    norm.select_option("layer")
    expect(picture).to_have_attribute("data-state", re.compile("^layer:[0-9]+:0$"))
    page.get_by_label("Sentence 3 ends with padding").press("Space")
    expect(picture).to_have_attribute("data-state", re.compile("^layer:[0-9]+:0$"))
    page.get_by_role("button", name="Reset").press("Enter")
    expect(picture).to_have_attribute("data-state", "layer:0:0")
