"""Build the course as a web site, and serve it."""

import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from course_utils.commands import ROOT, environment
from course_utils.commands.arguments import Parser
from course_utils.commands.problem import Problem, need_clone
from course_utils.language import _

FOLDER = ROOT / "build" / "site"


def main(arguments: list[str]) -> int:
    """Build all pages of all editions into one folder of static files."""
    about = _("Build the course as a web site: one folder that any web space serves.")
    parser = Parser("site", about)
    parser.add_argument("--out", type=Path, default=FOLDER, help=_("the folder"))
    parser.add_argument(
        "--run",
        action="store_true",
        help=_("run the notebooks that changed first, so that all explorers are alive"),
    )
    parser.add_argument("--serve", action="store_true", help=_("show it at once"))
    parser.add_argument("--port", type=int, default=8000, help=_("8000 if not said"))
    options = parser.parse_args(arguments)
    need_clone()
    folder = options.out.absolute()
    need_own(folder)
    python = environment.ensure(("site",))
    command = [str(python), "-m", "course_utils.site", str(folder)]
    if subprocess.call(command + ["--run"] * options.run, cwd=ROOT):
        raise Problem(_("The site has faults: see the lines above."))
    size = sum(path.stat().st_size for path in folder.rglob("*")) / 1e6
    print(_("The site is in {folder} ({size:.1f} MB).", folder=folder, size=size))
    if options.serve:
        serve(folder, options.port)
    return 0


def need_own(folder: Path) -> None:
    """Raise unless the folder is new, empty, or a site: its old content goes."""
    if folder.exists() and not (folder.is_dir() and _is_ours(folder)):
        raise Problem(
            _(
                "{folder} holds something else, which building the site would delete: "
                "choose another folder.",
                folder=folder,
            )
        )


def _is_ours(folder: Path) -> bool:
    return (folder / "_static" / "live.js").exists() or not any(folder.iterdir())


def serve(folder: Path, port: int) -> None:
    """Show the site to this computer's browser until Ctrl-C."""
    handler = partial(_Quiet, directory=str(folder))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise Problem(
            _(
                "Port {port} cannot be used: {reason}. Choose another by --port.",
                port=port,
                reason=error.strerror,
            )
        ) from None
    address = f"http://127.0.0.1:{server.server_port}/"
    print(
        _("Open {address} in a browser; Ctrl-C ends it.", address=address), flush=True
    )
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


class _Quiet(SimpleHTTPRequestHandler):
    """Says nothing of each file, and what scripts are, whatever Windows thinks."""

    extensions_map = {  # noqa: RUF012 (it is so in the standard library)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
    }

    def log_message(self, *_args: object) -> None:
        """Keep the terminal for what matters."""
