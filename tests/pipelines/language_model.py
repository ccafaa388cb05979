"""A stand-in for a language model on the site's network: a real server with canned answers.

The product behind it is foreign to Sonmat and is not tested here; what goes over the line is.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Model:
    """``says``: the content of the next answers; ``raw``: a whole body instead of it."""

    port: int = 0
    says: Any = ""
    raw: bytes | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip_s: float = 0.0
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def body(self) -> bytes:
        if self.raw is not None:
            return self.raw
        said = self.says if isinstance(self.says, str) else json.dumps(self.says)
        return json.dumps({"choices": [{"message": {"content": said}}]}).encode()


@contextmanager
def answering(model: Model) -> Iterator[Model]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            given = self.rfile.read(int(self.headers.get("content-length", 0)))
            model.asked.append((self.path, dict(self.headers), json.loads(given or b"null")))
            body = model.body()
            self.send_response(model.status)
            for name, value in {"content-length": str(len(body)), **model.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                if not model.drip_s:
                    self.wfile.write(body)
                    return
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(model.drip_s)
            except OSError:
                return

        def log_message(self, *_given: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    model.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
