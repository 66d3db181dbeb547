"""What holds for all pages: no dead link, and a content security policy."""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

# Nothing may come from elsewhere. Tables and explorers set styles of their own.
POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; worker-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; font-src 'self'; "
    "style-src 'self' 'unsafe-inline'; form-action 'self'; base-uri 'none'"
)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CHARSET = '<meta charset="utf-8">'


def finish(folder: Path) -> list[str]:
    """Give every page its policy; return a line for each link that leads nowhere."""
    (folder / ".nojekyll").touch()  # GitHub would leave out folders that begin with _
    found = []
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        path.write_text(with_policy(text), encoding="utf-8")
        found += dead_links(path, folder)
    return found


def with_policy(page: str) -> str:
    """Return a page that runs only the scripts it has now."""
    hashes = {f"'sha256-{_digest(script)}'" for script in _SCRIPT.findall(page)}
    policy = POLICY.format(hashes=" ".join(sorted(hashes)))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return page.replace(_CHARSET, _CHARSET + meta, 1)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def dead_links(path: Path, folder: Path) -> Iterator[str]:
    """Name what a page of the site asks for that is not in the site."""
    for link in _parsed(path).links:
        address, anchor = urldefrag(link)
        if urlsplit(link).scheme:
            continue
        target = path.parent / unquote(urlsplit(address).path) if address else path
        if target.is_dir():
            target = target / "index.html"
        name = path.relative_to(folder).as_posix()
        if not target.exists():
            yield f"{name}: {link} is not there"
        elif anchor and target.suffix == ".html" and anchor not in _parsed(target).ids:
            yield f"{name}: {link} leads to no such place"


class _Page(HTMLParser):
    """Collects where a page leads to, and where one can be led to in it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str | None] = {"", "top"}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action") and value:
                self.links.append(value)
            elif name in ("id", "name"):
                self.ids.add(value)


@cache
def _parsed(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page
