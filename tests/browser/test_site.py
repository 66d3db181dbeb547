"""The site as its readers meet it: all pages, no network, explorers without a kernel.

It is built once, from the stored outputs and from widgets made here; no notebook runs.
"""

import json
import threading
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from course_utils.commands.lab import NOTEBOOKS
from course_utils.commands.site import _Quiet
from course_utils.language import speaking
from course_utils.site import runs
from course_utils.site.openings import editions
from course_utils.site.pages import VIEW
from course_utils.site.widgets import STATE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, Response, Route

OTHERS = ("index", "teach", "glossary", "search")
PAGES = [
    ("" if code == "en" else f"{code}/") + name
    for code, notebooks in editions().items()
    for name in (*(path.stem for path in notebooks), *OTHERS)
]
SERIOUS = """async () => (await axe.run({resultTypes: ['violations']})).violations
  .filter((each) => ['serious', 'critical'].includes(each.impact))
  .map((each) => each.id + ' ' + each.nodes.map((node) => node.html.slice(0, 160)))"""


class Site(NamedTuple):
    """A page of the browser that reaches this site and nothing else."""

    page: "Page"
    address: str
    faults: list[str]

    def open(self, name: str) -> "Page":
        self.page.goto(self.address + name)
        return self.page


def explorers() -> dict[str, dict[str, Any]]:
    """Return widgets for cells of notebooks, made as those cells make them."""
    from course_utils.notebook import predict, quiz
    from course_utils.training.pretrained import load_transformer
    from course_utils.widgets.attention import explore_attention
    from course_utils.widgets.beam_search import explore_table
    from course_utils.widgets.transformer import explore_architecture

    finished = load_transformer()[:3]
    sentence = "The black cat sleeps."
    return {
        "03_beam_search": {"explore-table": explore_table()},
        "04_attention": {
            "context-by-hand": predict(18.0),
            "explore": explore_attention(*finished, [sentence]),
            "quiz": quiz("attention"),
        },
        "08_transformer": {"map": explore_architecture(*finished, sentence, ["le"])},
    }


def keep(path: Path, shown: dict[str, Any]) -> None:
    """Write a run of a notebook in which these cells, and no others, have a widget."""
    from ipywidgets.embed import embed_data

    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if widget := shown.get(cell["id"]):
            bundle = {VIEW: {"model_id": widget.model_id}}
            cell["outputs"][-1]["data"] |= bundle
    state = embed_data(list(shown.values()), drop_defaults=False)["manager_state"]
    notebook["metadata"] = {"widgets": {STATE: state}, "digest": runs._digest(path)}
    kept = runs._kept(path)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("sphinx", "furo", "myst_nb"):
        pytest.importorskip(package, reason=f"needs {package}: the extra `site`")
    from course_utils.site.build import build

    made = tmp_path_factory.mktemp("site") / "pages"
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs
        patch.setattr(runs, "RUNS", tmp_path_factory.mktemp("runs"))
        for code in editions():
            with speaking(code):
                for name, shown in explorers().items():
                    room = NOTEBOOKS / ("" if code == "en" else code)
                    keep(room / f"{name}.ipynb", shown)
        assert build(made) == 0, "see what it says above"
    assert list(made.parent.iterdir()) == [made]
    return made


@pytest.fixture(scope="module")
def served(folder: Path, browser: "BrowserContext") -> Iterator[Site]:
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = Site(browser.new_page(), f"http://127.0.0.1:{server.server_port}/", [])

    def stay(route: "Route") -> None:
        if route.request.url.startswith((site.address, "data:")):
            route.continue_()
        else:
            site.faults.append(f"left the site: {route.request.url}")
            route.abort()

    def answered(response: "Response") -> None:
        if response.status >= 400:
            site.faults.append(f"{response.status}: {response.url}")

    site.page.set_default_timeout(30_000)
    site.page.set_viewport_size({"width": 360, "height": 800})
    site.page.route("**/*", stay)
    site.page.on("response", answered)
    site.page.on("pageerror", lambda error: site.faults.append(f"error: {error}"))
    yield site
    site.page.close()
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    """Demand that nothing failed and nothing left the site."""
    served.faults.clear()
    yield served
    assert served.faults == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole(site: Site, name: str) -> None:
    page = site.open(f"{name}.html")
    wide = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(wide) <= 0, "a phone would scroll sideways"
    code = "zh-CN" if name.startswith("zh/") else "en"
    assert page.evaluate("document.documentElement.lang") == code
    assert page.locator("h1").count() == (0 if Path(name).name == "search" else 1)
    unseen = page.evaluate(
        """async () => {
          const images = [...document.images].filter((each) => !each.closest('.live'));
          for (const image of images) image.loading = 'eager';
          await Promise.allSettled(images.map((image) => image.decode()));
          return images.filter((image) => !image.naturalWidth || !image.alt).length;
        }"""
    )
    assert unseen == 0
    other = page.locator(".editions a")
    leads = f"../{name[3:]}.html" if code != "en" else f"zh/{name}.html"
    assert other.get_attribute("href") == leads


def alive(page: "Page", widget: str) -> "Locator":
    """Go to a widget and wait until it shows itself."""
    place = page.locator(f'[data-widget="{widget}"]')
    place.evaluate("place => place.scrollIntoView()")
    page.wait_for_selector(f'[data-widget="{widget}"][data-alive]')
    return place


@pytest.mark.parametrize("edition", ["", "zh/"])
@pytest.mark.parametrize("name", ["03_beam_search", "04_attention", "08_transformer"])
def test_explorers_live_without_a_kernel(site: Site, edition: str, name: str) -> None:
    page = site.open(f"{edition}{name}.html")
    widgets = page.eval_on_selector_all(
        ".live", "all => all.map(e => e.dataset.widget)"
    )
    assert widgets
    for widget in widgets:
        place = alive(page, widget)
        assert place.locator(".course").is_visible()
    site.open(f"{edition}index.html")
    alive(page, f"{edition}08_transformer/map")


def test_a_key_moves_an_explorer(site: Site, expect: Callable) -> None:
    page = site.open("03_beam_search.html")
    place = alive(page, "03_beam_search/explore-table")
    before = place.locator(".picture").first.get_attribute("data-state")
    place.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    moved = place.locator(f'.picture:not([data-state="{before}"])').first
    expect(moved).to_be_visible()


@pytest.mark.parametrize("edition", ["", "zh/"])
def test_the_site_answers_in_place_of_a_kernel(
    site: Site, expect: Callable, edition: str
) -> None:
    page = site.open(f"{edition}04_attention.html")
    own = alive(page, f"{edition}04_attention/explore").locator("input[type=text]")
    own.fill("they sing")
    own.press("Enter")
    picture = page.locator(".attention .picture")
    expect(picture).to_have_attribute("data-wrote", "ils chantent . <eos>")
    page = site.open(f"{edition}08_transformer.html")
    own = alive(page, f"{edition}08_transformer/map").locator("input[type=text]")
    own.fill("they sing")
    own.press("Enter")
    expect(page.locator(".map .picture")).to_have_attribute("data-next", "ils")


@pytest.mark.parametrize(
    ("page", "word"), [("search", "attention"), ("zh/search", "注意力分数")]
)
def test_search_finds(site: Site, page: str, word: str) -> None:
    opened = site.open(f"{page}.html?q={word}")
    opened.wait_for_selector("#search-results li a")
    found = opened.eval_on_selector_all(
        "#search-results a", "all => all.map(a => a.href)"
    )
    assert any("04_attention.html" in each for each in found)


def test_the_policy_holds(site: Site) -> None:
    page = site.open("index.html")
    refused = """(call) => new Promise((done) => {
      document.addEventListener('securitypolicyviolation',
        (event) => done(event.effectiveDirective), { once: true });
      %s;
    })"""
    outside = "fetch('https://127.0.0.1:1/').catch(() => {})"
    assert page.evaluate(refused % outside) == "connect-src"
    script = "document.body.append(Object.assign(document.createElement('script'), "
    script += "{ textContent: 'window.ran = true' }))"
    assert page.evaluate(refused % script).startswith("script-src")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "zh/04_attention", "zh/glossary"])
def test_nothing_serious_for_assistive_technology(
    site: Site, axe: str, name: str, theme: str
) -> None:
    site.page.emulate_media(color_scheme=theme)
    page = site.open(f"{name}.html")
    for place in page.eval_on_selector_all(
        ".live", "all => all.map(e => e.dataset.widget)"
    ):
        alive(page, place)
    page.evaluate(axe)
    assert page.evaluate(SERIOUS) == []


def test_pages_are_light(folder: Path) -> None:
    sizes = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    assert sum(sizes.values()) < 20e6
    text = (folder / "03_beam_search.html").read_text(encoding="utf-8")
    shown = [path for path in sizes if path.suffix == ".png" and path.name in text]
    assert sum(sizes[path] for path in shown) + len(text.encode()) < 3e6
