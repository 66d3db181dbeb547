"""Downloads against a real server on this machine, with every way it can fail."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from course_utils.data.real.download import (
    DownloadError,
    RemoteFile,
    cache_folder,
    fetch,
)

CONTENT = bytes(range(251)) * 1_009
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves CONTENT; the path says how: whole, no_ranges, cut, silent, missing."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests = []  # (path, Range header)
        self.released = threading.Event()

    def handle_error(self, request, client_address):
        """A client that hangs up is part of these tests."""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = self.headers.get("Range")
        self.server.requests.append((self.path, wanted))
        kind = self.path.strip("/")
        if kind == "missing":
            self.send_error(404)
            return
        first = 0
        if wanted and kind != "no_ranges":
            first = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if first >= len(CONTENT):
                self.send_error(416)
                return
        body = CONTENT[first:]
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if kind == "cut" and not first:
            body = body[:100_003]
        if kind == "silent":
            self.wfile.write(body[:1_009])
            self.wfile.flush()
            self.server.released.wait(30)
            return
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


def remote(server, kind, sha256=SHA256):
    return RemoteFile(f"http://127.0.0.1:{server.server_port}/{kind}", sha256)


def test_fetch_downloads_once_and_then_needs_no_server(server, tmp_path, capsys):
    path = fetch(remote(server, "whole"), tmp_path / "new" / "folder")
    assert path.read_bytes() == CONTENT
    assert "whole" in capsys.readouterr().err  # the progress bar
    assert fetch(remote(server, "whole"), path.parent) == path
    assert server.requests == [("/whole", None)]
    assert [file.name for file in path.parent.iterdir()] == ["whole"]


def test_a_download_cut_off_goes_on_where_it_was(server, tmp_path):
    with pytest.raises(DownloadError, match=r"100,003 bytes are kept.*goes on"):
        fetch(remote(server, "cut"), tmp_path, progress=False)
    assert not (tmp_path / "cut").exists()
    path = fetch(remote(server, "cut"), tmp_path, progress=False)
    assert path.read_bytes() == CONTENT
    assert server.requests[1] == ("/cut", "bytes=100003-")


def test_a_server_that_cannot_resume_sends_all_again(server, tmp_path):
    (tmp_path / "no_ranges.part").write_bytes(CONTENT[:11])
    path = fetch(remote(server, "no_ranges"), tmp_path, progress=False)
    assert path.read_bytes() == CONTENT


def test_a_part_that_is_whole_already_is_used(server, tmp_path):
    (tmp_path / "whole.part").write_bytes(CONTENT)
    assert fetch(remote(server, "whole"), tmp_path, progress=False).exists()


def test_a_changed_file_is_never_used(server, tmp_path):
    with pytest.raises(DownloadError, match="has changed or came damaged"):
        fetch(remote(server, "whole", "0" * 64), tmp_path, progress=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_its_source_renews_is_taken_as_it_comes(server, tmp_path):
    path = fetch(remote(server, "whole", sha256=None), tmp_path, progress=False)
    assert path.read_bytes() == CONTENT
    path.write_bytes(b"what came last year")
    again = fetch(remote(server, "whole", sha256=None), tmp_path, progress=False)
    assert again.read_bytes() == b"what came last year"
    assert len(server.requests) == 1


def test_a_file_that_its_source_renews_must_come_whole(server, tmp_path):
    with pytest.raises(DownloadError, match="could not be fetched"):
        fetch(remote(server, "cut", sha256=None), tmp_path, progress=False)
    path = fetch(remote(server, "cut", sha256=None), tmp_path, progress=False)
    assert path.read_bytes() == CONTENT


def test_a_damaged_file_in_the_cache_is_named_and_left_alone(server, tmp_path):
    (tmp_path / "whole").write_bytes(b"my own notes")
    with pytest.raises(DownloadError, match=r"whole is not the expected file.*Delete"):
        fetch(remote(server, "whole"), tmp_path, progress=False)
    assert (tmp_path / "whole").read_bytes() == b"my own notes"
    assert server.requests == []


def test_a_missing_file_says_so(server, tmp_path):
    with pytest.raises(DownloadError, match=r"missing answered 404.*may have moved"):
        fetch(remote(server, "missing"), tmp_path, progress=False)


def test_a_silent_server_is_not_waited_for_for_ever(server, tmp_path):
    with pytest.raises(DownloadError, match=r"timed out.*Nothing else in the course"):
        fetch(remote(server, "silent"), tmp_path, progress=False, wait=0.2)


def test_offline_the_message_says_what_still_works(tmp_path):
    with Server() as gone:
        port = gone.server_port
    away = RemoteFile(f"http://127.0.0.1:{port}/whole", SHA256)
    with pytest.raises(DownloadError, match=r"Are you offline\? 0 bytes are kept"):
        fetch(away, tmp_path, progress=False)


def test_the_cache_folder_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("COURSE_DATA")
    assert cache_folder().is_absolute()
