"""Files of another site, from a folder and over https, from servers that are not to be believed."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from capture import elsewhere
from capture.elsewhere import Place, copy, place_of, read
from data_schemas.errors import InputError, StoreError
from tests.capture import company


@dataclass
class Server:
    """Answers by path; ``asked`` is every path with its headers."""

    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def place(self) -> Place:
        return place_of(f"https://localhost:{self.port}/lib/")

    def says(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.serves("/lib/a.json", data, status, **headers)

    def serves(self, path: str, data: bytes, status: int = 200, **headers: str) -> None:
        def answer(to: BaseHTTPRequestHandler) -> None:
            to.send_response(status)
            told = {"Content-Length": str(len(data))} | headers
            for name, value in told.items():
                to.send_header(name, value)
            to.end_headers()
            to.wfile.write(data)

        self.answers[path] = answer


def started(server: Server, signed: company.Signed, folder: Path) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, dict(self.headers)))
            answer = server.answers.get(self.path)
            if answer is None:
                self.send_error(404)
            else:
                answer(self)

        def log_message(self, *_args: object) -> None:
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*company.written(folder, signed))
    made.socket = context.wrap_socket(made.socket, server_side=True)
    server.port = made.server_address[1]
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """On this machine, with a certificate that it trusts for as long as the test runs."""
    root = company.authority("root")
    (tmp_path / "root.pem").write_text(root.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    found = Server()
    running = started(found, company.server(root, ("localhost",)), tmp_path / "tls")
    yield found
    running.shutdown()
    running.server_close()


def test_a_file_comes_as_it_is_and_nobody_is_told_more_than_its_name(
    server: Server, tmp_path: Path
) -> None:
    data = os.urandom(3 << 20)
    server.says(data)
    assert read(server.place, "a.json", len(data)) == data
    copy(server.place, "a.json", tmp_path / "a", len(data))
    assert (tmp_path / "a").read_bytes() == data and (tmp_path / "a").stat().st_mode & 0o077 == 0
    for path, headers in server.asked:
        assert path == "/lib/a.json"
        assert set(headers) == {"Host", "Accept-Encoding"}


def test_no_proxy_of_the_environment_is_asked(server: Server, monkeypatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.says(b"x")
    assert read(server.place, "a.json", 9) == b"x"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["https://localhost:{}/lib/b.json", "http://127.0.0.1:1/", "/b"])
def test_no_redirect_is_followed(server: Server, status: int, to: str) -> None:
    server.says(b"", status, Location=to.format(server.port))
    server.answers["/lib/b.json"] = server.answers["/b"] = lambda _to: pytest.fail("followed")
    with pytest.raises(InputError, match="said to lie elsewhere"):
        read(server.place, "a.json", 9)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (404, InputError, "no a.json at that address"),
        (410, InputError, "no a.json at that address"),
        (401, StoreError, "refused there"),
        (500, StoreError, "refused there"),
        (206, StoreError, "refused there"),
    ],
)
def test_anything_but_the_file_is_told_in_a_sentence(server, status, error, said) -> None:
    server.says(b"secret of the server", status)
    with pytest.raises(error, match=said) as told:
        read(server.place, "a.json", 99)
    assert "secret" not in str(told.value)


def endless(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.end_headers()
    try:
        while True:
            to.wfile.write(b"x" * (1 << 16))
    except OSError:
        return


def test_no_more_is_read_than_was_asked_for(server: Server, tmp_path: Path) -> None:
    server.says(b"x" * 10)
    with pytest.raises(InputError, match="larger than the 9 bytes"):
        read(server.place, "a.json", 9)
    server.answers["/lib/a.json"] = endless
    with pytest.raises(InputError, match="larger than"):
        read(server.place, "a.json", 1 << 20)
    with pytest.raises(InputError, match="larger than"):
        copy(server.place, "a.json", tmp_path / "a", 1 << 20)
    assert (tmp_path / "a").stat().st_size <= 1 << 20


def test_what_is_cut_short_is_not_taken_for_whole(server: Server) -> None:
    server.says(b"x" * 10, **{"Content-Length": "11"})
    with pytest.raises(StoreError):
        read(server.place, "a.json", 99)


def test_what_trickles_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then is no silence; without the limit this would go on for 3 minutes."""
    stop = threading.Event()

    def trickle(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("Content-Length", "900")
        to.end_headers()
        for _ in range(900):
            if stop.wait(0.2):
                return
            try:
                to.wfile.write(b"x")
            except OSError:
                return

    server.answers["/lib/a.json"] = trickle
    monkeypatch.setattr(elsewhere, "SMALL_S", 0.5)
    with pytest.raises(StoreError):
        read(server.place, "a.json", 999)
    stop.set()


def test_a_certificate_that_nobody_knows_ends_it(server: Server, monkeypatch, tmp_path) -> None:
    (tmp_path / "other.pem").write_text(company.authority("other").pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    server.says(b"x")
    with pytest.raises(StoreError, match="certificate of localhost"):
        read(server.place, "a.json", 9)
    assert server.asked == []


def test_a_certificate_of_another_name_ends_it(server: Server) -> None:
    server.says(b"x")
    with pytest.raises(StoreError, match=r"certificate of 127\.0\.0\.1"):
        read(place_of(f"https://127.0.0.1:{server.port}/lib"), "a.json", 9)


def test_nobody_there_is_told_in_a_sentence() -> None:
    with pytest.raises(StoreError, match="does not answer"):
        read(place_of("https://localhost:1/x"), "a.json", 9)


@pytest.mark.parametrize(
    "text",
    [
        "http://plant.example/x", "ftp://plant.example/x", "file:///etc/passwd", "https://",
        "https://u:p@plant.example/x", "https://plant.example/x?a=1", "https://plant.example/#x",
        "https://plant.example\\@evil.example/", "https://plant.example/a b", "https://[::1/x",
        "https://plant.example:x/", "https://plant.example/\r\nHost: evil", "https://울산.example/",
        "memory://x", "local://x", "~nobody-of-that-name/x",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="That is no address"):
        place_of(text)


def test_a_folder_gives_plain_files_only(tmp_path: Path) -> None:
    place = place_of(str(tmp_path))
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert read(place, "a", 3) == b"abc"
    with pytest.raises(InputError, match="larger than the 2 bytes"):
        read(place, "a", 2)
    for name, said in (
        ("link", "cannot be read there"), ("folder", "cannot be read there"),
        ("pipe", "not a plain file"), ("none", "no none at that address"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=said):
            read(place, name, 9)


def test_a_copy_goes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "there").write_bytes(b"keep")
    with pytest.raises(FileExistsError):
        copy(place_of(str(tmp_path)), "a", tmp_path / "there", 9)
    assert (tmp_path / "there").read_bytes() == b"keep"
