"""The heads explorer of notebook 05 in JupyterLab."""

from collections.abc import Callable

START = "from course_utils.widgets.multi_head_attention import explore_heads"


def test_heads_are_chosen_and_cut_wrongly(
    open_notebook: Callable, expect: Callable
) -> None:
    page = open_notebook([START, 'explore_heads(["the", "cat", "is", "not", "old"])'])
    picture = page.locator(".heads .picture")
    said = page.locator(".heads .said")
    expect(picture).to_have_attribute("data-state", "3:false")
    page.get_by_role("combobox", name="Heads").select_option("2")
    expect(picture).to_have_attribute("data-state", "2:false")
    expect(said).to_contain_text("every head gets 6 features of each of the 5 tokens")
    page.get_by_label("view without transpose").press("Space")
    expect(picture).to_have_attribute("data-state", "2:true")
    expect(said).to_contain_text("numbers of 3 of the 5 tokens")
    page.get_by_role("button", name="Reset").press("Enter")
    expect(picture).to_have_attribute("data-state", "3:false")
