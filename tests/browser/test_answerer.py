"""Explorers in a page without a kernel: the answerer's worker answers them.

The page is the least that the site's own pages have: their script, and their policy.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hands import Hands

from course_utils import site
from course_utils.commands.site import _Quiet
from course_utils.data.examples import NEAR_THE_HOUSE, THEY_SING
from course_utils.site.models import write_models
from course_utils.site.widgets import Widget, write
from course_utils.training.pretrained import load_seq2seq, load_transformer
from course_utils.widgets.attention import explore_attention
from course_utils.widgets.beam_search import explore_beams
from course_utils.widgets.transformer import explore_architecture

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

ROOM = Path(site.__path__[0])
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>A page</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none';
 img-src data:; script-src 'self'; worker-src 'self'; connect-src 'self';
 style-src 'self' 'unsafe-inline'">
<meta name="course-static" content="_static/">
<meta name="course-answerer" content="_static/answerer/">
<link rel="icon" href="data:,"><script type="module" src="_static/live.js"></script>
</head><body>{}</body></html>"""
PLACE = """<div class="output"><div class="live" id="{0}" data-widget="page/{0}"></div>
</div><p>Its picture, which goes when it has come.</p>"""
PAIRS = [NEAR_THE_HOUSE, THEY_SING]


def kept(name: str, explorer: Any) -> Widget:
    """Return a widget as a page keeps it."""
    from ipywidgets.embed import embed_data

    everything = embed_data([explorer], drop_defaults=False)
    model = everything["manager_state"]["state"][explorer.model_id]
    traits = {k: v for k, v in model["state"].items() if not k.startswith("_")}
    buffers = [(each["path"], each["data"]) for each in model["buffers"]]
    return Widget(name, model["state"]["_anywidget_id"], traits, buffers)


@pytest.fixture(scope="module")
def page(
    tmp_path_factory: pytest.TempPathFactory, browser: "BrowserContext"
) -> Iterator["Page"]:
    folder = tmp_path_factory.mktemp("pages")
    static = folder / "_static"
    shutil.copytree(ROOM / "answerer", static / "answerer")
    shutil.copy(ROOM / "looks" / "static" / "live.js", static)
    write_models(static / "models")
    transformer = load_transformer()[:3]
    shown = {
        "beams": explore_beams(*load_seq2seq()[:3], PAIRS, max_len=8),
        "attention": explore_attention(*transformer, PAIRS),
        "map": explore_architecture(*transformer, "They sing.", ["ils"]),
    }
    for name, explorer in shown.items():
        write(kept(name, explorer), "page", static)
    places = "".join(map(PLACE.format, shown))
    (folder / "index.html").write_text(PAGE.format(places), encoding="utf-8")
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opened, faults = browser.new_page(), []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda told: faults.append(told.text))
    opened.set_default_timeout(60_000)
    opened.goto(f"http://127.0.0.1:{server.server_port}/index.html")
    yield opened
    opened.close()
    server.shutdown()
    server.server_close()
    assert faults == []


class Explorer(Hands):
    """One of the page's explorers, which answers when it is asked."""

    def __init__(self, page: "Page", expect: Callable, name: str) -> None:
        self.css = f"#{name} .course"
        super().__init__(page, expect)
        page.locator(f"#{name}").evaluate("place => place.scrollIntoView()")

    def type(self, text: str) -> None:
        own = self.root.get_by_role("textbox", name="your own sentence")
        own.fill(text)
        own.press("Enter")

    def asked(self) -> str:
        """Return the number of the question that was asked last, once it is asked."""
        self.page.wait_for_timeout(300)  # it rests before it asks
        return str(self.root.locator(".picture").get_attribute("data-asked"))

    def choose(self, name: str, value: str) -> None:
        self.root.get_by_role("combobox", name=name).select_option(value)


def test_beams_search_for_whom_no_kernel_answers(page: "Page", expect: Callable):
    beams = Explorer(page, expect, "beams")
    beams.type("The women sing")
    beams.shows(sentence="The women sing", winner="les femmes chantent . <eos>")
    beams.slide("beam width k", "End")  # the other widths have come, too
    beams.shows(k=10, winner="les femmes chantent . <eos>")
    beams.choose("Sentence", "1")
    beams.shows(sentence="they sing .", winner="ils chantent . <eos>")
    beams.root.locator("[role=treeitem][tabindex='0']").first.focus()
    beams.press("Home", "ArrowRight", "ArrowDown", "Enter")  # the second of step 1
    beams.shows(forced="elle", winner="elle chante . <eos>")
    beams.type("the zzz sing")
    beams.says("The model has never seen: zzz. Try other words.", ".complaint")


def test_attention_is_meddled_with_without_a_kernel(page: "Page", expect: Callable):
    attention = Explorer(page, expect, "attention")
    attention.type("they sing")
    attention.shows(sentence="they sing .", wrote="ils chantent . <eos>", changed=0)
    attention.push("Mute this head")
    attention.shows(muted="0")
    attention.says("muted heads: 1", ".texts")
    attention.push("Reset")
    attention.root.get_by_role("combobox", name="Look only at").select_option("1")
    attention.shows(pins=1, answered=attention.asked())
    attention.push("Reset")
    attention.tick("causal mask")
    attention.shows(answered=attention.asked())
    attention.says("causal mask lifted", ".texts")
    attention.type("")
    attention.says("Type a sentence first.", ".complaint")


def test_the_map_reads_and_writes_without_a_kernel(page: "Page", expect: Callable):
    walk = Explorer(page, expect, "map")
    walk.type("the black cat sleeps")
    walk.shows(sentence="the black cat sleeps .", written="", next="le")
    walk.push("Write this word: le")
    walk.shows(written="le", next="chat")
