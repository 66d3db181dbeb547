"""The clock hands of notebook 07 in JupyterLab."""

from collections.abc import Callable

START = "from course_utils.widgets.positional_encoding import explore_positions"


def test_hands_turn_by_keyboard(open_notebook: Callable, expect: Callable) -> None:
    page = open_notebook([START, "explore_positions()"])
    picture = page.locator(".positions .picture")
    said = page.locator(".positions .said")
    expect(picture).to_have_attribute("data-state", "3:5:8:100")
    expect(said).to_contain_text("Positions 3 and 8")
    turned = said.text_content().split("by")[1].split("°")[0]
    page.get_by_role("slider", name="Position i").focus()
    page.keyboard.press("ArrowRight")
    expect(picture).to_have_attribute("data-state", "4:5:8:100")
    assert turned in said.text_content()  # the rotation does not depend on i
    page.get_by_role("slider", name="Distance δ").focus()
    page.keyboard.press("Home")
    expect(said).to_contain_text("Dot product 4.00 of at most 4")
    page.get_by_role("slider", name="Width d").focus()
    page.keyboard.press("End")
    expect(picture).to_contain_text("+ 8 slower")
    page.get_by_role("slider", name="Base").focus()
    page.keyboard.press("End")
    expect(picture).to_have_attribute("data-state", "4:0:32:10000")
    page.get_by_role("button", name="Reset").press("Enter")
    expect(picture).to_have_attribute("data-state", "3:5:8:100")
