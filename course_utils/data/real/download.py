"""Fetch a file once: with progress, resumed where it stopped, checked, and kept."""

import hashlib
import os
import sys
from http import HTTPStatus
from http.client import IncompleteRead
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tqdm.auto import tqdm

from course_utils.language import _

BLOCK = 1 << 16  # bytes
AGENT = "Mozilla/5.0 (compatible; encoder-decoder-course)"  # some refuse Python's own
WAIT = 30.0  # seconds without a byte until a server counts as silent


class RemoteFile(NamedTuple):
    """Where a file lies, and the SHA-256 of what is expected there, in hex.

    None stands for a file that its source renews: any whole one is taken.
    """

    url: str
    sha256: str | None

    @property
    def name(self) -> str:
        return self.url.rsplit("/", 1)[-1]


class DownloadError(Exception):
    """A file could not be fetched; the message says which, why, and what to do."""


def cache_folder() -> Path:
    """Where downloads are kept: $COURSE_DATA, or the user's own cache folder."""
    if "COURSE_DATA" in os.environ:
        return Path(os.environ["COURSE_DATA"])
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return base / "encoder_decoder_course"


def fetch(
    remote: RemoteFile,
    folder: str | Path | None = None,
    *,
    progress: bool = True,
    wait: float = WAIT,
) -> Path:
    """Return the path of a remote file in `folder`, downloading it if need be.

    A whole file is used without asking the network; a part is gone on with. What does
    not have the expected checksum is never used. Raises DownloadError; after `wait`
    seconds without a byte too.
    """
    folder = cache_folder() if folder is None else Path(folder)
    path = folder / remote.name
    if path.exists():
        if _is_expected(path, remote):
            return path
        raise DownloadError(
            _(
                "{path} is not the expected file: its SHA-256 differs. Delete it to "
                "fetch it again, or give the folder of another copy.",
                path=path,
            )
        )
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        _download(remote, part, progress, wait)
    except HTTPError as error:
        raise DownloadError(
            _(
                "{url} answered {code} ({reason}). The file may have moved. Nothing "
                "else in the course needs it.",
                url=remote.url,
                code=error.code,
                reason=error.reason,
            )
        ) from error
    except (URLError, OSError, IncompleteRead) as error:
        kept = part.stat().st_size if part.exists() else 0
        raise DownloadError(
            _(
                "{url} could not be fetched: {error}. Are you offline? {kept:,} bytes "
                "are kept; the next try goes on from there. Nothing else in the course "
                "needs this file.",
                url=remote.url,
                error=error,
                kept=kept,
            )
        ) from error
    if not _is_expected(part, remote):
        part.unlink()
        raise DownloadError(
            _(
                "{url} has changed or came damaged: its SHA-256 is not the expected "
                "one, so it was thrown away. Try once more; if it happens again, the "
                "file at the source is a new one.",
                url=remote.url,
            )
        )
    return part.replace(path)


def _download(remote: RemoteFile, part: Path, progress: bool, wait: float) -> None:
    """Append to `part` what is still missing."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": AGENT}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        answer = urlopen(Request(remote.url, headers=headers), timeout=wait)
    except HTTPError as error:
        if have and error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # nothing is missing; the checksum says whether that is true
        raise
    with answer:
        if answer.status != HTTPStatus.PARTIAL_CONTENT:
            have = 0  # the server cannot resume and sends all of it
        missing = int(answer.headers.get("Content-Length", 0))
        with (
            part.open("ab" if have else "wb") as file,
            tqdm(
                desc=remote.name,
                total=have + missing or None,
                initial=have,
                unit="B",
                unit_scale=True,
                disable=not progress,
            ) as bar,
        ):
            received = 0
            while block := answer.read(BLOCK):
                file.write(block)
                bar.update(len(block))
                received += len(block)
    if received < missing:  # read(n) does not complain of a connection cut off
        raise IncompleteRead(b"", missing - received)


def _is_expected(path: Path, remote: RemoteFile) -> bool:
    if remote.sha256 is None:
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == remote.sha256
